// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PracticeUSD} from "../../src/PracticeUSD.sol";
import {Check} from "./Check.sol";

/// Signatures of token payments, from the texts of EIP-2612 and EIP-3009.
abstract contract Signing is Check {
    uint256 internal constant KEY = 0xC0101;
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    struct Signature {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function signDigest(PracticeUSD token, bytes32 structHash) private returns (Signature memory sig) {
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (sig.v, sig.r, sig.s) = vm.sign(KEY, digest);
    }

    function signPermit(PracticeUSD token, address spender, uint256 value, uint256 deadline)
        internal
        returns (Signature memory)
    {
        address owner = vm.addr(KEY);
        return signDigest(token, keccak256(abi.encode(PERMIT, owner, spender, value, token.nonces(owner), deadline)));
    }

    /// @param kind `TransferWithAuthorization` or `ReceiveWithAuthorization`.
    function signPayment(PracticeUSD token, string memory kind, address to, uint256 value, bytes32 nonce)
        internal
        returns (Signature memory)
    {
        bytes32 typeHash = keccak256(
            abi.encodePacked(
                kind, "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
            )
        );
        uint256 validBefore = type(uint256).max;
        return signDigest(token, keccak256(abi.encode(typeHash, vm.addr(KEY), to, value, 0, validBefore, nonce)));
    }

    function signCancel(PracticeUSD token, bytes32 nonce) internal returns (Signature memory) {
        bytes32 typeHash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        return signDigest(token, keccak256(abi.encode(typeHash, vm.addr(KEY), nonce)));
    }
}
