//! How the nouns of Colophon stand in columns. The only place that knows.

use std::fmt::{Display, LowerHex};
use std::str::FromStr;

use colophon_model::{Address, ChainId, Moment, Token};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// The form that `Display` writes and `FromStr` reads.
pub(crate) struct Text<T>(pub(crate) T);
/// Lower-case hexadecimal with `0x`.
pub(crate) struct Hex<T>(pub(crate) T);
/// A JSON document.
pub(crate) struct Json<T>(pub(crate) T);
/// The one word by which serde names a variant.
pub(crate) struct Word<T>(pub(crate) T);
/// A number up to 2^63 - 1, the most that SQLite keeps.
pub(crate) struct Whole(pub(crate) u64);
/// Numbers of 32 bits, little-endian one after the other.
pub(crate) struct Words(pub(crate) Vec<u32>);

fn other(error: impl Display) -> FromSqlError {
    FromSqlError::Other(error.to_string().into())
}

fn owned(text: String) -> rusqlite::Result<ToSqlOutput<'static>> {
    Ok(ToSqlOutput::Owned(Value::Text(text)))
}

fn failed(error: impl Display) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.to_string().into())
}

impl<T: Display> ToSql for Text<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        owned(self.0.to_string())
    }
}

impl<T: FromStr<Err: Display>> FromSql for Text<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(other)
    }
}

impl<T: LowerHex> ToSql for Hex<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        owned(format!("{:#x}", self.0))
    }
}

impl<T: FromStr<Err: Display>> FromSql for Hex<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(other)
    }
}

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        owned(serde_json::to_string(&self.0).map_err(failed)?)
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(other)
    }
}

impl<T: Serialize> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        owned(word(&self.0))
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = serde_json::Value::String(value.as_str()?.to_owned());
        serde_json::from_value(word).map(Self).map_err(other)
    }
}

/// The word of a variant; only variants without content have one.
pub(crate) fn word(variant: &impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

impl ToSql for Whole {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let number = i64::try_from(self.0).map_err(|_| failed(Error::TooLarge(self.0)))?;
        Ok(ToSqlOutput::Owned(Value::Integer(number)))
    }
}

impl FromSql for Whole {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        u64::try_from(number).map(Self).map_err(|_| FromSqlError::OutOfRange(number))
    }
}

impl ToSql for Words {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let bytes = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        Ok(ToSqlOutput::Owned(Value::Blob(bytes)))
    }
}

impl FromSql for Words {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = |four: &[u8]| four.iter().rev().fold(0, |n, b| (n << 8) | u32::from(*b));
        Ok(Self(value.as_blob()?.chunks_exact(4).map(number).collect()))
    }
}

/// Short names for reading a row.
pub(crate) trait Columns {
    fn text<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<T>;
    fn text_or<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<Option<T>>;
    fn hex<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<T>;
    fn hex_or<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<Option<T>>;
    fn json<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<T>;
    fn word<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<T>;
    fn whole(&self, name: &str) -> rusqlite::Result<u64>;
    fn whole_or(&self, name: &str) -> rusqlite::Result<Option<u64>>;
    fn chain(&self) -> rusqlite::Result<ChainId>;
    fn moment(&self, name: &str) -> rusqlite::Result<Moment>;
    /// The token in `token`, `token_symbol`, `token_decimals` and `chain`.
    fn token(&self) -> rusqlite::Result<Token>;
}

impl Columns for Row<'_> {
    fn text<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<T> {
        self.get(name).map(|Text(value)| value)
    }

    fn text_or<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<Option<T>> {
        self.get::<_, Option<Text<T>>>(name).map(|value| value.map(|Text(value)| value))
    }

    fn hex<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<T> {
        self.get(name).map(|Hex(value)| value)
    }

    fn hex_or<T: FromStr<Err: Display>>(&self, name: &str) -> rusqlite::Result<Option<T>> {
        self.get::<_, Option<Hex<T>>>(name).map(|value| value.map(|Hex(value)| value))
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<T> {
        self.get(name).map(|Json(value)| value)
    }

    fn word<T: DeserializeOwned>(&self, name: &str) -> rusqlite::Result<T> {
        self.get(name).map(|Word(value)| value)
    }

    fn whole(&self, name: &str) -> rusqlite::Result<u64> {
        self.get(name).map(|Whole(value)| value)
    }

    fn whole_or(&self, name: &str) -> rusqlite::Result<Option<u64>> {
        self.get::<_, Option<Whole>>(name).map(|value| value.map(|Whole(value)| value))
    }

    fn chain(&self) -> rusqlite::Result<ChainId> {
        self.whole("chain").map(ChainId)
    }

    fn moment(&self, name: &str) -> rusqlite::Result<Moment> {
        self.whole(name).map(Moment::from_unix_millis)
    }

    fn token(&self) -> rusqlite::Result<Token> {
        Ok(Token {
            chain: self.chain()?,
            address: self.hex_or::<Address>("token")?,
            symbol: self.get("token_symbol")?,
            decimals: self.get("token_decimals")?,
        })
    }
}

/// A moment as a column.
pub(crate) fn millis(at: Moment) -> Whole {
    Whole(at.unix_millis())
}

/// All rows of a query.
pub(crate) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first row of a query, if there is one.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    Ok(connection.prepare_cached(sql)?.query_row(params, read).optional()?)
}

/// Runs a change and returns how many rows it touched.
pub(crate) fn run(connection: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

/// The read handle and the write handle of a table; only a transaction can make the latter.
macro_rules! handles {
    ($(#[$doc:meta])* $read:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $read<'c>(pub(crate) &'c rusqlite::Connection);
    };
    ($(#[$doc:meta])* $read:ident, $(#[$doc_mut:meta])* $write:ident) => {
        handles!($(#[$doc])* $read);
        $(#[$doc_mut])*
        #[derive(Debug, Clone, Copy)]
        pub struct $write<'t>(pub(crate) &'t rusqlite::Transaction<'t>);
    };
}
pub(crate) use handles;
