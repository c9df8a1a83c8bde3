// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title The practice chain's coin as an ERC-20 token
/// @notice One token for each coin put in, and back. Marketplaces pay in such tokens; here it stands in for WETH.
contract WrappedPractice is ERC20 {
    /// @notice `owner` put coin in.
    event Deposit(address indexed owner, uint256 amount);
    /// @notice `owner` took coin out.
    event Withdrawal(address indexed owner, uint256 amount);

    /// @notice The caller refused her own coin.
    error CoinRefused(address owner);

    constructor() ERC20("Wrapped Practice Coin", "WPRACTICE") {}

    /// @notice As {deposit}.
    receive() external payable {
        deposit();
    }

    /// @notice Turns the coin sent along into tokens of the caller.
    function deposit() public payable {
        _mint(msg.sender, msg.value);
        emit Deposit(msg.sender, msg.value);
    }

    /// @notice Turns the caller's tokens back into coin.
    function withdraw(uint256 amount) external {
        _burn(msg.sender, amount);
        emit Withdrawal(msg.sender, amount);
        (bool sent,) = msg.sender.call{value: amount}("");
        if (!sent) revert CoinRefused(msg.sender);
    }
}
