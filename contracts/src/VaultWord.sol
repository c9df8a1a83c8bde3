// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title How a vault's accounts lie in storage
/// @notice One word for a holder and one for all holders together, so that a claim in the native coin reads two slots and
/// writes two.
///
/// `holder = debt (216 bits, signed) | flags (8) | shares (32)`
/// `all    = paid (224 bits) | activated shares (32)`
/// @dev Sums go straight onto the words. They cannot spill into a neighbour: shares and activated shares stay within
/// 1,000,000, and `paid` and `debt` within 2**20 times all coin that ever passed through, which is far below their width.
library VaultWord {
    /// The leaf has been turned into shares.
    uint256 internal constant ACTIVATED = 1 << 32;
    /// Payouts go to another address.
    uint256 internal constant REDIRECTED = 2 << 32;
    /// Nobody but the holder may claim.
    uint256 internal constant SELF_ONLY = 4 << 32;

    function shares(uint256 holder) internal pure returns (uint256) {
        return uint32(holder);
    }

    /// In millionths of a unit, as all debts are.
    function debt(uint256 holder) internal pure returns (int256) {
        return int256(holder) >> 40;
    }

    function withDebt(uint256 holder, uint256 more) internal pure returns (uint256) {
        unchecked {
            return holder + (more << 40);
        }
    }

    function withoutDebt(uint256 holder, uint256 less) internal pure returns (uint256) {
        unchecked {
            return holder - (less << 40);
        }
    }

    function activated(uint256 all) internal pure returns (uint256) {
        return uint32(all);
    }

    function paid(uint256 all) internal pure returns (uint256) {
        return all >> 32;
    }

    function withPaid(uint256 all, uint256 more) internal pure returns (uint256) {
        unchecked {
            return all + (more << 32);
        }
    }
}
