// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Coin and tokens under one name
/// @notice The zero address stands for the native coin.
library OfferingMoney {
    using SafeERC20 for IERC20;

    /// @notice This address refused the coin; whom it is owed to can name another one.
    error PayoutRefused(address to);

    address internal constant NATIVE = address(0);

    /// @notice Sends `amount` of `token`. Copies nothing back from a receiver of coin, so it cannot make the caller pay for a
    /// flood of return data.
    function pay(address token, address to, uint256 amount) internal {
        if (token != NATIVE) return IERC20(token).safeTransfer(to, amount);
        bool sent;
        assembly ("memory-safe") {
            sent := call(gas(), to, amount, 0, 0, 0, 0)
        }
        if (!sent) revert PayoutRefused(to);
    }

    /// @notice What the calling contract holds.
    function held(address token) internal view returns (uint256) {
        return token == NATIVE ? address(this).balance : IERC20(token).balanceOf(address(this));
    }
}
