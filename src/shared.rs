//! The material for measuring, which is no part of the project, for the tests of it. Where it was absent when they were
//! compiled they are ignored.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// A file or folder of it.
#[track_caller]
pub(crate) fn shared(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    assert!(path.exists(), "{} is not there", path.display());
    path
}

/// The texts of a folder of it with their names, in the order of these.
#[track_caller]
pub(crate) fn texts(folder: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = fs::read_dir(shared(folder))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
        .collect();
    out.sort();
    assert!(!out.is_empty(), "{folder} is empty");
    out
}
