//! Tests of the whole extraction: the gold file, promises that hold for any text, figures of laws.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::*;

/// The share of facts that must be found, and of found facts that must be right.
const REQUIRED: f64 = 0.97;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The notice's text without its injected readings: a bracket with a tone mark behind a Chinese character.
///
/// This is the cleaning that the gold file needs and no more, so that a fault of the cleaner is not one of the rules.
fn without_readings(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('(') {
        let (before, bracket) = rest.split_at(at);
        out.push_str(before);
        let inside = bracket[1..].find(')').map(|end| &bracket[1..=end]);
        let reading = inside.is_some_and(|inside| {
            let marked = inside.chars().any(|c| "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ".contains(c));
            let latin = |c: char| c.is_ascii_lowercase() || "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü ".contains(c);
            marked && inside.chars().all(latin) && inside.chars().count() <= 8
        });
        match inside {
            Some(inside) if reading && before.chars().next_back().is_some_and(crate::text::is_han) => {
                rest = &bracket[inside.len() + 2..];
            }
            _ => {
                out.push('(');
                rest = &bracket[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// One line of the gold file.
struct Gold {
    line: usize,
    kind: Kind,
    start: usize,
    text: String,
    value: String,
    max: String,
    unit: String,
    bound: String,
    what: String,
    level: String,
}

fn gold(lines: &[&str]) -> Vec<Gold> {
    let file = std::fs::read_to_string(root().join("tests/gold/notice-facts.tsv")).unwrap();
    let rows = file.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [line, _, kind, text, nth, value, max, unit, bound, what, level] = cells[..] else {
            panic!("not eleven cells: {row}")
        };
        let (line, nth): (usize, usize) = (line.parse().unwrap(), nth.parse().unwrap());
        let (start, _) = lines[line - 1].match_indices(text).nth(nth - 1).unwrap_or_else(|| panic!("not there: {row}"));
        let own = |cell: &str| cell.to_owned();
        Gold {
            line,
            kind: Kind::from_name(kind).unwrap(),
            start,
            text: own(text),
            value: own(value),
            max: own(max),
            unit: own(unit),
            bound: own(bound),
            what: own(what),
            level: own(level),
        }
    });
    rows.collect()
}

/// A fact's values as the gold file writes them.
fn values(fact: &Fact) -> (String, String) {
    if let Some(days) = fact.days() {
        return (days.start.to_string(), days.end.to_string());
    }
    let shown = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    (shown(fact.value), shown(fact.value_max))
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    right: usize,
    same_what: usize,
    near_what: usize,
}

#[test]
fn the_notice_read_by_hand() {
    let folder = root().join("corpus");
    let path = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let path = path.into_iter().find(|path| path.to_string_lossy().contains("浙市")).expect("the notice is in corpus/");
    let text = without_readings(&std::fs::read_to_string(path).unwrap());
    let lines: Vec<&str> = text.lines().collect();
    let gold = gold(&lines);
    let mut scores: BTreeMap<Kind, Score> = BTreeMap::new();
    let mut report = String::new();
    let mut wanted: BTreeMap<(usize, Kind, usize), &Gold> =
        gold.iter().map(|row| ((row.line, row.kind, row.start), row)).collect();
    for row in &gold {
        scores.entry(row.kind).or_default().gold += 1;
    }
    for (number, line) in lines.iter().enumerate() {
        for fact in extract(line) {
            let score = scores.entry(fact.kind).or_default();
            score.found += 1;
            let at = (number + 1, fact.kind, fact.span.start);
            let (value, max) = values(&fact);
            let level = match &fact.detail {
                Detail::First { scope, .. } => scope.clone().unwrap_or_default(),
                _ => String::new(),
            };
            let what = fact.what.clone().unwrap_or_default();
            let right = wanted.get(&at).is_some_and(|row| {
                let unit = fact.unit.clone().unwrap_or_default();
                row.text == fact.text
                    && (&row.value, &row.max, &row.unit) == (&value, &max, &unit)
                    && row.bound == fact.bound.name()
                    && row.level == level
            });
            if right && let Some(row) = wanted.remove(&at) {
                score.right += 1;
                let same = row.what == what;
                let near = same || !what.is_empty() && (row.what.contains(&what) || what.contains(&row.what));
                score.same_what += usize::from(same);
                score.near_what += usize::from(near);
                if !near {
                    let _ = writeln!(report, "  {} {}: what {what:?}, by hand {:?}", number + 1, fact.text, row.what);
                }
            } else {
                let _ = writeln!(
                    report,
                    "+ {} {} {} {value} {max} {:?} {} {level} {what}",
                    number + 1,
                    fact.kind.name(),
                    fact.text,
                    fact.unit,
                    fact.bound.name()
                );
            }
        }
    }
    for row in wanted.values() {
        let _ = writeln!(report, "- {} {} {} {} {}", row.line, row.kind.name(), row.text, row.value, row.bound);
    }
    print!("{report}");
    println!("kind       gold found right precision  recall  what same / near");
    let mut all = Score::default();
    let show = |name: &str, s: &Score| {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "{name:<9} {:>5} {:>5} {:>5}   {:>6.2} % {:>6.2} %   {:>5.1} % {:>5.1} %",
            s.gold,
            s.found,
            s.right,
            share(s.right, s.found),
            share(s.right, s.gold),
            share(s.same_what, s.right),
            share(s.near_what, s.right)
        );
    };
    for (kind, score) in &scores {
        show(kind.name(), score);
        all.gold += score.gold;
        all.found += score.found;
        all.right += score.right;
        all.same_what += score.same_what;
        all.near_what += score.near_what;
    }
    show("all", &all);
    let (right, found, gold) = (all.right as f64, all.found as f64, all.gold as f64);
    assert!(right / found >= REQUIRED && right / gold >= REQUIRED, "precision or recall fell below {REQUIRED}");
}
