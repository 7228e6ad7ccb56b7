//! The work of a build: files are read, cleaned and taken apart by several threads, and given their place by one.

use std::collections::HashMap;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use tantivy::TantivyError;

use super::changes::{Plan, Progress};
use super::copies::{Originals, Place, Texts};
use super::documents::{Add, Placed, count, source_key};
use super::files::hash;
use super::fingerprint::Fingerprint;
use super::ids::Ids;
use super::manifest::SourceEntry;
use super::own::Own;
use super::pool::Pool;
use super::settle::most_documents;
use super::writer::{Inverters, Writer};
use crate::error::{Result, Sentence};
use crate::ingest::{Document, Reading, Unread};

/// Of the memory of a build, what files that are read may take.
const READ: usize = 96;
/// Files that are in memory at a time.
const FILES: usize = 512;
/// Work of the threads of a build.
pub(super) enum Job {
    /// To read a file.
    Read { at: usize, path: PathBuf },
    /// To put a notice into the index.
    Add { placed: Placed, size: u64 },
}

/// What came of a [`Job`].
pub(super) enum Did {
    Read { at: usize, read: Read },
    Added { path: PathBuf, size: u64, lengths: io::Result<Vec<u64>> },
}

impl Job {
    pub(super) fn run(self, thread: usize, add: &Add<'_>, inverters: &Inverters, read: &dyn Fn(&Path) -> Read) -> Did {
        match self {
            Job::Read { at, path } => Did::Read { at, read: read(&path) },
            Job::Add { placed, size } => {
                let lengths = add.notice(&placed, &mut inverters.of(thread));
                Did::Added { path: placed.path, size, lengths }
            }
        }
    }
}

/// A build at work: what its threads read it gives its place, in the order of the files.
pub(super) struct Work<'b> {
    plan: &'b mut Plan,
    ids: Ids,
    originals: Originals,
    texts: Texts<'b>,
    writer: Writer,
    inverters: &'b Inverters,
    pool: &'b Pool<Job>,
    done: mpsc::Receiver<std::thread::Result<Did>>,
    /// Files that were read and have no place yet.
    read: HashMap<usize, Read>,
    /// Notices that are being put into the index.
    adding: usize,
    /// Bytes of the files whose contents are in memory.
    in_flight: u64,
}

