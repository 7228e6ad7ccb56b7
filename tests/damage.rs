//! Damaged pages and their undamaged twins: what is counted in one is counted in the other.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use anli::analyze::Segmenter;
use anli::api::{Budget, Hits, Page, Scope, Search};
use anli::clean::{Site, clean};
use anli::index::Options;
use anli::search::Engine;
use anli::text::{fold, to_hans};
use pinyin::ToPinyin;

use crate::common::{NOTICE, Project, notice_bytes, scan, shared};

/// Tables that damage the notice; each has its share of the characters that conversion changes.
const TABLES: usize = 8;

/// Words of a page that are looked for.
const WORDS: usize = 50;

/// The commonest words of `folded`, of two characters and more, and as many of the rarest.
fn words(folded: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    Segmenter::full().words(folded, &mut tokens);
    let mut counts = BTreeMap::new();
    for token in tokens {
        let word = &folded[token.start..token.end];
        if word.chars().count() > 1 {
            *counts.entry(word).or_insert(0) += 1;
        }
    }
    let mut all: Vec<(&str, i32)> = counts.into_iter().collect();
    all.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    let rare = all.len().saturating_sub(WORDS / 2).max(WORDS / 2);
    let chosen = all.iter().take(WORDS / 2).chain(all.iter().skip(rare));
    chosen.map(|(word, _)| (*word).to_owned()).collect()
}

/// The pages of a folder or file through the index: how often a word stands in each of them.
struct Pages {
    engine: Engine,
    _folder: tempfile::TempDir,
    counts: HashMap<String, HashMap<String, usize>>,
}

impl Pages {
    fn of(corpus: &Path) -> Pages {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::new(corpus.to_path_buf(), folder.path().join("index"));
        anli::index::build(&options, &|_, _, _| {}).unwrap();
        Pages { engine: Engine::open(&options.index).unwrap(), _folder: folder, counts: HashMap::new() }
    }

    /// What `search --scope all --count` would print, were the page called `name` the only one.
    fn count(&mut self, name: &str, word: &str) -> usize {
        if !self.counts.contains_key(word) {
            let request = Search::new(format!("\"{word}\"")).scope(Scope::All).page(Page::ALL);
            let answer = self.engine.search(&request, &Budget::unlimited()).unwrap();
            let Hits::Passages(hits) = answer.hits else { panic!("hits are passages") };
            let mut counts = HashMap::new();
            for hit in &hits {
                *counts.entry(hit.file.rsplit('/').next().unwrap().to_owned()).or_default() += hit.marks.len();
            }
            assert_eq!(counts.values().sum::<usize>(), answer.occurrences, "{word}");
            self.counts.insert(word.to_owned(), counts);
        }
        self.counts[word].get(name).copied().unwrap_or(0)
    }
}

