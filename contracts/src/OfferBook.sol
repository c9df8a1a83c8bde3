// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Conditions, LicenceConditions} from "./LicenceConditions.sol";
import {LicenceForm} from "./LicenceForm.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {ShopCalendar} from "./ShopCalendar.sol";
import {ShopRights, Standing} from "./ShopRights.sol";
import {SplitTreaty} from "./SplitTreaty.sol";
import {WorkNFT} from "./WorkNFT.sol";

/// @notice An offer as it stands. It never changes but for what is left of it, so a buyer pays the price that she saw.
/// @param licence The id of the licences sold, with the duration where their expiry day will stand.
/// @param left Licences still for sale; `type(uint32).max` stands for no limit.
/// @param exclusiveFor Seconds; zero for licences that are not exclusive.
/// @param owedBps Part of the licensee's revenue that is owed to the vault, in basis points.
/// @param seats How many people or machines one licence is good for at a time; zero: not counted.
struct Offer {
    uint256 workId;
    uint256 licence;
    address token;
    uint96 price;
    address vault;
    uint32 left;
    uint32 exclusiveFor;
    uint16 owedBps;
    uint16 seats;
}

/// @title Offers of licences
/// @notice Made and closed by those who may ({ShopRights}), at times when they may be made ({ShopCalendar}).
abstract contract OfferBook is ShopRights, ShopCalendar {
    /// @notice A work's licence is for sale. `token` zero: the native coin. `maxSupply` zero: no limit.
    event Offered(
        uint256 indexed offerId,
        uint256 indexed workId,
        address indexed seller,
        Conditions conditions,
        uint96 price,
        address token,
        uint32 maxSupply,
        address vault
    );
    /// @notice No more licences are sold under this offer. Those sold stay valid.
    event OfferClosed(uint256 indexed offerId, uint256 indexed workId, address indexed closer);

    /// @notice A licence that costs nothing is not sold here.
    error PriceZero();
    /// @notice The work's vault does not divide this token; money in it would be lost.
    error TokenNotDivided(address token);
    /// @notice No such offer.
    error NoSuchOffer(uint256 offerId);
    /// @notice The offer is closed or has fewer licences left than asked for.
    error SoldOut(uint256 offerId, uint32 left);
    /// @notice No licence with this id was ever offered.
    error NoSuchLicence(uint256 licenceId);

    /// What is not in a licence's id.
    /// @param offerId The first offer of such licences; zero: there is none.
    /// @param remixShares Shares of a remix's vault that the work's vault must hold at least.
    struct Kind {
        uint224 offerId;
        uint32 remixShares;
    }

    uint32 internal constant NO_LIMIT = type(uint32).max;

    /// @notice Looks at conditions and writes metadata.
    LicenceForm public immutable form = new LicenceForm();

    mapping(uint256 offerId => Offer) internal _offers;
    /// By the upper 192 bits of the licences' id.
    mapping(uint256 key => Kind) private _kinds;

    constructor(WorkNFT works_, SplitTreaty treaties_) ShopRights(works_, treaties_) {}

    // ---------------------------------------------------------------- selling

    /// @notice Offers licences to a work.
    /// @param price Per licence, in the smallest unit of `token`.
    /// @param token Zero for the native coin, or a token that the work's vault divides.
    /// @param maxSupply How many may be sold; zero for no limit.
    /// @param by Why the caller may: the treaty names her, or there is none and she is the author.
    function offer(
        uint256 workId,
        Conditions calldata conditions,
        uint96 price,
        address token,
        uint32 maxSupply,
        Standing calldata by
    ) external returns (uint256 offerId) {
        address vault = works.vaultOf(workId);
        _requireOfferer(workId, vault, by);
        _requireFloor(by, token, price);
        form.check(conditions);
        if (price == 0) revert PriceZero();
        if (token != address(0) && !_divides(vault, token)) revert TokenNotDivided(token);
        offerId = _number(workId, conditions.uses);

        uint256 licence = LicenceConditions.licence(workId, conditions);
        Kind storage kind = _kinds[licence >> 64];
        if (kind.offerId == 0) (kind.offerId, kind.remixShares) = (uint224(offerId), conditions.remixShares);
        _offers[offerId] = Offer({
            workId: workId,
            licence: licence,
            token: token,
            price: price,
            vault: vault,
            left: maxSupply == 0 ? NO_LIMIT : maxSupply,
            exclusiveFor: conditions.exclusiveFor,
            owedBps: conditions.owedBps,
            seats: conditions.seats
        });
        emit Offered(offerId, workId, msg.sender, conditions, price, token, maxSupply, vault);
    }

    /// @notice Ends an offer. Whoever may offer the work may end its offers, whoever made them.
    function close(uint256 offerId, Standing calldata by) external {
        Offer storage open = _offers[offerId];
        (uint256 workId, address vault) = (open.workId, open.vault);
        if (vault == address(0)) revert NoSuchOffer(offerId);
        _requireOfferer(workId, vault, by);
        if (open.left == 0) revert SoldOut(offerId, 0);
        open.left = 0;
        emit OfferClosed(offerId, workId, msg.sender);
    }

    // ---------------------------------------------------------------- reading

    /// @notice An offer as it stands.
    function offerOf(uint256 offerId) public view returns (Offer memory found) {
        found = _offers[offerId];
        if (found.vault == address(0)) revert NoSuchOffer(offerId);
    }

    /// @notice Whether one licence could be bought under this offer now.
    function isOpen(uint256 offerId) external view returns (bool) {
        Offer storage found = _offers[offerId];
        (uint256 workId, uint256 licence) = (found.workId, found.licence);
        if (found.left == 0 || _isOver(workId, offerId, licence)) return false;
        return found.exclusiveFor == 0 || !_isBusy(workId, licence);
    }

    /// @notice The licence that a purchase at `time` (Unix seconds) gives.
    function licenceIdOf(uint256 offerId, uint64 time) external view returns (uint256) {
        return LicenceConditions.sold(offerOf(offerId).licence, time);
    }

    /// @notice The first offer of a licence: it names the work, and what its holder owes of her revenue. Its event has the
    /// conditions whole.
    function firstOfferOf(uint256 licenceId) external view returns (uint256) {
        return _kind(licenceId).offerId;
    }

    // ---------------------------------------------------------------- inside

    function _kind(uint256 licenceId) internal view returns (Kind storage kind) {
        kind = _kinds[licenceId >> 64];
        if (kind.offerId == 0) revert NoSuchLicence(licenceId);
    }

    function _divides(address vault, address token) private view returns (bool) {
        address[] memory pinned = RoyaltyVault(vault).tokens();
        for (uint256 i; i < pinned.length; ++i) {
            if (pinned[i] == token) return true;
        }
        return false;
    }
}
