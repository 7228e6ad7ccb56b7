//! An index folder: its mark, its lock, the pointer to the generation in use, and what may be cleared away.
//!
//! Whoever names a folder with `--index` may name one by mistake, and what lies in it may be precious. So a folder is
//! built into only when it is new, empty, or bears the mark of an index, and removing goes by what this program knows
//! that it made: a generation, or what is left of a build that was killed, is a folder with a mark of its own, and of
//! it only regular files go whose names this program gives. What else lies there stays, and its folder with it. No file
//! of an index folder is opened through a link.

use std::fs::{self, File};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::files;
use super::names::{CURRENT, LEXICON, MANIFEST, MARK, SOURCES, is_given, is_lock};
use crate::error::{Damage, Error, Result};

/// What the mark says. Nobody reads it but people.
const MARK_TEXT: &str = "This folder is made by anli, and what it made here it may remove.\n\
                         本文件夹由 anli 建立，其中由它生成的文件会被它删除。\n";

const LOCK: &str = ".lock";
const NEW_CURRENT: &str = "CURRENT.new";
const GENERATION: &str = "gen-";
const BUILDING: &str = "building-";

/// What says nothing of a folder's use: a folder with these alone is as good as empty.
const BYSTANDERS: [&str; 4] = ["README.md", ".gitignore", ".gitkeep", ".gitattributes"];

/// The generation in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Current {
    /// Its folder.
    pub(super) folder: PathBuf,
    /// Its number.
    pub(super) number: u64,
    /// The checksum of its manifest, as [`CURRENT`] tells it; indexes of old formats have none.
    pub(super) checksum: Option<String>,
}

/// The generation in use; `None` when the index has none yet.
///
/// # Errors
///
/// [`Error::Io`] when the pointer cannot be read, [`Error::Damaged`] when it points nowhere.
pub(super) fn current(index: &Path) -> Result<Option<Current>> {
    let pointer = index.join(CURRENT);
    let damaged = |damage| Error::Damaged { path: index.to_path_buf(), damage };
    let malformed = || damaged(Damage::Malformed { file: CURRENT.to_owned(), detail: None });
    let text = match files::read(&pointer) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| malformed())?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            return Err(damaged(Damage::NotRegular { file: CURRENT.to_owned() }));
        }
        Err(source) => return Err(Error::Io { path: pointer, source }),
    };
    let mut words = text.split_whitespace();
    let (name, checksum) = (words.next().unwrap_or_default(), words.next().map(str::to_owned));
    let Some(number) = numbered(name, GENERATION).filter(|_| words.next().is_none()) else {
        return Err(malformed());
    };
    let folder = index.join(name);
    if is_folder(&folder) {
        Ok(Some(Current { folder, number, checksum }))
    } else {
        Err(damaged(Damage::Missing { file: name.to_owned() }))
    }
}

/// The folder of the generation in use; `None` when the index has none yet.
///
/// # Errors
///
/// [`Error::Io`] when the pointer cannot be read, [`Error::Damaged`] when it points nowhere.
pub fn generation(index: &Path) -> Result<Option<PathBuf>> {
    Ok(current(index)?.map(|current| current.folder))
}

