//! When segments are merged: only where that pays.
//!
//! A search opens every segment and looks every word up in each, so there should be few; merging reads and writes all that
//! is in them, so what has not changed should rarely be merged again. The segments are kept so that each is larger than
//! all smaller ones together, and more than twice that: there are few then whatever the size of the corpus, and a
//! document is merged as many times at most. Documents that were taken out stay in their segment until they are a part of it
//! that matters.

use std::time::Duration;

use tantivy::index::SegmentId;
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, TantivyError};

use crate::error::Result;

/// A segment of which one in so many documents was taken out is written again.
const TAKEN_OUT: u32 = 8;
/// A segment is merged with all smaller ones where it has at most so many times the documents of those.
const LARGER: u32 = 2;
/// Bytes of memory that the columns of a document take until its segment is written.
const DOCUMENT: usize = 512;

/// Up to so many documents become one segment where so much memory may be taken.
pub(super) fn most_documents(memory: usize) -> u32 {
    u32::try_from(memory / DOCUMENT).unwrap_or(u32::MAX >> 1)
}

/// Merges what should be merged, and removes the files that are of no use any more.
pub(super) fn settle(index: &tantivy::Index, memory: usize) -> Result<()> {
    let writer = second_writer(index)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut writer = writer;
    let segments = index.searchable_segment_metas()?;
    let sizes: Vec<(SegmentId, u32, u32)> =
        segments.iter().map(|segment| (segment.id(), segment.num_docs(), segment.num_deleted_docs())).collect();
    // Files of a segment that is listed somewhere are not collected below.
    drop(segments);
    for ids in due(sizes, most_documents(memory)) {
        writer.merge(&ids).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    Ok(writer.wait_merging_threads()?)
}

/// Which segments are to be merged into one of at most `most` documents, of those with so many documents, and so many that
/// were taken out.
fn due<I: Copy>(mut segments: Vec<(I, u32, u32)>, most: u32) -> Vec<Vec<I>> {
    segments.sort_by_key(|&(_, docs, _)| docs);
    let (mut together, mut sum) = (1, 0_u32);
    for (at, &(_, docs, _)) in segments.iter().enumerate() {
        if at > 0 && docs <= sum.saturating_mul(LARGER) && sum.saturating_add(docs) <= most {
            together = at + 1;
        }
        sum = sum.saturating_add(docs);
    }
    let ids = |segments: &[(I, u32, u32)]| segments.iter().map(|&(id, ..)| id).collect();
    let (small, others) = segments.split_at(together.min(segments.len()));
    let is_worn = |&(_, docs, gone): &(I, u32, u32)| gone > 0 && gone >= docs.saturating_add(gone) / TAKEN_OUT;
    let mut out: Vec<Vec<I>> = others.iter().filter(|one| is_worn(one)).map(|&(id, ..)| vec![id]).collect();
    if small.len() > 1 || small.iter().any(is_worn) {
        out.push(ids(small));
    }
    out
}

/// A second writer, right after the first let go of the lock. A program that another thread starts at that moment holds
/// a copy of the lock between its fork and its exec, so a busy lock is tried again for a second.
fn second_writer(index: &tantivy::Index) -> Result<IndexWriter> {
    const PAUSE: Duration = Duration::from_millis(10);
    for _ in 0..100 {
        match index.writer_with_num_threads(1, 15 << 20) {
            Err(TantivyError::LockFailure(..)) => std::thread::sleep(PAUSE),
            writer => return Ok(writer?),
        }
    }
    Ok(index.writer_with_num_threads(1, 15 << 20)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ones_are_merged_and_large_ones_are_left() {
        let due = |sizes: &[(u32, u32)]| {
            let segments = sizes.iter().enumerate().map(|(at, &(docs, gone))| (at, docs, gone)).collect();
            let mut due = due(segments, 10_000);
            due.iter_mut().for_each(|ids| ids.sort_unstable());
            due
        };
        assert_eq!(due(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(due(&[(1000, 0)]), Vec::<Vec<usize>>::new());
        assert_eq!(due(&[(1000, 0), (10, 0)]), Vec::<Vec<usize>>::new());
        assert_eq!(due(&[(1000, 0), (10, 0), (10, 0)]), [[1, 2]]);
        assert_eq!(due(&[(1000, 0), (300, 0), (300, 0)]), [[0, 1, 2]]);
        assert_eq!(due(&[(6000, 0), (6000, 0)]), Vec::<Vec<usize>>::new(), "together they are too many");
        assert_eq!(due(&[(1000, 100), (10, 0)]), Vec::<Vec<usize>>::new());
        assert_eq!(due(&[(1000, 200), (10, 0)]), [[0]], "an eighth of it is gone");
    }

    /// A thousand updates of one file.
    #[test]
    fn there_are_few_and_little_is_written_again() {
        let (mut segments, mut written, mut most) = (vec![(0, 50_000, 0)], 0, 0);
        for update in 1..=1000_u32 {
            segments.push((update, 20, 0));
            for ids in due(segments.clone(), 1 << 20) {
                let docs = segments.iter().filter(|(id, ..)| ids.contains(id)).map(|&(_, docs, _)| docs).sum();
                written += docs;
                segments.retain(|(id, ..)| !ids.contains(id));
                segments.push((ids[0], docs, 0));
            }
            most = most.max(segments.len());
        }
        assert!(most <= 12, "{most} segments");
        assert!(written < 20_000 * 12 + 70_000, "{written} documents written again for 20,000 new ones");
    }
}
