//! Slither: known kinds of faults, looked for in the contracts. Each thing that it finds is mended
//! or answered in `docs/security/answers.toml`; one that is neither fails the run.

use std::{collections::BTreeMap, fs};

use serde_json::Value as Json;

use crate::{
    cache, command,
    error::{At, Error, Result},
    forge,
    project::Project,
    python::PROVERS,
    threats::PAGE,
    toml::{self, Value},
};

/// Where the answers are, below the root.
pub(crate) const ANSWERS: &str = "docs/security/answers.toml";

const BEGIN: &str = "<!-- answers: written by cargo xtask contracts -->";
const END: &str = "<!-- end of answers -->";

/// Something that Slither remarks on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The kind of fault.
    detector: String,
    /// The contract, function or variable: `RoyaltyVault._claimCoin(address)`.
    place: String,
    impact: String,
    /// The remark itself.
    text: String,
}

impl Finding {
    /// Whether it is about style or cost: only those may be answered for all places at once.
    fn minor(&self) -> bool {
        matches!(self.impact.as_str(), "Informational" | "Optimization")
    }
}

/// Why a finding is no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    detector: String,
    /// As in a finding, or `*` for every place.
    place: String,
    /// How many findings it answers there; more than these are new.
    times: usize,
    why: String,
}

/// How findings and answers fit.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) answered: usize,
    /// Findings without an answer.
    pub(crate) open: Vec<String>,
    /// Answers to what is not found any more.
    pub(crate) idle: Vec<String>,
}

impl Verdict {
    /// What is wrong, as an error.
    pub(crate) fn check(&self) -> Result<()> {
        let lines: Vec<&str> = self.open.iter().chain(&self.idle).map(String::as_str).collect();
        if lines.is_empty() { Ok(()) } else { Err(Error::new(lines.join("\n"))) }
    }
}

/// Runs Slither and holds its findings against the answers.
pub(crate) fn run(project: &Project) -> Result<Verdict> {
    let findings = find(project)?;
    Ok(judge(&findings, &answers(project)?))
}

fn find(project: &Project) -> Result<Vec<Finding>> {
    let folder = forge::folder(project);
    let report = folder.join("out").join("slither.json");
    fs::create_dir_all(folder.join("out")).at(&folder)?;
    if report.exists() {
        fs::remove_file(&report).at(&report)?;
    }
    let mut slither = forge::with_tools(project, PROVERS.program(project, "slither"))?;
    slither.env("FOUNDRY_PROFILE", "slither");
    slither.args([".", "--config-file", "slither.config.json", "--json"]).arg(&report);
    command::quietly(&mut slither)?;
    let text = fs::read_to_string(&report).at(&report)?;
    parse(&text)
}

fn parse(report: &str) -> Result<Vec<Finding>> {
    let report: Json = serde_json::from_str(report)
        .map_err(|error| Error::new(format!("Slither's report cannot be read: {error}")))?;
    if report["success"] != Json::Bool(true) {
        return Err(Error::new(format!("Slither failed: {}", report["error"])));
    }
    // Without findings the list is left out.
    let list = report["results"]["detectors"].as_array().map_or(&[][..], Vec::as_slice);
    let text = |value: &Json| value.as_str().unwrap_or_default().trim().to_owned();
    Ok(list
        .iter()
        .map(|found| Finding {
            detector: text(&found["check"]),
            place: place(&found["elements"][0]),
            impact: text(&found["impact"]),
            text: text(&found["description"]),
        })
        .collect())
}

/// The contract, and the function or variable in it, that an element stands in.
fn place(element: &Json) -> String {
    let name = element["name"].as_str().unwrap_or_default();
    let fields = &element["type_specific_fields"];
    let parent = &fields["parent"];
    match element["type"].as_str() {
        Some("contract") => name.to_owned(),
        Some("node") => place(parent),
        Some("pragma") => {
            let file = element["source_mapping"]["filename_relative"].as_str();
            file.unwrap_or_default().to_owned()
        }
        _ => {
            let name = fields["signature"].as_str().unwrap_or(name);
            if parent.is_object() { format!("{}.{name}", place(parent)) } else { name.to_owned() }
        }
    }
}

