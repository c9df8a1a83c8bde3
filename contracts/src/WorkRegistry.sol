// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ContentId} from "./ContentId.sol";

/// @title Proof that a work existed, and whose it was said to be
/// @notice An author anchors one hash: the leaf of a single work, or the Merkle root over the leaves of a batch.
/// An anchor belongs to the account that sent it, or that signed it for another to send, so a copy lifted from the mempool
/// only ever anchors for the thief, and the leaf names the author too. An anchor never changes. The registry has no owner
/// and holds no money.
///
/// Leaf of a work: `keccak256(bytes.concat(keccak256(abi.encode(author, blake3, sha256))))`; hashed twice so that no inner
/// node of a tree can pass for a leaf. Trees hash each pair in sorted order (OpenZeppelin's `MerkleProof`); an odd node
/// moves up unchanged.
contract WorkRegistry is EIP712 {
    /// @notice `author` anchored `root` at `time` (Unix seconds). `manifest` is the hash of the document that describes the
    /// work or the batch; zero if there is none.
    event Anchored(address indexed author, bytes32 indexed root, bytes32 manifest, uint64 time);
    /// @notice The same as indexers of ERC-7053 read it, once for a work as for a batch. `assetCid` is the CID of `root`:
    /// `f01551b20` and its 64 hexadecimal digits. `commitData` is always `{"details":"Anchored"}`: manifest and time stand in
    /// the event before this one, and writing them out again would cost each author 900 gas.
    event Commit(address indexed recorder, string indexed assetCid, string commitData);

    /// @notice This author anchored this root before; the first time stands.
    error AlreadyAnchored(address author, bytes32 root, uint64 time);
    /// @notice A root of zero says nothing.
    error EmptyRoot();
    /// @notice The signature was good until `deadline` (Unix seconds).
    error SignatureExpired(uint256 deadline);
    /// @notice This is not `author`'s signature of this anchor for this registry on this chain.
    error SignatureRefused(address author);

    bytes32 private constant ANCHOR =
        keccak256("Anchor(address author,bytes32 root,bytes32 manifest,uint256 deadline)");

    /// The first 24 bytes of the manifest hash (192 bits still bind it), then 8 bytes of time: an anchor costs a single
    /// storage write.
    struct Anchor {
        uint256 packed;
    }

    mapping(address author => mapping(bytes32 root => Anchor)) private _anchors;

    constructor() EIP712("Colophon WorkRegistry", "1") {}

    /// @notice Anchors `root` for the caller.
    function anchor(bytes32 root, bytes32 manifest) external {
        _anchor(msg.sender, root, manifest);
    }

    /// @notice Anchors `root` for `author`, who signed it (EIP-712, or ERC-1271 where she is a contract) and needs no coin
    /// for gas. Anybody may send it until `deadline`; it serves once, because an anchor is final.
    /// @param signature Of `Anchor(address author,bytes32 root,bytes32 manifest,uint256 deadline)`. It names the author, so
    /// that two contracts which listen to the same key do not answer for each other.
    function anchorFor(address author, bytes32 root, bytes32 manifest, uint256 deadline, bytes calldata signature)
        external
    {
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ANCHOR, author, root, manifest, deadline)));
        if (!SignatureChecker.isValidSignatureNowCalldata(author, digest, signature)) revert SignatureRefused(author);
        _anchor(author, root, manifest);
    }

    /// @notice When `author` anchored `root`, in Unix seconds; zero if never.
    function anchoredAt(address author, bytes32 root) external view returns (uint64) {
        return uint64(_anchors[author][root].packed);
    }

    /// @notice When `author` anchored `root`, and the first 24 bytes of the manifest hash that she anchored with it; zeros if
    /// never.
    function anchorOf(address author, bytes32 root) external view returns (uint64 time, bytes24 manifest) {
        uint256 found = _anchors[author][root].packed;
        return (uint64(found), bytes24(bytes32(found)));
    }

    /// @notice Whether `author` anchored `root` together with exactly this manifest hash (compared on its first 24 bytes).
    function hasManifest(address author, bytes32 root, bytes32 manifest) external view returns (bool) {
        uint256 found = _anchors[author][root].packed;
        return found != 0 && found >> 64 == uint256(manifest) >> 64;
    }

    /// @notice When `leaf` was anchored by `author` under `root`; zero if it was not, or if the proof does not lead there.
    /// @dev Any node of the tree has such a proof. A reader who holds the file derives the leaf with {leafOf}.
    function verify(address author, bytes32 root, bytes32 leaf, bytes32[] calldata proof)
        external
        view
        returns (uint64)
    {
        return MerkleProof.verifyCalldata(proof, root, leaf) ? uint64(_anchors[author][root].packed) : 0;
    }

    /// @notice The leaf that stands for a work, from its author and the hashes of its original file.
    function leafOf(address author, bytes32 blake3Hash, bytes32 sha256Hash) external pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(author, blake3Hash, sha256Hash))));
    }

    function _anchor(address author, bytes32 root, bytes32 manifest) private {
        if (root == 0) revert EmptyRoot();
        Anchor storage kept = _anchors[author][root];
        uint256 found = kept.packed;
        if (found != 0) revert AlreadyAnchored(author, root, uint64(found));
        uint64 time = uint64(block.timestamp);
        kept.packed = uint256(manifest) >> 64 << 64 | time;
        emit Anchored(author, root, manifest, time);
        _commit(author, ContentId.hashOfCid(root));
    }

    /// `emit Commit(author, cid, data)` with the hash of the CID, which is all that is logged of it. Solidity would have the
    /// CID itself in memory first and pay for it.
    function _commit(address author, bytes32 cidHash) private {
        bytes32 topic = Commit.selector;
        assembly ("memory-safe") {
            // Past the free pointer: logged and forgotten. An offset, a length and the text.
            let data := mload(0x40)
            mstore(data, 32)
            mstore(add(data, 32), 22)
            mstore(add(data, 64), '{"details":"Anchored"}')
            log3(data, 96, topic, author, cidHash)
        }
    }
}
