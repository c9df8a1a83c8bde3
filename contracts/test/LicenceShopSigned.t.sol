// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Conditions} from "../src/LicenceConditions.sol";
import {Authorization, LicenceShop} from "../src/LicenceShop.sol";
import {LicenceTerms} from "../src/LicenceTerms.sol";
import {Offer} from "../src/OfferBook.sol";
import {Signing} from "./support/Signing.sol";
import {WorkWorld} from "./support/WorkWorld.sol";

/// Purchases by permit and by signed payment, and what a thief can do with the signatures: nothing.
contract LicenceShopSignedTest is WorkWorld, Signing {
    uint96 private constant PRICE = 5_000_000;
    address private buyer;
    uint256 private offerId;

    function setUp() public {
        buildWork();
        buyer = vm.addr(KEY);
        usd.mint(buyer, 100 * PRICE);
        offerId = offer(PRICE);
    }

    function trained() private pure returns (Conditions memory) {
        return plain(LicenceTerms.AI_TRAIN, 365 days, false);
    }

    function offer(uint96 price) private returns (uint256) {
        return put(trained(), price, address(usd), 0);
    }

    function books(uint256 cost, address holder, uint256 quantity) private view {
        vm.assertEq(usd.balanceOf(address(vault)), cost, "in the vault");
        vm.assertEq(usd.balanceOf(address(shop)), 0, "I13: not in the shop");
        vm.assertEq(shop.balanceOf(holder, shop.licenceIdOf(offerId, START)), quantity, "licences delivered");
    }

    // ---------------------------------------------------------------- permit

    function permitted(Signature memory sig) private {
        vm.prank(buyer);
        shop.buyWithPermit(offerId, 2, buyer, "ref", START, sig.v, sig.r, sig.s);
    }

    function test_permit() public {
        permitted(signPermit(usd, address(shop), 2 * PRICE, START));
        books(2 * PRICE, buyer, 2);
    }

    function test_permit_sent_by_somebody_else_first_does_no_harm() public {
        Signature memory sig = signPermit(usd, address(shop), 2 * PRICE, START);
        usd.permit(buyer, address(shop), 2 * PRICE, START, sig.v, sig.r, sig.s);
        permitted(sig);
        books(2 * PRICE, buyer, 2);
    }

    function test_false_permit_buys_nothing() public {
        Signature memory sig = signPermit(usd, address(shop), 2 * PRICE - 1, START);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(shop), 0, 2 * PRICE)
        );
        permitted(sig);
    }

    function test_permit_of_another_is_of_no_use() public {
        Signature memory sig = signPermit(usd, address(shop), PRICE, START);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(shop), 0, PRICE)
        );
        vm.prank(person(70));
        shop.buyWithPermit(offerId, 1, person(70), "ref", START, sig.v, sig.r, sig.s);
    }

    // ---------------------------------------------------------------- signed payment

    function signed(bytes32 nonce, uint256 value) private returns (Authorization memory) {
        Signature memory sig = signPayment(usd, "ReceiveWithAuthorization", address(shop), value, nonce);
        return Authorization(buyer, 0, type(uint256).max, sig.v, sig.r, sig.s);
    }

    function twoForBuyer() private returns (Authorization memory) {
        return signed(shop.purchaseHash(offerId, 2, buyer, "ref"), 2 * PRICE);
    }

    function test_signed_payment_sent_by_anybody() public {
        Authorization memory payment = twoForBuyer();
        vm.expectEmit(address(shop));
        emit LicenceShop.LicenceSold(
            workId, shop.licenceIdOf(offerId, START), buyer, address(usd), 2 * PRICE, 2, offerId, "ref"
        );
        vm.prank(person(71));
        shop.buyWithAuthorization(offerId, 2, buyer, "ref", payment);
        books(2 * PRICE, buyer, 2);
    }

    function test_purchase_hash_formula() public view {
        Offer memory o = shop.offerOf(offerId);
        bytes32 want = keccak256(
            abi.encode(
                block.chainid, address(shop), offerId, workId, o.licence, address(usd), PRICE, 2, buyer, bytes32("ref")
            )
        );
        vm.assertEq(shop.purchaseHash(offerId, 2, buyer, "ref"), want, "as documented");
    }

    function refuse(uint256 id, uint32 quantity, address to, bytes32 ref, Authorization memory payment) private {
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        shop.buyWithAuthorization(id, quantity, to, ref, payment);
    }

    function test_signed_payment_buys_only_what_was_signed() public {
        Authorization memory payment = twoForBuyer();
        refuse(offerId, 2, person(72), "ref", payment); // another recipient
        refuse(offerId, 2, buyer, "another", payment); // another reference
        refuse(offerId, 1, buyer, "ref", payment); // another quantity
        refuse(offer(2 * PRICE), 1, buyer, "ref", payment); // another offer of the same total
        Authorization memory cheap = signed(shop.purchaseHash(offerId, 2, buyer, "ref"), PRICE);
        refuse(offerId, 2, buyer, "ref", cheap); // less than the price
        payment.from = person(72);
        refuse(offerId, 2, buyer, "ref", payment); // another payer
        books(0, buyer, 0);
    }

    function test_signed_payment_buys_once() public {
        Authorization memory payment = twoForBuyer();
        shop.buyWithAuthorization(offerId, 2, buyer, "ref", payment);
        bytes32 nonce = shop.purchaseHash(offerId, 2, buyer, "ref");
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, buyer, nonce));
        shop.buyWithAuthorization(offerId, 2, buyer, "ref", payment);
        books(2 * PRICE, buyer, 2);
    }

    function test_signed_payment_cannot_be_lifted_out_of_the_purchase() public {
        Authorization memory p = twoForBuyer();
        bytes32 nonce = shop.purchaseHash(offerId, 2, buyer, "ref");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(shop)));
        usd.receiveWithAuthorization(buyer, address(shop), 2 * PRICE, p.validAfter, p.validBefore, nonce, p.v, p.r, p.s);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usd.transferWithAuthorization(
            buyer, address(shop), 2 * PRICE, p.validAfter, p.validBefore, nonce, p.v, p.r, p.s
        );
        // Nor does the shop take what anybody could have sent.
        Signature memory free = signPayment(usd, "TransferWithAuthorization", address(shop), 2 * PRICE, nonce);
        refuse(offerId, 2, buyer, "ref", Authorization(buyer, 0, type(uint256).max, free.v, free.r, free.s));
        shop.buyWithAuthorization(offerId, 2, buyer, "ref", p);
        books(2 * PRICE, buyer, 2);
    }

    /// I16
    function test_signature_is_of_no_use_in_another_shop_or_on_another_chain() public {
        Authorization memory payment = twoForBuyer();
        LicenceShop other = new LicenceShop(works, treaties);
        vm.prank(author);
        other.offer(workId, trained(), PRICE, address(usd), 0, asAuthor(0));
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        other.buyWithAuthorization(offerId, 2, buyer, "ref", payment);
        vm.chainId(block.chainid + 1);
        refuse(offerId, 2, buyer, "ref", payment);
    }

    function test_coin_offers_take_no_signatures() public {
        uint256 coin = put(trained(), 1, NATIVE, 0);
        Authorization memory payment = twoForBuyer();
        vm.expectRevert(LicenceShop.NotAToken.selector);
        shop.buyWithAuthorization(coin, 1, buyer, 0, payment);
        vm.expectRevert(LicenceShop.NotAToken.selector);
        shop.buyWithPermit(coin, 1, buyer, 0, START, 27, 0, 0);
    }
}
