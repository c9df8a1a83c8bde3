// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ParentClaim, ParentLink, RemixGraph} from "../src/RemixGraph.sol";
import {Particulars, WorkNFT} from "../src/WorkNFT.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Vm} from "./support/Check.sol";
import {RemixWorld} from "./support/RemixWorld.sol";
import {Tree} from "./support/Tree.sol";
import {EagerAuthor, KeyWallet} from "./support/Typed.sol";
import {PlainToken} from "./support/Zoo.sol";

/// Parents of works: what a link requires.
contract WorkNFTRemixTest is RemixWorld {
    uint32 private constant SHARE = 200_000;

    Made private parent;
    Made private child;

    function setUp() public {
        buildRemix();
        parent = original(ALICE);
        child = remixOf(BOB, parent, SHARE);
    }

    function claim() private view returns (ParentClaim memory) {
        return claimOf(child, 1, parent.id, SHARE);
    }

    function test_link_is_a_claim_at_first() public {
        vm.expectEmit(address(works));
        emit RemixGraph.ParentNamed(child.id, parent.id, SHARE);
        mint(child, asClaims(claim()));
        ParentLink[] memory links = works.parentsOf(child.id);
        vm.assertEq(links.length, 1, "one parent");
        vm.assertEq(links[0].workId, parent.id, "this one");
        vm.assertEq(links[0].shares, SHARE, "with its shares");
        vm.assertEq(links[0].agreedAt, 0, "nobody agreed");
        vm.assertFalse(works.isAgreed(child.id, parent.id), "claimed by the child");
        vm.assertEq(child.vault.balanceOf(address(parent.vault)), SHARE, "but the parent holds its shares already");
        vm.assertEq(works.parentsOf(parent.id).length, 0, "the parent has no parents");
        vm.assertEq(works.parentsOf(42).length, 0, "nor has an unknown work");
    }

    function test_two_parents() public {
        Made memory second = original(CAROL);
        child = prepare(
            BOB, asList(address(parent.vault), address(second.vault)), asShares(SHARE, 1), asList(address(usd))
        );
        mint(child, asClaims(claimOf(child, 2, second.id, 1), claim()));
        ParentLink[] memory links = works.parentsOf(child.id);
        vm.assertTrue(links[0].workId == second.id && links[1].workId == parent.id, "in the order named");
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        vm.assertTrue(works.isAgreed(child.id, parent.id), "one agreed");
        vm.assertFalse(works.isAgreed(child.id, second.id), "for itself alone");
    }

    function test_author_who_owns_the_parent_agrees_by_minting() public {
        child = remixOf(ALICE, parent, SHARE);
        vm.expectEmit(address(works));
        emit RemixGraph.ParentAgreed(child.id, parent.id, child.author);
        mint(child, asClaims(claim()));
        vm.assertTrue(works.isAgreed(child.id, parent.id), "her own work");
    }

    // ---------------------------------------------------------------- what a parent must be

    function test_parent_must_be_minted() public {
        Made memory unborn = prepare(ALICE, new address[](0), new uint32[](0), asList(address(usd)));
        child = remixOf(BOB, unborn, SHARE);
        refuseMint(
            abi.encodeWithSelector(RemixGraph.ParentMissing.selector, unborn.id),
            child,
            asClaims(claimOf(child, 1, unborn.id, SHARE))
        );
    }

    /// A cycle would need a work that names what is minted after it, or itself.
    function test_graph_has_no_cycle() public {
        ParentClaim memory self = claimOf(child, 1, child.id, SHARE);
        refuseMint(abi.encodeWithSelector(RemixGraph.ParentMissing.selector, child.id), child, asClaims(self));
        mint(child, asClaims(claim()));
        // Minting the parent again, onto another vault of its author in which the child's vault holds shares.
        Made memory again = remixOf(ALICE, child, SHARE);
        (again.work.root, again.work.leaf) = (parent.leaf, parent.leaf);
        refuseMint(
            abi.encodeWithSelector(IERC721Errors.ERC721InvalidSender.selector, address(0)),
            again,
            asClaims(claimOf(again, 1, child.id, SHARE))
        );
        vm.assertEq(works.vaultOf(parent.id), address(parent.vault), "the parent keeps its vault");
        vm.assertEq(works.parentsOf(parent.id).length, 0, "the parent stays without parents");
        vm.assertEq(works.parentsOf(child.id).length, 1, "and the child with one");
    }

    function test_parents_vault_must_be_in_the_tree() public {
        bytes4 why = RemixGraph.ParentNotHolder.selector;
        address vault = address(parent.vault);
        ParentClaim memory wrong = claim();
        wrong.shares = SHARE + 1;
        refuseMint(abi.encodeWithSelector(why, parent.id, vault, SHARE + 1), child, asClaims(wrong));
        wrong = claim();
        wrong.proof = new bytes32[](0);
        refuseMint(abi.encodeWithSelector(why, parent.id, vault, SHARE), child, asClaims(wrong));
        // Another work, whose vault has no leaf.
        Made memory other = original(CAROL);
        wrong = claimOf(child, 1, other.id, SHARE);
        refuseMint(abi.encodeWithSelector(why, other.id, address(other.vault), SHARE), child, asClaims(wrong));
    }

    function test_parent_without_shares_is_none() public {
        child = remixOf(BOB, parent, 0);
        refuseMint(
            abi.encodeWithSelector(RemixGraph.ParentNotHolder.selector, parent.id, parent.vault, 0),
            child,
            asClaims(claimOf(child, 1, parent.id, 0))
        );
    }

    /// Attack: a second, tiny leaf for the parent's vault is activated first, and the promised one never can be.
    function test_second_leaf_for_the_parent_is_found_out() public {
        child.tree = new bytes32[](3);
        child.tree[0] = Tree.shareLeaf(child.author, 799_999);
        child.tree[1] = Tree.shareLeaf(address(parent.vault), SHARE);
        child.tree[2] = Tree.shareLeaf(address(parent.vault), 1);
        child.sharesRoot = Tree.root(child.tree);
        child = finish(child, asList(address(usd)));
        child.vault.activate(address(parent.vault), 1, Tree.proof(child.tree, 2));
        refuseMint(
            abi.encodeWithSelector(RemixGraph.ParentShort.selector, parent.id, 1, SHARE), child, asClaims(claim())
        );
    }

    /// Attack: the tree gives out more than all shares, and the author's part is activated before the parent's.
    function test_overallocated_tree_is_found_out() public {
        child.tree[0] = Tree.shareLeaf(child.author, 1_000_000);
        child.sharesRoot = Tree.root(child.tree);
        child = finish(child, asList(address(usd)));
        child.vault.activate(child.author, 1_000_000, Tree.proof(child.tree, 0));
        refuseMint(
            abi.encodeWithSelector(RoyaltyVault.OverAllocated.selector, 1_000_000 + SHARE), child, asClaims(claim())
        );
    }

    /// Anybody may activate a leaf; doing it early is no way to keep the child from being minted.
    function test_early_activation_stops_nobody() public {
        child.vault.activate(address(parent.vault), SHARE, claim().proof);
        mint(child, asClaims(claim()));
        vm.assertEq(child.vault.balanceOf(address(parent.vault)), SHARE, "held once");
    }

    function test_two_parents_with_one_vault_are_refused() public {
        Made memory twin = parent;
        twin.leaf = registry.leafOf(parent.author, "twin", "sha256");
        (twin.work.root, twin.work.leaf) = (twin.leaf, twin.leaf);
        vm.prank(parent.author);
        registry.anchor(twin.leaf, MANIFEST);
        mint(twin, alone);
        uint256 id = works.workIdOf(parent.author, twin.leaf);
        bytes memory why = abi.encodeWithSelector(RemixGraph.ParentVaultTwice.selector, parent.vault);
        refuseMint(why, child, asClaims(claim(), claimOf(child, 1, id, SHARE)));
        refuseMint(why, child, asClaims(claim(), claim()));
    }

    function test_parent_must_divide_every_token_of_the_child() public {
        address other = address(new PlainToken());
        child = prepare(BOB, asList(address(parent.vault)), asShares(SHARE), asList(address(usd), other));
        refuseMint(
            abi.encodeWithSelector(RemixGraph.ParentLacksToken.selector, parent.id, other), child, asClaims(claim())
        );
        // More at the parent than at the child is no harm, in any order.
        parent = prepare(ALICE, new address[](0), new uint32[](0), asList(other, address(works), address(usd)));
        mint(parent, alone);
        child = prepare(BOB, asList(address(parent.vault)), asShares(SHARE), asList(address(usd), other));
        mint(child, asClaims(claim()));
        // Nor is a child that divides coin alone.
        child = prepare(CAROL, asList(address(parent.vault)), asShares(SHARE), new address[](0));
        mint(child, asClaims(claim()));
    }

    function test_number_of_parents_is_bounded() public {
        (Made memory made, Particulars memory more) = crowded(works.MAX_PARENTS() + 1);
        refuseMint(abi.encodeWithSelector(RemixGraph.TooManyParents.selector, 17), made, more.parents);
    }

    // ---------------------------------------------------------------- agreement

    function test_consent_signed_before_minting() public {
        ParentClaim memory with = claim();
        with.deadline = START;
        with.signature = consent(ALICE, child, parent.id, SHARE, START);
        vm.expectEmit(address(works));
        emit RemixGraph.ParentAgreed(child.id, parent.id, parent.author);
        mint(child, asClaims(with));
        vm.assertEq(works.parentsOf(child.id)[0].agreedAt, START, "agreed at once");
    }

    function test_consent_signed_afterwards() public {
        mint(child, asClaims(claim()));
        vm.warp(START + 5);
        bytes memory signature = consent(ALICE, child, parent.id, SHARE, START + 5);
        vm.expectEmit(address(works));
        emit RemixGraph.ParentAgreed(child.id, parent.id, parent.author);
        vm.expectEmit(address(works));
        emit IERC4906.MetadataUpdate(child.id);
        vm.prank(person(9));
        works.agreeFor(child.author, child.leaf, parent.id, START + 5, signature);
        vm.assertEq(works.parentsOf(child.id)[0].agreedAt, START + 5, "since then");
    }

    function test_agreement_is_final() public {
        mint(child, asClaims(claim()));
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        bytes memory signature = consent(ALICE, child, parent.id, SHARE, START + 5);
        vm.warp(START + 5);
        bytes memory why = abi.encodeWithSelector(RemixGraph.AlreadyAgreed.selector, child.id, parent.id);
        vm.expectRevert(why);
        works.agreeFor(child.author, child.leaf, parent.id, START + 5, signature);
        vm.expectRevert(why);
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        vm.prank(parent.author);
        works.transferFrom(parent.author, person(1), parent.id);
        vm.assertEq(works.parentsOf(child.id)[0].agreedAt, START, "whoever owns the parent later");
    }

    function test_only_the_owner_agrees_in_person() public {
        mint(child, asClaims(claim()));
        vm.expectRevert(abi.encodeWithSelector(RemixGraph.NotParentOwner.selector, parent.id, child.author));
        vm.prank(child.author);
        works.agree(child.id, parent.id);
        // Who sold the token has no say any more.
        vm.prank(parent.author);
        works.transferFrom(parent.author, person(1), parent.id);
        vm.expectRevert(abi.encodeWithSelector(RemixGraph.NotParentOwner.selector, parent.id, parent.author));
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        vm.prank(person(1));
        works.agree(child.id, parent.id);
    }

    function test_agreement_needs_a_link() public {
        bytes memory why = abi.encodeWithSelector(RemixGraph.NoSuchParent.selector, child.id, parent.id);
        vm.expectRevert(why);
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        mint(child, alone);
        vm.expectRevert(why);
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        vm.expectRevert(why);
        works.agreeFor(child.author, child.leaf, parent.id, START, "");
        vm.assertFalse(works.isAgreed(child.id, parent.id), "no link, no agreement");
    }

    function refuseConsent(bytes memory signature, uint256 deadline) private {
        ParentClaim memory with = claim();
        (with.deadline, with.signature) = (deadline, signature);
        address owner = works.ownerOf(parent.id);
        bytes memory why = abi.encodeWithSelector(RemixGraph.ConsentRefused.selector, parent.id, owner);
        refuseMint(why, child, asClaims(with));
    }

    /// Consent to one thing is not consent to another: a larger root, fewer shares, another child, author or parent.
    function testFuzz_consent_to_something_else_is_refused(uint256 which, uint256 other) public {
        which = bound(which, 0, 5);
        Made memory meant = child;
        uint256 id = which == 0 ? other : parent.id;
        uint32 shares = which == 1 ? uint32(other) : SHARE;
        uint256 deadline = which == 2 ? other : START + 1;
        if (which == 3) meant.leaf = bytes32(other);
        if (which == 4) meant.author = address(uint160(other));
        if (which == 5) meant.sharesRoot = bytes32(other);
        bytes32 digest = consentDigest(meant, id, shares, deadline);
        vm.assume(digest != consentDigest(child, parent.id, SHARE, START + 1));
        refuseConsent(signed(ALICE, digest), START + 1);
    }

    function test_foreign_consent_is_refused() public {
        refuseConsent(consent(BOB, child, parent.id, SHARE, START), START);
        bytes32 hash =
            keccak256(abi.encode(CONSENT, parent.id, child.leaf, child.author, SHARE, child.sharesRoot, START));
        refuseConsent(signed(ALICE, digestOf("Colophon WorkNFT", 10, address(works), hash)), START);
        refuseConsent(signed(ALICE, digestOf("Colophon WorkNFT", block.chainid, address(registry), hash)), START);
        refuseConsent(signed(ALICE, digestOf("Colophon WorkRegistry", block.chainid, address(works), hash)), START);
        refuseConsent("nonsense", START);
        // Consent of who has sold the parent in the meantime.
        bytes memory signature = consent(ALICE, child, parent.id, SHARE, START);
        vm.prank(parent.author);
        works.transferFrom(parent.author, person(1), parent.id);
        refuseConsent(signature, START);
    }

    function test_expired_consent_is_refused() public {
        ParentClaim memory with = claim();
        (with.deadline, with.signature) = (START, consent(ALICE, child, parent.id, SHARE, START));
        vm.warp(START + 1);
        refuseMint(abi.encodeWithSelector(RemixGraph.ConsentExpired.selector, START), child, asClaims(with));
        mint(child, asClaims(claim()));
        vm.expectRevert(abi.encodeWithSelector(RemixGraph.ConsentExpired.selector, START));
        works.agreeFor(child.author, child.leaf, parent.id, START, with.signature);
    }

    function test_wallet_as_owner_of_the_parent() public {
        address wallet = address(new KeyWallet(vm.addr(CAROL)));
        vm.prank(parent.author);
        works.transferFrom(parent.author, wallet, parent.id);
        refuseConsent(consent(ALICE, child, parent.id, SHARE, START), START);
        mint(child, asClaims(claim()));
        bytes memory signature = consent(CAROL, child, parent.id, SHARE, START);
        works.agreeFor(child.author, child.leaf, parent.id, START, signature);
        vm.assertTrue(works.isAgreed(child.id, parent.id), "ERC-1271");
    }

    /// A wallet that signs nothing agrees in person.
    function test_contract_agrees_in_person() public {
        KeyWallet wallet = new KeyWallet(vm.addr(CAROL));
        vm.prank(parent.author);
        works.transferFrom(parent.author, address(wallet), parent.id);
        mint(child, asClaims(claim()));
        wallet.act(address(works), abi.encodeCall(works.agree, (child.id, parent.id)));
        vm.assertTrue(works.isAgreed(child.id, parent.id), "by a call");
    }

    function test_mint_of_a_remix_needs_what_any_mint_needs() public {
        ParentClaim[] memory parents = asClaims(claim());
        vm.expectRevert(abi.encodeWithSelector(WorkNFT.NotAnchored.selector, person(9), child.leaf, child.leaf));
        vm.prank(person(9));
        works.mintWith(person(9), child.work, none, Particulars("", 0, parents));
        mint(child, parents);
        refuseMint(abi.encodeWithSelector(IERC721Errors.ERC721InvalidSender.selector, address(0)), child, parents);
        vm.assertEq(works.parentsOf(child.id).length, 1, "a second mint adds no parent");
    }

    /// Attack: while the new token is being handed over, mint the same work again with another parent, or with none.
    function test_second_mint_from_within_the_first_is_refused() public {
        EagerAuthor eager = new EagerAuthor();
        Made memory made = parent;
        made.author = address(eager);
        made.tree = new bytes32[](1);
        made.tree[0] = Tree.shareLeaf(address(eager), uint32(SUPPLY));
        made.sharesRoot = made.tree[0];
        made = finish(made, new address[](0));
        bytes memory again =
            abi.encodeCall(works.mintWith, (address(eager), made.work, none, Particulars("", 1, alone)));
        eager.plan(address(works), again);
        eager.act(address(works), abi.encodeCall(works.mint, (address(eager), made.work, none)));
        vm.assertEq(works.ownerOf(made.id), address(eager), "minted once");
        bytes memory why = abi.encodeWithSelector(IERC721Errors.ERC721InvalidSender.selector, address(0));
        vm.assertEq(eager.answer(), why, "the second is refused");
        vm.assertEq(works.workOf(made.id).dataMining, 0, "and leaves no trace");
    }

    /// ERC-4906 recommends silence at minting: whoever reads the token first reads it whole.
    function test_minting_is_no_metadata_update() public {
        ParentClaim memory with = claim();
        (with.deadline, with.signature) = (START, consent(ALICE, child, parent.id, SHARE, START));
        vm.recordLogs();
        mint(child, asClaims(with));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            vm.assertTrue(logs[i].topics[0] != IERC4906.MetadataUpdate.selector, "even if agreed at once");
        }
    }
}
