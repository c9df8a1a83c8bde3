// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {WorkRegistry} from "../src/WorkRegistry.sol";
import {Check} from "./support/Check.sol";
import {Typed} from "./support/Typed.sol";

/// Anchors in every way, with good and bad signatures, while time passes; remembers what was first.
contract RegistryHandler is Typed {
    bytes32 private constant ANCHOR =
        keccak256("Anchor(address author,bytes32 root,bytes32 manifest,uint256 deadline)");

    struct First {
        uint64 time;
        bytes32 manifest;
    }

    WorkRegistry public registry = new WorkRegistry();
    mapping(address who => mapping(bytes32 root => First)) public first;
    string public broken;
    uint64 private time = START;
    address[3] private authors = [vm.addr(1), vm.addr(2), vm.addr(3)];

    function author(uint256 i) public view returns (address) {
        return authors[i % 3];
    }

    function root(uint256 i) public pure returns (bytes32) {
        return bytes32(1 + i % 4);
    }

    function later(uint16 seconds_) external {
        time += seconds_;
        vm.warp(time);
    }

    function anchor(uint256 who, uint256 what, bytes32 manifest) external {
        vm.warp(time);
        vm.prank(author(who));
        try registry.anchor(root(what), manifest) {
            remember(author(who), root(what), manifest);
        } catch {
            if (first[author(who)][root(what)].time == 0) broken = "an author was kept from anchoring";
        }
    }

    /// `signer` signs for `who`; good only if they are one and the signature has not run out.
    function anchorFor(uint256 who, uint256 signer, uint256 what, bytes32 manifest, int16 left, bool elsewhere)
        external
    {
        vm.warp(time);
        uint256 deadline = uint256(int256(uint256(time)) + left);
        address a = author(who);
        bytes32 hash = keccak256(abi.encode(ANCHOR, a, root(what), manifest, deadline));
        uint256 chain = elsewhere ? block.chainid + 1 : block.chainid;
        bytes memory signature =
            signed(1 + signer % 3, digestOf("Colophon WorkRegistry", chain, address(registry), hash));
        bool good = signer % 3 == who % 3 && left >= 0 && !elsewhere && first[a][root(what)].time == 0;
        try registry.anchorFor(a, root(what), manifest, deadline, signature) {
            if (!good) broken = "I16: a signature that should not serve did";
            remember(a, root(what), manifest);
        } catch {
            if (good) broken = "a good signature was refused";
        }
    }

    function remember(address who, bytes32 what, bytes32 manifest) private {
        if (first[who][what].time != 0) broken = "I11: anchored twice";
        first[who][what] = First(time, manifest);
    }
}

contract WorkRegistryInvariants is Check {
    RegistryHandler private handler;

    function setUp() public {
        vm.warp(START);
        handler = new RegistryHandler();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I11: an anchor is what it was first, and exists only where its author made or signed it.
    function invariant_anchors_never_change() external view {
        WorkRegistry registry = handler.registry();
        for (uint256 a; a < 3; ++a) {
            for (uint256 r; r < 4; ++r) {
                (address who, bytes32 root) = (handler.author(a), handler.root(r));
                (uint64 time, bytes32 manifest) = handler.first(who, root);
                vm.assertEq(registry.anchoredAt(who, root), time, "I11: the first time stands");
                vm.assertEq(registry.verify(who, root, root, new bytes32[](0)), time, "I11: verify agrees");
                vm.assertTrue(
                    registry.hasManifest(who, root, manifest) == (time != 0), "I11: the first manifest stands"
                );
            }
        }
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }
}
