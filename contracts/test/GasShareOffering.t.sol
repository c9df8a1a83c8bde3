// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {OfferingTerms} from "../src/OfferingCode.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";

/// What the parties of an offering pay for a whole transaction, written to snapshots/ and held below a limit each. The vault
/// divides coin and two tokens.
contract GasShareOfferingTest is OfferingWorld {
    function setUp() public {
        buildOffering();
        address[4] memory known = [artist, fan, friend, rival];
        for (uint256 i; i < 4; ++i) {
            vm.deal(known[i], 1); // whoever is paid has an account already
            usd.mint(known[i], 1);
        }
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("offerings", name), most, name);
    }

    function approved(address who, uint256 cost) private {
        usd.mint(who, cost);
        vm.prank(who);
        usd.approve(address(sale), cost);
    }

    function test_success_in_coin() public {
        OfferingTerms memory terms = termsIn(NATIVE);
        vm.prank(artist);
        vault.approve(address(offerings), 2 * CAP);
        open(terms);
        limit("open, text of 86 letters", 216_000);
        vm.deal(fan, 10 ether);
        vm.prank(fan);
        sale.buy{value: 5_000_000}(100_000);
        limit("buy in coin, first of all", 77_000);
        buy(friend, 60_000);
        limit("buy in coin, later", 59_000);
        buy(rival, 40_000);
        settle();
        limit("settle, all sold", 174_000);
        sale.withdraw();
        limit("withdraw proceeds, coin", 55_000);
        earn(NATIVE, 1_000_000);
        fans.claim(fan, NATIVE);
        limit("fan claims coin, first of all, fetched along", 135_000);
        fans.claim(friend, NATIVE);
        limit("fan claims coin, first, nothing to fetch", 100_000);
        earn(NATIVE, 1_000_000);
        fans.claim(fan, NATIVE);
        limit("fan claims coin, repeat, fetched along", 89_000);
        fans.claim(friend, NATIVE);
        limit("fan claims coin, repeat, nothing to fetch", 71_000);
        earn(NATIVE, 10 ether);
        fans.end();
        limit("end", 80_000);
        fans.claimSurplus();
        limit("claim surplus, coin", 95_000);
    }

    function test_success_in_a_token() public {
        open(termsIn(address(usd)));
        approved(fan, 5_000_000);
        vm.prank(fan);
        sale.buy(100_000);
        limit("buy in a token, first of all", 114_000);
        approved(friend, 3_000_000);
        vm.prank(friend);
        sale.buy(60_000);
        limit("buy in a token, later", 78_000);
        address signer = vm.addr(KEY);
        usd.mint(signer, 2_000_000);
        Signature memory s =
            signPayment(usd, "ReceiveWithAuthorization", address(sale), 2_000_000, sale.purchaseHash(40_000, 0));
        sale.buyWithAuthorization(signer, 40_000, 0, 0, type(uint256).max, s.v, s.r, s.s);
        limit("buy with a signed payment", 106_000);
        settle();
        earn(address(usd), 1_000_000);
        fans.claim(fan, address(usd));
        earn(address(usd), 1_000_000);
        fans.claim(fan, address(usd));
        limit("fan claims token, repeat, fetched along", 100_000);
        earn(NATIVE, 1_000_000);
        fans.claim(fan, NATIVE);
        fans.claim(friend, NATIVE);
        fans.claim(friend, address(usd));
        vm.prank(fan);
        fans.transfer(friend, 1_000);
        vm.prank(fan);
        fans.transfer(friend, 1_000);
        limit("fan share transfer, repeat, coin and one token", 111_000);
    }

    function test_failure() public {
        open(termsIn(address(usd)));
        buy(fan, 10);
        buy(friend, 10);
        afterDeadline();
        sale.refund(fan);
        limit("refund, first", 54_000);
        sale.refund(friend);
        limit("refund, later", 48_000);
        sale.returnShares();
        limit("return shares", 73_000);
        open(termsIn(NATIVE));
        vm.prank(artist);
        sale.cancel();
        limit("cancel", 95_000);
    }
}
