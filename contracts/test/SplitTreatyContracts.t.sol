// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SplitTreaty} from "../src/SplitTreaty.sol";
import {Treaty} from "../src/TreatyHash.sol";
import {TreatyWorld} from "./support/TreatyWorld.sol";

/// A contract that signs: as its owner does, or badly.
contract Wallet {
    enum Mood {
        Good,
        No,
        Reverts,
        Empty,
        Long
    }

    address public owner;
    Mood public mood;

    constructor(address owner_) {
        owner = owner_;
    }

    function set(address owner_, Mood mood_) external {
        (owner, mood) = (owner_, mood_);
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (mood == Mood.No) return 0xffffffff;
        if (mood == Mood.Reverts) revert("not today");
        if (mood == Mood.Empty) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        (address signer,,) = ECDSA.tryRecover(digest, signature);
        if (signer != owner) return 0;
        if (mood == Mood.Long) {
            assembly ("memory-safe") {
                mstore(0, 0x1626ba7e00000000000000000000000000000000000000000000000000000000)
                return(0, 100000)
            }
        }
        return 0x1626ba7e;
    }
}

/// Signers that are contracts (ERC-1271).
contract SplitTreatyContractsTest is TreatyWorld {
    uint256 private constant OWNER = 0x0E0E;
    Wallet private wallet;

    function setUp() public {
        buildTreaty();
        wallet = new Wallet(vm.addr(OWNER));
    }

    function withWallet() private returns (Treaty memory treaty, bytes[] memory signatures) {
        return withContract(address(wallet));
    }

    /// The contract takes the place of one author; its owner's key signs there.
    function withContract(address signer) private returns (Treaty memory treaty, bytes[] memory signatures) {
        treaty = draft();
        uint256 at = signer < authors[0] ? 0 : signer < authors[2] ? 1 : 2;
        // The two others keep their order around it.
        (uint256 a, uint256 b) = at == 0 ? (1, 2) : at == 1 ? (0, 2) : (0, 1);
        treaty.signers[at] = signer;
        treaty.author = treaty.signers[a];
        bytes32 digest = treaties.digestOf(treaty);
        signatures = new bytes[](3);
        signatures[a] = signWith(keys[a], digest);
        signatures[b] = signWith(keys[b], digest);
        signatures[at] = signWith(OWNER, digest);
    }

    function test_contract_signs() public {
        (Treaty memory treaty, bytes[] memory signatures) = withWallet();
        bytes32 id = treaties.agree(treaty, signatures);
        vm.assertEq(treaties.agreedAt(id), START, "its word counts as a signature");
    }

    /// A wallet whose owner changes takes nothing back: agreed is agreed.
    function test_agreement_outlives_the_wallets_owner() public {
        (Treaty memory treaty, bytes[] memory signatures) = withWallet();
        treaties.agree(treaty, signatures);
        address vault = makeVault(treaty, asList(low, high));
        wallet.set(person(1), Wallet.Mood.No);
        treaties.check(treaty, factory, vault);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.BadSignature.selector, address(wallet)));
        treaties.checkSigned(treaty, signatures, factory, vault);
    }

    function test_contract_that_does_not_say_yes_says_no() public {
        (Treaty memory treaty, bytes[] memory signatures) = withWallet();
        for (uint256 mood = 1; mood < 4; ++mood) {
            wallet.set(vm.addr(OWNER), Wallet.Mood(mood));
            vm.expectRevert(abi.encodeWithSelector(SplitTreaty.BadSignature.selector, address(wallet)));
            treaties.agree(treaty, signatures);
        }
        wallet.set(vm.addr(OWNER), Wallet.Mood.Long);
        treaties.agree(treaty, signatures); // a long answer costs its sender and nobody else
    }

    function test_wallets_owner_signs_for_this_treaty_alone() public {
        (Treaty memory treaty, bytes[] memory signatures) = withWallet();
        treaty.deadline += 1;
        bytes32 digest = treaties.digestOf(treaty);
        for (uint256 i; i < 3; ++i) {
            if (treaty.signers[i] != address(wallet)) signatures[i] = signWith(keys[i], digest);
        }
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.BadSignature.selector, address(wallet)));
        treaties.agree(treaty, signatures);
    }

    /// The key that stands behind a contract does not sign in its place unless the contract says so.
    function test_contract_without_the_function_cannot_sign() public {
        (Treaty memory treaty, bytes[] memory signatures) = withContract(address(factory));
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.BadSignature.selector, address(factory)));
        treaties.agree(treaty, signatures);
    }
}
