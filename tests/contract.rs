//! What a program reads: every answer is as the schema says, in one version, and so is what stands in its place when
//! something went wrong.

use std::fs;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use crate::common::Project;

/// The schemas that the program prints.
struct Contract {
    schemas: Schemas,
    compiler: Compiler,
}

impl Contract {
    fn new(project: &Project) -> Contract {
        let mut compiler = Compiler::new();
        compiler.add_resource("anli.json", project.anli(&["schema"]).code(0).json()).unwrap();
        Contract { schemas: Schemas::new(), compiler }
    }

    fn schema(&mut self, name: &str) -> SchemaIndex {
        self.compiler.compile(&format!("anli.json#/$defs/{name}"), &mut self.schemas).unwrap()
    }

    #[track_caller]
    fn check(&mut self, name: &str, value: &Value) {
        let schema = self.schema(name);
        if let Err(error) = self.schemas.validate(value, schema) {
            panic!("{name}: {error:#}");
        }
    }

    fn refuses(&mut self, name: &str, value: &Value) -> bool {
        let schema = self.schema(name);
        self.schemas.validate(value, schema).is_err()
    }
}

/// A command with what it answers, for each command that answers in JSON.
const COMMANDS: [&[&str]; 24] = [
    &["search", "質押"],
    &["search", "質押", "--by", "case"],
    &["search", "質押", "--explain"],
    &["search", "質押 甲乙丙丁戊", "city:"],
    &["list"],
    &["list", "--filter", "city:寧波"],
    &["show", "典型5"],
    &["show", "浙市監知運2023-12"],
    &["facets", "質押"],
    &["facts", "--kind", "first"],
    &["facts", "amount>=1億"],
    &["facts"],
    &["table"],
    &["table", "質押"],
    &["kwic", "質押"],
    &["why-not", "典型5", "馬德里"],
    &["verify", "9.2億元"],
    &["verify", "9.3億元"],
    &["similar", "典型5"],
    &["similar", "--all"],
    &["compare", "典型5", "優秀3"],
    &["keywords", "典型5"],
    &["pivot", "質押", "--rows", "city", "--cols", "instrument"],
    &["pivot", "--rows", "city", "--cols", "tier", "--value", "amount", "--purpose", "質押"],
];

/// The name of a command's answer.
fn answer(args: &[&str]) -> String {
    let command = if args.contains(&"--all") && args[0] == "similar" { "groups" } else { args[0] };
    format!("{command}-answer")
}

#[test]
fn every_answer_is_as_the_schema_says() {
    let notice = Project::notice();
    let mut contract = Contract::new(notice);
    for args in COMMANDS {
        let run = notice.anli(&[args, &["--json"]].concat());
        assert!(run.exit() < 2, "{args:?}: {}", run.stderr());
        let value = run.json();
        assert_eq!(value["version"], 1, "{args:?}");
        contract.check(&answer(args), &value);
        // Any answer is one of all answers.
        let any = contract.compiler.compile("anli.json", &mut contract.schemas).unwrap();
        assert!(contract.schemas.validate(&value, any).is_ok(), "{args:?}");
    }
    let file = format!("corpus/{}", crate::common::NOTICE);
    contract.check("inspect-answer", &notice.index(&["inspect", &file, "--json"]).code(0).json());
    for line in notice.index(&["export"]).code(0).stdout().lines() {
        contract.check("export", &serde_json::from_str(line).unwrap());
    }
}

/// A file without bytes that one could point at, and damaged ones, are answered in the same form.
#[test]
fn answers_about_other_files_are_too() {
    let word = crate::formats::docx(&["某市监发〔2024〕3号", "案例一：甲市开展质押", "发放贷款500万元。"]);
    let damaged = "【案例】甲市開展質(zhì)押融資，變?yōu)楸kU服務，發(fā)放貸款300萬元。\n";
    let project = Project::with(&[("a.docx", &word), ("b.txt", damaged.as_bytes())]);
    let mut contract = Contract::new(&project);
    for args in [
        &["search", "質押"][..],
        &["kwic", "質押"],
        &["facts"],
        &["table"],
        &["list"],
        &["show", "a"],
        &["verify", "發放貸款"],
        &["verify", "發放貸款500萬元"],
    ] {
        let run = project.anli(&[args, &["--json"]].concat());
        if run.exit() < 2 {
            contract.check(&answer(args), &run.json());
        } else {
            contract.check("error", &run.json());
        }
    }
    std::fs::write(project.path().join("draft.txt"), "甲市发放贷款500万元，丙市发放“贷款700万元”。\n").unwrap();
    contract.check("verify-draft-answer", &project.anli(&["verify", "--file", "draft.txt", "--json"]).json());
    contract.check("inspect-answer", &project.index(&["inspect", "corpus/a.docx", "--json"]).code(0).json());
}

