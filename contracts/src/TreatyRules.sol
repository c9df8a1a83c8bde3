// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainPart, Floor, Treaty} from "./TreatyHash.sol";
import {VaultCode} from "./VaultCode.sol";

/// @title When a treaty is well formed, and what it allows
/// @notice Pure questions. Whether a treaty was agreed, and belongs to a vault, is asked of {SplitTreaty}.
library TreatyRules {
    /// @notice Nobody is the author.
    error NoAuthor();
    /// @notice A leaf of zero is no work.
    error NoWork();
    /// @notice A vault without shares could never pay anybody.
    error NoShares();
    /// @notice Without a deadline it could never be agreed.
    error NoDeadline();
    /// @notice It names no chain, so it would hold nowhere.
    error NoChain();
    /// @notice No factory is named for this chain.
    error NoFactory(uint256 chainId);
    /// @notice The author is not among the signers.
    error AuthorMustSign(address author);
    /// @notice The entry of this list at `index` is zero, stands twice or is out of order.
    error NotAscending(string list, uint256 index);
    /// @notice More tokens than a vault may pin.
    error TooManyTokens(uint256 chainId, uint256 count);
    /// @notice A price for a token that the vault on this chain would not divide.
    error FloorInForeignToken(uint256 chainId, address token);
    /// @notice A licence that costs nothing is not sold; to forbid offers in a token, leave its floor out.
    error FloorZero(uint256 chainId, address token);

    /// @notice Refuses a treaty that cannot mean what its signers think.
    function check(Treaty calldata treaty) internal pure {
        if (treaty.author == address(0)) revert NoAuthor();
        if (treaty.work == 0) revert NoWork();
        if (treaty.sharesRoot == 0) revert NoShares();
        if (treaty.deadline == 0) revert NoDeadline();
        _ascending(treaty.signers, "signers");
        if (!_has(treaty.signers, treaty.author)) revert AuthorMustSign(treaty.author);
        _ascending(treaty.offerers, "offerers");
        _ascending(treaty.revokers, "revokers");

        ChainPart[] calldata chains = treaty.chains;
        if (chains.length == 0) revert NoChain();
        uint256 last;
        for (uint256 i; i < chains.length; ++i) {
            if (chains[i].chainId <= last) revert NotAscending("chains", i);
            last = chains[i].chainId;
            _checkChain(chains[i]);
        }
    }

    /// @notice Whether `who` may offer licences to the work.
    function mayOffer(Treaty calldata treaty, address who) internal pure returns (bool) {
        return _has(treaty.offerers, who);
    }

    /// @notice Whether `who` may revoke licences to the work.
    function mayRevoke(Treaty calldata treaty, address who) internal pure returns (bool) {
        return _has(treaty.revokers, who);
    }

    /// @notice The least that a licence may cost in `token` on this chain. Not found: no offer in it was agreed.
    function floorOf(Treaty calldata treaty, uint256 chainId, address token)
        internal
        pure
        returns (bool found, uint96 price)
    {
        (bool named, ChainPart calldata part) = chainOf(treaty, chainId);
        if (!named) return (false, 0);
        for (uint256 i; i < part.floors.length; ++i) {
            if (part.floors[i].token == token) return (true, part.floors[i].price);
        }
    }

    /// @notice What is agreed for a chain. `part` means nothing where `named` is false.
    function chainOf(Treaty calldata treaty, uint256 chainId)
        internal
        pure
        returns (bool named, ChainPart calldata part)
    {
        ChainPart[] calldata chains = treaty.chains;
        assembly ("memory-safe") {
            part := 0
        }
        for (uint256 i; i < chains.length; ++i) {
            if (chains[i].chainId == chainId) return (true, chains[i]);
        }
    }

    /// @notice The id of the work's token.
    function workId(Treaty calldata treaty) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(treaty.author, treaty.work)));
    }

    function _checkChain(ChainPart calldata part) private pure {
        uint256 chainId = part.chainId;
        address[] calldata tokens = part.tokens;
        if (part.factory == address(0)) revert NoFactory(chainId);
        if (tokens.length > VaultCode.MAX_TOKENS) revert TooManyTokens(chainId, tokens.length);
        _ascending(tokens, "tokens");

        Floor[] calldata floors = part.floors;
        for (uint256 i; i < floors.length; ++i) {
            address token = floors[i].token;
            // The coin stands first, as zero.
            if (i != 0 && token <= floors[i - 1].token) revert NotAscending("floors", i);
            if (token != address(0) && !_has(tokens, token)) revert FloorInForeignToken(chainId, token);
            if (floors[i].price == 0) revert FloorZero(chainId, token);
        }
    }

    function _ascending(address[] calldata list, string memory name) private pure {
        address last;
        for (uint256 i; i < list.length; ++i) {
            if (list[i] <= last) revert NotAscending(name, i);
            last = list[i];
        }
    }

    function _has(address[] calldata list, address who) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (list[i] == who) return true;
        }
        return false;
    }
}
