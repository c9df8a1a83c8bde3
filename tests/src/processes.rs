//! Processes that a driver started for us, which a journey may not leave behind.

use std::{
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// Longer than a program takes to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// The programs that `parent` started and that still run.
pub fn children(parent: u32) -> Vec<u32> {
    let list =
        fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// Waits until a process is gone; one that stays is ended.
pub fn see_off(id: u32) {
    let patience = Instant::now() + PATIENCE;
    while is_running(id) && Instant::now() < patience {
        thread::sleep(Duration::from_millis(20));
    }
    if is_running(id) {
        println!("process {id} did not end when its driver was told to end it");
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
    }
}

/// Whether it runs; one that has ended and that nobody asked about yet does not.
fn is_running(id: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    state
        .rsplit(')')
        .next()
        .and_then(|rest| rest.trim_start().chars().next())
        .is_some_and(|state| state != 'Z')
}
