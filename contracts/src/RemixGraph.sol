// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";

/// @notice A work that a new work is made from, as its author names it.
/// @param workId The parent's token, minted already.
/// @param shares Shares of the new work's vault that the parent's vault holds: a leaf of its tree.
/// @param proof Leads from that leaf to the new work's shares root.
/// @param deadline Until when the signature is good, in Unix seconds.
/// @param signature Consent of the owner of the parent's token; empty if there is none yet.
struct ParentClaim {
    uint256 workId;
    uint32 shares;
    bytes32[] proof;
    uint256 deadline;
    bytes signature;
}

/// @notice A parent as the contract remembers it.
/// @param agreedAt When the owner of the parent's token agreed, in Unix seconds; zero while only the child claims it.
struct ParentLink {
    uint256 workId;
    uint32 shares;
    uint64 agreedAt;
}

/// @title Which work is made from which
/// @notice A work may name parents when it is minted, and never afterwards. Each of them was minted before, so the graph has
/// no cycle. A parent is paid by its vault holding shares of the child's vault: whoever claims for the parent's vault there
/// brings the money one step up, and the parent's holders claim it from their own.
///
/// What is certain when a link exists: the parent's vault holds the shares (they are activated here, so that no second leaf
/// for the same vault and no allocation beyond all shares can hollow the promise out), and it divides every token that the
/// child's vault divides, so nothing that reaches it is stuck.
///
/// A link is the child's claim until the owner of the parent's token agrees, by signature or in person. Agreement is final.
/// @dev A licence is a further way to agree. It is recorded in the shop, which knows the licences and is made after this:
/// {LicenceBook.isAgreed} answers for both.
abstract contract RemixGraph is EIP712 {
    /// @notice `workId` names `parentId` as a parent, whose vault holds `shares` of its vault.
    event ParentNamed(uint256 indexed workId, uint256 indexed parentId, uint32 shares);
    /// @notice `owner`, who owns the parent's token, agrees that `workId` is made from it.
    event ParentAgreed(uint256 indexed workId, uint256 indexed parentId, address indexed owner);

    /// @notice More parents than a work may name.
    error TooManyParents(uint256 count);
    /// @notice This parent is not minted yet.
    error ParentMissing(uint256 parentId);
    /// @notice Two parents share this vault, which can hold only one leaf: name one of them, with the shares of both.
    error ParentVaultTwice(address vault);
    /// @notice The parent's vault does not divide a token that the child's vault divides; money in it would be stuck there.
    error ParentLacksToken(uint256 parentId, address token);
    /// @notice The proof does not lead from the parent's vault and these shares to the child's shares root.
    error ParentNotHolder(uint256 parentId, address vault, uint32 shares);
    /// @notice Another leaf was activated for the parent's vault, which holds fewer shares than it was promised.
    error ParentShort(uint256 parentId, uint256 holds, uint32 shares);
    /// @notice The work does not name this parent.
    error NoSuchParent(uint256 workId, uint256 parentId);
    /// @notice The owner agreed before; that stands.
    error AlreadyAgreed(uint256 workId, uint256 parentId);
    /// @notice Only the owner of the parent's token agrees in person.
    error NotParentOwner(uint256 parentId, address caller);
    /// @notice The signature was good until `deadline` (Unix seconds).
    error ConsentExpired(uint256 deadline);
    /// @notice This is not a signature of `owner`, who owns the parent's token, for this child, these shares and this root.
    error ConsentRefused(uint256 parentId, address owner);

    /// The new work, while its parents are looked at.
    struct Child {
        uint256 workId;
        address author;
        bytes32 leaf;
        bytes32 sharesRoot;
        RoyaltyVault vault;
    }

    /// @notice How many parents a work may name. Each costs about 100,000 gas, so a full list takes less than two million and
    /// fits a block of every chain. Whoever samples more mints a work in between that names some of them.
    uint256 public constant MAX_PARENTS = 16;

    bytes32 private constant CONSENT = keccak256(
        "RemixConsent(uint256 parent,bytes32 leaf,address author,uint32 shares,bytes32 sharesRoot,uint256 deadline)"
    );

    mapping(uint256 workId => ParentLink[]) private _parents;

    /// @notice The caller, who owns the parent's token, agrees.
    function agree(uint256 workId, uint256 parentId) external {
        ParentLink storage link = _claimed(workId, parentId);
        (address owner,) = _work(parentId);
        if (msg.sender != owner) revert NotParentOwner(parentId, msg.sender);
        _agree(link, workId, owner);
    }

    /// @notice Adds the signed consent of the owner of the parent's token to a link that exists. Anybody may send it.
    /// @param author Author of the child; with `leaf` she makes its id.
    /// @param signature EIP-712, or ERC-1271 where the owner is a contract, of `RemixConsent(uint256 parent,bytes32 leaf,
    /// address author,uint32 shares,bytes32 sharesRoot,uint256 deadline)`.
    function agreeFor(address author, bytes32 leaf, uint256 parentId, uint256 deadline, bytes calldata signature)
        external
    {
        uint256 workId = workIdOf(author, leaf);
        ParentLink storage link = _claimed(workId, parentId);
        (, address vault) = _work(workId);
        Child memory child = Child(workId, author, leaf, RoyaltyVault(vault).sharesRoot(), RoyaltyVault(vault));
        (address owner,) = _work(parentId);
        _requireConsent(owner, child, parentId, link.shares, deadline, signature);
        _agree(link, workId, owner);
    }

    /// @notice The parents of a work in the order in which it names them; empty for a work without, or unknown.
    function parentsOf(uint256 workId) public view returns (ParentLink[] memory) {
        return _parents[workId];
    }

    /// @notice Whether `workId` names `parentId` and the owner of the parent's token has agreed.
    function isAgreed(uint256 workId, uint256 parentId) external view returns (bool) {
        (bool named, uint256 place) = _find(workId, parentId);
        return named && _parents[workId][place].agreedAt != 0;
    }

    /// @notice The token id of a work: `uint256(keccak256(abi.encode(author, leaf)))`.
    function workIdOf(address author, bytes32 leaf) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(author, leaf)));
    }

    /// @dev Who owns a work's token, and its vault; zeros if it is not minted.
    function _work(uint256 workId) internal view virtual returns (address owner, address vault);

    /// @dev Links a work that is being minted by its author. Called once for each work, before its token exists.
    function _nameParents(Child memory child, ParentClaim[] calldata claims) internal {
        if (claims.length > MAX_PARENTS) revert TooManyParents(claims.length);
        if (claims.length == 0) return;
        address[] memory tokens = child.vault.tokens();
        address[] memory vaults = new address[](claims.length);
        for (uint256 i; i < claims.length; ++i) {
            (address owner, address vault) = _work(claims[i].workId);
            if (owner == address(0)) revert ParentMissing(claims[i].workId);
            for (uint256 j; j < i; ++j) {
                if (vaults[j] == vault) revert ParentVaultTwice(vault);
            }
            vaults[i] = vault;
            _requireTokens(claims[i].workId, vault, tokens);
            _requireShares(child, claims[i], vault);
            _link(child, claims[i], owner);
        }
    }

    /// An author who owns the parent's token herself agrees by minting.
    function _link(Child memory child, ParentClaim calldata claim, address owner) private {
        bool signed = claim.signature.length != 0;
        if (signed) _requireConsent(owner, child, claim.workId, claim.shares, claim.deadline, claim.signature);
        ParentLink storage link = _parents[child.workId].push();
        (link.workId, link.shares) = (claim.workId, claim.shares);
        emit ParentNamed(child.workId, claim.workId, claim.shares);
        if (signed || child.author == owner) {
            link.agreedAt = uint64(block.timestamp);
            emit ParentAgreed(child.workId, claim.workId, owner);
        }
    }

    function _agree(ParentLink storage link, uint256 workId, address owner) private {
        link.agreedAt = uint64(block.timestamp);
        emit ParentAgreed(workId, link.workId, owner);
        emit IERC4906.MetadataUpdate(workId);
    }

    /// The parent's vault must hold what the child promises, not only stand in the tree.
    function _requireShares(Child memory child, ParentClaim calldata claim, address vault) private {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(vault, claim.shares))));
        if (claim.shares == 0 || !MerkleProof.verifyCalldata(claim.proof, child.sharesRoot, leaf)) {
            revert ParentNotHolder(claim.workId, vault, claim.shares);
        }
        if (child.vault.isActivated(vault)) {
            uint256 holds = child.vault.balanceOf(vault);
            if (holds < claim.shares) revert ParentShort(claim.workId, holds, claim.shares);
        } else {
            child.vault.activate(vault, claim.shares, claim.proof);
        }
    }

    function _requireTokens(uint256 parentId, address vault, address[] memory tokens) private view {
        if (tokens.length == 0) return;
        address[] memory pinned = RoyaltyVault(vault).tokens();
        for (uint256 i; i < tokens.length; ++i) {
            bool found;
            for (uint256 j; j < pinned.length && !found; ++j) {
                found = pinned[j] == tokens[i];
            }
            if (!found) revert ParentLacksToken(parentId, tokens[i]);
        }
    }

    function _requireConsent(
        address owner,
        Child memory child,
        uint256 parentId,
        uint32 shares,
        uint256 deadline,
        bytes calldata signature
    ) private view {
        if (block.timestamp > deadline) revert ConsentExpired(deadline);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(CONSENT, parentId, child.leaf, child.author, shares, child.sharesRoot, deadline))
        );
        if (!SignatureChecker.isValidSignatureNowCalldata(owner, digest, signature)) {
            revert ConsentRefused(parentId, owner);
        }
    }

    /// A link to which nobody has agreed yet.
    function _claimed(uint256 workId, uint256 parentId) private view returns (ParentLink storage link) {
        (bool named, uint256 place) = _find(workId, parentId);
        if (!named) revert NoSuchParent(workId, parentId);
        link = _parents[workId][place];
        if (link.agreedAt != 0) revert AlreadyAgreed(workId, parentId);
    }

    function _find(uint256 workId, uint256 parentId) private view returns (bool, uint256) {
        ParentLink[] storage links = _parents[workId];
        for (uint256 i; i < links.length; ++i) {
            if (links[i].workId == parentId) return (true, i);
        }
        return (false, 0);
    }
}
