// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Channel, ChannelHash, Claim, SignedDeposit} from "./ChannelHash.sol";

/// @title Pays for many small uses of works with signatures, and settles them in two transactions
/// @notice A payer deposits into a channel to one payee. For each use she signs a voucher over all that she owes so far; each
/// replaces the one before. The newest is claimed when it suits: {claimBatch} books many channels at once, {settle} pays the
/// payee everything in one transfer. What was not claimed the payer takes back, after a delay that gives the payee the time
/// to claim, or at once with the payee's consent.
///
/// What can be claimed is at most what was signed and at most what was deposited. Anybody may claim and settle: the money
/// goes to the payee alone. The contract has no owner, takes no fee and chooses nobody.
///
/// What a payee looks at before she accepts a voucher: {secured}, which is safe for `withdrawDelay` from now. She claims at
/// least that often. Where the signer is a contract, its answer may change until the voucher is claimed.
///
/// Coin or tokens sent here outside a deposit stay here.
contract UsageChannel is EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Money came into a channel that held none: these are its terms.
    event Opened(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        address signer,
        address token,
        uint40 withdrawDelay,
        bytes32 salt
    );
    /// @notice `amount` arrived from `from`; `funded` is all that the channel took in, less what went back.
    event Deposited(bytes32 indexed channelId, address indexed from, uint256 amount, uint128 funded);
    /// @notice Of this channel `claimed` in all belongs to the payee now; what is new is the difference to the event before.
    event Claimed(bytes32 indexed channelId, uint256 claimed);
    /// @notice The payee's claims in `token`, `amount` of them, were paid out: `paid` went to `to`.
    event Settled(address indexed payee, address indexed token, address indexed to, uint256 amount, uint256 paid);
    /// @notice From `readyAt` on the payer may take back up to `amount` of what is unclaimed then.
    event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 readyAt);
    /// @notice The payer thought better of it.
    event WithdrawCancelled(bytes32 indexed channelId);
    /// @notice `amount` left the channel unclaimed: `paid` went to `to`.
    event Withdrawn(bytes32 indexed channelId, address indexed to, uint256 amount, uint256 paid);
    /// @notice The payee consented to give back all that was not claimed; her consents so far number `nonce`.
    event Closed(bytes32 indexed channelId, uint88 nonce);

    /// @notice Outside 15 minutes to 30 days.
    error BadDelay(uint40 withdrawDelay);
    /// @notice Zero and this contract can neither pay nor be paid.
    error BadParty(address who);
    /// @notice The coin sent is not the amount.
    error WrongValue(uint256 sent, uint256 amount);
    /// @notice This channel is in coin, which needs no signature.
    error NotAToken();
    /// @notice Nothing arrived of what should have been deposited.
    error NothingArrived(address token);
    /// @notice A channel cannot count that far.
    error TooMuch(uint256 amount);
    /// @notice The token's balance here shrank below what is owed in it; no deposits until somebody makes it whole.
    error TokenShort(address token, uint256 held, uint256 due);
    /// @notice Not signed by the channel's signer, or not for this channel, sum, contract and chain.
    error BadVoucher(bytes32 channelId);
    /// @notice The voucher is not above what is claimed, or no unclaimed deposit is left for it.
    error NothingToClaim(bytes32 channelId);
    /// @notice Nothing is waiting for this payee in this token.
    error NothingToSettle(address payee, address token);
    /// @notice Only the channel's payer may do this.
    error NotPayer(address caller);
    /// @notice Only the channel's payee may do this.
    error NotPayee(address caller);
    /// @notice The channel holds nothing that is unclaimed, or nothing was asked for.
    error NothingToWithdraw(bytes32 channelId);
    /// @notice No withdrawal was initiated.
    error NoWithdrawal(bytes32 channelId);
    /// @notice The payee has until then to claim.
    error TooEarly(bytes32 channelId, uint40 readyAt);
    /// @notice Not the payee's signature over this channel, its claimed sum, its nonce and this deadline.
    error BadConsent(bytes32 channelId);
    /// @notice The consent has run out.
    error ConsentExpired(uint256 deadline);
    /// @notice The receiver did not take the coin.
    error PaymentRefused(address to);

    /// Deposits less what went back, and what of it is the payee's: one slot, all that a claim touches.
    struct Book {
        uint128 funded;
        uint128 claimed;
    }

    /// A withdrawal under way (`readyAt` zero: none) and how often the payee consented to a close.
    struct Exit {
        uint128 amount;
        uint40 readyAt;
        uint88 closes;
    }

    /// @notice The shortest delay of a withdrawal.
    uint40 public constant MIN_DELAY = 15 minutes;
    /// @notice The longest delay of a withdrawal.
    uint40 public constant MAX_DELAY = 30 days;
    /// Stands for the native coin wherever a token is asked for.
    address private constant NATIVE = address(0);

    mapping(bytes32 channelId => Book) private _books;
    mapping(bytes32 channelId => Exit) private _exits;
    mapping(address payee => mapping(address token => uint256)) private _unsettled;
    /// What is owed in each token to payers and payees together. Claims move money between them and do not touch it.
    mapping(address token => uint256) private _due;

    constructor() EIP712("Colophon UsageChannel", "1") {}

    // ---------------------------------------------------------------- deposits

    /// @notice Adds to a channel, in coin sent along (exactly the amount) or in a token that the caller approved. Whoever
    /// deposits, what is not claimed goes back to the payer. Counted is what arrives.
    function deposit(Channel calldata channel, uint128 amount) external payable nonReentrant returns (bytes32) {
        _check(channel);
        if (channel.token == NATIVE) {
            if (msg.value != amount) revert WrongValue(msg.value, amount);
            return _credit(channel, msg.sender, amount);
        }
        if (msg.value != 0) revert WrongValue(msg.value, 0);
        return _pull(channel, amount);
    }

    /// @notice As {deposit}, with the caller's token approval signed (EIP-2612) for exactly the amount. A permit that somebody
    /// has already sent does no harm: the allowance is there.
    function depositWithPermit(
        Channel calldata channel,
        uint128 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant returns (bytes32) {
        _check(channel);
        if (channel.token == NATIVE) revert NotAToken();
        try IERC20Permit(channel.token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        return _pull(channel, amount);
    }

    /// @notice Deposits a payment that the payer signed (EIP-3009), sent by anybody: the payer needs no coin for gas. The
    /// signature must be a `ReceiveWithAuthorization` to this contract over the amount with {depositNonce} as its nonce, so
    /// it fills this channel and no other, and only once.
    function depositWithAuthorization(Channel calldata channel, uint128 amount, SignedDeposit calldata signed)
        external
        nonReentrant
        returns (bytes32)
    {
        _check(channel);
        if (channel.token == NATIVE) revert NotAToken();
        uint256 before = _whole(channel.token);
        IERC3009(channel.token)
            .receiveWithAuthorization(
                channel.payer,
                address(this),
                amount,
                signed.validAfter,
                signed.validBefore,
                ChannelHash.deposit(channelId(channel), amount, signed.ref),
                signed.v,
                signed.r,
                signed.s
            );
        return _creditToken(channel, channel.payer, before);
    }

    // ---------------------------------------------------------------- claims

    /// @notice Books what a voucher adds to what was claimed before, as far as deposits reach; a later deposit lets the same
    /// voucher claim the rest. Takes signatures of keys (65 bytes) and of contracts (ERC-1271).
    function claim(Channel calldata channel, uint128 cumulative, bytes calldata signature)
        external
        nonReentrant
        returns (uint256 amount)
    {
        bytes32 domain = _domainSeparatorV4();
        bytes32 id = ChannelHash.id(domain, channel);
        address signer = channel.signer == address(0) ? channel.payer : channel.signer;
        if (!_signedBy(signer, ChannelHash.voucher(domain, id, cumulative), signature)) revert BadVoucher(id);
        amount = _advance(id, cumulative);
        if (amount == 0) revert NothingToClaim(id);
        _unsettled[channel.payee][channel.token] += amount;
    }

    /// @notice As {claim}, for many channels to one payee in one token. A voucher that adds nothing is passed over, and what a
    /// key has signed stays signed: so nobody can make a good batch fail, whatever she claims or withdraws just before.
    /// Signatures of keys only.
    function claimBatch(address payee, address token, Claim[] calldata claims)
        external
        nonReentrant
        returns (uint256 amount)
    {
        ChannelHash.reserve();
        ChannelHash.layOut(_domainSeparatorV4(), payee, token);
        (uint256 row, uint256 end) = ChannelHash.range(claims);
        while (row != end) {
            (bytes32 id, uint256 cumulative, bool good) = ChannelHash.read(row);
            if (!good) revert BadVoucher(id);
            unchecked {
                // Sums of 128 bits each, and a place within the calldata.
                amount += _advance(id, cumulative);
                row += ChannelHash.ROW;
            }
        }
        if (amount != 0) _unsettled[payee][token] += amount;
    }

    /// @notice Pays `payee` all her claims in `token` (zero: the native coin). Anybody may call it. Where she cannot be paid,
    /// they stay hers.
    function settle(address payee, address token) external nonReentrant returns (uint256) {
        return _settle(payee, token, payee);
    }

    /// @notice Pays the caller's own claims to `to`: the way out for a payee whom a token has blocked, or whose contract
    /// cannot receive coin.
    function settleTo(address token, address to) external nonReentrant returns (uint256) {
        return _settle(msg.sender, token, _party(to));
    }

    // ---------------------------------------------------------------- taking back

    /// @notice Starts the delay after which the payer may take back up to `amount` of what is unclaimed then. Starting again
    /// replaces the amount and starts the delay anew.
    function initiateWithdraw(Channel calldata channel, uint128 amount) external {
        bytes32 id = _onlyPayer(channel);
        Book memory book = _books[id];
        if (amount == 0 || book.funded == book.claimed) revert NothingToWithdraw(id);
        Exit storage exit = _exits[id];
        uint40 readyAt = uint40(block.timestamp) + channel.withdrawDelay;
        (exit.amount, exit.readyAt) = (amount, readyAt);
        emit WithdrawInitiated(id, amount, readyAt);
    }

    /// @notice Gives up a withdrawal under way, so that the payee may rely on the money again.
    function cancelWithdraw(Channel calldata channel) external {
        bytes32 id = _onlyPayer(channel);
        Exit storage exit = _exits[id];
        if (exit.readyAt == 0) revert NoWithdrawal(id);
        (exit.amount, exit.readyAt) = (0, 0);
        emit WithdrawCancelled(id);
    }

    /// @notice Pays the withdrawal to `to`, once its delay is over: what was asked for, or what is unclaimed if that is less.
    function finalizeWithdraw(Channel calldata channel, address to) external nonReentrant returns (uint256) {
        bytes32 id = _onlyPayer(channel);
        Exit storage exit = _exits[id];
        (uint128 asked, uint40 readyAt) = (exit.amount, exit.readyAt);
        if (readyAt == 0) revert NoWithdrawal(id);
        if (block.timestamp < readyAt) revert TooEarly(id, readyAt);
        (exit.amount, exit.readyAt) = (0, 0);
        return _release(id, channel.token, _party(to), asked);
    }

    /// @notice The payee gives all that is unclaimed back to the payer, at once.
    function close(Channel calldata channel) external nonReentrant returns (uint256) {
        if (msg.sender != channel.payee) revert NotPayee(msg.sender);
        return _close(channelId(channel), channel);
    }

    /// @notice As {close}, by the payee's signature, sent by anybody. It holds while exactly `claimed` is claimed, so she
    /// signs it over her last voucher and claims that first; it holds for one close, and until `deadline`.
    function closeWithSignature(Channel calldata channel, uint128 claimed, uint256 deadline, bytes calldata signature)
        external
        nonReentrant
        returns (uint256)
    {
        if (block.timestamp > deadline) revert ConsentExpired(deadline);
        bytes32 domain = _domainSeparatorV4();
        bytes32 id = ChannelHash.id(domain, channel);
        bytes32 digest = ChannelHash.close(domain, id, claimed, _exits[id].closes, deadline);
        if (claimed != _books[id].claimed || !_signedBy(channel.payee, digest, signature)) revert BadConsent(id);
        return _close(id, channel);
    }

    // ---------------------------------------------------------------- reading

    /// @notice The id of a channel: the EIP-712 hash of its terms in the domain of this contract and chain.
    function channelId(Channel calldata channel) public view returns (bytes32) {
        return ChannelHash.id(_domainSeparatorV4(), channel);
    }

    /// @notice What the channel's signer signs to owe `cumulative` in all.
    function voucherHash(bytes32 id, uint128 cumulative) external view returns (bytes32) {
        return ChannelHash.voucher(_domainSeparatorV4(), id, cumulative);
    }

    /// @notice What the payee signs to consent to a close now.
    function closeHash(bytes32 id, uint128 claimed, uint256 deadline) external view returns (bytes32) {
        return ChannelHash.close(_domainSeparatorV4(), id, claimed, _exits[id].closes, deadline);
    }

    /// @notice The nonce that a signed deposit carries: `keccak256(abi.encode(channelId, amount, ref))`.
    function depositNonce(bytes32 id, uint128 amount, bytes32 ref) external pure returns (bytes32) {
        return ChannelHash.deposit(id, amount, ref);
    }

    /// @notice All that the channel took in less what went back, and what of it was claimed.
    function bookOf(bytes32 id) external view returns (uint128 funded, uint128 claimed) {
        return (_books[id].funded, _books[id].claimed);
    }

    /// @notice The withdrawal under way, if `readyAt` is not zero, and how often the payee consented to a close.
    function exitOf(bytes32 id) external view returns (uint128 amount, uint40 readyAt, uint88 closes) {
        return (_exits[id].amount, _exits[id].readyAt, _exits[id].closes);
    }

    /// @notice How far above what is claimed a voucher may go and still be good for at least the channel's delay from now:
    /// what is unclaimed, less a withdrawal under way.
    function secured(bytes32 id) external view returns (uint128) {
        uint128 unclaimed = _books[id].funded - _books[id].claimed;
        uint128 leaving = _exits[id].amount;
        return leaving < unclaimed ? unclaimed - leaving : 0;
    }

    /// @notice What is claimed for `payee` in `token` and waits for {settle}.
    function unsettled(address payee, address token) external view returns (uint256) {
        return _unsettled[payee][token];
    }

    /// @notice What is owed in a token (not the coin) to all payers and payees together. The balance is at least that, unless
    /// the token takes from balances: then each pay-out bears the same part of the loss, whenever it comes.
    function due(address token) external view returns (uint256) {
        return _due[token];
    }

    // ---------------------------------------------------------------- inside

    function _check(Channel calldata channel) private view {
        _party(channel.payer);
        _party(channel.payee);
        uint40 delay = channel.withdrawDelay;
        if (delay < MIN_DELAY || delay > MAX_DELAY) revert BadDelay(delay);
    }

    /// Takes from the caller and from nobody else: an allowance that somebody left here is of no use to others.
    function _pull(Channel calldata channel, uint128 amount) private returns (bytes32) {
        uint256 before = _whole(channel.token);
        IERC20(channel.token).safeTransferFrom(msg.sender, address(this), amount);
        return _creditToken(channel, msg.sender, before);
    }

    /// The balance, if all that is owed in this token is there: a new deposit must not pay for an old loss.
    function _whole(address token) private view returns (uint256 held) {
        held = IERC20(token).balanceOf(address(this));
        if (held < _due[token]) revert TokenShort(token, held, _due[token]);
    }

    /// What arrived is known only after the transfer; the guard keeps everything else out meanwhile.
    function _creditToken(Channel calldata channel, address from, uint256 before) private returns (bytes32) {
        uint256 held = IERC20(channel.token).balanceOf(address(this));
        uint256 arrived = held > before ? held - before : 0;
        _due[channel.token] += arrived;
        return _credit(channel, from, arrived);
    }

    function _credit(Channel calldata channel, address from, uint256 arrived) private returns (bytes32 id) {
        if (arrived == 0) revert NothingArrived(channel.token);
        id = channelId(channel);
        uint256 funded = _books[id].funded;
        if (funded == 0) {
            emit Opened(
                id, channel.payer, channel.payee, channel.signer, channel.token, channel.withdrawDelay, channel.salt
            );
        }
        if (arrived > type(uint128).max - funded) revert TooMuch(arrived);
        funded += arrived;
        _books[id].funded = uint128(funded);
        emit Deposited(id, from, arrived, uint128(funded));
    }

    /// Moves the claimed sum up to the voucher or to the end of the deposits, never down:
    /// `book.claimed = max(book.claimed, min(cumulative, book.funded))`. Reads and writes the slot of the {Book} once.
    function _advance(bytes32 id, uint256 cumulative) private returns (uint256 amount) {
        Book storage book = _books[id];
        bytes32 topic = Claimed.selector;
        assembly ("memory-safe") {
            let word := sload(book.slot)
            let funded := shr(128, shl(128, word))
            let before := shr(128, word)
            let claimed := cumulative
            if gt(claimed, funded) { claimed := funded }
            if gt(claimed, before) {
                amount := sub(claimed, before)
                sstore(book.slot, or(shl(128, claimed), funded))
                mstore(0, claimed)
                log2(0, 0x20, topic, id)
            }
        }
    }

    /// A key first, then a contract. The other way round a payer whose key signed a voucher could give her account code
    /// (EIP-7702) that disowns it.
    function _signedBy(address who, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (recovered != address(0) && recovered == who) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(who, digest, signature);
    }

    function _onlyPayer(Channel calldata channel) private view returns (bytes32) {
        if (msg.sender != channel.payer) revert NotPayer(msg.sender);
        return channelId(channel);
    }

    function _party(address who) private view returns (address) {
        if (who == address(0) || who == address(this)) revert BadParty(who);
        return who;
    }

    function _settle(address payee, address token, address to) private returns (uint256 paid) {
        uint256 amount = _unsettled[payee][token];
        if (amount == 0) revert NothingToSettle(payee, token);
        _unsettled[payee][token] = 0;
        paid = _discharge(token, amount);
        emit Settled(payee, token, to, amount, paid);
        _send(token, to, paid);
    }

    function _close(bytes32 id, Channel calldata channel) private returns (uint256) {
        Exit storage exit = _exits[id];
        uint88 closes = exit.closes + 1;
        (exit.amount, exit.readyAt, exit.closes) = (0, 0, closes);
        emit Closed(id, closes);
        return _release(id, channel.token, channel.payer, type(uint128).max);
    }

    /// Pays out what is unclaimed, up to `most`.
    function _release(bytes32 id, address token, address to, uint128 most) private returns (uint256 paid) {
        Book memory book = _books[id];
        uint128 amount = book.funded - book.claimed;
        if (amount > most) amount = most;
        if (amount == 0) return 0;
        _books[id].funded = book.funded - amount;
        paid = _discharge(token, amount);
        emit Withdrawn(id, to, amount, paid);
        _send(token, to, paid);
    }

    /// Takes `amount` off what is owed in a token. If the balance has shrunk below that, the receiver bears its part of the
    /// loss and no more: the rest keeps its cover, so there is nothing to win by being first.
    function _discharge(address token, uint256 amount) private returns (uint256 paid) {
        if (token == NATIVE) return amount;
        uint256 held = IERC20(token).balanceOf(address(this));
        uint256 owed = _due[token];
        paid = held < owed ? Math.mulDiv(amount, held, owed) : amount;
        // Rather wait for the token than write everything off.
        if (paid == 0) revert TokenShort(token, held, owed);
        _due[token] = owed - amount;
    }

    /// Copies nothing back, so a receiver of coin cannot make the caller pay for a flood of return data.
    function _send(address token, address to, uint256 amount) private {
        if (token != NATIVE) {
            IERC20(token).safeTransfer(to, amount);
            return;
        }
        bool sent;
        assembly ("memory-safe") {
            sent := call(gas(), to, amount, 0, 0, 0, 0)
        }
        if (!sent) revert PaymentRefused(to);
    }
}
