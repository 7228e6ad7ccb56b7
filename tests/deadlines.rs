//! Every question is bounded by the work that it does, not only by the answers that it gives: it stops in the middle.

use anli::api::{Backend, Budget, Request};
use anli::error::Error;
use anli::search::Engine;
use serde_json::{Value, json};

use crate::common::Project;

/// What takes long on a large corpus, each of another kind.
fn requests() -> Vec<Value> {
    let search = |query: String| json!({"command": "search", "query": query});
    let chain = |operator: &str, times: usize| vec!["的"; times].join(operator);
    vec![
        search("的".to_owned()),
        search("質押".to_owned()),
        search("\"知識產權\"".to_owned()),
        search(chain(" /5 ", 8)),
        search(chain(" +5 ", 16)),
        search(chain(" +c ", 4)),
        search("(的 /3 (的 /3 (的 /3 (的 /3 的))))".to_owned()),
        search("的 OR 一 OR 是 OR 在 OR 有 OR 和 OR 人 OR 中 OR 大 OR 企".to_owned()),
        search(chain(" ", 100)),
        search("質*押".to_owned()),
        search("pinyin:shi".to_owned()),
        search("amount>=1萬".to_owned()),
        json!({"command": "search", "query": "的", "sort": "date"}),
        json!({"command": "search", "query": "質押 -保險", "within": "case"}),
        json!({"command": "search", "query": "如何辦理質押登記貸款", "by": "case"}),
        json!({"command": "facets", "query": ""}),
        json!({"command": "pivot", "query": "", "rows": "city", "cols": "instrument", "value": "cases"}),
        json!({"command": "facts", "query": ""}),
        json!({"command": "table", "query": ""}),
        json!({"command": "kwic", "query": "的"}),
        json!({"command": "verify", "quote": "的……".repeat(300), "limit": 3}),
        json!({"command": "keywords", "query": "質押"}),
    ]
}

#[test]
fn every_question_stops_where_its_work_is_used_up() {
    let notice = Project::notice();
    let engine = Engine::open(&notice.path().join("index")).unwrap();
    for request in requests() {
        let asked: Request =
            serde_json::from_value(request.clone()).unwrap_or_else(|error| panic!("{request}: {error}"));
        let few = Budget::unlimited().steps(40);
        match engine.answer(&asked, &few) {
            Err(Error::OutOfTime) => {}
            other => panic!("{request} does not count its work: {:?}", other.map(|_| ())),
        }
        // And all of them are answered with some millions of steps on a notice of twenty cases.
        let many = Budget::unlimited().steps(30_000_000);
        if let Err(error) = engine.answer(&asked, &many) {
            panic!("{request}: {error}");
        }
    }
}
