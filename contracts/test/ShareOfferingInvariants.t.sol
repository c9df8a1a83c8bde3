// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {OfferingState, Sale} from "../src/ShareOffering.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Check} from "./support/Check.sol";
import {OfferingHandler} from "./support/OfferingHandler.sol";

/// What must hold after every step of any history of several offerings over one vault.
contract ShareOfferingInvariants is Check {
    OfferingHandler private handler;
    RoyaltyVault private vault;

    function setUp() public {
        handler = new OfferingHandler();
        vault = handler.theVault();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// In one campaign: every step is followed by every check.
    function invariant_offerings() external view {
        saleMoney();
        shares();
        escrowIncome();
        poolMoney();
        nothingBroke();
    }

    /// Paid in = paid back + proceeds + held, to the unit, and what is held is what is still owed.
    function saleMoney() private view {
        for (uint256 i; i < handler.count(); ++i) {
            OfferingHandler.Book memory b = handler.book(i);
            uint256 held = handler.balance(b.token, address(b.sale));
            vm.assertEq(b.refunded + b.proceeds + held, b.paidIn, "in = out + held");
            Sale memory s = b.sale.sale();
            vm.assertTrue(b.refunded == 0 || b.proceeds == 0, "the buyers' or the artist's, never both");
            if (s.state == OfferingState.Succeeded) {
                vm.assertEq(s.proceedsPaid ? 0 : b.paidIn, held, "all or nothing");
            }
            uint256 claims;
            for (uint256 k; k < handler.ACTORS(); ++k) {
                address who = handler.actor(k);
                vm.assertEq(b.sale.sharesOf(who), handler.bought(i, who), "each buyer's purchases");
                claims += b.sale.sharesOf(who);
            }
            vm.assertEq(claims, s.sold - s.refunded, "the books add up");
        }
    }

    /// The vault's shares neither appear nor vanish: they are with holders, in escrow or in a block.
    function shares() private view {
        uint256 sum = vault.balanceOf(address(vault)) + vault.balanceOf(handler.theArtist());
        for (uint256 i = 1; i < 4; ++i) {
            sum += vault.balanceOf(person(i));
        }
        for (uint256 i; i < handler.count(); ++i) {
            OfferingHandler.Book memory b = handler.book(i);
            sum += vault.balanceOf(address(b.sale));
            if (b.supply == 0) continue;
            sum += vault.balanceOf(address(b.pool));
            uint256 fans;
            for (uint256 k; k < handler.ACTORS(); ++k) {
                address who = handler.actor(k);
                vm.assertEq(b.pool.balanceOf(who), handler.held(i, who), "each fan's shares");
                fans += b.pool.balanceOf(who);
            }
            vm.assertEq(fans, b.pool.totalSupply(), "fan shares are as many as were sold");
        }
        vm.assertEq(sum, vault.totalSupply(), "supply");
    }

    /// What escrowed shares earn is the artist's, to the unit.
    function escrowIncome() private view {
        for (uint256 i; i < handler.count(); ++i) {
            address sale = address(handler.book(i).sale);
            for (uint256 c; c < 3; ++c) {
                address token = handler.coin(c);
                uint256 has = handler.escrowDrawn(i, token) + vault.pending(sale, token);
                vm.assertEq(has, handler.escrowEarned(i, token) / 1e6, "drawn and pending");
            }
        }
    }

    /// Into a pool = out of it + held, in every token; fans never get more than the ceiling; all that is owed is there. Each
    /// fan has the floor of what her shares earned while she held them, whatever the order of everything was.
    function poolMoney() private view {
        for (uint256 i; i < handler.count(); ++i) {
            OfferingHandler.Book memory b = handler.book(i);
            if (b.supply == 0) continue;
            for (uint256 c; c < 3; ++c) {
                address token = handler.coin(c);
                (uint256 out, uint256 owed) = fansOf(i, b, token);
                vm.assertEq(b.pool.paidOut(token), out, "the pool knows what it paid");
                uint256 came = handler.receivedBy(i, token);
                if (token == b.token) {
                    vm.assertLe(out, uint256(100) * b.supply, "fans get no more than the ceiling");
                    uint256 surplus = b.pool.surplus();
                    vm.assertEq(b.surplus + surplus, came - handler.fansPart(i, token), "what is above is the artist's");
                    (out, owed) = (out + b.surplus, owed + surplus);
                }
                uint256 there = handler.balance(token, address(b.pool)) + vault.pending(address(b.pool), token);
                vm.assertEq(out + there, came, "in = out + held");
                vm.assertEq(b.pool.cumulative(token), came, "the pool knows what came");
                vm.assertLe(owed, there, "owed is there");
                vm.assertLe(there - owed, handler.ACTORS(), "dust is less than a unit for each fan");
            }
        }
    }

    function fansOf(uint256 i, OfferingHandler.Book memory b, address token)
        private
        view
        returns (uint256 out, uint256 owed)
    {
        for (uint256 k; k < handler.ACTORS(); ++k) {
            address who = handler.actor(k);
            uint256 pending = b.pool.pending(who, token);
            uint256 drawn = handler.drawn(i, token, who);
            vm.assertEq(drawn + pending, handler.fanEarned(i, token, who) / b.supply, "each fan's part, to the unit");
            (out, owed) = (out + drawn, owed + pending);
        }
    }

    /// Nothing was held up, nothing came too early, nothing was stolen: seen by the handler while it acted.
    function nothingBroke() private view {
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }
}
