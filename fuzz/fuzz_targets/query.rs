//! Any text parses, its hints point into it, what is printed parses back, and a small index answers it.
#![no_main]

use std::sync::LazyLock;

use anli::error::Error;
use anli::index::{LoosePassage, build_loose};
use anli::query::parse;
use anli::api::{Budget, Extra, Hits, Scope, Search};
use anli::search::Engine;
use libfuzzer_sys::fuzz_target;

/// An index of a few passages, built once.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("anli-fuzz-{}", std::process::id()));
    let texts = ["企業以專利質押貸款800萬元。銀行擔保；保險、LPR+180BP。", "人人人人，14家(qián)“知微貸”", "a b ab aab ((/s"];
    let passages = texts.iter().enumerate().map(|(number, text)| LoosePassage {
        id: number.to_string(),
        title: "質押條例".to_owned(),
        section: "第一章".to_owned(),
        text: (*text).to_owned(),
    });
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    build_loose(&folder, passages).expect("a small index is built");
    let engine = Engine::open(&folder).expect("and opened");
    let _ = std::fs::remove_dir_all(folder);
    engine
});

fuzz_target!(|input: &str| {
    let (query, hints) = parse(input);
    for hint in hints {
        assert!(input.get(hint.at.0..hint.at.1).is_some());
    }
    assert_eq!(parse(&query.to_string()).0, query);
    let request = Search { extras: vec![Extra::Facets], ..Search::new(input).scope(Scope::All) };
    match ENGINE.search(&request, &Budget::unlimited()) {
        Ok(response) => {
            let Hits::Passages(hits) = response.hits else { unreachable!("passages were asked for") };
            let marks = hits.iter().flat_map(|hit| &hit.marks);
            assert!(marks.clone().all(|mark| !mark.local.is_empty()));
            assert_eq!(marks.count(), response.occurrences, "all hits are shown");
        }
        Err(Error::Engine(error)) => panic!("{error}"),
        Err(_) => {}
    }
});
