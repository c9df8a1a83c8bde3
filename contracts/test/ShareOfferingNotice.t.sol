// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";

/// What every buyer is told, whatever the artist writes.
contract ShareOfferingNoticeTest is OfferingWorld {
    function setUp() public {
        buildOffering();
    }

    function first(bytes memory text, uint256 length) private pure returns (bytes memory) {
        vm.assertGe(text.length, length, "more follows");
        assembly {
            mstore(text, length)
        }
        return text;
    }

    /// A wallet that shows the metadata shows the warning: it is their description.
    function test_warning_stands_in_the_metadata() public {
        open(termsIn(NATIVE));
        bytes memory json =
            abi.encodePacked('{"name":"Fan shares","symbol":"FAN","description":"', sale.warning(), '","properties"');
        // Base64 turns three bytes at a time into four characters; what is left over would depend on what follows.
        bytes memory start = first(json, json.length - json.length % 3);
        start = abi.encodePacked("data:application/json;base64,", Base64.encode(start));
        vm.assertEq(first(bytes(sale.contractURI()), start.length), start, "word for word");
    }
}