/// Makes sure that an index may be built in `index` from `corpus`, and changes nothing.
///
/// # Errors
///
/// [`Error::NotAnIndex`] when `index` holds something and bears no mark, [`Error::NotAFolder`] when it is a file,
/// [`Error::CorpusInIndex`] when `corpus` is `index` or lies in it, or in another index, [`Error::Io`] when one of them cannot be looked at.
pub(super) fn check_place(index: &Path, corpus: &Path) -> Result<()> {
    if let (Ok(index_place), Ok(corpus_place)) = (fs::canonicalize(index), fs::canonicalize(corpus))
        && corpus_place.starts_with(&index_place)
    {
        return Err(Error::CorpusInIndex { index: index.to_path_buf(), corpus: corpus.to_path_buf() });
    }
    if let Some(marked) = fs::canonicalize(corpus).ok().and_then(|place| marked_above(&place)) {
        return Err(Error::CorpusInIndex { index: marked, corpus: corpus.to_path_buf() });
    }
    match fs::metadata(index) {
        Ok(meta) if !meta.is_dir() => return Err(Error::NotAFolder { path: index.to_path_buf() }),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match fs::symlink_metadata(index) {
                // A link that leads nowhere is something, too.
                Ok(meta) if meta.is_symlink() => return Err(Error::NotAnIndex { path: index.to_path_buf() }),
                // Another build has made it a moment ago.
                Ok(_) => {}
                Err(_) => return Ok(()),
            }
        }
        Err(source) => return Err(Error::Io { path: index.to_path_buf(), source }),
    }
    let mut strangers = false;
    for entry in fs::read_dir(index).map_err(Error::io(index))? {
        let name = entry.map_err(Error::io(index))?.file_name();
        strangers |= !BYSTANDERS.iter().any(|bystander| name == *bystander);
    }
    // The mark is looked for last: it is the first that a build puts into a folder, so whatever another build, begun a
    // moment ago, has there by now stands beside its mark.
    if strangers && !is_marked(index) && !is_unmarked_index(index) {
        return Err(Error::NotAnIndex { path: index.to_path_buf() });
    }
    Ok(())
}

/// The index that the folder at `place`, an absolute path, is or lies in, if its mark can be seen.
fn marked_above(place: &Path) -> Option<PathBuf> {
    place.ancestors().find(|folder| is_marked(folder)).map(Path::to_path_buf)
}

/// Whether `folder` bears the mark of an index.
pub(super) fn is_marked(folder: &Path) -> bool {
    matches!(files::is_regular(&folder.join(MARK)), Ok(Some(true)))
}

/// Whether `index` was made before indexes bore marks: its pointer leads to a generation with a manifest of ours.
fn is_unmarked_index(index: &Path) -> bool {
    current(index).is_ok_and(|current| current.is_some_and(|current| has_manifest(&current.folder)))
}

fn has_manifest(folder: &Path) -> bool {
    let manifest = files::read(&folder.join(MANIFEST)).ok();
    let manifest: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|manifest| ["format", "analyzer", "corpus"].iter().all(|key| manifest.get(key).is_some()))
}

/// Whether to wait for another process that builds the same index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Give up at once, with [`Error::Locked`].
    None,
    /// Wait until it is done.
    Wait,
}

/// An index folder that only this process builds in. The system lets go of the lock when the process dies; in its file
/// stands the name of the folder that is being made or removed, so that who comes next knows it while it has no mark.
#[derive(Debug)]
pub(super) struct Site {
    index: PathBuf,
    lock: File,
}

/// Puts down in the file of the lock which folder is made or removed next.
fn note(mut lock: &File, folder: &Path) -> io::Result<()> {
    let name = folder.file_name().unwrap_or_default();
    lock.set_len(0)?;
    lock.rewind()?;
    lock.write_all(name.as_encoded_bytes())
}

