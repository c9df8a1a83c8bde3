// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice What a licence to a dataset allows. Those to single works have {LicenceConditions}.
/// @param uses Bit set of {LicenceTerms}.
/// @param duration Seconds that a licence lasts from its purchase; zero for ever. Rounded up to the end of a UTC day.
/// @param transferable Whether a holder may pass it on.
/// @param text Hash of the licence text, which names territory and all else that these fields do not.
struct Terms {
    uint16 uses;
    uint32 duration;
    bool transferable;
    bytes32 text;
}

/// @title How licence terms become a number that speaks for itself
/// @notice A licence id, from the highest bit: 192 bits of `keccak256(abi.encode(workId, termsHash))`, 16 bits of rules (the
/// lowest: transferable), 16 bits `uses`, 32 bits expiry day (days since 1970, zero for ever). What a licence allows and until
/// when is read from its id alone.
library LicenceTerms {
    uint16 internal constant PERSONAL = 1;
    uint16 internal constant COMMERCIAL = 2;
    uint16 internal constant AI_MINE = 4;
    uint16 internal constant AI_INFER = 8;
    uint16 internal constant AI_TRAIN = 16;
    uint16 internal constant AI_TRAIN_GENERATIVE = 32;
    uint16 internal constant ALL = 63;

    /// @notice `keccak256(abi.encode(terms))`.
    function hash(Terms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(terms));
    }

    /// @notice The day at whose beginning (UTC) a licence bought at `time` ends; zero if it never does.
    function expiryDay(uint256 time, uint32 duration) internal pure returns (uint32) {
        return duration == 0 ? 0 : uint32((time + duration + 1 days - 1) / 1 days);
    }

    function id(uint256 workId, bytes32 termsHash, bool transferable, uint16 uses, uint32 day)
        internal
        pure
        returns (uint256)
    {
        uint256 high = uint256(keccak256(abi.encode(workId, termsHash))) >> 64 << 64;
        return high | (transferable ? 1 << 48 : 0) | uint256(uses) << 32 | day;
    }

    function isTransferable(uint256 licenceId) internal pure returns (bool) {
        return licenceId & (1 << 48) != 0;
    }

    function usesOf(uint256 licenceId) internal pure returns (uint16) {
        return uint16(licenceId >> 32);
    }

    /// @notice When a licence ends, in Unix seconds; zero if it never does.
    function endOf(uint256 licenceId) internal pure returns (uint64) {
        return uint64(uint256(uint32(licenceId)) * 1 days);
    }
}
