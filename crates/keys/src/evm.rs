use std::fmt;

use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_eips::Encodable2718;
use alloy_primitives::Signature;
use alloy_sol_types::Eip712Domain;
use colophon_model::{Address, B256, Bytes, ChainId, U256, keccak256};
use k256::ecdsa::SigningKey;
use k256::elliptic_curve::sec1::ToEncodedPoint;

use crate::{Error, Realm, Result};

/// The key of one account on EVM chains.
///
/// It comes out of a keystore alone and carries that keystore's realm; every signature names a chain, and a chain
/// outside the realm is refused here, whatever the caller believes.
pub struct EvmKey {
    key: SigningKey,
    address: Address,
    realm: Realm,
}

/// A signed transaction, ready to be kept and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The bytes for `eth_sendRawTransaction`.
    pub raw: Bytes,
    /// The transaction's hash.
    pub hash: B256,
}

impl EvmKey {
    pub(crate) fn new(secret: &k256::SecretKey, realm: Realm) -> Self {
        Self { address: address_of(secret), key: SigningKey::from(secret), realm }
    }

    /// The account's address.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The chains that the key may sign for.
    pub const fn realm(&self) -> Realm {
        self.realm
    }

    /// Signs an EIP-1559 transaction for `chain`, the one that the person confirmed.
    ///
    /// # Errors
    /// [`Error::WrongRealm`], and [`Error::ChainMismatch`] when the transaction is for another chain.
    pub fn sign_transaction(&self, tx: TxEip1559, chain: ChainId) -> Result<Signed> {
        if tx.chain_id != chain.0 {
            return Err(Error::ChainMismatch { expected: chain, found: tx.chain_id });
        }
        self.realm.permit(chain)?;
        let signature = self.sign(&tx.signature_hash())?;
        let signed = tx.into_signed(signature);
        Ok(Signed { hash: *signed.hash(), raw: signed.encoded_2718().into() })
    }

    /// Signs typed data ([EIP-712](https://eips.ethereum.org/EIPS/eip-712)) given its domain and the hash of its
    /// struct; returns `r || s || v` with v of 27 or 28, as contracts read it.
    ///
    /// # Errors
    /// [`Error::NoChain`] where the domain names no chain, [`Error::WrongRealm`].
    pub fn sign_typed_hash(&self, domain: &Eip712Domain, struct_hash: B256) -> Result<[u8; 65]> {
        let chain = domain.chain_id.and_then(|id| u64::try_from(id).ok()).ok_or(Error::NoChain)?;
        self.realm.permit(ChainId(chain))?;
        self.sign_typed(domain, struct_hash)
    }

    /// Signs typed data whose domain names no chain, because the signed text itself says where it holds: a treaty over
    /// several chains. `chains` are those that the text names; each must be one that this key may sign for.
    ///
    /// The signature counts wherever the text is believed, so the caller shows the text, and a verifier must read the
    /// chains out of it.
    ///
    /// # Errors
    /// [`Error::NoChain`] for an empty list, [`Error::OneChain`] where the domain does name a chain,
    /// [`Error::WrongRealm`].
    pub fn sign_for_chains(
        &self,
        domain: &Eip712Domain,
        struct_hash: B256,
        chains: &[ChainId],
    ) -> Result<[u8; 65]> {
        if domain.chain_id.is_some() {
            return Err(Error::OneChain);
        }
        if chains.is_empty() {
            return Err(Error::NoChain);
        }
        chains.iter().try_for_each(|chain| self.realm.permit(*chain))?;
        self.sign_typed(domain, struct_hash)
    }

    fn sign_typed(&self, domain: &Eip712Domain, struct_hash: B256) -> Result<[u8; 65]> {
        let mut message = [0; 66];
        message[..2].copy_from_slice(&[0x19, 0x01]);
        message[2..34].copy_from_slice(domain.separator().as_slice());
        message[34..].copy_from_slice(struct_hash.as_slice());
        Ok(self.sign(&keccak256(message))?.as_bytes())
    }

