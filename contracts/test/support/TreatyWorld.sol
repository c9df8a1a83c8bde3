// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PracticeUSD} from "../../src/PracticeUSD.sol";
import {RoyaltyVaultFactory} from "../../src/RoyaltyVaultFactory.sol";
import {SplitTreaty} from "../../src/SplitTreaty.sol";
import {ChainPart, Floor, Treaty} from "../../src/TreatyHash.sol";
import {Check} from "./Check.sol";
import {Tree} from "./Tree.sol";
import {PlainToken} from "./Zoo.sol";

/// Three authors with keys, a fan, and what they could agree on.
abstract contract TreatyWorld is Check {
    uint256 internal constant OTHER_CHAIN = 424_242;
    uint64 internal constant DEADLINE = START + 30 days;
    address internal constant NATIVE = address(0);

    RoyaltyVaultFactory internal factory;
    SplitTreaty internal treaties;
    /// Ascending by address.
    uint256[] internal keys;
    address[] internal authors;
    /// Ascending.
    address internal low;
    address internal high;
    bytes32[] internal leaves;

    function buildTreaty() internal {
        vm.warp(START);
        factory = new RoyaltyVaultFactory();
        treaties = new SplitTreaty();
        (low, high) = (address(new PracticeUSD()), address(new PlainToken()));
        if (low > high) (low, high) = (high, low);
        makeAuthors(3);
    }

    function makeAuthors(uint256 count) internal {
        (keys, authors) = (new uint256[](0), new address[](0));
        for (uint256 i; i < count; ++i) {
            uint256 key = 0xA0700 + i;
            address who = vm.addr(key);
            keys.push(key);
            authors.push(who);
            for (uint256 j = i; j > 0 && authors[j - 1] > who; --j) {
                (keys[j], authors[j]) = (keys[j - 1], authors[j - 1]);
                (keys[j - 1], authors[j - 1]) = (key, who);
            }
        }
    }

    /// The authors divide all but what one fan has; one share may be moved to the fan.
    function sharesRoot(uint32 moved) internal returns (bytes32) {
        delete leaves;
        uint32 each = uint32(999_000 / authors.length);
        uint32 left = 1_000_000;
        for (uint256 i; i < authors.length; ++i) {
            uint32 shares = i == 0 ? each - moved : each;
            leaves.push(Tree.shareLeaf(authors[i], shares));
            left -= shares;
        }
        leaves.push(Tree.shareLeaf(person(1), left));
        return Tree.root(leaves);
    }

    /// Agreed by all authors; the second may offer, the third may revoke.
    function draft() internal returns (Treaty memory treaty) {
        treaty.author = authors[0];
        treaty.work = "work";
        treaty.sharesRoot = sharesRoot(0);
        treaty.signers = authors;
        treaty.offerers = asList(authors[authors.length > 1 ? 1 : 0]);
        treaty.revokers = asList(authors[authors.length - 1]);
        treaty.chains = new ChainPart[](2);
        treaty.chains[0] = part(block.chainid);
        treaty.chains[1] = part(OTHER_CHAIN);
        treaty.deadline = DEADLINE;
    }

    function part(uint256 chainId) internal view returns (ChainPart memory made) {
        made.chainId = chainId;
        made.factory = address(factory);
        made.tokens = asList(low, high);
        made.floors = new Floor[](2);
        made.floors[0] = Floor(NATIVE, 1e15);
        made.floors[1] = Floor(low, 5e6);
    }

    function sign(Treaty memory treaty) internal returns (bytes[] memory signatures) {
        signatures = new bytes[](keys.length);
        bytes32 digest = treaties.digestOf(treaty);
        for (uint256 i; i < keys.length; ++i) {
            signatures[i] = signWith(keys[i], digest);
        }
    }

    function signWith(uint256 key, bytes32 digest) internal returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function makeVault(Treaty memory treaty, address[] memory tokens) internal returns (address) {
        bytes32 id = treaties.hashOf(treaty);
        vm.prank(treaty.author);
        return factory.create(treaty.sharesRoot, id, tokens);
    }
}
