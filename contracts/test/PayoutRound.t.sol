// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PayoutRound, Turn} from "../src/PayoutRound.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {RoundWorld} from "./support/RoundWorld.sol";
import {Attacker, GasBurner, MoodyToken, Refuser, ReturnBomb} from "./support/Zoo.sol";

/// Rounds that pay many: the same sums as if each had claimed, and nobody in the way of the others.
contract PayoutRoundTest is RoundWorld {
    function setUp() public {
        build();
    }

    function turnsOf() private view returns (Turn[] memory turns) {
        turns = new Turn[](holders.length);
        for (uint256 i; i < turns.length; ++i) {
            turns[i] = Turn(holders[i], part(), proofOf(i));
        }
    }

    function five(address odd) private pure returns (address[] memory who) {
        who = new address[](5);
        for (uint256 i; i < 5; ++i) {
            who[i] = i == 2 ? odd : person(i);
        }
    }

    function both() private view returns (address[] memory) {
        return asList(NATIVE, address(usd));
    }

    function expectNotPaid(address who, bytes4 reason) private {
        vm.expectEmit(address(round));
        emit PayoutRound.NotPaid(address(vault), who, reason);
    }

    function othersArePaid(uint256 coin) private view {
        for (uint256 i; i < 5; ++i) {
            if (i != 2) vm.assertEq(person(i).balance, coin, "the others are paid in full");
        }
    }

    // ---------------------------------------------------------------- what it is for

    /// Whoever claims alone gets the same, to the last unit.
    function test_pays_what_each_would_have_claimed(uint96 coin, uint96 dollars, uint8 before) public {
        Turn[] memory turns = new Turn[](4);
        for (uint256 i; i < 4; ++i) {
            turns[i] = Turn(person(i), sharesOf(i), proofOf(i));
            // Some have taken their place before.
            if (before >> i & 1 != 0) activate(i);
        }
        pay(payer, address(vault), coin);
        usd.mint(address(vault), dollars);
        vm.assertEq(round.run(vault, turns, both(), EACH), 4, "all four turns are accepted");
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(person(i).balance, uint256(coin) * sharesOf(i) / SUPPLY, "her part of the coin");
            vm.assertEq(usd.balanceOf(person(i)), uint256(dollars) * sharesOf(i) / SUPPLY, "her part of the dollars");
            vm.assertTrue(vault.isActivated(person(i)), "she holds her shares");
        }
    }

    function test_a_second_round_pays_nothing_twice() public {
        among(five(person(2)), address(usd));
        pay(payer, address(vault), 5 ether);
        vm.assertEq(round.run(vault, turnsOf(), both(), EACH), 5, "the first round");
        vm.assertEq(round.run(vault, turnsOf(), both(), EACH), 5, "the second has nothing to do");
        vm.assertEq(vault.paidOut(NATIVE), 5 ether, "paid once");
        othersArePaid(1 ether);
    }

    /// Shares that were passed on have no leaf in their new hands.
    function test_a_holder_without_a_leaf_is_paid() public {
        activate(0);
        vm.prank(person(0));
        vault.transfer(person(8), 100_000);
        pay(payer, address(vault), 10 ether);
        Turn[] memory turns = new Turn[](1);
        turns[0] = Turn(person(8), 0, new bytes32[](0));
        round.run(vault, turns, both(), EACH);
        vm.assertEq(person(8).balance, 1 ether, "a tenth of what came after the transfer");
    }

    function test_money_goes_where_the_holder_said() public {
        vm.prank(person(1));
        vault.setPayout(person(9));
        pay(payer, address(vault), 1 ether);
        Turn[] memory turns = new Turn[](1);
        turns[0] = Turn(person(1), sharesOf(1), proofOf(1));
        round.run(vault, turns, both(), EACH);
        vm.assertEq(person(9).balance, 0.3 ether, "at her payout address");
    }

    // ---------------------------------------------------------------- those in the way

    function test_a_holder_who_refuses_coin_stops_nobody() public {
        address odd = address(new Refuser());
        among(five(odd), address(usd));
        pay(payer, address(vault), 5 ether);
        expectNotPaid(odd, RoyaltyVault.PayoutRefused.selector);
        vm.assertEq(round.run(vault, turnsOf(), both(), EACH), 4, "four are paid");
        othersArePaid(1 ether);
        vm.assertFalse(vault.isActivated(odd), "her turn is undone whole");
        vault.activate(odd, part(), proofOf(2));
        vm.assertEq(vault.pending(odd, NATIVE), 1 ether, "she keeps what she is owed");
    }

    function test_a_blocked_holder_stops_nobody() public {
        MoodyToken token = new MoodyToken();
        among(five(person(2)), address(token));
        token.mint(address(vault), 500);
        token.setBlocked(person(2), true);
        expectNotPaid(person(2), MoodyToken.Blocked.selector);
        round.run(vault, turnsOf(), asList(address(token)), EACH);
        vm.assertEq(token.balanceOf(person(4)), 100, "those behind her are paid");
    }

    function test_a_holder_who_burns_gas_stops_nobody() public {
        address odd = address(new GasBurner());
        among(five(odd), address(usd));
        pay(payer, address(vault), 5 ether);
        expectNotPaid(odd, RoyaltyVault.PayoutRefused.selector);
        // Four honest turns and one that burns all it may.
        uint256 paid = round.run{gas: 5 * EACH + 100_000}(vault, turnsOf(), both(), EACH);
        vm.assertEq(paid, 4, "four are paid");
        othersArePaid(1 ether);
    }

    function test_a_flood_of_bytes_stops_nobody() public {
        address odd = address(new ReturnBomb());
        among(five(odd), address(usd));
        pay(payer, address(vault), 5 ether);
        round.run{gas: 5 * EACH + 100_000}(vault, turnsOf(), both(), EACH);
        othersArePaid(1 ether);
    }

    function test_a_holder_who_lets_nobody_else_claim_is_left_alone() public {
        among(five(person(2)), address(usd));
        vm.prank(person(2));
        vault.setSelfOnly(true);
        pay(payer, address(vault), 5 ether);
        expectNotPaid(person(2), RoyaltyVault.SelfOnly.selector);
        round.run(vault, turnsOf(), both(), EACH);
        vm.assertEq(person(2).balance, 0, "she chooses the day herself");
        othersArePaid(1 ether);
    }

    function test_a_wrong_leaf_stops_nobody() public {
        among(five(person(2)), address(usd));
        pay(payer, address(vault), 5 ether);
        Turn[] memory turns = turnsOf();
        turns[2].shares += 1;
        expectNotPaid(person(2), RoyaltyVault.BadProof.selector);
        vm.assertEq(round.run(vault, turns, both(), EACH), 4, "the others");
        othersArePaid(1 ether);
    }

    /// Somebody else turns a leaf into shares while the round is on its way.
    function test_a_leaf_activated_in_between_is_claimed() public {
        among(five(person(2)), address(usd));
        pay(payer, address(vault), 5 ether);
        Turn[] memory turns = turnsOf();
        vault.activate(person(3), part(), proofOf(3));
        vm.assertEq(round.run(vault, turns, both(), EACH), 5, "all are paid");
        vm.assertEq(person(3).balance, 1 ether, "she, too");
    }

    /// A receiver who starts the round again from inside gets nothing out of it.
    function test_reentry_pays_nobody_twice() public {
        Attacker odd = new Attacker();
        among(five(address(odd)), address(usd));
        pay(payer, address(vault), 5 ether);
        Turn[] memory turns = turnsOf();
        odd.plan(address(round), abi.encodeCall(PayoutRound.run, (vault, turns, both(), 250_000)));
        round.run(vault, turns, both(), 4_000_000);
        vm.assertEq(odd.attempts(), 1, "it tried");
        vm.assertEq(address(odd).balance, 1 ether, "and was paid once");
        othersArePaid(1 ether);
        vm.assertEq(vault.paidOut(NATIVE), 5 ether, "nothing was paid twice");
    }

    /// With too little gas a holder would seem to have been refused. Then nothing happens at all.
    function test_too_little_gas_undoes_the_round() public {
        among(five(person(2)), address(usd));
        pay(payer, address(vault), 5 ether);
        Turn[] memory turns = turnsOf();
        (bool done, bytes memory answer) =
            address(round).call{gas: 700_000}(abi.encodeCall(PayoutRound.run, (vault, turns, both(), 400_000)));
        vm.assertFalse(done, "too little for five turns of which each may use so much");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(PayoutRound.TooLittleGas.selector), "and that is said");
        vm.assertEq(vault.paidOut(NATIVE), 0, "nobody was paid");
    }

    function test_an_account_is_no_vault() public {
        vm.expectRevert(abi.encodeWithSelector(PayoutRound.NotAVault.selector, person(7)));
        round.run(RoyaltyVault(person(7)), new Turn[](0), both(), EACH);
    }
}
