// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";

/// @title Play money in the shape of a dollar token
/// @notice Six decimals, EIP-2612 permits and EIP-3009 authorisations, as the real ones have. ANYBODY CAN MINT ANY AMOUNT:
/// it is worth nothing, is meant for the practice chain alone and must never be deployed where money is real.
contract PracticeUSD is ERC20Permit, ERC3009 {
    constructor() ERC20("Practice US Dollar", "pUSD") ERC20Permit("Practice US Dollar") {}

    /// @notice Makes play money out of nothing, for anybody who asks.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Six, like the tokens it stands in for.
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
