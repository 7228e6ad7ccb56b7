//! The generations of an index folder: which one is in use, and how the next one takes its place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::manifest::{MANIFEST, SOURCES};
use crate::error::{Error, Result};

/// The file that names the generation in use.
pub(super) const CURRENT: &str = "CURRENT";

/// A vocabulary of the user's own, beside the index.
pub(super) const LEXICON: &str = "lexicon.tsv";

/// The folder of the generation in use; `None` when the index has none yet.
///
/// # Errors
///
/// [`Error::Io`] when the pointer cannot be read, [`Error::Damaged`] when it points nowhere.
pub(super) fn current(index: &Path) -> Result<Option<PathBuf>> {
    let pointer = index.join(CURRENT);
    let name = match fs::read_to_string(&pointer) {
        Ok(name) => name,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Io { path: pointer, source }),
    };
    let name = name.trim();
    let damaged = |reason: String| Error::Damaged { path: index.to_path_buf(), reason };
    if !name.strip_prefix("gen-").is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit())) {
        return Err(damaged(format!("{CURRENT} does not name a generation")));
    }
    let folder = index.join(name);
    if folder.is_dir() { Ok(Some(folder)) } else { Err(damaged(format!("{name} is missing"))) }
}

/// The corpus that the index in `index` was built from, even if this program cannot read the index; as it was named, if
/// that leads there from here.
#[must_use]
pub fn recorded_corpus(index: &Path) -> Option<PathBuf> {
    let manifest = fs::read(current(index).ok()??.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
    let named = PathBuf::from(manifest.get("corpus")?.as_str()?);
    let Some(way) = manifest.get("from_index").and_then(|way| way.as_str()) else { return Some(named) };
    let place = index.join(way);
    let same = fs::canonicalize(&named).is_ok_and(|named| fs::canonicalize(&place).is_ok_and(|place| named == place));
    Some(if same { named } else { place })
}

/// Holds the lock of an index folder until it is dropped; the system lets go of it when the process dies.
pub(super) fn lock(index: &Path) -> Result<File> {
    let path = index.join(".lock");
    let file = File::create(&path).map_err(Error::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { path: index.to_path_buf() }),
        Err(fs::TryLockError::Error(source)) => Err(Error::Io { path, source }),
    }
}

/// Copies a tantivy index into another folder. Segment files are never changed once written, so a link will do where
/// the file system has links.
pub(super) fn copy_index(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io(from))? {
        let path = entry.map_err(Error::io(from))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if [MANIFEST, SOURCES, LEXICON].contains(&name) || name.ends_with(".lock") {
            continue;
        }
        let target = to.join(name);
        let linked = !name.ends_with(".json") && fs::hard_link(&path, &target).is_ok();
        if !linked {
            fs::copy(&path, &target).map_err(Error::io(&path))?;
        }
    }
    Ok(())
}

/// Makes `folder` the current generation and removes those before the last one.
pub(super) fn swap_in(index: &Path, folder: &Path) -> Result<()> {
    let generations = generations(index)?;
    let next = generations.iter().map(|&(number, _)| number).max().unwrap_or(0) + 1;
    let name = format!("gen-{next}");
    let target = index.join(&name);
    sync(folder)?;
    fs::rename(folder, &target).map_err(Error::io(&target))?;
    let pointer = index.join(format!("{CURRENT}.new"));
    fs::write(&pointer, format!("{name}\n")).map_err(Error::io(&pointer))?;
    File::open(&pointer).and_then(|file| file.sync_all()).map_err(Error::io(&pointer))?;
    let current = index.join(CURRENT);
    fs::rename(&pointer, &current).map_err(Error::io(&current))?;
    // The generation before stays for searches that have just read the old pointer.
    for (number, path) in generations {
        if number + 1 < next {
            let _ = fs::remove_dir_all(path);
        }
    }
    for entry in fs::read_dir(index).map_err(Error::io(index))?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("building-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

fn generations(index: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let entries = fs::read_dir(index).map_err(Error::io(index))?;
    Ok(entries
        .flatten()
        .filter_map(|entry| {
            let number = entry.file_name().to_str()?.strip_prefix("gen-")?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect())
}

/// Files reach the disk before the pointer does.
fn sync(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))?.flatten() {
        if let Ok(file) = File::open(entry.path()) {
            let _ = file.sync_all();
        }
    }
    Ok(())
}

/// Removes a folder when it is dropped.
pub(super) struct RemoveOnDrop(pub(super) PathBuf);

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
