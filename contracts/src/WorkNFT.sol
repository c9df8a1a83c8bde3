// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Iscc} from "./Iscc.sol";
import {ParentClaim, RemixGraph} from "./RemixGraph.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "./RoyaltyVaultFactory.sol";
import {DataMining, WorkMetadata, WorkRecord} from "./WorkMetadata.sol";
import {WorkRegistry} from "./WorkRegistry.sol";

/// @notice What a token is made from.
/// @param root The anchored root under which the work's leaf stands.
/// @param leaf The work's leaf, as {WorkRegistry} defines it.
/// @param manifest The manifest hash that was anchored with the root.
/// @param sharesRoot Shares root of the work's vault.
/// @param treaty Treaty hash of the work's vault.
/// @param royaltyBps Royalty on later sales, in basis points of the price.
struct NewWork {
    bytes32 root;
    bytes32 leaf;
    bytes32 manifest;
    bytes32 sharesRoot;
    bytes32 treaty;
    uint16 royaltyBps;
}

/// @notice What an author may say of a work beyond what a token needs.
/// @param iscc ISCC-CODE of the work, header and body (at most 34 bytes); empty if it has none.
/// @param dataMining What machines may do with it, as {DataMining} lays it out; zero says nothing.
/// @param parents The works that it is made from.
struct Particulars {
    bytes iscc;
    uint16 dataMining;
    ParentClaim[] parents;
}

/// @title Metadata of a whole contract (ERC-7572)
interface IERC7572 {
    /// @notice The metadata changed. Ours never do.
    event ContractURIUpdated();

    function contractURI() external view returns (string memory);
}

