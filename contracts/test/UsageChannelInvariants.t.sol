// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Channel} from "../src/ChannelHash.sol";
import {UsageChannel} from "../src/UsageChannel.sol";
import {Check} from "./support/Check.sol";
import {ChannelHandler} from "./support/ChannelHandler.sol";

/// What must hold after every step of any history.
contract UsageChannelInvariants is Check {
    ChannelHandler private handler;
    UsageChannel private channels;

    function setUp() public {
        handler = new ChannelHandler();
        channels = handler.theChannels();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I12: claimed <= signed, claimed <= deposited, withdrawn + claimed <= deposited; and the books are the money that moved.
    function invariant_channels() external view {
        for (uint256 i; i < handler.CHANNELS(); ++i) {
            bytes32 id = handler.idOfIndex(i);
            (uint128 funded, uint128 claimed) = channels.bookOf(id);
            vm.assertEq(funded, handler.deposited(i) - handler.withdrawn(i), "funded = deposited - withdrawn");
            vm.assertEq(claimed, handler.claimed(i), "claimed is what claims said: it never went down");
            vm.assertLe(claimed, handler.highest(i), "I12: claimed <= signed");
            vm.assertLe(claimed + handler.withdrawn(i), handler.deposited(i), "I12: withdrawn + claimed <= deposited");
            vm.assertLe(channels.secured(id), funded - claimed, "what is safe is there");
            vm.assertGe(
                funded, handler.reliedOn(i), "what was secured stays for the delay, but for the payee's consent"
            );
        }
    }

    /// What is held is what is owed, to the unit, besides gifts.
    function invariant_money() external view {
        for (uint256 c; c < handler.TOKENS(); ++c) {
            address token = handler.coins(c);
            uint256 owed;
            address[] memory seen = new address[](handler.CHANNELS());
            for (uint256 i; i < seen.length; ++i) {
                Channel memory channel = handler.channel(i);
                if (channel.token != token) continue;
                (uint128 funded, uint128 claimed) = channels.bookOf(handler.idOfIndex(i));
                owed += funded - claimed;
                bool counted;
                for (uint256 k; k < i; ++k) {
                    counted = counted || seen[k] == channel.payee;
                }
                if (!counted) owed += channels.unsettled(channel.payee, token);
                seen[i] = channel.payee;
            }
            vm.assertEq(handler.balance(token, address(channels)), owed + handler.gifts(token), "held = owed + gifts");
            if (token != address(0)) vm.assertEq(channels.due(token), owed, "and the contract knows");
        }
    }

    /// All that was claimed for a payee was paid to her or waits for her.
    function invariant_payees() external view {
        for (uint256 i; i < handler.CHANNELS(); ++i) {
            Channel memory one = handler.channel(i);
            uint256 claimed;
            for (uint256 k; k < handler.CHANNELS(); ++k) {
                Channel memory other = handler.channel(k);
                if (other.payee == one.payee && other.token == one.token) claimed += handler.claimed(k);
            }
            uint256 has = handler.settled(one.payee, one.token) + channels.unsettled(one.payee, one.token);
            vm.assertEq(has, claimed, "claimed = settled + waiting");
        }
    }

    /// I16 and the rest that the handler saw while it acted.
    function invariant_nothing_broke() external view {
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }

    function named(uint256 i) private pure returns (uint256) {
        return 2 * i + 1;
    }

    /// The handler's steps do what they are named after; otherwise the invariants would hold for nothing.
    function test_handler_reaches_every_state() external {
        for (uint256 i; i < handler.CHANNELS(); ++i) {
            uint256 n = named(i);
            handler.deposit(n, 1_000, false, 0);
            handler.use(n, 300, 1);
            handler.rely(n, 1);
            vm.assertTrue(handler.reliedOn(i) >= 990, "a payee relies on the deposit");
            handler.plot(i);
            handler.forge(n, i, 5, 1);
            handler.claimNewest(n, 1);
            handler.initiateWithdraw(n, 100, 1);
            handler.use(n, 200, 1);
            handler.claimMany(n, 0, 1);
            handler.finalizeWithdraw(n, 2, 1);
            vm.assertEq(handler.withdrawn(i), 0, "a second too early");
            handler.finalizeWithdraw(n, 1, 0);
            handler.settle(n, false, 1);
            handler.steal(n, 1);
        }
        handler.depositSigned(1, 500, 1);
        handler.close(named(2), true, 1);
        handler.deposit(named(2), 50, true, 1);
        handler.replayConsent(named(2), 1);
        handler.close(named(6), false, 1);
        handler.block_(false, true, 1);
        handler.settle(named(6), false, 1);
        handler.settle(named(6), true, 1);
        handler.settle(named(5), true, 1);
        vm.assertEq(handler.balance(handler.coins(4), handler.channel(8).payee), 500, "paid while it attacked");
        handler.gift(1, 77, 1);
        vm.assertEq(handler.broken(), "", "nothing broke");
        vm.assertEq(handler.claimed(0), 500, "claimed by voucher and by batch");
        vm.assertEq(handler.withdrawn(0), 100, "taken back after the delay");
        vm.assertEq(handler.withdrawn(2), 500, "and by consent");
        vm.assertEq(handler.deposited(1), 1_500, "signed deposits");
        vm.assertEq(handler.deposited(7), 990, "a fee kept back");
        vm.assertEq(handler.balance(address(0), address(handler.channel(4).payee)), 500, "paid in coin");
        vm.assertEq(handler.balance(address(0), handler.channel(5).payee), 0, "one refuses");
        vm.assertEq(handler.balance(handler.coins(1), handler.channel(2).payee), 1_000, "paid in tokens, two channels");
        this.invariant_channels();
        this.invariant_money();
        this.invariant_payees();
    }
}
