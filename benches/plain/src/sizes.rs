//! The same measurements at several sizes of one corpus, with how they grow.
//!
//! The corpus is made of a folder of text: every line, and every clause of a line of several, each different from all
//! others, so that a passage is real text and none is there twice. A smaller size is the first part of a larger one.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::baseline;
use super::cost::{Cost, instructions, run, size};
use super::plot;
use super::warm;

/// Passages of each size, as far as the text goes.
const SIZES: [usize; 4] = [10_000, 100_000, 366_000, 1_000_000];

/// Queries of each kind, and rounds of each.
const SAMPLE: (usize, usize) = (100, 3);

/// What grows: its name, its unit, and for each size plain's value and ours.
pub struct Growth {
    pub name: String,
    pub unit: &'static str,
    pub at: Vec<[f64; 2]>,
}

/// Measures every size, prints tables of values and exponents, and draws `plot`.
pub fn compare(corpus: &Path, folder: &Path, (own, anli, indexer): (&Path, &Path, &Path), plot: &Path) {
    let mut sizes = Vec::new();
    let mut all: Vec<Growth> = Vec::new();
    let mut note =
        |name: String, unit: &'static str, values: [f64; 2]| match all.iter_mut().find(|row| row.name == name) {
            Some(row) => row.at.push(values),
            None => all.push(Growth { name, unit, at: vec![values] }),
        };
    for wanted in SIZES {
        let here = folder.join(wanted.to_string());
        let texts = here.join("texts");
        let count = write(corpus, &texts, wanted);
        sizes.push(count as f64);
        let (plain, ours) = (here.join("plain"), here.join("anli"));
        let texts_name = texts.to_str().unwrap();
        let costs: [Cost; 2] = [
            run(own, &["plain-build", texts_name, plain.to_str().unwrap()]),
            run(indexer, &["build", texts_name, "--index", ours.to_str().unwrap()]),
        ];
        note("build, processor time".into(), "s", [costs[0].cpu, costs[1].cpu]);
        note("build, by the clock".into(), "s", [costs[0].wall, costs[1].wall]);
        note("build, memory".into(), "MiB", [costs[0].memory, costs[1].memory]);
        note("index".into(), "MB", [size(&plain), size(&ours)]);
        let cold = |index: &Path, program: &Path, args: [&str; 2]| {
            let mut args: Vec<&str> = args.to_vec();
            if program == anli {
                args.extend(["--index", index.to_str().unwrap()]);
            } else {
                args.insert(1, index.to_str().unwrap());
            }
            instructions(program, &args)
        };
        if let (Some(a), Some(b)) = (cold(&plain, own, ["plain-search", "质押"]), cold(&ours, anli, ["search", "质押"]))
        {
            note("cold search for 质押".into(), "M instructions", [a, b]);
        }
        for measured in warm::measure(&here, &texts, SAMPLE) {
            for (share, values) in [("p50", measured.p50), ("p99", measured.p99)] {
                note(format!("{}, {}, {share}", measured.kind, measured.what), "µs", values);
            }
        }
    }
    print(&sizes, &all);
    plot::draw(plot, &sizes, &all).unwrap_or_else(|error| panic!("{}: {error}", plot.display()));
}

fn print(sizes: &[f64], all: &[Growth]) {
    let heads: Vec<String> = sizes.iter().map(|size| format!("{size:.0}")).collect();
    println!("| what, plain → anli | {} | exponent, plain | anli |", heads.join(" | "));
    println!("|{}", " --- |".repeat(sizes.len() + 3));
    for row in all {
        let cells: Vec<String> = row
            .at
            .iter()
            .map(|[plain, ours]| format!("{plain:.1} → {ours:.1} {} (×{:.2})", row.unit, ours / plain))
            .collect();
        let [plain, ours] = [0, 1].map(|which| exponent(sizes, row.at.iter().map(|values| values[which])));
        println!("| {} | {} | {plain:.2} | {ours:.2} |", row.name, cells.join(" | "));
    }
}

/// How a quantity grows: the slope of the line of least squares through its logarithm over that of the size; 1 is in
/// proportion.
fn exponent(sizes: &[f64], values: impl Iterator<Item = f64>) -> f64 {
    let points: Vec<(f64, f64)> =
        sizes.iter().zip(values).map(|(size, value)| (size.ln(), value.max(1e-9).ln())).collect();
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
    let (over, under) = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + (point.0 - x) * (point.1 - y), sum.1 + (point.0 - x).powi(2)));
    over / under
}

/// Writes the first `wanted` passages of the corpus into `folder`, and returns how many there are.
fn write(corpus: &Path, folder: &Path, wanted: usize) -> usize {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let mut paths = Vec::new();
    baseline::files(corpus, &mut paths);
    // In an order that has nothing to do with what they are about.
    paths.sort_by_key(|path| hash(path.strip_prefix(corpus).unwrap_or(path)));
    let mut seen = HashSet::new();
    let mut count = 0;
    for (number, path) in paths.iter().enumerate() {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let clauses: Vec<&str> = lines.iter().flat_map(|line| clauses(line)).collect();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        for (kind, passages) in [("", lines), ("-clauses", clauses)] {
            let mut out = String::new();
            for passage in passages {
                if count < wanted && seen.insert(hash(passage)) {
                    // A blank line on both sides: none is taken for the rest of another.
                    out.push_str(passage);
                    out.push_str("\n\n");
                    count += 1;
                }
            }
            if !out.is_empty() {
                std::fs::write(folder.join(format!("{number:04}-{name}{kind}.md")), out)
                    .expect("a file can be written");
            }
        }
        if count == wanted {
            break;
        }
    }
    count
}

/// The clauses of a line that has several.
fn clauses(line: &str) -> Vec<&str> {
    let all: Vec<&str> = line.split_inclusive(['。', '；', '！', '？', '，']).map(str::trim).collect();
    if all.len() < 2 { Vec::new() } else { all.into_iter().filter(|clause| clause.chars().count() > 4).collect() }
}

fn hash(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Where the plot lies unless told otherwise.
pub fn default_plot() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sizes.svg")
}
