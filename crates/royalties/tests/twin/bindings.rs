//! The contracts, from the committed artifacts and the fixtures of this test.
#![allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    dead_code,
    clippy::all,
    clippy::use_self,
    reason = "generated"
)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    RoyaltyVaultFactory,
    "../../contracts/artifacts/RoyaltyVaultFactory.json"
);
sol!(
    #[sol(all_derives)]
    RoyaltyVault,
    "../../contracts/artifacts/RoyaltyVault.json"
);
sol!(
    #[sol(all_derives)]
    PracticeUSD,
    "../../contracts/artifacts/PracticeUSD.json"
);
sol!(
    #[sol(all_derives)]
    ElasticToken,
    "tests/fixtures/ElasticToken.json"
);
sol!(
    #[sol(all_derives)]
    VaultLens,
    "tests/fixtures/VaultLens.json"
);
