// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {VaultShrinkHandler} from "./support/VaultShrinkHandler.sol";

/// What still holds when a pinned token shrinks. That nobody is blocked, neither from claims nor from moving shares, is held
/// by the campaign itself: no step of the handler may revert.
contract RoyaltyVaultShrinkInvariants is Check {
    VaultShrinkHandler private handler;
    RoyaltyVault private vault;

    function setUp() public {
        handler = new VaultShrinkHandler();
        vault = handler.theVault();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I1 with what was lost, and I8: nobody draws more than her shares earned, however the balance sank between.
    function invariant_nobody_gains_from_a_shrink() external view {
        for (uint256 t; t < 3; ++t) {
            address token = handler.coins(t);
            uint256 there = vault.paidOut(token) + handler.balance(token) + handler.lost(token);
            vm.assertEq(there, handler.received(token), "I1: in = out + held + lost");
            for (uint256 i; i < 6; ++i) {
                uint256 has = handler.drawn(token, person(i)) + vault.pending(person(i), token);
                uint256 most = handler.earned(token, person(i)) / 1_000_000;
                vm.assertLe(has, most, "I8: not above her share of what came");
                if (handler.lost(token) == 0) vm.assertEq(has, most, "other tokens feel nothing");
                vm.assertLe(vault.pending(person(i), token), handler.balance(token), "what is pending is there");
            }
        }
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }
}
