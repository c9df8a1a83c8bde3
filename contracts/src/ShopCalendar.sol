// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LicenceConditions} from "./LicenceConditions.sol";
import {LicenceTerms} from "./LicenceTerms.sol";
import {UseLanes} from "./UseLanes.sol";

/// @title Which uses of a work are licensed until when, so that an exclusive licence is what it says
/// @notice Two licences to a work conflict if they have a use in common. For each use of a work this keeps the last day on
/// which a licence ends, the day on which an exclusive one ceases to be it, and the last offer that an exclusive sale closed:
/// three words, read and written without a loop, however many licences and offers there are.
///
/// An exclusive licence is sold only when no conflicting licence is valid any more. Its sale closes every conflicting offer,
/// its own too, and until it ceases to be exclusive no conflicting offer is made. A licence that was taken back still counts
/// until its end here: the calendar knows the days and not the holders.
abstract contract ShopCalendar {
    /// @notice An exclusive licence was sold. Every offer of the work up to `lastOffer` that has one of these uses is closed,
    /// and none is made before the time `until`.
    event ExclusiveSold(
        uint256 indexed workId, uint256 indexed licenceId, uint16 uses, uint256 lastOffer, uint64 until
    );

    /// @notice An exclusive sale closed this offer.
    error OfferOver(uint256 offerId);
    /// @notice A licence with one of these uses is still valid; an exclusive one cannot be sold beside it.
    error StillLicensed(uint256 workId, uint16 uses);
    /// @notice One of these uses is licensed to somebody alone for now.
    error Exclusive(uint256 workId, uint16 uses);

    /// Days since 1970 at whose beginning something ends, and numbers of offers, in {UseLanes}.
    /// @param busy When the last licence ends. Above the lanes: the newest offer when an exclusive licence was last sold.
    struct Calendar {
        uint256 busy;
        uint256 closed;
        uint256 exclusive;
    }

    uint256 private constant FOR_EVER = UseLanes.MAX;
    uint256 private constant ABOVE = 224;

    /// @notice How many offers were ever made; the newest has this id, the first has 1.
    uint256 public offerCount;

    mapping(uint256 workId => Calendar) private _calendars;

    /// @notice Until when some licence with one of these uses is valid, in Unix seconds: the beginning of a day, which may have
    /// passed, or the highest number for ever.
    function licensedUntil(uint256 workId, uint16 uses) external view returns (uint64) {
        return _latest(_calendars[workId].busy, uses);
    }

    /// @notice Until when one of these uses is licensed to somebody alone, likewise.
    function exclusiveUntil(uint256 workId, uint16 uses) external view returns (uint64) {
        return _latest(_calendars[workId].exclusive, uses);
    }

    /// @dev Numbers a new offer, or refuses it while one of its uses is somebody's alone. Marks the word that its first sale
    /// will change, so that no buyer pays for a new one.
    function _number(uint256 workId, uint16 uses) internal returns (uint256) {
        Calendar storage calendar = _calendars[workId];
        uint256 lanes = UseLanes.lanesOf(uses);
        uint256 today = block.timestamp / 1 days;
        if (_later(calendar.exclusive, lanes, today)) revert Exclusive(workId, uses);
        calendar.busy = UseLanes.raise(calendar.busy, lanes, today);
        return ++offerCount;
    }

    /// @dev Whether an exclusive sale closed this offer.
    function _isOver(uint256 workId, uint256 offerId, uint256 licenceId) internal view returns (bool) {
        Calendar storage calendar = _calendars[workId];
        return _isOver(calendar, calendar.busy, UseLanes.lanesOf(LicenceTerms.usesOf(licenceId)), offerId);
    }

    /// @dev Whether a licence with one of these uses is valid now.
    function _isBusy(uint256 workId, uint256 licenceId) internal view returns (bool) {
        uint256 lanes = UseLanes.lanesOf(LicenceTerms.usesOf(licenceId));
        return _later(_calendars[workId].busy, lanes, block.timestamp / 1 days);
    }

    /// @dev Writes a sale down, or refuses it.
    /// @param exclusiveFor Seconds; zero for a licence that is not exclusive.
    function _book(uint256 workId, uint256 offerId, uint256 licenceId, uint32 exclusiveFor) internal {
        Calendar storage calendar = _calendars[workId];
        uint256 busy = calendar.busy;
        uint256 lanes = UseLanes.lanesOf(LicenceTerms.usesOf(licenceId));
        if (_isOver(calendar, busy, lanes, offerId)) revert OfferOver(offerId);

        uint256 end = uint32(licenceId);
        uint256 raised = UseLanes.raise(busy, lanes, end == 0 ? FOR_EVER : end);
        if (exclusiveFor != 0) {
            uint16 uses = LicenceTerms.usesOf(licenceId);
            uint256 lastOffer = offerCount;
            if (_later(busy, lanes, block.timestamp / 1 days)) revert StillLicensed(workId, uses);
            uint256 day = LicenceTerms.expiryDay(block.timestamp, exclusiveFor);
            calendar.exclusive = UseLanes.raise(calendar.exclusive, lanes, day);
            calendar.closed = UseLanes.raise(calendar.closed, lanes, lastOffer);
            raised = raised << 32 >> 32 | lastOffer << ABOVE;
            emit ExclusiveSold(workId, licenceId, uses, lastOffer, uint64(day * 1 days));
        }
        if (raised != busy) calendar.busy = raised;
    }

    /// Most works never have an exclusive sale: the number above the lanes spares them a look into another word.
    function _isOver(Calendar storage calendar, uint256 busy, uint256 lanes, uint256 offerId)
        private
        view
        returns (bool)
    {
        return offerId <= busy >> ABOVE && UseLanes.reached(calendar.closed, lanes, offerId) != 0;
    }

    /// Whether one of the lanes names a later day.
    function _later(uint256 word, uint256 lanes, uint256 day) private pure returns (bool) {
        return UseLanes.reached(word, lanes, day + 1) != 0;
    }

    function _latest(uint256 word, uint16 uses) private pure returns (uint64) {
        uint256 day = 0;
        for (uint256 bit = 1; bit <= LicenceConditions.ALL; bit <<= 1) {
            uint256 found = word & UseLanes.MAX;
            if (uses & bit != 0 && found > day) day = found;
            word >>= 32;
        }
        return day == FOR_EVER ? type(uint64).max : uint64(day * 1 days);
    }
}
