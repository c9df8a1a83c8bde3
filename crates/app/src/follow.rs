//! Following the chain: its events become ledger rows, and a reorg takes its rows back.

use std::collections::{BTreeMap, HashMap};

use colophon_chain::{ChainEvent, ChainLog, Head, Mined, decode};
use colophon_model::{Address, B256, Shares, Token, Units};
use colophon_royalties::{licence_price, royalty_of};
use colophon_store::{Block, Claim, LedgerRows, Payment, PaymentKind, ShareTransfer, Vault};

use crate::{App, Error, Result};

/// So many blocks below the cursor are read again each time: more than a reorg can undo here.
const READ_AGAIN: u64 = 16;
/// So many blocks are asked for at once.
const SPAN: u64 = 2_000;

/// What following needs to know of the chain's present.
struct Present {
    vaults: Vec<Vault>,
    tokens: BTreeMap<Option<Address>, Token>,
}

impl App {
    /// Reads what is new on the chain. Rows and cursor change together, so a stop in between loses nothing.
    ///
    /// # Errors
    /// A chain that does not answer; a full disk.
    pub async fn sync(&self) -> Result<()> {
        let _turn = self.inner.following.lock().await;
        self.writable()?;
        let chain = Self::chain_id();
        let (cursor, vaults) =
            self.read(|view| Ok((view.cursors().get(chain)?, view.vaults().on(chain)?)))?;
        let head = self.inner.chain.head().await?;
        let present = Present { vaults, tokens: self.tokens().await? };
        let mut from = match cursor {
            // A chain that is shorter than what was read was reorganised or begun anew.
            Some(cursor) => cursor.number.min(head.number).saturating_sub(READ_AGAIN - 1),
            None => 0,
        };
        loop {
            let to = head.number.min(from.saturating_add(SPAN - 1));
            let end = if to == head.number { head } else { self.block(to).await? };
            let rows = self.read_range(&present, from, to).await?;
            self.write(|change| {
                Ok(change.ledger_mut().apply_range(chain, from, &rows, block_of(&end))?)
            })?;
            if to == head.number {
                return self.follow_offers().await;
            }
            from = to + 1;
        }
    }

    /// Every token that a vault of ours divides, with decimals as the chain has them.
    pub(crate) async fn tokens(&self) -> Result<BTreeMap<Option<Address>, Token>> {
        let mut tokens = BTreeMap::from([(None, self.inner.chain.profile().coin.clone())]);
        if let Ok(contracts) = self.contracts() {
            for address in [contracts.dollar, contracts.wrapped] {
                tokens.insert(Some(address), self.inner.chain.token(address).await?);
            }
        }
        Ok(tokens)
    }

    async fn block(&self, number: u64) -> Result<Head> {
        Ok(self.inner.chain.block(number).await?.ok_or(colophon_chain::Error::NoBlock(number))?)
    }

    async fn read_range(&self, present: &Present, from: u64, to: u64) -> Result<LedgerRows> {
        let vaults: Vec<Address> = present.vaults.iter().map(|v| v.address).collect();
        let tokens: Vec<Address> = present.tokens.keys().flatten().copied().collect();
        let logs = self.inner.chain.vault_logs(&vaults, &tokens, from, to).await?;
        let mut rows = LedgerRows::default();
        let mut blocks: HashMap<u64, Block> = HashMap::new();
        let mut receipts: HashMap<B256, Mined> = HashMap::new();
        for log in &logs {
            let Some(event) = decode(log) else { continue };
            let block = match blocks.get(&log.block) {
                Some(block) => *block,
                None => {
                    let block = block_of(&self.block(log.block).await?);
                    blocks.insert(log.block, block);
                    block
                }
            };
            if block.hash != log.block_hash {
                // The chain changed under our hands; the next reading starts below it.
                return Err(Error::Precondition(
                    "the chain was reorganised while it was read; read it again".into(),
                ));
            }
            match event {
                ChainEvent::Received { from, amount } => {
                    let receipt = self.receipt(&mut receipts, log.id.tx).await?;
                    let paid = Paid { vault: log.address, token: None, amount, from };
                    rows.payments.extend(self.payment(present, log, block, &paid, &receipt).await?);
                }
                ChainEvent::Transfer { from, to, amount } => {
                    match present.vaults.iter().find(|v| v.address == log.address) {
                        // Written by the vault itself: shares. Its creation hands them to the vault and moves nothing.
                        Some(_) if from.is_zero() => {}
                        Some(vault) => {
                            let shares = ChainEvent::shares(amount).unwrap_or(Shares(0));
                            let row = ShareTransfer {
                                id: log.id,
                                vault: vault.address,
                                sender: from,
                                recipient: to,
                                shares,
                                block,
                            };
                            rows.transfers.push(row);
                        }
                        None => {
                            let receipt = self.receipt(&mut receipts, log.id.tx).await?;
                            let paid = Paid { vault: to, token: Some(log.address), amount, from };
                            rows.payments
                                .extend(self.payment(present, log, block, &paid, &receipt).await?);
                        }
                    }
                }
                ChainEvent::Claimed { who, token, amount } => {
                    let Some(token) = present.tokens.get(&token) else { continue };
                    let (vault, token) = (log.address, token.clone());
                    rows.claims.push(Claim {
                        id: log.id,
                        vault,
                        holder: who,
                        token,
                        amount,
                        block,
                    });
                }
                _ => {}
            }
        }
        Ok(rows)
    }

