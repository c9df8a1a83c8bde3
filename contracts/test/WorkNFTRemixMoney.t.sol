// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {RemixWorld} from "./support/RemixWorld.sol";
import {Tree} from "./support/Tree.sol";

/// How money walks up the graph of remixes, and what happens when vaults hold each other's shares.
contract WorkNFTRemixMoneyTest is RemixWorld {
    Made private song;
    Made private remix;
    Made private edit;

    /// Carol's edit of Bob's remix (30 %) of Alice's song (20 %).
    function setUp() public {
        buildRemix();
        song = original(ALICE);
        remix = remixOf(BOB, song, 200_000);
        mint(remix, asClaims(claimOf(remix, 1, song.id, 200_000)));
        edit = remixOf(CAROL, remix, 300_000);
        mint(edit, asClaims(claimOf(edit, 1, remix.id, 300_000)));
        activateAuthor(song);
        activateAuthor(remix);
        activateAuthor(edit);
    }

    function activateAuthor(Made memory made) private {
        uint32 shares = uint32(made.vault.balanceOf(address(made.vault)));
        made.vault.activate(made.author, shares, Tree.proof(made.tree, 0));
    }

    function balance(address token, address who) private view returns (uint256) {
        return token == NATIVE ? who.balance : usd.balanceOf(who);
    }

    function payTo(RoyaltyVault to, address token, uint256 amount) private {
        if (token == NATIVE) pay(payer, address(to), amount);
        else usd.mint(address(to), amount);
    }

    function checkTwoLevels(address token, uint256 amount) private {
        payTo(edit.vault, token, amount);
        // Anybody may carry the money up: each claim pays the vault above.
        vm.prank(person(9));
        vm.assertEq(edit.vault.claim(address(remix.vault), token), amount * 3 / 10, "30 % to the remix");
        vm.prank(person(9));
        vm.assertEq(remix.vault.claim(address(song.vault), token), amount * 6 / 100, "20 % of that to the song");
        vm.assertEq(song.vault.claim(song.author, token), amount * 6 / 100, "all of the song is Alice's");
        vm.assertEq(remix.vault.claim(remix.author, token), amount * 24 / 100, "Bob has the rest of the remix");
        vm.assertEq(edit.vault.claim(edit.author, token), amount * 70 / 100, "Carol has the rest of the edit");
        vm.assertEq(balance(token, song.author), amount * 6 / 100, "in Alice's hands");
    }

    function test_claim_walks_up_two_levels_in_coin() public {
        checkTwoLevels(NATIVE, 1 ether);
    }

    function test_claim_walks_up_two_levels_in_a_token() public {
        checkTwoLevels(address(usd), 1_000e6);
    }

    /// Who claims first makes no difference, and nothing is lost while nobody carries the money up.
    function testFuzz_order_makes_no_difference(uint96 first, uint96 second, uint256 order) public {
        (first, second) = (uint96(bound(first, 1_000, 1e27)), uint96(bound(second, 1_000, 1e27)));
        payTo(edit.vault, NATIVE, first);
        for (uint256 i; i < 8; ++i) {
            step(order >> 4 * i);
        }
        payTo(edit.vault, NATIVE, second);
        for (uint256 i; i < 5; ++i) {
            step(i);
        }
        uint256 all = uint256(first) + second;
        uint256 remixes = all * 3 / 10;
        uint256 songs = remixes * 2 / 10;
        vm.assertEq(song.author.balance, songs, "Alice");
        vm.assertEq(remix.author.balance, remixes * 8 / 10, "Bob");
        vm.assertEq(edit.author.balance, all * 7 / 10, "Carol");
    }

    /// However deep the graph is, a walk is one claim for each level: none of them looks further than its own vault.
    function test_claim_walks_up_many_levels() public {
        Made[] memory chain = new Made[](10);
        chain[0] = song;
        for (uint256 i = 1; i < 10; ++i) {
            chain[i] = remixOf(BOB, chain[i - 1], 500_000);
            mint(chain[i], asClaims(claimOf(chain[i], 1, chain[i - 1].id, 500_000)));
        }
        payTo(chain[9].vault, NATIVE, 512 ether);
        for (uint256 i = 9; i > 0; --i) {
            draw(chain[i].vault, address(chain[i - 1].vault), NATIVE);
        }
        vm.assertEq(address(song.vault).balance, 1 ether, "half of a half, nine times");
    }

    /// Two remixes of one song meet in one work: the song is paid along both ways.
    function test_song_is_paid_along_two_ways() public {
        Made memory other = remixOf(CAROL, song, 500_000);
        mint(other, asClaims(claimOf(other, 1, song.id, 500_000)));
        address[] memory both = asList(address(remix.vault), address(other.vault));
        Made memory meeting = prepare(ALICE, both, asShares(400_000, 200_000), asList(address(usd)));
        mint(meeting, asClaims(claimOf(meeting, 1, remix.id, 400_000), claimOf(meeting, 2, other.id, 200_000)));
        payTo(meeting.vault, address(usd), 1_000e6);
        draw(meeting.vault, address(remix.vault), address(usd));
        draw(meeting.vault, address(other.vault), address(usd));
        draw(remix.vault, address(song.vault), address(usd));
        draw(other.vault, address(song.vault), address(usd));
        vm.assertEq(usd.balanceOf(address(song.vault)), 180e6, "20 % of 400 and 50 % of 200");
    }

    function step(uint256 which) private {
        which %= 5;
        if (which == 0) draw(edit.vault, address(remix.vault), NATIVE);
        else if (which == 1) draw(remix.vault, address(song.vault), NATIVE);
        else if (which == 2) draw(song.vault, song.author, NATIVE);
        else if (which == 3) draw(remix.vault, remix.author, NATIVE);
        else draw(edit.vault, edit.author, NATIVE);
    }

    function draw(RoyaltyVault vault_, address who, address token) private returns (uint256 drawn) {
        address[] memory tokens = asList(token);
        uint256 before = vault_.paidOut(token);
        vault_.claimMany(who, tokens);
        return vault_.paidOut(token) - before;
    }

    // ---------------------------------------------------------------- vaults that hold each other

    /// The song's vault holds 20 % of the remix; Alice gives the remix's vault 50 % of the song. Each now pays the other.
    function checkCycle(address token, uint256 amount) private {
        vm.prank(song.author);
        song.vault.transfer(address(remix.vault), 500_000);
        payTo(song.vault, token, amount);
        uint256 rounds = settle(token);
        vm.assertLe(rounds, 40, "each round leaves a tenth, so the walk ends soon");
        // What passes through the song is amount / (1 - 0.5 * 0.2); half of it is Alice's, 40 % of it Bob's.
        uint256 alice = amount * 5 / 9;
        uint256 bob = amount * 4 / 9;
        uint256 has = balance(token, song.author);
        vm.assertTrue(has <= alice && alice - has <= 2 * rounds, "Alice has her share and no more");
        has = balance(token, remix.author);
        vm.assertTrue(has <= bob && bob - has <= 2 * rounds, "and so has Bob");
        uint256 left = balance(token, address(song.vault)) + balance(token, address(remix.vault));
        vm.assertEq(balance(token, song.author) + balance(token, remix.author) + left, amount, "nothing appeared");
        vm.assertLe(left, 4 * rounds, "and nothing but dust is left");
    }

    /// Claims round and round until nobody is owed a whole unit.
    function settle(address token) private returns (uint256 rounds) {
        uint256 moved = 1;
        for (; moved > 0; ++rounds) {
            moved = draw(song.vault, address(remix.vault), token);
            moved += draw(remix.vault, address(song.vault), token);
            moved += draw(song.vault, song.author, token);
            moved += draw(remix.vault, remix.author, token);
        }
    }

    function test_cycle_of_ownership_in_coin() public {
        checkCycle(NATIVE, 1 ether);
    }

    function test_cycle_of_ownership_in_a_token() public {
        checkCycle(address(usd), 1_000_000e6);
    }

    function testFuzz_cycle_of_ownership(uint96 amount) public {
        checkCycle(NATIVE, bound(amount, 0, 1e27));
    }

    /// Two vaults that own each other whole: the money belongs to nobody else, and nobody else gets it.
    function test_cycle_without_a_way_out() public {
        vm.prank(song.author);
        song.vault.transfer(address(remix.vault), 1_000_000);
        vm.prank(remix.author);
        remix.vault.transfer(address(song.vault), 800_000);
        payTo(song.vault, NATIVE, 1 ether);
        for (uint256 i; i < 5; ++i) {
            draw(song.vault, address(remix.vault), NATIVE);
            draw(remix.vault, address(song.vault), NATIVE);
        }
        vm.assertEq(song.author.balance + remix.author.balance, 0, "they gave their shares away");
        vm.assertEq(address(song.vault).balance + address(remix.vault).balance, 1 ether, "it goes round for ever");
        // An income of the edit goes on being divided all the same.
        payTo(edit.vault, NATIVE, 1 ether);
        vm.assertEq(edit.vault.claim(edit.author, NATIVE), 0.7 ether, "Carol is not held up");
    }

    /// A work's own income cannot be drawn twice by letting it go round: the order of claims in the cycle does not matter.
    function testFuzz_cycle_in_any_order(uint96 amount, uint256 order) public {
        vm.prank(song.author);
        song.vault.transfer(address(remix.vault), 500_000);
        uint256 income = bound(amount, 1_000_000, 1e27);
        payTo(song.vault, NATIVE, income);
        for (uint256 i; i < 32; ++i) {
            uint256 which = order >> 2 * i & 3;
            if (which == 0) draw(song.vault, address(remix.vault), NATIVE);
            else if (which == 1) draw(remix.vault, address(song.vault), NATIVE);
            else if (which == 2) draw(song.vault, song.author, NATIVE);
            else draw(remix.vault, remix.author, NATIVE);
            vm.assertLe(song.author.balance, income * 5 / 9, "never more than her share, at any moment");
            vm.assertLe(remix.author.balance, income * 4 / 9, "nor he");
        }
        uint256 rounds = 32 + settle(NATIVE);
        vm.assertLe(income * 5 / 9 - song.author.balance, 4 * rounds, "all of it in the end");
        vm.assertLe(income * 4 / 9 - remix.author.balance, 4 * rounds, "for both");
    }
}
