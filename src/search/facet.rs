//! The values of facets, and how often each stands in what was found.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
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
struct Read {
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
    let Some(place) = Field::FACETS.iter().position(|facet| *facet == field) else { return Ok(Vec::new()) };
    let mut tallies = Vec::new();
    let none = Vec::new();
    for (at, &(ord, docs)) in docs.iter().enumerate().filter(|(_, (_, docs))| !docs.is_empty()) {
        let (reader, keys) = (index.searcher().segment_reader(ord), keys.get(at).unwrap_or(&none));
        let Some(known) = known.get(ord as usize) else { continue };
        tallies.extend(known.0[place].tally(reader, (field, by), docs, keys)?);
    }
    let mut counts: Vec<(String, usize)> = match <[Tally; 1]>::try_from(tallies) {
        Ok([one]) => one.counts(),
        Err(several) => together(several),
    };
    // The values of each are in byte order.
    counts.sort_by_key(|(_, count)| Reverse(*count));
    Ok(counts)
}

/// The values that were counted in one segment, in byte order.
enum Tally {
    Passages(Vec<(String, usize)>),
    /// The keys of the cases that have it.
    Cases(Vec<(String, Vec<u64>)>),
}

impl Tally {
    fn counts(self) -> Vec<(String, usize)> {
        match self {
            Tally::Passages(counts) => counts,
            Tally::Cases(cases) => cases.into_iter().map(|(value, cases)| (value, cases.len())).collect(),
        }
    }
}

/// What several segments have. A case may be spread over them; each value of it counts once.
fn together(tallies: Vec<Tally>) -> Vec<(String, usize)> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut cases: HashMap<String, HashSet<u64>> = HashMap::new();
    for tally in tallies {
        match tally {
            Tally::Passages(of_segment) => {
                of_segment.into_iter().for_each(|(value, count)| *counts.entry(value).or_default() += count);
            }
            Tally::Cases(of_segment) => {
                of_segment.into_iter().for_each(|(value, keys)| cases.entry(value).or_default().extend(keys));
            }
        }
    }
    let cases = cases.into_iter().map(|(value, cases)| (value, cases.len()));
    let mut out: Vec<(String, usize)> = counts.into_iter().chain(cases).collect();
    out.sort_unstable();
    out
}

impl Column {
    /// The values that `docs` have. The column is read a passage at a time until that has taken as long as reading all of it.
    fn tally(
        &self,
        reader: &SegmentReader,
        (field, by): (Field, By),
        docs: &[DocId],
        keys: &[Option<u64>],
    ) -> Result<Option<Tally>> {
        let all = reader.max_doc();
        let before = self.looked_up.fetch_add(docs.len(), Ordering::Relaxed);
        if self.read.get().is_some() || before.saturating_add(docs.len()) > all as usize {
            let read = known(&self.read, || match reader.fast_fields().str(field.name())? {
                Some(column) => Read::of(&column, all),
                None => Ok(Read { values: Vec::new(), begins: Vec::new(), names: Vec::new() }),
            })?;
            if read.names.is_empty() {
                return Ok(None);
            }
            let values = |doc: DocId, each: &mut dyn FnMut(usize)| {
                read.values(doc).iter().for_each(|&value| each(value as usize));
            };
            let name = |values: &[usize]| {
                Ok(values.iter().map(|&value| read.names.get(value).cloned().unwrap_or_default()).collect())
            };
            return tally(read.names.len(), by, docs, keys, values, name).map(Some);
        }
        let Some(column) = reader.fast_fields().str(field.name())? else { return Ok(None) };
        let values = |doc: DocId, each: &mut dyn FnMut(usize)| {
            column.term_ords(doc).for_each(|ord| each(ord as usize));
        };
        let name = |values: &[usize]| names(&column, &values.iter().map(|&value| value as u64).collect::<Vec<_>>());
        tally(column.num_terms(), by, docs, keys, values, name).map(Some)
    }
}

/// Counts the values, of which there are `count`, that `docs` have; `name` gives those of ascending places.
fn tally(
    count: usize,
    by: By,
    docs: &[DocId],
    keys: &[Option<u64>],
    values: impl Fn(DocId, &mut dyn FnMut(usize)),
    name: impl Fn(&[usize]) -> Result<Vec<String>>,
) -> Result<Tally> {
    if by == By::Passage {
        let mut counts = vec![0_usize; count];
        for &doc in docs {
            values(doc, &mut |value| {
                if let Some(count) = counts.get_mut(value) {
                    *count += 1;
                }
            });
        }
        let places: Vec<usize> = (0..count).filter(|&value| counts[value] > 0).collect();
        let names = name(&places)?;
        return Ok(Tally::Passages(names.into_iter().zip(places).map(|(name, value)| (name, counts[value])).collect()));
    }
    // The passages of a case stand together, so most of what was counted before was counted last.
    let mut last: Vec<Option<u64>> = vec![None; count];
    let mut pairs: Vec<(usize, u64)> = Vec::new();
    for (&doc, &case) in docs.iter().zip(keys) {
        let Some(key) = case else { continue };
        values(doc, &mut |value| {
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
    let keys = of_values.iter().map(|pairs| pairs.iter().map(|(_, key)| *key).collect());
    Ok(Tally::Cases(name(&places)?.into_iter().zip(keys).collect()))
}
