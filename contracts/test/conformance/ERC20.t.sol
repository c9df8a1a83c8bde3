// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {PracticeUSD} from "../../src/PracticeUSD.sol";
import {WrappedPractice} from "../../src/WrappedPractice.sol";
import {Check, Vm} from "../support/Check.sol";
import {OfferingWorld} from "../support/OfferingWorld.sol";
import {VaultWorld} from "../support/VaultWorld.sol";

/// The sentences of ERC-20, asked of a token for callers, receivers and amounts of any kind. Each test quotes the sentence
/// that it asks about. Whoever inherits says which token, who holds some of it, and how more of it comes to be.
abstract contract ERC20Conformance is Check {
    IERC20Metadata internal token;
    address internal holder;
    uint256 internal held;

    /// Makes tokens for `to`, in `where`.
    function create() internal virtual returns (address where, address to, uint256 amount);

    /// What the standard leaves open: receivers that this token refuses.
    function refuses(address to) internal view virtual returns (bool) {
        return to == address(0);
    }

    /// Accounts without code that take part in nothing else.
    function outsider(uint256 seed) internal view returns (address who) {
        who = address(uint160(bound(seed, 0x10000, type(uint160).max)));
        vm.assume(who.code.length == 0 && who != holder && who != address(vm));
    }

    function tried(address by, bytes memory call) internal returns (bool done) {
        vm.prank(by);
        (done,) = address(token).call(call);
    }

    function transferCall(address to, uint256 amount) internal pure returns (bytes memory) {
        return abi.encodeCall(IERC20.transfer, (to, amount));
    }

    function fromCall(address from, address to, uint256 amount) internal pure returns (bytes memory) {
        return abi.encodeCall(IERC20.transferFrom, (from, to, amount));
    }

    function approve(address spender, uint256 amount) internal {
        vm.prank(holder);
        vm.assertTrue(token.approve(spender, amount), "approve answers true");
    }

    // ---------------------------------------------------------------- what can be read

    /// "Returns the name of the token", "the symbol of the token", "the number of decimals the token uses": OPTIONAL, and here.
    function test_described() public view {
        vm.assertTrue(bytes(token.name()).length > 0, "a name");
        vm.assertTrue(bytes(token.symbol()).length > 0, "a symbol");
        vm.assertLe(token.decimals(), 18, "decimals that wallets can show");
    }

    /// "Returns the account balance of another account with address `_owner`"; "returns the amount which `_spender` is still
    /// allowed to withdraw from `_owner`": of any account, the oddest included.
    function testFuzz_every_account_can_be_read(uint256 seed, address other) public view {
        address nobody = outsider(seed);
        vm.assertEq(token.balanceOf(nobody), 0, "a stranger has nothing");
        vm.assertEq(token.allowance(nobody, other), 0, "and allowed nothing");
        vm.assertEq(token.balanceOf(address(0)), 0, "zero has nothing");
        vm.assertLe(token.balanceOf(address(token)), token.totalSupply(), "the token itself can be asked");
        vm.assertEq(token.balanceOf(holder), held, "the holder has hers");
    }

    /// "Returns the total token supply": no transfer or approval changes it, and nobody has more.
    function testFuzz_moving_keeps_the_supply(uint256 receiver, uint256 amount) public {
        address to = outsider(receiver);
        uint256 supply = token.totalSupply();
        vm.assertLe(held, supply, "a part of all");
        approve(to, amount);
        vm.assertTrue(tried(to, fromCall(holder, to, bound(amount, 0, held < amount ? held : amount))), "withdrawn");
        vm.assertEq(token.totalSupply(), supply, "as many as before");
        vm.assertLe(token.balanceOf(holder) + token.balanceOf(to), supply, "together not more than all");
    }

    // ---------------------------------------------------------------- transfer

    /// transfer: "Transfers `_value` amount of tokens to address `_to`, and MUST fire the `Transfer` event."
    function testFuzz_transfer_moves_and_tells(uint256 receiver, uint256 amount) public {
        address to = outsider(receiver);
        amount = bound(amount, 0, held);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(holder, to, amount);
        vm.prank(holder);
        vm.assertTrue(token.transfer(to, amount), "answers true");
        vm.assertEq(token.balanceOf(holder), held - amount, "gone");
        vm.assertEq(token.balanceOf(to), amount, "arrived");
    }

    /// transfer: "The function SHOULD `throw` if the message caller's account balance does not have enough tokens to spend."
    function testFuzz_more_than_held_is_refused(uint256 receiver, uint256 amount) public {
        address to = outsider(receiver);
        amount = bound(amount, held + 1, type(uint256).max);
        vm.assertFalse(tried(holder, transferCall(to, amount)), "transfer");
        approve(to, type(uint256).max);
        vm.assertFalse(tried(to, fromCall(holder, to, amount)), "transferFrom, whatever was allowed");
        vm.assertFalse(tried(to, transferCall(holder, 1)), "by somebody who has none");
        vm.assertEq(token.balanceOf(holder), held, "nothing moved");
    }

    /// "Transfers of 0 values MUST be treated as normal transfers and fire the `Transfer` event": by `transfer` and by
    /// `transferFrom`, which then needs no allowance, and also of somebody who has nothing.
    function testFuzz_transfer_of_none_is_a_transfer(uint256 sender, uint256 receiver) public {
        (address from, address to) = (outsider(sender), outsider(receiver));
        vm.expectEmit(address(token));
        emit IERC20.Transfer(from, to, 0);
        vm.prank(from);
        vm.assertTrue(token.transfer(to, 0), "transfer");
        vm.expectEmit(address(token));
        emit IERC20.Transfer(holder, to, 0);
        vm.prank(from);
        vm.assertTrue(token.transferFrom(holder, to, 0), "transferFrom");
        vm.assertEq(token.balanceOf(holder), held, "nothing moved");
    }

    /// A transfer to oneself is a transfer: it needs the balance, tells, and changes nothing.
    function testFuzz_transfer_to_oneself(uint256 amount) public {
        bool enough = amount <= held;
        vm.assertTrue(tried(holder, transferCall(holder, amount)) == enough, "as any other");
        vm.assertEq(token.balanceOf(holder), held, "changes nothing");
    }

    /// The standard names no receiver that is refused. Zero is by all, since tokens there would be lost; others as the token
    /// documents it. A refusal reverts, so that nobody takes it for a transfer.
    function testFuzz_refused_receivers(uint256 amount) public {
        amount = bound(amount, 0, held);
        address[2] memory odd = [address(0), address(token)];
        for (uint256 i; i < odd.length; ++i) {
            uint256 before = token.balanceOf(odd[i]);
            bool done = tried(holder, transferCall(odd[i], amount));
            vm.assertTrue(done != refuses(odd[i]), "as documented");
            vm.assertEq(token.balanceOf(odd[i]), done ? before + amount : before, "arrived, or nothing moved");
        }
    }

    // ---------------------------------------------------------------- transferFrom

    /// transferFrom: "Transfers `_value` amount of tokens from address `_from` to address `_to`, and MUST fire the `Transfer`
    /// event."
    function testFuzz_transferFrom_moves_and_tells(uint256 spender, uint256 receiver, uint256 amount) public {
        (address by, address to) = (outsider(spender), outsider(receiver));
        amount = bound(amount, 0, held);
        approve(by, amount);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(holder, to, amount);
        vm.prank(by);
        vm.assertTrue(token.transferFrom(holder, to, amount), "answers true");
        vm.assertEq(token.balanceOf(holder), held - amount, "gone");
        vm.assertEq(token.balanceOf(to), amount, "arrived");
        vm.assertEq(token.allowance(holder, by), 0, "used up");
    }

    /// transferFrom: "The function SHOULD `throw` unless the `_from` account has deliberately authorized the sender of the
    /// message via some mechanism."
    function testFuzz_strangers_withdraw_nothing(uint256 stranger, uint256 friend, uint256 amount) public {
        (address by, address allowed) = (outsider(stranger), outsider(friend));
        vm.assume(by != allowed);
        amount = bound(amount, 1, held);
        approve(allowed, amount);
        vm.assertFalse(tried(by, fromCall(holder, by, amount)), "what was allowed to another");
        vm.assertFalse(tried(by, fromCall(holder, allowed, amount)), "not even for the other");
        vm.assertEq(token.balanceOf(holder), held, "nothing moved");
    }

    // ---------------------------------------------------------------- approve

    /// approve: "Allows `_spender` to withdraw from your account multiple times, up to the `_value` amount"; allowance:
    /// "Returns the amount which `_spender` is still allowed to withdraw from `_owner`."
    function testFuzz_spender_withdraws_up_to_the_amount(uint256 seed, uint256 allowed, uint256[4] calldata parts)
        public
    {
        address by = outsider(seed);
        allowed = bound(allowed, 0, held);
        approve(by, allowed);
        uint256 left = allowed;
        for (uint256 i; i < parts.length; ++i) {
            uint256 part = bound(parts[i], 0, held);
            bool done = tried(by, fromCall(holder, by, part));
            vm.assertTrue(done == (part <= left), "as long as something is left");
            if (done) left -= part;
            vm.assertEq(token.allowance(holder, by), left, "what is left");
        }
        vm.assertEq(token.balanceOf(by), allowed - left, "all that was withdrawn");
    }

    /// approve: "If this function is called again it overwrites the current allowance with `_value`"; clients set it to 0
    /// first, "THOUGH The contract itself shouldn't enforce it".
    function testFuzz_approval_is_overwritten(uint256 seed, uint256 first, uint256 second) public {
        address by = outsider(seed);
        approve(by, first);
        approve(by, second);
        vm.assertEq(token.allowance(holder, by), second, "the last word");
        vm.assertEq(token.allowance(by, holder), 0, "in one direction");
    }

    /// Approval: "MUST trigger on any successful call to `approve(address _spender, uint256 _value)`." More may be allowed than
    /// is held.
    function testFuzz_approval_is_told(uint256 seed, uint256 amount) public {
        address by = outsider(seed);
        vm.expectEmit(address(token));
        emit IERC20.Approval(holder, by, amount);
        approve(by, amount);
    }

    /// An allowance of the largest number is without end: "still allowed to withdraw" stays true.
    function testFuzz_allowance_without_end_stays(uint256 seed, uint256 amount) public {
        address by = outsider(seed);
        approve(by, type(uint256).max);
        vm.assertTrue(tried(by, fromCall(holder, by, bound(amount, 0, held))), "withdrawn");
        vm.assertEq(token.allowance(holder, by), type(uint256).max, "and as much left");
    }

    // ---------------------------------------------------------------- events and answers

    /// Transfer: "MUST trigger when tokens are transferred, including zero value transfers": whoever adds up the events knows
    /// every balance, and no event tells of a transfer that was none.
    function testFuzz_events_add_up_to_balances(uint256 seed, uint256[10] calldata moves) public {
        address[3] memory who = [holder, outsider(seed), outsider(uint256(keccak256(abi.encode(seed))))];
        uint256 done;
        vm.recordLogs();
        for (uint256 i; i < moves.length; ++i) {
            (address from, address to) = (who[moves[i] % 3], who[moves[i] / 3 % 3]);
            uint256 amount = bound(moves[i] >> 8, 0, held + held / 4);
            if (moves[i] & 4 == 0) {
                if (tried(from, transferCall(to, amount))) ++done;
            } else {
                tried(from, abi.encodeCall(IERC20.approve, (to, amount / 2)));
                if (tried(to, fromCall(from, who[moves[i] / 9 % 3], amount))) ++done;
            }
        }
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256[3] memory balances = [held, 0, 0];
        uint256 told;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IERC20.Transfer.selector || logs[i].emitter != address(token)) continue;
            ++told;
            uint256 amount = abi.decode(logs[i].data, (uint256));
            for (uint256 j; j < 3; ++j) {
                bytes32 topic = bytes32(uint256(uint160(who[j])));
                unchecked {
                    if (logs[i].topics[1] == topic) balances[j] -= amount;
                    if (logs[i].topics[2] == topic) balances[j] += amount;
                }
            }
        }
        vm.assertEq(told, done, "one event for each transfer");
        for (uint256 j; j < 3; ++j) {
            vm.assertEq(token.balanceOf(who[j]), balances[j], "as the events tell");
        }
    }

    /// "A token contract which creates new tokens SHOULD trigger a Transfer event with the `_from` address set to `0x0` when
    /// tokens are created."
    function test_creation_is_a_transfer_from_zero() public {
        vm.recordLogs();
        (address where, address to, uint256 amount) = create();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bool told;
        for (uint256 i; i < logs.length; ++i) {
            bool here = logs[i].emitter == where && logs[i].topics[0] == IERC20.Transfer.selector;
            if (!here || logs[i].topics[1] != 0) continue;
            vm.assertFalse(told, "told once");
            told = true;
            vm.assertEq(logs[i].topics[2], bytes32(uint256(uint160(to))), "whose they are");
            vm.assertEq(abi.decode(logs[i].data, (uint256)), amount, "how many");
        }
        vm.assertTrue(told, "told");
        vm.assertEq(IERC20(where).balanceOf(to), amount, "and there");
    }

    /// "Callers MUST handle `false` from `returns (bool success)`": they are never given it. What fails reverts, what succeeds
    /// answers true.
    function testFuzz_true_or_nothing(uint256 seed, address to, uint256 amount) public {
        address by = seed % 2 == 0 ? holder : outsider(seed);
        bytes[3] memory calls =
            [transferCall(to, amount), fromCall(holder, to, amount), abi.encodeCall(IERC20.approve, (to, amount))];
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(by);
            (bool done, bytes memory answer) = address(token).call(calls[i]);
            if (done) vm.assertEq(answer, abi.encode(true), "true, in 32 bytes");
        }
    }
}

