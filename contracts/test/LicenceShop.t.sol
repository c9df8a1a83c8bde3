// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {LicenceShop, Offer} from "../src/LicenceShop.sol";
import {LicenceTerms, Terms} from "../src/LicenceTerms.sol";
import {WorkWorld} from "./support/WorkWorld.sol";
import {PlainToken} from "./support/Zoo.sol";

/// Offers, purchases and what a licence is. Signed purchases: LicenceShopSigned.t.sol.
contract LicenceShopTest is WorkWorld {
    address private buyer = person(60);
    uint16 private constant USES = LicenceTerms.PERSONAL | LicenceTerms.COMMERCIAL;

    function setUp() public {
        buildWork();
    }

    function terms(uint32 duration, bool transferable) private pure returns (Terms memory) {
        return Terms({uses: USES, duration: duration, transferable: transferable, text: "text"});
    }

    function offer(Terms memory t, uint96 price, address token, uint32 maxSupply) private returns (uint256) {
        vm.prank(author);
        return shop.offer(workId, t, price, token, maxSupply);
    }

    function coinOffer() private returns (uint256) {
        return offer(terms(0, false), 1 ether, NATIVE, 0);
    }

    function buy(uint256 offerId, uint32 quantity) private returns (uint256) {
        uint256 cost = uint256(shop.offerOf(offerId).price) * quantity;
        vm.deal(buyer, cost);
        vm.prank(buyer);
        return shop.buy{value: cost}(offerId, quantity, buyer, "ref");
    }

    // ---------------------------------------------------------------- offers

    function test_offer_tells_everything() public {
        Terms memory t = terms(30 days, true);
        vm.expectEmit(address(shop));
        emit LicenceShop.Offered(1, workId, author, t, 5_000_000, address(usd), 10, address(vault));
        vm.assertEq(offer(t, 5_000_000, address(usd), 10), 1, "the first offer");
        vm.assertEq(shop.offerCount(), 1, "counted");
        Offer memory o = shop.offerOf(1);
        vm.assertEq(o.workId, workId, "work");
        vm.assertEq(o.termsHash, keccak256(abi.encode(t)), "terms");
        vm.assertEq(o.vault, address(vault), "vault");
        vm.assertEq(o.left, 10, "left");
        vm.assertEq(o.duration, 30 days, "duration");
        vm.assertTrue(o.transferable && o.uses == USES && o.price == 5_000_000 && o.token == address(usd), "the rest");
    }

    function test_offers_are_refused() public {
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.NotWorkOwner.selector, workId, address(this)));
        shop.offer(workId, terms(0, false), 1, NATIVE, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 42));
        shop.offer(42, terms(0, false), 1, NATIVE, 0);
        vm.expectRevert(LicenceShop.PriceZero.selector);
        offer(terms(0, false), 0, NATIVE, 0);
        Terms memory t = terms(0, false);
        t.uses = 0;
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.BadTerms.selector, uint16(0)));
        offer(t, 1, NATIVE, 0);
        t.uses = 64;
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.BadTerms.selector, uint16(64)));
        offer(t, 1, NATIVE, 0);
        address foreign = address(new PlainToken());
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.TokenNotDivided.selector, foreign));
        offer(terms(0, false), 1, foreign, 0);
    }

    function test_close_ends_sales_not_licences() public {
        uint256 id = coinOffer();
        uint256 licence = buy(id, 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.NotWorkOwner.selector, workId, buyer));
        vm.prank(buyer);
        shop.close(id);
        vm.expectEmit(address(shop));
        emit LicenceShop.OfferClosed(id, workId);
        vm.prank(author);
        shop.close(id);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.SoldOut.selector, id, uint32(0)));
        shop.buy{value: 0}(id, 1, buyer, 0);
        vm.assertTrue(shop.isValid(licence, buyer), "what was sold stays valid");
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.SoldOut.selector, id, uint32(0)));
        vm.prank(author);
        shop.close(id);
    }

    function test_new_owner_of_the_work_closes_old_offers() public {
        uint256 id = coinOffer();
        vm.prank(author);
        works.transferFrom(author, person(61), workId);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.NotWorkOwner.selector, workId, author));
        vm.prank(author);
        shop.close(id);
        vm.prank(person(61));
        shop.close(id);
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
        uint256 id = offer(terms(0, false), 5_000_000, address(usd), 0);
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
        uint256 dollars = offer(terms(0, false), 5_000_000, address(usd), 0);
        vm.deal(address(this), 10 ether);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.NoSuchOffer.selector, 99));
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
        uint256 id = offer(terms(0, false), 1 ether, NATIVE, 3);
        buy(id, 2);
        vm.assertEq(shop.offerOf(id).left, 1, "one left");
        vm.deal(buyer, 2 ether);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.SoldOut.selector, id, uint32(1)));
        vm.prank(buyer);
        shop.buy{value: 2 ether}(id, 2, buyer, 0);
        buy(id, 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.SoldOut.selector, id, uint32(0)));
        shop.buy(id, 1, buyer, 0);
    }

    /// A receiver that buys again while it receives gets no licence beyond the limit.
    function test_reentrant_receiver_buys_within_the_limit() public {
        uint256 id = offer(terms(0, false), 1 ether, NATIVE, 2);
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
        uint256 month = buy(offer(terms(30 days, true), 1, NATIVE, 0), 1);
        vm.assertEq(shop.usesOf(month), USES, "uses");
        vm.assertTrue(shop.isTransferable(month), "transferable");
        vm.assertEq(shop.endOf(month), START + 30 days, "START is a midnight: exactly thirty days");
        vm.assertEq(shop.endOf(forEver), 0, "no end");
    }

    function testFuzz_licence_lasts_its_duration_and_less_than_a_day_more(uint32 duration, uint32 later) public {
        vm.assume(duration > 0);
        uint256 start = uint256(START) + later;
        vm.warp(start);
        uint256 licence = buy(offer(terms(duration, false), 1, NATIVE, 0), 1);
        vm.assertTrue(shop.isValid(licence, buyer), "valid at once");
        vm.warp(start + duration - 1);
        vm.assertTrue(shop.isValid(licence, buyer), "valid for the whole duration");
        vm.warp(start + duration + 1 days);
        vm.assertFalse(shop.isValid(licence, buyer), "I14: and not a day longer");
    }

    function test_validity_needs_a_holder() public {
        uint256 licence = buy(coinOffer(), 1);
        vm.assertTrue(shop.isValid(licence, buyer), "she has it");
        vm.assertFalse(shop.isValid(licence, person(63)), "he has not");
        vm.assertFalse(shop.isValid(licence ^ (1 << 100), buyer), "nor has she another");
    }

    function test_licence_moves_only_where_terms_allow() public {
        uint256 bound_ = buy(coinOffer(), 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.NotTransferable.selector, bound_));
        vm.prank(buyer);
        shop.safeTransferFrom(buyer, person(64), bound_, 1, "");
        uint256 free = buy(offer(terms(0, true), 1, NATIVE, 0), 1);
        uint256[] memory ids = new uint256[](2);
        uint256[] memory one = new uint256[](2);
        (ids[0], ids[1], one[0], one[1]) = (free, bound_, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.NotTransferable.selector, bound_));
        vm.prank(buyer);
        shop.safeBatchTransferFrom(buyer, person(64), ids, one, "");
        vm.prank(buyer);
        shop.safeTransferFrom(buyer, person(64), free, 1, "");
        vm.assertTrue(shop.isValid(free, person(64)) && !shop.isValid(free, buyer), "passed on");
    }

    function test_metadata() public {
        uint256 licence = buy(offer(terms(1 days, true), 1, NATIVE, 0), 1);
        // {"name":"Licence","description":"A licence sold with Colophon.","properties":{"uses":3,"ends_at":1767312000,"transferable":true}}
        vm.assertEq(
            shop.uri(licence),
            "data:application/json;base64,eyJuYW1lIjoiTGljZW5jZSIsImRlc2NyaXB0aW9uIjoiQSBsaWNlbmNlIHNvbGQgd2l0aCBDb2xvcGhvbi4iLCJwcm9wZXJ0aWVzIjp7InVzZXMiOjMsImVuZHNfYXQiOjE3NjczMTIwMDAsInRyYW5zZmVyYWJsZSI6dHJ1ZX19",
            "what it allows and until when"
        );
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
