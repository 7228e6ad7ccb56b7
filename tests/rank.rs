//! The ranking on the notice: what a reader of it would want first, query by query, against what comes first.
//!
//! `rank/pairs.tsv` was written from a reading of the notice before any weight was tuned. `rank/golden.txt` holds the
//! first hits for each query and `rank/stats.txt` the measures; a change of weights is a difference in both that a
//! reviewer reads. `ANLI_UPDATE=1` rewrites them.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anli::text::fold;
use serde_json::Value;

use crate::common::Project;

struct Pair {
    query: String,
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

/// Compares `found` with the file, or writes it there where the user wants it so.
#[track_caller]
fn golden(name: &str, found: &str) {
    let path = file(name);
    if std::env::var_os("ANLI_UPDATE").is_some_and(|value| value == "1") {
        fs::write(path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differing = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
    assert!(
        expected == found,
        "the ranking has changed; if it is for the better, ANLI_UPDATE=1 rewrites tests/rank/{name}.\n\
         the first difference (before, now): {differing:#?}"
    );
}

/// The place of the first hit that is what was wanted, from 1.
fn rank(pair: &Pair, hits: &[Value]) -> Option<usize> {
    let wanted = |hit: &Value| {
        let case = hit["case"]["id"].as_str().and_then(|id| id.rsplit('/').next()).unwrap_or_default();
        let text = fold(hit["text"].as_str().unwrap());
        pair.targets.iter().any(|target| target == case) && pair.holds.as_ref().is_none_or(|holds| text.contains(holds))
    };
    hits.iter().position(wanted).map(|place| place + 1)
}

#[test]
fn the_ranking_is_what_it_was() {
    let notice = Project::notice();
    let (mut lines, mut ranks) = (String::new(), Vec::new());
    for pair in pairs() {
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
        lines.push('\n');
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
    golden("golden.txt", &lines);
    golden("stats.txt", &stats);
}
