//! The best of many passages on generated corpora: pages of an answer against the whole of it, cases and facets against a
//! count by hand.
//!
//! For a page only those passages are scored that may be on it; for an answer as a whole all are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anli::api::{Budget, By, Extra, Field, Hit, Hits, Page, Response, Scope, Search};
use anli::search::Engine;
use proptest::prelude::*;

/// Words of the dictionary and words that are none, common and rare.
const WORDS: [&str; 16] = [
    "合同",
    "管理",
    "管理合同",
    "人",
    "的",
    "银行",
    "质押",
    "融资",
    "质押融资",
    "知识产权",
    "甲",
    "乙丙",
    "人人",
    "押融",
    "条例",
    "保险",
];

/// A file: its title, and its passages.
#[derive(Debug, Clone)]
struct File {
    title: String,
    passages: Vec<String>,
}

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    // The first of the words come more often, and often twice in a row.
    let word = (0..WORDS.len(), 0..WORDS.len()).prop_map(|(a, b)| WORDS[a.min(b)]);
    let between = prop::sample::select(&["", "", "，", "。", "零一二三四"][..]);
    prop::collection::vec((word, between), words)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, between)| [word, between]).collect::<String>())
}

fn file(passages: std::ops::Range<usize>) -> impl Strategy<Value = File> {
    (text(1..4), prop::collection::vec(text(1..16), passages))
        .prop_map(|(title, passages)| File { title: format!("{title}办法"), passages })
}

fn query() -> impl Strategy<Value = String> {
    let word = || prop::sample::select(&WORDS[..]);
    prop_oneof![
        4 => word().prop_map(str::to_owned),
        2 => word().prop_map(|word| format!("\"{word}\"")),
        4 => (word(), word()).prop_map(|(a, b)| format!("{a} {b}")),
        2 => (word(), word()).prop_map(|(a, b)| format!("{a}{b}")),
        2 => (word(), word()).prop_map(|(a, b)| format!("{a} OR {b}")),
        2 => (word(), word()).prop_map(|(a, b)| format!("{a} -{b}")),
        1 => (word(), word()).prop_map(|(a, b)| format!("{a} -\"{b}{a}\"")),
        2 => (word(), word(), word()).prop_map(|(a, b, c)| format!("{a} {b} {c}")),
        1 => (word(), word()).prop_map(|(a, b)| format!("\"{a}\" \"{b}\" \"的\"")),
        1 => (word(), word()).prop_map(|(a, b)| format!("\"{a}\" /5 \"{b}\"")),
    ]
}

fn open(files: &[File], folder: &Path) -> Engine {
    let corpus = folder.join("corpus");
    fs::create_dir(&corpus).unwrap();
    let options = anli::index::Options::new(corpus.clone(), folder.join("index"));
    // Built in two turns, so that there may be two segments.
    for (turn, files) in files.chunks(files.len().div_ceil(2).max(1)).enumerate() {
        for (at, File { title, passages }) in files.iter().enumerate() {
            let issued = 2001 + at;
            let text = format!("{title}\n（{issued}年1月2日）\n\n第一章 总则\n\n{}\n", passages.join("\n\n"));
            fs::write(corpus.join(format!("{turn}-{at}.txt")), text).unwrap();
        }
        anli::index::build(&options, &|_, _, _| {}).unwrap();
    }
    Engine::open(&options.index).unwrap()
}

fn answer(engine: &Engine, request: &Search) -> Response {
    engine.search(request, &Budget::unlimited()).unwrap()
}

fn passages(response: &Response) -> Vec<(&str, u32)> {
    match &response.hits {
        Hits::Passages(hits) => hits.iter().map(|hit| (hit.id.as_str(), hit.score.to_bits())).collect(),
        Hits::Cases(_) => Vec::new(),
    }
}

/// The cases of an answer with their passages, and the scores of both.
type Cases = Vec<(String, u32, Vec<(String, u32)>)>;

fn cases(response: &Response) -> Cases {
    let own = |hit: &Hit| (hit.id.clone(), hit.score.to_bits());
    match &response.hits {
        Hits::Cases(hits) => hits
            .iter()
            .map(|hit| (hit.case.id.clone(), hit.score.to_bits(), hit.passages.iter().map(own).collect()))
            .collect(),
        Hits::Passages(_) => Vec::new(),
    }
}

/// What a facet is counted from, of the fields that a hit shows.
fn value(hit: &Hit, field: Field) -> Option<String> {
    match field {
        Field::Section => hit.section.clone(),
        Field::Tier => hit.case.as_ref()?.tier.clone(),
        Field::Province => hit.case.as_ref()?.province.clone(),
        Field::City => hit.case.as_ref()?.city.clone(),
        Field::County => hit.case.as_ref()?.county.clone(),
        Field::Issuer => hit.notice.issuer.clone(),
        Field::Year => {
            let date = hit.notice.issued.as_ref().or(hit.notice.published.as_ref())?;
            Some(date[..4].to_owned())
        }
        _ => None,
    }
}

const SHOWN: [Field; 7] =
    [Field::Section, Field::Tier, Field::Province, Field::City, Field::County, Field::Issuer, Field::Year];

/// The facets of an answer.
type Facets = BTreeMap<&'static str, Vec<(String, usize)>>;

fn facets(response: &Response) -> Facets {
    let each = response.facets.iter().map(|facet| {
        (facet.field.name(), facet.values.iter().map(|value| (value.value.clone(), value.count)).collect())
    });
    each.collect()
}

