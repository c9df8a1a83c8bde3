use alloy_primitives::{Address, B256, Log, U256};
use alloy_sol_types::{SolEvent, SolEventInterface};
use colophon_model::{ChainId, PaymentId, Shares, Units};

use crate::bindings as b;

/// A log with its place on the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLog {
    /// Chain, transaction and place: what stays the same when a reorg moves it.
    pub id: PaymentId,
    /// The block.
    pub block: u64,
    /// The block's hash.
    pub block_hash: B256,
    /// Who wrote it.
    pub address: Address,
    /// What was written.
    pub log: Log,
}

impl ChainLog {
    pub(crate) fn read(chain: ChainId, raw: alloy_rpc_types_eth::Log) -> Option<Self> {
        Some(Self {
            id: PaymentId { chain, tx: raw.transaction_hash?, log: raw.log_index? },
            block: raw.block_number?,
            block_hash: raw.block_hash?,
            address: raw.address(),
            log: raw.inner,
        })
    }
}

/// What a log says, in the field's words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainEvent {
    /// A vault got coin.
    Received {
        /// Who sent it.
        from: Address,
        /// How much.
        amount: Units,
    },
    /// A token moved; from a vault's own address these are shares.
    Transfer {
        /// From whom.
        from: Address,
        /// To whom.
        to: Address,
        /// How much.
        amount: Units,
    },
    /// A vault paid a holder.
    Claimed {
        /// The holder.
        who: Address,
        /// In what; `None` is the coin.
        token: Option<Address>,
        /// How much.
        amount: Units,
    },
    /// A licence was sold.
    LicenceSold {
        /// The work's token.
        work: U256,
        /// The licence.
        licence: U256,
        /// Who paid.
        buyer: Address,
        /// In what; `None` is the coin.
        token: Option<Address>,
        /// What was paid.
        paid: Units,
        /// How many.
        quantity: U256,
        /// Under which offer.
        offer: U256,
    },
    /// An offer was put up.
    Offered {
        /// Its number in the shop.
        offer: U256,
        /// The work's token.
        work: U256,
    },
    /// A marketplace sold a work's token.
    Sold {
        /// The contract of the token.
        nft: Address,
        /// The token.
        work: U256,
        /// The price.
        price: Units,
        /// Who got the royalty.
        receiver: Address,
        /// How much of the price that was.
        royalty: Units,
    },
    /// A root was anchored.
    Anchored {
        /// For whom.
        author: Address,
        /// Which.
        root: B256,
        /// When, in Unix seconds.
        at: u64,
    },
    /// A vault was made.
    VaultCreated {
        /// Where.
        vault: Address,
        /// For whom.
        author: Address,
    },
    /// A work was minted.
    Minted {
        /// The work's token.
        work: U256,
        /// Its vault.
        vault: Address,
    },
}

impl ChainEvent {
    /// Shares, where a transfer moved shares.
    pub fn shares(amount: Units) -> Option<Shares> {
        u32::try_from(amount.0).ok().map(Shares)
    }
}

/// Reads a log; `None` where it is nothing that Colophon knows.
pub fn decode(log: &ChainLog) -> Option<ChainEvent> {
    let raw = &log.log;
    let coin = |token: Address| (!token.is_zero()).then_some(token);
    let topic = *raw.topics().first()?;
    let event = if topic == b::RoyaltyVault::Transfer::SIGNATURE_HASH {
        let e = b::RoyaltyVault::Transfer::decode_log(raw).ok()?.data;
        ChainEvent::Transfer { from: e.from, to: e.to, amount: Units(e.value) }
    } else if let Ok(e) = b::RoyaltyVault::RoyaltyVaultEvents::decode_log(raw) {
        use b::RoyaltyVault::RoyaltyVaultEvents as E;
        match e.data {
            E::Received(e) => ChainEvent::Received { from: e.from, amount: Units(e.amount) },
            E::Claimed(e) => {
                ChainEvent::Claimed { who: e.who, token: coin(e.token), amount: Units(e.amount) }
            }
            _ => return None,
        }
    } else if let Ok(e) = b::LicenceShop::LicenceShopEvents::decode_log(raw) {
        use b::LicenceShop::LicenceShopEvents as E;
        match e.data {
            E::LicenceSold(e) => ChainEvent::LicenceSold {
                work: e.workId,
                licence: e.licenceId,
                buyer: e.buyer,
                token: coin(e.token),
                paid: Units(e.paid),
                quantity: e.quantity,
                offer: e.offerId,
            },
            E::Offered(e) => ChainEvent::Offered { offer: e.offerId, work: e.workId },
            _ => return None,
        }
    } else if let Ok(e) = b::PracticeMarket::Sold::decode_log(raw) {
        ChainEvent::Sold {
            nft: e.nft,
            work: e.id,
            price: Units(e.price),
            receiver: e.royaltyReceiver,
            royalty: Units(e.royalty),
        }
    } else if let Ok(e) = b::WorkRegistry::Anchored::decode_log(raw) {
        ChainEvent::Anchored { author: e.author, root: e.root, at: e.time }
    } else if let Ok(e) = b::RoyaltyVaultFactory::VaultCreated::decode_log(raw) {
        ChainEvent::VaultCreated { vault: e.vault, author: e.author }
    } else if let Ok(e) = b::WorkNFT::WorkMinted::decode_log(raw) {
        ChainEvent::Minted { work: e.workId, vault: e.vault }
    } else {
        return None;
    };
    Some(event)
}

/// Topics of the events that change a vault's books.
pub(crate) const VAULT_TOPICS: [B256; 3] = [
    b::RoyaltyVault::Received::SIGNATURE_HASH,
    b::RoyaltyVault::Claimed::SIGNATURE_HASH,
    b::RoyaltyVault::Transfer::SIGNATURE_HASH,
];

pub(crate) const TRANSFER: B256 = b::RoyaltyVault::Transfer::SIGNATURE_HASH;

#[cfg(test)]
mod tests {
    use alloy_primitives::Bytes;

    use super::*;

    #[test]
    fn a_strange_log_is_passed_over() {
        let id = PaymentId { chain: ChainId::PRACTICE, tx: B256::ZERO, log: 0 };
        for (topics, data) in [
            (vec![], Bytes::new()),
            (vec![B256::repeat_byte(7)], Bytes::from(vec![1])),
            (vec![TRANSFER], Bytes::from(vec![1, 2])),
            (vec![VAULT_TOPICS[0]], Bytes::new()),
        ] {
            let log = Log::new(Address::ZERO, topics, data).unwrap();
            let log =
                ChainLog { id, block: 1, block_hash: B256::ZERO, address: Address::ZERO, log };
            assert_eq!(decode(&log), None, "{log:?} says nothing that we know");
        }
    }
}
