//! A program made to be killed: it registers one picture and mints it, and stops for ever at the step boundary that it
//! is told, so that a test can end it there with `kill -9` and see what is left.
//!
//! `victim HOME PICTURE [BOUNDARY:N | list] [treaty]`; with `account` as the picture it only makes the account, with
//! `treaty` it mints under one.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test reads what it prints")]

use std::path::Path;
use std::sync::Mutex;

use colophon_app::ipc::{
    CreateAccount, DraftTreaty, FileToRegister, HolderRow, KeepPrivate, OpenTreaty, Origin,
    PrepareMint, RegisterWorks, SignTreaty, SignedTreaty, Unlock,
};
use colophon_app::{App, Boundary, Cost, Options};
use colophon_model::PolicyPreset;

const PASSPHRASE: &str = "only for tests";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, home, picture, rest @ ..] = args.as_slice() else {
        return Err("victim HOME PICTURE [BOUNDARY:N | list] [treaty]".into());
    };
    let boundary = hook(rest.first().cloned().unwrap_or_default());
    let app =
        App::open(Options { cost: Cost::for_tests(), boundary, ..Options::system(home) }).await?;
    if picture == "account" {
        let call = CreateAccount { creator: "Ada".to_owned(), passphrase: PASSPHRASE.to_owned() };
        app.create_account(call).await?;
        return Ok(());
    }
    app.unlock(Unlock { passphrase: PASSPHRASE.to_owned() }).await?;
    app.resume_jobs().await?;
    register(&app, Path::new(picture)).await?;
    mint(&app, rest.get(1).is_some_and(|word| word == "treaty")).await?;
    println!("{}", figures(&app).await?);
    Ok(())
}

fn hook(halt: String) -> Boundary {
    let crossed = Mutex::new(std::collections::HashMap::<String, u32>::new());
    Boundary::new(move |name| {
        let Ok(mut crossed) = crossed.lock() else { return };
        let times = crossed.entry(name.to_owned()).or_default();
        *times += 1;
        let here = format!("{name}:{times}");
        drop(crossed);
        if halt == "list" {
            eprintln!("boundary {here}");
        } else if halt == here {
            eprintln!("halted {here}");
            loop {
                std::thread::park();
            }
        }
    })
}

async fn register(app: &App, picture: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let call = RegisterWorks {
        files: vec![FileToRegister {
            path: picture.display().to_string(),
            title: "Victim".to_owned(),
        }],
        creator: None,
        policy: PolicyPreset::NoAi,
        origin: Origin::Captured,
        watermark: true,
        keep: KeepPrivate::default(),
    };
    let job = app.register_now(&call).await?;
    for file in job.files {
        if let Some(error) = file.error {
            return Err(error.into());
        }
    }
    Ok(())
}

async fn mint(app: &App, under_treaty: bool) -> Result<(), Box<dyn std::error::Error>> {
    for card in app.works().await? {
        let page = app.work_page(card.id).await?;
        if page.chain.as_ref().is_some_and(|c| c.token_id.is_some()) {
            continue;
        }
        let row = |n: u8, percent: &str| HolderRow {
            name: String::new(),
            address: format!("0x{}", format!("{n:02x}").repeat(20)),
            percent: percent.to_owned(),
        };
        let rows = vec![row(17, "60"), row(34, "40")];
        let treaty = match under_treaty {
            true => Some(signed(app, card.id, rows.clone()).await?),
            false => None,
        };
        let call = PrepareMint { works: vec![card.id], rows, treaty, royalty_bps: 500 };
        let sheet = app.prepare_mint(&call).await?;
        app.confirm_sheet(&sheet.id).await?;
    }
    Ok(())
}

/// A treaty that the artist alone has to sign, signed once.
async fn signed(
    app: &App,
    work: colophon_model::WorkId,
    rows: Vec<HolderRow>,
) -> Result<SignedTreaty, Box<dyn std::error::Error>> {
    let at = |name: &str| app.home().join(name).display().to_string();
    let (path, out) = (at("treaty.json"), at("signed.json"));
    if !Path::new(&out).exists() {
        let status = app.status().await?;
        let artist = status.account.ok_or("no account")?.address.to_string();
        let call = DraftTreaty {
            work,
            rows,
            fans: None,
            signers: vec![artist],
            offerers: Vec::new(),
            revokers: Vec::new(),
            floor_coin: "0.01".to_owned(),
            floor_dollar: String::new(),
            days: 30,
            path: Some(path.clone()),
        };
        app.draft_treaty(&call).await?;
        let read = app.open_treaty(&OpenTreaty { path: Some(path.clone()) }).await?;
        app.sign_treaty(&SignTreaty { path, hash: read.hash, out: Some(out.clone()) }).await?;
    }
    Ok(SignedTreaty::File(out))
}

async fn figures(app: &App) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    let mut works = Vec::new();
    for card in app.works().await? {
        works.push(serde_json::to_value(app.work_page(card.id).await?)?);
    }
    Ok(serde_json::json!({ "works": works, "outbox": app.outbox_figures().await? }))
}
