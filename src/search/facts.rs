//! The facts of what a query finds: each with its case, its passage and its sentence.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use tantivy::{DocAddress, DocId};

use super::collect;
use super::engine::Engine;
use super::infos::Infos;
use super::seek::Sought;
use crate::api::facts::Facts;
use crate::api::{Budget, FactHit, FactSort, FigureKind, Hint, Limit, Mark, request};
use crate::error::{Damage, Part, Result};
use crate::facts::{DateRange, Detail, Fact, Kind, parse_date};
use crate::index::{PassageRecord, Record};
use crate::query::{Evaluator, Places};
use crate::text::sentence::{self, Pauses};
use crate::text::{CharSpan, Local, Span};

/// Passages that are looked at, at least, before the number of facts is left open: some 30 µs each.
const LOOKED_AT: usize = 3000;

/// A fact that was selected, small enough to hold very many.
struct Selected {
    seq: u64,
    address: DocAddress,
    /// Its place among the facts of the passage.
    place: usize,
    kind: Kind,
    value: Option<f64>,
    /// Where facts are sorted by it.
    date: Option<DateRange>,
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
        let Sought { query, echo, plan, found, relaxed, .. } =
            self.seek_matches(&request.selection, Places::Named, budget)?;
        let mut out = Facts { query: echo, relaxed, ..Facts::default() };
        let conditioned: BTreeSet<Kind> = query.figures().into_iter().map(FigureKind::of_facts).collect();
        let kinds = &request.kinds;
        let mut selected = Vec::new();
        let infos = Infos::new(&self.index);
        let dated = request.sort == FactSort::Date;
        // Only what is shown in the order of the texts can be told without a look at all of them.
        let enough = match request.page.limit {
            Limit::Most(_) if request.sort == FactSort::Order && !request.page.reverse => request.page.end(),
            _ => usize::MAX,
        };
        let docs: Vec<(u32, &[DocId])> = found.docs().collect();
        let passages = collect::in_order(&self.index, &docs, budget)?;
        let mut looked_at = passages.len();
        let mut evaluator: Option<(DocAddress, Evaluator<'_>)> = None;
        for (at, &(seq, address)) in passages.iter().enumerate() {
            if at >= LOOKED_AT && selected.len() > enough {
                out.partial = true;
                looked_at = at;
                break;
            }
            let mut lit = Vec::new();
            if !conditioned.is_empty() {
                // It only goes on.
                let goes_on = |last: &DocAddress| last.segment_ord == address.segment_ord && *last < address;
                let mut evaluates = match evaluator.take().filter(|(last, _)| goes_on(last)) {
                    Some((_, evaluator)) => evaluator,
                    None => {
                        let reader = self.index.searcher().segment_reader(address.segment_ord);
                        Evaluator::open(&plan.matcher, reader)?
                    }
                };
                if let Some(marks) = evaluates.marks(address.doc_id)? {
                    lit = evaluates.figures(&marks);
                }
                evaluator = Some((address, evaluates));
            }
            let wanted = |fact: &Fact, chars: CharSpan| {
                let kind = fact.kind;
                if let (false, Detail::First { level, .. }) = (request.levels.is_empty(), &fact.detail)
                    && !level.is_some_and(|level| request.levels.contains(&level))
                {
                    return false;
                }
                let named = kinds.contains(&kind);
                match conditioned.contains(&kind) {
                    true => (kinds.is_empty() || named) && lit.contains(&(kind, chars)),
                    false => named || (kinds.is_empty() && conditioned.is_empty()),
                }
            };
            budget.check()?;
            self.select((seq, address), wanted, dated.then_some(&infos), &mut selected)?;
        }
        if out.partial {
            let (least, all) = (selected.len(), passages.len());
            out.query.hints.push(Hint::new(
                format!("只看了 {all} 段中的前 {looked_at} 段：事实至少有 {least} 条；要全部看完，请缩小范围，或用 --limit all"),
                format!(
                    "the first {looked_at} of {all} passages were looked at: there are at least {least} facts; narrow the \
                     query, or use --limit all, to have all of them counted"
                ),
            ));
        }
        out.total = selected.len();
        match request.sort {
            FactSort::Order => selected.sort_by_key(|fact| (fact.seq, fact.place)),
            FactSort::Value => selected.sort_by(|a, b| {
                let larger = || b.value.partial_cmp(&a.value).unwrap_or(Ordering::Equal);
                a.kind.cmp(&b.kind).then_with(larger).then_with(|| (a.seq, a.place).cmp(&(b.seq, b.place)))
            }),
            FactSort::Date => selected.sort_by_key(|fact| (Reverse(fact.date), fact.seq, fact.place)),
        }
        let shown = request.page.of(selected);
        for of_passage in shown.chunk_by(|a, b| a.address == b.address) {
            let Some(first) = of_passage.first() else { continue };
            let passage = self.passage(first.address)?;
            let facts = passage.facts();
            for chosen in of_passage {
                budget.take(passage.text.len())?;
                if let Some(fact) = facts.get(chosen.place) {
                    let date = date_of(&facts, fact, &passage, &infos)?;
                    out.facts.push(FactHit { date, ..fact_hit(&infos, &passage, fact.clone())? });
                }
            }
        }
        Ok(out)
    }

    /// Appends the facts of a passage that are wanted.
    fn select(
        &self,
        (seq, address): (u64, DocAddress),
        wanted: impl Fn(&Fact, CharSpan) -> bool,
        dated: Option<&Infos<'_>>,
        out: &mut Vec<Selected>,
    ) -> Result<()> {
        let passage = self.passage(address)?;
        // Facts are sorted, so their places in characters are counted on from one to the next.
        let (mut byte, mut chars) = (0, 0);
        let facts = passage.facts();
        for (place, fact) in facts.iter().enumerate() {
            let count = |from: usize, to: usize| passage.text.get(from..to).map_or(0, |t| t.chars().count() as u32);
            chars += count(byte, fact.span.start);
            byte = fact.span.start;
            let span = CharSpan::new(chars, chars + count(fact.span.start, fact.span.end));
            if wanted(fact, span) {
                let date = match dated {
                    Some(infos) => date_of(&facts, fact, &passage, infos)?,
                    None => None,
                };
                out.push(Selected { seq, address, place, kind: fact.kind, value: fact.value, date });
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

/// When `fact`, one of the `facts` of `passage`, was: the date itself, the last date before it in its sentence, the first
/// one behind it there, or the day of the notice.
fn date_of(facts: &[Fact], fact: &Fact, passage: &PassageRecord, infos: &Infos<'_>) -> Result<Option<DateRange>> {
    let around = sentence(&passage.text, fact.span);
    let near = |other: &&Fact| other.kind == Kind::Date && around.contains(other.span);
    let before = facts.iter().filter(near).rfind(|date| date.span.start <= fact.span.start);
    if let Some(date) = before.or_else(|| facts.iter().find(near)) {
        return Ok(date.days());
    }
    let notice = infos.notice(passage.notice)?;
    Ok(notice.issued.as_deref().or(notice.published.as_deref()).and_then(parse_date))
}

/// `fact` of `passage` with what is shown around it.
pub(super) fn fact_hit(infos: &Infos<'_>, passage: &PassageRecord, fact: Fact) -> Result<FactHit> {
    let mut hit = infos.hit(passage, &[])?;
    let raw = passage.place.is_none().then(|| passage.offsets().map(fact.span));
    hit.marks.push(Mark { local: fact.span, raw });
    let sentence = sentence(&passage.text, fact.span);
    Ok(FactHit { fact, hit, sentence, date: None })
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
