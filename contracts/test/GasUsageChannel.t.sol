// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Channel, Claim, SignedDeposit} from "../src/ChannelHash.sol";
import {ChannelWorld} from "./support/ChannelWorld.sol";

/// What a user pays for a whole transaction, written to snapshots/ and held below a limit each.
contract GasUsageChannelTest is ChannelWorld {
    uint256 private constant MANY = 100;

    function setUp() public {
        buildChannels();
        usd.mint(address(vault), 1); // the vault has an account already
        vm.deal(address(vault), 1);
        vm.deal(user, 10 ether);
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("channels", name), most, name);
    }

    /// Channels of many payers, each with a signer and salt of its own, to one vault.
    function crowd(uint256 count, bool plain) private returns (Channel[] memory list, uint256[] memory keys) {
        list = new Channel[](count);
        keys = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            keys[i] = uint256(keccak256(abi.encode("signer", i))) >> 8;
            address payer_ = address(uint160(uint256(keccak256(abi.encode("payer", i)))));
            bytes32 salt = plain ? bytes32(i) : keccak256(abi.encode("salt", i));
            list[i] = Channel(payer_, vm.addr(keys[i]), address(vault), address(usd), DELAY, salt);
            fund(list[i], 100e6);
        }
    }

    function rows(Channel[] memory list, uint256[] memory keys, uint128 sum) private returns (Claim[] memory batch) {
        batch = new Claim[](list.length);
        for (uint256 i; i < list.length; ++i) {
            batch[i] = row(keys[i], list[i], sum + uint128(i));
        }
    }

    function claimAll(Claim[] memory batch, string memory name, uint256 each) private {
        channels.claimBatch(address(vault), address(usd), batch);
        uint256 gas_ = vm.snapshotGasLastCall("channels", name);
        vm.assertLe(gas_, each * batch.length, name);
    }

    /// A hundred channels of a hundred uses each: ten thousand uses in two transactions.
    function test_hundred_vouchers() public {
        (Channel[] memory list, uint256[] memory keys) = crowd(MANY, false);
        claimAll(rows(list, keys, 12_340_000), "100 vouchers in a batch, first", 13_500);
        channels.settle(address(vault), address(usd));
        limit("settle a token into a vault, first", 49_000);
        claimAll(rows(list, keys, 23_450_000), "100 vouchers in a batch, repeat", 13_500);
        channels.settle(address(vault), address(usd));
        limit("settle a token into a vault, repeat", 49_000);
        vm.assertEq(usd.balanceOf(address(vault)), 1 + 23_450_000 * MANY + 4_950, "all of it is the vault's income");
    }

    /// Salts as a client counts them.
    function test_hundred_vouchers_with_small_salts() public {
        (Channel[] memory list, uint256[] memory keys) = crowd(MANY, true);
        claimAll(rows(list, keys, 12_340_000), "100 vouchers in a batch, small salts, first", 13_500);
        claimAll(rows(list, keys, 23_450_000), "100 vouchers in a batch, small salts, repeat", 13_500);
    }

    function test_ten_vouchers() public {
        (Channel[] memory list, uint256[] memory keys) = crowd(10, false);
        claimAll(rows(list, keys, 12_340_000), "10 vouchers in a batch", 17_700);
    }

    function test_one_voucher() public {
        (Channel[] memory list, uint256[] memory keys) = crowd(1, true);
        bytes memory v = voucher(keys[0], list[0], 12_340_000);
        channels.claim(list[0], 12_340_000, v);
        limit("claim one voucher, first", 62_000);
        v = voucher(keys[0], list[0], 12_350_000);
        channels.claim(list[0], 12_350_000, v);
        limit("claim one voucher, repeat", 45_000);
    }

    function test_deposits_and_the_way_back() public {
        Channel memory c = usual();
        usd.mint(user, 1_000e6);
        vm.prank(user);
        usd.approve(address(channels), type(uint256).max);
        vm.prank(user);
        channels.deposit(c, 10e6);
        limit("open a channel with a token, first of the token", 117_000);
        vm.prank(user);
        channels.deposit(c, 10e6);
        limit("deposit a token, repeat", 61_000);
        bytes32 nonce = channels.depositNonce(idOf(c), 10e6, "ref");
        Signature memory s = signPayment(usd, "ReceiveWithAuthorization", address(channels), 10e6, nonce);
        channels.depositWithAuthorization(c, 10e6, SignedDeposit("ref", 0, type(uint256).max, s.v, s.r, s.s));
        limit("deposit by signed payment, repeat", 92_500);
        vm.prank(user);
        channels.initiateWithdraw(c, type(uint128).max);
        limit("initiate a withdrawal", 52_500);
        vm.warp(START + DELAY);
        vm.prank(user);
        channels.finalizeWithdraw(c, user);
        limit("finalize a withdrawal of a token", 50_000);

        c = channelIn(NATIVE, address(vault), 1);
        vm.prank(user);
        channels.deposit{value: 1 ether}(c, 1 ether);
        limit("open a channel with coin", 55_500);
        claim(c, 0.5 ether);
        channels.settle(address(vault), NATIVE);
        limit("settle coin into a vault", 37_500);
    }
}
