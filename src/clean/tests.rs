//! Tests of the repairs: the promises, the notice, made-up pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::text::{Rule, undo};

/// The data for measurements, where they are at hand; a test without them says that it skips.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn notice() -> String {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let file = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).next().unwrap();
    fs::read_to_string(file).unwrap()
}

fn texts(dir: &str) -> Vec<(String, String)> {
    let Some(dir) = shared(dir) else { return Vec::new() };
    let mut out: Vec<(String, String)> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
        .collect();
    out.sort();
    out
}

/// What holds of any text.
#[track_caller]
fn check_promises(decoded: &str) -> Cleaned {
    let cleaned = clean(decoded);
    assert_eq!(undo(&cleaned.text, decoded, &cleaned.edits), decoded, "undoing the edits gives the text back");
    assert_eq!(cleaned.map.len(), cleaned.text.len(), "the map is total");
    let mut end = 0;
    for (at, c) in cleaned.text.char_indices() {
        let there = cleaned.map.map(Span::new(at, at + c.len_utf8()));
        assert!(decoded.is_char_boundary(there.start) && decoded.is_char_boundary(there.end), "{there:?}");
        assert!(there.start >= end || there.end >= end, "monotone");
        end = there.end;
    }
    assert!(end <= decoded.len());
    let again = clean(&cleaned.text);
    assert_eq!(again.text, cleaned.text, "cleaning is idempotent");
    assert!(again.edits.is_empty());
    assert!(cleaned.foreign.is_sorted());
    for span in &cleaned.foreign {
        assert!(cleaned.text.get(span.range()).is_some_and(|line| !line.contains('\n')), "{span:?} is a line");
    }
    cleaned
}

#[track_caller]
fn check_untouched(text: &str) {
    let cleaned = check_promises(text);
    assert!(cleaned.edits.is_empty(), "{:?}", cleaned.edits);
    assert_eq!(cleaned.text, text);
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        check_promises(&text);
    }

    #[test]
    fn texts_that_look_damaged(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("質(zhì)"), Just("創(chuàng )"), Just("發(fā)"), Just("產(chǎn)"), Just("(zhì)"), Just("?"),
                Just("變?yōu)楸kU"), Just("?yōu)"), Just("信?;\u{E2AE}鸷献?,"), Just("規?;?。"), Just("?ldquo;"),
                Just("&ldquo;"), Just("x0dx0a"), Just("%26#65380;"), Just("€"), Just("\u{E2AE}"), Just("("), Just(")"),
                Just("省?。▍^"), Just("\n"), Just("。"), Just("；"), Just(","), Just("押"), Just("優(yōu)"), Just("k"),
                Just("國産片_免费电影_在线观看_网站视频\n"), Just("\u{A0}"), Just("以?xún)?,"), Just("變?yōu)榫€(xiàn)上"),
            ],
            0..60,
        )
    ) {
        check_promises(&pieces.concat());
    }
}

#[test]
fn small_texts() {
    for text in ["", "\n", "質", "質押", "質(zhì)", "(zhì)", "?", "?;", "變?yōu)楸kU", "\u{FEFF}", "\0"] {
        check_untouched(text);
    }
}

#[test]
fn the_notice_loses_its_glosses() {
    let raw = notice();
    let cleaned = check_promises(&raw);
    let glosses = cleaned.edits.iter().filter(|edit| edit.rule == Rule::Gloss).count();
    assert_eq!(glosses, 2_442);
    assert_eq!(cleaned.text.matches("質押").count(), 149);
    assert_eq!(cleaned.text.matches("知識產權").count(), 264);
    assert_eq!(cleaned.text.matches("創新").count() + cleaned.text.matches("創?").count(), 105);
    assert_eq!(cleaned.text.matches('\u{A0}').count(), 10, "no-break spaces stay");
    let foreign: Vec<&str> = cleaned.foreign.iter().map(|span| &cleaned.text[span.range()]).collect();
    assert_eq!(foreign, [raw.lines().last().unwrap()], "the advertisement in the last line is foreign");
}

#[test]
fn what_looks_like_a_gloss_and_is_none() {
    let Some(path) = shared("damage/negatives.txt") else { return };
    let negatives = fs::read_to_string(path).unwrap();
    check_untouched(&negatives);
    for line in negatives.lines() {
        check_untouched(line);
    }
    let page = notice();
    let bare = clean(&page).text;
    for line in negatives.lines() {
        let cleaned = clean(&format!("{line}\n{page}"));
        assert!(cleaned.text.strip_prefix(line) == Some(&format!("\n{bare}")), "{line}");
    }
}

#[test]
fn undamaged_texts_stay() {
    for dir in ["damage/pairs/clean_simplified", "damage/pairs/converted_traditional"] {
        for (name, text) in texts(dir) {
            let cleaned = clean(&text);
            assert!(cleaned.edits.is_empty(), "{name}: {:?}", cleaned.edits);
            assert_eq!(cleaned.text, text, "{name}");
            assert!(cleaned.foreign.is_empty(), "{name}: {:?}", cleaned.foreign);
        }
    }
}

#[test]
fn damaged_texts_lose_their_glosses() {
    for (name, text) in texts("damage/pairs/damaged") {
        let cleaned = check_promises(&text);
        for bracket in reading_brackets(&cleaned.text) {
            eprintln!("{name}: {bracket}");
        }
    }
}

/// What still looks like a reading, with what surrounds it.
fn reading_brackets(text: &str) -> Vec<String> {
    text.match_indices('(')
        .filter(|&(at, _)| reading::bracketed(&text[at..]).is_some())
        .map(|(at, _)| {
            text[..at].chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().chain(text[at..].chars().take(9))
        })
        .map(Iterator::collect)
        .collect()
}
