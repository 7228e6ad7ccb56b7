//! What people type, quote and write, as committed sets: questions, queries, quotations, sentences with figures.
//!
//! Each item was written with what is expected of it before an answer was seen. `sets/*.verdicts.txt` and
//! `rank/questions.verdicts.txt` hold what came of every item and `sets/*.share.txt` the shares, so that a change is a
//! difference that a reviewer reads; `ANLI_UPDATE=1` rewrites them. `sets/README.md` tells the words of the sets.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use anli::facts::extract;
use anli::text::fold;
use serde_json::Value;

use crate::common::{NOTICE, Project, notice_bytes};

/// No share may fall below these, in percent: of the questions first and in the first five, of the others.
const REQUIRED: [(&str, f64); 5] =
    [("questions@1", 90.0), ("questions@5", 98.0), ("queries", 95.0), ("quotations", 95.0), ("sentences", 95.0)];

/// What stands for a case where a notice is wanted outside its cases.
const OUTSIDE: &str = "通知";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn lines(name: &str) -> Vec<String> {
    let text = fs::read_to_string(file(name)).unwrap();
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

/// The notice of the corpus with those of `rank/notices`, of other provinces and genres.
fn project() -> &'static Project {
    static PROJECT: OnceLock<Project> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let mut files = vec![(NOTICE.to_owned(), notice_bytes())];
        for entry in fs::read_dir(file("rank/notices")).unwrap() {
            let path = entry.unwrap().path();
            files.push((path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let project = Project::with(&files);
        project.anli(&["list"]).code(0);
        project
    })
}

/// A passage that a search of the default scope covers, as a plain reading has it.
struct Passage {
    id: String,
    text: String,
    section: String,
    /// Province, city, county of its case, folded.
    places: Vec<String>,
}

fn passages() -> &'static [Passage] {
    static PASSAGES: OnceLock<Vec<Passage>> = OnceLock::new();
    PASSAGES.get_or_init(|| {
        let (mut out, mut places) = (Vec::new(), BTreeMap::new());
        for line in project().index(&["export"]).code(0).stdout().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let folded = |name: &str| line[name].as_str().map(fold).unwrap_or_default();
            let id = line["id"].as_str().unwrap_or_default().to_owned();
            if line["type"] == "case" {
                places.insert(id, ["province", "city", "county"].map(folded).to_vec());
            } else if line["type"] == "passage" && (line["role"] == "body" || line["role"] == "heading") {
                let case = line["case"].as_str().unwrap_or_default();
                let places = places.get(case).cloned().unwrap_or_default();
                out.push(Passage { id, text: folded("text"), section: folded("section"), places });
            }
        }
        out
    })
}

/// Whether a hit's or passage's id is of the target: `浙/典型9`, or `鄂/通知` outside the cases.
fn is_of(id: &str, target: &str) -> bool {
    let (notice, case) = target.split_once('/').unwrap();
    let of_case = match case {
        OUTSIDE => !id.contains('/'),
        case => id.split(['/', '#']).nth(1).is_some_and(|own| own == case),
    };
    id.starts_with(notice) && of_case
}

/// Where a pattern stands from `from` on: `*` is up to ten characters of a sentence, `?` exactly one.
fn pattern_at(text: &[char], from: usize, pattern: &[char]) -> bool {
    let Some((&first, rest)) = pattern.split_first() else { return true };
    let ends = |c: char| "。！？；!?;".contains(c);
    match first {
        '*' => (from..=(from + 10).min(text.len()))
            .take_while(|&to| !text[from..to].iter().any(|&c| ends(c)))
            .any(|to| pattern_at(text, to, rest)),
        '?' => from < text.len() && !ends(text[from]) && pattern_at(text, from + 1, rest),
        c => text.get(from) == Some(&c) && pattern_at(text, from + 1, rest),
    }
}

fn stands(text: &str, word: &str) -> bool {
    let word = fold(word);
    if word.contains(['*', '?']) {
        let (text, word): (Vec<char>, Vec<char>) = (text.chars().collect(), word.chars().collect());
        return (0..text.len()).any(|at| pattern_at(&text, at, &word));
    }
    text.contains(&word)
}

