// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {LicenceTerms, Terms} from "./LicenceTerms.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {WorkNFT} from "./WorkNFT.sol";

/// @notice An offer as it stands. It never changes but for what is left of it, so a buyer pays the price that she saw.
/// @param left Licences still for sale; `type(uint32).max` stands for no limit.
struct Offer {
    uint256 workId;
    bytes32 termsHash;
    address token;
    uint96 price;
    address vault;
    uint32 duration;
    uint32 left;
    uint16 uses;
    bool transferable;
}

/// @notice A signed payment: the part of an EIP-3009 `ReceiveWithAuthorization` that the purchase does not already fix.
struct Authorization {
    address from;
    uint256 validAfter;
    uint256 validBefore;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title Sells licences to works
/// @notice The owner of a work's token offers terms at a price; anybody buys. Money goes to the work's vault within the
/// same call: the shop never holds any, has no owner and takes no fee. A licence is an ERC-1155 token whose id tells what it
/// allows and until when ({LicenceTerms}).
contract LicenceShop is ERC1155 {
    using SafeERC20 for IERC20;

    /// @notice A work's licence is for sale. `token` zero: the native coin. `maxSupply` zero: no limit.
    event Offered(
        uint256 indexed offerId,
        uint256 indexed workId,
        address indexed seller,
        Terms terms,
        uint96 price,
        address token,
        uint32 maxSupply,
        address vault
    );
    /// @notice No more licences are sold under this offer. Those sold stay valid.
    event OfferClosed(uint256 indexed offerId, uint256 indexed workId);
    /// @notice `buyer` paid `paid` of `token` into the work's vault. Who holds the licence stands in `TransferSingle`.
    event LicenceSold(
        uint256 indexed workId,
        uint256 indexed licenceId,
        address indexed buyer,
        address token,
        uint256 paid,
        uint256 quantity,
        uint256 offerId,
        bytes32 ref
    );

    /// @notice Only the owner of the work's token may do this.
    error NotWorkOwner(uint256 workId, address caller);
    /// @notice Terms that allow nothing, or name a use that does not exist.
    error BadTerms(uint16 uses);
    /// @notice A licence that costs nothing is not sold here.
    error PriceZero();
    /// @notice The work's vault does not divide this token; money in it would be lost.
    error TokenNotDivided(address token);
    /// @notice No such offer.
    error NoSuchOffer(uint256 offerId);
    /// @notice The offer is closed or has fewer licences left than asked for.
    error SoldOut(uint256 offerId, uint32 left);
    /// @notice Buying none.
    error QuantityZero();
    /// @notice The coin sent is not the price.
    error WrongValue(uint256 sent, uint256 price);
    /// @notice This offer is sold for coin, which needs no signature.
    error NotAToken();
    /// @notice The vault did not take the payment.
    error PaymentRefused(address vault);
    /// @notice The terms do not let a holder pass this licence on.
    error NotTransferable(uint256 licenceId);

    uint32 private constant NO_LIMIT = type(uint32).max;

    WorkNFT public immutable works;
    /// @notice How many offers were ever made; the newest has this id, the first has 1.
    uint256 public offerCount;

    mapping(uint256 offerId => Offer) private _offers;

    constructor(WorkNFT works_) ERC1155("") {
        works = works_;
    }

    // ---------------------------------------------------------------- selling

    /// @notice Offers licences to a work.
    /// @param price Per licence, in the smallest unit of `token`.
    /// @param token Zero for the native coin, or a token that the work's vault divides.
    /// @param maxSupply How many may be sold; zero for no limit.
    function offer(uint256 workId, Terms calldata terms, uint96 price, address token, uint32 maxSupply)
        external
        returns (uint256 offerId)
    {
        _onlyWorkOwner(workId);
        if (terms.uses == 0 || terms.uses > LicenceTerms.ALL) revert BadTerms(terms.uses);
        if (price == 0) revert PriceZero();
        address vault = works.vaultOf(workId);
        if (token != address(0) && !_divides(vault, token)) revert TokenNotDivided(token);

        offerId = ++offerCount;
        _offers[offerId] = Offer({
            workId: workId,
            termsHash: LicenceTerms.hash(terms),
            token: token,
            price: price,
            vault: vault,
            duration: terms.duration,
            left: maxSupply == 0 ? NO_LIMIT : maxSupply,
            uses: terms.uses,
            transferable: terms.transferable
        });
        emit Offered(offerId, workId, msg.sender, terms, price, token, maxSupply, vault);
    }

    /// @notice Ends an offer. The owner of the work's token may, whoever made the offer.
    function close(uint256 offerId) external {
        Offer storage open = _offers[offerId];
        _onlyWorkOwner(open.workId);
        if (open.left == 0) revert SoldOut(offerId, 0);
        open.left = 0;
        emit OfferClosed(offerId, open.workId);
    }

    // ---------------------------------------------------------------- buying

    /// @notice Buys for `to`, in coin sent along (exactly the price) or in a token that the caller approved for the shop.
    /// @param ref The buyer's own reference, for her books.
    function buy(uint256 offerId, uint32 quantity, address to, bytes32 ref) external payable returns (uint256) {
        (Offer memory bought, uint256 cost) = _take(offerId, quantity);
        if (bought.token == address(0)) {
            if (msg.value != cost) revert WrongValue(msg.value, cost);
            (bool paid,) = bought.vault.call{value: cost}("");
            if (!paid) revert PaymentRefused(bought.vault);
        } else {
            if (msg.value != 0) revert WrongValue(msg.value, 0);
            IERC20(bought.token).safeTransferFrom(msg.sender, bought.vault, cost);
        }
        return _deliver(bought, offerId, quantity, cost, msg.sender, to, ref);
    }

    /// @notice As {buy}, with the token approval signed (EIP-2612) for exactly the price. A permit that somebody has already
    /// sent does no harm: the allowance is there.
    function buyWithPermit(
        uint256 offerId,
        uint32 quantity,
        address to,
        bytes32 ref,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256) {
        (Offer memory bought, uint256 cost) = _take(offerId, quantity);
        if (bought.token == address(0)) revert NotAToken();
        try IERC20Permit(bought.token).permit(msg.sender, address(this), cost, deadline, v, r, s) {} catch {}
        IERC20(bought.token).safeTransferFrom(msg.sender, bought.vault, cost);
        return _deliver(bought, offerId, quantity, cost, msg.sender, to, ref);
    }

    /// @notice Buys with a signed payment (EIP-3009) of `payment.from`, sent by anybody: the buyer needs no coin for gas. The
    /// signature must be a `ReceiveWithAuthorization` to the shop over exactly the price with {purchaseHash} as its nonce, so
    /// it buys this and nothing else, and only once.
    function buyWithAuthorization(
        uint256 offerId,
        uint32 quantity,
        address to,
        bytes32 ref,
        Authorization calldata payment
    ) external returns (uint256) {
        (Offer memory bought, uint256 cost) = _take(offerId, quantity);
        if (bought.token == address(0)) revert NotAToken();
        _receive(bought.token, cost, _purchaseHash(bought, offerId, quantity, to, ref), payment);
        IERC20(bought.token).safeTransfer(bought.vault, cost);
        return _deliver(bought, offerId, quantity, cost, payment.from, to, ref);
    }

    // ---------------------------------------------------------------- reading

    /// @notice The nonce that a signed purchase carries: `keccak256(abi.encode(chainId, shop, offerId, workId, termsHash,
    /// token, price, quantity, to, ref))`. Another `ref` makes another purchase.
    function purchaseHash(uint256 offerId, uint32 quantity, address to, bytes32 ref) external view returns (bytes32) {
        return _purchaseHash(offerOf(offerId), offerId, quantity, to, ref);
    }

    /// @notice An offer as it stands.
    function offerOf(uint256 offerId) public view returns (Offer memory found) {
        found = _offers[offerId];
        if (found.vault == address(0)) revert NoSuchOffer(offerId);
    }

    /// @notice The licence that a purchase at `time` (Unix seconds) gives.
    function licenceIdOf(uint256 offerId, uint64 time) external view returns (uint256) {
        return _licenceId(offerOf(offerId), time);
    }

    /// @notice Whether `holder` holds this licence now and it has not ended.
    function isValid(uint256 licenceId, address holder) external view returns (bool) {
        uint64 end = LicenceTerms.endOf(licenceId);
        return (end == 0 || block.timestamp < end) && balanceOf(holder, licenceId) != 0;
    }

    /// @notice When a licence ends, in Unix seconds; zero if it never does.
    function endOf(uint256 licenceId) external pure returns (uint64) {
        return LicenceTerms.endOf(licenceId);
    }

    /// @notice What a licence allows, as the bits of {LicenceTerms}.
    function usesOf(uint256 licenceId) external pure returns (uint16) {
        return LicenceTerms.usesOf(licenceId);
    }

    /// @notice Whether a holder may pass a licence on.
    function isTransferable(uint256 licenceId) external pure returns (bool) {
        return LicenceTerms.isTransferable(licenceId);
    }

    /// @notice Metadata as a `data:` URI.
    function uri(uint256 licenceId) public pure override returns (string memory) {
        bytes memory json = abi.encodePacked(
            '{"name":"Licence","description":"A licence sold with Colophon.","properties":{"uses":',
            Strings.toString(LicenceTerms.usesOf(licenceId)),
            ',"ends_at":',
            Strings.toString(LicenceTerms.endOf(licenceId)),
            ',"transferable":',
            LicenceTerms.isTransferable(licenceId) ? "true}}" : "false}}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    // ---------------------------------------------------------------- inside

    /// Takes `quantity` off the offer before anything else happens.
    function _take(uint256 offerId, uint32 quantity) private returns (Offer memory bought, uint256 cost) {
        bought = offerOf(offerId);
        if (quantity == 0) revert QuantityZero();
        if (quantity > bought.left) revert SoldOut(offerId, bought.left);
        if (bought.left != NO_LIMIT) _offers[offerId].left = bought.left - quantity;
        cost = uint256(bought.price) * quantity;
    }

    function _receive(address token, uint256 cost, bytes32 nonce, Authorization calldata payment) private {
        IERC3009(token)
            .receiveWithAuthorization(
                payment.from,
                address(this),
                cost,
                payment.validAfter,
                payment.validBefore,
                nonce,
                payment.v,
                payment.r,
                payment.s
            );
    }

    /// Comes last: a receiving contract is called.
    function _deliver(
        Offer memory bought,
        uint256 offerId,
        uint32 quantity,
        uint256 cost,
        address buyer,
        address to,
        bytes32 ref
    ) private returns (uint256 licenceId) {
        licenceId = _licenceId(bought, block.timestamp);
        emit LicenceSold(bought.workId, licenceId, buyer, bought.token, cost, quantity, offerId, ref);
        _mint(to, licenceId, quantity, "");
    }

    function _licenceId(Offer memory bought, uint256 time) private pure returns (uint256) {
        uint32 day = LicenceTerms.expiryDay(time, bought.duration);
        return LicenceTerms.id(bought.workId, bought.termsHash, bought.transferable, bought.uses, day);
    }

    function _purchaseHash(Offer memory bought, uint256 offerId, uint32 quantity, address to, bytes32 ref)
        private
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                block.chainid,
                address(this),
                offerId,
                bought.workId,
                bought.termsHash,
                bought.token,
                bought.price,
                quantity,
                to,
                ref
            )
        );
    }

    function _divides(address vault, address token) private view returns (bool) {
        address[] memory pinned = RoyaltyVault(vault).tokens();
        for (uint256 i; i < pinned.length; ++i) {
            if (pinned[i] == token) return true;
        }
        return false;
    }

    function _onlyWorkOwner(uint256 workId) private view {
        if (works.ownerOf(workId) != msg.sender) revert NotWorkOwner(workId, msg.sender);
    }

    /// Between two holders only where the terms allow it.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        if (from != address(0)) {
            for (uint256 i; i < ids.length; ++i) {
                if (!LicenceTerms.isTransferable(ids[i])) revert NotTransferable(ids[i]);
            }
        }
        super._update(from, to, ids, values);
    }
}
