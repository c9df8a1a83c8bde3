// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @title A marketplace as small as one can be that honours royalties
/// @notice For the practice chain: it shows what arrives in a vault when a work is sold on. It pays the royalty (ERC-2981) as
/// a plain transfer, as marketplaces do, and the rest to the seller.
contract PracticeMarket {
    /// @notice `seller` asks `price` for a token.
    event Listed(address indexed nft, uint256 indexed id, address indexed seller, uint256 price);
    /// @notice A token is no longer for sale.
    event Unlisted(address indexed nft, uint256 indexed id);
    /// @notice A token was sold; `royalty` of the price went to `royaltyReceiver`.
    event Sold(
        address indexed nft,
        uint256 indexed id,
        address indexed seller,
        address buyer,
        uint256 price,
        address royaltyReceiver,
        uint256 royalty
    );

    /// @notice Only the token's owner may list it, only the lister may take it back.
    error NotSeller(address caller);
    /// @notice A listing without a price.
    error NoPrice();
    /// @notice The token is not for sale, or its seller has parted with it.
    error NotListed(address nft, uint256 id);
    /// @notice The coin sent is not the price.
    error WrongPrice(uint256 sent, uint256 price);
    /// @notice The royalty asked for is more than the price.
    error RoyaltyAbovePrice(uint256 royalty, uint256 price);
    /// @notice Somebody did not take the coin.
    error PayeeRefused(address payee);

    /// @notice One token for sale.
    struct Listing {
        address seller;
        uint96 price;
    }

    mapping(address nft => mapping(uint256 id => Listing)) private _listings;

    /// @notice Lists a token of the caller; the market must be approved to move it.
    function list(address nft, uint256 id, uint96 price) external {
        if (IERC721(nft).ownerOf(id) != msg.sender) revert NotSeller(msg.sender);
        if (price == 0) revert NoPrice();
        _listings[nft][id] = Listing(msg.sender, price);
        emit Listed(nft, id, msg.sender, price);
    }

    /// @notice Takes a listing back.
    function unlist(address nft, uint256 id) external {
        if (_listings[nft][id].seller != msg.sender) revert NotSeller(msg.sender);
        delete _listings[nft][id];
        emit Unlisted(nft, id);
    }

    /// @notice A token's listing; a seller of zero means none.
    function listingOf(address nft, uint256 id) external view returns (Listing memory) {
        return _listings[nft][id];
    }

    /// @notice Buys a listed token for exactly its price.
    function buy(address nft, uint256 id) external payable {
        Listing memory listing = _listings[nft][id];
        if (listing.price == 0 || IERC721(nft).ownerOf(id) != listing.seller) revert NotListed(nft, id);
        if (msg.value != listing.price) revert WrongPrice(msg.value, listing.price);
        delete _listings[nft][id];

        (address receiver, uint256 royalty) = _royalty(nft, id, msg.value);
        emit Sold(nft, id, listing.seller, msg.sender, msg.value, receiver, royalty);
        IERC721(nft).safeTransferFrom(listing.seller, msg.sender, id);
        _pay(receiver, royalty);
        _pay(listing.seller, msg.value - royalty);
    }

    function _royalty(address nft, uint256 id, uint256 price) private view returns (address receiver, uint256 royalty) {
        if (!IERC165(nft).supportsInterface(type(IERC2981).interfaceId)) return (address(0), 0);
        (receiver, royalty) = IERC2981(nft).royaltyInfo(id, price);
        if (receiver == address(0)) return (address(0), 0);
        if (royalty > price) revert RoyaltyAbovePrice(royalty, price);
    }

    function _pay(address payee, uint256 amount) private {
        if (amount == 0) return;
        (bool sent,) = payee.call{value: amount}("");
        if (!sent) revert PayeeRefused(payee);
    }
}