/// The shares of a vault. Documented deviations: neither zero nor the vault itself can receive shares, and from the vault,
/// where unactivated shares lie, only activation moves any.
contract RoyaltyVaultERC20Test is ERC20Conformance, VaultWorld {
    function setUp() public {
        build();
        activateAll();
        (token, holder, held) = (vault, person(0), sharesOf(0));
    }

    function create() internal override returns (address, address, uint256) {
        address made = address(makeVault(asList(address(usd))));
        return (made, made, SUPPLY);
    }

    function refuses(address to) internal view override returns (bool) {
        return to == address(0) || to == address(vault);
    }

    /// From the vault itself and from zero nothing moves, not even nothing.
    function testFuzz_nothing_moves_out_of_the_vault(uint256 seed, uint256 amount) public {
        address by = outsider(seed);
        vault = makeVault(asList(address(usd)));
        token = vault;
        vm.assertEq(token.balanceOf(address(vault)), SUPPLY, "unactivated shares lie in the vault");
        vm.assertFalse(tried(by, fromCall(address(vault), by, amount)), "from the vault");
        vm.assertFalse(tried(by, fromCall(address(vault), by, 0)), "not even none");
        vm.assertFalse(tried(by, fromCall(address(0), by, 0)), "from zero");
        vm.assertFalse(tried(by, abi.encodeCall(IERC20.approve, (address(0), amount))), "and zero is no spender");
    }

    /// Activation is a transfer out of the vault, told as one; all balances are always the supply.
    function testFuzz_activation_is_told_as_a_transfer(uint8 order) public {
        vault = makeVault(asList(address(usd)));
        uint256 out;
        for (uint256 i; i < 4; ++i) {
            uint256 next = (i + order) % 4;
            vm.expectEmit(address(vault));
            emit IERC20.Transfer(address(vault), person(next), sharesOf(next));
            activate(next);
            out += sharesOf(next);
            vm.assertEq(vault.balanceOf(address(vault)), SUPPLY - out, "the rest waits");
            vm.assertEq(vault.balanceOf(person(next)), sharesOf(next), "hers");
        }
    }
}

