// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Offering, OfferingCode, OfferingTerms, Pool} from "./OfferingCode.sol";
import {OfferingMoney} from "./OfferingMoney.sol";
import {OfferingNotice} from "./OfferingNotice.sol";
import {RoyaltyVault} from "./RoyaltyVault.sol";

/// @notice What an offering can be. It moves once, from open to one of the others.
enum OfferingState {
    Open,
    Failed,
    Succeeded
}

/// @notice How an offering stands, in one slot.
/// @param refunded How many of the sold share units were paid back after a failure.
/// @param proceedsPaid Whether the artist has drawn the proceeds after a success.
/// @param pool Where the fans' shares are after a success.
struct Sale {
    OfferingState state;
    bool proceedsPaid;
    uint32 sold;
    uint32 refunded;
    address pool;
}

/// @title Sells shares of a work to fans at a fixed price, all or nothing
/// @notice The shares lie here from the first moment; so does the money, until the sale has succeeded (then it is the
/// artist's and the shares move to a {FanPool}) or failed (then each buyer takes hers back and the shares return).
///
/// While shares lie here, what they earn is the artist's: the vault pays it straight to her, whenever anybody asks it to
/// (`vault.claim(offering, token)`), and it never touches this contract. When the block moves on, the vault itself draws the
/// line between her income and the fans', to the unit.
///
/// Whoever may do a thing here is written beside it; where nothing is written, anybody may. Nobody can stop a sale, change a
/// term or hold up another's refund. Tokens other than the sale's, if sent here, stay here.
/// @dev The implementation behind every offering; {ShareOfferingFactory} makes them and {OfferingCode} has the terms.
contract ShareOffering is ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice `buyer` paid `paid` for `shares` units.
    event Bought(address indexed buyer, uint32 shares, uint256 paid);
    /// @notice The sale succeeded: `sold` units lie in `pool`, and `proceeds` wait for the artist.
    event Succeeded(address indexed pool, uint32 sold, uint256 proceeds);
    /// @notice The sale failed: what `sold` units have cost waits for their buyers.
    event Failed(uint32 sold);
    /// @notice `buyer` got `amount` back, sent to `to`.
    event Refunded(address indexed buyer, address indexed to, uint256 amount);
    /// @notice The artist's proceeds went to `to`.
    event ProceedsPaid(address indexed to, uint256 amount);
    /// @notice `shares` units that were not sold went back to the artist.
    event SharesReturned(uint256 shares);

    /// @notice Only the factory may call this, while it makes the offering.
    error NotFactory(address caller);
    /// @notice Only the artist may do this.
    error NotArtist(address caller);
    /// @notice The sale has ended.
    error SaleEnded(uint40 deadline);
    /// @notice Buying none.
    error SharesZero();
    /// @notice Fewer shares are left than asked for.
    error SoldOut(uint32 left);
    /// @notice One account may buy only so many more.
    error AboveBuyerCap(address buyer, uint32 left);
    /// @notice The coin sent is not the price.
    error WrongValue(uint256 sent, uint256 price);
    /// @notice The token did not deliver what it was told to: one that keeps a fee cannot be refunded in full.
    error WrongArrival(uint256 arrived, uint256 price);
    /// @notice These shares are sold for coin, which needs no signature.
    error NotAToken();
    /// @notice The sale runs on, or has not sold its minimum, or was not settled in time, or is over already.
    error NotSucceeded(OfferingState state, uint32 sold);
    /// @notice The sale runs on, or waits to be settled, or has succeeded.
    error NotFailed(OfferingState state, uint32 sold);
    /// @notice Something was sold already, or the sale is over: it can no longer be called off.
    error NotCancellable(OfferingState state, uint32 sold);
    /// @notice This buyer has nothing here, or has had it back.
    error NothingToRefund(address buyer);
    /// @notice The proceeds were drawn already.
    error NothingToPay();
    /// @notice No shares are left here.
    error NothingToReturn();
    /// @notice Money cannot be paid out to here.
    error BadPayout(address to);

    address private immutable _factory = msg.sender;
    address private immutable _poolImplementation;

    Sale private _sale;
    mapping(address buyer => uint32) private _bought;

    constructor(address poolImplementation) {
        _poolImplementation = poolImplementation;
    }

    /// @notice Sends to the artist what escrowed shares earn. The factory calls it once.
    function begin() external {
        if (msg.sender != _factory) revert NotFactory(msg.sender);
        Offering memory o = OfferingCode.readOffering(address(this));
        RoyaltyVault(o.vault).setPayout(o.artist);
    }

    // ---------------------------------------------------------------- buying

    /// @notice Buys `shares` units for the caller, in coin sent along (exactly the price) or in a token that the caller
    /// approved for this contract.
    function buy(uint32 shares) external payable nonReentrant {
        (address token, uint256 cost) = _book(msg.sender, shares);
        if (token == OfferingMoney.NATIVE) {
            if (msg.value != cost) revert WrongValue(msg.value, cost);
        } else {
            if (msg.value != 0) revert WrongValue(msg.value, 0);
            _pull(token, cost);
        }
    }

    /// @notice As {buy}, with the token approval signed (EIP-2612) for exactly the price. A permit that somebody has already
    /// sent does no harm: the allowance is there.
    function buyWithPermit(uint32 shares, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        (address token, uint256 cost) = _book(msg.sender, shares);
        if (token == OfferingMoney.NATIVE) revert NotAToken();
        try IERC20Permit(token).permit(msg.sender, address(this), cost, deadline, v, r, s) {} catch {}
        _pull(token, cost);
    }

    /// @notice Buys for `from` with her signed payment (EIP-3009), sent by anybody: she needs no coin for gas. The signature
    /// must be a `ReceiveWithAuthorization` to this offering over exactly the price with {purchaseHash} as its nonce.
    function buyWithAuthorization(
        address from,
        uint32 shares,
        bytes32 salt,
        uint256 validAfter,
        uint256 validBefore,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        (address token, uint256 cost) = _book(from, shares);
        if (token == OfferingMoney.NATIVE) revert NotAToken();
        uint256 before = OfferingMoney.held(token);
        bytes32 nonce = purchaseHash(shares, salt);
        IERC3009(token).receiveWithAuthorization(from, address(this), cost, validAfter, validBefore, nonce, v, r, s);
        _arrived(token, before, cost);
    }

    /// @notice The nonce that a signed purchase carries. The address of the offering commits to all its terms.
    function purchaseHash(uint32 shares, bytes32 salt) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), shares, salt));
    }

    // ---------------------------------------------------------------- success

    /// @notice Ends a sale that has sold all, or its minimum by the deadline, within 30 days after it: the sold block moves into
    /// a new fan pool and what is left returns to the artist. No money moves, so no token can stop it by refusing anybody.
    function settle() external nonReentrant returns (address pool) {
        Offering memory o = OfferingCode.readOffering(address(this));
        OfferingTerms memory t = o.terms;
        Sale memory current = _sale;
        bool enough = current.sold == t.cap || (block.timestamp >= t.deadline && current.sold >= t.minimum);
        bool late = block.timestamp >= t.deadline + OfferingCode.GRACE;
        if (current.state != OfferingState.Open || !enough || late) revert NotSucceeded(current.state, current.sold);

        bytes memory code = OfferingCode.pack(
            Pool({
                vault: o.vault,
                ceiling: uint128(t.ceiling) * current.sold,
                artist: o.artist,
                supply: current.sold,
                termEnd: t.termEnd,
                offering: address(this),
                token: t.token,
                pinned: RoyaltyVault(o.vault).tokens()
            })
        );
        pool = Clones.cloneDeterministicWithImmutableArgs(_poolImplementation, code, 0);
        (_sale.state, _sale.pool) = (OfferingState.Succeeded, pool);
        emit Succeeded(pool, current.sold, uint256(t.price) * current.sold);
        IERC20(o.vault).safeTransfer(pool, current.sold);
        _return(o);
    }

    /// @notice Pays the proceeds of a sale that has succeeded to where the artist has her money sent.
    function withdraw() external nonReentrant returns (uint256 amount) {
        Sale memory current = _sale;
        if (current.state != OfferingState.Succeeded) revert NotSucceeded(current.state, current.sold);
        if (current.proceedsPaid) revert NothingToPay();
        _sale.proceedsPaid = true;
        Offering memory o = OfferingCode.readOffering(address(this));
        amount = uint256(o.terms.price) * current.sold;
        address to = _payout(o);
        emit ProceedsPaid(to, amount);
        OfferingMoney.pay(o.terms.token, to, amount);
    }

    /// @notice Sends the artist's money, both proceeds and what her escrowed shares have earned, to `to` from now on. Only
    /// the artist: her way out when a token has blocked her, or her contract cannot receive coin.
    function setPayout(address to) external {
        Offering memory o = OfferingCode.readOffering(address(this));
        if (msg.sender != o.artist) revert NotArtist(msg.sender);
        if (to == address(this)) revert BadPayout(to);
        RoyaltyVault(o.vault).setPayout(to);
    }

    // ---------------------------------------------------------------- failure

    /// @notice Gives `buyer` back what she paid, once the sale has failed: its minimum was not sold by the deadline, or it
    /// was called off, or nobody could settle it for 30 days.
    function refund(address buyer) external nonReentrant returns (uint256) {
        return _refund(buyer, buyer);
    }

    /// @notice As {refund}, for the caller, to another address: the way out for a buyer whom the token has blocked, or whose
    /// contract cannot receive coin.
    function refundTo(address to) external nonReentrant returns (uint256) {
        if (to == address(0) || to == address(this)) revert BadPayout(to);
        return _refund(msg.sender, to);
    }

    /// @notice Calls the sale off and takes the shares back. Only the artist, and only before anything is sold.
    function cancel() external nonReentrant {
        Offering memory o = OfferingCode.readOffering(address(this));
        if (msg.sender != o.artist) revert NotArtist(msg.sender);
        Sale memory current = _sale;
        if (current.state != OfferingState.Open || current.sold != 0) {
            revert NotCancellable(current.state, current.sold);
        }
        _sale.state = OfferingState.Failed;
        emit Failed(0);
        _return(o);
    }

    /// @notice Returns the shares to the artist once the sale has failed; after a success, those that somebody sent here.
    function returnShares() external nonReentrant returns (uint256 shares) {
        Offering memory o = OfferingCode.readOffering(address(this));
        if (_sale.state != OfferingState.Succeeded) _fail(o.terms);
        shares = _return(o);
        if (shares == 0) revert NothingToReturn();
    }

    // ---------------------------------------------------------------- reading

    /// @notice Vault, artist and terms, fixed for ever.
    function offering() external view returns (Offering memory) {
        return OfferingCode.readOffering(address(this));
    }

    /// @notice How the sale stands.
    function sale() external view returns (Sale memory) {
        return _sale;
    }

    /// @notice The share units that `buyer` bought and was not paid back for. After a success they never change: {FanPool}
    /// begins with them.
    function sharesOf(address buyer) external view returns (uint32) {
        return _bought[buyer];
    }

    /// @notice Where the artist's money goes.
    function payout() external view returns (address) {
        return _payout(OfferingCode.readOffering(address(this)));
    }

    /// @notice What every buyer should have read, whatever the artist's own text says.
    function warning() external pure returns (string memory) {
        return OfferingNotice.WARNING;
    }

    /// @notice Contract metadata (ERC-7572): warning, jurisdiction and terms.
    function contractURI() external view returns (string memory) {
        return OfferingNotice.uri(OfferingCode.readOffering(address(this)));
    }

    // ---------------------------------------------------------------- inside

    /// Writes the purchase down before any money is asked for.
    function _book(address buyer, uint32 shares) private returns (address token, uint256 cost) {
        OfferingTerms memory t = OfferingCode.readOffering(address(this)).terms;
        Sale storage current = _sale;
        (OfferingState state, uint32 sold) = (current.state, current.sold);
        if (state != OfferingState.Open || block.timestamp >= t.deadline) revert SaleEnded(t.deadline);
        if (shares == 0) revert SharesZero();
        if (shares > t.cap - sold) revert SoldOut(t.cap - sold);
        uint32 had = _bought[buyer];
        if (shares > t.perBuyer - had) revert AboveBuyerCap(buyer, t.perBuyer - had);
        current.sold = sold + shares;
        _bought[buyer] = had + shares;
        (token, cost) = (t.token, uint256(t.price) * shares);
        emit Bought(buyer, shares, cost);
    }

    function _pull(address token, uint256 cost) private {
        uint256 before = OfferingMoney.held(token);
        IERC20(token).safeTransferFrom(msg.sender, address(this), cost);
        _arrived(token, before, cost);
    }

    function _arrived(address token, uint256 before, uint256 cost) private view {
        uint256 arrived = OfferingMoney.held(token) - before;
        if (arrived != cost) revert WrongArrival(arrived, cost);
    }

    function _refund(address buyer, address to) private returns (uint256 amount) {
        OfferingTerms memory t = OfferingCode.readOffering(address(this)).terms;
        _fail(t);
        uint32 shares = _bought[buyer];
        if (shares == 0) revert NothingToRefund(buyer);
        delete _bought[buyer];
        _sale.refunded += shares;
        amount = uint256(t.price) * shares;
        emit Refunded(buyer, to, amount);
        OfferingMoney.pay(t.token, to, amount);
    }

    /// Makes sure that the sale has failed: notes it when it shows for the first time, so that a sale out of which anybody
    /// was paid back can never succeed.
    function _fail(OfferingTerms memory t) private {
        Sale memory current = _sale;
        if (current.state == OfferingState.Failed) return;
        bool missed = block.timestamp >= t.deadline && current.sold < t.minimum;
        bool stuck = block.timestamp >= t.deadline + OfferingCode.GRACE;
        if (current.state != OfferingState.Open || !(missed || stuck)) revert NotFailed(current.state, current.sold);
        _sale.state = OfferingState.Failed;
        emit Failed(current.sold);
    }

    function _return(Offering memory o) private returns (uint256 shares) {
        shares = IERC20(o.vault).balanceOf(address(this));
        if (shares == 0) return 0;
        emit SharesReturned(shares);
        IERC20(o.vault).safeTransfer(o.artist, shares);
    }

    /// The vault keeps it: one place for both kinds of money.
    function _payout(Offering memory o) private view returns (address) {
        return RoyaltyVault(o.vault).payoutOf(address(this));
    }
}
