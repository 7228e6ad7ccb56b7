//! A server in a folder, and a client that sends bytes as they are: what browsers and libraries would mend is part of what
//! is tested.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::Project;

/// Time after which a server that does not answer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs.
pub struct Server {
    child: Child,
    pub addr: SocketAddr,
}

impl Server {
    /// A server of the index of `project`.
    pub fn of(project: &Project, args: &[&str]) -> Server {
        Server::with(project, args, &[])
    }

    /// The same with these variables of the environment.
    pub fn with(project: &Project, args: &[&str], vars: &[(&str, &str)]) -> Server {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("anli"));
        command.current_dir(project.path()).env("XDG_CONFIG_HOME", project.path().join(".config"));
        for name in
            ["LANG", "LC_ALL", "LC_MESSAGES", "ANLI_LANG", "ANLI_SCRIPT", "ANLI_INDEX", "ANLI_CORPUS", "ANLI_LEXICON"]
        {
            command.env_remove(name);
        }
        command.envs(vars.iter().copied());
        command.args(["serve", "--addr", "127.0.0.1:0"]).args(args);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let addr = loop {
            let line = lines.next().expect("the server says where it is").unwrap();
            if let Some((_, addr)) = line.split_once("http://") {
                break addr.trim_end_matches('/').parse().unwrap();
            }
        };
        // What it says later on is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, addr }
    }

    /// Where pages of this server are.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// `GET`; characters that an address may not have are encoded.
    pub fn get(&self, address: &str) -> Reply {
        self.send("GET", address, &[], b"")
    }

    /// `POST`.
    pub fn post(&self, address: &str, kind: &str, body: &[u8]) -> Reply {
        self.send("POST", address, &[("Content-Type", kind)], body)
    }

    /// Sends a request. A server that has heard enough may answer before all of the body is sent.
    pub fn send(&self, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        send(self.addr, method, address, headers, body)
    }

    /// Asks until the answer is as it should be.
    #[track_caller]
    pub fn until(&self, address: &str, is: impl Fn(&Reply) -> bool) {
        let started = Instant::now();
        while !is(&self.get(address)) {
            assert!(started.elapsed() < PATIENCE, "{address}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Tells it to stop.
    #[cfg(unix)]
    pub fn terminate(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Its exit code, once it has ended.
    pub fn wait(&mut self) -> Option<i32> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(started.elapsed() < PATIENCE, "the server goes on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request to whoever listens at `addr`. Who has heard enough may answer before all of the body is sent.
pub fn send(addr: SocketAddr, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = format!("{method} {} HTTP/1.1\r\nConnection: close\r\n", tolerable(address));
    if !headers.iter().any(|header| header.0 == "Host") {
        head.push_str(&format!("Host: {}\r\n", addr));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if method != "GET" {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    let _ = stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(body));
    let mut bytes = Vec::new();
    let mut some = [0; 1 << 16];
    // Some go on listening after their answer, whatever they were told.
    while !is_whole(&bytes) {
        match stream.read(&mut some) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&some[..count]),
            _ => break,
        }
    }
    Reply::read(&bytes, &format!("{method} {}", address.chars().take(100).collect::<String>()))
}

/// Whether `bytes` are an answer whose length is told, with all of its body.
fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_some_and(|length| bytes.len() >= end + 4 + length)
}

/// What a server answered.
#[derive(Debug)]
pub struct Reply {
    what: String,
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    fn read(bytes: &[u8], what: &str) -> Reply {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("{what}: no answer but {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let headers: Vec<(String, String)> = lines.map(header).collect();
        let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = if chunked { joined(&bytes[end + 4..]) } else { bytes[end + 4..].to_vec() };
        Reply { what: what.to_owned(), status, headers, body }
    }

    /// The same, which must be a success.
    #[track_caller]
    pub fn ok(self) -> Reply {
        assert_eq!(self.status, 200, "{}: {}", self.what, self.text());
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }
}

/// A body that came in chunks.
fn joined(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        let from = end + 2;
        out.extend_from_slice(&bytes[from..(from + size).min(bytes.len())]);
        if size == 0 || from + size + 2 > bytes.len() {
            break;
        }
        bytes = &bytes[from + size + 2..];
    }
    out
}

/// A text as the value of a parameter.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// An address with what cannot be sent encoded, and everything else as it is.
fn tolerable(address: &str) -> String {
    let kept = |b: u8| {
        b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'#' | b'{' | b'}' | b'`' | b'|' | b'\\' | b'^')
    };
    address.bytes().map(|b| if kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
