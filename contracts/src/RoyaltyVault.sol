// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {VaultCode} from "./VaultCode.sol";

/// @title Receives a work's income and divides it among the holders of its shares
/// @notice One million shares, fixed for ever. They are laid down in a Merkle tree when the vault is made and each holder
/// activates her leaf when she likes; nothing is lost by waiting. Money arrives by plain transfer, in the native coin or in
/// one of the pinned tokens, and each holder draws her part whenever she likes. No loop over holders exists, so neither the
/// cost nor the safety of a claim depends on how many there are, and nobody can hold up another's claim.
///
/// The account: `cumulative(token) = balance + everything ever paid out`. A holder may have drawn in all
/// `shares * cumulative / 1,000,000`, corrected by what her shares had earned before they were hers. The correction
/// (`debt`) is kept in units of a millionth, so rounding never adds up: what is not paid today is part of the next claim.
///
/// Tokens that are not pinned, if sent here, stay here.
/// @dev The implementation behind every proxy; {VaultCode} has the proxy, which itself emits {Received} and the first
/// {Transfer}. No owner, no upgrade, no fee.
contract RoyaltyVault is IERC20Metadata, IERC20Errors, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice A plain payment in the native coin arrived. Coin forced in without a call leaves no event.
    event Received(address indexed from, uint256 amount);
    /// @notice `who` was paid `amount` of `token` (zero: the native coin), to her payout address.
    event Claimed(address indexed who, address indexed token, uint256 amount);
    /// @notice What `who` is owed goes to `payout` from now on.
    event PayoutSet(address indexed who, address indexed payout);

    /// @notice The proof does not lead from this holder and these shares to the vault's root.
    error BadProof(address who, uint32 shares);
    /// @notice This holder's leaf is active already.
    error AlreadyActivated(address who);
    /// @notice The tree gives out more than all shares; this leaf is beyond them.
    error OverAllocated(uint256 activated);
    /// @notice Zero and the vault itself cannot hold shares or receive payouts.
    error BadHolder(address who);
    /// @notice The vault does not divide this token.
    error UnlistedToken(address token);
    /// @notice Nothing is owed, or it is less than one unit.
    error NothingToClaim(address who, address token);
    /// @notice The payout address refused the coin; its holder can set another one.
    error PayoutRefused(address payout);

    /// One slot for a holder's shares and her native account.
    struct Account {
        uint32 shares;
        uint8 flags;
        int216 debt;
    }

    /// One slot for what all holders share.
    struct Totals {
        uint32 activated;
        uint216 paid;
    }

    /// A pinned token's account: what was paid to all, and each holder's correction.
    struct Book {
        uint256 paid;
        mapping(address who => int256) debts;
    }

    /// Stands for the native coin wherever a token is asked for.
    address private constant NATIVE = address(0);
    uint8 private constant ACTIVATED = 1;
    uint8 private constant REDIRECTED = 2;
    /// Balances count up to here. No honest token comes near; a dishonest one cannot overflow the account.
    uint256 private constant MAX_BALANCE = type(uint128).max;

    Totals private _totals;
    mapping(address who => Account) private _accounts;
    mapping(address who => address) private _payouts;
    mapping(address token => Book) private _books;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;

    // ---------------------------------------------------------------- claims

    /// @notice Turns a leaf of the tree into shares. Anybody may do it for anybody; it costs the holder nothing.
    function activate(address who, uint32 shares, bytes32[] calldata proof) external nonReentrant {
        _activate(who, shares, proof);
    }

    /// @notice Pays `who` what she is owed in `token` (zero: the native coin). Anybody may call it; the money goes to her.
    function claim(address who, address token) external nonReentrant returns (uint256 amount) {
        amount = _claim(who, token);
        if (amount == 0) revert NothingToClaim(who, token);
    }

    /// @notice As {claim}, for several tokens. Those in which nothing is owed are passed over.
    function claimMany(address who, address[] calldata tokens_) external nonReentrant {
        for (uint256 i; i < tokens_.length; ++i) {
            _claim(who, tokens_[i]);
        }
    }

    /// @notice {activate} and {claimMany} in one transaction.
    function activateAndClaim(address who, uint32 shares, bytes32[] calldata proof, address[] calldata tokens_)
        external
        nonReentrant
    {
        _activate(who, shares, proof);
        for (uint256 i; i < tokens_.length; ++i) {
            _claim(who, tokens_[i]);
        }
    }

    /// @notice Sends the caller's future payouts to `to`: the way out for a holder whom a token has blocked, or whose
    /// contract cannot receive coin. The caller's own address ends the redirection.
    function setPayout(address to) external {
        if (to == address(0) || to == address(this)) revert BadHolder(to);
        Account storage account = _accounts[msg.sender];
        if (to == msg.sender) {
            account.flags &= ~REDIRECTED;
            delete _payouts[msg.sender];
        } else {
            account.flags |= REDIRECTED;
            _payouts[msg.sender] = to;
        }
        emit PayoutSet(msg.sender, to);
    }

    // ---------------------------------------------------------------- what is owed

    /// @notice What a claim would pay `who` now. While a claim is running this answer is refused: a token that calls out in
    /// the middle of its transfer would show a balance that is still to leave.
    function pending(address who, address token) external view nonReentrantView returns (uint256) {
        int256 debt = token == NATIVE ? int256(_accounts[who].debt) : _books[token].debts[who];
        (uint256 total, uint256 balance) = _cumulative(token);
        return _owed(total, balance, _accounts[who].shares, debt);
    }

    /// @notice All of `token` that the vault ever received, as far as its balance tells.
    function cumulative(address token) external view nonReentrantView returns (uint256 total) {
        (total,) = _cumulative(token);
    }

    /// @notice All of `token` that was ever paid to holders.
    function paidOut(address token) external view returns (uint256) {
        return token == NATIVE ? _totals.paid : _books[token].paid;
    }

    /// @notice Where claims of `who` are paid to.
    function payoutOf(address who) external view returns (address) {
        return _payout(who, _accounts[who].flags);
    }

    /// @notice Whether the leaf of `who` was turned into shares.
    function isActivated(address who) external view returns (bool) {
        return _accounts[who].flags & ACTIVATED != 0;
    }

    /// @notice The Merkle root of the shares, fixed at creation.
    function sharesRoot() external view returns (bytes32) {
        return _root();
    }

    /// @notice The pinned tokens, fixed at creation.
    function tokens() external view returns (address[] memory list) {
        address[3] memory pinned = _pinned();
        uint256 count;
        while (count < pinned.length && pinned[count] != address(0)) ++count;
        list = new address[](count);
        for (uint256 i; i < count; ++i) {
            list[i] = pinned[i];
        }
    }

    // ---------------------------------------------------------------- shares as an ERC-20 token

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
        return who == address(this) ? VaultCode.SUPPLY - _totals.activated : _accounts[who].shares;
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

    // ---------------------------------------------------------------- inside

    /// Unactivated shares have lain in the vault with a debt of zero since it was made, so a leaf needs no correction: it
    /// brings its whole past along.
    function _activate(address who, uint32 shares, bytes32[] calldata proof) private {
        if (who == address(0) || who == address(this)) revert BadHolder(who);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(who, shares))));
        if (!MerkleProof.verifyCalldata(proof, _root(), leaf)) revert BadProof(who, shares);

        Account memory account = _accounts[who];
        if (account.flags & ACTIVATED != 0) revert AlreadyActivated(who);
        uint256 activated = uint256(_totals.activated) + shares;
        if (activated > VaultCode.SUPPLY) revert OverAllocated(activated);
        account.flags |= ACTIVATED;
        account.shares += shares;
        _accounts[who] = account;
        _totals.activated = uint32(activated);
        emit Transfer(address(this), who, shares);
    }

    /// Writes the account before anything leaves.
    function _claim(address who, address token) private returns (uint256 amount) {
        return token == NATIVE ? _claimCoin(who) : _claimToken(who, token);
    }

    function _claimCoin(address who) private returns (uint256 amount) {
        Account storage account = _accounts[who];
        (uint32 shares, uint8 flags, int216 debt) = (account.shares, account.flags, account.debt);
        uint216 paid = _totals.paid;
        uint256 balance = _bounded(address(this).balance);
        amount = _owed(balance + paid, balance, shares, debt);
        if (amount == 0) return 0;
        // Casts cannot lose bits: both stay below SUPPLY times all coin that ever passed through.
        account.debt = debt + int216(int256(amount * VaultCode.SUPPLY));
        _totals.paid = paid + uint216(amount);
        emit Claimed(who, NATIVE, amount);
        _send(_payout(who, flags), amount);
    }

    function _claimToken(address who, address token) private returns (uint256 amount) {
        _requireListed(token);
        Book storage book = _books[token];
        (uint256 paid, int256 debt) = (book.paid, book.debts[who]);
        (uint32 shares, uint8 flags) = (_accounts[who].shares, _accounts[who].flags);
        uint256 balance = _balance(token);
        amount = _owed(balance + paid, balance, shares, debt);
        if (amount == 0) return 0;
        book.debts[who] = debt + int256(amount * VaultCode.SUPPLY);
        book.paid = paid + amount;
        emit Claimed(who, token, amount);
        IERC20(token).safeTransfer(_payout(who, flags), amount);
    }

    function _transfer(address from, address to, uint256 value) private {
        if (from == address(0) || from == address(this)) revert ERC20InvalidSender(from);
        if (to == address(0) || to == address(this)) revert BadHolder(to);
        Account memory sender = _accounts[from];
        if (value > sender.shares) revert ERC20InsufficientBalance(from, sender.shares, value);

        uint32 shares = uint32(value);
        int216 earned = int216(int256((_bounded(address(this).balance) + _totals.paid) * value));
        sender.shares -= shares;
        sender.debt -= earned;
        _accounts[from] = sender;
        // Read after the write above: sender and receiver may be one account.
        Account memory receiver = _accounts[to];
        receiver.shares += shares;
        receiver.debt += earned;
        _accounts[to] = receiver;

        address[3] memory pinned = _pinned();
        for (uint256 i; i < pinned.length && pinned[i] != address(0); ++i) {
            address token = pinned[i];
            Book storage book = _books[token];
            int256 part = int256((_balance(token) + book.paid) * value);
            if (part == 0) continue;
            book.debts[from] -= part;
            book.debts[to] += part;
        }
        emit Transfer(from, to, value);
    }

    /// Refuses tokens that the vault does not divide.
    function _cumulative(address token) private view returns (uint256 total, uint256 balance) {
        if (token == NATIVE) {
            balance = _bounded(address(this).balance);
            return (balance + _totals.paid, balance);
        }
        _requireListed(token);
        balance = _balance(token);
        total = balance + _books[token].paid;
    }

    function _requireListed(address token) private view {
        address[3] memory pinned = _pinned();
        if (token != pinned[0] && token != pinned[1] && token != pinned[2]) revert UnlistedToken(token);
    }

    function _balance(address token) private view returns (uint256) {
        return _bounded(IERC20(token).balanceOf(address(this)));
    }

    /// A token whose balance shrinks can leave a holder with more drawn than earned (nothing is owed then) or owed more than
    /// is there (what is there is paid, first come).
    function _owed(uint256 total, uint256 balance, uint256 shares, int256 debt) private pure returns (uint256) {
        int256 due = int256(total * shares) - debt;
        if (due <= 0) return 0;
        uint256 owed = uint256(due) / VaultCode.SUPPLY;
        return owed < balance ? owed : balance;
    }

    function _bounded(uint256 balance) private pure returns (uint256) {
        return balance < MAX_BALANCE ? balance : MAX_BALANCE;
    }

    function _payout(address who, uint8 flags) private view returns (address) {
        return flags & REDIRECTED == 0 ? who : _payouts[who];
    }

    /// Copies nothing back, so a receiver cannot make the caller pay for a flood of return data.
    function _send(address to, uint256 amount) private {
        bool sent;
        assembly ("memory-safe") {
            sent := call(gas(), to, amount, 0, 0, 0, 0)
        }
        if (!sent) revert PayoutRefused(to);
    }

    function _root() private view returns (bytes32 root) {
        uint256 offset = VaultCode.ARGUMENTS;
        assembly ("memory-safe") {
            extcodecopy(address(), 0, offset, 32)
            root := mload(0)
        }
    }

    /// The pinned tokens from behind the proxy's code; what is not there reads as zero.
    function _pinned() private view returns (address[3] memory pinned) {
        uint256 offset = VaultCode.ARGUMENTS + 32;
        assembly ("memory-safe") {
            // Past the free pointer: read and forgotten.
            let args := mload(0x40)
            extcodecopy(address(), args, offset, 60)
            mstore(pinned, shr(96, mload(args)))
            mstore(add(pinned, 32), shr(96, mload(add(args, 20))))
            mstore(add(pinned, 64), shr(96, mload(add(args, 40))))
        }
    }
}
