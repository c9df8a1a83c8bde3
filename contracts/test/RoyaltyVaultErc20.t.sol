// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {VaultShares} from "../src/VaultShares.sol";
import {Vm} from "./support/Check.sol";
import {VaultSigning} from "./support/VaultSigning.sol";

/// The shares against the texts of ERC-20 and ERC-2612, sentence by sentence.
contract RoyaltyVaultErc20Test is VaultSigning {
    uint256 private constant KEY = 0x0113;
    address private owner = vm.addr(KEY);
    address private spender = person(21);
    address private receiver = person(22);

    function setUp() public {
        build();
        activateAll();
        vm.prank(person(0));
        vault.transfer(owner, 400_000);
    }

    function onlyLog() private returns (Vm.Log memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1, "one event and no other");
        vm.assertEq(logs[0].emitter, address(vault), "of the vault");
        return logs[0];
    }

    function topic(address who) private pure returns (bytes32) {
        return bytes32(uint256(uint160(who)));
    }

    // ---------------------------------------------------------------- ERC-20

    /// "totalSupply: Returns the total token supply." "balanceOf: Returns the account balance."
    function testFuzz_supply_is_the_sum_of_balances(address stranger) public view {
        vm.assume(stranger != owner && stranger != address(vault));
        uint256 sum = vault.balanceOf(address(vault)) + vault.balanceOf(owner);
        for (uint256 i; i < 4; ++i) {
            vm.assume(stranger != person(i));
            sum += vault.balanceOf(person(i));
        }
        vm.assertEq(sum, vault.totalSupply(), "all shares are somewhere");
        vm.assertEq(vault.balanceOf(stranger), 0, "and nowhere else");
    }

    /// "transfer: Transfers _value amount of tokens to address _to, and MUST fire the Transfer event." "Transfers of 0 values
    /// MUST be treated as normal transfers and fire the Transfer event."
    function testFuzz_transfer(address to, uint256 value) public {
        vm.assume(to != address(0) && to != address(vault));
        value = bound(value, 0, 400_000);
        uint256 before = vault.balanceOf(to);
        vm.recordLogs();
        vm.prank(owner);
        vm.assertTrue(vault.transfer(to, value), "returns success");
        Vm.Log memory log = onlyLog();
        vm.assertEq(log.topics.length, 3, "two indexed fields");
        vm.assertEq(log.topics[0], keccak256("Transfer(address,address,uint256)"), "Transfer");
        vm.assertEq(log.topics[1], topic(owner), "_from");
        vm.assertEq(log.topics[2], topic(to), "_to");
        vm.assertEq(log.data, abi.encode(value), "_value");
        if (to == owner) return vm.assertEq(vault.balanceOf(owner), 400_000, "to herself");
        vm.assertEq(vault.balanceOf(owner), 400_000 - value, "gone there");
        vm.assertEq(vault.balanceOf(to), before + value, "arrived here");
    }

    /// "The function SHOULD throw if the message caller's account balance does not have enough tokens to spend."
    function testFuzz_transfer_beyond_the_balance(uint256 value) public {
        value = bound(value, 400_001, type(uint256).max - 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, owner, 400_000, value));
        vm.prank(owner);
        vault.transfer(receiver, value);
    }

    /// "approve: Allows _spender to withdraw from your account multiple times, up to the _value amount. If this function is
    /// called again it overwrites the current allowance with _value." "Approval MUST trigger on any successful call to approve."
    function testFuzz_approve(uint256 first, uint256 second) public {
        for (uint256 i; i < 2; ++i) {
            uint256 value = i == 0 ? first : second;
            vm.recordLogs();
            vm.prank(owner);
            vm.assertTrue(vault.approve(spender, value), "returns success");
            Vm.Log memory log = onlyLog();
            vm.assertEq(log.topics[0], keccak256("Approval(address,address,uint256)"), "Approval");
            vm.assertEq(log.topics[1], topic(owner), "_owner");
            vm.assertEq(log.topics[2], topic(spender), "_spender");
            vm.assertEq(log.data, abi.encode(value), "_value");
            vm.assertEq(vault.allowance(owner, spender), value, "overwritten");
        }
        vm.assertEq(vault.allowance(spender, owner), 0, "not the other way round");
    }

    /// "transferFrom: Transfers _value amount of tokens from address _from to address _to, and MUST fire the Transfer event."
    /// "multiple times, up to the _value amount".
    function testFuzz_transfer_from(uint256 allowed, uint256 first, uint256 second) public {
        allowed = bound(allowed, 0, 400_000);
        first = bound(first, 0, allowed);
        second = bound(second, 0, 400_000 - first);
        vm.prank(owner);
        vault.approve(spender, allowed);
        vm.recordLogs();
        vm.prank(spender);
        vm.assertTrue(vault.transferFrom(owner, receiver, first), "returns success");
        Vm.Log memory log = onlyLog();
        vm.assertEq(log.topics[1], topic(owner), "_from");
        vm.assertEq(log.topics[2], topic(receiver), "_to");
        vm.assertEq(log.data, abi.encode(first), "_value");
        uint256 left = allowed - first;
        vm.assertEq(vault.allowance(owner, spender), left, "used up as it goes");
        if (second > left) {
            bytes4 poor = IERC20Errors.ERC20InsufficientAllowance.selector;
            vm.expectRevert(abi.encodeWithSelector(poor, spender, left, second));
        }
        vm.prank(spender);
        vault.transferFrom(owner, receiver, second);
        if (second > left) second = 0;
        vm.assertEq(vault.balanceOf(receiver), first + second, "arrived");
    }

    /// "The function SHOULD throw unless the _from account has deliberately authorized the sender of the message."
    function test_owner_needs_her_own_leave_in_transfer_from() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, owner, 0, 1));
        vm.prank(owner);
        vault.transferFrom(owner, receiver, 1);
    }

    /// "A token contract which creates new tokens SHOULD trigger a Transfer event with the _from address set to 0x0."
    function test_creation_of_all_shares_is_a_transfer_from_zero() public {
        vm.recordLogs();
        vault = makeVault(asList(address(usd)));
        Vm.Log memory log = vm.getRecordedLogs()[0];
        vm.assertEq(log.emitter, address(vault), "first of all events");
        vm.assertEq(log.topics[1], bytes32(0), "from zero");
        vm.assertEq(log.topics[2], topic(address(vault)), "to the vault");
        vm.assertEq(log.data, abi.encode(vault.totalSupply()), "the whole supply");
    }

    // ---------------------------------------------------------------- ERC-2612

    function plan(uint256 value) private view returns (Permit memory) {
        return Permit(owner, spender, value, vault.nonces(owner), START);
    }

    function refusePermit(Permit memory p, Signature memory sig) private {
        uint256 nonce = vault.nonces(p.owner);
        try vault.permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s) {
            vm.assertTrue(false, "a permit that must be refused");
        } catch {}
        vm.assertEq(vault.nonces(p.owner), nonce, "a refused permit uses up nothing");
        vm.assertEq(vault.allowance(p.owner, p.spender), 0, "and allows nothing");
    }

    /// "will set allowance[owner][spender] to value, increment nonces[owner] by 1, and emit a corresponding Approval event".
    function testFuzz_permit(uint256 value, address caller) public {
        vm.assume(caller != address(0));
        Permit memory p = plan(value);
        Signature memory sig = signPermit(vault, KEY, p);
        vm.recordLogs();
        vm.prank(caller);
        vault.permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s);
        Vm.Log memory log = onlyLog();
        vm.assertEq(log.topics[0], keccak256("Approval(address,address,uint256)"), "Approval");
        vm.assertEq(log.topics[1], topic(owner), "owner");
        vm.assertEq(log.topics[2], topic(spender), "spender");
        vm.assertEq(log.data, abi.encode(value), "value");
        vm.assertEq(vault.allowance(owner, spender), value, "allowed, whoever brought it");
        vm.assertEq(vault.nonces(owner), 1, "one nonce further");
    }

    /// "The current blocktime is less than or equal to deadline."
    function test_permit_until_its_deadline() public {
        Permit memory p = plan(5);
        Signature memory sig = signPermit(vault, KEY, p);
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(VaultShares.ERC2612ExpiredSignature.selector, START));
        permit(vault, p, sig);
        vm.warp(START);
        permit(vault, p, sig);
        vm.assertEq(vault.allowance(owner, spender), 5, "in its last second");
    }

    /// "owner is not the zero address": what ecrecover answers to garbage must not pass for it.
    function test_permit_of_zero_and_garbage() public {
        Permit memory p = plan(5);
        refusePermit(p, Signature(0, 0, 0));
        refusePermit(p, Signature(27, 0, 0));
        p.owner = address(0);
        refusePermit(p, Signature(0, 0, 0));
        refusePermit(p, Signature(27, bytes32(uint256(1)), bytes32(uint256(1))));
        refusePermit(p, signPermit(vault, KEY, p));
    }

    /// "nonces[owner] (before the state update) is equal to nonce."
    function test_permit_with_another_nonce() public {
        Permit memory p = plan(5);
        p.nonce = 1;
        refusePermit(p, signPermit(vault, KEY, p));
        p.nonce = 0;
        Signature memory sig = signPermit(vault, KEY, p);
        permit(vault, p, sig);
        vm.prank(owner);
        vault.approve(spender, 0);
        refusePermit(p, sig);
    }

    /// "r, s and v is a valid secp256k1 signature from owner of the message": in every field.
    function testFuzz_permit_of_something_else(uint256 value, address other) public {
        vm.assume(other != owner && other != spender && other != address(0));
        value = bound(value, 0, type(uint256).max - 1);
        Permit memory p = plan(value);
        Signature memory sig = signPermit(vault, KEY, p);
        p.value = value + 1;
        refusePermit(p, sig);
        p = plan(value);
        p.spender = other;
        refusePermit(p, sig);
        p = plan(value);
        p.owner = other;
        refusePermit(p, sig);
        p = plan(value);
        p.deadline += 1;
        refusePermit(p, sig);
        p = plan(value);
        refusePermit(p, signPermit(vault, KEY + 1, p));
    }

    function test_signer_of_a_foreign_permit_is_named() public {
        Permit memory p = plan(5);
        Signature memory sig = signPermit(vault, KEY + 1, p);
        vm.expectRevert(abi.encodeWithSelector(VaultShares.ERC2612InvalidSigner.selector, vm.addr(KEY + 1), owner));
        permit(vault, p, sig);
    }

    function test_malleable_permit_is_refused() public {
        Permit memory p = plan(5);
        Signature memory sig = signPermit(vault, KEY, p);
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        (sig.v, sig.s) = (sig.v == 27 ? 28 : 27, bytes32(order - uint256(sig.s)));
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, sig.s));
        permit(vault, p, sig);
    }

    /// "Use EIP-712 with the chainId and the contract": I16. All vaults share one code; each has a domain of its own.
    function test_permit_is_for_one_vault_on_one_chain() public {
        RoyaltyVault here = vault;
        Permit memory p = plan(5);
        Signature memory sig = signPermit(here, KEY, p);
        vault = makeVault(asList(address(usd)));
        refusePermit(p, sig);
        vault = RoyaltyVault(factory.implementation());
        refusePermit(p, sig);
        vault = here;
        vm.chainId(10);
        refusePermit(p, sig);
        vm.chainId(31337);
        permit(vault, p, sig);
    }

    function test_domain_follows_vault_and_chain() public {
        vm.assertEq(vault.DOMAIN_SEPARATOR(), domain("Colophon royalty shares", address(vault)), "as EIP-712 has it");
        vm.chainId(10);
        vm.assertEq(vault.DOMAIN_SEPARATOR(), domain("Colophon royalty shares", address(vault)), "after a fork too");
        RoyaltyVault code = RoyaltyVault(factory.implementation());
        vm.assertTrue(vault.DOMAIN_SEPARATOR() != code.DOMAIN_SEPARATOR(), "not that of the code behind it");
        (, string memory name, string memory version, uint256 chain, address where,,) = vault.eip712Domain();
        vm.assertEq(name, vault.name(), "the token's name");
        vm.assertEq(version, "1", "version");
        vm.assertEq(chain, 10, "chain");
        vm.assertEq(where, address(vault), "the vault, not the code behind it");
    }

    /// Whoever sees a permit may use it first: the allowance is there all the same, and nothing more.
    function test_front_run_permit_harms_nobody() public {
        Permit memory p = plan(300);
        Signature memory sig = signPermit(vault, KEY, p);
        vm.prank(person(0xBAD));
        vault.permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s);
        vm.prank(spender);
        try vault.permit(p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s) {
            vm.assertTrue(false, "used up");
        } catch {}
        vm.prank(spender);
        vault.transferFrom(owner, receiver, 300);
        vm.assertEq(vault.balanceOf(receiver), 300, "what the owner wanted");
        vm.assertEq(vault.allowance(owner, person(0xBAD)), 0, "the thief has nothing");
    }

    function test_permit_to_zero_is_refused_as_approve_is() public {
        Permit memory p = plan(5);
        p.spender = address(0);
        refusePermit(p, signPermit(vault, KEY, p));
    }

    // ---------------------------------------------------------------- the vault's own shares

    /// Shares that wait in the vault leave it by activation alone.
    function test_nothing_approves_from_the_vault() public {
        vault = makeVault(asList(address(usd)));
        Permit memory p = Permit(address(vault), spender, 5, 0, START);
        refusePermit(p, signPermit(vault, KEY, p));
        refusePermit(p, Signature(27, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, spender, 0, 1));
        vm.prank(spender);
        vault.transferFrom(address(vault), spender, 1);
        // Even if something could approve from the vault, nothing moves.
        vm.prank(address(vault));
        vault.approve(spender, 5);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(vault)));
        vm.prank(spender);
        vault.transferFrom(address(vault), spender, 5);
    }

    /// The shares of one vault may be the income of another: they are a token like any.
    function test_shares_as_income_of_another_vault() public {
        RoyaltyVault shares = vault;
        vault = makeVault(asList(address(shares)));
        activateAll();
        vm.prank(owner);
        shares.transfer(address(vault), 100_000);
        pay(payer, address(shares), 1 ether);
        vm.assertEq(vault.claim(person(1), address(shares)), 30_000, "three tenths of the shares");
        vm.assertEq(shares.balanceOf(person(1)), 330_000, "with her own");
        shares.claim(address(vault), NATIVE);
        vm.assertEq(vault.cumulative(NATIVE), 0.1 ether, "what they earned while they lay here is this vault's income");
    }
}
