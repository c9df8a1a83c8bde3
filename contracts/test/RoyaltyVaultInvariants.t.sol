// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {VaultHandler} from "./support/VaultHandler.sol";

/// What must hold after every step of any history.
contract RoyaltyVaultInvariants is Check {
    VaultHandler private handler;
    RoyaltyVault private vault;

    function setUp() public {
        handler = new VaultHandler();
        vault = handler.theVault();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I1: money in = money out + money held, to the unit; and what went out is with those whom the vault paid.
    /// I2: what is owed is there. I3: when all shares are active, less than a unit for each holder is owed to nobody.
    function invariant_money() external view {
        for (uint256 c; c < 3; ++c) {
            address token = handler.coin(c);
            uint256 held = handler.balance(token, address(vault));
            uint256 owed;
            uint256 arrived;
            for (uint256 i; i < handler.ACTORS(); ++i) {
                owed += vault.pending(handler.actor(i), token);
                arrived += handler.balance(token, handler.actor(i));
            }
            vm.assertEq(vault.paidOut(token) + held, handler.received(token), "I1: in = out + held");
            vm.assertEq(arrived, vault.paidOut(token), "I1: all that went out arrived");
            vm.assertEq(vault.cumulative(token), handler.received(token), "the vault knows what came");
            vm.assertLe(owed, held, "I2: owed is there");
            if (vault.balanceOf(address(vault)) == 0) {
                vm.assertLe(held - owed, handler.ACTORS(), "I3: dust is less than a unit for each holder");
            }
        }
    }

    /// I4: shares neither appear nor vanish. Also as the handler's own books have them.
    function invariant_shares() external view {
        uint256 sum = vault.balanceOf(address(vault));
        for (uint256 i; i < handler.ACTORS(); ++i) {
            address who = handler.actor(i);
            vm.assertEq(vault.balanceOf(who), handler.held(who), "each holder's shares");
            sum += vault.balanceOf(who);
        }
        vm.assertEq(sum, vault.totalSupply(), "I4: supply");
    }

    /// I5, I6, I8: drawn and pending are together the floor of what her shares earned while she held them, whatever the
    /// order of claims, transfers and activations was.
    function invariant_entitlement() external view {
        for (uint256 c; c < 3; ++c) {
            address token = handler.coin(c);
            for (uint256 i; i < handler.ACTORS(); ++i) {
                address who = handler.actor(i);
                uint256 asleep = handler.waiting(who) * handler.received(token);
                uint256 awake = (handler.earned(token, who) - asleep) / 1_000_000;
                uint256 has = handler.drawn(token, who) + vault.pending(who, token);
                vm.assertEq(has, awake, "to the unit");
            }
        }
    }

    /// I7, I9, I10: seen by the handler while it acted.
    function invariant_nothing_broke() external view {
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }
}
