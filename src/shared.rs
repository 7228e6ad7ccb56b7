//! The material for measuring, which is no part of the project, for the tests of it. Where it was absent when they were
//! compiled they are ignored.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// The files of an archive of it, by name. They are there as long as the folder is.
#[track_caller]
pub(crate) fn unpacked(archive: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
    let archive = shared(archive);
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new("tar").arg("xJf").arg(&archive).arg("-C").arg(folder.path()).status().unwrap();
    assert!(done.success(), "tar and xz unpack {}", archive.display());
    let files = walkdir::WalkDir::new(folder.path()).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    (folder, files)
}
