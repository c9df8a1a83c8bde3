// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {SymbolicWorld} from "./SymbolicWorld.sol";

/// (d) Activation, for every caller, every number of shares and every proof of up to two hashes.
contract VaultActivation is SymbolicWorld {
    RoyaltyVault private vault;

    function setUp() public {
        build();
        vault = makeVault();
    }

    function again(address by, uint32 shares, bytes32[] memory proof) private {
        vm.prank(by);
        (bool done,) = address(vault).call(abi.encodeCall(RoyaltyVault.activate, (alice, shares, proof)));
        vm.assertTrue(!done, "a leaf that is active does not activate again");
        vm.assertTrue(vault.isActivated(alice), "and stays active");
    }

    function check_a_leaf_activates_once(address by, uint32 shares, bytes32 a, bytes32 b) public {
        again(by, shares, new bytes32[](0));
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = a;
        again(by, shares, proof);
        proof = new bytes32[](2);
        (proof[0], proof[1]) = (a, b);
        again(by, shares, proof);
        vm.assertTrue(vault.balanceOf(alice) == ALL && vault.balanceOf(address(vault)) == 0, "no shares appeared");
    }

    /// Nor after its shares have moved and its payouts were sent elsewhere, and back.
    function check_a_leaf_activates_once_whatever_came_between(address by, uint32 moved, address to, bool back) public {
        vm.assume(moved <= ALL && to != address(0) && to != address(vault));
        move(vault, alice, bob, moved);
        vm.prank(alice);
        vault.setPayout(back ? alice : to);
        again(by, ALL, new bytes32[](0));
        vm.assertTrue(vault.balanceOf(alice) == ALL - moved && vault.balanceOf(bob) == moved, "no shares appeared");
    }
}
