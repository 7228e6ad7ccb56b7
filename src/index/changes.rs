//! What a build has to do with each file: keep what is known of it, read it, or drop it.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use super::ids::Ids;
use super::manifest::{Depends, SourceEntry, full_path, is_passing};
use super::walk::Scan;
use crate::error::Sentence;
use crate::unpack::Bytes;

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
    /// Files and folders that could not be read: path and reason. What was read of them before is still in the index,
    /// and the reason says so.
    pub failures: Vec<(PathBuf, Sentence)>,
    /// Indexes that lie in the corpus and were left out.
    pub indexes: Vec<PathBuf>,
    /// What is to be known of files: which columns the records come from of those that were read, and what of a file could
    /// not be read though the rest could.
    pub notes: Vec<(PathBuf, Sentence)>,
}

/// Told how far a build is: files done, files in all, passages so far.
pub type Progress<'a> = &'a (dyn Fn(usize, usize, usize) + Sync);

/// What a build goes by to tell that a file has not changed since it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Trust {
    /// Its size, times and number in the file system; where one of them differs, its bytes.
    #[default]
    Stamps,
    /// Its bytes: every file is read and compared with the hash that it had.
    Bytes,
    /// Nothing: every file is read and indexed again.
    Nothing,
}

/// What is to be done with each file.
pub(super) struct Plan {
    corpus: PathBuf,
    /// Unchanged files, and those that cannot be read again now, with what is known of them.
    pub(super) kept: Vec<SourceEntry>,
    /// New and changed files; what is found out about them goes here.
    pub(super) read: Vec<SourceEntry>,
    /// What is in the index of the changed files among them.
    pub(super) before: HashMap<PathBuf, SourceEntry>,
    /// Paths of files that are gone, whose documents must go.
    pub(super) dropped: Vec<PathBuf>,
    failures: Vec<(PathBuf, Sentence)>,
    indexes: Vec<PathBuf>,
    /// What is to be known of files that are read.
    pub(super) notes: Vec<(PathBuf, Sentence)>,
    /// The ordinal of the next file that is new.
    next: u32,
    /// Unchanged, but with something else than on record, such as the time.
    touched: bool,
}

impl Plan {
    /// Compares what a walk found with what was indexed `before`; `stands` says whether a file would be read now as it was.
    pub(super) fn new(
        corpus: &Path,
        scan: Scan,
        before: &[SourceEntry],
        trust: Trust,
        stands: &dyn Fn(&Depends) -> bool,
    ) -> Plan {
        let (files, inner): (Vec<&SourceEntry>, Vec<&SourceEntry>) = before.iter().partition(|s| s.within.is_none());
        let mut known: HashMap<&Path, &SourceEntry> = files.into_iter().map(|s| (s.path.as_path(), s)).collect();
        let mut members: HashMap<&Path, Vec<&SourceEntry>> = HashMap::new();
        for member in inner {
            members.entry(member.within.as_deref().unwrap_or(Path::new(""))).or_default().push(member);
        }
        let next = before.iter().map(|source| source.ordinal.saturating_add(1)).max().unwrap_or(0);
        let mut plan = Plan {
            corpus: corpus.to_path_buf(),
            kept: Vec::new(),
            read: Vec::new(),
            before: HashMap::new(),
            dropped: Vec::new(),
            failures: Vec::new(),
            indexes: scan.indexes,
            notes: Vec::new(),
            next,
            touched: false,
        };
        for mut file in scan.files {
            let Some(before) = known.remove(file.path.as_path()) else {
                file.ordinal = plan.ordinal();
                plan.read.push(file);
                continue;
            };
            let members = members.remove(file.path.as_path()).unwrap_or_default();
            // A member that could not be read is tried again with its container.
            let was_read = |member: &&SourceEntry| member.unread.is_none() && member.hash != 0;
            let same = members.iter().chain([&before]).all(|source| stands(&source.depends));
            let kept = unchanged(corpus, &file, before, trust);
            let kept = kept.filter(|kept| kept.unread.is_some() || (same && members.iter().all(was_read)));
            if let Some(kept) = kept {
                plan.touched |= kept != *before;
                plan.kept.push(kept);
                plan.kept.extend(members.into_iter().cloned());
            } else {
                plan.before.insert(file.path.clone(), before.clone());
                plan.before.extend(members.into_iter().map(|member| (member.path.clone(), member.clone())));
                file.ordinal = before.ordinal;
                plan.read.push(file);
            }
        }
        // What could not be looked at is not gone.
        let mut hidden: HashMap<&Path, usize> = HashMap::new();
        let unreadable: HashSet<&Path> = scan.unreadable.iter().map(PathBuf::as_path).collect();
        known.retain(|path, source| {
            // A file's folders are few, whatever cannot be read.
            let Some(above) = path.ancestors().find_map(|above| unreadable.get(above)) else { return true };
            let members = members.remove(path).unwrap_or_default();
            let kept = members.into_iter().chain([*source]);
            for source in kept {
                *hidden.entry(above).or_default() += usize::from(source.is_document());
                plan.kept.push(source.clone());
            }
            false
        });
        plan.failures = scan.failures;
        for (path, reason) in &mut plan.failures {
            let path = path.strip_prefix(corpus).unwrap_or(path);
            if let Some(&count) = hidden.get(path).filter(|&&count| count > 0) {
                *reason = still_indexed(reason, count);
            }
        }
        plan.dropped.extend(known.into_keys().map(Path::to_path_buf));
        plan.dropped.extend(members.into_values().flatten().map(|member| member.path.clone()));
        plan.dropped.sort();
        plan.kept.sort_by(|a, b| a.path.cmp(&b.path));
        plan.promote();
        plan
    }

