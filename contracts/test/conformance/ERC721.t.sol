// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {NewWork} from "../../src/WorkNFT.sol";
import {WorkWorld} from "../support/WorkWorld.sol";
import {Callbacks, Deaf} from "./Callbacks.sol";

/// The sentences of ERC-721, asked of a work's token for callers and receivers of any kind. Each test quotes the sentence
/// that it asks about.
contract ERC721Conformance is WorkWorld {
    IERC721 private token;
    uint256 private id;
    address private owner;

    function setUp() public {
        buildWork();
        (token, id, owner) = (IERC721(address(works)), workId, author);
    }

    /// Accounts without code that take part in nothing else.
    function outsider(uint256 seed) private view returns (address who) {
        who = address(uint160(bound(seed, 0x10000, type(uint160).max)));
        vm.assume(who.code.length == 0 && who != owner && who != address(vm));
    }

    function tried(address by, bytes memory call) private returns (bool done) {
        vm.prank(by);
        (done,) = address(token).call(call);
    }

    function transferCall(address from, address to, uint256 which) private pure returns (bytes memory) {
        return abi.encodeCall(IERC721.transferFrom, (from, to, which));
    }

    /// "NFTs assigned to the zero address are considered invalid, and this function throws for queries about the zero
    /// address"; "NFTs assigned to zero address are considered invalid, and queries about them do throw".
    function testFuzz_zero_and_unknown_are_refused(uint256 unknown) public {
        vm.assume(unknown != id);
        vm.assertFalse(tried(owner, abi.encodeCall(IERC721.balanceOf, (address(0)))), "balance of zero");
        vm.assertFalse(tried(owner, abi.encodeCall(IERC721.ownerOf, (unknown))), "owner of nothing");
        vm.assertFalse(tried(owner, abi.encodeCall(IERC721.getApproved, (unknown))), "approved for nothing");
        vm.assertFalse(tried(owner, transferCall(owner, person(1), unknown)), "transfer of nothing");
        vm.assertFalse(tried(owner, abi.encodeCall(IERC721.approve, (person(1), unknown))), "approval of nothing");
    }

    /// "Throws unless `msg.sender` is the current owner, an authorized operator, or the approved address for this NFT."
    function testFuzz_strangers_move_nothing(uint256 stranger, uint256 receiver) public {
        address by = outsider(stranger);
        address to = outsider(receiver);
        vm.assertFalse(tried(by, transferCall(owner, to, id)), "transferFrom");
        bytes memory safe = abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", owner, to, id);
        vm.assertFalse(tried(by, safe), "safeTransferFrom");
        safe = abi.encodeWithSignature("safeTransferFrom(address,address,uint256,bytes)", owner, to, id, bytes("x"));
        vm.assertFalse(tried(by, safe), "safeTransferFrom with data");
        vm.assertEq(token.ownerOf(id), owner, "still hers");
    }

    /// "Throws if `_from` is not the current owner. Throws if `_to` is the zero address."
    function testFuzz_from_must_own_and_to_must_be(uint256 seed) public {
        address other = outsider(seed);
        vm.assertFalse(tried(owner, transferCall(other, owner, id)), "from somebody else");
        vm.assertFalse(tried(owner, transferCall(owner, address(0), id)), "to nobody");
        vm.assertEq(token.ownerOf(id), owner, "still hers");
    }

    /// Owner, operator and approved address each may; balances and owner follow; "the approved address for that NFT (if any)
    /// is reset to none"; `Transfer` is emitted.
    function testFuzz_who_may_moves_it(uint256 receiver, uint256 helper, uint8 role, bool safe) public {
        address to = outsider(receiver);
        address by = owner;
        if (role % 3 != 0) {
            by = outsider(helper);
            vm.assume(by != to);
            vm.prank(owner);
            if (role % 3 == 1) token.approve(by, id);
            else token.setApprovalForAll(by, true);
        }
        uint256 before = token.balanceOf(owner);
        vm.expectEmit(address(token));
        emit IERC721.Transfer(owner, to, id);
        vm.prank(by);
        if (safe) token.safeTransferFrom(owner, to, id);
        else token.transferFrom(owner, to, id);
        vm.assertEq(token.ownerOf(id), to, "hers now");
        vm.assertEq(token.balanceOf(owner), before - 1, "one less");
        vm.assertEq(token.balanceOf(to), 1, "one more");
        vm.assertEq(token.getApproved(id), address(0), "approval is gone");
        if (role % 3 == 1) vm.assertFalse(tried(by, transferCall(to, by, id)), "and does not move it again");
    }

    /// Transfer: "This event emits when NFTs are created (`from` == 0) and destroyed (`to` == 0)." Works are never destroyed.
    function testFuzz_creation_is_told(bytes32 file, uint256 receiver) public {
        address to = outsider(receiver);
        vm.assume(file != "blake3");
        NewWork memory work = newWork();
        work.leaf = registry.leafOf(author, file, "sha256");
        work.root = work.leaf;
        vm.prank(author);
        registry.anchor(work.leaf, MANIFEST);
        uint256 made = works.workIdOf(author, work.leaf);
        vm.expectEmit(address(token));
        emit IERC721.Transfer(address(0), to, made);
        vm.prank(author);
        works.mint(to, work, new bytes32[](0));
        vm.assertEq(token.ownerOf(made), to, "hers");
        vm.assertEq(token.balanceOf(to), 1, "one");
        vm.assertFalse(tried(author, abi.encodeCall(works.mint, (to, work, new bytes32[](0)))), "once");
    }

    /// A transfer to oneself changes nothing but the approval.
    function test_transfer_to_oneself() public {
        vm.prank(owner);
        token.approve(person(1), id);
        uint256 before = token.balanceOf(owner);
        vm.prank(owner);
        token.transferFrom(owner, owner, id);
        vm.assertEq(token.ownerOf(id), owner, "hers");
        vm.assertEq(token.balanceOf(owner), before, "as many");
        vm.assertEq(token.getApproved(id), address(0), "approval is gone");
    }

    /// "Throws unless `msg.sender` is the current NFT owner, or an authorized operator of the current owner." "The zero address
    /// indicates there is no approved address."
    function testFuzz_approval(uint256 seed, uint256 other) public {
        address approved = outsider(seed);
        address stranger = outsider(other);
        vm.assume(stranger != approved);
        vm.assertFalse(tried(stranger, abi.encodeCall(IERC721.approve, (stranger, id))), "by a stranger");
        vm.expectEmit(address(token));
        emit IERC721.Approval(owner, approved, id);
        vm.prank(owner);
        token.approve(approved, id);
        vm.assertEq(token.getApproved(id), approved, "approved");
        vm.assertFalse(
            tried(approved, abi.encodeCall(IERC721.approve, (stranger, id))), "the approved cannot pass it on"
        );
        vm.prank(owner);
        token.approve(address(0), id);
        vm.assertEq(token.getApproved(id), address(0), "taken back");
        vm.assertFalse(tried(approved, transferCall(owner, approved, id)), "and worth nothing");
    }

    /// "The contract MUST allow multiple operators per owner." `ApprovalForAll` is emitted; an operator ends when told.
    function testFuzz_operators(uint256 one, uint256 two) public {
        (address a, address b) = (outsider(one), outsider(two));
        vm.assume(a != b);
        vm.expectEmit(address(token));
        emit IERC721.ApprovalForAll(owner, a, true);
        vm.prank(owner);
        token.setApprovalForAll(a, true);
        vm.prank(owner);
        token.setApprovalForAll(b, true);
        vm.assertTrue(token.isApprovedForAll(owner, a) && token.isApprovedForAll(owner, b), "both");
        vm.prank(a);
        token.approve(person(1), id);
        vm.assertEq(token.getApproved(id), person(1), "an operator approves");
        vm.prank(owner);
        token.setApprovalForAll(a, false);
        vm.assertFalse(tried(a, transferCall(owner, a, id)), "ended");
        vm.assertTrue(tried(b, transferCall(owner, b, id)), "the other one is not");
    }

    /// "When transfer is complete, this function checks if `_to` is a smart contract (code size > 0). If so, it calls
    /// `onERC721Received` on `_to` and throws if the return value is not" its selector.
    function testFuzz_receiver_is_asked(bytes calldata data, bytes4 answer) public {
        Callbacks receiver = new Callbacks();
        vm.assume(answer != receiver.ONE_721());
        bytes memory call = abi.encodeWithSignature(
            "safeTransferFrom(address,address,uint256,bytes)", owner, address(receiver), id, data
        );
        receiver.answerWith(answer);
        vm.assertFalse(tried(owner, call), "a wrong answer");
        bytes memory deaf =
            abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", owner, address(new Deaf()), id);
        vm.assertFalse(tried(owner, deaf), "no answer");
        vm.assertEq(token.ownerOf(id), owner, "still hers");

        receiver = new Callbacks();
        call = abi.encodeWithSignature(
            "safeTransferFrom(address,address,uint256,bytes)", owner, address(receiver), id, data
        );
        vm.assertTrue(tried(owner, call), "the right answer");
        vm.assertEq(receiver.told(), keccak256(abi.encode(owner, owner, id, data)), "operator, from, id, data");
        vm.assertEq(receiver.calls(), 1, "asked once");
        vm.assertEq(receiver.had(), 1, "when transfer is complete");
        vm.assertEq(token.ownerOf(id), address(receiver), "moved");
    }

    /// `transferFrom` asks nobody: "the caller is responsible to confirm that `_to` is capable of receiving NFTs".
    function test_plain_transfer_asks_nobody() public {
        Callbacks receiver = new Callbacks();
        vm.prank(owner);
        token.transferFrom(owner, address(receiver), id);
        vm.assertEq(receiver.calls(), 0, "not asked");
    }

    /// ERC-165: "`true` if the contract implements `interfaceID` and `interfaceID` is not 0xffffffff, `false` otherwise".
    function testFuzz_interfaces(bytes4 other) public view {
        IERC165 asked = IERC165(address(token));
        vm.assertTrue(asked.supportsInterface(0x01ffc9a7), "ERC-165");
        vm.assertTrue(asked.supportsInterface(0x80ac58cd), "ERC-721");
        vm.assertTrue(asked.supportsInterface(0x5b5e139f), "ERC-721 metadata");
        vm.assertTrue(asked.supportsInterface(0x2a55205a), "ERC-2981");
        vm.assertFalse(asked.supportsInterface(0xffffffff), "never");
        // ERC-4906 is the only other one that a collection may announce.
        bool known = other == 0x01ffc9a7 || other == 0x80ac58cd || other == 0x5b5e139f || other == 0x2a55205a
            || other == 0x49064906;
        vm.assertTrue(known || !asked.supportsInterface(other), "nothing else");
    }

    /// Metadata: "Throws if `_tokenId` is not a valid NFT."
    function testFuzz_metadata(uint256 unknown) public {
        vm.assume(unknown != id);
        IERC721Metadata described = IERC721Metadata(address(token));
        vm.assertTrue(bytes(described.name()).length > 0 && bytes(described.symbol()).length > 0, "named");
        vm.assertTrue(bytes(described.tokenURI(id)).length > 0, "a URI");
        vm.assertFalse(tried(owner, abi.encodeCall(IERC721Metadata.tokenURI, (unknown))), "none for nothing");
    }
}
