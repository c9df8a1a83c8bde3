// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {VaultWorld} from "./support/VaultWorld.sol";
import {PlainToken} from "./support/Zoo.sol";

/// Shares as a token, and what happens to the money when they move.
contract RoyaltyVaultSharesTest is VaultWorld {
    address private buyer = person(20);

    function setUp() public {
        build();
        activateAll();
    }

    function move(address from, address to, uint256 value) private {
        vm.prank(from);
        vm.assertTrue(vault.transfer(to, value), "transfer answers true");
    }

    function test_reads_as_percent() public view {
        vm.assertEq(vault.totalSupply(), 1_000_000, "fixed");
        vm.assertEq(vault.decimals(), 4, "100.0000");
        vm.assertEq(vault.symbol(), "ROYALTY", "symbol");
        vm.assertEq(vault.name(), "Colophon royalty shares", "name");
    }

    function test_past_income_stays_and_future_income_goes() public {
        pay(payer, address(vault), 1 ether);
        usd.mint(address(vault), 1_000);
        vm.expectEmit(address(vault));
        emit IERC20.Transfer(person(0), buyer, 200_000);
        move(person(0), buyer, 200_000);
        vm.assertEq(vault.pending(person(0), NATIVE), 0.5 ether, "the past is the seller's");
        vm.assertEq(vault.pending(person(0), address(usd)), 500, "in every token");
        vm.assertEq(vault.pending(buyer, NATIVE), 0, "and not the buyer's");
        vm.assertEq(vault.pending(buyer, address(usd)), 0, "in every token");
        pay(payer, address(vault), 1 ether);
        usd.mint(address(vault), 1_000);
        vm.assertEq(vault.pending(person(0), NATIVE), 0.8 ether, "half, then three tenths");
        vm.assertEq(vault.pending(buyer, NATIVE), 0.2 ether, "two tenths");
        vm.assertEq(vault.pending(person(0), address(usd)), 800, "half, then three tenths");
        vm.assertEq(vault.pending(buyer, address(usd)), 200, "two tenths");
    }

    /// Each token has a past of its own, wherever in the list it stands.
    function test_the_past_of_every_token_stays() public {
        for (uint256 count; count <= 3; ++count) {
            address[] memory tokens = new address[](count);
            for (uint256 i; i < count; ++i) {
                tokens[i] = address(new PlainToken());
            }
            vault = makeVault(tokens);
            activateAll();
            for (uint256 i; i < count; ++i) {
                PlainToken(tokens[i]).mint(address(vault), 1_000 * (i + 1));
            }
            move(person(0), buyer, 500_000);
            for (uint256 i; i < count; ++i) {
                PlainToken(tokens[i]).mint(address(vault), 10);
                vm.assertEq(vault.pending(person(0), tokens[i]), 500 * (i + 1), "the seller's past");
                vm.assertEq(vault.pending(buyer, tokens[i]), 5, "the buyer's future");
            }
        }
    }

    function test_who_sold_everything_still_draws_her_past() public {
        pay(payer, address(vault), 1 ether);
        move(person(0), buyer, 500_000);
        vm.assertEq(vault.balanceOf(person(0)), 0, "no shares left");
        vm.assertEq(vault.claim(person(0), NATIVE), 0.5 ether, "but what they earned");
        pay(payer, address(vault), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.NothingToClaim.selector, person(0), NATIVE));
        vault.claim(person(0), NATIVE);
    }

    function test_buyer_with_a_leaf_of_her_own() public {
        vm.prank(person(0xC));
        vault = RoyaltyVault(factory.create(vault.sharesRoot(), 0, asList(address(usd))));
        pay(payer, address(vault), 1 ether);
        activate(0);
        move(person(0), person(1), 100_000);
        pay(payer, address(vault), 1 ether);
        vm.assertEq(vault.pending(person(1), NATIVE), 0.1 ether, "the bought shares alone");
        activate(1);
        vm.assertEq(vault.pending(person(1), NATIVE), 0.7 ether, "and the whole past of her own");
        vm.assertEq(vault.balanceOf(person(1)), 400_000, "both together");
    }

    function test_transfer_to_oneself_changes_nothing() public {
        pay(payer, address(vault), 1 ether);
        usd.mint(address(vault), 1_000);
        move(person(0), person(0), 500_000);
        vm.assertEq(vault.balanceOf(person(0)), 500_000, "shares");
        vm.assertEq(vault.pending(person(0), NATIVE), 0.5 ether, "coin");
        vm.assertEq(vault.pending(person(0), address(usd)), 500, "dollars");
    }

    function test_transfer_of_none_is_a_transfer() public {
        move(buyer, person(0), 0);
        vm.assertEq(vault.balanceOf(buyer), 0, "nothing moved");
    }

    function test_allowance_is_used_up() public {
        vm.expectEmit(address(vault));
        emit IERC20.Approval(person(0), buyer, 300);
        vm.prank(person(0));
        vm.assertTrue(vault.approve(buyer, 300), "approve answers true");
        vm.prank(buyer);
        vm.assertTrue(vault.transferFrom(person(0), person(2), 200), "transferFrom answers true");
        vm.assertEq(vault.allowance(person(0), buyer), 100, "what is left");
        vm.assertEq(vault.balanceOf(person(2)), 200_199, "arrived");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, buyer, 100, 101));
        vm.prank(buyer);
        vault.transferFrom(person(0), person(2), 101);
    }

    function test_allowance_without_end_stays() public {
        vm.prank(person(0));
        vault.approve(buyer, type(uint256).max);
        vm.prank(buyer);
        vault.transferFrom(person(0), person(2), 200);
        vm.assertEq(vault.allowance(person(0), buyer), type(uint256).max, "untouched");
    }

    function refuse(bytes memory why, address from, address to, uint256 value) private {
        vm.expectRevert(why);
        vm.prank(from);
        vault.transfer(to, value);
    }

    function test_refusals() public {
        bytes4 holder = RoyaltyVault.BadHolder.selector;
        bytes4 poor = IERC20Errors.ERC20InsufficientBalance.selector;
        refuse(abi.encodeWithSelector(holder, address(0)), person(0), address(0), 1);
        refuse(abi.encodeWithSelector(holder, address(vault)), person(0), address(vault), 1);
        refuse(abi.encodeWithSelector(poor, person(0), 500_000, 500_001), person(0), buyer, 500_001);
        uint256 wraps = uint256(1) << 32;
        refuse(abi.encodeWithSelector(poor, person(0), 500_000, wraps), person(0), buyer, wraps);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        vault.approve(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(vault)));
        vault.transferFrom(address(vault), buyer, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        vault.transferFrom(address(0), buyer, 0);
    }

    function test_unactivated_shares_cannot_be_taken_from_the_vault() public {
        vm.prank(person(0xC));
        vault = RoyaltyVault(factory.create(vault.sharesRoot(), 0, asList(address(usd))));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(this), 0, 1));
        vault.transferFrom(address(vault), buyer, 1);
    }

    /// I5: a transfer changes nobody's past and the sum of what is owed by no more than its rounding.
    function testFuzz_transfer_changes_no_past(uint96 coin, uint64 dollars, uint256 value, bool claimFirst) public {
        pay(payer, address(vault), coin);
        usd.mint(address(vault), dollars);
        if (claimFirst && vault.pending(person(1), NATIVE) > 0) vault.claim(person(1), NATIVE);
        for (uint256 round; round < 2; ++round) {
            address token = round == 0 ? NATIVE : address(usd);
            uint256 seller = vault.pending(person(0), token);
            uint256 owner = vault.pending(person(1), token);
            move(person(0), person(1), bound(value, 0, vault.balanceOf(person(0))));
            vm.assertEq(vault.pending(person(0), token), seller, "the seller's past");
            vm.assertEq(vault.pending(person(1), token), owner, "the buyer's past");
        }
    }
}
