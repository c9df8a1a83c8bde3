use alloy_primitives::{B256, keccak256};

use super::{Rules, Terms, TermsFault};
use crate::{Bps, Result, Shares, Units};

/// Terms as the shop stores them: the struct `Conditions` of `contracts/`, field by field. Its hash is part of a
/// licence's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Bits of what is allowed.
    pub uses: u16,
    /// Bits of what else holds.
    pub rules: Rules,
    /// Seconds; zero for ever.
    pub duration: u32,
    /// Part of the licensee's revenue that is owed to the vault.
    pub owed: Bps,
    /// Shares of a remix's vault that the work's vault must hold at least.
    pub remix_shares: Shares,
    /// The most that a licensee may earn with the work, in the token of the price; zero: no limit.
    pub revenue_ceiling: Units,
    /// The most that may be earned with a remix; zero: no limit.
    pub remix_ceiling: Units,
    /// How many people or machines one licence is good for at a time; zero: not counted.
    pub seats: u16,
    /// Seconds during which no other licence with one of these uses is sold; zero: not exclusive.
    pub exclusive_for: u32,
    /// Hash of the list of places; zero: everywhere.
    pub territory: B256,
    /// Hash of what names the licence's text; zero where there is none.
    pub text: B256,
}

impl Terms {
    /// The terms as the shop stores them. `text` is the hash of a public licence's address, else zero.
    ///
    /// # Errors
    /// [`TermsFault::TooLong`] beyond 136 years.
    pub fn conditions(&self) -> Result<Conditions> {
        let seconds = |seconds: u64| u32::try_from(seconds).map_err(|_| TermsFault::TooLong);
        Ok(Conditions {
            uses: self.permissions.bits(),
            rules: self.rules,
            duration: seconds(self.lasts_seconds.unwrap_or(0))?,
            owed: self.owed,
            remix_shares: self.remix_shares,
            revenue_ceiling: self.revenue_ceiling,
            remix_ceiling: self.remix_ceiling,
            seats: self.seats,
            exclusive_for: seconds(self.exclusive_seconds)?,
            territory: self.territory.hash(),
            text: (self.kind.public_licence())
                .map_or(B256::ZERO, |(_, address)| keccak256(address)),
        })
    }
}

impl Conditions {
    /// The struct's fields by their names in the contract, in its order. Numbers in decimal, amounts in the token's
    /// smallest unit.
    pub fn exact(&self) -> Vec<(String, String)> {
        let field = |name: &str, value: &dyn ToString| (name.to_owned(), value.to_string());
        vec![
            field("uses", &self.uses),
            field("rules", &self.rules.bits()),
            field("duration", &self.duration),
            field("owedBps", &self.owed.get()),
            field("remixShares", &self.remix_shares.0),
            field("revenueCeiling", &self.revenue_ceiling.0),
            field("remixCeiling", &self.remix_ceiling.0),
            field("seats", &self.seats),
            field("exclusiveFor", &self.exclusive_for),
            field("territory", &self.territory),
            field("text", &self.text),
        ]
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::LicenceKind;

    /// Every template, with the fields that are not zero.
    #[test]
    fn templates_are_these_structs() {
        let mut table = String::new();
        for kind in LicenceKind::ALL {
            let terms = kind.terms();
            terms.check().unwrap();
            let exact = terms.conditions().unwrap().exact().into_iter();
            let exact = exact.filter(|(_, value)| !value.trim_matches(['0', 'x']).is_empty());
            let exact: Vec<_> = exact
                .map(|(field, value)| format!("{field} {}", &value[..value.len().min(12)]))
                .collect();
            table += &format!("{kind:?}: {}; {} sold\n", exact.join(", "), terms.copies);
        }
        expect![[r#"
            Personal: uses 1; 0 sold
            Commercial: uses 3, rules 4; 0 sold
            AiTraining: uses 52, duration 31536000; 0 sold
            Remix: uses 64, rules 4, remixShares 100000; 0 sold
            Exclusive: uses 2, rules 4, duration 7776000, exclusiveFor 7776000; 0 sold
            CcBy: uses 67, rules 4, text 0xd79688b52b; 1 sold
            CcBySa: uses 67, rules 20, text 0x55fcaac75e; 1 sold
            CcByNc: uses 65, rules 4, text 0x8746fcf01d; 1 sold
            CcByNcSa: uses 65, rules 20, text 0x08fa304a35; 1 sold
            CcByNd: uses 3, rules 4, text 0x73901a2461; 1 sold
            CcByNcNd: uses 1, rules 4, text 0x6e20c3f7b5; 1 sold
        "#]]
        .assert_eq(&table);
    }
}
