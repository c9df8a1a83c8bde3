// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SplitTreaty} from "../src/SplitTreaty.sol";
import {ChainPart, Floor, Treaty} from "../src/TreatyHash.sol";
import {TreatyWorld} from "./support/TreatyWorld.sol";

/// What is signed, written down a second time from the text of EIP-712.
contract SplitTreatyHashTest is TreatyWorld {
    string private constant FLOOR = "Floor(address token,uint96 price)";
    string private constant PART = "ChainPart(uint256 chainId,address factory,address[] tokens,Floor[] floors)";
    string private constant TREATY =
        "Treaty(address author,bytes32 work,bytes32 sharesRoot,address[] signers,address[] offerers,address[] revokers,ChainPart[] chains,uint64 deadline)";

    function setUp() public {
        buildTreaty();
    }

    function list(address[] memory items) private pure returns (bytes32) {
        bytes memory words;
        for (uint256 i; i < items.length; ++i) {
            words = bytes.concat(words, abi.encode(items[i]));
        }
        return keccak256(words);
    }

    function twin(ChainPart memory one) private pure returns (bytes32) {
        bytes memory floors;
        for (uint256 i; i < one.floors.length; ++i) {
            bytes32 kind = keccak256(bytes(FLOOR));
            floors = bytes.concat(floors, keccak256(abi.encode(kind, one.floors[i].token, one.floors[i].price)));
        }
        bytes32 partKind = keccak256(bytes(string.concat(PART, FLOOR)));
        return keccak256(abi.encode(partKind, one.chainId, one.factory, list(one.tokens), keccak256(floors)));
    }

    function twin(Treaty memory one) private pure returns (bytes32) {
        bytes memory chains;
        for (uint256 i; i < one.chains.length; ++i) {
            chains = bytes.concat(chains, twin(one.chains[i]));
        }
        // The types that a type names follow it in the order of their names.
        bytes32 kind = keccak256(bytes(string.concat(TREATY, PART, FLOOR)));
        bytes memory head = abi.encode(kind, one.author, one.work, one.sharesRoot);
        bytes memory lists = abi.encode(list(one.signers), list(one.offerers), list(one.revokers));
        return keccak256(bytes.concat(head, lists, abi.encode(keccak256(chains), one.deadline)));
    }

    function addresses(uint256 seed, uint256 most) private pure returns (address[] memory made) {
        made = new address[](seed % (most + 1));
        for (uint256 i; i < made.length; ++i) {
            made[i] = address(uint160(uint256(keccak256(abi.encode(seed, i)))));
        }
    }

    /// Any treaty at all, well formed or not.
    function anyTreaty(uint256 seed) private pure returns (Treaty memory made) {
        made.author = address(uint160(uint256(keccak256(abi.encode(seed)))));
        made.work = keccak256(abi.encode(seed, "work"));
        made.sharesRoot = keccak256(abi.encode(seed, "root"));
        made.signers = addresses(seed, 5);
        made.offerers = addresses(seed / 7, 3);
        made.revokers = addresses(seed / 11, 3);
        made.deadline = uint64(seed);
        made.chains = new ChainPart[](seed / 13 % 4);
        for (uint256 i; i < made.chains.length; ++i) {
            uint256 inner = uint256(keccak256(abi.encode(seed, "chain", i)));
            made.chains[i].chainId = inner;
            made.chains[i].factory = address(uint160(inner));
            made.chains[i].tokens = addresses(inner, 3);
            made.chains[i].floors = new Floor[](inner / 17 % 4);
            for (uint256 j; j < made.chains[i].floors.length; ++j) {
                made.chains[i].floors[j] = Floor(address(uint160(inner / (j + 2))), uint96(inner >> j));
            }
        }
    }

    function testFuzz_hash_is_that_of_eip712(uint256 seed) public view {
        Treaty memory treaty = anyTreaty(seed);
        vm.assertEq(treaties.hashOf(treaty), twin(treaty), "the struct hash, by the text of the standard");
    }

    function test_domain_is_name_and_version_alone() public {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address contract_, bytes32 salt,) =
            treaties.eip712Domain();
        vm.assertTrue(
            fields == 0x03 && chainId == 0 && contract_ == address(0) && salt == 0, "nothing of a chain in it"
        );
        bytes32 kind = keccak256("EIP712Domain(string name,string version)");
        bytes32 domain = keccak256(abi.encode(kind, keccak256(bytes(name)), keccak256(bytes(version))));
        vm.assertEq(name, "Colophon SplitTreaty", "the name that wallets show");
        Treaty memory treaty = draft();
        bytes32 digest = keccak256(bytes.concat(hex"1901", domain, twin(treaty)));
        vm.assertEq(treaties.digestOf(treaty), digest, "the digest is made with this domain");
        vm.chainId(OTHER_CHAIN);
        vm.assertEq(new SplitTreaty().digestOf(treaty), digest, "and is the same elsewhere");
    }

    /// Changes one thing of a treaty; there are 18.
    function changed(Treaty memory t, uint256 what) private view returns (Treaty memory) {
        if (what == 0) t.author = t.signers[1];
        if (what == 1) t.work = ~t.work;
        if (what == 2) t.sharesRoot = ~t.sharesRoot;
        if (what == 3) t.signers = asList(t.signers[0], t.signers[1]);
        if (what == 4) t.signers[2] = address(type(uint160).max);
        if (what == 5) t.offerers = asList(t.offerers[0], address(type(uint160).max));
        if (what == 6) t.offerers = new address[](0);
        if (what == 7) (t.offerers, t.revokers) = (t.revokers, t.offerers);
        if (what == 8) t.revokers = new address[](0);
        if (what == 9) t.chains[1].chainId += 1;
        if (what == 10) t.chains[0].factory = address(this);
        if (what == 11) t.chains[0].tokens = asList(low);
        if (what == 12) t.chains[1].tokens[1] = address(type(uint160).max);
        if (what == 13) t.chains[0].floors[0].price -= 1;
        if (what == 14) t.chains[1].floors[1].price += 1;
        if (what == 15) t.chains[0].floors = new Floor[](0);
        if (what == 16) (t.chains[0].floors[1].token, t.chains[1].floors[1].token) = (high, high);
        if (what == 17) t.deadline += 1;
        return t;
    }

    function test_any_change_is_another_treaty() public {
        bytes32[] memory seen = new bytes32[](19);
        seen[18] = treaties.hashOf(draft());
        for (uint256 i; i < 18; ++i) {
            Treaty memory treaty = changed(draft(), i);
            seen[i] = treaties.hashOf(treaty);
            for (uint256 j; j < 19; ++j) {
                vm.assertTrue(i == j || (j > i && j < 18) || seen[i] != seen[j], vm.toString(i));
            }
        }
    }

    /// A change after signing, whatever it is, is refused, and whoever must sign is told.
    function test_signatures_do_not_pass_to_a_changed_treaty() public {
        bytes[] memory signatures = sign(draft());
        for (uint256 i; i < 18; ++i) {
            Treaty memory treaty = changed(draft(), i);
            (bool ok,) = address(treaties).call(abi.encodeCall(treaties.agree, (treaty, signatures)));
            vm.assertFalse(ok, vm.toString(i));
        }
        treaties.agree(draft(), signatures);
    }

    /// An address with more than 20 bytes set would hash as itself and act as another.
    function test_words_with_dirty_bits_are_refused() public {
        Treaty memory treaty = draft();
        bytes memory clean = abi.encodeCall(treaties.hashOf, (treaty));
        (bool ok,) = address(treaties).call(clean);
        vm.assertTrue(ok, "as it is");
        uint256 dirtied;
        for (uint256 at = 4; at < clean.length; at += 32) {
            bytes32 word;
            assembly ("memory-safe") {
                word := mload(add(add(clean, 32), at))
            }
            bool narrow = word == bytes32(uint256(uint160(authors[0]))) || word == bytes32(uint256(DEADLINE))
                || word == bytes32(uint256(5e6)) || word == bytes32(uint256(uint160(low)));
            if (!narrow) continue;
            clean[at] = 0x01;
            (ok,) = address(treaties).call(clean);
            vm.assertFalse(ok, vm.toString(at));
            clean[at] = 0x00;
            ++dirtied;
        }
        vm.assertEq(dirtied, 9, "author, signer, deadline; per chain a token, a floor's token and its price");
    }
}
