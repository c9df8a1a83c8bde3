// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Dataset, DatasetBook, Member} from "../src/DatasetBook.sol";
import {Joining} from "../src/DatasetConsent.sol";
import {DatasetLicence, Purchase} from "../src/DatasetLicence.sol";
import {LicenceTerms, Terms} from "../src/LicenceTerms.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {DatasetWorld} from "./support/DatasetWorld.sol";
import {Tree} from "./support/Tree.sol";

/// One more cheatcode: puts code at an address.
interface Etch {
    function etch(address where, bytes calldata code) external;
}

/// Opening, selling, what a licence says, and that all books agree.
contract DatasetLicenceTest is DatasetWorld {
    uint256 private constant WORKS = 20;
    address private buyer = person(0xE);

    function setUp() public {
        buildDataset(WORKS);
    }

    // ---------------------------------------------------------------- one payment, all books

    function test_twenty_works_are_licensed_in_one_payment_and_all_books_agree() public {
        joinAll();
        uint256 licenceId = buyDollars(buyer, 7);
        uint256 paid = 7 * uint256(PRICE);
        vm.assertEq(usd.balanceOf(buyer), 0, "the buyer paid the price");
        vm.assertEq(usd.balanceOf(address(pool)), paid, "into the dataset's vault, in the same call");
        vm.assertEq(usd.balanceOf(address(licences)), 0, "I13: nothing stays here");
        vm.assertEq(licences.balanceOf(buyer, licenceId), 7, "she holds what she paid for");

        uint256 drawn;
        for (uint256 i; i < WORKS; ++i) {
            drawn += books(i, paid);
        }
        vm.assertEq(drawn + usd.balanceOf(address(pool)), paid, "paid = drawn by works + what is less than a unit each");
        vm.assertLe(usd.balanceOf(address(pool)), WORKS, "less than one unit for each work");
    }

    /// A work draws its part, and its holders draw theirs.
    function books(uint256 i, uint256 paid) private returns (uint256 part) {
        RoyaltyVault work = pieces[i].vault;
        part = paid * pieces[i].weight / SUPPLY;
        vm.assertEq(pool.claim(address(work), address(usd)), part, "the work's part, by weight");
        vm.assertEq(work.cumulative(address(usd)), part, "which is income of the work's vault");
        uint256 out;
        for (uint256 h; h < 2; ++h) {
            uint32 shares = h == 0 ? FIRST : uint32(SUPPLY) - FIRST;
            bytes32[] memory proof = Tree.proof(holders(i), h);
            work.activateAndClaim(holder(i, h), shares, proof, asList(address(usd)));
            vm.assertEq(usd.balanceOf(holder(i, h)), part * shares / SUPPLY, "and each holder's, by shares");
            out += usd.balanceOf(holder(i, h));
        }
        vm.assertEq(out + usd.balanceOf(address(work)), part, "to the unit");
    }

    /// Whatever the price and the quantity, in coin.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_books_agree_in_coin(uint96 price, uint32 quantity) public {
        (price, quantity) = (uint96(bound(price, 1, 1e24)), uint32(bound(quantity, 1, 1e6)));
        datasetId = openDataset(pool, "in coin", NATIVE);
        money = NATIVE;
        setPrice(price);
        joinAll();
        uint256 cost = uint256(price) * quantity;
        vm.deal(buyer, cost);
        vm.prank(buyer);
        licences.buy{value: cost}(Purchase(datasetId, price, quantity, buyer, 0));
        vm.assertEq(address(licences).balance, 0, "I13: nothing stays here");
        uint256 drawn;
        for (uint256 i; i < WORKS; ++i) {
            uint256 due = pool.pending(address(pieces[i].vault), NATIVE);
            vm.assertEq(due, cost * pieces[i].weight / SUPPLY, "the work's part, by weight");
            if (due != 0) pool.claim(address(pieces[i].vault), NATIVE);
            vm.assertEq(pieces[i].vault.cumulative(NATIVE), due, "is income of the work's vault");
            drawn += due;
        }
        vm.assertEq(drawn + address(pool).balance, cost, "to the unit");
    }

    // ---------------------------------------------------------------- opening

    function test_open() public {
        Dataset memory d = licences.datasetOf(datasetId);
        vm.assertEq(d.vault, address(pool), "vault");
        vm.assertEq(d.curator, curator, "curator");
        vm.assertEq(d.termsHash, keccak256(abi.encode(terms())), "terms");
        uint256 id = uint256(keccak256(abi.encode(pool, d.termsHash, usd, LIST)));
        vm.assertEq(datasetId, id, "an id that is known beforehand");
        bytes32 root = Tree.root(places);
        uint256 other = licences.datasetIdOf(address(pool), d.termsHash, address(usd), "another");
        vm.expectEmit(address(licences));
        emit DatasetBook.DatasetOpened(other, address(pool), curator, root, 0, "another", terms(), address(usd), PRICE);
        openDataset(pool, "another", address(usd));
    }

    function refuseOpen(bytes memory why, address by, Terms memory t, address token, uint96 price) private {
        bytes32 root = Tree.root(places);
        vm.expectRevert(why);
        vm.prank(by);
        licences.open(root, 0, LIST, t, token, price);
    }

    function test_open_refuses_nonsense() public {
        Terms memory t = terms();
        refuseOpen(abi.encodeWithSelector(DatasetBook.AlreadyOpen.selector, datasetId), curator, t, address(usd), 1);
        refuseOpen(abi.encodeWithSelector(DatasetBook.PriceZero.selector), curator, t, address(usd), 0);
        address none = address(works);
        refuseOpen(abi.encodeWithSelector(DatasetBook.TokenNotDivided.selector, pool, none), curator, t, none, 1);
        t.uses = 0;
        refuseOpen(abi.encodeWithSelector(DatasetBook.BadTerms.selector, 0), curator, t, address(usd), 1);
        t.uses = 64;
        refuseOpen(abi.encodeWithSelector(DatasetBook.BadTerms.selector, 64), curator, t, address(usd), 1);
    }

    /// The vault's address is computed from whoever opens, so nobody can sell on another's vault or on a contract that only
    /// looks like a vault.
    function test_only_who_made_the_vault_opens() public {
        address thief = person(0xF);
        address nothing = factory.predict(thief, Tree.root(places), 0);
        refuseOpen(abi.encodeWithSelector(DatasetBook.VaultMissing.selector, nothing), thief, terms(), NATIVE, 1);
    }

    function test_unknown_datasets() public {
        bytes memory why = abi.encodeWithSelector(DatasetBook.NoSuchDataset.selector, 5);
        vm.expectRevert(why);
        licences.datasetOf(5);
        vm.expectRevert(why);
        licences.licenceIdOf(5, START);
        vm.expectRevert(why);
        licences.buy(Purchase(5, 1, 1, buyer, 0));
        vm.expectRevert(why);
        licences.setPrice(5, 1);
        vm.expectRevert(why);
        licences.join(5, new Joining[](0));
        vm.expectRevert(why);
        licences.lowerFloor(5, new address[](0));
    }

    // ---------------------------------------------------------------- price and floor

    function test_price_stays_at_or_above_what_each_work_asked() public {
        for (uint256 i; i < WORKS; ++i) {
            join(i, uint96(100 + i % 7));
        }
        vm.assertEq(licences.datasetOf(datasetId).floor, 106, "the highest of them");
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.BelowFloor.selector, 105, 106));
        setPrice(105);
        vm.expectEmit(address(licences));
        emit DatasetBook.PriceSet(datasetId, 106);
        setPrice(106);
    }

    function test_only_the_curator_sets_the_price() public {
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.NotCurator.selector, datasetId, buyer));
        vm.prank(buyer);
        licences.setPrice(datasetId, PRICE);
    }

    function test_a_work_that_asks_for_more_than_the_price_cannot_join() public {
        Joining[] memory list = only(consent(0, PRICE + 1));
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.BelowFloor.selector, PRICE, PRICE + 1));
        licences.join(datasetId, list);
        setPrice(PRICE + 1);
        licences.join(datasetId, list);
    }

    function test_price_zero_ends_the_sale_and_lets_no_floor_in() public {
        Joining[] memory list = only(consent(0, 1));
        join(1, 0);
        setPrice(0);
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.BelowFloor.selector, 0, 1));
        licences.join(datasetId, list);
        setPrice(PRICE);
        joinAll();
        setPrice(0);
        Purchase memory wanted = asked(1, buyer);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.PriceChanged.selector, 0));
        licences.buy(wanted);
        wanted.price = 0;
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.PriceChanged.selector, 0));
        licences.buy(wanted);
    }

    function allVaults() private view returns (address[] memory list) {
        list = new address[](WORKS);
        for (uint256 i; i < WORKS; ++i) {
            uint256 at = i;
            for (; at > 0 && list[at - 1] > address(pieces[i].vault); --at) {
                list[at] = list[at - 1];
            }
            list[at] = address(pieces[i].vault);
        }
    }

    function test_floor_falls_when_who_asked_for_more_comes_back_with_less() public {
        joinAll();
        takeOut(3);
        join(3, 500);
        takeOut(3);
        join(3, 200);
        vm.assertEq(licences.datasetOf(datasetId).floor, 500, "not by itself");
        vm.expectEmit(address(licences));
        emit DatasetBook.FloorSet(datasetId, 200);
        licences.lowerFloor(datasetId, allVaults());
        setPrice(200);
    }

    function test_floor_does_not_fall_on_a_list_that_leaves_somebody_out_or_counts_somebody_twice() public {
        joinAll();
        takeOut(3);
        join(3, 500);
        address[] memory list = allVaults();
        (list[0], list[1]) = (list[1], list[0]);
        vm.expectRevert(
            abi.encodeWithSelector(DatasetBook.NotAllMembers.selector, licences.memberOf(datasetId, list[0]).weight)
        );
        licences.lowerFloor(datasetId, list);
        list[0] = list[1];
        vm.expectRevert(
            abi.encodeWithSelector(DatasetBook.NotAllMembers.selector, licences.memberOf(datasetId, list[0]).weight)
        );
        licences.lowerFloor(datasetId, list);
        vm.expectRevert(abi.encodeWithSelector(DatasetBook.NotAllMembers.selector, 0));
        licences.lowerFloor(datasetId, new address[](0));
    }

    // ---------------------------------------------------------------- what a licence says

    function test_licence_id_and_metadata() public {
        joinAll();
        uint256 id = buyDollars(buyer, 1);
        vm.assertEq(id, licences.licenceIdOf(datasetId, START), "as told");
        uint256 kind = uint256(keccak256(abi.encode(datasetId, keccak256(abi.encode(terms()))))) >> 64;
        vm.assertEq(id >> 64, kind, "dataset and terms");
        vm.assertEq(uint16(id >> 32), LicenceTerms.AI_TRAIN, "uses");
        vm.assertEq(uint32(id), (START + 365 days) / 1 days, "last day");
        vm.assertTrue(bytes(licences.uri(id)).length > 100, "metadata");
    }

    function test_licence_is_valid_until_its_end_and_the_past_is_not_answered() public {
        joinAll();
        uint256 id = buyDollars(buyer, 1);
        uint256 end = START + 365 days;
        vm.assertTrue(licences.isValid(id, buyer, START), "now");
        vm.assertTrue(licences.isValid(id, buyer, end - 1), "to its last second");
        vm.assertFalse(licences.isValid(id, buyer, end), "and not longer");
        vm.assertFalse(licences.isValid(id, curator, START), "nobody else has it");
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.InThePast.selector, START - 1));
        licences.isValid(id, buyer, START - 1);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.InThePast.selector, end - 1));
        licences.isValid(id, buyer, end - 1);
    }

    function openOn(Terms memory t, address token) private returns (uint256) {
        bytes32 root = Tree.root(places);
        vm.prank(curator);
        return licences.open(root, 0, LIST, t, token, PRICE);
    }

    function test_licence_without_end() public {
        Terms memory t = terms();
        (t.duration, t.transferable) = (0, true);
        uint256 forever = openOn(t, NATIVE);
        uint256 id = licences.licenceIdOf(forever, START);
        vm.assertEq(uint32(id), 0, "no last day");
        vm.assertFalse(licences.isValid(id, buyer, type(uint256).max), "nobody holds it");
    }

    function test_licences_move_only_where_the_terms_allow_it() public {
        joinAll();
        uint256 id = buyDollars(buyer, 1);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.NotTransferable.selector, id));
        vm.prank(buyer);
        licences.safeTransferFrom(buyer, curator, id, 1, "");
    }

    function test_transferable_licences_move() public {
        Terms memory t = terms();
        t.transferable = true;
        datasetId = openOn(t, NATIVE);
        money = NATIVE;
        agreed = t;
        joinAll();
        vm.deal(buyer, PRICE);
        vm.prank(buyer);
        uint256 id = licences.buy{value: PRICE}(asked(1, buyer));
        vm.prank(buyer);
        licences.safeTransferFrom(buyer, curator, id, 1, "");
        vm.assertTrue(licences.isValid(id, curator, START), "the new holder has it");
        vm.assertFalse(licences.isValid(id, buyer, START), "the old one has not");
    }

    /// No vault of the factory refuses coin; should one ever, the buyer keeps hers.
    function test_vault_that_refuses_coin() public {
        datasetId = openDataset(pool, LIST, NATIVE);
        money = NATIVE;
        joinAll();
        Etch(address(vm)).etch(address(pool), hex"5f5ffd");
        vm.deal(buyer, PRICE);
        vm.expectRevert(abi.encodeWithSelector(DatasetLicence.PaymentRefused.selector, pool));
        vm.prank(buyer);
        licences.buy{value: PRICE}(asked(1, buyer));
        vm.assertEq(buyer.balance, PRICE, "she keeps it");
    }

    // ---------------------------------------------------------------- in and out

    function test_nothing_is_sold_before_all_have_joined() public {
        fund(buyer, PRICE);
        for (uint256 i; i < WORKS; ++i) {
            uint256 weight = licences.datasetOf(datasetId).weight;
            vm.expectRevert(abi.encodeWithSelector(DatasetLicence.Incomplete.selector, datasetId, weight));
            vm.prank(buyer);
            licences.buy(asked(1, buyer));
            join(i, 0);
        }
        vm.prank(buyer);
        licences.buy(asked(1, buyer));
    }

    function test_leaving_ends_future_sales_and_no_past_ones() public {
        joinAll();
        uint256 id = buyDollars(buyer, 1);
        vm.expectEmit(address(licences));
        emit DatasetBook.WorkLeft(datasetId, address(pieces[5].vault), pieces[5].weight, 1);
        takeOut(5);
        fund(buyer, PRICE);
        vm.expectRevert(
            abi.encodeWithSelector(DatasetLicence.Incomplete.selector, datasetId, SUPPLY - pieces[5].weight)
        );
        vm.prank(buyer);
        licences.buy(asked(1, buyer));
        vm.assertTrue(licences.isValid(id, buyer, START + 100 days), "what was sold stays valid");
        vm.assertEq(
            pool.pending(address(pieces[5].vault), address(usd)),
            uint256(PRICE) * pieces[5].weight / SUPPLY,
            "and what it earned stays the work's"
        );
        join(5, 0);
        vm.prank(buyer);
        licences.buy(asked(1, buyer));
    }

    function test_join_says_who_and_how_much() public {
        Joining[] memory list = only(consent(2, 77));
        vm.expectEmit(address(licences));
        emit DatasetBook.WorkJoined(
            datasetId, pieces[2].workId, address(pieces[2].vault), pieces[2].origin.author, pieces[2].weight, 77
        );
        licences.join(datasetId, list);
        Member memory m = licences.memberOf(datasetId, address(pieces[2].vault));
        vm.assertEq(m.weight, pieces[2].weight, "weight");
        vm.assertEq(m.lowestPrice, 77, "lowest price");
        vm.assertTrue(pool.isActivated(address(pieces[2].vault)), "its shares are there");
    }
}