#[test]
fn what_is_not_as_the_schema_says_is_refused() {
    let notice = Project::notice();
    let mut contract = Contract::new(notice);
    for args in COMMANDS {
        let whole = notice.anli(&[args, &["--json"]].concat()).json();
        let name = answer(args);
        assert!(contract.refuses(&name, &json!({})), "{name}");
        assert!(contract.refuses(&name, &json!([])), "{name}");
        // Without any of its members, and with a member of another kind, it is no answer.
        for member in whole.as_object().unwrap().keys() {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(member);
            // What is there only for a query that is one run may be missing.
            assert!(member == "exact" || contract.refuses(&name, &less), "{name} without {member}");
            let mut other = whole.clone();
            other[member] = json!({ "another": ["kind"] });
            // An object of anything is what facets are.
            assert!(contract.refuses(&name, &other), "{name} with another {member}");
        }
    }
    // Deeper down, too.
    let mut search = notice.anli(&["search", "質押", "--json"]).json();
    search["hits"][0]["marks"][0]["start"] = json!("3");
    assert!(contract.refuses("search-answer", &search));
}

#[test]
fn errors_are_json_where_json_was_asked_for() {
    let notice = Project::notice();
    let mut contract = Contract::new(notice);
    for (args, code) in [
        (&["search", ""][..], "empty-query"),
        (&["search", "，"], "empty-query"),
        (&["show", "典型99"], "unknown-id"),
        (&["search", "質押", "--index", "nowhere"], "no-index"),
        (&["search", "質押", "--filter", "colour:red"], "unknown-field"),
        (&["search", "質押", "--filter", "city"], "bad-filter"),
        (&["verify", "，"], "bad-quote"),
        (&["compare", "典型5"], "incomparable"),
        (&["pivot", "--rows", "title", "--cols", "city"], "not-counted"),
        (&["pivot", "--rows", "city", "--cols", "tier", "--value", "amount"], "no-purpose"),
        (&["search", "質押", "--limit", "some"], "usage"),
        (&["fly"], "usage"),
    ] {
        for lang in ["en", "zh"] {
            let run = notice.anli(&[args, &["--json", "--lang", lang]].concat()).code(2);
            let value = run.json();
            contract.check("error", &value);
            assert_eq!(value["error"]["code"], code, "{args:?}");
            let message = value["error"]["message"].as_str().unwrap();
            assert!(!message.is_empty() && !run.stderr().is_empty(), "{args:?}");
            // The rest of what is said is on the other stream.
            let first = message.lines().next().unwrap();
            assert!(run.stderr().contains(first), "{args:?}: {}", run.stderr());
        }
    }
    // Without that, nothing stands on standard output.
    assert_eq!(notice.anli(&["show", "典型99"]).code(2).stdout(), "");
}

#[test]
fn requests_are_as_the_schema_says() {
    let notice = Project::notice();
    let mut contract = Contract::new(notice);
    for request in [
        json!({ "command": "search", "query": "質押" }),
        json!({ "command": "search", "query": "質押", "page": { "offset": 3, "limit": "all", "reverse": true },
                "filters": [{ "field": "city", "values": ["寧波"] }], "by": "case", "extras": ["facets"] }),
        json!({ "command": "pivot", "rows": "city", "cols": "tier", "value": "amount", "purpose": "pledge" }),
        json!({ "command": "similar", "text": "專利質押", "limit": 3 }),
        json!({ "command": "list" }),
    ] {
        contract.check("request", &request);
        assert!(serde_json::from_value::<anli::api::Request>(request.clone()).is_ok(), "{request}");
    }
    for request in [
        json!({ "command": "fly" }),
        json!({ "query": "質押" }),
        json!({ "command": "search", "query": "質押", "by": "page" }),
        json!({ "command": "search", "query": "質押", "page": { "limit": "some" } }),
        json!({ "command": "pivot", "rows": "colour", "cols": "tier" }),
    ] {
        assert!(contract.refuses("request", &request), "{request}");
        assert!(serde_json::from_value::<anli::api::Request>(request.clone()).is_err(), "{request}");
    }
}

#[test]
fn one_of_the_schemas_can_be_asked_for() {
    let project = Project::with(&[]);
    let names = project.anli(&["schema", "nothing", "--lang", "en"]).code(2).stderr();
    for name in ["search", "pivot", "inspect", "request", "error", "export"] {
        assert!(names.contains(name), "{names}");
        let schema = project.anli(&["schema", name]).code(0).json();
        assert!(schema["$ref"].as_str().unwrap().contains(name), "{schema}");
    }
    // It needs no corpus and leaves nothing behind.
    assert_eq!(fs::read_dir(project.path().join("corpus")).map_or(0, Iterator::count), 0);
    assert!(!project.path().join("index").exists());
}
