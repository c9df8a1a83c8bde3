// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Check, Vm} from "../support/Check.sol";
import {DatasetWorld} from "../support/DatasetWorld.sol";
import {WorkWorld} from "../support/WorkWorld.sol";
import {Callbacks, Deaf} from "./Callbacks.sol";

/// The sentences of ERC-1155, asked of licences, for callers, receivers and quantities of any kind. Whoever inherits says how a
/// licence comes to be.
abstract contract ERC1155Conformance is Check {
    address internal keeper = person(0x55);
    IERC1155 internal token;
    uint256 internal one; // two licences that may be passed on
    uint256 internal two;
    uint32 internal constant HELD = 1000;

    /// Sells licences of a kind of their own for each duration, to `to`; this contract pays.
    function sell(uint32 duration, uint32 quantity, address to) internal virtual returns (uint256 licence);

    /// Two kinds for the keeper.
    function stock(address where) internal {
        token = IERC1155(where);
        one = sell(1 days, HELD, keeper);
        two = sell(2 days, HELD, keeper);
    }

    function outsider(uint256 seed) private view returns (address who) {
        who = address(uint160(bound(seed, 0x10000, type(uint160).max)));
        vm.assume(who.code.length == 0 && who != keeper && who != address(vm));
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
        vm.assertFalse(tried(by, single(keeper, to, one, value, "")), "one kind");
        vm.assertFalse(tried(by, batch(keeper, to, pair(value, value), "")), "two kinds");
    }

    /// "MUST revert if `_to` is the zero address." "MUST revert if balance of holder for token `_id` is lower than the `_value`
    /// sent."
    function testFuzz_refusals(uint256 receiver, uint256 more) public {
        address to = outsider(receiver);
        more = bound(more, HELD + 1, type(uint256).max);
        vm.assertFalse(tried(keeper, single(keeper, address(0), one, 1, "")), "to nobody");
        vm.assertFalse(tried(keeper, batch(keeper, address(0), pair(1, 1), "")), "two kinds to nobody");
        vm.assertFalse(tried(keeper, single(keeper, to, one, more, "")), "more than held");
        vm.assertFalse(tried(keeper, batch(keeper, to, pair(1, more), "")), "more than held of the second");
        vm.assertEq(token.balanceOf(keeper, one), HELD, "a batch moves as a whole or not at all");
    }

    /// "MUST revert if length of `_ids` is not the same as length of `_values`."
    function test_lists_must_be_of_one_length() public {
        uint256[] memory three = new uint256[](3);
        vm.assertFalse(tried(keeper, batch(keeper, person(1), three, "")), "two ids, three values");
        address[] memory owners = new address[](1);
        vm.assertFalse(tried(keeper, abi.encodeCall(IERC1155.balanceOfBatch, (owners, pair(one, two)))), "balances");
    }

    /// Balances follow, `TransferSingle` is emitted with the operator that acted; also for none at all.
    function testFuzz_single_transfer(uint256 receiver, uint256 helper, uint256 value, bool operated) public {
        (address to, address by) = (outsider(receiver), keeper);
        value = bound(value, 0, HELD);
        if (operated) {
            by = outsider(helper);
            vm.prank(keeper);
            token.setApprovalForAll(by, true);
        }
        vm.expectEmit(address(token));
        emit IERC1155.TransferSingle(by, keeper, to, one, value);
        vm.prank(by);
        token.safeTransferFrom(keeper, to, one, value, "");
        vm.assertEq(token.balanceOf(keeper, one), HELD - value, "gone");
        vm.assertEq(token.balanceOf(to, one), value, "arrived");
        vm.assertEq(token.balanceOf(to, two), 0, "nothing else moved");
    }

    /// `TransferBatch` is emitted; `balanceOfBatch` agrees with `balanceOf`.
    function testFuzz_batch_transfer(uint256 receiver, uint256 a, uint256 b) public {
        address to = outsider(receiver);
        (a, b) = (bound(a, 0, HELD), bound(b, 0, HELD));
        vm.expectEmit(address(token));
        emit IERC1155.TransferBatch(keeper, keeper, to, pair(one, two), pair(a, b));
        vm.prank(keeper);
        token.safeBatchTransferFrom(keeper, to, pair(one, two), pair(a, b), "");
        uint256[] memory has = token.balanceOfBatch(asList(to, keeper), pair(one, two));
        vm.assertEq(has[0], a, "the first arrived");
        vm.assertEq(has[1], HELD - b, "the second is gone");
        vm.assertEq(token.balanceOf(to, two), b, "and arrived");
    }

    /// "An owner … can have the same id twice in a batch": balances follow the order of the arrays.
    function testFuzz_same_kind_twice(uint256 receiver, uint256 a, uint256 b) public {
        address to = outsider(receiver);
        (a, b) = (bound(a, 0, HELD), bound(b, 0, HELD));
        bytes memory call = abi.encodeCall(IERC1155.safeBatchTransferFrom, (keeper, to, pair(one, one), pair(a, b), ""));
        bool done = tried(keeper, call);
        vm.assertTrue(done == (a + b <= HELD), "as if one after the other");
        vm.assertEq(token.balanceOf(to, one), done ? a + b : 0, "both or none");
    }

    function testFuzz_transfer_to_oneself(uint256 value) public {
        value = bound(value, 0, HELD);
        vm.assertTrue(tried(keeper, single(keeper, keeper, one, value, "")), "allowed");
        vm.assertEq(token.balanceOf(keeper, one), HELD, "changes nothing");
    }

    /// "MUST emit the ApprovalForAll event on success."
    function testFuzz_operators(uint256 seed) public {
        address by = outsider(seed);
        vm.expectEmit(address(token));
        emit IERC1155.ApprovalForAll(keeper, by, true);
        vm.prank(keeper);
        token.setApprovalForAll(by, true);
        vm.assertTrue(token.isApprovedForAll(keeper, by), "told so");
        vm.prank(keeper);
        token.setApprovalForAll(by, false);
        vm.assertFalse(tried(by, single(keeper, by, one, 1, "")), "ended");
    }

    /// "MUST check if `_to` is a smart contract … If so, it MUST call `onERC1155Received` … and act appropriately", "at the end
    /// of a `safeTransferFrom` after the balance has been updated."
    function testFuzz_receiver_is_asked(uint256 value, bytes calldata data, bytes4 answer) public {
        value = bound(value, 1, HELD);
        Callbacks receiver = new Callbacks();
        vm.assertTrue(tried(keeper, single(keeper, address(receiver), one, value, data)), "one kind");
        bytes32 want = keccak256(abi.encode(keeper, keeper, one, value, data));
        vm.assertEq(receiver.told(), want, "operator, from, id, value, data");
        vm.assertEq(receiver.had(), value, "after the balance has been updated");
        uint256[] memory values = pair(HELD - value, value);
        vm.assertTrue(tried(keeper, batch(keeper, address(receiver), values, data)), "two kinds");
        want = keccak256(abi.encode(keeper, keeper, pair(one, two), values, data));
        vm.assertEq(receiver.told(), want, "operator, from, ids, values, data");
        vm.assertEq(receiver.had(), HELD + value, "after all balances have been updated");

        vm.prank(address(receiver));
        token.safeTransferFrom(address(receiver), keeper, one, value, "");
        vm.assume(answer != receiver.ONE_1155() && answer != receiver.MANY_1155());
        receiver.answerWith(answer);
        vm.assertFalse(tried(keeper, single(keeper, address(receiver), one, value, data)), "a wrong answer");
        vm.assertFalse(tried(keeper, batch(keeper, address(receiver), pair(value, 0), data)), "two kinds");
        vm.assertFalse(tried(keeper, single(keeper, address(new Deaf()), one, value, data)), "no answer");
    }

    /// A sale is a mint: "The total value transferred from address 0x0" is the supply; a contract that buys is asked as well.
    function test_sale_is_a_mint() public {
        Callbacks receiver = new Callbacks();
        vm.recordLogs();
        uint256 licence = sell(3 days, 3, address(receiver));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 told;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(token) || logs[i].topics[0] != IERC1155.TransferSingle.selector) continue;
            ++told;
            vm.assertEq(logs[i].topics[1], bytes32(uint256(uint160(address(this)))), "who bought");
            vm.assertEq(logs[i].topics[2], 0, "from nobody");
            vm.assertEq(logs[i].topics[3], bytes32(uint256(uint160(address(receiver)))), "for whom");
            vm.assertEq(logs[i].data, abi.encode(licence, 3), "which and how many");
        }
        vm.assertEq(told, 1, "once");
        vm.assertEq(token.balanceOf(address(receiver), licence), 3, "there");
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

contract LicenceShopERC1155Test is ERC1155Conformance, WorkWorld {
    function setUp() public {
        buildWork();
        stock(address(shop));
    }

    function sell(uint32 duration, uint32 quantity, address to) internal override returns (uint256) {
        uint256 offer = put(plain(1, duration, true), 1, NATIVE, 0);
        vm.deal(address(this), quantity);
        return shop.buy{value: quantity}(offer, quantity, to, 0);
    }
}

contract DatasetLicenceERC1155Test is ERC1155Conformance, DatasetWorld {
    function setUp() public {
        buildDataset(2);
        stock(address(licences));
    }

    /// A dataset for each duration, which all its authors join.
    function sell(uint32 duration, uint32 quantity, address to) internal override returns (uint256) {
        (agreed.duration, agreed.transferable) = (duration, true);
        datasetId = openDataset(pool, LIST, address(usd));
        joinAll();
        fund(address(this), uint256(PRICE) * quantity);
        return licences.buy(asked(quantity, to));
    }
}
