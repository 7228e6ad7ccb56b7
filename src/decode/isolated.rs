//! The program that is started for what must not be done in this process: reading PDFs, and starting others within limits.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the program to start; the first name counts.
pub(super) fn isolate(program: PathBuf) {
    // Who calls twice is told in the documentation which one counts.
    let _ = PROGRAM.set(program);
}

/// The program to start, if one was named.
pub(super) fn program() -> Option<&'static Path> {
    PROGRAM.get().map(PathBuf::as_path)
}
