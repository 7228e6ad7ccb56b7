//! Writing an index: documents are taken apart by each thread on its own, what exceeds the memory goes into spools, and
//! all of it becomes one segment at the end.
//!
//! The library has a writer too, which looks up every term of every field in one table, and every pair of characters is
//! a term: that took more than all the rest of a build, and what it made in pieces was written twice. Here words are looked up
//! (`terms`), pairs are sorted (`grams`), and lists are put together from their pieces before any is written (`segment`).
//! The files are the library's own, written through its serializers; a test compares them with what its writer makes.

mod grams;
mod inverter;
mod lists;
mod segment;
mod shape;
mod spool;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tantivy::indexer::NoMergePolicy;
use tantivy::{DocId, IndexWriter, Term};

pub(super) use self::inverter::Inverter;
use self::shape::Shapes;
use super::schema::Fields;
use crate::analyze::Segmenter;
use crate::error::Result;

/// The least memory that the library's writer takes; here it only deletes.
const DELETING: usize = 15 << 20;

/// One [`Inverter`] a thread.
pub(super) struct Inverters(Vec<Mutex<Inverter>>);

impl Inverters {
    /// That of the thread with this number.
    pub(super) fn of(&self, thread: usize) -> MutexGuard<'_, Inverter> {
        // Whoever panicked while it had it ends the build.
        self.0[thread % self.0.len()].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts segments into an index, and takes documents out of it.
pub(super) struct Writer {
    folder: PathBuf,
    index: tantivy::Index,
    engine: IndexWriter,
    fields: Fields,
    shapes: Shapes,
    /// The number of the next document.
    next: DocId,
    /// The first document of each source that is not in a segment yet.
    waiting: HashMap<u64, Vec<DocId>>,
    /// Those of them that are to be left out.
    dropped: HashSet<DocId>,
    /// Sources whose documents in segments are to be taken out.
    removed: Vec<u64>,
    /// Whether there are segments.
    has_segments: bool,
    /// Spools made so far.
    spools: usize,
}

impl Writer {
    /// A writer to `index`, which lies in `folder`, and what documents are given to on `threads` threads, which together
    /// take about `memory` bytes.
    pub(super) fn open(
        folder: &Path,
        index: tantivy::Index,
        fields: Fields,
        segmenter: &Segmenter,
        threads: usize,
        memory: usize,
    ) -> Result<(Writer, Inverters)> {
        let engine: IndexWriter = index.writer_with_num_threads(1, DELETING)?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let shapes = Shapes::of(&index.schema());
        let inverters = (0..threads).map(|number| {
            Inverter::new(folder, number, &shapes, fields, segmenter.clone(), memory / threads).map(Mutex::new)
        });
        let inverters = inverters.collect::<std::io::Result<_>>().map_err(tantivy::TantivyError::from)?;
        let folder = folder.to_path_buf();
        let has_segments = !index.searchable_segment_metas()?.is_empty();
        let (waiting, dropped, removed) = (HashMap::new(), HashSet::new(), Vec::new());
        let spools = threads;
        let writer =
            Writer { folder, index, engine, fields, shapes, next: 0, waiting, dropped, removed, has_segments, spools };
        Ok((writer, Inverters(inverters)))
    }

    /// Takes all documents out that came from the source with this key until now.
    pub(super) fn remove(&mut self, source: u64) {
        if self.has_segments {
            self.removed.push(source);
        }
        self.dropped.extend(self.waiting.remove(&source).unwrap_or_default());
    }

    /// Sets `count` documents of the source with this key apart, which an [`Inverter`] is then given as one part; gives
    /// the number of the first.
    pub(super) fn reserve(&mut self, source: u64, count: u32) -> DocId {
        let first = self.next;
        // Segments are made long before numbers end.
        self.next = self.next.saturating_add(count);
        self.waiting.entry(source).or_default().push(first);
        first
    }

    /// How many documents are in no segment yet.
    pub(super) fn waiting(&self) -> DocId {
        self.next
    }

    /// Makes a segment of all documents that the inverters have been given; none may be at work.
    pub(super) fn cut(&mut self, inverters: &Inverters) -> Result<()> {
        let mut inverted = Vec::with_capacity(inverters.0.len());
        for thread in 0..inverters.0.len() {
            let taken = inverters.of(thread).take(&self.folder, self.spools).map_err(tantivy::TantivyError::from)?;
            inverted.push(taken);
            self.spools += 1;
        }
        self.take_out()?;
        if self.next > 0 {
            let segment = self.index.new_segment();
            let count = segment::write(&segment, &self.shapes, self.fields.record, &inverted, &self.dropped)?;
            if count > 0 {
                self.engine.add_segment(segment.with_max_doc(count).meta().clone())?;
                self.has_segments = true;
            }
        }
        self.next = 0;
        self.waiting.clear();
        self.dropped.clear();
        Ok(())
    }

    /// Takes documents out of the segments that there are. The library would take them out of those that come next too, if
    /// that were not done when they come.
    fn take_out(&mut self) -> Result<()> {
        if !self.removed.is_empty() {
            for source in self.removed.drain(..) {
                self.engine.delete_term(Term::from_field_u64(self.fields.source, source));
            }
            self.engine.commit()?;
        }
        Ok(())
    }

    /// Makes what was done so far last. No document may be without a segment.
    pub(super) fn commit(mut self) -> Result<()> {
        self.engine.commit()?;
        Ok(self.engine.wait_merging_threads()?)
    }
}
