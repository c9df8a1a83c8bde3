// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {FanPool} from "../../src/FanPool.sol";
import {OfferingTerms} from "../../src/OfferingCode.sol";
import {OfferingState, Sale, ShareOffering} from "../../src/ShareOffering.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {OfferingWorld} from "./OfferingWorld.sol";
import {MoodyToken, PlainToken, Refuser} from "./Zoo.sol";

/// Does to several offerings of one vault what artists, buyers, payers, thieves and time can do, and keeps books of its own:
/// who paid what, and what each share has earned while it was in escrow, in a block, or in a fan's hands.
contract OfferingHandler is OfferingWorld {
    uint256 public constant ACTORS = 5; // three fans, one whom a token may block, one contract that refuses coin
    uint256 public constant MOST = 3;

    struct Book {
        ShareOffering sale;
        FanPool pool;
        address token;
        uint256 paidIn;
        uint256 refunded;
        uint256 proceeds;
        uint256 surplus;
        uint256 supply;
    }

    MoodyToken public moody = new MoodyToken();
    address public refuser = address(new Refuser());
    address public till = person(0x7111);
    address[3] public coins;
    Book[] private _books;
    string public broken;

    mapping(uint256 i => mapping(address who => uint256)) public bought;
    mapping(uint256 i => mapping(address who => uint256)) public held;
    /// Payments times shares that lay in escrow, or in the block, when they came: in millionths of a unit.
    mapping(uint256 i => mapping(address token => uint256)) public escrowEarned;
    mapping(uint256 i => mapping(address token => uint256)) public escrowDrawn;
    mapping(uint256 i => mapping(address token => uint256)) public blockEarned;
    mapping(uint256 i => mapping(address token => uint256)) public direct;
    mapping(uint256 i => mapping(address token => uint256)) public credited;
    mapping(uint256 i => mapping(address token => mapping(address who => uint256))) public fanEarned;
    mapping(uint256 i => mapping(address token => mapping(address who => uint256))) public drawn;
    mapping(string what => uint256) public times;

    constructor() {
        buildOffering();
        pin(asList(address(usd), address(moody)));
        coins = [NATIVE, address(usd), address(moody)];
        openAnother(0);
        rush(0, 0); // sold out and settled, so that every history has a pool
        openAnother(1);
    }

    // ---------------------------------------------------------------- reading

    function count() external view returns (uint256) {
        return _books.length;
    }

    function book(uint256 i) external view returns (Book memory) {
        return _books[i];
    }

    function theVault() external view returns (RoyaltyVault) {
        return vault;
    }

    function theArtist() external view returns (address) {
        return artist;
    }

    function actor(uint256 i) public view returns (address) {
        i %= ACTORS;
        return i == ACTORS - 1 ? refuser : person(0x100 + i);
    }

    function coin(uint256 i) public view returns (address) {
        return coins[i % 3];
    }

    function balance(address token, address who) public view returns (uint256) {
        return balanceIn(token, who);
    }

    /// What the pool received of a token: its block's part, and what was sent to it.
    function receivedBy(uint256 i, address token) public view returns (uint256) {
        return blockEarned[i][token] / SUPPLY + direct[i][token];
    }

    function fansPart(uint256 i, address token) public view returns (uint256) {
        uint256 total = receivedBy(i, token);
        uint256 most = uint256(CEILING) * _books[i].supply;
        return token == _books[i].token && total > most ? most : total;
    }

    function accepts(address token, address to) private view returns (bool) {
        return token == NATIVE ? to != refuser : token != address(moody) || !moody.blocked(to);
    }

    function hasFailed(uint256 i) public view returns (bool) {
        Sale memory s = _books[i].sale.sale();
        OfferingTerms memory t = _books[i].sale.offering().terms;
        if (s.state != OfferingState.Open) return s.state == OfferingState.Failed;
        return block.timestamp >= t.deadline && (s.sold < t.minimum || block.timestamp >= t.deadline + 30 days);
    }

    // ---------------------------------------------------------------- the artist

    function openAnother(uint256 which) public {
        if (_books.length == MOST || vault.balanceOf(artist) < CAP) return;
        address token = which % 2 == 0 ? NATIVE : address(moody);
        Book storage b = _books.push();
        (b.sale, b.token) = (open(termsIn(token)), token);
    }

    function cancel(uint256 i) external {
        i %= _books.length;
        Sale memory s = _books[i].sale.sale();
        bool may = s.state == OfferingState.Open && s.sold == 0 && i > 1; // leave the first two for the rest of the story
        if (!may) return;
        vm.prank(artist);
        _books[i].sale.cancel();
    }

    function redirectArtist(uint256 i, bool away) external {
        i %= _books.length;
        vm.prank(artist);
        _books[i].sale.setPayout(away ? till : artist);
    }

    function withdraw(uint256 i, uint256 caller) external {
        i %= _books.length;
        Book storage b = _books[i];
        Sale memory s = b.sale.sale();
        address to = b.sale.payout();
        uint256 before = balance(b.token, to);
        vm.prank(actor(caller));
        try b.sale.withdraw() returns (uint256 amount) {
            if (s.state != OfferingState.Succeeded || s.proceedsPaid) broken = "proceeds before success, or twice";
            if (balance(b.token, to) != before + amount) broken = "proceeds went somewhere else";
            b.proceeds += amount;
            ++times["withdraw"];
        } catch {
            bool due = s.state == OfferingState.Succeeded && !s.proceedsPaid;
            if (due && accepts(b.token, to)) broken = "proceeds were held up";
        }
    }

    function drawSurplus(uint256 i) external {
        i %= _books.length;
        Book storage b = _books[i];
        if (b.supply == 0) return;
        address to = b.pool.payoutOf(artist);
        uint256 owed = b.pool.surplus();
        uint256 before = balance(b.token, to);
        try b.pool.claimSurplus() returns (uint256 amount) {
            if (amount != owed || balance(b.token, to) != before + amount) broken = "the surplus is not what it was";
            b.surplus += amount;
            ++times["surplus"];
        } catch {
            if (owed != 0 && accepts(b.token, to)) broken = "the surplus was held up";
        }
    }

    // ---------------------------------------------------------------- the sale

    function buyShares(uint256 i, uint256 who, uint32 shares) public {
        i %= _books.length;
        Book storage b = _books[i];
        shares = uint32(bound(shares, 1, 130_000));
        (address buyer, uint256 cost) = (actor(who), uint256(PRICE) * shares);
        Sale memory s = b.sale.sale();
        bool may = s.state == OfferingState.Open && block.timestamp < b.sale.offering().terms.deadline
            && shares + s.sold <= CAP && shares + bought[i][buyer] <= PER_BUYER;
        if (b.token == NATIVE) {
            vm.deal(buyer, buyer.balance + cost);
        } else {
            moody.mint(buyer, cost);
            vm.prank(buyer);
            moody.approve(address(b.sale), cost);
        }
        vm.prank(buyer);
        try b.sale.buy{value: b.token == NATIVE ? cost : 0}(shares) {
            if (!may) broken = "bought what was not for sale";
            bought[i][buyer] += shares;
            b.paidIn += cost;
            ++times["buy"];
        } catch {
            if (may) broken = "a purchase was held up";
            burn(b.token, buyer, cost);
        }
    }

    function settleIt(uint256 i) public {
        i %= _books.length;
        Book storage b = _books[i];
        Sale memory s = b.sale.sale();
        OfferingTerms memory t = b.sale.offering().terms;
        bool may = s.state == OfferingState.Open && block.timestamp < t.deadline + 30 days
            && (s.sold == CAP || (block.timestamp >= t.deadline && s.sold >= MINIMUM));
        uint256 artists = vault.balanceOf(artist);
        uint256 escrowed = vault.balanceOf(address(b.sale));
        try b.sale.settle() returns (address pool) {
            if (!may) broken = "settled too early, or twice";
            (b.pool, b.supply) = (FanPool(payable(pool)), s.sold);
            if (vault.balanceOf(pool) != s.sold) broken = "the block is not what was sold";
            if (vault.balanceOf(artist) != artists + escrowed - s.sold) broken = "unsold shares did not return";
            for (uint256 k; k < ACTORS; ++k) {
                held[i][actor(k)] = bought[i][actor(k)];
            }
            ++times["settle"];
        } catch {
            if (may) broken = "a success was held up";
        }
    }

    /// Many come at once, so that enough offerings succeed.
    function rush(uint256 i, uint256 who) public {
        for (uint256 k; k < 3; ++k) {
            buyShares(i, who % ACTORS + k, k == 0 ? 119_999 : 39_999);
        }
        settleIt(i);
    }

    function refundIt(uint256 i, uint256 who, bool elsewhere) external {
        i %= _books.length;
        Book storage b = _books[i];
        address buyer = actor(who);
        bool due = hasFailed(i) && bought[i][buyer] != 0;
        address to = elsewhere ? till : buyer;
        uint256 before = balance(b.token, to);
        if (elsewhere) vm.prank(buyer);
        (bool done, bytes memory answer) = address(b.sale)
            .call(
                elsewhere ? abi.encodeCall(ShareOffering.refundTo, (to)) : abi.encodeCall(ShareOffering.refund, (buyer))
            );
        if (done) {
            uint256 amount = abi.decode(answer, (uint256));
            if (!due) broken = "paid back without a failure, or twice";
            if (amount != bought[i][buyer] * PRICE) broken = "paid back something else than was paid";
            if (balance(b.token, to) != before + amount) broken = "paid back somewhere else";
            bought[i][buyer] = 0;
            b.refunded += amount;
            ++times["refund"];
        } else if (due && accepts(b.token, to)) {
            broken = "a refund was held up";
        }
    }

    function returnIt(uint256 i) external {
        i %= _books.length;
        Book storage b = _books[i];
        uint256 artists = vault.balanceOf(artist);
        uint256 shares = vault.balanceOf(address(b.sale));
        bool due = shares != 0 && hasFailed(i);
        try b.sale.returnShares() {
            if (!due) broken = "shares left a sale that has not failed";
            if (vault.balanceOf(artist) != artists + shares) broken = "shares went somewhere else";
            ++times["return"];
        } catch {
            if (due) broken = "the artist's shares were held up";
        }
    }

    // ---------------------------------------------------------------- money

    function earnSome(uint256 which, uint256 amount) external {
        address token = coin(which);
        amount = bound(amount, 0, 200_000_000);
        for (uint256 i; i < _books.length; ++i) {
            escrowEarned[i][token] += amount * vault.balanceOf(address(_books[i].sale));
            if (_books[i].supply != 0) blockEarned[i][token] += amount * vault.balanceOf(address(_books[i].pool));
        }
        earn(token, amount);
        credit(token);
    }

    function payPool(uint256 i, uint256 which, uint256 amount, bool forced) external {
        i %= _books.length;
        if (_books[i].supply == 0) return;
        address token = coin(which);
        address pool = address(_books[i].pool);
        amount = bound(amount, 0, 3_000_000);
        if (token != NATIVE) PlainToken(token).mint(pool, amount);
        else if (forced) vm.deal(pool, pool.balance + amount);
        else pay(payer, pool, amount);
        direct[i][token] += amount;
        credit(token);
    }

    function credit(address token) private {
        for (uint256 i; i < _books.length; ++i) {
            if (_books[i].supply == 0) continue;
            uint256 part = fansPart(i, token);
            for (uint256 k; k < ACTORS; ++k) {
                fanEarned[i][token][actor(k)] += (part - credited[i][token]) * held[i][actor(k)];
            }
            credited[i][token] = part;
        }
    }

    /// Anybody asks the vault to pay the escrow's income (to the artist) or the block's (into the pool).
    function force(uint256 i, uint256 which, bool pool) external {
        i %= _books.length;
        Book storage b = _books[i];
        if (pool && b.supply == 0) return;
        address token = coin(which);
        address who = pool ? address(b.pool) : address(b.sale);
        address to = pool ? who : b.sale.payout();
        uint256 before = balance(token, to);
        if (vault.pending(who, token) == 0) return;
        try vault.claim(who, token) returns (uint256 amount) {
            if (balance(token, to) != before + amount) broken = "income went somewhere else";
            if (!pool) escrowDrawn[i][token] += amount;
            ++times["force"];
        } catch {
            if (accepts(token, to)) broken = "income was held up";
        }
    }

    function claimFan(uint256 i, uint256 who, uint256 which, uint256 caller) external {
        i %= _books.length;
        Book storage b = _books[i];
        if (b.supply == 0) return;
        (address fan_, address token) = (actor(who), coin(which));
        uint256 owed = b.pool.pending(fan_, token);
        address to = b.pool.payoutOf(fan_);
        uint256 before = balance(token, to);
        vm.prank(actor(caller));
        try b.pool.claim(fan_, token) returns (uint256 amount) {
            if (amount != owed || balance(token, to) != before + amount) broken = "a claim is not what was pending";
            drawn[i][token][fan_] += amount;
            ++times["claim"];
        } catch {
            if (owed != 0 && accepts(token, to)) broken = "a claim was held up";
        }
    }

    function moveFan(uint256 i, uint256 from, uint256 to, uint256 value) external {
        i %= _books.length;
        if (_books[i].supply == 0) return;
        (address a, address b) = (actor(from), actor(to));
        value = bound(value, 0, held[i][a]);
        vm.prank(a);
        _books[i].pool.transfer(b, value);
        held[i][a] -= value;
        held[i][b] += value;
        ++times["move"];
    }

    function redirectFan(uint256 i, uint256 who, bool away) external {
        i %= _books.length;
        if (_books[i].supply == 0) return;
        vm.prank(actor(who));
        _books[i].pool.setPayout(away ? till : actor(who));
    }

    function endIt(uint256 i, uint256 caller) external {
        i %= _books.length;
        Book storage b = _books[i];
        if (b.supply == 0) return;
        uint256 shares = vault.balanceOf(address(b.pool));
        uint256 artists = vault.balanceOf(artist);
        bool over =
            block.timestamp >= b.sale.offering().terms.termEnd || receivedBy(i, b.token) >= uint256(CEILING) * b.supply;
        vm.prank(actor(caller));
        try b.pool.end() {
            if (!over) broken = "the block was returned too early";
            if (vault.balanceOf(artist) != artists + shares) broken = "the block went somewhere else";
            ++times["end"];
        } catch {
            if (over && shares != 0) broken = "the end was held up";
        }
    }

    // ---------------------------------------------------------------- trouble

    function blockSomebody(bool on, bool alsoArtist) external {
        moody.setBlocked(actor(3), on);
        moody.setBlocked(artist, on && alsoArtist);
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + (time % 8 == 0 ? 31 days : time % 16 == 1 ? 5 * 365 days : time % 5 * 1 days));
    }

    /// All of this must fail, always.
    function steal(uint256 i, uint256 victim) external {
        i %= _books.length;
        Book storage b = _books[i];
        _mustFail(address(b.sale), abi.encodeCall(ShareOffering.begin, ()));
        _mustFail(address(b.sale), abi.encodeCall(ShareOffering.setPayout, (stranger)));
        _mustFail(address(b.sale), abi.encodeCall(ShareOffering.cancel, ()));
        _mustFail(address(b.sale), abi.encodeCall(ShareOffering.refundTo, (stranger)));
        _mustFail(address(vault), abi.encodeCall(vault.transferFrom, (address(b.sale), stranger, 1)));
        if (b.supply == 0) return;
        _mustFail(address(vault), abi.encodeCall(vault.transferFrom, (address(b.pool), stranger, 1)));
        _mustFail(address(b.pool), abi.encodeCall(IERC20.transferFrom, (actor(victim), stranger, 1)));
        _mustFail(address(b.pool), abi.encodeCall(IERC20.transfer, (stranger, 1)));
        _mustFail(address(b.pool), abi.encodeCall(FanPool.claim, (stranger, b.token)));
    }

    function _mustFail(address to, bytes memory call) private {
        vm.prank(stranger);
        (bool done,) = to.call(call);
        if (done) broken = "a thief got something";
    }

    function burn(address token, address who, uint256 amount) private {
        if (token == NATIVE) {
            vm.deal(who, who.balance - amount);
        } else {
            vm.prank(who);
            moody.transfer(address(0xDEAD), amount);
        }
    }
}