/// @title One token for each work
/// @notice Only the author who anchored a work can mint it, once, and only onto a vault that she made: its address is
/// computed from hers, so nobody mints with another's vault. Royalties (ERC-2981) name that vault. A work may name the works
/// that it is made from ({RemixGraph}). The metadata are built on the chain and lean on no server. No owner, no burn, no fee.
contract WorkNFT is ERC721, IERC2981, IERC4906, IERC7572, RemixGraph {
    /// @notice A work became token `workId`.
    event WorkMinted(
        uint256 indexed workId,
        address indexed author,
        address indexed vault,
        bytes32 root,
        bytes32 leaf,
        bytes32 manifest,
        uint16 royaltyBps
    );
    /// @notice The work's ISCC-CODE, header and body.
    event IsccSet(uint256 indexed workId, bytes iscc);
    /// @notice What the author lets machines do with the work from now on.
    event DataMiningSet(uint256 indexed workId, uint16 preference);

    /// @notice The caller did not anchor this root, or the proof does not lead from the leaf to it.
    error NotAnchored(address author, bytes32 root, bytes32 leaf);
    /// @notice Another manifest was anchored with this root.
    error WrongManifest(bytes32 manifest);
    /// @notice The author has not created this vault yet.
    error VaultMissing(address vault);
    /// @notice A royalty above the whole price.
    error RoyaltyTooHigh(uint16 royaltyBps);
    /// @notice Only the author of the work may say this.
    error NotAuthor(uint256 workId, address caller);

    /// One slot, written once when the work is minted. Sales and remixes read no other.
    struct Head {
        address vault;
        uint16 royaltyBps;
        uint40 anchoredAt;
        uint16 dataMining;
        bytes2 isccHeader;
    }

    struct Kept {
        Head head;
        bytes32 leaf;
        bytes32 manifest;
        bytes32 isccBody;
    }

    uint16 private constant BPS = 10_000;

    WorkRegistry public immutable registry;
    RoyaltyVaultFactory public immutable factory;

    mapping(uint256 workId => Kept) private _works;

    constructor(WorkRegistry registry_, RoyaltyVaultFactory factory_)
        ERC721("Colophon works", "WORK")
        EIP712("Colophon WorkNFT", "1")
    {
        (registry, factory) = (registry_, factory_);
    }

    /// @notice Mints the caller's work to `to`.
    function mint(address to, NewWork calldata work, bytes32[] calldata proof) external returns (uint256 workId) {
        (workId,) = _register(work, proof, 0, 0);
        _safeMint(to, workId); // refuses a second token of the same work
    }

    /// @notice As {mint}, for a work of which there is more to say.
    function mintWith(address to, NewWork calldata work, bytes32[] calldata proof, Particulars calldata more)
        external
        returns (uint256 workId)
    {
        DataMining.check(more.dataMining);
        (bytes2 header, bytes32 body) = Iscc.pack(more.iscc);
        address vault;
        (workId, vault) = _register(work, proof, more.dataMining, header);
        if (header != 0) {
            _works[workId].isccBody = body;
            emit IsccSet(workId, more.iscc);
        }
        if (more.dataMining != 0) emit DataMiningSet(workId, more.dataMining);
        _nameParents(Child(workId, msg.sender, work.leaf, work.sharesRoot, RoyaltyVault(vault)), more.parents);
        _safeMint(to, workId);
    }

    /// @notice Says what machines may do with a work. Only its author may, whoever owns the token.
    function setDataMining(uint256 workId, uint16 preference) external {
        _requireOwned(workId);
        if (workIdOf(msg.sender, _works[workId].leaf) != workId) revert NotAuthor(workId, msg.sender);
        DataMining.check(preference);
        _works[workId].head.dataMining = preference;
        emit DataMiningSet(workId, preference);
        emit MetadataUpdate(workId);
    }

    /// @notice What the contract remembers of a work.
    function workOf(uint256 workId) public view returns (WorkRecord memory) {
        _requireOwned(workId);
        Kept memory work = _works[workId];
        return WorkRecord({
            vault: work.head.vault,
            royaltyBps: work.head.royaltyBps,
            anchoredAt: work.head.anchoredAt,
            leaf: work.leaf,
            manifest: work.manifest,
            dataMining: work.head.dataMining,
            iscc: Iscc.unpack(work.head.isccHeader, work.isccBody)
        });
    }

    /// @notice The vault that receives the income of a work.
    function vaultOf(uint256 workId) external view returns (address) {
        _requireOwned(workId);
        return _works[workId].head.vault;
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 workId, uint256 salePrice) external view returns (address, uint256) {
        Head memory work = _works[workId].head;
        return (work.vault, Math.mulDiv(salePrice, work.royaltyBps, BPS));
    }

    /// @notice Metadata of a work as a `data:` URI.
    function tokenURI(uint256 workId) public view override returns (string memory) {
        return WorkMetadata.ofWork(workOf(workId), parentsOf(workId));
    }

    /// @notice Metadata of this contract as a `data:` URI. They never change.
    function contractURI() external pure returns (string memory) {
        return WorkMetadata.ofContract();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        // ERC-4906 adds events alone and has a number of its own choosing.
        return interfaceId == type(IERC2981).interfaceId || interfaceId == bytes4(0x49064906)
            || super.supportsInterface(interfaceId);
    }

    function _register(NewWork calldata work, bytes32[] calldata proof, uint16 dataMining, bytes2 isccHeader)
        private
        returns (uint256 workId, address vault)
    {
        if (work.royaltyBps > BPS) revert RoyaltyTooHigh(work.royaltyBps);
        uint64 anchoredAt = _requireAnchored(work, proof);
        vault = factory.predict(msg.sender, work.sharesRoot, work.treaty);
        if (vault.code.length == 0) revert VaultMissing(vault);

        workId = workIdOf(msg.sender, work.leaf);
        Kept storage kept = _works[workId];
        kept.head = Head(vault, work.royaltyBps, uint40(anchoredAt), dataMining, isccHeader);
        (kept.leaf, kept.manifest) = (work.leaf, work.manifest);
        emit WorkMinted(workId, msg.sender, vault, work.root, work.leaf, work.manifest, work.royaltyBps);
    }

    function _requireAnchored(NewWork calldata work, bytes32[] calldata proof) private view returns (uint64) {
        (uint64 anchoredAt, bytes24 manifest) = registry.anchorOf(msg.sender, work.root);
        if (anchoredAt == 0 || !MerkleProof.verifyCalldata(proof, work.root, work.leaf)) {
            revert NotAnchored(msg.sender, work.root, work.leaf);
        }
        if (manifest != bytes24(work.manifest)) revert WrongManifest(work.manifest);
        return anchoredAt;
    }

    function _work(uint256 workId) internal view override returns (address owner, address vault) {
        return (_ownerOf(workId), _works[workId].head.vault);
    }
}
