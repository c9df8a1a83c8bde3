// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Dataset} from "../src/DatasetBook.sol";
import {DatasetLicence, Purchase} from "../src/DatasetLicence.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {DatasetWorld} from "./support/DatasetWorld.sol";

/// Works join and leave, the price moves, people buy or try to, and everything is counted here too.
contract DatasetHandler is DatasetWorld {
    uint256 public constant WORKS = 5;

    uint256 public spent;
    uint256 public given;
    uint256 public refused;
    uint256 public sales;
    mapping(uint256 piece => bool) public inside;
    mapping(uint256 piece => uint96) public asks;
    mapping(uint256 piece => uint256) public drawn;
    uint256[] public ids;
    mapping(uint256 licenceId => uint256) public sold;

    constructor() {
        buildDataset(WORKS);
    }

    function parts() external view returns (DatasetLicence, RoyaltyVault, uint256, address) {
        return (licences, pool, datasetId, address(usd));
    }

    function pieceOf(uint256 i) external view returns (address, uint32) {
        return (address(pieces[i].vault), pieces[i].weight);
    }

    function idCount() external view returns (uint256) {
        return ids.length;
    }

    // ---------------------------------------------------------------- what they do

    /// Now and then the leaf is activated before.
    function enter(uint256 i, uint96 lowest, bool before) external {
        i %= WORKS;
        if (inside[i]) return;
        uint96 price = licences.datasetOf(datasetId).price;
        lowest = uint96(bound(lowest, 0, price));
        if (before && !pool.isActivated(address(pieces[i].vault))) {
            pool.activate(address(pieces[i].vault), pieces[i].weight, consent(i, 0).proof);
        }
        join(i, lowest);
        (inside[i], asks[i]) = (true, lowest);
    }

    function enterAll() external {
        for (uint256 i; i < WORKS; ++i) {
            if (inside[i]) continue;
            join(i, 0);
            (inside[i], asks[i]) = (true, 0);
        }
    }

    /// Seldom, or nothing would ever be sold.
    function exit(uint256 i, uint8 luck) external {
        i %= WORKS;
        if (luck % 4 != 0) return;
        takeOut(i);
        (inside[i], asks[i]) = (false, 0);
    }

    function reprice(uint96 price) external {
        price = uint96(bound(price, 0, 1e15));
        bool fair = price == 0 || price >= licences.datasetOf(datasetId).floor;
        vm.prank(curator);
        (bool done,) = address(licences).call(abi.encodeCall(licences.setPrice, (datasetId, price)));
        vm.assertTrue(done == fair, "a price is taken exactly when it is not below the floor");
    }

    function buyOrTry(uint32 quantity, uint256 who, bool rightPrice) external {
        quantity = uint32(bound(quantity, 1, 1_000));
        address to = person(0x900 + who % 3);
        Dataset memory now_ = licences.datasetOf(datasetId);
        Purchase memory wanted = Purchase(datasetId, rightPrice ? now_.price : now_.price + 1, quantity, to, 0);
        uint256 cost = uint256(wanted.price) * quantity;
        fund(to, cost);
        bool complete = true;
        for (uint256 i; i < WORKS; ++i) {
            complete = complete && inside[i];
        }
        vm.prank(to);
        (bool done, bytes memory answer) = address(licences).call(abi.encodeCall(licences.buy, (wanted)));
        vm.assertTrue(
            done == (complete && rightPrice && now_.price != 0), "sold exactly when all agreed and at the price seen"
        );
        if (!done) {
            ++refused;
            return;
        }
        (spent, sales) = (spent + cost, sales + 1);
        uint256 id = abi.decode(answer, (uint256));
        if (sold[id] == 0) ids.push(id);
        sold[id] += quantity;
    }

    function give(uint64 amount) external {
        usd.mint(address(pool), amount);
        given += amount;
    }

    function draw(uint256 i) external {
        i %= WORKS;
        address at = address(pieces[i].vault);
        if (pool.pending(at, address(usd)) == 0) return;
        drawn[i] += pool.claim(at, address(usd));
    }

    function wait(uint32 time) external {
        if (block.timestamp + time % 2 days < START + 29 days) vm.warp(block.timestamp + time % 2 days);
    }

    /// All that are inside, in the order of their vaults' addresses.
    function sink() external {
        address[] memory list = new address[](WORKS);
        uint256 count;
        for (uint256 i; i < WORKS; ++i) {
            if (!inside[i]) continue;
            uint256 at = count++;
            for (; at > 0 && list[at - 1] > address(pieces[i].vault); --at) {
                list[at] = list[at - 1];
            }
            list[at] = address(pieces[i].vault);
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
        licences.lowerFloor(datasetId, list);
    }
}

contract DatasetLicenceInvariants is Check {
    DatasetHandler private handler;
    DatasetLicence private licences;
    RoyaltyVault private pool;
    uint256 private datasetId;
    address private usd;

    function setUp() public {
        handler = new DatasetHandler();
        (licences, pool, datasetId, usd) = handler.parts();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I13, I1
    function invariant_money_is_in_the_vaults() external view {
        vm.assertEq(address(licences).balance, 0, "I13: no coin");
        (, bytes memory held) = usd.staticcall(abi.encodeWithSignature("balanceOf(address)", licences));
        vm.assertEq(abi.decode(held, (uint256)), 0, "I13: no dollars");
        uint256 income = pool.cumulative(usd);
        vm.assertEq(income, handler.spent() + handler.given(), "all that was paid is the dataset's income");
        for (uint256 i; i < handler.WORKS(); ++i) {
            (address at, uint32 weight) = handler.pieceOf(i);
            uint256 part = handler.drawn(i);
            vm.assertEq(RoyaltyVault(at).cumulative(usd), part, "what a work drew is its vault's income");
            if (!pool.isActivated(at)) continue;
            vm.assertEq(part + pool.pending(at, usd), income * weight / 1_000_000, "drawn or waiting, by weight");
        }
    }

    function invariant_weight_and_floor_are_those_inside() external view {
        Dataset memory d = licences.datasetOf(datasetId);
        uint256 weight;
        for (uint256 i; i < handler.WORKS(); ++i) {
            (address at, uint32 w) = handler.pieceOf(i);
            bool inside = handler.inside(i);
            vm.assertEq(licences.memberOf(datasetId, at).weight, inside ? w : 0, "a work is in it or not");
            if (!inside) continue;
            weight += w;
            vm.assertEq(pool.balanceOf(at), w, "with its shares");
            vm.assertTrue(d.price == 0 || d.price >= handler.asks(i), "never cheaper than it asked");
        }
        vm.assertEq(d.weight, weight, "no weight without a work");
    }

    /// I14
    function invariant_licences_are_those_sold() external view {
        for (uint256 i; i < handler.idCount(); ++i) {
            uint256 id = handler.ids(i);
            uint256 held;
            for (uint256 p; p < 3; ++p) {
                held += licences.balanceOf(person(0x900 + p), id);
            }
            vm.assertEq(held, handler.sold(id), "I14: as many as were sold");
        }
    }
}
