//! The values of facets, and how often each stands in what was found.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use super::once::{Docs, known};
use crate::api::{By, Field};
use crate::error::Result;
use crate::index::Index;

/// What is known of the facets of one segment.
#[derive(Debug, Default)]
pub(super) struct Known([Column; Field::FACETS.len()]);

#[derive(Debug, Default)]
struct Column {
    read: OnceLock<Read>,
    /// How often a passage was looked up in it.
    looked_up: AtomicUsize,
}

/// A column as it was read.
#[derive(Debug)]
pub(super) struct Read {
    /// The values of the passages, one passage's after the other's, by their places in `names`.
    values: Vec<u32>,
    /// Where those of each passage begin, and where those of the last end; empty where each has one.
    begins: Vec<u32>,
    /// In byte order.
    names: Vec<String>,
}

impl Read {
    fn of(column: &StrColumn, all: DocId) -> Result<Read> {
        let (mut values, mut begins) = (Vec::new(), Vec::with_capacity(all as usize + 1));
        for doc in 0..all {
            begins.push(values.len() as u32);
            values.extend(column.term_ords(doc).map(|ord| ord as u32));
        }
        begins.push(values.len() as u32);
        if values.len() == all as usize && begins.iter().zip(0..).all(|(&begin, doc)| begin == doc) {
            begins = Vec::new();
        }
        let ords: Vec<u64> = (0..column.num_terms() as u64).collect();
        Ok(Read { values, begins, names: names(column, &ords)? })
    }

    #[inline]
    fn values(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        let range = match self.begins.is_empty() {
            true => doc..doc + 1,
            false => match self.begins.get(doc..doc + 2) {
                Some(&[begin, end]) => begin as usize..end as usize,
                _ => 0..0,
            },
        };
        self.values.get(range).unwrap_or_default()
    }
}

/// The values of `column` at `ords`, which ascend.
fn names(column: &StrColumn, ords: &[u64]) -> Result<Vec<String>> {
    let mut out = Vec::with_capacity(ords.len());
    let found = column.dictionary().sorted_ords_to_term_cb(ords, |name| {
        out.push(String::from_utf8_lossy(name).into_owned());
    });
    found.map_err(tantivy::TantivyError::from)?;
    // What the dictionary does not have is damage, which is found out elsewhere; the places stay right.
    out.resize(ords.len(), String::new());
    Ok(out)
}

/// How often each value of `field` stands in `docs`, per passage, or per case; `known` is what is known of each segment,
/// and `keys` are the cases of `docs`, where they
/// are counted. The most frequent come first, equals in byte order.
///
/// # Errors
///
/// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
pub(super) fn count(
    index: &Index,
    known: &[&Known],
    (field, by): (Field, By),
    docs: &Docs<'_>,
    keys: &[Vec<Option<u64>>],
) -> Result<Vec<(String, usize)>> {
    let mut tallies = Vec::new();
    let none = Vec::new();
    for (at, &(ord, docs)) in docs.iter().enumerate().filter(|(_, (_, docs))| !docs.is_empty()) {
        let (reader, keys) = (index.searcher().segment_reader(ord), keys.get(at).unwrap_or(&none));
        let Some(known) = known.get(ord as usize) else { continue };
        if let Some(values) = known.values(reader, field, docs.len())? {
            tallies.push(tally(&values, by, docs, keys)?);
        }
    }
    let mut counts: Vec<(String, usize)> = match <[Tally; 1]>::try_from(tallies) {
        Ok([one]) => one,
        Err(several) => together(several),
    };
    // The values of each are in byte order.
    counts.sort_by_key(|(_, count)| Reverse(*count));
    Ok(counts)
}

/// The values that were counted in one segment, in byte order. No case is in two segments.
type Tally = Vec<(String, usize)>;

/// What several segments have.
fn together(tallies: Vec<Tally>) -> Vec<(String, usize)> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for of_segment in tallies {
        of_segment.into_iter().for_each(|(value, count)| *counts.entry(value).or_default() += count);
    }
    let mut out: Vec<(String, usize)> = counts.into_iter().collect();
    out.sort_unstable();
    out
}

