// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Offering, OfferingTerms, Pool} from "../src/OfferingCode.sol";
import {OfferingMoney} from "../src/OfferingMoney.sol";
import {OfferingState, Sale, ShareOffering} from "../src/ShareOffering.sol";
import {ShareOfferingFactory} from "../src/ShareOfferingFactory.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";
import {Refuser} from "./support/Zoo.sol";

/// A sale from its opening to its end, in both ways.
contract ShareOfferingTest is OfferingWorld {
    function setUp() public {
        buildOffering();
    }

    // ---------------------------------------------------------------- opening

    function test_open_takes_the_shares_and_says_everything() public {
        OfferingTerms memory terms = termsIn(address(usd));
        address expected = offerings.predict(artist, key, terms, "salt");
        vm.prank(artist);
        vault.approve(address(offerings), CAP);
        vm.expectEmit(address(offerings));
        emit ShareOfferingFactory.OfferingOpened(expected, address(vault), artist, terms, "salt", TEXT);
        vm.prank(artist);
        sale = ShareOffering(offerings.open(key, terms, TEXT, "salt"));
        vm.assertEq(address(sale), expected, "its address is known beforehand");
        vm.assertEq(vault.balanceOf(address(sale)), CAP, "the shares are in escrow");
        vm.assertEq(vault.balanceOf(artist), 300_000, "and no longer hers to sell elsewhere");
        vm.assertEq(vault.payoutOf(address(sale)), artist, "what they earn is hers");
        vm.assertEq(sale.payout(), artist, "and so are the proceeds");
        Offering memory o = sale.offering();
        vm.assertEq(
            keccak256(abi.encode(o)),
            keccak256(abi.encode(Offering(address(vault), artist, terms))),
            "every term can be read back"
        );
    }

    function testFuzz_terms_are_read_back_as_they_were_written(
        uint96 price,
        uint96 ceiling,
        uint32 cap,
        uint32 minimum,
        uint32 perBuyer,
        uint40 deadline,
        uint40 termEnd,
        bytes32 text
    ) public {
        cap = uint32(bound(cap, 1, 500_000));
        price = uint96(bound(price, 1, type(uint96).max));
        deadline = uint40(bound(deadline, START + 1, START + 366 days));
        OfferingTerms memory terms = OfferingTerms({
            token: address(plain),
            price: price,
            ceiling: uint96(bound(ceiling, price, type(uint96).max)),
            cap: cap,
            minimum: uint32(bound(minimum, 1, cap)),
            perBuyer: uint32(bound(perBuyer, 1, cap)),
            deadline: deadline,
            termEnd: uint40(bound(termEnd, deadline + 30 days, START + 36_525 days)),
            jurisdiction: "US-NY-12",
            text: keccak256(abi.encode(text))
        });
        vm.prank(artist);
        vault.approve(address(offerings), cap);
        vm.prank(artist);
        sale = ShareOffering(offerings.open(key, terms, string(abi.encode(text)), 0));
        vm.assertEq(keccak256(abi.encode(sale.offering().terms)), keccak256(abi.encode(terms)), "to the bit");
        vm.assertEq(sale.offering().artist, artist, "the artist");
        vm.assertEq(sale.offering().vault, address(vault), "the vault");
    }

    function test_address_commits_to_every_term() public {
        OfferingTerms memory terms = termsIn(address(usd));
        address here = offerings.predict(artist, key, terms, 0);
        terms.ceiling += 1;
        vm.assertTrue(offerings.predict(artist, key, terms, 0) != here, "another ceiling, another address");
        terms.ceiling -= 1;
        vm.assertTrue(offerings.predict(stranger, key, terms, 0) != here, "another artist, another address");
        vm.prank(artist);
        vault.approve(address(offerings), 2 * CAP);
        vm.prank(artist);
        offerings.open(key, terms, TEXT, 0);
        vm.expectRevert(abi.encodeWithSelector(ShareOfferingFactory.OfferingExists.selector, here));
        vm.prank(artist);
        offerings.open(key, terms, TEXT, 0);
    }

    function refuse(OfferingTerms memory terms, bytes memory why) private {
        vm.expectRevert(why);
        vm.prank(artist);
        offerings.open(key, terms, TEXT, 0);
    }

    function test_bad_terms_are_refused() public {
        OfferingTerms memory terms = termsIn(address(0xBAD));
        refuse(terms, abi.encodeWithSelector(ShareOfferingFactory.TokenNotDivided.selector, address(0xBAD)));
        terms = termsIn(NATIVE);
        terms.price = 0;
        refuse(terms, abi.encodeWithSelector(ShareOfferingFactory.PriceZero.selector));
        terms = termsIn(NATIVE);
        terms.ceiling = PRICE - 1;
        refuse(terms, abi.encodeWithSelector(ShareOfferingFactory.CeilingBelowPrice.selector, PRICE - 1, PRICE));
        uint32[3][7] memory wrong = [
            [uint32(0), 0, 0],
            [uint32(1_000_001), 1, 1],
            [CAP, 0, 1],
            [CAP, CAP + 1, 1],
            [CAP, 1, 0],
            [CAP, 1, CAP + 1],
            [type(uint32).max, 1, 1]
        ];
        for (uint256 i; i < wrong.length; ++i) {
            terms = termsIn(NATIVE);
            (terms.cap, terms.minimum, terms.perBuyer) = (wrong[i][0], wrong[i][1], wrong[i][2]);
            refuse(
                terms,
                abi.encodeWithSelector(
                    ShareOfferingFactory.BadAmounts.selector, terms.cap, terms.minimum, terms.perBuyer
                )
            );
        }
        uint40 now_ = uint40(block.timestamp);
        uint40[2][4] memory times = [
            [now_, now_ + 1],
            [now_ + 366 days + 1, now_ + 400 days],
            [now_ + 1 days, now_ + 31 days - 1],
            [now_ + 1 days, now_ + 36_525 days + 1]
        ];
        for (uint256 i; i < times.length; ++i) {
            terms = termsIn(NATIVE);
            (terms.deadline, terms.termEnd) = (times[i][0], times[i][1]);
            refuse(terms, abi.encodeWithSelector(ShareOfferingFactory.BadTimes.selector, terms.deadline, terms.termEnd));
        }
        bytes8[5] memory places =
            [bytes8(0), bytes8("ch"), bytes8('CH"'), bytes8("CH") >> 8, bytes8(0x4348004300000000)];
        for (uint256 i; i < places.length; ++i) {
            terms = termsIn(NATIVE);
            terms.jurisdiction = places[i];
            refuse(terms, abi.encodeWithSelector(ShareOfferingFactory.BadJurisdiction.selector, places[i]));
        }
        terms = termsIn(NATIVE);
        terms.text = "another";
        refuse(terms, abi.encodeWithSelector(ShareOfferingFactory.WrongText.selector, keccak256(bytes(TEXT))));
        terms.text = keccak256("");
        vm.expectRevert(abi.encodeWithSelector(ShareOfferingFactory.WrongText.selector, keccak256("")));
        vm.prank(artist);
        offerings.open(key, terms, "", 0);
    }

    /// A contract that merely looks like a vault could give fans shares of nothing.
    function test_only_vaults_of_the_factory_are_offered() public {
        key.treaty = "never made";
        address vaultless = factory.predict(key.author, key.sharesRoot, key.treaty);
        refuse(termsIn(NATIVE), abi.encodeWithSelector(ShareOfferingFactory.NoSuchVault.selector, vaultless));
    }

    /// The thief names the artist's vault and has no shares; an allowance that the artist left open does not help him.
    function test_nobody_offers_shares_of_another() public {
        vm.prank(artist);
        vault.approve(address(offerings), CAP);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(offerings), 0, CAP)
        );
        vm.prank(stranger);
        offerings.open(key, termsIn(NATIVE), TEXT, 0);
        vm.assertEq(vault.balanceOf(artist), 500_000, "nothing moved");
    }

    function test_only_the_factory_begins() public {
        open(termsIn(NATIVE));
        vm.prank(artist);
        sale.setPayout(friend);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotFactory.selector, stranger));
        vm.prank(stranger);
        sale.begin();
        vm.assertEq(sale.payout(), friend, "a stranger cannot undo the redirection");
    }

    function test_notice_cannot_be_left_out() public {
        succeed(NATIVE);
        string memory start = "data:application/json;base64,eyJuYW1lIjoiRmFuIHNoYXJlcyIs"; // {"name":"Fan shares",
        bytes memory uri = bytes(sale.contractURI());
        for (uint256 i; i < bytes(start).length; ++i) {
            vm.assertTrue(uri[i] == bytes(start)[i], "JSON with its name");
        }
        vm.assertEq(fans.contractURI(), sale.contractURI(), "the pool says the same");
        vm.assertTrue(bytes(sale.warning()).length > 300, "in plain words, whatever the artist writes");
    }

    // ---------------------------------------------------------------- buying

    function test_buying_books_and_takes_the_exact_price() public {
        open(termsIn(NATIVE));
        vm.deal(fan, 10_000_000);
        vm.expectEmit(address(sale));
        emit ShareOffering.Bought(fan, 70_000, 3_500_000);
        vm.prank(fan);
        sale.buy{value: 3_500_000}(70_000);
        vm.assertEq(sale.sharesOf(fan), 70_000, "hers, if it succeeds");
        vm.assertEq(address(sale).balance, 3_500_000, "the money waits");
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.WrongValue.selector, 49, 50));
        vm.prank(fan);
        sale.buy{value: 49}(1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.WrongValue.selector, 51, 50));
        vm.prank(fan);
        sale.buy{value: 51}(1);
    }

    function test_buying_in_a_token() public {
        open(termsIn(address(usd)));
        buy(fan, 100_000);
        vm.assertEq(usd.balanceOf(address(sale)), 5_000_000, "5 dollars");
        vm.deal(fan, 1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.WrongValue.selector, 1, 0));
        vm.prank(fan);
        sale.buy{value: 1}(1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(sale), 0, 50));
        vm.prank(fan);
        sale.buy(1); // no allowance
        vm.assertEq(sale.sale().sold, 100_000, "nothing is booked that was not paid");
    }

    function test_caps_and_deadline() public {
        open(termsIn(NATIVE));
        vm.expectRevert(ShareOffering.SharesZero.selector);
        sale.buy(0);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.SoldOut.selector, CAP));
        sale.buy(CAP + 1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.SoldOut.selector, CAP));
        sale.buy(type(uint32).max);
        buy(fan, 100_000);
        vm.deal(fan, 50 * 20_001);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.AboveBuyerCap.selector, fan, 20_000));
        vm.prank(fan);
        sale.buy{value: 50 * 20_001}(20_001);
        buy(fan, 20_000);
        buy(friend, 80_000);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.SoldOut.selector, 0));
        sale.buy(1);

        open(termsIn(address(plain)));
        vm.warp(sale.offering().terms.deadline - 1);
        buy(fan, 1);
        afterDeadline();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.SaleEnded.selector, block.timestamp));
        sale.buy(1);
    }

    // ---------------------------------------------------------------- success

    function test_settles_at_once_when_all_is_sold() public {
        open(termsIn(NATIVE));
        buy(fan, 100_000);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Open, 100_000));
        sale.settle(); // the minimum is sold, but the deadline is not over: others may still buy
        buy(friend, 100_000);
        settle();
        vm.assertEq(vault.balanceOf(address(fans)), CAP, "the block is the fans'");
        vm.assertEq(vault.balanceOf(address(sale)), 0, "nothing is left in escrow");
        vm.assertEq(fans.totalSupply(), CAP, "as many fan shares");
        vm.assertEq(fans.balanceOf(fan), 100_000, "hers without another step");
        vm.assertTrue(sale.sale().state == OfferingState.Succeeded, "noted");
        vm.assertEq(sale.sale().pool, address(fans), "and where");
        Pool memory p = fans.pool();
        vm.assertEq(p.ceiling, uint256(CEILING) * CAP, "the ceiling of all");
        vm.assertEq(p.artist, artist, "whose");
        vm.assertEq(p.offering, address(sale), "from where");
        vm.assertEq(p.termEnd, sale.offering().terms.termEnd, "until when");
        vm.assertEq(p.token, NATIVE, "in what");
        vm.assertEq(p.pinned.length, 2, "beside what");
        vm.assertEq(p.pinned[0], address(usd), "dollars");
        vm.assertEq(p.pinned[1], address(plain), "and the other");
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Succeeded, CAP));
        sale.settle();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.SaleEnded.selector, sale.offering().terms.deadline));
        sale.buy(1);
    }

    function test_minimum_at_the_deadline_succeeds_and_the_rest_returns() public {
        open(termsIn(address(usd)));
        buy(fan, 100_000);
        buy(friend, 50_000);
        afterDeadline();
        vm.expectEmit(address(sale));
        emit ShareOffering.SharesReturned(50_000);
        settle();
        vm.assertEq(vault.balanceOf(artist), 350_000, "unsold shares are hers again");
        vm.assertEq(vault.balanceOf(address(fans)), 150_000, "sold ones are the fans'");
        vm.assertEq(fans.pool().ceiling, uint256(CEILING) * 150_000, "the ceiling is by the share, so it shrinks along");
    }

    function test_proceeds_are_drawn_once() public {
        open(termsIn(address(usd)));
        sellAll();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Open, CAP));
        sale.withdraw();
        settle();
        vm.prank(stranger);
        sale.withdraw();
        vm.assertEq(usd.balanceOf(artist), 10_000_000, "all of it is hers, whoever asks");
        vm.assertEq(usd.balanceOf(address(sale)), 0, "nothing stays");
        vm.expectRevert(ShareOffering.NothingToPay.selector);
        sale.withdraw();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotFailed.selector, OfferingState.Succeeded, CAP));
        sale.refund(fan);
    }

    function test_nobody_is_refunded_after_a_success_ever() public {
        succeed(NATIVE);
        vm.warp(block.timestamp + 10 * 365 days);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotFailed.selector, OfferingState.Succeeded, CAP));
        sale.refund(fan);
        vm.expectRevert(ShareOffering.NothingToReturn.selector);
        sale.returnShares();
    }

    /// What shares in escrow earn is the artist's to the unit, before and after the block has moved on.
    function testFuzz_escrowed_shares_earn_for_the_artist(uint64 first, uint64 second, uint64 third, bool early)
        public
    {
        open(termsIn(address(usd)));
        earn(address(usd), first);
        earn(NATIVE, second);
        sellAll();
        earn(address(plain), third);
        if (early && vault.pending(address(sale), NATIVE) > 0) vault.claim(address(sale), NATIVE);
        settle();
        earn(NATIVE, 1 ether);
        vault.claimMany(address(sale), asList(NATIVE, address(usd), address(plain)));
        vm.assertEq(artist.balance, uint256(second) * CAP / 1e6, "coin");
        vm.assertEq(usd.balanceOf(artist), uint256(first) * CAP / 1e6, "dollars");
        vm.assertEq(plain.balanceOf(artist), uint256(third) * CAP / 1e6, "the other token");
        vm.assertEq(usd.balanceOf(address(sale)), 10_000_000, "and the buyers' money was not touched");
        vm.assertEq(fans.cumulative(address(usd)), 0, "what came before the success is not the fans'");
        vm.assertEq(fans.cumulative(NATIVE), 0.2 ether, "what came after it is");
    }

    function test_artist_redirects_proceeds_and_escrow_income() public {
        open(termsIn(NATIVE));
        sellAll();
        earn(NATIVE, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotArtist.selector, stranger));
        vm.prank(stranger);
        sale.setPayout(stranger);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.BadPayout.selector, address(sale)));
        vm.prank(artist);
        sale.setPayout(address(sale));
        Refuser refuser = new Refuser();
        vm.prank(artist);
        sale.setPayout(address(refuser));
        settle(); // no payout can stop it
        vm.expectRevert(abi.encodeWithSelector(OfferingMoney.PayoutRefused.selector, address(refuser)));
        sale.withdraw();
        vm.prank(artist);
        sale.setPayout(friend);
        sale.withdraw();
        vault.claim(address(sale), NATIVE);
        vm.assertEq(friend.balance, 10_000_000 + 0.2 ether, "both");
    }

    function test_shares_sent_by_mistake_return_to_the_artist() public {
        open(termsIn(NATIVE));
        vm.prank(person(1));
        vault.transfer(address(sale), 7);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotFailed.selector, OfferingState.Open, 0));
        sale.returnShares();
        sellAll();
        settle();
        vm.assertEq(vault.balanceOf(artist), 300_007, "with the rest at settlement");
        vm.prank(person(1));
        vault.transfer(address(sale), 5);
        sale.returnShares();
        vm.assertEq(vault.balanceOf(artist), 300_012, "and later");
    }

    // ---------------------------------------------------------------- failure

    function test_below_the_minimum_everybody_gets_the_money_back() public {
        open(termsIn(address(usd)));
        buy(fan, 60_000);
        buy(friend, 39_999);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotFailed.selector, OfferingState.Open, 99_999));
        sale.refund(fan);
        afterDeadline();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Open, 99_999));
        sale.settle();
        sale.returnShares();
        vm.assertEq(vault.balanceOf(artist), 500_000, "the artist has her shares, before anybody was refunded");
        vm.prank(stranger);
        vm.assertEq(sale.refund(fan), 3_000_000, "anybody may send it to her");
        vm.assertEq(usd.balanceOf(fan), 3_000_000, "and it is hers");
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NothingToRefund.selector, fan));
        sale.refund(fan);
        vm.prank(friend);
        sale.refundTo(rival);
        vm.assertEq(usd.balanceOf(rival), 1_999_950, "to where she said");
        vm.assertEq(usd.balanceOf(address(sale)), 0, "nothing stays");
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Failed, 99_999));
        sale.withdraw();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NothingToRefund.selector, stranger));
        vm.prank(stranger);
        sale.refundTo(stranger);
    }

    function test_refund_goes_nowhere_impossible() public {
        open(termsIn(NATIVE));
        buy(fan, 10);
        afterDeadline();
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.BadPayout.selector, address(0)));
        vm.prank(fan);
        sale.refundTo(address(0));
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.BadPayout.selector, address(sale)));
        vm.prank(fan);
        sale.refundTo(address(sale));
    }

    function test_artist_calls_it_off_only_before_anything_is_sold() public {
        open(termsIn(NATIVE));
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotArtist.selector, stranger));
        vm.prank(stranger);
        sale.cancel();
        vm.prank(artist);
        sale.cancel();
        vm.assertEq(vault.balanceOf(artist), 500_000, "all back");
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.SaleEnded.selector, sale.offering().terms.deadline));
        sale.buy{value: 50}(1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotCancellable.selector, OfferingState.Failed, 0));
        vm.prank(artist);
        sale.cancel();

        open(termsIn(NATIVE));
        buy(fan, 1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotCancellable.selector, OfferingState.Open, 1));
        vm.prank(artist);
        sale.cancel(); // from the first purchase on she is bound like everybody
    }

    /// Nobody's money is locked in by a sale that nobody settles.
    function test_unsettled_for_30_days_pays_back() public {
        open(termsIn(NATIVE));
        sellAll();
        afterDeadline();
        vm.warp(block.timestamp + 30 days - 1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotFailed.selector, OfferingState.Open, CAP));
        sale.refund(fan);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Open, CAP));
        sale.settle(); // one or the other, never a race
        sale.refund(fan);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.NotSucceeded.selector, OfferingState.Failed, CAP));
        sale.settle(); // money went back: it can never succeed
        sale.refund(friend);
        sale.refund(rival);
        sale.returnShares();
        vm.assertEq(address(sale).balance, 0, "all paid back");
        vm.assertEq(vault.balanceOf(artist), 500_000, "all returned");
    }

    /// Any order of purchases and refunds leaves exactly the others' money.
    function testFuzz_refunds_are_exact(uint32 a, uint32 b, uint32 c, uint96 price) public {
        OfferingTerms memory terms = termsIn(NATIVE);
        (terms.cap, terms.minimum, terms.perBuyer) = (300_000, 300_000, 100_000);
        terms.price = uint96(bound(price, 1, 1e24));
        terms.ceiling = terms.price;
        open(terms);
        (a, b, c) = (uint32(bound(a, 1, 100_000)), uint32(bound(b, 1, 100_000)), uint32(bound(c, 1, 99_999)));
        buy(fan, a);
        buy(friend, b);
        buy(rival, c);
        afterDeadline();
        sale.refund(friend);
        vm.assertEq(friend.balance, uint256(b) * terms.price, "to the unit");
        vm.assertEq(address(sale).balance, (uint256(a) + c) * terms.price, "the others' is there");
        sale.refund(rival);
        sale.refund(fan);
        vm.assertEq(fan.balance, uint256(a) * terms.price, "to the unit");
        vm.assertEq(rival.balance, uint256(c) * terms.price, "to the unit");
        vm.assertEq(address(sale).balance, 0, "refunds = paid in");
    }
}
