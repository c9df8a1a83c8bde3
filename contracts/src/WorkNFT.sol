// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {RoyaltyVaultFactory} from "./RoyaltyVaultFactory.sol";
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

/// @notice What the contract remembers of a work.
struct WorkRecord {
    address vault;
    uint16 royaltyBps;
    uint64 anchoredAt;
    bytes32 leaf;
    bytes32 manifest;
}

/// @title One token for each work
/// @notice Only the author who anchored a work can mint it, once, and only onto a vault that she made: its address is
/// computed from hers, so nobody mints with another's vault. Royalties (ERC-2981) name that vault. The metadata are built
/// here and lean on no server. No owner, no burn, no fee.
contract WorkNFT is ERC721, IERC2981 {
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

    /// @notice The caller did not anchor this root, or the proof does not lead from the leaf to it.
    error NotAnchored(address author, bytes32 root, bytes32 leaf);
    /// @notice Another manifest was anchored with this root.
    error WrongManifest(bytes32 manifest);
    /// @notice The author has not created this vault yet.
    error VaultMissing(address vault);
    /// @notice A royalty above the whole price.
    error RoyaltyTooHigh(uint16 royaltyBps);

    uint16 private constant BPS = 10_000;

    WorkRegistry public immutable registry;
    RoyaltyVaultFactory public immutable factory;

    mapping(uint256 workId => WorkRecord) private _works;

    constructor(WorkRegistry registry_, RoyaltyVaultFactory factory_) ERC721("Colophon works", "WORK") {
        (registry, factory) = (registry_, factory_);
    }

    /// @notice Mints the caller's work to `to`.
    function mint(address to, NewWork calldata work, bytes32[] calldata proof) external returns (uint256 workId) {
        if (work.royaltyBps > BPS) revert RoyaltyTooHigh(work.royaltyBps);
        uint64 anchoredAt = registry.verify(msg.sender, work.root, work.leaf, proof);
        if (anchoredAt == 0) revert NotAnchored(msg.sender, work.root, work.leaf);
        if (!registry.hasManifest(msg.sender, work.root, work.manifest)) revert WrongManifest(work.manifest);
        address vault = factory.predict(msg.sender, work.sharesRoot, work.treaty);
        if (vault.code.length == 0) revert VaultMissing(vault);

        workId = workIdOf(msg.sender, work.leaf);
        _works[workId] = WorkRecord(vault, work.royaltyBps, anchoredAt, work.leaf, work.manifest);
        emit WorkMinted(workId, msg.sender, vault, work.root, work.leaf, work.manifest, work.royaltyBps);
        _safeMint(to, workId); // refuses a second token of the same work
    }

    /// @notice The token id of a work: `uint256(keccak256(abi.encode(author, leaf)))`.
    function workIdOf(address author, bytes32 leaf) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(author, leaf)));
    }

    /// @notice What the contract remembers of a work.
    function workOf(uint256 workId) external view returns (WorkRecord memory) {
        _requireOwned(workId);
        return _works[workId];
    }

    /// @notice The vault that receives the income of a work.
    function vaultOf(uint256 workId) external view returns (address) {
        _requireOwned(workId);
        return _works[workId].vault;
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 workId, uint256 salePrice) external view returns (address, uint256) {
        WorkRecord storage work = _works[workId];
        return (work.vault, Math.mulDiv(salePrice, work.royaltyBps, BPS));
    }

    /// @notice Metadata as a `data:` URI: hashes, vault and royalty. Title and picture are the manifest's to tell.
    function tokenURI(uint256 workId) public view override returns (string memory) {
        _requireOwned(workId);
        WorkRecord memory work = _works[workId];
        string memory leaf = Strings.toHexString(uint256(work.leaf), 32);
        bytes memory json = abi.encodePacked(
            '{"name":"Work ',
            leaf,
            '","description":"A work registered with Colophon. The leaf commits to its author and its original file.",',
            '"properties":{"leaf":"',
            leaf,
            '","manifest":"',
            Strings.toHexString(uint256(work.manifest), 32)
        );
        json = abi.encodePacked(
            json,
            '","vault":"',
            Strings.toChecksumHexString(work.vault),
            '","royalty_bps":',
            Strings.toString(work.royaltyBps),
            ',"anchored_at":',
            Strings.toString(work.anchoredAt),
            "}}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return interfaceId == type(IERC2981).interfaceId || super.supportsInterface(interfaceId);
    }
}
