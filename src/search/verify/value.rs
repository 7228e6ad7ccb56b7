//! Figures by their value: where the corpus has one in any form, how it bounds it there, and what it has instead.
//!
//! 92000萬元 is 9.2億元, 百分之五十 is 50 %, 1779家企業 is 企業1779家. A figure without a bound stands where the corpus has the
//! same value, whatever bounds it there, and the bound is told; one with a bound stands where the corpus has the same.

use std::collections::HashSet;

use super::candidates::{self, Stretch};
use super::{LIKELY, Search, remark};
use crate::api::{ChangeKind, FigurePair, Hint, NearWording, QuotePlace, Scope, Verification, Within};
use crate::error::{Lang, Result};
use crate::facts::{Bound, Fact, Kind, extract};
use crate::index::PassageRecord;
use crate::messages;
use crate::query;
use crate::query::ast::{Bounds, FactRange, Node};
use crate::search::collect;
use crate::text::{Local, Span, fold};

/// Passages that are read for one value, at most.
const READ: usize = 2_000;
/// Figures that are told where a value stands nowhere, or otherwise.
const NEAR: usize = 3;
/// Bounds and places that are remarked on.
const REMARKED: usize = 4;

/// A figure of the corpus.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) place: u64,
    pub(super) fact: Fact,
}

/// Whether `fact` is one that can be compared by its value.
pub(super) fn is_figure(fact: &Fact) -> bool {
    matches!(fact.kind, Kind::Money | Kind::Percent | Kind::Bp | Kind::Count | Kind::Date | Kind::Duration)
}

/// The one figure that `quote` is, alone or with what it counts; none where it says more.
pub(super) fn figure_of(quote: &str) -> Option<Fact> {
    let mut figures = extract(quote).into_iter().filter(is_figure);
    let (fact, None) = (figures.next().or_else(|| bare_sum(quote))?, figures.next()) else { return None };
    let rest = format!("{}{}", &quote[..fact.span.start], &quote[fact.span.end..]);
    let rest: String = fold(&rest).chars().filter(|c| c.is_alphanumeric() && *c != '的' && *c != '了').collect();
    let told = fact.noun().map(fold);
    (rest.is_empty() || told.as_deref() == Some(rest.as_str())).then_some(fact)
}

/// A sum without its unit, alone: 9.2億.
fn bare_sum(quote: &str) -> Option<Fact> {
    let quote = quote.trim();
    quote.ends_with(['万', '萬', '亿', '億']).then(|| extract(&format!("{quote}元")).into_iter().next())?.map(
        |mut fact| {
            let unit = fact.text.chars().next_back().map_or(0, char::len_utf8);
            fact.text.truncate(fact.text.len() - unit);
            fact.span = Span::new(fact.span.start, fact.span.end - unit);
            fact
        },
    )
}

/// The number that `quote` is, without a unit, as it is written most plainly: 1,779 is 1779, 9.20 is 9.2. None for anything
/// else, and for what is written so already.
pub(super) fn bare_number(quote: &str) -> Option<String> {
    let folded = fold(quote.trim());
    if folded.is_empty() || !folded.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) {
        return None;
    }
    let plain = crate::facts::parse_count(&folded)?.to_string();
    (plain != folded).then_some(plain)
}

/// Whether both say the same value of the same thing, however they are written and bound.
pub(super) fn same_value(ours: &Fact, theirs: &Fact) -> bool {
    ours.kind == theirs.kind
        && ours.value == theirs.value
        && ours.value_max == theirs.value_max
        && same_thing(ours, theirs)
}

/// Whether both are in one unit, and counts of one thing where both say of what.
pub(super) fn same_thing(ours: &Fact, theirs: &Fact) -> bool {
    let unit = |fact: &Fact| fact.unit.as_deref().map(fold);
    let noun = |fact: &Fact| fact.noun().map(fold);
    let nouns = match (noun(ours), noun(theirs)) {
        (Some(ours), Some(theirs)) => theirs.ends_with(&ours) || ours.ends_with(&theirs) || ours.starts_with(&theirs),
        _ => true,
    };
    unit(ours) == unit(theirs) && nouns
}

