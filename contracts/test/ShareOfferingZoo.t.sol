// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {OfferingMoney} from "../src/OfferingMoney.sol";
import {ShareOffering} from "../src/ShareOffering.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";
import {Buyer, StubbornToken} from "./support/OfferingZoo.sol";
import {FeeToken, HookedToken, MoodyToken, ShrinkingToken} from "./support/Zoo.sol";

/// Tokens and buyers that misbehave, and signatures: they may hurt themselves, never another buyer or the artist.
contract ShareOfferingZooTest is OfferingWorld {
    function setUp() public {
        buildOffering();
    }

    // ---------------------------------------------------------------- tokens

    /// What did not arrive could not be paid back.
    function test_token_that_keeps_a_fee_is_refused() public {
        FeeToken token = new FeeToken();
        pin(asList(address(token)));
        open(termsIn(address(token)));
        token.mint(fan, 5_000);
        vm.prank(fan);
        token.approve(address(sale), 5_000);
        vm.expectRevert(abi.encodeWithSelector(ShareOffering.WrongArrival.selector, 4_950, 5_000));
        vm.prank(fan);
        sale.buy(100);
        vm.assertEq(sale.sale().sold, 0, "nothing is sold for less than its price");
    }

    function test_blocked_buyer_holds_up_nobody_and_has_a_way_out() public {
        MoodyToken token = new MoodyToken();
        pin(asList(address(token)));
        open(termsIn(address(token)));
        buy(fan, 10);
        buy(friend, 20);
        afterDeadline();
        token.setBlocked(fan, true);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.Blocked.selector, fan));
        sale.refund(fan);
        sale.refund(friend);
        vm.assertEq(token.balanceOf(friend), 1_000, "the other is paid back");
        sale.returnShares();
        vm.assertEq(vault.balanceOf(artist), 500_000, "the artist has her shares");
        vm.prank(fan);
        sale.refundTo(stranger);
        vm.assertEq(token.balanceOf(stranger), 500, "and so is she, elsewhere");
    }

    function test_token_that_says_false_is_not_booked_as_paid() public {
        MoodyToken token = new MoodyToken();
        pin(asList(address(token)));
        open(termsIn(address(token)));
        buy(fan, 10);
        afterDeadline();
        token.setLies(true);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        sale.refund(fan);
        token.setLies(false);
        vm.assertEq(sale.refund(fan), 500, "nothing was lost by trying");
    }

    /// After a shrink refunds are first come; who came late keeps her claim, and nobody is paid twice.
    function test_shrunken_token_is_refunded_first_come() public {
        ShrinkingToken token = new ShrinkingToken();
        pin(asList(address(token)));
        open(termsIn(address(token)));
        buy(fan, 10);
        buy(friend, 10);
        afterDeadline();
        token.shrink(address(sale), 50);
        sale.refund(fan);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(sale), 0, 500));
        sale.refund(friend);
        token.mint(address(sale), 500);
        vm.assertEq(sale.refund(friend), 500, "whoever makes the loss good pays him");
    }

    /// A token that stops all share transfers of the vault stops the settlement, but not the money.
    function test_token_that_stops_the_vault_does_not_lock_the_money() public {
        StubbornToken token = new StubbornToken();
        pin(asList(address(usd), address(token)));
        open(termsIn(address(usd)));
        sellAll();
        token.setStubborn(true);
        vm.expectRevert(StubbornToken.NotNow.selector);
        sale.settle();
        afterDeadline();
        vm.warp(block.timestamp + 30 days);
        sale.refund(fan);
        sale.refund(friend);
        sale.refund(rival);
        vm.assertEq(usd.balanceOf(fan), 5_000_000, "all paid back");
        vm.expectRevert(StubbornToken.NotNow.selector);
        sale.returnShares();
        token.setStubborn(false);
        sale.returnShares();
        vm.assertEq(vault.balanceOf(artist), 500_000, "the shares follow when they can");
    }

    // ---------------------------------------------------------------- buyers

    function test_buyer_that_refuses_coin_holds_up_nobody() public {
        open(termsIn(NATIVE));
        Buyer buyer = new Buyer();
        vm.deal(address(buyer), 500);
        buyer.run(address(sale), 500, abi.encodeCall(sale.buy, (10)));
        buy(fan, 10);
        afterDeadline();
        buyer.setMood(true, false);
        vm.expectRevert(abi.encodeWithSelector(OfferingMoney.PayoutRefused.selector, address(buyer)));
        sale.refund(address(buyer));
        sale.refund(fan);
        vm.assertEq(fan.balance, 500, "the other is paid back");
        buyer.run(address(sale), 0, abi.encodeCall(sale.refundTo, (stranger)));
        vm.assertEq(stranger.balance, 500, "and nothing was lost");
    }

    function test_flood_of_return_data_costs_the_caller_nothing() public {
        open(termsIn(NATIVE));
        Buyer buyer = new Buyer();
        vm.deal(address(buyer), 500);
        buyer.run(address(sale), 500, abi.encodeCall(sale.buy, (10)));
        afterDeadline();
        buyer.setMood(false, true);
        vm.assertEq(sale.refund{gas: 3_000_000}(address(buyer)), 500, "paid, and nothing is copied back");
    }

    function attack(bytes memory call) private {
        pin(asList(address(usd)));
        open(termsIn(NATIVE));
        Buyer buyer = new Buyer();
        vm.deal(address(buyer), 500);
        buyer.run(address(sale), 500, abi.encodeCall(sale.buy, (10)));
        buy(fan, 10);
        afterDeadline();
        buyer.plan(address(sale), call);
        sale.refund(address(buyer));
        vm.assertEq(buyer.attempts(), 1, "the attack ran");
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertTrue(buyer.refusal() == guard, "stopped by the guard, not by luck");
        vm.assertEq(address(buyer).balance, 500, "paid back once");
        vm.assertEq(address(sale).balance, 500, "the other's money is there");
    }

    function test_reentrant_buyer() public {
        attack(abi.encodeWithSignature("refundTo(address)", stranger));
        attack(abi.encodeWithSignature("refund(address)", fan));
        attack(abi.encodeWithSignature("buy(uint32)", 1));
        attack(abi.encodeWithSignature("settle()"));
        attack(abi.encodeWithSignature("withdraw()"));
        attack(abi.encodeWithSignature("returnShares()"));
        attack(abi.encodeWithSignature("cancel()"));
    }

    function test_reentrant_receiver_of_a_hooked_token() public {
        HookedToken token = new HookedToken();
        pin(asList(address(token)));
        open(termsIn(address(token)));
        Buyer buyer = new Buyer();
        token.mint(address(buyer), 500);
        buyer.run(address(token), 0, abi.encodeCall(token.approve, (address(sale), 500)));
        buyer.run(address(sale), 0, abi.encodeCall(sale.buy, (10)));
        buy(fan, 10);
        afterDeadline();
        buyer.plan(address(sale), abi.encodeCall(sale.refund, (address(buyer))));
        sale.refund(address(buyer));
        vm.assertEq(token.balanceOf(address(buyer)), 500, "paid back once");
        vm.assertEq(token.balanceOf(address(sale)), 500, "the other's money is there");
    }

    function test_coin_and_tokens_sent_here_are_nobodys_refund() public {
        open(termsIn(NATIVE));
        buy(fan, 10);
        vm.deal(stranger, 1);
        vm.prank(stranger);
        (bool took,) = address(sale).call{value: 1}("");
        vm.assertTrue(!took, "a plain payment is refused: it would be lost");
        vm.deal(address(sale), 1_500); // forced in
        afterDeadline();
        sale.refund(fan);
        vm.assertEq(fan.balance, 500, "what she paid, not what lies here");
    }

    // ---------------------------------------------------------------- signatures

    function test_permit_buys_in_one_transaction_even_if_somebody_sent_it_before() public {
        open(termsIn(address(usd)));
        address buyer = vm.addr(KEY);
        usd.mint(buyer, 1_000);
        Signature memory s = signPermit(usd, address(sale), 500, type(uint256).max);
        vm.prank(stranger);
        usd.permit(buyer, address(sale), 500, type(uint256).max, s.v, s.r, s.s);
        vm.prank(buyer);
        sale.buyWithPermit(10, type(uint256).max, s.v, s.r, s.s);
        vm.assertEq(sale.sharesOf(buyer), 10, "bought all the same");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(sale), 0, 500));
        vm.prank(stranger);
        sale.buyWithPermit(10, type(uint256).max, s.v, s.r, s.s); // another's permit buys nothing
        open(termsIn(NATIVE));
        vm.expectRevert(ShareOffering.NotAToken.selector);
        sale.buyWithPermit(10, type(uint256).max, s.v, s.r, s.s);
    }

    function authorize(address buyer, uint32 shares, bytes32 salt, Signature memory s) private {
        sale.buyWithAuthorization(buyer, shares, salt, 0, type(uint256).max, s.v, s.r, s.s);
    }

    function test_signed_payment_buys_what_was_signed_once_and_here() public {
        open(termsIn(address(usd)));
        ShareOffering other = sale;
        pin(asList(address(usd)));
        open(termsIn(address(usd)));
        address buyer = vm.addr(KEY);
        usd.mint(buyer, 10_000);
        bytes32 nonce = sale.purchaseHash(10, "salt");
        vm.assertTrue(nonce != other.purchaseHash(10, "salt"), "of one offering");
        Signature memory s = signPayment(usd, "ReceiveWithAuthorization", address(sale), 500, nonce);
        vm.chainId(block.chainid + 1);
        vm.assertTrue(nonce != sale.purchaseHash(10, "salt"), "on one chain");
        vm.chainId(block.chainid - 1);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        authorize(buyer, 9, "salt", s);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        authorize(buyer, 10, "other", s);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        authorize(stranger, 10, "salt", s);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        other.buyWithAuthorization(buyer, 10, "salt", 0, type(uint256).max, s.v, s.r, s.s);
        vm.prank(stranger);
        authorize(buyer, 10, "salt", s);
        vm.assertEq(sale.sharesOf(buyer), 10, "hers, whoever sent it");
        vm.assertEq(usd.balanceOf(address(sale)), 500, "paid");
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, buyer, nonce));
        authorize(buyer, 10, "salt", s);
        open(termsIn(NATIVE));
        vm.expectRevert(ShareOffering.NotAToken.selector);
        authorize(buyer, 10, "salt", s);
    }

    /// The authorisation cannot be lifted out and executed apart from the purchase: the token takes it from nobody else.
    function test_signed_payment_cannot_be_stranded() public {
        open(termsIn(address(usd)));
        address buyer = vm.addr(KEY);
        usd.mint(buyer, 500);
        bytes32 nonce = sale.purchaseHash(10, 0);
        Signature memory s = signPayment(usd, "ReceiveWithAuthorization", address(sale), 500, nonce);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(sale)));
        vm.prank(stranger);
        usd.receiveWithAuthorization(buyer, address(sale), 500, 0, type(uint256).max, nonce, s.v, s.r, s.s);
        authorize(buyer, 10, 0, s);
        vm.assertEq(sale.sharesOf(buyer), 10, "bought");
    }
}
