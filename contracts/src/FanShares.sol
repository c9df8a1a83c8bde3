// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Pool} from "./OfferingCode.sol";
import {ShareOffering} from "./ShareOffering.sol";

/// @title Fan shares as an ERC-20 token
/// @notice Nobody has to fetch her fan shares: the offering's books are where they begin, and an account is opened with what
/// stands there when it is first used. {balanceOf} is right from the start; the `Transfer` from zero comes with the first use.
abstract contract FanShares is IERC20Metadata, IERC20Errors, ReentrancyGuardTransient {
    /// @notice Zero and the pool itself cannot hold fan shares or receive payouts.
    error BadHolder(address who);

    /// One slot for a fan's shares and her account in the token of the sale.
    struct Account {
        uint32 shares;
        bool begun;
        int216 debt;
    }

    mapping(address who => Account) internal _accounts;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;

    /// @inheritdoc IERC20Metadata
    function name() external pure returns (string memory) {
        return "Colophon fan shares";
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external pure returns (string memory) {
        return "FAN";
    }

    /// @notice Four, as the shares of the work: one unit stands for 0.0001 % of its income.
    function decimals() external pure returns (uint8) {
        return 4;
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _pool().supply;
    }

    /// @inheritdoc IERC20
    function balanceOf(address who) public view returns (uint256) {
        Account memory account = _accounts[who];
        return account.begun ? account.shares : account.shares + ShareOffering(_pool().offering).sharesOf(who);
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 value) external returns (bool) {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        _allowances[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    /// @notice Moves fan shares. What they have earned so far stays with the sender, fetched or not; what they will earn goes
    /// with them.
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

    function _transfer(address from, address to, uint256 value) private {
        if (from == address(0) || from == address(this)) revert ERC20InvalidSender(from);
        if (to == address(0) || to == address(this)) revert BadHolder(to);
        Pool memory p = _pool();
        uint256 shares = _begin(p, from).shares;
        if (value > shares) revert ERC20InsufficientBalance(from, shares, value);
        _begin(p, to);
        _move(p, from, to, value);
        emit Transfer(from, to, value);
    }

    /// Opens the account of `who` with what she bought, if this is its first use. Her debt is zero: she was there from the
    /// beginning, so her shares bring their whole past along.
    function _begin(Pool memory p, address who) internal returns (Account storage account) {
        account = _accounts[who];
        if (account.begun) return account;
        uint32 bought = ShareOffering(p.offering).sharesOf(who);
        (account.begun, account.shares) = (true, bought);
        if (bought != 0) emit Transfer(address(0), who, bought);
    }

    /// Moves shares that are there, between accounts that have begun, and their past the other way.
    function _move(Pool memory p, address from, address to, uint256 value) internal virtual;

    function _pool() internal view virtual returns (Pool memory);
}
