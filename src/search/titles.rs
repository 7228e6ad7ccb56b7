//! What the titles of cases add to the scores of their passages, as a search of many passages looks it up.

use std::ops::Range;

use tantivy::columnar::Column;
use tantivy::{DocId, Score};

use super::segments::{Cases, Segment};
use crate::error::Result;
use crate::index::{Index, Keys};
use crate::query::{Plan, TitleScores};

/// What titles add, in every segment.
pub(super) enum Everywhere<'s> {
    /// By the numbers of the cases of each segment: what is in a segment has its title there.
    Numbered(Vec<Numbered<'s>>),
    Keyed(TitleScores),
}

/// What the titles of one segment add, by the numbers of its cases.
pub(super) struct Numbered<'s> {
    cases: &'s Cases,
    /// By number; empty where no title adds anything.
    scores: Vec<Score>,
    /// The greatest of them.
    most: Score,
    /// Where the passages of those cases are: ascending, and apart from each other.
    ranges: Vec<Range<DocId>>,
}

impl<'s> Numbered<'s> {
    fn new(cases: &'s Cases) -> Numbered<'s> {
        Numbered { cases, scores: Vec::new(), most: 0.0, ranges: Vec::new() }
    }

    /// Takes note of what the title `doc` is worth by one of the parts.
    fn add(&mut self, doc: DocId, score: Score) {
        if self.scores.is_empty() {
            self.scores.resize(self.cases.numbers(), 0.0);
        }
        let number = self.cases.number(doc);
        if let Some(of_title) = self.scores.get_mut(number) {
            if *of_title == 0.0 {
                self.ranges.push(self.cases.range(number));
            }
            *of_title += score;
            self.most = self.most.max(*of_title);
        }
    }

    fn end(&mut self) {
        self.ranges.sort_unstable_by_key(|range| range.start);
        self.ranges.dedup_by(|next, range| {
            let meets = next.start <= range.end;
            if meets {
                range.end = range.end.max(next.end);
            }
            meets
        });
    }
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
        if let Some(cases) = segments.iter().map(Segment::numbered).collect::<Option<Vec<_>>>() {
            let mut all: Vec<Numbered<'_>> = cases.into_iter().map(Numbered::new).collect();
            plan.each_title(index, |ord, doc, score| {
                if let Some(numbered) = all.get_mut(ord as usize) {
                    numbered.add(doc, score);
                }
            })?;
            all.iter_mut().for_each(Numbered::end);
            return Ok(Everywhere::Numbered(all));
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
            Everywhere::Numbered(all) => match all.get(ord as usize) {
                Some(numbered) if !numbered.scores.is_empty() => Titles::Numbered(numbered),
                _ => Titles::None,
            },
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
    Numbered(&'t Numbered<'t>),
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
            Titles::Numbered(Numbered { cases, scores, .. }) => scores.get(cases.number(doc)).copied().unwrap_or(0.0),
            Titles::Keyed { scores, case, notice, .. } => scores.get(case.first(doc), || notice.first(doc)),
        }
    }

    /// What any title adds at most.
    pub(super) fn most_of_all(&self) -> Score {
        match self {
            Titles::None => 0.0,
            Titles::Numbered(numbered) => numbered.most,
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

    /// Where the passages are whose titles add anything, ascending and apart from each other; others may be among them.
    pub(super) fn ranges(&self) -> &[Range<DocId>] {
        static ANYWHERE: Range<DocId> = 0..DocId::MAX;
        match self {
            Titles::None => &[],
            Titles::Numbered(numbered) => &numbered.ranges,
            Titles::Keyed { .. } => std::slice::from_ref(&ANYWHERE),
        }
    }
}
