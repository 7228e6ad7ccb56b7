//! Damaged files of an index: no answer shows what was not written, none panics, and the file is named.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use anli::api::{Answer, Backend, Budget, Hits, Page, Request, Scope, Search, Selection, Sort};
use anli::search::Engine;
use serde_json::json;

use crate::common::{Project, generation};

/// Questions that together read every file of an index.
fn requests() -> Vec<Request> {
    let search = |query: &str| Search::new(query);
    vec![
        Request::Search(search("質押")),
        Request::Search(search("\"知識產權\"")),
        Request::Search(search("的")),
        Request::Search(search("質押 /5 融資")),
        Request::Search(search("寧波 保險")),
        Request::Search(Search { sort: Sort::Date, ..search("amount>=1億") }),
        asked(json!({"command": "facets", "query": ""})),
    ]
}

fn asked(request: serde_json::Value) -> Request {
    serde_json::from_value(request).unwrap()
}

/// The text of every hit with its id.
fn shown(answer: &Answer) -> Vec<(String, String)> {
    match answer {
        Answer::Search(response) => match &response.hits {
            Hits::Passages(hits) => hits.iter().map(|hit| (hit.id.clone(), hit.text.clone())).collect(),
            Hits::Cases(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

#[test]
fn a_flipped_bit_is_never_shown() {
    let notice = Project::notice();
    let project = Project::with(&[]);
    let index = project.path().join("index");
    copy(&notice.path().join("index"), &index);
    let folder = generation(&index);
    let mut texts: BTreeSet<(String, String)> = BTreeSet::new();
    let engine = Engine::open(&index).unwrap();
    let selection = Selection { query: "-\"没有的字\"".to_owned(), scope: Scope::All, ..Selection::default() };
    let all = Request::Search(Search { page: Page::ALL, selection, ..Search::new("") });
    texts.extend(shown(&engine.answer(&all, &Budget::unlimited()).unwrap()));
    assert!(texts.len() > 200, "{}", texts.len());
    let sound: Vec<usize> =
        requests().iter().map(|request| shown(&engine.answer(request, &Budget::unlimited()).unwrap()).len()).collect();
    assert!(sound[..5].iter().all(|&hits| hits > 0), "{sound:?}");
    drop(engine);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        // Ends and beginnings are where the structure is; the rest is looked at here and there.
        let places = (0..12).chain(bytes.len().saturating_sub(24)..bytes.len());
        let spread = (1..24).map(|part| bytes.len() * part / 24);
        for at in places.chain(spread).filter(|&at| at < bytes.len()) {
            let mut broken = bytes.clone();
            broken[at] ^= 1 << (at % 8);
            fs::remove_file(&file).unwrap();
            fs::write(&file, &broken).unwrap();
            let Ok(engine) = Engine::open(&index) else { continue };
            for request in requests() {
                let answer = engine.answer(&request, &Budget::within(Duration::from_secs(20)));
                match answer {
                    Ok(answer) => {
                        for hit in shown(&answer) {
                            assert!(texts.contains(&hit), "{name}, byte {at}, {request:?}: {hit:?}");
                        }
                    }
                    Err(error) => {
                        let said = error.to_string();
                        assert!(said.contains(&name), "{name}, byte {at}, {request:?}: {said}");
                    }
                }
            }
        }
        fs::remove_file(&file).unwrap();
        fs::write(&file, &bytes).unwrap();
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
