// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {VaultWorld} from "./support/VaultWorld.sol";

/// What somebody with no shares and no allowance can do with the shares of others: nothing.
contract RoyaltyVaultStrangerTest is VaultWorld {
    address private stranger = person(99);

    function setUp() public {
        build();
        activateAll();
    }

    function refuse(address to, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, stranger, 0, value));
        vm.prank(stranger);
        vault.transferFrom(person(0), to, value);
    }

    function test_stranger_moves_no_shares() public {
        refuse(stranger, 1);
        refuse(stranger, 500_000);
        refuse(person(1), 1);
        vm.prank(person(0));
        vault.approve(person(1), 500_000);
        refuse(stranger, 1); // what she allows another is not his
        vm.assertEq(vault.balanceOf(person(0)), 500_000, "all still hers");
    }
}
