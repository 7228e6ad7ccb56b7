//! How many places that lost bytes are restored, and how many of them wrongly: on the 90 pairs of `../shared`, and on
//! pages that the forward model makes of their originals under other tables.
//!
//! `cargo bench --bench damage [-- SEED… ROW… even|odd each repairs FOLDER]` prints a table (the seeds of the random tables are
//! 1 to 3 by default), and after it every place that is wrong. ROW names the rows that are wanted (`"300 any"`,
//! `"60 usual"`), all without one; `even` and `odd` take half the documents, so that what was chosen on one half is checked
//! on the other. With `each` it prints instead how many places are wrong when each feature of the language model is
//! switched off. With `repairs` every repair is printed, so that two states of the program can be compared. FOLDER, another one than `../shared/data/damage/pairs`, has a text in each of `clean_simplified` and
//! `converted_traditional` under the same name; `damaged` may be missing.
//!
//! A *place* is a run of characters in which the damaged page, its readings in step dropped, differs from the original.
//! It is *exact* when the clean text has no difference from the original there. *Outside* counts differences from the
//! original that are in no place. The fingerprint is of all clean texts and edits: it tells whether a change that is to
//! make cleaning quicker makes it different.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that measures")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anli::clean::{Feature, Site, Weights, clean_with};
use anli::text::{Span, Status};
use pinyin::{ToPinyin, ToPinyinMulti};
use xxhash_rust::xxh3::Xxh3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let seeds: Vec<u64> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let seeds = if seeds.is_empty() { vec![1, 2, 3] } else { seeds };
    let folder = args.iter().map(PathBuf::from).find(|path| path.is_dir());
    let half = args.iter().find_map(|arg| ["even", "odd"].iter().position(|half| half == arg));
    let names: Vec<&String> = args
        .iter()
        .filter(|arg| {
            arg.parse::<u64>().is_err()
                && !Path::new(arg).is_dir()
                && !["even", "odd", "each", "repairs"].contains(&arg.as_str())
        })
        .collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| *wanted == name.trim());
    let folder = folder.unwrap_or_else(|| shared("pairs"));
    let Some(pages) = pages(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let characters = frequent(&pages, |c, before| c != before);
    let all = frequent(&pages, |_, _| true);
    let chosen: Vec<(usize, &Page)> =
        pages.iter().enumerate().filter(|(number, _)| half.is_none_or(|half| number % 2 == half)).collect();
    let seed_table = seed_table();
    let measure = |weights: &Weights| {
        let mut fingerprint = Xxh3::new();
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for (_, page) in chosen.iter().filter(|(_, page)| !page.damaged.is_empty() && wanted("pairs")) {
            let row = rows.entry("   0 pairs".into()).or_default();
            row.add(page, &page.original, &page.damaged, &seed_table, weights, &mut fingerprint);
        }
        for &seed in &seeds {
            for &(number, page) in chosen.iter().filter(|(_, page)| page.original.len() < 60_000) {
                for (size, kind) in KINDS {
                    let name = format!("{size:4}{}", kind.name());
                    if !wanted(&name) {
                        continue;
                    }
                    let mut random =
                        Random(seed.wrapping_mul(0x9E37_79B9) ^ ((number as u64) << 20) ^ size as u64 ^ 0x5DEE_CE66);
                    let site = random.site(if kind.is_any() { &all } else { &characters }, size, kind);
                    let original = if kind == Kind::Short { beginning(&page.original) } else { &page.original };
                    let damaged = kind.extracted(&site.damage(original));
                    let row = rows.entry(name).or_default();
                    row.add(page, original, &damaged, &site.table, weights, &mut fingerprint);
                }
            }
        }
        (rows, fingerprint)
    };
    if args.iter().any(|arg| arg == "each") {
        let wrong = |weights: &Weights| measure(weights).0.values().map(|row| row.wrong + row.outside).sum::<usize>();
        println!("{:6}  with all features", wrong(&Weights::default()));
        for feature in Feature::ALL {
            println!("{:6}  without {feature:?}", wrong(&Weights::default().without(feature)));
        }
        return;
    }
    let (rows, fingerprint) = measure(&Weights::default());
    println!("{:14} pages places  exact        proven (wrong)  suggested (wrong)  outside", "");
    for (name, row) in &rows {
        let share = 100.0 - 100.0 * row.wrong as f64 / row.places.max(1) as f64;
        println!(
            "{name:14} {:5} {:6} {:6} {share:6.2} %  {:5} ({})     {:5} ({})     {:5}",
            row.pages,
            row.places,
            row.places - row.wrong,
            row.proven.0,
            row.proven.1,
            row.suggested.0,
            row.suggested.1,
            row.outside
        );
    }
    println!("\nfingerprint {:016x}", fingerprint.digest());
    if args.iter().any(|arg| arg == "repairs") {
        for (name, line) in rows.iter().flat_map(|(name, row)| row.repairs.iter().map(move |line| (name, line))) {
            println!("{}: {line}", name.trim());
        }
    }
    let shown: Vec<(&String, &String)> =
        rows.iter().flat_map(|(name, row)| row.examples.iter().map(move |example| (name, example))).collect();
    println!("\n{} differences:", shown.len());
    for (name, line) in shown {
        println!("{}: {line}", name.trim());
    }
}

