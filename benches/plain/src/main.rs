//! `anli` beside plain tantivy with jieba, on the same paragraphs of a folder of text:
//!
//! ```console
//! $ cargo run --release --manifest-path benches/plain/Cargo.toml -- CORPUS [--rounds 3] [--keep FOLDER]
//! ```
//!
//! Builds both programs' indexes alternately, then measures sizes, cold processes and warm searches, and prints a
//! table with ratios. CPU is user and system time of the child process, memory its largest resident set. Instructions
//! are counted where valgrind is installed. `--keep` names a folder whose indexes are used again when they are there.
//!
//! Parts of it: `warm FOLDER CORPUS` the warm searches alone, `time FOLDER QUERY…` single queries, `space FOLDER` what each
//! field of an index takes. `benches/scale.md` has what it printed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a measuring program may stop")]

mod baseline;
mod queries;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anli::api::{Budget, By, Extra, Search};
use anli::search::Engine;
use baseline::Plain;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["plain-build", corpus, folder] => baseline::build(corpus.as_ref(), folder.as_ref()),
        ["plain-search", folder, query] => {
            let (count, texts) = Plain::open(folder.as_ref()).search(query);
            texts.iter().for_each(|text| println!("{text}"));
            println!("{count}");
        }
        ["space", folder] => baseline::space(folder.as_ref()),
        ["warm", folder, corpus] => warm(folder.as_ref(), corpus.as_ref()),
        ["anli-build", corpus, folder] => {
            let options = anli::index::Options::new(corpus.into(), folder.into());
            anli::index::build(&options, &|_, _, _| {}).expect("the index can be built");
        }
        ["time", folder, ref queries @ ..] => time(folder.as_ref(), queries),
        [] => panic!("usage: plain CORPUS [--rounds N] [--keep FOLDER]"),
        _ => compare(&args),
    }
}

/// What a child process took.
struct Cost {
    wall: f64,
    cpu: f64,
    memory: f64,
}

/// Runs a program to its end.
fn run(program: &Path, args: &[&str]) -> Cost {
    let started = Instant::now();
    let child = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let child = child.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let mut status = 0;
    // SAFETY: `usage` is plain data that the call fills in, and the child is ours and not waited for elsewhere.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::wait4(child.id() as i32, &mut status, 0, &mut usage);
        usage
    };
    assert_eq!(status, 0, "{} {args:?} failed", program.display());
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    Cost {
        wall: started.elapsed().as_secs_f64(),
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        memory: usage.ru_maxrss as f64 / 1024.0,
    }
}

/// Instructions of a process, counted by valgrind; none where it is not installed.
fn instructions(program: &Path, args: &[&str]) -> Option<f64> {
    let out = std::env::temp_dir().join(format!("callgrind-{}", std::process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())])
        .arg(program)
        .args(args)
        .output()
        .ok()?;
    let _ = std::fs::remove_file(out);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("Collected"))?;
    line.split(':').nth(1)?.trim().parse::<f64>().ok().map(|count| count / 1e6)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn size(folder: &Path) -> f64 {
    let mut paths = Vec::new();
    baseline::files(folder, &mut paths);
    paths.iter().map(|path| path.metadata().unwrap().len() as f64).sum::<f64>() / 1e6
}

fn row(what: &str, plain: f64, anli: f64, unit: &str, budget: &str) {
    println!("| {what} | {plain:.2} {unit} | {anli:.2} {unit} | {:.2} | {budget} |", anli / plain);
}

