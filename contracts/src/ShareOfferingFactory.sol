// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FanPool} from "./FanPool.sol";
import {Offering, OfferingCode, OfferingTerms} from "./OfferingCode.sol";
import {OfferingMoney} from "./OfferingMoney.sol";
import {OfferingNotice} from "./OfferingNotice.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "./RoyaltyVaultFactory.sol";
import {ShareOffering} from "./ShareOffering.sol";
import {VaultCode} from "./VaultCode.sol";

/// @notice What a vault's address is made from.
struct VaultKey {
    address author;
    bytes32 sharesRoot;
    bytes32 treaty;
}

/// @title Opens offerings of a work's shares to fans
/// @notice Each offering is a small contract of its own, at an address that commits to its artist, its vault and all its
/// terms. The vault is named by what its address is made from, so only vaults of the factory can be offered: a contract that
/// merely looks like one cannot. No owner, no fee.
///
/// One contract for each offering, and not one record in a contract for all: a vault keeps its accounts by address, so the
/// income of shares in escrow is apart from that of every other offering without any arithmetic, and whatever a token does to
/// one offering's money, no other's lies beside it.
contract ShareOfferingFactory {
    using SafeERC20 for IERC20;

    /// @notice `artist` offers shares of `vault`. `text` is hers, and its hash one of the terms. With `salt` anybody can compute
    /// the address again.
    event OfferingOpened(
        address indexed offering,
        address indexed vault,
        address indexed artist,
        OfferingTerms terms,
        bytes32 salt,
        string text
    );

    /// @notice No vault of the factory stands at this address.
    error NoSuchVault(address vault);
    /// @notice The vault does not divide this token.
    error TokenNotDivided(address token);
    /// @notice Selling for nothing.
    error PriceZero();
    /// @notice A ceiling below the price: fans could not even get back what they paid.
    error CeilingBelowPrice(uint96 ceiling, uint96 price);
    /// @notice The cap is between 1 and all shares; the minimum and the cap per buyer are between 1 and the cap.
    error BadAmounts(uint32 cap, uint32 minimum, uint32 perBuyer);
    /// @notice The sale ends in the future and within 366 days; the term ends at least 30 days later, and within 100 years.
    error BadTimes(uint40 deadline, uint40 termEnd);
    /// @notice One to eight of A-Z, 0-9 and "-", then zeros.
    error BadJurisdiction(bytes8 jurisdiction);
    /// @notice There is no text, or it does not have the hash that the terms name.
    error WrongText(bytes32 hash);
    /// @notice This artist has opened exactly this offering with this salt already.
    error OfferingExists(address offering);

    /// The longest that shares and money can lie in a sale.
    uint256 private constant MAX_SALE = 366 days;
    /// A term in milliseconds, or another slip of the pen, would keep the shares for ever.
    uint256 private constant MAX_TERM = 36_525 days;

    RoyaltyVaultFactory public immutable vaults;
    /// @notice The code behind every offering.
    address public immutable implementation;

    constructor(RoyaltyVaultFactory vaults_) {
        vaults = vaults_;
        implementation = address(new ShareOffering(address(new FanPool())));
    }

    /// @notice Opens an offering of the caller's shares, which move into its escrow at once: approve `cap` shares of the vault
    /// for this contract first.
    /// @param text What the artist tells her fans, in full; it is kept in the event and its hash in the terms.
    /// @param salt Tells offerings of equal terms apart.
    function open(VaultKey calldata key, OfferingTerms calldata terms, string calldata text, bytes32 salt)
        external
        returns (address offering)
    {
        Offering memory o = Offering(vaults.predict(key.author, key.sharesRoot, key.treaty), msg.sender, terms);
        if (o.vault.code.length == 0) revert NoSuchVault(o.vault);
        _check(o.vault, terms);
        bytes32 hash = keccak256(bytes(text));
        if (bytes(text).length == 0 || hash != terms.text) revert WrongText(hash);

        bytes memory code = OfferingCode.pack(o);
        offering = Clones.predictDeterministicAddressWithImmutableArgs(implementation, code, salt);
        if (offering.code.length != 0) revert OfferingExists(offering);
        Clones.cloneDeterministicWithImmutableArgs(implementation, code, salt);
        emit OfferingOpened(offering, o.vault, msg.sender, terms, salt, text);
        ShareOffering(offering).begin();
        IERC20(o.vault).safeTransferFrom(msg.sender, offering, terms.cap);
    }

    /// @notice Where this offering is, or will be.
    function predict(address artist, VaultKey calldata key, OfferingTerms calldata terms, bytes32 salt)
        external
        view
        returns (address)
    {
        address vault = vaults.predict(key.author, key.sharesRoot, key.treaty);
        bytes memory code = OfferingCode.pack(Offering(vault, artist, terms));
        return Clones.predictDeterministicAddressWithImmutableArgs(implementation, code, salt);
    }

    function _check(address vault, OfferingTerms calldata t) private view {
        if (t.token != OfferingMoney.NATIVE && !_divides(vault, t.token)) revert TokenNotDivided(t.token);
        if (t.price == 0) revert PriceZero();
        if (t.ceiling < t.price) revert CeilingBelowPrice(t.ceiling, t.price);
        bool amounts = t.cap != 0 && t.cap <= VaultCode.SUPPLY && t.minimum != 0 && t.minimum <= t.cap
            && t.perBuyer != 0 && t.perBuyer <= t.cap;
        if (!amounts) revert BadAmounts(t.cap, t.minimum, t.perBuyer);
        bool times = t.deadline > block.timestamp && t.deadline <= block.timestamp + MAX_SALE
            && t.termEnd >= t.deadline + OfferingCode.GRACE && t.termEnd <= block.timestamp + MAX_TERM;
        if (!times) revert BadTimes(t.deadline, t.termEnd);
        if (!OfferingNotice.isJurisdiction(t.jurisdiction)) revert BadJurisdiction(t.jurisdiction);
    }

    function _divides(address vault, address token) private view returns (bool) {
        address[] memory pinned = RoyaltyVault(vault).tokens();
        for (uint256 i; i < pinned.length; ++i) {
            if (pinned[i] == token) return true;
        }
        return false;
    }
}
