// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Channel, Claim} from "../../src/ChannelHash.sol";
import {UsageChannel} from "../../src/UsageChannel.sol";
import {PlainToken} from "./Zoo.sol";
import {Signing} from "./Signing.sol";
import {VaultWorld} from "./VaultWorld.sol";

/// A user who pays a vault for uses, through a key that signs vouchers for her. Digests are built here from the text of
/// EIP-712, without a look at the contract's own.
abstract contract ChannelWorld is VaultWorld, Signing {
    uint256 internal constant SIGNER_KEY = 0x51611;
    uint256 internal constant THIEF_KEY = 0x7417F;
    uint256 internal constant PAYEE_KEY = 0x9A1EE;
    uint40 internal constant DELAY = 1 days;

    UsageChannel internal channels;
    address internal user; // has KEY
    address internal signer;
    address internal thief;
    address internal payee; // a payee with a key; others are vaults

    function buildChannels() internal {
        build();
        channels = new UsageChannel();
        user = vm.addr(KEY);
        signer = vm.addr(SIGNER_KEY);
        thief = vm.addr(THIEF_KEY);
        payee = vm.addr(PAYEE_KEY);
    }

    function channelIn(address token, address to, uint256 salt) internal view returns (Channel memory) {
        return Channel(user, signer, to, token, DELAY, bytes32(salt));
    }

    /// The usual one: dollars to a vault.
    function usual() internal view returns (Channel memory) {
        return channelIn(address(usd), address(vault), 0);
    }

    /// Deposits for the payer, who is given the money first.
    function fund(Channel memory c, uint128 amount) internal returns (bytes32 id) {
        if (c.token == NATIVE) {
            vm.deal(c.payer, c.payer.balance + amount);
            vm.prank(c.payer);
            return channels.deposit{value: amount}(c, amount);
        }
        PlainToken(c.token).mint(c.payer, amount);
        vm.prank(c.payer);
        (bool approved,) = c.token.call(abi.encodeCall(IERC20.approve, (address(channels), amount)));
        vm.assertTrue(approved, "some tokens return nothing");
        vm.prank(c.payer);
        return channels.deposit(c, amount);
    }

    // ---------------------------------------------------------------- signatures

    function typed(address where, uint256 chain, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Colophon UsageChannel"),
                keccak256("1"),
                chain,
                where
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function idOf(Channel memory c) internal view returns (bytes32) {
        return idAt(address(channels), block.chainid, c);
    }

    function idAt(address where, uint256 chain, Channel memory c) internal pure returns (bytes32) {
        bytes32 kind = keccak256(
            "Channel(address payer,address signer,address payee,address token,uint40 withdrawDelay,bytes32 salt)"
        );
        bytes32 body = keccak256(abi.encode(kind, c.payer, c.signer, c.payee, c.token, c.withdrawDelay, c.salt));
        return typed(where, chain, body);
    }

    function voucherDigest(bytes32 id, uint256 sum) internal view returns (bytes32) {
        bytes32 kind = keccak256("Voucher(bytes32 channelId,uint128 cumulative)");
        return typed(address(channels), block.chainid, keccak256(abi.encode(kind, id, sum)));
    }

    function closeDigest(bytes32 id, uint256 claimed, uint256 nonce, uint256 deadline) internal view returns (bytes32) {
        bytes32 kind = keccak256("Close(bytes32 channelId,uint128 claimed,uint256 nonce,uint256 deadline)");
        bytes32 body = keccak256(abi.encode(kind, id, claimed, nonce, deadline));
        return typed(address(channels), block.chainid, body);
    }

    function signed(uint256 key, bytes32 digest) internal returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function voucher(uint256 key, Channel memory c, uint128 sum) internal returns (bytes memory) {
        return signed(key, voucherDigest(idOf(c), sum));
    }

    /// A voucher in the shape that batches take.
    function row(uint256 key, Channel memory c, uint128 sum) internal returns (Claim memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, voucherDigest(idOf(c), sum));
        bytes32 vs = v == 28 ? s | bytes32(uint256(1) << 255) : s;
        return Claim(c.payer, c.signer, c.withdrawDelay, c.salt, sum, r, vs);
    }

    function claim(Channel memory c, uint128 sum) internal returns (uint256) {
        return channels.claim(c, sum, voucher(SIGNER_KEY, c, sum));
    }

    // ---------------------------------------------------------------- books

    function checkBook(Channel memory c, uint256 funded, uint256 claimed) internal view {
        (uint128 f, uint128 s) = channels.bookOf(idOf(c));
        vm.assertEq(f, funded, "funded");
        vm.assertEq(s, claimed, "claimed");
    }

    function initiate(Channel memory c, uint128 amount) internal {
        vm.prank(c.payer);
        channels.initiateWithdraw(c, amount);
    }

    function finalize(Channel memory c, address to) internal returns (uint256) {
        vm.prank(c.payer);
        return channels.finalizeWithdraw(c, to);
    }
}
