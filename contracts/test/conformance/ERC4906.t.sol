// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Particulars} from "../../src/WorkNFT.sol";
import {Vm} from "../support/Check.sol";
import {RemixWorld} from "../support/RemixWorld.sol";

/// The sentences of ERC-4906, asked of works after anything that can be done with them. Works cannot be burned, so "when a
/// token is burned" is never.
contract ERC4906Conformance is RemixWorld {
    bytes32 private constant ONE = keccak256("MetadataUpdate(uint256)");
    bytes32 private constant MANY = keccak256("BatchMetadataUpdate(uint256,uint256)");

    Made private parent;
    Made private child;

    function setUp() public {
        buildRemix();
        parent = original(BOB);
        child = remixOf(ALICE, parent, 200_000);
        mint(child, asClaims(claimOf(child, 1, parent.id, 200_000)));
    }

    function shown(uint256 id) private view returns (bytes32) {
        return keccak256(bytes(works.tokenURI(id)));
    }

    function tried(address by, bytes memory call) private returns (bool done) {
        vm.prank(by);
        (done,) = address(works).call(call);
    }

    /// Whether the logs tell of a change of this token, alone or in a range; by the events of the text, nothing indexed.
    function tells(Vm.Log[] memory logs, uint256 id) private view returns (bool) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(works) || logs[i].topics.length != 1) continue;
            if (logs[i].topics[0] == ONE && abi.decode(logs[i].data, (uint256)) == id) return true;
            if (logs[i].topics[0] != MANY) continue;
            (uint256 first, uint256 last) = abi.decode(logs[i].data, (uint256, uint256));
            if (first <= id && id <= last) return true;
        }
        return false;
    }

    /// Whether they tell of any change at all.
    function tellsAny(Vm.Log[] memory logs) private pure returns (bool) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == ONE || logs[i].topics[0] == MANY) return true;
        }
        return false;
    }

    /// One thing that somebody can do. True if it has nothing to do with metadata.
    function act(uint256 seed) private returns (bool apart) {
        uint256 what = seed % 8;
        address owner = works.ownerOf(child.id);
        address other = address(uint160(bound(seed >> 16, 0x10000, type(uint160).max)));
        vm.assume(other.code.length == 0 && other != address(vm));
        uint16 preference = uint16(seed >> 8) & 0x0FFF;
        if (what == 0) {
            tried(parent.author, abi.encodeCall(works.setDataMining, (parent.id, preference)));
        } else if (what == 1) {
            tried(child.author, abi.encodeCall(works.setDataMining, (child.id, preference)));
        } else if (what == 2) {
            tried(works.ownerOf(parent.id), abi.encodeCall(works.agree, (child.id, parent.id)));
        } else if (what == 3) {
            bytes memory signature = consent(BOB, child, parent.id, 200_000, START + 1 days);
            tried(
                other, abi.encodeCall(works.agreeFor, (child.author, child.leaf, parent.id, START + 1 days, signature))
            );
        } else if (what == 4) {
            tried(other, abi.encodeCall(works.setDataMining, (child.id, preference)));
            return true;
        } else if (what == 5) {
            tried(owner, abi.encodeCall(IERC721.transferFrom, (owner, other, child.id)));
            return true;
        } else if (what == 6) {
            tried(owner, abi.encodeCall(IERC721.approve, (other, child.id)));
            return true;
        } else {
            pay(payer, address(child.vault), 1 ether);
            return true;
        }
    }

    /// "The `MetadataUpdate` or `BatchMetadataUpdate` event MUST be emitted when the JSON metadata of a token, or a consecutive
    /// range of tokens, is changed."
    function testFuzz_every_change_is_told(uint256[10] calldata seeds) public {
        for (uint256 i; i < seeds.length; ++i) {
            (bytes32 first, bytes32 second) = (shown(parent.id), shown(child.id));
            vm.recordLogs();
            bool apart = act(seeds[i]);
            Vm.Log[] memory logs = vm.getRecordedLogs();
            vm.assertTrue(shown(parent.id) == first || tells(logs, parent.id), "the parent changed");
            vm.assertTrue(shown(child.id) == second || tells(logs, child.id), "the child changed");
            vm.assertFalse(apart && tellsAny(logs), "nothing changed");
        }
    }

    /// The event names the token that changed: the others stay, and are not named.
    function testFuzz_only_what_changed_is_told(uint16 preference) public {
        preference = uint16(bound(preference, 1, 0x0FFF));
        bytes32 before = shown(child.id);
        vm.recordLogs();
        vm.prank(parent.author);
        works.setDataMining(parent.id, preference);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertTrue(tells(logs, parent.id), "the parent");
        vm.assertFalse(tells(logs, child.id), "and not the child");
        vm.assertEq(shown(child.id), before, "which did not change");
        vm.recordLogs();
        vm.prank(parent.author);
        works.agree(child.id, parent.id);
        logs = vm.getRecordedLogs();
        vm.assertTrue(tells(logs, child.id), "the child shows its parent as agreed");
        vm.assertFalse(tells(logs, parent.id), "the parent does not show its children");
    }

    /// "Not emitting `MetadataUpdate` event is RECOMMENDED when a token is minted": whatever is said of it.
    function testFuzz_minting_is_no_change(uint16 preference, bool mined, bool agreed) public {
        Made memory made = remixOf(ALICE, parent, 1_000);
        Particulars memory more;
        more.dataMining = mined ? uint16(bound(preference, 0, 0x0FFF)) : 0;
        more.parents = asClaims(claimOf(made, 1, parent.id, 1_000));
        if (agreed) {
            more.parents[0].deadline = START + 1 days;
            more.parents[0].signature = consent(BOB, made, parent.id, 1_000, START + 1 days);
        }
        bytes32 before = shown(parent.id);
        vm.recordLogs();
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, more);
        vm.assertFalse(tellsAny(vm.getRecordedLogs()), "new, not changed");
        vm.assertEq(shown(parent.id), before, "nor is its parent");
    }

    /// "The `supportsInterface` method MUST return `true` when called with `0x49064906`."
    function test_announced() public view {
        vm.assertTrue(IERC165(address(works)).supportsInterface(0x49064906), "ERC-4906");
    }
}