/// Whether a passage meets one term of an expectation.
fn meets(passage: &Passage, term: &str) -> bool {
    if let Some(term) = term.strip_prefix('!') {
        return !meets(passage, term);
    }
    let of_place = |place: &str| passage.places.iter().any(|own| own.contains(&fold(place)));
    term.split('|').any(|word| {
        if let Some(place) = word.strip_prefix("@=") {
            of_place(place)
        } else if let Some(place) = word.strip_prefix('@') {
            of_place(place) || stands(&passage.text, place)
        } else if let Some(notice) = word.strip_prefix('#') {
            passage.id.starts_with(notice)
        } else if let Some(section) = word.strip_prefix('§') {
            passage.section == fold(section)
        } else if let Some(case) = word.strip_prefix("case=") {
            is_of(&passage.id, case)
        } else {
            stands(&passage.text, word)
        }
    })
}

fn reading(wanted: impl Fn(&Passage) -> bool) -> BTreeSet<String> {
    passages().iter().filter(|passage| wanted(passage)).map(|passage| passage.id.clone()).collect()
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '！', '？', '；', '!', '?', ';', '\n'])
}

fn occurrences(run: &str) -> u64 {
    passages().iter().map(|passage| passage.text.matches(&fold(run)).count() as u64).sum()
}

fn ids(answer: &Value) -> BTreeSet<String> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

/// Compares what was found with what a reading has; both must hold something.
fn same_set(found: &BTreeSet<String>, wanted: &BTreeSet<String>) -> Result<(), String> {
    if wanted.is_empty() {
        return Err("the reading has none".to_owned());
    }
    let left_out: Vec<&String> = wanted.difference(found).take(3).collect();
    let too_many: Vec<&String> = found.difference(wanted).take(3).collect();
    if left_out.is_empty() && too_many.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {}, without {left_out:?}, with {too_many:?}", found.len(), wanted.len()))
}

/// Checks one expectation of a query.
fn check(answer: &Value, expected: &str) -> Result<(), String> {
    let (kind, arguments) = expected.split_once(' ').unwrap_or((expected, ""));
    let words: Vec<&str> = arguments.split_whitespace().collect();
    let verdict = |right: bool, found: String| if right { Ok(()) } else { Err(found) };
    let (total, relaxed) = (answer["total"].as_u64().unwrap(), answer["relaxed"] == true);
    let found = || if relaxed { BTreeSet::new() } else { ids(answer) };
    match kind {
        "all" => same_set(&found(), &reading(|p| words.iter().all(|word| meets(p, word)))),
        "has" => {
            let (found, wanted) = (found(), reading(|p| meets(p, arguments)));
            verdict(!wanted.is_empty() && wanted.is_subset(&found), format!("{} for {}", found.len(), wanted.len()))
        }
        "sentence" | "ordered" => {
            let holds = |sentence: &str| {
                let at = |word: &str| sentence.find(&fold(word));
                let last = |word: &str| sentence.rfind(&fold(word));
                let ordered = at(words[0]).is_some_and(|first| last(words[1]).is_some_and(|last| first < last));
                words.iter().all(|word| at(word).is_some()) && (kind == "sentence" || ordered)
            };
            same_set(&found(), &reading(|p| sentences(&p.text).any(holds)))
        }
        "count" | "exact" => {
            let wanted = occurrences(arguments);
            let exact = answer["exact"]["occurrences"].as_u64().filter(|_| kind == "exact");
            let found = if relaxed { 0 } else { exact.or(answer["occurrences"].as_u64()).unwrap() };
            verdict(found == wanted && wanted > 0, format!("{found} of {wanted}"))
        }
        "same" => {
            let other = project().search(&[arguments]);
            let same = other["occurrences"] == answer["occurrences"];
            same_set(&found(), &ids(&other))?;
            verdict(same, format!("{} occurrences of {}", answer["occurrences"], other["occurrences"]))
        }
        "first" => {
            let first = &answer["hits"][0];
            let (id, text) = (first["id"].as_str().unwrap_or("nothing"), first["text"].as_str().unwrap_or_default());
            let right = is_of(id, words[0]) && stands(&fold(text), words[1]);
            verdict(right, format!("first {id}"))
        }
        "hint" => {
            let hints = answer["query"]["hints"].to_string();
            verdict(hints.contains(arguments), format!("hints {hints}"))
        }
        "corrected" => {
            let to = answer["corrected"]["to"].as_str().unwrap_or("nothing");
            verdict(fold(to).contains(&fold(arguments)) && total > 0, format!("corrected to {to}"))
        }
        "none" => {
            let right = match arguments {
                "relaxed" => total == 0 || relaxed,
                "uncorrected" => (total == 0 || relaxed) && answer.get("corrected").is_none(),
                _ => total == 0,
            };
            verdict(right, format!("{total} found"))
        }
        "ends" => Ok(()),
        _ => panic!("no such expectation: {expected}"),
    }
}

