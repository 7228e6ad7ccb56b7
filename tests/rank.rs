//! The ranking on the notice: what a reader of it would want first, query by query, against what comes first.
//!
//! `rank/pairs.tsv` was written from a reading of the notice before any weight was tuned, and what it holds besides
//! from another reading before the answers were seen. `rank/golden/` holds a file a query with its first hits and
//! `rank/stats.txt` the measures; a change of weights is a difference in both that a reviewer reads. `ANLI_UPDATE=1`
//! rewrites them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anli::text::fold;
use serde_json::Value;

use crate::common::Project;

/// What stands for a case where the notice is wanted outside its cases.
const OUTSIDE: &str = "通知";

struct Pair {
    query: String,
    /// Short names of cases, or [`OUTSIDE`].
    targets: Vec<String>,
    /// What the passage must hold, folded.
    holds: Option<String>,
}

fn pairs() -> Vec<Pair> {
    let text = fs::read_to_string(file("pairs.tsv")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [query, targets, holds, _note] = columns[..] else { panic!("four columns are due: {line}") };
            Pair {
                query: query.to_owned(),
                targets: targets.split(',').map(str::to_owned).collect(),
                holds: (holds != "-").then(|| fold(holds)),
            }
        })
        .collect()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/rank").join(name)
}

/// The name of a query's file: its letters and digits, with a line for everything between them.
fn golden_name(query: &str) -> String {
    let words: Vec<&str> = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!("{}.txt", words.join("_"))
}

/// Compares the files with what was found, or writes it there where the user wants it so. Nothing else may lie there.
#[track_caller]
fn check_golden(found: &BTreeMap<String, String>) {
    let folder = file("golden");
    let written = || -> BTreeMap<String, String> {
        let read =
            |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap());
        fs::read_dir(&folder).unwrap().map(|entry| read(entry.unwrap())).collect()
    };
    if std::env::var_os("ANLI_UPDATE").is_some_and(|value| value == "1") {
        fs::create_dir_all(&folder).unwrap();
        written().keys().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
        found.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
    }
    let written = written();
    let names = || written.keys().chain(found.keys().filter(|name| !written.contains_key(*name)));
    let differing: Vec<&String> = names().filter(|&name| written.get(name) != found.get(name)).collect();
    if let Some(&first) = differing.first() {
        panic!(
            "the ranking has changed; if it is for the better, ANLI_UPDATE=1 rewrites tests/rank/golden. Before and now, \
             of {} files that differ:\n{first}\n{}\n{}",
            differing.len(),
            written.get(first).map_or("no such file", String::as_str),
            found.get(first).map_or("no such query", String::as_str),
        );
    }
}

/// Compares the measures with the file, or writes them there.
#[track_caller]
fn check_stats(found: &str) {
    if std::env::var_os("ANLI_UPDATE").is_some_and(|value| value == "1") {
        fs::write(file("stats.txt"), found).unwrap();
    }
    assert_eq!(fs::read_to_string(file("stats.txt")).unwrap(), found, "before and now");
}

/// The place of the first hit that is what was wanted, from 1.
fn rank(pair: &Pair, hits: &[Value]) -> Option<usize> {
    let wanted = |hit: &Value| {
        let case = hit["case"]["id"].as_str().and_then(|id| id.rsplit('/').next()).unwrap_or(OUTSIDE);
        let text = fold(hit["text"].as_str().unwrap());
        pair.targets.iter().any(|target| target == case) && pair.holds.as_ref().is_none_or(|holds| text.contains(holds))
    };
    hits.iter().position(wanted).map(|place| place + 1)
}

#[test]
fn the_ranking_is_what_it_was() {
    let notice = Project::notice();
    let (mut files, mut ranks) = (BTreeMap::new(), Vec::new());
    for pair in pairs() {
        let mut lines = String::new();
        let answer = notice.search(&[&pair.query]);
        let hits = answer["hits"].as_array().unwrap();
        let rank = rank(&pair, hits);
        ranks.push(rank);
        let place = rank.map_or_else(|| "none".to_owned(), |rank| rank.to_string());
        let relaxed = if answer["relaxed"] == true { ", relaxed" } else { "" };
        writeln!(lines, "query: {}\nparsed: {}", pair.query, answer["query"]["parsed"].as_str().unwrap()).unwrap();
        writeln!(
            lines,
            "target: {}{}",
            pair.targets.join(", "),
            pair.holds.map_or(String::new(), |holds| format!(", {holds}"))
        )
        .unwrap();
        writeln!(lines, "rank: {place} of {}{relaxed}", answer["total"]).unwrap();
        for hit in hits.iter().take(3) {
            let text: String = hit["text"].as_str().unwrap().chars().take(24).collect();
            writeln!(lines, "  {} {}", hit["id"].as_str().unwrap(), text.replace('\n', " ")).unwrap();
        }
        let other = files.insert(golden_name(&pair.query), lines);
        assert!(other.is_none(), "another query has the name of {}", pair.query);
    }
    let count = ranks.len();
    let within = |depth: usize| ranks.iter().flatten().filter(|&&rank| rank <= depth).count();
    let mrr = ranks.iter().flatten().map(|&rank| 1.0 / rank as f64).sum::<f64>() / count as f64;
    let percent = |found: usize| 100.0 * found as f64 / count as f64;
    let stats = format!(
        "queries: {count}\nrecall@1: {} ({:.0}%)\nrecall@5: {} ({:.0}%)\nmrr: {mrr:.6}\n",
        within(1),
        percent(within(1)),
        within(5),
        percent(within(5)),
    );
    check_golden(&files);
    check_stats(&stats);
}
