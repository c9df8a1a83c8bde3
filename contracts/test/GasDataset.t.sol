// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Joining} from "../src/DatasetConsent.sol";
import {Purchase} from "../src/DatasetLicence.sol";
import {Authorization} from "../src/LicenceShop.sol";
import {Tree} from "./support/Tree.sol";
import {DatasetWorld} from "./support/DatasetWorld.sol";

/// What datasets cost as whole transactions, written to snapshots/ and held below a limit each.
contract GasDatasetTest is DatasetWorld {
    address private buyer = person(0xE);

    function setUp() public {
        buildDataset(20);
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("datasets", name), most, name);
    }

    function test_open_and_join() public {
        bytes32 root = Tree.root(places);
        vm.prank(curator);
        licences.open(root, 0, "gas", terms(), address(usd), PRICE);
        limit("open", 134_000);
        Joining[] memory rest = new Joining[](19);
        for (uint256 i; i < 19; ++i) {
            rest[i] = consent(i + 1, 0);
        }
        join(0, 0);
        limit("join, one work", 161_000);
        licences.join(datasetId, rest);
        limit("join, 19 works", 19 * 91_000);
        takeOut(0);
        limit("take out", 42_000);
    }

    function test_buy() public {
        vm.deal(address(pool), 1);
        usd.mint(address(pool), 1);
        uint256 dollars = datasetId;
        joinAll();
        (datasetId, money) = (openDataset(pool, LIST, NATIVE), NATIVE);
        joinAll();
        vm.deal(address(this), 1 ether);
        licences.buy{value: PRICE}(asked(1, buyer));
        limit("buy in coin, first", 80_000);
        licences.buy{value: PRICE}(asked(1, buyer));
        limit("buy in coin, repeat", 62_000);
        datasetId = dollars;
        usd.mint(vm.addr(KEY), 1e9);
        Purchase memory wanted = asked(1, buyer);
        bytes32 nonce = licences.purchaseHash(wanted);
        Signature memory s = signPayment(usd, "ReceiveWithAuthorization", address(licences), PRICE, nonce);
        Authorization memory payment = Authorization(vm.addr(KEY), 0, type(uint256).max, s.v, s.r, s.s);
        licences.buyWithAuthorization(wanted, payment);
        limit("buy with a signed payment", 125_000);
    }

    function test_claim_by_a_work() public {
        joinAll();
        buyDollars(buyer, 1);
        pool.claim(address(pieces[0].vault), address(usd));
        limit("claim into a work's vault, first", 112_000);
        buyDollars(buyer, 1);
        pool.claim(address(pieces[0].vault), address(usd));
        limit("claim into a work's vault, repeat", 60_000);
    }
}
