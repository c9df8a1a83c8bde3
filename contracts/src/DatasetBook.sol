// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {DatasetConsent, Joining, Origin} from "./DatasetConsent.sol";
import {LicenceTerms, Terms} from "./LicenceTerms.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "./RoyaltyVaultFactory.sol";
import {WorkNFT} from "./WorkNFT.sol";

/// @notice A dataset as it stands.
/// @param vault Receives every payment; its shares belong to the works' vaults.
/// @param price Of one licence; zero: not for sale.
/// @param token What the price is paid in; zero: the native coin.
/// @param weight Shares of the works that have joined. Licences are sold at 1,000,000 only.
/// @param floor The price never goes below it.
struct Dataset {
    address vault;
    uint96 price;
    address token;
    uint32 weight;
    uint32 duration;
    uint16 uses;
    bool transferable;
    bytes32 termsHash;
    address curator;
    uint96 floor;
}

/// @notice A work in a dataset.
/// @param weight Zero if it is not in it now.
/// @param nonce How often its rights holder took it out: the number that her next consent must carry.
struct Member {
    uint32 weight;
    uint96 lowestPrice;
    uint64 nonce;
}

/// @title Which works agreed to be licensed together, and on what conditions
/// @notice A curator opens a dataset; works join with the signed consent of their rights holders, and leave. {DatasetLicence}
/// sells what this book says is complete.
abstract contract DatasetBook is EIP712, ReentrancyGuardTransient {
    /// @notice A dataset was opened. `manifest` is the hash of the document that lists its works.
    event DatasetOpened(
        uint256 indexed datasetId,
        address indexed vault,
        address indexed curator,
        bytes32 sharesRoot,
        bytes32 treaty,
        bytes32 manifest,
        Terms terms,
        address token,
        uint96 price
    );
    /// @notice A licence costs `price` from now on; zero: none is sold.
    event PriceSet(uint256 indexed datasetId, uint96 price);
    /// @notice A work joined, with the consent of `signer`.
    event WorkJoined(
        uint256 indexed datasetId,
        uint256 indexed workId,
        address indexed workVault,
        address signer,
        uint32 weight,
        uint96 lowestPrice
    );
    /// @notice The rights holder took back her consent. Her next one must carry `nonce`.
    event WorkLeft(uint256 indexed datasetId, address indexed workVault, uint32 weight, uint64 nonce);
    /// @notice The price of a licence cannot go below `floor` from now on.
    event FloorSet(uint256 indexed datasetId, uint96 floor);

    /// @notice The caller has not made the vault of this dataset.
    error VaultMissing(address vault);
    /// @notice This vault is offered under these terms, in this token and with this manifest already.
    error AlreadyOpen(uint256 datasetId);
    /// @notice No such dataset.
    error NoSuchDataset(uint256 datasetId);
    /// @notice Only the curator sets the price.
    error NotCurator(uint256 datasetId, address caller);
    /// @notice Terms that allow nothing, or name a use that does not exist.
    error BadTerms(uint16 uses);
    /// @notice A licence that costs nothing is not sold here.
    error PriceZero();
    /// @notice The price is below what a rights holder agreed to.
    error BelowFloor(uint256 price, uint256 floor);
    /// @notice This vault does not divide a token in which the dataset may be paid; money in it would be lost.
    error TokenNotDivided(address vault, address token);
    /// @notice This work's vault divides the dataset's own shares, and so could give them away.
    error SharesWouldLeave(address workVault);
    /// @notice The work's token names another vault.
    error NotVaultOfWork(uint256 workId, address vault);
    /// @notice This account may not speak for the work.
    error NotRightsHolder(address account, address author);
    /// @notice Not a consent of `signer` to this dataset, work, weight, price and number.
    error BadConsent(uint256 workId, address signer);
    /// @notice The consent could be used until `deadline`.
    error ConsentExpired(uint64 deadline);
    /// @notice A work counts once, and this one is in the dataset with another weight or lowest price.
    error AlreadyJoined(address workVault);
    /// @notice The work's vault holds `held` shares of the dataset, which is not its weight.
    error WrongWeight(address workVault, uint256 held, uint256 weight);
    /// @notice Not a list of all works in the dataset in the order of their vaults' addresses.
    error NotAllMembers(uint256 weight);

    WorkNFT public immutable works;
    RoyaltyVaultFactory public immutable factory;

    mapping(uint256 datasetId => Dataset) private _datasets;
    mapping(uint256 datasetId => mapping(address workVault => Member)) private _members;

    constructor(WorkNFT works_) EIP712("Colophon DatasetLicence", "1") {
        (works, factory) = (works_, works_.factory());
    }

    // ---------------------------------------------------------------- the curator

    /// @notice Offers licences to a dataset whose vault the caller has made. Nobody can buy until its works have joined.
    /// @param sharesRoot Root over the leaves (work's vault, weight).
    /// @param treaty As the dataset's vault was made with.
    /// @param manifest Hash of the document that lists the works; signed by each rights holder as a part of the dataset's id.
    /// @param token Zero for the native coin, or a token that the dataset's vault divides.
    function open(
        bytes32 sharesRoot,
        bytes32 treaty,
        bytes32 manifest,
        Terms calldata terms,
        address token,
        uint96 price
    ) external returns (uint256 datasetId) {
        address vault = _vaultOf(msg.sender, sharesRoot, treaty);
        if (vault.code.length == 0) revert VaultMissing(vault);
        if (terms.uses == 0 || terms.uses > LicenceTerms.ALL) revert BadTerms(terms.uses);
        if (price == 0) revert PriceZero();
        if (token != address(0) && !_has(_tokensOf(vault), token)) revert TokenNotDivided(vault, token);

        bytes32 termsHash = LicenceTerms.hash(terms);
        datasetId = datasetIdOf(vault, termsHash, token, manifest);
        if (_datasets[datasetId].vault != address(0)) revert AlreadyOpen(datasetId);
        _datasets[datasetId] = Dataset({
            vault: vault,
            price: price,
            token: token,
            weight: 0,
            duration: terms.duration,
            uses: terms.uses,
            transferable: terms.transferable,
            termsHash: termsHash,
            curator: msg.sender,
            floor: 0
        });
        emit DatasetOpened(datasetId, vault, msg.sender, sharesRoot, treaty, manifest, terms, token, price);
    }

    /// @notice Sets the price of a licence, not below what the rights holders agreed to; zero ends the sale for now.
    function setPrice(uint256 datasetId, uint96 price) external {
        Dataset storage dataset = _open(datasetId);
        if (msg.sender != dataset.curator) revert NotCurator(datasetId, msg.sender);
        if (price != 0 && price < dataset.floor) revert BelowFloor(price, dataset.floor);
        dataset.price = price;
        emit PriceSet(datasetId, price);
    }

    // ---------------------------------------------------------------- the rights holders

    /// @notice Lets works join. Anybody may bring the consents. The work's leaf is turned into shares at once, so what was
    /// signed is what the work's vault holds, and no leaf that was kept secret can take the place of it later.
    function join(uint256 datasetId, Joining[] calldata joining) external nonReentrant {
        Dataset memory dataset = _open(datasetId);
        bytes32 sharesRoot = RoyaltyVault(dataset.vault).sharesRoot();
        address[] memory tokens = _tokensOf(dataset.vault);
        for (uint256 i; i < joining.length; ++i) {
            _join(datasetId, dataset, sharesRoot, tokens, joining[i]);
        }
        Dataset storage stored = _datasets[datasetId];
        (stored.weight, stored.floor) = (dataset.weight, dataset.floor);
    }

    /// @notice Takes a work out of future sales, and puts every consent out of use that was signed for it so far, also those
    /// that were never brought here. Licences sold before stay valid, and the work's vault keeps its shares of the dataset.
    function takeOut(uint256 datasetId, Origin calldata origin) external nonReentrant {
        _requireRightsHolder(origin, msg.sender);
        address workVault = _vaultOf(origin.author, origin.sharesRoot, origin.treaty);
        Member storage member = _members[datasetId][workVault];
        (uint32 weight, uint64 nonce) = (member.weight, member.nonce + 1);
        _members[datasetId][workVault] = Member(0, 0, nonce);
        _datasets[datasetId].weight -= weight;
        emit WorkLeft(datasetId, workVault, weight, nonce);
    }

    /// @notice Lets the floor fall to what the works that are in the dataset now ask for, after one that asked for more has
    /// left or come back with less. Anybody may call it.
    /// @param workVaults The vaults of all works in the dataset, in ascending order.
    function lowerFloor(uint256 datasetId, address[] calldata workVaults) external nonReentrant {
        Dataset storage dataset = _open(datasetId);
        uint96 floor;
        uint256 weight;
        address last;
        for (uint256 i; i < workVaults.length; ++i) {
            if (workVaults[i] <= last) revert NotAllMembers(weight);
            last = workVaults[i];
            Member memory member = _members[datasetId][last];
            weight += member.weight;
            if (member.lowestPrice > floor) floor = member.lowestPrice;
        }
        if (weight != dataset.weight) revert NotAllMembers(weight);
        dataset.floor = floor;
        emit FloorSet(datasetId, floor);
    }

    // ---------------------------------------------------------------- reading

    /// @notice The id of a dataset, known before it is opened: `uint256(keccak256(abi.encode(vault, termsHash, token,
    /// manifest)))`. The vault's address fixes curator, root and treaty.
    function datasetIdOf(address vault, bytes32 termsHash, address token, bytes32 manifest)
        public
        pure
        returns (uint256)
    {
        return uint256(keccak256(abi.encode(vault, termsHash, token, manifest)));
    }

    /// @notice A dataset as it stands.
    function datasetOf(uint256 datasetId) external view returns (Dataset memory) {
        return _open(datasetId);
    }

    /// @notice A work as it stands in a dataset.
    function memberOf(uint256 datasetId, address workVault) external view returns (Member memory) {
        return _members[datasetId][workVault];
    }

    // ---------------------------------------------------------------- inside

    /// Counts up weight and floor in `dataset`; the caller stores them.
    function _join(
        uint256 datasetId,
        Dataset memory dataset,
        bytes32 sharesRoot,
        address[] memory tokens,
        Joining calldata joining
    ) private {
        address workVault = works.vaultOf(joining.workId);
        Member storage member = _members[datasetId][workVault];
        if (member.weight != 0) {
            // Brought by somebody else a moment before: no reason to refuse the other works of the list.
            if (member.weight == joining.weight && member.lowestPrice == joining.lowestPrice) return;
            revert AlreadyJoined(workVault);
        }
        _requireConsent(datasetId, dataset, sharesRoot, workVault, member.nonce, joining);
        // While the sale rests (price zero) a work can join only without a lowest price: it could not be held against one.
        if (joining.lowestPrice > dataset.price) revert BelowFloor(dataset.price, joining.lowestPrice);
        _requireSameTokens(dataset.vault, tokens, workVault);

        (member.weight, member.lowestPrice) = (joining.weight, joining.lowestPrice);
        dataset.weight += joining.weight;
        if (joining.lowestPrice > dataset.floor) dataset.floor = joining.lowestPrice;
        emit WorkJoined(datasetId, joining.workId, workVault, joining.signer, joining.weight, joining.lowestPrice);
        _requireShares(RoyaltyVault(dataset.vault), workVault, joining.weight, joining.proof);
    }

    function _requireConsent(
        uint256 datasetId,
        Dataset memory dataset,
        bytes32 sharesRoot,
        address workVault,
        uint64 nonce,
        Joining calldata joining
    ) private view {
        Origin calldata origin = joining.origin;
        if (_vaultOf(origin.author, origin.sharesRoot, origin.treaty) != workVault) {
            revert NotVaultOfWork(joining.workId, workVault);
        }
        _requireRightsHolder(origin, joining.signer);
        if (block.timestamp > joining.deadline) revert ConsentExpired(joining.deadline);
        bytes32 structHash =
            DatasetConsent.hash(datasetId, sharesRoot, dataset.termsHash, dataset.token, workVault, nonce, joining);
        if (!SignatureChecker.isValidSignatureNowCalldata(
                joining.signer, _hashTypedDataV4(structHash), joining.signature
            )) {
            revert BadConsent(joining.workId, joining.signer);
        }
    }

    /// Who speaks for a work: its author, proved by the address of the work's vault. She does so also where a treaty names
    /// others to offer single licences: what is paid for a dataset reaches the same vault, and each holder of its shares.
    function _requireRightsHolder(Origin calldata origin, address account) private pure {
        if (account != origin.author) revert NotRightsHolder(account, origin.author);
    }

    /// What the dataset's vault may pay out, the work's vault must divide. It must not divide the dataset's shares
    /// themselves: these stay where they were counted.
    function _requireSameTokens(address vault, address[] memory tokens, address workVault) private view {
        address[] memory divided = _tokensOf(workVault);
        if (_has(divided, vault)) revert SharesWouldLeave(workVault);
        for (uint256 i; i < tokens.length; ++i) {
            if (!_has(divided, tokens[i])) revert TokenNotDivided(workVault, tokens[i]);
        }
    }

    /// The shares must be there, not only in the tree: a tree may give out more than there is, and then the first to
    /// activate has them. A vault never parts with shares that it holds, so weights that add up to all shares leave none
    /// for anybody else.
    function _requireShares(RoyaltyVault vault, address workVault, uint32 weight, bytes32[] calldata proof) private {
        if (!vault.isActivated(workVault)) vault.activate(workVault, weight, proof);
        uint256 held = vault.balanceOf(workVault);
        if (held != weight || weight == 0) revert WrongWeight(workVault, held, weight);
    }

    function _vaultOf(address author, bytes32 sharesRoot, bytes32 treaty) private view returns (address) {
        return factory.predict(author, sharesRoot, treaty);
    }

    function _tokensOf(address vault) private view returns (address[] memory) {
        return RoyaltyVault(vault).tokens();
    }

    function _has(address[] memory list, address wanted) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (list[i] == wanted) return true;
        }
        return false;
    }

    function _open(uint256 datasetId) internal view returns (Dataset storage dataset) {
        dataset = _datasets[datasetId];
        if (dataset.vault == address(0)) revert NoSuchDataset(datasetId);
    }
}
