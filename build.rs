//! Compiles the data files into tables that the program uses as they lie in the binary, so that nothing is parsed,
//! inflated or hashed when it starts.
//!
//! * `data/fold.tsv` → `fold.index` and `fold.pages`, a two-level table of the folded form of every character, and
//!   `hans.tsv`, `hant.tsv` as sorted arrays for display.
//! * `data/words.tsv` → `words.rs`, each list as a constant.
//! * `data/jieba.dict.txt` and `data/terms.txt` → `dict.fst`, the folded words with their frequencies.
//!
//! And it looks for the material for measuring, and for a browser and node, so that the tests that need them show as
//! ignored where they are absent.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: usize = 256;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=data/fold.tsv");
    println!("cargo::rerun-if-changed=data/jieba.dict.txt");
    println!("cargo::rerun-if-changed=data/terms.txt");
    println!("cargo::rerun-if-changed=data/words.tsv");
    let set = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if set("CARGO_CFG_TARGET_OS", "linux") && set("CARGO_CFG_TARGET_ENV", "gnu") {
        // The tables of fonts and encodings hold sixty thousand addresses, which a program that may be loaded anywhere
        // has to correct each time it starts: more than a tenth of a search.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    look_for_material();
    look_for_programs();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let fold = fold_tables(&out)?;
    dictionary(&out, &fold)?;
    words(&out, &fold)?;
    Ok(())
}

/// The lists of `data/words.tsv` that the program reads.
const LISTS: &[&str] = &[
    "commanding_characters",
    "claiming",
    "commenting",
    "asking_figures",
    "asking_sums",
    "asking_shares",
    "asking_spans",
    "asking_dates",
    "first_levels",
    "first_claims",
    "commanding",
    "place_body",
    "above",
    "over",
    "below",
    "under",
    "named_after",
    "function",
    "offering",
    "joining",
    "excluding",
    "interrogative",
    "carrying",
    "place_suffix",
    "people",
    "no_county",
    "no_city",
    "body",
    "page_anywhere",
    "page_edge",
    "page_edge_start",
    "page_edge_end",
    "page_tail",
    "page_tail_start",
    "site_end",
    "case_after",
    "case_after_word",
    "case_after_next",
];

/// Writes the lists of words.
fn words(out: &Path, fold: &BTreeMap<char, char>) -> Result<(), Box<dyn Error>> {
    let mut lists: BTreeMap<&str, String> = BTreeMap::new();
    let table = fs::read_to_string("data/words.tsv")?;
    for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let wrong = |what: &str| format!("data/words.tsv, line {}: {what}", number + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, list, note] = cells[..] else { return Err(wrong("not a name, words and a note").into()) };
        if !LISTS.contains(&name) {
            return Err(wrong(&format!("nothing reads {name}; the lists are {}", LISTS.join(", "))).into());
        }
        let words: Vec<&str> = list.split('|').collect();
        for (at, word) in words.iter().enumerate() {
            let folded: String = word.chars().map(|c| fold.get(&c).copied().unwrap_or(c)).collect();
            if *word != folded || word.trim() != *word || word.is_empty() || words[..at].contains(word) {
                return Err(wrong(&format!("“{word}” is empty, there twice, or to be written “{folded}”")).into());
            }
        }
        let body = format!("/// {note}\npub const {}: &[&str] = &{words:?};\n", name.to_uppercase());
        if lists.insert(name, body).is_some() {
            return Err(wrong(&format!("{name} is there twice")).into());
        }
    }
    if let Some(missing) = LISTS.iter().find(|name| !lists.contains_key(*name)) {
        return Err(format!("data/words.tsv: {missing} is missing").into());
    }
    fs::write(out.join("words.rs"), lists.into_values().collect::<String>())?;
    Ok(())
}

/// Sets `has_shared` where the material for measuring lies beside the project.
///
/// A path that is not there must not be watched: cargo would run this script, and so compile everything, each time. So
/// nobody tells cargo when the material comes; a test compares what is there with what was found here.
fn look_for_material() {
    const LIST: &str = "../shared/data/README.md";
    println!("cargo::rustc-check-cfg=cfg(has_shared)");
    if Path::new(LIST).exists() {
        println!("cargo::rustc-cfg=has_shared");
        println!("cargo::rerun-if-changed={LIST}");
    }
}