    /// The ordinal of a new file.
    pub(super) fn ordinal(&mut self) -> u32 {
        let ordinal = self.next;
        self.next = self.next.saturating_add(1);
        ordinal
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
            stamp: orphan.stamp,
            ordinal: orphan.ordinal,
            within: orphan.within,
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
            file.lengths.clear();
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

    /// What was done.
    pub(super) fn result(&self) -> Built {
        let sources = self.sources();
        let mut failures = self.failures.clone();
        failures.extend(sources.iter().filter_map(|source| {
            let reason = source.failed.clone().or_else(|| Some(still_indexed(source.unread.as_ref()?, 1)))?;
            Some((full_path(&self.corpus, &source.path), reason))
        }));
        let lacks = sources.iter().filter_map(|source| Some((source.path.clone(), source.lacks.clone()?)));
        let notes = self.notes.iter().cloned().chain(lacks);
        let notes = notes.map(|(path, note)| (full_path(&self.corpus, &path), note)).collect();
        Built {
            files: sources.iter().filter(|s| s.is_document()).count(),
            copies: sources.iter().filter(|s| s.copy_of.is_some()).count(),
            passages: sources.iter().map(|s| s.passages as usize).sum(),
            read: self.read.iter().filter(|s| s.holds.is_none()).count(),
            removed: self.dropped.len(),
            failures,
            indexes: self.indexes.clone(),
            notes,
        }
    }
}

/// Why something could not be read, with how many files of it are in the index as they were read last.
fn still_indexed(reason: &Sentence, count: usize) -> Sentence {
    let files = if count == 1 { "what was read of it before stays" } else { "what was read of its files before stays" };
    Sentence::new(
        format!("{}；索引中保留此前读入的内容（{count} 个文件）", reason.zh),
        format!("{}; {files} in the index ({count} {})", reason.en, if count == 1 { "file" } else { "files" }),
    )
}

/// What is known of a file that has not changed since it was indexed as `before`, or that cannot be read again now;
/// `None` when it must be read.
fn unchanged(corpus: &Path, file: &SourceEntry, before: &SourceEntry, trust: Trust) -> Option<SourceEntry> {
    let path = full_path(corpus, &file.path);
    let kept = SourceEntry { stamp: file.stamp, unread: None, ..before.clone() };
    // A file that could not even be read may be readable now, though its time is the same.
    if before.failed.is_some() && before.hash == 0 {
        return File::open(path).err().map(|error| SourceEntry { failed: Some(Sentence::of_io(&error)), ..kept });
    }
    if trust == Trust::Nothing {
        let error = File::open(path).err().filter(is_passing).filter(|_| before.failed.is_none())?;
        return Some(SourceEntry { unread: Some(Sentence::of_io(&error)), ..before.clone() });
    }
    if trust == Trust::Stamps && before.stamp == file.stamp && before.unread.is_none() {
        return Some(kept);
    }
    // Its stamp stays what it was when it was read, so that it counts as changed until it is read again.
    let unread = |reason: Sentence| Some(SourceEntry { unread: Some(reason), ..before.clone() });
    if before.stamp.size != file.stamp.size {
        let error = File::open(path).err().filter(is_passing)?;
        return if before.failed.is_none() { unread(Sentence::of_io(&error)) } else { None };
    }
    // An archive may be larger than a file that is read whole.
    let found = File::open(path).and_then(Bytes::of_file).and_then(|bytes| bytes.hash());
    match found {
        Ok(hash) => (hash == before.hash).then_some(kept),
        Err(error) if is_passing(&error) && before.failed.is_none() => unread(Sentence::of_io(&error)),
        Err(_) => None,
    }
}
