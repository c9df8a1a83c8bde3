// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {LicenceBook} from "./LicenceBook.sol";
import {LicenceConditions} from "./LicenceConditions.sol";
import {Offer, OfferBook} from "./OfferBook.sol";
import {SplitTreaty} from "./SplitTreaty.sol";
import {WorkNFT} from "./WorkNFT.sol";

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
/// @notice Those whom the treaty behind a work names (without one: its author) offer terms at a price; anybody buys. Money goes
/// to the work's vault within the same call: the shop never holds any, has no owner and takes no fee.
///
/// A token that keeps a part of each transfer brings the vault less than the price. It is not taken by signed payment, and
/// a vault that pins one has its author's word for it.
/// @dev {ShopRights} says who may sell and take back, {ShopCalendar} what is licensed to somebody alone, {OfferBook} has the
/// offers, {LicenceBook} the licences. State is written before foreign code runs (token, vault, receiver), in every path.
contract LicenceShop is LicenceBook {
    using SafeERC20 for IERC20;

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
    /// @notice From now on `holder` owes the work's vault `owedBps` basis points of what she earns under this licence.
    event ShareOwed(uint256 indexed licenceId, uint256 indexed workId, address indexed holder, uint16 owedBps);

    /// @notice Buying none.
    error QuantityZero();
    /// @notice Of an exclusive licence there is one.
    error ExclusiveIsOne(uint32 quantity);
    /// @notice The coin sent is not the price.
    error WrongValue(uint256 sent, uint256 price);
    /// @notice This offer is sold for coin, which needs no signature.
    error NotAToken();
    /// @notice The vault did not take the payment.
    error PaymentRefused(address vault);

    /// What a purchase comes to.
    struct Sale {
        uint256 workId;
        uint256 licenceId;
        address token;
        address vault;
        uint256 cost;
        uint16 owedBps;
    }

    constructor(WorkNFT works_, SplitTreaty treaties_) ERC1155("") OfferBook(works_, treaties_) {}

    // ---------------------------------------------------------------- buying

    /// @notice Buys for `to`, in coin sent along (exactly the price) or in a token that the caller approved for the shop.
    /// @param ref The buyer's own reference, for her books.
    function buy(uint256 offerId, uint32 quantity, address to, bytes32 ref) external payable returns (uint256) {
        Sale memory sale = _take(offerId, quantity);
        if (sale.token == address(0)) {
            if (msg.value != sale.cost) revert WrongValue(msg.value, sale.cost);
            (bool paid,) = sale.vault.call{value: msg.value}("");
            if (!paid) revert PaymentRefused(sale.vault);
        } else {
            if (msg.value != 0) revert WrongValue(msg.value, 0);
            IERC20(sale.token).safeTransferFrom(msg.sender, sale.vault, sale.cost);
        }
        return _deliver(sale, offerId, quantity, msg.sender, to, ref);
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
        Sale memory sale = _take(offerId, quantity);
        if (sale.token == address(0)) revert NotAToken();
        try IERC20Permit(sale.token).permit(msg.sender, address(this), sale.cost, deadline, v, r, s) {} catch {}
        IERC20(sale.token).safeTransferFrom(msg.sender, sale.vault, sale.cost);
        return _deliver(sale, offerId, quantity, msg.sender, to, ref);
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
        Sale memory sale = _take(offerId, quantity);
        if (sale.token == address(0)) revert NotAToken();
        _receive(sale.token, sale.cost, purchaseHash(offerId, quantity, to, ref), payment);
        IERC20(sale.token).safeTransfer(sale.vault, sale.cost);
        return _deliver(sale, offerId, quantity, payment.from, to, ref);
    }

    /// @notice The nonce that a signed purchase carries: `keccak256(abi.encode(chainId, shop, offerId, workId, licence, token,
    /// price, quantity, to, ref))` with the offer's `licence`, which commits to the conditions. Another `ref` makes another
    /// purchase.
    function purchaseHash(uint256 offerId, uint32 quantity, address to, bytes32 ref) public view returns (bytes32) {
        Offer memory bought = offerOf(offerId);
        return keccak256(
            abi.encode(
                block.chainid,
                address(this),
                offerId,
                bought.workId,
                bought.licence,
                bought.token,
                bought.price,
                quantity,
                to,
                ref
            )
        );
    }

    // ---------------------------------------------------------------- inside

    /// Takes `quantity` off the offer and writes the sale down, before anything else happens.
    function _take(uint256 offerId, uint32 quantity) private returns (Sale memory sale) {
        Offer storage bought = _offers[offerId];
        (address vault, uint32 left, uint32 exclusiveFor) = (bought.vault, bought.left, bought.exclusiveFor);
        (sale.vault, sale.owedBps) = (vault, bought.owedBps);
        if (vault == address(0)) revert NoSuchOffer(offerId);
        if (quantity == 0) revert QuantityZero();
        if (quantity > left) revert SoldOut(offerId, left);
        if (exclusiveFor != 0 && quantity != 1) revert ExclusiveIsOne(quantity);
        if (left != NO_LIMIT) bought.left = left - quantity;

        sale.workId = bought.workId;
        unchecked {
            // 96 bits times 32.
            (sale.token, sale.cost) = (bought.token, uint256(bought.price) * quantity);
        }
        sale.licenceId = LicenceConditions.sold(bought.licence, uint64(block.timestamp));
        _book(sale.workId, offerId, sale.licenceId, exclusiveFor);
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
    function _deliver(Sale memory sale, uint256 offerId, uint32 quantity, address buyer, address to, bytes32 ref)
        private
        returns (uint256 licenceId)
    {
        licenceId = sale.licenceId;
        _requireNotRevoked(licenceId, to);
        emit LicenceSold(sale.workId, licenceId, buyer, sale.token, sale.cost, quantity, offerId, ref);
        if (sale.owedBps != 0) emit ShareOwed(licenceId, sale.workId, to, sale.owedBps);
        _mint(to, licenceId, quantity, "");
    }
}
