//! Parameters of a request, by position.

use alloy_eips::{BlockId, BlockNumberOrTag};
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

use crate::{Fault, chain::Chain, fault::Answer};

/// The positional parameters of a request.
#[derive(Debug)]
pub(super) struct Params(Vec<Value>);

impl Params {
    pub(super) fn read(raw: Option<&RawValue>) -> Answer<Self> {
        let Some(raw) = raw else { return Ok(Self(Vec::new())) };
        match serde_json::from_str(raw.get()) {
            Ok(Value::Array(values)) => Ok(Self(values)),
            Ok(Value::Null) => Ok(Self(Vec::new())),
            // `()` as parameters may arrive as an empty object.
            Ok(Value::Object(fields)) if fields.is_empty() => Ok(Self(Vec::new())),
            _ => Err(Fault::params("parameters must be an array")),
        }
    }

    /// The parameter at `index`, unless it is absent or null.
    pub(super) fn optional<T: DeserializeOwned>(&self, index: usize) -> Answer<Option<T>> {
        match self.0.get(index) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::deserialize(value).map(Some).map_err(|why| {
                let value = super::short(&value.to_string());
                Fault::params(format!("invalid argument {index} ({value}): {why}"))
            }),
        }
    }

    pub(super) fn required<T: DeserializeOwned>(&self, index: usize, name: &str) -> Answer<T> {
        self.optional(index)?.ok_or_else(|| {
            Fault::params(format!("missing value for required argument {index} ({name})"))
        })
    }

    /// The block that a state is asked of; the head unless told. Must be in the chain.
    pub(super) fn block(&self, index: usize, chain: &Chain) -> Answer<u64> {
        let id = self.optional::<BlockId>(index)?.unwrap_or_else(BlockId::latest);
        number(chain, id)?.ok_or_else(Fault::no_header)
    }
}

/// The number of the block that `id` names, if it is in the chain. `pending` is the head: there is
/// no queue.
pub(super) fn number(chain: &Chain, id: BlockId) -> Answer<Option<u64>> {
    Ok(match id {
        BlockId::Hash(hash) => chain.by_hash.get(&hash.block_hash).copied(),
        BlockId::Number(tag) => Some(tagged(chain, tag)).filter(|number| *number <= chain.height()),
    })
}

/// The number that a tag stands for; numbers stand for themselves, in the chain or not.
pub(super) fn tagged(chain: &Chain, tag: BlockNumberOrTag) -> u64 {
    match tag {
        BlockNumberOrTag::Latest | BlockNumberOrTag::Pending => chain.height(),
        BlockNumberOrTag::Earliest => 0,
        BlockNumberOrTag::Safe => chain.height().saturating_sub(chain.config.safe_after),
        BlockNumberOrTag::Finalized => chain.finalized(),
        BlockNumberOrTag::Number(number) => number,
    }
}
