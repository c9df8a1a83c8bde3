// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Channel, Claim, SignedDeposit} from "../../src/ChannelHash.sol";
import {UsageChannel} from "../../src/UsageChannel.sol";
import {ChannelWorld} from "./ChannelWorld.sol";
import {CallingToken, ChannelAttacker} from "./ChannelZoo.sol";
import {FeeToken, MoodyToken, PlainToken, Refuser} from "./Zoo.sol";

/// Does to one contract what payers, payees, signers, relayers and thieves can do, and keeps books of its own beside it from
/// what moved, without a look at the contract's arithmetic.
contract ChannelHandler is ChannelWorld {
    uint256 public constant CHANNELS = 9;
    uint256 public constant TOKENS = 5;

    string public broken;
    uint256 public moves;
    address[] public coins;
    mapping(uint256 i => uint256) public deposited;
    mapping(uint256 i => uint256) public withdrawn;
    mapping(uint256 i => uint256) public highest;
    mapping(uint256 i => uint256) public claimed;
    mapping(address token => uint256) public gifts;
    mapping(address who => mapping(address token => uint256)) public settled;

    uint256 private constant OLD = 4; // older vouchers that are kept
    uint256 private time = START;
    mapping(uint256 i => uint128[OLD]) private _old;
    mapping(uint256 i => uint40) private _readyAt;
    mapping(uint256 i => uint256) private _relied;
    mapping(uint256 i => uint256) private _reliedUntil;
    mapping(uint256 i => bytes) private _consent;
    mapping(uint256 i => uint128) private _consentSum;
    Channel[] private _all;
    ChannelAttacker private _attacker = new ChannelAttacker();

    constructor() {
        buildChannels();
        address moody = address(new MoodyToken());
        address fee = address(new FeeToken());
        address calling = address(new CallingToken());
        coins = [NATIVE, address(usd), moody, fee, calling];
        address refuser = address(new Refuser());
        _all.push(Channel(user, signer, address(vault), address(usd), 1 days, 0));
        _all.push(Channel(user, address(0), address(vault), address(usd), 15 minutes, "payer signs"));
        _all.push(Channel(user, signer, payee, address(usd), 1 days, 0));
        _all.push(Channel(thief, thief, payee, address(usd), 1 days, "dishonest payer"));
        _all.push(Channel(user, signer, address(vault), NATIVE, 1 days, 0));
        _all.push(Channel(thief, address(0), refuser, NATIVE, 2 days, 0));
        _all.push(Channel(user, signer, payee, moody, 1 days, 0));
        _all.push(Channel(user, signer, payee, fee, 30 days, 0));
        _all.push(Channel(user, signer, address(_attacker), calling, 1 days, 0));
        plot(0);
    }

    /// The clock goes on with every step, and stays where a step left it.
    modifier step(uint256 seconds_) {
        time += seconds_ % 3 hours;
        vm.warp(time);
        ++moves;
        _;
    }

    /// An odd number names a channel; an even one means that on which the steps dwell for a while, so that long histories of
    /// one channel come about.
    function pick(uint256 i) private view returns (uint256) {
        return (i % 2 == 0 ? moves / 20 : i / 2) % CHANNELS;
    }

    function theChannels() external view returns (UsageChannel) {
        return channels;
    }

    function channel(uint256 i) public view returns (Channel memory) {
        return _all[i % CHANNELS];
    }

    function idOfIndex(uint256 i) public view returns (bytes32) {
        return idOf(channel(i));
    }

    function balance(address token, address who) public view returns (uint256) {
        return token == NATIVE ? who.balance : PlainToken(token).balanceOf(who);
    }

    function keyOf(uint256 i) private view returns (uint256) {
        Channel memory c = channel(i);
        address by = c.signer == address(0) ? c.payer : c.signer;
        return by == thief ? THIEF_KEY : by == user ? KEY : SIGNER_KEY;
    }

    // ---------------------------------------------------------------- money in

    function deposit(uint256 i, uint96 amount, bool sponsor, uint256 dt) external step(dt) {
        i = pick(i);
        Channel memory c = channel(i);
        if (amount == 0) amount = 1;
        address from = sponsor ? person(50) : c.payer;
        uint256 before = balance(c.token, address(channels));
        if (c.token == NATIVE) {
            vm.deal(from, from.balance + amount);
            vm.prank(from);
            channels.deposit{value: amount}(c, amount);
        } else {
            PlainToken(c.token).mint(from, amount);
            vm.prank(from);
            PlainToken(c.token).approve(address(channels), amount);
            vm.prank(from);
            channels.deposit(c, amount);
        }
        deposited[i] += balance(c.token, address(channels)) - before;
    }

    /// The same signed deposit twice: once by a relayer, once by a thief.
    function depositSigned(uint256 i, uint96 amount, uint256 dt) external step(dt) {
        i %= 3;
        Channel memory c = channel(i);
        if (amount == 0) amount = 1;
        usd.mint(user, amount);
        bytes32 ref = bytes32(moves);
        bytes32 nonce = keccak256(abi.encode(idOf(c), uint128(amount), ref));
        Signature memory s = signPayment(usd, "ReceiveWithAuthorization", address(channels), amount, nonce);
        SignedDeposit memory p = SignedDeposit(ref, 0, type(uint256).max, s.v, s.r, s.s);
        Channel memory another = channel((i + 1) % 3);
        try channels.depositWithAuthorization(another, amount, p) {
            broken = "a signed deposit filled another channel";
        } catch {}
        channels.depositWithAuthorization(c, amount, p);
        deposited[i] += amount;
        try channels.depositWithAuthorization(c, amount, p) {
            broken = "I16: a signed deposit was taken twice";
        } catch {}
    }

    function gift(uint256 which, uint96 amount, uint256 dt) external step(dt) {
        address token = coins[which % TOKENS];
        if (token == NATIVE) vm.deal(address(channels), address(channels).balance + amount);
        else PlainToken(token).mint(address(channels), amount);
        gifts[token] += amount;
    }

    /// What the payee of the last channel will try while she is paid in a token that calls her.
    function plot(uint256 kind) public {
        Channel memory c = channel(CHANNELS - 1);
        bytes[4] memory plans = [
            abi.encodeCall(channels.settle, (c.payee, c.token)),
            abi.encodeCall(channels.settleTo, (c.token, thief)),
            abi.encodeCall(channels.close, (c)),
            abi.encodeCall(channels.claimBatch, (c.payee, c.token, new Claim[](0)))
        ];
        _attacker.plan(address(channels), plans[kind % 4]);
    }

    // ---------------------------------------------------------------- vouchers

    /// A payee looks at what is secured and relies on it for the channel's delay.
    function rely(uint256 i, uint256 dt) external step(dt) {
        i = pick(i);
        if (time < _reliedUntil[i]) return;
        (, uint128 s) = channels.bookOf(idOfIndex(i));
        _relied[i] = s + channels.secured(idOfIndex(i));
        _reliedUntil[i] = time + channel(i).withdrawDelay;
    }

    /// What must be there still, because a payee relies on it.
    function reliedOn(uint256 i) external view returns (uint256) {
        return time < _reliedUntil[i] ? _relied[i] : 0;
    }

    /// A use: the signer signs more, with or without cover.
    function use(uint256 i, uint96 amount, uint256 dt) external step(dt) {
        i = pick(i);
        highest[i] += amount;
        _old[i][moves % OLD] = uint128(highest[i]);
    }

    function claimNewest(uint256 i, uint256 dt) external step(dt) {
        i = pick(i);
        _claim(i, uint128(highest[i]));
    }

    function claimOlder(uint256 i, uint256 which, uint256 dt) external step(dt) {
        i = pick(i);
        _claim(i, _old[i][which % OLD]);
    }

    function _claim(uint256 i, uint128 sum) private {
        Channel memory c = channel(i);
        bytes memory v = voucher(keyOf(i), c, sum);
        uint256 before = channels.unsettled(c.payee, c.token);
        vm.prank(thief); // whoever brings it
        try channels.claim(c, sum, v) returns (uint256 amount) {
            if (amount == 0) broken = "a claim of nothing";
            claimed[i] += amount;
            if (channels.unsettled(c.payee, c.token) != before + amount) broken = "a claim went elsewhere";
        } catch {
            (uint128 f, uint128 s) = channels.bookOf(idOf(c));
            if (sum > s && f > s) broken = "a good voucher was refused";
        }
    }

    /// All channels to one payee in one token, with newest and older vouchers mixed.
    function claimMany(uint256 i, uint256 which, uint256 dt) external step(dt) {
        Channel memory like = channel(pick(i));
        Claim[] memory rows = new Claim[](2 * CHANNELS);
        uint256 count;
        for (uint256 k; k < CHANNELS; ++k) {
            Channel memory c = channel(k);
            if (c.payee != like.payee || c.token != like.token) continue;
            rows[count++] = row(keyOf(k), c, uint128(highest[k]));
            rows[count++] = row(keyOf(k), c, _old[k][which % OLD]);
        }
        assembly {
            mstore(rows, count)
        }
        uint256 amount = channels.claimBatch(like.payee, like.token, rows);
        uint256 seen;
        for (uint256 k; k < CHANNELS; ++k) {
            Channel memory c = channel(k);
            if (c.payee != like.payee || c.token != like.token) continue;
            (, uint128 s) = channels.bookOf(idOf(c));
            seen += s - claimed[k];
            claimed[k] = s;
        }
        if (seen != amount) broken = "a batch booked something else than it said";
    }

    /// What a thief can make of keys of her own and of vouchers meant for elsewhere.
    function forge(uint256 i, uint256 kind, uint96 more, uint256 dt) external step(dt) {
        i = pick(i);
        Channel memory c = channel(i);
        uint128 sum = uint128(highest[i]) + more + 1;
        bytes32 id = idOf(c);
        bytes32 body = keccak256(abi.encode(keccak256("Voucher(bytes32 channelId,uint128 cumulative)"), id, sum));
        bytes memory sig;
        kind %= 5;
        if (kind == 0) sig = signed(PAYEE_KEY, voucherDigest(id, sum));
        if (kind == 1) sig = signed(keyOf(i), typed(address(channels), block.chainid + 1, body));
        if (kind == 2) sig = signed(keyOf(i), typed(address(vault), block.chainid, body));
        if (kind == 3) sig = signed(keyOf(i), voucherDigest(idOfIndex(i + 1), sum));
        if (kind == 4) sig = signed(keyOf(i), voucherDigest(id, sum - 1));
        vm.prank(thief);
        try channels.claim(c, sum, sig) {
            broken = "I16: a voucher that was not signed for this was taken";
        } catch {}
    }

    // ---------------------------------------------------------------- taking back

    function initiateWithdraw(uint256 i, uint128 amount, uint256 dt) external step(dt) {
        i = pick(i);
        Channel memory c = channel(i);
        vm.prank(c.payer);
        try channels.initiateWithdraw(c, amount) {
            _readyAt[i] = uint40(time) + c.withdrawDelay;
            (, uint40 readyAt,) = channels.exitOf(idOf(c));
            if (readyAt != _readyAt[i]) broken = "the delay did not start anew";
        } catch {
            if (amount != 0 && channels.secured(idOf(c)) != 0) broken = "the payer could not start to leave";
        }
    }

    function cancelWithdraw(uint256 i, uint256 dt) external step(dt) {
        i = pick(i);
        Channel memory c = channel(i);
        vm.prank(c.payer);
        try channels.cancelWithdraw(c) {
            _readyAt[i] = 0;
        } catch {
            if (_readyAt[i] != 0) broken = "a withdrawal could not be called off";
        }
    }

    /// At once, in time, or a second too early.
    function finalizeWithdraw(uint256 i, uint256 wait, uint256 dt) external step(dt) {
        i = pick(i);
        wait %= 3;
        Channel memory c = channel(i);
        if (wait != 0 && _readyAt[i] > time) {
            time = _readyAt[i] - (wait - 1);
            vm.warp(time);
        }
        bool mayNow = _readyAt[i] != 0 && time >= _readyAt[i];
        uint256 before = balance(c.token, address(channels));
        vm.prank(c.payer);
        try channels.finalizeWithdraw(c, person(60)) {
            if (!mayNow) broken = "money left before its time";
            withdrawn[i] += before - balance(c.token, address(channels));
            _readyAt[i] = 0;
        } catch {
            if (mayNow) broken = "the payer could not leave in time";
        }
    }

    function close(uint256 i, bool bySignature, uint256 dt) external step(dt) {
        i = pick(i);
        Channel memory c = channel(i);
        if (c.payee != payee) return; // the others neither sign nor call
        uint256 before = balance(c.token, address(channels));
        bool done = bySignature ? _closeSigned(i, c) : _closeCalled(c);
        bool blocked = c.token == coins[2] && MoodyToken(c.token).blocked(c.payer);
        if (done) (_readyAt[i], _relied[i]) = (0, 0);
        else if (!blocked) broken = "the payee could not give back";
        withdrawn[i] += before - balance(c.token, address(channels));
    }

    function _closeCalled(Channel memory c) private returns (bool) {
        vm.prank(payee);
        try channels.close(c) {
            return true;
        } catch {
            return false;
        }
    }

    function _closeSigned(uint256 i, Channel memory c) private returns (bool) {
        (, uint128 s) = channels.bookOf(idOf(c));
        (,, uint88 closes) = channels.exitOf(idOf(c));
        bytes memory sig = signed(PAYEE_KEY, closeDigest(idOf(c), s, closes, type(uint256).max));
        try channels.closeWithSignature(c, s, type(uint256).max, sig) {
            (_consent[i], _consentSum[i]) = (sig, s);
            return true;
        } catch {
            return false;
        }
    }

    /// A consent that was used already, brought again.
    function replayConsent(uint256 i, uint256 dt) external step(dt) {
        i = pick(i);
        if (_consent[i].length == 0) return;
        try channels.closeWithSignature(channel(i), _consentSum[i], type(uint256).max, _consent[i]) {
            broken = "I16: a consent was taken twice";
        } catch {}
    }

    // ---------------------------------------------------------------- money out

    function settle(uint256 i, bool elsewhere, uint256 dt) external step(dt) {
        i = pick(i);
        Channel memory c = channel(i);
        uint256 owed = channels.unsettled(c.payee, c.token);
        address to = elsewhere ? person(61) : c.payee;
        uint256 before = balance(c.token, address(channels));
        vm.prank(elsewhere ? c.payee : thief);
        bytes memory call = elsewhere
            ? abi.encodeCall(channels.settleTo, (c.token, to))
            : abi.encodeCall(channels.settle, (c.payee, c.token));
        (bool done,) = address(channels).call(call);
        bool refuses = !elsewhere && (i == 5 || (c.token == coins[2] && MoodyToken(c.token).blocked(c.payee)));
        if (done == (owed == 0 || refuses)) broken = "a payee was paid for nothing, or not paid";
        uint256 out = before - balance(c.token, address(channels));
        if (out != (done ? owed : 0)) broken = "another sum than what was owed";
        settled[c.payee][c.token] += out;
        if (_attacker.succeeded()) broken = "a call came through in the middle of a payment";
    }

    function block_(bool thePayer, bool on, uint256 dt) external step(dt) {
        MoodyToken(coins[2]).setBlocked(thePayer ? user : payee, on);
    }

    /// A stranger tries every door.
    function steal(uint256 i, uint256 dt) external step(dt) {
        Channel memory c = channel(pick(i));
        address stranger = person(66);
        bytes[6] memory doors = [
            abi.encodeCall(channels.initiateWithdraw, (c, 1)),
            abi.encodeCall(channels.cancelWithdraw, (c)),
            abi.encodeCall(channels.finalizeWithdraw, (c, stranger)),
            abi.encodeCall(channels.close, (c)),
            abi.encodeCall(channels.settleTo, (c.token, stranger)),
            abi.encodeCall(channels.deposit, (c, 1))
        ];
        for (uint256 k; k < doors.length; ++k) {
            vm.prank(stranger);
            (bool open,) = address(channels).call(doors[k]);
            if (open) broken = "a stranger came through";
        }
    }
}