/// Whether what `ours` says is said by `theirs`, of the same value: without a bound it leaves the bound open.
pub(super) fn same_bound(ours: &Fact, theirs: &Fact) -> bool {
    ours.bound == theirs.bound || ours.bound == Bound::Exact
}

/// The remark that the corpus bounds a figure which is quoted without a bound.
pub(super) fn bounded(theirs: &Fact) -> Hint {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| messages::bound(theirs.bound, lang));
    Hint::new(
        format!("原文的数字有限定（{zh}）：{}", theirs.text),
        format!("the corpus bounds the figure ({en}): {}", theirs.text),
    )
}

/// The remark that a figure is written otherwise.
pub(super) fn written(ours: &str, theirs: &str) -> Hint {
    Hint::new(
        format!("数值相等，写法不同：引文作 {ours}，原文作 {theirs}"),
        format!("equal in value, written otherwise: the quotation has {ours}, the corpus has {theirs}"),
    )
}

impl Search<'_> {
    /// Where the corpus states figures of the kind of `fact` from `low` to `high`, in the order of the corpus.
    pub(super) fn stated(&mut self, fact: &Fact, low: f64, high: f64) -> Result<Vec<Stated>> {
        let column = match fact.kind {
            Kind::Money if fact.yuan().is_none() => None,
            kind => crate::api::FigureKind::with_facts(kind),
        };
        let addresses = match column {
            Some(kind) => {
                let figure = |value: f64| match fact.kind {
                    Kind::Date => crate::facts::Day::from_number(value as i32).to_string(),
                    _ => value.to_string(),
                };
                let bounds = Bounds::Range(Some(figure(low)), Some(figure(high)));
                let root = Some(Node::Fact(FactRange { kind, noun: None, bounds }));
                let context = self.engine.context_of(Scope::All, Within::Passage, &[], &self.budget);
                let plan = query::plan(&query::Query { root }, &context)?;
                let mut found = self.engine.collect(&plan)?;
                collect::sort_by_place(self.engine.index(), &mut found)?;
                found.into_iter().take(READ).map(|found| found.address).collect()
            }
            // These have no column; the passages that share most with the figure will have it.
            None => {
                let chars: Vec<char> = fold(&fact.text).chars().collect();
                candidates::likely(self.engine.index(), &chars, LIKELY)?
            }
        };
        let mut out = Vec::new();
        for address in addresses {
            self.budget.check()?;
            let place = self.shelf.take(address)?;
            let Some(passage) = self.shelf.passage(place)? else { continue };
            let within = |found: &Fact| {
                found.kind == fact.kind && found.value.is_some_and(|value| low <= value && value <= high)
            };
            out.extend(passage.facts().into_iter().filter(within).map(|fact| Stated { place, fact }));
        }
        Ok(out)
    }

    /// The passage of a figure.
    pub(super) fn passage_of(&mut self, stated: &Stated) -> Result<Option<PassageRecord>> {
        Ok(self.shelf.passage(stated.place)?.cloned())
    }

    /// The place of a figure, the figure marked.
    pub(super) fn place_of(&mut self, stated: &Stated) -> Result<Option<QuotePlace>> {
        let Some(passage) = self.passage_of(stated)? else { return Ok(None) };
        let chars = |bytes: usize| passage.text[..bytes].chars().count();
        let start = chars(stated.fact.span.start);
        let index = |at: usize| {
            // Among the characters that count in quotations.
            passage.text.chars().take(at).filter(|&c| super::stream::counted(c).is_some()).count()
        };
        let end = index(chars(stated.fact.span.end));
        let stretch = Stretch { first: stated.place, count: 1 };
        Ok(Some(self.quote_place(&[super::Spot { stretch, start: index(start), end }])?))
    }

    /// Answers a quotation that is one figure by its value.
    pub(super) fn by_value(&mut self, ours: &Fact, limit: usize, out: &mut Verification) -> Result<()> {
        let Some(value) = ours.value else { return Ok(()) };
        let stated = self.stated(ours, value, value)?;
        let equal: Vec<Stated> = stated.into_iter().filter(|found| same_value(ours, &found.fact)).collect();
        let (standing, bound): (Vec<Stated>, Vec<Stated>) =
            equal.into_iter().partition(|found| same_bound(ours, &found.fact));
        if standing.is_empty() {
            let near = if bound.is_empty() { self.near_values(ours, value)? } else { bound };
            return self.instead(ours, near, out);
        }
        out.stands = true;
        out.total = standing.len();
        for found in standing.iter().take(limit) {
            out.places.extend(self.place_of(found)?);
        }
        let mut seen: HashSet<&str> = HashSet::new();
        for found in &standing {
            let theirs = &found.fact;
            if fold(&theirs.text) == fold(&ours.text) || !seen.insert(&theirs.text) || seen.len() > REMARKED {
                continue;
            }
            out.equal |= ours.bound == theirs.bound;
            out.remarks.push(match ours.bound == theirs.bound {
                true => written(&ours.text, &theirs.text),
                false => bounded(theirs),
            });
        }
        Ok(())
    }

    /// Answers a quotation with figures that stands when they are written as the corpus writes them: 投资32000万元 where it
    /// has 投资3.2亿元. Tells whether it does.
    pub(super) fn by_other_forms(&mut self, quote: &str, limit: usize, out: &mut Verification) -> Result<bool> {
        /// Figures of a quotation that are written otherwise, at most.
        const FIGURES: usize = 3;
        /// Quotations that are tried, at most.
        const TRIED: usize = 64;
        let figures: Vec<Fact> = extract(quote).into_iter().filter(is_figure).collect();
        if figures.is_empty() || figures.len() > FIGURES {
            return Ok(false);
        }
        // Each with the figures that were written for those of the quotation, from the last figure backwards.
        let mut tries: Vec<(String, Vec<String>)> = vec![(quote.to_owned(), Vec::new())];
        for ours in figures.iter().rev() {
            let Some(value) = ours.value else { return Ok(false) };
            let mut forms: Vec<String> = Vec::new();
            for found in self.stated(ours, value, value)? {
                let theirs = found.fact;
                let other =
                    same_value(ours, &theirs) && theirs.bound == ours.bound && fold(&theirs.text) != fold(&ours.text);
                if other && !forms.iter().any(|form| fold(form) == fold(&theirs.text)) {
                    forms.push(theirs.text);
                }
            }
            let mut more = Vec::new();
            for (text, written) in &tries {
                for form in &forms {
                    let mut text = text.clone();
                    text.replace_range(ours.span.range(), form);
                    more.push((text, [written.clone(), vec![form.clone()]].concat()));
                }
                more.push((text.clone(), [written.clone(), vec![ours.text.clone()]].concat()));
            }
            more.truncate(TRIED);
            tries = more;
        }
        for (text, written) in tries.iter().filter(|(text, _)| text != quote) {
            self.whole(text, (0, text.len()), limit, out)?;
            if out.stands {
                out.equal = true;
                let pairs = figures.iter().zip(written.iter().rev());
                let pairs = pairs.filter(|(ours, theirs)| ours.text != **theirs);
                out.remarks.extend(pairs.map(|(ours, theirs)| self::written(&ours.text, theirs)));
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Figures of the same thing whose value is nearest to that of `ours`.
    pub(super) fn near_values(&mut self, ours: &Fact, value: f64) -> Result<Vec<Stated>> {
        let (low, high) = match ours.kind {
            Kind::Date => (value - 366.0, value + 366.0),
            _ if value < 0.0 => (value * 2.0, value / 2.0),
            _ => (value / 2.0, value * 2.0),
        };
        let mut near = self.stated(ours, low, high)?;
        near.retain(|found| {
            same_thing(ours, &found.fact)
                && (ours.kind == Kind::Date || ours.noun().is_some() == found.fact.noun().is_some())
        });
        let distance = |found: &Stated| found.fact.value.map_or(f64::MAX, |other| (other - value).abs());
        near.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.place.cmp(&b.place)));
        near.dedup_by(|a, b| fold(&a.fact.text) == fold(&b.fact.text));
        near.truncate(NEAR);
        Ok(near)
    }

    /// Tells what the corpus has in the place of the figure `ours`.
    fn instead(&mut self, ours: &Fact, near: Vec<Stated>, out: &mut Verification) -> Result<()> {
        for found in near.iter().take(NEAR) {
            let Some(place) = self.place_of(found)? else { continue };
            let theirs = found.fact.text.clone();
            let distance = strsim::levenshtein(&fold(&ours.text), &fold(&theirs));
            let figures = vec![FigurePair { quote: ours.text.clone(), text: theirs }];
            out.nearest.push(NearWording { distance, place, changes: Vec::new(), figures });
        }
        if near.iter().any(|found| same_value(ours, &found.fact)) {
            out.remarks.push(remark("数值相同，限定不同", "the value is the same, its bound is another"));
        }
        Ok(())
    }

    /// Tells of the figures of a sentence that does not stand where each of them stands, if all do.
    pub(super) fn where_figures_stand(&mut self, quote: &str, out: &mut Verification) -> Result<()> {
        let mut remarks = Vec::new();
        for fact in extract(quote).into_iter().filter(is_figure) {
            let Some(value) = fact.value else { return Ok(()) };
            let stated = self.stated(&fact, value, value)?;
            let Some(found) =
                stated.iter().find(|found| same_value(&fact, &found.fact) && same_bound(&fact, &found.fact))
            else {
                return Ok(());
            };
            let Some(passage) = self.passage_of(found)? else { return Ok(()) };
            let (ours, id) = (&fact.text, &passage.id);
            remarks.push(Hint::new(format!("{ours} 见于 {id}"), format!("{ours} stands in {id}")));
        }
        out.remarks.extend(remarks.into_iter().take(REMARKED));
        Ok(())
    }
}

