// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title Proof that a work existed, and whose it was said to be
/// @notice An author anchors one hash: the leaf of a single work, or the Merkle root over the leaves of a batch.
/// An anchor belongs to the account that sent it, so a copy lifted from the mempool only ever anchors for the thief, and
/// the leaf names the author too. An anchor never changes. The registry has no owner and holds no money.
///
/// Leaf of a work: `keccak256(bytes.concat(keccak256(abi.encode(author, blake3, sha256))))`; hashed twice so that no inner
/// node of a tree can pass for a leaf. Trees hash each pair in sorted order (OpenZeppelin's `MerkleProof`); an odd node
/// moves up unchanged.
contract WorkRegistry {
    /// @notice `author` anchored `root` at `time` (Unix seconds). `manifest` is the hash of the document that describes the
    /// work or the batch; zero if there is none.
    event Anchored(address indexed author, bytes32 indexed root, bytes32 manifest, uint64 time);

    /// @notice This author anchored this root before; the first time stands.
    error AlreadyAnchored(address author, bytes32 root, uint64 time);
    /// @notice A root of zero says nothing.
    error EmptyRoot();

    /// Time and the first 24 bytes of the manifest hash share one slot: an anchor costs a single storage write, and 192 bits
    /// still bind the manifest.
    struct Anchor {
        uint64 time;
        bytes24 manifest;
    }

    mapping(bytes32 key => Anchor) private _anchors;

    /// @notice Anchors `root` for the caller.
    function anchor(bytes32 root, bytes32 manifest) external {
        if (root == 0) revert EmptyRoot();
        bytes32 key = _key(msg.sender, root);
        uint64 time = _anchors[key].time;
        if (time != 0) revert AlreadyAnchored(msg.sender, root, time);
        time = uint64(block.timestamp);
        _anchors[key] = Anchor(time, bytes24(manifest));
        emit Anchored(msg.sender, root, manifest, time);
    }

    /// @notice When `author` anchored `root`, in Unix seconds; zero if never.
    function anchoredAt(address author, bytes32 root) external view returns (uint64) {
        return _anchors[_key(author, root)].time;
    }

    /// @notice Whether `author` anchored `root` together with exactly this manifest hash (compared on its first 24 bytes).
    function hasManifest(address author, bytes32 root, bytes32 manifest) external view returns (bool) {
        Anchor memory found = _anchors[_key(author, root)];
        return found.time != 0 && found.manifest == bytes24(manifest);
    }

    /// @notice When `leaf` was anchored by `author` under `root`; zero if it was not, or if the proof does not lead there.
    /// @dev Any node of the tree has such a proof. A reader who holds the file derives the leaf with {leafOf}.
    function verify(address author, bytes32 root, bytes32 leaf, bytes32[] calldata proof)
        external
        view
        returns (uint64)
    {
        return MerkleProof.verifyCalldata(proof, root, leaf) ? _anchors[_key(author, root)].time : 0;
    }

    /// @notice The leaf that stands for a work, from its author and the hashes of its original file.
    function leafOf(address author, bytes32 blake3Hash, bytes32 sha256Hash) external pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(author, blake3Hash, sha256Hash))));
    }

    function _key(address author, bytes32 root) private pure returns (bytes32) {
        return keccak256(abi.encode(author, root));
    }
}
