//! What a passage needs to be among the best where one term is looked for: told by its length and by how often it has the
//! term, before anything else of it is looked at.

use std::ops::Range;

use tantivy::{DocId, Score};

use super::lengths::Classes;
use super::parts::{Part, SLACK};
use super::titles::Titles;
use crate::index::Index;
use crate::query::blocks::TermScores;

/// Passages that are left out together where none has the term often enough, however short it is.
const TOGETHER: usize = 64;

/// What a passage of a class needs to be among the best.
pub(super) struct Bounds<'m> {
    classes: &'m Classes,
    /// The most often that any passage has the term.
    greatest: u32,
    term: &'m TermScores,
    /// The parts that are bounded by how often a passage has the term and by its words.
    by_words: Vec<&'m TermScores>,
    /// What the others add at most.
    others: Score,
    /// What was last asked for.
    least: Option<Score>,
    untitled: Needed,
    titled: Needed,
}

/// The counts that are needed with a title that adds nothing, or what the best of them adds.
#[derive(Default)]
struct Needed {
    of_class: Vec<u32>,
    /// The least of them.
    least: u32,
}

impl Needed {
    #[inline]
    fn has(&self, class: usize, count: u32) -> bool {
        self.of_class.get(class).is_some_and(|&needed| count >= needed)
    }
}

impl<'m> Bounds<'m> {
    /// Of `term`, which no passage has more than `greatest` times; none where the classes do not tell of its scores.
    pub(super) fn of(
        index: &Index,
        (term, greatest): (&'m TermScores, u32),
        parts: impl Iterator<Item = &'m Part>,
        classes: &'m Classes,
    ) -> Option<Bounds<'m>> {
        if term.field_of_lengths() != index.fields().grams {
            return None;
        }
        let (mut by_words, mut others) = (Vec::new(), 0.0);
        for part in parts {
            match part {
                Part::Term(scores, Some(0)) if scores.field_of_lengths() == index.fields().words => {
                    by_words.push(scores)
                }
                Part::Term(scores, _) => others += scores.most(),
                Part::Other(_, _, most) => others += most,
            }
        }
        let (untitled, titled) = (Needed::default(), Needed::default());
        Some(Bounds { classes, greatest, term, by_words, others, least: None, untitled, titled })
    }

    /// Takes `least` for what is needed.
    pub(super) fn raise(&mut self, least: Score, titles: &Titles<'_>) {
        if self.least == Some(least) {
            return;
        }
        self.least = Some(least);
        let Bounds { classes, greatest, term, by_words, others, untitled, titled, .. } = self;
        let of = |needed: &mut Needed, title: Score| {
            classes.needed(least, *greatest, &mut needed.of_class, |characters, words, count| {
                let by_words = by_words.iter().map(|part| part.score(words, count)).sum::<Score>();
                (term.score(characters, count) + by_words + *others + title) * SLACK
            });
            needed.least = needed.of_class.iter().copied().min().unwrap_or(u32::MAX);
        };
        of(untitled, 0.0);
        if !titles.is_empty() {
            of(titled, titles.most_of_all());
        }
    }

    /// Puts those places of `all`, passages that have the term as often as `counts` tells, into `out` that may be among the
    /// best.
    pub(super) fn sieve(
        &self,
        (all, counts): (&[DocId], &[u32]),
        places: Range<usize>,
        titles: &Titles<'_>,
        out: &mut Vec<usize>,
    ) {
        let Range { start: mut from, end } = places;
        let Some(&first) = all.get(from) else { return };
        let ranges = titles.ranges();
        for range in &ranges[ranges.partition_point(|range| range.end <= first)..] {
            if from >= end {
                break;
            }
            let begins = from + all[from..end].partition_point(|&doc| doc < range.start);
            let ends = begins + all[begins..end].partition_point(|&doc| doc < range.end);
            self.sieve_by(&self.untitled, (all, counts, from..begins), None, out);
            self.sieve_by(&self.titled, (all, counts, begins..ends), Some(titles), out);
            from = ends;
        }
        self.sieve_by(&self.untitled, (all, counts, from..end), None, out);
    }

    /// The same by what is `needed`; those whose title adds nothing need what passages without one need.
    #[inline]
    fn sieve_by(
        &self,
        needed: &Needed,
        (all, counts, places): (&[DocId], &[u32], Range<usize>),
        titles: Option<&Titles<'_>>,
        out: &mut Vec<usize>,
    ) {
        let (docs, counts) = (&all[places.clone()], &counts[places.clone()]);
        let stretches = docs.chunks(TOGETHER).zip(counts.chunks(TOGETHER));
        for ((docs, counts), from) in stretches.zip((places.start..).step_by(TOGETHER)) {
            if counts.iter().copied().max().is_none_or(|most| most < needed.least) {
                continue;
            }
            for ((at, &doc), &count) in (from..).zip(docs).zip(counts) {
                if count < needed.least {
                    continue;
                }
                let class = self.classes.class(doc);
                let titled = |titles: &Titles<'_>| self.untitled.has(class, count) || titles.most(doc) > 0.0;
                if needed.has(class, count) && titles.is_none_or(titled) {
                    out.push(at);
                }
            }
        }
    }
}
