// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @notice What a channel is. It never changes: another value anywhere is another channel.
/// @param payer Whose money it is until it is claimed; to her all goes that was not.
/// @param signer Who signs vouchers for her; zero: the payer herself.
/// @param payee Who is paid, usually a royalty vault. A vault neither signs nor calls, so it never consents to an early close.
/// @param token An ERC-20 token, or zero for the native coin. A vault as payee must have pinned it.
/// @param withdrawDelay Seconds that the payer waits for what she takes back: 15 minutes to 30 days.
/// @param salt Tells channels apart that are otherwise equal.
struct Channel {
    address payer;
    address signer;
    address payee;
    address token;
    uint40 withdrawDelay;
    bytes32 salt;
}

/// @notice One channel's newest voucher in a batch: the channel without payee and token, which the batch names once, the sum
/// signed so far, and the signature in the short form of ERC-2098.
struct Claim {
    address payer;
    address signer;
    uint40 withdrawDelay;
    bytes32 salt;
    uint128 cumulative;
    bytes32 r;
    bytes32 vs;
}

/// @notice A signed deposit: the part of an EIP-3009 `ReceiveWithAuthorization` that channel and amount do not already fix.
/// @param ref Tells deposits of equal amount apart; each is good once.
struct SignedDeposit {
    bytes32 ref;
    uint256 validAfter;
    uint256 validBefore;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title What is hashed and signed about usage channels
/// @notice EIP-712 typed data in the domain of one {UsageChannel} on one chain. The id of a channel is itself such a hash, so
/// the same terms elsewhere are another channel, and a voucher names it.
library ChannelHash {
    bytes32 internal constant CHANNEL = keccak256(
        "Channel(address payer,address signer,address payee,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 internal constant VOUCHER = keccak256("Voucher(bytes32 channelId,uint128 cumulative)");
    bytes32 internal constant CLOSE =
        keccak256("Close(bytes32 channelId,uint128 claimed,uint256 nonce,uint256 deadline)");

    function id(bytes32 domain, Channel calldata channel) internal pure returns (bytes32) {
        return id(
            domain,
            channel.payer,
            channel.signer,
            channel.payee,
            channel.token,
            channel.withdrawDelay,
            channel.salt
        );
    }

    /// Writes past the free pointer and forgets: a batch of any size needs the memory of one voucher.
    function id(
        bytes32 domain,
        address payer,
        address signer,
        address payee,
        address token,
        uint256 withdrawDelay,
        bytes32 salt
    ) internal pure returns (bytes32) {
        bytes32 kind = CHANNEL;
        bytes32 structHash;
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, kind)
            mstore(add(words, 0x20), payer)
            mstore(add(words, 0x40), signer)
            mstore(add(words, 0x60), payee)
            mstore(add(words, 0x80), token)
            mstore(add(words, 0xa0), withdrawDelay)
            mstore(add(words, 0xc0), salt)
            structHash := keccak256(words, 0xe0)
        }
        return MessageHashUtils.toTypedDataHash(domain, structHash);
    }

    function voucher(bytes32 domain, bytes32 channelId, uint256 cumulative) internal pure returns (bytes32) {
        bytes32 kind = VOUCHER;
        bytes32 structHash;
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, kind)
            mstore(add(words, 0x20), channelId)
            mstore(add(words, 0x40), cumulative)
            structHash := keccak256(words, 0x60)
        }
        return MessageHashUtils.toTypedDataHash(domain, structHash);
    }

    function close(bytes32 domain, bytes32 channelId, uint128 claimed, uint256 nonce, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return MessageHashUtils.toTypedDataHash(
            domain, keccak256(abi.encode(CLOSE, channelId, claimed, nonce, deadline))
        );
    }

    /// The nonce of a signed deposit. The id holds chain and contract.
    function deposit(bytes32 channelId, uint128 amount, bytes32 ref) internal pure returns (bytes32) {
        return keccak256(abi.encode(channelId, amount, ref));
    }
}
