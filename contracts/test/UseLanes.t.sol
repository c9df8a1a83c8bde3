// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {UseLanes} from "../src/UseLanes.sol";
import {Check} from "./support/Check.sol";

/// All lanes at once against one lane after the other.
contract UseLanesTest is Check {
    uint256 private constant ABOVE = type(uint256).max << 224;

    function lane(uint256 word, uint256 i) private pure returns (uint256) {
        return uint32(word >> 32 * i);
    }

    /// Lanes keep their top bit clear; the 32 bits above them are anything.
    function wordOf(uint256 seed) private pure returns (uint256 word) {
        word = seed;
        for (uint256 i; i < 7; ++i) {
            word &= ~(uint256(1) << 32 * i + 31);
        }
    }

    function testFuzz_lanes_are_those_of_the_uses(uint8 uses) public pure {
        uses %= 128;
        uint256 lanes = UseLanes.lanesOf(uses);
        for (uint256 i; i < 7; ++i) {
            vm.assertEq(lane(lanes, i), uses >> i & 1, "one bit for each use");
        }
        vm.assertEq(lanes & ABOVE, 0, "and nothing above");
    }

    function testFuzz_all_lanes_at_once_as_one_by_one(uint256 seed, uint8 uses, uint32 value, bool near) public pure {
        (uint256 word, uint256 lanes) = (wordOf(seed), UseLanes.lanesOf(uses % 128));
        // Chance seldom makes neighbours, and they are where a borrow would show.
        uint256 with = near ? lane(word, seed % 7) : value % 2 ** 31;
        if (near && value % 3 == 0 && with < UseLanes.MAX) ++with;
        uint256 reached = UseLanes.reached(word, lanes, with);
        uint256 raised = UseLanes.raise(word, lanes, with);
        for (uint256 i; i < 7; ++i) {
            (uint256 had, bool chosen) = (lane(word, i), lane(lanes, i) == 1);
            vm.assertEq(lane(reached, i), chosen && had >= with ? 2 ** 31 : 0, "reached");
            vm.assertEq(lane(raised, i), chosen && had < with ? with : had, "raised");
        }
        vm.assertEq(reached & ABOVE, 0, "nothing above is looked at");
        vm.assertEq(raised & ABOVE, word & ABOVE, "or changed");
    }

    function test_ends() public pure {
        uint256 all = UseLanes.lanesOf(127);
        uint256 full = UseLanes.raise(0, all, UseLanes.MAX);
        vm.assertEq(UseLanes.reached(full, all, UseLanes.MAX), all << 31, "the highest reaches the highest");
        vm.assertEq(UseLanes.reached(0, all, 0), all << 31, "nothing reaches nothing");
        vm.assertEq(UseLanes.reached(0, all, 1), 0, "and no more");
        vm.assertEq(UseLanes.raise(full, all, 5), full, "no lane falls");
    }

    function raised(uint256 value) external pure returns (uint256) {
        return UseLanes.raise(0, 1, value);
    }

    function test_more_than_a_lane_holds_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(UseLanes.LaneFull.selector, 2 ** 31));
        this.raised(2 ** 31);
        vm.assertEq(this.raised(2 ** 31 - 1), 2 ** 31 - 1, "the highest");
    }
}
