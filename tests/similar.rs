//! Comparable cases: the nearest against what a reader finds comparable, and every reason against a search.
//!
//! `similar/judged.tsv` was written from a reading of all cases before any ranking of them was looked at.
//! `similar/golden.txt` holds the nearest five of each case with their grades and `similar/stats.txt` the measures;
//! `ANLI_UPDATE=1` rewrites them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anli::eval::evaluate_triples;
use anli::lexicon::Lexicon;
use anli::search::similar::{Reason, Similar};
use anli::search::{Engine, Request};
use serde_json::Value;

use crate::common::{Project, shared};

/// How many of the nearest are measured.
const DEPTH: usize = 5;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/similar").join(name)
}

/// For each case the grades of its comparable ones.
fn judged() -> BTreeMap<String, HashMap<String, u32>> {
    let mut out: BTreeMap<String, HashMap<String, u32>> = BTreeMap::new();
    for line in fs::read_to_string(file("judged.tsv")).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let [case, other, grade] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        out.entry(case.to_owned()).or_default().insert(other.to_owned(), grade.parse().unwrap());
    }
    out
}

fn engine() -> Engine {
    Engine::open(&Project::notice().path().join("index")).unwrap()
}

fn short(id: &str) -> &str {
    id.rsplit('/').next().unwrap()
}

fn names(similar: &Similar) -> Vec<&str> {
    similar.hits.iter().map(|hit| short(&hit.case.id)).collect()
}

/// nDCG with gains 2^grade − 1 (Burges et al., "Learning to Rank using Gradient Descent", 2005).
fn ndcg(found: &[u32], ideal: &mut [u32]) -> f64 {
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let gain = |grades: &[u32]| -> f64 {
        let gains = grades.iter().take(DEPTH).enumerate();
        gains.map(|(place, &grade)| (2_f64.powi(grade as i32) - 1.0) / (place as f64 + 2.0).log2()).sum()
    };
    gain(found) / gain(ideal)
}

#[test]
fn the_nearest_are_what_a_reader_finds_comparable() {
    let engine = engine();
    let (mut lines, mut sum, mut first, mut best) = (String::new(), 0.0, 0, 0);
    let judged = judged();
    assert_eq!(judged.len(), 20);
    for (case, grades) in &judged {
        let similar = engine.similar(case, DEPTH).unwrap();
        let found: Vec<u32> = names(&similar).iter().map(|&name| grades.get(name).copied().unwrap_or(0)).collect();
        let mut ideal: Vec<u32> = grades.values().copied().collect();
        let measured = ndcg(&found, &mut ideal);
        sum += measured;
        first += usize::from(found[0] > 0);
        best += usize::from(found[0] == ideal[0]);
        let shown: Vec<String> =
            names(&similar).iter().zip(&found).map(|(name, grade)| format!("{name} {grade}")).collect();
        writeln!(lines, "{case}  {measured:.3}  {}", shown.join("  ")).unwrap();
    }
    let count = judged.len() as f64;
    let stats = format!(
        "cases: {count}\nnDCG@5: {:.4}\nfirst hit comparable: {first} ({:.0}%)\nfirst hit among the best: {best}\n",
        sum / count,
        100.0 * f64::from(u32::try_from(first).unwrap()) / count
    );
    eprintln!("{stats}");
    for (name, found) in [("golden.txt", lines), ("stats.txt", stats)] {
        if std::env::var_os("ANLI_UPDATE").is_some_and(|value| value == "1") {
            fs::write(file(name), &found).unwrap();
        }
        let expected = fs::read_to_string(file(name)).unwrap_or_default();
        assert_eq!(expected, found, "if the change is for the better, ANLI_UPDATE=1 rewrites tests/similar/{name}");
    }
}

#[test]
fn what_is_shown() {
    let engine = engine();
    let similar = engine.similar("典型5", 3).unwrap();
    assert_eq!(names(&similar)[0], "優秀3");
    let hit = &similar.hits[0];
    let word = hit.reasons.iter().find(|reason| reason.value == "馬德里").expect("馬德里 is a reason");
    assert_eq!((word.here.occurrences, word.there.occurrences), (6, 5));
    assert_eq!(word.elsewhere.map(|other| (other.occurrences, other.cases)), Some((0, 0)));
    let difference = |name: &str| hit.differences.iter().find(|difference| difference.kind.name() == name).unwrap();
    assert!(difference("place").here[0].text.starts_with("嘉興市"));
    assert!(difference("place").there[0].text.starts_with("寧波市"));
    let paid = difference("amount").there.iter().find(|quote| quote.text == "6268元").unwrap();
    assert!(paid.passages[0].contains("/優秀3#"));

    assert!(names(&engine.similar("優秀5", 2).unwrap()).contains(&"優秀6"));
    assert!(names(&engine.similar("典型3", 3).unwrap()).contains(&"優秀2"));
}

