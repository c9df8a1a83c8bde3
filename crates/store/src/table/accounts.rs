use colophon_model::{Address, Moment};
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use crate::codec::{Columns, Hex, Word, all, handles, millis, run};
use crate::{Error, Result};

/// Which chains an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountRealm {
    /// The practice chain alone.
    Practice,
    /// Every other chain.
    Real,
}

/// An account of the person: what the window shows without opening the keystore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Which chains it is for.
    pub realm: AccountRealm,
    /// Its address.
    pub address: Address,
    /// What the person calls it.
    pub label: String,
    /// When it was added.
    pub created_at: Moment,
    /// Whether the recovery phrase was checked.
    pub backed_up: bool,
}

handles! {
    /// Accounts of the person.
    Accounts,
    /// Adds and changes accounts.
    AccountsMut
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        realm: row.word("realm")?,
        address: row.hex("address")?,
        label: row.get("label")?,
        created_at: row.moment("created_at")?,
        backed_up: row.get("backed_up")?,
    })
}

impl Accounts<'_> {
    /// All accounts, oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn all(&self) -> Result<Vec<Account>> {
        all(self.0, "SELECT * FROM accounts ORDER BY created_at, realm, address", [], read)
    }
}

impl AccountsMut<'_> {
    /// Adds an account, or gives a known one another label and state.
    ///
    /// # Errors
    /// Those of writing.
    pub fn put(&self, account: &Account) -> Result<()> {
        let sql = "INSERT INTO accounts (realm, address, label, created_at, backed_up)
            VALUES (:realm, :address, :label, :created_at, :backed_up)
            ON CONFLICT (realm, address) DO UPDATE SET label = excluded.label, backed_up = excluded.backed_up";
        let params = named_params! {
            ":realm": Word(account.realm), ":address": Hex(account.address), ":label": account.label,
            ":created_at": millis(account.created_at), ":backed_up": account.backed_up,
        };
        run(self.0, sql, params).map(drop)
    }

    /// Notes that the person has the recovery phrase: true of all accounts of a realm at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the realm has no account.
    pub fn set_backed_up(&self, realm: AccountRealm) -> Result<()> {
        let sql = "UPDATE accounts SET backed_up = 1 WHERE realm = ?1";
        match run(self.0, sql, [Word(realm)])? {
            0 => Err(Error::missing("account of realm", crate::codec::word(&realm))),
            _ => Ok(()),
        }
    }
}
