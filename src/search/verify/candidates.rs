//! Passages in which a quotation, or something near it, may stand.

use std::collections::HashMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED, Term};

use super::stream::is_mark;
use crate::error::{Error, Result};
use crate::index::{Index, PassageRecord, Record};

/// Bigrams of the quotation that are looked up: its rarest.
const BIGRAMS: usize = 32;
/// Passages that are read off the lists, at most; the rarest bigrams come first.
const POSTINGS: usize = 400_000;

/// The passages that share most with `quote`, rare bigrams counting for more (by the logarithm of how many passages
/// lack them); at most `most`, best first.
pub(super) fn likely(index: &Index, quote: &[char], most: usize) -> Result<Vec<DocAddress>> {
    let grams = index.fields().grams;
    let searcher = index.searcher();
    let mut known: Vec<(u64, String)> = Vec::new();
    let mut bigrams: Vec<String> =
        quote.windows(2).filter(|pair| !pair.iter().any(|&c| is_mark(c))).map(|pair| pair.iter().collect()).collect();
    bigrams.sort_unstable();
    bigrams.dedup();
    for bigram in bigrams {
        let frequency = searcher.doc_freq(&Term::from_field_text(grams, &bigram))?;
        if frequency > 0 {
            known.push((frequency, bigram));
        }
    }
    known.sort_unstable();
    known.truncate(BIGRAMS);
    let passages = searcher.num_docs().max(1) as f32;
    let mut votes: HashMap<DocAddress, f32> = HashMap::new();
    let mut left = POSTINGS;
    for (frequency, bigram) in known {
        let weight = (1.0 + passages / frequency as f32).ln();
        let term = Term::from_field_text(grams, &bigram);
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(grams)?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut list) = postings.map_err(|error| Error::Engine(error.into()))? else { continue };
            while list.doc() != TERMINATED && left > 0 {
                left -= 1;
                if !segment.is_deleted(list.doc()) {
                    *votes.entry(DocAddress::new(ord as u32, list.doc())).or_default() += weight;
                }
                list.advance();
            }
        }
    }
    let mut ranked: Vec<(DocAddress, f32)> = votes.into_iter().collect();
    let best_first = |a: &(DocAddress, f32), b: &(DocAddress, f32)| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if ranked.len() > most {
        ranked.select_nth_unstable_by(most, best_first);
        ranked.truncate(most);
    }
    ranked.sort_unstable_by(best_first);
    Ok(ranked.into_iter().map(|(address, _)| address).collect())
}

/// Passages of the corpus by their place in it, each read once.
pub(super) struct Shelf<'i> {
    index: &'i Index,
    read: HashMap<u64, Option<PassageRecord>>,
}

/// Passages in a row: the place of the first, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stretch {
    /// The place of the first passage in the order of the corpus.
    pub(super) first: u64,
    /// How many passages.
    pub(super) count: u64,
}

impl<'i> Shelf<'i> {
    pub(super) fn new(index: &'i Index) -> Shelf<'i> {
        Shelf { index, read: HashMap::new() }
    }

    /// The place of the passage at `address` in the order of the corpus.
    pub(super) fn place(&self, address: DocAddress) -> Result<u64> {
        let segment = self.index.searcher().segment_reader(address.segment_ord);
        Ok(segment.fast_fields().u64("seq")?.first(address.doc_id).unwrap_or(u64::MAX))
    }

    /// Reads the passage at `address` and returns its place.
    pub(super) fn take(&mut self, address: DocAddress) -> Result<u64> {
        let place = self.place(address)?;
        if let std::collections::hash_map::Entry::Vacant(entry) = self.read.entry(place) {
            let Record::Passage(passage) = self.index.record(address)? else { return Ok(place) };
            entry.insert(Some(passage));
        }
        Ok(place)
    }

    /// The passage at `place`; none beyond the ends of its file.
    pub(super) fn passage(&mut self, place: u64) -> Result<Option<&PassageRecord>> {
        if !self.read.contains_key(&place) {
            let term = Term::from_field_u64(self.index.fields().seq, place);
            let found = match self.index.find("passage", term)? {
                Some(address) => match self.index.record(address)? {
                    Record::Passage(passage) => Some(passage),
                    Record::Case(_) | Record::Notice(_) => None,
                },
                None => None,
            };
            self.read.insert(place, found);
        }
        Ok(self.read.get(&place).and_then(Option::as_ref))
    }

    /// The passage at `place` with its neighbours in the same file until there are `reach` characters on either side.
    pub(super) fn around(&mut self, place: u64, reach: usize) -> Result<Stretch> {
        let (mut first, mut end) = (place, place + 1);
        let mut before = 0;
        while before < reach && first & u64::from(u32::MAX) > 0 {
            let Some(passage) = self.passage(first - 1)? else { break };
            before += passage.text.chars().count();
            first -= 1;
        }
        let mut after = 0;
        while after < reach {
            let Some(passage) = self.passage(end)? else { break };
            after += passage.text.chars().count();
            end += 1;
        }
        Ok(Stretch { first, count: end - first })
    }

    /// The passages of `stretch`, all of which have been read.
    pub(super) fn passages(&self, stretch: Stretch) -> impl Iterator<Item = &PassageRecord> {
        (stretch.first..stretch.first + stretch.count)
            .filter_map(|place| self.read.get(&place).and_then(Option::as_ref))
    }
}
