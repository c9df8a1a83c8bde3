// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ParentClaim, ParentLink} from "../src/RemixGraph.sol";
import {RoyaltyVault} from "../src/RoyaltyVault.sol";
import {Particulars, WorkNFT} from "../src/WorkNFT.sol";
import {Check} from "./support/Check.sol";
import {RemixWorld} from "./support/RemixWorld.sol";
import {Tree} from "./support/Tree.sol";

/// Three authors mint works upon works, sell the tokens, agree or are said to have agreed, move shares into each other's
/// vaults, earn and claim.
contract RemixHandler is RemixWorld {
    uint256 private constant MOST = 7;

    address[3] private _humans = [vm.addr(ALICE), vm.addr(BOB), vm.addr(CAROL)];
    Made[] private _made;
    uint256[2][] private _links; // child, parent, as places in _made
    mapping(uint256 child => mapping(uint256 parent => bool)) public agreed;
    mapping(uint256 child => bytes32) public named;
    mapping(address token => uint256) public income;
    string public broken;

    constructor() {
        buildRemix();
        mintOriginal(0);
    }

    function theWorks() external view returns (WorkNFT) {
        return works;
    }

    function count() external view returns (uint256) {
        return _made.length;
    }

    function idOf(uint256 i) external view returns (uint256) {
        return _made[i].id;
    }

    function vaultOf(uint256 i) external view returns (RoyaltyVault) {
        return _made[i].vault;
    }

    function key(uint256 i) public pure returns (uint256) {
        return [ALICE, BOB, CAROL][i % 3];
    }

    function human(uint256 i) public view returns (address) {
        return _humans[i % 3];
    }

    function token(uint256 i) public view returns (address) {
        return i % 2 == 0 ? NATIVE : address(usd);
    }

    function balance(address token_, address who) public view returns (uint256) {
        return token_ == NATIVE ? who.balance : usd.balanceOf(who);
    }

    // ---------------------------------------------------------------- what they do

    function mintOriginal(uint256 who) public {
        if (_made.length == MOST) return;
        Made memory made = original(key(who));
        made.vault.activate(made.author, uint32(SUPPLY), none);
        _made.push(made);
        named[made.id] = keccak256(abi.encode(works.parentsOf(made.id)));
    }

    /// @param mode Who signs: nobody, the owner, the owner too late, or a stranger.
    function mintRemix(uint256 who, uint256 which, uint256 other, uint32 shares, uint256 mode) external {
        if (_made.length == MOST) return;
        (which, other) = (which % _made.length, other % _made.length);
        shares = uint32(bound(shares, 0, 400_000));
        Made memory first = _made[which];
        bool two = which != other;
        Made memory made = two
            ? prepare(
                key(who),
                asList(address(first.vault), address(_made[other].vault)),
                asShares(shares, 7),
                asList(address(usd))
            )
            : remixOf(key(who), first, shares);
        ParentClaim memory claim = claimOf(made, 1, first.id, shares);
        address owner = works.ownerOf(first.id);
        mode %= 4;
        if (mode != 0) {
            claim.deadline = mode == 2 ? block.timestamp - 1 : block.timestamp;
            claim.signature = consent(mode == 3 ? 0xBAD : keyOf(owner), made, first.id, shares, claim.deadline);
        }
        ParentClaim[] memory parents = two ? asClaims(claim, claimOf(made, 2, _made[other].id, 7)) : asClaims(claim);
        bool good = shares > 0 && mode < 2;
        vm.prank(made.author);
        try works.mintWith(made.author, made.work, none, Particulars("", 0, parents)) {
            if (!good) broken = "a remix that should be refused was minted";
            made.vault
                .activate(made.author, uint32(made.vault.balanceOf(address(made.vault))), Tree.proof(made.tree, 0));
            agreed[made.id][first.id] = mode == 1 || owner == made.author;
            if (two) agreed[made.id][_made[other].id] = works.ownerOf(_made[other].id) == made.author;
            _links.push([_made.length, which]);
            if (two) _links.push([_made.length, other]);
            named[made.id] = frozen(made.id);
            _made.push(made);
        } catch {
            if (good) broken = "a good remix was refused";
        }
    }

    function agree(uint256 which, uint256 caller) external {
        if (_links.length == 0) return;
        (Made memory child, Made memory parent) = pick(which);
        bool good = works.ownerOf(parent.id) == human(caller) && !agreed[child.id][parent.id];
        vm.prank(human(caller));
        try works.agree(child.id, parent.id) {
            if (!good) broken = "somebody else agreed";
            agreed[child.id][parent.id] = true;
        } catch {
            if (good) broken = "the owner could not agree";
        }
    }

    /// A signature that may be somebody else's, late, for another link, or from another chain.
    function agreeFor(uint256 which, uint256 meant, uint256 signer, bool late, bool elsewhere) external {
        if (_links.length == 0) return;
        (Made memory child, Made memory parent) = pick(which);
        (Made memory said, Made memory target) = pick(meant);
        uint256 deadline = late ? block.timestamp - 1 : block.timestamp;
        uint32 shares = sharesOf(said.id, target.id);
        bytes32 hash =
            keccak256(abi.encode(CONSENT, target.id, said.leaf, said.author, shares, said.sharesRoot, deadline));
        uint256 chain = elsewhere ? block.chainid + 1 : block.chainid;
        bytes memory signature = signed(key(signer), digestOf("Colophon WorkNFT", chain, address(works), hash));
        bool good = works.ownerOf(parent.id) == human(signer) && !late && !elsewhere && said.id == child.id
            && target.id == parent.id && !agreed[child.id][parent.id];
        try works.agreeFor(child.author, child.leaf, parent.id, deadline, signature) {
            if (!good) broken = "I16: a consent that should not serve did";
            agreed[child.id][parent.id] = true;
        } catch {
            if (good) broken = "a good consent was refused";
        }
    }

    function sell(uint256 which, uint256 to) external {
        uint256 id = _made[which % _made.length].id;
        address owner = works.ownerOf(id);
        vm.prank(owner);
        works.transferFrom(owner, human(to), id);
    }

    function prefer(uint256 which, uint256 who, uint16 preference) external {
        Made memory made = _made[which % _made.length];
        bool good = human(who) == made.author && preference < 0x1000;
        vm.prank(human(who));
        try works.setDataMining(made.id, preference) {
            if (!good) broken = "somebody else spoke for the author";
        } catch {
            if (good) broken = "the author could not speak";
        }
    }

    function earn(uint256 which, uint256 what, uint64 amount) external {
        address vault_ = address(_made[which % _made.length].vault);
        if (token(what) == NATIVE) pay(payer, vault_, amount);
        else usd.mint(vault_, amount);
        income[token(what)] += amount;
    }

    /// Shares to a person, or to any vault: so cycles of ownership come about.
    function giveShares(uint256 which, uint256 from, uint256 to, uint256 value, bool toVault) external {
        RoyaltyVault vault_ = _made[which % _made.length].vault;
        address receiver = toVault ? address(_made[to % _made.length].vault) : human(to);
        if (receiver == address(vault_)) return;
        value = bound(value, 0, vault_.balanceOf(human(from)));
        vm.prank(human(from));
        vault_.transfer(receiver, value);
    }

    function carryUp(uint256 which, uint256 what) external {
        if (_links.length == 0) return;
        (Made memory child, Made memory parent) = pick(which);
        draw(child.vault, address(parent.vault), what);
    }

    function claim(uint256 which, uint256 who, uint256 what, bool vaults) external {
        address holder = vaults ? address(_made[who % _made.length].vault) : human(who);
        RoyaltyVault vault_ = _made[which % _made.length].vault;
        if (holder != address(vault_)) draw(vault_, holder, what);
    }

    // ---------------------------------------------------------------- inside

    function draw(RoyaltyVault vault_, address holder, uint256 what) private {
        uint256 owed = vault_.pending(holder, token(what));
        uint256 before = balance(token(what), holder);
        vault_.claimMany(holder, asList(token(what)));
        if (balance(token(what), holder) != before + owed) broken = "a claim paid something else than was owed";
    }

    function pick(uint256 which) private view returns (Made memory, Made memory) {
        uint256[2] memory link = _links[which % _links.length];
        return (_made[link[0]], _made[link[1]]);
    }

    function keyOf(address who) private view returns (uint256) {
        for (uint256 i; i < 3; ++i) {
            if (human(i) == who) return key(i);
        }
        return 0xBAD;
    }

    function sharesOf(uint256 child, uint256 parent) public view returns (uint32) {
        ParentLink[] memory links = works.parentsOf(child);
        for (uint256 i; i < links.length; ++i) {
            if (links[i].workId == parent) return links[i].shares;
        }
        return 0;
    }

    /// The links of a work but for whether they are agreed.
    function frozen(uint256 id) public view returns (bytes32) {
        ParentLink[] memory links = works.parentsOf(id);
        for (uint256 i; i < links.length; ++i) {
            links[i].agreedAt = 0;
        }
        return keccak256(abi.encode(links));
    }
}

