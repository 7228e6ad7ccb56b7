//! Reading the facts of law text: `cargo bench --bench facts`. Without the laws, the notice is read over and over.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on should stop at the line")]

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anli::facts::{Kind, extract, measured};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Bytes of text that are read.
const SIZE: usize = 8 << 20;

/// Passages, one a line.
fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let laws = root.join("../shared/data/laws/laws.tar.xz");
        let mut bytes = Vec::new();
        if laws.exists() {
            let mut tar = Command::new("tar").arg("-xJOf").arg(laws).stdout(Stdio::piped()).spawn().unwrap();
            tar.stdout.take().unwrap().take(SIZE as u64).read_to_end(&mut bytes).unwrap();
            let _ = tar.kill();
            let _ = tar.wait();
        } else {
            let notice = std::fs::read_dir(root.join("corpus")).unwrap().next().unwrap().unwrap().path();
            let notice = std::fs::read(notice).unwrap();
            while bytes.len() < SIZE {
                bytes.extend_from_slice(&notice);
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Whether the index would keep a value of the fact.
fn is_measured(fact: &anli::facts::Fact) -> bool {
    fact.value.is_some() && (fact.kind != Kind::Money || fact.yuan().is_some())
}

/// What `anli facts` does with each passage that is shown.
#[divan::bench(sample_count = 5)]
fn whole_facts(bencher: Bencher<'_, '_>) {
    let count = |line: &str| extract(black_box(line)).iter().filter(|fact| is_measured(fact)).count();
    let facts = || -> usize { text().lines().map(count).sum() };
    let expected: usize = text().lines().map(|line| measured(line).len()).sum();
    assert!(expected > 1000);
    assert_eq!(facts(), expected);
    bencher.counter(BytesCount::new(text().len())).bench(|| black_box(facts()));
}

/// What a build does with every passage.
#[divan::bench(sample_count = 5)]
fn values_for_the_index(bencher: Bencher<'_, '_>) {
    let values = || -> usize { text().lines().map(|line| measured(black_box(line)).len()).sum() };
    assert!(values() > 1000);
    bencher.counter(BytesCount::new(text().len())).bench(|| black_box(values()));
}
