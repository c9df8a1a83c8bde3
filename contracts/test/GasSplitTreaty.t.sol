// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainPart, Treaty} from "../src/TreatyHash.sol";
import {TreatyWorld} from "./support/TreatyWorld.sol";

/// What a user pays to bring an agreement to a chain, written to snapshots/ and held below a limit each.
contract GasSplitTreatyTest is TreatyWorld {
    function setUp() public {
        buildTreaty();
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("treaty", name), most, name);
    }

    /// One chain, coin and two tokens; the text goes into the log, so it is read back from the chain alone.
    function agreeWith(uint256 signers, string memory name, uint256 most) private returns (Treaty memory treaty) {
        makeAuthors(signers);
        treaty = draft();
        ChainPart[] memory one = new ChainPart[](1);
        one[0] = treaty.chains[0];
        treaty.chains = one;
        bytes[] memory signatures = sign(treaty);
        treaties.agree(treaty, signatures);
        limit(name, most);
    }

    function test_agree_2() public {
        agreeWith(2, "agree, 2 signers", 101_000);
    }

    function test_agree_3() public {
        Treaty memory treaty = agreeWith(3, "agree, 3 signers", 111_000);
        address vault = makeVault(treaty, asList(low, high));
        treaties.check(treaty, factory, vault);
        limit("check, 3 signers, within a call", 26_000);
        treaties.mayOffer(treaty, authors[1]);
        limit("mayOffer, within a call", 1_200);
        treaties.floorOf(treaty, block.chainid, low);
        limit("floorOf, within a call", 3_200);
    }

    function test_agree_10() public {
        agreeWith(10, "agree, 10 signers", 180_000);
    }
}
