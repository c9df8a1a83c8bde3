// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LicenceBook} from "../src/LicenceBook.sol";
import {Conditions, LicenceConditions} from "../src/LicenceConditions.sol";
import {LicenceShop} from "../src/LicenceShop.sol";
import {LicenceTerms} from "../src/LicenceTerms.sol";
import {OfferBook} from "../src/OfferBook.sol";
import {Standing} from "../src/ShopRights.sol";
import {SplitTreaty} from "../src/SplitTreaty.sol";
import {Treaty} from "../src/TreatyHash.sol";
import {RemixWorld} from "./support/RemixWorld.sol";

/// A licence is consent to a remix.
contract LicenceShopRemixTest is RemixWorld {
    uint32 private constant SHARE = 200_000;
    uint16 private constant REMIX = LicenceConditions.REMIX;

    LicenceShop private shop;
    Made private parent;
    Made private child;

    function setUp() public {
        buildRemix();
        shop = new LicenceShop(works, new SplitTreaty());
        parent = original(ALICE);
        child = remixOf(BOB, parent, SHARE);
        mint(child, asClaims(claimOf(child, 1, parent.id, SHARE)));
    }

    function conditions() private pure returns (Conditions memory c) {
        (c.uses, c.remixShares, c.duration) = (REMIX, SHARE, 30 days);
    }

    function licence(Made memory work, Conditions memory c, address to) private returns (uint256) {
        Standing memory by = Standing(work.work.treaty, new Treaty[](0));
        vm.prank(work.author);
        uint256 offerId = shop.offer(work.id, c, 1, NATIVE, 0, by);
        vm.deal(to, 1);
        vm.prank(to);
        return shop.buy{value: 1}(offerId, 1, to, 0);
    }

    function refuse(bytes memory why, address who, bytes32 leaf, uint256 parentId, uint256 id) private {
        vm.expectRevert(why);
        vm.prank(who);
        shop.recordRemix(leaf, parentId, id);
        vm.assertFalse(shop.isAgreed(child.id, parent.id), "claimed by the child");
    }

    function refuse(uint256 id) private {
        refuse(
            abi.encodeWithSelector(LicenceBook.NotLicensed.selector, parent.id, id),
            child.author,
            child.leaf,
            parent.id,
            id
        );
    }

    function test_remix_by_licence_is_agreed() public {
        uint256 id = licence(parent, conditions(), child.author);
        vm.assertFalse(shop.isAgreed(child.id, parent.id), "not yet");
        vm.expectEmit(address(shop));
        emit LicenceBook.RemixLicensed(child.id, parent.id, id, child.author);
        vm.prank(child.author);
        vm.assertEq(shop.recordRemix(child.leaf, parent.id, id), child.id, "her work");
        vm.assertTrue(shop.isAgreed(child.id, parent.id), "agreed");
        vm.assertEq(shop.remixLicence(child.id, parent.id), id, "by this licence");
        vm.assertFalse(works.isAgreed(child.id, parent.id), "the token contract knows nothing of it");
        vm.warp(START + 365 days);
        vm.assertTrue(shop.isAgreed(child.id, parent.id), "what was published lawfully stays so");
    }

    function test_consent_of_the_owner_counts_too() public {
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        vm.assertTrue(shop.isAgreed(child.id, parent.id), "by word");
        vm.assertFalse(shop.isAgreed(parent.id, child.id), "not the other way round");
    }

    function test_licence_must_be_for_the_parent_and_for_remixes() public {
        refuse(licence(original(CAROL), conditions(), child.author));
        Conditions memory c = conditions();
        (c.uses, c.remixShares) = (LicenceTerms.COMMERCIAL, 0);
        refuse(licence(parent, c, child.author));
        c = conditions();
        c.rules = LicenceConditions.APPROVAL;
        refuse(licence(parent, c, child.author));
    }

    function test_licence_must_be_held_and_valid() public {
        refuse(licence(parent, conditions(), person(70)));
        uint256 id = licence(parent, conditions(), child.author);
        vm.warp(START + 30 days);
        refuse(id);
        Conditions memory c = conditions();
        (c.duration, c.rules) = (0, LicenceConditions.REVOCABLE);
        id = licence(parent, c, child.author);
        Standing memory by = Standing(parent.work.treaty, new Treaty[](0));
        vm.prank(parent.author);
        shop.revoke(id, child.author, 0, by);
        refuse(id);
        bytes memory why = abi.encodeWithSelector(OfferBook.NoSuchLicence.selector, 7 << 64);
        refuse(why, child.author, child.leaf, parent.id, 7 << 64);
    }

    function test_remix_gives_the_shares_that_the_licence_asks_for() public {
        Conditions memory c = conditions();
        c.remixShares = SHARE + 1;
        uint256 id = licence(parent, c, child.author);
        bytes memory why = abi.encodeWithSelector(LicenceBook.TooFewShares.selector, parent.id, SHARE, SHARE + 1);
        refuse(why, child.author, child.leaf, parent.id, id);
    }

    /// A stranger's record would be of a work of his own, which does not name the parent.
    function test_only_the_author_of_the_remix_records() public {
        address thief = person(71);
        uint256 id = licence(parent, conditions(), thief);
        uint256 his = works.workIdOf(thief, child.leaf);
        bytes memory why = abi.encodeWithSelector(LicenceBook.NoSuchParent.selector, his, parent.id);
        refuse(why, thief, child.leaf, parent.id, id);
        uint256 wrong = licence(child, conditions(), parent.author);
        why = abi.encodeWithSelector(LicenceBook.NoSuchParent.selector, parent.id, child.id);
        refuse(why, parent.author, parent.leaf, child.id, wrong);
    }

    function test_second_parent_is_found() public {
        Made memory other = original(CAROL);
        Made memory both =
            prepare(BOB, asList(address(parent.vault), address(other.vault)), asShares(SHARE, 5), asList(address(usd)));
        mint(both, asClaims(claimOf(both, 1, parent.id, SHARE), claimOf(both, 2, other.id, 5)));
        Conditions memory c = conditions();
        c.remixShares = 5;
        uint256 id = licence(other, c, both.author);
        vm.prank(both.author);
        shop.recordRemix(both.leaf, other.id, id);
        vm.assertTrue(shop.isAgreed(both.id, other.id), "this one");
        vm.assertFalse(shop.isAgreed(both.id, parent.id), "for itself alone");
    }
}
