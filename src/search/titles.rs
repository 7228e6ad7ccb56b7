//! What the titles of cases add to the scores of their passages, as a search of many passages looks it up.

use tantivy::columnar::Column;
use tantivy::{DocId, Score};

use super::segments::{Cases, Segment};
use crate::error::Result;
use crate::index::{Index, Keys};
use crate::query::{Plan, TitleScores};

/// What titles add, in every segment.
pub(super) enum Everywhere<'s> {
    /// By the numbers of the cases of the only segment.
    Numbered(&'s Cases, Vec<Score>),
    Keyed(TitleScores),
}

impl<'s> Everywhere<'s> {
    /// What `plan` looks for in titles; so many passages of each segment are `looked_up` then.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(super) fn of(
        index: &Index,
        segments: &'s [Segment],
        plan: &Plan,
        looked_up: impl Iterator<Item = usize>,
    ) -> Result<Everywhere<'s>> {
        if let [segment] = segments
            && let Some(cases) = segment.numbered()
        {
            let mut scores = Vec::new();
            plan.each_title(index, |_, doc, score| {
                if scores.is_empty() {
                    scores.resize(cases.numbers(), 0.0);
                }
                if let Some(of_title) = scores.get_mut(cases.number(doc)) {
                    *of_title += score;
                }
            })?;
            return Ok(Everywhere::Numbered(cases, scores));
        }
        let titles = plan.titles(index)?;
        if !titles.is_empty() {
            for (ord, (segment, docs)) in (0..).zip(segments.iter().zip(looked_up)) {
                segment.looked_up(index, ord, docs)?;
            }
        }
        Ok(Everywhere::Keyed(titles))
    }

    /// The same in the segment with this number.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(super) fn in_segment(&self, index: &Index, ord: u32) -> Result<Titles<'_>> {
        Ok(match self {
            Everywhere::Numbered(_, scores) if scores.is_empty() => Titles::None,
            Everywhere::Numbered(cases, scores) => Titles::Numbered(cases, scores),
            Everywhere::Keyed(scores) if scores.is_empty() => Titles::None,
            Everywhere::Keyed(scores) => {
                let (case, notice) = (index.keys(ord, Keys::Case)?, index.keys(ord, Keys::Notice)?);
                Titles::Keyed { scores, most: scores.most(), case, notice }
            }
        })
    }
}

/// What titles add in one segment.
pub(super) enum Titles<'t> {
    None,
    Numbered(&'t Cases, &'t [Score]),
    Keyed { scores: &'t TitleScores, most: Score, case: Column<u64>, notice: Column<u64> },
}

impl Titles<'_> {
    /// Whether none adds anything.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Titles::None)
    }

    /// What its title adds to the score of the passage `doc`.
    #[inline]
    pub(super) fn get(&self, doc: DocId) -> Score {
        match self {
            Titles::None => 0.0,
            Titles::Numbered(cases, scores) => scores.get(cases.number(doc)).copied().unwrap_or(0.0),
            Titles::Keyed { scores, case, notice, .. } => scores.get(case.first(doc), || notice.first(doc)),
        }
    }

    /// What any title adds at most.
    pub(super) fn most_of_all(&self) -> Score {
        match self {
            Titles::None => 0.0,
            Titles::Numbered(_, scores) => scores.iter().copied().fold(0.0, Score::max),
            Titles::Keyed { most, .. } => *most,
        }
    }

    /// What it adds at most, as far as that is known without a look into a column.
    #[inline]
    pub(super) fn most(&self, doc: DocId) -> Score {
        match self {
            Titles::Keyed { most, .. } => *most,
            known => known.get(doc),
        }
    }
}
