use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use colophon_app::App;
use colophon_ipc::{CheckWords, Code, CreateAccount, RecoveryWords};
use serde_json::json;

use crate::args::{Account, Global};
use crate::confirm::practice;
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::table::Table;
use crate::{home, passphrase};

/// How often the words may be typed wrongly.
const TRIES: usize = 3;

pub(super) async fn run(what: &Account, global: &Global, console: &Console) -> Result<Answer> {
    match what {
        Account::New { creator, words_to } => {
            new(creator, words_to.as_deref(), global, console).await?;
        }
        Account::List => {
            let app = home::open_to_read(global, console).await?;
            let status = app.status().await?;
            let accounts: Vec<_> = status.account.into_iter().collect();
            console.answer(&json!({ "accounts": accounts }), || match accounts.first() {
                None => console.word("account.none"),
                Some(account) => {
                    let word = practice(status.chain.practice);
                    format!("{}  {}{word}", account.creator, account.address)
                }
            })?;
        }
    }
    Ok(Answer::Yes)
}

async fn new(
    creator: &str,
    words_to: Option<&Path>,
    global: &Global,
    console: &Console,
) -> Result<()> {
    if words_to.is_none() && !console.can_ask() {
        return Err(Failure::new(Code::Precondition, console.word("account.words_nowhere")));
    }
    let app = home::open(global).await?;
    if app.status().await?.account.is_some() {
        return Err(Failure::new(Code::Precondition, console.word("account.there")));
    }
    let passphrase = passphrase::read_new(global, console)?;
    // The file first: words that could not be kept must not have been drawn.
    let file = words_to.map(|path| Ok::<_, Failure>((path, new_private(path)?))).transpose()?;
    let call = CreateAccount { creator: creator.to_owned(), passphrase };
    let words = match (app.create_account(call).await, &file) {
        (Ok(words), _) => words,
        (Err(error), Some((path, _))) => {
            // Ours, and empty.
            let _ = std::fs::remove_file(path);
            return Err(error.into());
        }
        (Err(error), None) => return Err(error.into()),
    };
    match file {
        Some((path, file)) => keep(&app, &words, path, file)?,
        None => show(&app, &words, console)?,
    }
    let status = app.status().await?;
    let account = status.account.ok_or(colophon_app::Error::NoAccount)?;
    console.answer(&account, || {
        let address = format!("{}{}", account.address, practice(status.chain.practice));
        console.say("account.made", &[("creator", &account.creator), ("address", &address)])
    })
}

/// A new file that only its owner can read.
fn new_private(path: &Path) -> Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map_err(|e| Failure::io(path, &e))
}

/// Writes the words and answers the question about them from the file, which proves that it holds them.
fn keep(app: &App, words: &RecoveryWords, path: &Path, mut file: std::fs::File) -> Result<()> {
    let io = |e| Failure::io(path, &e);
    for (n, word) in words.words.iter().enumerate() {
        writeln!(file, "{:>2} {word}", n + 1).map_err(io)?;
    }
    file.sync_all().map_err(io)?;
    let text = std::fs::read_to_string(path).map_err(io)?;
    let kept: Vec<&str> = text.lines().filter_map(|l| l.split_whitespace().nth(1)).collect();
    let answers = words
        .ask
        .iter()
        .filter_map(|n| kept.get(usize::from(*n).checked_sub(1)?).map(|w| (*w).to_owned()))
        .collect();
    Ok(app.check_words(&CheckWords { answers })?)
}

fn show(app: &App, words: &RecoveryWords, console: &Console) -> Result<()> {
    let mut grid = Table::default();
    for (row, four) in words.words.chunks(4).enumerate() {
        grid.row(four.iter().enumerate().map(|(n, w)| format!("{:>2} {w}", row * 4 + n + 1)));
    }
    console.message(format_args!("{}\n\n{}", console.word("account.words"), grid.render()));
    for tried in 1.. {
        let mut answers = Vec::new();
        for n in &words.ask {
            answers.push(console.ask(&console.say("account.ask", &[("number", n)]))?);
        }
        match app.check_words(&CheckWords { answers }) {
            Ok(()) => break,
            Err(error) if tried < TRIES => {
                console.message(format_args!("colophon: {error}"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