impl Site {
    /// Makes the folder `index` where there is none, marks it, locks it, and clears away what killed builds left.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] when another process builds there and `patience` is none, those of [`check_place`], and
    /// [`Error::Io`].
    pub(super) fn open(index: &Path, corpus: &Path, patience: Patience) -> Result<Site> {
        check_place(index, corpus)?;
        fs::create_dir_all(index).map_err(Error::io(index))?;
        mark(index)?;
        let path = index.join(LOCK);
        let lock = files::open_for_lock(&path).map_err(Error::io(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => match patience {
                Patience::None => return Err(Error::Locked { path: index.to_path_buf() }),
                Patience::Wait => lock.lock().map_err(Error::io(&path))?,
            },
            Err(fs::TryLockError::Error(source)) => return Err(Error::Io { path, source }),
        }
        let site = Site { index: index.to_path_buf(), lock };
        site.clear()?;
        Ok(site)
    }

    /// Removes what is of no use any more: builds that were killed, as none but this one runs now, and generations
    /// other than the one in use and the one before it, which searches may have opened a moment ago.
    fn clear(&self) -> Result<()> {
        if let Some(noted) = noted(&self.index) {
            // Goes only if nothing is in it.
            let _ = fs::remove_dir(noted);
        }
        for leftover in leftovers(&self.index)? {
            remove(&leftover, &self.lock);
        }
        let pointer = self.index.join(NEW_CURRENT);
        if fs::symlink_metadata(&pointer).is_ok_and(|meta| !meta.is_dir()) {
            // Of a link, the link.
            fs::remove_file(&pointer).map_err(Error::io(&pointer))?;
        }
        Ok(())
    }

    /// A new folder to build a generation in.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] when it cannot be made.
    pub(super) fn begin(&self) -> Result<Building> {
        let taken = |number: &u32| fs::symlink_metadata(self.index.join(format!("{BUILDING}{number}"))).is_ok();
        // What of that name could not be removed is somebody else's.
        let number = (std::process::id()..).find(|number| !taken(number)).unwrap_or(u32::MAX);
        let folder = self.index.join(format!("{BUILDING}{number}"));
        let path = self.index.join(LOCK);
        let lock = self.lock.try_clone().map_err(Error::io(&path))?;
        note(&lock, &folder).map_err(Error::io(&path))?;
        fs::create_dir(&folder).map_err(Error::io(&folder))?;
        let building = Building { folder: Some(folder.clone()), lock };
        mark(&folder)?;
        Ok(building)
    }

    /// Makes what was built, with a manifest whose checksum is `checksum`, the generation in use.
    ///
    /// # Errors
    ///
    /// [`Error::Io`]; the generation in use stays then.
    pub(super) fn swap_in(&self, mut building: Building, checksum: &str) -> Result<()> {
        // Files reach the disk before the pointer does.
        for entry in fs::read_dir(building.path()).map_err(Error::io(building.path()))? {
            files::sync(&entry.map_err(Error::io(building.path()))?.path())?;
        }
        files::sync(building.path())?;
        let next =
            numbers(&self.index, GENERATION)?.iter().map(|&(number, _)| number).max().unwrap_or(0).saturating_add(1);
        let name = format!("{GENERATION}{next}");
        let target = self.index.join(&name);
        fs::rename(building.path(), &target).map_err(Error::io(&target))?;
        building.folder = Some(target);
        files::sync(&self.index)?;
        let pointer = self.index.join(NEW_CURRENT);
        files::write_new(&pointer, format!("{name} {checksum}\n").as_bytes())?;
        let current = self.index.join(CURRENT);
        fs::rename(&pointer, &current).map_err(Error::io(&current))?;
        building.folder = None;
        files::sync(&self.index)?;
        self.clear()
    }
}

/// A generation that is being built; what is not swapped in is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Building {
    folder: Option<PathBuf>,
    lock: File,
}

impl Building {
    pub(super) fn path(&self) -> &Path {
        self.folder.as_deref().unwrap_or(Path::new(""))
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            remove(folder, &self.lock);
        }
    }
}

/// Puts the mark into a folder that this process made or may build in.
fn mark(folder: &Path) -> Result<()> {
    if is_marked(folder) {
        return Ok(());
    }
    match files::write_new(&folder.join(MARK), MARK_TEXT.as_bytes()) {
        // Another process was faster.
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists && is_marked(folder) => Ok(()),
        result => result,
    }
}

/// The folders in `index` that the next build removes: what killed builds left, and old generations.
///
/// # Errors
///
/// [`Error::Io`] when `index` cannot be read.
pub fn leftovers(index: &Path) -> Result<Vec<PathBuf>> {
    let generations = numbers(index, GENERATION)?;
    let mut keep = Vec::new();
    if let Ok(Some(current)) = current(index) {
        let before = generations.iter().map(|&(number, _)| number).filter(|&number| number < current.number).max();
        keep.extend(before.into_iter().chain([current.number]));
    } else if !generations.is_empty() && files::is_regular(&index.join(CURRENT)).is_ok_and(|found| found.is_some()) {
        // The pointer is damaged; whichever generation it meant is worth keeping until a build is complete.
        keep.extend(generations.iter().map(|&(number, _)| number));
    }
    let old = generations.into_iter().filter(|(number, _)| !keep.contains(number));
    let mut out: Vec<PathBuf> = old.chain(numbers(index, BUILDING)?).map(|(_, path)| path).collect();
    let noted = noted(index);
    out.retain(|folder| is_ours(folder) || noted.as_ref() == Some(folder));
    out.sort();
    Ok(out)
}