/// Where a quotation and the wording at `near` differ in nothing but how figures of one value are written: the remarks
/// that say so.
pub(super) fn only_written_otherwise(quote: &str, near: &NearWording) -> Option<Vec<Hint>> {
    let [piece] = &near.place.pieces[..] else { return None };
    let mark = piece.hit.marks.first()?.local;
    let ours: Vec<Fact> = extract(quote).into_iter().filter(is_figure).collect();
    let theirs: Vec<Fact> =
        piece.hit.facts().into_iter().filter(|fact| is_figure(fact) && mark.overlaps(fact.span)).collect();
    let same = ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(ours, theirs)| same_value(ours, theirs) && ours.bound == theirs.bound);
    if !same || ours.is_empty() {
        return None;
    }
    let within = |facts: &[Fact], span: Span<Local>| {
        facts.iter().any(|fact| fact.span.start <= span.start && span.end <= fact.span.end)
    };
    let all = near.changes.iter().filter(|change| change.kind != ChangeKind::Equal).all(|change| {
        within(&ours, Span::new(change.quoted.start, change.quoted.end)) && within(&theirs, change.local)
    });
    let pairs = ours.iter().zip(&theirs).filter(|(ours, theirs)| fold(&ours.text) != fold(&theirs.text));
    all.then(|| pairs.map(|(ours, theirs)| written(&ours.text, &theirs.text)).collect())
}

/// The remarks on figures of `places` that the corpus bounds and `quote` does not.
pub(super) fn bounds(quote: &str, places: &[QuotePlace]) -> Vec<Hint> {
    let ours: Vec<Fact> = extract(quote).into_iter().filter(is_figure).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let mut out = Vec::new();
    for hit in places.iter().flat_map(|place| &place.pieces).map(|piece| &piece.hit) {
        let Some(mark) = hit.marks.first() else { continue };
        let theirs = hit.facts();
        let touched = theirs
            .iter()
            .filter(|fact| is_figure(fact) && fact.bound != Bound::Exact && fact.span.overlaps(mark.local));
        for fact in touched {
            let open = ours.iter().any(|own| same_value(own, fact) && own.bound == Bound::Exact);
            if open && seen.insert(fact.text.clone()) && out.len() < REMARKED {
                out.push(bounded(fact));
            }
        }
    }
    out
}
