// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {WorkWorld} from "../support/WorkWorld.sol";

/// The sentences of ERC-2981, asked of a work's token for any price.
contract ERC2981Conformance is WorkWorld {
    IERC2981 private token;

    function setUp() public {
        buildWork();
        token = IERC2981(address(works));
    }

    function royalty(uint256 price) private view returns (uint256 amount) {
        (, amount) = token.royaltyInfo(workId, price);
    }

    /// "The implementer MUST calculate a percentage of the `_salePrice`": never more than the price, for any price.
    function testFuzz_never_more_than_the_price(uint256 price) public view {
        vm.assertLe(royalty(price), price, "a part of the price");
    }

    /// "If the percentage value were 10, then … `_salePrice * 10 / 100`": the part is the same for every price; a fixed or
    /// stepped royalty would break one of these.
    function testFuzz_same_percentage_for_every_price(uint128 a, uint128 b) public view {
        uint256 together = royalty(uint256(a) + b);
        uint256 apart = royalty(a) + royalty(b);
        vm.assertTrue(together == apart || together == apart + 1, "proportional, rounded down");
        vm.assertEq(royalty(uint256(a) * 10_000), royalty(10_000) * a, "exactly where nothing is rounded");
        vm.assertEq(royalty(0), 0, "nothing of nothing");
    }

    /// The receiver is an address that can be paid, and does not hang on the price.
    function testFuzz_receiver_does_not_hang_on_the_price(uint256 a, uint256 b) public view {
        (address one,) = token.royaltyInfo(workId, a);
        (address two,) = token.royaltyInfo(workId, b);
        vm.assertEq(one, two, "one receiver");
        vm.assertTrue(one != address(0), "somebody");
    }

    /// "Marketplaces … MUST NOT send a zero-value transaction if the `royaltyAmount` returned is 0": an unknown work gives 0
    /// and does not revert, so a sale is not held up.
    function testFuzz_unknown_works_have_no_royalty(uint256 unknown, uint256 price) public view {
        vm.assume(unknown != workId);
        (, uint256 amount) = token.royaltyInfo(unknown, price);
        vm.assertEq(amount, 0, "none");
    }

    /// The royalty stays when the token changes hands.
    function test_royalty_outlives_a_sale() public {
        (address before,) = token.royaltyInfo(workId, 1 ether);
        vm.prank(author);
        works.transferFrom(author, person(1), workId);
        (address now_, uint256 amount) = token.royaltyInfo(workId, 1 ether);
        vm.assertEq(now_, before, "same receiver");
        vm.assertTrue(amount > 0, "same royalty");
    }

    function test_announced() public view {
        vm.assertTrue(IERC165(address(token)).supportsInterface(0x2a55205a), "ERC-2981");
    }
}
