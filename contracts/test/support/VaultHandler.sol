// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {Tree} from "./Tree.sol";
import {VaultSigning} from "./VaultSigning.sol";
import {Attacker, Forcer, HookedFeeToken, MoodyToken, Refuser, SilentToken} from "./Zoo.sol";

/// Does to two vaults what payers, holders, strangers and thieves can do, and keeps books of its own beside them: each
/// payment is credited to whoever held the shares when it came, in millionths of a unit, without a look at the vaults'
/// arithmetic. The vaults may come to hold shares of each other. All tokens misbehave, but none shrinks.
contract VaultHandler is VaultSigning {
    /// Four with leaves and keys, a buyer with a key, one contract that refuses coin, one that attacks, and both vaults.
    uint256 public constant ACTORS = 9;
    uint256 private constant KEYED = 5;
    uint256 private constant MOVERS = 7;
    uint256 private constant KEYS = 0xC0FFEE;

    SilentToken public silent = new SilentToken();
    MoodyToken public moody = new MoodyToken();
    HookedFeeToken public hooked = new HookedFeeToken();
    address public refuser = address(new Refuser());
    Attacker public attacker = new Attacker();
    RoyaltyVault[2] public vaults;
    address[] public coins;
    string public broken;

    mapping(uint256 v => mapping(address token => uint256)) public received;
    mapping(uint256 v => mapping(address token => mapping(address who => uint256))) public earned;
    mapping(uint256 v => mapping(address token => mapping(address who => uint256))) public drawn;
    mapping(uint256 v => mapping(address who => uint256)) public held;
    mapping(uint256 v => mapping(address who => uint256)) public waiting;
    mapping(bytes32 what => uint256) public count;
    address[9] private _actors;

    constructor() {
        build();
        for (uint256 i; i < KEYED; ++i) {
            _actors[i] = vm.addr(KEYS + i);
        }
        (_actors[5], _actors[6]) = (refuser, address(attacker));
        delete leaves;
        for (uint256 i; i < 4; ++i) {
            leaves.push(Tree.shareLeaf(actor(i), sharesOf(i)));
        }
        coins = [NATIVE, address(silent), address(moody), address(hooked)];
        for (uint256 v; v < 2; ++v) {
            vm.prank(author);
            address[] memory tokens = asList(address(silent), address(moody), address(hooked));
            vaults[v] = RoyaltyVault(factory.create(Tree.root(leaves), bytes32(v + 1_000), tokens));
            _actors[MOVERS + v] = address(vaults[v]);
            for (uint256 i; i < 4; ++i) {
                waiting[v][actor(i)] = sharesOf(i);
            }
        }
    }

    function actor(uint256 i) public view returns (address) {
        return _actors[i % ACTORS];
    }

    function coin(uint256 i) public view returns (address) {
        return coins[i % 4];
    }

    function balance(address token, address who) public view returns (uint256) {
        return token == NATIVE ? who.balance : SilentToken(token).balanceOf(who);
    }

    // ---------------------------------------------------------------- what they do

    function payIn(uint256 v, uint256 which, uint96 amount, bool forced) external {
        v %= 2;
        (address token, address to) = (coin(which), address(vaults[v]));
        uint256 before = balance(token, to);
        if (token == address(hooked) && !forced) {
            hooked.mint(payer, amount);
            vm.prank(payer);
            hooked.transfer(to, amount);
        } else if (token != NATIVE) {
            SilentToken(token).mint(to, amount);
        } else if (forced) {
            vm.deal(address(this), amount);
            new Forcer{value: amount}(payable(to));
        } else {
            pay(payer, to, amount);
        }
        _credit(v, token, balance(token, to) - before);
        ++count["payments"];
    }

    function activateLeaf(uint256 v, uint256 i, uint256 caller, uint256 order, bool andClaim) external {
        (v, i, order) = (v % 2, i % 4, order % 28);
        address who = actor(i);
        bool first = waiting[v][who] > 0;
        address[] memory tokens = andClaim ? asList(coin(order), coin(order + 1), coin(order + 2)) : new address[](0);
        uint256[4] memory before = _paid(v);
        _arm(v, order);
        bytes32[] memory proof = proofOf(i);
        address c = _caller(who, caller);
        bool excused = !_mayClaim(v, who, c) && tokens.length > 0;
        for (uint256 t; t < tokens.length; ++t) {
            excused = excused || _refuses(tokens[t], vaults[v].payoutOf(who));
        }
        vm.prank(c);
        try vaults[v].activateAndClaim(who, sharesOf(i), proof, tokens) {
            if (!first) broken = "I7: a leaf activated twice";
            held[v][who] += waiting[v][who];
            waiting[v][who] = 0;
            _book(v, who, before);
            ++count["activations"];
        } catch {
            if (first && !excused) broken = "a leaf did not activate";
        }
        _wasItStopped();
    }

    function claim(uint256 v, uint256 who, uint256 which, uint256 caller, uint256 plan) external {
        (v, who) = (v % 2, who % ACTORS);
        // Rather somebody to whom something is owed, if there is anybody.
        for (uint256 i; i < ACTORS && vaults[v].pending(actor(who), coin(which)) == 0; ++i) {
            who = (who + 1) % ACTORS;
        }
        _claim(v, actor(who), coin(which), _caller(actor(who), caller), plan);
    }

    function claimAll(uint256 v, uint256 who, uint256 caller, uint256 plan) external {
        v %= 2;
        (address a, address c) = (actor(who), _caller(actor(who), caller));
        bool excused = _excused(v, a, c);
        uint256[4] memory before = _paid(v);
        _arm(v, plan);
        vm.prank(c);
        try vaults[v].claimMany(a, coins) {
            _book(v, a, before);
        } catch {
            if (!excused) broken = "I10: claimMany failed for a holder who can receive";
        }
        _wasItStopped();
    }

    /// Through the factory, both vaults at once. Who pays whom first is of no matter to the books: no shares move meanwhile.
    function claimAcross(uint256 who) external {
        address a = actor(who);
        bool excused = _excused(0, a, address(factory)) || _excused(1, a, address(factory));
        (uint256[4] memory before0, uint256[4] memory before1) = (_paid(0), _paid(1));
        attacker.plan(address(0), "");
        try factory.claimMany(asList(address(vaults[0]), address(vaults[1])), a, coins) {
            _book(0, a, before0);
            _book(1, a, before1);
            ++count["across"];
        } catch {
            if (!excused) broken = "I10: a claim across works failed";
        }
    }

    function move(uint256 v, uint256 from, uint256 to, uint256 value, uint256 way) external {
        v %= 2;
        (address a, address b) = (actor(from % MOVERS), actor(to));
        RoyaltyVault vault_ = vaults[v];
        if (b == address(vault_)) return;
        value = bound(value, 0, held[v][a]);
        if (way % 3 == 0) {
            vm.prank(a);
            vault_.transfer(b, value);
        } else if (way % 3 == 1) {
            vm.prank(a);
            vault_.approve(address(this), value);
            vault_.transferFrom(a, b, value);
        } else {
            from %= KEYED;
            a = actor(from);
            value = bound(value, 0, held[v][a]);
            _permit(v, from, value, way % 2 == 0);
            vault_.transferFrom(a, b, value);
        }
        held[v][a] -= value;
        held[v][b] += value;
        ++count["moves"];
        if (b == address(vaults[1 - v]) && value > 0) ++count["into the other vault"];
    }

    function redirect(uint256 v, uint256 who, uint256 to) external {
        (v, to) = (v % 2, to % ACTORS);
        if (to == 7 + v) return;
        address payout = actor(to);
        vm.prank(actor(who % MOVERS));
        vaults[v].setPayout(payout);
    }

    function setSelfOnly(uint256 v, uint256 who, uint256 on) external {
        vm.prank(actor(who % MOVERS));
        vaults[v % 2].setSelfOnly(on % 4 == 0);
    }

    function changeMood(uint256 who, bool blocked, uint256 lies) external {
        moody.setBlocked(actor(who), blocked);
        moody.setLies(lies % 4 == 0);
    }

    /// Nothing that an outsider can send moves shares out of a vault or approves from it.
    function steal(uint256 v, uint256 thief, uint256 value) external {
        RoyaltyVault vault_ = vaults[v % 2];
        address t = actor(thief % MOVERS);
        vm.prank(t);
        try vault_.transferFrom(address(vault_), t, value) {
            broken = "shares left the vault without a leaf";
        } catch {}
        Permit memory p = Permit(address(vault_), t, value, vault_.nonces(address(vault_)), type(uint256).max);
        Signature memory sig = signPermit(vault_, KEYS, p);
        try vault_.permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s) {
            broken = "the vault approved somebody";
        } catch {}
    }

    // ---------------------------------------------------------------- inside

    /// Half of the time the holder herself, unless she is a vault.
    function _caller(address who, uint256 seed) private view returns (address) {
        bool vault_ = who == address(vaults[0]) || who == address(vaults[1]);
        return seed % 2 == 0 && !vault_ ? who : actor((seed / 2) % MOVERS);
    }

    function _claim(uint256 v, address who, address token, address caller, uint256 plan) private {
        RoyaltyVault vault_ = vaults[v];
        uint256 owed = vault_.pending(who, token);
        address payout = vault_.payoutOf(who);
        uint256 before = balance(token, payout);
        _arm(v, plan);
        vm.prank(caller);
        try vault_.claim(who, token) returns (uint256 amount) {
            if (!_mayClaim(v, who, caller)) broken = "claimed for a holder who lets nobody";
            if (amount != owed) broken = "I9: a claim paid something else than was pending";
            if (balance(token, payout) != before + _net(token, amount)) broken = "a claim paid somewhere else";
            drawn[v][token][who] += amount;
            _arrived(payout, token, _net(token, amount));
            ++count["claims"];
        } catch {
            bool excused = _refuses(token, payout) || !_mayClaim(v, who, caller);
            if (owed > 0 && !excused) broken = "I10: a claim failed for a holder who can receive";
        }
        _wasItStopped();
    }

    /// A permit is used by its spender, or by somebody who saw it first; then it is dead, here and in the other vault.
    function _permit(uint256 v, uint256 from, uint256 value, bool frontRun) private {
        Permit memory p = Permit(actor(from), address(this), value, vaults[v].nonces(actor(from)), block.timestamp);
        Signature memory sig = signPermit(vaults[v], KEYS + from, p);
        if (frontRun) vm.prank(person(0xBAD));
        permit(vaults[v], p, sig);
        for (uint256 i; i < 2; ++i) {
            try vaults[i].permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s) {
                broken = "I16: a permit was good twice";
            } catch {}
        }
        ++count["permits"];
    }

    function _paid(uint256 v) private view returns (uint256[4] memory paid) {
        for (uint256 t; t < 4; ++t) {
            paid[t] = vaults[v].paidOut(coins[t]);
        }
    }

    /// Books what a claim in several tokens paid.
    function _book(uint256 v, address who, uint256[4] memory before) private {
        address payout = vaults[v].payoutOf(who);
        for (uint256 t; t < 4; ++t) {
            uint256 amount = vaults[v].paidOut(coins[t]) - before[t];
            drawn[v][coins[t]][who] += amount;
            _arrived(payout, coins[t], _net(coins[t], amount));
        }
    }

    function _arrived(address payout, address token, uint256 amount) private {
        for (uint256 v; v < 2; ++v) {
            if (payout == address(vaults[v]) && amount > 0) {
                _credit(v, token, amount);
                ++count["vault to vault"];
            }
        }
    }

    function _credit(uint256 v, address token, uint256 amount) private {
        received[v][token] += amount;
        for (uint256 i; i < ACTORS; ++i) {
            address who = actor(i);
            earned[v][token][who] += amount * (held[v][who] + waiting[v][who]);
        }
    }

    function _net(address token, uint256 amount) private view returns (uint256) {
        return token == address(hooked) ? amount - amount / 100 : amount;
    }

    function _mayClaim(uint256 v, address who, address caller) private view returns (bool) {
        return who == caller || !vaults[v].isSelfOnly(who);
    }

    function _refuses(address token, address payout) private view returns (bool) {
        if (token == NATIVE) return payout == refuser;
        return token == address(moody) && (moody.lies() || moody.blocked(payout));
    }

    function _excused(uint256 v, address who, address caller) private view returns (bool) {
        address payout = vaults[v].payoutOf(who);
        for (uint256 t; t < 4; ++t) {
            if (_refuses(coins[t], payout)) return true;
        }
        return !_mayClaim(v, who, caller);
    }

    /// Whatever the attacker tries on the vault that is paying it must fail.
    function _arm(uint256 v, uint256 plan) private {
        RoyaltyVault vault_ = vaults[v];
        address me = address(attacker);
        bytes[7] memory calls = [
            abi.encodeCall(vault_.claim, (me, coin(plan / 7))),
            abi.encodeCall(vault_.claimMany, (actor(plan / 7), coins)),
            abi.encodeCall(vault_.transfer, (actor(0), held[v][me])),
            abi.encodeCall(vault_.transferFrom, (actor(0), me, 0)),
            abi.encodeCall(vault_.activate, (actor(0), sharesOf(0), new bytes32[](0))),
            abi.encodeCall(vault_.pending, (me, coin(plan / 7))),
            abi.encodeCall(vault_.cumulative, (coin(plan / 7)))
        ];
        attacker.plan(address(vault_), calls[plan % 7]);
    }

    function _wasItStopped() private {
        if (attacker.attempts() == count["attacks"]) return;
        count["attacks"] = attacker.attempts();
        if (attacker.succeeded()) broken = "an attack from within a payment went through";
    }
}
