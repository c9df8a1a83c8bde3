// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LicenceShop} from "../src/LicenceShop.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {ShopHandler} from "./support/ShopHandler.sol";

/// What holds of the shop whatever users and attackers do.
contract LicenceShopInvariants is Check {
    ShopHandler private handler;
    LicenceShop private shop;
    RoyaltyVault private vault;
    RoyaltyVault private agreedVault;
    address private usd;

    function setUp() public {
        handler = new ShopHandler();
        (shop, vault, agreedVault, usd) = handler.parts();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// I13: the shop holds nothing; every unit spent is in the vault of the work.
    function invariant_money_is_in_the_vault() external view {
        (uint256 plain, uint256 agreed) = handler.idsOf();
        vm.assertEq(address(shop).balance, 0, "I13: no coin in the shop");
        vm.assertEq(vault.cumulative(address(0)), handler.spent(plain, address(0)), "coin in the vault");
        vm.assertEq(vault.cumulative(usd), handler.spent(plain, usd), "dollars in the vault");
        vm.assertEq(agreedVault.cumulative(address(0)), handler.spent(agreed, address(0)), "coin in the agreed vault");
        vm.assertEq(agreedVault.cumulative(usd), handler.spent(agreed, usd), "dollars in the agreed vault");
    }

    /// I14: as many licences as were sold, wherever they went; none is valid after its end or when it was taken back.
    function invariant_licences_are_those_sold() external view {
        (uint256 count,) = handler.counts();
        for (uint256 i; i < count; ++i) {
            uint256 licence = handler.licences(i);
            uint64 end = shop.endOf(licence);
            uint256 held;
            for (uint256 p; p < 4; ++p) {
                address holder = p == 3 ? handler.signer() : person(p);
                uint256 has = shop.balanceOf(holder, licence);
                held += has;
                bool good = has != 0 && (end == 0 || block.timestamp < end) && !handler.revoked(licence, holder);
                vm.assertTrue(shop.isValidNow(licence, holder) == good, "I14: validity");
            }
            vm.assertEq(held, handler.sold(licence), "I14: supply");
        }
    }

    /// Nobody without the right offers, closes, takes back, pays twice or passes on what does not travel.
    function invariant_rights_are_kept() external view {
        vm.assertEq(handler.intrusions(), 0, "nobody gets in");
    }

    /// What was sold as exclusive was, and is as long as it was promised.
    function invariant_exclusive_is_alone() external view {
        vm.assertEq(handler.conflicts(), 0, "no conflicting licence beside an exclusive one");
    }

    /// No licence under the treaty was ever on sale below its floor.
    function invariant_floor_is_kept() external view {
        (, uint256 agreed) = handler.idsOf();
        for (uint256 id = 1; id <= shop.offerCount(); ++id) {
            if (shop.offerOf(id).workId != agreed) continue;
            vm.assertGe(shop.offerOf(id).price, shop.offerOf(id).token == usd ? 5e6 : 1e15, "the floor");
        }
    }
}
