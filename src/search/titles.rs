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
    /// What `plan` looks for in titles.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(super) fn of(index: &Index, segments: &'s [Segment], plan: &Plan) -> Result<Everywhere<'s>> {
        if let [segment] = segments
            && let Some(cases) = segment.numbered()
            && cases.hold_all()
        {
            let mut scores = Vec::new();
            plan.each_title(index, |_, doc, score| {
                if scores.is_empty() {
                    scores.resize(cases.numbers(), 0.0);
                }
                // Notices have titles too, which say something only of what is in no case.
                if let Some(of_case) = cases.number(doc).and_then(|number| scores.get_mut(number)) {
                    *of_case += score;
                }
            })?;
            return Ok(Everywhere::Numbered(cases, scores));
        }
        Ok(Everywhere::Keyed(plan.titles(index)?))
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
            Titles::Numbered(cases, scores) => {
                cases.number(doc).and_then(|number| scores.get(number)).copied().unwrap_or(0.0)
            }
            Titles::Keyed { scores, case, notice, .. } => scores.get(case.first(doc), || notice.first(doc)),
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
