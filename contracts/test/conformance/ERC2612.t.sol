// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {PracticeUSD} from "../../src/PracticeUSD.sol";
import {Check} from "../support/Check.sol";
import {VaultWorld} from "../support/VaultWorld.sol";

/// The sentences of ERC-2612, asked of a token for signers, callers and moments of any kind. What is signed is put together
/// from the text and not from the token's own hashes. Whoever inherits says which token, and makes another of its kind.
abstract contract ERC2612Conformance is Check {
    /// The order of secp256k1: private keys are below it.
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    struct Signature {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    address internal token;

    /// Another token with the same code and the same name.
    function another() internal virtual returns (address);

    function keyOf(uint256 seed) internal pure returns (uint256) {
        return bound(seed, 1, ORDER - 1);
    }

    function someone(uint256 seed) internal pure returns (address) {
        return address(uint160(bound(seed, 0x10000, type(uint160).max)));
    }

    /// "`keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR, keccak256(abi.encode(keccak256("Permit(…)"), owner, spender,
    /// value, nonce, deadline))))`"
    function digest(bytes32 separator, Permit memory p) internal pure returns (bytes32) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, p.owner, p.spender, p.value, p.nonce, p.deadline));
        return keccak256(abi.encodePacked(hex"1901", separator, hash));
    }

    function sign(uint256 key, Permit memory p) internal returns (Signature memory sig) {
        bytes32 separator = IERC20Permit(token).DOMAIN_SEPARATOR();
        (sig.v, sig.r, sig.s) = vm.sign(key, digest(separator, p));
    }

    function give(address by, Permit memory p, Signature memory sig) internal returns (bool done) {
        bytes memory call =
            abi.encodeCall(IERC20Permit.permit, (p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s));
        vm.prank(by);
        (done,) = token.call(call);
    }

    function nonce(address owner) internal view returns (uint256) {
        return IERC20Permit(token).nonces(owner);
    }

    function allowance(Permit memory p) internal view returns (uint256) {
        return IERC20(token).allowance(p.owner, p.spender);
    }

    /// A permit as it should be, signed by the owner for the present nonce.
    function plan(uint256 key, uint256 spender, uint256 value)
        internal
        returns (Permit memory p, Signature memory sig)
    {
        address owner = vm.addr(key);
        p = Permit(owner, someone(spender), value, nonce(owner), block.timestamp + 1 days);
        sig = sign(key, p);
    }

    /// "If any of these conditions are not met, the `permit` call must revert"; and then nothing is changed.
    function refuse(Permit memory p, Signature memory sig, string memory why) internal {
        (uint256 count, uint256 allowed) = (nonce(p.owner), allowance(p));
        vm.assertFalse(give(address(this), p, sig), why);
        vm.assertEq(nonce(p.owner), count, "the nonce stays");
        vm.assertEq(allowance(p), allowed, "the allowance stays");
    }

    /// "Compliant contracts must implement 3 new functions in addition to EIP-20": by their selectors.
    function testFuzz_three_functions(uint256 seed, uint256 spender, uint256 value) public {
        (Permit memory p, Signature memory sig) = plan(keyOf(seed), spender, value);
        (bool known, bytes memory answer) = token.call(abi.encodeWithSelector(0x7ecebe00, p.owner));
        vm.assertTrue(known && answer.length == 32, "nonces(address)");
        (known, answer) = token.call(abi.encodeWithSelector(0x3644e515));
        vm.assertTrue(known && answer.length == 32, "DOMAIN_SEPARATOR()");
        (known, answer) = token.call(
            abi.encodeWithSelector(0xd505accf, p.owner, p.spender, p.value, p.deadline, sig.v, sig.r, sig.s)
        );
        vm.assertTrue(known && answer.length == 0, "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)");
    }

    /// "A call to `permit(owner, spender, value, deadline, v, r, s)` will set `allowance[owner][spender]` to `value`, increment
    /// `nonces[owner]` by 1, and emit a corresponding `Approval` event." "The caller of the `permit` function can be any
    /// address."
    function testFuzz_permit_sets_counts_and_tells(
        uint256 seed,
        uint256 spender,
        uint256 caller,
        uint256[2] calldata values
    ) public {
        uint256 key = keyOf(seed);
        for (uint256 i; i < 2; ++i) {
            (Permit memory p, Signature memory sig) = plan(key, spender, values[i]);
            vm.assertEq(p.nonce, i, "counts from 0");
            vm.expectEmit(token);
            emit IERC20.Approval(p.owner, p.spender, p.value);
            vm.assertTrue(give(someone(caller), p, sig), "anybody brings it");
            vm.assertEq(allowance(p), values[i], "set, not added");
            vm.assertEq(nonce(p.owner), i + 1, "one more");
        }
    }

    /// "The current blocktime is less than or equal to `deadline`."
    function testFuzz_deadline_is_the_last_second(uint256 seed, uint256 spender, uint256 deadline, uint256 late)
        public
    {
        uint256 key = keyOf(seed);
        (Permit memory p,) = plan(key, spender, 1);
        p.deadline = bound(deadline, START, START + 1e12);
        Signature memory sig = sign(key, p);
        vm.warp(p.deadline + bound(late, 1, 1e12));
        refuse(p, sig, "afterwards");
        vm.warp(p.deadline);
        vm.assertTrue(give(address(this), p, sig), "at its last second");
    }

    /// "The `deadline` argument can be set to `uint(-1)` to create `Permit`s that effectively never expire."
    function testFuzz_permit_without_end(uint256 seed, uint256 spender, uint256 time) public {
        uint256 key = keyOf(seed);
        (Permit memory p,) = plan(key, spender, 1);
        p.deadline = type(uint256).max;
        Signature memory sig = sign(key, p);
        vm.warp(bound(time, START, type(uint64).max));
        vm.assertTrue(give(address(this), p, sig), "whenever");
    }

    /// "`owner` is not the zero address." "Since the ecrecover precompile fails silently and just returns the zero address as
    /// `signer` when given malformed messages, it is important to ensure `owner != address(0)`."
    function testFuzz_owner_is_not_zero(uint256 spender, uint256 value, Signature calldata sig) public {
        Permit memory p = Permit(address(0), someone(spender), value, 0, block.timestamp);
        refuse(p, sig, "any signature");
        refuse(p, Signature(0, 0, 0), "an empty one");
        refuse(p, Signature(27, sig.r, bytes32(ORDER)), "a malformed one");
    }

    /// "`nonces[owner]` (before the state update) is equal to `nonce`." "The `nonces` mapping is given for replay protection."
    function testFuzz_nonce_must_be_the_next(uint256 seed, uint256 spender, uint256 value, uint256 other) public {
        uint256 key = keyOf(seed);
        (Permit memory p, Signature memory sig) = plan(key, spender, value);
        vm.assume(other != p.nonce);
        Permit memory wrong = Permit(p.owner, p.spender, p.value, other, p.deadline);
        refuse(wrong, sign(key, wrong), "signed for another nonce");
        vm.assertTrue(give(address(this), p, sig), "the next one");
        refuse(p, sig, "never twice");
    }

    /// "`r`, `s` and `v` is a valid `secp256k1` signature from `owner` of the message": by no other key.
    function testFuzz_owner_must_have_signed(uint256 seed, uint256 other, uint256 spender, uint256 value) public {
        (uint256 key, uint256 wrong) = (keyOf(seed), keyOf(other));
        vm.assume(key != wrong);
        (Permit memory p,) = plan(key, spender, value);
        refuse(p, sign(wrong, p), "another's signature");
    }

    /// "… of the message": each of its fields is signed.
    function testFuzz_every_field_is_signed(uint256 seed, uint256 spender, uint256 value, uint256 other) public {
        (Permit memory p, Signature memory sig) = plan(keyOf(seed), spender, value);
        other = bound(other, 1, type(uint128).max);
        Permit memory wrong = Permit(someone(other), p.spender, p.value, p.nonce, p.deadline);
        if (wrong.owner != p.owner) refuse(wrong, sig, "owner");
        wrong = Permit(p.owner, someone(other), p.value, p.nonce, p.deadline);
        if (wrong.spender != p.spender) refuse(wrong, sig, "spender");
        unchecked {
            wrong = Permit(p.owner, p.spender, p.value + other, p.nonce, p.deadline);
        }
        refuse(wrong, sig, "value");
        wrong = Permit(p.owner, p.spender, p.value, p.nonce, p.deadline + other);
        refuse(wrong, sig, "deadline");
        vm.assertTrue(give(address(this), p, sig), "as it was signed");
    }

    /// "… a valid `secp256k1` signature": no bit of it may differ, and there is no second form of it.
    function testFuzz_every_bit_of_the_signature_counts(uint256 seed, uint256 spender, uint8 bit, uint8 v) public {
        (Permit memory p, Signature memory sig) = plan(keyOf(seed), spender, 1);
        bytes32 flip = bytes32(uint256(1) << bit);
        refuse(p, Signature(sig.v, sig.r ^ flip, sig.s), "r");
        refuse(p, Signature(sig.v, sig.r, sig.s ^ flip), "s");
        vm.assume(v != sig.v);
        refuse(p, Signature(v, sig.r, sig.s), "v");
        refuse(p, Signature(sig.v == 27 ? 28 : 27, sig.r, bytes32(ORDER - uint256(sig.s))), "the other half");
    }

    /// "The `DOMAIN_SEPARATOR` should be unique to the contract and chain to prevent replay attacks from other domains, and
    /// satisfy the requirements of EIP-712."
    function testFuzz_domain_is_of_this_contract_and_chain(uint64 chain) public {
        vm.assume(chain != 0);
        vm.chainId(chain);
        bytes32 domain = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 name = keccak256(bytes(IERC20Metadata(token).name()));
        bytes32 want = keccak256(abi.encode(domain, name, keccak256("1"), uint256(chain), token));
        vm.assertEq(IERC20Permit(token).DOMAIN_SEPARATOR(), want, "name, version 1, chain, contract");
        vm.assertTrue(IERC20Permit(another()).DOMAIN_SEPARATOR() != want, "another contract, another domain");
    }

    /// "If the `DOMAIN_SEPARATOR` contains the `chainId` and is defined at contract deployment instead of reconstructed for
    /// every signature, there is a risk of possible replay attacks between chains in the event of a future chain split."
    function testFuzz_permit_is_for_one_chain_and_one_token(uint256 seed, uint256 spender, uint64 chain) public {
        vm.assume(chain != block.chainid && chain != 0);
        (Permit memory p, Signature memory sig) = plan(keyOf(seed), spender, 1);
        uint256 here = block.chainid;
        vm.chainId(chain);
        refuse(p, sig, "on another chain");
        vm.chainId(here);
        address real = token;
        token = another();
        refuse(p, sig, "in another token");
        token = real;
        vm.assertTrue(give(address(this), p, sig), "where it was signed for");
    }

    /// "Another party can always front run this transaction and call `permit` before the intended party. The end result is the
    /// same for the `Permit` signer."
    function testFuzz_who_comes_first_changes_nothing(uint256 seed, uint256 spender, uint256 thief, uint256 value)
        public
    {
        (Permit memory p, Signature memory sig) = plan(keyOf(seed), spender, value);
        vm.assertTrue(give(someone(thief), p, sig), "by somebody else");
        vm.assertFalse(give(p.spender, p, sig), "too late");
        vm.assertEq(allowance(p), value, "the same end");
    }

    /// "If the signing party holds ETH they can also just submit the `Permit` themselves, which can render previously signed
    /// `Permit`s invalid."
    function testFuzz_owner_takes_a_permit_back(uint256 seed, uint256 spender, uint256 value) public {
        uint256 key = keyOf(seed);
        (Permit memory p, Signature memory sig) = plan(key, spender, value);
        Permit memory none = Permit(p.owner, p.spender, 0, p.nonce, p.deadline);
        vm.assertTrue(give(p.owner, none, sign(key, none)), "another of the same nonce");
        refuse(p, sig, "the first is worth nothing");
    }

    /// Approval to nobody is refused, as in OpenZeppelin's tokens: "for all addresses `spender`" has this one exception.
    function testFuzz_nobody_is_no_spender(uint256 seed, uint256 value) public {
        uint256 key = keyOf(seed);
        (Permit memory p,) = plan(key, 0, value);
        p.spender = address(0);
        refuse(p, sign(key, p), "to nobody");
    }
}

