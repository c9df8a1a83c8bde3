// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PayoutRound, Turn} from "../../src/PayoutRound.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {Tree} from "./Tree.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// A vault whose holders have equal parts, and who pays them in rounds.
abstract contract RoundWorld is VaultWorld {
    uint256 internal constant EACH = 300_000;
    PayoutRound internal round = new PayoutRound();
    address[] internal holders;

    function among(address[] memory who, address token) internal {
        delete leaves;
        holders = who;
        for (uint256 i; i < who.length; ++i) {
            leaves.push(Tree.shareLeaf(who[i], part()));
        }
        vm.prank(author);
        vault = RoyaltyVault(factory.create(Tree.root(leaves), "round", asList(token)));
    }

    function part() internal view returns (uint32) {
        return uint32(SUPPLY / holders.length);
    }
}
