use alloy_primitives::{Address, Bytes, U256, address, hex, keccak256};
use colophon_model::Units;

use super::Error;
use crate::{Action, Chain};

/// Where the shared deployer is. It takes a salt and creation code, makes the contract with CREATE2 and returns its address.
pub const DEPLOYER: Address = address!("0x4e59b44847b379578588920cA78FbF26c0B4956C");

/// Who the keyless transaction comes from; it must hold [`KEYLESS_COST`].
pub const KEYLESS_SENDER: Address = address!("0x3fAB184622Dc19b6109349B94811493BF2a45362");

/// What the keyless transaction may cost, in wei: 100,000 units of gas at 100 gwei, both signed.
pub const KEYLESS_COST: Units = Units(U256::from_limbs([10_000_000_000_000_000, 0, 0, 0]));

/// The keyless transaction, signed (that is: its signature was made up and the sender computed from it), valid on any chain
/// that takes transactions without a chain id. Published by N. Johnson and M. Zoltu as "deterministic deployment proxy".
pub const KEYLESS: [u8; 167] = hex!(
    "f8a58085174876e800830186a08080b853604580600e600039806000f350fe7fff"
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0360160"
    "0081602082378035828234f58015156039578182fd5b8082525050506014600cf31b"
    "a02222222222222222222222222222222222222222222222222222222222222222a0"
    "2222222222222222222222222222222222222222222222222222222222222222"
);

/// The deployer's code.
pub const DEPLOYER_CODE: [u8; 69] = hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
    "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);

/// The code that makes the deployer.
pub const DEPLOYER_CREATION: [u8; 83] = hex!(
    "604580600e600039806000f350fe"
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
    "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);

/// Makes a deployer at an address of the sender's, for a chain that refuses the keyless transaction.
pub fn own_deployer() -> Action {
    Action::deploy(Bytes::from_static(&DEPLOYER_CREATION))
}

impl Chain {
    /// Sends the keyless transaction. Anybody may; sending it twice does no harm.
    ///
    /// # Errors
    /// [`Error::Unfunded`] before anything is sent; [`Error::Keyless`] where the chain refuses it or has used it up.
    pub async fn place_deployer(&self) -> Result<alloy_primitives::B256, Error> {
        let held = self.balance(KEYLESS_SENDER).await?;
        if self.pending_nonce(KEYLESS_SENDER).await? > 0 {
            return Err(
                self.refuses_keyless("it was used up before and left no deployer".to_owned())
            );
        }
        if held < KEYLESS_COST {
            let missing = Units(KEYLESS_COST.0.saturating_sub(held.0));
            return Err(Error::Unfunded { payer: KEYLESS_SENDER, missing });
        }
        let hash = keccak256(KEYLESS);
        match self.send(&KEYLESS, hash).await {
            Ok(()) => Ok(hash),
            Err(crate::Error::Refused(reason)) => Err(self.refuses_keyless(reason)),
            Err(crate::Error::Funds(_)) => {
                Err(self.refuses_keyless("it asks for more coin than was signed".to_owned()))
            }
            Err(other) => Err(other.into()),
        }
    }

    fn refuses_keyless(&self, reason: String) -> Error {
        Error::Keyless { chain: self.profile().name.clone(), reason }
    }
}
