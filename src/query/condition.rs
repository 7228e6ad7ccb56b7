//! Conditions on figures, answered from the columns of their kind.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

use super::ast::FactKind;
use super::figure::Interval;
use super::single::ListScorer;
use crate::facts::Kind;
use crate::index::{FIGURES, FigurePlace};
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

impl FactKind {
    /// The kind of facts that it names.
    #[must_use]
    pub fn of_facts(self) -> Kind {
        match self {
            FactKind::Amount => Kind::Money,
            FactKind::Percent => Kind::Percent,
            FactKind::Bp => Kind::Bp,
            FactKind::Count => Kind::Count,
            FactKind::Date => Kind::Date,
        }
    }
}

/// The figures of one kind in the passages of one segment.
pub(super) struct Figures {
    columns: Option<(Column<f64>, Column<f64>, Column<u64>)>,
}

impl Figures {
    /// Opens the columns of `kind`.
    pub(super) fn open(reader: &SegmentReader, kind: Kind) -> tantivy::Result<Figures> {
        let Some((_, names)) = FIGURES.iter().find(|(known, _)| *known == kind) else {
            return Ok(Figures { columns: None });
        };
        let fast = reader.fast_fields();
        let opened = (fast.column_opt(names.value)?, fast.column_opt(names.max)?, fast.column_opt(names.at)?);
        Ok(Figures { columns: if let (Some(a), Some(b), Some(c)) = opened { Some((a, b, c)) } else { None } })
    }

    /// The passages with a figure that reaches into `interval`, sorted.
    fn passages(&self, interval: &Interval) -> Vec<DocId> {
        let Some((value, max, _)) = &self.columns else { return Vec::new() };
        // A figure from a to b reaches into the interval when b is not below it and a is not above it. The column of
        // the one is scanned, the other is looked at where that holds.
        let rows = 0..value.values.num_vals();
        let mut found = Vec::new();
        match (interval.low, interval.high) {
            (Some(low), _) => max.values.get_row_ids_for_value_range(low.value..=f64::MAX, rows, &mut found),
            (None, Some(high)) => value.values.get_row_ids_for_value_range(f64::MIN..=high.value, rows, &mut found),
            (None, None) => found.extend(rows),
        }
        found.retain(|&row| interval.meets(value.values.get_val(row), max.values.get_val(row)));
        value.index.select_batch_in_place(0, &mut found);
        found
    }

    /// The places of the figures of `doc` that reach into `interval`, in the order of the text, appended to `out`.
    pub(super) fn places(&self, doc: DocId, interval: &Interval, out: &mut Vec<FigurePlace>) {
        let Some((value, max, at)) = &self.columns else { return };
        for row in value.index.value_row_ids(doc) {
            if interval.meets(value.values.get_val(row), max.values.get_val(row)) {
                out.push(FigurePlace::from_u64(at.values.get_val(row)));
            }
        }
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
