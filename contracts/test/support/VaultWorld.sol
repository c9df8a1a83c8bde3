// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PracticeUSD} from "../../src/PracticeUSD.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "../../src/RoyaltyVaultFactory.sol";
import {Check} from "./Check.sol";
import {Tree} from "./Tree.sol";

/// A vault with four holders and PracticeUSD pinned.
abstract contract VaultWorld is Check {
    address internal constant NATIVE = address(0);
    uint256 internal constant SUPPLY = 1_000_000;

    address internal author = person(0xA);
    address internal payer = person(0xB);
    RoyaltyVaultFactory internal factory;
    PracticeUSD internal usd;
    RoyaltyVault internal vault;
    bytes32[] internal leaves;
    uint256 private made;

    function build() internal {
        vm.warp(START);
        factory = new RoyaltyVaultFactory();
        usd = new PracticeUSD();
        vault = makeVault(asList(address(usd)));
    }

    /// 50 %, 30 %, 19.9999 % and 0.0001 %.
    function sharesOf(uint256 i) internal pure returns (uint32) {
        return [uint32(500_000), 300_000, 199_999, 1][i];
    }

    function makeVault(address[] memory tokens) internal returns (RoyaltyVault) {
        delete leaves;
        for (uint256 i; i < 4; ++i) {
            leaves.push(Tree.shareLeaf(person(i), sharesOf(i)));
        }
        vm.prank(author);
        return RoyaltyVault(factory.create(Tree.root(leaves), bytes32(made++), tokens));
    }

    function proofOf(uint256 i) internal view returns (bytes32[] memory) {
        return Tree.proof(leaves, i);
    }

    function activate(uint256 i) internal {
        vault.activate(person(i), sharesOf(i), proofOf(i));
    }

    function activateAll() internal {
        for (uint256 i; i < 4; ++i) {
            activate(i);
        }
    }
}