/// A search counts what a reason says, in either case and in all.
#[test]
fn every_reason_can_be_checked() {
    let engine = engine();
    let mut known: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut count = |query: &str, case: Option<&str>| -> usize {
        let place = (query.to_owned(), case.map(str::to_owned));
        *known.entry(place).or_insert_with(|| {
            let filters = case.map(|case| ("case".to_owned(), case.to_owned())).into_iter().collect();
            engine.search(&Request { limit: 0, filters, ..Request::new(query) }).unwrap().occurrences
        })
    };
    let mut checked = 0;
    for case in judged().keys() {
        let similar = engine.similar(case, DEPTH).unwrap();
        let here = similar.case.as_ref().unwrap().id.clone();
        for hit in &similar.hits {
            assert!(!hit.reasons.is_empty(), "{case} and {} share nothing", hit.case.id);
            for Reason { query, here: ours, there: theirs, elsewhere, .. } in &hit.reasons {
                assert_eq!(count(query, Some(&here)), ours.occurrences, "{case}: {query}");
                assert_eq!(count(query, Some(&hit.case.id)), theirs.occurrences, "{}: {query}", hit.case.id);
                let all = ours.occurrences + theirs.occurrences + elsewhere.unwrap().occurrences;
                assert_eq!(count(query, None), all, "{query}");
                let own = |id: &String| id == &here || id.starts_with(&format!("{here}#"));
                assert!(!ours.passages.is_empty() && ours.passages.iter().all(own), "{:?}", ours.passages);
                checked += 1;
            }
        }
    }
    assert!(checked > 500, "{checked}");
    // And as a user does it.
    let notice = Project::notice();
    let answer = notice.anli(&["similar", "典型5", "--json", "--limit", "1"]).code(0).json();
    for reason in answer["hits"][0]["reasons"].as_array().unwrap() {
        let query = reason["query"].as_str().unwrap();
        for side in [("here", &answer["case"]["id"]), ("there", &answer["hits"][0]["case"]["id"])] {
            let filter = format!("case:{}", side.1.as_str().unwrap());
            assert_eq!(notice.count(&[query, "--filter", &filter]) as u64, reason[side.0]["occurrences"], "{query}");
        }
    }
}

