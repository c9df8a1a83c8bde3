//! What goes to the terminal: the answer on standard output, messages on standard error.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::failure::{Failure, Result};
use crate::words::Words;

/// Where a command speaks.
#[derive(Debug)]
pub(crate) struct Console {
    json: bool,
    words: Words,
}

impl Console {
    pub(crate) const fn new(json: bool, words: Words) -> Self {
        Self { json, words }
    }

    /// A sentence of the catalogue.
    pub(crate) fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.words.say(key, values)
    }

    /// A sentence without values.
    pub(crate) fn word(&self, key: &str) -> String {
        self.words.say(key, &[])
    }

    /// The answer of a command: one document for scripts, or text for people. A reader that went away is no failure.
    pub(crate) fn answer<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce() -> String,
    ) -> Result<()> {
        let text = if self.json {
            serde_json::to_string_pretty(value).map_err(Failure::internal)?
        } else {
            text()
        };
        Self::raw(text.trim_end().as_bytes())?;
        Self::raw(b"\n")
    }

    /// Bytes on standard output.
    pub(crate) fn raw(bytes: &[u8]) -> Result<()> {
        match std::io::stdout().lock().write_all(bytes) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::io(std::path::Path::new("standard output"), &error))
            }
            _ => Ok(()),
        }
    }

    /// A line on standard error.
    pub(crate) fn message(&self, text: impl Display) {
        // Nobody reads standard error where it cannot be written.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// A line on standard error for somebody who waits in front of a terminal.
    pub(crate) fn chat(&self, text: impl Display) {
        if std::io::stderr().is_terminal() {
            self.message(text);
        }
    }

    /// Whether somebody can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks and reads one line.
    pub(crate) fn ask(&self, question: &str) -> Result<String> {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{question} ").and_then(|()| err.flush());
        let mut line = String::new();
        std::io::stdin()
            .read_line(&mut line)
            .map_err(|e| Failure::io(std::path::Path::new("standard input"), &e))?;
        Ok(line.trim().to_owned())
    }

    /// Says why a command failed, in one sentence.
    pub(crate) fn fail(&self, failure: &Failure) -> ExitCode {
        let wire = failure.wire();
        self.message(format_args!("colophon: {}", one_line(&wire.detail)));
        if self.json {
            let error = json!({"code": wire.code, "args": wire.args, "detail": wire.detail});
            // What cannot be said twice has been said once.
            let _ = self.answer(&json!({ "error": error }), String::new);
        }
        failure.code()
    }
}

/// A sentence on one line, without control characters that could steer a terminal.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_from_outside_steers_the_terminal() {
        assert_eq!(one_line("a\nb\x1b[2J  c"), "a b[2J c", "escape codes stay out");
    }
}