    async fn receipt(&self, known: &mut HashMap<B256, Mined>, tx: B256) -> Result<Mined> {
        if let Some(mined) = known.get(&tx) {
            return Ok(mined.clone());
        }
        let mined = self.inner.chain.mined(tx).await?.ok_or(colophon_chain::Error::Pending(tx))?;
        known.insert(tx, mined.clone());
        Ok(mined)
    }

    /// What a payment was for: the other events of its transaction say so.
    async fn payment(
        &self,
        present: &Present,
        log: &ChainLog,
        block: Block,
        paid: &Paid,
        receipt: &Mined,
    ) -> Result<Option<Payment>> {
        let Some(vault) = present.vaults.iter().find(|v| v.address == paid.vault) else {
            return Ok(None);
        };
        let Some(token) = present.tokens.get(&paid.token).cloned() else { return Ok(None) };
        let contracts = self.contracts()?;
        let mine = self.read(|view| Ok(view.tokens().of(vault.work)?))?;
        let work_token = mine.iter().find(|t| t.chain == Self::chain_id()).map(|t| t.token_id);
        let mut row = Payment {
            id: log.id,
            work: Some(vault.work),
            vault: vault.address,
            kind: PaymentKind::Transfer,
            token,
            amount: paid.amount,
            sender: paid.from,
            block,
            offer: None,
            licence: None,
            expected: None,
        };
        // One transaction can pay several vaults and sell several licences; the sale that belongs to this payment is
        // the first one after it that names the same work, token and amount.
        let after = receipt.logs.iter().filter(|l| l.id.log > log.id.log);
        for other in after.clone().filter(|l| l.address == contracts.shop) {
            if let Some(ChainEvent::LicenceSold {
                work,
                licence,
                buyer,
                token,
                paid: sum,
                quantity,
                offer,
            }) = decode(other)
                && Some(work) == work_token
                && token == paid.token
                && sum == paid.amount
            {
                let offer = self.read(|view| {
                    Ok(view.offers().by_onchain(Self::chain_id(), contracts.shop, offer)?)
                })?;
                let quantity = u64::try_from(quantity).unwrap_or(u64::MAX);
                row.kind = PaymentKind::LicenceSale;
                row.expected = offer.as_ref().and_then(|o| licence_price(o.price, quantity));
                row.offer = offer.map(|o| o.id);
                row.licence = Some(licence);
                row.sender = buyer;
                return Ok(Some(row));
            }
        }
        for other in &receipt.logs {
            if let Some(ChainEvent::Sold { nft, work, price, receiver, .. }) = decode(other)
                && nft == contracts.works
                && Some(work) == work_token
                && receiver == vault.address
            {
                let royalty = self.inner.chain.work_facts(&contracts, work).await?.royalty;
                row.kind = PaymentKind::Royalty;
                row.expected = royalty_of(price, royalty);
                return Ok(Some(row));
            }
        }
        Ok(Some(row))
    }
}

/// Money that reached a vault.
struct Paid {
    vault: Address,
    token: Option<Address>,
    amount: Units,
    from: Address,
}

const fn block_of(head: &Head) -> Block {
    Block { number: head.number, hash: head.hash, time: head.time }
}
