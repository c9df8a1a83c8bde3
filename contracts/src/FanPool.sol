// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FanShares} from "./FanShares.sol";
import {OfferingCode, Pool} from "./OfferingCode.sol";
import {OfferingMoney} from "./OfferingMoney.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";
import {ShareOffering} from "./ShareOffering.sol";

/// @title Holds the block of a work's shares that fans bought, and divides what it earns among them
/// @notice Fan shares are as many as were sold, for ever; who bought has them from the moment the sale succeeds. Each fan
/// draws her part whenever she likes and nothing is lost by waiting: not when the block is returned, not after a hundred
/// years.
///
/// The account, for each token: `received = held here + paid from here + what the vault still owes the block`. What the vault
/// still owes counts as received, so it makes no difference to anybody when it is fetched, or by whom. Plain payments to the
/// pool count as well.
///
/// The ceiling is counted in the token of the sale. Of what the pool receives in it, fans get everything up to the ceiling and
/// not a unit more; the rest is the artist's. Sums in different tokens cannot be added up without somebody who sets a rate, so
/// other tokens do not count towards the ceiling and are the fans' in full, until the block is returned. An artist who wants
/// that to end pays what is missing to the ceiling into the pool, and then calls {end}.
///
/// When the ceiling is reached or the term is over, anybody may return the block. No owner, no upgrade, no fee.
contract FanPool is FanShares {
    using SafeERC20 for IERC20;

    /// @notice A plain payment, or the block's income, arrived in the native coin.
    event Received(address indexed from, uint256 amount);
    /// @notice `who` was paid `amount` of `token` (zero: the native coin), to her payout address.
    event Claimed(address indexed who, address indexed token, uint256 amount);
    /// @notice The artist was paid `amount` from above the ceiling.
    event SurplusPaid(address indexed artist, address indexed to, uint256 amount);
    /// @notice What `who` is owed goes to `payout` from now on.
    event PayoutSet(address indexed who, address indexed payout);
    /// @notice The block went back to the artist: its term or its ceiling was reached.
    event Ended(uint256 shares);

    /// @notice The pool does not divide this token.
    error UnlistedToken(address token);
    /// @notice Nothing is owed, or it is less than one unit.
    error NothingToClaim(address who, address token);
    /// @notice The term runs on and the ceiling is not reached.
    error NotOver(uint40 termEnd, uint256 received, uint256 ceiling);
    /// @notice The block was returned already.
    error NothingToReturn();

    /// Balances count up to here. No honest token comes near; a dishonest one cannot overflow the account.
    uint256 private constant MAX_BALANCE = type(uint128).max;

    mapping(address who => address) private _payouts;
    /// What fans were paid.
    mapping(address token => uint256) private _paid;
    /// What the artist was paid from above the ceiling, in the token of the sale.
    uint256 private _surplusPaid;
    /// In units of one part of the supply, as the debts of the vault. Those in the token of the sale stand in the account.
    mapping(address token => mapping(address who => int256)) private _debts;

    /// @notice Takes the block's income in coin, and plain payments.
    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    // ---------------------------------------------------------------- claims

    /// @notice Pays `who` what she is owed in `token` (zero: the native coin), after fetching the block's income from the
    /// vault. Anybody may call it; the money goes to her.
    function claim(address who, address token) external nonReentrant returns (uint256 amount) {
        amount = _claim(_pool(), who, token);
        if (amount == 0) revert NothingToClaim(who, token);
    }

    /// @notice As {claim}, for several tokens. Those in which nothing is owed are passed over.
    function claimMany(address who, address[] calldata tokens_) external nonReentrant {
        Pool memory p = _pool();
        for (uint256 i; i < tokens_.length; ++i) {
            _claim(p, who, tokens_[i]);
        }
    }

    /// @notice Pays the artist what came in above the ceiling. Anybody may call it; the money goes to her.
    function claimSurplus() external nonReentrant returns (uint256 amount) {
        Pool memory p = _pool();
        _fetch(p.vault, p.token);
        (uint256 total, uint256 balance) = _arrived(p, p.token);
        amount = _surplus(p, total, balance);
        if (amount == 0) revert NothingToClaim(p.artist, p.token);
        _surplusPaid += amount;
        address to = payoutOf(p.artist);
        emit SurplusPaid(p.artist, to, amount);
        OfferingMoney.pay(p.token, to, amount);
    }

    /// @notice Sends the caller's future payouts to `to`: the way out for a fan, or an artist, whom a token has blocked, or
    /// whose contract cannot receive coin. The caller's own address ends the redirection.
    function setPayout(address to) external {
        if (to == address(0) || to == address(this)) revert BadHolder(to);
        if (to == msg.sender) delete _payouts[msg.sender];
        else _payouts[msg.sender] = to;
        emit PayoutSet(msg.sender, to);
    }

    // ---------------------------------------------------------------- the end

    /// @notice Returns the block to the artist, once the term is over or the fans have had the ceiling. Anybody may call it.
    /// No money moves: what the block has earned so far stays in the fans' account, and whoever is owed claims it as before.
    /// Shares that come in later go the same way.
    function end() external nonReentrant {
        Pool memory p = _pool();
        if (block.timestamp < p.termEnd) {
            uint256 total = _received(p, p.token);
            if (total < p.ceiling) revert NotOver(p.termEnd, total, p.ceiling);
        }
        uint256 shares = IERC20(p.vault).balanceOf(address(this));
        if (shares == 0) revert NothingToReturn();
        emit Ended(shares);
        IERC20(p.vault).safeTransfer(p.artist, shares);
    }

    /// @notice Whether {end} may be called.
    function isOver() external view nonReentrantView returns (bool) {
        Pool memory p = _pool();
        return block.timestamp >= p.termEnd || _received(p, p.token) >= p.ceiling;
    }

    // ---------------------------------------------------------------- what is owed

    /// @notice What a claim would pay `who` now, with what it would fetch from the vault.
    function pending(address who, address token) external view nonReentrantView returns (uint256) {
        Pool memory p = _pool();
        _requireListed(p, token);
        int256 debt = token == p.token ? int256(_accounts[who].debt) : _debts[token][who];
        (uint256 total, uint256 balance) = _arrived(p, token);
        uint256 coming = _coming(p, token);
        return _owed(p, token, total + coming, balance + coming, balanceOf(who), debt);
    }

    /// @notice What {claimSurplus} would pay the artist now.
    function surplus() external view nonReentrantView returns (uint256) {
        Pool memory p = _pool();
        (uint256 total, uint256 balance) = _arrived(p, p.token);
        uint256 coming = _coming(p, p.token);
        return _surplus(p, total + coming, balance + coming);
    }

    /// @notice All of `token` that the pool ever received, with what the vault still owes the block.
    function cumulative(address token) external view nonReentrantView returns (uint256) {
        Pool memory p = _pool();
        _requireListed(p, token);
        return _received(p, token);
    }

    /// @notice All of `token` that fans were ever paid.
    function paidOut(address token) external view returns (uint256) {
        return _paid[token];
    }

    /// @notice All that the artist was ever paid from above the ceiling, in the token of the sale.
    function surplusPaid() external view returns (uint256) {
        return _surplusPaid;
    }

    /// @notice Where claims of `who` are paid to.
    function payoutOf(address who) public view returns (address to) {
        to = _payouts[who];
        if (to == address(0)) to = who;
    }

    /// @notice Vault, offering, artist, ceiling and term, fixed for ever.
    function pool() external view returns (Pool memory) {
        return _pool();
    }

    /// @notice Contract metadata (ERC-7572): those of the offering, with its warning.
    function contractURI() external view returns (string memory) {
        return ShareOffering(_pool().offering).contractURI();
    }

    // ---------------------------------------------------------------- inside

    /// Fetches, writes the account, and pays last.
    function _claim(Pool memory p, address who, address token) private returns (uint256 amount) {
        _requireListed(p, token);
        _fetch(p.vault, token);
        Account storage account = _begin(p, who);
        bool main = token == p.token;
        int256 debt = main ? int256(account.debt) : _debts[token][who];
        (uint256 total, uint256 balance) = _arrived(p, token);
        amount = _owed(p, token, total, balance, account.shares, debt);
        if (amount == 0) return 0;
        debt += int256(amount * p.supply);
        // The cast cannot lose bits: in the token of the sale fans never get more than the ceiling, which has 128.
        if (main) account.debt = int216(debt);
        else _debts[token][who] = debt;
        _paid[token] += amount;
        emit Claimed(who, token, amount);
        OfferingMoney.pay(token, payoutOf(who), amount);
    }

    /// Fetches the block's income in one token. It must not fail the claim: when a token has blocked the vault, what has
    /// arrived here before is still paid.
    function _fetch(address vault, address token) private {
        address[] memory one = new address[](1);
        one[0] = token;
        try RoyaltyVault(vault).claimMany(address(this), one) {} catch {}
    }

    function _arrived(Pool memory p, address token) private view returns (uint256 total, uint256 balance) {
        balance = _bounded(OfferingMoney.held(token));
        total = balance + _paid[token];
        if (token == p.token) total += _surplusPaid;
    }

    /// What the vault would pay the block now.
    function _coming(Pool memory p, address token) private view returns (uint256) {
        return _bounded(RoyaltyVault(p.vault).pending(address(this), token));
    }

    function _received(Pool memory p, address token) private view returns (uint256 total) {
        (total,) = _arrived(p, token);
        total += _coming(p, token);
    }

    /// The fans' part of what was received.
    function _fansOf(Pool memory p, address token, uint256 total) private pure returns (uint256) {
        return token == p.token && total > p.ceiling ? p.ceiling : total;
    }

    /// Never more than is there, and never more to all fans than their part: a token whose balance shrinks can leave one with
    /// more drawn than earned, and what is left is then paid first come.
    function _owed(Pool memory p, address token, uint256 total, uint256 balance, uint256 shares, int256 debt)
        private
        view
        returns (uint256 owed)
    {
        uint256 fans = _fansOf(p, token, total);
        int256 due = int256(fans * shares) - debt;
        if (due <= 0) return 0;
        owed = uint256(due) / p.supply;
        if (owed > balance) owed = balance;
        uint256 paid = _paid[token];
        uint256 left = fans > paid ? fans - paid : 0;
        if (owed > left) owed = left;
    }

    function _surplus(Pool memory p, uint256 total, uint256 balance) private view returns (uint256 amount) {
        uint256 above = total - _fansOf(p, p.token, total);
        if (above <= _surplusPaid) return 0;
        amount = above - _surplusPaid;
        if (amount > balance) amount = balance;
    }

    /// @inheritdoc FanShares
    function _move(Pool memory p, address from, address to, uint256 value) internal override {
        uint32 shares = uint32(value);
        int256 earned = int256(_fansOf(p, p.token, _received(p, p.token)) * value);
        Account storage sender = _accounts[from];
        (sender.shares, sender.debt) = (sender.shares - shares, int216(sender.debt - earned));
        // Read after the write above: sender and receiver may be one account.
        Account storage receiver = _accounts[to];
        (receiver.shares, receiver.debt) = (receiver.shares + shares, int216(receiver.debt + earned));

        for (uint256 i; i <= p.pinned.length; ++i) {
            address token = i == 0 ? OfferingMoney.NATIVE : p.pinned[i - 1];
            if (token == p.token) continue;
            earned = int256(_received(p, token) * value);
            if (earned == 0) continue;
            _debts[token][from] -= earned;
            _debts[token][to] += earned;
        }
    }

    function _requireListed(Pool memory p, address token) private pure {
        if (token == OfferingMoney.NATIVE) return;
        for (uint256 i; i < p.pinned.length; ++i) {
            if (p.pinned[i] == token) return;
        }
        revert UnlistedToken(token);
    }

    function _bounded(uint256 balance) private pure returns (uint256) {
        return balance < MAX_BALANCE ? balance : MAX_BALANCE;
    }

    function _pool() internal view override returns (Pool memory) {
        return OfferingCode.readPool(address(this));
    }
}
