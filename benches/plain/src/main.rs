//! `anli` beside plain tantivy with jieba, on the same paragraphs of a folder of text:
//!
//! ```console
//! $ cargo run --release --manifest-path benches/plain/Cargo.toml -- CORPUS [--rounds 3] [--keep FOLDER]
//! $ cargo run --release --manifest-path benches/plain/Cargo.toml -- CORPUS --sizes [--keep FOLDER] [--plot FILE.svg]
//! ```
//!
//! Builds both programs' indexes alternately, then measures sizes, cold processes and warm searches, and prints a
//! table with ratios. CPU is user and system time of the child process, memory its largest resident set. Instructions
//! are counted where valgrind is installed. `--keep` names a folder whose indexes are used again when they are there.
//! `--programs FOLDER` takes `anli` and `anli-index` from there instead of building them. `--sizes` measures 10,000 to a million passages of the corpus instead (`sizes.rs`), with the exponents of their
//! growth, and draws `benches/sizes.svg`.
//!
//! Parts of it: `warm FOLDER CORPUS` the warm searches alone, `time FOLDER QUERY…` single queries, `ours FOLDER QUERY best|search TIMES` ours alone, for a profiler, `space FOLDER` what each
//! field of an index takes; `cases-write NOTICE FOLDER COUNT` makes a corpus of many cases, and `cases INDEX` measures what
//! questions about them take. `benches/scale.md` has what it printed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a measuring program may stop")]

mod baseline;
mod cases;
mod cost;
mod plot;
mod queries;
mod sizes;
mod warm;

use std::path::{Path, PathBuf};
use std::process::Command;

use baseline::Plain;
use cost::{Cost, instructions, median, row, run, size};

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
        ["warm", folder, corpus] => warm::print(&warm::measure(folder.as_ref(), corpus.as_ref(), (200, 7))),
        ["anli-build", corpus, folder] => {
            let options = anli::index::Options::new(corpus.into(), folder.into());
            anli::index::build(&options, &|_, _, _| {}).expect("the index can be built");
        }
        ["cases-write", notice, folder, count] => {
            cases::write(notice.as_ref(), folder.as_ref(), count.parse().expect("the third is a number"));
        }
        ["cases", index] => cases::measure(index.as_ref()),
        ["ours", folder, query, what, times] => {
            warm::ours(folder.as_ref(), query, what, times.parse().expect("a number"))
        }
        ["time", folder, ref queries @ ..] => warm::time(folder.as_ref(), queries),
        [] => panic!("usage: plain CORPUS [--rounds N] [--sizes] [--keep FOLDER]"),
        _ => compare(&args),
    }
}

/// Builds the programs, and returns where they are.
fn built() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built = Command::new("cargo").args(["build", "--release"]).current_dir(&root).status();
    assert!(built.is_ok_and(|status| status.success()), "cargo build --release failed");
    std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), PathBuf::from).join("release")
}

fn compare(args: &[String]) {
    let option = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let corpus = args[0].as_str();
    let rounds: usize = option("--rounds").map_or(3, |count| count.parse().expect("--rounds takes a number"));
    let programs = option("--programs").map_or_else(built, PathBuf::from);
    let (anli, indexer) = (programs.join("anli"), programs.join("anli-index"));
    let own = std::env::current_exe().unwrap();
    let scratch = std::env::temp_dir().join(format!("plain-{}", std::process::id()));
    let folder = option("--keep").map_or(scratch.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    if args.iter().any(|arg| arg == "--sizes") {
        let plot = option("--plot").map_or_else(sizes::default_plot, PathBuf::from);
        sizes::compare(corpus.as_ref(), &folder, (&own, &anli, &indexer), &plot);
        let _ = std::fs::remove_dir_all(scratch);
        return;
    }
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
    let (cold_plain, cold_ours) = (["plain-search", plain_folder, query], ["search", "--index", anli_folder, query]);
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
