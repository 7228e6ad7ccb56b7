//! How a file of the corpus is known again, and how the files of an index folder are opened: never through a link.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A hash of a file's bytes; never 0, which stands for bytes that could not be read.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes).max(1)
}

/// What tells, without reading it, that a file may have changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    /// Its time of modification in nanoseconds since 1970; 0 where the system does not tell.
    pub modified: u64,
    /// The time of its last change of any kind, owner and rights included, in nanoseconds since 1970: a copy that is
    /// given an old time of modification has a new one here. 0 where the system has none.
    pub changed: u64,
    /// Its number in the file system: a file that took the place of another has a new one. 0 where there is none.
    pub inode: u64,
}

impl Stamp {
    pub(super) fn of(meta: &fs::Metadata) -> Stamp {
        let (changed, inode) = change(meta);
        Stamp { size: meta.len(), modified: modified(meta), changed, inode }
    }
}

#[cfg(unix)]
fn change(meta: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let time = meta.ctime().checked_mul(1_000_000_000).and_then(|seconds| seconds.checked_add(meta.ctime_nsec()));
    (time.and_then(|time| u64::try_from(time).ok()).unwrap_or(0), meta.ino())
}

#[cfg(not(unix))]
fn change(_: &fs::Metadata) -> (u64, u64) {
    (0, 0)
}

/// Time of modification in nanoseconds since 1970; 0 where the system does not tell.
pub(super) fn modified(meta: &fs::Metadata) -> u64 {
    meta.modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

/// Options that follow no link in the last part of a path and wait for nobody at the other end of a pipe.
#[cfg(unix)]
fn unlinked() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn unlinked() -> OpenOptions {
    OpenOptions::new()
}

/// Whether `path` itself is a regular file: no link, no pipe, no folder. `None` when there is nothing.
pub(super) fn is_regular(path: &Path) -> io::Result<Option<bool>> {
    match fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(meta.is_file())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn refuse_irregular(path: &Path) -> io::Result<()> {
    match is_regular(path)? {
        None | Some(true) => Ok(()),
        Some(false) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a link, a pipe or a folder where a file of the index should be",
        )),
    }
}

/// Opens a regular file of an index folder for reading.
///
/// # Errors
///
/// Of the system; [`io::ErrorKind::InvalidInput`] for a link, a pipe, a folder.
pub(super) fn open(path: &Path) -> io::Result<File> {
    refuse_irregular(path)?;
    let file = unlinked().read(true).open(path)?;
    // It may have been swapped meanwhile; what is open counts.
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// The bytes of a regular file of an index folder.
///
/// # Errors
///
/// As [`open`].
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The size of a regular file of an index folder, and the [`hash`] of its bytes, which are not kept.
///
/// # Errors
///
/// As [`open`].
pub(super) fn hash_of(path: &Path) -> io::Result<(u64, u64)> {
    let mut file = open(path)?;
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    let mut buffer = vec![0; 256 << 10];
    let mut size = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((size, hasher.digest().max(1))),
            count => {
                hasher.update(&buffer[..count]);
                size += count as u64;
            }
        }
    }
}

/// Opens the regular file at `path` for a lock, and makes it where there is none. What it holds is left alone.
///
/// # Errors
///
/// As [`open`].
pub(super) fn open_for_lock(path: &Path) -> io::Result<File> {
    refuse_irregular(path)?;
    let file = match unlinked().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => unlinked().read(true).write(true).open(path)?,
        made => made?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Writes a new file and waits until it is on the disk. Nothing may be at `path`, not even a link.
///
/// # Errors
///
/// [`Error::Io`] with the path.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(Error::io(path))
}

/// Waits until what was written to a file, or what was made and renamed in a folder, is on the disk.
///
/// # Errors
///
/// [`Error::Io`] with the path.
pub(super) fn sync(path: &Path) -> Result<()> {
    if cfg!(not(unix)) && path.is_dir() {
        // Only Unix opens folders.
        return Ok(());
    }
    File::open(path).and_then(|file| file.sync_all()).map_err(Error::io(path))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_and_pipes_are_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("precious"), "mine").unwrap();
        symlink(at("precious"), at("link")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
        fs::create_dir(at("folder")).unwrap();
        for name in ["link", "dangling", "pipe", "folder"] {
            assert_eq!(open(&at(name)).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{name}");
            assert_eq!(open_for_lock(&at(name)).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{name}");
            assert!(write_new(&at(name), b"theirs").is_err(), "{name}");
        }
        assert_eq!(fs::read(at("precious")).unwrap(), b"mine");
        assert!(!at("nowhere").exists());
        assert_eq!(read(&at("precious")).unwrap(), b"mine");
        open_for_lock(&at("precious")).unwrap();
        open_for_lock(&at("new")).unwrap();
        assert_eq!(fs::read(at("precious")).unwrap(), b"mine");
    }

    #[test]
    fn a_restored_copy_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "one").unwrap();
        let before = fs::metadata(&path).unwrap();
        let time = before.modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(&path, "two").unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        let (before, after) = (Stamp::of(&before), Stamp::of(&fs::metadata(&path).unwrap()));
        assert_eq!((before.size, before.modified), (after.size, after.modified));
        assert_ne!(before, after);
    }
}
