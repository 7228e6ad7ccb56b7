//! A walk through a corpus: which files there are, and what cannot be looked at.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files::modified;
use super::manifest::{SourceEntry, full_path};
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
}

/// Walks through the folder `corpus`, or takes the one file that it is.
///
/// Left out are hidden files and folders, the locks that office programs leave (`~$…`), and the folder `index`, which
/// may lie in the corpus. Symbolic links are followed; a loop is reported, not walked.
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
    let skipped = |entry: &walkdir::DirEntry| {
        if entry.depth() == 0 {
            return false;
        }
        let name = entry.file_name().as_encoded_bytes();
        let is_index = || entry.file_type().is_dir() && index.is_some() && fs::canonicalize(entry.path()).ok() == index;
        name.starts_with(b".") || name.starts_with(b"~$") || is_index()
    };
    for entry in WalkDir::new(corpus).follow_links(true).into_iter().filter_entry(|entry| !skipped(entry)) {
        let (entry, meta) = match entry.and_then(|entry| entry.metadata().map(|meta| (entry, meta))) {
            Ok(found) => found,
            Err(error) => {
                let path = error.path().unwrap_or(corpus).to_path_buf();
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
            scan.files.push(SourceEntry {
                path,
                size: meta.len(),
                modified: modified(&meta),
                ..SourceEntry::default()
            });
        } else {
            // A pipe would wait for its writer for ever.
            let reason =
                Sentence::new("这是管道、套接字或设备，不是文件", "this is a pipe, a socket or a device, not a file");
            scan.failures.push((full_path(corpus, &path), reason));
        }
    }
    scan.files.sort_by(|a, b| a.path.cmp(&b.path));
    scan.folders.sort();
    scan.failures.sort();
    Ok(scan)
}