/// The first lines of a text.
fn beginning(text: &str) -> &str {
    let end = text.floor_char_boundary(3000);
    &text[..text[..end].rfind('\n').map_or(end, |at| at + 1)]
}

/// What kind of readings a random site has, or of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As the sites that were seen.
    Usual,
    /// No reading has a tone mark.
    Toneless,
    /// Every character that has several readings gets its last one, which is seldom the right one.
    Other,
    /// Characters that conversion did not change are glossed as well.
    Any,
    /// As [`Kind::Any`], and one reading in five is of another character.
    Wrong,
    /// Every reading carries a blank.
    Padded,
    /// As [`Kind::Usual`], and the texts are split at ！ and ？ first.
    Ordered,
    /// As [`Kind::Any`], and only the first thousand characters of each text.
    Short,
    /// As [`Kind::Usual`], and whatever extracted the text dropped the private-use characters.
    Dropped,
    /// The same, and put a blank in their places.
    Blanked,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Usual => " usual",
            Kind::Toneless => " toneless",
            Kind::Other => " other",
            Kind::Any => " any",
            Kind::Wrong => " wrong",
            Kind::Padded => " padded",
            Kind::Ordered => " ordered",
            Kind::Short => " short",
            Kind::Dropped => " dropped",
            Kind::Blanked => " blanked",
        }
    }

    /// What becomes of a page when its text is extracted.
    fn extracted(self, page: &str) -> String {
        let filler = match self {
            Kind::Dropped => None,
            Kind::Blanked => Some(' '),
            _ => return page.to_owned(),
        };
        page.chars().filter_map(|c| if matches!(c, '\u{E000}'..='\u{F8FF}') { filler } else { Some(c) }).collect()
    }

    /// Whether characters are glossed that conversion did not change.
    fn is_any(self) -> bool {
        matches!(self, Kind::Any | Kind::Wrong | Kind::Short)
    }
}

const KINDS: [(usize, Kind); 23] = [
    (5, Kind::Usual),
    (20, Kind::Usual),
    (60, Kind::Usual),
    (150, Kind::Usual),
    (300, Kind::Usual),
    (600, Kind::Usual),
    (60, Kind::Toneless),
    (300, Kind::Toneless),
    (150, Kind::Other),
    (60, Kind::Any),
    (300, Kind::Any),
    (600, Kind::Any),
    (1500, Kind::Any),
    (150, Kind::Wrong),
    (150, Kind::Padded),
    (300, Kind::Ordered),
    (60, Kind::Short),
    (300, Kind::Short),
    (1500, Kind::Short),
    (60, Kind::Dropped),
    (300, Kind::Dropped),
    (60, Kind::Blanked),
    (300, Kind::Blanked),
];

struct Page {
    name: String,
    original: String,
    simplified: String,
    damaged: String,
}

fn shared(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/damage").join(path)
}

fn pages(folder: &Path) -> Option<Vec<Page>> {
    let mut out: Vec<Page> = fs::read_dir(folder.join("converted_traditional"))
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let read = |kind: &str| fs::read_to_string(folder.join(kind).join(&name)).ok();
            Some(Page {
                original: read("converted_traditional")?,
                simplified: read("clean_simplified")?,
                damaged: read("damaged").unwrap_or_default(),
                name,
            })
        })
        .collect();
    out.sort_by(|a, b| a.name.cmp(&b.name));
    Some(out)
}

