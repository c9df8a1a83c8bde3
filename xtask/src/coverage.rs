//! Which branches of the contracts the tests take, read from forge's report in the lcov format.

use std::{collections::BTreeMap, fmt, fs};

use crate::{
    command,
    error::{At, Result},
    forge,
    project::Project,
};

/// The branches of the files in `src/`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    pub(crate) taken: usize,
    /// Those that no test takes.
    pub(crate) missed: Vec<Branch>,
}

/// One way out of a decision.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    file: String,
    line: u32,
    /// The function that it stands in, as far as the report names it.
    function: String,
    /// Which of the ways out it is.
    way: String,
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, function, way } = self;
        write!(f, "{file}:{line} in {function}, way {way}")
    }
}

impl Coverage {
    /// Hundredths of a percent of all branches, rounded down; all of them when there are none.
    pub(crate) fn basis_points(&self) -> usize {
        let all = self.taken + self.missed.len();
        (self.taken * 10_000).checked_div(all).unwrap_or(10_000)
    }

    /// Reads a report.
    fn parse(report: &str) -> Self {
        let mut coverage = Self::default();
        let mut file = "";
        let mut functions: BTreeMap<u32, &str> = BTreeMap::new();
        for line in report.lines() {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            match key {
                "SF" => {
                    file = value;
                    functions.clear();
                }
                "FN" => {
                    // `FN:line,name`, or with the last line too: `FN:line,last,name`.
                    let start = value.split(',').next().and_then(|start| start.parse().ok());
                    let name = value.rsplit(',').next();
                    if let (Some(start), Some(name)) = (start, name) {
                        functions.insert(start, name);
                    }
                }
                "BRDA" if file.starts_with("src/") => {
                    let mut parts = value.splitn(4, ',');
                    let (Some(line), Some(block), Some(way), Some(times)) =
                        (parts.next(), parts.next(), parts.next(), parts.next())
                    else {
                        continue;
                    };
                    if times != "-" && times != "0" {
                        coverage.taken += 1;
                        continue;
                    }
                    let line = line.parse().unwrap_or_default();
                    let function = functions.range(..=line).next_back();
                    coverage.missed.push(Branch {
                        file: file.to_owned(),
                        line,
                        function: function.map_or("the file", |(_, name)| name).to_owned(),
                        way: format!("{block}.{way}"),
                    });
                }
                _ => {}
            }
        }
        coverage
    }
}

/// Runs the tests over code that counts, and reads what it counted.
pub(crate) fn measure(project: &Project) -> Result<Coverage> {
    let report = forge::folder(project).join("out").join("coverage.lcov");
    if report.exists() {
        fs::remove_file(&report).at(&report)?;
    }
    let mut forge = forge::command(project)?;
    forge.env("FOUNDRY_PROFILE", "coverage").args(["coverage", "--report", "lcov"]);
    // Unoptimised code is slow, and a branch that is taken once is taken.
    forge.env("FOUNDRY_FUZZ_RUNS", "32").env("FOUNDRY_INVARIANT_RUNS", "4");
    // The gas limits are those of the optimised code, so their tests would fail here.
    forge.args(["--no-match-path", "test/Gas*", "--report-file"]).arg(&report);
    command::run(&mut forge)?;
    Ok(Coverage::parse(&fs::read_to_string(&report).at(&report)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_of_the_sources_are_counted_and_the_missed_named() {
        let report = "TN:\nSF:src/Shop.sol\nDA:102,1\nFN:102,Shop.constructor\nFNDA:1,Shop.constructor\n\
            FN:112,Shop.offer\nBRDA:117,0,0,2\nBRDA:118,1,0,-\nBRDA:118,1,1,0\nBRF:3\nBRH:1\n\
            end_of_record\nTN:\nSF:test/Shop.t.sol\nBRDA:3,0,0,-\nend_of_record\n";
        let coverage = Coverage::parse(report);
        assert_eq!(coverage.taken, 1);
        let missed: Vec<String> = coverage.missed.iter().map(ToString::to_string).collect();
        assert_eq!(
            missed,
            ["src/Shop.sol:118 in Shop.offer, way 1.0", "src/Shop.sol:118 in Shop.offer, way 1.1"]
        );
        assert_eq!(coverage.basis_points(), 3_333);
        assert_eq!(Coverage::default().basis_points(), 10_000, "no branches, none missed");
    }
}
