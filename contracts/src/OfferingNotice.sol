// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Offering, OfferingTerms} from "./OfferingCode.sol";

/// @title What every buyer of fan shares is told
/// @notice The warning is part of the code: no artist can leave it out or word it down. Her own text stands beside it.
library OfferingNotice {
    /// @notice In plain words, the same for every offering.
    string internal constant WARNING = "Fan shares may be securities where you or the artist live, and selling or buying them may be regulated or "
        "forbidden. They bring a part of what this work's vault receives while the term lasts, up to a ceiling in the "
        "token of the sale. Nobody owes you more: not a profit, not your money back, not that the work earns anything. "
        "Income that is paid elsewhere does not reach you. You can lose all that you pay. No authority has checked this "
        "offer.";

    /// @notice Whether these are one to eight capitals, digits or hyphens, and zeros behind them. Nothing else can get into
    /// the metadata by this field.
    function isJurisdiction(bytes8 code) internal pure returns (bool) {
        uint256 length = _length(code);
        for (uint256 i; i < 8; ++i) {
            bytes1 c = code[i];
            bool known = (c >= "A" && c <= "Z") || (c >= "0" && c <= "9") || c == "-";
            if (i < length ? !known : c != 0) return false;
        }
        return length != 0;
    }

    /// @notice Contract metadata (ERC-7572) as a `data:` URI.
    function uri(Offering memory o) internal pure returns (string memory) {
        OfferingTerms memory t = o.terms;
        bytes memory json = abi.encodePacked(
            '{"name":"Fan shares","symbol":"FAN","description":"',
            WARNING,
            '","properties":{"jurisdiction":"',
            _string(t.jurisdiction),
            '","text_keccak256":"',
            Strings.toHexString(uint256(t.text), 32),
            '","vault":"',
            Strings.toChecksumHexString(o.vault)
        );
        json = abi.encodePacked(
            json,
            '","artist":"',
            Strings.toChecksumHexString(o.artist),
            '","token":"',
            Strings.toChecksumHexString(t.token),
            '","price":"',
            Strings.toString(t.price),
            '","ceiling_per_share":"',
            Strings.toString(t.ceiling),
            '","shares_for_sale":',
            Strings.toString(t.cap)
        );
        json = abi.encodePacked(
            json,
            ',"minimum":',
            Strings.toString(t.minimum),
            ',"per_buyer":',
            Strings.toString(t.perBuyer),
            ',"deadline":',
            Strings.toString(t.deadline),
            ',"term_end":',
            Strings.toString(t.termEnd),
            "}}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    function _length(bytes8 code) private pure returns (uint256 length) {
        while (length < 8 && code[length] != 0) ++length;
    }

    function _string(bytes8 code) private pure returns (string memory) {
        bytes memory text = new bytes(_length(code));
        for (uint256 i; i < text.length; ++i) {
            text[i] = code[i];
        }
        return string(text);
    }
}
