//! Any request that can be read gets an answer or an error with a code, within its budget; answers and errors serialise.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use anli::api::{Backend, Budget, Failure, Request, Versioned};
use anli::error::{Error, Lang};
use anli::index::{Options, build};
use anli::present::{Convert, Form, Manner, Script, door::Door, rows, terminal::Look, write};
use anli::search::Engine;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// The index of the notice, built once and kept for the next run: an engine reads some of its files when it is asked.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join("anli-fuzz-request");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let options = Options::new(corpus, PathBuf::from(&folder));
    build(&options, &|_, _, _| {}).expect("the notice is indexed");
    Engine::open(&folder).expect("and opened")
});

const COMMANDS: [&str; 16] = [
    "search", "list", "show", "facets", "facts", "table", "kwic", "why-not", "verify", "cite", "similar", "groups",
    "compare", "keywords", "pivot", "verify-draft",
];
const FIELDS: [&str; 16] = [
    "notice", "issuer", "tier", "case", "title", "city", "county", "section", "instrument", "object", "actor", "role",
    "year", "province", "tier", "instrument",
];
const NAMES: [&str; 8] = ["典型5", "優秀3", "典5#7", "浙市監知運2023-12", "5", "案例", "典型99", "典型10"];

/// A request made of bytes: the first ones choose, the rest is text. JSON is too rarely met by chance.
fn made(bytes: &[u8]) -> Value {
    let at = |place: usize| usize::from(bytes.get(place).copied().unwrap_or(0));
    let text = String::from_utf8_lossy(bytes.get(8..).unwrap_or_default()).into_owned();
    let name = if at(1) & 8 == 0 { NAMES[at(1) % 8].to_owned() } else { text.clone() };
    let other = NAMES[at(6) % 8];
    let limit = if at(2) & 1 == 0 { json!("all") } else { json!(at(2) >> 1) };
    let page = json!({ "offset": if at(3) & 4 == 0 { at(3) } else { usize::MAX - at(3) }, "limit": limit, "reverse": at(3) & 8 > 0 });
    let filters: Vec<Value> = match at(4) & 3 {
        0 => vec![json!({ "field": FIELDS[at(5) % 16], "values": [text.get(..6).unwrap_or("寧波")] })],
        1 => vec![json!({ "field": FIELDS[at(5) % 16], "values": ["寧波", ""] })],
        _ => Vec::new(),
    };
    let measures = ["cases", "passages", "occurrences", "amount"];
    let purposes = [Value::Null, json!("pledge"), json!("loan"), Value::Null];
    let kinds = ["money", "percent", "bp", "count", "date", "duration", "product", "first"];
    let command = COMMANDS[at(0) % 16];
    let sorts: &[&str] = match command {
        "kwic" => &["order", "left", "right"],
        "facts" => &["order", "value"],
        _ => &["relevance", "order", "date", "amount"],
    };
    let scope = ["default", "all"][at(4) >> 2 & 1];
    let within = ["sentence", "passage", "case"][(at(4) >> 3) % 3];
    let by = ["passage", "case"][at(5) & 1];
    let sort = sorts[at(6) % sorts.len()];
    let extras = &["explanation", "facets"][..at(7) % 3];
    let (rows, cols) = (FIELDS[at(5) % 16], FIELDS[at(7) % 16]);
    let (value, purpose, kind) = (measures[at(6) & 3], &purposes[at(7) & 3], kinds[at(7) & 7]);
    let mut request = json!({
        "command": command,
        "query": text,
        "scope": scope,
        "within": within,
        "filters": filters,
        "page": page,
        "limit": limit,
        "by": by,
        "sort": sort,
        "extras": extras,
        "name": name,
        "case": name,
        "names": [name, other],
        "cases": [name, other, text],
        "quote": text,
        "of": name,
        "rows": rows,
        "cols": cols,
        "value": value,
        "purpose": purpose,
        "kinds": [kind],
    });
    if let Some(members) = request.as_object_mut() {
        match command {
            "verify-draft" => members.insert("text".to_owned(), json!(text)).map_or((), drop),
            "similar" if at(7) & 1 == 1 => {
                members.remove("case");
                members.insert("text".to_owned(), json!(text));
            }
            "facts" if at(7) & 8 == 0 => members.insert("kinds".to_owned(), json!([])).map_or((), drop),
            _ => {}
        }
    }
    request
}

fuzz_target!(|input: &[u8]| {
    let request = serde_json::from_slice::<Request>(input).or_else(|_| serde_json::from_value(made(input)));
    let Ok(request) = request else { return };
    let again = serde_json::to_string(&request).expect("a request serialises");
    assert_eq!(serde_json::from_str::<Request>(&again).expect("and comes back"), request);
    let budget = Budget::within(Duration::from_secs(10)).bytes(64 << 20);
    match ENGINE.answer(&request, &budget) {
        Ok(answer) => {
            let value = serde_json::to_value(Versioned::new(&answer)).expect("an answer serialises");
            assert!(value.is_object());
            let form = [Form::Text, Form::Json, Form::Jsonl, Form::Csv, Form::Md][input.len() % 5];
            let script = [Script::AsIs, Script::Hans, Script::Hant][input.len() % 3];
            let look = Look { color: input.len() % 2 == 0, width: 20 + input.len() % 100, lang: Lang::Zh, first: 1 };
            let options = rows::Options { cite: true, explain: true, lang: Lang::Zh };
            let mut out = Vec::new();
            write(&mut Door::guarded(&mut out), &answer.in_script(script), &Manner { form, look, bom: false, options })
                .expect("and is written");
        }
        Err(Error::Engine(error)) => panic!("{error}"),
        Err(error @ (Error::Damaged { .. } | Error::WrongAnswer)) => panic!("{error}"),
        Err(error) => {
            let failure = serde_json::to_value(Failure::new(&error, Lang::En)).expect("an error serialises");
            assert!(failure["error"]["code"].as_str().is_some_and(|code| !code.is_empty()));
        }
    }
});