/// The shares of a vault: one code behind many proxies, a domain of its own for each.
contract RoyaltyVaultERC2612Test is ERC2612Conformance, VaultWorld {
    function setUp() public {
        build();
        activateAll();
        token = address(vault);
    }

    function another() internal override returns (address) {
        return address(makeVault(asList(address(usd))));
    }

    /// A permit moves shares, and never those that lie in the vault: no key signs for it.
    function testFuzz_permit_moves_shares(uint256 seed, uint256 spender, uint256 amount, Signature calldata odd)
        public
    {
        uint256 key = keyOf(seed);
        address owner = vm.addr(key);
        address by = someone(spender);
        vm.assume(owner != by && by != address(vault));
        vm.prank(person(0));
        vault.transfer(owner, 1_000);
        amount = bound(amount, 0, 1_000);
        (Permit memory p, Signature memory sig) = plan(key, spender, amount);
        vm.assertTrue(give(address(this), p, sig), "permitted");
        vm.prank(by);
        vault.transferFrom(owner, by, amount);
        vm.assertEq(vault.balanceOf(owner), 1_000 - amount, "gone");
        p = Permit(address(vault), by, amount, 0, block.timestamp);
        refuse(p, odd, "for the vault");
    }
}

contract PracticeUSDERC2612Test is ERC2612Conformance {
    function setUp() public {
        vm.warp(START);
        token = another();
    }

    function another() internal override returns (address) {
        return address(new PracticeUSD());
    }
}
