//! What a language model gets: cases with reasons and ids, words that stand, and a refusal of those that do not.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::{Value, json};

use crate::common::Project;
use crate::server::Server;

/// A client on the standard streams of the program.
struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: std::io::Lines<BufReader<std::process::ChildStdout>>,
    number: u64,
}

impl Client {
    fn new(project: &Project) -> Client {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("anli"));
        command.current_dir(project.path()).arg("mcp").env_remove("LANG").env_remove("LC_ALL");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()).lines());
        let mut client = Client { child, input, output, number: 0 };
        let greeting = client.call("initialize", &greeting());
        assert_eq!(greeting["serverInfo"]["name"], "anli");
        assert!(greeting["instructions"].as_str().unwrap().contains("verify"));
        client.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        client
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
    }

    fn answer(&mut self, method: &str, params: &Value) -> Value {
        self.number += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.number, "method": method, "params": params }));
        loop {
            let line = self.output.next().expect("an answer").unwrap();
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == self.number {
                return message;
            }
        }
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        let mut answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method} {params}: {answer}");
        answer["result"].take()
    }

    fn tool(&mut self, name: &str, arguments: &Value) -> Value {
        let mut result = self.call("tools/call", &json!({ "name": name, "arguments": arguments }));
        assert_ne!(result["isError"], true, "{name} {arguments}: {result}");
        // The text says the same, for those who read only that.
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        let told = result["structuredContent"].take();
        assert_eq!(text, told);
        told
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It ends when its input does.
        self.input = None;
        let _ = self.child.wait();
    }
}

fn greeting() -> Value {
    json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } })
}

#[test]
fn a_model_is_given_cases_with_reasons_and_words_that_stand() {
    let mut client = Client::new(Project::notice());
    let similar = client.tool("similar", &json!({ "case": "典型5", "limit": 3 }));
    let first = &similar["hits"][0];
    assert_eq!(first["case"]["id"], "浙市監知運2023-12/優秀3", "{similar}");
    let reasons = first["reasons"].as_array().unwrap();
    assert!(reasons.iter().all(|reason| reason["there"][0].as_str().is_some_and(|id| id.contains("優秀3"))));
    let stands = client.tool("verify", &json!({ "quote": "質押登記金額達9.2億元" }));
    assert_eq!(stands["stands"], true);
    assert!(stands["places"][0]["pieces"][0]["id"].as_str().unwrap().contains("優秀7"), "{stands}");
    let refused = client.tool("verify", &json!({ "quote": "質押登記金額達9.3億元" }));
    assert_eq!(refused["stands"], false);
    assert!(refused["places"].as_array().unwrap().is_empty());
    assert!(refused["nearest"][0]["pieces"][0]["quoted"].as_str().unwrap().contains("9.2億元"), "{refused}");
    let found =
        client.tool("search", &json!({ "query": "質押", "filters": [{ "field": "city", "values": ["寧波"] }] }));
    // Everything that is quoted stands.
    for hit in found["hits"].as_array().unwrap() {
        let quote: String = hit["quoted"].as_str().unwrap().chars().take(60).collect();
        assert_eq!(client.tool("verify", &json!({ "quote": quote }))["stands"], true, "{quote}");
        assert!(hit["id"].as_str().unwrap().starts_with("浙市監知運2023-12"));
    }
    let case = client.tool("get_case", &json!({ "id": "典型5" }));
    assert!(case["passages"].as_array().unwrap().len() > 5);
    let facts = client.tool("facts", &json!({ "query": "amount>=100億" }));
    assert_eq!(facts["total"], 3, "{facts}");
    let table = client.tool("table", &json!({ "query": "質押", "limit": 2 }));
    assert_eq!(table["rows"].as_array().unwrap().len(), 2);
    let compared = client.tool("compare", &json!({ "cases": ["典型5", "優秀3"] }));
    assert_eq!(compared["cases"].as_array().unwrap().len(), 2);
    let cited = client.tool("cite", &json!({ "ids": ["典型5"], "style": "bibtex" }));
    assert!(cited["citations"].as_str().unwrap().contains("@"), "{cited}");
}

