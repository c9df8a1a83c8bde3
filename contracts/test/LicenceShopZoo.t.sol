// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {LicenceBook} from "../src/LicenceBook.sol";
import {Conditions, LicenceConditions} from "../src/LicenceConditions.sol";
import {Authorization, LicenceShop} from "../src/LicenceShop.sol";
import {NewWork} from "../src/WorkNFT.sol";
import {ShopCalendar} from "../src/ShopCalendar.sol";
import {Standing} from "../src/ShopRights.sol";
import {ShopWorld} from "./support/ShopWorld.sol";
import {FeeToken} from "./support/Zoo.sol";

/// Tokens and buyers that do what tokens and buyers should not.
contract LicenceShopZooTest is ShopWorld {
    address private buyer = person(60);

    function setUp() public {
        buildWork();
    }

    /// A work whose vault divides `token`.
    function minted(address token) private returns (uint256 id, address made) {
        bytes32 file = registry.leafOf(author, bytes32(uint256(uint160(token))), "zoo");
        bytes32 root = vault.sharesRoot();
        vm.prank(author);
        made = factory.create(root, "zoo", asList(token));
        vm.prank(author);
        registry.anchor(file, MANIFEST);
        vm.prank(author);
        id = works.mint(author, NewWork(file, file, MANIFEST, root, "zoo", 0), new bytes32[](0));
    }

    function putIn(address token, uint256 id) private returns (uint256) {
        Standing memory by = asAuthor("zoo");
        vm.prank(author);
        return shop.offer(id, plain(1, 0, false), 1_000, token, 0, by);
    }

    // ---------------------------------------------------------------- tokens

    /// It brings the vault less, which its author chose when she pinned it. The shop is left with nothing either way.
    function test_token_that_keeps_a_fee() public {
        FeeToken token = new FeeToken();
        (uint256 id, address made) = minted(address(token));
        uint256 offerId = putIn(address(token), id);
        token.mint(buyer, 1_000);
        vm.prank(buyer);
        token.approve(address(shop), 1_000);
        vm.prank(buyer);
        shop.buy(offerId, 1, buyer, 0);
        vm.assertEq(token.balanceOf(made), 990, "what arrived");
        vm.assertEq(token.balanceOf(address(shop)), 0, "nothing stayed");
    }

    /// By signed payment the shop would have to add the fee. It has nothing, so nothing is sold; and what strangers left in
    /// the shop is not hers to spend.
    function test_token_that_keeps_a_fee_is_not_taken_by_signature() public {
        FeePayments token = new FeePayments();
        (uint256 id,) = minted(address(token));
        uint256 offerId = putIn(address(token), id);
        token.mint(buyer, 1_000);
        Authorization memory payment = Authorization(buyer, 0, type(uint256).max, 27, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(shop), 980, 990));
        shop.buyWithAuthorization(offerId, 1, buyer, 0, payment);
        vm.assertEq(token.balanceOf(buyer), 1_000, "nothing was paid");
    }

    /// A token that calls out while it is taken finds the sale written down already.
    function test_reentrant_token_buys_no_second_exclusive_licence() public {
        HookedPayments token = new HookedPayments();
        (uint256 id, address made) = minted(address(token));
        Conditions memory c = plain(1, 0, false);
        c.exclusiveFor = 30 days;
        Standing memory by = asAuthor("zoo");
        vm.prank(author);
        uint256 offerId = shop.offer(id, c, 1_000, address(token), 0, by);
        Echo echo = new Echo(shop);
        token.mint(address(echo), 2_000);
        token.tell(address(echo));
        bytes memory call = abi.encodeCall(LicenceShop.buy, (offerId, 1, address(echo), 0));
        echo.plan(call);
        echo.act(address(token), abi.encodeCall(ERC20.approve, (address(shop), 2_000)));
        echo.act(address(shop), call);
        vm.assertEq(echo.attempts(), 2, "tried while the token moved, and while it was handed the licence");
        vm.assertEq(bytes32(echo.refusal()), bytes32(ShopCalendar.OfferOver.selector), "refused");
        vm.assertEq(token.balanceOf(made), 1_000, "one was paid");
        vm.assertEq(shop.balanceOf(address(echo), shop.licenceIdOf(offerId, START)), 1, "one was sold");
    }

    // ---------------------------------------------------------------- buyers

    /// Whoever buys for a contract that does not take licences keeps her money.
    function test_recipient_that_refuses() public {
        uint256 offerId = put(plain(1, 0, false), 1 ether, NATIVE, 1);
        vm.deal(buyer, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(usd)));
        vm.prank(buyer);
        shop.buy{value: 1 ether}(offerId, 1, address(usd), 0);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        vm.prank(buyer);
        shop.buy{value: 1 ether}(offerId, 1, address(0), 0);
        vm.assertEq(buyer.balance, 1 ether, "she keeps it");
        vm.assertEq(shop.offerOf(offerId).left, 1, "and it is still for sale");
    }

    /// She buys an exclusive licence and, while she is handed it, tries a conflicting offer that stood open before.
    function test_reentrant_receiver_finds_conflicting_offers_closed() public {
        uint256 common = put(plain(1, 0, false), 1, NATIVE, 0);
        Conditions memory c = plain(1, 0, false);
        c.exclusiveFor = 30 days;
        uint256 exclusive = put(c, 1, NATIVE, 0);
        Echo echo = new Echo(shop);
        vm.deal(address(echo), 10);
        echo.plan(abi.encodeCall(LicenceShop.buy, (common, 1, address(echo), 0)));
        echo.pay(address(shop), abi.encodeCall(LicenceShop.buy, (exclusive, 1, address(echo), 0)), 1);
        vm.assertEq(echo.attempts(), 1, "it tried");
        vm.assertEq(bytes32(echo.refusal()), bytes32(ShopCalendar.OfferOver.selector), "refused");
        vm.assertFalse(shop.isOpen(common), "closed in the same call");
    }

    /// While she is handed a licence that may be taken back, she cannot pass it on.
    function test_reentrant_receiver_passes_nothing_on() public {
        Conditions memory c = plain(1, 0, false);
        c.rules = LicenceConditions.REVOCABLE;
        uint256 offerId = put(c, 1, NATIVE, 0);
        uint256 licence = shop.licenceIdOf(offerId, START);
        Echo echo = new Echo(shop);
        vm.deal(address(echo), 1);
        echo.plan(abi.encodeCall(ERC1155.safeTransferFrom, (address(echo), person(61), licence, 1, "")));
        echo.pay(address(shop), abi.encodeCall(LicenceShop.buy, (offerId, 1, address(echo), 0)), 1);
        vm.assertEq(bytes32(echo.refusal()), bytes32(LicenceBook.NotTransferable.selector), "refused");
    }

    /// A vault never refuses coin; if one did, nobody would lose any.
    function test_refused_payment_is_given_back() public {
        uint256 offerId = put(plain(1, 0, false));
        vm.etch(address(vault), hex"5f5ffd");
        vm.deal(buyer, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(LicenceShop.PaymentRefused.selector, address(vault)));
        vm.prank(buyer);
        shop.buy{value: 1 ether}(offerId, 1, buyer, 0);
        vm.assertEq(buyer.balance, 1 ether, "hers");
    }
}

