// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LicenceShop} from "../../src/LicenceShop.sol";
import {NewWork, WorkNFT} from "../../src/WorkNFT.sol";
import {WorkRegistry} from "../../src/WorkRegistry.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// One work, anchored and minted, with its vault and a shop beside it.
abstract contract WorkWorld is VaultWorld {
    bytes32 internal constant MANIFEST = "manifest";

    WorkRegistry internal registry;
    WorkNFT internal works;
    LicenceShop internal shop;
    bytes32 internal leaf;
    uint256 internal workId;

    function buildWork() internal {
        build();
        registry = new WorkRegistry();
        works = new WorkNFT(registry, factory);
        shop = new LicenceShop(works);
        leaf = registry.leafOf(author, "blake3", "sha256");
        vm.prank(author);
        registry.anchor(leaf, MANIFEST);
        NewWork memory work = newWork();
        vm.prank(author);
        workId = works.mint(author, work, new bytes32[](0));
    }

    function newWork() internal view returns (NewWork memory) {
        return NewWork({
            root: leaf, leaf: leaf, manifest: MANIFEST, sharesRoot: vault.sharesRoot(), treaty: 0, royaltyBps: 750
        });
    }
}
