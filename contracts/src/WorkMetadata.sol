// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Iscc} from "./Iscc.sol";
import {ParentLink} from "./RemixGraph.sol";

/// @notice What is known of a work.
/// @param anchoredAt When its root was anchored, in Unix seconds.
/// @param dataMining What machines may do with it, as {DataMining} lays it out.
/// @param iscc Its ISCC-CODE, header and body; empty if it has none.
struct WorkRecord {
    address vault;
    uint16 royaltyBps;
    uint64 anchoredAt;
    bytes32 leaf;
    bytes32 manifest;
    uint16 dataMining;
    bytes iscc;
}

/// @title What an author lets machines do with a work (ERC-7517)
/// @notice Six uses in the order of {use}, two bits each from the lowest: 0 says nothing, 1 allowed, 2 not allowed,
/// 3 constrained (under the work's licence). A wish that honest miners heed, and evidence against the others.
library DataMining {
    /// @notice Bits beyond the six uses.
    error BadDataMining(uint16 preference);

    uint256 internal constant USES = 6;

    function check(uint16 preference) internal pure {
        if (preference >> 2 * USES != 0) revert BadDataMining(preference);
    }

    /// @notice The preference as a JSON object.
    function json(uint16 preference) internal pure returns (bytes memory out) {
        for (uint256 i; i < USES; ++i) {
            uint256 value = preference >> 2 * i & 3;
            if (value == 0) continue;
            string memory said = value == 1 ? '":"allowed"' : value == 2 ? '":"notAllowed"' : '":"constrained"';
            out = abi.encodePacked(out, out.length == 0 ? '{"' : ',"', use(i), said);
        }
        out = abi.encodePacked(out, out.length == 0 ? "{}" : "}");
    }

    function use(uint256 i) internal pure returns (string memory) {
        return [
            "dataMining",
            "aiInference",
            "aiTraining",
            "aiGenerativeTraining",
            "aiTrainingWithAuthorship",
            "aiGenerativeTrainingWithAuthorship"
        ][i];
    }
}

/// @title The metadata of works and of their contract, built on the chain
/// @notice They lean on no server and quote no text from outside, so nobody can smuggle anything into them.
library WorkMetadata {
    string private constant JSON = "data:application/json;base64,";

    /// @notice For marketplaces that show the collection (ERC-7572).
    function ofContract() internal pure returns (string memory) {
        return string.concat(
            JSON,
            Base64.encode(
                '{"name":"Colophon works","symbol":"WORK","description":"One token for each work registered with Colophon. '
                'Royalties go to the vault of the work, which divides them among its holders."}'
            )
        );
    }

    /// @notice For one work: hashes, vault, royalty, what machines may do with it, and its parents. Title and picture are the
    /// manifest's to tell.
    function ofWork(WorkRecord memory work, ParentLink[] memory parents) internal pure returns (string memory) {
        string memory leaf = Strings.toHexString(uint256(work.leaf), 32);
        bytes memory json = abi.encodePacked(
            '{"name":"Work ',
            leaf,
            '","description":"A work registered with Colophon. The leaf commits to its author and its original file.",',
            work.dataMining == 0
                ? bytes("")
                : abi.encodePacked('"dataMiningPreference":', DataMining.json(work.dataMining), ","),
            '"properties":{"leaf":"',
            leaf,
            '","manifest":"',
            Strings.toHexString(uint256(work.manifest), 32),
            work.iscc.length == 0 ? "" : string.concat('","iscc":"', Iscc.text(work.iscc))
        );
        json = abi.encodePacked(
            json,
            '","vault":"',
            Strings.toChecksumHexString(work.vault),
            '","royalty_bps":',
            Strings.toString(work.royaltyBps),
            ',"anchored_at":',
            Strings.toString(work.anchoredAt),
            _parents(parents),
            "}}"
        );
        return string.concat(JSON, Base64.encode(json));
    }

    function _parents(ParentLink[] memory parents) private pure returns (bytes memory json) {
        if (parents.length == 0) return "";
        for (uint256 i; i < parents.length; ++i) {
            json = abi.encodePacked(
                json,
                i == 0 ? ',"parents":[{"work":"' : ',{"work":"',
                Strings.toString(parents[i].workId),
                '","shares":',
                Strings.toString(parents[i].shares),
                parents[i].agreedAt == 0 ? ',"status":"claimed by the child"}' : ',"status":"agreed"}'
            );
        }
        return bytes.concat(json, "]");
    }
}
