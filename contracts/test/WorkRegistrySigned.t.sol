// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {WorkRegistry} from "../src/WorkRegistry.sol";
import {Vm} from "./support/Check.sol";
import {EndlessSigner, FloodSigner, KeyWallet, Typed} from "./support/Typed.sol";

/// Anchors that an author signs and another sends, and what indexers of ERC-7053 see of every anchor.
contract WorkRegistrySignedTest is Typed {
    bytes32 private constant ANCHOR =
        keccak256("Anchor(address author,bytes32 root,bytes32 manifest,uint256 deadline)");
    string private constant DETAILS = '{"details":"Anchored"}';
    uint256 private constant KEY = 0xA11CE;
    uint256 private constant FOREVER = type(uint256).max;

    WorkRegistry private registry;
    address private author;

    function setUp() public {
        vm.warp(START);
        registry = new WorkRegistry();
        author = vm.addr(KEY);
    }

    function digest(address who, bytes32 root, bytes32 manifest, uint256 deadline) private view returns (bytes32) {
        bytes32 hash = keccak256(abi.encode(ANCHOR, who, root, manifest, deadline));
        return digestOf("Colophon WorkRegistry", block.chainid, address(registry), hash);
    }

    function sign(address who, bytes32 root, bytes32 manifest, uint256 deadline) private returns (bytes memory) {
        return signed(KEY, digest(who, root, manifest, deadline));
    }

    function refuse(address who, bytes32 root, bytes32 manifest, uint256 deadline, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(WorkRegistry.SignatureRefused.selector, who));
        registry.anchorFor(who, root, manifest, deadline, signature);
        vm.assertEq(registry.anchoredAt(who, root), 0, "nothing anchored");
    }

    function test_another_sends_what_the_author_signed() public {
        bytes memory signature = sign(author, "root", "manifest", START);
        vm.expectEmit(address(registry));
        emit WorkRegistry.Anchored(author, "root", "manifest", START);
        vm.prank(person(9));
        registry.anchorFor(author, "root", "manifest", START, signature);
        vm.assertEq(registry.anchoredAt(author, "root"), START, "hers, in the last second of the signature");
        vm.assertEq(registry.anchoredAt(person(9), "root"), 0, "not the sender's");
        vm.assertTrue(registry.hasManifest(author, "root", "manifest"), "with her manifest");
    }

    function test_signature_serves_once() public {
        bytes memory signature = sign(author, "root", "manifest", FOREVER);
        registry.anchorFor(author, "root", "manifest", FOREVER, signature);
        vm.warp(START + 1 days);
        bytes memory why = abi.encodeWithSelector(WorkRegistry.AlreadyAnchored.selector, author, bytes32("root"), START);
        vm.expectRevert(why);
        registry.anchorFor(author, "root", "manifest", FOREVER, signature);
        vm.assertEq(registry.anchoredAt(author, "root"), START, "the first time stands");
        // A second signature, or the author in person, changes nothing either.
        signature = sign(author, "root", "other manifest", FOREVER);
        vm.expectRevert(why);
        registry.anchorFor(author, "root", "other manifest", FOREVER, signature);
        vm.expectRevert(why);
        vm.prank(author);
        registry.anchor("root", "other manifest");
        vm.assertTrue(registry.hasManifest(author, "root", "manifest"), "nor the manifest");
    }

    function test_expired_signature_is_refused() public {
        bytes memory signature = sign(author, "root", "manifest", START);
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(WorkRegistry.SignatureExpired.selector, START));
        registry.anchorFor(author, "root", "manifest", START, signature);
    }

    /// Whatever the sender changes, the signature no longer fits.
    function testFuzz_changed_field_is_refused(uint256 which, bytes32 other) public {
        bytes memory signature = sign(author, "root", "manifest", FOREVER);
        which = bound(which, 0, 3);
        bytes32 root = which == 0 ? other : bytes32("root");
        bytes32 manifest = which == 1 ? other : bytes32("manifest");
        uint256 deadline = which == 2 ? FOREVER - 1 : FOREVER;
        address who = which == 3 ? address(bytes20(keccak256(abi.encode(other)))) : author;
        vm.assume(root != 0 && (which > 1 || (root != "root" || manifest != "manifest")));
        refuse(who, root, manifest, deadline, signature);
    }

    function test_signature_for_another_chain_or_registry_is_refused() public {
        bytes32 hash = keccak256(abi.encode(ANCHOR, author, bytes32("root"), bytes32("manifest"), FOREVER));
        string memory name = "Colophon WorkRegistry";
        refuse(author, "root", "manifest", FOREVER, signed(KEY, digestOf(name, 10, address(registry), hash)));
        refuse(author, "root", "manifest", FOREVER, signed(KEY, digestOf(name, block.chainid, person(3), hash)));
        refuse(
            author, "root", "manifest", FOREVER, signed(KEY, digestOf("Other", block.chainid, address(registry), hash))
        );
        // And one for this chain does not follow the registry to a fork with another id.
        bytes memory signature = sign(author, "root", "manifest", FOREVER);
        vm.chainId(10);
        refuse(author, "root", "manifest", FOREVER, signature);
    }

    function test_malformed_signatures_are_refused() public {
        bytes memory signature = sign(author, "root", "manifest", FOREVER);
        refuse(author, "root", "manifest", FOREVER, "");
        refuse(author, "root", "manifest", FOREVER, bytes.concat(signature, hex"00"));
        refuse(author, "root", "manifest", FOREVER, signed(0xB0B, digest(author, "root", "manifest", FOREVER)));
        // The twin of a signature, with s beyond half the order of the curve.
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest(author, "root", "manifest", FOREVER));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        refuse(
            author,
            "root",
            "manifest",
            FOREVER,
            abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : 27)
        );
        // What cannot be recovered recovers to zero, which is nobody.
        refuse(address(0), "root", "manifest", FOREVER, abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
    }

    function test_empty_root_is_refused_even_if_signed() public {
        bytes memory signature = sign(author, 0, "manifest", FOREVER);
        vm.expectRevert(WorkRegistry.EmptyRoot.selector);
        registry.anchorFor(author, 0, "manifest", FOREVER, signature);
    }

    function test_contract_as_author() public {
        KeyWallet wallet = new KeyWallet(author);
        KeyWallet other = new KeyWallet(author);
        bytes memory signature = sign(address(wallet), "root", "manifest", FOREVER);
        refuse(address(other), "root", "manifest", FOREVER, signature);
        refuse(author, "root", "manifest", FOREVER, signature);
        registry.anchorFor(address(wallet), "root", "manifest", FOREVER, signature);
        vm.assertEq(registry.anchoredAt(address(wallet), "root"), START, "the wallet that was named, alone");
    }

    function test_contracts_that_answer_with_nonsense_are_refused() public {
        bytes memory signature = sign(author, "root", "manifest", FOREVER);
        refuse(address(new FloodSigner()), "root", "manifest", FOREVER, signature);
        refuse(address(registry), "root", "manifest", FOREVER, signature);
        address burner = address(new EndlessSigner());
        (bool done,) = address(registry).call{gas: 300_000}(
            abi.encodeCall(registry.anchorFor, (burner, "root", "manifest", FOREVER, signature))
        );
        vm.assertFalse(done, "nor does burning gas help");
    }

    /// I16 for those who compute: the domain as ERC-5267 tells it.
    function test_domain() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chain, address at,,) =
            registry.eip712Domain();
        vm.assertTrue(fields == 0x0f && chain == block.chainid && at == address(registry), "four fields");
        vm.assertEq(name, "Colophon WorkRegistry", "name");
        vm.assertEq(version, "1", "version");
    }

    // ---------------------------------------------------------------- ERC-7053

    /// The topic is that of the standard, the CID is indexed by its hash, and a batch has one of them like a work.
    function testFuzz_commit_event(bytes32 root, bytes32 manifest) public {
        vm.assume(root != 0);
        vm.recordLogs();
        vm.prank(author);
        registry.anchor(root, manifest);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 2, "Anchored and Commit");
        vm.assertEq(logs[1].topics[0], keccak256("Commit(address,string,string)"), "as ERC-7053 writes it");
        vm.assertEq(logs[1].topics[1], bytes32(uint256(uint160(author))), "recorder");
        vm.assertEq(logs[1].topics[2], keccak256(bytes(cid(root))), "content identifier of the root");
        vm.assertEq(abi.decode(logs[1].data, (string)), DETAILS, "and where the rest stands");
        vm.assertEq(logs[1].data.length, 96, "padded as the ABI wants it");
    }

    function test_commit_names_the_author_who_signed() public {
        bytes memory signature = sign(author, "root", 0, FOREVER);
        vm.expectEmit(address(registry));
        emit WorkRegistry.Commit(author, cid("root"), DETAILS);
        vm.prank(person(9));
        registry.anchorFor(author, "root", 0, FOREVER, signature);
    }

    /// CID version 1, raw, keccak-256, base 16: written here with OpenZeppelin's digits.
    function cid(bytes32 root) private pure returns (string memory) {
        bytes memory digits = bytes(Strings.toHexString(uint256(root), 32));
        bytes memory text = bytes("f01551b20................................................................");
        for (uint256 i; i < 64; ++i) {
            text[9 + i] = digits[2 + i];
        }
        return string(text);
    }
}
