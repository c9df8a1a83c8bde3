// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A contract that buys, and is as difficult as it likes when it is paid.
contract Buyer {
    bool public refuses;
    bool public floods;
    address public target;
    bytes public call;
    uint256 public attempts;
    bytes4 public refusal;

    error No();

    function run(address to, uint256 value, bytes calldata data) external {
        (bool done, bytes memory why) = to.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(why, 32), mload(why))
            }
        }
    }

    function setMood(bool refuses_, bool floods_) external {
        (refuses, floods) = (refuses_, floods_);
    }

    function plan(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
    }

    receive() external payable {
        if (refuses) revert No();
        attack();
        if (floods) {
            assembly {
                return(0, 1000000)
            }
        }
    }

    /// Called by a hooked token, and by itself.
    function attack() public {
        if (target == address(0)) return;
        ++attempts;
        (bool done, bytes memory why) = target.call(call);
        if (!done) refusal = bytes4(why);
    }
}

/// Does not tell balances when it is in the mood, and so stops whoever asks.
contract StubbornToken is ERC20("Stubborn", "NO") {
    bool public stubborn;

    error NotNow();

    function setStubborn(bool on) external {
        stubborn = on;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function balanceOf(address who) public view override returns (uint256) {
        if (stubborn) revert NotNow();
        return super.balanceOf(who);
    }
}

/// Calls the receiver before it moves the balance, whether the receiver likes it or not.
contract KnockingToken is ERC20("Knocking", "KNOCK") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        (bool heard,) = to.call(abi.encodeCall(Buyer.attack, ()));
        return (heard || !heard) && super.transfer(to, amount);
    }
}
