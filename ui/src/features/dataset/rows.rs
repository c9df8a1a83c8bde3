//! The works of a new dataset as they are typed: a line for each, its number or id and then its part.

use colophon_ipc::DatasetRow;

use crate::features::share::check::plain_percent;

/// The lines that say something. A part may have spaces in front, a comma for its point, and a sign behind.
pub(super) fn rows(typed: &str) -> Vec<DatasetRow> {
    typed
        .lines()
        .filter_map(|line| {
            let line = line.trim();
            let (work, percent) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let percent = plain_percent(percent).replace(' ', "");
            (!work.is_empty()).then(|| DatasetRow { work: work.to_owned(), percent })
        })
        .collect()
}

/// A line more, for one of one's own works.
pub(super) fn with_line(typed: &str, work: &str) -> String {
    let typed = typed.trim_end();
    if typed.is_empty() { format!("{work} ") } else { format!("{typed}\n{work} ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, want: &[(&str, &str)]) {
        let found = rows(typed);
        let found: Vec<_> =
            found.iter().map(|row| (row.work.as_str(), row.percent.as_str())).collect();
        assert_eq!(found, want, "{typed:?}");
    }

    #[test]
    fn a_line_is_a_work_and_its_part() {
        check("", &[]);
        check(" \n\n", &[]);
        check("0x12 60\n0x34   40 %", &[("0x12", "60"), ("0x34", "40%")]);
        check("0x12\t12,5", &[("0x12", "12.5")]);
        check("0x12\n0x34", &[("0x12", ""), ("0x34", "")]);
    }

    #[test]
    fn an_own_work_gets_a_line_of_its_own() {
        assert_eq!(with_line("", "a"), "a ");
        assert_eq!(with_line("a 50\n", "b"), "a 50\nb ");
    }
}
