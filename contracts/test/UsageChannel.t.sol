// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Channel, Claim} from "../src/ChannelHash.sol";
import {UsageChannel} from "../src/UsageChannel.sol";
import {ChannelWorld} from "./support/ChannelWorld.sol";

/// Deposits, claims, settling and taking back, with honest tokens and coin.
contract UsageChannelTest is ChannelWorld {
    uint128 private constant ALL = type(uint128).max;

    function setUp() public {
        buildChannels();
    }

    function refused(bytes4 error, bytes32 id) private {
        vm.expectRevert(abi.encodeWithSelector(error, id));
    }

    // ---------------------------------------------------------------- the channel

    function test_id_is_the_typed_hash_of_the_terms() public {
        Channel memory c = usual();
        bytes32 id = idOf(c);
        vm.assertEq(channels.channelId(c), id, "as EIP-712 has it");
        c.payer = thief;
        vm.assertTrue(channels.channelId(c) != id, "another payer");
        c = usual();
        c.signer = thief;
        vm.assertTrue(channels.channelId(c) != id, "another signer");
        c = usual();
        c.payee = thief;
        vm.assertTrue(channels.channelId(c) != id, "another payee");
        c = usual();
        c.token = NATIVE;
        vm.assertTrue(channels.channelId(c) != id, "another token");
        c = usual();
        c.withdrawDelay = DELAY + 1;
        vm.assertTrue(channels.channelId(c) != id, "another delay");
        c = usual();
        c.salt = "another";
        vm.assertTrue(channels.channelId(c) != id, "another salt");
        vm.chainId(block.chainid + 1);
        vm.assertTrue(channels.channelId(usual()) != id, "another chain");
    }

    function test_published_hashes() public view {
        bytes32 id = idOf(usual());
        vm.assertEq(channels.voucherHash(id, 7), voucherDigest(id, 7), "voucher");
        vm.assertEq(channels.closeHash(id, 7, START), closeDigest(id, 7, 0, START), "close");
        vm.assertEq(channels.depositNonce(id, 7, "ref"), keccak256(abi.encode(id, 7, bytes32("ref"))), "nonce");
        (, string memory name, string memory version,,,,) = channels.eip712Domain();
        vm.assertEq(name, "Colophon UsageChannel", "domain");
        vm.assertEq(version, "1", "version");
    }

    // ---------------------------------------------------------------- deposits

    function test_deposit_opens_a_channel() public {
        Channel memory c = usual();
        usd.mint(user, 100);
        vm.prank(user);
        usd.approve(address(channels), 100);
        vm.expectEmit(address(channels));
        emit UsageChannel.Opened(idOf(c), user, address(vault), signer, address(usd), DELAY, 0);
        vm.expectEmit(address(channels));
        emit UsageChannel.Deposited(idOf(c), user, 60, 60);
        vm.prank(user);
        vm.assertEq(channels.deposit(c, 60), idOf(c), "its id");
        vm.recordLogs();
        vm.prank(user);
        channels.deposit(c, 40);
        vm.assertEq(vm.getRecordedLogs().length, 2, "a transfer and a deposit; it opens once");
        checkBook(c, 100, 0);
        vm.assertEq(usd.balanceOf(address(channels)), 100, "held");
        vm.assertEq(channels.due(address(usd)), 100, "and owed");
        vm.assertEq(channels.secured(idOf(c)), 100, "and safe to rely on");
    }

    function test_anybody_may_pay_for_a_payer() public {
        Channel memory c = channelIn(NATIVE, address(vault), 1);
        vm.deal(thief, 1 ether);
        vm.prank(thief);
        channels.deposit{value: 1 ether}(c, 1 ether);
        checkBook(c, 1 ether, 0);
        initiate(c, ALL);
        vm.warp(START + DELAY);
        finalize(c, user);
        vm.assertEq(user.balance, 1 ether, "what is not claimed is the payer's, whoever deposited it");
    }

    function test_deposit_takes_exactly_the_coin() public {
        Channel memory c = channelIn(NATIVE, address(vault), 1);
        vm.deal(user, 10);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.WrongValue.selector, 4, 5));
        vm.prank(user);
        channels.deposit{value: 4}(c, 5);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.WrongValue.selector, 5, 0));
        vm.prank(user);
        channels.deposit{value: 5}(usual(), 5);
        vm.prank(user);
        (bool taken,) = address(channels).call{value: 5}("");
        vm.assertFalse(taken, "coin without a channel would be lost, so it is refused");
    }

    function test_deposit_refuses_what_could_not_work() public {
        Channel memory c = usual();
        c.payer = address(0);
        badParty(c, address(0));
        c = usual();
        c.payer = address(channels);
        badParty(c, address(channels));
        c = usual();
        c.payee = address(0);
        badParty(c, address(0));
        c = usual();
        c.payee = address(channels);
        badParty(c, address(channels));
        c = usual();
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.NothingArrived.selector, address(usd)));
        channels.deposit(c, 0);
        c.token = NATIVE;
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.NothingArrived.selector, NATIVE));
        channels.deposit(c, 0);
    }

    function badParty(Channel memory c, address who) private {
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadParty.selector, who));
        channels.deposit(c, 1);
    }

    function test_delay_is_bounded() public {
        Channel memory c = usual();
        uint40[4] memory delays = [uint40(15 minutes - 1), 30 days + 1, 0, type(uint40).max];
        for (uint256 i; i < 4; ++i) {
            c.withdrawDelay = delays[i];
            vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadDelay.selector, delays[i]));
            channels.deposit(c, 1);
        }
        c.withdrawDelay = channels.MIN_DELAY();
        fund(c, 1);
        c.withdrawDelay = channels.MAX_DELAY();
        fund(c, 1);
    }

    function test_a_channel_counts_to_the_end() public {
        Channel memory c = usual();
        fund(c, ALL - 1);
        usd.mint(user, 2);
        vm.prank(user);
        usd.approve(address(channels), 2);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.TooMuch.selector, 2));
        vm.prank(user);
        channels.deposit(c, 2);
        vm.prank(user);
        channels.deposit(c, 1);
        vm.assertEq(claim(c, ALL), ALL, "all of it can be claimed");
    }

    /// An allowance left with the contract must be of no use to others: a thief would deposit it into a channel to herself
    /// with a signer of her own.
    function test_attack_deposit_from_the_allowance_of_another() public {
        usd.mint(user, 1_000);
        vm.prank(user);
        usd.approve(address(channels), type(uint256).max);
        Channel memory c = Channel(user, thief, thief, address(usd), DELAY, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 1_000)
        );
        vm.prank(thief);
        channels.deposit(c, 1_000);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 1_000)
        );
        vm.prank(thief);
        channels.depositWithPermit(c, 1_000, START, 27, 0, 0);
        vm.assertEq(usd.balanceOf(user), 1_000, "untouched");
    }

    // ---------------------------------------------------------------- claims

    /// Ten thousand uses, one voucher each; two transactions move the money, and the holders of the work draw it.
    function test_ten_thousand_uses_settle_in_two_transactions() public {
        Channel memory c = usual();
        fund(c, 20_000e6);
        bytes memory newest;
        for (uint128 use = 1; use <= 10_000; ++use) {
            if (use % 100 == 0) newest = voucher(SIGNER_KEY, c, use * 1e6);
        }
        vm.expectEmit(address(channels));
        emit UsageChannel.Claimed(idOf(c), 10_000e6);
        channels.claim(c, 10_000e6, newest);
        vm.expectEmit(address(channels));
        emit UsageChannel.Settled(address(vault), address(usd), address(vault), 10_000e6, 10_000e6);
        vm.assertEq(channels.settle(address(vault), address(usd)), 10_000e6, "all in one payment");

        activateAll();
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(
                vault.claim(person(i), address(usd)),
                uint256(sharesOf(i)) * 10_000,
                "income of the vault like any other"
            );
        }
        checkBook(c, 20_000e6, 10_000e6);
        vm.assertEq(usd.balanceOf(address(channels)), 10_000e6, "the rest stays the payer's");
    }

    function test_coin_settles_into_a_vault() public {
        Channel memory c = channelIn(NATIVE, address(vault), 1);
        fund(c, 3 ether);
        vm.assertEq(claim(c, 2 ether), 2 ether, "claimed");
        vm.assertEq(channels.unsettled(address(vault), NATIVE), 2 ether, "waiting");
        vm.prank(thief);
        channels.settle(address(vault), NATIVE);
        vm.assertEq(channels.unsettled(address(vault), NATIVE), 0, "paid");
        activateAll();
        vm.assertEq(vault.claim(person(0), NATIVE), 1 ether, "her half");
        vm.assertEq(address(channels).balance, 1 ether, "the rest stays the payer's");
    }

    function test_anybody_claims_for_the_payee_alone() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        bytes memory v = voucher(SIGNER_KEY, c, 70);
        vm.prank(thief);
        channels.claim(c, 70, v);
        vm.prank(thief);
        channels.settle(payee, address(usd));
        vm.assertEq(usd.balanceOf(payee), 70, "the payee's");
        vm.assertEq(usd.balanceOf(thief), 0, "not the caller's");
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.NothingToSettle.selector, payee, address(usd)));
        channels.settle(payee, address(usd));
    }

    function test_vouchers_replace_each_other() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        vm.assertEq(claim(c, 60), 60, "newest first");
        bytes memory same = voucher(SIGNER_KEY, c, 60);
        refused(UsageChannel.NothingToClaim.selector, id);
        channels.claim(c, 60, same);
        bytes memory older = voucher(SIGNER_KEY, c, 59);
        refused(UsageChannel.NothingToClaim.selector, id);
        channels.claim(c, 59, older);
        vm.assertEq(claim(c, 61), 1, "only what is new");
        checkBook(c, 100, 61);
    }

    function test_claim_ends_where_the_deposit_ends() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        bytes memory v = voucher(SIGNER_KEY, c, 150);
        vm.assertEq(channels.claim(c, 150, v), 100, "what is there");
        refused(UsageChannel.NothingToClaim.selector, id);
        channels.claim(c, 150, v);
        fund(c, 200);
        vm.assertEq(channels.claim(c, 150, v), 50, "the rest of the voucher, and no more");
        checkBook(c, 300, 150);
    }

    function test_claim_in_an_empty_channel() public {
        Channel memory c = usual();
        bytes memory v = voucher(SIGNER_KEY, c, 1);
        refused(UsageChannel.NothingToClaim.selector, idOf(c));
        channels.claim(c, 1, v);
    }

    /// I12: claimed is the lesser of the highest voucher and the deposits, whatever the order.
    function testFuzz_claimed_is_at_most_signed_and_deposited(uint128[6] memory steps, uint8 kinds) public {
        Channel memory c = usual();
        (uint256 deposited, uint256 highest, uint256 claimed) = (0, 0, 0);
        for (uint256 i; i < 6; ++i) {
            uint128 step = uint128(bound(steps[i], 1, 1e30));
            if (kinds >> i & 1 == 0) {
                fund(c, step);
                deposited += step;
            } else {
                if (step > highest) highest = step;
                bytes memory v = voucher(SIGNER_KEY, c, step);
                try channels.claim(c, step, v) returns (uint256 amount) {
                    claimed += amount;
                } catch {}
                uint256 least = step < deposited ? step : deposited;
                vm.assertGe(claimed, least, "as much as this voucher and the deposits allow");
            }
            vm.assertLe(claimed, highest, "never more than was signed");
            vm.assertLe(claimed, deposited, "never more than was deposited");
            checkBook(c, deposited, claimed);
            vm.assertEq(channels.unsettled(address(vault), address(usd)), claimed, "and all of it is the payee's");
        }
    }

    // ---------------------------------------------------------------- batches

    function batch(uint256 count) private returns (Claim[] memory rows) {
        rows = new Claim[](count);
        for (uint256 i; i < count; ++i) {
            Channel memory c = channelIn(address(usd), address(vault), i);
            fund(c, 100);
            rows[i] = row(SIGNER_KEY, c, uint128(10 + i));
        }
    }

    function test_batch_books_many_channels() public {
        Claim[] memory rows = batch(5);
        vm.prank(thief);
        vm.assertEq(channels.claimBatch(address(vault), address(usd), rows), 60, "10 + 11 + 12 + 13 + 14");
        vm.assertEq(channels.settle(address(vault), address(usd)), 60, "one payment");
        checkBook(channelIn(address(usd), address(vault), 4), 100, 14);
        vm.assertEq(channels.claimBatch(address(vault), address(usd), rows), 0, "a second time it adds nothing");
        vm.assertEq(channels.claimBatch(address(vault), address(usd), new Claim[](0)), 0, "nor does an empty one");
    }

    function test_batch_with_one_channel_twice() public {
        Channel memory c = usual();
        fund(c, 100);
        Claim[] memory rows = new Claim[](3);
        rows[0] = row(SIGNER_KEY, c, 30);
        rows[1] = row(SIGNER_KEY, c, 20);
        rows[2] = row(SIGNER_KEY, c, 40);
        vm.assertEq(channels.claimBatch(address(vault), address(usd), rows), 40, "the highest counts, once");
    }

    /// A payer who sees the batch coming empties her channel, or claims her own voucher, to make the whole of it fail.
    function test_attack_make_a_batch_fail() public {
        Claim[] memory rows = batch(3);
        Channel memory first = channelIn(address(usd), address(vault), 0);
        Channel memory second = channelIn(address(usd), address(vault), 1);
        initiate(first, ALL);
        vm.warp(START + DELAY);
        finalize(first, user);
        claim(second, 11);
        vm.assertEq(channels.claimBatch(address(vault), address(usd), rows), 12, "the others are booked all the same");
        vm.assertEq(channels.unsettled(address(vault), address(usd)), 23, "and nothing twice");
    }

    function test_batch_names_the_false_voucher() public {
        Claim[] memory rows = batch(3);
        Channel memory c = channelIn(address(usd), address(vault), 1);
        rows[1].cumulative += 1;
        refused(UsageChannel.BadVoucher.selector, idOf(c));
        channels.claimBatch(address(vault), address(usd), rows);
    }

    /// The batch has its own short way through hashing and booking; it must come out where single claims come out.
    function testFuzz_batch_books_as_single_claims_do(Channel memory c, uint128[4] memory sums, uint128 amount) public {
        (c.payer, c.signer, c.payee, c.token) = (user, signer, vault_(c.payee), address(usd));
        c.withdrawDelay = uint40(bound(c.withdrawDelay, 15 minutes, 30 days));
        amount = uint128(bound(amount, 1, type(uint128).max));
        fund(c, amount);
        Channel memory twin = c;
        UsageChannel first = channels;
        Claim[] memory list = new Claim[](4);
        for (uint256 i; i < 4; ++i) {
            list[i] = row(SIGNER_KEY, c, sums[i]);
        }
        uint256 batched = channels.claimBatch(c.payee, c.token, list);
        (, uint128 inBatch) = channels.bookOf(idOf(c));

        channels = new UsageChannel();
        fund(twin, amount);
        uint256 single;
        for (uint256 i; i < 4; ++i) {
            bytes memory v = voucher(SIGNER_KEY, twin, sums[i]);
            try channels.claim(twin, sums[i], v) returns (uint256 more) {
                single += more;
            } catch {}
        }
        (, uint128 alone) = channels.bookOf(idOf(twin));
        vm.assertEq(batched, single, "the same sum");
        vm.assertEq(inBatch, alone, "in the same book");
        vm.assertEq(first.unsettled(c.payee, c.token), channels.unsettled(c.payee, c.token), "for the same payee");
    }

    function vault_(address fallback_) private view returns (address) {
        return uint160(fallback_) % 2 == 0 ? address(vault) : payee;
    }

    /// Words wider than their type, which the short way does not look at: they make another hash, so nothing moves.
    function test_attack_batch_with_words_too_wide() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        Claim[] memory list = new Claim[](1);
        list[0] = row(SIGNER_KEY, c, 50);
        bytes memory call = abi.encodeCall(channels.claimBatch, (address(vault), address(usd), list));
        uint256[4] memory words = [uint256(0), 1, 2, 4]; // payer, signer, withdrawDelay, cumulative
        for (uint256 i; i < 4; ++i) {
            bytes memory wide = bytes.concat(call);
            wide[4 + 0x80 + words[i] * 0x20] = 0x01; // past selector, payee, token, offset and length
            (bool done,) = address(channels).call(wide);
            vm.assertFalse(done, "refused");
        }
        (bool good,) = address(channels).call(call);
        vm.assertTrue(good, "the untouched call is good");
        (, uint128 claimed) = channels.bookOf(id);
        vm.assertEq(claimed, 50, "once");
    }

    /// The money of a voucher cannot be turned to another payee or token by naming these in the batch.
    function test_attack_batch_for_another_payee_or_token() public {
        Claim[] memory rows = batch(1);
        Channel memory c = channelIn(address(usd), thief, 0);
        refused(UsageChannel.BadVoucher.selector, idOf(c));
        channels.claimBatch(thief, address(usd), rows);
        c = channelIn(NATIVE, address(vault), 0);
        refused(UsageChannel.BadVoucher.selector, idOf(c));
        channels.claimBatch(address(vault), NATIVE, rows);
    }

    // ---------------------------------------------------------------- taking back

    function test_withdraw_after_the_delay() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        vm.expectEmit(address(channels));
        emit UsageChannel.WithdrawInitiated(id, 60, uint40(START + DELAY));
        initiate(c, 60);
        vm.assertEq(channels.secured(id), 40, "a payee relies on the rest only");
        vm.warp(START + DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.TooEarly.selector, id, START + DELAY));
        finalize(c, user);
        vm.warp(START + DELAY);
        vm.expectEmit(address(channels));
        emit UsageChannel.Withdrawn(id, person(5), 60, 60);
        vm.assertEq(finalize(c, person(5)), 60, "where she wants it");
        vm.assertEq(usd.balanceOf(person(5)), 60, "paid");
        checkBook(c, 40, 0);
        vm.assertEq(channels.secured(id), 40, "nothing is leaving any more");
        refused(UsageChannel.NoWithdrawal.selector, id);
        finalize(c, user);
    }

    function test_claim_during_the_delay_still_works() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        initiate(c, ALL);
        vm.assertEq(channels.secured(id), 0, "all may leave");
        vm.warp(START + DELAY - 1);
        vm.assertEq(claim(c, 70), 70, "the payee had the time");
        vm.warp(START + DELAY);
        vm.assertEq(finalize(c, user), 30, "the payer takes what is left");
        checkBook(c, 70, 70);
        vm.assertEq(channels.settle(address(vault), address(usd)), 70, "the claim is untouched by it");
        vm.assertEq(channels.due(address(usd)), 0, "the books close");
    }

    function test_claim_of_all_leaves_nothing_to_withdraw() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        initiate(c, 50);
        claim(c, 100);
        vm.warp(START + DELAY);
        vm.assertEq(finalize(c, user), 0, "nothing, and no error: it is over");
        refused(UsageChannel.NothingToWithdraw.selector, id);
        initiate(c, 1);
        checkBook(c, 100, 100);
    }

    /// Initiated small and early, then raised when the delay is nearly over: the delay starts anew.
    function test_attack_raise_a_withdrawal_that_has_waited() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        initiate(c, 1);
        vm.warp(START + DELAY - 1);
        initiate(c, 100);
        vm.warp(START + 2 * DELAY - 2);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.TooEarly.selector, id, START + 2 * DELAY - 1));
        finalize(c, user);
    }

    function test_withdraw_can_be_called_off() public {
        Channel memory c = usual();
        bytes32 id = fund(c, 100);
        vm.prank(user);
        refused(UsageChannel.NoWithdrawal.selector, id);
        channels.cancelWithdraw(c);
        initiate(c, 60);
        vm.expectEmit(address(channels));
        emit UsageChannel.WithdrawCancelled(id);
        vm.prank(user);
        channels.cancelWithdraw(c);
        vm.assertEq(channels.secured(id), 100, "the payee relies on all of it again");
        vm.warp(START + DELAY);
        refused(UsageChannel.NoWithdrawal.selector, id);
        finalize(c, user);
    }

    function test_withdraw_belongs_to_the_payer_alone() public {
        Channel memory c = usual();
        fund(c, 100);
        address[3] memory others = [thief, signer, address(vault)];
        for (uint256 i; i < 3; ++i) {
            bytes memory why = abi.encodeWithSelector(UsageChannel.NotPayer.selector, others[i]);
            vm.expectRevert(why);
            vm.prank(others[i]);
            channels.initiateWithdraw(c, 1);
        }
        initiate(c, 100);
        vm.warp(START + DELAY);
        for (uint256 i; i < 3; ++i) {
            bytes memory why = abi.encodeWithSelector(UsageChannel.NotPayer.selector, others[i]);
            vm.expectRevert(why);
            vm.prank(others[i]);
            channels.finalizeWithdraw(c, others[i]);
            vm.expectRevert(why);
            vm.prank(others[i]);
            channels.cancelWithdraw(c);
        }
        address[2] memory nobody = [address(0), address(channels)];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadParty.selector, nobody[i]));
            finalize(c, nobody[i]);
        }
    }

    function test_withdraw_asks_for_something() public {
        Channel memory c = usual();
        bytes32 id = idOf(c);
        refused(UsageChannel.NothingToWithdraw.selector, id);
        initiate(c, 1);
        fund(c, 100);
        refused(UsageChannel.NothingToWithdraw.selector, id);
        initiate(c, 0);
    }

    /// I12: whatever is asked for and claimed, in and out agree and nothing leaves before its time.
    function testFuzz_withdrawn_and_claimed_are_at_most_deposited(
        uint128 amount,
        uint128 asked,
        uint128 sum,
        uint40 delay,
        uint40 wait
    ) public {
        Channel memory c = usual();
        amount = uint128(bound(amount, 1, 1e30));
        asked = uint128(bound(asked, 1, 2e30));
        c.withdrawDelay = uint40(bound(delay, 15 minutes, 30 days));
        wait = uint40(bound(wait, 0, 60 days));
        fund(c, amount);
        initiate(c, asked);
        if (sum != 0) claim(c, sum);
        uint256 claimed = sum < amount ? sum : amount;
        vm.warp(START + wait);
        if (wait < c.withdrawDelay) {
            vm.expectRevert(abi.encodeWithSelector(UsageChannel.TooEarly.selector, idOf(c), START + c.withdrawDelay));
            finalize(c, user);
            return;
        }
        uint256 left = amount - claimed;
        uint256 back = finalize(c, user);
        vm.assertEq(back, asked < left ? asked : left, "what was asked for, or what is left");
        vm.assertEq(usd.balanceOf(user), back, "paid");
        checkBook(c, amount - back, claimed);
        vm.assertEq(channels.due(address(usd)), amount - back, "owed");
        vm.assertEq(usd.balanceOf(address(channels)), amount - back, "held");
    }

    // ---------------------------------------------------------------- closing

    function test_payee_gives_back_at_once() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        bytes32 id = fund(c, 100);
        claim(c, 30);
        initiate(c, 10);
        vm.expectEmit(address(channels));
        emit UsageChannel.Closed(id, 1);
        vm.prank(payee);
        vm.assertEq(channels.close(c), 70, "all that is unclaimed");
        vm.assertEq(usd.balanceOf(user), 70, "to the payer");
        checkBook(c, 30, 30);
        (uint128 leaving, uint40 readyAt, uint88 closes) = channels.exitOf(id);
        vm.assertEq(leaving + readyAt, 0, "the withdrawal is over with it");
        vm.assertEq(closes, 1, "one consent");
        fund(c, 50);
        vm.assertEq(claim(c, 45), 15, "the channel goes on where it stood");
    }

    function test_close_of_a_channel_that_is_used_up() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        bytes32 id = fund(c, 100);
        claim(c, 100);
        vm.prank(payee);
        vm.assertEq(channels.close(c), 0, "nothing to give, and no error");
        (,, uint88 closes) = channels.exitOf(id);
        vm.assertEq(closes, 1, "older consents are void all the same");
    }

    function test_only_the_payee_gives_back() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        address[3] memory others = [thief, signer, user];
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(UsageChannel.NotPayee.selector, others[i]));
            vm.prank(others[i]);
            channels.close(c);
        }
    }

    // ---------------------------------------------------------------- settling elsewhere

    function test_settle_to_moves_the_callers_claims_only() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        claim(c, 30);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.NothingToSettle.selector, thief, address(usd)));
        vm.prank(thief);
        channels.settleTo(address(usd), thief);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadParty.selector, address(0)));
        vm.prank(payee);
        channels.settleTo(address(usd), address(0));
        vm.prank(payee);
        channels.settleTo(address(usd), person(5));
        vm.assertEq(usd.balanceOf(person(5)), 30, "where she wants it");
    }
}
