//! As much of the W3C WebDriver protocol as the journeys use, over one connection for each command. A client of our
//! own, because every wait must have an end, also one for an answer that never comes.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::Path,
    time::Duration,
};

use serde_json::{Value, json};

/// Longer than any command takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);
/// A command that was not answered with a single byte is sent so often.
const TRIES: u32 = 3;
/// The name under which the protocol passes an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Why a command was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The driver does not answer as a driver should.
    Connection(String),
    /// The driver's own error code, such as `stale element reference`, with its message.
    Answer {
        /// The protocol's name for it.
        code: String,
        /// What the driver says about it.
        message: String,
    },
}

impl Failure {
    /// Whether the page moved on between looking and doing, so that another look helps.
    pub fn is_passing(&self) -> bool {
        const PASSING: [&str; 4] = [
            "stale element reference",
            "no such element",
            "element not interactable",
            "element click intercepted",
        ];
        matches!(self, Self::Answer { code, .. } if PASSING.contains(&code.as_str()))
    }
}

/// An element of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

impl Element {
    /// The element in a script's answer.
    pub fn from_value(value: &Value) -> Option<Self> {
        value.get(ELEMENT)?.as_str().map(|id| Self(id.to_owned()))
    }

    /// For a script's arguments.
    pub fn to_value(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

/// Where the drivers listen. Only the first command goes through tauri-driver, which is the one that it translates: it
/// keeps connections that the native driver has closed, and loses commands over them.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// tauri-driver's port.
    pub tauri: u16,
    /// The native driver's port.
    pub native: u16,
}

/// A window under a driver's control.
#[derive(Debug)]
pub struct Session {
    port: u16,
    id: String,
}

impl Session {
    /// Has the driver start `program`. Without a browser's name: WebKitGTK calls itself MiniBrowser, and any
    /// other name is refused.
    pub fn start(ports: Ports, program: &Path, arguments: &[&str]) -> Result<Self, Failure> {
        let wanted = json!({
            "tauri:options": { "application": program, "args": arguments },
            "timeouts": { "script": 60_000 },
        });
        let body = json!({ "capabilities": { "alwaysMatch": wanted } });
        let answer = command(ports.tauri, "POST", "/session", Some(&body))?;
        Ok(Self {
            port: ports.native,
            id: answer["sessionId"].as_str().unwrap_or_default().to_owned(),
        })
    }

    /// Runs the body of a function and answers what it returns.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, Failure> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs the body of an async function and answers what it resolves to.
    pub fn wait_for(&self, script: &str, arguments: &[Value]) -> Result<Value, Failure> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);
             (async function () {{ {script} }}).apply(null, given)
                 .then(value => done({{ value }}), error => done({{ error: typeof error === 'string' ? error : JSON.stringify(error) }}));"
        );
        let answer =
            self.post("/execute/async", &json!({ "script": script, "args": arguments }))?;
        match answer.get("error") {
            Some(error) => Err(Failure::Answer {
                code: "rejected".into(),
                message: error.as_str().unwrap_or_default().to_owned(),
            }),
            None => Ok(answer.get("value").cloned().unwrap_or_default()),
        }
    }

    /// Clicks as a mouse would.
    pub fn click(&self, element: &Element) -> Result<(), Failure> {
        self.post(&format!("/element/{}/click", element.0), &json!({})).map(|_| ())
    }

    /// Takes away what a field holds.
    pub fn clear(&self, element: &Element) -> Result<(), Failure> {
        self.post(&format!("/element/{}/clear", element.0), &json!({})).map(|_| ())
    }

    /// Types as a keyboard would.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<(), Failure> {
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": text })).map(|_| ())
    }

    /// Gives the window another size, in pixels.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), Failure> {
        self.post("/window/rect", &json!({ "width": width, "height": height })).map(|_| ())
    }

    /// Ends the program.
    pub fn end(&self) -> Result<(), Failure> {
        command(self.port, "DELETE", &format!("/session/{}", self.id), None).map(|_| ())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        command(self.port, "POST", &format!("/session/{}{path}", self.id), Some(body))
    }
}

/// Whether both drivers are there, and have no session yet.
pub fn is_ready(ports: Ports) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, ports.tauri)).is_ok()
        && command(ports.native, "GET", "/status", None).is_ok_and(|status| status["ready"] == true)
}

fn command(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let lost = |why: String| Failure::Connection(format!("{method} {path}: {why}"));
    let mut answer = Vec::new();
    // On a busy machine the native driver now and then hangs up before it has read anything.
    for _ in 0..TRIES {
        answer = exchange(port, request.as_bytes()).map_err(|error| lost(error.to_string()))?;
        if !answer.is_empty() {
            break;
        }
    }
    read(&answer).map_err(lost)?
}

fn exchange(port: u16, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// What an answer says: the value, or the driver's error; outside it, why it is no answer of a driver.
fn read(answer: &[u8]) -> Result<Result<Value, Failure>, String> {
    let gap = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or_else(|| format!("the answer ended after {} bytes", answer.len()))?;
    let (head, body) = answer.split_at(gap + 4);
    let head = String::from_utf8_lossy(head).to_lowercase();
    if head.contains("transfer-encoding: chunked") {
        return Err("the answer comes in chunks, which no driver did before".into());
    }
    let mut body: Value = serde_json::from_slice(body)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(body)))?;
    let value = body["value"].take();
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    if head.split_whitespace().nth(1) == Some("200") {
        Ok(Ok(value))
    } else {
        Ok(Err(Failure::Answer { code: text("error"), message: text("message") }))
    }
}

#[test]
fn answers_are_told_from_errors() {
    let check = |answer: &str, expected: Result<Result<Value, Failure>, String>| {
        assert_eq!(read(answer.as_bytes()), expected, "{answer}");
    };
    check(
        "HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"value\":{\"ready\":true}}",
        Ok(Ok(json!({ "ready": true }))),
    );
    check(
        "HTTP/1.1 404 Not Found\r\n\r\n{\"value\":{\"error\":\"no such element\",\"message\":\"gone\"}}",
        Ok(Err(Failure::Answer { code: "no such element".into(), message: "gone".into() })),
    );
    check("HTTP/1.1 200 OK\r\n", Err("the answer ended after 17 bytes".into()));
}
