//! The records of the chain file, as bytes.
//!
//! A record is a tag and its fields, integers little-endian. A frame around it makes damage visible:
//! `length u32 | crc32(length) u32 | record | crc32(record) u32`. The length has its own checksum,
//! so that a flipped bit in it is not mistaken for the end of the file.

use alloy_primitives::{Address, B256, Bytes, U256};

/// Longest record in bytes; a raw transaction is at most 128 KiB, as go-ethereum's pool takes it.
pub(crate) const MAX_RECORD: usize = 132 * 1024;
/// Longest raw transaction in bytes.
pub(crate) const MAX_TRANSACTION: usize = 128 * 1024;
/// Bytes of a frame beside the record.
pub(crate) const FRAME: usize = 12;
/// Bytes of a frame before the record.
pub(crate) const FRAME_HEAD: usize = 8;

/// What a block is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nothing: time passes.
    Empty,
    /// A credit in wei out of nowhere.
    Faucet { to: Address, wei: U256 },
    /// One signed transaction in its EIP-2718 form.
    Transaction(Bytes),
}

/// One line of the chain's diary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// The first record: when the chain began, and the hash that its rules must give.
    Genesis { timestamp: u64, hash: B256 },
    /// A block, and the hash that it must have when it is replayed.
    Block { timestamp: u64, hash: B256, order: Order },
    /// All blocks above `number`, whose hash is given, were undone.
    Undo { number: u64, hash: B256 },
    /// The chain's clock runs `offset` seconds ahead; the next block has the time `next` if not 0.
    Time { offset: i64, next: u64 },
}

/// Bytes that are no record: what is wrong with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoRecord {
    #[error("the record is too short")]
    Short,
    #[error("the record has bytes left over")]
    Long,
    #[error("the record is of an unknown kind")]
    Kind,
}

struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], NoRecord> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(NoRecord::Short)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u64(&mut self) -> Result<u64, NoRecord> {
        Ok(u64::from_le_bytes(self.take()?))
    }

    fn hash(&mut self) -> Result<B256, NoRecord> {
        Ok(B256::from(self.take::<32>()?))
    }

    fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }
}

impl Record {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        match self {
            Self::Genesis { timestamp, hash } => {
                out.push(0);
                out.extend(timestamp.to_le_bytes());
                out.extend(hash);
            }
            Self::Block { timestamp, hash, order } => {
                out.push(1);
                out.extend(timestamp.to_le_bytes());
                out.extend(hash);
                match order {
                    Order::Empty => out.push(0),
                    Order::Faucet { to, wei } => {
                        out.push(1);
                        out.extend(to);
                        out.extend(wei.to_le_bytes::<32>());
                    }
                    Order::Transaction(raw) => {
                        out.push(2);
                        out.extend(raw);
                    }
                }
            }
            Self::Undo { number, hash } => {
                out.push(2);
                out.extend(number.to_le_bytes());
                out.extend(hash);
            }
            Self::Time { offset, next } => {
                out.push(3);
                out.extend(offset.to_le_bytes());
                out.extend(next.to_le_bytes());
            }
        }
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, NoRecord> {
        let mut fields = Fields(bytes);
        let [kind] = fields.take()?;
        let record = match kind {
            0 => Self::Genesis { timestamp: fields.u64()?, hash: fields.hash()? },
            1 => Self::Block {
                timestamp: fields.u64()?,
                hash: fields.hash()?,
                order: match fields.take()? {
                    [0] => Order::Empty,
                    [1] => Order::Faucet {
                        to: Address::from(fields.take::<20>()?),
                        wei: U256::from_le_bytes(fields.take::<32>()?),
                    },
                    [2] => Order::Transaction(Bytes::copy_from_slice(fields.rest())),
                    _ => return Err(NoRecord::Kind),
                },
            },
            2 => Self::Undo { number: fields.u64()?, hash: fields.hash()? },
            3 => Self::Time { offset: i64::from_le_bytes(fields.take()?), next: fields.u64()? },
            _ => return Err(NoRecord::Kind),
        };
        if fields.0.is_empty() { Ok(record) } else { Err(NoRecord::Long) }
    }

    /// The record in its frame.
    pub(crate) fn frame(&self) -> Vec<u8> {
        let record = self.encode();
        let length = (record.len() as u32).to_le_bytes();
        let mut out = Vec::with_capacity(record.len() + FRAME);
        out.extend(length);
        out.extend(crc32fast::hash(&length).to_le_bytes());
        out.extend(&record);
        out.extend(crc32fast::hash(&record).to_le_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn orders() -> impl Strategy<Value = Order> {
        prop_oneof![
            Just(Order::Empty),
            (any::<[u8; 20]>(), any::<[u8; 32]>()).prop_map(|(to, wei)| Order::Faucet {
                to: to.into(),
                wei: U256::from_be_bytes(wei)
            }),
            prop::collection::vec(any::<u8>(), 0..300)
                .prop_map(|raw| Order::Transaction(raw.into())),
        ]
    }

    fn records() -> impl Strategy<Value = Record> {
        let hash = || any::<[u8; 32]>().prop_map(B256::from);
        prop_oneof![
            (any::<u64>(), hash())
                .prop_map(|(timestamp, hash)| Record::Genesis { timestamp, hash }),
            (any::<u64>(), hash(), orders()).prop_map(|(timestamp, hash, order)| Record::Block {
                timestamp,
                hash,
                order
            }),
            (any::<u64>(), hash()).prop_map(|(number, hash)| Record::Undo { number, hash }),
            (any::<i64>(), any::<u64>()).prop_map(|(offset, next)| Record::Time { offset, next }),
        ]
    }

    proptest! {
        #[test]
        fn a_record_is_read_back_as_written(record in records()) {
            prop_assert_eq!(Record::decode(&record.encode()), Ok(record));
        }

        #[test]
        fn bytes_that_decode_encode_to_themselves(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            if let Ok(record) = Record::decode(&bytes) {
                prop_assert_eq!(record.encode(), bytes);
            }
        }

        #[test]
        fn a_shortened_record_is_no_record(record in records(), cut in 1_usize..20) {
            let bytes = record.encode();
            let kept = bytes.len().saturating_sub(cut);
            let cut = Record::decode(&bytes[..kept]);
            prop_assert!(cut.as_ref() != Ok(&record), "{cut:?}");
        }
    }

    #[test]
    fn the_longest_transaction_fits_a_record() {
        let order = Order::Transaction(vec![0; MAX_TRANSACTION].into());
        let record = Record::Block { timestamp: 0, hash: B256::ZERO, order };
        assert!(record.encode().len() <= MAX_RECORD, "or the file could not be read back");
    }
}
