//! Accounts that sign.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEip7702, TxEnvelope, TxLegacy};
use alloy_eips::{
    Encodable2718,
    eip2930::{AccessList, AccessListItem},
    eip7702::Authorization,
};
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner};
use colophon_practice::CHAIN_ID;

/// The phrase that anvil funds, too.
const PHRASE: &str = "test test test test test test test test test test test junk";

/// The account at `index` of the test phrase.
pub(crate) fn account(index: u32) -> PrivateKeySigner {
    // Deriving takes a tenth of a second without optimisation.
    static KNOWN: Mutex<BTreeMap<u32, PrivateKeySigner>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(index).or_insert_with(|| derive(index)).clone()
}

fn derive(index: u32) -> PrivateKeySigner {
    MnemonicBuilder::english()
        .phrase(PHRASE)
        .index(index)
        .expect("an index below 2^31")
        .build()
        .expect("a valid phrase")
}

/// A transaction before it is signed.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: u8,
    pub(crate) chain_id: Option<u64>,
    pub(crate) nonce: u64,
    pub(crate) gas: u64,
    pub(crate) price: u128,
    pub(crate) tip: u128,
    pub(crate) to: TxKind,
    pub(crate) value: U256,
    pub(crate) input: Bytes,
    pub(crate) warm: Vec<(Address, Vec<B256>)>,
    /// Who hands its account over to which code, with which nonce.
    pub(crate) delegations: Vec<(PrivateKeySigner, Address, u64)>,
}

impl Draft {
    /// An EIP-1559 transfer of 1 wei with room for any base fee here.
    pub(crate) fn new(nonce: u64, to: TxKind) -> Self {
        Self {
            kind: 2,
            chain_id: Some(CHAIN_ID),
            nonce,
            gas: 21_000,
            price: 5_000_000_000,
            tip: 1_000_000_000,
            to,
            value: U256::ONE,
            input: Bytes::new(),
            warm: Vec::new(),
            delegations: Vec::new(),
        }
    }

    pub(crate) fn deploy(nonce: u64, init: Vec<u8>) -> Self {
        Self {
            gas: 3_000_000,
            value: U256::ZERO,
            input: init.into(),
            ..Self::new(nonce, TxKind::Create)
        }
    }

    pub(crate) fn call(nonce: u64, to: Address, input: Vec<u8>) -> Self {
        let draft = Self::new(nonce, to.into());
        Self { gas: 500_000, value: U256::ZERO, input: input.into(), ..draft }
    }

    /// What the transaction costs before it runs (EIP-2028, 2930, 3860, 7702; floor of EIP-7623).
    pub(crate) fn least_gas(&self) -> u64 {
        let zeros = self.input.iter().filter(|byte| **byte == 0).count() as u64;
        let tokens = zeros + (self.input.len() as u64 - zeros) * 4;
        let words = (self.input.len() as u64).div_ceil(32);
        let create = if self.to.is_create() { 32_000 + 2 * words } else { 0 };
        let keys: u64 = self.warm.iter().map(|(_, keys)| 2_400 + 1_900 * keys.len() as u64).sum();
        let warm = if self.kind == 0 { 0 } else { keys };
        let delegations = 25_000 * self.delegations.len() as u64;
        (21_000 + 4 * tokens + create + warm + delegations).max(21_000 + 10 * tokens)
    }

    fn access_list(&self) -> AccessList {
        let item = |(address, keys): &(Address, Vec<B256>)| AccessListItem {
            address: *address,
            storage_keys: keys.clone(),
        };
        AccessList(self.warm.iter().map(item).collect())
    }

    /// Signed, as `eth_sendRawTransaction` takes it.
    pub(crate) fn sign(&self, by: &PrivateKeySigner) -> Bytes {
        let Self { nonce, gas: gas_limit, value, to, .. } = *self;
        let (input, access_list) = (self.input.clone(), self.access_list());
        let chain_id = self.chain_id.unwrap_or_default();
        let envelope: TxEnvelope = match self.kind {
            0 => sealed(
                by,
                TxLegacy {
                    chain_id: self.chain_id,
                    nonce,
                    gas_price: self.price,
                    gas_limit,
                    to,
                    value,
                    input,
                },
            ),
            1 => sealed(
                by,
                TxEip2930 {
                    chain_id,
                    nonce,
                    gas_price: self.price,
                    gas_limit,
                    to,
                    value,
                    access_list,
                    input,
                },
            ),
            2 => sealed(
                by,
                TxEip1559 {
                    chain_id,
                    nonce,
                    gas_limit,
                    max_fee_per_gas: self.price,
                    max_priority_fee_per_gas: self.tip,
                    to,
                    value,
                    access_list,
                    input,
                },
            ),
            _ => sealed(
                by,
                TxEip7702 {
                    chain_id,
                    nonce,
                    gas_limit,
                    max_fee_per_gas: self.price,
                    max_priority_fee_per_gas: self.tip,
                    to: *to.to().expect("a delegation is sent to somebody"),
                    value,
                    access_list,
                    input,
                    authorization_list: self
                        .delegations
                        .iter()
                        .map(|(who, address, nonce)| {
                            let authorization = Authorization {
                                chain_id: U256::from(chain_id),
                                address: *address,
                                nonce: *nonce,
                            };
                            let signature = who
                                .sign_hash_sync(&authorization.signature_hash())
                                .expect("a key that signs");
                            authorization.into_signed(signature)
                        })
                        .collect(),
                },
            ),
        };
        envelope.encoded_2718().into()
    }
}

fn sealed<T: SignableTransaction<Signature>>(by: &PrivateKeySigner, tx: T) -> TxEnvelope
where
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = by.sign_hash_sync(&tx.signature_hash()).expect("a key that signs");
    tx.into_signed(signature).into()
}
