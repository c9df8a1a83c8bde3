// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {VaultCode} from "./VaultCode.sol";
import {VaultShares} from "./VaultShares.sol";
import {VaultWord} from "./VaultWord.sol";

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
/// Anybody may claim for anybody: the money goes to the holder, so that friends and helpers can pay the gas. A holder who
/// wants to choose the moment herself says so with {setSelfOnly}.
///
/// Tokens that are not pinned, if sent here, stay here.
/// @dev The implementation behind every proxy; {VaultCode} has the proxy, which itself emits {Received} and the first
/// {Transfer}. {VaultShares} has the shares as a token, {VaultWord} the layout of the accounts. No owner, no upgrade, no fee.
contract RoyaltyVault is VaultShares {
    using SafeERC20 for IERC20;

    /// @notice A plain payment in the native coin arrived. Coin forced in without a call leaves no event.
    event Received(address indexed from, uint256 amount);
    /// @notice `who` was paid `amount` of `token` (zero: the native coin), to her payout address.
    event Claimed(address indexed who, address indexed token, uint256 amount);
    /// @notice What `who` is owed goes to `payout` from now on.
    event PayoutSet(address indexed who, address indexed payout);
    /// @notice From now on `who` alone may claim what she is owed, or anybody again.
    event SelfOnlySet(address indexed who, bool on);

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
    /// @notice This holder lets nobody else claim for her.
    error SelfOnly(address who);
    /// @notice The token does not say what the vault holds of it.
    error NoBalance(address token);

    /// A holder's correction in a pinned token.
    struct Debt {
        int256 value;
    }

    /// A pinned token's account: what was paid to all, and each holder's correction.
    struct Book {
        uint256 paid;
        mapping(address who => Debt) debts;
    }

    /// Stands for the native coin wherever a token is asked for.
    address private constant NATIVE = address(0);
    /// Balances count up to here. No honest token comes near. Whatever a dishonest one says, sums and products of the account
    /// stay far within a word: `paid` grows by no more than this at each claim, and a share count is below 2**20.
    uint256 private constant MAX_BALANCE = type(uint128).max;

    mapping(address who => address) private _payouts;
    mapping(address token => Book) private _books;

    // ---------------------------------------------------------------- claims

    /// @notice Turns a leaf of the tree into shares. Anybody may do it for anybody; it costs the holder nothing.
    function activate(address who, uint32 shares, bytes32[] calldata proof) external nonReentrant {
        (_holders[who], _all) = _activated(who, shares, proof);
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

    /// @notice {activate} and {claimMany} in one transaction; cheapest with the native coin first.
    function activateAndClaim(address who, uint32 shares, bytes32[] calldata proof, address[] calldata tokens_)
        external
        nonReentrant
    {
        (uint256 holder, uint256 all) = _activated(who, shares, proof);
        uint256 amount;
        uint256 next;
        if (tokens_.length != 0 && tokens_[0] == NATIVE) {
            _requireMayClaim(who, holder);
            // Onto the words that are to be written anyway.
            (amount, holder, all) = _drawn(holder, all);
            next = 1;
        }
        (_holders[who], _all) = (holder, all);
        if (amount != 0) _payCoin(who, holder, amount);
        for (; next < tokens_.length; ++next) {
            _claim(who, tokens_[next]);
        }
    }

    /// @notice Sends the caller's future payouts to `to`: the way out for a holder whom a token has blocked, or whose
    /// contract cannot receive coin. The caller's own address ends the redirection.
    function setPayout(address to) external {
        if (to == address(0) || to == address(this)) revert BadHolder(to);
        if (to == msg.sender) {
            _holders[msg.sender] &= ~VaultWord.REDIRECTED;
            delete _payouts[msg.sender];
        } else {
            _holders[msg.sender] |= VaultWord.REDIRECTED;
            _payouts[msg.sender] = to;
        }
        emit PayoutSet(msg.sender, to);
    }

    /// @notice Whether the caller alone may claim what she is owed. Money that comes is income of the day it comes, and some
    /// must choose that day. Nobody else may then claim for her, her payout address included; her shares can still be
    /// activated by anybody, since that pays nothing.
    function setSelfOnly(bool on) external {
        uint256 holder = _holders[msg.sender];
        _holders[msg.sender] = on ? holder | VaultWord.SELF_ONLY : holder & ~VaultWord.SELF_ONLY;
        emit SelfOnlySet(msg.sender, on);
    }

    // ---------------------------------------------------------------- what is owed

    /// @notice What a claim would pay `who` now. While a claim is running this answer is refused: a token that calls out in
    /// the middle of its transfer would show a balance that is still to leave.
    function pending(address who, address token) external view nonReentrantView returns (uint256) {
        uint256 holder = _holders[who];
        int256 debt = token == NATIVE ? VaultWord.debt(holder) : _books[token].debts[who].value;
        (uint256 total, uint256 balance) = _cumulative(token);
        return _owed(total, balance, VaultWord.shares(holder), debt);
    }

    /// @notice All of `token` that the vault ever received, as far as its balance tells.
    function cumulative(address token) external view nonReentrantView returns (uint256 total) {
        (total,) = _cumulative(token);
    }

    /// @notice All of `token` that was ever paid to holders.
    function paidOut(address token) external view returns (uint256) {
        return token == NATIVE ? VaultWord.paid(_all) : _books[token].paid;
    }

    /// @notice Where claims of `who` are paid to.
    function payoutOf(address who) external view returns (address) {
        return _payout(who, _holders[who]);
    }

    /// @notice Whether `who` alone may claim what she is owed.
    function isSelfOnly(address who) external view returns (bool) {
        return _holders[who] & VaultWord.SELF_ONLY != 0;
    }

    /// @notice Whether the leaf of `who` was turned into shares.
    function isActivated(address who) external view returns (bool) {
        return _holders[who] & VaultWord.ACTIVATED != 0;
    }

    /// @notice The Merkle root of the shares, fixed at creation.
    function sharesRoot() external view returns (bytes32) {
        return _root();
    }

    /// @notice The pinned tokens, fixed at creation.
    function tokens() external view returns (address[] memory list) {
        (address first, address second, address third) = _pinned();
        uint256 count = first == address(0) ? 0 : second == address(0) ? 1 : third == address(0) ? 2 : 3;
        list = new address[](count);
        if (count > 0) list[0] = first;
        if (count > 1) list[1] = second;
        if (count > 2) list[2] = third;
    }

    // ---------------------------------------------------------------- inside

    /// Unactivated shares have lain in the vault with a debt of zero since it was made, so a leaf needs no correction: it
    /// brings its whole past along.
    function _activated(address who, uint32 shares, bytes32[] calldata proof)
        private
        returns (uint256 holder, uint256 all)
    {
        if (who == address(0) || who == address(this)) revert BadHolder(who);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(who, shares))));
        if (!MerkleProof.verifyCalldata(proof, _root(), leaf)) revert BadProof(who, shares);

        holder = _holders[who];
        if (holder & VaultWord.ACTIVATED != 0) revert AlreadyActivated(who);
        all = _all;
        uint256 activated = VaultWord.activated(all) + shares;
        if (activated > VaultCode.SUPPLY) revert OverAllocated(activated);
        // Within the supply, so the sums stay within their fields.
        holder = (holder | VaultWord.ACTIVATED) + shares;
        all += shares;
        emit Transfer(address(this), who, shares);
    }

    /// Writes the account before anything leaves.
    function _claim(address who, address token) private returns (uint256 amount) {
        return token == NATIVE ? _claimCoin(who) : _claimToken(who, token);
    }

    function _claimCoin(address who) private returns (uint256 amount) {
        (uint256 holder, uint256 all) = (_holders[who], _all);
        _requireMayClaim(who, holder);
        (amount, holder, all) = _drawn(holder, all);
        if (amount == 0) return 0;
        (_holders[who], _all) = (holder, all);
        _payCoin(who, holder, amount);
    }

    /// What is owed in the native coin, and both words as they are once it is paid.
    function _drawn(uint256 holder, uint256 all) private view returns (uint256 amount, uint256, uint256) {
        unchecked {
            uint256 held = _bounded(address(this).balance);
            amount = _owed(held + VaultWord.paid(all), held, VaultWord.shares(holder), VaultWord.debt(holder));
            return (amount, VaultWord.withDebt(holder, amount * VaultCode.SUPPLY), VaultWord.withPaid(all, amount));
        }
    }

    function _payCoin(address who, uint256 holder, uint256 amount) private {
        emit Claimed(who, NATIVE, amount);
        _send(_payout(who, holder), amount);
    }

    function _claimToken(address who, address token) private returns (uint256 amount) {
        Book storage book = _books[token];
        uint256 paid = book.paid;
        // Nothing but a listed token was ever paid, so the list need not be read again.
        if (paid == 0) _requireListed(token);
        uint256 holder = _holders[who];
        _requireMayClaim(who, holder);
        Debt storage debt = book.debts[who];
        int256 before = debt.value;
        uint256 held = _balance(token);
        unchecked {
            amount = _owed(held + paid, held, VaultWord.shares(holder), before);
            if (amount == 0) return 0;
            debt.value = before + int256(amount * VaultCode.SUPPLY);
            book.paid = paid + amount;
        }
        emit Claimed(who, token, amount);
        IERC20(token).safeTransfer(_payout(who, holder), amount);
    }

    function _transfer(address from, address to, uint256 value) internal override {
        if (from == address(0) || from == address(this)) revert ERC20InvalidSender(from);
        if (to == address(0) || to == address(this)) revert BadHolder(to);
        uint256 sender = _holders[from];
        uint256 owned = VaultWord.shares(sender);
        if (value > owned) revert ERC20InsufficientBalance(from, owned, value);

        unchecked {
            uint256 earned = (_bounded(address(this).balance) + VaultWord.paid(_all)) * value;
            _holders[from] = VaultWord.withoutDebt(sender, earned) - value;
            // Read after the write above: sender and receiver may be one account.
            _holders[to] = VaultWord.withDebt(_holders[to], earned) + value;
        }

        (address first, address second, address third) = _pinned();
        if (first != address(0)) _moveDebt(first, from, to, value);
        if (second != address(0)) _moveDebt(second, from, to, value);
        if (third != address(0)) _moveDebt(third, from, to, value);
        emit Transfer(from, to, value);
    }

    /// What moved shares have earned in `token` so far stays with the sender.
    function _moveDebt(address token, address from, address to, uint256 value) private {
        Book storage book = _books[token];
        unchecked {
            int256 part = int256((_balance(token) + book.paid) * value);
            if (part == 0) return;
            Debt storage debt = book.debts[from];
            debt.value -= part;
            debt = book.debts[to];
            debt.value += part;
        }
    }

    function _requireMayClaim(address who, uint256 holder) private view {
        if (holder & VaultWord.SELF_ONLY != 0 && msg.sender != who) revert SelfOnly(who);
    }

    /// Refuses tokens that the vault does not divide.
    function _cumulative(address token) private view returns (uint256 total, uint256 balance) {
        if (token == NATIVE) {
            balance = _bounded(address(this).balance);
            return (balance + VaultWord.paid(_all), balance);
        }
        _requireListed(token);
        balance = _balance(token);
        total = balance + _books[token].paid;
    }

    function _requireListed(address token) private view {
        (address first, address second, address third) = _pinned();
        if (token != first && token != second && token != third) revert UnlistedToken(token);
    }

    /// `balanceOf`, without the memory and the checks of a call written in Solidity.
    function _balance(address token) private view returns (uint256) {
        (uint256 held, bool short) = (0, false);
        assembly ("memory-safe") {
            mstore(0, shl(224, 0x70a08231))
            mstore(4, address())
            if iszero(staticcall(gas(), token, 0, 36, 0, 32)) {
                let answer := mload(0x40)
                returndatacopy(answer, 0, returndatasize())
                revert(answer, returndatasize())
            }
            held := mload(0)
            short := lt(returndatasize(), 32)
        }
        // Also where no code is: that is not a balance of zero.
        if (short) revert NoBalance(token);
        return _bounded(held);
    }

    /// A token whose balance shrinks can leave a holder with more drawn than earned (nothing is owed then) or owed more than
    /// is there (what is there is paid, first come).
    function _owed(uint256 total, uint256 held, uint256 shares, int256 debt) private pure returns (uint256 owed) {
        unchecked {
            int256 due = int256(total * shares) - debt;
            if (due <= 0) return 0;
            owed = uint256(due) / VaultCode.SUPPLY;
            if (owed > held) owed = held;
        }
    }

    function _bounded(uint256 balance) private pure returns (uint256) {
        return balance < MAX_BALANCE ? balance : MAX_BALANCE;
    }

    function _payout(address who, uint256 holder) private view returns (address) {
        return holder & VaultWord.REDIRECTED == 0 ? who : _payouts[who];
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
    function _pinned() private view returns (address first, address second, address third) {
        uint256 offset = VaultCode.ARGUMENTS + 32;
        assembly ("memory-safe") {
            // Past the free pointer: read and forgotten.
            let args := mload(0x40)
            extcodecopy(address(), args, offset, 60)
            first := shr(96, mload(args))
            second := shr(96, mload(add(args, 20)))
            third := shr(96, mload(add(args, 40)))
        }
    }
}
