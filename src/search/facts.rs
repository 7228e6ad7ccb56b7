//! The facts of what a query finds: each with its case, its passage and its sentence.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use tantivy::DocAddress;

use super::collect::{self, Found};
use super::engine::Engine;
use super::infos::Infos;
use super::seek::Sought;
use crate::api::facts::Facts;
use crate::api::{Budget, FactHit, FactSort, FigureKind, Mark, request};
use crate::error::{Damage, Part, Result};
use crate::facts::{Fact, Kind, extract};
use crate::index::{PassageRecord, Record};
use crate::query::Evaluator;
use crate::text::sentence::{self, Pauses};
use crate::text::{CharSpan, Local, Span};

/// A fact that was selected, small enough to hold very many.
struct Selected {
    seq: u64,
    address: DocAddress,
    /// Its place among the facts of the passage.
    place: usize,
    kind: Kind,
    value: Option<f64>,
}

impl Engine {
    /// The facts of the passages that `request` selects, of all passages where its query is empty. Its page counts facts.
    ///
    /// Conditions on figures in the query select facts, not only passages: of a kind that the query has a condition
    /// on, the facts are shown that meet it where the query wants it met (in the right sentence, say). The other kinds
    /// are left out then, unless the request asks for them. Without kinds and conditions all facts are shown.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken.
    pub fn facts(&self, request: &request::Facts, budget: &Budget) -> Result<Facts> {
        let Sought { query, echo, plan, found, relaxed } = self.seek(&request.selection, budget)?;
        let mut out = Facts { query: echo, relaxed, ..Facts::default() };
        let conditioned: BTreeSet<Kind> = query.figures().into_iter().map(FigureKind::of_facts).collect();
        let kinds = &request.kinds;
        let mut selected = Vec::new();
        for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let reader = self.index.searcher().segment_reader(first.address.segment_ord);
            let mut evaluator = Evaluator::open(&plan.matcher, reader)?;
            let places = collect::places(self.index.searcher(), of_segment)?;
            budget.check()?;
            for (found, seq) in of_segment.iter().zip(places) {
                let lit = match evaluator.marks(found.address.doc_id) {
                    Some(marks) if !conditioned.is_empty() => evaluator.figures(&marks),
                    _ => Vec::new(),
                };
                let wanted = |fact: &Fact, chars: CharSpan| {
                    let kind = fact.kind;
                    let named = kinds.contains(&kind);
                    match conditioned.contains(&kind) {
                        true => (kinds.is_empty() || named) && lit.contains(&(kind, chars)),
                        false => named || (kinds.is_empty() && conditioned.is_empty()),
                    }
                };
                budget.check()?;
                self.select(found, seq, wanted, &mut selected)?;
            }
        }
        out.total = selected.len();
        match request.sort {
            FactSort::Order => selected.sort_by_key(|fact| (fact.seq, fact.place)),
            FactSort::Value => selected.sort_by(|a, b| {
                let larger = || b.value.partial_cmp(&a.value).unwrap_or(Ordering::Equal);
                a.kind.cmp(&b.kind).then_with(larger).then_with(|| (a.seq, a.place).cmp(&(b.seq, b.place)))
            }),
        }
        let mut infos = Infos::new(&self.index);
        let shown = request.page.of(selected);
        for of_passage in shown.chunk_by(|a, b| a.address == b.address) {
            let Some(first) = of_passage.first() else { continue };
            let passage = self.passage(first.address)?;
            let facts = extract(&passage.text);
            for chosen in of_passage {
                budget.take(passage.text.len())?;
                if let Some(fact) = facts.get(chosen.place) {
                    out.facts.push(fact_hit(&mut infos, &passage, fact.clone())?);
                }
            }
        }
        Ok(out)
    }

    /// Appends the facts of a passage that are wanted.
    fn select(
        &self,
        found: &Found,
        seq: u64,
        wanted: impl Fn(&Fact, CharSpan) -> bool,
        out: &mut Vec<Selected>,
    ) -> Result<()> {
        let passage = self.passage(found.address)?;
        // Facts are sorted, so their places in characters are counted on from one to the next.
        let (mut byte, mut chars) = (0, 0);
        for (place, fact) in extract(&passage.text).iter().enumerate() {
            let count = |from: usize, to: usize| passage.text.get(from..to).map_or(0, |t| t.chars().count() as u32);
            chars += count(byte, fact.span.start);
            byte = fact.span.start;
            let span = CharSpan::new(chars, chars + count(fact.span.start, fact.span.end));
            if wanted(fact, span) {
                out.push(Selected { seq, address: found.address, place, kind: fact.kind, value: fact.value });
            }
        }
        Ok(())
    }

    pub(super) fn passage(&self, address: DocAddress) -> Result<PassageRecord> {
        match self.index.record(address)? {
            Record::Passage(passage) => Ok(passage),
            _ => Err(self.index.damaged(Damage::NoRecord(Part::Passage))),
        }
    }
}

/// `fact` of `passage` with what is shown around it.
pub(super) fn fact_hit(infos: &mut Infos<'_>, passage: &PassageRecord, fact: Fact) -> Result<FactHit> {
    let mut hit = infos.hit(passage, &[])?;
    let raw = passage.place.is_none().then(|| passage.offsets().map(fact.span));
    hit.marks.push(Mark { local: fact.span, raw });
    let sentence = sentence(&passage.text, fact.span);
    Ok(FactHit { fact, hit, sentence })
}

/// The sentence around `span`, in bytes of `text`, without blanks at its ends. A span of several sentences, such as a
/// title, has all of them.
pub(super) fn sentence(text: &str, span: Span<Local>) -> Span<Local> {
    let whole = sentence::around(text, span.range(), Pauses::SENTENCE);
    let inside = &text[whole.clone()];
    let start = whole.start + (inside.len() - inside.trim_start().len());
    Span::new(start.min(span.start), (start + inside.trim().len()).max(span.end))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn sentences() {
        let text = "甲。 乙2億元，丙；丁《戊。己》辛";
        let around = |word: &str| {
            let at = text.find(word).unwrap();
            &text[sentence(text, Span::new(at, at + word.len())).range()]
        };
        assert_eq!(around("2億元"), "乙2億元，丙；");
        assert_eq!(around("甲"), "甲。");
        assert_eq!(around("《戊。己》"), "丁《戊。己》辛");
        assert_eq!(around("丙；"), "乙2億元，丙；");
    }
}
