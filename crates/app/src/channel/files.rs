//! Channels and vouchers as files between payer and payee.

use std::path::Path;

use colophon_chain::channel::file;
use colophon_chain::channel::{Channel, SignedVoucher, Voucher};
use colophon_ipc::{ChannelFileWritten, WriteChannelFile};
use colophon_model::B256;
use colophon_store::{KeptVoucher, UsageChannel};

use crate::{App, Error, Result, sent_file};

/// No channel's or voucher's file has more.
const MOST_BYTES: u64 = 64 << 10;

impl App {
    /// Writes a channel's terms, or the newest voucher that was signed here, as a new file.
    ///
    /// # Errors
    /// No such channel; no voucher signed yet; a file that is there already.
    pub fn write_channel_file(&self, call: &WriteChannelFile) -> Result<ChannelFileWritten> {
        let row = self.channel_row(call.channel)?;
        let path = call
            .path
            .as_deref()
            .ok_or_else(|| Error::Precondition("choose where the file is to be written".into()))?;
        let text = if call.voucher {
            let newest = row.signed.as_ref().ok_or_else(|| {
                Error::Precondition("no voucher of this channel was signed here yet".into())
            })?;
            self.voucher_text(&signed(row.id, newest))?
        } else {
            self.channel_text(&terms(&row))?
        };
        colophon_media::write_new(Path::new(path), text.as_bytes())?;
        Ok(ChannelFileWritten { path: path.to_owned() })
    }

    pub(super) fn channel_text(&self, channel: &Channel) -> Result<String> {
        Ok(file::write_channel(channel, Self::chain_id(), &self.contracts()?)?)
    }

    pub(super) fn voucher_text(&self, signed: &SignedVoucher) -> Result<String> {
        Ok(file::write_voucher(signed, Self::chain_id(), &self.contracts()?)?)
    }

    pub(super) fn read_channel(&self, path: &str) -> Result<Channel> {
        let bytes = bytes_of(Path::new(path))?;
        Ok(file::read_channel(&bytes, Self::chain_id(), &self.contracts()?)?)
    }

    pub(super) fn read_voucher(&self, path: &str) -> Result<SignedVoucher> {
        let bytes = bytes_of(Path::new(path))?;
        Ok(file::read_voucher(&bytes, Self::chain_id(), &self.contracts()?)?)
    }
}

/// Refuses a path where something lies already, before anything is signed. The same text is no hindrance: an interrupted
/// run wrote it.
pub(super) fn check_free(path: Option<&str>, text: Option<&str>) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    let there = Path::new(path).try_exists().map_err(|e| Error::io(Path::new(path), e))?;
    if !there || text.is_some_and(|text| is_text(path, text)) {
        return Ok(());
    }
    Err(colophon_media::Error::Exists { path: path.into() }.into())
}

/// Writes a new file, unless it has this text already.
pub(super) fn write_once(path: &str, text: &str) -> Result<()> {
    if is_text(path, text) {
        return Ok(());
    }
    Ok(colophon_media::write_new(Path::new(path), text.as_bytes())?)
}

fn is_text(path: &str, text: &str) -> bool {
    bytes_of(Path::new(path)).is_ok_and(|bytes| bytes == text.as_bytes())
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    sent_file::read(path, MOST_BYTES)
}

/// The terms of a channel that this home knows.
pub(super) const fn terms(row: &UsageChannel) -> Channel {
    Channel {
        payer: row.payer,
        signer: row.signer,
        payee: row.payee,
        token: row.token.address,
        withdraw_delay: row.withdraw_delay,
        salt: row.salt,
    }
}

/// A kept voucher with the channel that it is for.
pub(super) fn signed(channel: B256, kept: &KeptVoucher) -> SignedVoucher {
    let voucher = Voucher { channel, cumulative: kept.cumulative };
    SignedVoucher { voucher, signature: kept.signature.clone() }
}

pub(super) fn kept(signed: &SignedVoucher) -> KeptVoucher {
    KeptVoucher { cumulative: signed.voucher.cumulative, signature: signed.signature.clone() }
}
