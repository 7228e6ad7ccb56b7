//! Conditions on figures, answered from the columns of their kind.

use std::sync::Arc;

use tantivy::columnar::{Column, MonotonicallyMappableToU64};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

use super::figure::Interval;
use super::one_character::ListScorer;
use crate::facts::Kind;
use crate::index::{FIGURES, FigurePlace, ROWS};
use crate::text::CharSpan;

/// What a figure must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Condition {
    /// Its kind.
    pub(crate) kind: Kind,
    /// Where its value lies; a range need only reach into it.
    pub(crate) interval: Interval,
    /// The index among the matcher's strings of what it counts.
    pub(crate) noun: Option<usize>,
}

/// The figures of one kind in the passages of one segment.
pub(super) struct Figures {
    column: Option<Column<u64>>,
}

impl Figures {
    /// Opens the column of `kind`.
    pub(super) fn open(reader: &SegmentReader, kind: Kind) -> tantivy::Result<Figures> {
        let Some((_, name)) = FIGURES.iter().find(|(known, _)| *known == kind) else {
            return Ok(Figures { column: None });
        };
        Ok(Figures { column: reader.fast_fields().column_opt(name)? })
    }

    /// The passages with a figure that reaches into `interval`, sorted.
    fn passages(&self, interval: &Interval) -> Vec<DocId> {
        let Some(column) = &self.column else { return Vec::new() };
        let rows = 0..column.values.num_vals();
        // A figure from a to b reaches into the interval when b is not below it and a is not above it. The column is
        // scanned for the one, and the other is looked at where that holds.
        let (range, wanted) = match (interval.low, interval.high) {
            (Some(low), _) => (low.value.to_u64()..=f64::MAX.to_u64(), 1),
            (None, Some(high)) => (f64::MIN.to_u64()..=high.value.to_u64(), 0),
            (None, None) => (0..=u64::MAX, 0),
        };
        let mut found = Vec::new();
        column.values.get_row_ids_for_value_range(range, rows, &mut found);
        found.retain(|&row| row % ROWS == wanted && Figures::meets(column, row - wanted, interval));
        column.index.select_batch_in_place(0, &mut found);
        found
    }

    /// The places of the figures of `doc` that reach into `interval`, in the order of the text, appended to `out`.
    pub(super) fn places(&self, doc: DocId, interval: &Interval, out: &mut Vec<FigurePlace>) {
        let Some(column) = &self.column else { return };
        for first in column.index.value_row_ids(doc).step_by(ROWS as usize) {
            if Figures::meets(column, first, interval) {
                out.push(FigurePlace::from_u64(column.values.get_val(first + 2)));
            }
        }
    }

    /// Whether the figure whose rows begin at `first` reaches into `interval`.
    fn meets(column: &Column<u64>, first: u32, interval: &Interval) -> bool {
        let value = |row: u32| f64::from_u64(column.values.get_val(row));
        interval.meets(value(first), value(first + 1))
    }
}

/// Whether a count at `place` counts what stands at `spans`, which are sorted: its noun ends so, or its measure word is
/// just that.
pub(super) fn counts(place: &FigurePlace, spans: &[CharSpan]) -> bool {
    let ends = |noun: CharSpan| spans.iter().any(|span| span.end == noun.end && span.start >= noun.start);
    place.noun.is_some_and(ends) || place.unit.is_some_and(|unit| spans.contains(&unit))
}

/// Finds passages with a figure of a kind within an interval.
#[derive(Debug, Clone)]
pub(super) struct FigureQuery {
    condition: Arc<Condition>,
}

impl FigureQuery {
    /// The noun of `condition` is left to a second look.
    pub(super) fn new(condition: Condition) -> FigureQuery {
        FigureQuery { condition: Arc::new(condition) }
    }
}

impl Query for FigureQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(FigureWeight { condition: Arc::clone(&self.condition) }))
    }
}

struct FigureWeight {
    condition: Arc<Condition>,
}

impl Weight for FigureWeight {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = Figures::open(reader, self.condition.kind)?.passages(&self.condition.interval);
        if found.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        // To have such a figure makes no passage better than another that has one.
        Ok(Box::new(ListScorer::new(found.into_iter().map(|doc| (doc, 0.0)).collect())))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("figure", 0.0))
    }
}
