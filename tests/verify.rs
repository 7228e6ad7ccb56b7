//! Quotations and figures: what stands stands, and what does not is answered with what does.

use std::fs;
use std::sync::OnceLock;

use anli::api::{ChangeKind, Exported};
use anli::index::{Options, build};
use anli::search::Engine;
use anli::text::fold;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{NOTICE, Project, notice_bytes};

/// An index of the notice, in this process.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<(Engine, tempfile::TempDir)> = OnceLock::new();
    &ENGINE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let corpus = folder.path().join("corpus");
            fs::create_dir(&corpus).unwrap();
            fs::write(corpus.join(NOTICE), notice_bytes()).unwrap();
            let options = Options::new(corpus, folder.path().join("index"));
            build(&options, &|_, _, _| {}).unwrap();
            (Engine::open(&options.index).unwrap(), folder)
        })
        .0
}

/// Ids and texts of all passages, in order.
fn passages() -> &'static [(String, String)] {
    static PASSAGES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    PASSAGES.get_or_init(|| {
        let mut out = Vec::new();
        engine()
            .export(|item| -> anli::error::Result<()> {
                if let Exported::Passage(passage) = item {
                    out.push((passage.id.clone(), passage.text.clone()));
                }
                Ok(())
            })
            .unwrap();
        out
    })
}

