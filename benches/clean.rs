//! How fast texts are read and cleaned, on one core: undamaged ones, and damaged ones of every density.
//!
//! `cargo bench --bench clean`; divan prints bytes a second. Without `../shared` the notice in `corpus/` stands in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anli::clean::{Cleaned, Site, clean};
use anli::decode::decode;
use anli::text::{Rule, undo};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

fn shared(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path)
}

fn notice() -> Vec<u8> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = fs::read_dir(corpus).into_iter().flatten().flatten();
    files.filter_map(|file| fs::read(file.path()).ok()).next().unwrap_or_default()
}

/// All laws as one text.
fn laws() -> Vec<u8> {
    let unpacked = Command::new("tar").arg("-xJOf").arg(shared("laws/laws.tar.xz")).output();
    let bytes = unpacked.map(|output| output.stdout).unwrap_or_default();
    if bytes.is_empty() { undamaged() } else { bytes }
}

fn undamaged() -> Vec<u8> {
    clean(&String::from_utf8_lossy(&notice())).text.into_bytes()
}

fn read_and_clean(bytes: &[u8]) -> Cleaned {
    clean(&decode(bytes, Path::new("text.txt")).text)
}

#[divan::bench(sample_count = 5)]
fn laws_undamaged(bencher: Bencher<'_, '_>) {
    let bytes = laws();
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        let cleaned = read_and_clean(divan::black_box(&bytes));
        // A heading or two with its characters set apart.
        // Undamaged texts: headings that are set apart (总 则) and characters that nobody sees, and few of them.
        let usual = cleaned.edits.iter().filter(|edit| matches!(edit.rule, Rule::Blank | Rule::Invisible)).count();
        assert_eq!(usual, cleaned.edits.len(), "{:?}", cleaned.edits);
        assert!(usual * 10_000 < cleaned.text.len(), "{usual} in {} bytes", cleaned.text.len());
    });
}

#[divan::bench(sample_count = 20)]
fn the_notice(bencher: Bencher<'_, '_>) {
    let bytes = notice();
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        let cleaned = read_and_clean(divan::black_box(&bytes));
        assert!(cleaned.text.contains("轉變為保險機構"));
    });
}

/// Pages of laws, damaged with the first `size` readings that the notice shows, over and over.
#[divan::bench(args = [10, 40], sample_count = 5)]
fn damaged(bencher: Bencher<'_, '_>, size: usize) {
    let page = clean(&String::from_utf8_lossy(&notice()));
    let mut table: Vec<(char, String)> = page.table.into_iter().map(|g| (g.character, g.reading)).collect();
    table.truncate(size);
    let damaged = Site { table, marks: vec!['，', '；', '。'] }.damage(&page.text);
    bencher.counter(BytesCount::new(damaged.len())).bench_local(|| {
        let cleaned = clean(divan::black_box(&damaged));
        assert!(!cleaned.edits.is_empty() && undo(&cleaned.text, &damaged, &cleaned.edits) == damaged);
    });
}
