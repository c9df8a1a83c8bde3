// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {PracticeUSD} from "../src/PracticeUSD.sol";
import {WrappedPractice} from "../src/WrappedPractice.sol";
import {Signing} from "./support/Signing.sol";
import {Refuser} from "./support/Zoo.sol";

contract PracticeTokensTest is Signing {
    PracticeUSD private usd;
    WrappedPractice private wrapped;
    address private owner;
    address private shop = person(1);

    function setUp() public {
        vm.warp(START);
        usd = new PracticeUSD();
        wrapped = new WrappedPractice();
        owner = vm.addr(KEY);
        usd.mint(owner, 1_000);
    }

    function test_dollars_look_like_dollars() public view {
        vm.assertEq(usd.decimals(), 6, "as the real ones");
        vm.assertEq(usd.name(), "Practice US Dollar", "but says what it is");
        vm.assertEq(usd.symbol(), "pUSD", "symbol");
        vm.assertEq(usd.balanceOf(owner), 1_000, "anybody mints");
        (, string memory name, string memory version,,,,) = usd.eip712Domain();
        vm.assertEq(name, "Practice US Dollar", "signing domain");
        vm.assertEq(version, "1", "signing domain");
    }

    function test_permit() public {
        Signature memory sig = signPermit(usd, shop, 10, START);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, START - 1));
        usd.permit(owner, shop, 10, START - 1, sig.v, sig.r, sig.s);
        usd.permit(owner, shop, 10, START, sig.v, sig.r, sig.s);
        vm.assertEq(usd.allowance(owner, shop), 10, "approved");
        vm.assertEq(usd.nonces(owner), 1, "once");
    }

    function transfer(uint256 value, uint256 validBefore, Signature memory sig) private {
        usd.transferWithAuthorization(owner, shop, value, 0, validBefore, "nonce", sig.v, sig.r, sig.s);
    }

    function test_transfer_with_authorization_once_and_as_signed() public {
        Signature memory sig = signPayment(usd, "TransferWithAuthorization", shop, 10, "nonce");
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        transfer(11, type(uint256).max, sig);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        transfer(10, START, sig);
        transfer(10, type(uint256).max, sig);
        vm.assertEq(usd.balanceOf(shop), 10, "paid");
        vm.assertTrue(usd.authorizationState(owner, "nonce"), "used");
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, owner, bytes32("nonce")));
        transfer(10, type(uint256).max, sig);
    }

    function test_receive_with_authorization_only_by_the_receiver() public {
        Signature memory sig = signPayment(usd, "ReceiveWithAuthorization", shop, 10, "nonce");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, shop));
        usd.receiveWithAuthorization(owner, shop, 10, 0, type(uint256).max, "nonce", sig.v, sig.r, sig.s);
        vm.prank(shop);
        usd.receiveWithAuthorization(owner, shop, 10, 0, type(uint256).max, "nonce", sig.v, sig.r, sig.s);
        vm.assertEq(usd.balanceOf(shop), 10, "paid");
    }

    function test_cancelled_authorization_pays_nothing() public {
        Signature memory pay_ = signPayment(usd, "TransferWithAuthorization", shop, 10, "nonce");
        Signature memory cancel = signCancel(usd, "nonce");
        usd.cancelAuthorization(owner, "nonce", cancel.v, cancel.r, cancel.s);
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, owner, bytes32("nonce")));
        transfer(10, type(uint256).max, pay_);
    }

    function test_coin_in_and_out() public {
        vm.deal(owner, 3 ether);
        vm.expectEmit(address(wrapped));
        emit WrappedPractice.Deposit(owner, 2 ether);
        vm.prank(owner);
        wrapped.deposit{value: 2 ether}();
        vm.prank(owner);
        (bool sent,) = address(wrapped).call{value: 1 ether}("");
        vm.assertTrue(sent, "plain coin is wrapped too");
        vm.assertEq(wrapped.balanceOf(owner), 3 ether, "one for one");
        vm.expectEmit(address(wrapped));
        emit WrappedPractice.Withdrawal(owner, 3 ether);
        vm.prank(owner);
        wrapped.withdraw(3 ether);
        vm.assertEq(owner.balance, 3 ether, "and back");
        vm.assertEq(wrapped.totalSupply(), 0, "none left");
    }

    function test_no_more_coin_out_than_in() public {
        wrapped.deposit{value: 1}();
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, owner, 0, 1));
        vm.prank(owner);
        wrapped.withdraw(1);
    }

    function test_refused_coin_stays_wrapped() public {
        address refuser = address(new Refuser());
        wrapped.deposit{value: 1}();
        wrapped.transfer(refuser, 1);
        vm.expectRevert(abi.encodeWithSelector(WrappedPractice.CoinRefused.selector, refuser));
        vm.prank(refuser);
        wrapped.withdraw(1);
        vm.assertEq(wrapped.balanceOf(refuser), 1, "nothing lost");
    }
}
