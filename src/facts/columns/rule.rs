//! Which column of a set a fact belongs to.

use super::{Column, ColumnKind, Columns, Way, Word};
use crate::facts::{Bound, Direction, Fact, Kind};
use crate::text::sentence::{self, Pauses};
use crate::text::{Local, Span, fold, fold_char};

/// The facts of a passage with what their rules look at, worked out once.
pub struct Facts<'f> {
    text: &'f str,
    facts: &'f [Fact],
    seen: Vec<Option<Seen>>,
}

/// What the rules look at of a fact.
struct Seen {
    /// Its noun, folded.
    noun: String,
    /// Its clause without the figures beside it, folded.
    clause: String,
    /// Its sentence, folded.
    sentence: String,
    purpose: Option<crate::facts::Purpose>,
}

/// Characters between a figure and the one that it goes on to: 减至, 压缩至.
const GOES_ON: usize = 4;

/// How well a column fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It asks for nothing in particular.
    Open,
    /// By its clause.
    Clause,
    /// By its noun, its purpose, or the way it goes.
    Noun,
}

impl<'f> Facts<'f> {
    /// The facts of `text`.
    #[must_use]
    pub fn new(text: &'f str, facts: &'f [Fact]) -> Facts<'f> {
        Facts { text, facts, seen: facts.iter().map(|_| None).collect() }
    }

    /// The column of `set` to which the fact at `at` belongs.
    pub fn column(&mut self, at: usize, columns: &Columns, set: usize) -> Option<usize> {
        let fact = self.facts.get(at)?;
        if self.seen.get(at)?.is_none() {
            let seen = Seen {
                noun: fold(fact.what.as_deref().unwrap_or_default()),
                clause: fold(&self.clause(at)),
                sentence: fold(&self.text[sentence::around(self.text, fact.span.range(), Pauses::SENTENCE)]),
                purpose: fact.purpose(),
            };
            self.seen[at] = Some(seen);
        }
        let seen = self.seen[at].as_ref()?;
        let mut best: Option<(Fit, usize)> = None;
        for (place, column) in columns.all.iter().enumerate().filter(|(_, column)| column.sets.contains(&set)) {
            if let Some(fit) = column.fit(fact, seen)
                && best.is_none_or(|(known, _)| fit > known)
            {
                best = Some((fit, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// What the clause of a fact has before and behind it, up to the figures beside it.
    fn clause(&self, at: usize) -> String {
        let span = self.facts[at].span;
        // 18份减至6份 has its clause from the figure that it goes on from.
        if let Some(previous) = at.checked_sub(1)
            && let Some(between) = self.text.get(self.facts[previous].span.end..span.start)
            && self.facts[previous].kind == self.facts[at].kind
            && between.chars().count() <= GOES_ON
            && fold(between).ends_with(['至', '到', '为'])
        {
            return format!("{}{between}{}", self.clause(previous), self.facts[at].text);
        }
        let figure = |fact: &&Fact| !matches!(fact.kind, Kind::Title | Kind::Product | Kind::First);
        let floor =
            self.facts[..at].iter().filter(figure).map(|fact| fact.span.end).filter(|&end| end <= span.start).max();
        let ceiling =
            self.facts[at + 1..].iter().filter(figure).map(|fact| fact.span.start).find(|&start| start >= span.end);
        let before = self.text.get(floor.unwrap_or(0)..span.start).unwrap_or_default();
        let behind = self.text.get(span.end..ceiling.unwrap_or(self.text.len())).unwrap_or_default();
        // A colon announces what follows it.
        let stop = |c: char| Pauses::CLAUSE.has(c) && fold_char(c) != ':';
        let before = before.rfind(stop).map_or(before, |end| &before[end..]);
        let behind = behind.find(stop).map_or(behind, |end| &behind[..end]);
        format!("{before}{}{behind}", self.facts[at].text)
    }

    /// The word of the column that the clause of a duration has right before it: 有期徒刑 of 有期徒刑三年.
    #[must_use]
    pub fn led(&self, at: usize, column: &Column) -> Option<Span<Local>> {
        let fact = self.facts.get(at).filter(|fact| fact.kind == Kind::Duration)?;
        let before = self.text.get(..fact.span.start)?;
        let tail: Vec<(usize, char)> = before.char_indices().rev().take(8).collect();
        let words = column.near.iter().filter(|word| !matches!(word, Word::Around(_))).map(Word::text);
        // The longest run of Han that ends here and holds one of the words.
        let start = tail.iter().take_while(|(_, c)| crate::text::is_han(*c)).map(|(start, _)| *start).last()?;
        let run = &before[start..];
        let (word, skip) = words
            .filter_map(|word| Some((word, fold(run).find(word)?)))
            .max_by_key(|(word, skip)| (word.len(), *skip))?;
        // Folding keeps the number of characters.
        let chars = fold(run)[..skip].chars().count();
        let from = run.char_indices().nth(chars).map_or(start, |(at, _)| start + at);
        (word.chars().count() >= 2 && fold(&before[from..]).chars().count() <= word.chars().count() + 2)
            .then(|| Span::new(from, fact.span.start))
    }
}

impl Column {
    fn fit(&self, fact: &Fact, seen: &Seen) -> Option<Fit> {
        if !self.kinds.contains(&ColumnKind::Fact(fact.kind)) {
            return None;
        }
        let goes = match self.way {
            None => true,
            Some(Way::Goes(direction)) => fact.direction == Some(direction),
            Some(Way::Level) => fact.direction.is_none(),
        };
        // 增长31.7%和25%, of which the second has only its purpose; 材料精简45%, where the column's own word says it.
        let fits = |words: &[Word], text: &str| words.iter().any(|word| word.fits(text));
        let near = |words: &[Word]| words.iter().any(|word| word.fits_in(&seen.clause, &seen.sentence));
        let up = self.way == Some(Way::Goes(Direction::Up));
        let goes = goes || fact.direction.is_none() && self.way.is_some() && (up || fits(&self.near, &seen.clause));
        let bound = self.bounds.is_empty() || self.bounds.contains(&fact.bound) || self.names(fact.bound, seen);
        if !goes || !bound || fits(&self.unless, &seen.noun) || near(&self.unless) {
            return None;
        }
        let purpose = seen.purpose.is_some_and(|purpose| self.purposes.contains(&purpose));
        if purpose || !seen.noun.is_empty() && fits(&self.words, &seen.noun) {
            return Some(Fit::Noun);
        }
        if near(&self.near) {
            return Some(Fit::Clause);
        }
        let open = self.purposes.is_empty() && self.words.is_empty() && self.near.is_empty();
        open.then_some(if self.way.is_some() { Fit::Noun } else { Fit::Open })
    }

    /// Whether the clause bounds the figure by a noun: 上限为20万元, 20万元封顶.
    fn names(&self, bound: Bound, seen: &Seen) -> bool {
        let caps = ["上限", "封顶", "限额"].iter().any(|word| seen.clause.contains(word));
        bound == Bound::Exact && caps && self.bounds.contains(&Bound::AtMost)
    }
}
