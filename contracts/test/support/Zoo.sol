// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";

/// Tokens and receivers that do what tokens and receivers should not.
contract PlainToken is ERC20("Plain", "PLAIN") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Keeps one percent of every transfer.
contract FeeToken is ERC20("Fee", "FEE") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0)) return super._update(from, to, value);
        uint256 fee = value / 100;
        super._update(from, address(0xFEE), fee);
        super._update(from, to, value - fee);
    }
}

/// Loses value where it lies: a rebase downwards.
contract ShrinkingToken is ERC20("Shrinking", "SHRINK") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function shrink(address holder, uint256 percent) external {
        _burn(holder, balanceOf(holder) * percent / 100);
    }
}

/// Returns nothing from `transfer`, as some of the oldest tokens do.
contract SilentToken {
    mapping(address => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}

/// Says false instead of reverting, or refuses chosen receivers like a token with a block list.
contract MoodyToken is ERC20("Moody", "MOODY") {
    bool public lies;
    mapping(address => bool) public blocked;

    error Blocked(address to);

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setLies(bool on) external {
        lies = on;
    }

    function setBlocked(address who, bool on) external {
        blocked[who] = on;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (blocked[to]) revert Blocked(to);
        return lies ? false : super.transfer(to, amount);
    }
}

/// Calls the receiver before it moves the balance.
contract HookedToken is ERC20("Hooked", "HOOK") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (to.code.length != 0) Attacker(payable(to)).attack();
        return super.transfer(to, amount);
    }
}

/// Calls the receiver before it moves the balance, whatever comes of that, and keeps one percent.
contract HookedFeeToken is ERC20("Hooked fee", "HOOKFEE") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (to.code.length != 0) {
            (bool ignored,) = to.call{gas: 500_000}(abi.encodeCall(Attacker.attack, ()));
            ignored;
        }
        super.transfer(address(0xFEE), amount / 100);
        return super.transfer(to, amount - amount / 100);
    }
}

/// Answers nothing when asked for a balance, as an address without code would.
contract MuteToken {
    bool private _mute;
    uint256 private _length;

    function setMute(bool on, uint256 length) external {
        (_mute, _length) = (on, length);
    }

    function balanceOf(address) external view returns (uint256) {
        if (!_mute) return 1_000;
        uint256 length = _length;
        assembly {
            mstore(0, 7)
            return(0, length)
        }
    }

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }
}

/// Reverts with a reason when asked for a balance.
contract SulkyToken {
    error Sulking(address asker);

    function balanceOf(address) external view returns (uint256) {
        revert Sulking(msg.sender);
    }
}

/// Claims to be rich without limit.
contract BoastfulToken {
    function balanceOf(address) external pure returns (uint256) {
        return type(uint256).max;
    }

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }
}

/// Calls one thing while it is being paid, and remembers how that went.
contract Attacker {
    address public target;
    bytes public call;
    bool public succeeded;
    bytes4 public refusal;
    uint256 public attempts;

    function plan(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
    }

    receive() external payable {
        attack();
    }

    function attack() public {
        if (target == address(0)) return;
        ++attempts;
        bytes memory answer;
        (succeeded, answer) = target.call(call);
        if (!succeeded) refusal = bytes4(answer);
    }
}

/// A contract account: what its owner's key signed is its word (ERC-1271).
contract Wallet is IERC1271 {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer,,) = ECDSA.tryRecover(digest, signature);
        return signer == _owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    receive() external payable {}
}

/// Refuses coin until it redirects its payouts.
contract Refuser {
    function redirect(RoyaltyVault vault, address to) external {
        vault.setPayout(to);
    }
}

/// Takes coin and returns a megabyte of nothing.
contract ReturnBomb {
    receive() external payable {
        assembly {
            return(0, 1000000)
        }
    }
}

/// Burns all gas that it is given.
contract GasBurner {
    receive() external payable {
        while (true) {}
    }
}

/// Forces coin onto an address that is not asked.
contract Forcer {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}
