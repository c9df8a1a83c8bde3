// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Conditions, LicenceConditions} from "../src/LicenceConditions.sol";
import {LicenceShop} from "../src/LicenceShop.sol";
import {LicenceTerms} from "../src/LicenceTerms.sol";
import {OfferBook} from "../src/OfferBook.sol";
import {ShopCalendar} from "../src/ShopCalendar.sol";
import {ShopWorld} from "./support/ShopWorld.sol";

/// What is licensed to somebody alone.
contract LicenceShopExclusiveTest is ShopWorld {
    uint16 private constant COMMERCIAL = LicenceTerms.COMMERCIAL;
    uint16 private constant TRAIN = LicenceTerms.AI_TRAIN;
    uint16 private constant BOTH = COMMERCIAL | TRAIN;
    uint16 private constant PERSONAL = LicenceTerms.PERSONAL;
    address private buyer = person(60);
    address private rival = person(61);

    function setUp() public {
        buildWork();
    }

    function alone(uint16 uses, uint32 duration, uint32 window) private returns (uint256) {
        Conditions memory c = plain(uses, duration, false);
        c.exclusiveFor = window;
        return put(c);
    }

    function common(uint16 uses, uint32 duration) private returns (uint256) {
        return put(plain(uses, duration, false));
    }

    function refuseBuy(bytes memory why, uint256 id) private {
        vm.deal(rival, 1 ether);
        vm.expectRevert(why);
        vm.prank(rival);
        shop.buy{value: 1 ether}(id, 1, rival, 0);
        vm.assertFalse(shop.isOpen(id), "and is not said to be open");
    }

    function over(uint256 id) private {
        refuseBuy(abi.encodeWithSelector(ShopCalendar.OfferOver.selector, id), id);
    }

    function refuseOffers(uint16 uses) private {
        Conditions memory c = plain(uses, 0, false);
        vm.expectRevert(abi.encodeWithSelector(ShopCalendar.Exclusive.selector, workId, uses));
        put(c);
    }

    // ---------------------------------------------------------------- its sale closes what conflicts

    function test_exclusive_sale_closes_conflicting_offers_at_once() public {
        uint256 id = alone(BOTH, 0, 90 days);
        (uint256 older, uint256 wider) = (common(COMMERCIAL, 0), common(TRAIN | PERSONAL, 0));
        uint256 second = alone(TRAIN, 0, 1 days);
        uint256 other = common(PERSONAL, 0);
        uint256 licence = shop.licenceIdOf(id, START);
        vm.expectEmit(address(shop));
        emit ShopCalendar.ExclusiveSold(workId, licence, BOTH, other, START + 90 days);
        vm.assertEq(buyCoin(id, buyer), licence, "sold");
        over(id);
        over(older);
        over(wider);
        over(second);
        vm.assertTrue(shop.isOpen(other), "what has no use in common stays open");
        buyCoin(other, rival);
        refuseOffers(COMMERCIAL);
        refuseOffers(TRAIN | PERSONAL);
        common(PERSONAL | LicenceConditions.REMIX, 0);
        vm.assertTrue(shop.isValidNow(licence, buyer), "hers alone");
    }

    function test_another_work_is_not_concerned() public {
        makeTreaty(2);
        (agreedVault, agreedWork) = mintUnder(treaty);
        agree();
        uint256 other = offerAs(agent, plain(COMMERCIAL, 0, false), 1 ether, NATIVE);
        buyCoin(alone(COMMERCIAL, 0, 90 days), buyer);
        buyCoin(other, rival);
        offerAs(agent, plain(COMMERCIAL, 0, false), 1 ether, NATIVE);
    }

    /// Old offers do not rise again: after the window new ones are made.
    function test_window_ends_and_old_offers_stay_closed() public {
        uint256 older = common(COMMERCIAL, 0);
        uint256 licence = buyCoin(alone(COMMERCIAL, 120 days, 90 days), buyer);
        vm.warp(START + 90 days - 1);
        refuseOffers(COMMERCIAL);
        vm.warp(START + 90 days);
        over(older);
        uint256 newer = common(COMMERCIAL, 0);
        buyCoin(newer, rival);
        vm.assertTrue(shop.isValidNow(licence, buyer), "she keeps hers, no longer alone");
    }

    // ---------------------------------------------------------------- its sale waits for what conflicts

    function still(uint256 id) private {
        bytes memory why = abi.encodeWithSelector(ShopCalendar.StillLicensed.selector, workId, COMMERCIAL);
        refuseBuy(why, id);
    }

    function test_exclusive_is_not_sold_beside_a_valid_licence() public {
        buyCoin(common(BOTH, 30 days), rival);
        uint256 id = alone(COMMERCIAL, 0, 90 days);
        still(id);
        vm.warp(START + 30 days - 1);
        still(id);
        vm.warp(START + 30 days);
        vm.assertTrue(shop.isOpen(id), "now it is");
        buyCoin(id, buyer);
    }

    function test_nor_ever_beside_one_that_lasts_for_ever() public {
        buyCoin(common(COMMERCIAL, 0), rival);
        uint256 id = alone(COMMERCIAL, 0, 90 days);
        vm.warp(START + 40_000 days);
        still(id);
    }

    /// The licence outlasts its window: somebody holds it, so the next is not sold as exclusive.
    function test_nor_beside_a_former_exclusive_one() public {
        buyCoin(alone(COMMERCIAL, 120 days, 30 days), buyer);
        vm.warp(START + 60 days);
        uint256 id = alone(COMMERCIAL, 0, 30 days);
        still(id);
        vm.warp(START + 120 days);
        buyCoin(id, rival);
    }

    /// The one that ends last counts, in whatever order they were bought.
    function test_longest_licence_counts() public {
        (uint256 long, uint256 short) = (common(COMMERCIAL, 60 days), common(COMMERCIAL, 10 days));
        buyCoin(long, rival);
        buyCoin(short, rival);
        uint256 id = alone(COMMERCIAL, 0, 1 days);
        vm.warp(START + 59 days);
        still(id);
        vm.warp(START + 60 days);
        buyCoin(id, buyer);
    }

    function test_of_an_exclusive_licence_there_is_one() public {
        uint256 id = alone(COMMERCIAL, 0, 90 days);
        vm.deal(rival, 2 ether);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.ExclusiveIsOne.selector, uint32(2)));
        vm.prank(rival);
        shop.buy{value: 2 ether}(id, 2, rival, 0);
    }

    // ---------------------------------------------------------------- reading

    function test_calendar_can_be_read() public {
        vm.assertEq(shop.licensedUntil(workId, 127), 0, "nothing yet");
        buyCoin(common(PERSONAL, 0), rival);
        buyCoin(common(TRAIN, 10 days), rival);
        buyCoin(alone(COMMERCIAL, 90 days, 30 days), buyer);
        vm.assertEq(shop.licensedUntil(workId, PERSONAL), type(uint64).max, "for ever");
        vm.assertEq(shop.licensedUntil(workId, TRAIN), START + 10 days, "ten days");
        vm.assertEq(shop.licensedUntil(workId, BOTH), START + 90 days, "the later");
        vm.assertEq(shop.licensedUntil(workId, 127), type(uint64).max, "the latest");
        vm.assertEq(shop.licensedUntil(workId, LicenceConditions.REMIX), 0, "never");
        vm.assertEq(shop.exclusiveUntil(workId, COMMERCIAL), START + 30 days, "hers alone until then");
        vm.assertEq(shop.exclusiveUntil(workId, PERSONAL | TRAIN), 0, "nobody's alone");
        vm.expectRevert(abi.encodeWithSelector(OfferBook.NoSuchOffer.selector, 9));
        shop.licenceIdOf(9, START);
        vm.assertFalse(shop.isOpen(9), "no such offer");
    }

    /// Whatever is bought in whatever order: when an exclusive licence is sold, nobody else has a conflicting one.
    function testFuzz_exclusive_is_alone(uint256 seed) public {
        uint256[] memory ids = new uint256[](6);
        for (uint256 i; i < 6; ++i) {
            uint256 part = uint256(keccak256(abi.encode(seed, i)));
            uint16 uses = uint16(1 + part % 127);
            uint32 duration = uint32(part >> 16) % 5 * 10 days;
            ids[i] = part >> 64 & 1 == 0 ? common(uses, duration) : alone(uses, duration, 10 days);
        }
        uint256[] memory sold = new uint256[](12);
        for (uint256 i; i < 12; ++i) {
            uint256 part = uint256(keccak256(abi.encode(seed, "buy", i)));
            vm.warp(block.timestamp + part % 12 days);
            uint256 id = ids[part >> 32 & 7 < 6 ? part >> 32 & 7 : 0];
            if (!shop.isOpen(id)) continue;
            uint256 licence = buyCoin(id, person(100 + i));
            bool exclusive = shop.offerOf(id).exclusiveFor != 0;
            for (uint256 j; j < i; ++j) {
                bool meets = shop.usesOf(licence) & shop.usesOf(sold[j]) != 0;
                bool both = sold[j] != 0 && meets && shop.isValidNow(sold[j], person(100 + j));
                vm.assertFalse(exclusive && both, "nobody else has a conflicting licence");
            }
            sold[i] = licence;
        }
    }
}
