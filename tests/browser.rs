//! A real browser by its driver, over the protocol that both speak (WebDriver): a dozen commands of JSON, for which the
//! test's own client is enough; the crates for it bring a second stack of HTTP with them.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::server::{Reply, send};

/// Time that a page has to become what it should.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name of an element in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window.
pub struct Browser {
    driver: Child,
    addr: SocketAddr,
    session: String,
}

impl Browser {
    /// A window of this size.
    pub fn new(width: u32, height: u32, dark: bool) -> Browser {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver: see .ci/run for what the tests of pages need");
        let addr = SocketAddr::from(([127, 0, 0, 1], port));
        let started = Instant::now();
        while TcpStream::connect(addr).is_err() {
            assert!(started.elapsed() < PATIENCE, "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let mut browser = Browser { driver, addr, session: String::new() };
        let options = json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=zh-CN"],
        });
        let wanted =
            json!({ "alwaysMatch": { "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } } });
        let session = browser.command("POST", "/session", &json!({ "capabilities": wanted }));
        browser.session = session["sessionId"].as_str().unwrap().to_owned();
        // Windows have a least width; what is drawn in them has none.
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        browser.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        let scheme = if dark { "dark" } else { "light" };
        // What is clicked on is to be where it is at once.
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
        let features = json!({ "features": features });
        browser.devtools("Emulation.setEmulatedMedia", &features);
        browser
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let headers = [("Content-Type", "application/json")];
        let reply: Reply = send(self.addr, method, path, &headers, body.as_bytes());
        let value = reply.json()["value"].take();
        assert_eq!(reply.status, 200, "{method} {path}: {value}");
        value
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        self.command(method, &format!("/session/{}/{path}", self.session), body)
    }

    pub fn devtools(&self, command: &str, params: &Value) -> Value {
        self.ask("POST", "goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    pub fn open(&self, url: &str) {
        self.ask("POST", "url", &json!({ "url": url }));
    }

    pub fn back(&self) {
        self.ask("POST", "back", &json!({}));
    }

    pub fn url(&self) -> String {
        let url = self.ask("GET", "url", &json!(null));
        percent_encoding::percent_decode_str(url.as_str().unwrap()).decode_utf8().unwrap().into_owned()
    }

    /// What a script gives.
    pub fn run(&self, script: &str) -> Value {
        self.ask("POST", "execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What a script gives later on, by `arguments[0]`.
    pub fn run_later(&self, script: &str) -> Value {
        self.ask("POST", "execute/async", &json!({ "script": script, "args": [] }))
    }

    fn find(&self, css: &str) -> String {
        let element = self.ask("POST", "element", &json!({ "using": "css selector", "value": css }));
        element[ELEMENT].as_str().unwrap().to_owned()
    }

    pub fn click(&self, css: &str) {
        let element = self.find(css);
        self.ask("POST", &format!("element/{element}/click"), &json!({}));
    }

    /// Moves the mouse there.
    pub fn point(&self, css: &str) {
        let element = self.find(css);
        let to = json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": { ELEMENT: element } });
        let mouse =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": [to] });
        self.ask("POST", "actions", &json!({ "actions": [mouse] }));
    }

    /// Types into what has the focus, as a keyboard does.
    pub fn keys(&self, text: &str) {
        let actions = text.chars().flat_map(|key| {
            [
                json!({ "type": "keyDown", "value": key.to_string() }),
                json!({ "type": "keyUp", "value": key.to_string() }),
            ]
        });
        let actions: Vec<Value> = actions.collect();
        self.ask("POST", "actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }

    /// Chooses a file in a form.
    pub fn choose(&self, css: &str, path: &str) {
        let element = self.find(css);
        self.ask("POST", &format!("element/{element}/value"), &json!({ "text": path }));
    }

    /// Waits until `script` gives something that is true.
    #[track_caller]
    pub fn until(&self, script: &str) -> Value {
        let started = Instant::now();
        loop {
            let value = self.run(script);
            if value != json!(false) && value != json!(null) && value != json!("") && value != json!(0) {
                return value;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "never: {script}\nat {}\n{}",
                self.url(),
                self.run("return document.body.innerText")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the window shows, as a PNG.
    pub fn picture(&self) -> Vec<u8> {
        let picture = self.ask("GET", "screenshot", &json!(null));
        base64::engine::general_purpose::STANDARD.decode(picture.as_str().unwrap()).unwrap()
    }

    /// What the browser has complained about since it was last asked.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.ask("POST", "se/log", &json!({ "type": "browser" }));
        log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let path = format!("/session/{}", self.session);
            let _ = send(self.addr, "DELETE", &path, &[], b"");
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