    fn sign(&self, digest: &B256) -> Result<Signature> {
        let (signature, parity) =
            self.key.sign_prehash_recoverable(digest.as_slice()).map_err(|_| Error::Derivation)?;
        let (r, s) = signature.split_bytes();
        Ok(Signature::new(U256::from_be_slice(&r), U256::from_be_slice(&s), parity.is_y_odd()))
    }
}

/// The last 20 bytes of the hash of the public point.
pub(crate) fn address_of(secret: &k256::SecretKey) -> Address {
    let point = secret.public_key().to_encoded_point(false);
    Address::from_slice(&keccak256(&point.as_bytes()[1..])[12..])
}

impl fmt::Debug for EvmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EvmKey({}, {}, <redacted>)", self.address, self.realm)
    }
}

#[cfg(test)]
mod tests {
    use alloy_consensus::{TxEnvelope, transaction::SignerRecoverable};
    use alloy_eips::Decodable2718;
    use alloy_sol_types::{SolStruct, eip712_domain, sol};

    use super::*;
    use crate::{Phrase, hd};

    fn key(index: u32, realm: Realm) -> EvmKey {
        let phrase =
            Phrase::parse("test test test test test test test test test test test junk").unwrap();
        EvmKey::new(&hd::account(&phrase.seed(), index).unwrap(), realm)
    }

    fn tx(chain: ChainId) -> TxEip1559 {
        TxEip1559 {
            chain_id: chain.0,
            nonce: 3,
            gas_limit: 21_000,
            max_fee_per_gas: 20,
            ..TxEip1559::default()
        }
    }

