// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {SymbolicWorld} from "./SymbolicWorld.sol";

/// What holds for every division of the shares and every payment, as far as the types of the arguments reach.
contract VaultProofs is SymbolicWorld {
    RoyaltyVault private vault;

    function setUp() public {
        build();
        vault = makeVault();
    }

    /// (c) One holder, one payment.
    function check_nobody_draws_above_her_part_coin(uint32 toBob, uint32 x) public {
        divide(vault, toBob, 0);
        payIn(vault, COIN, x);
        draw(vault, bob, COIN);
        vm.assertTrue(has(bob, COIN) * ALL <= uint256(x) * toBob, "no more than her part");
    }
    /// (b) 
    function check_sum(uint32 toBob, uint32 x) public {
        divide(vault, toBob, 0);
        payIn(vault, COIN, x);
        vm.assertTrue(vault.pending(alice, COIN) + vault.pending(bob, COIN) <= x, "owed is there");
    }
    /// (a)
    function check_order(uint32 toBob, uint16 x, uint16 y) public {
        divide(vault, toBob, 0);
        payIn(vault, COIN, x);
        draw(vault, bob, COIN);
        payIn(vault, COIN, y);
        draw(vault, bob, COIN);
        vm.assertTrue(has(bob, COIN) == (uint256(x) + y) * toBob / ALL, "as if once");
    }
}
