// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title A number for each use, in one word
/// @notice Seven lanes of 32 bits from the lowest, one for each use of {LicenceConditions}; the highest 32 bits of the word
/// are left to the caller. A lane holds 31 bits: its top bit is always clear, so that all lanes are compared in one
/// subtraction without borrowing from their neighbours. No loop, whatever the uses.
library UseLanes {
    /// @notice The highest number of a lane.
    uint256 internal constant MAX = 2 ** 31 - 1;

    /// Bit 0 of each lane.
    uint256 private constant ONES = (2 ** 224 - 1) / (2 ** 32 - 1);
    /// The top bit of each lane.
    uint256 private constant TOPS = ONES << 31;
    /// Times this, bit `i` also stands at bit `32 * i`; no two products meet, so nothing is carried.
    uint256 private constant SPREAD = (2 ** 217 - 1) / (2 ** 31 - 1);

    /// @notice More than a lane holds.
    error LaneFull(uint256 value);

    /// @notice Bit 0 of the lane of each use.
    function lanesOf(uint256 uses) internal pure returns (uint256) {
        unchecked {
            return uses * SPREAD & ONES;
        }
    }

    /// @notice The top bits of those of `lanes` in which `word` holds `value` or more.
    function reached(uint256 word, uint256 lanes, uint256 value) internal pure returns (uint256) {
        if (value > MAX) revert LaneFull(value);
        unchecked {
            return (word | TOPS) - lanes * value & lanes << 31;
        }
    }

    /// @notice `word` with `value` in each of `lanes` that held less.
    function raise(uint256 word, uint256 lanes, uint256 value) internal pure returns (uint256) {
        uint256 lower = reached(word, lanes, value) ^ lanes << 31;
        unchecked {
            uint256 mask = (lower >> 31) * MAX;
            return word & ~mask | lanes * value & mask;
        }
    }
}
