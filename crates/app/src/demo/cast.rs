//! Who takes part: three people who share, a thousand fans, three buyers, a patron, a collector.

use colophon_keys::EvmKey;
use colophon_model::{Address, Allocation, Holder, Shares, keccak256};

use crate::{App, Result};

/// Fans whose keys the practice phrase holds, so that they can claim for themselves.
pub(super) const CLAIMING_FANS: u32 = 5;
const FANS: u32 = 1_000;
/// 0.02 % each, 20 % in all.
const FAN_SHARES: Shares = Shares(200);
const FIRST_FAN: u32 = 2_000;
const FIRST_COLLABORATOR: u32 = 1;

pub(super) struct Cast {
    pub(super) bea: EvmKey,
    pub(super) chen: EvmKey,
    pub(super) artist: Address,
    pub(super) fans: Vec<EvmKey>,
}

impl Cast {
    pub(super) fn of(app: &App) -> Result<Self> {
        let fans =
            (0..CLAIMING_FANS).map(|n| app.townsman(FIRST_FAN + n)).collect::<Result<_>>()?;
        Ok(Self {
            bea: app.townsman(FIRST_COLLABORATOR)?,
            chen: app.townsman(FIRST_COLLABORATOR + 1)?,
            artist: app.artist()?.address(),
            fans,
        })
    }

    /// One of the fans who have not claimed.
    pub(super) fn other_fan() -> Address {
        stranger(CLAIMING_FANS)
    }

    fn people(&self, shares: [u32; 3]) -> Vec<Holder> {
        let names = ["Ada Marchetti", "Bea Okafor", "Chen Wei"];
        let addresses = [self.artist, self.bea.address(), self.chen.address()];
        let holder = |((name, address), shares): ((&str, Address), u32)| Holder {
            address,
            shares: Shares(shares),
            name: Some(name.to_owned()),
        };
        names.into_iter().zip(addresses).zip(shares).map(holder).collect()
    }

    /// Three people.
    pub(super) fn three(&self) -> Result<Allocation> {
        Ok(Allocation::new(self.people([500_000, 300_000, 200_000]))?)
    }

    /// Three people and a thousand fans with 20 % between them.
    pub(super) fn with_fans(&self) -> Result<Allocation> {
        let mut holders = self.people([400_000, 250_000, 150_000]);
        let known = self.fans.iter().map(EvmKey::address);
        // The other fans' keys are their own; only their addresses are known, as in a list that a label hands over.
        let others = (CLAIMING_FANS..FANS)
            .map(|n| Address::from_word(keccak256(format!("practice fan {n}"))));
        holders.extend(known.chain(others).map(|address| Holder {
            address,
            shares: FAN_SHARES,
            name: None,
        }));
        Ok(Allocation::new(holders)?)
    }
}

/// A fan of whom only the address is known.
fn stranger(number: u32) -> Address {
    Address::from_word(keccak256(format!("practice fan {number}")))
}
