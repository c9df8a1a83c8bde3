// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Conditions} from "../../src/LicenceConditions.sol";
import {LicenceShop} from "../../src/LicenceShop.sol";
import {Standing} from "../../src/ShopRights.sol";
import {SplitTreaty} from "../../src/SplitTreaty.sol";
import {Treaty} from "../../src/TreatyHash.sol";
import {NewWork, WorkNFT} from "../../src/WorkNFT.sol";
import {WorkRegistry} from "../../src/WorkRegistry.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// One work, anchored and minted, with its vault and a shop beside it.
abstract contract WorkWorld is VaultWorld {
    bytes32 internal constant MANIFEST = "manifest";

    WorkRegistry internal registry;
    WorkNFT internal works;
    SplitTreaty internal treaties;
    LicenceShop internal shop;
    bytes32 internal leaf;
    uint256 internal workId;

    function buildWork() internal {
        build();
        registry = new WorkRegistry();
        works = new WorkNFT(registry, factory);
        treaties = new SplitTreaty();
        shop = new LicenceShop(works, treaties);
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

    /// Conditions that only say what, how long and whether it can be passed on.
    function plain(uint16 uses, uint32 duration, bool transferable) internal pure returns (Conditions memory c) {
        (c.uses, c.duration, c.rules, c.text) = (uses, duration, transferable ? 1 : 0, "text");
    }

    /// The author of a vault that was made with this hash, which is no treaty's.
    function asAuthor(bytes32 treaty) internal pure returns (Standing memory) {
        return Standing(treaty, new Treaty[](0));
    }

    /// The author's offer of the work.
    function put(Conditions memory c, uint96 price, address token, uint32 maxSupply) internal returns (uint256) {
        Standing memory by = asAuthor(0);
        vm.prank(author);
        return shop.offer(workId, c, price, token, maxSupply, by);
    }

    function put(Conditions memory c) internal returns (uint256) {
        return put(c, 1 ether, NATIVE, 0);
    }
}