/// The notice as other sites would have damaged it, each with a table of its own: nearly every line comes back, and the
/// index has every word as often as the cleaned text has it.
#[test]
fn the_notice_is_restored_and_counted_whatever_the_table() {
    let original = clean(std::str::from_utf8(&notice_bytes()).unwrap()).text;
    let words = words(&fold(&original));
    assert!(words.len() >= 40, "{words:?}");
    let mut seen = HashSet::new();
    let is_converted = |c: char| to_hans(&c.to_string()) != c.to_string();
    let converted: Vec<char> = original.chars().filter(|&c| is_converted(c) && seen.insert(c)).collect();
    // What a site makes of full width.
    let narrow = |c: char| if matches!(c, '！'..='～') { char::from_u32(c as u32 - 0xFEE0).unwrap() } else { c };
    let narrowed = |text: &str| text.chars().map(narrow).collect::<String>();
    let whole = narrowed(&original);
    let known: HashSet<&str> = whole.lines().collect();
    let folder = tempfile::tempdir().unwrap();
    for number in (0..TABLES).step_by(3) {
        let table = converted.iter().skip(number).step_by(TABLES);
        let table = table.filter_map(|c| Some((*c, c.to_pinyin()?.with_tone().to_owned())));
        let site = Site { table: table.collect(), marks: "，；。".chars().collect() };
        let text = site.damage(&original);
        assert!(words.iter().any(|word| scan(&text, word) < scan(&original, word)), "the damage hides words");
        let cleaned = clean(&text).text;
        let lines = narrowed(&cleaned);
        let restored = lines.lines().filter(|line| known.contains(line)).count();
        assert!(restored * 100 >= lines.lines().count() * 97, "{restored} lines under table {number}");
        let path = folder.path().join("damaged.txt");
        fs::write(&path, &text).unwrap();
        let mut damaged = Pages::of(&path);
        for word in &words {
            assert_eq!(damaged.count("damaged.txt", word), scan(&cleaned, word), "{word} under table {number}");
        }
    }
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn words_are_counted_alike_in_damaged_pages_and_in_their_twins() {
    let pairs = shared("damage/pairs");
    let mut looked_for = 0;
    for entry in fs::read_dir(pairs.join("damaged")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        // A heading that sets its characters apart is closed up in both.
        let twin = fs::read_to_string(pairs.join("clean_simplified").join(name)).unwrap();
        let twin = fold(&clean(&twin).text);
        let cleaned = fold(&clean(&fs::read_to_string(&path).unwrap()).text);
        for word in words(&twin) {
            looked_for += 1;
            assert_eq!(scan(&cleaned, &word), scan(&twin, &word), "{word} in {}", path.display());
        }
    }
    assert!(looked_for > 4_000, "{looked_for}");
}

/// All pages, fifty words each, through the index: what `search --scope all --count` prints.
#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn searches_count_alike_in_damaged_pages_and_in_their_twins() {
    let pairs = shared("damage/pairs");
    let [mut damaged, mut clean] = ["damaged", "clean_simplified"].map(|kind| Pages::of(&pairs.join(kind)));
    let mut looked_for = 0;
    for entry in fs::read_dir(pairs.join("damaged")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let twin = fs::read_to_string(pairs.join("clean_simplified").join(&name)).unwrap();
        for word in words(&fold(&twin)) {
            let expected = clean.count(&name, &word);
            assert!(expected > 0, "{word} in {name}");
            assert_eq!(damaged.count(&name, &word), expected, "{word} in {name}");
            looked_for += 1;
        }
    }
    assert!(looked_for > 4_000, "{looked_for}");
}

