// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "./RoyaltyVaultFactory.sol";
import {ChainPart, Treaty, TreatyHash} from "./TreatyHash.sol";
import {TreatyRules} from "./TreatyRules.sol";

/// @title Proof that the authors of a work agreed how its income is divided
/// @notice A treaty names the work, the exact set of shares, who may offer and revoke licences and from which price on, and
/// the tokens on each chain. All its signers sign it once, for every chain that it names. Its hash is part of the vault's
/// address, so a vault that differs in one share, one right or one price stands somewhere else.
///
/// A signature carries no time, so what the deadline limits is their use: {agree} must be called with all signatures on each
/// chain before it ends, and the chain remembers the time. Until then a treaty is a draft; afterwards a draft never counts
/// any more, whoever signs late. An agreed treaty needs no signatures again, and stays agreed when a contract that signed
/// changes its keys.
///
/// Anybody may call {agree}: what counts is who signed. The contract has no owner, holds no money and has no constructor
/// arguments.
contract SplitTreaty is IERC5267 {
    /// @notice All signers agreed, and brought it here in time. The whole text, so that nobody depends on its parties to read it.
    event Agreed(bytes32 indexed treaty, address indexed author, bytes32 indexed work, uint64 time, Treaty text);

    /// @notice The deadline has passed and the treaty was not agreed on this chain.
    error Expired(uint64 deadline, uint256 time);
    /// @notice This chain is not among those that the treaty names.
    error ChainNotNamed(uint256 chainId);
    /// @notice One signature for each signer is needed, in the signers' order.
    error SignatureCount(uint256 signers, uint256 signatures);
    /// @notice The signature at this signer's place is not this signer's, or not of this treaty.
    error BadSignature(address signer);
    /// @notice Not all signatures were brought to this chain before the deadline.
    error NotAgreed(bytes32 treaty);
    /// @notice The treaty names another factory for this chain.
    error ForeignFactory(address agreed, address asked);
    /// @notice Nothing is at the factory's address on this chain.
    error FactoryMissing(address factory);
    /// @notice The vault of this treaty is, or will be, at another address.
    error NotTheVault(address agreed, address asked);
    /// @notice The author has not made the vault on this chain yet.
    error VaultMissing(address vault);
    /// @notice The vault was made with other tokens than the treaty names. A new treaty is needed on this chain.
    error TokensDiffer(address vault);

    /// @notice When a treaty (by its struct hash) was agreed on this chain, in Unix seconds; zero if it is not.
    mapping(bytes32 treaty => uint64) public agreedAt;

    /// @notice Records that all signers signed in time. A second call changes nothing and is no error, so that nobody can spoil
    /// a transaction by being first.
    /// @param signatures In the order of `treaty.signers`: 65 bytes of an account, or what a contract accepts under ERC-1271.
    function agree(Treaty calldata treaty, bytes[] calldata signatures) external returns (bytes32 id) {
        id = TreatyHash.hash(treaty);
        if (agreedAt[id] != 0) return id;
        _checkSigned(treaty, id, signatures);
        uint64 time = uint64(block.timestamp);
        agreedAt[id] = time;
        emit Agreed(id, treaty.author, treaty.work, time, treaty);
    }

    /// @notice Refuses, with the reason, unless the treaty was agreed here, `factory` is the one agreed on, `vault` is exactly
    /// the vault agreed on, and it divides exactly the tokens agreed on.
    function check(Treaty calldata treaty, RoyaltyVaultFactory factory, address vault)
        external
        view
        returns (bytes32 id, uint64 time)
    {
        id = TreatyHash.hash(treaty);
        time = agreedAt[id];
        if (time == 0) revert NotAgreed(id);
        _checkVault(treaty, id, factory, vault);
    }

    /// @notice As {check} for a treaty that is not agreed yet: refuses with the reason for which {agree} or {check} would.
    function checkSigned(
        Treaty calldata treaty,
        bytes[] calldata signatures,
        RoyaltyVaultFactory factory,
        address vault
    ) external view returns (bytes32 id) {
        id = TreatyHash.hash(treaty);
        _checkSigned(treaty, id, signatures);
        _checkVault(treaty, id, factory, vault);
    }

    /// @notice Refuses, with the reason, a treaty that is not well formed.
    function checkForm(Treaty calldata treaty) external pure {
        TreatyRules.check(treaty);
    }

    // ---------------------------------------------------------------- what it allows

    /// @notice Whether `who` may offer licences to the work. Says nothing about whether the treaty was agreed.
    function mayOffer(Treaty calldata treaty, address who) external pure returns (bool) {
        return TreatyRules.mayOffer(treaty, who);
    }

    /// @notice Whether `who` may revoke licences to the work. Says nothing about whether the treaty was agreed.
    function mayRevoke(Treaty calldata treaty, address who) external pure returns (bool) {
        return TreatyRules.mayRevoke(treaty, who);
    }

    /// @notice The least that a licence may cost in `token` (zero: the native coin) on a chain. Not found: no offer in it was
    /// agreed. Says nothing about whether the treaty was agreed.
    function floorOf(Treaty calldata treaty, uint256 chainId, address token)
        external
        pure
        returns (bool found, uint96 price)
    {
        return TreatyRules.floorOf(treaty, chainId, token);
    }

    /// @notice The id of the work's token.
    function workIdOf(Treaty calldata treaty) external pure returns (uint256) {
        return TreatyRules.workId(treaty);
    }

    // ---------------------------------------------------------------- what is signed

    /// @notice The struct hash: the `treaty` of the vault's address.
    function hashOf(Treaty calldata treaty) external pure returns (bytes32) {
        return TreatyHash.hash(treaty);
    }

    /// @notice The 32 bytes that each signer signs.
    function digestOf(Treaty calldata treaty) external pure returns (bytes32) {
        return TreatyHash.digest(TreatyHash.hash(treaty));
    }

    /// @notice The domain as ERC-5267 describes it: name and version alone, the same on every chain.
    function eip712Domain()
        external
        pure
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (0x03, TreatyHash.NAME, TreatyHash.VERSION, 0, address(0), 0, new uint256[](0));
    }

    // ---------------------------------------------------------------- inside

    function _checkSigned(Treaty calldata treaty, bytes32 id, bytes[] calldata signatures) private view {
        TreatyRules.check(treaty);
        _chainHere(treaty);
        if (block.timestamp > treaty.deadline) revert Expired(treaty.deadline, block.timestamp);
        address[] calldata signers = treaty.signers;
        if (signatures.length != signers.length) revert SignatureCount(signers.length, signatures.length);
        bytes32 digest = TreatyHash.digest(id);
        for (uint256 i; i < signers.length; ++i) {
            if (!SignatureChecker.isValidSignatureNowCalldata(signers[i], digest, signatures[i])) {
                revert BadSignature(signers[i]);
            }
        }
    }

    /// The chain is looked up again although an agreed treaty named it: after a fork with a new id it may not.
    function _checkVault(Treaty calldata treaty, bytes32 id, RoyaltyVaultFactory factory, address vault) private view {
        ChainPart calldata part = _chainHere(treaty);
        if (part.factory != address(factory)) revert ForeignFactory(part.factory, address(factory));
        if (address(factory).code.length == 0) revert FactoryMissing(address(factory));
        address agreed = factory.predict(treaty.author, treaty.sharesRoot, id);
        if (agreed != vault) revert NotTheVault(agreed, vault);
        if (vault.code.length == 0) revert VaultMissing(vault);
        if (!_same(part.tokens, RoyaltyVault(vault).tokens())) revert TokensDiffer(vault);
    }

    function _chainHere(Treaty calldata treaty) private view returns (ChainPart calldata part) {
        bool named;
        (named, part) = TreatyRules.chainOf(treaty, block.chainid);
        if (!named) revert ChainNotNamed(block.chainid);
    }

    /// Whether both lists name the same tokens. Neither names one twice; the order of a vault's tokens means nothing.
    function _same(address[] calldata agreed, address[] memory pinned) private pure returns (bool) {
        if (agreed.length != pinned.length) return false;
        for (uint256 i; i < agreed.length; ++i) {
            bool found;
            for (uint256 j; j < pinned.length; ++j) {
                if (pinned[j] == agreed[i]) found = true;
            }
            if (!found) return false;
        }
        return true;
    }
}
