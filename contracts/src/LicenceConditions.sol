// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LicenceTerms} from "./LicenceTerms.sol";

/// @notice On what conditions a licence is sold. Its hash is part of the licence's id; the whole of it stands in the event
/// {LicenceShop.Offered}.
/// @param uses Bit set of {LicenceTerms} and {LicenceConditions}: each use by itself, machines' uses among them.
/// @param rules Bit set of {LicenceConditions}: whether it may be passed on, taken back, and what else holds for it.
/// @param duration Seconds that a licence lasts from its purchase; zero for ever. Rounded up to the end of a UTC day.
/// @param owedBps Part of what the licensee earns with the work that is owed to its vault, in basis points.
/// @param remixShares Shares of a remix's vault, of 1,000,000, that the work's vault must hold at least.
/// @param revenueCeiling The most that a licensee may earn with the work, in the token of the price; zero: no limit.
/// @param remixCeiling The most that may be earned with a remix, likewise.
/// @param seats How many people or machines one licence is good for at a time; zero: not counted. Whoever holds two licences
/// has twice as many.
/// @param exclusiveFor Seconds from the purchase, rounded up as the duration, during which no licence that shares a use with
/// this one is sold; zero: not exclusive.
/// @param territory Hash of the list of places (ISO 3166 codes, sorted, separated by commas); zero: everywhere.
/// @param text Hash of the licence text, which names all that these fields do not.
struct Conditions {
    uint16 uses;
    uint16 rules;
    uint32 duration;
    uint16 owedBps;
    uint32 remixShares;
    uint96 revenueCeiling;
    uint96 remixCeiling;
    uint16 seats;
    uint32 exclusiveFor;
    bytes32 territory;
    bytes32 text;
}

/// @title How conditions become a number that speaks for itself
/// @notice A licence id is laid out as in {LicenceTerms}, with the rules in the 16 bits above `uses`: what a licence allows,
/// until when, and whether it can be passed on or taken back is read from its id alone.
library LicenceConditions {
    /// @notice A use: making and publishing a work from this one.
    uint16 internal constant REMIX = 64;
    uint16 internal constant ALL = LicenceTerms.ALL | REMIX;

    /// @notice A rule: a holder may pass the licence on.
    uint16 internal constant TRANSFERABLE = 1;
    /// @notice A rule: those whom the treaty names (without a treaty: the author) may take the licence back. What may be taken
    /// back does not travel: it would be passed on a moment before.
    uint16 internal constant REVOCABLE = 2;
    /// @notice A rule: whoever uses the work names its author.
    uint16 internal constant ATTRIBUTION = 4;
    /// @notice A rule: a remix is published only after the author of the work has approved it. A licence alone is no consent.
    uint16 internal constant APPROVAL = 8;
    /// @notice A rule: a remix is licensed on the same conditions.
    uint16 internal constant RECIPROCAL = 16;
    uint16 internal constant ALL_RULES = 31;

    /// @notice The id of a licence on these conditions, with the duration where the expiry day will stand.
    function licence(uint256 workId, Conditions calldata c) internal pure returns (uint256) {
        return LicenceTerms.id(workId, keccak256(abi.encode(c)), false, c.uses, c.duration) | uint256(c.rules) << 48;
    }

    /// @notice The rules that hold for a licence.
    function rulesOf(uint256 licenceId) internal pure returns (uint16) {
        return uint16(licenceId >> 48);
    }

    /// @notice Whether this rule holds for a licence.
    function has(uint256 licenceId, uint16 rule) internal pure returns (bool) {
        return rulesOf(licenceId) & rule != 0;
    }

    /// @notice The id of what is sold at `time`, from what {licence} gave. `time` is below 2**64, so no sum is too large.
    function sold(uint256 licence_, uint64 time) internal pure returns (uint256) {
        uint256 duration = uint32(licence_);
        if (duration == 0) return licence_;
        unchecked {
            return licence_ ^ duration | uint32((time + duration + 1 days - 1) / 1 days);
        }
    }
}
