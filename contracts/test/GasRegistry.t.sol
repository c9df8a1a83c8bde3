// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ParentClaim} from "../src/RemixGraph.sol";
import {NewWork, Particulars} from "../src/WorkNFT.sol";
import {RemixWorld} from "./support/RemixWorld.sol";
import {Tree} from "./support/Tree.sol";

/// What whole transactions of registry and works cost. Hashes are real ones: zero bytes would flatter the figures.
contract GasRegistryTest is RemixWorld {
    function setUp() public {
        buildRemix();
    }

    function limit(string memory name, uint256 most) private returns (uint256 used) {
        used = vm.snapshotGasLastCall("registry", name);
        vm.assertLe(used, most, name);
    }

    function hashOf(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("file", i));
    }

    function test_anchor_alone() public {
        vm.prank(vm.addr(ALICE));
        registry.anchor(hashOf(1), hashOf(2));
        limit("anchor and commit", 50_000);
        vm.prank(vm.addr(ALICE));
        registry.anchor(hashOf(3), 0);
        limit("anchor and commit, no manifest", 49_700);
    }

    function test_batch_of_100() public {
        bytes32[] memory leaves_ = new bytes32[](100);
        for (uint256 i; i < 100; ++i) {
            leaves_[i] = registry.leafOf(vm.addr(ALICE), hashOf(i), hashOf(i + 100));
        }
        bytes32 root = Tree.root(leaves_);
        vm.prank(vm.addr(ALICE));
        registry.anchor(root, hashOf(2));
        uint256 used = limit("anchor and commit, batch of 100", 52_000);
        vm.assertLe(used / 100, 520, "for each work");
    }

    function test_anchor_for() public {
        bytes32 anchor = keccak256("Anchor(address author,bytes32 root,bytes32 manifest,uint256 deadline)");
        address by = vm.addr(ALICE);
        bytes32 hash = keccak256(abi.encode(anchor, by, hashOf(1), hashOf(2), START));
        bytes memory signature =
            signed(ALICE, digestOf("Colophon WorkRegistry", block.chainid, address(registry), hash));
        registry.anchorFor(by, hashOf(1), hashOf(2), START, signature);
        limit("anchor for another, signed", 59_500);
    }

    function test_mint() public {
        Made memory made = prepare(ALICE, new address[](0), new uint32[](0), asList(address(usd)));
        vm.prank(made.author);
        works.mint(made.author, made.work, none);
        limit("mint, first token of its owner", 158_000);
        works.royaltyInfo(made.id, 1 ether);
        limit("royalty, as a marketplace asks: one slot", 3_200);
        Particulars memory more;
        more.iscc = hex"500587dedce74b3c353b16257380a960347a5a8ba362526c2b3c642be0fa67404343";
        more.dataMining = 0x0AAA;
        Made memory second = prepare(ALICE, new address[](0), new uint32[](0), asList(address(usd)));
        vm.prank(second.author);
        works.mintWith(second.author, second.work, none, more);
        limit("mint with ISCC and data mining preference", 171_500);
        vm.prank(second.author);
        works.setDataMining(second.id, 0x0555);
        limit("set data mining preference", 37_000);
    }

    function test_remix() public {
        Made memory parent = original(ALICE);
        Made memory child = remixOf(BOB, parent, 200_000);
        ParentClaim memory claim = claimOf(child, 1, parent.id, 200_000);
        mint(child, asClaims(claim));
        limit("mint a remix of one parent", 310_000);
        bytes memory signature = consent(ALICE, child, parent.id, 200_000, START);
        works.agreeFor(child.author, child.leaf, parent.id, START, signature);
        limit("agree, signed", 60_000);
        child = remixOf(CAROL, parent, 200_000);
        claim = claimOf(child, 1, parent.id, 200_000);
        (claim.deadline, claim.signature) = (START, consent(ALICE, child, parent.id, 200_000, START));
        mint(child, asClaims(claim));
        limit("mint a remix of one parent, agreed", 320_000);
    }

    function test_remix_of_as_many_as_there_may_be() public {
        (Made memory made, Particulars memory more) = crowded(works.MAX_PARENTS());
        mint(made, more.parents);
        limit("mint a remix of 16 parents", 2_300_000);
    }
}