    /// The accounts that every development node lists for this phrase.
    #[test]
    fn addresses_are_those_of_other_wallets() {
        for (index, address) in [
            (0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            (1, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
            (9, "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"),
        ] {
            assert_eq!(key(index, Realm::Practice).address().to_string(), address, "{index}");
        }
    }

    #[test]
    fn a_signed_transaction_names_its_sender() {
        let chain = ChainId(8453);
        let key = key(0, Realm::Real);
        let signed = key.sign_transaction(tx(chain), chain).unwrap();
        let read = TxEnvelope::decode_2718(&mut signed.raw.as_ref()).unwrap();
        assert_eq!(read.recover_signer().unwrap(), key.address(), "the sender");
        assert_eq!(*read.tx_hash(), signed.hash, "the hash");
        assert_eq!(keccak256(&signed.raw), signed.hash, "the hash is that of the bytes");
        let again = key.sign_transaction(tx(chain), chain).unwrap();
        assert_eq!(
            again, signed,
            "signing twice gives the same bytes, so a repeat cannot pay twice"
        );
    }

    #[track_caller]
    fn check_refusal(realm: Realm, chain: ChainId, want: Option<&str>) {
        let key = key(0, realm);
        let domain = Eip712Domain::new(None, None, Some(U256::from(chain.0)), None, None);
        for result in [
            key.sign_transaction(tx(chain), chain).map(drop),
            key.sign_typed_hash(&domain, B256::ZERO).map(drop),
        ] {
            let found = result.err().map(|error| error.to_string());
            assert_eq!(found.as_deref(), want, "{realm} key on chain {chain}");
        }
    }

    #[test]
    fn realms_do_not_mix() {
        check_refusal(Realm::Practice, ChainId::PRACTICE, None);
        check_refusal(Realm::Real, ChainId(1), None);
        check_refusal(
            Realm::Practice,
            ChainId(1),
            Some("a practice account signs for the practice chain alone, never for chain 1"),
        );
        check_refusal(
            Realm::Practice,
            ChainId(0),
            Some("a practice account signs for the practice chain alone, never for chain 0"),
        );
        check_refusal(
            Realm::Real,
            ChainId::PRACTICE,
            Some("a real account never signs for the practice chain"),
        );
    }

    #[test]
    fn the_confirmed_chain_is_the_signed_one() {
        let error = key(0, Realm::Real).sign_transaction(tx(ChainId(10)), ChainId(1)).unwrap_err();
        assert!(matches!(error, Error::ChainMismatch { found: 10, .. }), "{error}");
        let nowhere = Eip712Domain::default();
        let error = key(0, Realm::Real).sign_typed_hash(&nowhere, B256::ZERO).unwrap_err();
        assert!(matches!(error, Error::NoChain), "{error}");
    }

    /// Whose signature over `digest` these bytes are.
    fn signer_of(digest: B256, bytes: &[u8; 65]) -> Address {
        assert!(matches!(bytes[64], 27 | 28), "v is {}", bytes[64]);
        let signature = k256::ecdsa::Signature::from_slice(&bytes[..64]).unwrap();
        let recovered = k256::ecdsa::VerifyingKey::recover_from_prehash(
            digest.as_slice(),
            &signature,
            k256::ecdsa::RecoveryId::from_byte(bytes[64] - 27).unwrap(),
        )
        .unwrap();
        Address::from_slice(&keccak256(&recovered.to_encoded_point(false).as_bytes()[1..])[12..])
    }

    sol! { struct Permit { address owner; uint256 value; } }

    #[test]
    fn typed_data_recovers() {
        let key = key(2, Realm::Practice);
        let domain = eip712_domain! { name: "PracticeUSD", chain_id: ChainId::PRACTICE.0, };
        let permit = Permit { owner: key.address(), value: U256::from(5) };
        let bytes = key.sign_typed_hash(&domain, permit.eip712_hash_struct()).unwrap();
        assert_eq!(signer_of(permit.eip712_signing_hash(&domain), &bytes), key.address());
    }

    #[test]
    fn a_text_that_names_its_chains_recovers() {
        let domain = eip712_domain! { name: "Treaty", version: "1", };
        for (realm, chains) in [
            (Realm::Practice, vec![ChainId::PRACTICE]),
            (Realm::Real, vec![ChainId(1), ChainId(8453)]),
        ] {
            let key = key(2, realm);
            let text = Permit { owner: key.address(), value: U256::from(5) };
            let bytes = key.sign_for_chains(&domain, text.eip712_hash_struct(), &chains).unwrap();
            assert_eq!(signer_of(text.eip712_signing_hash(&domain), &bytes), key.address());
        }
    }

    #[test]
    fn every_chain_of_a_text_is_of_the_realm() {
        #[track_caller]
        fn check(realm: Realm, chains: &[u64], want: &str) {
            let domain = eip712_domain! { name: "Treaty", };
            let chains: Vec<_> = chains.iter().copied().map(ChainId).collect();
            let error = key(0, realm).sign_for_chains(&domain, B256::ZERO, &chains).unwrap_err();
            assert_eq!(error.to_string(), want, "{realm} key, chains {chains:?}");
        }
        let practice = ChainId::PRACTICE.0;
        check(
            Realm::Practice,
            &[practice, 1],
            "a practice account signs for the practice chain alone, never for chain 1",
        );
        check(Realm::Real, &[1, practice], "a real account never signs for the practice chain");
        check(
            Realm::Real,
            &[],
            "the data to sign names no chain, so the signature would hold on every chain; nothing was signed",
        );
        let one = Eip712Domain::new(None, None, Some(U256::from(1)), None, None);
        let refused = key(0, Realm::Real).sign_for_chains(&one, B256::ZERO, &[ChainId(1)]);
        assert!(matches!(refused, Err(Error::OneChain)), "a domain of one chain is no such text");
    }

    #[test]
    fn the_secret_is_never_printed() {
        let key = key(0, Realm::Practice);
        assert_eq!(
            format!("{key:?}"),
            "EvmKey(0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266, practice, <redacted>)"
        );
    }
}
