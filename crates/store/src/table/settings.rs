use std::collections::BTreeMap;

use crate::Result;
use crate::codec::{all, handles, one, run};

handles! {
    /// Preferences, by name.
    Settings,
    /// Changes preferences.
    SettingsMut
}

impl Settings<'_> {
    /// The value under `key`.
    ///
    /// # Errors
    /// Those of reading.
    pub fn get(&self, key: &str) -> Result<Option<String>> {
        one(self.0, "SELECT value FROM settings WHERE key = ?1", [key], |row| row.get("value"))
    }

    /// All of them.
    ///
    /// # Errors
    /// Those of reading.
    pub fn all(&self) -> Result<BTreeMap<String, String>> {
        let pairs = all(self.0, "SELECT key, value FROM settings", [], |row| {
            Ok((row.get("key")?, row.get("value")?))
        })?;
        Ok(pairs.into_iter().collect())
    }
}

impl SettingsMut<'_> {
    /// Sets `key`, whether or not it was set.
    ///
    /// # Errors
    /// Those of writing.
    pub fn set(&self, key: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO settings (key, value) VALUES (?1, ?2)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        run(self.0, sql, [key, value]).map(drop)
    }

    /// Removes `key`; no error where there is none.
    ///
    /// # Errors
    /// Those of writing.
    pub fn remove(&self, key: &str) -> Result<()> {
        run(self.0, "DELETE FROM settings WHERE key = ?1", [key]).map(drop)
    }
}
