//! How long the comparable cases of a case take in a large corpus, warm, and how much memory.
//!
//! `cargo bench --bench similar [-- CASES [FOLDER]]` writes a corpus of so many cases (100,000), twenty a notice, into a
//! folder, indexes it, and asks for the five nearest of 200 cases. A folder that holds an index already is taken as it
//! is, so that a second run shows the memory of the answers without that of the build.
//!
//! A made-up case takes half of its clauses from one case of the notice in `corpus/` and the others from anywhere in
//! the notice, so that what it shares with thousands of cases is as usual as it would be in a corpus of one genre, the
//! worst that can happen to candidates; a firm, a product, places and sums of its own stand in between.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that measures stops where it cannot go on")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anli::api::{Budget, By, Page, Search, Subject, request};
use anli::clean::clean;
use anli::index::{Options, Trust, build};
use anli::lexicon::place_names;
use anli::search::Engine;

const ASKED: usize = 200;
const CASES_OF_A_NOTICE: usize = 20;
const SECTIONS: [&str; 4] = ["（一）工作背景", "（二）主要做法", "（三）工作成效", "（四）經驗啟示"];

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let cases: usize = args.next().and_then(|arg| arg.parse().ok()).unwrap_or(100_000);
    let folder = args.next().map_or_else(|| std::env::temp_dir().join(format!("anli-similar-{cases}")), PathBuf::from);
    let index = folder.join("index");
    if !index.exists() {
        let corpus = folder.join("corpus");
        let bytes = write(&corpus, cases);
        let started = Instant::now();
        build(&Options { trust: Trust::Nothing, ..Options::new(corpus, index.clone()) }, &|_, _, _| {}).unwrap();
        println!("{cases} cases, {} MB, built in {:.0} s", bytes >> 20, started.elapsed().as_secs_f64());
    }
    let engine = Engine::open(&index).unwrap();
    let request = Search { by: By::Case, ..Search::new("企業").page(Page::first(0)) };
    println!(
        "{} cases; {} MB before the first answer",
        engine.search(&request, &Budget::unlimited()).unwrap().total,
        resident("VmRSS")
    );
    let mut random = Random(7);
    let notices = cases.div_ceil(CASES_OF_A_NOTICE);
    let names: Vec<String> = (0..ASKED)
        .map(|_| format!("試市監2023-{}/典型{}", random.below(notices) + 1, random.below(CASES_OF_A_NOTICE) + 1))
        .collect();
    let nearest = request::Similar { page: Page::first(5), ..request::Similar::new(Subject::Case(String::new())) };
    for round in ["first", "warm"] {
        let mut times = Vec::new();
        for name in &names {
            let started = Instant::now();
            // A made-up title may read as no title; the case before it then has its text.
            let Ok(answer) = engine.similar(name, &nearest, &Budget::unlimited()) else { continue };
            times.push(started.elapsed().as_secs_f64() * 1e3);
            assert_eq!(answer.hits.len(), 5, "{name}");
            assert!(answer.hits.iter().all(|hit| !hit.reasons.is_empty()), "{name}");
        }
        assert!(times.len() > ASKED / 2, "most cases are known");
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!("{round}: p50 {:.1} ms, p90 {:.1}, p99 {:.1}, most {:.1}", at(0.5), at(0.9), at(0.99), at(1.0));
    }
    println!("{} MB after them, at most {} MB", resident("VmRSS"), resident("VmHWM"));
}

/// A number of megabytes in the process's status; 0 where there is none.
fn resident(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.split_whitespace().next());
    line.and_then(|kilobytes| kilobytes.parse::<usize>().ok()).unwrap_or(0) >> 10
}

/// Writes the corpus; gives its bytes.
fn write(corpus: &Path, cases: usize) -> usize {
    fs::create_dir_all(corpus).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let notice = fs::read_dir(source).unwrap().next().unwrap().unwrap().path();
    let text = clean(&String::from_utf8_lossy(&fs::read(notice).unwrap())).text;
    // A topic is what stands between two headings 工作背景: a case of the notice.
    let clauses = |text: &str| -> Vec<String> {
        text.split(['。', '，', '；', ',', ';', '\n']).filter(|part| is_clause(part)).map(str::to_owned).collect()
    };
    let topics: Vec<Vec<String>> =
        text.split("工作背景").skip(1).map(clauses).filter(|topic| topic.len() > 10).collect();
    let places: Vec<&str> = place_names().filter(|name| name.ends_with('市')).collect();
    let mut random = Random(1);
    let mut bytes = 0;
    for notice in 1..=cases.div_ceil(CASES_OF_A_NOTICE) {
        let mut out = format!("試市監〔2023〕{notice}號\n關於公布知識產權金融創新典型案例的通知\n\n一、典型案例\n\n");
        for number in 1..=CASES_OF_A_NOTICE.min(cases - (notice - 1) * CASES_OF_A_NOTICE) {
            let topic = &topics[random.below(topics.len())];
            let place = places[random.below(places.len())];
            let product = random.name();
            writeln!(out, "典型案例{number}：{place}探索“{product}”模式{}\n", random.name()).unwrap();
            for section in SECTIONS {
                writeln!(out, "{section}").unwrap();
                for _ in 0..5 {
                    let other = &topics[random.below(topics.len())];
                    write!(out, "{}，", topic[random.below(topic.len())]).unwrap();
                    write!(out, "{}，", other[random.below(other.len())]).unwrap();
                }
                let sum = random.below(9_000) + 10;
                writeln!(out, "{}公司以“{product}”獲貸款{sum}萬元。", random.name()).unwrap();
            }
            out.push('\n');
        }
        bytes += out.len();
        fs::write(corpus.join(format!("{notice:06}.txt")), out).unwrap();
    }
    bytes
}

/// Long enough to say something, and neither a heading nor the title of a case.
fn is_clause(part: &str) -> bool {
    part.chars().count() > 5 && !part.contains("案例") && !part.chars().take(2).any(|c| c == '、')
}

/// The same numbers in every run (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }

    /// Two to four characters of the 3,000 from 乀 on, the same name for some firms in a corpus of thousands.
    fn name(&mut self) -> String {
        (0..self.below(3) + 2).filter_map(|_| char::from_u32(0x4E40 + self.below(3_000) as u32)).collect()
    }
}
