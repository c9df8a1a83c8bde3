// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {VaultCode} from "./VaultCode.sol";

/// @title Makes royalty vaults at addresses known beforehand
/// @notice The address of a vault commits to its author, to the Merkle root of its shares and to the hash of the treaty
/// behind them, and to nothing else:
///
/// `address = last 20 bytes of keccak256(0xff ++ factory ++ salt ++ initCodeHash)`
/// `salt = keccak256(abi.encode(author, sharesRoot, treaty))`
///
/// The tokens are not part of it, so that a work has one vault address on every chain. Only the author, or who brings her
/// signature, can create her vault, so nobody can choose its tokens for her. The factory has no owner and no fee, and holds
/// neither money nor rights.
contract RoyaltyVaultFactory is EIP712("Colophon RoyaltyVaultFactory", "1") {
    /// @notice `author` made `vault`. `tokens` are the ERC-20 tokens that it divides beside the native coin.
    event VaultCreated(
        address indexed vault, address indexed author, bytes32 sharesRoot, bytes32 treaty, address[] tokens
    );

    /// @notice A vault without shares could never pay anybody.
    error EmptySharesRoot();
    /// @notice More tokens than a vault may pin.
    error TooManyTokens(uint256 count);
    /// @notice Named twice, or without code: so neither zero nor the vault that is still to be made.
    error BadToken(address token);
    /// @notice This author already has a vault for these shares and this treaty.
    error VaultExists(address vault);
    /// @notice The author's signature was good until `deadline`.
    error SignatureExpired(uint256 deadline);
    /// @notice Not signed by this author, or signed for something else.
    error BadSignature(address author);
    /// @notice What stands there does not run the code of this factory's vaults.
    error NotAVault(address account);

    /// @notice What an author signs for {createFor}, on the chain where the vault is to be made.
    bytes32 public constant CREATE_VAULT =
        keccak256("CreateVault(address author,bytes32 sharesRoot,bytes32 treaty,address[] tokens,uint256 deadline)");

    /// @notice The code behind every vault.
    address public immutable implementation;
    /// @notice Hash of the constant init code, for those who compute addresses themselves.
    bytes32 public immutable initCodeHash;
    /// @notice Lists of tokens that were looked at before, by the hash of the list (as EIP-712 hashes an `address[]`).
    mapping(bytes32 listHash => bool) public remembered;

    // The bytes of {VaultCode} in words, so that creating a vault need not put them together again.
    bytes32 private immutable _proxyHash;
    bytes32 private immutable _proxy0;
    bytes32 private immutable _proxy1;
    bytes32 private immutable _proxy2;
    bytes32 private immutable _init0;
    bytes32 private immutable _init1;
    bytes32 private immutable _init2;

    // What the vault under construction asks for while its creation runs: the shares root, then three tokens of 20 bytes one
    // behind the other and, in the last 4 bytes, how many of them there are.
    bytes32 private transient _sharesRoot;
    uint256 private transient _tokensHead;
    uint256 private transient _tokensTail;

    constructor() {
        implementation = address(new RoyaltyVault());
        bytes memory proxy = VaultCode.proxy(implementation);
        _proxyHash = keccak256(proxy);
        (_proxy0, _proxy1, _proxy2) = _words(proxy);
        bytes memory init = VaultCode.init(RoyaltyVaultFactory.vaultCode.selector);
        initCodeHash = keccak256(init);
        (_init0, _init1, _init2) = _words(init);
    }

    // ---------------------------------------------------------------- making vaults

    /// @notice Creates the caller's vault.
    /// @param sharesRoot Merkle root over `keccak256(bytes.concat(keccak256(abi.encode(address who, uint32 shares))))`.
    /// @param treaty Hash of the agreement behind the shares; zero if there is none. Distinguishes vaults of equal shares.
    /// @param tokens Up to three ERC-20 tokens that the vault divides; fixed for ever.
    function create(bytes32 sharesRoot, bytes32 treaty, address[] calldata tokens) external returns (address vault) {
        return _create(msg.sender, sharesRoot, treaty, tokens);
    }

    /// @notice Creates the vault of `author`, who signed for it: anybody may bring the signature and pay the gas.
    /// @dev No nonce: a vault is made once. Who signed twice with different tokens has left the choice to the bearer until
    /// the deadlines pass; she ends it by creating the vault herself.
    /// @param deadline Last second at which the signature is good.
    /// @param signature Over {CREATE_VAULT}, by her key (EIP-712) or answered for by her contract (ERC-1271).
    function createFor(
        address author,
        bytes32 sharesRoot,
        bytes32 treaty,
        address[] calldata tokens,
        uint256 deadline,
        bytes calldata signature
    ) external returns (address vault) {
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(CREATE_VAULT, author, sharesRoot, treaty, _listHash(tokens), deadline))
        );
        if (!SignatureChecker.isValidSignatureNowCalldata(author, digest, signature)) revert BadSignature(author);
        return _create(author, sharesRoot, treaty, tokens);
    }

    /// @notice Where the vault of `author` with these shares and this treaty is, or will be.
    function predict(address author, bytes32 sharesRoot, bytes32 treaty) public view returns (address) {
        bytes32 salt = _salt(author, sharesRoot, treaty);
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, initCodeHash)))));
    }

    /// @notice Looks at a list of tokens once and for all: vaults with exactly this list are cheaper from then on. It says no
    /// more of the tokens than that they have code and that none is named twice.
    function remember(address[] calldata tokens) external {
        _check(tokens);
        remembered[_listHash(tokens)] = true;
    }

    /// @notice The code of the vault under construction, raw: the init code returns these bytes as they are.
    function vaultCode() external view {
        (bytes32 proxy0, bytes32 proxy1, bytes32 proxy2) = (_proxy0, _proxy1, _proxy2);
        uint256 arguments = VaultCode.ARGUMENTS;
        assembly ("memory-safe") {
            let code := mload(0x40)
            mstore(code, proxy0)
            mstore(add(code, 32), proxy1)
            mstore(add(code, 64), proxy2)
            mstore(add(code, arguments), tload(_sharesRoot.slot))
            mstore(add(code, add(arguments, 32)), tload(_tokensHead.slot))
            let tail := tload(_tokensTail.slot)
            mstore(add(code, add(arguments, 64)), tail)
            // Tokens that are not there are cut off.
            return(code, add(add(arguments, 32), mul(20, and(tail, 0xffffffff))))
        }
    }

    // ---------------------------------------------------------------- claims across works

    /// @notice Draws what `who` is owed in `tokens` (zero: the native coin) from many vaults in one transaction. Anybody may
    /// call it; the money goes to her. One vault that cannot pay stops them all, so that no wallet sends it with too little
    /// gas for some and calls it done; leave that vault out. A holder who lets nobody else claim calls her vaults herself.
    /// @dev Only contracts that run the code of this factory's vaults are called. It would be harmless without that, since
    /// the factory holds nothing and nobody trusts it; but an address without code would seem to have been claimed from.
    function claimMany(address[] calldata vaults, address who, address[] calldata tokens) external {
        // The same words for every vault, so they are written down once.
        bytes memory words = abi.encodeCall(RoyaltyVault.claimMany, (who, tokens));
        for (uint256 i; i < vaults.length; ++i) {
            address vault = vaults[i];
            if (!_runsVaultCode(vault)) revert NotAVault(vault);
            assembly ("memory-safe") {
                if iszero(call(gas(), vault, 0, add(words, 32), mload(words), 0, 0)) {
                    let reason := mload(0x40)
                    returndatacopy(reason, 0, returndatasize())
                    revert(reason, returndatasize())
                }
            }
        }
    }

    // ---------------------------------------------------------------- inside

    function _create(address author, bytes32 sharesRoot, bytes32 treaty, address[] calldata tokens)
        private
        returns (address vault)
    {
        if (sharesRoot == 0) revert EmptySharesRoot();
        uint256 count = tokens.length;
        if (count > VaultCode.MAX_TOKENS) revert TooManyTokens(count);

        // One piece of memory serves for everything that is hashed, kept and logged: author, root and treaty (the salt); from
        // the root on, the data of {VaultCreated}; at its end the tokens. Absent ones are zero. The init code comes after it.
        uint256 words;
        bytes32 list;
        assembly ("memory-safe") {
            words := mload(0x40)
            mstore(0x40, add(words, 352))
            mstore(words, author)
            mstore(add(words, 32), sharesRoot)
            mstore(add(words, 64), treaty)
            mstore(add(words, 96), 96)
            mstore(add(words, 128), count)
            mstore(add(words, 160), 0)
            mstore(add(words, 192), 0)
            mstore(add(words, 224), 0)
            calldatacopy(add(words, 160), tokens.offset, shl(5, count))
            list := keccak256(add(words, 160), shl(5, count))
        }
        // A list of one costs no more to look at than to remember.
        if (count > 1 ? !remembered[list] : count == 1) _check(tokens);

        // From here to CREATE2 no foreign code runs.
        (bytes32 init0, bytes32 init1, bytes32 init2) = (_init0, _init1, _init2);
        uint256 length = VaultCode.INIT_LENGTH;
        assembly ("memory-safe") {
            tstore(_sharesRoot.slot, sharesRoot)
            let second := mload(add(words, 192))
            tstore(_tokensHead.slot, or(shl(96, mload(add(words, 160))), shr(64, second)))
            tstore(_tokensTail.slot, or(or(shl(192, second), shl(32, mload(add(words, 224)))), count))
            mstore(add(words, 256), init0)
            mstore(add(words, 288), init1)
            mstore(add(words, 320), init2)
            vault := create2(0, add(words, 256), length, keccak256(words, 96))
        }
        // Nothing else can stop it: of too little gas, too little would be left to come here.
        if (vault == address(0)) revert VaultExists(predict(author, sharesRoot, treaty));
        bytes32 topic = VaultCreated.selector;
        assembly ("memory-safe") {
            log3(add(words, 32), add(128, shl(5, count)), topic, vault, author)
        }
    }

    /// The tokens of a vault can never be changed, so one without code is taken for the mistake it is: mistyped, or the
    /// address of another chain. Three at most, so each is compared with the two before it.
    function _check(address[] calldata tokens) private view {
        if (tokens.length > VaultCode.MAX_TOKENS) revert TooManyTokens(tokens.length);
        address last;
        address previous;
        for (uint256 i; i < tokens.length; ++i) {
            address token = tokens[i];
            if (token == last || token == previous || token.code.length == 0) revert BadToken(token);
            (previous, last) = (last, token);
        }
    }

    function _listHash(address[] calldata tokens) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(tokens));
    }

    function _salt(address author, bytes32 sharesRoot, bytes32 treaty) private pure returns (bytes32) {
        return keccak256(abi.encode(author, sharesRoot, treaty));
    }

    function _runsVaultCode(address account) private view returns (bool) {
        uint256 length = VaultCode.ARGUMENTS;
        bytes32 hash;
        assembly ("memory-safe") {
            // Past the free pointer: read and forgotten.
            let code := mload(0x40)
            extcodecopy(account, code, 0, length)
            hash := keccak256(code, length)
        }
        return hash == _proxyHash;
    }

    function _words(bytes memory code) private pure returns (bytes32 first, bytes32 second, bytes32 third) {
        assembly ("memory-safe") {
            first := mload(add(code, 32))
            second := mload(add(code, 64))
            third := mload(add(code, 96))
        }
    }
}
