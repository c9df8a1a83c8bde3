// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "../src/RoyaltyVaultFactory.sol";
import {VaultSigning} from "./support/VaultSigning.sol";
import {Attacker, MoodyToken, Refuser} from "./support/Zoo.sol";

/// Claims that others make: across works through the factory, and not at all for who wants none.
contract RoyaltyVaultOthersTest is VaultSigning {
    RoyaltyVault[3] private works;
    address[] private list;

    function setUp() public {
        build();
        for (uint256 i; i < 3; ++i) {
            works[i] = vault = makeVault(asList(address(usd)));
            list.push(address(vault));
            activateAll();
            pay(payer, address(vault), (i + 1) * 1 ether);
            usd.mint(address(vault), (i + 1) * 1_000);
        }
    }

    function refuse(bytes memory why) private {
        vm.expectRevert(why);
        factory.claimMany(list, person(0), asList(NATIVE, address(usd)));
    }

    function selfOnly(RoyaltyVault at, address who, bool on) private {
        vm.prank(who);
        at.setSelfOnly(on);
    }

    // ---------------------------------------------------------------- across works

    function test_claims_from_many_works_at_once() public {
        vm.prank(person(99));
        factory.claimMany(list, person(0), asList(NATIVE, address(usd)));
        vm.assertEq(person(0).balance, 3 ether, "half of six");
        vm.assertEq(usd.balanceOf(person(0)), 3_000, "half of six thousand");
        vm.assertEq(person(99).balance, 0, "nothing for the caller");
        vm.assertEq(address(factory).balance, 0, "nor for the factory");
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(works[i].pending(person(0), NATIVE), 0, "nothing is left");
            vm.assertEq(works[i].pending(person(1), NATIVE), (i + 1) * 0.3 ether, "the others' part is untouched");
        }
    }

    function test_works_that_owe_nothing_are_passed_over() public {
        works[1].claim(person(0), NATIVE);
        works[1].claim(person(0), address(usd));
        factory.claimMany(list, person(0), asList(NATIVE, address(usd)));
        vm.assertEq(person(0).balance, 3 ether, "all of it");
        factory.claimMany(list, person(0), asList(NATIVE));
        list.push(list[0]);
        factory.claimMany(list, person(1), asList(NATIVE));
        vm.assertEq(person(1).balance, 1.8 ether, "named twice, paid once");
    }

    function test_what_is_no_vault_is_named() public {
        address[4] memory strangers = [person(5), address(usd), factory.implementation(), address(factory)];
        for (uint256 i; i < 4; ++i) {
            list[1] = strangers[i];
            refuse(abi.encodeWithSelector(RoyaltyVaultFactory.NotAVault.selector, strangers[i]));
        }
        list[1] = new RoyaltyVaultFactory().create("root", 0, new address[](0));
        refuse(abi.encodeWithSelector(RoyaltyVaultFactory.NotAVault.selector, list[1]));
        vm.assertEq(person(0).balance, 0, "all or nothing");
    }

    function test_reason_of_a_vault_comes_through_whole() public {
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.UnlistedToken.selector, person(77)));
        factory.claimMany(list, person(0), asList(NATIVE, person(77)));
        Refuser refuser = new Refuser();
        vm.prank(person(0));
        works[2].setPayout(address(refuser));
        refuse(abi.encodeWithSelector(RoyaltyVault.PayoutRefused.selector, address(refuser)));
        list.pop();
        factory.claimMany(list, person(0), asList(NATIVE));
        vm.assertEq(person(0).balance, 1.5 ether, "without the one that cannot pay");
    }

    /// With too little gas the whole call fails, so that nobody takes a half of it for all.
    function testFuzz_too_little_gas_claims_nothing(uint256 gas) public {
        gas = bound(gas, 30_000, 400_000);
        try factory.claimMany{gas: gas}(list, person(0), asList(NATIVE)) {
            vm.assertEq(person(0).balance, 3 ether, "all");
        } catch {
            vm.assertEq(person(0).balance, 0, "or nothing");
        }
    }

    function test_receiver_cannot_claim_again_through_the_factory() public {
        Attacker attacker = new Attacker();
        vm.prank(person(0));
        works[0].setPayout(address(attacker));
        address[] memory first = asList(address(works[0]));
        attacker.plan(address(factory), abi.encodeCall(factory.claimMany, (first, person(1), asList(NATIVE))));
        factory.claimMany(first, person(0), asList(NATIVE));
        vm.assertEq(attacker.attempts(), 1, "it tried");
        vm.assertFalse(attacker.succeeded(), "the vault's guard stopped it");
        vm.assertEq(address(attacker).balance, 0.5 ether, "paid once");
    }

    function test_payout_into_another_vault_is_its_income() public {
        vm.prank(person(0));
        works[0].setPayout(address(works[1]));
        works[0].claimMany(person(0), asList(NATIVE, address(usd)));
        vm.assertEq(works[1].cumulative(NATIVE), 2.5 ether, "two and a half of the first");
        vm.assertEq(works[1].cumulative(address(usd)), 2_500, "in tokens too");
    }

    // ---------------------------------------------------------------- claims by the holder alone

    function test_nobody_claims_for_who_wants_none() public {
        vm.expectEmit(address(vault));
        emit RoyaltyVault.SelfOnlySet(person(0), true);
        selfOnly(vault, person(0), true);
        vm.assertTrue(vault.isSelfOnly(person(0)), "known");
        bytes memory why = abi.encodeWithSelector(RoyaltyVault.SelfOnly.selector, person(0));
        vm.expectRevert(why);
        vault.claim(person(0), NATIVE);
        vm.expectRevert(why);
        vault.claim(person(0), address(usd));
        vm.expectRevert(why);
        vault.claimMany(person(0), asList(address(usd)));
        refuse(why);
        vm.prank(person(0));
        vm.expectRevert(why);
        factory.claimMany(list, person(0), asList(NATIVE));
        vm.assertEq(vault.claim(person(1), NATIVE), 0.9 ether, "it binds nobody but her");
    }

    function test_she_claims_herself() public {
        selfOnly(vault, person(0), true);
        vm.prank(person(0));
        vm.assertEq(vault.claim(person(0), NATIVE), 1.5 ether, "coin");
        vm.prank(person(0));
        vault.claimMany(person(0), asList(NATIVE, address(usd)));
        vm.assertEq(usd.balanceOf(person(0)), 1_500, "tokens");
    }

    function test_payout_address_may_not_claim_either() public {
        selfOnly(vault, person(0), true);
        vm.prank(person(0));
        vault.setPayout(person(50));
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.SelfOnly.selector, person(0)));
        vm.prank(person(50));
        vault.claim(person(0), NATIVE);
        vm.prank(person(0));
        vault.claim(person(0), NATIVE);
        vm.assertEq(person(50).balance, 1.5 ether, "she chose the day, it goes where she said");
        vm.prank(person(0));
        vault.setPayout(person(0));
        vm.assertTrue(vault.isSelfOnly(person(0)), "and redirecting changes nothing about it");
    }

    function test_she_may_let_others_again() public {
        selfOnly(vault, person(0), true);
        selfOnly(vault, person(0), false);
        vm.assertFalse(vault.isSelfOnly(person(0)), "known");
        vm.assertEq(vault.claim(person(0), NATIVE), 1.5 ether, "anybody may");
    }

    function test_her_leaf_may_be_activated_but_not_drawn_by_others() public {
        vault = makeVault(asList(address(usd)));
        pay(payer, address(vault), 1 ether);
        selfOnly(vault, person(0), true);
        address[][3] memory draws = [asList(NATIVE), asList(address(usd)), asList(address(usd), NATIVE)];
        bytes32[] memory proof = proofOf(0);
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.SelfOnly.selector, person(0)));
            vault.activateAndClaim(person(0), 500_000, proof, draws[i]);
        }
        vault.activateAndClaim(person(0), 500_000, proof, new address[](0));
        vm.assertEq(vault.balanceOf(person(0)), 500_000, "shares");
        vm.assertTrue(vault.isSelfOnly(person(0)), "her wish outlives the activation");
        vm.assertEq(vault.pending(person(0), NATIVE), 0.5 ether, "and the money waits");
    }

    function test_her_wish_outlives_transfers_and_does_not_go_with_shares() public {
        selfOnly(vault, person(0), true);
        vm.prank(person(0));
        vault.transfer(person(1), 500_000);
        vm.assertTrue(vault.isSelfOnly(person(0)), "who sent");
        vm.assertFalse(vault.isSelfOnly(person(1)), "who received");
        vm.prank(person(1));
        vault.transfer(person(0), 1);
        vm.assertTrue(vault.isSelfOnly(person(0)), "who got some back");
    }

    function testFuzz_flags_and_money_share_a_word_and_stay_apart(bool on, uint96 first, uint96 then, address to)
        public
    {
        vm.assume(
            to != address(0) && to != address(vault) && to != person(0) && to.code.length == 0 && uint160(to) > 99
        );
        pay(payer, address(vault), first);
        uint256 owed = vault.pending(person(0), NATIVE);
        selfOnly(vault, person(0), on);
        vm.prank(person(0));
        vault.setPayout(to);
        vm.assertEq(vault.pending(person(0), NATIVE), owed, "wishes cost nothing");
        vm.prank(person(0));
        vault.claim(person(0), NATIVE);
        pay(payer, address(vault), then);
        vm.assertTrue(vault.isSelfOnly(person(0)) == on && vault.payoutOf(person(0)) == to, "claims change no wishes");
        vm.assertTrue(vault.isActivated(person(0)) && vault.balanceOf(person(0)) == 500_000, "nor shares");
    }

    // ---------------------------------------------------------------- merged activation and claim

    /// In which order the tokens are named is of no matter, nor whether it is one call or three.
    function testFuzz_activate_and_claim_is_activate_and_claim(uint96 coin, uint64 dollars, uint256 order) public {
        address[][4] memory orders =
            [asList(NATIVE, address(usd)), asList(address(usd), NATIVE), asList(NATIVE, NATIVE), asList(NATIVE)];
        address[] memory named = orders[order % 4];
        vault = makeVault(asList(address(usd)));
        pay(payer, address(vault), coin);
        usd.mint(address(vault), dollars);
        vault.activateAndClaim(person(0), 500_000, proofOf(0), named);
        vm.assertEq(person(0).balance, coin / 2, "coin");
        vm.assertEq(vault.paidOut(NATIVE), coin / 2, "booked once");
        vm.assertEq(vault.pending(person(0), NATIVE), 0, "nothing left");
        bool both = order % 4 < 2;
        vm.assertEq(usd.balanceOf(person(0)), both ? dollars / 2 : 0, "dollars");
        vm.assertEq(vault.pending(person(0), address(usd)), both ? 0 : dollars / 2, "or they wait");
        vm.assertEq(vault.balanceOf(person(0)), 500_000, "shares");
        vm.assertEq(vault.balanceOf(address(vault)), 500_000, "out of the vault's");
    }

    function test_refused_payout_leaves_the_leaf_inactive() public {
        vault = makeVault(asList(address(usd)));
        pay(payer, address(vault), 1 ether);
        Refuser refuser = new Refuser();
        vm.prank(person(0));
        vault.setPayout(address(refuser));
        bytes32[] memory proof = proofOf(0);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.PayoutRefused.selector, address(refuser)));
        vault.activateAndClaim(person(0), 500_000, proof, asList(NATIVE));
        vm.assertFalse(vault.isActivated(person(0)), "all or nothing");
        vault.activate(person(0), 500_000, proof);
        vm.assertEq(vault.pending(person(0), NATIVE), 0.5 ether, "nothing was lost by trying");
    }

    /// The receiver of the merged payment may change her wishes in the middle of it; what was written before it stays.
    function test_wishes_changed_while_paid_by_the_merged_path() public {
        vault = makeVault(asList(address(usd)));
        pay(payer, address(vault), 1 ether);
        usd.mint(address(vault), 1_000);
        Attacker attacker = new Attacker();
        vm.prank(person(0));
        vault.setPayout(address(attacker));
        attacker.plan(address(vault), abi.encodeCall(vault.setSelfOnly, (true)));
        vault.activateAndClaim(person(0), 500_000, proofOf(0), asList(NATIVE, address(usd)));
        vm.assertTrue(attacker.succeeded(), "its own wish");
        vm.assertTrue(vault.isSelfOnly(address(attacker)), "and no other's");
        vm.assertFalse(vault.isSelfOnly(person(0)), "not hers");
        vm.assertEq(usd.balanceOf(address(attacker)), 500, "the rest was paid");
    }

    function test_reason_of_a_token_comes_through_both_contracts() public {
        MoodyToken moody = new MoodyToken();
        vault = makeVault(asList(address(moody)));
        activateAll();
        moody.mint(address(vault), 1_000);
        moody.setBlocked(person(0), true);
        pay(payer, address(vault), 1 ether);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, person(0)));
        factory.claimMany(asList(address(vault)), person(0), asList(NATIVE, address(moody)));
        factory.claimMany(asList(address(vault)), person(0), asList(NATIVE));
        vm.assertEq(person(0).balance, 0.5 ether, "coin goes without it");
    }
}
