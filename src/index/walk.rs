//! A walk through a corpus: which files there are, and what cannot be looked at.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files::{Stamp, modified};
use super::folder::is_marked;
use super::manifest::{SourceEntry, full_path, is_passing};
use crate::error::{Error, Result, Sentence};

/// What a walk through a corpus found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The files, sorted by path, with sizes and times.
    pub(super) files: Vec<SourceEntry>,
    /// The folders with their times.
    pub(super) folders: Vec<(PathBuf, u64)>,
    /// What could not be looked at: full path and reason.
    pub(super) failures: Vec<(PathBuf, Sentence)>,
    /// Which of that may be there all the same, with all that is in it, from the corpus folder.
    pub(super) unreadable: Vec<PathBuf>,
    /// Indexes that lie in the corpus and were left out: full paths.
    pub(super) indexes: Vec<PathBuf>,
}

/// Walks through the folder `corpus`, or takes the one file that it is.
///
/// Left out are hidden files and folders, the locks that office programs leave (`~$…`), and indexes, which may lie in
/// the corpus: the folder `index` and whatever bears the mark of one. Symbolic links are followed; a loop is reported,
/// not walked.
///
/// # Errors
///
/// [`Error::Io`] when `corpus` itself cannot be read.
pub(super) fn scan(corpus: &Path, index: &Path) -> Result<Scan> {
    let about = fs::metadata(corpus).map_err(Error::io(corpus))?;
    if about.is_dir() {
        fs::read_dir(corpus).map_err(Error::io(corpus))?;
    }
    let index = fs::canonicalize(index).ok();
    let mut scan = Scan::default();
    let mut indexes = Vec::new();
    let mut skipped = |entry: &walkdir::DirEntry| {
        if entry.depth() == 0 {
            return false;
        }
        let name = entry.file_name().as_encoded_bytes();
        if name.starts_with(b".") || name.starts_with(b"~$") {
            return true;
        }
        let is_ours = || index.is_some() && fs::canonicalize(entry.path()).ok() == index;
        let is_index = entry.file_type().is_dir() && (is_marked(entry.path()) || is_ours());
        if is_index {
            indexes.push(entry.path().to_path_buf());
        }
        is_index
    };
    for entry in WalkDir::new(corpus).follow_links(true).into_iter().filter_entry(|entry| !skipped(entry)) {
        let (entry, meta) = match entry.and_then(|entry| entry.metadata().map(|meta| (entry, meta))) {
            Ok(found) => found,
            Err(error) => {
                let path = error.path().unwrap_or(corpus).to_path_buf();
                // A link that leads nowhere is there; what it leads to may come back.
                let dangling = || fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_symlink());
                let passing = error.io_error().is_some_and(|error| is_passing(error) || dangling());
                if passing && error.loop_ancestor().is_none() {
                    scan.unreadable.push(path.strip_prefix(corpus).unwrap_or(&path).to_path_buf());
                }
                let reason = match (error.loop_ancestor(), error.io_error()) {
                    (Some(above), _) => Sentence::new(
                        format!("链接绕回到 {}", above.display()),
                        format!("a link that leads back to {}", above.display()),
                    ),
                    (None, Some(source)) => Sentence::of_io(source),
                    (None, None) => Sentence::new(error.to_string(), error.to_string()),
                };
                scan.failures.push((path, reason));
                continue;
            }
        };
        let path = entry.path().strip_prefix(corpus).unwrap_or(entry.path()).to_path_buf();
        if meta.is_dir() {
            scan.folders.push((path, modified(&meta)));
        } else if meta.is_file() {
            scan.files.push(SourceEntry { path, stamp: Stamp::of(&meta), ..SourceEntry::default() });
        } else {
            // A pipe would wait for its writer for ever.
            let reason =
                Sentence::new("这是管道、套接字或设备，不是文件", "this is a pipe, a socket or a device, not a file");
            scan.failures.push((full_path(corpus, &path), reason));
        }
    }
    scan.indexes = indexes;
    scan.files.sort_by(|a, b| a.path.cmp(&b.path));
    scan.folders.sort();
    scan.failures.sort();
    scan.unreadable.sort();
    scan.indexes.sort();
    Ok(scan)
}