/// What came of the items of a set.
#[derive(Default)]
struct Verdicts {
    text: String,
    right: usize,
    all: usize,
}

impl Verdicts {
    fn add(&mut self, item: &str, result: Result<(), String>) {
        self.all += 1;
        match result {
            Ok(()) => {
                self.right += 1;
                writeln!(self.text, "right\t{item}").unwrap();
            }
            Err(found) => writeln!(self.text, "wrong\t{item}\t{}", found.replace('\n', " ")).unwrap(),
        }
    }

    fn check(&self, name: &str, golden: &str) {
        golden_text(golden, &self.text);
        share(name, self.right, self.all);
    }
}

/// Compares a file with what was found, or writes it where the user wants it so.
#[track_caller]
fn golden_text(name: &str, found: &str) {
    if std::env::var_os("ANLI_UPDATE").is_some_and(|value| value == "1") {
        fs::write(file(name), found).unwrap();
    }
    let written = fs::read_to_string(file(name)).unwrap_or_default();
    let (before, now): (BTreeSet<&str>, BTreeSet<&str>) = (written.lines().collect(), found.lines().collect());
    let lines = |sign: char, of: &BTreeSet<&str>, other: &BTreeSet<&str>| -> String {
        of.difference(other).fold(String::new(), |text, line| format!("{text}{sign} {line}\n"))
    };
    assert!(
        written == found,
        "{name} has changed; if it is for the better, ANLI_UPDATE=1 rewrites it\n{}{}",
        lines('-', &before, &now),
        lines('+', &now, &before),
    );
}

/// Compares a share with the line of `shares.txt`, and with the least that it must be.
#[track_caller]
fn share(name: &str, right: usize, all: usize) {
    let percent = 100.0 * right as f64 / all as f64;
    eprintln!("{name}: {right} of {all} ({percent:.1} %)");
    golden_text(&format!("sets/{name}.share.txt"), &format!("{right} of {all} ({percent:.1} %)\n"));
    let least = REQUIRED.iter().find(|(of, _)| *of == name).unwrap().1;
    assert!(percent >= least, "{name}: {percent:.1} % is below {least}");
}

#[test]
fn questions_as_people_ask_them() {
    let (mut text, mut ranks) = (String::new(), Vec::new());
    for line in lines("rank/questions.tsv") {
        let columns: Vec<&str> = line.split('\t').collect();
        let [question, targets, holds] = columns[..] else { panic!("three columns are due: {line}") };
        let answer = project().search(&[question]);
        let wanted = |id: &str, text: &str| {
            targets.split(',').any(|target| is_of(id, target)) && (holds == "-" || stands(&fold(text), holds))
        };
        assert!(passages().iter().any(|p| wanted(&p.id, &p.text)), "no passage is the answer: {line}");
        let hits = answer["hits"].as_array().unwrap();
        let place = hits.iter().position(|hit| wanted(hit["id"].as_str().unwrap(), hit["text"].as_str().unwrap()));
        let rank = place.map(|place| place + 1);
        let shown = rank.map_or_else(|| "none".to_owned(), |rank| rank.to_string());
        let first =
            if rank == Some(1) { "" } else { hits.first().map_or("nothing", |hit| hit["id"].as_str().unwrap()) };
        writeln!(text, "{}", format!("{shown}\t{question}\t{first}").trim_end()).unwrap();
        ranks.push(rank);
    }
    golden_text("rank/questions.verdicts.txt", &text);
    for depth in [1, 5] {
        let within = ranks.iter().flatten().filter(|&&rank| rank <= depth).count();
        share(&format!("questions@{depth}"), within, ranks.len());
    }
}

#[test]
fn queries_as_people_type_them() {
    let mut verdicts = Verdicts::default();
    for line in lines("sets/queries.tsv") {
        let (query, expected) = line.split_once('\t').unwrap_or_else(|| panic!("two columns are due: {line}"));
        let run = project().anli(&["search", "--json", "--limit", "1000", "--", query]);
        let result = match run.exit() {
            0 | 1 => {
                let answer = run.json();
                expected.split(" ; ").try_for_each(|one| check(&answer, one))
            }
            code if expected != "ends" => Err(format!("exit {code}")),
            _ => Ok(()),
        };
        verdicts.add(&line, result);
    }
    verdicts.check("queries", "sets/queries.verdicts.txt");
}

