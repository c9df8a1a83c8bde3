//! tauri-driver, started for one window and ended with it.

use std::{
    net::{Ipv4Addr, TcpListener},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    places::Places,
    processes,
    webdriver::{self, Ports},
};

const START: Duration = Duration::from_secs(30);
const END: Duration = Duration::from_secs(10);
/// A port that was free can be taken before the driver has it.
const TRIES: u32 = 3;

/// A driver that answers.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    /// Where it and the native driver behind it listen.
    pub ports: Ports,
}

impl Driver {
    /// Starts a driver on free ports.
    ///
    /// # Panics
    /// Where it cannot be started, or does not answer in time.
    pub fn start(places: &Places) -> Self {
        (0..TRIES)
            .find_map(|_| Self::try_start(places))
            .expect("tauri-driver answers after some tries")
    }

    fn try_start(places: &Places) -> Option<Self> {
        let ports = Ports { tauri: free_port(), native: free_port() };
        let process = Command::new(&places.driver)
            .args(["--port", &ports.tauri.to_string(), "--native-port", &ports.native.to_string()])
            // The page takes its first language from here.
            .envs([("LANGUAGE", "en"), ("LC_ALL", "C.UTF-8")])
            .env_remove("COLOPHON_HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("tauri-driver can be started");
        let driver = Self { process, ports };
        let patience = Instant::now() + START;
        while Instant::now() < patience {
            if webdriver::is_ready(ports) {
                return Some(driver);
            }
            thread::sleep(Duration::from_millis(50));
        }
        None
    }
}

impl Driver {
    /// The programs that the native driver runs.
    pub fn programs(&self) -> Vec<u32> {
        processes::children(self.process.id()).into_iter().flat_map(processes::children).collect()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to end it ends the native driver too; killed it would leave that behind.
        let _ = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        let patience = Instant::now() + END;
        while Instant::now() < patience {
            if let Ok(Some(_)) = self.process.try_wait() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}
