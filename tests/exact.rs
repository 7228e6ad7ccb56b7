//! Exactness: searches find what a scan of the text finds, and marks light exactly that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anli::clean::clean;
use anli::decode::decode;
use anli::query::gloss_variants;
use anli::text::{CharSpan, fold};
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{NOTICE, Project, notice_bytes, scan, set, shared};

fn clean_notice() -> String {
    clean(&decode(&notice_bytes(), NOTICE.as_ref()).text).text
}

#[test]
fn every_spelling_of_a_word_finds_every_occurrence() {
    let notice = Project::notice();
    for (word, expected) in [("質押", 149), ("知識產權", 264), ("創新", 105)] {
        for query in [format!("\"{word}\""), format!("“{word}”"), format!("\"{}\"", fold(word)), word.to_owned()] {
            assert_eq!(notice.count(&["--scope", "all", &query]), expected, "{query}");
        }
    }
    for query in ["\"質(zhì)押\"", "質(zhì)押", "“質押”", "＂质押＂"] {
        assert_eq!(notice.count(&["--scope", "all", query]), 149, "{query}");
    }
}

#[test]
fn unquoted_numbers_and_fragments_count_as_a_scan_does() {
    let (notice, text) = (Project::notice(), clean_notice());
    for query in ["押融", "險", "貸", "產品", "14家", "1.33億元", "LPR+180BP", "“", "，", "4:4:2"] {
        let quoted = format!("\"{query}\"");
        assert_eq!(notice.count(&["--scope", "all", &quoted]), scan(&text, query), "{quoted}");
        if query != "“" && query != "，" {
            assert_eq!(notice.count(&["--scope", "all", query]), scan(&text, query), "{query}");
        }
    }
}

#[test]
fn a_rare_word_names_its_cases_and_no_other() {
    let notice = Project::notice();
    assert_eq!(notice.cases(&["馬德里"]), set(&["典型5", "優秀3"]));
    assert_eq!(notice.cases(&["\"泰隆銀行\""]), set(&["典型4", "典型6", "優秀4", "優秀6"]));
    let unquoted = notice.ranked_cases(&["泰隆銀行"]);
    let first: BTreeSet<String> = unquoted.iter().take(4).cloned().collect();
    assert_eq!(first, set(&["典型4", "典型6", "優秀4", "優秀6"]), "{unquoted:?}");
    assert!(unquoted.iter().skip(4).all(|case| case == "優秀2"), "{unquoted:?}");
}

/// Checks every mark of an answer: its text, folded, is one of `wanted`, and so are the bytes of the file under it
/// once the readings are dropped.
#[track_caller]
fn check_marks(answer: &Value, wanted: &[&str]) -> usize {
    let raw = notice_bytes();
    let wanted: BTreeSet<String> = wanted.iter().map(|word| fold(word)).collect();
    let mut marks = 0;
    let hits = answer["hits"].as_array().unwrap();
    let passages = hits.iter().flat_map(|hit| match hit.get("passages") {
        Some(passages) => passages.as_array().unwrap().clone(),
        None => vec![hit.clone()],
    });
    for hit in passages {
        let text = hit["text"].as_str().unwrap();
        let repairs = hit["repairs"].as_array().unwrap();
        let mut last = 0;
        for mark in hit["marks"].as_array().unwrap() {
            let at = |name: &str| usize::try_from(mark[name].as_u64().unwrap()).unwrap();
            let (start, end) = (at("start"), at("end"));
            assert!(start >= last && end > start, "marks are sorted, disjoint and not empty: {hit}");
            last = end;
            assert!(wanted.contains(&fold(&text[start..end])), "“{}” is lit in {hit}", &text[start..end]);
            let under = std::str::from_utf8(&raw[at("raw_start")..at("raw_end")]).unwrap();
            let in_repair = repairs.iter().any(|repair| {
                let place = |name: &str| usize::try_from(repair[name].as_u64().unwrap()).unwrap();
                place("start") < end && start < place("end")
            });
            if !in_repair {
                let bare = gloss_variants(under).pop().unwrap();
                assert!(wanted.contains(&fold(&bare)), "the file has “{under}” under the mark in {hit}");
            }
            marks += 1;
        }
    }
    marks
}