/// The table of the site that the pairs come from.
fn seed_table() -> Vec<(char, String)> {
    let text = fs::read_to_string(shared("table-seed.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let entry = |entry: &serde_json::Value| {
        Some((entry["char"].as_str()?.chars().next()?, entry["pinyin"].as_str()?.to_owned()))
    };
    json["table"].as_array().map(|table| table.iter().filter_map(entry).collect()).unwrap_or_default()
}

/// The characters whose converted and simplified forms are `wanted`, the most frequent first.
fn frequent(pages: &[Page], wanted: impl Fn(char, char) -> bool) -> Vec<char> {
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    for page in pages {
        for (c, before) in page.original.chars().zip(page.simplified.chars()) {
            if wanted(c, before) && anli::text::is_han(c) {
                *counts.entry(c).or_default() += 1;
            }
        }
    }
    let mut out: Vec<char> = counts.keys().copied().collect();
    out.sort_by_key(|c| std::cmp::Reverse(counts[c]));
    out
}

/// A small generator of pseudo-random numbers (xorshift64*), so that a seed gives the same pages everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n.max(1)
    }

    /// A site that glosses `size` of the commoner `characters`: one reading in ten is another one of the character's,
    /// one in 25 carries a blank; one site in three splits at ！ and ？ too.
    fn site(&mut self, characters: &[char], size: usize, kind: Kind) -> Site {
        let mut table: Vec<(char, String)> = Vec::new();
        let from = &characters[..characters.len().min(size * 3)];
        for _ in 0..size * 4 {
            let c = from[self.below(from.len())];
            let Some(reading) = c.to_pinyin().filter(|_| table.len() < size && table.iter().all(|(d, _)| *d != c))
            else {
                continue;
            };
            let mut reading = reading.with_tone().to_owned();
            if (self.below(10) == 0 || kind == Kind::Other)
                && let Some(other) = c.to_pinyin_multi().and_then(|all| all.into_iter().last())
            {
                reading = other.with_tone().to_owned();
            }
            if kind == Kind::Toneless {
                reading = c.to_pinyin().map_or(reading, |reading| reading.plain().to_owned());
            }
            if kind == Kind::Wrong
                && self.below(5) == 0
                && let Some(other) = from[self.below(from.len())].to_pinyin()
            {
                reading = other.with_tone().to_owned();
            }
            if self.below(25) == 0 || kind == Kind::Padded {
                reading.push(' ');
            }
            table.push((c, reading));
        }
        let marks = if self.below(3) == 0 { "，；。！？" } else { "，；。" };
        let marks = if kind == Kind::Ordered { "！？；，。" } else { marks };
        Site { table, marks: marks.chars().collect() }
    }
}

#[derive(Default)]
struct Row {
    pages: usize,
    places: usize,
    wrong: usize,
    /// Repairs, and how many of them are wrong.
    proven: (usize, usize),
    suggested: (usize, usize),
    outside: usize,
    examples: Vec<String>,
    /// Every repair of bytes, with its page and how sure it is.
    repairs: Vec<String>,
}

