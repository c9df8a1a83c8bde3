// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Channel} from "../../src/ChannelHash.sol";
import {UsageChannel} from "../../src/UsageChannel.sol";
import {Attacker} from "./Zoo.sol";

/// Returns nothing from `transfer`, `transferFrom` and `approve`, as some of the oldest tokens do.
contract MuteToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// Calls whoever pays and whoever is paid, if it is a contract, before it moves the balance.
contract CallingToken is ERC20("Calling", "CALL") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from.code.length != 0) _tell(from);
        if (to.code.length != 0) _tell(to);
        super._update(from, to, value);
    }

    function _tell(address party) private {
        // A party that does not listen is none of the token's business.
        (bool heard,) = party.call(abi.encodeCall(Attacker.attack, ()));
        heard;
    }
}

/// Says that a transfer went well and moves nothing.
contract EmptyHandedToken is ERC20("Empty", "EMPTY") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// A wallet that signs by agreeing, until it changes its mind.
contract Wallet is IERC1271 {
    bool public agrees = true;

    receive() external payable {}

    function setAgrees(bool on) external {
        agrees = on;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        return agrees ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// A payer or payee that attacks while it is paid.
contract ChannelAttacker is Attacker {
    function run(address where, bytes calldata what) external payable {
        (bool done, bytes memory answer) = where.call{value: msg.value}(what);
        if (!done) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
    }
}

/// A payer who refuses coin.
contract StubbornPayer {
    function open(UsageChannel channels, Channel calldata c) external payable {
        channels.deposit{value: msg.value}(c, uint128(msg.value));
    }

    function leave(UsageChannel channels, Channel calldata c) external {
        channels.initiateWithdraw(c, type(uint128).max);
    }

    function take(UsageChannel channels, Channel calldata c, address to) external {
        channels.finalizeWithdraw(c, to);
    }
}
