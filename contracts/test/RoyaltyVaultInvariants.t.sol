// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {VaultHandler} from "./support/VaultHandler.sol";

/// What must hold in two vaults after every step of any history.
contract RoyaltyVaultInvariants is Check {
    VaultHandler private handler;
    RoyaltyVault[2] private vaults;
    address[9] private actors;

    function setUp() public {
        handler = new VaultHandler();
        for (uint256 i; i < 9; ++i) {
            actors[i] = handler.actor(i);
        }
        vaults = [handler.vaults(0), handler.vaults(1)];
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I1: money in = money out + money held, to the unit. I2: what is owed is there. I3: when all shares are active, less
    /// than a unit for each holder is owed to nobody.
    function invariant_money() external view {
        for (uint256 n; n < 8; ++n) {
            (RoyaltyVault vault, address token) = (vaults[n % 2], handler.coin(n / 2));
            uint256 held = handler.balance(token, address(vault));
            uint256 owed;
            for (uint256 i; i < 9; ++i) {
                owed += vault.pending(actors[i], token);
            }
            vm.assertEq(vault.paidOut(token) + held, handler.received(n % 2, token), "I1: in = out + held");
            vm.assertEq(vault.cumulative(token), handler.received(n % 2, token), "the vault knows what came");
            vm.assertLe(owed, held, "I2: owed is there");
            if (vault.balanceOf(address(vault)) == 0) {
                vm.assertLe(held - owed, 9, "I3: dust is less than a unit for each holder");
            }
        }
    }

    /// I4: shares neither appear nor vanish. Also as the handler's own books have them.
    function invariant_shares() external view {
        for (uint256 v; v < 2; ++v) {
            uint256 sum = vaults[v].balanceOf(address(vaults[v]));
            for (uint256 i; i < 9; ++i) {
                if (actors[i] == address(vaults[v])) continue;
                vm.assertEq(vaults[v].balanceOf(actors[i]), handler.held(v, actors[i]), "each holder's shares");
                sum += vaults[v].balanceOf(actors[i]);
            }
            vm.assertEq(sum, vaults[v].totalSupply(), "I4: supply");
        }
    }

    /// I5, I6, I8: drawn and pending are together the floor of what her shares earned while she held them, whatever the
    /// order of claims, transfers and activations was. A vault that holds shares of the other one is a holder like any.
    function invariant_entitlement() external view {
        for (uint256 n; n < 8; ++n) {
            (uint256 v, address token) = (n % 2, handler.coin(n / 2));
            for (uint256 i; i < 9; ++i) {
                address who = actors[i];
                uint256 asleep = handler.waiting(v, who) * handler.received(v, token);
                uint256 awake = (handler.earned(v, token, who) - asleep) / 1_000_000;
                uint256 has = handler.drawn(v, token, who) + vaults[v].pending(who, token);
                vm.assertEq(has, awake, "to the unit");
            }
        }
    }

    /// I7, I9, I10: seen by the handler while it acted.
    function invariant_nothing_broke() external view {
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }
}
