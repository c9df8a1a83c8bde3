use std::str::FromStr;

use alloy_primitives::{B256, keccak256};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Where a licence holds: countries by their two letters of ISO 3166-1, sorted; none: everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Territory(Vec<String>);

/// The officially assigned codes of ISO 3166-1 alpha-2.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO \
JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA \
SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US \
UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

impl Territory {
    /// Whether no place is excluded.
    pub fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// The codes, sorted.
    pub fn codes(&self) -> &[String] {
        &self.0
    }

    /// What a contract stores: the hash of the codes with commas between them, such as `BE,FR`; zero for everywhere.
    pub fn hash(&self) -> B256 {
        if self.is_everywhere() { B256::ZERO } else { keccak256(self.0.join(",")) }
    }
}

impl TryFrom<Vec<String>> for Territory {
    type Error = Error;

    fn try_from(codes: Vec<String>) -> Result<Self> {
        let mut codes: Vec<_> = codes.iter().map(|code| code.trim().to_uppercase()).collect();
        codes.sort_unstable();
        codes.dedup();
        match codes.iter().find(|code| !CODES.split(' ').any(|known| known == *code)) {
            None => Ok(Self(codes)),
            Some(strange) => Err(Error::Country(strange.clone())),
        }
    }
}

impl From<Territory> for Vec<String> {
    fn from(territory: Territory) -> Self {
        territory.0
    }
}

impl FromStr for Territory {
    type Err = Error;

    /// Codes with commas or spaces between them.
    fn from_str(text: &str) -> Result<Self> {
        let codes = text.split([',', ';', ' ', '\u{ff0c}', '\u{3001}']).map(str::trim);
        codes.filter(|code| !code.is_empty()).map(str::to_owned).collect::<Vec<_>>().try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: Result<&str, &str>) {
        let read = text.parse::<Territory>().map(|t| t.codes().join(","));
        let read = read.map_err(|error| error.to_string());
        match (read, want) {
            (Ok(read), Ok(want)) => assert_eq!(read, want, "{text:?}"),
            (Err(read), Err(want)) => assert!(read.contains(want), "{text:?}: {read}"),
            (read, want) => panic!("{text:?}: {read:?} instead of {want:?}"),
        }
    }

    #[test]
    fn a_list_of_places_has_one_form() {
        check("", Ok(""));
        check(" fr, CH;be fr ", Ok("BE,CH,FR"));
        check("FR, EU", Err("`EU`"));
        check("UK", Err("Great Britain is GB"));
        check("France", Err("`FRANCE`"));
    }

    #[test]
    fn the_hash_is_that_of_the_list() {
        assert_eq!(Territory::default().hash(), B256::ZERO);
        let both: Territory = "fr be".parse().unwrap();
        assert_eq!(both.hash(), keccak256("BE,FR"));
    }

    #[test]
    fn all_countries_are_known() {
        let codes: Vec<_> = CODES.split(' ').collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted(), "by letters");
        assert!(codes.iter().all(|code| code.len() == 2), "two letters each");
    }
}
