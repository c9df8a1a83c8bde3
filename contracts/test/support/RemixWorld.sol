// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {NewWork, Particulars, WorkNFT} from "../../src/WorkNFT.sol";
import {ParentClaim} from "../../src/RemixGraph.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {WorkRegistry} from "../../src/WorkRegistry.sol";
import {Tree} from "./Tree.sol";
import {Typed} from "./Typed.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// Works made from works. Authors have keys; each keeps what she does not give to parents.
abstract contract RemixWorld is VaultWorld, Typed {
    struct Made {
        uint256 id;
        uint256 key;
        address author;
        bytes32 leaf;
        bytes32 sharesRoot;
        bytes32[] tree;
        RoyaltyVault vault;
        NewWork work;
    }

    bytes32 internal constant MANIFEST = "manifest";
    bytes32 internal constant CONSENT = keccak256(
        "RemixConsent(uint256 parent,bytes32 leaf,address author,uint32 shares,bytes32 sharesRoot,uint256 deadline)"
    );
    uint256 internal constant ALICE = 0xA11CE;
    uint256 internal constant BOB = 0xB0B;
    uint256 internal constant CAROL = 0xCA201;

    WorkRegistry internal registry;
    WorkNFT internal works;
    bytes32[] internal none;
    ParentClaim[] internal alone;
    uint256 private files;

    function buildRemix() internal {
        build();
        registry = new WorkRegistry();
        works = new WorkNFT(registry, factory);
    }

    /// Anchors a work and makes its vault: `others` hold `shares`, the author the rest. Her leaf is the first.
    function prepare(uint256 key, address[] memory others, uint32[] memory shares, address[] memory tokens)
        internal
        returns (Made memory made)
    {
        (made.key, made.author) = (key, vm.addr(key));
        made.tree = new bytes32[](others.length + 1);
        uint32 rest = uint32(SUPPLY);
        for (uint256 i; i < others.length; ++i) {
            made.tree[i + 1] = Tree.shareLeaf(others[i], shares[i]);
            rest -= shares[i];
        }
        made.tree[0] = Tree.shareLeaf(made.author, rest);
        made.sharesRoot = Tree.root(made.tree);
        return finish(made, tokens);
    }

    /// Anchors and makes the vault for a tree that is already there.
    function finish(Made memory made, address[] memory tokens) internal returns (Made memory) {
        bytes32 treaty = bytes32(++files);
        made.leaf = registry.leafOf(made.author, treaty, "sha256");
        vm.prank(made.author);
        registry.anchor(made.leaf, MANIFEST);
        vm.prank(made.author);
        made.vault = RoyaltyVault(factory.create(made.sharesRoot, treaty, tokens));
        made.work = NewWork({
            root: made.leaf,
            leaf: made.leaf,
            manifest: MANIFEST,
            sharesRoot: made.sharesRoot,
            treaty: treaty,
            royaltyBps: 750
        });
        made.id = works.workIdOf(made.author, made.leaf);
        return made;
    }

    /// A work without parents, all of whose shares are its author's.
    function original(uint256 key) internal returns (Made memory made) {
        made = prepare(key, new address[](0), new uint32[](0), asList(address(usd)));
        mint(made, alone);
    }

    /// A work that gives `shares` to the vault of `parent`, not minted yet.
    function remixOf(uint256 key, Made memory parent, uint32 shares) internal returns (Made memory) {
        return prepare(key, asList(address(parent.vault)), asShares(shares), asList(address(usd)));
    }

    function mint(Made memory made, ParentClaim[] memory parents) internal {
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, Particulars("", 0, parents));
    }

    function refuseMint(bytes memory why, Made memory made, ParentClaim[] memory parents) internal {
        vm.expectRevert(why);
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, Particulars("", 0, parents));
    }

    /// The child's claim of a parent whose vault has the leaf `at` of its tree.
    function claimOf(Made memory child, uint256 at, uint256 parent, uint32 shares)
        internal
        pure
        returns (ParentClaim memory)
    {
        return ParentClaim(parent, shares, Tree.proof(child.tree, at), 0, "");
    }

    function consentDigest(Made memory child, uint256 parent, uint32 shares, uint256 deadline)
        internal
        view
        returns (bytes32)
    {
        bytes32 consent =
            keccak256(abi.encode(CONSENT, parent, child.leaf, child.author, shares, child.sharesRoot, deadline));
        return digestOf("Colophon WorkNFT", block.chainid, address(works), consent);
    }

    function consent(uint256 key, Made memory child, uint256 parent, uint32 shares, uint256 deadline)
        internal
        returns (bytes memory)
    {
        return signed(key, consentDigest(child, parent, shares, deadline));
    }

    /// A work with many parents, each of whose vaults holds 1,000 shares; not minted yet.
    function crowded(uint256 count) internal returns (Made memory made, Particulars memory more) {
        address[] memory vaults = new address[](count);
        uint256[] memory ids = new uint256[](count);
        uint32[] memory shares = new uint32[](count);
        for (uint256 i; i < count; ++i) {
            Made memory parent = original(CAROL);
            (vaults[i], ids[i], shares[i]) = (address(parent.vault), parent.id, 1_000);
        }
        made = prepare(ALICE, vaults, shares, asList(address(usd)));
        more.parents = new ParentClaim[](count);
        for (uint256 i; i < count; ++i) {
            more.parents[i] = claimOf(made, i + 1, ids[i], 1_000);
        }
    }

    function asShares(uint32 a) internal pure returns (uint32[] memory list) {
        list = new uint32[](1);
        list[0] = a;
    }

    function asShares(uint32 a, uint32 b) internal pure returns (uint32[] memory list) {
        list = new uint32[](2);
        (list[0], list[1]) = (a, b);
    }

    function asClaims(ParentClaim memory a) internal pure returns (ParentClaim[] memory list) {
        list = new ParentClaim[](1);
        list[0] = a;
    }

    function asClaims(ParentClaim memory a, ParentClaim memory b) internal pure returns (ParentClaim[] memory list) {
        list = new ParentClaim[](2);
        (list[0], list[1]) = (a, b);
    }
}
