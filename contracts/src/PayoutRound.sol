// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "./RoyaltyVault.sol";

/// @notice A holder in a round.
/// @param shares Shares of her leaf, with the `proof` that leads to the vault's root; zero if she holds no leaf, because
/// somebody passed shares on to her.
struct Turn {
    address who;
    uint32 shares;
    bytes32[] proof;
}

/// @title Pays many holders of a vault in one transaction
/// @notice A thousand fans rarely claim on their own: a few cents each are less than the fee. Anybody may run a round for
/// them. Each is paid by the vault itself, at the address that she chose there, so whoever runs the round decides nothing and
/// holds nothing.
///
/// One holder who cannot be paid does not stop the others: she is named in {NotPaid} and keeps what she is owed. No holder
/// gets more gas than the round allows for each, so a contract that burns gas or answers with a flood of bytes costs the
/// round no more than that. A round sent with too little gas is undone as a whole, so nobody is passed over for want of gas.
contract PayoutRound {
    /// @notice `who` was not paid, and the vault said why: the first four bytes of its answer, zero where it gave none.
    event NotPaid(address indexed vault, address indexed who, bytes4 reason);

    /// @notice There is no contract at this address.
    error NotAVault(address vault);
    /// @notice The gas left at this turn would not do for what each may use; send the round with more, or make it shorter.
    error TooLittleGas(uint256 turn, uint256 left);

    /// What a turn itself needs beside the gas it passes on.
    uint256 private constant OWN_GAS = 20_000;

    /// @notice Pays each of `turns` what `vault` owes in `tokens` (zero: the native coin, best named first). A holder who is
    /// owed nothing is passed over, also a second time.
    /// @param gasEach Gas that each payment may use.
    /// @return paid How many turns the vault accepted.
    function run(RoyaltyVault vault, Turn[] calldata turns, address[] calldata tokens, uint256 gasEach)
        external
        returns (uint256 paid)
    {
        if (address(vault).code.length == 0) revert NotAVault(address(vault));
        for (uint256 i; i < turns.length; ++i) {
            Turn calldata turn = turns[i];
            bytes memory words = _words(vault, turn, tokens);
            // A call is given at most 63 of 64 parts of what is left.
            uint256 left = gasleft();
            if (left - left / 64 < gasEach + OWN_GAS) revert TooLittleGas(i, left);
            (bool done, bytes4 reason) = _call(address(vault), words, gasEach);
            if (done) ++paid;
            else emit NotPaid(address(vault), turn.who, reason);
        }
    }

    /// A leaf that somebody turned into shares in the meantime is claimed for like any other.
    function _words(RoyaltyVault vault, Turn calldata turn, address[] calldata tokens)
        private
        view
        returns (bytes memory)
    {
        if (turn.shares == 0 || vault.isActivated(turn.who)) {
            return abi.encodeCall(RoyaltyVault.claimMany, (turn.who, tokens));
        }
        return abi.encodeCall(RoyaltyVault.activateAndClaim, (turn.who, turn.shares, turn.proof, tokens));
    }

    /// Copies four bytes of the answer, however many there are.
    function _call(address vault, bytes memory words, uint256 gasEach) private returns (bool done, bytes4 reason) {
        assembly ("memory-safe") {
            mstore(0, 0)
            done := call(gasEach, vault, 0, add(words, 32), mload(words), 0, 4)
            // Four bytes or fewer, at the upper end of a word that was zero.
            reason := mul(iszero(done), and(mload(0), shl(224, 0xffffffff)))
        }
    }
}
