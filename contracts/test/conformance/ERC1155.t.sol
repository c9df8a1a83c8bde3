// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {WorkWorld} from "../support/WorkWorld.sol";
import {Callbacks, Deaf} from "./Callbacks.sol";

/// The sentences of ERC-1155, asked of the licences, for callers, receivers and quantities of any kind.
contract ERC1155Conformance is WorkWorld {
    address private holder = person(0x55);
    IERC1155 private token;
    uint256 private one; // two licences that may be passed on
    uint256 private two;
    uint256 private constant HELD = 1000;

    function setUp() public {
        buildWork();
        token = IERC1155(address(shop));
        one = sell(1 days);
        two = sell(2 days);
    }

    /// The only place here that knows how a licence comes to be.
    function sell(uint32 duration) private returns (uint256) {
        uint256 offer = put(plain(1, duration, true), 1, NATIVE, 0);
        vm.deal(address(this), HELD);
        return shop.buy{value: HELD}(offer, uint32(HELD), holder, 0);
    }

    function outsider(uint256 seed) private view returns (address who) {
        who = address(uint160(bound(seed, 0x10000, type(uint160).max)));
        vm.assume(who.code.length == 0 && who != holder && who != address(vm));
    }

    function pair(uint256 a, uint256 b) private pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (a, b);
    }

    function tried(address by, bytes memory call) private returns (bool done) {
        vm.prank(by);
        (done,) = address(token).call(call);
    }

    function single(address from, address to, uint256 id, uint256 value, bytes memory data)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(IERC1155.safeTransferFrom, (from, to, id, value, data));
    }

    function batch(address from, address to, uint256[] memory values, bytes memory data)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeCall(IERC1155.safeBatchTransferFrom, (from, to, pair(one, two), values, data));
    }

    /// "Caller must be approved to manage the tokens being transferred out of the `_from` account."
    function testFuzz_strangers_move_nothing(uint256 stranger, uint256 receiver, uint256 value) public {
        (address by, address to) = (outsider(stranger), outsider(receiver));
        value = bound(value, 0, HELD);
        vm.assertFalse(tried(by, single(holder, to, one, value, "")), "one kind");
        vm.assertFalse(tried(by, batch(holder, to, pair(value, value), "")), "two kinds");
    }

    /// "MUST revert if `_to` is the zero address." "MUST revert if balance of holder for token `_id` is lower than the `_value`
    /// sent."
    function testFuzz_refusals(uint256 receiver, uint256 more) public {
        address to = outsider(receiver);
        more = bound(more, HELD + 1, type(uint256).max);
        vm.assertFalse(tried(holder, single(holder, address(0), one, 1, "")), "to nobody");
        vm.assertFalse(tried(holder, batch(holder, address(0), pair(1, 1), "")), "two kinds to nobody");
        vm.assertFalse(tried(holder, single(holder, to, one, more, "")), "more than held");
        vm.assertFalse(tried(holder, batch(holder, to, pair(1, more), "")), "more than held of the second");
        vm.assertEq(token.balanceOf(holder, one), HELD, "a batch moves as a whole or not at all");
    }

    /// "MUST revert if length of `_ids` is not the same as length of `_values`."
    function test_lists_must_be_of_one_length() public {
        uint256[] memory three = new uint256[](3);
        vm.assertFalse(tried(holder, batch(holder, person(1), three, "")), "two ids, three values");
        address[] memory owners = new address[](1);
        vm.assertFalse(tried(holder, abi.encodeCall(IERC1155.balanceOfBatch, (owners, pair(one, two)))), "balances");
    }

    /// Balances follow, `TransferSingle` is emitted with the operator that acted; also for none at all.
    function testFuzz_single_transfer(uint256 receiver, uint256 helper, uint256 value, bool operated) public {
        (address to, address by) = (outsider(receiver), holder);
        value = bound(value, 0, HELD);
        if (operated) {
            by = outsider(helper);
            vm.prank(holder);
            token.setApprovalForAll(by, true);
        }
        vm.expectEmit(address(token));
        emit IERC1155.TransferSingle(by, holder, to, one, value);
        vm.prank(by);
        token.safeTransferFrom(holder, to, one, value, "");
        vm.assertEq(token.balanceOf(holder, one), HELD - value, "gone");
        vm.assertEq(token.balanceOf(to, one), value, "arrived");
        vm.assertEq(token.balanceOf(to, two), 0, "nothing else moved");
    }

    /// `TransferBatch` is emitted; `balanceOfBatch` agrees with `balanceOf`.
    function testFuzz_batch_transfer(uint256 receiver, uint256 a, uint256 b) public {
        address to = outsider(receiver);
        (a, b) = (bound(a, 0, HELD), bound(b, 0, HELD));
        vm.expectEmit(address(token));
        emit IERC1155.TransferBatch(holder, holder, to, pair(one, two), pair(a, b));
        vm.prank(holder);
        token.safeBatchTransferFrom(holder, to, pair(one, two), pair(a, b), "");
        uint256[] memory has = token.balanceOfBatch(asList(to, holder), pair(one, two));
        vm.assertEq(has[0], a, "the first arrived");
        vm.assertEq(has[1], HELD - b, "the second is gone");
        vm.assertEq(token.balanceOf(to, two), b, "and arrived");
    }

    /// "An owner … can have the same id twice in a batch": balances follow the order of the arrays.
    function testFuzz_same_kind_twice(uint256 receiver, uint256 a, uint256 b) public {
        address to = outsider(receiver);
        (a, b) = (bound(a, 0, HELD), bound(b, 0, HELD));
        bytes memory call = abi.encodeCall(IERC1155.safeBatchTransferFrom, (holder, to, pair(one, one), pair(a, b), ""));
        bool done = tried(holder, call);
        vm.assertTrue(done == (a + b <= HELD), "as if one after the other");
        vm.assertEq(token.balanceOf(to, one), done ? a + b : 0, "both or none");
    }

    function testFuzz_transfer_to_oneself(uint256 value) public {
        value = bound(value, 0, HELD);
        vm.assertTrue(tried(holder, single(holder, holder, one, value, "")), "allowed");
        vm.assertEq(token.balanceOf(holder, one), HELD, "changes nothing");
    }

    /// "MUST emit the ApprovalForAll event on success."
    function testFuzz_operators(uint256 seed) public {
        address by = outsider(seed);
        vm.expectEmit(address(token));
        emit IERC1155.ApprovalForAll(holder, by, true);
        vm.prank(holder);
        token.setApprovalForAll(by, true);
        vm.assertTrue(token.isApprovedForAll(holder, by), "told so");
        vm.prank(holder);
        token.setApprovalForAll(by, false);
        vm.assertFalse(tried(by, single(holder, by, one, 1, "")), "ended");
    }

    /// "MUST check if `_to` is a smart contract … If so, it MUST call `onERC1155Received` … and act appropriately."
    function testFuzz_receiver_is_asked(uint256 value, bytes calldata data, bytes4 answer) public {
        value = bound(value, 1, HELD);
        Callbacks receiver = new Callbacks();
        vm.assertTrue(tried(holder, single(holder, address(receiver), one, value, data)), "one kind");
        bytes32 want = keccak256(abi.encode(holder, holder, one, value, data));
        vm.assertEq(receiver.told(), want, "operator, from, id, value, data");
        uint256[] memory values = pair(HELD - value, value);
        vm.assertTrue(tried(holder, batch(holder, address(receiver), values, data)), "two kinds");
        want = keccak256(abi.encode(holder, holder, pair(one, two), values, data));
        vm.assertEq(receiver.told(), want, "operator, from, ids, values, data");

        vm.prank(address(receiver));
        token.safeTransferFrom(address(receiver), holder, one, value, "");
        vm.assume(answer != receiver.ONE_1155() && answer != receiver.MANY_1155());
        receiver.answerWith(answer);
        vm.assertFalse(tried(holder, single(holder, address(receiver), one, value, data)), "a wrong answer");
        vm.assertFalse(tried(holder, batch(holder, address(receiver), pair(value, 0), data)), "two kinds");
        vm.assertFalse(tried(holder, single(holder, address(new Deaf()), one, value, data)), "no answer");
    }

    /// A sale is a mint: `TransferSingle` from the zero address, and a contract that buys is asked as well.
    function test_sale_is_a_mint() public {
        uint256 offer = put(plain(1, 3 days, true), 1, NATIVE, 0);
        uint256 licence = shop.licenceIdOf(offer, uint64(block.timestamp));
        Callbacks receiver = new Callbacks();
        vm.deal(address(this), 3);
        vm.expectEmit(address(token));
        emit IERC1155.TransferSingle(address(this), address(0), address(receiver), licence, 3);
        shop.buy{value: 3}(offer, 3, address(receiver), 0);
        bytes32 want = keccak256(abi.encode(address(this), address(0), licence, uint256(3), bytes("")));
        vm.assertEq(receiver.told(), want, "operator, nobody, id, value, no data");
    }

    function testFuzz_interfaces(bytes4 other) public view {
        IERC165 asked = IERC165(address(token));
        vm.assertTrue(asked.supportsInterface(0x01ffc9a7), "ERC-165");
        vm.assertTrue(asked.supportsInterface(0xd9b67a26), "ERC-1155");
        vm.assertTrue(asked.supportsInterface(0x0e89341c), "ERC-1155 metadata");
        vm.assertFalse(asked.supportsInterface(0xffffffff), "never");
        bool known = other == 0x01ffc9a7 || other == 0xd9b67a26 || other == 0x0e89341c;
        vm.assertTrue(known || !asked.supportsInterface(other), "nothing else");
    }
}