/// Keeps one percent, and takes every payment for signed.
contract FeePayments is FeeToken {
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32,
        uint8,
        bytes32,
        bytes32
    ) external {
        _transfer(from, to, value);
    }
}

/// Tells one account before each transfer.
contract HookedPayments is ERC20("Hooked", "HOOK") {
    Echo private listener;

    function tell(address listener_) external {
        listener = Echo(payable(listener_));
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from != address(0)) listener.again();
        super._update(from, to, value);
    }
}

/// Makes a planned call at the shop whenever it is called back, and remembers how that went.
contract Echo {
    LicenceShop private immutable shop;
    bytes private call;
    uint256 public attempts;
    bytes4 public refusal;

    constructor(LicenceShop shop_) {
        shop = shop_;
    }

    function plan(bytes calldata call_) external {
        call = call_;
    }

    function act(address to, bytes calldata data) external {
        pay(to, data, 0);
    }

    function pay(address to, bytes calldata data, uint256 value) public {
        (bool done, bytes memory answer) = to.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    function again() public {
        ++attempts;
        (bool done, bytes memory answer) = address(shop).call{value: address(this).balance == 0 ? 0 : 1}(call);
        if (!done) refusal = bytes4(answer);
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        again();
        return this.onERC1155Received.selector;
    }
}