#[test]
#[cfg_attr(not(has_shared), ignore = "needs ../shared/data")]
fn the_programs_count_alike_in_damaged_pages_and_in_their_twins() {
    let pairs = shared("damage/pairs");
    let mut names: Vec<_> = fs::read_dir(pairs.join("damaged")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    // Two short notices and a law; all of them are in benches/damage.md.
    for name in names.iter().step_by(names.len() / 3 + 1) {
        let page = |kind: &str| fs::read(pairs.join(kind).join(name)).unwrap();
        let (damaged, twin) = (page("damaged"), page("clean_simplified"));
        let words = words(&fold(std::str::from_utf8(&twin).unwrap()));
        let (damaged, twin) = (Project::with(&[("page.txt", &damaged)]), Project::with(&[("page.txt", &twin)]));
        for word in words.iter().step_by(5) {
            let query = format!("\"{word}\"");
            let count = |project: &Project| project.count(&["--scope", "all", &query]);
            let expected = count(&twin);
            assert!(expected > 0, "{word} in {}", name.display());
            assert_eq!(count(&damaged), expected, "{word} in {}", name.display());
        }
    }
}

#[test]
fn the_notice_is_found_where_it_was_damaged() {
    let project = Project::notice();
    for (phrase, count) in [
        ("規模化", 1),
        ("信保基金", 2),
        ("轉變為保險機構", 1),
        ("窗口變為線上", 1),
        ("創新狀況", 1),
        ("各自優勢", 1),
        ("變為活“資產”", 1),
        ("保險", 134),
        ("質押", 149),
    ] {
        assert_eq!(project.count(&["--scope", "all", &format!("\"{phrase}\"")]), count, "{phrase}");
    }
    let answer = project.search(&["--scope", "all", "\"保險機構\""]);
    let raw = notice_bytes();
    let hits = answer["hits"].as_array().unwrap();
    let hit = hits.iter().find(|hit| hit["text"].as_str().unwrap().contains("轉變為保險機構")).unwrap();
    let repair = hit["repairs"].as_array().unwrap().iter().find(|r| r["restored"] == "為保險").unwrap();
    assert_eq!(
        (&repair["raw"], &repair["rule"], &repair["status"]),
        (&"?yōu)楸kU".into(), &"unaligned".into(), &"proven".into())
    );
    let at = hit["text"].as_str().unwrap().find("轉變為保險機構").unwrap();
    let mark =
        hit["marks"].as_array().unwrap().iter().find(|mark| mark["start"].as_u64().unwrap() > at as u64).unwrap();
    let span = mark["raw_start"].as_u64().unwrap() as usize..mark["raw_end"].as_u64().unwrap() as usize;
    assert_eq!(std::str::from_utf8(&raw[span]).unwrap(), "?yōu)楸kU機構", "the whole repair, and what follows it");
}

#[test]
fn an_inspection_lists_what_was_found() {
    let project = Project::notice();
    let file = format!("corpus/{NOTICE}");
    let report = project.index(&["inspect", &file, "--json"]).code(0).json();
    assert_eq!(report["counts"]["gloss"]["all"], 2_442);
    assert_eq!(report["byte_damage"]["places"], 9);
    assert_eq!(report["byte_damage"]["unrepaired"], 0);
    let findings = report["findings"].as_array().unwrap();
    let raw = notice_bytes();
    for finding in findings.iter().filter(|finding| finding["kind"] == "repair") {
        let span = finding["raw_start"].as_u64().unwrap() as usize..finding["raw_end"].as_u64().unwrap() as usize;
        assert_eq!(finding["raw"], std::str::from_utf8(&raw[span]).unwrap());
        assert!(finding["context"].as_str().unwrap().contains(finding["restored"].as_str().unwrap()));
    }
    assert!(findings.iter().any(|finding| finding["kind"] == "foreign"), "the advertisement");
    assert!(findings.iter().any(|finding| finding["kind"] == "boilerplate"), "the footer");
    assert!(findings.iter().any(|f| f["kind"] == "oddity" && f["raw"].as_str().unwrap().contains("2022奶奶以來")));
    let titles = report["titles"].as_array().unwrap();
    assert_eq!(titles.len(), 20);
    assert!(titles.iter().all(|title| title["copies"].as_array().unwrap().len() == 2), "each title stands three times");
    for (lang, words) in [
        ("zh", ["字节损坏", "得证", "推测", "2442", "轉變為保險機構"]),
        ("en", ["byte damage", "proven", "suggested", "2442", "轉變為保險機構"]),
    ] {
        let text = project.index(&["inspect", &file, "--lang", lang]).code(0).stdout();
        for word in words {
            assert!(text.contains(word), "{word} in\n{text}");
        }
    }
}

#[test]
fn a_page_with_nothing_left_is_rejected() {
    let lost = "?? ???????\n????? ???????? 2023? ????????\n".repeat(3);
    let project = Project::with(&[("lost.txt", lost.as_bytes()), ("甲.txt", "甲區開展專利質押融資。\n".as_bytes())]);
    let built = project.index(&["build"]).code(2);
    assert!(
        built.stderr().contains("lost.txt") && built.stderr().contains("get the document again"),
        "{}",
        built.stderr()
    );
    assert_eq!(project.count(&["質押"]), 1);
    let inspected = project.index(&["inspect", "corpus/lost.txt"]).code(2);
    assert!(inspected.stderr().contains("get the document again"), "{}", inspected.stderr());
}
