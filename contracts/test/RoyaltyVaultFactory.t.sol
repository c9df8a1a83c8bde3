// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "../src/RoyaltyVaultFactory.sol";
import {VaultCode} from "../src/VaultCode.sol";
import {Check, Vm} from "./support/Check.sol";
import {PlainToken} from "./support/Zoo.sol";

/// Makes two vaults in one transaction: what the first left in transient storage must not reach the second.
contract Twice {
    function create(RoyaltyVaultFactory factory, address[] calldata first, address[] calldata second)
        external
        returns (RoyaltyVault, RoyaltyVault)
    {
        return (RoyaltyVault(factory.create("a", 0, first)), RoyaltyVault(factory.create("b", 0, second)));
    }
}

/// Pays with `send`, which leaves the receiver 2,300 gas.
contract Sender {
    function send(address payable to) external payable returns (bool) {
        return to.send(msg.value);
    }
}

contract RoyaltyVaultFactoryTest is Check {
    RoyaltyVaultFactory private factory;
    address private author = person(1);
    address private a = address(new PlainToken());
    address private b = address(new PlainToken());
    address private c = address(new PlainToken());

    function setUp() public {
        factory = new RoyaltyVaultFactory();
    }

    function create(bytes32 root, bytes32 treaty, address[] memory tokens) private returns (RoyaltyVault) {
        vm.prank(author);
        return RoyaltyVault(factory.create(root, treaty, tokens));
    }

    function refuse(bytes memory why, bytes32 root, address[] memory tokens) private {
        vm.expectRevert(why);
        vm.prank(author);
        factory.create{gas: 10_000_000}(root, 0, tokens);
    }

    function test_vault_stands_where_predicted_and_says_so() public {
        address predicted = factory.predict(author, "root", "treaty");
        vm.expectEmit(predicted);
        emit IERC20.Transfer(address(0), predicted, 1_000_000);
        vm.expectEmit(address(factory));
        emit RoyaltyVaultFactory.VaultCreated(predicted, author, "root", "treaty", asList(a, b));
        RoyaltyVault vault = create("root", "treaty", asList(a, b));
        vm.assertEq(address(vault), predicted, "create returns the predicted address");
        vm.assertEq(vault.sharesRoot(), bytes32("root"), "the root is in its code");
    }

    function test_address_formula() public view {
        bytes32 salt = keccak256(abi.encode(author, bytes32("root"), bytes32("treaty")));
        bytes32 codeHash = keccak256(VaultCode.init(factory.vaultCode.selector));
        vm.assertEq(factory.initCodeHash(), codeHash, "published hash of the init code");
        bytes32 hash = keccak256(abi.encodePacked(hex"ff", address(factory), salt, codeHash));
        vm.assertEq(factory.predict(author, "root", "treaty"), address(uint160(uint256(hash))), "as EIP-1014 has it");
    }

    function testFuzz_address_commits_to_author_root_and_treaty(address who, bytes32 root, bytes32 treaty) public view {
        vm.assume(who != author || root != "root" || treaty != "treaty");
        vm.assertTrue(
            factory.predict(who, root, treaty) != factory.predict(author, "root", "treaty"),
            "two different vaults cannot share an address"
        );
    }

    function test_only_the_author_makes_her_vault() public {
        vm.prank(person(2));
        address other = factory.create("root", 0, new address[](0));
        vm.assertTrue(other != factory.predict(author, "root", 0), "another caller makes a vault of his own");
    }

    function test_tokens_are_kept_in_order() public {
        vm.assertEq(create("0", 0, new address[](0)).tokens().length, 0, "none");
        vm.assertEq(keccak256(abi.encode(create("1", 0, asList(b)).tokens())), keccak256(abi.encode(asList(b))), "one");
        vm.assertEq(
            keccak256(abi.encode(create("2", 0, asList(b, a)).tokens())), keccak256(abi.encode(asList(b, a))), "two"
        );
        vm.assertEq(
            keccak256(abi.encode(create("3", 0, asList(c, b, a)).tokens())),
            keccak256(abi.encode(asList(c, b, a))),
            "three"
        );
    }

    function test_two_vaults_in_one_transaction() public {
        (RoyaltyVault first, RoyaltyVault second) = new Twice().create(factory, asList(a, b, c), asList(c));
        vm.assertEq(first.tokens().length, 3, "all of the first");
        vm.assertEq(second.tokens().length, 1, "none of the first left over in the second");
        vm.assertEq(second.tokens()[0], c, "its own");
    }

    function test_refusals() public {
        refuse(abi.encodeWithSelector(RoyaltyVaultFactory.EmptySharesRoot.selector), 0, new address[](0));
        refuse(abi.encodeWithSelector(RoyaltyVaultFactory.TooManyTokens.selector, 4), "root", new address[](4));
        bytes4 bad = RoyaltyVaultFactory.BadToken.selector;
        refuse(abi.encodeWithSelector(bad, address(0)), "root", asList(address(0)));
        refuse(abi.encodeWithSelector(bad, person(9)), "root", asList(a, person(9)));
        refuse(abi.encodeWithSelector(bad, a), "root", asList(a, b, a));
        address itself = factory.predict(author, "root", 0);
        refuse(abi.encodeWithSelector(bad, itself), "root", asList(itself));
        create("root", 0, asList(a));
        refuse(abi.encodeWithSelector(RoyaltyVaultFactory.VaultExists.selector, itself), "root", asList(b));
    }

    /// Whoever brings a signature chooses the gas. Whatever he chooses, a vault is made whole or not at all: a half-made one
    /// without code would have used up its address.
    function testFuzz_no_gas_makes_half_a_vault(uint256 gas) public {
        bytes memory call = abi.encodeCall(factory.create, ("root", 0, asList(a, b, c)));
        gas = bound(gas, 30_000, 150_000);
        (bool made,) = address(factory).call{gas: gas}(call);
        bytes memory code = factory.predict(address(this), "root", 0).code;
        vm.assertEq(code.length, made ? 90 + 32 + 60 : 0, "whole or not at all");
    }

    // ---------------------------------------------------------------- remembered lists of tokens

    function test_remembered_list_makes_the_same_vault() public {
        address[][3] memory lists = [asList(a), asList(b, a), asList(c, a, b)];
        for (uint256 i; i < 3; ++i) {
            bytes32 hash = keccak256(abi.encodePacked(lists[i]));
            vm.assertFalse(factory.remembered(hash), "not yet");
            factory.remember(lists[i]);
            vm.assertTrue(factory.remembered(hash), "known");
            address[] memory got = create(bytes32(i + 1), 0, lists[i]).tokens();
            vm.assertEq(keccak256(abi.encode(got)), keccak256(abi.encode(lists[i])), "and divided in this order");
        }
    }

    function test_nothing_is_remembered_that_would_be_refused() public {
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.TooManyTokens.selector, 4));
        factory.remember(new address[](4));
        bytes4 bad = RoyaltyVaultFactory.BadToken.selector;
        vm.expectRevert(abi.encodeWithSelector(bad, person(9)));
        factory.remember(asList(a, b, person(9)));
        vm.expectRevert(abi.encodeWithSelector(bad, b));
        factory.remember(asList(a, b, b));
    }

    /// Each list stands for itself: neither its parts nor another order profit from it.
    function test_remembering_reaches_no_other_list() public {
        factory.remember(asList(a, b, c));
        vm.assertFalse(factory.remembered(keccak256(abi.encodePacked(asList(a, b)))), "a part");
        vm.assertFalse(factory.remembered(keccak256(abi.encodePacked(asList(b, a, c)))), "another order");
        refuse(
            abi.encodeWithSelector(RoyaltyVaultFactory.BadToken.selector, person(9)), "root", asList(a, b, person(9))
        );
    }

    /// An address in 32 bytes has 12 zero bytes in front; anything else there is refused, remembered or not.
    function test_words_that_are_no_addresses_are_refused() public {
        factory.remember(asList(a, b));
        bytes memory call = abi.encodeCall(factory.create, ("root", 0, asList(a, b)));
        call[4 + 4 * 32] = 0x01;
        (bool made,) = address(factory).call{gas: 10_000_000}(call);
        vm.assertFalse(made, "not an address");
    }

    // ---------------------------------------------------------------- the hand-written bytes

    /// Written out once more, so that nobody changes the address of every future vault without noticing.
    function test_init_code_is_constant() public view {
        bytes memory want = abi.encodePacked(
            hex"620f42405f52305f7f",
            keccak256("Transfer(address,address,uint256)"),
            hex"60205fa363",
            bytes4(keccak256("vaultCode()")),
            hex"5f525f5f6004601c335afa3d5f5f3e6047575f5ffd5b3d5ff3"
        );
        vm.assertEq(want.length, 75, "75 bytes");
        vm.assertEq(VaultCode.init(factory.vaultCode.selector), want, "byte for byte");
        bytes32 published = 0x1d0142f8a3a49d76abd520624557300d89e6dda840479cb015be3b6e771dd74b;
        vm.assertEq(factory.initCodeHash(), published, "the published hash");
    }

    function test_code_is_proxy_and_arguments() public {
        RoyaltyVault vault = create("root", 0, asList(a, b));
        bytes memory code = address(vault).code;
        vm.assertEq(code.length, 90 + 32 + 2 * 20, "nothing else stands behind the proxy");
        bytes memory want = abi.encodePacked(
            hex"36602d57345f52337f",
            keccak256("Received(address,uint256)"),
            hex"595fa2005b365f5f375f5f365f73",
            factory.implementation(),
            hex"5af43d5f5f3e5f3d91605857fd5bf3",
            bytes32("root"),
            a,
            b
        );
        vm.assertEq(code, want, "byte for byte");
    }

    function test_plain_payment_is_logged_within_2300_gas() public {
        RoyaltyVault vault = create("root", 0, asList(a, b, c));
        Sender sender = new Sender();
        vm.deal(address(this), 1 ether);
        vm.expectEmit(address(vault));
        emit RoyaltyVault.Received(address(sender), 1 ether);
        vm.assertTrue(sender.send{value: 1 ether}(payable(address(vault))), "send leaves 2,300 gas");
        vm.assertEq(address(vault).balance, 1 ether, "the coin is there");
    }

    function test_payment_of_nothing_is_logged_as_nothing() public {
        RoyaltyVault vault = create("root", 0, new address[](0));
        vm.recordLogs();
        (bool ok,) = address(vault).call("");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertTrue(ok && logs.length == 1, "one log");
        vm.assertEq(abi.decode(logs[0].data, (uint256)), 0, "of zero");
    }

    function test_proxy_passes_answers_and_refusals_on() public {
        RoyaltyVault vault = create("root", 0, new address[](0));
        vm.assertEq(vault.name(), "Colophon royalty shares", "an answer longer than a word");
        (bool ok, bytes memory answer) = address(vault).call(abi.encodeCall(vault.claim, (author, address(0))));
        vm.assertFalse(ok, "nothing to claim");
        bytes memory why = abi.encodeWithSelector(RoyaltyVault.NothingToClaim.selector, author, address(0));
        vm.assertEq(answer, why, "the reason comes through whole");
    }

    function test_coin_with_data_is_refused_not_lost() public {
        RoyaltyVault vault = create("root", 0, new address[](0));
        vm.deal(address(this), 1 ether);
        (bool unknown,) = address(vault).call{value: 1 ether}("hello");
        (bool known,) = address(vault).call{value: 1 ether}(abi.encodeCall(vault.setPayout, (author)));
        vm.assertFalse(unknown || known, "no function takes coin");
        vm.assertEq(address(this).balance, 1 ether, "the coin stays with its owner");
    }

    function test_implementation_holds_no_coin() public {
        (bool taken,) = factory.implementation().call{value: 0}("");
        vm.assertFalse(taken, "only vaults take payments");
    }
}