#[test]
fn a_text_finds_its_case() {
    let notice = Project::notice();
    let path = notice.path().join("項目.txt");
    fs::write(&path, "本县拟为农产品区域公用品牌的集体商标办理质押，由银行对成员企业集体授信、批量融资。").unwrap();
    let answer = notice.anli(&["similar", "--text", path.to_str().unwrap(), "--json"]).code(0).json();
    assert_eq!(answer["case"], Value::Null);
    assert!(answer["hits"][0]["case"]["id"].as_str().unwrap().ends_with("典型3"), "{answer}");
    assert!(answer["hits"][0]["reasons"].as_array().unwrap().len() > 2);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let notice = Project::notice();
    let write = |name: &str, bytes: &[u8]| {
        let path = notice.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let empty = write("empty.txt", b" \n");
    let strange = write("strange.txt", "zzqx wvvk".as_bytes());
    let long = write("long.txt", "质押融资。".repeat(4_000_000).as_bytes());
    for (args, says) in [
        (vec!["similar", "典型55"], "典型5"),
        (vec!["similar", "--text", &empty], "empty"),
        (vec!["similar", "--text", &strange], "no word"),
        (vec!["similar", "--text", &long], "longer than"),
        (vec!["compare", "典型5", "典5"], "itself"),
        (vec!["compare", "典型5"], "from 2"),
    ] {
        let run = notice.anli(&args).code(2);
        assert!(run.stderr().contains(says), "{args:?}: {}", run.stderr());
    }
    let lonely = Project::with(&[("甲.txt", "甲市開展專利質押融資。".as_bytes())]);
    let run = lonely.anli(&["similar", "甲"]).code(1);
    assert!(run.stderr().contains("no other case"), "{}", run.stderr());
}

#[test]
fn cases_side_by_side() {
    let notice = Project::notice();
    let text = notice.anli(&["compare", "典型5", "優秀3"]).code(0).stdout();
    assert!(text.contains("嘉興市 嘉善縣") && text.contains("6268元"), "{text}");
    let json = notice.anli(&["compare", "典型5", "優秀3", "典型2", "--json"]).code(0).json();
    assert_eq!(json["cases"].as_array().unwrap().len(), 3);
    for row in json["rows"].as_array().unwrap() {
        assert_eq!(row["cells"].as_array().unwrap().len(), 3, "{row}");
    }
    let row = |name: &str| json["rows"].as_array().unwrap().iter().find(|row| row["row"] == name).unwrap();
    assert_eq!(
        row("objects")["cells"][0][0]["passages"][0].as_str().unwrap().split('#').next().unwrap(),
        json["cases"][0]["id"]
    );
    let csv = notice.anli(&["compare", "典型7", "典型8", "--format", "csv"]).code(0).stdout();
    assert!(csv.lines().any(|line| line.starts_with("subsidies,") && line.contains("50%")), "{csv}");
    let markdown = notice.anli(&["compare", "典型7", "典型8", "--format", "md"]).code(0).stdout();
    assert!(markdown.lines().nth(1).is_some_and(|line| line == "| --- | --- | --- |"), "{markdown}");
}

#[test]
fn keywords_are_counted_as_a_search_counts() {
    let notice = Project::notice();
    for (query, term) in [("典型5", "馬德里"), ("馬德里", "馬德里"), ("优8", "險")] {
        let answer = notice.anli(&["keywords", query, "--json"]).code(0).json();
        let keywords = answer["keywords"].as_array().unwrap();
        assert!(keywords.iter().any(|keyword| keyword["term"].as_str().unwrap().contains(term)), "{answer}");
        for keyword in keywords.iter().take(5) {
            let all = keyword["mentions"].as_u64().unwrap() + keyword["elsewhere"]["mentions"].as_u64().unwrap();
            assert_eq!(notice.count(&[keyword["query"].as_str().unwrap()]) as u64, all, "{keyword}");
        }
    }
    notice.anli(&["keywords", "沒有這樣的詞zzqx"]).code(1);
}

#[test]
fn every_case_is_in_one_group() {
    let notice = Project::notice();
    let csv = notice.anli(&["similar", "--all", "--format", "csv"]).code(0).stdout();
    assert_eq!(csv.lines().count(), 21, "{csv}");
    let again = notice.anli(&["similar", "--all", "--format", "csv"]).code(0).stdout();
    assert_eq!(csv, again);
    let json = notice.anli(&["similar", "--all", "--json"]).code(0).json();
    let of = |name: &str| {
        json["clusters"].as_array().unwrap().iter().position(|cluster| {
            cluster["cases"].as_array().unwrap().iter().any(|case| short(case["id"].as_str().unwrap()) == name)
        })
    };
    assert_eq!(of("典型5"), of("優秀3"));
    assert_ne!(of("典型5"), of("典型9"));
}

#[test]
fn triples_are_scored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("triples.jsonl");
    let line = |a: &str, b: &str, c: &str| format!("{}\n", serde_json::json!({"A": a, "B": b, "C": c}));
    let (a, b, c) = ("被告出具借条，由保证人担保。", "被告出具借条，保证人连带责任。", "双方离婚，房屋归女方。");
    fs::write(&path, line(a, b, c) + &line(a, c, b)).unwrap();
    let notice = Project::notice();
    let run = notice.anli(&["eval", "--triples", path.to_str().unwrap()]).code(0);
    assert_eq!(run.stdout(), "triples 0.5000\n");
    fs::write(&path, "{\"A\": 1}\n").unwrap();
    let run = notice.anli(&["eval", "--triples", path.to_str().unwrap()]).code(2);
    assert!(run.stderr().contains(":1"), "{}", run.stderr());
}

#[test]
fn judgments_are_compared_as_judges_do() {
    let Some(path) = shared("similar/triples.jsonl.gz") else { return };
    let triples = evaluate_triples(&path, Lexicon::builtin()).unwrap();
    eprintln!("triples {:.4}", triples.share());
    assert!(triples.share() >= 0.70, "{triples:?}");
}
