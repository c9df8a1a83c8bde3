// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SplitTreaty} from "../src/SplitTreaty.sol";
import {ChainPart, Floor, Treaty} from "../src/TreatyHash.sol";
import {TreatyRules} from "../src/TreatyRules.sol";
import {TreatyWorld} from "./support/TreatyWorld.sol";

/// Treaties that cannot mean what their signers think, and what a good one allows.
contract SplitTreatyFormTest is TreatyWorld {
    function setUp() public {
        buildTreaty();
    }

    /// Refused by the question, and by `agree` although everybody signed it.
    function refuse(Treaty memory treaty, bytes memory why) private {
        bytes[] memory signatures = sign(treaty);
        vm.expectRevert(why);
        treaties.checkForm(treaty);
        vm.expectRevert(why);
        treaties.agree(treaty, signatures);
    }

    function err(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector);
    }

    function unordered(string memory list, uint256 index) private pure returns (bytes memory) {
        return abi.encodeWithSelector(TreatyRules.NotAscending.selector, list, index);
    }

    function test_good_forms() public {
        treaties.checkForm(draft());
        Treaty memory treaty = draft();
        (treaty.offerers, treaty.revokers) = (new address[](0), new address[](0));
        (treaty.chains[0].tokens, treaty.chains[0].floors) = (new address[](0), new Floor[](0));
        treaties.checkForm(treaty); // nobody sells, coin alone
        treaty = draft();
        treaty.signers = asList(treaty.author);
        treaties.checkForm(treaty); // a grantor alone, as for a list of fans
        treaty.offerers = asList(person(1), person(2));
        treaties.checkForm(treaty); // an agency may sell without being a party
    }

    function test_nothing_is_missing() public {
        Treaty memory treaty = draft();
        treaty.author = address(0);
        refuse(treaty, err(TreatyRules.NoAuthor.selector));
        treaty = draft();
        treaty.work = 0;
        refuse(treaty, err(TreatyRules.NoWork.selector));
        treaty = draft();
        treaty.sharesRoot = 0;
        refuse(treaty, err(TreatyRules.NoShares.selector));
        treaty = draft();
        treaty.deadline = 0;
        refuse(treaty, err(TreatyRules.NoDeadline.selector));
        treaty = draft();
        treaty.chains = new ChainPart[](0);
        refuse(treaty, err(TreatyRules.NoChain.selector));
        treaty = draft();
        treaty.chains[1].factory = address(0);
        refuse(treaty, abi.encodeWithSelector(TreatyRules.NoFactory.selector, OTHER_CHAIN));
    }

    function test_author_signs() public {
        Treaty memory treaty = draft();
        bytes memory why = abi.encodeWithSelector(TreatyRules.AuthorMustSign.selector, treaty.author);
        treaty.signers = asList(authors[1], authors[2]);
        refuse(treaty, why);
        treaty.signers = new address[](0);
        refuse(treaty, why);
    }

    function test_lists_are_ascending() public {
        Treaty memory treaty = draft();
        treaty.signers = asList(authors[0], authors[2], authors[1]);
        refuse(treaty, unordered("signers", 2));
        treaty.signers = asList(authors[0], authors[0], authors[1]);
        refuse(treaty, unordered("signers", 1)); // nobody signs twice
        treaty = draft();
        treaty.signers[0] = address(0);
        treaty.author = authors[1];
        refuse(treaty, unordered("signers", 0)); // nobody is zero
        treaty = draft();
        treaty.offerers = asList(person(1), person(1));
        refuse(treaty, unordered("offerers", 1));
        treaty = draft();
        treaty.revokers = asList(address(0));
        refuse(treaty, unordered("revokers", 0));
        treaty = draft();
        (treaty.chains[0], treaty.chains[1]) = (treaty.chains[1], treaty.chains[0]);
        refuse(treaty, unordered("chains", 1));
        treaty = draft();
        treaty.chains[1].chainId = block.chainid;
        refuse(treaty, unordered("chains", 1)); // one chain has one part
        treaty = draft();
        treaty.chains[0].chainId = 0;
        refuse(treaty, unordered("chains", 0));
        treaty = draft();
        treaty.chains[1].tokens = asList(high, low);
        refuse(treaty, unordered("tokens", 1));
        treaty.chains[1].tokens = asList(NATIVE, low);
        refuse(treaty, unordered("tokens", 0)); // the coin needs no naming
    }

    function test_floors() public {
        Treaty memory treaty = draft();
        treaty.chains[0].floors[1].token = NATIVE;
        refuse(treaty, unordered("floors", 1)); // two prices for one token
        treaty = draft();
        treaty.chains[0].floors[1].token = person(9);
        refuse(treaty, abi.encodeWithSelector(TreatyRules.FloorInForeignToken.selector, block.chainid, person(9)));
        treaty = draft();
        treaty.chains[1].floors[0].price = 0;
        refuse(treaty, abi.encodeWithSelector(TreatyRules.FloorZero.selector, OTHER_CHAIN, NATIVE));
        treaty = draft();
        treaty.chains[1].tokens = new address[](4);
        refuse(treaty, abi.encodeWithSelector(TreatyRules.TooManyTokens.selector, OTHER_CHAIN, 4));
    }

    function test_what_it_allows() public {
        Treaty memory treaty = draft();
        vm.assertTrue(treaties.mayOffer(treaty, authors[1]), "who is named may offer");
        vm.assertFalse(treaties.mayOffer(treaty, authors[0]), "the author herself may not unless named");
        vm.assertTrue(treaties.mayRevoke(treaty, authors[2]), "who is named may revoke");
        vm.assertFalse(treaties.mayRevoke(treaty, authors[1]), "who may offer may not revoke for that");
        vm.assertFalse(treaties.mayOffer(treaty, NATIVE), "zero is nobody");
        treaty.chains[1].floors = new Floor[](1);
        treaty.chains[1].floors[0] = Floor(high, 7);
        check(treaty, block.chainid, NATIVE, true, 1e15);
        check(treaty, block.chainid, low, true, 5e6);
        check(treaty, block.chainid, high, false, 0); // divided, but no price agreed
        check(treaty, OTHER_CHAIN, high, true, 7);
        check(treaty, OTHER_CHAIN, NATIVE, false, 0); // each chain has its own prices
        check(treaty, 1, NATIVE, false, 0); // a chain that is not named
    }

    function check(Treaty memory treaty, uint256 chainId, address token, bool found, uint96 price) private view {
        (bool gotFound, uint96 gotPrice) = treaties.floorOf(treaty, chainId, token);
        vm.assertTrue(gotFound == found, "whether a price is agreed");
        vm.assertEq(gotPrice, price, "the price");
    }

    function test_work_is_that_of_the_token() public {
        Treaty memory treaty = draft();
        uint256 id = uint256(keccak256(abi.encode(authors[0], bytes32("work"))));
        vm.assertEq(treaties.workIdOf(treaty), id, "as the token counts it, from author and leaf");
        treaty.author = authors[1];
        vm.assertTrue(treaties.workIdOf(treaty) != id, "another author's work is another work");
    }

    /// Whoever is asked about: allowed if and only if named.
    function testFuzz_rights_are_membership(uint256 seed, uint256 pick) public {
        Treaty memory treaty = draft();
        uint256 count = seed % 7;
        address[] memory named = new address[](count);
        for (uint256 i; i < count; ++i) {
            named[i] = person(2 * i + 2);
        }
        (treaty.offerers, treaty.revokers) = (named, new address[](0));
        uint256 asked = pick % 20;
        bool expected = asked != 0 && asked % 2 == 0 && asked / 2 <= count;
        vm.assertTrue(treaties.mayOffer(treaty, person(asked)) == expected, "as the list says");
        vm.assertFalse(treaties.mayRevoke(treaty, person(asked)), "the other list is empty");
    }
}
