// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Dataset, DatasetBook} from "./DatasetBook.sol";
import {Authorization} from "./LicenceShop.sol";
import {LicenceTerms} from "./LicenceTerms.sol";
import {VaultCode} from "./VaultCode.sol";
import {WorkNFT} from "./WorkNFT.sol";

/// @notice What a buyer asks for.
/// @param price That she saw, per licence; if it has changed since, the purchase fails.
/// @param ref Her own reference, for her books.
struct Purchase {
    uint256 datasetId;
    uint96 price;
    uint32 quantity;
    address to;
    bytes32 ref;
}

/// @title Licences to many works at once, in one payment
/// @notice A dataset is a royalty vault whose shares belong to the vaults of its works, by weight. A curator opens it with
/// terms and a price; each work joins with the signed consent of its rights holder, to this root, these terms, this weight
/// and no lower price than she names. Licences are sold only while works with all 1,000,000 shares have joined, so each sale
/// is proof that everybody agreed. Money goes to the dataset's vault within the purchase; each work's vault draws its part
/// from there by `claim(workVault, token)` and counts it as income. This contract never keeps any, has no owner and no fee.
///
/// A rights holder can take her work out at any time. Nothing is sold then until she lets it back in; licences sold before
/// stay valid.
/// @dev A licence is an ERC-1155 token, its id laid out by {LicenceTerms} with the dataset in the work's place.
contract DatasetLicence is ERC1155, DatasetBook {
    using SafeERC20 for IERC20;

    /// @notice `buyer` paid `paid` of `token` into the dataset's vault. Who holds the licence stands in `TransferSingle`.
    event DatasetLicensed(
        uint256 indexed datasetId,
        uint256 indexed licenceId,
        address indexed buyer,
        address token,
        uint256 paid,
        uint256 quantity,
        bytes32 ref
    );

    /// @notice The works that joined hold `weight` of 1,000,000 shares; licences are sold when all have.
    error Incomplete(uint256 datasetId, uint256 weight);
    /// @notice The dataset is not for sale at this price.
    error PriceChanged(uint256 price);
    /// @notice Buying none.
    error QuantityZero();
    /// @notice The coin sent is not the price.
    error WrongValue(uint256 sent, uint256 cost);
    /// @notice This dataset is sold for coin, which needs no signature.
    error NotAToken();
    /// @notice The vault did not take the payment.
    error PaymentRefused(address vault);
    /// @notice The terms do not let a holder pass this licence on.
    error NotTransferable(uint256 licenceId);
    /// @notice Whether a licence was valid cannot be told for a moment that has passed.
    error InThePast(uint256 time);

    /// What a purchase comes to.
    struct Sale {
        address vault;
        address token;
        uint256 cost;
        uint256 licenceId;
    }

    constructor(WorkNFT works_) ERC1155("") DatasetBook(works_) {}

    // ---------------------------------------------------------------- the buyer

    /// @notice Buys in coin sent along (exactly the price) or in a token that the caller approved for this contract.
    function buy(Purchase calldata asked) external payable nonReentrant returns (uint256) {
        Sale memory sale = _ask(asked);
        if (sale.token == address(0)) {
            if (msg.value != sale.cost) revert WrongValue(msg.value, sale.cost);
            (bool paid,) = sale.vault.call{value: sale.cost}("");
            if (!paid) revert PaymentRefused(sale.vault);
        } else {
            if (msg.value != 0) revert WrongValue(msg.value, 0);
            _draw(sale);
        }
        return _deliver(sale, asked, msg.sender);
    }

    /// @notice As {buy}, with the token approval signed (EIP-2612) for exactly the price. A permit that somebody has already
    /// sent does no harm: the allowance is there.
    function buyWithPermit(Purchase calldata asked, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint256)
    {
        Sale memory sale = _ask(asked);
        if (sale.token == address(0)) revert NotAToken();
        try IERC20Permit(sale.token).permit(msg.sender, address(this), sale.cost, deadline, v, r, s) {} catch {}
        _draw(sale);
        return _deliver(sale, asked, msg.sender);
    }

    /// @notice Buys with a signed payment (EIP-3009) of `payment.from`, sent by anybody: the buyer needs no coin for gas. The
    /// signature must be a `ReceiveWithAuthorization` to this contract over exactly the price with {purchaseHash} as its
    /// nonce, so it buys this and nothing else, and only once.
    function buyWithAuthorization(Purchase calldata asked, Authorization calldata payment)
        external
        nonReentrant
        returns (uint256)
    {
        Sale memory sale = _ask(asked);
        if (sale.token == address(0)) revert NotAToken();
        _receive(sale.token, sale.cost, purchaseHash(asked), payment);
        IERC20(sale.token).safeTransfer(sale.vault, sale.cost);
        return _deliver(sale, asked, payment.from);
    }

    // ---------------------------------------------------------------- reading

    /// @notice The nonce that a signed purchase carries: `keccak256(abi.encode(chainId, this contract, datasetId, price,
    /// quantity, to, ref))`. Another `ref` makes another purchase.
    function purchaseHash(Purchase calldata asked) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), asked));
    }

    /// @notice The licence that a purchase at `time` (Unix seconds) gives.
    function licenceIdOf(uint256 datasetId, uint64 time) external view returns (uint256) {
        return _licenceId(_open(datasetId), datasetId, time);
    }

    /// @notice Whether `holder`, as things stand, has this licence at `time` (Unix seconds): now, or later. Who held it in the
    /// past is not known here and not answered.
    function isValid(uint256 licenceId, address holder, uint256 time) external view returns (bool) {
        if (time < block.timestamp) revert InThePast(time);
        uint64 end = LicenceTerms.endOf(licenceId);
        return (end == 0 || time < end) && balanceOf(holder, licenceId) != 0;
    }

    /// @notice Metadata as a `data:` URI.
    function uri(uint256 licenceId) public pure override returns (string memory) {
        bytes memory json = abi.encodePacked(
            '{"name":"Dataset licence","description":"A licence to a set of works, sold with Colophon.","properties":{"uses":',
            Strings.toString(LicenceTerms.usesOf(licenceId)),
            ',"ends_at":',
            Strings.toString(LicenceTerms.endOf(licenceId)),
            ',"transferable":',
            LicenceTerms.isTransferable(licenceId) ? "true}}" : "false}}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    // ---------------------------------------------------------------- inside

    /// Refuses what is not agreed or not as the buyer saw it.
    function _ask(Purchase calldata asked) private view returns (Sale memory) {
        Dataset storage dataset = _open(asked.datasetId);
        (uint96 price, uint32 weight) = (dataset.price, dataset.weight);
        if (weight != VaultCode.SUPPLY) revert Incomplete(asked.datasetId, weight);
        if (asked.price == 0 || asked.price != price) revert PriceChanged(price);
        if (asked.quantity == 0) revert QuantityZero();
        uint256 cost = uint256(price) * asked.quantity;
        return Sale(dataset.vault, dataset.token, cost, _licenceId(dataset, asked.datasetId, block.timestamp));
    }

    /// From the caller's allowance.
    function _draw(Sale memory sale) private {
        IERC20(sale.token).safeTransferFrom(msg.sender, sale.vault, sale.cost);
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
    function _deliver(Sale memory sale, Purchase calldata asked, address buyer) private returns (uint256) {
        emit DatasetLicensed(asked.datasetId, sale.licenceId, buyer, sale.token, sale.cost, asked.quantity, asked.ref);
        _mint(asked.to, sale.licenceId, asked.quantity, "");
        return sale.licenceId;
    }

    function _licenceId(Dataset storage dataset, uint256 datasetId, uint256 time) private view returns (uint256) {
        uint32 day = LicenceTerms.expiryDay(time, dataset.duration);
        return LicenceTerms.id(datasetId, dataset.termsHash, dataset.transferable, dataset.uses, day);
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
