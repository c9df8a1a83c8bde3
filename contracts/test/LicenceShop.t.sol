// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {LicenceBook} from "../src/LicenceBook.sol";
import {Conditions, LicenceConditions} from "../src/LicenceConditions.sol";
import {LicenceForm} from "../src/LicenceForm.sol";
import {LicenceShop} from "../src/LicenceShop.sol";
import {LicenceTerms} from "../src/LicenceTerms.sol";
import {Offer, OfferBook} from "../src/OfferBook.sol";
import {ShopRights} from "../src/ShopRights.sol";
import {Vm} from "./support/Check.sol";
import {WorkWorld} from "./support/WorkWorld.sol";
import {PlainToken} from "./support/Zoo.sol";

/// Offers, purchases and what a licence is. Signed purchases: LicenceShopSigned.t.sol.
contract LicenceShopTest is WorkWorld {
    address private buyer = person(60);
    uint16 private constant USES = LicenceTerms.PERSONAL | LicenceTerms.COMMERCIAL;

    function setUp() public {
        buildWork();
    }

    function terms(uint32 duration, bool transferable) private pure returns (Conditions memory) {
        return plain(USES, duration, transferable);
    }

    function coinOffer() private returns (uint256) {
        return put(terms(0, false), 1 ether, NATIVE, 0);
    }

    function buy(uint256 offerId, uint32 quantity) private returns (uint256) {
        uint256 cost = uint256(shop.offerOf(offerId).price) * quantity;
        vm.deal(buyer, cost);
        vm.prank(buyer);
        return shop.buy{value: cost}(offerId, quantity, buyer, "ref");
    }

    // ---------------------------------------------------------------- offers

    function test_offer_tells_everything() public {
        Conditions memory t = full();
        vm.expectEmit(address(shop));
        emit OfferBook.Offered(1, workId, author, t, 5_000_000, address(usd), 10, address(vault));
        vm.assertEq(put(t, 5_000_000, address(usd), 10), 1, "the first offer");
        vm.assertEq(shop.offerCount(), 1, "counted");
        Offer memory o = shop.offerOf(1);
        vm.assertEq(o.workId, workId, "work");
        uint256 key = uint256(keccak256(abi.encode(workId, keccak256(abi.encode(t))))) >> 64 << 64;
        vm.assertEq(o.licence, key | uint256(t.rules) << 48 | uint256(t.uses) << 32 | t.duration, "the licence sold");
        vm.assertEq(o.vault, address(vault), "vault");
        vm.assertEq(o.left, 10, "left");
        vm.assertTrue(o.price == 5_000_000 && o.token == address(usd), "the price");
        vm.assertTrue(o.exclusiveFor == 7 days && o.owedBps == 300 && o.seats == 25, "the rest");
        vm.assertTrue(shop.isOpen(1), "for sale");
    }

    /// Every field with a value of its own.
    function full() private pure returns (Conditions memory) {
        return Conditions({
            uses: USES | LicenceConditions.REMIX,
            rules: LicenceConditions.ALL_RULES - LicenceConditions.REVOCABLE,
            duration: 30 days,
            owedBps: 300,
            remixShares: 100_000,
            revenueCeiling: 1e12,
            remixCeiling: 1e13,
            seats: 25,
            exclusiveFor: 7 days,
            territory: "DE,FR",
            text: "text"
        });
    }

    /// Whatever is changed in the conditions makes another licence.
    function test_every_condition_is_bound_by_the_licence() public {
        for (uint256 field; field <= 11; ++field) {
            Conditions memory t = full();
            if (field == 1) t.uses ^= LicenceTerms.PERSONAL;
            if (field == 2) t.rules ^= LicenceConditions.ATTRIBUTION;
            if (field == 3) t.duration += 1 days;
            if (field == 4) t.owedBps += 1;
            if (field == 5) t.remixShares += 1;
            if (field == 6) t.revenueCeiling += 1;
            if (field == 7) t.remixCeiling += 1;
            if (field == 8) t.seats += 1;
            if (field == 9) t.exclusiveFor += 1;
            if (field == 10) t.territory = "DE";
            if (field == 11) t.text = "other";
            uint256 id = put(t);
            for (uint256 other = 1; other < id; ++other) {
                vm.assertTrue(shop.offerOf(id).licence >> 64 != shop.offerOf(other).licence >> 64, "another licence");
            }
        }
        vm.assertEq(shop.offerOf(put(full())).licence, shop.offerOf(1).licence, "the same again is the same");
    }

    function refuse(bytes memory why, Conditions memory t, uint96 price, address token) private {
        vm.expectRevert(why);
        put(t, price, token, 0);
    }

    function test_offers_are_refused() public {
        Conditions memory t = terms(0, false);
        vm.expectRevert(abi.encodeWithSelector(ShopRights.NotAuthor.selector, workId, address(this)));
        shop.offer(workId, t, 1, NATIVE, 0, asAuthor(0));
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 42));
        shop.offer(42, t, 1, NATIVE, 0, asAuthor(0));
        refuse(abi.encodeWithSelector(OfferBook.PriceZero.selector), t, 0, NATIVE);
        address foreign = address(new PlainToken());
        refuse(abi.encodeWithSelector(OfferBook.TokenNotDivided.selector, foreign), t, 1, foreign);
    }

    function senseless(bytes memory why, Conditions memory t) private {
        refuse(why, t, 1, NATIVE);
    }

    function test_senseless_conditions_are_refused() public {
        Conditions memory t = terms(0, false);
        t.uses = 0;
        senseless(abi.encodeWithSelector(LicenceForm.BadTerms.selector, 0), t);
        t.uses = 128;
        senseless(abi.encodeWithSelector(LicenceForm.BadTerms.selector, 128), t);
        t = terms(0, false);
        t.rules = 32;
        senseless(abi.encodeWithSelector(LicenceForm.BadRules.selector, 32), t);

        t = plain(LicenceTerms.PERSONAL, 0, false);
        t.owedBps = 1;
        senseless(abi.encodeWithSelector(LicenceForm.OnlyCommercial.selector), t);
        (t.owedBps, t.revenueCeiling) = (0, 1);
        senseless(abi.encodeWithSelector(LicenceForm.OnlyCommercial.selector), t);
        t = terms(0, false);
        t.owedBps = 10_001;
        senseless(abi.encodeWithSelector(LicenceForm.OwedTooMuch.selector, 10_001), t);

        for (uint256 i; i < 4; ++i) {
            t = terms(0, false);
            if (i == 0) t.rules = LicenceConditions.APPROVAL;
            if (i == 1) t.rules = LicenceConditions.RECIPROCAL;
            if (i == 2) t.remixShares = 1;
            if (i == 3) t.remixCeiling = 1;
            senseless(abi.encodeWithSelector(LicenceForm.OnlyRemix.selector), t);
        }
        t = plain(LicenceConditions.REMIX, 0, false);
        t.remixShares = 1_000_001;
        senseless(abi.encodeWithSelector(LicenceForm.TooManyShares.selector, 1_000_001), t);
        t = terms(0, true);
        t.rules |= LicenceConditions.REVOCABLE;
        senseless(abi.encodeWithSelector(LicenceForm.RevocableTravels.selector), t);
        t = terms(1 days, false);
        t.exclusiveFor = 1 days + 1;
        senseless(abi.encodeWithSelector(LicenceForm.ExclusiveTooLong.selector, 1 days + 1, 1 days), t);
        t.duration = 0;
        put(t);
    }

    function test_close_ends_sales_not_licences() public {
        uint256 id = coinOffer();
        uint256 licence = buy(id, 1);
        vm.expectRevert(abi.encodeWithSelector(ShopRights.NotAuthor.selector, workId, buyer));
        vm.prank(buyer);
        shop.close(id, asAuthor(0));
        vm.expectEmit(address(shop));
        emit OfferBook.OfferClosed(id, workId, author);
        vm.prank(author);
        shop.close(id, asAuthor(0));
        vm.assertFalse(shop.isOpen(id), "closed");
        vm.expectRevert(abi.encodeWithSelector(OfferBook.SoldOut.selector, id, uint32(0)));
        shop.buy{value: 0}(id, 1, buyer, 0);
        vm.assertTrue(shop.isValidNow(licence, buyer), "what was sold stays valid");
        vm.expectRevert(abi.encodeWithSelector(OfferBook.SoldOut.selector, id, uint32(0)));
        vm.prank(author);
        shop.close(id, asAuthor(0));
        vm.expectRevert(abi.encodeWithSelector(OfferBook.NoSuchOffer.selector, 99));
        vm.prank(author);
        shop.close(99, asAuthor(0));
    }

    // ---------------------------------------------------------------- purchases

    function test_coin_goes_straight_to_the_vault() public {
        uint256 id = coinOffer();
        vm.deal(buyer, 2 ether);
        uint256 licence = shop.licenceIdOf(id, START);
        vm.expectEmit(address(shop));
        emit LicenceShop.LicenceSold(workId, licence, buyer, NATIVE, 2 ether, 2, id, "ref");
        vm.prank(buyer);
        vm.assertEq(shop.buy{value: 2 ether}(id, 2, person(62), "ref"), licence, "the licence it gave");
        vm.assertEq(address(vault).balance, 2 ether, "in the vault");
        vm.assertEq(address(shop).balance, 0, "I13: not in the shop");
        vm.assertEq(shop.balanceOf(person(62), licence), 2, "for whom she bought");
    }

    function test_tokens_go_straight_to_the_vault() public {
        uint256 id = put(terms(0, false), 5_000_000, address(usd), 0);
        usd.mint(buyer, 10_000_000);
        vm.prank(buyer);
        usd.approve(address(shop), 10_000_000);
        vm.prank(buyer);
        shop.buy(id, 2, buyer, "ref");
        vm.assertEq(usd.balanceOf(address(vault)), 10_000_000, "in the vault");
        vm.assertEq(usd.balanceOf(address(shop)), 0, "I13: not in the shop");
    }

    function test_purchases_are_refused() public {
        uint256 coin = coinOffer();
        uint256 dollars = put(terms(0, false), 5_000_000, address(usd), 0);
        vm.deal(address(this), 10 ether);
        vm.expectRevert(abi.encodeWithSelector(OfferBook.NoSuchOffer.selector, 99));
        shop.buy(99, 1, buyer, 0);
        vm.expectRevert(LicenceShop.QuantityZero.selector);
        shop.buy(coin, 0, buyer, 0);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.WrongValue.selector, 1 ether - 1, 1 ether));
        shop.buy{value: 1 ether - 1}(coin, 1, buyer, 0);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.WrongValue.selector, 1 ether + 1, 1 ether));
        shop.buy{value: 1 ether + 1}(coin, 1, buyer, 0);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.WrongValue.selector, 1, 0));
        shop.buy{value: 1}(dollars, 1, buyer, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(shop), 0, 5_000_000)
        );
        shop.buy(dollars, 1, buyer, 0);
        vm.assertEq(address(vault).balance, 0, "nothing was sold");
    }

    function test_no_more_are_sold_than_there_are() public {
        uint256 id = put(terms(0, false), 1 ether, NATIVE, 3);
        buy(id, 2);
        vm.assertEq(shop.offerOf(id).left, 1, "one left");
        vm.deal(buyer, 2 ether);
        vm.expectRevert(abi.encodeWithSelector(OfferBook.SoldOut.selector, id, uint32(1)));
        vm.prank(buyer);
        shop.buy{value: 2 ether}(id, 2, buyer, 0);
        buy(id, 1);
        vm.expectRevert(abi.encodeWithSelector(OfferBook.SoldOut.selector, id, uint32(0)));
        shop.buy(id, 1, buyer, 0);
    }

    /// A receiver that buys again while it receives gets no licence beyond the limit.
    function test_reentrant_receiver_buys_within_the_limit() public {
        uint256 id = put(terms(0, false), 1 ether, NATIVE, 2);
        GreedyReceiver greedy = new GreedyReceiver(shop, id);
        vm.deal(address(greedy), 10 ether);
        greedy.start();
        vm.assertEq(greedy.bought(), 2, "two, then sold out");
        vm.assertEq(address(vault).balance, 2 ether, "and both are paid");
    }

    // ---------------------------------------------------------------- licences

    function test_licence_id_speaks_for_itself() public {
        uint256 forEver = buy(coinOffer(), 1);
        bytes32 hash = keccak256(abi.encode(workId, keccak256(abi.encode(terms(0, false)))));
        vm.assertEq(forEver >> 64, uint256(hash) >> 64, "work and terms");
        vm.assertEq(forEver & type(uint64).max, uint256(USES) << 32, "uses, not transferable, no end");
        uint256 month = buy(put(terms(30 days, true), 1, NATIVE, 0), 1);
        vm.assertEq(shop.usesOf(month), USES, "uses");
        vm.assertTrue(shop.isTransferable(month), "transferable");
        vm.assertEq(shop.endOf(month), START + 30 days, "START is a midnight: exactly thirty days");
        vm.assertEq(shop.endOf(forEver), 0, "no end");
    }

    function testFuzz_licence_lasts_its_duration_and_less_than_a_day_more(uint32 duration, uint32 later) public {
        vm.assume(duration > 0);
        uint256 start = uint256(START) + later;
        vm.warp(start);
        uint256 licence = buy(put(terms(duration, false), 1, NATIVE, 0), 1);
        vm.assertTrue(shop.isValidNow(licence, buyer), "valid at once");
        vm.warp(start + duration - 1);
        vm.assertTrue(shop.isValidNow(licence, buyer), "valid for the whole duration");
        vm.warp(start + duration + 1 days);
        vm.assertFalse(shop.isValidNow(licence, buyer), "I14: and not a day longer");
    }

    function test_validity_needs_a_holder() public {
        uint256 licence = buy(coinOffer(), 1);
        vm.assertTrue(shop.isValidNow(licence, buyer), "she has it");
        vm.assertFalse(shop.isValidNow(licence, person(63)), "he has not");
        vm.assertFalse(shop.isValidNow(licence ^ (1 << 100), buyer), "nor has she another");
    }

    function test_licence_moves_only_where_terms_allow() public {
        uint256 bound_ = buy(coinOffer(), 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceBook.NotTransferable.selector, bound_));
        vm.prank(buyer);
        shop.safeTransferFrom(buyer, person(64), bound_, 1, "");
        uint256 free = buy(put(terms(0, true), 1, NATIVE, 0), 1);
        uint256[] memory ids = new uint256[](2);
        uint256[] memory one = new uint256[](2);
        (ids[0], ids[1], one[0], one[1]) = (free, bound_, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceBook.NotTransferable.selector, bound_));
        vm.prank(buyer);
        shop.safeBatchTransferFrom(buyer, person(64), ids, one, "");
        vm.prank(buyer);
        shop.safeTransferFrom(buyer, person(64), free, 1, "");
        vm.assertTrue(shop.isValidNow(free, person(64)) && !shop.isValidNow(free, buyer), "passed on");
    }

    function test_validity_is_of_now_or_later() public {
        uint256 licence = buy(put(terms(30 days, false)), 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceBook.InThePast.selector, START - 1));
        shop.isValid(licence, buyer, START - 1);
        vm.assertTrue(shop.isValid(licence, buyer, START), "now");
        vm.assertTrue(shop.isValid(licence, buyer, START + 30 days - 1), "to its last second");
        vm.assertFalse(shop.isValid(licence, buyer, START + 30 days), "and not after");
        vm.warp(START + 31 days);
        vm.assertFalse(shop.isValidNow(licence, buyer), "ended");
        vm.expectRevert(abi.encodeWithSelector(LicenceBook.InThePast.selector, START));
        shop.isValid(licence, buyer, START);
        uint256 forEver = buy(coinOffer(), 1);
        vm.assertTrue(shop.isValid(forEver, buyer, type(uint256).max), "for ever");
    }

    function test_what_the_licensee_owes_is_on_record() public {
        Conditions memory t = full();
        t.exclusiveFor = 0;
        uint256 id = put(t);
        uint256 licence = shop.licenceIdOf(id, START);
        vm.deal(buyer, 2 ether);
        vm.expectEmit(address(shop));
        emit LicenceShop.ShareOwed(licence, workId, person(62), 300);
        vm.prank(buyer);
        shop.buy{value: 2 ether}(id, 2, person(62), 0);
        uint256 again = put(t, 7, NATIVE, 0);
        vm.assertEq(shop.firstOfferOf(shop.licenceIdOf(again, START + 5 days)), id, "the first of such offers");
        vm.assertEq(shop.offerOf(shop.firstOfferOf(licence)).owedBps, 300, "what is owed can be read");
        vm.expectRevert(abi.encodeWithSelector(OfferBook.NoSuchLicence.selector, uint256(1) << 64));
        shop.firstOfferOf(1 << 64);
    }

    function test_nothing_owed_is_not_recorded() public {
        uint256 id = coinOffer();
        vm.recordLogs();
        buy(id, 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            vm.assertTrue(logs[i].topics[0] != LicenceShop.ShareOwed.selector, "nothing is owed");
        }
    }

    function test_metadata() public {
        uint256 licence = buy(put(terms(1 days, true), 1, NATIVE, 0), 1);
        bytes memory json =
            '{"name":"Licence","description":"A licence sold with Colophon.","properties":{"uses":3,"rules":1,"ends_at":1767312000,"transferable":true,"revocable":false}}';
        vm.assertEq(
            shop.uri(licence),
            string.concat("data:application/json;base64,", Base64.encode(json)),
            "what it allows and until when"
        );
        json =
            '{"name":"Licence","description":"A licence sold with Colophon.","properties":{"uses":64,"rules":2,"ends_at":0,"transferable":false,"revocable":true}}';
        vm.assertEq(
            shop.uri(64 << 32 | 2 << 48),
            string.concat("data:application/json;base64,", Base64.encode(json)),
            "all of it from the id"
        );
        vm.assertTrue(shop.isRevocable(2 << 48) && !shop.isRevocable(licence), "revocable");
    }
}

/// Buys one more each time it receives one, until that is refused.
contract GreedyReceiver {
    LicenceShop private shop;
    uint256 private offerId;
    uint256 public bought;

    constructor(LicenceShop shop_, uint256 offerId_) {
        (shop, offerId) = (shop_, offerId_);
    }

    function start() external {
        shop.buy{value: 1 ether}(offerId, 1, address(this), 0);
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        ++bought;
        try shop.buy{value: 1 ether}(offerId, 1, address(this), 0) {} catch {}
        return this.onERC1155Received.selector;
    }
}