/// Whether a quotation is answered as it should be.
fn quoted(quote: &str, verdict: &str, told: &str) -> Result<(), String> {
    let run = project().anli(&["verify", "--json", "--", quote]);
    let answer = run.json();
    let (stands, near) = (answer["stands"] == true, &answer["nearest"][0]);
    let tells = |value: &Value| told == "-" || fold(&value.to_string()).contains(&fold(told));
    let right = match verdict {
        "stands" => stands && tells(&answer["remarks"]),
        "equal" => stands && answer["remarks"].to_string().contains("equal in value") && tells(&answer["remarks"]),
        "bound" => stands && !answer["remarks"][0].is_null() && tells(&answer["remarks"]),
        "differs" => !stands && (tells(&near["figures"]) || tells(&answer["remarks"])),
        "part" => {
            !stands && answer["remarks"].to_string().contains("inside a longer figure") && tells(&answer["remarks"])
        }
        "words" => !stands && near["pieces"][0]["id"].as_str().is_some_and(|id| fold(id).starts_with(&fold(told))),
        "absent" => !stands && near.is_null() && answer["remarks"] == serde_json::json!([]),
        "refused" => !stands,
        _ => panic!("no such verdict: {verdict}"),
    };
    let exit = run.exit();
    if right && (exit == 0) == stands {
        return Ok(());
    }
    Err(format!("stands: {stands}, exit {exit}, {}, nearest {}", answer["remarks"], near["figures"]))
}

/// Whether the figures and quotations of a draft are.
fn drafted(draft: &str, wanted: &str, told: &str) -> Result<(), String> {
    fs::write(project().path().join("draft.txt"), draft).unwrap();
    let answer = project().anli(&["verify", "--file", "draft.txt", "--json"]).json();
    let claims = answer["claims"].as_array().unwrap();
    let verdicts: Vec<&str> = claims.iter().map(|claim| claim["verdict"].as_str().unwrap()).collect();
    let tells = told == "-" || claims.iter().any(|claim| fold(&claim.to_string()).contains(&fold(told)));
    if verdicts.join(",") == wanted && tells {
        return Ok(());
    }
    let shown: Vec<String> = claims.iter().map(|claim| format!("{} {}", claim["text"], claim["verdict"])).collect();
    Err(shown.join(", "))
}

#[test]
fn quotations_and_drafts() {
    let mut verdicts = Verdicts::default();
    for line in lines("sets/quotations.tsv") {
        let columns: Vec<&str> = line.split('\t').collect();
        let [how, text, verdict, told] = columns[..] else { panic!("four columns are due: {line}") };
        let result = if how == "q" { quoted(text, verdict, told) } else { drafted(text, verdict, told) };
        verdicts.add(&line, result);
    }
    verdicts.check("quotations", "sets/quotations.verdicts.txt");
}

#[test]
fn sentences_with_figures() {
    let mut verdicts = Verdicts::default();
    let all = lines("sets/sentences.tsv");
    let mut rest = all.iter().peekable();
    while let Some(sentence) = rest.next() {
        let sentence = sentence.strip_prefix("S\t").unwrap_or_else(|| panic!("no sentence: {sentence}"));
        let mut wanted = BTreeSet::new();
        while let Some(row) = rest.next_if(|line| line.starts_with("F\t")) {
            wanted.insert(row[2..].to_owned());
        }
        let found: BTreeSet<String> = extract(sentence)
            .iter()
            .map(|fact| {
                let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
                let (value, max) = match fact.days() {
                    Some(days) => (days.start.to_string(), days.end.to_string()),
                    None => (number(fact.value), number(fact.value_max)),
                };
                let unit = fact.unit.as_deref().unwrap_or_default();
                [fact.kind.name(), &fact.text, &value, &max, unit, fact.bound.name()].join("\t")
            })
            .collect();
        let differing: Vec<String> = wanted
            .difference(&found)
            .map(|row| format!("- {row}"))
            .chain(found.difference(&wanted).map(|row| format!("+ {row}")))
            .map(|row| row.replace('\t', " "))
            .collect();
        verdicts.add(sentence, if differing.is_empty() { Ok(()) } else { Err(differing.join(", ")) });
    }
    verdicts.check("sentences", "sets/sentences.verdicts.txt");
}
