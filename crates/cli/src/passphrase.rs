//! Where the passphrase comes from: a file, standard input, a prompt without echo. Never an argument.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use colophon_ipc::Code;

use crate::args::Global;
use crate::console::Console;
use crate::failure::{Failure, Result};

/// More is no passphrase.
const MOST_BYTES: u64 = 4096;

fn named(global: &Global) -> Option<OsString> {
    let flag = global.passphrase_file.clone().map(Into::into);
    flag.or_else(|| std::env::var_os("COLOPHON_PASSPHRASE_FILE").filter(|v| !v.is_empty()))
}

/// Whether a file or standard input was named.
pub(crate) fn is_named(global: &Global) -> bool {
    named(global).is_some()
}

/// The passphrase of this home.
pub(crate) fn read(global: &Global, console: &Console) -> Result<String> {
    match named(global) {
        Some(name) => from_file(&name),
        None => prompt(console, &console.word("passphrase.ask")),
    }
}

/// A new passphrase; asked for twice.
pub(crate) fn read_new(global: &Global, console: &Console) -> Result<String> {
    if let Some(name) = named(global) {
        return from_file(&name);
    }
    let first = prompt(console, &console.word("passphrase.new"))?;
    if first == prompt(console, &console.word("passphrase.again"))? {
        Ok(first)
    } else {
        Err(Failure::new(Code::WrongPassphrase, console.word("passphrase.differ")))
    }
}

fn from_file(name: &OsString) -> Result<String> {
    let path = Path::new(name);
    let io = |error| Failure::io(path, &error);
    if name == "-" {
        return first_line(std::io::stdin().lock()).map_err(io);
    }
    first_line(File::open(path).map_err(io)?).map_err(io)
}

fn first_line(input: impl Read) -> std::io::Result<String> {
    let mut line = String::new();
    BufReader::new(input.take(MOST_BYTES)).read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

fn prompt(console: &Console, question: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Code::Locked, console.word("passphrase.none")));
    }
    rpassword::prompt_password(format!("{question} "))
        .map_err(|e| Failure::io(Path::new("the terminal"), &e))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_ends_with_a_line_end_or_not() {
        for text in ["open sesame", "open sesame\n", "open sesame\r\nsecond line\n"] {
            let read = super::first_line(text.as_bytes()).unwrap();
            assert_eq!(read, "open sesame", "{text:?}");
        }
    }
}