fn compare(args: &[String]) {
    let option = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let corpus = args[0].as_str();
    let rounds: usize = option("--rounds").map_or(3, |count| count.parse().expect("--rounds takes a number"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built = Command::new("cargo").args(["build", "--release"]).current_dir(&root).status();
    assert!(built.is_ok_and(|status| status.success()), "cargo build --release failed");
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), PathBuf::from);
    let (anli, indexer) = (target.join("release/anli"), target.join("release/anli-index"));
    let own = std::env::current_exe().unwrap();
    let scratch = std::env::temp_dir().join(format!("plain-{}", std::process::id()));
    let folder = option("--keep").map_or(scratch.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    let (plain_index, anli_index) = (folder.join("plain"), folder.join("anli"));
    let (plain_folder, anli_folder) = (plain_index.to_str().unwrap(), anli_index.to_str().unwrap());

    println!("| what | plain | anli | ratio | budget |\n| --- | --- | --- | --- | --- |");
    if !(plain_index.exists() && anli_index.exists()) {
        let (mut plain, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            plain.push(run(&own, &["plain-build", corpus, plain_folder]));
            let _ = std::fs::remove_dir_all(&anli_index);
            ours.push(run(&indexer, &["build", corpus, "--index", anli_folder]));
        }
        let of = |costs: &[Cost], what: fn(&Cost) -> f64| median(costs.iter().map(what).collect());
        row("build, CPU", of(&plain, |c| c.cpu), of(&ours, |c| c.cpu), "s", "1.0, at worst 1.5");
        row("build, wall", of(&plain, |c| c.wall), of(&ours, |c| c.wall), "s", "1.0, at worst 1.5");
        row("build, memory", of(&plain, |c| c.memory), of(&ours, |c| c.memory), "MiB", "1.5");
    }
    row("index on disk", size(&plain_index), size(&anli_index), "MB", "1.6");

    let query = "质押";
    let (cold_plain, cold_ours) =
        (["plain-search", plain_folder, query], ["search", "--index", anli_folder, query]);
    let (mut plain, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        plain.push(run(&own, &cold_plain).cpu * 1e3);
        ours.push(run(&anli, &cold_ours).cpu * 1e3);
    }
    row("cold query, CPU", median(plain), median(ours), "ms", "5 ms");
    if let (Some(plain), Some(ours)) = (instructions(&own, &cold_plain), instructions(&anli, &cold_ours)) {
        row("cold query, instructions", plain, ours, "M", "6 M");
    }
    let warm = Command::new(&own).args(["warm", folder.to_str().unwrap(), corpus]).status();
    assert!(warm.is_ok_and(|status| status.success()), "the warm searches failed");
    let _ = std::fs::remove_dir_all(scratch);
}

/// Prints what single queries take, ours and plain, warm.
fn time(folder: &Path, queries: &[&str]) {
    let plain = Plain::open(&folder.join("plain"));
    let engine = Engine::open(&folder.join("anli")).expect("the index of anli is there");
    for query in queries {
        let request = Search::new(*query);
        let mut times: [Vec<f64>; 4] = Default::default();
        for _ in 0..15 {
            let (a, b) = plain.time(query);
            let started = Instant::now();
            let total = engine.search(&request, &Budget::unlimited()).map_or(0, |answer| answer.total);
            let c = started.elapsed();
            std::hint::black_box(total);
            let started = Instant::now();
            std::hint::black_box(engine.ranked(query, 10).map_or(0, |ranked| ranked.len()));
            for (times, time) in times.iter_mut().zip([a, c, b, started.elapsed()]) {
                times.push(Duration::as_secs_f64(&time) * 1e6);
            }
        }
        let [a, b, c, d] = times.map(median);
        println!("{query}: with counts, plain {a:.0} µs, anli {b:.0} µs; ten best, plain {c:.0} µs, anli {d:.0} µs");
    }
}

/// What is measured of each query, warm, with its budget.
const MEASURED: [(&str, &str); 4] = [
    ("ten best", "1.0"),
    ("hits and counts; ours with marks", "1.3"),
    ("hits and counts; ours with marks and facets", "none"),
    ("hits and counts; ours by case", "none"),
];

/// Warm searches: ten hits with texts and a count of all, ours with marks and occurrences besides.
fn warm(folder: &Path, corpus: &Path) {
    let plain = Plain::open(&folder.join("plain"));
    let engine = Engine::open(&folder.join("anli")).expect("the index of anli is there");
    let timed = |work: &dyn Fn()| {
        let started = Instant::now();
        work();
        started.elapsed().as_secs_f64() * 1e6
    };
    for (kind, queries) in queries::sample(corpus, 200) {
        // Of every query the median of some rounds, ours and plain in turn.
        let mut all: [[Vec<f64>; 2]; MEASURED.len()] = Default::default();
        for query in &queries {
            let searched = Search::new(query.as_str());
            let with_facets = Search { extras: vec![Extra::Facets], ..searched.clone() };
            let by_case = Search { by: By::Case, ..searched.clone() };
            let search = |request: &Search| {
                std::hint::black_box(engine.search(request, &Budget::unlimited()).unwrap());
            };
            let mut times: [[Vec<f64>; 2]; MEASURED.len()] = Default::default();
            for _ in 0..7 {
                let (counted, top) = plain.time(query);
                let [counted, top] = [counted, top].map(|time| time.as_secs_f64() * 1e6);
                let ours = [
                    timed(&|| drop(std::hint::black_box(engine.ranked(query, 10).unwrap()))),
                    timed(&|| search(&searched)),
                    timed(&|| search(&with_facets)),
                    timed(&|| search(&by_case)),
                ];
                for ((times, plain), ours) in times.iter_mut().zip([top, counted, counted, counted]).zip(ours) {
                    times[0].push(plain);
                    times[1].push(ours);
                }
            }
            for (all, times) in all.iter_mut().zip(times) {
                for (all, times) in all.iter_mut().zip(times) {
                    all.push(median(times));
                }
            }
        }
        let at = |values: &[f64], share: f64| {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            values[((values.len() - 1) as f64 * share) as usize]
        };
        for ((what, budget), [plain, ours]) in MEASURED.iter().zip(&all) {
            for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
                row(&format!("warm, {kind}, {name}, {what}"), at(plain, share), at(ours, share), "µs", budget);
            }
        }
    }
}
