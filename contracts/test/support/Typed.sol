// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Check} from "./Check.sol";

/// Typed signatures, from the text of EIP-712.
abstract contract Typed is Check {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// What is signed for a struct of `target`, whose domain has this name and version 1, on a chain.
    function digestOf(string memory name, uint256 chain, address target, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(abi.encode(DOMAIN, keccak256(bytes(name)), keccak256(bytes("1")), chain, target));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function signed(uint256 key, bytes32 digest) internal returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}

/// A contract that answers for what its key signs, and does what it is told.
contract KeyWallet is IERC1271, IERC721Receiver {
    address public immutable key;

    constructor(address key_) {
        key = key_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address by,,) = ECDSA.tryRecover(hash, signature);
        return by == key ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return IERC721Receiver.onERC721Received.selector;
    }

    function act(address target, bytes calldata call) external {
        (bool done,) = target.call(call);
        require(done);
    }
}

/// An author that is a contract, and calls something when a token reaches it.
contract EagerAuthor {
    address private target;
    bytes private call;
    bytes public answer;

    function act(address target_, bytes calldata call_) external returns (bytes memory back) {
        (, back) = target_.call(call_);
    }

    function plan(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        (, answer) = target.call(call);
        return IERC721Receiver.onERC721Received.selector;
    }
}

/// Answers every question with a megabyte of nothing.
contract FloodSigner {
    fallback() external {
        assembly {
            return(0, 1000000)
        }
    }
}

/// Burns all gas that a question brings.
contract EndlessSigner {
    fallback() external {
        while (true) {}
    }
}
