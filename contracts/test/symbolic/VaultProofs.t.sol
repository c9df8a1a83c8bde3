// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {SymbolicWorld} from "./SymbolicWorld.sol";

/// Claims, for every payment up to 2^96 and, where said, every division of the shares.
contract VaultProofs is SymbolicWorld {
    RoyaltyVault private vault;

    function setUp() public {
        build();
        vault = makeVault();
    }

    /// (c) Every number of shares, every payment: nobody draws more than her part.
    function check_nobody_draws_above_her_part_coin(uint32 shares, uint96 paid) public {
        aboveHerPart(COIN, shares, paid);
    }

    function check_nobody_draws_above_her_part_token(uint32 shares, uint96 paid) public {
        aboveHerPart(address(ledger), shares, paid);
    }

    function aboveHerPart(address token, uint32 shares, uint256 paid) private {
        divide(vault, shares, 0);
        payIn(vault, token, paid);
        draw(vault, bob, token);
        vm.assertTrue(has(bob, token) * ALL <= paid * shares, "no more than her part");
    }

    /// (a), first half: somebody else's claim changes nothing for a holder. Of the coin, whose account is packed into
    /// one slot with the shares, the solvers do not say within minutes.
    function check_claims_of_others_change_nothing_token(uint96 paid) public {
        others(address(ledger), paid);
    }

    function others(address token, uint256 paid) private {
        divide(vault, 333_333, 166_667);
        payIn(vault, token, paid);
        draw(vault, alice, token);
        vm.assertTrue(vault.pending(bob, token) == paid * 333_333 / ALL, "as much as before");
    }

    /// (a), second half: a claim between two payments changes nothing for the holder herself.
    function check_a_claim_in_between_changes_nothing_coin(uint96 second) public {
        between(COIN, second);
    }

    function check_a_claim_in_between_changes_nothing_token(uint96 second) public {
        between(address(ledger), second);
    }

    function between(address token, uint256 second) private {
        uint256 first = 1 ether + 1; // a third of a unit is left over
        divide(vault, 333_333, 0);
        payIn(vault, token, first);
        draw(vault, bob, token);
        payIn(vault, token, second);
        uint256 total = has(bob, token) + vault.pending(bob, token);
        vm.assertTrue(total == (first + second) * 333_333 / ALL, "to the unit what one claim would have paid");
    }

    /// (b) What the three can draw is never more than what came in, and no less but for the fractions.
    function check_claims_never_exceed_receipts_coin(uint96 paid) public {
        receipts(COIN, paid);
    }

    function check_claims_never_exceed_receipts_token(uint96 paid) public {
        receipts(address(ledger), paid);
    }

    function receipts(address token, uint256 paid) private {
        divide(vault, 333_333, 166_667);
        payIn(vault, token, paid);
        uint256 owed = vault.pending(alice, token) + vault.pending(bob, token) + vault.pending(carol, token);
        vm.assertTrue(owed <= paid && owed + 2 >= paid, "all of it, but for the fractions");
    }
}
