//! What containers of the corpus hold: each member becomes a source of its own.

use std::path::{Path, PathBuf};

use super::changes::Plan;
use super::files::Stamp;
use super::manifest::{Depends, Holds, SourceEntry, full_path};
use crate::error::Sentence;
use crate::ingest::Reading;
use crate::unpack::{Budget, Bytes, Container, DEPTH, Fault};

/// Bytes at the beginning of a file that tell whether it can be a container.
const HEAD: usize = 4096;

/// Looks into the files of `plan` that are to be read: those that are containers get what is known of them, and their
/// members are to be read as well. Members that are there no longer are dropped.
pub(super) fn expand(plan: &mut Plan, corpus: &Path, reading: &Reading) {
    let files = std::mem::take(&mut plan.read);
    let mut look = Look { plan, reading, found: Vec::with_capacity(files.len()) };
    for file in files {
        look.file(corpus, file);
    }
    let mut found = look.found;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    plan.read = found;
    // What is left of the members of files that are read again is not in them any more.
    let kept: Vec<PathBuf> = plan.kept.iter().map(|kept| kept.path.clone()).collect();
    let there = |path: &PathBuf| {
        plan.read.binary_search_by(|file| file.path.cmp(path)).is_ok() || kept.binary_search(path).is_ok()
    };
    let gone: Vec<PathBuf> =
        plan.before.values().filter(|b| b.within.is_some()).map(|b| b.path.clone()).filter(|p| !there(p)).collect();
    for path in gone {
        plan.before.remove(&path);
        plan.dropped.push(path);
    }
    plan.dropped.sort();
}

/// A look into files.
struct Look<'p> {
    plan: &'p mut Plan,
    reading: &'p Reading,
    found: Vec<SourceEntry>,
}

/// Where a container stands: the file of the disk, what it is called in the corpus, and the hash that stands for it.
struct Within<'f> {
    file: &'f Path,
    path: &'f Path,
    hash: u64,
    budget: &'f Budget,
}

impl Look<'_> {
    /// A file of the disk.
    fn file(&mut self, corpus: &Path, mut entry: SourceEntry) {
        // What is read again for another reason is no news.
        if entry.within.is_some() {
            self.found.push(entry);
            return;
        }
        let file = full_path(corpus, &entry.path);
        let opened = std::fs::File::open(&file).and_then(Bytes::of_file);
        let head = opened.as_ref().ok().and_then(|bytes| bytes.head(HEAD as u64).ok()).unwrap_or_default();
        let (Ok(bytes), true) = (opened, Container::may_be(&head, &file)) else {
            self.found.push(entry);
            return;
        };
        let records = self.reading.records();
        if Container::may_be_records(&file) {
            entry.depends.records = Some(records);
        }
        let budget = Budget::of(bytes.len());
        let opened = self.reading.opened.file(&file, Some(&budget));
        let hash = bytes.hash();
        match (opened, hash) {
            (Ok(None), _) => self.found.push(entry),
            (Err(fault), _) if fault.is_passing() => self.refused(entry, fault.sentence()),
            (_, Err(error)) => self.refused(entry, Sentence::of_io(&error)),
            (Err(fault), Ok(hash)) => {
                entry.hash = hash;
                entry.failed = Some(fault.sentence());
                entry.holds = Some(Holds::default());
                self.found.push(entry);
            }
            (Ok(Some(container)), Ok(hash)) => {
                let path = entry.path.clone();
                let within = Within { file: &file, path: &path, hash, budget: &budget };
                self.container(entry, &container, &within, 1);
            }
        }
    }

    /// A container that the system does not give now: what was read of it and its members stays.
    fn refused(&mut self, entry: SourceEntry, reason: Sentence) {
        let Some(before) = self.plan.before.remove(&entry.path).filter(|before| before.failed.is_none()) else {
            self.found.push(SourceEntry { failed: Some(reason), holds: Some(Holds::default()), ..entry });
            return;
        };
        let members: Vec<PathBuf> = self
            .plan
            .before
            .values()
            .filter(|member| member.within.as_ref() == Some(&before.path))
            .map(|member| member.path.clone())
            .collect();
        self.plan.kept.push(SourceEntry { unread: Some(reason), ..before });
        let members: Vec<SourceEntry> = members.iter().filter_map(|path| self.plan.before.remove(path)).collect();
        self.plan.kept.extend(members);
        self.plan.kept.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// A container, which lies in `depth` - 1 others, with its members.
    fn container(&mut self, mut entry: SourceEntry, container: &Container, within: &Within<'_>, depth: usize) {
        if let Some(columns) = container.columns() {
            let (count, said) = (container.members().len(), columns.sentence());
            let note = Sentence::new(format!("{count} 条记录；{}", said.zh), format!("{count} records; {}", said.en));
            self.plan.notes.push((entry.path.clone(), note));
        }
        entry.hash = within.hash;
        entry.failed = container.ended.as_ref().map(Fault::sentence);
        let columns = container.columns().map(crate::unpack::Columns::wanted);
        entry.holds = Some(Holds { members: container.members().len(), columns });
        let above = entry.path.clone();
        self.found.push(entry);
        for member in container.members() {
            let path = above.join(&member.name);
            let ordinal = match self.plan.before.get(&path) {
                Some(before) => before.ordinal,
                None => self.plan.ordinal(),
            };
            let mut source = SourceEntry {
                stamp: Stamp { size: member.size, ..Stamp::default() },
                within: Some(within.path.to_path_buf()),
                ordinal,
                path,
                ..SourceEntry::default()
            };
            if let Some(fault) = &member.fault {
                self.left_out(source, fault, within);
                continue;
            }
            if container.is_records() {
                self.found.push(source);
                continue;
            }
            let name = Path::new(&member.name);
            match container.head(member) {
                Err(fault) => self.left_out(source, &fault, within),
                Ok(head) if !Container::may_be(&head, name) => self.found.push(source),
                Ok(_) if depth >= DEPTH => self.left_out(source, &Fault::Deep { limit: DEPTH }, within),
                Ok(_) => {
                    if Container::may_be_records(name) {
                        source.depends.records = Some(self.reading.records());
                    }
                    let inner = source.path.strip_prefix(within.path).map(Path::to_path_buf).unwrap_or_default();
                    match self.reading.opened.container(within.file, &inner, Some(within.budget)) {
                        Ok(None) => self.found.push(source),
                        Ok(Some(inner)) => self.container(source, &inner, within, depth + 1),
                        Err(fault) => self.left_out(source, &fault, within),
                    }
                }
            }
        }
    }

    /// A member that is not read.
    fn left_out(&mut self, mut source: SourceEntry, fault: &Fault, within: &Within<'_>) {
        source.failed = Some(fault.sentence());
        // It is what it is until its container changes; what the system refuses is tried again.
        source.hash = if fault.is_passing() { 0 } else { within.hash };
        self.found.push(source);
    }
}

/// Whether a file would be read as it was.
pub(super) fn stands(depends: &Depends, reading: &Reading) -> bool {
    depends.records.is_none_or(|then| then == reading.records())
        && depends.machine.is_none_or(|then| then == reading.machine.state())
}
