//! Running other programs.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use crate::error::{Error, Result};

/// Prints the command and runs it with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("  $ {}", shown(command));
    let status = command.status().map_err(|error| start_failed(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status.to_string())) }
}

/// Runs the command and returns its standard output; its other output goes to the terminal.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| start_failed(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(failed(command, output.status.to_string()))
    }
}

/// Prints the command and runs it; what it says is shown only if it fails.
pub(crate) fn quietly(command: &mut Command) -> Result<()> {
    println!("  $ {}", shown(command));
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| start_failed(command, &error))?;
    if output.status.success() {
        return Ok(());
    }
    for text in [output.stdout, output.stderr] {
        println!("{}", String::from_utf8_lossy(&text).trim_end());
    }
    Err(failed(command, output.status.to_string()))
}

/// Runs the command without a sound and returns its standard output if it succeeds.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first line that `program` prints about its version.
pub(crate) fn version(program: &str, argument: &str) -> Option<String> {
    let printed = probe(Command::new(program).arg(argument))?;
    printed.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}

/// Whether `program` can be found.
pub(crate) fn exists(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| {
        let file = folder.join(program);
        file.is_file()
            || file.with_extension("exe").is_file()
            || file.with_extension("cmd").is_file()
    })
}

/// Runs the command, hands each line of its standard output to `line` as it comes, and ends it
/// once it has run for longer than `limit`.
pub(crate) fn stream(
    command: &mut Command,
    limit: Duration,
    mut line: impl FnMut(&str),
) -> Result<()> {
    println!("  $ {}", shown(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| start_failed(command, &error))?;
    let (sender, lines) = mpsc::channel();
    if let Some(output) = child.stdout.take() {
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut bytes = Vec::new();
            while output.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
                let text = String::from_utf8_lossy(&bytes);
                if sender.send(text.trim_end_matches(['\n', '\r']).to_owned()).is_err() {
                    break;
                }
                bytes.clear();
            }
        });
    }
    let end = Instant::now() + limit;
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(text) => line(&text),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                // It may have ended on its own in this instant; either way it is gone afterwards.
                let _ = child.kill();
                let _ = child.wait();
                let minutes = limit.as_secs() / 60;
                return Err(failed(
                    command,
                    format!("ended after {minutes} minutes without a result"),
                ));
            }
        }
    }
    let status = child.wait().map_err(|error| start_failed(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status.to_string())) }
}

fn start_failed(command: &Command, error: &std::io::Error) -> Error {
    Error::new(format!("{} could not be started: {error}", name(command)))
}

fn failed(command: &Command, how: String) -> Error {
    Error::new(format!("{} failed: {how}", name(command)))
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program()).to_string_lossy();
    match command.get_args().next() {
        Some(first) if !first.to_string_lossy().starts_with('-') => {
            format!("`{program} {}`", first.to_string_lossy())
        }
        _ => format!("`{program}`"),
    }
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        let plain = !argument.is_empty() && !argument.contains([' ', '"', '\'', '$']);
        words.push(if plain { argument.into_owned() } else { format!("{argument:?}") });
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_so_that_it_can_be_typed() {
        let mut command = Command::new("xvfb-run");
        command.args(["-a", "-s", "-screen 0 1400x900x24"]);
        assert_eq!(shown(&command), r#"xvfb-run -a -s "-screen 0 1400x900x24""#);
    }

    #[cfg(unix)]
    #[test]
    fn lines_arrive_in_order_and_a_bad_end_is_an_error() {
        let mut seen = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "printf 'one\\ntwo'; exit 3"]);
        let result =
            stream(&mut command, Duration::from_secs(60), |line| seen.push(line.to_owned()));
        assert_eq!(seen, ["one", "two"], "a last line without an end counts too");
        assert!(result.is_err_and(|error| error.to_string().contains('3')), "the code is named");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("600");
        let result = stream(&mut command, Duration::from_millis(50), |_| {});
        assert!(result.is_err(), "it ran past its limit");
    }
}