contract WorkNFTInvariants is Check {
    RemixHandler private handler;
    WorkNFT private works;

    function setUp() public {
        handler = new RemixHandler();
        works = handler.theWorks();
    }

    function targetContracts() external view returns (address[] memory) {
        return asList(address(handler));
    }

    /// One campaign looks at both.
    function invariant_graph_and_money() external view {
        checkGraph();
        checkMoney();
    }

    /// Parents are fixed at minting and older than the child, so there is no cycle; a link is agreed only if its owner
    /// agreed; the parent's vault holds what was promised, for ever.
    function checkGraph() private view {
        for (uint256 i; i < handler.count(); ++i) {
            uint256 id = handler.idOf(i);
            vm.assertEq(handler.frozen(id), handler.named(id), "parents never change");
            ParentLink[] memory links = works.parentsOf(id);
            for (uint256 l; l < links.length; ++l) {
                uint256 parent = links[l].workId;
                bool older;
                for (uint256 j; j < i; ++j) {
                    older = older || handler.idOf(j) == parent;
                }
                vm.assertTrue(older, "a parent is older than its child");
                bool agreed = handler.agreed(id, parent);
                vm.assertTrue(works.isAgreed(id, parent) == agreed, "agreed by the owner or not at all");
                uint256 holds = handler.vaultOf(i).balanceOf(works.vaultOf(parent));
                vm.assertGe(holds, links[l].shares, "the parent's vault holds its shares");
            }
        }
        vm.assertEq(handler.broken(), "", "the handler's own checks");
    }

    /// Whatever vaults own of each other: what people drew and what vaults hold is what was earned, to the unit, and each
    /// vault can pay all that it owes.
    function checkMoney() private view {
        for (uint256 t; t < 2; ++t) {
            address token = handler.token(t);
            uint256 all;
            for (uint256 h; h < 3; ++h) {
                all += handler.balance(token, handler.human(h));
            }
            for (uint256 i; i < handler.count(); ++i) {
                RoyaltyVault vault = handler.vaultOf(i);
                uint256 held = handler.balance(token, address(vault));
                all += held;
                uint256 owed;
                for (uint256 h; h < 3; ++h) {
                    owed += vault.pending(handler.human(h), token);
                }
                for (uint256 j; j < handler.count(); ++j) {
                    owed += vault.pending(address(handler.vaultOf(j)), token);
                }
                vm.assertLe(owed, held, "I2: owed is there");
            }
            vm.assertEq(all, handler.income(token), "nothing appears by going round");
        }
    }
}
