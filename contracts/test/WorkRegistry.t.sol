// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {WorkRegistry} from "../src/WorkRegistry.sol";
import {Check} from "./support/Check.sol";
import {Tree} from "./support/Tree.sol";

contract WorkRegistryTest is Check {
    WorkRegistry private registry;
    address private author = person(1);
    address private thief = person(2);

    function setUp() public {
        vm.warp(START);
        registry = new WorkRegistry();
    }

    function leaf(address by, uint256 i) private view returns (bytes32) {
        return registry.leafOf(by, keccak256(abi.encode("blake3", i)), keccak256(abi.encode("sha256", i)));
    }

    function batch(uint256 n) private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](n);
        for (uint256 i; i < n; ++i) {
            leaves[i] = leaf(author, i);
        }
    }

    function test_anchor_remembers_the_time_and_says_so() public {
        vm.expectEmit(address(registry));
        emit WorkRegistry.Anchored(author, "root", "manifest", START);
        vm.prank(author);
        registry.anchor("root", "manifest");
        vm.assertEq(registry.anchoredAt(author, "root"), START, "anchored now");
    }

    function test_anchor_never_changes() public {
        vm.prank(author);
        registry.anchor("root", "manifest");
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(WorkRegistry.AlreadyAnchored.selector, author, bytes32("root"), START));
        vm.prank(author);
        registry.anchor("root", "another manifest");
        vm.assertEq(registry.anchoredAt(author, "root"), START, "the first time stands");
        vm.assertTrue(registry.hasManifest(author, "root", "manifest"), "and so does the first manifest");
    }

    function test_empty_root_is_refused() public {
        vm.expectRevert(WorkRegistry.EmptyRoot.selector);
        registry.anchor(0, "manifest");
    }

    function test_copy_from_the_mempool_takes_nothing() public {
        vm.prank(thief);
        registry.anchor("root", "manifest");
        vm.assertEq(registry.anchoredAt(author, "root"), 0, "the thief anchored for himself alone");
        vm.warp(START + 60);
        vm.prank(author);
        registry.anchor("root", "manifest");
        vm.assertEq(registry.anchoredAt(author, "root"), START + 60, "the author is not kept out");
    }

    function test_manifest_is_bound() public {
        vm.assertFalse(registry.hasManifest(author, "root", 0), "nothing anchored, nothing bound");
        vm.prank(author);
        registry.anchor("root", "manifest");
        vm.assertTrue(registry.hasManifest(author, "root", "manifest"), "this manifest");
        vm.assertFalse(registry.hasManifest(author, "root", "manifesto"), "not another");
        (uint64 time, bytes24 manifest) = registry.anchorOf(author, "root");
        vm.assertTrue(time == START && manifest == bytes24("manifest"), "both at once");
        (time, manifest) = registry.anchorOf(thief, "root");
        vm.assertTrue(time == 0 && manifest == 0, "and nothing of who anchored nothing");
    }

    function test_single_work_is_its_own_root() public {
        bytes32 only = leaf(author, 0);
        vm.prank(author);
        registry.anchor(only, 0);
        vm.assertEq(registry.verify(author, only, only, new bytes32[](0)), START, "an empty proof is enough");
    }

    function test_leaf_formula() public view {
        bytes32 want = keccak256(bytes.concat(keccak256(abi.encode(author, bytes32("b"), bytes32("s")))));
        vm.assertEq(registry.leafOf(author, "b", "s"), want, "hashed twice");
    }

    function testFuzz_every_leaf_of_a_batch_verifies_and_no_other(uint256 size, uint256 pick) public {
        uint256 n = bound(size, 1, 33);
        uint256 i = bound(pick, 0, n - 1);
        bytes32[] memory leaves = batch(n);
        bytes32 root = Tree.root(leaves);
        bytes32[] memory proof = Tree.proof(leaves, i);
        vm.assertEq(registry.verify(author, root, leaves[i], proof), 0, "not before it is anchored");
        vm.prank(author);
        registry.anchor(root, 0);
        vm.assertEq(registry.verify(author, root, leaves[i], proof), START, "in the tree");
        vm.assertEq(registry.verify(author, root, leaf(author, n), proof), 0, "not in the tree");
        vm.assertEq(registry.verify(thief, root, leaves[i], proof), 0, "not the thief's");
        vm.assertEq(registry.verify(author, root, leaf(thief, i), proof), 0, "a leaf names its author");
    }
}