#[test]
fn a_model_is_told_what_went_wrong() {
    let mut client = Client::new(Project::notice());
    let tools = client.call("tools/list", &json!({}));
    let names: Vec<&str> =
        tools["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search", "get_case", "similar", "facts", "table", "timeline", "compare", "verify", "cite"]);
    for tool in tools["tools"].as_array().unwrap() {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
    }
    let unknown = client.call("tools/call", &json!({ "name": "get_case", "arguments": { "id": "典型99" } }));
    assert_eq!(unknown["isError"], true);
    assert_eq!(unknown["structuredContent"]["error"]["code"], "unknown-id");
    for (name, arguments) in [
        ("search", json!({ "query": 7 })),
        ("search", json!({ "query": "質押", "path": "/etc/passwd" })),
        ("similar", json!({})),
        ("fly", json!({})),
    ] {
        let answer = client.answer("tools/call", &json!({ "name": name, "arguments": arguments }));
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    let resources = client.call("resources/list", &json!({}));
    assert_eq!(resources["resources"].as_array().unwrap().len(), 20);
    let uri = resources["resources"][0]["uri"].as_str().unwrap().to_owned();
    let read = client.call("resources/read", &json!({ "uri": uri }));
    assert!(read["contents"][0]["text"].as_str().unwrap().contains("\n> "), "{read}");
    assert!(client.answer("resources/read", &json!({ "uri": "file:///etc/passwd" })).get("error").is_some());
    let prompt = client.call("prompts/get", &json!({ "name": "quote", "arguments": { "question": "誰賠付？" } }));
    assert!(prompt["messages"][0]["content"]["text"].as_str().unwrap().ends_with("誰賠付？"));
}

/// What a site puts around a notice, or a spammer between its lines, never reaches a model.
#[test]
fn foreign_lines_reach_no_model() {
    let notice = Project::notice();
    let shown = notice.anli(&["show", "浙市監知運2023-12", "--json"]).json();
    let passages = shown["passages"].as_array().unwrap();
    let foreign = passages.iter().filter(|hit| hit["role"] == "foreign" || hit["role"] == "boilerplate");
    let foreign: Vec<String> = foreign.map(|hit| hit["text"].as_str().unwrap().trim().to_owned()).collect();
    assert!(!foreign.is_empty());
    let mut client = Client::new(notice);
    let mut told = String::new();
    let mut offset = json!(0);
    while !offset.is_null() {
        let mut case = client.tool("get_case", &json!({ "id": "浙市監知運2023-12", "offset": offset }));
        told.push_str(&case["passages"].to_string());
        offset = case["next_offset"].take();
    }
    for line in foreign.iter().filter(|line| line.chars().count() > 8) {
        assert!(!told.contains(line.as_str()), "{line}");
        let answer = client.call("tools/call", &json!({ "name": "verify", "arguments": { "quote": line } }));
        let told = &answer["structuredContent"];
        assert!(answer["isError"] == true || told["places"] == json!([]), "{line}: {told}");
    }
}

#[test]
fn the_same_over_http_where_it_is_asked_for() {
    let notice = Project::notice();
    assert_eq!(Server::of(notice, &[]).post("/mcp", "application/json", b"{}").status, 404);
    let server = Server::of(notice, &["--mcp"]);
    let ask = |method: &str, params: Value, headers: &[(&str, &str)]| {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let mut all = vec![("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
        all.extend_from_slice(headers);
        server.send("POST", "/mcp", &all, body.as_bytes())
    };
    let greeted = ask("initialize", greeting(), &[]).ok().json();
    assert_eq!(greeted["result"]["serverInfo"]["name"], "anli");
    let version = [("MCP-Protocol-Version", "2025-06-18")];
    let call = json!({ "name": "verify", "arguments": { "quote": "9.2億元" } });
    let answer = ask("tools/call", call, &version).ok().json();
    assert_eq!(answer["result"]["structuredContent"]["stands"], true, "{answer}");
    assert_eq!(ask("tools/list", json!({}), &[("Origin", "http://evil.example")]).status, 403);
}

/// The inspector of those who made the protocol, fetched when the test runs.
#[test]
#[cfg_attr(not(has_node), ignore = "needs node and npm")]
fn a_client_of_somebody_else_understands_it() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inspector");
    let program = folder.join("node_modules/.bin/mcp-inspector");
    if !program.exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--silent", "--prefix"]).arg(&folder).arg("@modelcontextprotocol/inspector");
        assert!(npm.status().unwrap().success(), "the inspector cannot be fetched");
    }
    let ask = |args: &[&str]| -> Value {
        let mut command = Command::new(&program);
        command.current_dir(Project::notice().path()).arg("--cli").arg(assert_cmd::cargo::cargo_bin("anli")).arg("mcp");
        let output = command.args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(ask(&["--method", "tools/list"])["tools"].as_array().unwrap().len(), 9);
    let similar = ask(&["--method", "tools/call", "--tool-name", "similar", "--tool-arg", "case=典型5"]);
    assert_eq!(similar["structuredContent"]["hits"][0]["case"]["id"], "浙市監知運2023-12/優秀3");
    assert_eq!(ask(&["--method", "resources/list"])["resources"].as_array().unwrap().len(), 20);
}
