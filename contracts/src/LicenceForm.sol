// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Conditions, LicenceConditions} from "./LicenceConditions.sol";
import {LicenceTerms} from "./LicenceTerms.sol";
import {VaultCode} from "./VaultCode.sol";

/// @title When conditions make sense, and what the metadata of a licence say
/// @notice Pure questions that the shop does not answer in its own code, which would be longer than a chain takes. The shop
/// makes this contract when it is made itself. It has no state and holds no rights.
///
/// The conditions answer Story's PIL terms: a share of revenue and a ceiling belong to commercial use alone, what is said of
/// remixes to licences that allow them. Left out is PIL's hook that checks a licensee, because a sale here runs no code but
/// that of the token, the vault and the receiver.
contract LicenceForm {
    /// @notice Conditions that allow nothing, or name a use that does not exist.
    error BadTerms(uint16 uses);
    /// @notice A rule that does not exist.
    error BadRules(uint16 rules);
    /// @notice A share of revenue or a ceiling on it, without commercial use.
    error OnlyCommercial();
    /// @notice More than the whole revenue.
    error OwedTooMuch(uint16 owedBps);
    /// @notice Something is said of remixes, and none is allowed.
    error OnlyRemix();
    /// @notice More shares than a vault has.
    error TooManyShares(uint32 remixShares);
    /// @notice What may be taken back cannot be passed on.
    error RevocableTravels();
    /// @notice Exclusive for longer than the licence lasts.
    error ExclusiveTooLong(uint32 exclusiveFor, uint32 duration);

    uint16 private constant BPS = 10_000;
    uint16 private constant OF_REMIXES = LicenceConditions.APPROVAL | LicenceConditions.RECIPROCAL;
    uint16 private constant OPPOSED = LicenceConditions.REVOCABLE | LicenceConditions.TRANSFERABLE;

    /// @notice Refuses conditions that cannot mean what they say.
    function check(Conditions calldata c) external pure {
        (uint16 uses, uint16 rules) = (c.uses, c.rules);
        if (uses == 0 || uses > LicenceConditions.ALL) revert BadTerms(uses);
        if (rules > LicenceConditions.ALL_RULES) revert BadRules(rules);
        if (uses & LicenceTerms.COMMERCIAL == 0 && c.owedBps | c.revenueCeiling != 0) revert OnlyCommercial();
        if (c.owedBps > BPS) revert OwedTooMuch(c.owedBps);
        uint256 ofRemixes = rules & OF_REMIXES | c.remixShares | c.remixCeiling;
        if (uses & LicenceConditions.REMIX == 0 && ofRemixes != 0) revert OnlyRemix();
        if (c.remixShares > VaultCode.SUPPLY) revert TooManyShares(c.remixShares);
        if (rules & OPPOSED == OPPOSED) revert RevocableTravels();
        if (c.duration != 0 && c.exclusiveFor > c.duration) revert ExclusiveTooLong(c.exclusiveFor, c.duration);
    }

    /// @notice Metadata of a licence as a `data:` URI, from its id alone.
    function metadata(uint256 licenceId) external pure returns (string memory) {
        bytes memory json = abi.encodePacked(
            '{"name":"Licence","description":"A licence sold with Colophon.","properties":{"uses":',
            Strings.toString(LicenceTerms.usesOf(licenceId)),
            ',"rules":',
            Strings.toString(LicenceConditions.rulesOf(licenceId)),
            ',"ends_at":',
            Strings.toString(LicenceTerms.endOf(licenceId)),
            ',"transferable":',
            _word(licenceId, LicenceConditions.TRANSFERABLE),
            ',"revocable":',
            _word(licenceId, LicenceConditions.REVOCABLE),
            "}}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    function _word(uint256 licenceId, uint16 rule) private pure returns (string memory) {
        return LicenceConditions.has(licenceId, rule) ? "true" : "false";
    }
}
