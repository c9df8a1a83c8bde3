// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyVaultFactory} from "../src/RoyaltyVaultFactory.sol";
import {SplitTreaty} from "../src/SplitTreaty.sol";
import {Floor, Treaty} from "../src/TreatyHash.sol";
import {PlainToken} from "./support/Zoo.sol";
import {TreatyWorld} from "./support/TreatyWorld.sol";
import {Tree} from "./support/Tree.sol";

/// Claims that any vault it is asked about is the right one, and has the right tokens.
contract LyingFactory {
    address private immutable _vault = address(this);
    address[] private _tokens;

    constructor(address[] memory list) {
        _tokens = list;
    }

    function predict(address, bytes32, bytes32) external view returns (address) {
        return _vault;
    }

    function tokens() external view returns (address[] memory) {
        return _tokens;
    }
}

/// Agreement, its deadline, and the vault that belongs to it.
contract SplitTreatyTest is TreatyWorld {
    function setUp() public {
        buildTreaty();
    }

    function agreed(Treaty memory treaty) private returns (bytes32) {
        return treaties.agree(treaty, sign(treaty));
    }

    function err(bytes4 selector, address who) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, who);
    }

    // ---------------------------------------------------------------- agreeing

    function test_agreement_is_recorded_and_published() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        bytes32 id = treaties.hashOf(treaty);
        vm.assertEq(treaties.agreedAt(id), 0, "a draft until then");
        vm.warp(START + 5);
        vm.expectEmit(address(treaties));
        emit SplitTreaty.Agreed(id, authors[0], "work", START + 5, treaty);
        vm.prank(person(99)); // anybody may bring it
        vm.assertEq(treaties.agree(treaty, signatures), id, "the struct hash is its name");
        vm.assertEq(treaties.agreedAt(id), START + 5, "when it was agreed");
    }

    function test_second_call_changes_nothing() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        treaties.agree(treaty, signatures);
        vm.warp(DEADLINE + 1);
        vm.recordLogs();
        treaties.agree(treaty, new bytes[](0)); // whoever was first spoils nothing
        vm.assertEq(vm.getRecordedLogs().length, 0, "nothing is published again");
        vm.assertEq(treaties.agreedAt(treaties.hashOf(treaty)), START, "the first time stands");
    }

    function test_every_signer_is_needed() public {
        Treaty memory treaty = draft();
        bytes[] memory all = sign(treaty);
        for (uint256 i; i < 3; ++i) {
            bytes[] memory some = sign(treaty);
            some[i] = "";
            vm.expectRevert(err(SplitTreaty.BadSignature.selector, authors[i]));
            treaties.agree(treaty, some);
            some[i] = all[(i + 1) % 3]; // another's in her place
            vm.expectRevert(err(SplitTreaty.BadSignature.selector, authors[i]));
            treaties.agree(treaty, some);
        }
        bytes[] memory two = new bytes[](2);
        (two[0], two[1]) = (all[0], all[1]);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.SignatureCount.selector, 3, 2));
        treaties.agree(treaty, two);
        bytes[] memory four = new bytes[](4);
        (four[0], four[1], four[2], four[3]) = (all[0], all[1], all[2], all[2]);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.SignatureCount.selector, 3, 4));
        treaties.agree(treaty, four);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.SignatureCount.selector, 3, 0));
        treaties.agree(treaty, new bytes[](0));
    }

    /// The same signature in its other form, in short form, and with a recovery id that nodes do not know.
    function test_other_forms_of_a_signature_are_refused() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[1], treaties.digestOf(treaty));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes[4] memory forms = [
            abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? 28 : 27),
            abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255)),
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(r, s, v, uint8(0))
        ];
        for (uint256 i; i < forms.length; ++i) {
            signatures[1] = forms[i];
            vm.expectRevert(err(SplitTreaty.BadSignature.selector, authors[1]));
            treaties.agree(treaty, signatures);
        }
    }

    /// A signer whom nobody has the key of: an invalid signature recovers to zero, never to her.
    function test_zero_never_signs() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        treaty.signers[2] = address(type(uint160).max);
        signatures = sign(treaty);
        vm.expectRevert(err(SplitTreaty.BadSignature.selector, address(type(uint160).max)));
        treaties.agree(treaty, signatures);
    }

    function testFuzz_a_changed_byte_is_no_signature(uint256 which, uint256 place, uint8 change) public {
        vm.assume(change != 0);
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        which %= 3;
        place %= 65;
        signatures[which][place] = bytes1(uint8(signatures[which][place]) ^ change);
        vm.expectRevert(err(SplitTreaty.BadSignature.selector, authors[which]));
        treaties.agree(treaty, signatures);
    }

    function testFuzz_any_number_of_signers(uint256 count) public {
        makeAuthors(bound(count, 1, 12));
        Treaty memory treaty = draft();
        bytes32 id = agreed(treaty);
        vm.assertEq(treaties.agreedAt(id), START, "each of them signed");
    }

    /// Fans do not sign: the grantor's signature alone stands for the list whose root she signed.
    function test_grantor_signs_alone_for_her_fans() public {
        makeAuthors(1);
        Treaty memory treaty = draft();
        delete leaves;
        for (uint256 i; i < 1_000; ++i) {
            leaves.push(Tree.shareLeaf(person(i), 1_000));
        }
        treaty.sharesRoot = Tree.root(leaves);
        agreed(treaty);
        treaties.check(treaty, factory, makeVault(treaty, asList(low, high)));
    }

    // ---------------------------------------------------------------- deadline, chains

    function test_deadline_itself_still_counts_and_no_second_more() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.Expired.selector, DEADLINE, DEADLINE + 1));
        treaties.agree(treaty, signatures);
        vm.warp(DEADLINE);
        treaties.agree(treaty, signatures);
    }

    /// The vault may come long after, and a draft never counts again, whoever signs it late.
    function test_agreement_outlives_the_deadline_and_a_draft_does_not() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        bytes32 id = treaties.agree(treaty, signatures);
        Treaty memory late = draft();
        late.work = "other";
        signatures = sign(late);
        vm.warp(DEADLINE + 365 days);
        address vault = makeVault(treaty, asList(low, high));
        (bytes32 found, uint64 time) = treaties.check(treaty, factory, vault);
        vm.assertTrue(found == id && time == START, "agreed in time");
        address drafted = makeVault(late, asList(low, high));
        bytes32 lateId = treaties.hashOf(late);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotAgreed.selector, lateId));
        treaties.check(late, factory, drafted);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.Expired.selector, DEADLINE, DEADLINE + 365 days));
        treaties.checkSigned(late, signatures, factory, drafted);
    }

    function test_one_set_of_signatures_serves_every_chain_named_and_no_other() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.ChainNotNamed.selector, 1));
        treaties.agree(treaty, signatures);
        vm.chainId(OTHER_CHAIN);
        treaties.agree(treaty, signatures);
        address vault = makeVault(treaty, asList(low, high));
        treaties.check(treaty, factory, vault);
    }

    /// After a fork that took another chain id, what was agreed before does not hold there.
    function test_fork_with_a_new_id_is_not_named() public {
        Treaty memory treaty = draft();
        agreed(treaty);
        address vault = makeVault(treaty, asList(low, high));
        vm.chainId(7);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.ChainNotNamed.selector, 7));
        treaties.check(treaty, factory, vault);
    }

    // ---------------------------------------------------------------- the vault

    function test_vault_and_treaty_belong_together() public {
        Treaty memory treaty = draft();
        bytes[] memory signatures = sign(treaty);
        bytes32 id = treaties.hashOf(treaty);
        address vault = factory.predict(treaty.author, treaty.sharesRoot, id);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotAgreed.selector, id));
        treaties.check(treaty, factory, vault);
        vm.expectRevert(err(SplitTreaty.VaultMissing.selector, vault));
        treaties.checkSigned(treaty, signatures, factory, vault);
        makeVault(treaty, asList(low, high));
        treaties.checkSigned(treaty, signatures, factory, vault);
        treaties.agree(treaty, signatures);
        (bytes32 found, uint64 time) = treaties.check(treaty, factory, vault);
        vm.assertEq(found, id, "the treaty in the vault's address");
        vm.assertEq(time, START, "and when it was agreed");
    }

    function test_vault_that_differs_in_one_share_is_refused() public {
        Treaty memory treaty = draft();
        bytes32 id = agreed(treaty);
        bytes32 other = sharesRoot(1);
        vm.assertTrue(other != treaty.sharesRoot, "one share of a million moved to the fan");
        vm.prank(treaty.author);
        address vault = factory.create(other, id, asList(low, high));
        address right = factory.predict(treaty.author, treaty.sharesRoot, id);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotTheVault.selector, right, vault));
        treaties.check(treaty, factory, vault);
        treaty.sharesRoot = other; // and the treaty cannot follow it
        id = treaties.hashOf(treaty);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotAgreed.selector, id));
        treaties.check(treaty, factory, vault);
    }

    function test_vault_of_another_author_or_without_the_treaty_is_refused() public {
        Treaty memory treaty = draft();
        bytes32 id = agreed(treaty);
        address right = factory.predict(treaty.author, treaty.sharesRoot, id);
        vm.prank(authors[1]);
        address foreign = factory.create(treaty.sharesRoot, id, asList(low, high));
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotTheVault.selector, right, foreign));
        treaties.check(treaty, factory, foreign);
        vm.prank(authors[0]);
        address bare = factory.create(treaty.sharesRoot, 0, asList(low, high));
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotTheVault.selector, right, bare));
        treaties.check(treaty, factory, bare);
    }

    function test_vault_with_other_tokens_is_told_apart() public {
        address third = address(new PlainToken());
        address[][5] memory wrong =
            [new address[](0), asList(low), asList(low, third), asList(third, high), asList(low, high, third)];
        for (uint256 i; i < wrong.length; ++i) {
            Treaty memory treaty = draft();
            treaty.work = bytes32(i + 1);
            agreed(treaty);
            address vault = makeVault(treaty, wrong[i]);
            vm.expectRevert(err(SplitTreaty.TokensDiffer.selector, vault));
            treaties.check(treaty, factory, vault);
        }
        Treaty memory good = draft();
        agreed(good);
        treaties.check(good, factory, makeVault(good, asList(high, low))); // their order means nothing
    }

    function test_coin_alone() public {
        Treaty memory treaty = draft();
        (treaty.chains[0].tokens, treaty.chains[0].floors) = (new address[](0), new Floor[](0));
        agreed(treaty);
        treaties.check(treaty, factory, makeVault(treaty, new address[](0)));
    }

    function test_another_factory_gives_another_vault() public {
        Treaty memory treaty = draft();
        RoyaltyVaultFactory other = new RoyaltyVaultFactory();
        bytes32 id = agreed(treaty);
        vm.prank(treaty.author);
        address vault = other.create(treaty.sharesRoot, id, asList(low, high));
        address right = factory.predict(treaty.author, treaty.sharesRoot, id);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.NotTheVault.selector, right, vault));
        treaties.check(treaty, factory, vault);
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.ForeignFactory.selector, factory, other));
        treaties.check(treaty, other, vault);
    }

    /// A factory made for the purpose answers whatever is wanted; the signers named theirs.
    function test_lying_factory_is_not_the_one_agreed_on() public {
        Treaty memory treaty = draft();
        agreed(treaty);
        address liar = address(new LyingFactory(asList(low, high)));
        vm.expectRevert(abi.encodeWithSelector(SplitTreaty.ForeignFactory.selector, address(factory), liar));
        treaties.check(treaty, RoyaltyVaultFactory(liar), liar);
    }

    function test_factory_that_is_not_there_is_named() public {
        Treaty memory treaty = draft();
        treaty.chains[0].factory = person(5);
        agreed(treaty);
        vm.expectRevert(err(SplitTreaty.FactoryMissing.selector, person(5)));
        treaties.check(treaty, RoyaltyVaultFactory(person(5)), person(6));
    }
}
