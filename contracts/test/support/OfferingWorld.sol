// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {FanPool} from "../../src/FanPool.sol";
import {OfferingTerms} from "../../src/OfferingCode.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {ShareOffering} from "../../src/ShareOffering.sol";
import {ShareOfferingFactory, VaultKey} from "../../src/ShareOfferingFactory.sol";
import {PlainToken} from "./Zoo.sol";
import {Signing} from "./Signing.sol";
import {Tree} from "./Tree.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// An artist with half of a work's shares, who sells a fifth of the work to fans.
abstract contract OfferingWorld is VaultWorld, Signing {
    string internal constant TEXT =
        "A fifth of what my song earns, until 2031 or twice what you paid. You can lose it all.";
    uint32 internal constant CAP = 200_000;
    uint32 internal constant MINIMUM = 100_000;
    uint32 internal constant PER_BUYER = 120_000;
    uint96 internal constant PRICE = 50; // 0.00005 dollars a unit: 10 dollars for all
    uint96 internal constant CEILING = 100;

    address internal artist = person(0);
    address internal fan = person(0xF1);
    address internal friend = person(0xF2);
    address internal rival = person(0xF3);
    address internal stranger = person(0xEE);
    ShareOfferingFactory internal offerings;
    ShareOffering internal sale;
    FanPool internal fans;
    PlainToken internal plain;
    VaultKey internal key;
    uint256 private salts;

    /// The vault divides coin, practice dollars and `plain`, and everybody has what she needs.
    function buildOffering() internal {
        build();
        plain = new PlainToken();
        offerings = new ShareOfferingFactory(factory);
        pin(asList(address(usd), address(plain)));
    }

    /// Another vault with these tokens, all leaves active.
    function pin(address[] memory tokens) internal {
        bytes32 treaty = bytes32(0x1000 + salts++);
        vm.prank(author);
        vault = RoyaltyVault(factory.create(Tree.root(leaves), treaty, tokens));
        key = VaultKey(author, Tree.root(leaves), treaty);
        activateAll();
    }

    function termsIn(address token) internal view returns (OfferingTerms memory) {
        return OfferingTerms({
            token: token,
            price: PRICE,
            ceiling: CEILING,
            cap: CAP,
            minimum: MINIMUM,
            perBuyer: PER_BUYER,
            deadline: uint40(block.timestamp + 30 days),
            termEnd: uint40(block.timestamp + 5 * 365 days),
            jurisdiction: "CH",
            text: keccak256(bytes(TEXT))
        });
    }

    function open(OfferingTerms memory terms) internal returns (ShareOffering made) {
        vm.prank(artist);
        vault.approve(address(offerings), terms.cap);
        vm.prank(artist);
        made = ShareOffering(offerings.open(key, terms, TEXT, bytes32(salts++)));
        sale = made;
    }

    function buy(address who, uint32 shares) internal {
        address token = sale.offering().terms.token;
        uint256 cost = uint256(sale.offering().terms.price) * shares;
        if (token == NATIVE) {
            vm.deal(who, who.balance + cost);
            vm.prank(who);
            sale.buy{value: cost}(shares);
        } else {
            PlainToken(token).mint(who, cost);
            vm.prank(who);
            PlainToken(token).approve(address(sale), cost);
            vm.prank(who);
            sale.buy(shares);
        }
    }

    /// Half to one fan, three tenths and two tenths to others: all is sold.
    function sellAll() internal {
        buy(fan, 100_000);
        buy(friend, 60_000);
        buy(rival, 40_000);
    }

    function settle() internal {
        fans = FanPool(payable(sale.settle()));
    }

    /// An offering that sold everything, and the pool of its fans.
    function succeed(address token) internal {
        open(termsIn(token));
        sellAll();
        settle();
    }

    function afterDeadline() internal {
        vm.warp(sale.offering().terms.deadline);
    }

    function balanceIn(address token, address who) internal view returns (uint256) {
        return token == NATIVE ? who.balance : PlainToken(token).balanceOf(who);
    }

    /// The work earns.
    function earn(address token, uint256 amount) internal {
        if (token == NATIVE) pay(payer, address(vault), amount);
        else PlainToken(token).mint(address(vault), amount);
    }
}
