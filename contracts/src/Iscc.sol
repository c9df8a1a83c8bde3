// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title An International Standard Content Code (ISO 24138) in a slot and a bit
/// @notice An ISCC-CODE is a header of two bytes and a body of 16 to 32: kept as bytes it needs little room, and as text it
/// is written here, so no text of anybody's gets into the metadata.
library Iscc {
    /// @notice Not an ISCC-CODE of version 0 whose length is what its header says and whose body is at most 32 bytes.
    error BadIscc(bytes iscc);

    bytes32 private constant ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    /// The main type of a code that is composed of units.
    uint256 private constant CODE = 5;
    /// The subtype of a code of just two units of double length.
    uint256 private constant WIDE = 7;

    /// @notice Header and body of a code, or zeros where there is none.
    function pack(bytes calldata iscc) internal pure returns (bytes2 header, bytes32 body) {
        if (iscc.length == 0) return (0, 0);
        header = bytes2(iscc);
        uint256 length = _bodyLength(header);
        if (length == 0 || iscc.length != 2 + length) revert BadIscc(iscc);
        body = bytes32(iscc[2:]);
    }

    /// @notice The code as it was given to {pack}.
    function unpack(bytes2 header, bytes32 body) internal pure returns (bytes memory iscc) {
        if (header == 0) return "";
        iscc = abi.encodePacked(header, body);
        uint256 length = 2 + _bodyLength(header);
        assembly ("memory-safe") {
            mstore(iscc, length)
        }
    }

    /// @notice The code as text: `ISCC:` and base 32 without padding.
    function text(bytes memory iscc) internal pure returns (string memory) {
        bytes memory letters = new bytes((iscc.length * 8 + 4) / 5);
        uint256 held;
        uint256 bits;
        uint256 place;
        for (uint256 i; i < iscc.length; ++i) {
            held = held << 8 | uint8(iscc[i]);
            for (bits += 8; bits >= 5; ++place) {
                bits -= 5;
                letters[place] = ALPHABET[held >> bits & 31];
            }
        }
        if (bits > 0) letters[place] = ALPHABET[held << (5 - bits) & 31];
        return string.concat("ISCC:", string(letters));
    }

    /// Zero for what is not taken. The header is four nibbles: main type, subtype, version, units. The data and the instance
    /// unit are always there; a bit of the last nibble stands for each further one.
    function _bodyLength(bytes2 header) private pure returns (uint256) {
        uint256 nibbles = uint16(header);
        uint256 subtype = nibbles >> 8 & 15;
        uint256 units = nibbles & 15;
        if (nibbles >> 12 != CODE || subtype > WIDE || nibbles >> 4 & 15 != 0) return 0;
        if (subtype == WIDE) return units == 0 ? 32 : 0;
        // All five units make 40 bytes.
        return units < 7 ? 16 + 8 * ((units & 1) + (units >> 1 & 1) + (units >> 2)) : 0;
    }
}