impl Row {
    fn add(
        &mut self,
        page: &Page,
        original: &str,
        damaged: &str,
        table: &[(char, String)],
        weights: &Weights,
        fingerprint: &mut Xxh3,
    ) {
        let original: Vec<char> = original.chars().map(narrow).collect();
        let bare: Vec<char> = without_readings(damaged, table).chars().collect();
        let places = differences(&original, &bare);
        let cleaned = clean_with(damaged, weights);
        fingerprint.update(cleaned.text.as_bytes());
        fingerprint.update(format!("{:?} {:?}", cleaned.edits, cleaned.unrepaired).as_bytes());
        let damaged_chars: Vec<char> = damaged.chars().collect();
        let clean_chars: Vec<char> = cleaned.text.chars().map(narrow).collect();
        let wrong = differences(&original, &clean_chars);
        self.pages += 1;
        self.places += places.len();
        self.wrong += places.iter().filter(|place| wrong.iter().any(|other| meet(&place.0, &other.0))).count();
        self.outside += wrong.iter().filter(|other| !places.iter().any(|place| meet(&place.0, &other.0))).count();
        let starts: Vec<usize> = cleaned.text.char_indices().map(|(at, _)| at).chain([cleaned.text.len()]).collect();
        let (mut clean_at, mut decoded_at) = (0, 0);
        let mut proven_wrong = Vec::new();
        for edit in &cleaned.edits {
            let start = clean_at + edit.span.start - decoded_at;
            clean_at = start + edit.restored.len();
            decoded_at = edit.span.end;
            if !edit.rule.is_byte_repair() {
                continue;
            }
            let is_wrong =
                wrong.iter().any(|(_, there)| meet(&(starts[there.start]..starts[there.end]), &(start..clean_at)));
            let counts = if edit.status == Status::Proven { &mut self.proven } else { &mut self.suggested };
            counts.0 += 1;
            counts.1 += usize::from(is_wrong);
            if is_wrong && edit.status == Status::Proven {
                proven_wrong.push(start..clean_at);
            }
            let shown = damaged[edit.span.range()].to_owned();
            self.repairs.push(format!("{} {:?} {shown} -> {}", page.name, edit.status, edit.restored));
        }
        for (here, there) in &wrong {
            let bytes = starts[there.start]..starts[there.end];
            let note = if proven_wrong.iter().any(|span| meet(span, &bytes)) { "PROVEN AND WRONG " } else { "" };
            let there_shown = cleaned.map.map(Span::new(bytes.start, bytes.end));
            let before = damaged[..there_shown.start].chars().count();
            let shown = before..before + damaged[there_shown.range()].chars().count();
            self.examples.push(format!(
                "{note}{}: {} is {} of {}",
                page.name,
                around(&original, here),
                around(&clean_chars, there),
                around(&damaged_chars, &shown)
            ));
        }
    }
}

fn around(text: &[char], span: &Range<usize>) -> String {
    const SHOWN: usize = 40;
    let string = |range: Range<usize>| text[range].iter().collect::<String>();
    let end = (span.end + 6).min(text.len());
    let inside = if span.len() > SHOWN {
        format!("{}…", string(span.start..span.start + SHOWN))
    } else {
        string(span.clone())
    };
    format!("{}[{inside}]{}", string(span.start.saturating_sub(6)..span.start), string(span.end..end))
        .replace('\n', "⏎")
}

/// Whether two ranges share a place; an empty one counts as the place before it.
fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end.max(b.start + 1) && b.start < a.end.max(a.start + 1)
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// `damaged` without the readings that stand behind their characters.
fn without_readings(damaged: &str, table: &[(char, String)]) -> String {
    let glosses: HashMap<char, String> = table.iter().map(|(c, reading)| (*c, format!("({reading})"))).collect();
    let mut out = String::with_capacity(damaged.len());
    let mut rest = damaged;
    while let Some(c) = rest.chars().next() {
        out.push(c);
        rest = &rest[c.len_utf8()..];
        if let Some(behind) = glosses.get(&c).and_then(|gloss| rest.strip_prefix(gloss.as_str())) {
            rest = behind;
        }
    }
    out
}

/// Where two texts differ: ranges of either, each pair as short as five characters in agreement behind it allow.
fn differences(a: &[char], b: &[char]) -> Vec<(Range<usize>, Range<usize>)> {
    const AGREE: usize = 5;
    const FARTHEST: usize = 600;
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let in_step = |skip_a: usize, skip_b: usize| {
            let (Some(a), Some(b)) = (a.get(i + skip_a..), b.get(j + skip_b..)) else { return false };
            let count = AGREE.min(a.len()).min(b.len());
            (count == AGREE || a.len() == b.len()) && a[..count] == b[..count]
        };
        let skip =
            (1..FARTHEST).flat_map(|sum| (0..=sum).map(move |skip| (skip, sum - skip))).find(|&(x, y)| in_step(x, y));
        let (x, y) = skip.unwrap_or((a.len() - i, b.len() - j));
        out.push((i..i + x, j..j + y));
        (i, j) = (i + x, j + y);
    }
    out
}
