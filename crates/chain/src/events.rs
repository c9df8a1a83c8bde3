use alloy_primitives::{Address, B256, Log, U256};
use alloy_sol_types::{SolEvent, SolEventInterface};
use colophon_model::{Bps, ChainId, Moment, PaymentId, Shares, Units};

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
    /// A licensee owes the work's vault a part of what she earns under a licence from now on.
    ShareOwed {
        /// The licence.
        licence: U256,
        /// The work's token.
        work: U256,
        /// Who owes it.
        holder: Address,
        /// Of her revenue.
        part: Bps,
    },
    /// An exclusive licence was sold, which closed the offers of the work that share a use with it.
    ExclusiveSold {
        /// The work's token.
        work: U256,
        /// The licence.
        licence: U256,
        /// Its uses, as bits.
        uses: u16,
        /// The newest offer that it closed.
        last_offer: U256,
        /// No offer with these uses is made before.
        until: Moment,
    },
    /// A licence was taken back.
    LicenceRevoked {
        /// The licence.
        licence: U256,
        /// The work's token.
        work: U256,
        /// From whom.
        holder: Address,
        /// Hash of the document that says why.
        reason: B256,
    },
    /// A licence was recorded as consent to a remix.
    RemixLicensed {
        /// The remix's token.
        work: U256,
        /// The token of the work that it is made from.
        parent: U256,
        /// The licence.
        licence: U256,
    },
    /// An offer was closed by hand.
    OfferClosed {
        /// Its number in the shop.
        offer: U256,
        /// The work's token.
        work: U256,
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
            E::OfferClosed(e) => ChainEvent::OfferClosed { offer: e.offerId, work: e.workId },
            E::ShareOwed(e) => ChainEvent::ShareOwed {
                licence: e.licenceId,
                work: e.workId,
                holder: e.holder,
                part: Bps::new(e.owedBps).ok()?,
            },
            E::ExclusiveSold(e) => ChainEvent::ExclusiveSold {
                work: e.workId,
                licence: e.licenceId,
                uses: e.uses,
                last_offer: e.lastOffer,
                until: Moment::from_unix_seconds(e.until),
            },
            E::Revoked(e) => ChainEvent::LicenceRevoked {
                licence: e.licenceId,
                work: e.workId,
                holder: e.holder,
                reason: e.reason,
            },
            E::RemixLicensed(e) => ChainEvent::RemixLicensed {
                work: e.workId,
                parent: e.parentId,
                licence: e.licenceId,
            },
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

    fn log(log: Log) -> ChainLog {
        let id = PaymentId { chain: ChainId::PRACTICE, tx: B256::ZERO, log: 0 };
        ChainLog { id, block: 1, block_hash: B256::ZERO, address: Address::ZERO, log }
    }

    fn check(event: &impl SolEvent, expected: &ChainEvent) {
        let raw = Log { address: Address::ZERO, data: event.encode_log_data() };
        assert_eq!(decode(&log(raw)).as_ref(), Some(expected));
    }

    #[test]
    fn what_the_shop_says_is_read() {
        let (work, licence, holder) = (U256::from(1), U256::from(2), Address::repeat_byte(3));
        let sol =
            b::LicenceShop::ShareOwed { licenceId: licence, workId: work, holder, owedBps: 300 };
        let part = Bps::new(300).unwrap();
        check(&sol, &ChainEvent::ShareOwed { licence, work, holder, part });
        let sol = b::LicenceShop::ExclusiveSold {
            workId: work,
            licenceId: licence,
            uses: 2,
            lastOffer: U256::from(9),
            until: 86_400,
        };
        let (last_offer, until) = (U256::from(9), Moment::from_unix_seconds(86_400));
        check(&sol, &ChainEvent::ExclusiveSold { work, licence, uses: 2, last_offer, until });
        let reason = B256::repeat_byte(4);
        let sol = b::LicenceShop::Revoked {
            licenceId: licence,
            workId: work,
            holder,
            revoker: Address::repeat_byte(5),
            reason,
        };
        check(&sol, &ChainEvent::LicenceRevoked { licence, work, holder, reason });
        let parent = U256::from(6);
        let sol = b::LicenceShop::RemixLicensed {
            workId: work,
            parentId: parent,
            licenceId: licence,
            author: holder,
        };
        check(&sol, &ChainEvent::RemixLicensed { work, parent, licence });
        let offer = U256::from(7);
        let sol = b::LicenceShop::OfferClosed { offerId: offer, workId: work, closer: holder };
        check(&sol, &ChainEvent::OfferClosed { offer, work });
    }

    #[test]
    fn a_strange_log_is_passed_over() {
        for (topics, data) in [
            (vec![], Bytes::new()),
            (vec![B256::repeat_byte(7)], Bytes::from(vec![1])),
            (vec![TRANSFER], Bytes::from(vec![1, 2])),
            (vec![VAULT_TOPICS[0]], Bytes::new()),
        ] {
            let log = log(Log::new(Address::ZERO, topics, data).unwrap());
            assert_eq!(decode(&log), None, "{log:?} says nothing that we know");
        }
    }
}
