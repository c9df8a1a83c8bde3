// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Conditions, LicenceConditions} from "../../src/LicenceConditions.sol";
import {Authorization, LicenceShop} from "../../src/LicenceShop.sol";
import {Offer} from "../../src/OfferBook.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {Standing} from "../../src/ShopRights.sol";
import {ShopWorld} from "./ShopWorld.sol";
import {Signing} from "./Signing.sol";

/// Two works, one of them under a treaty. Those who may offer, close, revoke, buy in every way and pass on; those who may not
/// try. What should be so is counted here beside the shop, one licence after the other.
contract ShopHandler is ShopWorld, Signing {
    /// A licence as it was sold, and for how long it was promised to be the only one.
    struct Sale {
        uint256 workId;
        uint256 licence;
        address holder;
        uint256 aloneUntil;
        uint256 at;
    }

    address public signer;
    Sale[] public sales;
    uint256[] public licences;
    mapping(uint256 licence => uint256) public sold;
    mapping(uint256 licence => mapping(address => bool)) public revoked;
    mapping(uint256 workId => mapping(address token => uint256)) public spent;
    uint256 public intrusions;
    uint256 public conflicts;
    uint256 private refs;

    constructor() {
        buildShop();
        signer = vm.addr(KEY);
    }

    function parts() external view returns (LicenceShop, RoyaltyVault, RoyaltyVault, address) {
        return (shop, vault, agreedVault, address(usd));
    }

    function idsOf() external view returns (uint256, uint256) {
        return (workId, agreedWork);
    }

    function counts() external view returns (uint256, uint256) {
        return (licences.length, sales.length);
    }

    // ---------------------------------------------------------------- those who may

    function offer(uint256 seed, uint32 duration, uint96 price, uint8 supply) external {
        Conditions memory c;
        (c.uses, c.text) = (uint16(bound(seed, 1, 127)), "text");
        c.duration = duration % 3 == 0 ? 0 : duration % 90 days + 1;
        c.rules = [uint16(0), LicenceConditions.TRANSFERABLE, LicenceConditions.REVOCABLE][seed / 128 % 3];
        c.exclusiveFor = seed / 512 % 3 == 0 ? (c.duration == 0 ? 20 days : c.duration) : 0;
        bool inCoin = seed / 2048 % 2 == 0;
        bool agreed = seed / 4096 % 2 == 0;
        address token = inCoin ? NATIVE : address(usd);
        price = uint96(bound(price, inCoin ? COIN_FLOOR : DOLLAR_FLOOR, 1e24));
        Standing memory by = agreed ? shown() : asAuthor(0);
        vm.prank(agreed ? agent : author);
        try shop.offer(agreed ? agreedWork : workId, c, price, token, supply, by) {} catch {}
    }

    function close(uint256 which) external {
        (bool any, uint256 id) = pick(which);
        if (!any || which % 7 != 0) return;
        bool agreed = shop.offerOf(id).workId == agreedWork;
        Standing memory by = agreed ? shown() : asAuthor(0);
        vm.prank(agreed ? agent : author);
        shop.close(id, by);
    }

    function revoke(uint256 which, uint256 whose) external {
        if (licences.length == 0) return;
        uint256 licence = licences[which % licences.length];
        address holder = whose % 4 == 3 ? signer : person(whose % 4);
        bool agreed = shop.offerOf(shop.firstOfferOf(licence)).workId == agreedWork;
        Standing memory by = agreed ? shown() : asAuthor(0);
        vm.prank(agreed ? judge : author);
        try shop.revoke(licence, holder, "reason", by) {
            revoked[licence][holder] = true;
        } catch {}
    }

    // ---------------------------------------------------------------- those who may not

    /// Whoever owns the tokens now, a former signer, a buyer: with the right treaty, a forged one, or none.
    function intrude(uint256 seed, uint96 price) external {
        address thief = [person(0), signer, vm.addr(SECOND), maker, person(77)][seed % 5];
        bool agreed = seed / 8 % 2 == 0 || thief == maker;
        Standing memory by = seed / 16 % 2 == 0 ? shown() : asAuthor(agreed ? treaties.hashOf(treaty) : bytes32(0));
        if (by.text.length != 0 && seed / 32 % 2 == 0) by.text[0].offerers = asList(thief);
        uint256 id = agreed ? agreedWork : workId;
        vm.prank(thief);
        try shop.offer(id, plain(1, 0, true), price, NATIVE, 0, by) {
            ++intrusions;
        } catch {}
        if (shop.offerCount() == 0) return;
        vm.prank(thief);
        try shop.close(1 + seed % shop.offerCount(), by) {
            ++intrusions;
        } catch {}
        if (licences.length == 0) return;
        vm.prank(thief);
        try shop.revoke(licences[seed % licences.length], signer, 0, by) {
            ++intrusions;
        } catch {}
    }

    function sellTokens(uint256 to) external {
        uint256 id = to % 2 == 0 ? workId : agreedWork;
        address owner = works.ownerOf(id);
        vm.prank(owner);
        works.transferFrom(owner, person(to % 3), id);
    }

    // ---------------------------------------------------------------- buyers

    function buy(uint256 which, uint32 quantity, uint256 way) external {
        (bool any, uint256 id) = pick(which);
        if (!any) return;
        Offer memory o = shop.offerOf(id);
        uint256 licence = shop.licenceIdOf(id, uint64(block.timestamp));
        if (revoked[licence][signer]) return;
        quantity = o.exclusiveFor != 0 ? 1 : uint32(bound(quantity, 1, o.left));
        if (o.exclusiveFor != 0) watch(o.workId, licence);
        uint256 cost = uint256(o.price) * quantity;
        if (o.token == NATIVE) buyInCoin(id, quantity, cost);
        else buyInDollars(id, quantity, cost, way % 3);
        if (sold[licence] == 0) licences.push(licence);
        sold[licence] += quantity;
        spent[o.workId][o.token] += cost;
        write(o, licence);
    }

    function wait(uint32 time) external {
        vm.warp(block.timestamp + time % 40 days);
    }

    function passOn(uint256 which, uint256 to) external {
        if (licences.length == 0) return;
        uint256 licence = licences[which % licences.length];
        vm.prank(signer);
        try shop.safeTransferFrom(signer, person(to % 3), licence, 1, "") {
            if (!shop.isTransferable(licence)) ++intrusions;
        } catch {}
    }

    // ---------------------------------------------------------------- what should be so

    /// Nobody may hold a valid conflicting licence when an exclusive one is sold.
    function watch(uint256 work, uint256 licence) private {
        for (uint256 i; i < sales.length; ++i) {
            Sale memory s = sales[i];
            uint256 end = shop.endOf(s.licence);
            bool lasts = end == 0 || block.timestamp < end;
            if (s.workId == work && lasts && shop.usesOf(s.licence) & shop.usesOf(licence) != 0) ++conflicts;
        }
    }

    /// And nothing conflicting may be sold while it is promised to be the only one.
    function write(Offer memory o, uint256 licence) private {
        for (uint256 i; i < sales.length; ++i) {
            Sale memory s = sales[i];
            bool meets = s.workId == o.workId && shop.usesOf(s.licence) & shop.usesOf(licence) != 0;
            if (meets && block.timestamp < s.aloneUntil) ++conflicts;
        }
        uint256 alone = o.exclusiveFor == 0 ? 0 : block.timestamp + o.exclusiveFor;
        sales.push(Sale(o.workId, licence, signer, alone, block.timestamp));
    }

    function buyInCoin(uint256 id, uint32 quantity, uint256 cost) private {
        vm.deal(signer, cost);
        vm.prank(signer);
        shop.buy{value: cost}(id, quantity, signer, 0);
    }

    function buyInDollars(uint256 id, uint32 quantity, uint256 cost, uint256 way) private {
        usd.mint(signer, cost);
        bytes32 ref = bytes32(++refs);
        if (way == 0) {
            bytes32 nonce = shop.purchaseHash(id, quantity, signer, ref);
            Signature memory pay_ = signPayment(usd, "ReceiveWithAuthorization", address(shop), cost, nonce);
            Authorization memory payment = Authorization(signer, 0, type(uint256).max, pay_.v, pay_.r, pay_.s);
            shop.buyWithAuthorization(id, quantity, signer, ref, payment);
            try shop.buyWithAuthorization(id, quantity, signer, ref, payment) {
                ++intrusions;
            } catch {}
        } else if (way == 1) {
            Signature memory sig = signPermit(usd, address(shop), cost, type(uint256).max);
            // Somebody sends the permit first.
            if (cost % 2 == 0) usd.permit(signer, address(shop), cost, type(uint256).max, sig.v, sig.r, sig.s);
            vm.prank(signer);
            shop.buyWithPermit(id, quantity, signer, ref, type(uint256).max, sig.v, sig.r, sig.s);
        } else {
            vm.prank(signer);
            usd.approve(address(shop), cost);
            vm.prank(signer);
            shop.buy(id, quantity, signer, ref);
        }
    }

    /// An offer that still sells, if there is one.
    function pick(uint256 which) private view returns (bool, uint256) {
        uint256 count = shop.offerCount();
        for (uint256 i; i < count; ++i) {
            uint256 id = 1 + (which % count + i) % count;
            if (shop.isOpen(id)) return (true, id);
        }
        return (false, 0);
    }
}
