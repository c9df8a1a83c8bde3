// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {VaultCode} from "../src/VaultCode.sol";
import {Check, Vm} from "./support/Check.sol";

/// Answers the init code as it is told to.
contract Mother {
    bytes private _code;
    bytes private _reason;

    function bear(bytes memory code, bytes memory reason) external payable returns (address child, bytes memory said) {
        (_code, _reason) = (code, reason);
        bytes memory init = VaultCode.init(this.vaultCode.selector);
        assembly {
            child := create2(callvalue(), add(init, 32), mload(init), 0)
            said := mload(0x40)
            mstore(said, returndatasize())
            returndatacopy(add(said, 32), 0, returndatasize())
            mstore(0x40, add(add(said, 64), returndatasize()))
        }
    }

    function vaultCode() external view {
        (bytes memory code, bytes memory reason) = (_code, _reason);
        assembly {
            if mload(reason) { revert(add(reason, 32), mload(reason)) }
            return(add(code, 32), mload(code))
        }
    }
}

/// An implementation that says how it was called: answers, refuses or writes, by the first byte of the data.
contract Echo {
    event Called(address self, address sender, uint256 value);

    fallback(bytes calldata data) external payable returns (bytes memory) {
        bytes1 how = data[0];
        if (how == 0x01) {
            assembly {
                revert(0, 0)
            }
        }
        if (how == 0x02) {
            bytes memory why = data;
            assembly {
                revert(add(why, 32), mload(why))
            }
        }
        if (how == 0x03) {
            assembly {
                return(0, 0)
            }
        }
        if (how == 0x04) {
            assembly {
                sstore(0, 42)
            }
        }
        if (how == 0x05) {
            emit Called(address(this), msg.sender, msg.value);
        }
        return data;
    }
}

/// Asks without leave to change anything.
contract Asker {
    function ask(address whom, bytes calldata data) external view returns (bool ok, bytes memory answer) {
        return whom.staticcall{gas: 100_000}(data);
    }
}

