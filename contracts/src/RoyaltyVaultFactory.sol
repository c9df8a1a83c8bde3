// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "./RoyaltyVault.sol";
import {VaultCode} from "./VaultCode.sol";

/// @title Makes royalty vaults at addresses known beforehand
/// @notice The address of a vault commits to its author, to the Merkle root of its shares and to the hash of the treaty
/// behind them, and to nothing else:
///
/// `address = last 20 bytes of keccak256(0xff ++ factory ++ salt ++ initCodeHash)`
/// `salt = keccak256(abi.encode(author, sharesRoot, treaty))`
///
/// Only the author can create her vault, so nobody can choose its tokens for her. The factory has no owner and no fee.
contract RoyaltyVaultFactory {
    /// @notice `author` made `vault`. `tokens` are the ERC-20 tokens that it divides beside the native coin.
    event VaultCreated(
        address indexed vault, address indexed author, bytes32 sharesRoot, bytes32 treaty, address[] tokens
    );

    /// @notice A vault without shares could never pay anybody.
    error EmptySharesRoot();
    /// @notice More tokens than a vault may pin.
    error TooManyTokens(uint256 count);
    /// @notice Named twice, or without code: so neither zero nor the vault that is still to be made.
    error BadToken(address token);
    /// @notice This author already has a vault for these shares and this treaty.
    error VaultExists(address vault);

    /// @notice The code behind every vault.
    address public immutable implementation = address(new RoyaltyVault());
    /// @notice Hash of the constant init code, for those who compute addresses themselves.
    bytes32 public immutable initCodeHash = keccak256(VaultCode.init(this.vaultCode.selector));

    // What the vault under construction asks for while its creation runs.
    bytes32 private transient _sharesRoot;
    address private transient _token0;
    address private transient _token1;
    address private transient _token2;

    /// @notice Creates the caller's vault.
    /// @param sharesRoot Merkle root over `keccak256(bytes.concat(keccak256(abi.encode(address who, uint32 shares))))`.
    /// @param treaty Hash of the agreement behind the shares; zero if there is none. Distinguishes vaults of equal shares.
    /// @param tokens Up to three ERC-20 tokens that the vault divides; fixed for ever.
    function create(bytes32 sharesRoot, bytes32 treaty, address[] calldata tokens) external returns (address vault) {
        if (sharesRoot == 0) revert EmptySharesRoot();
        bytes32 salt = _salt(msg.sender, sharesRoot, treaty);
        vault = _at(salt);
        _check(tokens);

        _sharesRoot = sharesRoot;
        _token0 = tokens.length > 0 ? tokens[0] : address(0);
        _token1 = tokens.length > 1 ? tokens[1] : address(0);
        _token2 = tokens.length > 2 ? tokens[2] : address(0);
        bytes memory code = VaultCode.init(this.vaultCode.selector);
        address made;
        assembly ("memory-safe") {
            made := create2(0, add(code, 0x20), mload(code), salt)
        }
        if (made == address(0)) revert VaultExists(vault);
        emit VaultCreated(vault, msg.sender, sharesRoot, treaty, tokens);
    }

    /// @notice Where the vault of `author` with these shares and this treaty is, or will be.
    function predict(address author, bytes32 sharesRoot, bytes32 treaty) external view returns (address) {
        return _at(_salt(author, sharesRoot, treaty));
    }

    /// @notice The code of the vault under construction, raw: the init code returns these bytes as they are.
    function vaultCode() external view {
        address[3] memory tokens = [_token0, _token1, _token2];
        uint256 count;
        while (count < tokens.length && tokens[count] != address(0)) ++count;
        bytes memory code = VaultCode.runtime(implementation, _sharesRoot, tokens, count);
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }

    function _salt(address author, bytes32 sharesRoot, bytes32 treaty) private pure returns (bytes32) {
        return keccak256(abi.encode(author, sharesRoot, treaty));
    }

    function _at(bytes32 salt) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, initCodeHash)))));
    }

    function _check(address[] calldata tokens) private view {
        if (tokens.length > VaultCode.MAX_TOKENS) revert TooManyTokens(tokens.length);
        for (uint256 i; i < tokens.length; ++i) {
            address token = tokens[i];
            if (token.code.length == 0) revert BadToken(token);
            for (uint256 j; j < i; ++j) {
                if (tokens[j] == token) revert BadToken(token);
            }
        }
    }
}
