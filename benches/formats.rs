//! Time and memory of reading one file: `cargo bench --bench formats -- FILE`; see `formats.md`.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a measurement")]

use std::path::Path;
use std::time::Instant;

fn main() {
    let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with('-')) else {
        println!("name a file: cargo bench --bench formats -- FILE");
        return;
    };
    let bytes = std::fs::read(&path).expect("the file is there");
    let start = Instant::now();
    let document = anli::decode::read(&bytes, Path::new(&path)).expect("it is read");
    let time = start.elapsed();
    assert!(!document.text.text.is_empty(), "there is a text");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    let (size, text) = (bytes.len() / 1_000_000, document.text.text.len() / 1_000_000);
    println!("{path}: {size} MB, {text} MB of text, {:.2} s, peak {peak}", time.as_secs_f64());
}
