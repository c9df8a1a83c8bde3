// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {VaultCode} from "./VaultCode.sol";
import {VaultWord} from "./VaultWord.sol";

/// @title The shares of a royalty vault as an ERC-20 token
/// @notice Each vault is a token of its own, with EIP-2612 permits under a domain of its own: a signature for one vault is
/// worth nothing in another, nor on another chain. From the vault itself nothing can be approved or moved: it calls no
/// function of its own, and no key signs for it.
/// @dev The code is shared behind proxies. OpenZeppelin's EIP712 keeps the domain separator of the place where it was
/// deployed and, seeing itself run elsewhere, computes the one of that place: here always, for some 200 gas.
abstract contract VaultShares is
    IERC20Metadata,
    IERC20Permit,
    IERC20Errors,
    EIP712("Colophon royalty shares", "1"),
    Nonces,
    ReentrancyGuardTransient
{
    /// @notice The permit's deadline has passed.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// @notice The permit was signed by another key, or says something else.
    error ERC2612InvalidSigner(address signer, address owner);

    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    /// {VaultWord} has the layout of these words.
    uint256 internal _all;
    mapping(address who => uint256 word) internal _holders;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;

    /// @inheritdoc IERC20Metadata
    function name() external pure returns (string memory) {
        return "Colophon royalty shares";
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external pure returns (string memory) {
        return "ROYALTY";
    }

    /// @notice Four, so that all shares read as 100.0000: percent.
    function decimals() external pure returns (uint8) {
        return 4;
    }

    /// @inheritdoc IERC20
    function totalSupply() external pure returns (uint256) {
        return VaultCode.SUPPLY;
    }

    /// @notice Shares of `who`. The vault itself holds those that wait to be activated.
    function balanceOf(address who) external view returns (uint256) {
        return who == address(this) ? VaultCode.SUPPLY - VaultWord.activated(_all) : VaultWord.shares(_holders[who]);
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    /// @notice Moves shares. What they have earned so far stays with the sender; what they will earn goes with them.
    function transfer(address to, uint256 value) external nonReentrant returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 value) external nonReentrant returns (bool) {
        uint256 allowed = _allowances[from][msg.sender];
        if (allowed != type(uint256).max) {
            if (allowed < value) revert ERC20InsufficientAllowance(msg.sender, allowed, value);
            unchecked {
                _allowances[from][msg.sender] = allowed - value;
            }
        }
        _transfer(from, to, value);
        return true;
    }

    /// @inheritdoc IERC20Permit
    /// @dev Who sees the signature in the mempool can use it first; the allowance is then there all the same. A contract that
    /// takes permits should try this call and go on if it fails.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        if (block.timestamp > deadline) revert ERC2612ExpiredSignature(deadline);
        bytes32 structHash = keccak256(abi.encode(PERMIT, owner, spender, value, _useNonce(owner), deadline));
        address signer = ECDSA.recover(_hashTypedDataV4(structHash), v, r, s);
        if (signer != owner) revert ERC2612InvalidSigner(signer, owner);
        _approve(owner, spender, value);
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @inheritdoc IERC20Permit
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    function _approve(address owner, address spender, uint256 value) private {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        _allowances[owner][spender] = value;
        emit Approval(owner, spender, value);
    }

    function _transfer(address from, address to, uint256 value) internal virtual;
}