/// Tells whether the programs are there that some tests drive. Where everything must be tested they are taken for granted:
/// a missing one is a failure then.
fn look_for_programs() {
    println!("cargo::rerun-if-env-changed=ANLI_TEST_ALL");
    let all = env::var_os("ANLI_TEST_ALL").is_some();
    let mut paths = env::var_os("PATH").unwrap_or_default();
    // Where cargo puts the programs that it installs.
    if let Some(home) = env::var_os("CARGO_HOME") {
        let folders: Vec<_> = env::split_paths(&paths).chain([Path::new(&home).join("bin")]).collect();
        paths = env::join_paths(folders).unwrap_or(paths);
    }
    let is_there = |name: &str| env::split_paths(&paths).any(|folder| folder.join(name).is_file());
    for (name, programs) in [
        ("has_browser", &["chromium", "chromedriver"][..]),
        ("has_node", &["node", "npm"][..]),
        ("has_python", &["python3", "pip3"][..]),
        ("has_machine", &["tesseract", "pdftoppm", "chromium"][..]),
        ("has_dpkg", &["dpkg-shlibdeps", "cargo-deb"][..]),
        ("has_office", &["soffice", "python3"][..]),
    ] {
        println!("cargo::rustc-check-cfg=cfg({name})");
        if all || programs.iter().all(|program| is_there(program)) {
            println!("cargo::rustc-cfg={name}");
        }
    }
}

/// Writes the folding tables and returns the folding they encode.
fn fold_tables(out: &Path) -> Result<BTreeMap<char, char>, Box<dyn Error>> {
    let mut fold = BTreeMap::new();
    let (mut hans, mut hant) = (Vec::new(), Vec::new());
    for line in fs::read_to_string("data/fold.tsv")?.lines().filter(|line| !line.starts_with('#')) {
        let row: Vec<char> = line.split('\t').filter_map(|cell| cell.chars().next()).collect();
        let [c, folded, simplified, traditional] = row[..] else {
            return Err(format!("data/fold.tsv: not four characters: {line}").into());
        };
        fold.insert(c, folded);
        hans.push((c, simplified));
        hant.push((c, traditional));
    }
    for u in 0..=0xFFFF_u32 {
        let Some(c) = char::from_u32(u) else { continue };
        // Full width to ASCII; every blank that keeps its place in a line to the space; half-width marks to full.
        let wide = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => ' ',
            '\u{FF61}' => '。',
            '\u{FF62}' => '「',
            '\u{FF63}' => '」',
            '\u{FF64}' => '、',
            _ => c,
        };
        let mut lower = wide.to_lowercase();
        let folded = match (lower.next(), lower.next()) {
            (Some(one), None) => one,
            _ => wide,
        };
        if folded != c {
            fold.insert(c, folded);
        }
    }
    let last = fold.keys().next_back().map_or(0, |&c| c as usize);
    let mut index = Vec::new();
    let mut pages: Vec<Vec<u32>> = vec![Vec::new()];
    for page in 0..=last / PAGE {
        let start = page * PAGE;
        let chars: Vec<u32> = (start..start + PAGE)
            .map(|u| char::from_u32(u as u32).and_then(|c| fold.get(&c)).map_or(u as u32, |&folded| folded as u32))
            .collect();
        // Page 0 means "every character folds to itself".
        let plain = chars.iter().enumerate().all(|(i, &u)| u as usize == start + i);
        index.push(if plain { 0_u16 } else { u16::try_from(pages.len())? });
        if !plain {
            pages.push(chars);
        }
    }
    fs::write(out.join("fold.index"), index.iter().flat_map(|i| i.to_le_bytes()).collect::<Vec<u8>>())?;
    fs::write(out.join("fold.pages"), pages[1..].iter().flatten().flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>())?;
    for (name, pairs) in [("hans.rs", hans), ("hant.rs", hant)] {
        let body: Vec<String> =
            pairs.iter().filter(|(from, to)| from != to).map(|(from, to)| format!("({from:?},{to:?})")).collect();
        fs::write(out.join(name), format!("&[{}]", body.join(",")))?;
    }
    Ok(fold)
}

/// Writes the dictionary: jieba's words and the terms of this field, folded. Where two words fold to one, the more
/// frequent form's frequency stands.
fn dictionary(out: &Path, fold: &BTreeMap<char, char>) -> Result<(), Box<dyn Error>> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for file in ["data/jieba.dict.txt", "data/terms.txt"] {
        for (number, line) in fs::read_to_string(file)?.lines().enumerate() {
            let mut cells = line.split_whitespace();
            let (Some(word), Some(freq)) = (cells.next(), cells.next()) else { continue };
            if word.starts_with('#') {
                continue;
            }
            let freq: u64 = freq.parse().map_err(|e| format!("{file}, line {}: {freq}: {e}", number + 1))?;
            let folded: String = word.chars().map(|c| fold.get(&c).copied().unwrap_or(c)).collect();
            let best = words.entry(folded).or_default();
            *best = freq.max(*best);
        }
    }
    let total: u64 = words.values().sum();
    let mut builder = fst::MapBuilder::memory();
    for (word, freq) in &words {
        builder.insert(word, *freq)?;
    }
    fs::write(out.join("dict.fst"), builder.into_inner()?)?;
    fs::write(
        out.join("dict.rs"),
        format!(
            "/// The sum of the frequencies of all words.\npub const TOTAL: usize = {total};\n\
             /// How many words there are.\npub const WORDS: usize = {};\n",
            words.len()
        ),
    )?;
    Ok(())
}
