// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {SymbolicWorld} from "./SymbolicWorld.sol";

/// Share transfers, for every number of shares and every payment up to 2^96.
contract VaultTransfers is SymbolicWorld {
    RoyaltyVault private vault;

    function setUp() public {
        build();
        vault = makeVault();
    }

    /// What was earned before stays with the sender, to the unit; the receiver has nothing of it. Of the
    /// coin, whose account is packed into one slot with the shares, the solvers do not say within minutes.
    function check_a_transfer_changes_no_past_token(uint96 paid) public {
        past(address(ledger), 333_333, paid);
    }

    function past(address token, uint32 moved, uint256 paid) private {
        payIn(vault, token, paid);
        move(vault, alice, bob, moved);
        vm.assertTrue(vault.pending(alice, token) == paid, "the sender's past");
        vm.assertTrue(vault.pending(bob, token) == 0, "nothing for the receiver");
    }

    /// Shares neither appear nor vanish, and a transfer to oneself changes nothing.
    function check_shares_are_kept(uint32 toBob, uint32 toCarol, uint32 toHerself) public {
        divide(vault, toBob, toCarol);
        vm.assume(toHerself <= toBob);
        move(vault, bob, bob, toHerself);
        vm.assertTrue(vault.balanceOf(bob) == toBob && vault.balanceOf(carol) == toCarol, "as divided");
        vm.assertTrue(vault.balanceOf(alice) == ALL - toBob - toCarol, "the rest");
    }

    /// Nobody moves more than she has.
    function check_nobody_moves_more_than_she_has(uint32 toBob, uint256 more) public {
        divide(vault, toBob, 0);
        vm.assume(more > toBob);
        vm.prank(bob);
        (bool done,) = address(vault).call(abi.encodeCall(vault.transfer, (carol, more)));
        vm.assertTrue(!done, "refused");
    }
}
