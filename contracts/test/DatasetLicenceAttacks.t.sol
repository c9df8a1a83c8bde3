// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {DatasetBook} from "../src/DatasetBook.sol";
import {Joining, Origin} from "../src/DatasetConsent.sol";
import {DatasetLicence, Purchase} from "../src/DatasetLicence.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {DatasetWorld} from "./support/DatasetWorld.sol";
import {Tree} from "./support/Tree.sol";
import {PlainToken} from "./support/Zoo.sol";

/// An account that is a contract: what its owner signed is its signature (ERC-1271).
contract Wallet {
    address private immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s) = abi.decode(signature[:64], (bytes32, bytes32));
        bool right = ecrecover(hash, uint8(signature[64]), r, s) == owner;
        return right ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// Buys again while it is handed its licence, and takes a work out if it can.
contract Greedy {
    DatasetLicence private immutable licences;
    bytes public again;
    bytes4 public refusal;

    constructor(DatasetLicence licences_) {
        licences = licences_;
    }

    function plan(bytes calldata call) external {
        again = call;
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        (bool done, bytes memory answer) = address(licences).call(again);
        if (!done) refusal = bytes4(answer);
        return this.onERC1155Received.selector;
    }
}

/// What a curator, a rights holder or a stranger might try with works, leaves and consents.
contract DatasetLicenceAttacksTest is DatasetWorld {
    address private buyer = person(0xE);

    function setUp() public {
        buildDataset(4);
    }

    function refuse(Joining memory joining, bytes memory why) private {
        Joining[] memory list = only(joining);
        uint256 before = licences.datasetOf(datasetId).weight;
        vm.expectRevert(why);
        licences.join(datasetId, list);
        vm.assertEq(licences.datasetOf(datasetId).weight, before, "nothing was counted");
    }

    function badConsent(uint256 i) private view returns (bytes memory) {
        return abi.encodeWithSelector(DatasetBook.BadConsent.selector, pieces[i].workId, pieces[i].origin.author);
    }

    // ---------------------------------------------------------------- a leaf counts once

    function test_leaf_is_not_counted_twice() public {
        Joining[] memory list = new Joining[](2);
        (list[0], list[1]) = (consent(0, 0), consent(0, 0));
        licences.join(datasetId, list);
        licences.join(datasetId, list);
        vm.assertEq(licences.datasetOf(datasetId).weight, pieces[0].weight, "once, however often it is brought");
        refuse(consent(0, 9), abi.encodeWithSelector(DatasetBook.AlreadyJoined.selector, pieces[0].vault));
    }

    /// A consent lifted from the mempool and brought first does not hold up the list that it was in.
    function test_consent_brought_by_a_stranger_first_does_no_harm() public {
        Joining[] memory first = only(consent(2, 0));
        vm.prank(person(0xF));
        licences.join(datasetId, first);
        joinAll();
        vm.assertEq(licences.datasetOf(datasetId).weight, SUPPLY, "all are in");
    }

    /// A leaf that a stranger has activated before joins all the same.
    function test_activation_by_a_stranger_first_does_no_harm() public {
        pool.activate(address(pieces[1].vault), pieces[1].weight, Tree.proof(places, 1));
        joinAll();
        vm.assertEq(licences.datasetOf(datasetId).weight, SUPPLY, "all are in");
    }

    /// Opens a dataset whose tree is `places` with one more leaf, and goes on with it.
    function withLeaf(bytes32 leaf) private {
        places.push(leaf);
        pool = makePool(0, asList(address(usd)));
        datasetId = openDataset(pool, LIST, address(usd));
    }

    /// Two leaves for one vault: one is activated, the other never can be. Counting it would sell shares that nobody has.
    function test_second_leaf_of_one_vault_is_not_counted() public {
        address at = address(pieces[0].vault);
        withLeaf(Tree.shareLeaf(at, 1));
        pool.activate(at, 1, Tree.proof(places, 4));
        refuse(consent(0, 0), abi.encodeWithSelector(DatasetBook.WrongWeight.selector, at, 1, pieces[0].weight));
    }

    /// The curator keeps a leaf secret and activates it first: the works would starve, so nothing is ever sold.
    function test_secret_leaf_activated_first_leaves_the_dataset_unsold() public {
        withLeaf(Tree.shareLeaf(curator, 300_000));
        pool.activate(curator, 300_000, Tree.proof(places, 4));
        join(0, 0);
        join(1, 0);
        uint256 joined = uint256(pieces[0].weight) + pieces[1].weight;
        for (uint256 i = 2; i < 4; ++i) {
            uint256 beyond = 300_000 + joined + pieces[i].weight;
            refuse(consent(i, 0), abi.encodeWithSelector(RoyaltyVault.OverAllocated.selector, beyond));
        }
        fund(buyer, PRICE);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.Incomplete.selector, datasetId, joined));
        vm.prank(buyer);
        licences.buy(asked(1, buyer));
    }

    /// The same leaf after all works have joined: there are no shares left for it.
    function test_secret_leaf_finds_nothing_once_all_have_joined() public {
        withLeaf(Tree.shareLeaf(curator, 300_000));
        joinAll();
        bytes32[] memory proof = Tree.proof(places, 4);
        vm.expectRevert(abi.encodeWithSelector(RoyaltyVault.OverAllocated.selector, 1_300_000));
        pool.activate(curator, 300_000, proof);
    }

    /// A work whose vault divides the dataset's own shares could hand them out and let another vault be counted with them.
    function test_vault_that_divides_the_shares_themselves_is_refused() public {
        // The pool's address follows from its root alone, so it can be made before the work's vault.
        Origin memory origin = Origin(vm.addr(0xA11CE + 4), Tree.root(holders(4)), bytes32(0));
        address at = factory.predict(origin.author, origin.sharesRoot, 0);
        withLeaf(Tree.shareLeaf(at, 5));
        addPiece(5, asList(address(usd), address(pool)));
        vm.assertEq(address(pieces[4].vault), at, "as predicted");
        refuse(consent(4, 0), abi.encodeWithSelector(DatasetBook.SharesWouldLeave.selector, at));
    }

    // ---------------------------------------------------------------- weight

    function test_weight_that_is_not_the_leaf() public {
        Joining memory joining = consent(0, 0);
        joining.weight += 1;
        sign(joining, 0, pieces[0].key);
        address at = address(pieces[0].vault);
        refuse(joining, abi.encodeWithSelector(RoyaltyVault.BadProof.selector, at, joining.weight));
        pool.activate(at, pieces[0].weight, joining.proof);
        refuse(joining, abi.encodeWithSelector(DatasetBook.WrongWeight.selector, at, pieces[0].weight, joining.weight));
    }

    function test_weight_of_nothing() public {
        address at = address(pieces[0].vault);
        delete places;
        places.push(Tree.shareLeaf(at, 0));
        places.push(Tree.shareLeaf(address(pieces[1].vault), pieces[1].weight));
        pool = makePool(0, asList(address(usd)));
        datasetId = openDataset(pool, LIST, address(usd));
        pieces[0].weight = 0;
        refuse(consent(0, 0), abi.encodeWithSelector(DatasetBook.WrongWeight.selector, at, 0, 0));
    }

    function test_weight_other_than_signed() public {
        Joining memory joining = consent(0, 0);
        joining.weight -= 1;
        refuse(joining, badConsent(0));
    }

    // ---------------------------------------------------------------- whose work it is

    function test_foreign_signature() public {
        Joining memory joining = consent(0, 0);
        sign(joining, 0, pieces[1].key);
        refuse(joining, badConsent(0));
        joining.signature = "";
        refuse(joining, badConsent(0));
    }

    function test_stranger_as_signer() public {
        Joining memory joining = consent(0, 0);
        joining.signer = pieces[1].origin.author;
        sign(joining, 0, pieces[1].key);
        refuse(
            joining, abi.encodeWithSelector(DatasetBook.NotRightsHolder.selector, joining.signer, joining.origin.author)
        );
        joining.signer = address(0);
        refuse(joining, abi.encodeWithSelector(DatasetBook.NotRightsHolder.selector, address(0), joining.origin.author));
    }

    /// The thief names her own vault as the origin of another's work.
    function test_made_up_author() public {
        Joining memory joining = consent(0, 0);
        joining.origin = pieces[1].origin;
        joining.signer = pieces[1].origin.author;
        sign(joining, 0, pieces[1].key);
        refuse(joining, abi.encodeWithSelector(DatasetBook.NotVaultOfWork.selector, pieces[0].workId, pieces[0].vault));
    }

    function test_work_that_was_never_minted() public {
        Joining memory joining = consent(0, 0);
        joining.workId = 7;
        refuse(joining, abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 7));
    }

    /// The work's token has been sold: its new owner gets no say over the rights.
    function test_owner_of_the_token_does_not_speak_for_the_work() public {
        Origin memory origin = pieces[0].origin;
        vm.assertEq(works.ownerOf(pieces[0].workId), person(0xD), "somebody else owns the token");
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.NotRightsHolder.selector, person(0xD), origin.author));
        vm.prank(person(0xD));
        licences.takeOut(datasetId, origin);
    }

    function test_curator_cannot_take_a_work_out() public {
        joinAll();
        Origin memory origin = pieces[0].origin;
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.NotRightsHolder.selector, curator, origin.author));
        vm.prank(curator);
        licences.takeOut(datasetId, origin);
        origin.author = curator; // names a vault of her own, which is not in the dataset
        vm.prank(curator);
        licences.takeOut(datasetId, origin);
        vm.assertEq(licences.datasetOf(datasetId).weight, SUPPLY, "nobody left");
    }

    function test_rights_holder_that_is_a_contract() public {
        address wallet = address(new Wallet(vm.addr(0xB0B)));
        address at = factory.predict(wallet, Tree.root(holders(4)), 0);
        withLeaf(Tree.shareLeaf(at, 6));
        addPiece(0xB0B, wallet, 6, asList(address(usd)));
        Joining memory joining = consent(4, 0);
        sign(joining, 4, pieces[0].key);
        refuse(joining, badConsent(4));
        join(4, 0);
        vm.assertEq(licences.memberOf(datasetId, at).weight, 6, "its owner's signature counts");
    }

    // ---------------------------------------------------------------- tokens

    function test_vault_that_does_not_divide_the_token() public {
        PlainToken plain = new PlainToken();
        address at = factory.predict(vm.addr(0xA11CE + 4), Tree.root(holders(4)), 0);
        withLeaf(Tree.shareLeaf(at, 5));
        addPiece(5, asList(address(plain)));
        refuse(consent(4, 0), abi.encodeWithSelector(DatasetBook.TokenNotDivided.selector, at, usd));
    }

    /// Also where the price is in coin: the dataset's vault could be paid in its other tokens by anybody.
    function test_every_token_of_the_dataset_must_be_divided() public {
        PlainToken plain = new PlainToken();
        pool = makePool("another", asList(address(usd), address(plain)));
        bytes32 root = Tree.root(places);
        vm.prank(curator);
        datasetId = licences.open(root, "another", LIST, terms(), NATIVE, PRICE);
        money = NATIVE;
        refuse(consent(0, 0), abi.encodeWithSelector(DatasetBook.TokenNotDivided.selector, pieces[0].vault, plain));
    }

    // ---------------------------------------------------------------- replay

    function test_consent_after_its_deadline() public {
        Joining memory joining = consent(0, 0);
        vm.warp(START + 30 days);
        licences.join(datasetId, only(joining));
        joining = consent(1, 0);
        vm.warp(START + 30 days + 1);
        refuse(joining, abi.encodeWithSelector(DatasetBook.ConsentExpired.selector, joining.deadline));
        joining.deadline = type(uint64).max;
        refuse(joining, badConsent(1));
    }

    /// The same works, terms and weights under another list; and the same in another token.
    function test_consent_to_one_dataset_is_none_to_another() public {
        Joining memory joining = consent(0, 0);
        uint256 first = datasetId;
        datasetId = openDataset(pool, "another list", address(usd));
        refuse(joining, badConsent(0));
        datasetId = openDataset(pool, LIST, NATIVE);
        refuse(joining, badConsent(0));
        datasetId = first;
        licences.join(datasetId, only(joining));
    }

    /// I16
    function test_consent_is_of_no_use_in_another_contract_or_on_another_chain() public {
        Joining memory elsewhere = consent(0, 0);
        sign(elsewhere, 0, pieces[0].key, address(licences), block.chainid + 1, datasetId);
        refuse(elsewhere, badConsent(0));
        sign(elsewhere, 0, pieces[0].key, address(this), block.chainid, datasetId);
        refuse(elsewhere, badConsent(0));
        Joining memory here = consent(0, 0);
        vm.chainId(block.chainid + 1);
        refuse(here, badConsent(0));
    }

    function test_consent_taken_back_is_of_no_use() public {
        Joining memory used = consent(0, 0);
        Joining memory unused = consent(1, 0);
        licences.join(datasetId, only(used));
        takeOut(0);
        takeOut(1); // before anybody brought it
        refuse(used, badConsent(0));
        refuse(unused, badConsent(1));
    }

    /// Also before there is a dataset: its id is known beforehand.
    function test_consent_can_be_taken_back_before_the_dataset_is_opened() public {
        uint256 first = datasetId;
        datasetId = licences.datasetIdOf(address(pool), keccak256(abi.encode(terms())), address(usd), "to come");
        Joining memory joining = consent(0, 0);
        takeOut(0);
        vm.assertEq(openDataset(pool, "to come", address(usd)), datasetId, "that very dataset");
        refuse(joining, badConsent(0));
        vm.assertEq(licences.memberOf(first, address(pieces[0].vault)).nonce, 0, "and no other");
    }

    function test_changed_lowest_price_is_not_what_was_signed() public {
        Joining memory joining = consent(0, 500);
        joining.lowestPrice = 1;
        refuse(joining, badConsent(0));
    }

    // ---------------------------------------------------------------- while money moves

    function test_price_raised_just_before_a_purchase_takes_nothing() public {
        joinAll();
        fund(buyer, 10 * uint256(PRICE));
        setPrice(PRICE + 1);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.PriceChanged.selector, PRICE + 1));
        vm.prank(buyer);
        licences.buy(asked(1, buyer));
        vm.assertEq(usd.balanceOf(buyer), 10 * uint256(PRICE), "she keeps her money");
    }

    function test_receiver_cannot_reenter() public {
        joinAll();
        Greedy greedy = new Greedy(licences);
        bytes4 entered = bytes4(keccak256("ReentrancyGuardReentrantCall()"));
        usd.mint(address(greedy), 100 * uint256(PRICE));
        greedy.plan(abi.encodeCall(licences.buy, (asked(1, address(greedy)))));
        fund(buyer, 2 * uint256(PRICE));
        vm.prank(buyer);
        licences.buy(asked(1, address(greedy)));
        vm.assertEq(bytes32(greedy.refusal()), bytes32(entered), "no purchase within a purchase");
        greedy.plan(abi.encodeCall(licences.takeOut, (datasetId, pieces[0].origin)));
        vm.prank(buyer);
        licences.buy(asked(1, address(greedy)));
        vm.assertEq(bytes32(greedy.refusal()), bytes32(entered), "no leaving within a purchase");
    }

    function test_wrong_coin() public {
        joinAll();
        Purchase memory wanted = asked(1, buyer);
        vm.deal(buyer, 10);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.WrongValue.selector, 10, 0));
        vm.prank(buyer);
        licences.buy{value: 10}(wanted);
        wanted.quantity = 0;
        vm.expectRevert(DatasetLicence.QuantityZero.selector);
        licences.buy(wanted);
        (datasetId, money) = (openDataset(pool, LIST, NATIVE), NATIVE);
        joinAll();
        wanted = asked(2, buyer);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.WrongValue.selector, 10, 2 * uint256(PRICE)));
        vm.prank(buyer);
        licences.buy{value: 10}(wanted);
    }
}