fn answers(project: &Project) -> Result<Vec<Answer>> {
    let path = project.root.join(ANSWERS);
    let document = toml::parse(&fs::read_to_string(&path).at(&path)?)
        .map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
    read_answers(&document)
}

fn read_answers(document: &Value) -> Result<Vec<Answer>> {
    let entries = document.get(&["finding"]).map_or(&[][..], Value::items);
    entries
        .iter()
        .map(|entry| {
            let text = |key: &str| {
                let found = entry.get(&[key]).and_then(Value::text);
                found.filter(|text| !text.trim().is_empty()).map(str::to_owned).ok_or_else(|| {
                    Error::new(format!("{ANSWERS}: a [[finding]] has no `{key}`: {entry:?}"))
                })
            };
            let times = match entry.get(&["times"]) {
                None => 1,
                Some(Value::Number(times)) if *times > 0 => usize::try_from(*times).unwrap_or(1),
                Some(other) => {
                    return Err(Error::new(format!("{ANSWERS}: times = {other:?} is no count")));
                }
            };
            Ok(Answer {
                detector: text("detector")?,
                place: text("place")?,
                times,
                why: text("answer")?,
            })
        })
        .collect()
}

fn judge(findings: &[Finding], answers: &[Answer]) -> Verdict {
    let mut verdict = Verdict::default();
    let mut left: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for answer in answers {
        *left.entry((&answer.detector, &answer.place)).or_default() += answer.times;
    }
    let mut used_everywhere = Vec::new();
    for finding in findings {
        let key = (finding.detector.as_str(), finding.place.as_str());
        let everywhere = (finding.detector.as_str(), "*");
        if let Some(times) = left.get_mut(&key).filter(|times| **times > 0) {
            *times -= 1;
            verdict.answered += 1;
        } else if finding.minor() && left.contains_key(&everywhere) {
            used_everywhere.push(everywhere);
            verdict.answered += 1;
        } else {
            let Finding { detector, place, impact, text } = finding;
            verdict.open.push(format!(
                "slither, unanswered: {detector} ({impact}) at {place}\n    {}",
                text.replace('\n', "\n    ")
            ));
        }
    }
    for ((detector, place), times) in left {
        let idle =
            if place == "*" { !used_everywhere.contains(&(detector, place)) } else { times > 0 };
        if idle {
            verdict.idle.push(format!(
                "{ANSWERS}: {detector} at {place} is answered more often than it is found"
            ));
        }
    }
    verdict
}

/// Writes the answers into the page for people.
pub(crate) fn write_page(project: &Project) -> Result<()> {
    let path = project.root.join(PAGE);
    let text = fs::read_to_string(&path).at(&path)?;
    let fresh = with_table(&text, &table(&answers(project)?))?;
    if fresh == text { Ok(()) } else { cache::write_stamp(&path, &fresh) }
}

/// Whether the page for people has the answers as they are.
pub(crate) fn check_page(project: &Project) -> Result<()> {
    let path = project.root.join(PAGE);
    let text = fs::read_to_string(&path).at(&path)?;
    if with_table(&text, &table(&answers(project)?))? == text {
        Ok(())
    } else {
        Err(Error::new(format!(
            "{PAGE} has other answers than {ANSWERS}: run `cargo xtask contracts`"
        )))
    }
}

fn with_table(page: &str, table: &str) -> Result<String> {
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
    });
    parts.ok_or_else(|| Error::new(format!("{PAGE} has no place between {BEGIN} and {END}")))
}

