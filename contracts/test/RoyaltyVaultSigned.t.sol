// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {RoyaltyVaultFactory} from "../src/RoyaltyVaultFactory.sol";
import {VaultSigning} from "./support/VaultSigning.sol";
import {PlainToken, Wallet} from "./support/Zoo.sol";

/// Vaults made for an author who signed: whoever brings the signature decides nothing.
contract RoyaltyVaultSignedTest is VaultSigning {
    uint256 private constant KEY = 0xA07407;
    address private artist = vm.addr(KEY);
    address private other = address(new PlainToken());
    Creation private plan;

    function setUp() public {
        build();
        plan = Creation(artist, "root", "treaty", asList(address(usd), other), START + 1 days);
    }

    function refuse(Creation memory c, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.BadSignature.selector, c.author));
        createFor(c, signature);
    }

    function test_anybody_may_bring_the_signature() public {
        bytes memory signature = signCreation(KEY, plan);
        address predicted = factory.predict(artist, "root", "treaty");
        vm.expectEmit(address(factory));
        emit RoyaltyVaultFactory.VaultCreated(predicted, artist, "root", "treaty", plan.tokens);
        RoyaltyVault made = createFor(plan, signature);
        vm.assertEq(address(made), predicted, "the author's vault, not the caller's");
        vm.assertEq(
            keccak256(abi.encode(made.tokens())), keccak256(abi.encode(plan.tokens)), "with the tokens she signed"
        );
    }

    function test_signed_and_own_creation_make_the_same_vault() public {
        address signed = address(createFor(plan, signCreation(KEY, plan)));
        vm.prank(artist);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.VaultExists.selector, signed));
        factory.create{gas: 10_000_000}("root", "treaty", plan.tokens);
    }

    /// One test per field: what was not signed is not made.
    function test_nothing_may_differ_from_what_was_signed() public {
        bytes memory signature = signCreation(KEY, plan);
        Creation memory c = plan;
        c.author = person(66);
        refuse(c, signature);
        c = plan;
        c.sharesRoot = "another root";
        refuse(c, signature);
        c = plan;
        c.treaty = "another treaty";
        refuse(c, signature);
        c = plan;
        c.deadline += 1;
        refuse(c, signature);
        c = plan;
        c.tokens = asList(other, address(usd));
        refuse(c, signature);
        c.tokens = asList(address(usd));
        refuse(c, signature);
        c.tokens = asList(address(usd), other, address(new PlainToken()));
        refuse(c, signature);
        c.tokens = new address[](0);
        refuse(c, signature);
    }

    function test_signature_has_a_last_second() public {
        bytes memory signature = signCreation(KEY, plan);
        vm.warp(plan.deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.SignatureExpired.selector, plan.deadline));
        createFor(plan, signature);
        vm.warp(plan.deadline);
        createFor(plan, signature);
    }

    /// I16.
    function test_signature_is_for_one_chain_and_one_factory() public {
        bytes memory signature = signCreation(KEY, plan);
        vm.chainId(10);
        refuse(plan, signature);
        vm.chainId(31337);
        RoyaltyVaultFactory real = factory;
        factory = new RoyaltyVaultFactory();
        refuse(plan, signature);
        factory = real;
        createFor(plan, signature);
    }

    function test_signature_makes_one_vault_once() public {
        bytes memory signature = signCreation(KEY, plan);
        RoyaltyVault made = createFor(plan, signature);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.VaultExists.selector, address(made)));
        factory.createFor{gas: 10_000_000}(
            plan.author, plan.sharesRoot, plan.treaty, plan.tokens, plan.deadline, signature
        );
    }

    function test_signatures_of_others_and_garbage_are_refused() public {
        refuse(plan, signCreation(KEY + 1, plan));
        refuse(plan, "");
        refuse(plan, new bytes(65));
        refuse(plan, new bytes(64));
        Creation memory c = plan;
        c.author = address(0);
        refuse(c, new bytes(65));
    }

    /// Of the two forms that a signature can be brought into, the upper one is refused.
    function test_malleable_form_is_refused() public {
        bytes memory signature = signCreation(KEY, plan);
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        uint256 s;
        assembly {
            s := mload(add(signature, 64))
            mstore(add(signature, 64), sub(order, s))
        }
        signature[64] = signature[64] == bytes1(uint8(27)) ? bytes1(uint8(28)) : bytes1(uint8(27));
        refuse(plan, signature);
    }

    function test_contract_author_answers_for_herself() public {
        Wallet wallet = new Wallet(artist);
        Creation memory c = plan;
        c.author = address(wallet);
        bytes memory signature = signCreation(KEY, c);
        refuse(c, signCreation(KEY + 1, c));
        vm.assertEq(address(createFor(c, signature)), factory.predict(address(wallet), "root", "treaty"), "ERC-1271");
    }

    /// A contract that knows nothing of ERC-1271 has signed nothing.
    function test_contract_without_an_answer_has_not_signed() public {
        Creation memory c = plan;
        c.author = other;
        refuse(c, signCreation(KEY, c));
    }

    function test_what_create_refuses_is_refused_signed_too() public {
        Creation memory c = plan;
        c.sharesRoot = 0;
        bytes memory signature = signCreation(KEY, c);
        vm.expectRevert(RoyaltyVaultFactory.EmptySharesRoot.selector);
        createFor(c, signature);
        c = plan;
        c.tokens = asList(address(usd), person(9));
        signature = signCreation(KEY, c);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.BadToken.selector, person(9)));
        createFor(c, signature);
        c.tokens = new address[](4);
        signature = signCreation(KEY, c);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVaultFactory.TooManyTokens.selector, 4));
        createFor(c, signature);
    }

    function test_domain_is_published() public view {
        (, string memory name, string memory version, uint256 chain, address where,,) = factory.eip712Domain();
        vm.assertEq(name, "Colophon RoyaltyVaultFactory", "name");
        vm.assertEq(version, "1", "version");
        vm.assertEq(chain, block.chainid, "chain");
        vm.assertEq(where, address(factory), "contract");
        vm.assertEq(factory.CREATE_VAULT(), CREATE_VAULT, "and the type");
    }
}
