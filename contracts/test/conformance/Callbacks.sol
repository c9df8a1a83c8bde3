// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// Receives tokens of both kinds, remembers what it was told, and answers as it was bidden.
contract Callbacks {
    bytes4 public constant ONE_721 = bytes4(keccak256("onERC721Received(address,address,uint256,bytes)"));
    bytes4 public constant ONE_1155 = bytes4(keccak256("onERC1155Received(address,address,uint256,uint256,bytes)"));
    bytes4 public constant MANY_1155 =
        bytes4(keccak256("onERC1155BatchReceived(address,address,uint256[],uint256[],bytes)"));

    bytes32 public told;
    uint256 public calls;
    /// What it held, of all that was named, while it was told.
    uint256 public had;
    bytes4 private answer;
    bool private obliging = true;

    /// Answers every call with this from now on.
    function answerWith(bytes4 answer_) external {
        (answer, obliging) = (answer_, false);
    }

    function onERC721Received(address operator, address from, uint256 id, bytes calldata data)
        external
        returns (bytes4)
    {
        had = IERC721(msg.sender).balanceOf(address(this));
        return take(ONE_721, keccak256(abi.encode(operator, from, id, data)));
    }

    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes calldata data)
        external
        returns (bytes4)
    {
        had = IERC1155(msg.sender).balanceOf(address(this), id);
        return take(ONE_1155, keccak256(abi.encode(operator, from, id, value, data)));
    }

    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external returns (bytes4) {
        had = 0;
        for (uint256 i; i < ids.length; ++i) {
            had += IERC1155(msg.sender).balanceOf(address(this), ids[i]);
        }
        return take(MANY_1155, keccak256(abi.encode(operator, from, ids, values, data)));
    }

    function take(bytes4 right, bytes32 what) private returns (bytes4) {
        ++calls;
        told = what;
        return obliging ? right : answer;
    }
}

/// Has code and no callbacks.
contract Deaf {}
