// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Joining, Origin} from "../../src/DatasetConsent.sol";
import {DatasetLicence, Purchase} from "../../src/DatasetLicence.sol";
import {LicenceTerms, Terms} from "../../src/LicenceTerms.sol";
import {NewWork} from "../../src/WorkNFT.sol";
import {RoyaltyVault} from "../../src/RoyaltyVault.sol";
import {Signing} from "./Signing.sol";
import {Tree} from "./Tree.sol";
import {WorkWorld} from "./WorkWorld.sol";

/// Works by different authors, each with a vault of two holders, and a dataset of them. What is signed here is hashed here,
/// from the text of EIP-712, and not by the code under test.
abstract contract DatasetWorld is WorkWorld, Signing {
    bytes32 internal constant LIST = "list of the works";
    uint96 internal constant PRICE = 1_000_003;
    uint32 internal constant FIRST = 600_001;
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant CONSENT = keccak256(
        "Consent(uint256 datasetId,bytes32 sharesRoot,bytes32 termsHash,address token,uint256 workId,address workVault,uint32 weight,uint96 lowestPrice,uint64 nonce,uint64 deadline)"
    );

    struct Piece {
        uint256 key;
        Origin origin;
        RoyaltyVault vault;
        uint256 workId;
        uint32 weight;
    }

    DatasetLicence internal licences;
    address internal curator = person(0xC);
    Piece[] internal pieces;
    bytes32[] internal places;
    RoyaltyVault internal pool;
    uint256 internal datasetId;
    address internal money;

    /// The terms that everybody signs.
    Terms internal agreed = Terms(LicenceTerms.AI_TRAIN, 365 days, false, "text");

    function terms() internal view returns (Terms memory) {
        return agreed;
    }

    /// `count` works and their dataset, sold for dollars, with nobody in it yet.
    function buildDataset(uint256 count) internal {
        buildWork();
        licences = new DatasetLicence(works);
        uint32 rest = uint32(SUPPLY);
        for (uint256 i; i < count; ++i) {
            uint32 weight = i + 1 == count ? rest : uint32(SUPPLY / count - 9_500 + 1_009 * i);
            rest -= weight;
            addPiece(weight, asList(address(usd)));
        }
        for (uint256 i; i < count; ++i) {
            places.push(Tree.shareLeaf(address(pieces[i].vault), pieces[i].weight));
        }
        pool = makePool(0, asList(address(usd)));
        (money, datasetId) = (address(usd), openDataset(pool, LIST, address(usd)));
    }

    function makePool(bytes32 treaty, address[] memory tokens) internal returns (RoyaltyVault) {
        bytes32 root = Tree.root(places);
        vm.prank(curator);
        return RoyaltyVault(factory.create(root, treaty, tokens));
    }

    /// Of the vault with the present places and no treaty.
    function openDataset(RoyaltyVault, bytes32 manifest, address token) internal returns (uint256) {
        bytes32 root = Tree.root(places);
        vm.prank(curator);
        return licences.open(root, 0, manifest, terms(), token, PRICE);
    }

    function holder(uint256 piece, uint256 i) internal pure returns (address) {
        return person(0x10000 + 2 * piece + i);
    }

    function holders(uint256 piece) internal pure returns (bytes32[] memory shares) {
        shares = new bytes32[](2);
        shares[0] = Tree.shareLeaf(holder(piece, 0), FIRST);
        shares[1] = Tree.shareLeaf(holder(piece, 1), uint32(SUPPLY) - FIRST);
    }

    /// One more author with one more work.
    function addPiece(uint32 weight, address[] memory tokens) internal {
        uint256 key = 0xA11CE + pieces.length;
        addPiece(key, vm.addr(key), weight, tokens);
    }

    function addPiece(uint256 key, address artist, uint32 weight, address[] memory tokens) internal {
        Origin memory origin = Origin(artist, Tree.root(holders(pieces.length)), bytes32(0));
        bytes32 file = registry.leafOf(artist, bytes32(pieces.length), "piece");
        NewWork memory work = NewWork({
            root: file, leaf: file, manifest: MANIFEST, sharesRoot: origin.sharesRoot, treaty: 0, royaltyBps: 500
        });
        vm.prank(artist);
        address made = factory.create(origin.sharesRoot, 0, tokens);
        vm.prank(artist);
        registry.anchor(file, MANIFEST);
        vm.prank(artist);
        uint256 id = works.mint(person(0xD), work, new bytes32[](0));
        pieces.push(Piece(key, origin, RoyaltyVault(made), id, weight));
    }

    // ---------------------------------------------------------------- consents

    /// What `i` signs: everything as it stands, from `lowest` upwards.
    function consent(uint256 i, uint96 lowest) internal returns (Joining memory joining) {
        Piece memory piece = pieces[i];
        joining = Joining({
            workId: piece.workId,
            origin: piece.origin,
            weight: piece.weight,
            proof: Tree.proof(places, i),
            signer: piece.origin.author,
            lowestPrice: lowest,
            deadline: START + 30 days,
            signature: ""
        });
        sign(joining, i, piece.key);
    }

    function sign(Joining memory joining, uint256 i, uint256 key) internal {
        sign(joining, i, key, address(licences), block.chainid, datasetId);
    }

    function sign(Joining memory joining, uint256 i, uint256 key, address to, uint256 chain, uint256 dataset) internal {
        address at = address(pieces[i].vault);
        uint64 nonce = licences.memberOf(dataset, at).nonce;
        bytes32 said = keccak256(
            bytes.concat(
                abi.encode(CONSENT, dataset, pool.sharesRoot(), keccak256(abi.encode(terms())), money, joining.workId),
                abi.encode(at, joining.weight, joining.lowestPrice, nonce, joining.deadline)
            )
        );
        bytes32 domain = keccak256(abi.encode(DOMAIN, keccak256("Colophon DatasetLicence"), keccak256("1"), chain, to));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, said)));
        joining.signature = abi.encodePacked(r, s, v);
    }

    function only(Joining memory joining) internal pure returns (Joining[] memory list) {
        list = new Joining[](1);
        list[0] = joining;
    }

    function join(uint256 i, uint96 lowest) internal {
        Joining[] memory list = only(consent(i, lowest));
        licences.join(datasetId, list);
    }

    function joinAll() internal {
        Joining[] memory list = new Joining[](pieces.length);
        for (uint256 i; i < list.length; ++i) {
            list[i] = consent(i, 0);
        }
        licences.join(datasetId, list);
    }

    function takeOut(uint256 i) internal {
        vm.prank(pieces[i].origin.author);
        licences.takeOut(datasetId, pieces[i].origin);
    }

    function setPrice(uint96 price) internal {
        vm.prank(curator);
        licences.setPrice(datasetId, price);
    }

    // ---------------------------------------------------------------- purchases

    function asked(uint32 quantity, address to) internal view returns (Purchase memory) {
        return Purchase(datasetId, PRICE, quantity, to, "ref");
    }

    /// Gives `who` dollars and lets the contract take them.
    function fund(address who, uint256 amount) internal {
        usd.mint(who, amount);
        vm.prank(who);
        usd.approve(address(licences), amount);
    }

    function buyDollars(address who, uint32 quantity) internal returns (uint256 licenceId) {
        fund(who, uint256(PRICE) * quantity);
        Purchase memory wanted = asked(quantity, who);
        vm.prank(who);
        return licences.buy(wanted);
    }
}
