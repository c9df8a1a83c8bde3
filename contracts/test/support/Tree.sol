// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// Merkle trees as the contracts read them: pairs hashed in sorted order, an odd node moves up unchanged.
library Tree {
    function shareLeaf(address who, uint32 shares) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(who, shares))));
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory level = leaves;
        while (level.length > 1) level = _above(level);
        return level[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        bytes32[] memory level = leaves;
        while (level.length > 1) {
            uint256 sibling = index ^ 1;
            if (sibling < level.length) path = _append(path, level[sibling]);
            index /= 2;
            level = _above(level);
        }
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    function _above(bytes32[] memory level) private pure returns (bytes32[] memory up) {
        up = new bytes32[]((level.length + 1) / 2);
        for (uint256 i; i < up.length; ++i) {
            bool odd = 2 * i + 1 == level.length;
            up[i] = odd ? level[2 * i] : pair(level[2 * i], level[2 * i + 1]);
        }
    }

    function _append(bytes32[] memory list, bytes32 last) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }
}