/// What counts in a text, by the rules of the manual: no blanks, one form of quotation marks, folded.
fn counted(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '“' | '”' | '「' | '」' => '"',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

fn verify(quote: &str) -> Value {
    Project::notice().anli(&["verify", quote, "--json"]).json()
}

#[test]
fn a_figure_that_stands_and_one_that_does_not() {
    let notice = Project::notice();
    for quote in
        ["質押登記金額達9.2億元", "质押登记金额达９．２亿元", "質(zhì)押登記金額達9.2億元", "“質押登記金額達9.2億元”"]
    {
        let answer = notice.anli(&["verify", quote, "--json"]).code(0).json();
        assert_eq!((&answer["stands"], &answer["total"]), (&Value::from(true), &Value::from(1)), "{quote}: {answer}");
        let piece = &answer["places"][0]["pieces"][0];
        assert_eq!(piece["id"], "浙市監知運2023-12/優秀7#8");
        assert_eq!(piece["wording"], "質押登記金額達9.2億元");
        let at = |name: &str| usize::try_from(piece["marks"][0][name].as_u64().unwrap()).unwrap();
        let raw = notice_bytes();
        let under = std::str::from_utf8(&raw[at("raw_start")..at("raw_end")]).unwrap();
        assert_eq!(anli::query::gloss_variants(under).pop().unwrap(), "質押登記金額達9.2億元");
        assert!(answer["places"][0]["citation"].as_str().unwrap().contains("浙市監知運2023-12/優秀7#8"));
    }
    let answer = notice.anli(&["verify", "質押登記金額達9.3億元", "--json"]).code(1).json();
    let near = &answer["nearest"][0];
    assert_eq!(near["distance"], 1);
    assert_eq!(near["pieces"][0]["id"], "浙市監知運2023-12/優秀7#8");
    assert_eq!(near["figures"], serde_json::json!([{"quote": "9.3億元", "text": "9.2億元"}]));
    let different: Vec<(&str, &str)> = near["ops"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|op| op["op"] != "equal")
        .map(|op| (op["quote"].as_str().unwrap(), op["text"].as_str().unwrap()))
        .collect();
    assert_eq!(different, [("3", "2")]);
    let shown = notice.anli(&["verify", "質押登記金額達9.3億元"]).code(1).stdout();
    assert!(shown.contains("質押登記金額達9.[3→2]億元"), "{shown}");
    assert!(shown.contains("the quotation has 9.3億元, the corpus has 9.2億元"), "{shown}");
    let shown = notice.anli(&["verify", "--lang", "zh", "質押登記金額達9.3億元"]).code(1).stdout();
    assert!(shown.contains("数字不同：引文作 9.3億元，原文作 9.2億元"), "{shown}");
}

/// 億 or 家 with less than the whole of its number is no quotation of the figure.
#[test]
fn a_part_of_a_figure_does_not_stand() {
    for (quote, longer) in [
        ("3億元", "1.33億元"),
        ("33億元", "1.33億元"),
        ("00億元,同比增長", "100億元"),
        ("額達9", "額達90.87"),
        ("1.33", "1.33億"),
    ] {
        let answer = verify(quote);
        assert_eq!(answer["stands"], false, "{quote}: {answer}");
        let remark = answer["remarks"][0].as_str().unwrap();
        assert!(remark.contains("inside a longer figure") && remark.contains(longer), "{quote}: {answer}");
    }
    let near = &verify("00億元,同比增長")["nearest"][0];
    assert_eq!((&near["distance"], &near["pieces"][0]["wording"]), (&1.into(), &"100億元,同比增長".into()), "{near}");
    for quote in ["2億元", "超100億元", "1.33億", "903家企業", "6月", "2022年", "LPR+180BP"] {
        assert_eq!(verify(quote)["stands"], true, "{quote}");
    }
}

#[test]
fn quotations_run_over_passages_and_leave_words_out() {
    let all = passages();
    let at = all.iter().position(|(id, _)| id == "浙市監知運2023-12/典型5#2").unwrap();
    let (first, second) = (&all[at].1, &all[at + 1].1);
    let tail: String = first.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    let head: String = second.chars().take(12).collect();
    for between in ["\n", "\n\n  ", ""] {
        let answer = verify(&format!("{tail}{between}{head}"));
        assert_eq!(answer["stands"], true, "{answer}");
        let ids: Vec<&str> = answer["places"][0]["pieces"]
            .as_array()
            .unwrap()
            .iter()
            .map(|piece| piece["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, [all[at].0.as_str(), all[at + 1].0.as_str()]);
    }
    for dots in ["……", "...", "…"] {
        let answer = verify(&format!("開展知識產權質押登記項目54筆{dots}創歷史新高"));
        assert_eq!(answer["stands"], true, "{answer}");
        assert_eq!(answer["places"][0]["pieces"].as_array().unwrap().len(), 2, "{answer}");
    }
    // The parts stand, but in the other order.
    let answer = verify("創歷史新高……開展知識產權質押登記項目54筆");
    assert_eq!(answer["stands"], false, "{answer}");
    assert!(!answer["remarks"].as_array().unwrap().is_empty());
}

#[test]
fn bad_quotations_get_a_message() {
    let notice = Project::notice();
    for (quote, expected) in
        [("", "empty"), (" \u{200B}\n", "empty"), ("，。！", "only punctuation"), ("……", "only punctuation")]
    {
        let run = notice.anli(&["verify", quote]).code(2);
        assert!(run.stderr().contains(expected), "{quote:?}: {}", run.stderr());
        assert_eq!(run.stdout(), "");
    }
    let run = notice.anli(&["verify", "--lang", "zh", "，"]).code(2);
    assert!(run.stderr().contains("引文里只有标点"), "{}", run.stderr());
    let run = notice.anli_with(&["verify", "-"], "質".repeat(350_000).as_bytes()).code(2);
    assert!(run.stderr().contains("longer than 20000"), "{}", run.stderr());
    let answer =
        notice.anli_with(&["verify", "-", "--json"], "質押登記\u{7}金額達\n9.2億元\n".as_bytes()).code(0).json();
    assert_eq!(answer["stands"], true);
    assert_eq!(answer["remarks"].as_array().unwrap().len(), 2, "unseen characters, and a line break: {answer}");
    let answer = notice.anli(&["verify", "此語絕無僅有於斯處乎哉焉耳矣", "--json"]).code(1).json();
    assert_eq!(answer["nearest"], serde_json::json!([]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is copied from a passage stands, in as many places as a scan counts.
    #[test]
    fn what_is_copied_stands(passage in any::<prop::sample::Index>(), start in any::<prop::sample::Index>(), length in 1..60_usize) {
        let (_, text) = passage.get(passages());
        let chars: Vec<char> = text.chars().collect();
        let start = start.index(chars.len());
        let quote: String = chars[start..].iter().take(length).collect();
        prop_assume!(quote.chars().any(char::is_alphanumeric));
        // A part of a number in digits is no quotation.
        let of_number = |c: Option<char>| c.is_some_and(|c| fold(&c.to_string()).starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ','));
        prop_assume!(!of_number(quote.chars().next()) && !of_number(quote.chars().last()));
        let found = engine().verify(&quote, usize::MAX).unwrap();
        prop_assert!(found.stands, "“{}”", quote);
        // A scan that minds blanks and marks gives the least, one that does not the most.
        let wanted = counted(&quote);
        let scan = |form: &dyn Fn(&str) -> String, wanted: &str| -> usize {
            passages().iter().map(|(_, text)| form(text).matches(wanted).count()).sum()
        };
        let (least, most) = (scan(&fold, &fold(&quote)), scan(&counted, &wanted));
        let within = found.places.iter().filter(|place| place.pieces.len() == 1).count();
        prop_assert!((least..=most).contains(&within), "“{}”: {} of {}..{}", quote, within, least, most);
        for place in &found.places {
            let wording: String = place.pieces.iter().map(|piece| piece.wording.as_str()).collect();
            prop_assert_eq!(counted(&wording), wanted.clone());
        }
    }

    /// One character changed to one that makes the quotation absent: it does not stand, and exactly that is said.
    #[test]
    fn one_changed_character_is_named(passage in any::<prop::sample::Index>(), start in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let (_, text) = passage.get(passages());
        let chars: Vec<char> = text.chars().collect();
        prop_assume!(chars.len() >= 16);
        let start = start.index(chars.len() - 15);
        let quote: Vec<char> = chars[start..start + 16].to_vec();
        let at = at.index(quote.len());
        prop_assume!(!quote.iter().any(|c| c.is_whitespace()) && !"…".contains(quote[at]));
        let mut changed = quote.clone();
        changed[at] = '龘';
        let changed: String = changed.into_iter().collect();
        let found = engine().verify(&changed, 20).unwrap();
        prop_assert!(!found.stands);
        let near = &found.nearest[0];
        prop_assert_eq!(near.distance, 1);
        let different: Vec<_> = near.changes.iter().filter(|change| change.kind != ChangeKind::Equal).collect();
        prop_assert_eq!(different.len(), 1);
        prop_assert_eq!(different[0].kind, ChangeKind::Replace);
        prop_assert_eq!(different[0].quote_char, at);
        prop_assert_eq!(&different[0].quote, "龘");
        // And the wording that is shown is the one that was copied, or one that reads the same.
        let wording: String = near.place.pieces.iter().map(|piece| piece.wording.as_str()).collect();
        let copied: String = quote.iter().collect();
        let same = |text: &str| -> Vec<char> { counted(text).chars().enumerate().filter(|(place, _)| *place != at).map(|(_, c)| c).collect() };
        prop_assert_eq!(same(&wording), same(&copied));
    }

    #[test]
    fn any_quotation_gets_an_answer(quote in "\\PC{0,40}") {
        let answer = engine().verify(&quote, 3);
        prop_assert!(answer.is_ok() || matches!(answer, Err(anli::error::Error::BadQuote(_))));
    }
}

#[test]
fn the_export_has_every_passage_and_every_byte() {
    let notice = Project::notice();
    let text = notice.index(&["export"]).code(0).stdout();
    assert_eq!(text, notice.index(&["export", "--format", "jsonl", "--index", "index"]).code(0).stdout());
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &'static str| lines.iter().filter(move |line| line["type"] == kind);
    assert_eq!((of("notice").count(), of("case").count()), (1, 20));
    assert_eq!(of("passage").count() as u64, lines[0]["passages"].as_u64().unwrap());

    // The texts in order are the clean text, but for blanks and line breaks between them.
    let raw = notice_bytes();
    let clean = anli::clean::clean(&anli::decode::decode(&raw, NOTICE.as_ref()).text).text;
    let mut rest = clean.as_str();
    let mut last = 0;
    for line in of("passage") {
        let text = line["text"].as_str().unwrap();
        let at = rest.find(text).unwrap();
        assert!(rest[..at].trim().is_empty(), "“{}” stands between passages", &rest[..at]);
        rest = &rest[at + text.len()..];
        // The map covers the text, and what it copies stands in the file.
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let mut end = 0;
        let (raw_start, raw_end) = (number(&line["raw_start"]), number(&line["raw_end"]));
        assert!(raw_start >= last && raw_end <= raw.len());
        last = raw_end;
        for entry in line["map"].as_array().unwrap() {
            let [start, stop, from, to] = [0, 1, 2, 3].map(|at| number(&entry[at]));
            assert_eq!(start, end);
            end = stop;
            if stop - start == to - from {
                assert_eq!(text.as_bytes()[start..stop], raw[from..to]);
            }
        }
        assert_eq!(end, text.len());
    }
    assert!(rest.trim().is_empty());
}
