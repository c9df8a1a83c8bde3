// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "./RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "./RoyaltyVaultFactory.sol";
import {SplitTreaty} from "./SplitTreaty.sol";
import {ChainPart, Treaty, TreatyHash} from "./TreatyHash.sol";
import {TreatyRules} from "./TreatyRules.sol";
import {WorkNFT} from "./WorkNFT.sol";

/// @notice By what right the caller speaks for a work.
/// @param treaty As the work's vault was made with, where that is not a treaty's hash; otherwise ignored.
/// @param text The treaty behind the vault, as the only entry; empty where there is none, and then the author alone speaks.
struct Standing {
    bytes32 treaty;
    Treaty[] text;
}

/// @title Who may sell licences to a work, from which price on, and who may take them back
/// @notice The treaty behind the work's vault says so: it is proved by the vault's address, which commits to its hash, and
/// counts if it was agreed on this chain, or if its only signer is the author, who consented by making the vault. The owner of
/// the work's token has no say, so nobody can buy the token to sell licences for a trifle and starve the holders of shares.
///
/// Where there is no treaty, the author of the vault alone speaks. A hash does not tell whether it is a treaty's: she does so
/// too while nobody has brought its treaty to {SplitTreaty.agree} or shown its text to {show}.
abstract contract ShopRights {
    /// @notice This is a treaty: where a vault was made with it, its author alone does not speak any more.
    event TreatyShown(bytes32 indexed treaty);

    /// @notice Without a treaty only the author of the work's vault may do this, naming the hash that she made it with.
    error NotAuthor(uint256 workId, address caller);
    /// @notice There is a treaty behind this vault. It must be shown.
    error TreatyHidden(bytes32 treaty);
    /// @notice This is not the treaty behind the work's vault.
    error ForeignTreaty(bytes32 treaty, address vault);
    /// @notice The treaty speaks for another work.
    error OtherWork(uint256 workId);
    /// @notice Not all signers have agreed on this chain.
    error NotAgreed(bytes32 treaty);
    /// @notice The treaty says nothing for this chain, or names another factory.
    error ChainNotAgreed(bytes32 treaty);
    /// @notice The treaty does not name this account.
    error NotNamed(address caller);
    /// @notice The treaty allows no offers in this token on this chain.
    error NoFloor(address token);
    /// @notice The treaty asks for at least `floor`.
    error BelowFloor(uint96 price, uint96 floor);

    WorkNFT public immutable works;
    RoyaltyVaultFactory public immutable factory;
    SplitTreaty public immutable treaties;

    /// @notice Hashes whose treaty was shown here.
    mapping(bytes32 treaty => bool) public isShown;

    constructor(WorkNFT works_, SplitTreaty treaties_) {
        (works, factory, treaties) = (works_, works_.factory(), treaties_);
    }

    /// @notice Shows that a hash is a treaty's, for a treaty that is not agreed on this chain yet: until it is, nobody speaks
    /// for its work. Anybody may; whoever signs one does well to, if its vault may be made before all have signed.
    function show(Treaty calldata treaty) external returns (bytes32 id) {
        id = TreatyHash.hash(treaty);
        isShown[id] = true;
        emit TreatyShown(id);
    }

    /// @dev Refuses all but those who may offer licences to the work.
    function _requireOfferer(uint256 workId, address vault, Standing calldata by) internal view {
        if (_isAuthor(workId, vault, by)) return;
        Treaty calldata treaty = by.text[0];
        _requireTreaty(workId, vault, treaty);
        if (!TreatyRules.mayOffer(treaty, msg.sender)) revert NotNamed(msg.sender);
    }

    /// @dev Refuses all but those who may take licences to the work back.
    function _requireRevoker(uint256 workId, address vault, Standing calldata by) internal view {
        if (_isAuthor(workId, vault, by)) return;
        Treaty calldata treaty = by.text[0];
        _requireTreaty(workId, vault, treaty);
        if (!TreatyRules.mayRevoke(treaty, msg.sender)) revert NotNamed(msg.sender);
    }

    /// @dev Refuses a price below the floor that was agreed for this token and chain, if there is a treaty.
    function _requireFloor(Standing calldata by, address token, uint96 price) internal view {
        if (by.text.length == 0) return;
        (bool found, uint96 floor) = TreatyRules.floorOf(by.text[0], block.chainid, token);
        if (!found) revert NoFloor(token);
        if (price < floor) revert BelowFloor(price, floor);
    }

    /// The vault's address proves its author: only she could make it, and only she could mint a work onto it. False: there is a
    /// treaty to be looked at.
    function _isAuthor(uint256 workId, address vault, Standing calldata by) private view returns (bool) {
        if (by.text.length != 0) return false;
        if (factory.predict(msg.sender, RoyaltyVault(vault).sharesRoot(), by.treaty) != vault) {
            revert NotAuthor(workId, msg.sender);
        }
        if (isShown[by.treaty] || treaties.agreedAt(by.treaty) != 0) revert TreatyHidden(by.treaty);
        return true;
    }

    function _requireTreaty(uint256 workId, address vault, Treaty calldata treaty) private view {
        bytes32 id = TreatyHash.hash(treaty);
        if (factory.predict(treaty.author, treaty.sharesRoot, id) != vault) revert ForeignTreaty(id, vault);
        if (TreatyRules.workId(treaty) != workId) revert OtherWork(workId);
        bool alone = treaty.signers.length == 1 && treaty.signers[0] == treaty.author;
        if (!alone && treaties.agreedAt(id) == 0) revert NotAgreed(id);
        (bool named, ChainPart calldata part) = TreatyRules.chainOf(treaty, block.chainid);
        if (!named || part.factory != address(factory)) revert ChainNotAgreed(id);
    }
}
