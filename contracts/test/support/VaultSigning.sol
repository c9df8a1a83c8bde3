// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// Signatures around vaults, put together from the texts of EIP-712 and EIP-2612 and not from the contracts' own hashes.
abstract contract VaultSigning is VaultWorld {
    bytes32 internal constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 internal constant CREATE_VAULT =
        keccak256("CreateVault(address author,bytes32 sharesRoot,bytes32 treaty,address[] tokens,uint256 deadline)");

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    struct Signature {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    struct Creation {
        address author;
        bytes32 sharesRoot;
        bytes32 treaty;
        address[] tokens;
        uint256 deadline;
    }

    function domain(string memory name, address where) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, keccak256(bytes(name)), keccak256("1"), block.chainid, where));
    }

    function signPermit(RoyaltyVault of_, uint256 key, Permit memory p) internal returns (Signature memory sig) {
        bytes32 hash = keccak256(abi.encode(PERMIT, p.owner, p.spender, p.value, p.nonce, p.deadline));
        bytes32 separator = domain("Colophon royalty shares", address(of_));
        (sig.v, sig.r, sig.s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", separator, hash)));
    }

    function permit(RoyaltyVault of_, Permit memory p, Signature memory sig) internal {
        of_.permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s);
    }

    function signCreation(uint256 key, Creation memory c) internal returns (bytes memory) {
        bytes32 tokens = keccak256(abi.encodePacked(c.tokens));
        bytes32 hash = keccak256(abi.encode(CREATE_VAULT, c.author, c.sharesRoot, c.treaty, tokens, c.deadline));
        bytes32 separator = domain("Colophon RoyaltyVaultFactory", address(factory));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", separator, hash)));
        return abi.encodePacked(r, s, v);
    }

    function createFor(Creation memory c, bytes memory signature) internal returns (RoyaltyVault) {
        return RoyaltyVault(factory.createFor(c.author, c.sharesRoot, c.treaty, c.tokens, c.deadline, signature));
    }
}
