// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice The least that a licence may cost in `token` (zero: the native coin), in its smallest unit.
struct Floor {
    address token;
    uint96 price;
}

/// @notice What is agreed for one chain.
/// @param factory Whose vault it is: with it the signers agree to the code that will hold their money.
/// @param tokens The ERC-20 tokens that the vault divides, ascending.
/// @param floors Ascending by token. In a token without a floor no licence is offered.
struct ChainPart {
    uint256 chainId;
    address factory;
    address[] tokens;
    Floor[] floors;
}

/// @notice An agreement over the income of one work. All lists are strictly ascending, so that one agreement has one hash.
/// @param author Who anchors the work and makes its vault; one of the signers.
/// @param work The work's leaf in the registry.
/// @param sharesRoot Root of the exact set of share leaves.
/// @param signers All who must sign. Holders who only receive, such as fans, are not named here.
/// @param offerers Who may offer licences.
/// @param revokers Who may revoke licences whose terms allow it.
/// @param deadline The last second (Unix) in which the signatures may be brought to a chain.
struct Treaty {
    address author;
    bytes32 work;
    bytes32 sharesRoot;
    address[] signers;
    address[] offerers;
    address[] revokers;
    ChainPart[] chains;
    uint64 deadline;
}

/// @title What is signed
/// @notice EIP-712 with the domain `name: "Colophon SplitTreaty", version: "1"` and nothing else: one signature serves every
/// chain that the treaty names, and no other, since the chains stand inside. The struct hash is the `treaty` of the vault's
/// address.
library TreatyHash {
    string internal constant NAME = "Colophon SplitTreaty";
    string internal constant VERSION = "1";

    bytes32 internal constant FLOOR_TYPE = keccak256("Floor(address token,uint96 price)");
    bytes32 internal constant CHAIN_PART_TYPE = keccak256(
        "ChainPart(uint256 chainId,address factory,address[] tokens,Floor[] floors)Floor(address token,uint96 price)"
    );
    bytes32 internal constant TREATY_TYPE = keccak256(
        "Treaty(address author,bytes32 work,bytes32 sharesRoot,address[] signers,address[] offerers,address[] revokers,"
        "ChainPart[] chains,uint64 deadline)"
        "ChainPart(uint256 chainId,address factory,address[] tokens,Floor[] floors)" "Floor(address token,uint96 price)"
    );
    bytes32 internal constant DOMAIN = keccak256(
        abi.encode(
            keccak256("EIP712Domain(string name,string version)"), keccak256(bytes(NAME)), keccak256(bytes(VERSION))
        )
    );

    /// @notice The EIP-712 struct hash.
    function hash(Treaty calldata treaty) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                TREATY_TYPE,
                treaty.author,
                treaty.work,
                treaty.sharesRoot,
                _addresses(treaty.signers),
                _addresses(treaty.offerers),
                _addresses(treaty.revokers),
                _chains(treaty.chains),
                treaty.deadline
            )
        );
    }

    /// @notice What the signers' keys sign, given the struct hash.
    function digest(bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", DOMAIN, structHash));
    }

    /// Elements of an array are padded to a word each by `encodePacked`, as EIP-712 wants them.
    function _addresses(address[] calldata list) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(list));
    }

    function _chains(ChainPart[] calldata chains) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](chains.length);
        for (uint256 i; i < chains.length; ++i) {
            ChainPart calldata part = chains[i];
            hashes[i] = keccak256(
                abi.encode(CHAIN_PART_TYPE, part.chainId, part.factory, _addresses(part.tokens), _floors(part.floors))
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _floors(Floor[] calldata floors) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](floors.length);
        for (uint256 i; i < floors.length; ++i) {
            hashes[i] = keccak256(abi.encode(FLOOR_TYPE, floors[i].token, floors[i].price));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
