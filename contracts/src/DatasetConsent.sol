// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice What the address of a vault follows from, see {RoyaltyVaultFactory}.
struct Origin {
    address author;
    bytes32 sharesRoot;
    bytes32 treaty;
}

/// @notice One work that joins a dataset, with the consent of its rights holder.
/// @param workId The work's token.
/// @param origin Where the work's vault comes from.
/// @param weight Its shares of the dataset's vault, of 1,000,000.
/// @param proof Leads from the leaf (work's vault, weight) to the root of the dataset's vault; not read once that leaf is
/// active.
/// @param signer The rights holder who signed.
/// @param lowestPrice The least that a licence to the whole dataset may cost.
/// @param deadline Last moment (Unix seconds) at which the consent can be used.
/// @param signature Of the {DatasetConsent}, by a key or by a contract (ERC-1271).
struct Joining {
    uint256 workId;
    Origin origin;
    uint32 weight;
    bytes32[] proof;
    address signer;
    uint96 lowestPrice;
    uint64 deadline;
    bytes signature;
}

/// @title What a rights holder signs when her work joins a dataset
/// @notice EIP-712 struct `Consent`, in the domain of the one {DatasetLicence} on the one chain. It names the dataset (which
/// fixes vault, terms, token and manifest), once more the root and the terms, her work, its vault and weight, the lowest price
/// she agrees to, and a number that every withdrawal puts out of use.
library DatasetConsent {
    bytes32 internal constant TYPE = keccak256(
        "Consent(uint256 datasetId,bytes32 sharesRoot,bytes32 termsHash,address token,uint256 workId,address workVault,uint32 weight,uint96 lowestPrice,uint64 nonce,uint64 deadline)"
    );

    /// @notice The struct hash of the consent that `joining` needs.
    function hash(
        uint256 datasetId,
        bytes32 sharesRoot,
        bytes32 termsHash,
        address token,
        address workVault,
        uint64 nonce,
        Joining calldata joining
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                TYPE,
                datasetId,
                sharesRoot,
                termsHash,
                token,
                joining.workId,
                workVault,
                joining.weight,
                joining.lowestPrice,
                nonce,
                joining.deadline
            )
        );
    }
}
