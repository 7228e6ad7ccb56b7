//! Warm searches of the notice, with marks: `cargo bench --bench search`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on should stop at the line")]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anli::api::{Budget, By, Scope, Search};
use anli::index::{Options, Trust, build};
use anli::search::Engine;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// The notice of the corpus, indexed in a folder of its own.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let index = std::env::temp_dir().join(format!("anli-bench-{}", std::process::id()));
        let corpus: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        build(&Options { trust: Trust::Nothing, ..Options::new(corpus, index.clone()) }, &|_, _, _| {}).unwrap();
        let engine = Engine::open(&index).unwrap();
        // Opened files stay readable; the folder need not.
        std::fs::remove_dir_all(index).unwrap();
        engine
    })
}

/// Ten hits with marks; the second number is what a scan of the text counts.
#[divan::bench(args = [("質押", 149), ("\"知識產權\"", 264), ("貸", 97), ("\"1.33億元\"", 2)])]
fn passages(bencher: Bencher<'_, '_>, (query, expected): (&str, usize)) {
    let request = Search::new(query).scope(Scope::All);
    assert_eq!(engine().search(&request, &Budget::unlimited()).unwrap().occurrences, expected, "{query}");
    bencher.bench(|| engine().search(black_box(&request), &Budget::unlimited()).unwrap());
}

#[divan::bench(args = ["質押 保險", "銀行 /s 擔保", "質押 -保險"])]
fn operators(bencher: Bencher<'_, '_>, query: &str) {
    let request = Search::new(query);
    assert!(engine().search(&request, &Budget::unlimited()).unwrap().total > 0, "{query}");
    bencher.bench(|| engine().search(black_box(&request), &Budget::unlimited()).unwrap());
}

#[divan::bench]
fn by_case(bencher: Bencher<'_, '_>) {
    let request = Search { by: By::Case, ..Search::new("質押") };
    assert!(engine().search(&request, &Budget::unlimited()).unwrap().total > 5);
    bencher.bench(|| engine().search(black_box(&request), &Budget::unlimited()).unwrap());
}