#[test]
fn marks_light_what_was_searched_in_the_passage_and_in_the_file() {
    let notice = Project::notice();
    for word in ["質押", "知識產權", "創新", "保險", "險", "押融", "1.33億元", "馬德里商標國際注冊", "服務"]
    {
        let quoted = format!("\"{word}\"");
        let answer = notice.search(&["--scope", "all", &quoted]);
        let marks = check_marks(&answer, &[word]);
        assert_eq!(marks as u64, answer["occurrences"].as_u64().unwrap(), "{word}");
        assert!(marks > 0, "{word}");
    }
    let answer = notice.search(&["--scope", "all", "質押 保險"]);
    assert!(check_marks(&answer, &["質押", "保險"]) > 0);
    let by_case = notice.search(&["--by", "case", "集體授信 OR 共享額度"]);
    assert!(check_marks(&by_case, &["集體授信", "集體", "授信", "共享額度", "共享", "額度"]) > 0);
}

/// The brute force: every string of 1 to 8 characters of the text, its places and its passages.
#[test]
fn every_string_of_the_notice_is_found_exactly() {
    Project::notice().index(&["check", "--audit", "--index", "index"]).code(0);
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn every_string_of_some_laws_is_found_exactly() {
    let folder = shared("damage/pairs/clean_simplified");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let files: Vec<(String, Vec<u8>)> = files
        .iter()
        .take(40)
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let project = Project::with(&files);
    // A file of a few bytes may be no document; the others are indexed all the same.
    project.index(&["build"]);
    let run = project.index(&["check", "--audit", "--seed", "1"]).code(0);
    assert!(run.stdout().contains(" (--seed 1), 0 differences"), "{}", run.stdout());
}

/// Generated passages, as a corpus of one file, and a string to look for.
fn texts() -> impl Strategy<Value = (Vec<String>, String)> {
    (proptest::collection::vec("[质押融资押融a1.。（）“ ]{1,30}", 1..6), "[质押融资押融a1.。（）“ ]{1,5}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn generated_text_is_found_exactly((passages, wanted) in texts()) {
        prop_assume!(!wanted.trim().is_empty() && passages.iter().any(|text| !text.trim().is_empty()));
        let text = passages.join("\n\n");
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).unwrap();
        fs::write(corpus.join("a.txt"), &text).unwrap();
        let options =
            anli::index::Options::new(corpus, folder.path().join("index"));
        anli::index::build(&options, &|_, _, _| {}).unwrap();
        let engine = anli::search::Engine::open(&options.index).unwrap();
        let report = engine.check(true).unwrap();
        prop_assert_eq!(report.differences, 0, "{:?}", report.problems);
        // And one string that need not occur at all, against a scan of the cleaned text.
        let cleaned = clean(&text).text;
        let expected = scan_chars(&cleaned, &fold(&wanted));
        let found = engine.places(&wanted).unwrap().len();
        prop_assert_eq!(found, expected, "“{}” in {:?}", wanted, cleaned);
    }
}

/// Occurrences of a folded string in the lines of a text, blanks at the ends of lines left out as passages leave
/// them.
fn scan_chars(text: &str, wanted: &str) -> usize {
    text.lines().map(|line| fold(line.trim()).matches(wanted).count()).sum()
}

#[test]
fn spans_of_characters_are_spans_of_bytes() {
    let text = clean_notice();
    let line = text.lines().find(|line| line.chars().count() > 200).unwrap();
    let mut seen = BTreeMap::new();
    for (index, (at, c)) in line.char_indices().enumerate() {
        let span = CharSpan::to_local(&[CharSpan::new(index as u32, index as u32 + 1)], line)[0];
        assert_eq!((span.start, &line[span.range()]), (at, c.to_string().as_str()));
        seen.insert(at, c);
    }
    assert!(seen.len() > 200);
}
