// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {VaultWorld} from "./VaultWorld.sol";
import {PlainToken, ShrinkingToken} from "./Zoo.sol";

/// One vault with a token that loses value where it lies, beside coin and a plain token that must not feel it.
contract VaultShrinkHandler is VaultWorld {
    uint256 public constant ACTORS = 6;

    ShrinkingToken public shrinking = new ShrinkingToken();
    PlainToken public plain = new PlainToken();
    address[] public coins;
    string public broken;

    mapping(address token => uint256) public received;
    mapping(address token => uint256) public lost;
    mapping(address token => mapping(address who => uint256)) public earned;
    mapping(address token => mapping(address who => uint256)) public drawn;
    mapping(address who => uint256) public held;

    constructor() {
        build();
        vault = makeVault(asList(address(shrinking), address(plain)));
        coins = asList(NATIVE, address(shrinking), address(plain));
        activateAll();
        for (uint256 i; i < 4; ++i) {
            held[person(i)] = sharesOf(i);
        }
    }

    function theVault() external view returns (RoyaltyVault) {
        return vault;
    }

    function balance(address token) public view returns (uint256) {
        return token == NATIVE ? address(vault).balance : PlainToken(token).balanceOf(address(vault));
    }

    function payIn(uint256 which, uint96 amount) external {
        address token = coins[which % 3];
        if (token == NATIVE) pay(payer, address(vault), amount);
        else PlainToken(token).mint(address(vault), amount);
        received[token] += amount;
        for (uint256 i; i < ACTORS; ++i) {
            earned[token][person(i)] += uint256(amount) * held[person(i)];
        }
    }

    function shrink(uint256 percent) external {
        uint256 before = shrinking.balanceOf(address(vault));
        shrinking.shrink(address(vault), bound(percent, 0, 100));
        lost[address(shrinking)] += before - shrinking.balanceOf(address(vault));
    }

    function claim(uint256 who, uint256 which) external {
        (address a, address token) = (person(who % ACTORS), coins[which % 3]);
        uint256 owed = vault.pending(a, token);
        if (owed > balance(token)) broken = "more is pending than is there";
        if (owed == 0) return;
        // A revert ends the campaign: what is pending can be drawn, whatever shrank.
        uint256 amount = vault.claim(a, token);
        if (amount != owed) broken = "a claim paid something else than was pending";
        drawn[token][a] += amount;
    }

    function move(uint256 from, uint256 to, uint256 value) external {
        (address a, address b) = (person(from % ACTORS), person(to % ACTORS));
        value = bound(value, 0, held[a]);
        vm.prank(a);
        vault.transfer(b, value);
        held[a] -= value;
        held[b] += value;
    }
}
