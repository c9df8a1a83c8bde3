// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Authorization, LicenceShop} from "../src/LicenceShop.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {Signing} from "./support/Signing.sol";
import {WorkWorld} from "./support/WorkWorld.sol";

/// Offers, closes, buys in every way, lets time pass and passes licences on, and counts beside the shop.
contract ShopHandler is WorkWorld, Signing {
    uint256[] public licences;
    mapping(uint256 licence => uint256) public sold;
    mapping(address token => uint256) public spent;
    address public signer;
    uint256 private refs;

    constructor() {
        buildWork();
        signer = vm.addr(KEY);
    }

    function parts() external view returns (LicenceShop, RoyaltyVault, address) {
        return (shop, vault, address(usd));
    }

    function licenceCount() external view returns (uint256) {
        return licences.length;
    }

    function offer(uint16 uses, uint32 duration, bool transferable, uint96 price, bool inCoin, uint8 supply) external {
        price = uint96(bound(price, 1, 1e24));
        put(plain(uint16(bound(uses, 1, 127)), duration, transferable), price, inCoin ? NATIVE : address(usd), supply);
    }

    function close(uint256 which) external {
        (bool any, uint256 id) = pick(which);
        if (!any || which % 3 != 0) return;
        vm.prank(author);
        shop.close(id, asAuthor(0));
    }

    function buy(uint256 which, uint32 quantity, uint256 way) external {
        (bool any, uint256 id) = pick(which);
        if (!any) return;
        quantity = uint32(bound(quantity, 1, shop.offerOf(id).left));
        address token = shop.offerOf(id).token;
        uint256 cost = uint256(shop.offerOf(id).price) * quantity;
        uint256 licence = token == NATIVE ? buyInCoin(id, quantity, cost) : buyInDollars(id, quantity, cost, way % 3);
        if (sold[licence] == 0) licences.push(licence);
        sold[licence] += quantity;
        spent[token] += cost;
    }

    function wait(uint32 time) external {
        vm.warp(block.timestamp + time % 40 days);
    }

    function passOn(uint256 which, uint256 to) external {
        if (licences.length == 0) return;
        uint256 licence = licences[which % licences.length];
        if (!shop.isTransferable(licence) || shop.balanceOf(signer, licence) == 0) return;
        vm.prank(signer);
        shop.safeTransferFrom(signer, person(to % 3), licence, 1, "");
    }

    function buyInCoin(uint256 id, uint32 quantity, uint256 cost) private returns (uint256) {
        vm.deal(signer, cost);
        vm.prank(signer);
        return shop.buy{value: cost}(id, quantity, signer, 0);
    }

    function buyInDollars(uint256 id, uint32 quantity, uint256 cost, uint256 way) private returns (uint256) {
        usd.mint(signer, cost);
        bytes32 ref = bytes32(++refs);
        if (way == 0) {
            bytes32 nonce = shop.purchaseHash(id, quantity, signer, ref);
            Signature memory pay_ = signPayment(usd, "ReceiveWithAuthorization", address(shop), cost, nonce);
            Authorization memory payment = Authorization(signer, 0, type(uint256).max, pay_.v, pay_.r, pay_.s);
            return shop.buyWithAuthorization(id, quantity, signer, ref, payment);
        }
        if (way == 1) {
            Signature memory sig = signPermit(usd, address(shop), cost, type(uint256).max);
            vm.prank(signer);
            return shop.buyWithPermit(id, quantity, signer, ref, type(uint256).max, sig.v, sig.r, sig.s);
        }
        vm.prank(signer);
        usd.approve(address(shop), cost);
        vm.prank(signer);
        return shop.buy(id, quantity, signer, ref);
    }

    /// An offer that still sells, if there is one.
    function pick(uint256 which) private view returns (bool, uint256) {
        uint256 count = shop.offerCount();
        for (uint256 i; i < count; ++i) {
            uint256 id = 1 + (which % count + i) % count;
            if (shop.offerOf(id).left > 0) return (true, id);
        }
        return (false, 0);
    }
}

contract LicenceShopInvariants is Check {
    ShopHandler private handler;
    LicenceShop private shop;
    RoyaltyVault private vault;
    address private usd;

    function setUp() public {
        handler = new ShopHandler();
        (shop, vault, usd) = handler.parts();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I13: the shop holds nothing; every unit spent is in the vault.
    function invariant_money_is_in_the_vault() external view {
        vm.assertEq(address(shop).balance, 0, "I13: no coin in the shop");
        vm.assertEq(vault.cumulative(address(0)), handler.spent(address(0)), "coin in the vault");
        vm.assertEq(vault.cumulative(usd), handler.spent(usd), "dollars in the vault");
    }

    /// I14: as many licences as were sold, wherever they went; none is valid after its end.
    function invariant_licences_are_those_sold() external view {
        for (uint256 i; i < handler.licenceCount(); ++i) {
            uint256 licence = handler.licences(i);
            uint256 held = shop.balanceOf(handler.signer(), licence);
            for (uint256 p; p < 3; ++p) {
                held += shop.balanceOf(person(p), licence);
            }
            vm.assertEq(held, handler.sold(licence), "I14: supply");
            uint64 end = shop.endOf(licence);
            if (end != 0 && block.timestamp >= end) {
                vm.assertFalse(shop.isValidNow(licence, handler.signer()), "I14: ended");
            }
        }
    }
}