/// The answers as a table in Markdown.
fn table(answers: &[Answer]) -> String {
    let mut text = "| detector | where | answer |\n|---|---|---|\n".to_owned();
    for Answer { detector, place, times, why } in answers {
        let place = if place == "*" { "everywhere".to_owned() } else { format!("`{place}`") };
        let times = if *times > 1 { format!(" ({times} times)") } else { String::new() };
        text += &format!("| {detector} | {place}{times} | {why} |\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(detector: &str, place: &str, impact: &str) -> Finding {
        let text = |text: &str| text.to_owned();
        Finding {
            detector: text(detector),
            place: text(place),
            impact: text(impact),
            text: text("A.b() does it"),
        }
    }

    fn answers(text: &str) -> Result<Vec<Answer>> {
        read_answers(&toml::parse(text).expect("a document"))
    }

    #[test]
    fn a_report_names_the_place_of_each_finding() {
        let report = r#"{"success": true, "error": null, "results": {"detectors": [
            {"check": "timestamp", "impact": "Low", "description": "A.b() uses it\n", "elements": [
                {"type": "function", "name": "b", "type_specific_fields": {"signature": "b()",
                 "parent": {"type": "contract", "name": "A", "type_specific_fields": {}}}}]},
            {"check": "incorrect-equality", "impact": "Medium", "description": "", "elements": [
                {"type": "node", "name": "x == 0", "type_specific_fields": {"parent":
                 {"type": "function", "name": "b", "type_specific_fields": {"signature": "b()",
                  "parent": {"type": "contract", "name": "A"}}}}}]},
            {"check": "locked-ether", "impact": "Medium", "description": "", "elements": [
                {"type": "contract", "name": "A"}]}]}}"#;
        let findings = parse(report).expect("a report");
        let places: Vec<&str> = findings.iter().map(|finding| finding.place.as_str()).collect();
        assert_eq!(places, ["A.b()", "A.b()", "A"]);
        assert_eq!(
            findings[0],
            Finding { text: "A.b() uses it".into(), ..finding("timestamp", "A.b()", "Low") }
        );
        assert!(parse(r#"{"success": false, "error": "why"}"#).is_err(), "Slither failed");
    }

    #[test]
    fn a_finding_without_an_answer_is_open() {
        let answers = answers(
            "[[finding]]\ndetector = \"timestamp\"\nplace = \"A.b()\"\ntimes = 2\nanswer = \"days\"\n\
             [[finding]]\ndetector = \"assembly\"\nplace = \"*\"\nanswer = \"measured\"\n",
        )
        .expect("answers");
        let (twice, asm) = (finding("timestamp", "A.b()", "Low"), "Informational");
        let mut findings = vec![twice.clone(), twice.clone(), finding("assembly", "A.c()", asm)];
        let verdict = judge(&findings, &answers);
        assert_eq!(verdict, Verdict { answered: 3, ..Verdict::default() }, "all are answered");
        assert!(verdict.check().is_ok());

        findings.push(twice);
        findings.push(finding("assembly", "A.c()", "High"));
        let verdict = judge(&findings, &answers);
        assert_eq!(verdict.answered, 3);
        assert_eq!(verdict.open.len(), 2, "a third time, and a fault answered everywhere");
        assert!(verdict.check().is_err_and(|error| error.to_string().contains("timestamp (Low)")));
    }

    #[test]
    fn an_answer_without_a_finding_is_named() {
        let answers = answers(
            "[[finding]]\ndetector = \"timestamp\"\nplace = \"A.b()\"\nanswer = \"days\"\n\
             [[finding]]\ndetector = \"assembly\"\nplace = \"*\"\nanswer = \"measured\"\n",
        )
        .expect("answers");
        let verdict = judge(&[], &answers);
        assert_eq!(verdict.idle.len(), 2, "{verdict:?}");
        assert!(verdict.check().is_err());
    }

    #[test]
    fn an_answer_says_something() {
        for text in [
            "[[finding]]\ndetector = \"a\"\nplace = \"b\"\nanswer = \" \"\n",
            "[[finding]]\ndetector = \"a\"\nanswer = \"c\"\n",
            "[[finding]]\ndetector = \"a\"\nplace = \"b\"\nanswer = \"c\"\ntimes = 0\n",
        ] {
            assert!(answers(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_page_carries_the_table() {
        let answers = answers(
            "[[finding]]\ndetector = \"timestamp\"\nplace = \"A.b()\"\ntimes = 2\nanswer = \"days\"\n",
        )
        .expect("answers");
        let page = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let fresh = with_table(&page, &table(&answers)).expect("a place for it");
        assert!(fresh.contains("| timestamp | `A.b()` (2 times) | days |\n"), "{fresh}");
        assert!(fresh.starts_with("before\n") && fresh.ends_with("\nafter\n"), "{fresh}");
        assert!(with_table("nothing", "").is_err(), "a page without a place");
    }
}
