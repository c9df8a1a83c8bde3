// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Channel, Claim, SignedDeposit} from "../src/ChannelHash.sol";
import {UsageChannel} from "../src/UsageChannel.sol";
import {ChannelWorld} from "./support/ChannelWorld.sol";
import {Wallet} from "./support/ChannelZoo.sol";

/// Vouchers, consents, permits and signed deposits, and what a thief can do with the signatures of others: nothing.
contract UsageChannelSignedTest is ChannelWorld {
    function setUp() public {
        buildChannels();
        usd.mint(user, 1_000);
    }

    // ---------------------------------------------------------------- vouchers

    function refuse(UsageChannel where, Channel memory c, uint128 sum, bytes memory sig) private {
        bytes32 id = where.channelId(c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadVoucher.selector, id));
        where.claim(c, sum, sig);
    }

    function refuseRow(Channel memory c, Claim memory one) private {
        Claim[] memory rows = new Claim[](1);
        rows[0] = one;
        bytes32 id = channels.channelId(c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadVoucher.selector, id));
        channels.claimBatch(c.payee, c.token, rows);
    }

    function test_voucher_of_another_key() public {
        Channel memory c = usual();
        fund(c, 100);
        uint256[3] memory keys = [THIEF_KEY, PAYEE_KEY, KEY]; // where a signer is named, not even the payer signs
        for (uint256 i; i < 3; ++i) {
            refuse(channels, c, 50, voucher(keys[i], c, 50));
            refuseRow(c, row(keys[i], c, 50));
        }
    }

    function test_voucher_over_another_sum_or_channel() public {
        Channel memory c = usual();
        fund(c, 100);
        bytes memory v = voucher(SIGNER_KEY, c, 50);
        refuse(channels, c, 51, v);
        Channel memory other = channelIn(address(usd), thief, 0);
        fund(other, 100);
        refuse(channels, other, 50, v);
        Claim memory one = row(SIGNER_KEY, c, 50);
        one.salt = "another";
        Channel memory salted = usual();
        salted.salt = "another";
        refuseRow(salted, one);
    }

    /// I16
    function test_voucher_on_another_chain_or_contract() public {
        Channel memory c = usual();
        fund(c, 100);
        bytes memory v = voucher(SIGNER_KEY, c, 50);
        Claim memory one = row(SIGNER_KEY, c, 50);
        UsageChannel other = new UsageChannel();
        refuse(other, c, 50, v);
        vm.chainId(block.chainid + 1);
        refuse(channels, c, 50, v);
        refuseRow(c, one);
    }

    /// A chain that splits takes a new id: the contract goes on there with vouchers signed for it.
    function test_batch_after_a_change_of_the_chain_id() public {
        Claim[] memory rows = new Claim[](2);
        vm.chainId(block.chainid + 1);
        for (uint256 i; i < 2; ++i) {
            Channel memory c = channelIn(address(usd), address(vault), i);
            fund(c, 100);
            rows[i] = row(SIGNER_KEY, c, 50);
        }
        vm.assertEq(channels.claimBatch(address(vault), address(usd), rows), 100, "both");
    }

    function test_malformed_signatures() public {
        Channel memory c = usual();
        fund(c, 100);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SIGNER_KEY, voucherDigest(idOf(c), 50));
        bytes32 high = bytes32(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 - uint256(s));
        refuse(channels, c, 50, abi.encodePacked(r, high, v == 27 ? uint8(28) : uint8(27)));
        refuse(channels, c, 50, abi.encodePacked(r, s));
        refuse(channels, c, 50, abi.encodePacked(r, s, v, v));
        refuse(channels, c, 50, "");
        refuse(channels, c, 50, new bytes(65));
        Claim memory one = row(SIGNER_KEY, c, 50);
        one.vs ^= bytes32(uint256(1) << 255);
        refuseRow(c, one); // the other parity is another key
        (one.r, one.vs) = (0, 0);
        refuseRow(c, one);
    }

    /// A signature that is none recovers the zero address; a channel between nobodies would take it for its signer's.
    function test_attack_nobody_signs_for_nobody() public {
        Channel memory c = Channel(address(0), address(0), thief, address(usd), DELAY, 0);
        refuseRow(c, Claim(address(0), address(0), DELAY, 0, 50, 0, 0));
        refuse(channels, c, 50, new bytes(65));
    }

    function test_payer_signs_where_no_signer_is_named() public {
        Channel memory c = usual();
        c.signer = address(0);
        bytes32 id = fund(c, 100);
        vm.assertEq(channels.claim(c, 50, voucher(KEY, c, 50)), 50, "her own voucher");
        Claim[] memory rows = new Claim[](1);
        rows[0] = row(KEY, c, 60);
        vm.assertEq(channels.claimBatch(c.payee, c.token, rows), 10, "in a batch too");
        bytes memory v = voucher(SIGNER_KEY, c, 70);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadVoucher.selector, id));
        channels.claim(c, 70, v);
    }

    function test_contract_as_signer() public {
        Wallet wallet = new Wallet();
        Channel memory c = usual();
        c.signer = address(wallet);
        fund(c, 100);
        vm.assertEq(channels.claim(c, 50, "any"), 50, "the wallet agrees");
        refuseRow(c, row(SIGNER_KEY, c, 60)); // a batch asks no contract
        wallet.setAgrees(false);
        refuse(channels, c, 60, "any");
    }

    function test_account_without_code_does_not_agree_by_silence() public {
        Channel memory c = usual();
        c.signer = person(3);
        fund(c, 100);
        refuse(channels, c, 50, "any");
    }

    /// EIP-7702: the signer has served herself and now gives her account code that disowns her signatures.
    function test_attack_disown_a_voucher_by_code() public {
        Channel memory c = usual();
        fund(c, 100);
        bytes memory v = voucher(SIGNER_KEY, c, 50);
        Claim[] memory rows = new Claim[](1);
        rows[0] = row(SIGNER_KEY, c, 60);
        Wallet wallet = new Wallet();
        wallet.setAgrees(false);
        vm.etch(signer, address(wallet).code);
        vm.assertEq(channels.claim(c, 50, v), 50, "what the key signed stays signed");
        vm.assertEq(channels.claimBatch(c.payee, c.token, rows), 10, "in a batch too");
    }

    // ---------------------------------------------------------------- consent to a close

    function consent(uint256 key, Channel memory c, uint128 claimed, uint256 nonce) private returns (bytes memory) {
        return signed(key, closeDigest(idOf(c), claimed, nonce, START + 1 hours));
    }

    function badConsent(Channel memory c, uint128 claimed, bytes memory sig) private {
        bytes32 id = channels.channelId(c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadConsent.selector, id));
        channels.closeWithSignature(c, claimed, START + 1 hours, sig);
    }

    function test_close_by_signature() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        claim(c, 30);
        bytes memory sig = consent(PAYEE_KEY, c, 30, 0);
        vm.prank(thief);
        vm.assertEq(channels.closeWithSignature(c, 30, START + 1 hours, sig), 70, "anybody brings it");
        vm.assertEq(usd.balanceOf(user), 1_070, "to the payer");
        vm.assertEq(channels.settle(payee, address(usd)), 30, "the payee has hers");
    }

    /// The payer keeps the consent, pays in again, uses again, and brings the consent a second time to escape the delay.
    function test_attack_close_twice_with_one_consent() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        claim(c, 30);
        bytes memory sig = consent(PAYEE_KEY, c, 30, 0);
        channels.closeWithSignature(c, 30, START + 1 hours, sig);
        fund(c, 100);
        badConsent(c, 30, sig);
    }

    function test_consent_covers_what_was_claimed_and_no_more() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        bytes memory sig = consent(PAYEE_KEY, c, 30, 0);
        badConsent(c, 30, sig); // her last voucher is not claimed yet
        claim(c, 30);
        claim(c, 40);
        badConsent(c, 30, sig); // more was used meanwhile
        badConsent(c, 40, sig);
    }

    function test_consent_of_others() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        badConsent(c, 0, consent(KEY, c, 0, 0));
        badConsent(c, 0, consent(SIGNER_KEY, c, 0, 0));
        badConsent(c, 0, consent(THIEF_KEY, c, 0, 0));
        badConsent(c, 0, voucher(PAYEE_KEY, c, 0));
        Channel memory other = channelIn(address(usd), payee, 1);
        fund(other, 100);
        badConsent(other, 0, consent(PAYEE_KEY, c, 0, 0));
        bytes memory toVault = consent(PAYEE_KEY, usual(), 0, 0);
        fund(usual(), 100);
        badConsent(usual(), 0, toVault); // a vault consents to nothing: it neither signs nor calls
    }

    function test_consent_expires() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        bytes memory sig = consent(PAYEE_KEY, c, 0, 0);
        vm.warp(START + 1 hours + 1);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.ConsentExpired.selector, START + 1 hours));
        channels.closeWithSignature(c, 0, START + 1 hours, sig);
        badConsentLater(c, sig);
    }

    function badConsentLater(Channel memory c, bytes memory sig) private {
        bytes32 id = channels.channelId(c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadConsent.selector, id));
        channels.closeWithSignature(c, 0, START + 2 hours, sig); // nor is a later deadline what she signed
    }

    /// I16
    function test_consent_on_another_chain_or_contract() public {
        Channel memory c = channelIn(address(usd), payee, 0);
        fund(c, 100);
        bytes memory sig = consent(PAYEE_KEY, c, 0, 0);
        UsageChannel other = new UsageChannel();
        bytes32 id = other.channelId(c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadConsent.selector, id));
        other.closeWithSignature(c, 0, START + 1 hours, sig);
        vm.chainId(block.chainid + 1);
        badConsent(c, 0, sig);
    }

    function test_contract_as_payee_consents() public {
        Wallet wallet = new Wallet();
        Channel memory c = channelIn(address(usd), address(wallet), 0);
        fund(c, 100);
        vm.assertEq(channels.closeWithSignature(c, 0, START, "any"), 100, "ERC-1271");
        fund(c, 100);
        wallet.setAgrees(false);
        bytes32 id = channels.channelId(c);
        vm.expectRevert(abi.encodeWithSelector(UsageChannel.BadConsent.selector, id));
        channels.closeWithSignature(c, 0, START, "any");
    }

    // ---------------------------------------------------------------- permit

    function test_permit() public {
        Signature memory sig = signPermit(usd, address(channels), 100, START);
        vm.prank(user);
        channels.depositWithPermit(usual(), 100, START, sig.v, sig.r, sig.s);
        checkBook(usual(), 100, 0);
    }

    function test_attack_permit_sent_first_by_somebody_else() public {
        Signature memory sig = signPermit(usd, address(channels), 100, START);
        vm.prank(thief);
        usd.permit(user, address(channels), 100, START, sig.v, sig.r, sig.s);
        vm.prank(user);
        channels.depositWithPermit(usual(), 100, START, sig.v, sig.r, sig.s);
        checkBook(usual(), 100, 0);
    }

    /// The thief sends the permit and wants the allowance for a channel to herself.
    function test_attack_permit_of_another() public {
        Signature memory sig = signPermit(usd, address(channels), 100, START);
        usd.permit(user, address(channels), 100, START, sig.v, sig.r, sig.s);
        Channel memory c = Channel(user, thief, thief, address(usd), DELAY, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 100)
        );
        vm.prank(thief);
        channels.depositWithPermit(c, 100, START, sig.v, sig.r, sig.s);
    }

    // ---------------------------------------------------------------- signed deposit

    function payment(Channel memory c, uint128 amount, bytes32 ref) private returns (SignedDeposit memory) {
        bytes32 nonce = keccak256(abi.encode(idOf(c), amount, ref));
        Signature memory sig = signPayment(usd, "ReceiveWithAuthorization", address(channels), amount, nonce);
        return SignedDeposit(ref, 0, type(uint256).max, sig.v, sig.r, sig.s);
    }

    function refusePayment(Channel memory c, uint128 amount, SignedDeposit memory p) private {
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        vm.prank(thief);
        channels.depositWithAuthorization(c, amount, p);
    }

    function test_signed_deposit_sent_by_anybody() public {
        Channel memory c = usual();
        SignedDeposit memory p = payment(c, 100, "first");
        vm.expectEmit(address(channels));
        emit UsageChannel.Deposited(idOf(c), user, 100, 100);
        vm.prank(thief);
        channels.depositWithAuthorization(c, 100, p);
        p = payment(c, 100, "second");
        vm.prank(thief);
        channels.depositWithAuthorization(c, 100, p);
        checkBook(c, 200, 0);
        vm.assertEq(usd.balanceOf(user), 800, "hers");
    }

    function test_attack_signed_deposit_into_another_channel() public {
        SignedDeposit memory p = payment(usual(), 100, "ref");
        Channel memory c = usual();
        c.payee = thief;
        refusePayment(c, 100, p);
        c = usual();
        c.signer = thief;
        refusePayment(c, 100, p);
        c = usual();
        c.withdrawDelay = 30 days;
        refusePayment(c, 100, p);
        c = usual();
        c.salt = "another";
        refusePayment(c, 100, p);
        c = usual();
        c.payer = thief;
        refusePayment(c, 100, p);
    }

    function test_signed_deposit_of_another_amount_or_reference() public {
        SignedDeposit memory p = payment(usual(), 100, "ref");
        refusePayment(usual(), 99, p);
        p.ref = "another";
        refusePayment(usual(), 100, p);
        // Signed for another channel's nonce but for this amount and contract.
        Signature memory sig = signPayment(usd, "ReceiveWithAuthorization", address(channels), 100, "loose");
        refusePayment(usual(), 100, SignedDeposit("loose", 0, type(uint256).max, sig.v, sig.r, sig.s));
    }

    function test_signed_deposit_is_good_once() public {
        Channel memory c = usual();
        SignedDeposit memory p = payment(c, 100, "ref");
        channels.depositWithAuthorization(c, 100, p);
        bytes32 nonce = channels.depositNonce(idOf(c), 100, "ref");
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, user, nonce));
        channels.depositWithAuthorization(c, 100, p);
    }

    /// Lifted out of the deposit the money would lie in the contract and belong to nobody.
    function test_attack_signed_deposit_lifted_out() public {
        SignedDeposit memory p = payment(usual(), 100, "ref");
        bytes32 nonce = channels.depositNonce(idOf(usual()), 100, "ref");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(channels)));
        usd.receiveWithAuthorization(user, address(channels), 100, 0, type(uint256).max, nonce, p.v, p.r, p.s);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usd.transferWithAuthorization(user, address(channels), 100, 0, type(uint256).max, nonce, p.v, p.r, p.s);
    }

    /// I16
    function test_signed_deposit_on_another_chain_or_contract() public {
        SignedDeposit memory p = payment(usual(), 100, "ref");
        UsageChannel other = new UsageChannel();
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        other.depositWithAuthorization(usual(), 100, p);
        vm.chainId(block.chainid + 1);
        refusePayment(usual(), 100, p);
    }

    function test_coin_takes_no_signatures() public {
        Channel memory c = channelIn(NATIVE, address(vault), 0);
        SignedDeposit memory p = payment(c, 100, "ref");
        vm.expectRevert(UsageChannel.NotAToken.selector);
        channels.depositWithAuthorization(c, 100, p);
        vm.expectRevert(UsageChannel.NotAToken.selector);
        channels.depositWithPermit(c, 100, START, 27, 0, 0);
    }
}
