// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {OfferBook} from "../src/OfferBook.sol";
import {ShopRights, Standing} from "../src/ShopRights.sol";
import {Treaty} from "../src/TreatyHash.sol";
import {NewWork} from "../src/WorkNFT.sol";
import {ShopWorld} from "./support/ShopWorld.sol";

/// Who may offer licences, and from which price on.
contract LicenceShopRightsTest is ShopWorld {
    bytes32 private hash;

    function setUp() public {
        buildShop();
        hash = treaties.hashOf(treaty);
    }

    function refuse(bytes memory why, address who, Standing memory by) private {
        refuseOffer(why, who, agreedWork, COIN_FLOOR, NATIVE, by);
    }

    // ---------------------------------------------------------------- with a treaty

    function test_who_the_treaty_names_offers() public {
        uint256 id = offerAs(agent, plain(1, 0, false), COIN_FLOOR, NATIVE);
        vm.assertEq(shop.offerOf(id).vault, address(agreedVault), "for the agreed vault");
        buyCoin(id, person(60));
        vm.assertEq(address(agreedVault).balance, COIN_FLOOR, "paid there");
        offerAs(agent, plain(1, 0, false), DOLLAR_FLOOR, address(usd));
    }

    function test_only_who_the_treaty_names_offers() public {
        address[4] memory others = [maker, vm.addr(SECOND), judge, person(66)];
        for (uint256 i; i < others.length; ++i) {
            refuse(abi.encodeWithSelector(ShopRights.NotNamed.selector, others[i]), others[i], shown());
        }
    }

    /// Whoever buys the token buys no say over licences: no licence for a wei, to starve the holders of shares.
    function test_later_owner_of_the_token_sells_nothing() public {
        address later = person(61);
        vm.prank(maker);
        works.transferFrom(maker, later, agreedWork);
        refuse(abi.encodeWithSelector(ShopRights.NotNamed.selector, later), later, shown());
        refuse(abi.encodeWithSelector(ShopRights.NotAuthor.selector, agreedWork, later), later, asAuthor(hash));
        refuse(abi.encodeWithSelector(ShopRights.NotAuthor.selector, agreedWork, later), later, asAuthor(0));
        vm.prank(author);
        works.transferFrom(author, later, workId);
        refuseOffer(
            abi.encodeWithSelector(ShopRights.NotAuthor.selector, workId, later), later, workId, 1, NATIVE, asAuthor(0)
        );
        put(plain(1, 0, false));
        offerAs(agent, plain(1, 0, false), COIN_FLOOR, NATIVE);
    }

    /// Nor does a treaty of her own help: it is not the one behind the vault.
    function test_foreign_treaty_counts_for_nothing() public {
        Treaty memory forged = treaty;
        forged.offerers = asList(person(61));
        bytes memory why =
            abi.encodeWithSelector(ShopRights.ForeignTreaty.selector, treaties.hashOf(forged), address(agreedVault));
        refuse(why, person(61), shown(forged));
        forged = treaty;
        forged.chains[0].floors[0].price = 1;
        why = abi.encodeWithSelector(ShopRights.ForeignTreaty.selector, treaties.hashOf(forged), address(agreedVault));
        refuse(why, agent, shown(forged));
    }

    function test_price_is_at_least_the_floor() public {
        bytes memory why = abi.encodeWithSelector(ShopRights.BelowFloor.selector, COIN_FLOOR - 1, COIN_FLOOR);
        refuseOffer(why, agent, agreedWork, COIN_FLOOR - 1, NATIVE, shown());
        why = abi.encodeWithSelector(ShopRights.BelowFloor.selector, DOLLAR_FLOOR - 1, DOLLAR_FLOOR);
        refuseOffer(why, agent, agreedWork, DOLLAR_FLOOR - 1, address(usd), shown());
    }

    function test_no_floor_no_offer() public {
        treaty.chains[0].floors.pop();
        treaty.work = registry.leafOf(maker, "another", "agreed");
        (, agreedWork) = mintUnder(treaty);
        agree();
        bytes memory why = abi.encodeWithSelector(ShopRights.NoFloor.selector, address(usd));
        refuseOffer(why, agent, agreedWork, 1e18, address(usd), shown());
    }

    function test_treaty_of_another_chain_or_factory() public {
        treaty.work = registry.leafOf(maker, "another", "agreed");
        treaty.signers = asList(maker);
        treaty.chains[0].chainId = block.chainid + 1;
        (, agreedWork) = mintUnder(treaty);
        refuse(abi.encodeWithSelector(ShopRights.ChainNotAgreed.selector, treaties.hashOf(treaty)), agent, shown());
        treaty.chains[0].chainId = block.chainid;
        treaty.chains[0].factory = person(62);
        treaty.work = registry.leafOf(maker, "a third", "agreed");
        (, agreedWork) = mintUnder(treaty);
        refuse(abi.encodeWithSelector(ShopRights.ChainNotAgreed.selector, treaties.hashOf(treaty)), agent, shown());
    }

    /// Another work that the author let pay into the vault: nobody agreed how that one is sold.
    function test_treaty_speaks_for_its_own_work_alone() public {
        bytes32 file = registry.leafOf(maker, "not agreed", "work");
        (, uint256 other) = mintUnder(treaty, file);
        bytes memory why = abi.encodeWithSelector(ShopRights.OtherWork.selector, other);
        refuseOffer(why, agent, other, COIN_FLOOR, NATIVE, shown());
        why = abi.encodeWithSelector(ShopRights.TreatyHidden.selector, hash);
        refuseOffer(why, maker, other, COIN_FLOOR, NATIVE, asAuthor(hash));
    }

    // ---------------------------------------------------------------- before all have signed

    /// The author cannot act alone by keeping the treaty to herself.
    function test_agreed_treaty_cannot_be_hidden() public {
        refuse(abi.encodeWithSelector(ShopRights.TreatyHidden.selector, hash), maker, asAuthor(hash));
        refuse(abi.encodeWithSelector(ShopRights.NotAuthor.selector, agreedWork, maker), maker, asAuthor(0));
        refuse(abi.encodeWithSelector(ShopRights.NotAuthor.selector, agreedWork, agent), agent, asAuthor(hash));
    }

    function unsigned() private {
        treaty.work = registry.leafOf(maker, "unsigned", "agreed");
        (agreedVault, agreedWork) = mintUnder(treaty);
        hash = treaties.hashOf(treaty);
    }

    function test_treaty_counts_once_all_have_signed() public {
        unsigned();
        refuse(abi.encodeWithSelector(ShopRights.NotAgreed.selector, hash), agent, shown());
        agree();
        offerAs(agent, plain(1, 0, false), COIN_FLOOR, NATIVE);
    }

    /// Anybody can show that a hash is a treaty's. From then on its author waits for the others.
    function test_shown_treaty_binds_the_author_before_it_is_agreed() public {
        unsigned();
        Standing memory by = asAuthor(hash);
        vm.prank(maker);
        uint256 early = shop.offer(agreedWork, plain(1, 0, false), 1, NATIVE, 0, by);
        vm.expectEmit(address(shop));
        emit ShopRights.TreatyShown(hash);
        vm.assertEq(shop.show(treaty), hash, "its hash");
        vm.assertTrue(shop.isShown(hash), "remembered");
        refuse(abi.encodeWithSelector(ShopRights.TreatyHidden.selector, hash), maker, by);
        agree();
        by = shown();
        vm.prank(agent);
        shop.close(early, by);
        vm.assertFalse(shop.isOpen(early), "what she offered before can be closed");
    }

    /// Her making the vault is her consent, where nobody else signs.
    function test_author_alone_needs_no_second_consent() public {
        makeTreaty(1);
        (agreedVault, agreedWork) = mintUnder(treaty);
        uint256 id = offerAs(agent, plain(1, 0, false), COIN_FLOOR, NATIVE);
        bytes memory why = abi.encodeWithSelector(ShopRights.BelowFloor.selector, COIN_FLOOR - 1, COIN_FLOOR);
        refuseOffer(why, agent, agreedWork, COIN_FLOOR - 1, NATIVE, shown());
        refuse(abi.encodeWithSelector(ShopRights.NotNamed.selector, maker), maker, shown());
        Standing memory by = shown();
        vm.prank(agent);
        shop.close(id, by);
    }

    /// One signer who is not the author is no consent of the author's; such a treaty is not well formed either.
    function test_single_signer_must_be_the_author() public {
        treaty.signers = asList(vm.addr(SECOND));
        unsigned();
        refuse(abi.encodeWithSelector(ShopRights.NotAgreed.selector, hash), agent, shown());
    }

    // ---------------------------------------------------------------- without a treaty

    /// A hash whose text nobody knows is no treaty: the author speaks.
    function test_author_speaks_where_there_is_no_treaty() public {
        bytes32 number = "no treaty's hash";
        bytes32 file = registry.leafOf(author, "second", "work");
        bytes32 root = vault.sharesRoot();
        vm.prank(author);
        address made = factory.create(root, number, asList(address(usd)));
        vm.prank(author);
        registry.anchor(file, MANIFEST);
        vm.prank(author);
        uint256 id = works.mint(author, NewWork(file, file, MANIFEST, root, number, 0), new bytes32[](0));
        Standing memory by = asAuthor(number);
        vm.prank(author);
        uint256 offerId = shop.offer(id, plain(1, 0, false), 1, NATIVE, 0, by);
        vm.assertEq(shop.offerOf(offerId).vault, made, "her vault");
        bytes memory why = abi.encodeWithSelector(ShopRights.NotAuthor.selector, id, author);
        refuseOffer(why, author, id, 1, NATIVE, asAuthor(0));
    }

    function test_closing_needs_the_same_right() public {
        uint256 id = offerAs(agent, plain(1, 0, false), COIN_FLOOR, NATIVE);
        Standing memory by = shown();
        vm.expectRevert(abi.encodeWithSelector(ShopRights.NotNamed.selector, maker));
        vm.prank(maker);
        shop.close(id, by);
        vm.prank(agent);
        shop.close(id, by);
        vm.assertFalse(shop.isOpen(id), "closed");
        vm.expectRevert(abi.encodeWithSelector(OfferBook.SoldOut.selector, id, uint32(0)));
        vm.prank(agent);
        shop.close(id, by);
    }
}
