//! Passages by how long they are: what a score can be at most is told by the length, for all passages of one length at once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::{DocId, Score, SegmentReader};

use super::once::known;
use crate::error::Result;
use crate::index::Index;

/// Classes of one segment, found out once as many passages were looked at as there are.
#[derive(Debug, Default)]
pub(super) struct Known {
    classes: OnceLock<Classes>,
    looked_at: AtomicUsize,
}

impl Known {
    /// The classes, where they are known.
    pub(super) fn get(&self) -> Option<&Classes> {
        self.classes.get()
    }

    /// The classes of `reader`, of which so many passages are looked at now; none while that is not worth it.
    pub(super) fn after(&self, index: &Index, reader: &SegmentReader, count: usize) -> Result<Option<&Classes>> {
        if let Some(classes) = self.classes.get() {
            return Ok(Some(classes));
        }
        let before = self.looked_at.fetch_add(count, Ordering::Relaxed);
        if before.saturating_add(count) <= reader.max_doc() as usize {
            return Ok(None);
        }
        known(&self.classes, || Classes::of(index, reader)).map(Some)
    }
}

/// Passages of about the same number of characters and of words.
#[derive(Debug)]
pub(super) struct Classes {
    /// The class of each passage.
    of: Vec<u16>,
    /// The shortest of each class: characters and words, as the library notes lengths, in one byte each.
    least: Vec<(u8, u8)>,
}

/// Lengths of one class, as the library notes them.
const WIDTH: usize = 4;

impl Classes {
    fn of(index: &Index, reader: &SegmentReader) -> Result<Classes> {
        const COLUMNS: usize = 256 / WIDTH;
        let fields = index.fields();
        let characters = reader.get_fieldnorms_reader(fields.grams)?;
        let words = reader.get_fieldnorms_reader(fields.words)?;
        let mut known = vec![None; COLUMNS * COLUMNS];
        let mut least: Vec<(u8, u8)> = Vec::new();
        let mut of = Vec::with_capacity(reader.max_doc() as usize);
        for doc in 0..reader.max_doc() {
            let (characters, words) = (characters.fieldnorm_id(doc), words.fieldnorm_id(doc));
            let place = characters as usize / WIDTH * COLUMNS + words as usize / WIDTH;
            let class = *known[place].get_or_insert_with(|| {
                least.push((characters, words));
                least.len() - 1
            });
            let shortest = &mut least[class];
            *shortest = (shortest.0.min(characters), shortest.1.min(words));
            of.push(class as u16);
        }
        Ok(Classes { of, least })
    }

    /// The class of `doc`.
    #[inline]
    pub(super) fn class(&self, doc: DocId) -> usize {
        self.of.get(doc as usize).map_or(0, |&class| class as usize)
    }

    /// Brings into `out`, for each class, how often a passage must have what is looked for to be worth as much as `least`,
    /// where `most` tells what it is worth at most by its characters, its words, and how often it has it, which is never
    /// more than `greatest`; no passage can where it is [`u32::MAX`]. What is there was brought for a `least` that was not
    /// more. Counts beyond [`COUNTED`] are not told apart: those are enough.
    pub(super) fn needed(&self, least: Score, greatest: u32, out: &mut Vec<u32>, most: impl Fn(u8, u8, u32) -> Score) {
        out.resize(self.least.len(), 1);
        let end = greatest.min(COUNTED);
        for (needed, &(characters, words)) in out.iter_mut().zip(&self.least) {
            if *needed == u32::MAX {
                continue;
            }
            *needed = match most(characters, words, greatest) < least {
                true => u32::MAX,
                false => (*needed..end).find(|&count| most(characters, words, count) >= least).unwrap_or(end),
            };
        }
    }
}

/// See [`Classes::needed`].
const COUNTED: u32 = 64;

#[cfg(test)]
mod tests {
    use super::Classes;

    #[test]
    fn what_is_needed_grows_with_the_length() {
        let classes = Classes { of: vec![0, 1, 2], least: vec![(1, 1), (4, 2), (9, 9)] };
        let most = |characters: u8, words: u8, count: u32| count as f32 / f32::from(characters + words);
        let mut needed = Vec::new();
        classes.needed(0.0, 6, &mut needed, most);
        assert_eq!(needed, [1, 1, 1]);
        classes.needed(0.5, 6, &mut needed, most);
        assert_eq!(needed, [1, 3, u32::MAX]);
        // However often passages have it, counts are told apart up to some.
        let mut needed = Vec::new();
        classes.needed(9.0, u32::MAX, &mut needed, most);
        assert_eq!(needed, [18, 54, 64]);
        assert_eq!(classes.class(1), 1);
    }
}
