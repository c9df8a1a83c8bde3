//! Bindings made from the committed artifacts of `contracts/`.
#![allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::unwrap_used,
    clippy::use_self,
    reason = "generated"
)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    WorkRegistry,
    "../../contracts/artifacts/WorkRegistry.json"
);
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
    WorkNFT,
    "../../contracts/artifacts/WorkNFT.json"
);
sol!(
    #[sol(all_derives)]
    LicenceShop,
    "../../contracts/artifacts/LicenceShop.json"
);
sol!(
    #[sol(all_derives)]
    PracticeUSD,
    "../../contracts/artifacts/PracticeUSD.json"
);
sol!(
    #[sol(all_derives)]
    WrappedPractice,
    "../../contracts/artifacts/WrappedPractice.json"
);
sol!(
    #[sol(all_derives)]
    PracticeMarket,
    "../../contracts/artifacts/PracticeMarket.json"
);
sol!(
    #[sol(all_derives)]
    SplitTreaty,
    "../../contracts/artifacts/SplitTreaty.json"
);
