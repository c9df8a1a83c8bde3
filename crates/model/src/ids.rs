use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, Moment, Result};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A UUID of version 7 from a time and ten random bytes; both come from the caller, so a test can fix them.
            pub fn new(at: Moment, random: &[u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(at.unix_millis(), random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Uuid::try_parse(text)
                    .map(Self)
                    .map_err(|_| Error::Syntax { text: text.to_owned(), what: $what })
            }
        }
    };
}

id!(
    /// A registered work. Ordered by time, so lists sort by creation.
    WorkId,
    "a work's id"
);
id!(
    /// A job: one request of a user, with its steps.
    JobId,
    "a job's id"
);
