// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title The hand-written bytes around a royalty vault
/// @notice A vault is a small proxy. It logs a plain payment within the 2,300 gas that `transfer` and `send` leave it, and
/// passes every other call to the shared implementation. What differs from vault to vault stands behind its code and is
/// read with EXTCODECOPY, which is far cheaper than storage.
library VaultCode {
    /// Where the arguments begin: 32 bytes of shares root, then 20 bytes for each pinned token.
    uint256 internal constant ARGUMENTS = 90;
    /// How long the init code is.
    uint256 internal constant INIT_LENGTH = 75;
    /// How many ERC-20 tokens a vault may pin. Each one makes every share transfer dearer, so the list stays short.
    uint256 internal constant MAX_TOKENS = 3;
    /// All shares of a work: 1,000,000 units of 0.0001 %.
    uint256 internal constant SUPPLY = 1_000_000;

    bytes32 private constant RECEIVED = keccak256("Received(address,uint256)");
    bytes32 private constant TRANSFER = keccak256("Transfer(address,address,uint256)");

    /// @notice The code of every vault up to its arguments. Each byte costs 200 gas at creation.
    function proxy(address implementation) internal pure returns (bytes memory) {
        return abi.encodePacked(
            // 00  calldatasize  push1 2d  jumpi           data? then delegate
            hex"36602d57",
            // 04  mstore(0, callvalue)  caller            log2(0, msize = 32, Received, caller)  stop
            hex"345f52337f",
            RECEIVED,
            hex"595fa200",
            // 2d  calldatacopy(0, 0, calldatasize)        delegatecall(gas, implementation, 0, calldatasize, 0, 0)
            hex"5b365f5f375f5f365f73",
            implementation,
            // 4b  returndatacopy(0, 0, returndatasize)    success? return(0, returndatasize) : revert(0, returndatasize)
            hex"5af43d5f5f3e5f3d91605857fd5bf3"
        );
    }

    /// @notice The init code: the same bytes for every vault, so that its address depends on nothing but the factory and the
    /// salt. It logs the creation of all shares and asks its creator for the code (`codeSelector`, answered raw, without ABI framing).
    function init(bytes4 codeSelector) internal pure returns (bytes memory) {
        return abi.encodePacked(
            // 00  mstore(0, 1000000)  log3(0, 32, Transfer, 0, address)
            hex"620f42405f52305f7f",
            TRANSFER,
            hex"60205fa3",
            // 2d  mstore(0, selector)  staticcall(gas, caller, 28, 4, 0, 0)
            hex"63",
            codeSelector,
            hex"5f525f5f6004601c335afa",
            // 3d  returndatacopy(0, 0, returndatasize)    success? return : revert
            hex"3d5f5f3e6047575f5ffd5b3d5ff3"
        );
    }
}