/// Each branch of the bytes written by hand, with other contracts around them than those they serve.
contract RoyaltyVaultCodeTest is Check {
    Mother private mother;
    Echo private echo;
    address private proxy;

    function setUp() public {
        mother = new Mother();
        echo = new Echo();
        bytes memory code = abi.encodePacked(VaultCode.proxy(address(echo)), bytes32("root"));
        (proxy,) = mother.bear(code, "");
        vm.deal(address(this), 100 ether);
    }

    // ---------------------------------------------------------------- init code

    function test_init_makes_exactly_what_the_creator_answers() public {
        for (uint256 i; i < 4; ++i) {
            mother = new Mother();
            bytes memory code = new bytes(i * 100);
            (address child, bytes memory said) = mother.bear(code, "");
            vm.assertTrue(child != address(0), "made");
            vm.assertEq(child.code, code, "byte for byte, also none at all");
            vm.assertEq(said.length, 0, "a creation that succeeds says nothing");
        }
    }

    function test_init_logs_the_shares_before_all_else() public {
        mother = new Mother();
        vm.recordLogs();
        (address child,) = mother.bear(hex"00", "");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1, "one log");
        vm.assertEq(logs[0].emitter, child, "of the vault itself");
        vm.assertEq(logs[0].topics.length, 3, "an ERC-20 transfer");
        vm.assertEq(logs[0].topics[0], keccak256("Transfer(address,address,uint256)"), "by name");
        vm.assertEq(logs[0].topics[1], bytes32(0), "from zero");
        vm.assertEq(logs[0].topics[2], bytes32(uint256(uint160(child))), "to itself");
        vm.assertEq(logs[0].data, abi.encode(1_000_000), "all shares");
    }

    /// Never an account without code: its address would be used up.
    function test_init_makes_nothing_when_the_creator_refuses() public {
        mother = new Mother();
        (address child, bytes memory said) = mother.bear(hex"00", "a reason");
        vm.assertEq(child, address(0), "not made");
        vm.assertEq(said.length, 0, "the creator knows its own reason");
        (child,) = mother.bear(hex"00", "");
        vm.assertTrue(child != address(0), "the address is still free");
    }

    function test_init_keeps_coin_that_comes_with_it() public {
        mother = new Mother();
        (address child,) = mother.bear{value: 1 ether}(hex"00", "");
        vm.assertEq(child.balance, 1 ether, "counted like any coin");
    }

    /// Code may not begin with 0xef (EIP-3541): the chain refuses it after the init code has run.
    function test_code_that_the_chain_refuses_is_not_made() public {
        mother = new Mother();
        (address child, bytes memory said) = mother.bear{gas: 10_000_000}(hex"ef00", "");
        vm.assertEq(child, address(0), "not made");
        vm.assertEq(said.length, 0, "without a reason");
    }

    function test_a_second_creation_at_the_same_address_fails() public {
        (address child,) = mother.bear{gas: 10_000_000}(hex"00", "");
        vm.assertEq(child, address(0), "there is one already");
    }

    // ---------------------------------------------------------------- proxy

    function test_empty_data_is_logged_and_never_delegated() public {
        vm.recordLogs();
        (bool ok, bytes memory answer) = proxy.call{value: 3}("");
        vm.assertTrue(ok && answer.length == 0, "taken, without a word");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1, "one log; the implementation was not asked");
        vm.assertEq(logs[0].topics.length, 2, "one indexed field");
        vm.assertEq(logs[0].topics[0], keccak256("Received(address,uint256)"), "by name");
        vm.assertEq(logs[0].topics[1], bytes32(uint256(uint160(address(this)))), "the payer");
        vm.assertEq(logs[0].data, abi.encode(3), "the amount, one word");
        vm.assertEq(proxy.balance, 3, "the coin is there");
    }

    function test_one_byte_of_data_is_enough_to_delegate() public {
        (bool ok, bytes memory answer) = proxy.call(hex"00");
        vm.assertTrue(ok, "delegated");
        vm.assertEq(answer, hex"00", "one byte there, one byte back");
    }

    function testFuzz_data_goes_through_whole(bytes calldata data, uint64 value) public {
        vm.assume(data.length > 0 && (data[0] == 0 || uint8(data[0]) > 5));
        (bool ok, bytes memory answer) = proxy.call{value: value}(data);
        vm.assertTrue(ok, "delegated");
        vm.assertEq(answer, data, "there and back");
        vm.assertEq(proxy.balance, value, "coin with data stays if the implementation lets it");
    }

    function test_long_data_goes_through_whole() public {
        bytes memory data = new bytes(10_000);
        data[9_999] = 0x09;
        (bool ok, bytes memory answer) = proxy.call(data);
        vm.assertTrue(ok, "delegated");
        vm.assertEq(keccak256(answer), keccak256(data), "there and back");
    }

    function test_empty_answer() public {
        (bool ok, bytes memory answer) = proxy.call(hex"03");
        vm.assertTrue(ok && answer.length == 0, "success without data stays so");
    }

    function test_empty_refusal() public {
        (bool ok, bytes memory answer) = proxy.call{gas: 1_000_000}(hex"01");
        vm.assertTrue(!ok && answer.length == 0, "a refusal without data stays so");
    }

    function testFuzz_refusals_come_through_whole(bytes calldata why, uint64 value) public {
        bytes memory data = abi.encodePacked(hex"02", why);
        (bool ok, bytes memory answer) = proxy.call{value: value, gas: 10_000_000}(data);
        vm.assertFalse(ok, "refused");
        vm.assertEq(answer, data, "with the whole reason");
        vm.assertEq(proxy.balance, 0, "and the coin went back");
    }

    function test_runs_as_the_vault_with_its_caller_and_its_coin() public {
        vm.expectEmit(proxy);
        emit Echo.Called(proxy, address(this), 5);
        (bool ok,) = proxy.call{value: 5}(hex"05");
        vm.assertTrue(ok, "delegated");
    }

    function test_writes_its_own_storage_not_the_implementations() public {
        (bool ok,) = proxy.call(hex"04");
        vm.assertTrue(ok, "written");
        vm.assertEq(vm.load(proxy, 0), bytes32(uint256(42)), "in the vault");
        vm.assertEq(vm.load(address(echo), 0), bytes32(0), "not in the shared code");
    }

    function test_static_calls_read_and_cannot_pay() public {
        Asker asker = new Asker();
        (bool read, bytes memory answer) = asker.ask(proxy, hex"0042");
        vm.assertTrue(read, "reading is delegated");
        vm.assertEq(answer, hex"0042", "whole");
        (bool logged,) = asker.ask(proxy, "");
        vm.assertFalse(logged, "a static call cannot log a payment");
        (bool wrote,) = asker.ask(proxy, hex"04");
        vm.assertFalse(wrote, "nor write");
    }

    function test_arguments_are_never_run() public {
        // A root that would be "return everything" if the machine ever ran into it.
        bytes memory code = abi.encodePacked(VaultCode.proxy(address(echo)), bytes32(hex"5b36595ff3"));
        (proxy,) = new Mother().bear(code, "");
        (bool paid, bytes memory answer) = proxy.call{value: 1}("");
        vm.assertTrue(paid && answer.length == 0, "a payment stops before the arguments");
        (bool ok, bytes memory back) = proxy.call(hex"0011");
        vm.assertTrue(ok && back.length == 2, "and an answer leaves before them");
    }

    /// The jump targets as the bytes have them: 0x2d and 0x58 are JUMPDEST.
    function test_layout() public view {
        bytes memory code = VaultCode.proxy(address(echo));
        vm.assertEq(code.length, VaultCode.ARGUMENTS, "the arguments begin where the proxy ends");
        vm.assertTrue(code[0x2d] == 0x5b && code[0x58] == 0x5b, "both targets");
        vm.assertEq(VaultCode.init(mother.vaultCode.selector).length, VaultCode.INIT_LENGTH, "as the factory has it");
    }
}
