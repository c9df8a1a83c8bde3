//! Making the account, and making it again before its words were repeated.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use colophon_app::ipc::{CheckWords, CreateAccount, RecoveryWords, Unlock};
use colophon_app::{App, Cost, Options};

async fn open(home: &std::path::Path) -> App {
    App::open(Options { cost: Cost::for_tests(), ..Options::system(home) }).await.unwrap()
}

fn call(passphrase: &str) -> CreateAccount {
    CreateAccount { creator: "Ada".to_owned(), passphrase: passphrase.to_owned() }
}

fn answers(words: &RecoveryWords) -> CheckWords {
    CheckWords {
        answers: words.ask.iter().map(|n| words.words[usize::from(*n) - 1].clone()).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_were_never_repeated_can_be_drawn_again() {
    let home = tempfile::tempdir().unwrap();
    let first = open(home.path()).await.create_account(call("a lighthouse in fog")).await.unwrap();
    // The window was closed before the check.
    let app = open(home.path()).await;
    let second = app.create_account(call("another lighthouse")).await.unwrap();
    assert_ne!(first.words, second.words, "new words were drawn");
    assert!(app.check_words(&answers(&first)).is_err(), "the old words are not taken");
    app.check_words(&answers(&second)).unwrap();
    drop(app);

    let app = open(home.path()).await;
    assert!(
        app.unlock(Unlock { passphrase: "a lighthouse in fog".to_owned() }).await.is_err(),
        "the old passphrase"
    );
    let status = app.unlock(Unlock { passphrase: "another lighthouse".to_owned() }).await.unwrap();
    assert!(status.account.is_some_and(|a| a.words_checked && a.unlocked));
    let again = app.create_account(call("a third lighthouse")).await;
    assert!(again.is_err(), "an account with repeated words is never replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_passphrase_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let refused = open(home.path()).await.create_account(call("short")).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the passphrase has fewer than eight characters; a short sentence is easy to keep and hard to guess"
    );
}
