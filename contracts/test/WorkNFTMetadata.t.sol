// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Iscc} from "../src/Iscc.sol";
import {DataMining} from "../src/WorkMetadata.sol";
import {Particulars, WorkNFT, WorkRecord} from "../src/WorkNFT.sol";
import {RemixWorld} from "./support/RemixWorld.sol";

/// What a work says of itself: ISCC (ISO 24138), data mining (ERC-7517), parents, and that it changed (ERC-4906).
contract WorkNFTMetadataTest is RemixWorld {
    /// Meta, content, data and instance unit; from the examples of the standard.
    string private constant TEXT = "ISCC:KACYPXW445FTYNJ3CYSXHAFJMA2HUWULUNRFE3BLHRSCXYH2M5AEGQY";
    bytes private constant CODE = hex"500587dedce74b3c353b16257380a960347a5a8ba362526c2b3c642be0fa67404343";

    function setUp() public {
        buildRemix();
    }

    function mintSaying(Made memory made, bytes memory iscc, uint16 dataMining) private {
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, Particulars(iscc, dataMining, alone));
    }

    function refuse(bytes memory why, bytes memory iscc, uint16 dataMining) private {
        Made memory made = prepare(ALICE, new address[](0), new uint32[](0), new address[](0));
        vm.expectRevert(why);
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, Particulars(iscc, dataMining, alone));
    }

    function wanted(Made memory made, string memory preference, string memory iscc, string memory parents)
        private
        pure
        returns (string memory)
    {
        string memory leaf_ = Strings.toHexString(uint256(made.leaf), 32);
        string memory json = string.concat(
            '{"name":"Work ',
            leaf_,
            '","description":"A work registered with Colophon. The leaf commits to its author and its original file.",',
            preference,
            '"properties":{"leaf":"',
            leaf_,
            '","manifest":"0x6d616e6966657374000000000000000000000000000000000000000000000000"'
        );
        json = string.concat(
            json,
            iscc,
            ',"vault":"',
            Strings.toChecksumHexString(address(made.vault)),
            '","royalty_bps":750,"anchored_at":1767225600',
            parents,
            "}}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }

    function test_everything_that_can_be_said() public {
        Made memory parent = original(BOB);
        Made memory made = remixOf(ALICE, parent, 200_000);
        Particulars memory more = Particulars(CODE, 0x0E01, asClaims(claimOf(made, 1, parent.id, 200_000)));
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, more);
        string memory preference = string.concat(
            '"dataMiningPreference":{"dataMining":"allowed","aiTrainingWithAuthorship":"notAllowed",',
            '"aiGenerativeTrainingWithAuthorship":"constrained"},'
        );
        string memory iscc = string.concat(',"iscc":"', TEXT, '"');
        string memory link =
            string.concat(',"parents":[{"work":"', Strings.toString(parent.id), '","shares":200000,"status":"');
        string memory claimed = wanted(made, preference, iscc, string.concat(link, 'claimed by the child"}]'));
        vm.assertEq(works.tokenURI(made.id), claimed, "claimed");
        vm.prank(parent.author);
        works.agree(made.id, parent.id);
        vm.assertEq(
            works.tokenURI(made.id), wanted(made, preference, iscc, string.concat(link, 'agreed"}]')), "then agreed"
        );
        WorkRecord memory record = works.workOf(made.id);
        vm.assertEq(record.iscc, CODE, "the code as it was given");
        vm.assertEq(record.dataMining, 0x0E01, "and the preference");
        vm.assertTrue(record.vault == address(made.vault) && record.royaltyBps == 750, "beside vault and royalty");
    }

    function test_nothing_said_is_nothing_shown() public {
        Made memory made = original(ALICE);
        vm.assertEq(works.tokenURI(made.id), wanted(made, "", "", ""), "as mint makes it");
        vm.assertEq(works.workOf(made.id).iscc, "", "no code");
    }

    function test_each_use_of_a_preference() public {
        Made memory made = original(ALICE);
        string[6] memory uses = [
            "dataMining",
            "aiInference",
            "aiTraining",
            "aiGenerativeTraining",
            "aiTrainingWithAuthorship",
            "aiGenerativeTrainingWithAuthorship"
        ];
        string[4] memory values = ["", "allowed", "notAllowed", "constrained"];
        for (uint16 i; i < 6; ++i) {
            for (uint16 value = 1; value < 4; ++value) {
                vm.prank(made.author);
                works.setDataMining(made.id, value << 2 * i);
                string memory want = string.concat('"dataMiningPreference":{"', uses[i], '":"', values[value], '"},');
                vm.assertEq(works.tokenURI(made.id), wanted(made, want, "", ""), uses[i]);
            }
        }
    }

    function test_author_changes_the_preference_and_says_so() public {
        Made memory made = original(ALICE);
        vm.expectEmit(address(works));
        emit WorkNFT.DataMiningSet(made.id, 0x0AAA);
        vm.expectEmit(address(works));
        emit IERC4906.MetadataUpdate(made.id);
        vm.prank(made.author);
        works.setDataMining(made.id, 0x0AAA);
        vm.assertEq(works.workOf(made.id).dataMining, 0x0AAA, "nothing is allowed now");
        vm.assertTrue(works.workOf(made.id).vault == address(made.vault), "and the neighbours in the slot stay");
    }

    /// Who buys the token does not buy the say over mining.
    function test_only_the_author_sets_the_preference() public {
        Made memory made = original(ALICE);
        vm.prank(made.author);
        works.transferFrom(made.author, person(1), made.id);
        vm.expectRevert(abi.encodeWithSelector(WorkNFT.NotAuthor.selector, made.id, person(1)));
        vm.prank(person(1));
        works.setDataMining(made.id, 1);
        vm.prank(made.author);
        works.setDataMining(made.id, 2);
        vm.assertEq(works.workOf(made.id).dataMining, 2, "the author still may");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 42));
        works.setDataMining(42, 1);
    }

    function testFuzz_bits_beyond_the_uses_are_refused(uint16 preference) public {
        vm.assume(preference > 0x0FFF);
        bytes memory why = abi.encodeWithSelector(DataMining.BadDataMining.selector, preference);
        refuse(why, "", preference);
        Made memory made = original(BOB);
        vm.expectRevert(why);
        vm.prank(made.author);
        works.setDataMining(made.id, preference);
    }

    // ---------------------------------------------------------------- ISCC

    function test_codes_of_each_length() public {
        // Subtype and units, then the text with a body of 01 02 03 ... of the length that they say.
        checkIscc(hex"5500", 16, "ISCC:KUAACAQDAQCQMBYIBEFAWDANBYHRA");
        checkIscc(hex"5001", 24, "ISCC:KAAQCAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDA");
        checkIscc(hex"5103", 32, "ISCC:KEBQCAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB6IA");
        checkIscc(hex"5700", 32, "ISCC:K4AACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB6IA");
    }

    function checkIscc(bytes2 header, uint256 length, string memory text) private {
        bytes memory code = abi.encodePacked(header);
        for (uint256 i; i < length; ++i) {
            code = bytes.concat(code, bytes1(uint8(i + 1)));
        }
        Made memory made = prepare(ALICE, new address[](0), new uint32[](0), new address[](0));
        vm.expectEmit(address(works));
        emit WorkNFT.IsccSet(made.id, code);
        mintSaying(made, code, 0);
        vm.assertEq(works.workOf(made.id).iscc, code, "header and body");
        string memory iscc = string.concat(',"iscc":"', text, '"');
        vm.assertEq(works.tokenURI(made.id), wanted(made, "", iscc, ""), text);
    }

    function test_what_is_no_code_is_refused() public {
        bytes memory body = new bytes(32);
        refuseIscc(hex"50");
        refuseIscc(hex"5000"); // no body
        refuseIscc(bytes.concat(hex"5000", body)); // longer than it says
        refuseIscc(bytes.concat(hex"5005", new bytes(31))); // shorter
        refuseIscc(bytes.concat(hex"0005", body)); // a unit, not a code
        refuseIscc(bytes.concat(hex"5015", body)); // version 1
        refuseIscc(bytes.concat(hex"5805", body)); // no such subtype
        refuseIscc(bytes.concat(hex"5705", body)); // wide has no further units
        refuseIscc(bytes.concat(hex"5007", body, new bytes(8))); // five units do not fit
        refuseIscc(bytes.concat(hex"5008", body)); // no such units
        refuseIscc(bytes(TEXT)); // as text, quotes and all could follow
    }

    function refuseIscc(bytes memory iscc) private {
        refuse(abi.encodeWithSelector(Iscc.BadIscc.selector, iscc), iscc, 0);
    }

    // ---------------------------------------------------------------- the contract's own

    function test_contract_metadata() public view {
        string memory json = string.concat(
            '{"name":"Colophon works","symbol":"WORK","description":"One token for each work registered with Colophon. ',
            'Royalties go to the vault of the work, which divides them among its holders."}'
        );
        string memory want = string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
        vm.assertEq(works.contractURI(), want, "ERC-7572");
        vm.assertEq(works.name(), "Colophon works", "the same name as the token has");
        vm.assertTrue(works.supportsInterface(0x49064906), "ERC-4906");
    }

    function test_longest_metadata_can_be_read() public {
        (Made memory made, Particulars memory more) = crowded(works.MAX_PARENTS());
        more.iscc = CODE;
        more.dataMining = 0x0FFF;
        vm.prank(made.author);
        works.mintWith(made.author, made.work, none, more);
        uint256 before = gasleft();
        works.tokenURI(made.id);
        vm.assertLe(before - gasleft(), 3_000_000, "well below what nodes let a read use");
    }
}
