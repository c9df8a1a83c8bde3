// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Tree} from "./support/Tree.sol";
import {VaultWorld} from "./support/VaultWorld.sol";
import {
    Attacker,
    BoastfulToken,
    FeeToken,
    GasBurner,
    HookedToken,
    MoodyToken,
    MuteToken,
    Refuser,
    ReturnBomb,
    ShrinkingToken,
    SilentToken,
    SulkyToken
} from "./support/Zoo.sol";

/// Tokens and receivers that misbehave: they may hurt themselves, never another holder or another token.
contract RoyaltyVaultZooTest is VaultWorld {
    function setUp() public {
        build();
    }

    function withToken(address token) private {
        vault = makeVault(asList(token));
        activateAll();
    }

    // ---------------------------------------------------------------- tokens

    function test_token_that_keeps_a_fee_counts_what_arrived() public {
        FeeToken token = new FeeToken();
        withToken(address(token));
        token.mint(payer, 10_000);
        vm.prank(payer);
        token.transfer(address(vault), 10_000);
        vm.assertEq(vault.cumulative(address(token)), 9_900, "the fee never came");
        vm.assertEq(vault.claim(person(0), address(token)), 4_950, "half of what came left the vault");
        vault.claim(person(1), address(token));
        vm.assertEq(token.balanceOf(address(vault)), 9_900 - 4_950 - 2_970, "the vault paid what it booked");
    }

    /// The prototype's fault: after a shrink `pending` wrapped around and nobody could claim.
    function test_shrunken_balance_blocks_nobody() public {
        ShrinkingToken token = new ShrinkingToken();
        withToken(address(token));
        token.mint(address(vault), 1_000_000);
        vault.claim(person(0), address(token));
        token.shrink(address(vault), 50);
        vm.assertEq(
            vault.pending(person(0), address(token)), 0, "she drew more than her part is now: nothing, not 1e70"
        );
        vm.assertEq(vault.claim(person(1), address(token)), 225_000, "three tenths of the 750,000 that are known of");
        vm.assertEq(vault.pending(person(2), address(token)), 25_000, "no more than what is there");
        vm.assertEq(vault.claim(person(2), address(token)), 25_000, "first come");
        token.mint(address(vault), 1_000_000);
        vm.assertTrue(vault.claim(person(2), address(token)) > 199_999, "new income pays again, with the rest");
        vm.assertTrue(vault.claim(person(0), address(token)) > 0, "everybody");
    }

    function testFuzz_shrinking_never_blocks_a_claim(uint64 amount, uint256 percent, uint256 first) public {
        ShrinkingToken token = new ShrinkingToken();
        withToken(address(token));
        token.mint(address(vault), amount);
        for (uint256 i; i < 4; ++i) {
            address who = person((first % 4 + i) % 4);
            uint256 owed = vault.pending(who, address(token));
            vm.assertLe(owed, token.balanceOf(address(vault)), "never more than there is");
            if (owed > 0) vm.assertEq(vault.claim(who, address(token)), owed, "and it is paid");
            token.shrink(address(vault), bound(percent, 0, 100));
        }
    }

    function test_shares_move_after_a_shrink() public {
        ShrinkingToken token = new ShrinkingToken();
        withToken(address(token));
        token.mint(address(vault), 1_000);
        vault.claim(person(0), address(token));
        token.shrink(address(vault), 50);
        vm.prank(person(0));
        vault.transfer(person(30), 500_000);
        vm.assertEq(vault.pending(person(30), address(token)), 0, "the buyer starts from here");
        token.mint(address(vault), 1_000);
        vm.assertEq(vault.pending(person(30), address(token)), 500, "and earns from here");
    }

    function test_token_that_returns_nothing_is_paid() public {
        SilentToken token = new SilentToken();
        withToken(address(token));
        token.mint(address(vault), 1_000);
        vm.assertEq(vault.claim(person(0), address(token)), 500, "as one of the old tokens does");
        vm.assertEq(token.balanceOf(person(0)), 500, "arrived");
    }

    function test_token_that_says_false_is_not_booked_as_paid() public {
        MoodyToken token = new MoodyToken();
        withToken(address(token));
        token.mint(address(vault), 1_000);
        token.setLies(true);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        vault.claim(person(0), address(token));
        token.setLies(false);
        vm.assertEq(vault.claim(person(0), address(token)), 500, "nothing was lost by trying");
    }

    /// I10, tokens: a blocked holder blocks nobody else, and she has a way out.
    function test_blocked_holder_redirects_herself() public {
        MoodyToken token = new MoodyToken();
        withToken(address(token));
        token.mint(address(vault), 1_000);
        token.setBlocked(person(0), true);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, person(0)));
        vault.claim(person(0), address(token));
        vm.assertEq(vault.claim(person(1), address(token)), 300, "the others draw");
        vm.prank(person(0));
        vault.setPayout(person(31));
        vault.claim(person(0), address(token));
        vm.assertEq(token.balanceOf(person(31)), 500, "and so does she, elsewhere");
    }

    function test_boastful_token_hurts_only_itself() public {
        withToken(address(new BoastfulToken()));
        address token = vault.tokens()[0];
        pay(payer, address(vault), 1 ether);
        for (uint256 i; i < 3; ++i) {
            vault.claim(person(0), token);
        }
        vm.prank(person(0));
        vault.transfer(person(32), 250_000);
        vault.claim(person(0), token);
        vm.assertEq(vault.claim(person(0), NATIVE), 0.5 ether, "coin is untouched by it");
    }

    /// An address without code answers with nothing too. That is no balance of zero: it could freeze what is known, or let a
    /// buyer of shares have the seller's past.
    function test_token_that_answers_nothing_is_named_and_moves_nothing() public {
        MuteToken token = new MuteToken();
        withToken(address(token));
        vault.claim(person(0), address(token));
        for (uint256 length; length < 32; length += 31) {
            token.setMute(true, length);
            bytes memory why = abi.encodeWithSelector(RoyaltyVault.NoBalance.selector, address(token));
            vm.expectRevert(why);
            vault.pending(person(1), address(token));
            vm.expectRevert(why);
            vault.claim(person(1), address(token));
            vm.expectRevert(why);
            vm.prank(person(0));
            vault.transfer(person(30), 1);
        }
        token.setMute(true, 32);
        vm.assertEq(vault.pending(person(2), address(token)), 7, "one whole word is an answer");
        pay(payer, address(vault), 1 ether);
        vm.assertEq(vault.claim(person(1), NATIVE), 0.3 ether, "coin is untouched by it");
    }

    function test_reason_of_a_token_comes_through() public {
        SulkyToken token = new SulkyToken();
        withToken(address(token));
        vm.expectRevert(abi.encodeWithSelector(SulkyToken.Sulking.selector, address(vault)));
        vault.pending(person(1), address(token));
    }

    // ---------------------------------------------------------------- receivers

    /// A vault whose first holder is `who`, with the rest.
    function withHolder(address who, address token) private {
        delete leaves;
        leaves.push(Tree.shareLeaf(who, 500_000));
        leaves.push(Tree.shareLeaf(person(1), 500_000));
        vm.prank(author);
        vault = RoyaltyVault(factory.create(Tree.root(leaves), 0, asList(token)));
        vault.activate(who, 500_000, proofOf(0));
        vault.activate(person(1), 500_000, proofOf(1));
        pay(payer, address(vault), 2 ether);
    }

    /// I10, coin.
    function test_holder_that_refuses_coin_blocks_nobody() public {
        Refuser refuser = new Refuser();
        withHolder(address(refuser), address(usd));
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.PayoutRefused.selector, address(refuser)));
        vault.claim(address(refuser), NATIVE);
        vm.assertEq(vault.claim(person(1), NATIVE), 1 ether, "the other draws");
        refuser.redirect(vault, person(33));
        vault.claim(address(refuser), NATIVE);
        vm.assertEq(person(33).balance, 1 ether, "and nothing was lost");
    }

    function test_flood_of_return_data_costs_the_caller_nothing() public {
        ReturnBomb bomb = new ReturnBomb();
        withHolder(address(bomb), address(usd));
        vm.assertEq(vault.claim{gas: 3_000_000}(address(bomb), NATIVE), 1 ether, "paid, and nothing is copied back");
    }

    function test_holder_that_burns_gas_blocks_nobody() public {
        GasBurner burner = new GasBurner();
        withHolder(address(burner), address(usd));
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.PayoutRefused.selector, address(burner)));
        vault.claim{gas: 1_000_000}(address(burner), NATIVE);
        vm.assertEq(vault.claim(person(1), NATIVE), 1 ether, "the other draws");
    }

    // ---------------------------------------------------------------- reentrancy

    function attack(address token, bytes memory call, bool mayPass) private {
        Attacker attacker = new Attacker();
        withHolder(address(attacker), token);
        if (token != address(usd)) HookedToken(token).mint(address(vault), 1_000);
        attacker.plan(address(vault), call);
        address paidIn = token == address(usd) ? NATIVE : token;
        vault.claim(address(attacker), paidIn);
        vm.assertEq(attacker.attempts(), 1, "the attack ran");
        vm.assertTrue(attacker.succeeded() == mayPass, "and went as it must");
        if (!mayPass) {
            bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
            vm.assertTrue(attacker.refusal() == guard, "stopped by the guard, not by luck");
        }
        uint256 half = paidIn == NATIVE ? 1 ether : 500;
        vm.assertEq(vault.paidOut(paidIn), half, "one payment, of her half");
        vm.assertEq(vault.pending(person(1), paidIn), half, "the other half is untouched");
    }

    function test_reentrant_receiver_of_coin() public {
        attack(address(usd), abi.encodeCall(vault.claim, (person(1), NATIVE)), false);
        attack(address(usd), abi.encodeCall(vault.transfer, (person(40), 1)), false);
        attack(address(usd), abi.encodeCall(vault.transferFrom, (person(1), person(40), 0)), false);
        attack(address(usd), abi.encodeCall(vault.claimMany, (person(1), asList(NATIVE))), false);
        attack(address(usd), abi.encodeCall(vault.activate, (person(1), 1, new bytes32[](0))), false);
        attack(
            address(usd),
            abi.encodeCall(vault.activateAndClaim, (person(1), 1, new bytes32[](0), asList(NATIVE))),
            false
        );
    }

    /// In the hook the payment is booked but the balance has not moved: the cumulative reads too high by the amount.
    function test_reentrant_receiver_of_a_hooked_token() public {
        address token = address(new HookedToken());
        attack(token, abi.encodeCall(vault.claim, (person(1), token)), false);
        attack(token, abi.encodeCall(vault.transfer, (person(40), 250_000)), false);
        attack(token, abi.encodeCall(vault.pending, (person(1), token)), false);
        attack(token, abi.encodeCall(vault.cumulative, (token)), false);
    }

    function test_receiver_may_set_its_payout_while_paid() public {
        attack(address(usd), abi.encodeCall(vault.setPayout, (person(41))), true);
    }
}
