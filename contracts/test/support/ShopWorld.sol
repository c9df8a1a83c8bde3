// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Conditions} from "../../src/LicenceConditions.sol";
import {NewWork} from "../../src/WorkNFT.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {Standing} from "../../src/ShopRights.sol";
import {ChainPart, Floor, Treaty} from "../../src/TreatyHash.sol";
import {Tree} from "./Tree.sol";
import {WorkWorld} from "./WorkWorld.sol";

/// A second work beside the plain one, under a treaty: two authors sign, an agent may offer, another account may revoke.
abstract contract ShopWorld is WorkWorld {
    uint256 internal constant FIRST = 0xF1257;
    uint256 internal constant SECOND = 0x5EC0D;
    uint96 internal constant COIN_FLOOR = 1e15;
    uint96 internal constant DOLLAR_FLOOR = 5e6;

    address internal agent = person(0xA6);
    address internal judge = person(0xA7);
    address internal maker;
    Treaty internal treaty;
    RoyaltyVault internal agreedVault;
    uint256 internal agreedWork;

    function buildShop() internal {
        buildWork();
        makeTreaty(2);
        (agreedVault, agreedWork) = mintUnder(treaty);
        agree();
    }

    /// @param count Signers: the author, and with 2 another one.
    function makeTreaty(uint256 count) internal {
        maker = vm.addr(FIRST);
        address other = vm.addr(SECOND);
        treaty.author = maker;
        treaty.work = registry.leafOf(maker, bytes32(count), "agreed");
        treaty.sharesRoot = Tree.root(leaves);
        treaty.signers = count == 1 ? asList(maker) : maker < other ? asList(maker, other) : asList(other, maker);
        treaty.offerers = asList(agent);
        treaty.revokers = asList(judge);
        delete treaty.chains;
        ChainPart storage part = treaty.chains.push();
        (part.chainId, part.factory, part.tokens) = (block.chainid, address(factory), asList(address(usd)));
        part.floors.push(Floor(NATIVE, COIN_FLOOR));
        part.floors.push(Floor(address(usd), DOLLAR_FLOOR));
        treaty.deadline = START + 30 days;
    }

    /// The author makes the vault and mints the work that the treaty names.
    function mintUnder(Treaty memory t) internal returns (RoyaltyVault made, uint256 id) {
        return mintUnder(t, t.work);
    }

    function mintUnder(Treaty memory t, bytes32 file) internal returns (RoyaltyVault made, uint256 id) {
        bytes32 hash = treaties.hashOf(t);
        made = RoyaltyVault(factory.predict(t.author, t.sharesRoot, hash));
        if (address(made).code.length == 0) {
            vm.prank(t.author);
            factory.create(t.sharesRoot, hash, asList(address(usd)));
        }
        vm.prank(t.author);
        registry.anchor(file, MANIFEST);
        NewWork memory work = NewWork(file, file, MANIFEST, t.sharesRoot, hash, 500);
        vm.prank(t.author);
        id = works.mint(t.author, work, new bytes32[](0));
    }

    function agree() internal {
        bytes32 digest = treaties.digestOf(treaty);
        bytes[] memory signatures = new bytes[](treaty.signers.length);
        for (uint256 i; i < signatures.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(treaty.signers[i] == maker ? FIRST : SECOND, digest);
            signatures[i] = abi.encodePacked(r, s, v);
        }
        treaties.agree(treaty, signatures);
    }

    function shown() internal view returns (Standing memory by) {
        return shown(treaty);
    }

    function shown(Treaty memory t) internal pure returns (Standing memory by) {
        by.text = new Treaty[](1);
        by.text[0] = t;
    }

    /// `who` offers the work under the treaty.
    function offerAs(address who, Conditions memory c, uint96 price, address token) internal returns (uint256) {
        Standing memory by = shown();
        vm.prank(who);
        return shop.offer(agreedWork, c, price, token, 0, by);
    }

    function refuseOffer(bytes memory why, address who, uint256 work, uint96 price, address token, Standing memory by)
        internal
    {
        Conditions memory c = plain(1, 0, false);
        vm.expectRevert(why);
        vm.prank(who);
        shop.offer(work, c, price, token, 0, by);
    }

    function buyCoin(uint256 offerId, address who) internal returns (uint256) {
        uint256 price = shop.offerOf(offerId).price;
        vm.deal(who, who.balance + price);
        vm.prank(who);
        return shop.buy{value: price}(offerId, 1, who, 0);
    }
}
