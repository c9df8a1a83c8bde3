// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "../../src/RoyaltyVaultFactory.sol";
import {Check} from "../support/Check.sol";
import {Tree} from "../support/Tree.sol";

/// The smallest honest token: a balance for each account and a transfer.
contract Ledger {
    mapping(address who => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}

/// Vaults as the factory makes them: real proxies, real activation, nothing replaced. All shares stand in one leaf, so
/// activation is a concrete step; a share transfer of a symbolic amount then gives every division of the shares at once.
abstract contract SymbolicWorld is Check {
    address internal constant COIN = address(0);
    uint32 internal constant ALL = 1_000_000;

    address internal alice = person(1);
    address internal bob = person(2);
    address internal carol = person(3);
    Ledger internal ledger;
    RoyaltyVaultFactory internal factory;
    uint256 private made;

    function build() internal {
        factory = new RoyaltyVaultFactory();
        ledger = new Ledger();
    }

    /// A vault whose shares are alice's.
    function makeVault() internal returns (RoyaltyVault vault) {
        bytes32 root = Tree.shareLeaf(alice, ALL);
        vault = RoyaltyVault(factory.create(root, bytes32(++made), asList(address(ledger))));
        vault.activate(alice, ALL, new bytes32[](0));
    }

    /// Divides the shares of a fresh vault among the three.
    function divide(RoyaltyVault vault, uint32 toBob, uint32 toCarol) internal {
        vm.assume(toBob <= ALL && toCarol <= ALL - toBob);
        move(vault, alice, bob, toBob);
        move(vault, alice, carol, toCarol);
    }

    function move(RoyaltyVault vault, address from, address to, uint256 value) internal {
        vm.prank(from);
        vault.transfer(to, value);
    }

    /// A payment, as the vault sees it: its balance grows.
    function payIn(RoyaltyVault vault, address token, uint256 amount) internal {
        if (token == COIN) vm.deal(address(vault), address(vault).balance + amount);
        else ledger.mint(address(vault), amount);
    }

    /// Claims without minding that there may be nothing to claim.
    function draw(RoyaltyVault vault, address who, address token) internal {
        vault.claimMany(who, asList(token));
    }

    function has(address who, address token) internal view returns (uint256) {
        return token == COIN ? who.balance : ledger.balanceOf(who);
    }
}
