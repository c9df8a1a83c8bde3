// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {PracticeMarket} from "../src/PracticeMarket.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {WorkWorld} from "./support/WorkWorld.sol";

contract PlainCollection is ERC721("Plain", "PLAIN") {
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}

/// Asks for more royalty than the price.
contract GreedyCollection is PlainCollection {
    function royaltyInfo(uint256, uint256 price) external view returns (address, uint256) {
        return (address(this), price + 1);
    }

    function supportsInterface(bytes4) public pure override returns (bool) {
        return true;
    }
}

contract PracticeMarketTest is WorkWorld {
    PracticeMarket private market;
    address private buyer = person(80);

    function setUp() public {
        buildWork();
        market = new PracticeMarket();
        vm.prank(author);
        works.setApprovalForAll(address(market), true);
    }

    function list() private {
        vm.prank(author);
        market.list(address(works), workId, 1 ether);
    }

    function buy(uint256 value) private {
        vm.deal(buyer, value);
        vm.prank(buyer);
        market.buy{value: value}(address(works), workId);
    }

    function test_sale_pays_vault_and_seller() public {
        vm.expectEmit(address(market));
        emit PracticeMarket.Listed(address(works), workId, author, 1 ether);
        list();
        vm.expectEmit(address(market));
        emit PracticeMarket.Sold(address(works), workId, author, buyer, 1 ether, address(vault), 0.075 ether);
        vm.expectEmit(address(vault));
        emit RoyaltyVault.Received(address(market), 0.075 ether);
        buy(1 ether);
        vm.assertEq(works.ownerOf(workId), buyer, "the work is hers");
        vm.assertEq(address(vault).balance, 0.075 ether, "the royalty");
        vm.assertEq(author.balance, 0.925 ether, "the rest");
        vm.assertEq(address(market).balance, 0, "nothing stays");
        vm.assertEq(market.listingOf(address(works), workId).seller, address(0), "no longer listed");
    }

    function test_collection_without_royalties() public {
        PlainCollection plain = new PlainCollection();
        plain.mint(author, 1);
        vm.prank(author);
        plain.approve(address(market), 1);
        vm.prank(author);
        market.list(address(plain), 1, 1 ether);
        vm.deal(buyer, 1 ether);
        vm.prank(buyer);
        market.buy{value: 1 ether}(address(plain), 1);
        vm.assertEq(author.balance, 1 ether, "all to the seller");
    }

    function test_royalty_above_the_price_is_refused() public {
        GreedyCollection greedy = new GreedyCollection();
        greedy.mint(author, 1);
        vm.prank(author);
        market.list(address(greedy), 1, 1 ether);
        vm.deal(buyer, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(PracticeMarket.RoyaltyAbovePrice.selector, 1 ether + 1, 1 ether));
        vm.prank(buyer);
        market.buy{value: 1 ether}(address(greedy), 1);
    }

    function test_refusals() public {
        bytes memory notListed = abi.encodeWithSelector(PracticeMarket.NotListed.selector, address(works), workId);
        vm.expectRevert(notListed);
        buy(1 ether);
        vm.expectRevert(abi.encodeWithSelector(PracticeMarket.NotSeller.selector, buyer));
        vm.prank(buyer);
        market.list(address(works), workId, 1);
        vm.expectRevert(PracticeMarket.NoPrice.selector);
        vm.prank(author);
        market.list(address(works), workId, 0);
        list();
        vm.expectRevert(abi.encodeWithSelector(PracticeMarket.WrongPrice.selector, 2 ether, 1 ether));
        buy(2 ether);
        vm.expectRevert(abi.encodeWithSelector(PracticeMarket.NotSeller.selector, buyer));
        vm.prank(buyer);
        market.unlist(address(works), workId);
        vm.expectEmit(address(market));
        emit PracticeMarket.Unlisted(address(works), workId);
        vm.prank(author);
        market.unlist(address(works), workId);
        vm.expectRevert(notListed);
        buy(1 ether);
    }

    function test_listing_dies_when_the_work_moves() public {
        list();
        vm.prank(author);
        works.transferFrom(author, person(81), workId);
        vm.expectRevert(abi.encodeWithSelector(PracticeMarket.NotListed.selector, address(works), workId));
        buy(1 ether);
    }
}
