// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {NewWork} from "../src/WorkNFT.sol";
import {PlainToken} from "./support/Zoo.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Tree} from "./support/Tree.sol";
import {WorkWorld} from "./support/WorkWorld.sol";

/// What a user pays for a whole transaction, written to snapshots/ and held below a limit each.
contract GasTest is WorkWorld {
    address private third = address(new PlainToken());

    function setUp() public {
        buildWork();
        for (uint256 i; i < 4; ++i) {
            vm.deal(person(i), 1); // whoever claims has an account already
            usd.mint(person(i), 1);
        }
        vm.deal(address(this), 1_000 ether);
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("operations", name), most, name);
    }

    function coinIn() private {
        (bool paid,) = address(vault).call{value: 1 ether}("");
        vm.assertTrue(paid, "plain payment");
    }

    function test_register() public {
        registry.anchor("root", MANIFEST);
        limit("anchor", 50_000);
        NewWork memory work = newWork();
        bytes32[] memory batch = new bytes32[](100);
        for (uint256 i; i < 100; ++i) {
            batch[i] = registry.leafOf(author, bytes32(i), "batch");
        }
        (work.root, work.leaf) = (Tree.root(batch), batch[0]);
        vm.prank(author);
        registry.anchor(work.root, MANIFEST);
        bytes32[] memory proof = Tree.proof(batch, 0);
        vm.prank(author);
        works.mint(author, work, proof);
        limit("mint, leaf of a batch of 100", 145_000);
    }

    function test_vault_creation() public {
        // 7,800 of it look whether the tokens have code: a vault with a mistyped token could not be mended.
        factory.create("root", "treaty", asList(address(usd), address(works), third));
        limit("vault create, three tokens", 113_000);
        factory.create("root", "another", asList(address(usd)));
        limit("vault create, one token", 97_000);
    }

    function test_vault_with_1000_holders() public {
        delete leaves;
        for (uint256 i; i < 1_000; ++i) {
            leaves.push(Tree.shareLeaf(person(i), 1_000));
        }
        bytes32 root = Tree.root(leaves);
        vault = RoyaltyVault(factory.create(root, 0, asList(address(usd))));
        coinIn();
        limit("pay in, coin", 22_500);
        vault.activateAndClaim(person(0), 1_000, proofOf(0), asList(NATIVE));
        limit("activate and claim coin, first of 1000", 95_000);
        vault.activateAndClaim(person(1), 1_000, proofOf(1), asList(NATIVE));
        limit("activate and claim coin, later of 1000", 78_000);
    }

    function test_claims() public {
        activateAll();
        coinIn();
        usd.mint(address(vault), 1e9);
        vault.claim(person(0), NATIVE);
        vault.claim(person(0), address(usd));
        limit("claim token, first", 92_500);
        coinIn();
        vault.claim(person(0), NATIVE);
        limit("claim coin, repeat, by another", 48_000);
        coinIn();
        vm.prank(person(0));
        vault.claim(person(0), NATIVE);
        limit("claim coin, repeat, by the holder", 45_500);
        usd.mint(address(vault), 1e9);
        vault.claim(person(0), address(usd));
        limit("claim token, repeat", 58_000);
        vault.claim(person(1), NATIVE);
        vault.claim(person(1), address(usd));
        vm.prank(person(0));
        vault.transfer(person(1), 1_000);
        vm.prank(person(0));
        vault.transfer(person(1), 1_000);
        limit("share transfer, repeat, coin and one token", 62_000);
    }
}
