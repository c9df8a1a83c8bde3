// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Tree} from "./support/Tree.sol";
import {VaultWorld} from "./support/VaultWorld.sol";
import {Forcer} from "./support/Zoo.sol";

/// Activation, claims and payouts. Shares as a token: RoyaltyVaultShares.t.sol; hostile tokens: RoyaltyVaultZoo.t.sol.
contract RoyaltyVaultTest is VaultWorld {
    function setUp() public {
        build();
    }

    function refuse(bytes4 selector, address who) private {
        vm.expectRevert(abi.encodeWithSelector(selector, who));
    }

    // ---------------------------------------------------------------- activation

    function test_activation_moves_shares_out_of_the_vault() public {
        vm.assertEq(vault.balanceOf(address(vault)), SUPPLY, "all shares wait in the vault");
        vm.expectEmit(address(vault));
        emit IERC20.Transfer(address(vault), person(0), 500_000);
        activate(0);
        vm.assertEq(vault.balanceOf(person(0)), 500_000, "hers now");
        vm.assertEq(vault.balanceOf(address(vault)), 500_000, "and no longer the vault's");
        vm.assertTrue(vault.isActivated(person(0)), "active");
        vm.assertFalse(vault.isActivated(person(1)), "the others are not");
    }

    function test_leaf_activates_once() public {
        activate(0);
        bytes32[] memory proof = proofOf(0);
        refuse(RoyaltyVault.AlreadyActivated.selector, person(0));
        vault.activate(person(0), 500_000, proof);
    }

    function test_false_leaves_are_refused() public {
        bytes32[] memory proof = proofOf(0);
        bytes4 bad = RoyaltyVault.BadProof.selector;
        vm.expectRevert(abi.encodeWithSelector(bad, person(0), uint32(500_001)));
        vault.activate(person(0), 500_001, proof);
        vm.expectRevert(abi.encodeWithSelector(bad, person(7), uint32(500_000)));
        vault.activate(person(7), 500_000, proof);
        vm.expectRevert(abi.encodeWithSelector(bad, person(0), uint32(500_000)));
        vault.activate(person(0), 500_000, new bytes32[](0));
    }

    /// A tree of one leaf has its leaf as root, so these leaves do stand in their trees.
    function lone(address who, uint32 shares) private returns (RoyaltyVault made) {
        vm.prank(author);
        made = RoyaltyVault(factory.create(Tree.shareLeaf(who, shares), 0, new address[](0)));
    }

    function test_nobody_activates_for_zero_or_for_the_vault() public {
        RoyaltyVault made = lone(address(0), 5);
        refuse(RoyaltyVault.BadHolder.selector, address(0));
        made.activate(address(0), 5, new bytes32[](0));
        refuse(RoyaltyVault.BadHolder.selector, address(vault));
        vault.activate(address(vault), 5, new bytes32[](0));
    }

    function test_tree_cannot_give_out_more_than_all_shares() public {
        RoyaltyVault whole = lone(person(0), 1_000_000);
        whole.activate(person(0), 1_000_000, new bytes32[](0));
        vm.assertEq(whole.balanceOf(address(whole)), 0, "exactly all is fine");
        RoyaltyVault over = lone(person(0), 1_000_001);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.OverAllocated.selector, 1_000_001));
        over.activate(person(0), 1_000_001, new bytes32[](0));
        RoyaltyVault most = lone(person(0), type(uint32).max);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.OverAllocated.selector, uint256(type(uint32).max)));
        most.activate(person(0), type(uint32).max, new bytes32[](0));
    }

    // ---------------------------------------------------------------- claims

    function test_each_holder_draws_her_part() public {
        activateAll();
        pay(payer, address(vault), 10 ether);
        usd.mint(address(vault), 1_000_000);
        uint256[4] memory coin = [uint256(5 ether), 3 ether, 1.99999 ether, 0.00001 ether];
        uint256[4] memory dollars = [uint256(500_000), 300_000, 199_999, 1];
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(vault.pending(person(i), NATIVE), coin[i], "pending coin");
            vm.expectEmit(address(vault));
            emit RoyaltyVault.Claimed(person(i), NATIVE, coin[i]);
            vm.assertEq(vault.claim(person(i), NATIVE), coin[i], "claimed coin");
            vm.assertEq(person(i).balance, coin[i], "arrived coin");
            vm.assertEq(vault.claim(person(i), address(usd)), dollars[i], "claimed dollars");
            vm.assertEq(usd.balanceOf(person(i)), dollars[i], "arrived dollars");
            vm.assertEq(vault.pending(person(i), NATIVE), 0, "nothing is left for her");
        }
        vm.assertEq(vault.paidOut(NATIVE), 10 ether, "all paid");
        vm.assertEq(vault.paidOut(address(usd)), 1_000_000, "all paid");
        vm.assertEq(vault.cumulative(NATIVE), 10 ether, "what came stays known");
    }

    function test_who_waits_loses_nothing() public {
        activate(1);
        for (uint256 i; i < 5; ++i) {
            pay(payer, address(vault), 1 ether);
            vault.claim(person(1), NATIVE);
        }
        vault.activateAndClaim(person(0), 500_000, proofOf(0), asList(NATIVE, address(usd)));
        vm.assertEq(person(0).balance, 2.5 ether, "her part of the whole past");
    }

    function test_stranger_claims_for_holder_not_for_himself() public {
        activateAll();
        pay(payer, address(vault), 2 ether);
        vm.prank(person(99));
        vm.assertEq(vault.claim(person(0), NATIVE), 1 ether, "as if she had called");
        vm.assertEq(person(0).balance, 1 ether, "the money is hers");
        vm.assertEq(person(99).balance, 0, "and not the caller's");
    }

    function test_nothing_to_claim_says_so() public {
        activateAll();
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.NothingToClaim.selector, person(0), NATIVE));
        vault.claim(person(0), NATIVE);
        pay(payer, address(vault), 2 ether);
        vault.claim(person(0), NATIVE);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.NothingToClaim.selector, person(0), NATIVE));
        vault.claim(person(0), NATIVE);
    }

    function test_claim_many_passes_over_what_is_empty() public {
        activateAll();
        usd.mint(address(vault), 1_000);
        vault.claimMany(person(0), asList(NATIVE, address(usd)));
        vm.assertEq(usd.balanceOf(person(0)), 500, "the token that had something");
        vm.assertEq(person(0).balance, 0, "the one that had not");
    }

    function test_unlisted_token_is_named_not_divided() public {
        activateAll();
        bytes memory why = abi.encodeWithSelector(RoyaltyVault.UnlistedToken.selector, person(77));
        vm.expectRevert(why);
        vault.claim(person(0), person(77));
        vm.expectRevert(why);
        vault.claimMany(person(0), asList(NATIVE, person(77)));
        vm.expectRevert(why);
        vault.pending(person(0), person(77));
        vm.expectRevert(why);
        vault.cumulative(person(77));
    }

    function test_money_from_before_and_forced_money_count() public {
        bytes32 root = Tree.shareLeaf(person(0), 1_000_000);
        pay(payer, factory.predict(author, root, 0), 1 ether);
        RoyaltyVault made = lone(person(0), 1_000_000);
        vm.deal(address(this), 1 ether);
        new Forcer{value: 1 ether}(payable(address(made)));
        made.activate(person(0), 1_000_000, new bytes32[](0));
        vm.assertEq(made.claim(person(0), NATIVE), 2 ether, "one from before, one forced");
    }

    function test_fractions_wait_for_the_next_claim() public {
        activateAll();
        for (uint256 i; i < 1_000; ++i) {
            usd.mint(address(vault), 1);
            if (vault.pending(person(1), address(usd)) > 0) vault.claim(person(1), address(usd));
        }
        vm.assertEq(usd.balanceOf(person(1)), 300, "30 % of 1,000 units that came one by one");
    }

    // ---------------------------------------------------------------- payouts

    function test_payout_goes_where_the_holder_says() public {
        activateAll();
        pay(payer, address(vault), 2 ether);
        usd.mint(address(vault), 2_000);
        vm.expectEmit(address(vault));
        emit RoyaltyVault.PayoutSet(person(0), person(50));
        vm.prank(person(0));
        vault.setPayout(person(50));
        vm.assertEq(vault.payoutOf(person(0)), person(50), "known");
        vault.claimMany(person(0), asList(NATIVE, address(usd)));
        vm.assertEq(person(50).balance, 1 ether, "coin redirected");
        vm.assertEq(usd.balanceOf(person(50)), 1_000, "tokens redirected");

        vm.prank(person(0));
        vault.setPayout(person(0));
        vm.assertEq(vault.payoutOf(person(0)), person(0), "back home");
        pay(payer, address(vault), 2 ether);
        vault.claim(person(0), NATIVE);
        vm.assertEq(person(0).balance, 1 ether, "paid home again");
    }

    function test_payout_may_be_set_before_activation() public {
        vm.prank(person(0));
        vault.setPayout(person(50));
        pay(payer, address(vault), 2 ether);
        vault.activateAndClaim(person(0), 500_000, proofOf(0), asList(NATIVE));
        vm.assertEq(person(50).balance, 1 ether, "kept through activation");
    }

    function test_payout_never_to_zero_or_into_the_vault() public {
        refuse(RoyaltyVault.BadHolder.selector, address(0));
        vault.setPayout(address(0));
        refuse(RoyaltyVault.BadHolder.selector, address(vault));
        vault.setPayout(address(vault));
    }

    // ---------------------------------------------------------------- any amounts, any order

    /// I6 and I8: the order of claims changes nobody's total by more than a unit, and nobody draws above her share.
    function testFuzz_order_of_claims_is_of_no_matter(uint96[6] calldata amounts, uint256 order) public {
        activateAll();
        uint256 received;
        for (uint256 i; i < 6; ++i) {
            pay(payer, address(vault), amounts[i]);
            received += amounts[i];
            uint256 turn = (order >> (2 * i)) & 3;
            if (vault.pending(person(turn), NATIVE) > 0) vault.claim(person(turn), NATIVE);
        }
        for (uint256 i; i < 4; ++i) {
            uint256 turn = (i + order % 4) & 3;
            if (vault.pending(person(turn), NATIVE) > 0) vault.claim(person(turn), NATIVE);
        }
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(person(i).balance, received * sharesOf(i) / SUPPLY, "floor of her share of all that came");
        }
        vm.assertLe(address(vault).balance, 3, "less than one unit for each holder stays behind");
    }
}
