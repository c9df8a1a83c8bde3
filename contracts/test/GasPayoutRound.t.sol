// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Turn} from "../src/PayoutRound.sol";
import {RoundWorld} from "./support/RoundWorld.sol";

/// What rounds of payouts cost, written to snapshots/ and held below a limit each.
contract GasPayoutRoundTest is RoundWorld {
    function setUp() public {
        build();
    }

    function fan(uint256 i) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("fan", i)))));
    }

    /// A hundred of a thousand fans, who never had an account before, in coin; then all of them once more.
    function test_gas_of_a_hundred_fans_of_a_thousand() public {
        address[] memory who = new address[](1_000);
        for (uint256 i; i < 1_000; ++i) {
            who[i] = fan(i);
        }
        among(who, address(usd));
        pay(payer, address(vault), 1_000 ether);
        Turn[] memory turns = new Turn[](100);
        for (uint256 i; i < 100; ++i) {
            turns[i] = Turn(who[i], part(), proofOf(i));
        }
        round.run(vault, turns, asList(NATIVE), EACH);
        vm.assertLe(vm.snapshotGasLastCall("payouts", "first round, coin, 100 of 1000 fans"), 7_750_000, "first");
        vm.assertEq(who[99].balance, 1 ether, "all are paid");
        pay(payer, address(vault), 1_000 ether);
        for (uint256 i; i < 100; ++i) {
            turns[i] = Turn(who[i], 0, new bytes32[](0));
        }
        round.run(vault, turns, asList(NATIVE), EACH);
        vm.assertLe(vm.snapshotGasLastCall("payouts", "later round, coin, 100 fans"), 2_200_000, "later");
    }
}