/// The shares of a fan pool. Documented deviations: neither zero nor the pool itself can receive shares; the `Transfer` from
/// zero of what a fan bought comes with the first use of her account, although her balance is there from the start.
contract FanPoolERC20Test is ERC20Conformance, OfferingWorld {
    function setUp() public {
        buildOffering();
        succeed(address(plain));
        (token, holder, held) = (fans, fan, fans.balanceOf(fan));
        vm.prank(fan);
        fans.transfer(fan, 0);
    }

    function create() internal override returns (address, address, uint256) {
        vm.prank(friend);
        fans.transfer(friend, 0);
        return (address(fans), friend, 60_000);
    }

    function refuses(address to) internal view override returns (bool) {
        return to == address(0) || to == address(fans);
    }

    /// What was bought is there and can be moved before it was ever told.
    function testFuzz_what_was_bought_is_there_from_the_start(uint256 receiver, uint256 amount) public {
        address to = outsider(receiver);
        amount = bound(amount, 0, 40_000);
        vm.assertEq(token.balanceOf(rival), 40_000, "there");
        vm.assertTrue(tried(rival, transferCall(to, amount)), "and hers to move");
        vm.assertEq(token.balanceOf(rival), 40_000 - amount, "gone");
        vm.assertEq(token.balanceOf(to), amount, "arrived");
    }
}

contract PracticeUSDERC20Test is ERC20Conformance {
    PracticeUSD private usd = new PracticeUSD();

    function setUp() public {
        (token, holder, held) = (usd, person(0), 1e12);
        usd.mint(holder, held);
    }

    function create() internal override returns (address, address, uint256) {
        usd.mint(person(1), 5);
        return (address(usd), person(1), 5);
    }
}

contract WrappedPracticeERC20Test is ERC20Conformance {
    WrappedPractice private wrapped = new WrappedPractice();

    function setUp() public {
        (token, holder, held) = (wrapped, person(0), 3 ether);
        pay(holder, address(wrapped), held);
    }

    function create() internal override returns (address, address, uint256) {
        pay(person(1), address(wrapped), 5);
        return (address(wrapped), person(1), 5);
    }
}
