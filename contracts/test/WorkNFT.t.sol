// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {NewWork, WorkNFT, WorkRecord} from "../src/WorkNFT.sol";
import {Tree} from "./support/Tree.sol";
import {WorkWorld} from "./support/WorkWorld.sol";
import {GasBurner} from "./support/Zoo.sol";

contract WorkNFTTest is WorkWorld {
    address private thief = person(0xE);
    bytes32[] private none;

    function setUp() public {
        buildWork();
    }

    function refuse(bytes memory why, address by, NewWork memory work) private {
        vm.expectRevert(why);
        vm.prank(by);
        works.mint(by, work, none);
    }

    /// A second work of the author, anchored and ready to mint.
    function second() private returns (NewWork memory work) {
        work = newWork();
        work.leaf = registry.leafOf(author, "another", "file");
        work.root = work.leaf;
        vm.prank(author);
        registry.anchor(work.root, MANIFEST);
    }

    function test_mint_makes_the_token_and_says_so() public {
        NewWork memory work = second();
        uint256 id = uint256(keccak256(abi.encode(author, work.leaf)));
        vm.expectEmit(address(works));
        emit WorkNFT.WorkMinted(id, author, address(vault), work.root, work.leaf, MANIFEST, 750);
        vm.prank(author);
        vm.assertEq(works.mint(person(5), work, none), id, "id from author and leaf");
        vm.assertEq(works.ownerOf(id), person(5), "to whom she chose");
        vm.assertEq(works.vaultOf(id), address(vault), "her vault");
        WorkRecord memory record = works.workOf(id);
        vm.assertEq(record.anchoredAt, START, "since when");
        vm.assertEq(record.leaf, work.leaf, "leaf");
        vm.assertEq(record.manifest, MANIFEST, "manifest");
    }

    function test_batch_of_works_under_one_root() public {
        bytes32[] memory batch = new bytes32[](5);
        for (uint256 i; i < 5; ++i) {
            batch[i] = registry.leafOf(author, bytes32(i), "batch");
        }
        NewWork memory work = newWork();
        work.root = Tree.root(batch);
        vm.prank(author);
        registry.anchor(work.root, MANIFEST);
        for (uint256 i; i < 5; ++i) {
            work.leaf = batch[i];
            vm.prank(author);
            vm.assertEq(
                works.mint(author, work, Tree.proof(batch, i)), works.workIdOf(author, batch[i]), "each of them"
            );
        }
    }

    function test_only_the_author_mints() public {
        NewWork memory work = second();
        refuse(abi.encodeWithSelector(WorkNFT.NotAnchored.selector, thief, work.root, work.leaf), thief, work);
    }

    function test_thief_who_anchors_a_copy_still_has_no_vault_of_hers() public {
        NewWork memory work = newWork();
        vm.prank(thief);
        registry.anchor(work.root, MANIFEST);
        address his = factory.predict(thief, work.sharesRoot, work.treaty);
        refuse(abi.encodeWithSelector(WorkNFT.VaultMissing.selector, his), thief, work);
        vm.prank(thief);
        factory.create(work.sharesRoot, work.treaty, new address[](0));
        vm.prank(thief);
        uint256 id = works.mint(thief, work, none);
        vm.assertTrue(id != workId, "his token is another one");
        vm.assertTrue(works.vaultOf(id) != address(vault), "and its vault is his own");
    }

    function test_refusals() public {
        NewWork memory work = second();
        bytes32 leafOfWork = work.leaf;

        work.leaf = "not in the tree";
        refuse(abi.encodeWithSelector(WorkNFT.NotAnchored.selector, author, work.root, work.leaf), author, work);
        work.leaf = leafOfWork;
        work.root = "never anchored";
        refuse(abi.encodeWithSelector(WorkNFT.NotAnchored.selector, author, work.root, work.leaf), author, work);
        work.root = leafOfWork;
        work.manifest = "another";
        refuse(abi.encodeWithSelector(WorkNFT.WrongManifest.selector, bytes32("another")), author, work);
        work.manifest = MANIFEST;
        work.royaltyBps = 10_001;
        refuse(abi.encodeWithSelector(WorkNFT.RoyaltyTooHigh.selector, uint16(10_001)), author, work);
        work.royaltyBps = 750;
        work.treaty = "no such vault";
        address missing = factory.predict(author, work.sharesRoot, work.treaty);
        refuse(abi.encodeWithSelector(WorkNFT.VaultMissing.selector, missing), author, work);
    }

    function test_work_is_minted_once() public {
        refuse(abi.encodeWithSelector(IERC721Errors.ERC721InvalidSender.selector, address(0)), author, newWork());
    }

    function test_receiver_that_cannot_hold_tokens_is_refused() public {
        NewWork memory work = second();
        address receiver = address(new GasBurner());
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, receiver));
        vm.prank(author);
        works.mint(receiver, work, none);
    }

    /// I15: the royalty goes to the deployed vault.
    function testFuzz_royalty(uint256 price) public view {
        (address receiver, uint256 royalty) = works.royaltyInfo(workId, price);
        vm.assertEq(receiver, address(vault), "to the vault");
        vm.assertTrue(receiver.code.length > 0, "which exists");
        uint256 want = price / 10_000 * 750 + price % 10_000 * 750 / 10_000;
        vm.assertEq(royalty, want, "7.5 % of any price, without overflow");
    }

    function test_unknown_work() public {
        (address receiver, uint256 royalty) = works.royaltyInfo(42, 1 ether);
        vm.assertTrue(receiver == address(0) && royalty == 0, "no royalty for what does not exist");
        bytes memory why = abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 42);
        vm.expectRevert(why);
        works.tokenURI(42);
        vm.expectRevert(why);
        works.vaultOf(42);
        vm.expectRevert(why);
        works.workOf(42);
    }

    function test_metadata_need_no_server() public view {
        string memory hexLeaf = Strings.toHexString(uint256(leaf), 32);
        string memory json = string.concat(
            '{"name":"Work ',
            hexLeaf,
            '","description":"A work registered with Colophon. The leaf commits to its author and its original file.",',
            '"properties":{"leaf":"',
            hexLeaf,
            '","manifest":"0x6d616e6966657374000000000000000000000000000000000000000000000000","vault":"',
            Strings.toChecksumHexString(address(vault)),
            '","royalty_bps":750,"anchored_at":1767225600}}'
        );
        string memory want = string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
        vm.assertEq(works.tokenURI(workId), want, "hashes, vault and royalty");
    }

    function test_interfaces() public view {
        vm.assertTrue(works.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        vm.assertTrue(works.supportsInterface(type(IERC721).interfaceId), "ERC-721");
        vm.assertTrue(works.supportsInterface(type(IERC721Metadata).interfaceId), "ERC-721 metadata");
        vm.assertTrue(works.supportsInterface(type(IERC2981).interfaceId), "ERC-2981");
        vm.assertFalse(works.supportsInterface(0xffffffff), "and not everything");
    }
}
