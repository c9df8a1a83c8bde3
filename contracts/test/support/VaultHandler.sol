// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {VaultWorld} from "./VaultWorld.sol";
import {PlainToken, Refuser} from "./Zoo.sol";

/// Does to one vault what payers, holders and strangers can do, and keeps books of its own beside it: each payment is
/// credited to whoever held the shares when it came, in millionths of a unit, without a look at the vault's arithmetic.
contract VaultHandler is VaultWorld {
    uint256 public constant ACTORS = 7; // four with leaves, two buyers, one contract that refuses coin

    PlainToken public plain = new PlainToken();
    address public refuser = address(new Refuser());
    address[] public coins;
    string public broken;

    mapping(address token => uint256) public received;
    mapping(address token => mapping(address who => uint256)) public earned;
    mapping(address token => mapping(address who => uint256)) public drawn;
    mapping(address who => uint256) public held;
    mapping(address who => uint256) public waiting;
    uint256 public moves;
    uint256 public draws;

    constructor() {
        build();
        vault = makeVault(asList(address(usd), address(plain)));
        coins = asList(NATIVE, address(usd), address(plain));
        for (uint256 i; i < 4; ++i) {
            waiting[person(i)] = sharesOf(i);
        }
    }

    function theVault() external view returns (RoyaltyVault) {
        return vault;
    }

    function actor(uint256 i) public view returns (address) {
        i %= ACTORS;
        return i == ACTORS - 1 ? refuser : person(i);
    }

    function coin(uint256 i) public view returns (address) {
        return coins[i % 3];
    }

    function balance(address token, address who) public view returns (uint256) {
        return token == NATIVE ? who.balance : PlainToken(token).balanceOf(who);
    }

    // ---------------------------------------------------------------- what they do

    function payIn(uint256 which, uint96 amount, bool forced) external {
        address token = coin(which);
        if (token != NATIVE) PlainToken(token).mint(address(vault), amount);
        else if (forced) vm.deal(address(vault), address(vault).balance + amount);
        else pay(payer, address(vault), amount);
        received[token] += amount;
        for (uint256 i; i < ACTORS; ++i) {
            address who = actor(i);
            earned[token][who] += uint256(amount) * (held[who] + waiting[who]);
        }
    }

    function activateLeaf(uint256 i) external {
        i %= 4;
        bool first = waiting[person(i)] > 0;
        try vault.activate(person(i), sharesOf(i), proofOf(i)) {
            if (!first) broken = "I7: a leaf activated twice";
            held[person(i)] += waiting[person(i)];
            waiting[person(i)] = 0;
        } catch {
            if (first) broken = "a leaf did not activate";
        }
    }

    function claim(uint256 who, uint256 which, uint256 caller) external {
        _claim(actor(who), coin(which), actor(caller));
    }

    function claimAll(uint256 who) external {
        address a = actor(who);
        uint256[3] memory before;
        for (uint256 i; i < 3; ++i) {
            before[i] = vault.paidOut(coins[i]);
        }
        try vault.claimMany(a, coins) {
            for (uint256 i; i < 3; ++i) {
                drawn[coins[i]][a] += vault.paidOut(coins[i]) - before[i];
            }
        } catch {
            if (vault.payoutOf(a) != refuser) broken = "I10: claimMany failed for a holder who can receive";
        }
    }

    function move(uint256 from, uint256 to, uint256 value, bool allowed) external {
        (address a, address b) = (actor(from), actor(to));
        value = bound(value, 0, held[a]);
        if (allowed) {
            vm.prank(a);
            vault.approve(address(this), value);
            vault.transferFrom(a, b, value);
        } else {
            vm.prank(a);
            vault.transfer(b, value);
        }
        held[a] -= value;
        held[b] += value;
        ++moves;
    }

    function redirect(uint256 who, uint256 to) external {
        vm.prank(actor(who));
        vault.setPayout(actor(to));
    }

    function _claim(address who, address token, address caller) private {
        uint256 owed = vault.pending(who, token);
        address payout = vault.payoutOf(who);
        uint256 before = balance(token, payout);
        vm.prank(caller);
        try vault.claim(who, token) returns (uint256 amount) {
            if (amount != owed) broken = "I9: a claim paid something else than was pending";
            if (balance(token, payout) != before + amount) broken = "a claim paid somewhere else";
            drawn[token][who] += amount;
            ++draws;
        } catch {
            bool refuses = token == NATIVE && payout == refuser;
            if (owed > 0 && !refuses) broken = "I10: a claim failed for a holder who can receive";
        }
    }
}
