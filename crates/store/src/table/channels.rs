use colophon_model::{Address, B256, Bytes, ChainId, Moment, Token, Units};
use rusqlite::{Row, named_params};

use crate::codec::{Columns, Hex, Text, Whole, all, handles, millis, one, run};
use crate::{Error, Result};

/// A deposit that may be under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingDeposit {
    /// Under which its transactions stand in the outbox.
    pub key: String,
    /// How much.
    pub amount: Units,
    /// Whether it is the one that opens the channel.
    pub opens: bool,
}

/// A signed sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVoucher {
    /// All that is owed by it.
    pub cumulative: Units,
    /// `r || s || v`.
    pub signature: Bytes,
}

/// A channel for payments per use, as payer or payee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageChannel {
    /// Its number, which commits to the terms.
    pub id: B256,
    /// Whose money it is until it is claimed.
    pub payer: Address,
    /// Who signs for the payer; `None` for the payer herself.
    pub signer: Option<Address>,
    /// Who is paid.
    pub payee: Address,
    /// What is paid in; its chain is the channel's.
    pub token: Token,
    /// Seconds that the payer waits for what she takes back.
    pub withdraw_delay: u32,
    /// Tells channels apart that are otherwise equal.
    pub salt: B256,
    /// When it was written.
    pub created_at: Moment,
    /// A deposit of which it is not known here whether it is done.
    pub deposit: Option<PendingDeposit>,
    /// The newest voucher that was signed here.
    pub signed: Option<KeptVoucher>,
    /// The newest voucher that was taken here.
    pub best: Option<KeptVoucher>,
}

handles! {
    /// Channels for payments per use.
    Channels,
    /// Writes channels and vouchers down.
    ChannelsMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<UsageChannel> {
    let voucher = |sum: &str, signature: &str| -> rusqlite::Result<Option<KeptVoucher>> {
        let sum = row.text_or(sum)?;
        Ok(sum
            .zip(row.hex_or(signature)?)
            .map(|(cumulative, signature)| KeptVoucher { cumulative, signature }))
    };
    let deposit = match row.get("deposit_key")? {
        None => None,
        Some(key) => Some(PendingDeposit {
            key,
            amount: row.text("deposit_amount")?,
            opens: row.get("deposit_opens")?,
        }),
    };
    Ok(UsageChannel {
        id: row.hex("id")?,
        payer: row.hex("payer")?,
        signer: row.hex_or("signer")?,
        payee: row.hex("payee")?,
        token: row.token()?,
        withdraw_delay: row.get("withdraw_delay")?,
        salt: row.hex("salt")?,
        created_at: row.moment("created_at")?,
        deposit,
        signed: voucher("signed", "signed_signature")?,
        best: voucher("best", "best_signature")?,
    })
}

impl Channels<'_> {
    /// The channels on a chain, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn on(&self, chain: ChainId) -> Result<Vec<UsageChannel>> {
        let sql = "SELECT * FROM channels WHERE chain = ?1 ORDER BY created_at, id";
        all(self.0, sql, [Whole(chain.0)], read)
    }

    /// The channel of this number.
    ///
    /// # Errors
    /// Those of reading.
    pub fn by_id(&self, chain: ChainId, id: B256) -> Result<Option<UsageChannel>> {
        let sql = "SELECT * FROM channels WHERE chain = ?1 AND id = ?2";
        one(self.0, sql, (Whole(chain.0), Hex(id)), read)
    }
}

impl ChannelsMut<'_> {
    /// Writes a channel down. One that is known already stays as it is, with its vouchers.
    ///
    /// # Errors
    /// [`Error::Refused`] for a delay that no channel has.
    pub fn add(&self, channel: &UsageChannel) -> Result<()> {
        if Channels(self.0).by_id(channel.token.chain, channel.id)?.is_some() {
            return Ok(());
        }
        let sql = "INSERT INTO channels (chain, id, payer, signer, payee, token, token_symbol, token_decimals,
                withdraw_delay, salt, created_at)
            VALUES (:chain, :id, :payer, :signer, :payee, :token, :symbol, :decimals, :delay, :salt, :at)";
        let UsageChannel { id, payer, signer, payee, token, salt, .. } = channel;
        let params = named_params! {
            ":chain": Whole(token.chain.0), ":id": Hex(*id), ":payer": Hex(*payer), ":signer": signer.map(Hex),
            ":payee": Hex(*payee), ":token": token.address.map(Hex), ":symbol": token.symbol,
            ":decimals": token.decimals, ":delay": channel.withdraw_delay, ":salt": Hex(*salt),
            ":at": millis(channel.created_at),
        };
        run(self.0, sql, params).map(drop)
    }

    /// Notes a deposit before it is sent, or that it is done.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn deposit(
        &self,
        chain: ChainId,
        id: B256,
        pending: Option<&PendingDeposit>,
    ) -> Result<()> {
        let sql = "UPDATE channels SET deposit_key = :key, deposit_amount = :amount, deposit_opens = :opens
            WHERE chain = :chain AND id = :id";
        let params = named_params! {
            ":chain": Whole(chain.0), ":id": Hex(id), ":key": pending.map(|p| &p.key),
            ":amount": pending.map(|p| Text(p.amount)), ":opens": pending.map(|p| p.opens),
        };
        found(run(self.0, sql, params)?, id)
    }

    /// Keeps what was signed here. A sum never goes down: whoever has the higher one could claim it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] for a sum that is not above the one before.
    pub fn sign(&self, chain: ChainId, id: B256, voucher: &KeptVoucher) -> Result<()> {
        let before = self.row(chain, id)?.signed;
        let sql =
            "UPDATE channels SET signed = ?3, signed_signature = ?4 WHERE chain = ?1 AND id = ?2";
        self.raise((chain, id), before, voucher, sql)
    }

    /// Keeps the newest voucher that was taken here.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] for a sum that is not above the one before.
    pub fn take(&self, chain: ChainId, id: B256, voucher: &KeptVoucher) -> Result<()> {
        let before = self.row(chain, id)?.best;
        let sql = "UPDATE channels SET best = ?3, best_signature = ?4 WHERE chain = ?1 AND id = ?2";
        self.raise((chain, id), before, voucher, sql)
    }

    fn row(&self, chain: ChainId, id: B256) -> Result<UsageChannel> {
        Channels(self.0).by_id(chain, id)?.ok_or_else(|| Error::missing("channel", id))
    }

    fn raise(
        &self,
        (chain, id): (ChainId, B256),
        before: Option<KeptVoucher>,
        voucher: &KeptVoucher,
        sql: &str,
    ) -> Result<()> {
        if let Some(before) = before.filter(|before| voucher.cumulative <= before.cumulative) {
            return Err(Error::Refused(format!(
                "a voucher over {} units of channel {id} is kept already, and one over {} is not above it",
                before.cumulative, voucher.cumulative
            )));
        }
        let KeptVoucher { cumulative, signature } = voucher;
        let params = (Whole(chain.0), Hex(id), Text(*cumulative), Hex(signature.clone()));
        run(self.0, sql, params).map(drop)
    }
}

fn found(rows: usize, id: B256) -> Result<()> {
    if rows == 0 { Err(Error::missing("channel", id)) } else { Ok(()) }
}
