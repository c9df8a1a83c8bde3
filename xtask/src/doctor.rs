//! `cargo xtask doctor`: what is present, what is missing, and who would miss it.

use std::process::Command;

use crate::{
    axe, command, driver,
    error::Result,
    npm,
    project::Project,
    python,
    system::{self, Need},
    wasm::Wasm,
};

/// Prints the report.
pub(crate) fn report(project: &Project) -> Result<()> {
    let mut missing = 0;
    let mut line = |name: &str, found: Result<String, String>| {
        let (sign, text) = match found {
            Ok(text) => ("present", text),
            Err(text) => {
                missing += 1;
                ("MISSING", text)
            }
        };
        println!("  {name:<26} {sign}  {text}");
    };

    println!("every command");
    let rustc = command::probe(project.command("rustc").arg("--version"));
    line("Rust", rustc.ok_or_else(|| "https://rustup.rs".into()));
    line("compiler and pkg-config", need(Need::Build, "cc", "--version"));

    println!("the window");
    let webkit =
        command::probe(Command::new("pkg-config").args(["--modversion", "webkit2gtk-4.1"]));
    line("window libraries", system::status(Need::Window).map(|()| label("WebKitGTK", webkit)));
    line(
        "wasm standard library",
        Wasm::find(project).map(|wasm| format!("{wasm:?}")).map_err(|error| error.to_string()),
    );

    println!("tests");
    let fmt = command::probe(&mut project.cargo(&["fmt", "--version"]));
    line("rustfmt", fmt.ok_or_else(|| "rustup component add rustfmt".into()));
    let clippy = command::probe(&mut project.cargo(&["clippy", "--version"]));
    line("clippy", clippy.ok_or_else(|| "rustup component add clippy".into()));
    line("Node and npm", need(Need::Node, "node", "--version"));
    for name in ["forge", "anvil"] {
        let found = npm::foundry(project, name)
            .and_then(|binary| command::version(binary.to_str()?, "--version"));
        line(name, found.ok_or_else(by_setup));
    }
    line("exiftool and ffmpeg", need(Need::Interop, "ffmpeg", "-version"));
    line("Python", need(Need::Python, "python3", "--version"));
    let reader = command::probe(Command::new(python::TOOLS.interpreter(project)).args([
        "-c",
        "import importlib.metadata as m; print('c2pa-python', m.version('c2pa-python'))",
    ]));
    line("another C2PA reader", reader.ok_or_else(by_setup));
    let speller = python::TOOLS.program(project, "typos");
    let speller = speller.to_str().and_then(|path| command::version(path, "--version"));
    line("speller", speller.ok_or_else(by_setup));
    for name in ["halmos", "slither"] {
        let program = python::PROVERS.program(project, name);
        let found = program.to_str().and_then(|path| command::version(path, "--version"));
        line(name, found.ok_or_else(by_setup));
    }
    line("window drivers", need(Need::WindowTests, "WebKitWebDriver", "--version"));
    let driver = driver::path(project);
    let driver = driver.is_file().then(|| driver.display().to_string());
    line("tauri-driver", driver.ok_or_else(by_setup));
    let axe = axe::path(project);
    line("axe-core", axe.is_file().then(|| axe.display().to_string()).ok_or_else(by_setup));

    println!("\nkept in {}", project.cache.root().display());
    match missing {
        0 => println!("nothing is missing"),
        1 => println!(
            "one is missing; `cargo xtask run` and `cargo xtask test` install what they need"
        ),
        more => println!(
            "{more} are missing; `cargo xtask run` and `cargo xtask test` install what they need"
        ),
    }
    Ok(())
}

fn need(need: Need, program: &str, argument: &str) -> Result<String, String> {
    system::status(need)?;
    Ok(command::version(program, argument).unwrap_or_else(|| program.to_owned()))
}

fn label(name: &str, version: Option<String>) -> String {
    version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}"))
}

fn by_setup() -> String {
    "cargo xtask setup".to_owned()
}
