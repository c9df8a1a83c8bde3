// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {LicenceConditions} from "./LicenceConditions.sol";
import {LicenceTerms} from "./LicenceTerms.sol";
import {Offer, OfferBook} from "./OfferBook.sol";
import {ParentLink} from "./RemixGraph.sol";
import {Standing} from "./ShopRights.sol";

/// @title Who holds which licence, and what it is good for
/// @notice A licence is an ERC-1155 token whose id tells what it allows and until when ({LicenceTerms}, {LicenceConditions}).
abstract contract LicenceBook is ERC1155, OfferBook {
    /// @notice What `holder` has of this licence is not valid any more. `reason` is the hash of the document that says why.
    event Revoked(
        uint256 indexed licenceId, uint256 indexed workId, address indexed holder, address revoker, bytes32 reason
    );
    /// @notice The author of `workId` holds a licence to make it from `parentId`.
    event RemixLicensed(uint256 indexed workId, uint256 indexed parentId, uint256 indexed licenceId, address author);

    /// @notice The terms do not let a holder pass this licence on.
    error NotTransferable(uint256 licenceId);
    /// @notice Whether a licence was valid cannot be told for a moment that has passed.
    error InThePast(uint256 time);
    /// @notice The conditions do not let anybody take this licence back.
    error NotRevocable(uint256 licenceId);
    /// @notice This account does not have this licence.
    error NotHeld(uint256 licenceId, address holder);
    /// @notice This licence was taken back from this account.
    error WasRevoked(uint256 licenceId, address holder);
    /// @notice The work does not name this parent.
    error NoSuchParent(uint256 workId, uint256 parentId);
    /// @notice This licence is for another work, or does not allow a remix without more ado, or the author does not hold it now.
    error NotLicensed(uint256 parentId, uint256 licenceId);
    /// @notice The parent's vault holds `shares` of the work's vault; the licence asks for `wanted`.
    error TooFewShares(uint256 parentId, uint32 shares, uint32 wanted);

    mapping(uint256 licenceId => mapping(address holder => bool)) private _revoked;

    /// @notice The licence under which `workId` was made from `parentId`; zero if none was recorded.
    mapping(uint256 workId => mapping(uint256 parentId => uint256 licenceId)) public remixLicence;

    // ---------------------------------------------------------------- reading

    /// @notice Whether `holder`, as things stand, has this licence at `time` (Unix seconds): now, or later. Who held it in the
    /// past is not known here and not answered.
    function isValid(uint256 licenceId, address holder, uint256 time) public view returns (bool) {
        if (time < block.timestamp) revert InThePast(time);
        uint64 end = LicenceTerms.endOf(licenceId);
        return (end == 0 || time < end) && balanceOf(holder, licenceId) != 0 && !_revoked[licenceId][holder];
    }

    /// @notice {isValid} in this block, for those who do not know its time beforehand.
    function isValidNow(uint256 licenceId, address holder) external view returns (bool) {
        return isValid(licenceId, holder, block.timestamp);
    }

    /// @notice When a licence ends, in Unix seconds; zero if it never does.
    function endOf(uint256 licenceId) external pure returns (uint64) {
        return LicenceTerms.endOf(licenceId);
    }

    /// @notice What a licence allows, as the bits of {LicenceTerms} and {LicenceConditions}.
    function usesOf(uint256 licenceId) external pure returns (uint16) {
        return LicenceTerms.usesOf(licenceId);
    }

    /// @notice Whether a holder may pass a licence on.
    function isTransferable(uint256 licenceId) external pure returns (bool) {
        return LicenceTerms.isTransferable(licenceId);
    }

    /// @notice Whether a licence can be taken back.
    function isRevocable(uint256 licenceId) public pure returns (bool) {
        return LicenceConditions.has(licenceId, LicenceConditions.REVOCABLE);
    }

    /// @notice Metadata as a `data:` URI.
    function uri(uint256 licenceId) public view override returns (string memory) {
        return form.metadata(licenceId);
    }

    // ---------------------------------------------------------------- taking back

    /// @notice Takes a licence back from its holder, if its conditions allow that and the caller is named for it by the treaty
    /// (without one: is the author). What was paid is the vault's and is not given back here. The same licence cannot be
    /// sold to this holder again, but another can.
    /// @param reason Hash of the document that says why.
    function revoke(uint256 licenceId, address holder, bytes32 reason, Standing calldata by) external {
        Offer storage sold = _offers[_kind(licenceId).offerId];
        uint256 workId = sold.workId;
        _requireRevoker(workId, sold.vault, by);
        if (!isRevocable(licenceId)) revert NotRevocable(licenceId);
        if (balanceOf(holder, licenceId) == 0) revert NotHeld(licenceId, holder);
        _requireNotRevoked(licenceId, holder);
        _revoked[licenceId][holder] = true;
        emit Revoked(licenceId, workId, holder, msg.sender, reason);
    }

    // ---------------------------------------------------------------- remixes

    /// @notice Records that the caller's work was made from `parentId` under a licence that she holds. {WorkNFT} was there
    /// before this shop and cannot know it, so the consent that a licence is stands here, beside the one given there. It
    /// stays when the licence ends: what was published under it was published lawfully.
    /// @param leaf The work's leaf; with the caller it makes the work's id.
    function recordRemix(bytes32 leaf, uint256 parentId, uint256 licenceId) external returns (uint256 workId) {
        workId = works.workIdOf(msg.sender, leaf);
        uint32 shares = _sharesOf(workId, parentId);
        Kind storage kind = _kind(licenceId);
        bool allows = LicenceTerms.usesOf(licenceId) & LicenceConditions.REMIX != 0
            && !LicenceConditions.has(licenceId, LicenceConditions.APPROVAL);
        if (_offers[kind.offerId].workId != parentId || !allows || !isValid(licenceId, msg.sender, block.timestamp)) {
            revert NotLicensed(parentId, licenceId);
        }
        if (shares < kind.remixShares) revert TooFewShares(parentId, shares, kind.remixShares);
        remixLicence[workId][parentId] = licenceId;
        emit RemixLicensed(workId, parentId, licenceId, msg.sender);
    }

    /// @notice Whether the parent's side consented to a remix: the owner of its token said so in {WorkNFT}, or its author
    /// recorded a licence here.
    function isAgreed(uint256 workId, uint256 parentId) external view returns (bool) {
        return remixLicence[workId][parentId] != 0 || works.isAgreed(workId, parentId);
    }

    /// What the parent's vault was promised when the work was minted.
    function _sharesOf(uint256 workId, uint256 parentId) private view returns (uint32) {
        ParentLink[] memory links = works.parentsOf(workId);
        for (uint256 i; i < links.length; ++i) {
            if (links[i].workId == parentId) return links[i].shares;
        }
        revert NoSuchParent(workId, parentId);
    }

    /// What was taken from a holder is not sold to her again: she would pay for nothing.
    function _requireNotRevoked(uint256 licenceId, address holder) internal view {
        if (isRevocable(licenceId) && _revoked[licenceId][holder]) revert WasRevoked(licenceId, holder);
    }

    /// Between two holders only where the terms allow it. What does not travel cannot be revoked on its way.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        if (from != address(0)) {
            for (uint256 i; i < ids.length; ++i) {
                if (!LicenceTerms.isTransferable(ids[i])) revert NotTransferable(ids[i]);
            }
        }
        super._update(from, to, ids, values);
    }
}
