// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Conditions, LicenceConditions} from "../src/LicenceConditions.sol";
import {Authorization} from "../src/LicenceShop.sol";
import {LicenceTerms} from "../src/LicenceTerms.sol";
import {Signing} from "./support/Signing.sol";
import {WorkWorld} from "./support/WorkWorld.sol";

/// What licences cost as whole transactions, written to snapshots/ and held below a limit each. All paths of the calendar are
/// measured: a sale that moves the last day of a use costs more than one that does not.
contract GasLicenceShopTest is WorkWorld, Signing {
    function setUp() public {
        buildWork();
        pay(address(this), address(vault), 1);
        usd.mint(address(vault), 1);
        for (uint256 i; i < 4; ++i) {
            usd.mint(person(i), 1);
        }
        usd.mint(vm.addr(KEY), 1e9);
        vm.deal(address(this), 1_000 ether);
    }

    function limit(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("licences", name), most, name);
    }

    function buy(uint256 offerId, address to) private {
        shop.buy{value: 1 ether}(offerId, 1, to, 0);
    }

    function test_in_coin() public {
        uint256 coin = put(plain(LicenceTerms.PERSONAL, 30 days, false));
        limit("offer, first of the work", 226_000);
        put(plain(LicenceTerms.COMMERCIAL, 0, false));
        limit("offer", 191_500);
        buy(coin, person(0));
        limit("buy in coin, first of the work", 80_000);
        buy(coin, person(0));
        limit("buy in coin, repeat", 62_000);
        buy(coin, person(1));
        limit("buy in coin, first of a buyer", 80_000);
        vm.warp(block.timestamp + 1 days);
        buy(coin, person(0));
        limit("buy in coin, first of a day", 80_000);
    }

    function test_by_signature() public {
        uint256 dollars = put(plain(LicenceTerms.PERSONAL, 30 days, false), 5e6, address(usd), 0);
        bytes32 nonce = shop.purchaseHash(dollars, 1, person(1), 0);
        Signature memory s = signPayment(usd, "ReceiveWithAuthorization", address(shop), 5e6, nonce);
        Authorization memory payment = Authorization(vm.addr(KEY), 0, type(uint256).max, s.v, s.r, s.s);
        shop.buyWithAuthorization(dollars, 1, person(1), 0, payment);
        limit("buy with a signed payment", 125_000);
    }

    function test_exclusive() public {
        Conditions memory c = plain(LicenceTerms.COMMERCIAL, 0, false);
        (c.exclusiveFor, c.owedBps) = (90 days, 500);
        uint256 coin = put(c);
        buy(coin, person(0));
        limit("buy an exclusive licence with a share owed", 133_000);
        vm.warp(block.timestamp + 91 days);
        uint256 later = put(plain(LicenceTerms.PERSONAL | LicenceTerms.AI_TRAIN, 30 days, false), 1 ether, NATIVE, 5);
        buy(later, person(0));
        // Writes how many are left, and looks which offers that sale closed.
        limit("buy one of few, after an exclusive sale", 84_000);
    }

    function test_revoke() public {
        Conditions memory c = plain(LicenceTerms.AI_TRAIN, 30 days, false);
        c.rules = LicenceConditions.REVOCABLE;
        uint256 coin = put(c);
        buy(coin, person(0));
        // Looks whether it was taken from this holder before: 2,100.
        limit("buy in coin, revocable", 82_500);
        uint256 licence = shop.licenceIdOf(coin, START);
        vm.prank(author);
        shop.revoke(licence, person(0), "reason", asAuthor(0));
        limit("revoke", 76_000);
    }
}