/// The folder that was being made or removed when the last build ended, if it is there and has no mark.
fn noted(index: &Path) -> Option<PathBuf> {
    let name = String::from_utf8(files::read(&index.join(LOCK)).ok()?).ok()?;
    numbered(&name, BUILDING).or_else(|| numbered(&name, GENERATION))?;
    Some(index.join(name)).filter(|folder| is_folder(folder) && !is_marked(folder) && !has_manifest(folder))
}

/// The folders of all generations of `index` that this program made, the last one first.
pub(super) fn generations(index: &Path) -> Vec<PathBuf> {
    let mut out = numbers(index, GENERATION).unwrap_or_default();
    out.retain(|(_, folder)| is_ours(folder));
    out.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    out.into_iter().map(|(_, folder)| folder).collect()
}

/// Whether this program made the folder of a generation or a build.
fn is_ours(folder: &Path) -> bool {
    is_folder(folder) && (is_marked(folder) || has_manifest(folder))
}

/// Whether there is a folder at `path` itself; a link to one is none.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// Removes a folder of ours: regular files with names that this program gives, the mark last, then the folder, if
/// nothing is left in it. What cannot be removed now is tried again by the next build.
fn remove(folder: &Path, lock: &File) {
    if !is_ours(folder) {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut others = 0;
    for entry in entries {
        let Ok(entry) = entry else { return };
        let name = entry.file_name();
        if name == MARK {
            continue;
        }
        let given = name.to_str().is_some_and(is_given) && matches!(files::is_regular(&entry.path()), Ok(Some(true)));
        if !given || fs::remove_file(entry.path()).is_err() {
            others += 1;
        }
    }
    // The mark goes last: without it nobody would know the rest again.
    if others == 0 && note(lock, folder).is_ok() {
        let _ = fs::remove_file(folder.join(MARK));
        let _ = fs::remove_dir(folder);
    }
}

/// The entries of `index` that are called `prefix` and a number.
fn numbers(index: &Path, prefix: &str) -> Result<Vec<(u64, PathBuf)>> {
    let mut out = Vec::new();
    for entry in fs::read_dir(index).map_err(Error::io(index))? {
        let entry = entry.map_err(Error::io(index))?;
        if let Some(number) = entry.file_name().to_str().and_then(|name| numbered(name, prefix)) {
            out.push((number, entry.path()));
        }
    }
    Ok(out)
}

fn numbered(name: &str, prefix: &str) -> Option<u64> {
    name.strip_prefix(prefix).filter(|number| number.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

/// Copies the segments of a generation into the folder of the next one. They are never changed once written, so a link
/// will do where the file system has links.
///
/// # Errors
///
/// [`Error::Io`] with the path of the file that could not be copied.
pub(super) fn copy_segments(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io(from))? {
        let path = entry.map_err(Error::io(from))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let lists = [MARK, MANIFEST, SOURCES, LEXICON].contains(&name);
        if lists || is_lock(name) || !is_given(name) || !matches!(files::is_regular(&path), Ok(Some(true))) {
            continue;
        }
        let target = to.join(name);
        let linked = !name.ends_with(".json") && fs::hard_link(&path, &target).is_ok();
        if !linked {
            fs::copy(&path, &target).map_err(Error::io(&target))?;
        }
    }
    Ok(())
}

/// Gives every file of a generation the rights that new files have: tantivy makes some that only their owner may read.
///
/// # Errors
///
/// [`Error::Io`] when the folder or its mark cannot be looked at.
pub(super) fn share(folder: &Path) -> Result<()> {
    let mark = folder.join(MARK);
    let rights = fs::metadata(&mark).map_err(Error::io(&mark))?.permissions();
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        let own = fs::metadata(&path).map_err(Error::io(&path))?.permissions();
        if own != rights {
            // A segment that is linked from an old generation may be another user's, and has its rights since.
            let _ = fs::set_permissions(&path, rights.clone());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_empty_new_and_marked_folders_are_built_into() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let corpus = at("corpus");
        fs::create_dir(&corpus).unwrap();
        let check = |index: &Path| check_place(index, &corpus);
        check(&at("new")).unwrap();
        fs::create_dir(at("empty")).unwrap();
        check(&at("empty")).unwrap();
        fs::write(at("empty/README.md"), "").unwrap();
        check(&at("empty")).unwrap();
        for name in ["gen-0", "building-plans", "notes.txt", "CURRENT", ".lock", "a/CURRENT"] {
            let folder = at(&format!("holds {}", name.replace('/', " ")));
            fs::create_dir_all(folder.join(name)).unwrap();
            assert!(matches!(check(&folder), Err(Error::NotAnIndex { .. })), "{name}");
            mark(&folder).unwrap();
            check(&folder).unwrap();
        }
        fs::write(at("file"), "").unwrap();
        assert!(matches!(check(&at("file")), Err(Error::NotAFolder { .. })));
        fs::create_dir(corpus.join("inner")).unwrap();
        check(&corpus.join("inner")).unwrap();
        mark(&corpus).unwrap();
        for corpus_place in [corpus.clone(), corpus.join("inner"), corpus.join("inner/..")] {
            assert!(matches!(check_place(&corpus, &corpus_place), Err(Error::CorpusInIndex { .. })));
        }
    }

    #[test]
    fn builds_that_begin_at_once_all_come_to_it() {
        let place = tempfile::tempdir().unwrap();
        let corpus = place.path().join("corpus");
        fs::create_dir(&corpus).unwrap();
        for round in 0..200 {
            let index = place.path().join(format!("index{round}"));
            let start = std::sync::Barrier::new(4);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        Site::open(&index, &corpus, Patience::Wait).unwrap();
                    });
                }
            });
            assert_eq!(names(&index), [LOCK, MARK]);
        }
    }

    #[test]
    fn of_a_folder_of_ours_only_our_files_go() {
        let place = tempfile::tempdir().unwrap();
        let lock = tempfile::tempfile().unwrap();
        let segment = format!("{}.store", "0123456789abcdef".repeat(2));
        let ours = [MANIFEST, SOURCES, LEXICON, "meta.json", ".managed.json", ".tantivy-meta.lock", ".tmpAb12Cd"];
        let fill = |folder: &Path| {
            fs::create_dir(folder).unwrap();
            for name in ours.iter().copied().chain([segment.as_str()]) {
                fs::write(folder.join(name), "").unwrap();
            }
        };
        let (theirs, mixed, whole) = (place.path().join("a"), place.path().join("b"), place.path().join("c"));
        fill(&theirs);
        remove(&theirs, &lock);
        assert_eq!(names(&theirs).len(), ours.len() + 1, "without a mark it is somebody else's");
        fill(&mixed);
        mark(&mixed).unwrap();
        fs::write(mixed.join("thesis.docx"), "").unwrap();
        fs::create_dir(mixed.join("meta")).unwrap();
        remove(&mixed, &lock);
        assert_eq!(names(&mixed), [MARK, "meta", "thesis.docx"]);
        fill(&whole);
        mark(&whole).unwrap();
        remove(&whole, &lock);
        assert!(!whole.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_removed_through_a_link() {
        use std::os::unix::fs::symlink;
        let place = tempfile::tempdir().unwrap();
        let lock = tempfile::tempfile().unwrap();
        let (precious, link, folder) =
            (place.path().join("precious"), place.path().join("gen-1"), place.path().join("gen-2"));
        for folder in [&precious, &folder] {
            fs::create_dir(folder).unwrap();
            mark(folder).unwrap();
        }
        fs::write(precious.join("meta.json"), "mine").unwrap();
        symlink(&precious, &link).unwrap();
        symlink(precious.join("meta.json"), folder.join("meta.json")).unwrap();
        assert_eq!(leftovers(place.path()).unwrap(), [folder.as_path()]);
        remove(&link, &lock);
        remove(&folder, &lock);
        assert_eq!(fs::read(precious.join("meta.json")).unwrap(), b"mine");
        assert!(link.exists() && folder.join("meta.json").exists());
    }
}