/// What the passages of a segment have of one field.
pub(super) enum Values<'k> {
    Read(&'k Read),
    Column(StrColumn),
}

impl Values<'_> {
    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Values::Read(read) => read.names.len(),
            Values::Column(column) => column.num_terms(),
        }
    }

    /// Calls `each` with the place of every value of `doc`.
    #[inline]
    pub(super) fn each(&self, doc: DocId, mut each: impl FnMut(usize)) {
        match self {
            Values::Read(read) => read.values(doc).iter().for_each(|&value| each(value as usize)),
            Values::Column(column) => column.term_ords(doc).for_each(|value| each(value as usize)),
        }
    }

    /// The values at `places`, which ascend.
    pub(super) fn names(&self, places: &[usize]) -> Result<Vec<String>> {
        match self {
            Values::Read(read) => {
                Ok(places.iter().map(|&place| read.names.get(place).cloned().unwrap_or_default()).collect())
            }
            Values::Column(column) => names(column, &places.iter().map(|&place| place as u64).collect::<Vec<_>>()),
        }
    }
}

impl Known {
    /// What the passages of `reader` have of `field`, of which so many are looked at now; none where none has any.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(super) fn values(&self, reader: &SegmentReader, field: Field, count: usize) -> Result<Option<Values<'_>>> {
        match Field::FACETS.iter().position(|facet| *facet == field) {
            Some(place) => self.0[place].values(reader, field, count),
            None => Ok(None),
        }
    }
}

impl Column {
    /// The column is read a passage at a time until that has taken as long as reading all of it.
    fn values(&self, reader: &SegmentReader, field: Field, count: usize) -> Result<Option<Values<'_>>> {
        let all = reader.max_doc();
        let before = self.looked_up.fetch_add(count, Ordering::Relaxed);
        if self.read.get().is_some() || before.saturating_add(count) > all as usize {
            let read = known(&self.read, || match reader.fast_fields().str(field.name())? {
                Some(column) => Read::of(&column, all),
                None => Ok(Read { values: Vec::new(), begins: Vec::new(), names: Vec::new() }),
            })?;
            return Ok((!read.names.is_empty()).then_some(Values::Read(read)));
        }
        Ok(reader.fast_fields().str(field.name())?.map(Values::Column))
    }
}

/// Counts the values that `docs` have.
fn tally(values: &Values<'_>, by: By, docs: &[DocId], keys: &[Option<u64>]) -> Result<Tally> {
    let count = values.len();
    if by == By::Passage {
        let mut counts = vec![0_usize; count];
        for &doc in docs {
            values.each(doc, |value| {
                if let Some(count) = counts.get_mut(value) {
                    *count += 1;
                }
            });
        }
        let places: Vec<usize> = (0..count).filter(|&value| counts[value] > 0).collect();
        let names = values.names(&places)?;
        return Ok(names.into_iter().zip(places).map(|(name, value)| (name, counts[value])).collect());
    }
    // The passages of a case stand together, so most of what was counted before was counted last.
    let mut last: Vec<Option<u64>> = vec![None; count];
    let mut pairs: Vec<(usize, u64)> = Vec::new();
    for (&doc, &case) in docs.iter().zip(keys) {
        let Some(key) = case else { continue };
        values.each(doc, |value| {
            if let Some(last) = last.get_mut(value)
                && *last != case
            {
                *last = case;
                pairs.push((value, key));
            }
        });
    }
    pairs.sort_unstable();
    pairs.dedup();
    let of_values: Vec<&[(usize, u64)]> = pairs.chunk_by(|a, b| a.0 == b.0).collect();
    let places: Vec<usize> = of_values.iter().filter_map(|pairs| pairs.first()).map(|(value, _)| *value).collect();
    let cases = of_values.iter().map(|pairs| pairs.len());
    Ok(values.names(&places)?.into_iter().zip(cases).collect())
}
