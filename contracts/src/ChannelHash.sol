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
/// @dev {ChannelHash.read} knows its layout.
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
    /// Bytes of a {Claim} in calldata.
    uint256 internal constant ROW = 0xe0;
    /// Where the page of a batch lies: where free memory begins.
    uint256 private constant PAGE = 0x80;
    bytes32 internal constant CHANNEL = keccak256(
        "Channel(address payer,address signer,address payee,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 internal constant VOUCHER = keccak256("Voucher(bytes32 channelId,uint128 cumulative)");
    bytes32 internal constant CLOSE =
        keccak256("Close(bytes32 channelId,uint128 claimed,uint256 nonce,uint256 deadline)");

    function id(bytes32 domain, Channel calldata channel) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(CHANNEL, channel)));
    }

    function voucher(bytes32 domain, bytes32 channelId, uint128 cumulative) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(VOUCHER, channelId, cumulative)));
    }

    /// Keeps the page of memory on which the rows of a batch are worked off one after the other: 0x000 the channel's struct,
    /// 0x0e0 the voucher's struct, 0x140 the typed-data prefix and a struct's hash, 0x1a0 what the recovery of a signer asks
    /// for. Must come before anything else takes memory.
    function reserve() internal pure {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        assert(free == PAGE);
        assembly ("memory-safe") {
            mstore(0x40, add(PAGE, 0x220))
        }
    }

    /// Writes once onto the reserved page what all rows share.
    function layOut(bytes32 domain, address payee, address token) internal pure {
        (bytes32 channelKind, bytes32 voucherKind) = (CHANNEL, VOUCHER);
        assembly ("memory-safe") {
            mstore(PAGE, channelKind)
            mstore(add(PAGE, 0x60), payee)
            mstore(add(PAGE, 0x80), token)
            mstore(add(PAGE, 0xe0), voucherKind)
            mstore(add(PAGE, 0x140), shl(240, 0x1901))
            mstore(add(PAGE, 0x142), domain)
        }
    }

    /// Where in the calldata the first row is, and where the last one ends.
    function range(Claim[] calldata rows) internal pure returns (uint256 first, uint256 end) {
        assembly ("memory-safe") {
            first := rows.offset
        }
        end = first + rows.length * ROW;
    }

    /// The id and the sum of the row at this place in the calldata, and whether the channel's signer has signed it: all as {id}
    /// and {voucher} have it. Takes the words as they are: an address or a sum that is too wide hashes to something that nobody
    /// holds money under or has signed. Every signature has a twin (a high `s`); it claims nothing more, so either will do.
    function read(uint256 row) internal view returns (bytes32 channelId, uint256 cumulative, bool good) {
        assembly ("memory-safe") {
            calldatacopy(add(PAGE, 0x20), row, 0x40) // payer, signer
            calldatacopy(add(PAGE, 0xa0), add(row, 0x40), 0x40) // withdrawDelay, salt
            mstore(add(PAGE, 0x162), keccak256(PAGE, 0xe0))
            channelId := keccak256(add(PAGE, 0x140), 0x42)

            cumulative := calldataload(add(row, 0x80))
            mstore(add(PAGE, 0x100), channelId)
            mstore(add(PAGE, 0x120), cumulative)
            mstore(add(PAGE, 0x162), keccak256(add(PAGE, 0xe0), 0x60))
            mstore(add(PAGE, 0x1a0), keccak256(add(PAGE, 0x140), 0x42))

            let vs := calldataload(add(row, 0xc0))
            mstore(add(PAGE, 0x1c0), add(27, shr(255, vs)))
            mstore(add(PAGE, 0x1e0), calldataload(add(row, 0xa0))) // r
            mstore(add(PAGE, 0x200), shr(1, shl(1, vs)))
            let signer := mload(add(PAGE, 0x40))
            if iszero(signer) { signer := mload(add(PAGE, 0x20)) }
            // A signature that is none gives back nothing, so it is nobody's, and not the zero address's either.
            pop(staticcall(gas(), 1, add(PAGE, 0x1a0), 0x80, 0, 0x20))
            good := and(eq(mload(0), signer), eq(returndatasize(), 0x20))
        }
    }

    function close(bytes32 domain, bytes32 channelId, uint128 claimed, uint256 nonce, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return
            MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(CLOSE, channelId, claimed, nonce, deadline)));
    }

    /// The nonce of a signed deposit. The id holds chain and contract.
    function deposit(bytes32 channelId, uint128 amount, bytes32 ref) internal pure returns (bytes32) {
        return keccak256(abi.encode(channelId, amount, ref));
    }
}
