// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Tree} from "./support/Tree.sol";
import {VaultSigning} from "./support/VaultSigning.sol";
import {PlainToken} from "./support/Zoo.sol";

/// What whole transactions around vaults cost, held below a limit each. Hashes and addresses are as full as real ones, since
/// calldata is paid by the non-zero byte.
contract GasVaultTest is VaultSigning {
    address private third = address(new PlainToken());
    address private second = address(new PlainToken());
    PlainToken private plain = new PlainToken();

    function setUp() public {
        build();
        vm.deal(address(this), 1_000 ether);
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("vault", name), most, name);
    }

    function holder(uint256 i) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("holder", i)))));
    }

    /// A vault of `count` equal holders who have accounts already.
    function withHolders(uint256 count, address[] memory tokens) private {
        delete leaves;
        for (uint256 i; i < count; ++i) {
            leaves.push(Tree.shareLeaf(holder(i), uint32(SUPPLY / count)));
            vm.deal(holder(i), 1);
            plain.mint(holder(i), 1);
        }
        vault = RoyaltyVault(factory.create(Tree.root(leaves), keccak256(abi.encode(tokens)), tokens));
    }

    function join(uint256 i, uint256 count) private {
        vault.activate(holder(i), uint32(SUPPLY / count), proofOf(i));
    }

    function coinIn() private {
        (bool paid,) = address(vault).call{value: 1 ether}("");
        vm.assertTrue(paid, "plain payment");
    }

    function test_creation() public {
        address[] memory three = asList(address(usd), second, third);
        factory.create(keccak256("root"), keccak256("0"), three);
        limit("create, three tokens never seen", 111_000);
        factory.remember(three);
        limit("remember three tokens", 55_500);
        factory.create(keccak256("root"), keccak256("1"), three);
        limit("create, three tokens", 101_700);
        factory.create(keccak256("root"), keccak256("2"), asList(address(usd)));
        limit("create, one token", 93_500);
        factory.create(keccak256("root"), keccak256("3"), new address[](0));
        limit("create, coin alone", 86_000);
        Creation memory c = Creation(vm.addr(7), keccak256("root"), keccak256("4"), three, START);
        bytes memory signature = signCreation(7, c);
        factory.createFor(c.author, c.sharesRoot, c.treaty, c.tokens, c.deadline, signature);
        limit("create for an author who signed, three tokens", 112_000);
    }

    /// The measure used before: root and treaty of a few letters cost 648 gas less of calldata than hashes do.
    function test_creation_with_short_words() public {
        address[] memory three = asList(address(usd), second, third);
        factory.remember(three);
        factory.create("root", "treaty", three);
        limit("create, three tokens, short words", 101_000);
    }

    function test_1000_holders() public {
        withHolders(1_000, asList(address(plain)));
        coinIn();
        limit("pay in, coin", 22_500);
        vault.activateAndClaim(holder(0), 1_000, proofOf(0), asList(NATIVE));
        limit("activate and claim coin, first of 1000", 94_000);
        vault.activateAndClaim(holder(1), 1_000, proofOf(1), asList(NATIVE));
        limit("activate and claim coin, later of 1000", 77_000);
    }

    function test_repeat_claims() public {
        withHolders(100, asList(address(plain)));
        join(0, 100);
        coinIn();
        plain.mint(address(vault), 1e18);
        vault.claim(holder(0), NATIVE);
        vault.claim(holder(0), address(plain));
        limit("claim token, first", 91_500);
        coinIn();
        vault.claim(holder(0), NATIVE);
        limit("claim coin, repeat, by another", 48_000);
        coinIn();
        vm.prank(holder(0));
        vault.claim(holder(0), NATIVE);
        limit("claim coin, repeat, by the holder", 45_500);
        plain.mint(address(vault), 1e18);
        vault.claim(holder(0), address(plain));
        limit("claim token, repeat", 57_000);
    }

    function test_share_transfers() public {
        uint256 one = repeatTransfer("share transfer, repeat, coin and one token", asList(address(plain)));
        vm.assertLe(one, 62_000, "coin and one token");
        address[] memory two = asList(address(plain), second);
        uint256 with2 = repeatTransfer("share transfer, repeat, coin and two tokens", two);
        vm.assertLe(with2 - one, 18_000, "the second token");
        address[] memory three = asList(address(plain), second, third);
        uint256 with3 = repeatTransfer("share transfer, repeat, coin and three tokens", three);
        vm.assertLe(with3 - with2, 18_000, "the third token");
    }

    /// Each token has revenue, and both parties have drawn some of it.
    function repeatTransfer(string memory name, address[] memory tokens) private returns (uint256) {
        withHolders(10, tokens);
        join(0, 10);
        join(1, 10);
        coinIn();
        for (uint256 i; i < tokens.length; ++i) {
            PlainToken(tokens[i]).mint(address(vault), 1e18);
            vault.claim(holder(0), tokens[i]);
            vault.claim(holder(1), tokens[i]);
        }
        vault.claim(holder(0), NATIVE);
        vault.claim(holder(1), NATIVE);
        vm.prank(holder(0));
        vault.transfer(holder(1), 1_000);
        vm.prank(holder(0));
        vault.transfer(holder(1), 1_000);
        return vm.snapshotGasLastCall("vault", name);
    }

    function test_claim_across_20_works() public {
        address[] memory vaults = new address[](20);
        for (uint256 i; i < 20; ++i) {
            address[] memory tokens = i % 2 == 0 ? asList(address(plain)) : asList(address(plain), second);
            withHolders(100 + i, tokens);
            join(0, 100 + i);
            vaults[i] = address(vault);
            coinIn();
            vault.claim(holder(0), NATIVE);
            coinIn();
        }
        factory.claimMany(vaults, holder(0), asList(NATIVE));
        limit("claim coin across 20 works", 20 * 27_000);
    }

    function test_permit() public {
        Permit memory p = Permit(vm.addr(7), holder(0), 1, 0, START);
        Signature memory sig = signPermit(vault, 7, p);
        permit(vault, p, sig);
        limit("permit, first", 78_000);
    }
}
