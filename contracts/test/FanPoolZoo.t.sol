// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {OfferingMoney} from "../src/OfferingMoney.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";
import {Buyer, KnockingToken, StubbornToken} from "./support/OfferingZoo.sol";
import {BoastfulToken, FeeToken, MoodyToken, ShrinkingToken} from "./support/Zoo.sol";

/// Tokens and fans that misbehave: they may hurt themselves, never another fan, the artist or another token.
contract FanPoolZooTest is OfferingWorld {
    uint256 private constant ALL = uint256(CEILING) * CAP;

    function setUp() public {
        buildOffering();
    }

    // ---------------------------------------------------------------- tokens

    /// What counts is what arrives. The fee is nobody's, and whoever claims last is short of nothing but the fee.
    function test_token_that_keeps_a_fee_counts_what_arrived() public {
        FeeToken token = new FeeToken();
        pin(asList(address(token)));
        succeed(NATIVE);
        token.mint(address(vault), 50_000); // the block's part is 10,000; 9,900 of it arrive
        fans.claim(fan, address(token));
        fans.claim(friend, address(token));
        fans.claim(rival, address(token));
        vm.assertEq(token.balanceOf(fan), 4_950 - 49, "half of what came; the token keeps its fee again");
        vm.assertEq(fans.paidOut(address(token)), 9_900, "all that came");
        vm.assertEq(token.balanceOf(address(fans)), 0, "no more than came, no less");
    }

    function test_shrunken_balance_blocks_nobody_and_breaks_no_ceiling() public {
        ShrinkingToken token = new ShrinkingToken();
        pin(asList(address(token)));
        succeed(address(token));
        token.mint(address(vault), 5 * ALL / 2); // half the ceiling
        fans.claim(fan, address(token));
        token.shrink(address(fans), 100);
        vm.assertEq(fans.pending(friend, address(token)), 0, "what is not there is not owed");
        // Her shares move on: the loss that she did not bear must not become somebody's gain.
        vm.prank(fan);
        fans.transfer(stranger, 100_000);
        token.mint(address(fans), 3 * ALL);
        address[4] memory all = [fan, friend, rival, stranger];
        for (uint256 i; i < 4; ++i) {
            if (fans.pending(all[i], address(token)) > 0) fans.claim(all[i], address(token));
        }
        vm.assertEq(fans.paidOut(address(token)), ALL, "the ceiling holds whatever the token does");
        fans.claimSurplus();
        vm.assertTrue(token.balanceOf(artist) > 0, "and the artist is not held up");
    }

    function testFuzz_shrinking_never_blocks_a_claim(uint64 amount, uint256 percent, uint256 order) public {
        ShrinkingToken token = new ShrinkingToken();
        pin(asList(address(token)));
        succeed(address(token));
        token.mint(address(vault), amount);
        address[3] memory all = [fan, friend, rival];
        for (uint256 i; i < 3; ++i) {
            address who = all[(order % 3 + i) % 3];
            uint256 owed = fans.pending(who, address(token));
            if (owed > 0) vm.assertEq(fans.claim(who, address(token)), owed, "what is owed is paid");
            token.shrink(address(fans), bound(percent, 0, 100));
            token.shrink(address(vault), bound(percent >> 8, 0, 100));
        }
        vm.assertLe(fans.paidOut(address(token)), ALL, "the ceiling");
    }

    function test_boastful_token_hurts_only_itself() public {
        BoastfulToken token = new BoastfulToken();
        pin(asList(address(token)));
        succeed(NATIVE);
        earn(NATIVE, 1_000);
        for (uint256 i; i < 3; ++i) {
            fans.claim(fan, address(token));
        }
        vm.prank(fan);
        fans.transfer(friend, 50_000);
        vm.assertEq(fans.claim(fan, NATIVE), 100, "coin is untouched by it");
        vm.assertEq(fans.claim(friend, NATIVE), 60, "for everybody");
    }

    /// A token that tells no balances stops share transfers and the return of the block (limits of the vault itself), but no
    /// claim in another token.
    function test_token_that_tells_nothing_blocks_no_claim_in_another() public {
        StubbornToken token = new StubbornToken();
        pin(asList(address(usd), address(token)));
        succeed(address(usd));
        earn(address(usd), 1_000);
        earn(NATIVE, 6 * ALL);
        token.setStubborn(true);
        vm.assertEq(fans.claim(fan, address(usd)), 100, "dollars");
        vm.assertEq(fans.claim(fan, NATIVE), 6 * ALL / 10, "coin");
        vm.expectRevert(StubbornToken.NotNow.selector);
        vm.prank(fan);
        fans.transfer(friend, 1);
        vm.warp(sale.offering().terms.termEnd);
        vm.expectRevert(StubbornToken.NotNow.selector);
        fans.end();
        token.setStubborn(false);
        fans.end();
    }

    /// When a token does not let the vault pay the pool, what is in the pool is paid all the same, and the rest later.
    function test_fetching_may_fail_and_claims_go_on() public {
        MoodyToken token = new MoodyToken();
        pin(asList(address(token)));
        succeed(NATIVE);
        token.mint(address(fans), 1_000);
        token.mint(address(vault), 1_000);
        token.setBlocked(address(fans), true);
        vm.assertEq(fans.pending(fan, address(token)), 600, "half of both");
        vm.assertEq(fans.claim(fan, address(token)), 500, "half of what is here");
        vm.prank(fan);
        fans.transfer(stranger, 100_000); // her past stays hers
        token.setBlocked(address(fans), false);
        vm.assertEq(fans.claim(fan, address(token)), 100, "half of the rest");
        vm.assertEq(fans.claim(friend, address(token)), 360, "three tenths of all");
        vm.assertEq(fans.claim(rival, address(token)), 240, "two tenths of all");
        vm.assertEq(fans.pending(stranger, address(token)), 0, "she bought the future");
    }

    function test_blocked_fan_blocks_nobody_and_redirects() public {
        MoodyToken token = new MoodyToken();
        pin(asList(address(token)));
        succeed(address(token));
        token.mint(address(vault), 1_000);
        token.setBlocked(fan, true);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, fan));
        fans.claim(fan, address(token));
        vm.assertEq(fans.claim(friend, address(token)), 60, "the others draw");
        vm.prank(fan);
        fans.setPayout(stranger);
        fans.claim(fan, address(token));
        vm.assertEq(token.balanceOf(stranger), 100, "and so does she, elsewhere");
    }

    /// The artist's surplus goes to somebody who cannot be paid: fans and the end go on.
    function test_artist_who_cannot_be_paid_holds_up_nobody() public {
        MoodyToken token = new MoodyToken();
        pin(asList(address(token)));
        succeed(address(token));
        token.setBlocked(artist, true);
        token.mint(address(vault), 6 * ALL);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, artist));
        fans.claimSurplus();
        fans.end();
        vm.assertEq(fans.claim(fan, address(token)), ALL / 2, "all of hers");
        token.setBlocked(artist, false);
        vm.assertEq(fans.claimSurplus(), ALL / 5, "and all of the artist's, later");
    }

    // ---------------------------------------------------------------- fans

    /// `token` pins beside coin; a contract holds half of the fan shares.
    function withBuyer(address token) private returns (Buyer buyer) {
        pin(asList(token));
        open(termsIn(NATIVE));
        buyer = new Buyer();
        vm.deal(address(buyer), uint256(PRICE) * 100_000);
        buyer.run(address(sale), uint256(PRICE) * 100_000, abi.encodeCall(sale.buy, (100_000)));
        buy(friend, 100_000);
        settle();
    }

    function test_fan_that_refuses_coin_blocks_nobody() public {
        Buyer buyer = withBuyer(address(usd));
        buyer.setMood(true, false);
        earn(NATIVE, 1_000);
        vm.expectRevert(abi.encodeWithSelector(OfferingMoney.PayoutRefused.selector, address(buyer)));
        fans.claim(address(buyer), NATIVE);
        vm.assertEq(fans.claim(friend, NATIVE), 100, "the other draws");
        buyer.run(address(fans), 0, abi.encodeCall(fans.setPayout, (stranger)));
        vm.assertEq(fans.claim(address(buyer), NATIVE), 100, "and nothing was lost");
        buyer.run(address(fans), 0, abi.encodeCall(fans.setPayout, (address(buyer))));
        buyer.setMood(false, true);
        earn(NATIVE, 1_000);
        vm.assertEq(fans.claim{gas: 3_000_000}(address(buyer), NATIVE), 100, "a flood of return data costs nothing");
    }

    function attack(address token, bytes memory call) private {
        Buyer buyer = withBuyer(token == NATIVE ? address(usd) : token);
        earn(token, 1_000);
        buyer.plan(address(fans), call);
        fans.claim(address(buyer), token);
        vm.assertEq(buyer.attempts(), 1, "the attack ran");
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertTrue(buyer.refusal() == guard, "stopped by the guard, not by luck");
        vm.assertEq(fans.paidOut(token), 100, "one payment, of its half");
        vm.assertEq(fans.pending(friend, token), 100, "the other half is untouched");
    }

    function test_reentrant_fan() public {
        attack(NATIVE, abi.encodeCall(fans.claim, (friend, NATIVE)));
        attack(NATIVE, abi.encodeCall(fans.claimMany, (friend, asList(NATIVE))));
        attack(NATIVE, abi.encodeCall(fans.claimSurplus, ()));
        attack(NATIVE, abi.encodeCall(fans.end, ()));
        attack(NATIVE, abi.encodeCall(fans.transfer, (stranger, 1)));
        attack(NATIVE, abi.encodeCall(fans.transferFrom, (friend, stranger, 0)));
    }

    /// In the hook the payment is booked but the balance has not moved: the cumulative reads too high by the amount.
    function test_reentrant_receiver_of_a_hooked_token() public {
        address token = address(new KnockingToken());
        attack(token, abi.encodeCall(fans.claim, (friend, token)));
        attack(token, abi.encodeCall(fans.transfer, (stranger, 50_000)));
        attack(token, abi.encodeCall(fans.pending, (friend, token)));
        attack(token, abi.encodeCall(fans.cumulative, (token)));
        attack(token, abi.encodeCall(fans.surplus, ()));
        attack(token, abi.encodeCall(fans.isOver, ()));
    }

    /// Fan shares given to the work's own vault make a circle: each round is a claim of its own and pays less.
    function test_circle_of_shares_ends_and_loses_nothing() public {
        succeed(NATIVE);
        vm.prank(fan);
        fans.transfer(address(vault), 100_000);
        earn(NATIVE, 1_000_000);
        uint256 last = type(uint256).max;
        for (uint256 i; i < 20 && fans.pending(address(vault), NATIVE) > 0; ++i) {
            uint256 paid = fans.claim(address(vault), NATIVE);
            vm.assertTrue(paid < last, "each round pays less");
            last = paid;
        }
        vm.assertLe(last, 10, "and it runs dry");
        uint256 paidToFans = fans.paidOut(NATIVE);
        vm.assertEq(
            address(fans).balance + paidToFans + vault.pending(address(fans), NATIVE),
            fans.cumulative(NATIVE),
            "in = out + held, round and round"
        );
    }

    /// Whoever claims for another with too little gas gains nothing and takes nothing.
    function testFuzz_claim_with_little_gas_loses_nothing(uint256 gas_) public {
        succeed(NATIVE);
        earn(NATIVE, 1_000);
        pay(payer, address(fans), 1_000);
        uint256 got;
        try fans.claim{gas: bound(gas_, 30_000, 400_000)}(fan, NATIVE) returns (uint256 amount) {
            got = amount;
        } catch {}
        if (fans.pending(fan, NATIVE) > 0) got += fans.claim(fan, NATIVE);
        vm.assertEq(got, 600, "half of both, in one step or two");
        vm.assertEq(fan.balance, 600, "hers");
        vm.assertEq(fans.claim(friend, NATIVE), 360, "and the others' is untouched");
    }
}
