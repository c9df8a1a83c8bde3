//! An anvil of our own, on a port that the system picks.

use std::{
    cell::RefCell,
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::node::{Node, Refusal};

/// Where anvil is: `COLOPHON_ANVIL`, else the one that npm installs for the contracts.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(path) = env::var_os("COLOPHON_ANVIL") {
        return Some(PathBuf::from(path));
    }
    let packages =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/node_modules/@foundry-rs");
    let (system, machine) = match (env::consts::OS, env::consts::ARCH) {
        (system, "x86_64") => (system, "amd64"),
        (system, "aarch64") => (system, "arm64"),
        other => other,
    };
    let system = match system {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let name = format!("anvil{}", env::consts::EXE_SUFFIX);
    let path = packages.join(format!("anvil-{system}-{machine}")).join("bin").join(name);
    path.is_file().then_some(path)
}

/// A running anvil, ended when dropped.
#[derive(Debug)]
pub(crate) struct Anvil {
    child: Child,
    port: u16,
    /// Kept open between questions.
    line: RefCell<Option<BufReader<TcpStream>>>,
}

impl Anvil {
    /// Starts anvil with `arguments` and waits until it listens.
    pub(crate) fn start(path: &Path, arguments: &[String]) -> Result<Self, String> {
        let mut child = Command::new(path)
            .args(["--host", "127.0.0.1", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|why| format!("{} does not start: {why}", path.display()))?;
        let output = child.stdout.take().ok_or("anvil has no output")?;
        let mut this = Self { child, port: 0, line: RefCell::new(None) };
        let mut lines = BufReader::new(output).lines();
        for line in lines.by_ref() {
            let line = line.map_err(|why| why.to_string())?;
            if let Some(port) = line.strip_prefix("Listening on 127.0.0.1:") {
                this.port = port.trim().parse().map_err(|_| format!("no port in {line}"))?;
                break;
            }
        }
        if this.port == 0 {
            return Err("anvil ended before it listened".to_owned());
        }
        // An unread pipe would stop anvil once it is full.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(this)
    }

    fn exchange(&self, body: &str) -> std::io::Result<String> {
        let mut line = self.line.borrow_mut();
        let reader = match &mut *line {
            Some(reader) => reader,
            None => {
                let stream = TcpStream::connect(("127.0.0.1", self.port))?;
                stream.set_read_timeout(Some(Duration::from_secs(30)))?;
                stream.set_nodelay(true)?;
                line.insert(BufReader::new(stream))
            }
        };
        let length = body.len();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        reader.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let header = header.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(std::io::Error::other)?;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        String::from_utf8(answer).map_err(std::io::Error::other)
    }
}

impl Anvil {
    /// The receipt of a transaction that was sent, and the transaction as it is in its block. anvil
    /// answers before it has mined, and for a moment it has the receipt while the transaction still
    /// waits in its pool, without a block. After 30 seconds whatever there is.
    pub(crate) fn mined(&self, hash: &Value) -> (Value, Value) {
        let ask = || {
            (
                self.must("eth_getTransactionReceipt", json!([hash])),
                self.must("eth_getTransactionByHash", json!([hash])),
            )
        };
        for _ in 0..3_000 {
            let (receipt, transaction) = ask();
            if !receipt.is_null() && !transaction["blockNumber"].is_null() {
                return (receipt, transaction);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        ask()
    }
}

impl Node for Anvil {
    fn ask(&self, method: &str, params: Value) -> Result<Value, Refusal> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer = self
            .exchange(&body.to_string())
            .unwrap_or_else(|why| panic!("anvil did not answer {method}: {why}"));
        let mut answer: Value = serde_json::from_str(&answer)
            .unwrap_or_else(|why| panic!("anvil answered {method} with {answer}: {why}"));
        match answer.get("error") {
            None => Ok(answer["result"].take()),
            Some(error) => Err(Refusal {
                code: error["code"].as_i64().unwrap_or_default(),
                message: error["message"].as_str().unwrap_or_default().to_owned(),
                data: error.get("data").cloned(),
            }),
        }
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
