// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Hashes as text that other systems read
/// @notice A keccak-256 hash as a content identifier (CID, version 1): what was hashed, laid down as a raw block, is found
/// under it. Base 16, because it can be written without a loop: an anchor pays for it.
library ContentId {
    /// Base 16 (`f`), version 1 (`01`), raw bytes (`55`), keccak-256 (`1b`) of 32 bytes (`20`).
    bytes9 private constant PREFIX = "f01551b20";

    /// @notice The keccak-256 hash of the CID, written out, of whatever has the keccak-256 hash `word`.
    function hashOfCid(bytes32 word) internal pure returns (bytes32 hash) {
        (bytes32 high, bytes32 low) = digits(word);
        assembly ("memory-safe") {
            // Past the free pointer: hashed and forgotten.
            let data := mload(0x40)
            mstore(data, PREFIX)
            mstore(add(data, 9), high)
            mstore(add(data, 41), low)
            hash := keccak256(data, 73)
        }
    }

    /// @notice The 64 hexadecimal digits of `word`, in small letters.
    function digits(bytes32 word) internal pure returns (bytes32 high, bytes32 low) {
        return (_digits(uint256(word) >> 128), _digits(uint256(word) & type(uint128).max));
    }

    /// Halves move apart until each of the 32 nibbles has a byte of its own; then all become letters at once.
    function _digits(uint256 x) private pure returns (bytes32) {
        unchecked {
            x = (x | x << 64) & 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
            x = (x | x << 32) & 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
            x = (x | x << 16) & 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
            x = (x | x << 8) & 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
            x = (x | x << 4) & 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;
            // One in each byte that holds ten or more; letters lie 39 further than digits.
            uint256 letters = ((x + 0x0606060606060606060606060606060606060606060606060606060606060606) >> 4)
                & 0x0101010101010101010101010101010101010101010101010101010101010101;
            return bytes32(x + 0x3030303030303030303030303030303030303030303030303030303030303030 + letters * 39);
        }
    }
}