/// What the facets of an answer with all `hits` are: most frequent first, equals in byte order.
fn counted(hits: &[Hit], by: By) -> Facets {
    let mut out = Facets::new();
    for field in SHOWN {
        let mut of: BTreeMap<String, (usize, BTreeSet<&str>)> = BTreeMap::new();
        for hit in hits {
            if let Some(value) = value(hit, field) {
                let (count, cases) = of.entry(value).or_default();
                *count += 1;
                cases.extend(hit.case.as_ref().map(|case| case.id.as_str()));
            }
        }
        let count = |(value, (count, cases)): (String, (usize, BTreeSet<&str>))| {
            (value, if by == By::Case { cases.len() } else { count })
        };
        let mut values: Vec<(String, usize)> = of.into_iter().map(count).filter(|(_, count)| *count > 0).collect();
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        out.insert(field.name(), values);
    }
    out
}

fn check(engine: &Engine, query: &str) -> Result<(), TestCaseError> {
    for scope in [Scope::All, Search::new(query).selection.scope] {
        let whole = Search { extras: vec![Extra::Facets], ..Search::new(query).scope(scope).page(Page::ALL) };
        let all = answer(engine, &whole);
        let Hits::Passages(hits) = &all.hits else { panic!("passages were asked for") };
        prop_assert_eq!(all.total, hits.len());
        let ranked = passages(&all);
        for (offset, limit) in [(0, 1), (0, 3), (0, 10), (2, 10), (0, 40), (30, 30)] {
            let page = Page { offset, ..Page::first(limit) };
            let some = answer(engine, &whole.clone().page(page));
            let expected = &ranked[offset.min(ranked.len())..(offset + limit).min(ranked.len())];
            prop_assert_eq!(&passages(&some)[..], expected, "{} {:?} {}", query, scope, limit);
            prop_assert_eq!((some.total, some.occurrences, some.cases), (all.total, all.occurrences, all.cases));
            prop_assert_eq!(&some.exact, &all.exact);
            prop_assert_eq!(facets(&some), facets(&all));
        }
        // The best alone, of which nothing is counted, are the same.
        if scope != Scope::All && !all.relaxed && all.corrected.is_none() {
            for depth in [1, 3, 10, 40] {
                let best = engine.ranked_with_all(query, depth).unwrap();
                let scores: Vec<u32> = best.iter().map(|ranked| ranked.score.to_bits()).collect();
                let expected: Vec<u32> = ranked.iter().take(depth).map(|(_, score)| *score).collect();
                prop_assert_eq!(scores, expected, "{} {}", query, depth);
            }
        }
        let all_facets = facets(&all);
        for (field, values) in counted(hits, By::Passage) {
            prop_assert_eq!(&all_facets[field], &values, "{} by passage", query);
        }

        let whole = Search { by: By::Case, ..whole };
        let all = answer(engine, &whole);
        let grouped = cases(&all);
        prop_assert_eq!(all.total, grouped.len());
        // Those of the same answer by passage, grouped.
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for hit in hits {
            let Some(case) = &hit.case else { continue };
            places.entry(&case.id).or_insert_with(|| {
                order.push(&case.id);
                Vec::new()
            });
            places.entry(&case.id).or_default().push(&hit.id);
        }
        if hits.iter().all(|hit| hit.case.is_some()) {
            prop_assert_eq!(grouped.iter().map(|case| case.0.as_str()).collect::<Vec<_>>(), order, "{}", query);
            for (case, _, of_case) in &grouped {
                let ids: Vec<&str> = of_case.iter().map(|(id, _)| id.as_str()).collect();
                prop_assert_eq!(&ids, &places[case.as_str()], "{}", query);
            }
        }
        for (offset, limit) in [(0, 1), (0, 2), (1, 2), (0, 10)] {
            let page = Page { offset, ..Page::first(limit) };
            let some = answer(engine, &whole.clone().page(page));
            let expected = &grouped[offset.min(grouped.len())..(offset + limit).min(grouped.len())];
            prop_assert_eq!(&cases(&some)[..], expected, "{} {:?} {} by case", query, scope, limit);
            prop_assert_eq!(facets(&some), facets(&all));
        }
        let all_facets = facets(&all);
        for (field, values) in counted(hits, By::Case) {
            prop_assert_eq!(&all_facets[field], &values, "{} by case", query);
        }
    }
    let all: Vec<(u64, u32)> =
        engine.ranked(query, 10_000).unwrap().iter().map(|ranked| (ranked.seq, ranked.score.to_bits())).collect();
    for depth in [1, 5, 10, 50] {
        let some: Vec<u64> = engine.ranked(query, depth).unwrap().iter().map(|ranked| ranked.seq).collect();
        let expected: Vec<u64> = all.iter().take(depth).map(|(seq, _)| *seq).collect();
        prop_assert_eq!(some, expected, "{} to {}", query, depth);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_parts_of_the_whole(
        files in prop::collection::vec(file(3..40), 1..7),
        queries in prop::collection::vec(query(), 10..16),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&files, folder.path());
        // What is read once for many searches is read in between.
        for query in queries.iter().chain(&queries) {
            check(&engine, query)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_parts_of_the_whole_where_there_is_much(
        files in prop::collection::vec(file(200..700), 2..4),
        queries in prop::collection::vec(query(), 8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&files, folder.path());
        for query in &queries {
            check(&engine, query)?;
        }
    }
}