impl<'b> Work<'b> {
    /// Nothing is done yet of `plan`.
    pub(super) fn new(
        plan: &'b mut Plan,
        texts: Texts<'b>,
        writer: Writer,
        inverters: &'b Inverters,
        pool: &'b Pool<Job>,
        done: mpsc::Receiver<std::thread::Result<Did>>,
    ) -> Work<'b> {
        let ids = Ids::of(plan.kept.iter().map(|source| source.notice.as_str()));
        let originals = Originals::of(&plan.kept);
        let read = HashMap::new();
        Work { plan, ids, originals, texts, writer, inverters, pool, done, read, adding: 0, in_flight: 0 }
    }

    /// Makes what was done last.
    pub(super) fn end(self) -> Result<()> {
        self.plan.link_copies();
        self.writer.commit()
    }

    /// Reads what is to be read, and puts it into the index; takes out what is gone. It may take about `memory` bytes;
    /// `again` reads a file once more if its bytes still have a hash.
    pub(super) fn all(
        &mut self,
        memory: usize,
        again: &dyn Fn(&Path, u64) -> Option<Recognised>,
        progress: Progress<'_>,
    ) -> Result<()> {
        for path in &self.plan.dropped {
            self.writer.remove(source_key(path));
        }
        let most = (memory / READ) as u64;
        let total = self.plan.read.len();
        let (mut asked, mut placed, mut passages) = (0, 0, 0);
        while placed < total {
            while asked < total && asked - placed < FILES {
                let SourceEntry { path, stamp, .. } = &self.plan.read[asked];
                if self.plan.read[asked].is_settled() {
                    self.read.insert(asked, Read::Nothing);
                    asked += 1;
                    continue;
                }
                // A file that is larger than all that may be in memory is there alone.
                if self.in_flight > 0 && self.in_flight.saturating_add(stamp.size) > most {
                    break;
                }
                self.in_flight += stamp.size;
                self.pool.push(Job::Read { at: asked, path: path.clone() });
                asked += 1;
            }
            // What was read while a segment was made is there already.
            let Some(read) = self.read.remove(&placed) else {
                self.wait()?;
                continue;
            };
            self.put(placed, read)?;
            passages += self.plan.read[placed].passages as usize;
            placed += 1;
            progress(placed, total, passages);
            if self.writer.waiting() >= most_documents(memory) {
                self.cut()?;
            }
        }
        while let Some((path, hash)) = self.originals.unsettled() {
            // What has changed meanwhile is read by the next build.
            let Some(document) = again(&path, hash) else { continue };
            self.place(&path, hash, 0, document)?;
        }
        self.cut()
    }

    /// Waits until a thread has done something.
    fn wait(&mut self) -> Result<()> {
        match self.done.recv() {
            Ok(Ok(Did::Read { at, read })) => _ = self.read.insert(at, read),
            Ok(Ok(Did::Added { path, size, lengths })) => {
                self.adding -= 1;
                self.in_flight -= size;
                let lengths = lengths.map_err(TantivyError::from)?;
                // It may have become a copy meanwhile.
                if let Some(file) = self.plan.entry(&path).filter(|file| file.copy_of.is_none()) {
                    file.lengths = lengths;
                }
            }
            Ok(Err(panic)) => resume_unwind(panic),
            // The threads do not end before this one lets them.
            Err(_) => {}
        }
        Ok(())
    }

    /// Makes a segment of what was put into the index, once all of it is there.
    fn cut(&mut self) -> Result<()> {
        while self.adding > 0 {
            self.wait()?;
        }
        self.writer.cut(self.inverters)
    }

    /// Gives what came of reading a file its place.
    fn put(&mut self, at: usize, read: Read) -> Result<()> {
        let SourceEntry { path, stamp, .. } = self.plan.read[at].clone();
        let before = self.plan.before.remove(&path);
        let document = match (read, before) {
            (Read::Nothing, _) => {
                self.writer.remove(source_key(&path));
                return Ok(());
            }
            // The index keeps what it has of a file that cannot be read again now.
            (Read::Unread(Unread::Refused(reason)), Some(before)) if before.failed.is_none() => {
                // Its id is its own again, unless a file of this build has been given it.
                let _ = self.ids.take(&before.notice);
                self.plan.read[at] = SourceEntry { unread: Some(reason), ..before };
                self.in_flight -= stamp.size;
                return Ok(());
            }
            (Read::Unread(reason), _) => {
                // A member is what it is until its container changes.
                if matches!(reason, Unread::Unfit(_)) && self.plan.read[at].within.is_some() {
                    self.plan.read[at].hash = 1;
                }
                Err(reason.into_reason())
            }
            (Read::Bytes { hash, machine, document }, _) => {
                self.plan.read[at].hash = hash;
                self.plan.read[at].depends.machine = machine;
                document.map(|document| *document)
            }
        };
        self.writer.remove(source_key(&path));
        match document {
            Ok(document) => {
                self.plan.read[at].print = document.print;
                self.plan.read[at].url.clone_from(&document.document.notice.url);
                self.plan.read[at].lacks = document.document.lacks();
                let hash = self.plan.read[at].hash;
                self.place(&path, hash, stamp.size, document)
            }
            Err(reason) => {
                self.plan.read[at].failed = Some(reason);
                self.in_flight -= stamp.size;
                Ok(())
            }
        }
    }

    /// Gives the file at a path, whose bytes have this hash, its place: in the index, or as a copy. `size` of its bytes
    /// count as in memory until then.
    fn place(&mut self, path: &Path, hash: u64, size: u64, recognised: Recognised) -> Result<()> {
        let Recognised { mut document, own, print } = recognised;
        let Place { copy_of, instead_of } = self.originals.place(path, hash, print, own, &mut self.texts);
        for other in &instead_of {
            self.writer.remove(source_key(other));
            self.plan.demote(other, path, &mut self.ids);
        }
        let file = self.plan.entry(path);
        if let Some(file) = file
            && copy_of.is_none()
        {
            document.rename(&self.ids.take(&document.notice.id));
            file.notice.clone_from(&document.notice.id);
            file.passages = document.notice.passages.len() as u32;
            file.copy_of = None;
            let first = self.writer.reserve(source_key(path), count(&document));
            let (path, ordinal) = (path.to_path_buf(), file.ordinal);
            let placed = Placed { document: Box::new(document), first, path, ordinal, print };
            self.adding += 1;
            self.pool.push_urgent(Job::Add { placed, size });
            return Ok(());
        }
        if let Some(file) = self.plan.entry(path) {
            file.copy_of = copy_of;
        }
        self.in_flight -= size;
        Ok(())
    }
}

/// What came of reading a file.
pub(super) enum Read {
    /// It was not to be read.
    Nothing,
    Unread(Unread),
    Bytes {
        hash: u64,
        /// The state of the machine, where another one might read it otherwise.
        machine: Option<u64>,
        document: std::result::Result<Box<Recognised>, Sentence>,
    },
}

/// A document with what it is recognised by.
pub(super) struct Recognised {
    document: Document,
    pub(super) own: Own,
    print: Fingerprint,
}

impl Recognised {
    fn new(document: Document, path: &Path) -> Recognised {
        let own = Own::of(&document, path);
        Recognised { print: Fingerprint::of(&document, &own), own, document }
    }
}

pub(super) fn read_file(path: &Path, reading: &Reading) -> Read {
    let piece = match reading.piece(path) {
        Ok(piece) => piece,
        Err(reason) => return Read::Unread(reason),
    };
    // Readers of formats are other people's code; whatever they do, the other files go on.
    let hash = hash(&piece.bytes);
    let mut machine = None;
    let read = || {
        let document = reading.document(piece, path);
        machine = Reading::is_of_machine(&document).then(|| reading.machine.state());
        document.map(|document| Box::new(Recognised::new(document, path)))
    };
    let document = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)) {
        Ok(Err(error)) if error.is_passing() => return Read::Unread(Unread::Refused(error.sentence())),
        Ok(document) => document.map_err(|error| error.sentence()),
        Err(_) => Err(Sentence::new(
            "程序在这个文件上出错；请报告此问题",
            "the program failed on this file; please report it",
        )),
    };
    Read::Bytes { hash, machine, document }
}
