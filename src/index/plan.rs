//! What a build has to do with each file: keep what is known of it, read it, or drop it.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::files::hash;
use super::ids::Ids;
use super::manifest::{SourceEntry, full_path};
use crate::error::Sentence;

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Built {
    /// Files whose notices are in the index now.
    pub files: usize,
    /// How many of them hold a notice that another one holds too, and are only linked to that one.
    pub copies: usize,
    /// Passages in the index now.
    pub passages: usize,
    /// Files that were read because they are new or have changed.
    pub read: usize,
    /// Files that are gone since the last build.
    pub removed: usize,
    /// Files that could not be read: path and reason.
    pub failures: Vec<(PathBuf, Sentence)>,
}

/// What is to be done with each file.
pub(super) struct Plan {
    corpus: PathBuf,
    /// Unchanged files, with what is known of them.
    pub(super) kept: Vec<SourceEntry>,
    /// New and changed files; what is found out about them goes here.
    pub(super) read: Vec<SourceEntry>,
    /// Paths whose documents must go: changed and removed files.
    pub(super) dropped: Vec<PathBuf>,
    removed: usize,
    /// Unchanged, but with something else than on record, such as the time.
    touched: bool,
}

impl Plan {
    /// Compares `files`, sorted by path, with what was indexed `before`.
    pub(super) fn new(corpus: &Path, files: Vec<SourceEntry>, before: &[SourceEntry]) -> Plan {
        let mut known: HashMap<&Path, &SourceEntry> = before.iter().map(|s| (s.path.as_path(), s)).collect();
        let mut ordinals = known.values().map(|source| source.ordinal.saturating_add(1)).max().unwrap_or(0)..;
        let mut plan = Plan {
            corpus: corpus.to_path_buf(),
            kept: Vec::new(),
            read: Vec::new(),
            dropped: Vec::new(),
            removed: 0,
            touched: false,
        };
        for mut file in files {
            let Some(before) = known.remove(file.path.as_path()) else {
                file.ordinal = ordinals.next().unwrap_or(u32::MAX);
                plan.read.push(file);
                continue;
            };
            if let Some(kept) = unchanged(corpus, &file, before) {
                plan.touched |= kept != *before;
                plan.kept.push(kept);
            } else {
                plan.dropped.push(file.path.clone());
                file.ordinal = before.ordinal;
                plan.read.push(file);
            }
        }
        plan.removed = known.len();
        plan.dropped.extend(known.into_keys().map(Path::to_path_buf));
        plan.promote();
        plan
    }

    /// Copies whose original is gone or has changed are read again: one of them takes its place.
    fn promote(&mut self) {
        let originals: HashSet<PathBuf> =
            self.kept.iter().filter(|kept| kept.copy_of.is_none()).map(|kept| kept.path.clone()).collect();
        let stays = |kept: &SourceEntry| kept.copy_of.as_ref().is_none_or(|original| originals.contains(original));
        let (kept, orphans) = std::mem::take(&mut self.kept).into_iter().partition(stays);
        self.kept = kept;
        self.read.extend(orphans.into_iter().map(|orphan: SourceEntry| SourceEntry {
            path: orphan.path,
            size: orphan.size,
            modified: orphan.modified,
            ordinal: orphan.ordinal,
            ..SourceEntry::default()
        }));
        self.read.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// What is known of the file at `path`.
    pub(super) fn entry(&mut self, path: &Path) -> Option<&mut SourceEntry> {
        // Both lists are sorted by path.
        [&mut self.kept, &mut self.read].into_iter().find_map(|files| {
            let at = files.binary_search_by(|file| file.path.as_path().cmp(path)).ok()?;
            files.get_mut(at)
        })
    }

    /// Makes the file at `path` a copy of the one at `original`, and its id free.
    pub(super) fn demote(&mut self, path: &Path, original: &Path, ids: &mut Ids) {
        if let Some(file) = self.entry(path) {
            ids.free(&file.notice);
            file.copy_of = Some(original.to_path_buf());
            file.passages = 0;
        }
    }

    /// Links every copy to its original, also where that has become a copy since, and gives it the original's id.
    pub(super) fn link_copies(&mut self) {
        let files: Vec<&SourceEntry> = self.kept.iter().chain(&self.read).collect();
        let places: HashMap<&Path, usize> =
            files.iter().enumerate().map(|(at, file)| (file.path.as_path(), at)).collect();
        let mut next: Vec<Option<usize>> =
            files.iter().map(|file| places.get(file.copy_of.as_deref()?).copied()).collect();
        for at in 0..next.len() {
            // A file that takes another's place comes before it in the order of originals, so the way has an end.
            let mut last = at;
            while let Some(further) = next[last] {
                last = further;
            }
            // Each link is followed once.
            let mut here = at;
            while let Some(further) = next[here].filter(|&further| further != last) {
                next[here] = Some(last);
                here = further;
            }
        }
        let originals: Vec<Option<(PathBuf, String)>> = next
            .into_iter()
            .map(|original| original.map(|at| (files[at].path.clone(), files[at].notice.clone())))
            .collect();
        for (file, original) in self.kept.iter_mut().chain(&mut self.read).zip(originals) {
            if let Some((path, notice)) = original {
                file.notice = notice;
                file.copy_of = Some(path);
            }
        }
    }

    /// Whether the index says already what it should say.
    pub(super) fn is_empty(&self) -> bool {
        self.changes_nothing() && !self.touched
    }

    /// Whether no file came, went or changed; a time may have.
    pub(super) fn changes_nothing(&self) -> bool {
        self.read.is_empty() && self.dropped.is_empty()
    }

    /// All files, sorted by path.
    pub(super) fn sources(&self) -> Vec<SourceEntry> {
        let mut all: Vec<SourceEntry> = self.kept.iter().chain(&self.read).cloned().collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all
    }

    /// What was done, with the `failures` of the walk before those of the files.
    pub(super) fn result(&self, mut failures: Vec<(PathBuf, Sentence)>) -> Built {
        let sources = self.sources();
        let failed = sources.iter().filter_map(|s| Some((full_path(&self.corpus, &s.path), s.failed.clone()?)));
        failures.extend(failed);
        Built {
            files: sources.iter().filter(|s| s.failed.is_none()).count(),
            copies: sources.iter().filter(|s| s.copy_of.is_some()).count(),
            passages: sources.iter().map(|s| s.passages as usize).sum(),
            read: self.read.len(),
            removed: self.removed,
            failures,
        }
    }
}

/// What is known of a file that has not changed since it was indexed as `before`; `None` when it must be read.
fn unchanged(corpus: &Path, file: &SourceEntry, before: &SourceEntry) -> Option<SourceEntry> {
    if before.size != file.size {
        return None;
    }
    let path = full_path(corpus, &file.path);
    let kept = SourceEntry { modified: file.modified, ..before.clone() };
    // A file that could not even be read may be readable now, though its time is the same.
    if before.failed.is_some() && before.hash == 0 {
        return File::open(path).err().map(|error| SourceEntry { failed: Some(Sentence::of_io(&error)), ..kept });
    }
    let same = before.modified == file.modified || fs::read(path).is_ok_and(|bytes| hash(&bytes) == before.hash);
    same.then_some(kept)
}
