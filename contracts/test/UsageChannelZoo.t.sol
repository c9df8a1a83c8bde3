// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Channel, Claim, SignedDeposit} from "../src/ChannelHash.sol";
import {UsageChannel} from "../src/UsageChannel.sol";
import {ChannelWorld} from "./support/ChannelWorld.sol";
import {CallingToken, ChannelAttacker, EmptyHandedToken, MuteToken, StubbornPayer} from "./support/ChannelZoo.sol";
import {
    BoastfulToken,
    FeeToken,
    Forcer,
    GasBurner,
    MoodyToken,
    Refuser,
    ReturnBomb,
    ShrinkingToken
} from "./support/Zoo.sol";

/// Tokens and receivers that misbehave: they may hurt themselves, never a channel in another token or of another payee.
contract UsageChannelZooTest is ChannelWorld {
    uint128 private constant ALL = type(uint128).max;

    function setUp() public {
        buildChannels();
    }

    // ---------------------------------------------------------------- tokens

    function test_token_that_keeps_a_fee_credits_what_arrived() public {
        FeeToken token = new FeeToken();
        Channel memory c = channelIn(address(token), payee, 0);
        fund(c, 10_000);
        checkBook(c, 9_900, 0);
        vm.assertEq(claim(c, 10_000), 9_900, "what is not there cannot be claimed");
        channels.settle(payee, address(token));
        vm.assertEq(token.balanceOf(payee), 9_801, "its fee once more, from the payee's");
        vm.assertEq(channels.due(address(token)), 0, "the books close");
        vm.assertEq(token.balanceOf(address(channels)), 0, "on both sides");
    }

    function test_token_that_returns_nothing() public {
        MuteToken token = new MuteToken();
        Channel memory c = channelIn(address(token), payee, 0);
        fund(c, 100);
        claim(c, 60);
        channels.settle(payee, address(token));
        initiate(c, ALL);
        vm.warp(START + DELAY);
        finalize(c, user);
        vm.assertEq(token.balanceOf(payee), 60, "paid");
        vm.assertEq(token.balanceOf(user), 40, "and given back");
    }

    function test_token_that_says_false_is_not_booked_as_paid() public {
        MoodyToken token = new MoodyToken();
        Channel memory c = channelIn(address(token), payee, 0);
        fund(c, 100);
        claim(c, 60);
        token.setLies(true);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        channels.settle(payee, address(token));
        vm.assertEq(channels.unsettled(payee, address(token)), 60, "nothing was lost by trying");
        token.setLies(false);
        vm.assertEq(channels.settle(payee, address(token)), 60, "paid");
    }

    function test_attack_deposit_of_nothing() public {
        address[2] memory tokens = [address(new EmptyHandedToken()), address(new BoastfulToken())];
        EmptyHandedToken(tokens[0]).mint(address(channels), 1_000);
        Channel memory c = channelIn(tokens[0], thief, 0);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.NothingArrived.selector, tokens[0]));
        channels.deposit(c, 1_000);
        failsSomehow(channelIn(tokens[1], thief, 0)); // it has no transferFrom at all
    }

    function test_token_without_code() public {
        failsSomehow(channelIn(person(9), payee, 0));
    }

    function failsSomehow(Channel memory c) private {
        try channels.deposit(c, 1_000) {
            vm.assertTrue(false, "no such deposit");
        } catch {}
        checkBook(c, 0, 0);
    }

    /// A blocked payee waits or goes elsewhere; a blocked payer takes her rest elsewhere; others do not notice.
    function test_blocked_parties() public {
        MoodyToken token = new MoodyToken();
        Channel memory c = channelIn(address(token), payee, 0);
        Channel memory other = channelIn(address(token), person(8), 0);
        fund(c, 100);
        fund(other, 100);
        claim(c, 60);
        claim(other, 60);
        token.setBlocked(payee, true);
        token.setBlocked(user, true);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, payee));
        channels.settle(payee, address(token));
        vm.assertEq(channels.settle(person(8), address(token)), 60, "the other payee is paid");
        vm.assertEq(channels.unsettled(payee, address(token)), 60, "hers waits");
        vm.prank(payee);
        vm.assertEq(channels.settleTo(address(token), person(7)), 60, "or goes where she says");
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, user));
        vm.prank(payee);
        channels.close(c);
        initiate(c, ALL);
        vm.warp(START + DELAY);
        vm.assertEq(finalize(c, person(6)), 40, "the payer's rest goes where she says");
    }

    // ---------------------------------------------------------------- shrinking

    function shrunken(uint256 percent) private returns (ShrinkingToken token, Channel memory a, Channel memory b) {
        token = new ShrinkingToken();
        a = channelIn(address(token), payee, 0);
        b = channelIn(address(token), person(8), 0);
        fund(a, 1_000);
        fund(b, 3_000);
        fund(usual(), 500);
        claim(a, 1_000);
        claim(b, 1_000);
        claim(usual(), 500);
        token.shrink(address(channels), percent);
    }

    function test_shrunken_token_all_bear_the_same_part() public {
        (ShrinkingToken token, Channel memory a, Channel memory b) = shrunken(50);
        vm.expectEmit(address(channels));
        emit UsageChannel.Settled(payee, address(token), payee, 1_000, 500);
        vm.assertEq(channels.settle(payee, address(token)), 500, "half");
        vm.assertEq(channels.settle(person(8), address(token)), 500, "half for the second");
        initiate(b, ALL);
        vm.warp(START + DELAY);
        vm.assertEq(finalize(b, user), 1_000, "and half for the last: 2,000 were unclaimed");
        vm.assertEq(channels.due(address(token)), 0, "nothing owed");
        vm.assertEq(token.balanceOf(address(channels)), 0, "nothing held");
        checkBook(a, 1_000, 1_000);
        vm.assertEq(channels.settle(address(vault), address(usd)), 500, "another token is not touched by it");
    }

    /// A new deposit would pay for the loss of those before it.
    function test_shrunken_token_takes_no_deposits_until_made_whole() public {
        (ShrinkingToken token, Channel memory a,) = shrunken(50);
        token.mint(user, 100);
        vm.prank(user);
        token.approve(address(channels), 100);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.TokenShort.selector, address(token), 2_000, 4_000));
        vm.prank(user);
        channels.deposit(a, 100);
        token.mint(address(channels), 2_000);
        vm.prank(user);
        channels.deposit(a, 100);
        vm.assertEq(channels.settle(payee, address(token)), 1_000, "whole again, paid in full");
    }

    function test_token_that_shrank_to_nothing_is_waited_for() public {
        (ShrinkingToken token,,) = shrunken(100);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.TokenShort.selector, address(token), 0, 4_000));
        channels.settle(payee, address(token));
        vm.assertEq(channels.unsettled(payee, address(token)), 1_000, "not written off");
    }

    function testFuzz_shrinking_pays_nobody_more_than_her_part(uint256 percent, uint256 order) public {
        percent = bound(percent, 0, 99);
        (ShrinkingToken token,, Channel memory b) = shrunken(percent);
        initiate(b, ALL);
        vm.warp(START + DELAY);
        uint256[3] memory got;
        uint256[3] memory want = [uint256(1_000), 1_000, 2_000];
        for (uint256 i; i < 3; ++i) {
            uint256 who = (order % 3 + i) % 3;
            if (who == 0) got[0] = channels.settle(payee, address(token));
            else if (who == 1) got[1] = channels.settle(person(8), address(token));
            else got[2] = finalize(b, user);
        }
        for (uint256 i; i < 3; ++i) {
            uint256 part = want[i] * (4_000 - 4_000 * percent / 100) / 4_000;
            vm.assertGe(got[i], part, "at least the floor of her part");
            vm.assertLe(got[i], part + 2, "and no more but for rounding, first or last");
        }
    }

    // ---------------------------------------------------------------- receivers of coin

    function test_payee_that_refuses_coin_blocks_nobody() public {
        Channel memory c = channelIn(NATIVE, address(new Refuser()), 0);
        Channel memory other = channelIn(NATIVE, address(vault), 0);
        fund(c, 1 ether);
        fund(other, 1 ether);
        claim(c, 1 ether);
        claim(other, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.PaymentRefused.selector, c.payee));
        channels.settle(c.payee, NATIVE);
        vm.assertEq(channels.unsettled(c.payee, NATIVE), 1 ether, "hers waits");
        vm.assertEq(channels.settle(address(vault), NATIVE), 1 ether, "the other is paid");
    }

    function test_payee_that_burns_gas_or_floods() public {
        Channel memory c = channelIn(NATIVE, address(new GasBurner()), 0);
        fund(c, 1 ether);
        claim(c, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.PaymentRefused.selector, c.payee));
        channels.settle{gas: 1_000_000}(c.payee, NATIVE);
        c = channelIn(NATIVE, address(new ReturnBomb()), 0);
        fund(c, 1 ether);
        claim(c, 1 ether);
        vm.assertEq(channels.settle{gas: 3_000_000}(c.payee, NATIVE), 1 ether, "nothing is copied back");
    }

    function test_payer_that_refuses_coin_takes_it_elsewhere() public {
        StubbornPayer payer_ = new StubbornPayer();
        Channel memory c = Channel(address(payer_), signer, payee, NATIVE, DELAY, 0);
        payer_.open{value: 1 ether}(channels, c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.PaymentRefused.selector, address(payer_)));
        vm.prank(payee);
        channels.close(c);
        payer_.leave(channels, c);
        vm.warp(START + DELAY);
        payer_.take(channels, c, person(6));
        vm.assertEq(person(6).balance, 1 ether, "nothing was lost");
    }

    function test_forced_coin_belongs_to_nobody_and_harms_nobody() public {
        Channel memory c = channelIn(NATIVE, payee, 0);
        fund(c, 1 ether);
        vm.deal(address(this), 5 ether);
        new Forcer{value: 5 ether}(payable(address(channels)));
        vm.assertEq(claim(c, 7 ether), 1 ether, "the deposit and no more");
        vm.assertEq(channels.settle(payee, NATIVE), 1 ether, "paid");
    }

    // ---------------------------------------------------------------- reentrancy

    ChannelAttacker private attacker;

    function mustFail(bytes memory call) private {
        attacker.plan(address(channels), call);
        uint256 before = attacker.attempts();
        Channel memory c = channelIn(NATIVE, address(attacker), 0);
        channels.settle(c.payee, NATIVE);
        vm.assertEq(attacker.attempts(), before + 1, "the attack ran");
        vm.assertFalse(attacker.succeeded(), "and failed");
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertTrue(attacker.refusal() == guard, "stopped by the guard, not by luck");
        fund(c, 1 ether);
        (, uint128 claimed) = channels.bookOf(idOf(c));
        claim(c, claimed + 1 ether);
    }

    function test_attack_reenter_while_paid_in_coin() public {
        attacker = new ChannelAttacker();
        Channel memory c = channelIn(NATIVE, address(attacker), 0);
        fund(channelIn(NATIVE, address(vault), 0), 10 ether);
        fund(c, 1 ether);
        claim(c, 1 ether);
        SignedDeposit memory none;
        mustFail(abi.encodeCall(channels.settle, (address(attacker), NATIVE)));
        mustFail(abi.encodeCall(channels.settleTo, (NATIVE, thief)));
        mustFail(abi.encodeCall(channels.claim, (c, 9 ether, "")));
        mustFail(abi.encodeCall(channels.claimBatch, (address(attacker), NATIVE, new Claim[](0))));
        mustFail(abi.encodeCall(channels.deposit, (c, 0)));
        mustFail(abi.encodeCall(channels.depositWithPermit, (c, 0, 0, 0, 0, 0)));
        mustFail(abi.encodeCall(channels.depositWithAuthorization, (c, 0, none)));
        mustFail(abi.encodeCall(channels.finalizeWithdraw, (c, thief)));
        mustFail(abi.encodeCall(channels.close, (c)));
        mustFail(abi.encodeCall(channels.closeWithSignature, (c, 0, START, "")));
    }

    /// The classic: a second deposit inside the first, so that the balance difference counts one transfer twice.
    function test_attack_deposit_inside_a_deposit() public {
        attacker = new ChannelAttacker();
        CallingToken token = new CallingToken();
        Channel memory c = Channel(address(attacker), thief, thief, address(token), DELAY, 0);
        fund(channelIn(address(token), payee, 0), 1_000);
        token.mint(address(attacker), 200);
        attacker.run(address(token), abi.encodeCall(token.approve, (address(channels), 200)));
        attacker.plan(address(channels), abi.encodeCall(channels.deposit, (c, 100)));
        attacker.run(address(channels), abi.encodeCall(channels.deposit, (c, 100)));
        vm.assertFalse(attacker.succeeded(), "the inner one failed");
        vm.assertGe(attacker.attempts(), 1, "it ran");
        checkBook(c, 100, 0);
        vm.assertEq(channels.due(address(token)), 1_100, "owed");
        vm.assertEq(token.balanceOf(address(channels)), 1_100, "held");
    }

    /// In the hook of a pay-out the claim is booked as paid and the balance has not moved yet: a deposit measured now would
    /// be credited too little, one that spans the transfer too much.
    function test_attack_deposit_inside_a_payout() public {
        attacker = new ChannelAttacker();
        CallingToken token = new CallingToken();
        Channel memory c = Channel(address(attacker), signer, address(attacker), address(token), DELAY, 0);
        token.mint(address(attacker), 300);
        attacker.run(address(token), abi.encodeCall(token.approve, (address(channels), 300)));
        attacker.run(address(channels), abi.encodeCall(channels.deposit, (c, 200)));
        claim(c, 150);
        attacker.plan(address(channels), abi.encodeCall(channels.deposit, (c, 100)));
        channels.settle(address(attacker), address(token));
        vm.assertFalse(attacker.succeeded(), "refused");
        checkBook(c, 200, 150);
        vm.assertEq(channels.due(address(token)), 50, "owed");
        vm.assertEq(token.balanceOf(address(channels)), 50, "held");
    }
}
