//! Soft bindings: what finds the manifest again when a platform has stripped it.

use base64::{Engine, engine::general_purpose::STANDARD};
use colophon_model::Payload;
use serde::Serialize;
use serde_json::Value;

use crate::plain::plain;

/// Label of the assertion (C2PA 2.x, section 18.10).
pub(crate) const LABEL: &str = "c2pa.soft-binding";

/// Our watermark, format 0. An own scheme needs an own name; it is not on the registry.
pub const WATERMARK_ALGORITHM: &str = "io.github.colophon-app.tilemark.0";

/// The International Standard Content Code, ISO 24138; on C2PA's registry of soft bindings.
pub const ISCC_ALGORITHM: &str = "io.iscc.v0";

const BLOCK_LIMIT: usize = 16;
const VALUE_LIMIT: usize = 4096;

/// The assertion as it is written. c2pa 0.90 types a value as text; the standard's schema says byte string, and so do we.
#[derive(Serialize)]
pub(crate) struct Written<'a> {
    alg: &'a str,
    blocks: [WrittenBlock<'a>; 1],
    /// The schema wants it, empty or not.
    #[serde(with = "serde_bytes")]
    pad: &'a [u8],
}

#[derive(Serialize)]
struct WrittenBlock<'a> {
    scope: WholeWork,
    #[serde(with = "serde_bytes")]
    value: &'a [u8],
}

/// No time span and no region: all of it.
#[derive(Serialize)]
struct WholeWork {}

impl<'a> Written<'a> {
    pub(crate) fn new(alg: &'a str, value: &'a [u8]) -> Self {
        Self { alg, blocks: [WrittenBlock { scope: WholeWork {}, value }], pad: &[] }
    }
}

/// A soft binding that a manifest carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SoftBinding {
    /// The scheme, from C2PA's registry or somebody's own.
    pub alg: String,
    /// The value.
    pub value: BindingValue,
}

/// A value as the file has it: bytes by the standard's schema, text by older writers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BindingValue {
    /// A CBOR byte string.
    Bytes(Vec<u8>),
    /// A CBOR text.
    Text(String),
}

impl SoftBinding {
    /// The value's bytes; a text is taken as Base64 if it can be, else as itself.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.value {
            BindingValue::Bytes(bytes) => bytes.clone(),
            BindingValue::Text(text) => {
                STANDARD.decode(text).unwrap_or_else(|_| text.clone().into_bytes())
            }
        }
    }

    /// The payload, if this is our watermark.
    pub fn payload(&self) -> Option<Payload> {
        if self.alg != WATERMARK_ALGORITHM {
            return None;
        }
        let bytes = <[u8; 8]>::try_from(self.bytes()).ok()?;
        Some(Payload(u64::from_be_bytes(bytes)))
    }

    /// All blocks of one assertion as c2pa hands it over: JSON, where a byte string is an array of numbers.
    pub(crate) fn read(assertion: &Value) -> Vec<Self> {
        let alg = plain(assertion.get("alg").and_then(Value::as_str).unwrap_or_default(), 128);
        let blocks = assertion.get("blocks").and_then(Value::as_array);
        blocks
            .into_iter()
            .flatten()
            .take(BLOCK_LIMIT)
            .filter_map(|block| value(block.get("value")?))
            .map(|value| Self { alg: alg.clone(), value })
            .collect()
    }
}

fn value(json: &Value) -> Option<BindingValue> {
    match json {
        Value::String(text) => Some(BindingValue::Text(plain(text, VALUE_LIMIT))),
        Value::Array(items) if items.len() <= VALUE_LIMIT => items
            .iter()
            .map(|item| item.as_u64().and_then(|n| u8::try_from(n).ok()))
            .collect::<Option<_>>()
            .map(BindingValue::Bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(value: Value, want: Option<Payload>) {
        let read = SoftBinding::read(
            &json!({"alg": WATERMARK_ALGORITHM, "blocks": [{"scope": {}, "value": value}]}),
        );
        let found = read.first().and_then(SoftBinding::payload);
        assert_eq!(found, want, "payload read from {value}");
    }

    #[test]
    fn bytes_and_text_are_both_read() {
        let payload = Some(Payload(0x0102_0304_0506_0708));
        check(json!([1, 2, 3, 4, 5, 6, 7, 8]), payload);
        check(json!("AQIDBAUGBwg="), payload);
        check(json!("ABCDEFGH"), None);
        check(json!([1, 2, 3]), None);
        check(json!([1, 2, 3, 4, 5, 6, 7, 256]), None);
        check(json!([1, 2, 3, 4, 5, 6, 7, -1]), None);
        check(json!({"a": 1}), None);
        check(json!(vec![0; VALUE_LIMIT + 1]), None);
    }

    #[test]
    fn another_scheme_is_no_payload_of_ours() {
        let read = SoftBinding::read(
            &json!({"alg": "com.example.x", "blocks": [{"value": [1, 2, 3, 4, 5, 6, 7, 8]}]}),
        );
        assert_eq!(read[0].payload(), None, "eight bytes of another scheme mean something else");
    }
}
