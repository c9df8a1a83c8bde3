// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @notice What an artist offers and on which terms. They never change.
/// @param token What the shares are sold for and the ceiling is counted in: zero for the native coin, or a token that the
/// vault divides.
/// @param price Of one share unit (a millionth of the work's income), in the smallest unit of `token`.
/// @param ceiling The most that one share unit may ever bring its fans, in `token`. At least the price.
/// @param cap How many share units are for sale.
/// @param minimum How many must be sold, or everybody gets the money back.
/// @param perBuyer How many one account may buy. One person can have many accounts.
/// @param deadline When the sale ends, in Unix seconds.
/// @param termEnd When the fans' part in the income ends, in Unix seconds. At least {OfferingCode.GRACE} after the deadline.
/// @param jurisdiction The law that the artist offers under, as ISO 3166 writes it ("CH", "US-NY"), padded with zeros.
/// @param text keccak256 of the artist's own text: what is offered, to whom, with which risks.
struct OfferingTerms {
    address token;
    uint96 price;
    uint96 ceiling;
    uint32 cap;
    uint32 minimum;
    uint32 perBuyer;
    uint40 deadline;
    uint40 termEnd;
    bytes8 jurisdiction;
    bytes32 text;
}

/// @notice What stands behind the code of a {ShareOffering}.
struct Offering {
    address vault;
    address artist;
    OfferingTerms terms;
}

/// @notice What stands behind the code of a {FanPool}.
/// @param ceiling The most that the fans may receive of `token`, all together.
/// @param supply How many share units were sold: all fan shares there will ever be.
/// @param pinned The other tokens that the vault divides stand here too: all that it pins.
struct Pool {
    address vault;
    uint128 ceiling;
    address artist;
    uint32 supply;
    uint40 termEnd;
    address offering;
    address token;
    address[] pinned;
}

/// @title The bytes behind an offering's and a fan pool's code
/// @notice Terms stand behind the code of a small proxy, as a vault's arguments do: cheaper to write and to read than
/// storage, and there is no way to change them. The address of an offering is computed from these bytes, so it commits to
/// every term: whoever pays to that address, pays on these terms.
library OfferingCode {
    /// How long after its deadline a sale can be settled. Who has sold enough and is not settled by then (a pinned token may
    /// stop all share transfers of the vault) pays back. The term is longer, so nobody can sit on a sale until it is over.
    uint256 internal constant GRACE = 30 days;

    function pack(Offering memory o) internal pure returns (bytes memory) {
        OfferingTerms memory t = o.terms;
        return bytes.concat(
            abi.encodePacked(o.vault, t.price, o.artist, t.ceiling),
            abi.encodePacked(t.token, t.cap, t.minimum, t.perBuyer),
            abi.encodePacked(t.deadline, t.termEnd, t.jurisdiction, t.text)
        );
    }

    function readOffering(address clone) internal view returns (Offering memory o) {
        bytes memory code = Clones.fetchCloneArgs(clone);
        OfferingTerms memory t = o.terms;
        uint256 word = _word(code, 0);
        (o.vault, t.price) = (address(uint160(word >> 96)), uint96(word));
        word = _word(code, 32);
        (o.artist, t.ceiling) = (address(uint160(word >> 96)), uint96(word));
        word = _word(code, 64);
        t.token = address(uint160(word >> 96));
        (t.cap, t.minimum, t.perBuyer) = (uint32(word >> 64), uint32(word >> 32), uint32(word));
        word = _word(code, 96);
        (t.deadline, t.termEnd) = (uint40(word >> 216), uint40(word >> 176));
        t.jurisdiction = bytes8(uint64(word >> 112));
        t.text = bytes32(_word(code, 114));
    }

    function pack(Pool memory p) internal pure returns (bytes memory code) {
        code = abi.encodePacked(p.vault, p.artist, p.offering, p.token, p.ceiling, p.supply, p.termEnd);
        for (uint256 i; i < p.pinned.length; ++i) {
            code = bytes.concat(code, bytes20(p.pinned[i]));
        }
    }

    function readPool(address clone) internal view returns (Pool memory p) {
        bytes memory code = Clones.fetchCloneArgs(clone);
        p.vault = _address(code, 0);
        p.artist = _address(code, 20);
        p.offering = _address(code, 40);
        p.token = _address(code, 60);
        uint256 word = _word(code, 80);
        (p.ceiling, p.supply, p.termEnd) = (uint128(word >> 128), uint32(word >> 96), uint40(word >> 56));
        uint256 count = (code.length - 105) / 20;
        p.pinned = new address[](count);
        for (uint256 i; i < count; ++i) {
            p.pinned[i] = _address(code, 105 + 20 * i);
        }
    }

    function _address(bytes memory code, uint256 offset) private pure returns (address) {
        return address(uint160(_word(code, offset) >> 96));
    }

    /// May read past the end; callers cut off what is not theirs.
    function _word(bytes memory code, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(code, 32), offset))
        }
    }
}
