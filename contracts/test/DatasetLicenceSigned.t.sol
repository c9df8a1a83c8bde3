// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {DatasetLicence, Purchase} from "../src/DatasetLicence.sol";
import {Authorization} from "../src/LicenceShop.sol";
import {DatasetWorld} from "./support/DatasetWorld.sol";

/// Purchases by permit and by signed payment, and what a thief can do with the signatures: nothing.
contract DatasetLicenceSignedTest is DatasetWorld {
    address private buyer;

    function setUp() public {
        buildDataset(3);
        joinAll();
        buyer = vm.addr(KEY);
        usd.mint(buyer, 100 * uint256(PRICE));
    }

    function books(uint256 quantity) private view {
        vm.assertEq(usd.balanceOf(address(pool)), quantity * PRICE, "in the dataset's vault");
        vm.assertEq(usd.balanceOf(address(licences)), 0, "I13: nothing stays here");
        uint256 id = licences.licenceIdOf(datasetId, START);
        vm.assertEq(licences.balanceOf(buyer, id), quantity, "licences delivered");
    }

    // ---------------------------------------------------------------- permit

    function permitted(Signature memory sig) private {
        vm.prank(buyer);
        licences.buyWithPermit(asked(2, buyer), START, sig.v, sig.r, sig.s);
    }

    function test_permit() public {
        permitted(signPermit(usd, address(licences), 2 * uint256(PRICE), START));
        books(2);
    }

    function test_permit_sent_by_somebody_else_first_does_no_harm() public {
        Signature memory sig = signPermit(usd, address(licences), 2 * uint256(PRICE), START);
        usd.permit(buyer, address(licences), 2 * uint256(PRICE), START, sig.v, sig.r, sig.s);
        permitted(sig);
        books(2);
    }

    function test_permit_of_another_is_of_no_use() public {
        Signature memory sig = signPermit(usd, address(licences), 2 * uint256(PRICE), START);
        Purchase memory wanted = asked(2, person(70));
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(licences), 0, 2 * uint256(PRICE)
            )
        );
        vm.prank(person(70));
        licences.buyWithPermit(wanted, START, sig.v, sig.r, sig.s);
    }

    // ---------------------------------------------------------------- signed payment

    function signed(Purchase memory wanted) private returns (Authorization memory) {
        bytes32 nonce = keccak256(
            abi.encode(
                block.chainid, address(licences), wanted.datasetId, wanted.price, wanted.quantity, wanted.to, wanted.ref
            )
        );
        uint256 cost = uint256(wanted.price) * wanted.quantity;
        Signature memory sig = signPayment(usd, "ReceiveWithAuthorization", address(licences), cost, nonce);
        return Authorization(buyer, 0, type(uint256).max, sig.v, sig.r, sig.s);
    }

    function test_signed_payment_sent_by_anybody() public {
        Authorization memory payment = signed(asked(2, buyer));
        uint256 id = licences.licenceIdOf(datasetId, START);
        vm.expectEmit(address(licences));
        emit DatasetLicence.DatasetLicensed(datasetId, id, buyer, address(usd), 2 * uint256(PRICE), 2, "ref");
        vm.prank(person(71));
        licences.buyWithAuthorization(asked(2, buyer), payment);
        books(2);
    }

    function refuse(Purchase memory wanted, Authorization memory payment) private {
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        licences.buyWithAuthorization(wanted, payment);
    }

    function test_signed_payment_buys_only_what_was_signed() public {
        Purchase memory wanted = asked(2, buyer);
        Authorization memory payment = signed(wanted);
        wanted.to = person(72);
        refuse(wanted, payment);
        (wanted.to, wanted.ref) = (buyer, "another");
        refuse(wanted, payment);
        (wanted.ref, wanted.quantity) = ("ref", 1);
        refuse(wanted, payment);
        uint256 first = datasetId;
        datasetId = openDataset(pool, "another", address(usd));
        joinAll();
        (wanted.datasetId, wanted.quantity) = (datasetId, 2);
        refuse(wanted, payment);
        (wanted.datasetId, datasetId) = (first, first);
        payment.from = person(72);
        refuse(wanted, payment);
        books(0);
    }

    /// A price that fell: the buyer would pay what she signed for less than it; a price that rose: less than it costs.
    function test_signed_payment_at_another_price() public {
        Authorization memory payment = signed(asked(2, buyer));
        Purchase memory wanted = asked(2, buyer);
        setPrice(PRICE - 1);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.PriceChanged.selector, PRICE - 1));
        licences.buyWithAuthorization(wanted, payment);
        wanted.price = PRICE - 1;
        refuse(wanted, payment);
        books(0);
    }

    function test_signed_payment_buys_once() public {
        Authorization memory payment = signed(asked(2, buyer));
        licences.buyWithAuthorization(asked(2, buyer), payment);
        bytes32 nonce = licences.purchaseHash(asked(2, buyer));
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, buyer, nonce));
        licences.buyWithAuthorization(asked(2, buyer), payment);
        books(2);
    }

    function test_signed_payment_cannot_be_lifted_out_of_the_purchase() public {
        Authorization memory p = signed(asked(2, buyer));
        bytes32 nonce = licences.purchaseHash(asked(2, buyer));
        uint256 cost = 2 * uint256(PRICE);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(licences)));
        usd.receiveWithAuthorization(buyer, address(licences), cost, p.validAfter, p.validBefore, nonce, p.v, p.r, p.s);
        vm.expectRevert(ERC3009.ERC3009InvalidSignature.selector);
        usd.transferWithAuthorization(buyer, address(licences), cost, p.validAfter, p.validBefore, nonce, p.v, p.r, p.s);
    }

    /// I16
    function test_signed_payment_is_of_no_use_in_another_contract_or_on_another_chain() public {
        Purchase memory wanted = asked(2, buyer);
        Authorization memory payment = signed(wanted);
        DatasetLicence first = licences;
        licences = new DatasetLicence(works);
        openDataset(pool, LIST, address(usd));
        joinAll();
        refuse(wanted, payment);
        licences = first;
        vm.chainId(block.chainid + 1);
        refuse(wanted, payment);
    }

    function test_coin_takes_no_signatures() public {
        datasetId = openDataset(pool, LIST, NATIVE);
        money = NATIVE;
        joinAll();
        Purchase memory wanted = asked(1, buyer);
        Authorization memory payment = signed(wanted);
        vm.expectRevert(DatasetLicence.NotAToken.selector);
        licences.buyWithAuthorization(wanted, payment);
        vm.expectRevert(DatasetLicence.NotAToken.selector);
        licences.buyWithPermit(wanted, START, 27, 0, 0);
    }
}
