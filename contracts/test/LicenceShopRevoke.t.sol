// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LicenceBook} from "../src/LicenceBook.sol";
import {Conditions, LicenceConditions} from "../src/LicenceConditions.sol";
import {OfferBook} from "../src/OfferBook.sol";
import {ShopRights, Standing} from "../src/ShopRights.sol";
import {Signing} from "./support/Signing.sol";
import {ShopWorld} from "./support/ShopWorld.sol";

/// Licences that are taken back, by whom, and what becomes of them.
contract LicenceShopRevokeTest is ShopWorld, Signing {
    address private buyer = person(60);
    uint256 private offerId;
    uint256 private licence;

    function setUp() public {
        buildShop();
        offerId = offerAs(agent, revocable(), 1 ether, NATIVE);
        licence = buyCoin(offerId, buyer);
    }

    function revocable() private pure returns (Conditions memory c) {
        c = plain(1, 0, false);
        c.rules = LicenceConditions.REVOCABLE;
    }

    function refuse(bytes memory why, address who, uint256 id, address holder, Standing memory by) private {
        vm.expectRevert(why);
        vm.prank(who);
        shop.revoke(id, holder, "reason", by);
    }

    function revoke() private {
        Standing memory by = shown();
        vm.prank(judge);
        shop.revoke(licence, buyer, "reason", by);
    }

    function test_revoked_licence_is_invalid_from_then_on() public {
        vm.expectEmit(address(shop));
        emit LicenceBook.Revoked(licence, agreedWork, buyer, judge, "reason");
        revoke();
        vm.assertFalse(shop.isValidNow(licence, buyer), "not now");
        vm.assertFalse(shop.isValid(licence, buyer, START + 365 days), "not later");
        vm.assertEq(shop.balanceOf(buyer, licence), 1, "the token stays and is good for nothing");
        vm.assertEq(address(agreedVault).balance, 1 ether, "money is not given back");
        uint256 another = buyCoin(offerId, person(61));
        vm.assertTrue(another == licence && shop.isValidNow(licence, person(61)), "others keep theirs");
    }

    function test_only_who_the_treaty_names_revokes() public {
        address[4] memory others = [maker, agent, buyer, vm.addr(SECOND)];
        for (uint256 i; i < others.length; ++i) {
            bytes memory why = abi.encodeWithSelector(ShopRights.NotNamed.selector, others[i]);
            refuse(why, others[i], licence, buyer, shown());
        }
        bytes32 hash = treaties.hashOf(treaty);
        bytes memory hidden = abi.encodeWithSelector(ShopRights.TreatyHidden.selector, hash);
        refuse(hidden, maker, licence, buyer, asAuthor(hash));
        vm.prank(maker);
        works.transferFrom(maker, person(62), agreedWork);
        refuse(abi.encodeWithSelector(ShopRights.NotNamed.selector, person(62)), person(62), licence, buyer, shown());
    }

    function test_author_revokes_where_there_is_no_treaty() public {
        uint256 id = buyCoin(put(revocable()), buyer);
        bytes memory why = abi.encodeWithSelector(ShopRights.NotAuthor.selector, workId, judge);
        refuse(why, judge, id, buyer, asAuthor(0));
        Standing memory by = asAuthor(0);
        vm.prank(author);
        shop.revoke(id, buyer, "reason", by);
        vm.assertFalse(shop.isValidNow(id, buyer), "taken back");
    }

    function test_only_what_allows_it_is_taken_back() public {
        uint256 fast = buyCoin(offerAs(agent, plain(1, 0, false), 1 ether, NATIVE), buyer);
        refuse(abi.encodeWithSelector(LicenceBook.NotRevocable.selector, fast), judge, fast, buyer, shown());
        bytes memory why = abi.encodeWithSelector(LicenceBook.NotHeld.selector, licence, person(63));
        refuse(why, judge, licence, person(63), shown());
        why = abi.encodeWithSelector(OfferBook.NoSuchLicence.selector, 7 << 64);
        refuse(why, judge, 7 << 64, buyer, shown());
        revoke();
        refuse(abi.encodeWithSelector(LicenceBook.WasRevoked.selector, licence, buyer), judge, licence, buyer, shown());
    }

    /// She would pay for what stays invalid.
    function test_revoked_licence_is_not_sold_to_its_holder_again() public {
        revoke();
        vm.deal(buyer, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(LicenceBook.WasRevoked.selector, licence, buyer));
        vm.prank(buyer);
        shop.buy{value: 1 ether}(offerId, 1, buyer, 0);
        vm.assertEq(buyer.balance, 1 ether, "she keeps her money");
        uint256 other = buyCoin(offerAs(agent, plain(1, 0, false), 1 ether, NATIVE), buyer);
        vm.assertTrue(shop.isValidNow(other, buyer), "another licence is sold to her");
    }

    /// What may be taken back does not travel, so there is nobody to whom she could pass it on a moment before.
    function test_revocable_licence_does_not_travel() public {
        vm.expectRevert(abi.encodeWithSelector(LicenceBook.NotTransferable.selector, licence));
        vm.prank(buyer);
        shop.safeTransferFrom(buyer, person(64), licence, 1, "");
    }
}
