//! Every figure and quotation of a draft against the corpus.
//!
//! A figure is looked up by its value, and judged by its subject: what its sentence speaks of, measured as the share of the
//! sentence's bigrams that the sentence of the corpus (with the title of its case) has, half of it for the words next to the
//! figure. Of two readings the one with the nearer subject decides; a place that the sentence names is kept to.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use tantivy::Term;

use super::value::{Stated, bounded, is_figure, same_bound, same_thing, same_value};
use super::{REMARKED, Search, remark};
use crate::api::draft::{Claim, Draft, Verdict};
use crate::api::{Budget, Hint, Hit, Page, Scope, Search as Searched, Within};
use crate::cite::{Reference, Style};
use crate::error::{BadQuote, Error, Result};
use crate::facts::{Fact, extract, physical_figures, whole_numbers};
use crate::index::{PassageRecord, Record, key};
use crate::lexicon::place_names;
use crate::lexicon::words::NAMED_AFTER;
use crate::query::{self, LONGEST_PLACE};
use crate::search::engine::Engine;
use crate::search::infos::Infos;
use crate::search::versions::Versions;
use crate::text::sentence::Pauses;
use crate::text::{CharSpan, Drafted, Local, Span, fold, is_han};

/// The longest draft that is taken, in characters.
pub const MAX_DRAFT: usize = 500_000;

/// Passages that are likely to speak of a subject, at most.
const LIKELY: usize = 16;
/// Characters on either side of a figure that say most of what it is about.
const NEXT_TO: usize = 12;
/// The least share of a subject that makes it the same one.
const SAME: f64 = 0.35;
/// The share of a subject from which on a value that stands is taken for what is meant, whatever else is nearer.
const MEANT: f64 = 0.25;
/// By how much another figure must be nearer to the subject than the one that stands.
const NEARER: f64 = 0.15;

/// A figure of the corpus and how near its subject is.
struct Candidate {
    stated: Stated,
    nearness: f64,
    there: bool,
}

impl Engine {
    /// Looks up every figure and quotation of `text`.
    ///
    /// # Errors
    ///
    /// [`Error::BadQuote`] when the draft is empty or too long; [`Error::Damaged`] and [`Error::Engine`] when the index
    /// cannot be read, [`Error::OutOfTime`] and [`Error::Cancelled`].
    pub fn verify_draft(&self, text: &str, budget: &Budget) -> Result<Draft> {
        if text.chars().count() > MAX_DRAFT {
            return Err(Error::BadQuote(BadQuote::LongDraft { limit: MAX_DRAFT }));
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(Error::BadQuote(BadQuote::Empty));
        }
        let mut out = Draft::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let quotations = quotations(line);
            for sentence in sentences(line) {
                budget.check()?;
                let mut claims = self.claims_of(line, &sentence, &quotations, budget)?;
                for claim in &mut claims {
                    claim.place = Span::new(claim.place.start + start, claim.place.end + start);
                }
                out.claims.extend(claims);
            }
            start += line.len();
        }
        self.cite_claims(&mut out.claims)?;
        Ok(out)
    }

    /// Says of each claim how its passage is cited.
    fn cite_claims(&self, claims: &mut [Claim]) -> Result<()> {
        let infos = Infos::new(self.index());
        let mut known: HashMap<String, String> = HashMap::new();
        for claim in claims {
            let Some(id) = &claim.passage else { continue };
            if !known.contains_key(id) {
                let term = Term::from_field_text(self.index().fields().id, id);
                let Some(address) = self.index().find("passage", term)? else { continue };
                let Record::Passage(passage) = self.index().record(address)? else { continue };
                let hit = infos.hit(&passage, &[])?;
                known.insert(id.clone(), Reference::of_hit(&hit).cite(Style::Gbt2015));
            }
            claim.citation = known.get(id).cloned();
        }
        Ok(())
    }

    /// The claims of a sentence of `line`, in its order. A quotation belongs to the sentence that it begins in, and what is
    /// in it is not looked up again.
    fn claims_of(
        &self,
        line: &str,
        sentence: &Range<usize>,
        quotations: &[Range<usize>],
        budget: &Budget,
    ) -> Result<Vec<Claim>> {
        let text = &line[sentence.clone()];
        let mut out = Vec::new();
        let named = self.named_in(text, budget)?;
        for quotation in quotations.iter().filter(|quotation| sentence.contains(&quotation.start)) {
            budget.check()?;
            out.push(self.quotation(&line[quotation.clone()], quotation, &named, budget)?);
        }
        // What is no fact of the corpus is looked up as it is written.
        let mut known: Vec<Range<usize>> = quotations.to_vec();
        known.extend(extract(text).iter().map(|fact| fact.span.start + sentence.start..fact.span.end + sentence.start));
        for span in physical_figures(text) {
            let at = span.start + sentence.start..span.end + sentence.start;
            if known.iter().all(|known| known.end <= at.start || at.end <= known.start) {
                budget.check()?;
                let claim = self.quotation(&line[at.clone()], &at, &named, budget)?;
                // Another figure that is written much like it need not be of the same thing.
                let near = claim.verdict == Verdict::Differs;
                let unfound = Claim {
                    verdict: Verdict::NotFound,
                    passage: None,
                    citation: None,
                    nearest: None,
                    remark: None,
                    ..claim.clone()
                };
                out.push(if near { unfound } else { claim });
            }
        }
        let figures: Vec<Fact> = extract(text).into_iter().filter(is_figure).collect();
        if !figures.is_empty() {
            let mut subject = Subject::of(self, text, &figures, named, budget)?;
            for figure in &figures {
                let at = figure.span.start + sentence.start;
                if quotations.iter().any(|quotation| quotation.contains(&at)) {
                    continue;
                }
                budget.check()?;
                let mut claim = subject.judge(figure)?;
                claim.place = Span::new(at, figure.span.end + sentence.start);
                out.push(claim);
            }
        }
        out.sort_by_key(|claim| claim.place.start);
        Ok(out)
    }

    /// Of the figures of `quote`, a sentence that nothing in the corpus is worded like: what the corpus says of their subject
    /// instead.
    pub(super) fn said_instead(&self, quote: &str, budget: &Budget) -> Result<Vec<Hint>> {
        let figures: Vec<Fact> = extract(quote).into_iter().filter(is_figure).collect();
        if figures.is_empty() {
            return Ok(Vec::new());
        }
        let mut subject = Subject::of(self, quote, &figures, self.named_in(quote, budget)?, budget)?;
        let mut out = Vec::new();
        for figure in figures.iter().take(REMARKED) {
            budget.check()?;
            let claim = subject.judge(figure)?;
            if let (Verdict::Differs, Some(id), Some(said)) = (claim.verdict, &claim.passage, &claim.nearest) {
                let ours = &figure.text;
                out.push(Hint::new(
                    format!("{ours}：原文另有说法，见 {id}：{said}"),
                    format!("{ours}: the corpus says otherwise, in {id}: {said}"),
                ));
            }
        }
        Ok(out)
    }

    fn quotation(&self, quote: &str, at: &Range<usize>, named: &Named, budget: &Budget) -> Result<Claim> {
        let found = self.verify(quote, 50, budget)?;
        let mut claim = Claim {
            verdict: Verdict::NotFound,
            text: quote.to_owned(),
            place: Span::new(at.start, at.end),
            passage: None,
            citation: None,
            nearest: None,
            remark: None,
        };
        let there = |hit: &&Hit| named.has(hit);
        let hits = || found.places.iter().filter_map(|place| place.pieces.first()).map(|piece| &piece.hit);
        if found.stands {
            claim.remark = found.remarks.first().cloned();
            let here = hits().find(there);
            claim.verdict = match (here, found.equal) {
                (Some(_), true) => Verdict::Equal,
                (Some(_), false) => Verdict::Stands,
                (None, _) => Verdict::Elsewhere,
            };
            claim.passage = here.or_else(|| hits().next()).map(|hit| hit.id.clone());
            if claim.verdict != Verdict::Stands {
                claim.nearest = found.places.first().map(wording);
            }
        } else if let Some(near) = found.nearest.first() {
            claim.verdict = Verdict::Differs;
            claim.passage = near.place.pieces.first().map(|piece| piece.hit.id.clone());
            claim.nearest = Some(wording(&near.place));
            claim.remark = found.remarks.first().cloned();
        }
        Ok(claim)
    }

    /// What `text` names: places, of the corpus or of the gazetteer, and cases. 寧波 of 寧波銀行 is none.
    fn named_in(&self, text: &str, budget: &Budget) -> Result<Named> {
        let folded: Vec<char> = fold(text).chars().collect();
        let context = self.context_of(Scope::All, Within::Passage, &[], budget);
        let mut named = Named::default();
        let mut at = 0;
        // Where the last place ends: 杭州市余杭区 is its county.
        let mut last = usize::MAX;
        while at < folded.len() {
            let han = folded[at..].iter().take(LONGEST_PLACE).take_while(|&&c| is_han(c)).count();
            let mut found = 0;
            for length in (2..=han).rev() {
                let name: String = folded[at..at + length].iter().collect();
                if GAZETTEER.contains(name.as_str()) || query::place_field(&context, &name)?.is_some() {
                    let rest: String = folded[at + length..].iter().take(8).collect();
                    if !NAMED_AFTER.iter().any(|ending| rest.starts_with(ending)) {
                        if last == at {
                            named.places.pop();
                        }
                        // 寧波 and 寧波市 are one.
                        named.places.push(name.trim_end_matches(['市', '县', '区', '省']).to_owned());
                        last = at + length;
                    }
                    found = length;
                    break;
                }
            }
            at += found.max(1);
        }
        for number in whole_numbers(text).iter().filter(|whole| whole.number == whole.measured) {
            let (start, end) = (number.number.start as usize, number.number.end as usize);
            let Some(words) = start.checked_sub(2).map(|from| &folded[from..start]) else { continue };
            if words.iter().all(|&c| is_han(c)) && folded[start..end].iter().all(char::is_ascii_digit) {
                let name: String = folded[start - 2..end].iter().collect();
                // What goes by that name, if anything does.
                if let Ok([case]) = self.cases(&name, budget).as_deref() {
                    named.cases.push(*case);
                }
            }
        }
        Ok(named)
    }
}

/// The full names of places, folded; of cities and provinces the short ones too.
static GAZETTEER: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let short = |name: &str| name.strip_suffix(['市', '省']).filter(|short| short.chars().count() > 1).map(fold);
    place_names().flat_map(|name| [Some(fold(name)), short(name)]).flatten().collect()
});

/// What a sentence names.
#[derive(Default)]
struct Named {
    /// Places, folded, without 市, 县, 区 or 省.
    places: Vec<String>,
    /// Keys of cases.
    cases: Vec<u64>,
}

impl Named {
    /// Whether a passage is of one of these cases and of one of these places, or names it.
    fn has(&self, hit: &Hit) -> bool {
        let case = hit.case.as_ref();
        if !self.cases.is_empty() && !case.is_some_and(|case| self.cases.contains(&key(&case.id))) {
            return false;
        }
        if self.places.is_empty() {
            return true;
        }
        let of_case = case.into_iter().flat_map(|case| [&case.city, &case.county, &case.province]).flatten();
        let known: Vec<String> = of_case.map(|place| fold(place)).collect();
        // What stands outside the cases is of the place that issued it.
        let (text, title) =
            (fold(&hit.text), fold(case.map_or(hit.notice.issuer.as_deref().unwrap_or_default(), |case| &case.title)));
        self.places.iter().map(String::as_str).any(|place| {
            known.iter().any(|known| known.starts_with(place)) || text.contains(place) || title.contains(place)
        })
    }
}

fn wording(place: &crate::api::QuotePlace) -> String {
    place.pieces.iter().map(|piece| piece.wording.as_str()).collect()
}

/// The sentences of a line, in bytes.
fn sentences(line: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        if Pauses::SENTENCE.has(c) {
            out.push(start..at + c.len_utf8());
            start = at + c.len_utf8();
        }
    }
    out.push(start..line.len());
    out.retain(|range| line[range.clone()].chars().any(char::is_alphanumeric));
    out
}

/// What stands between quotation marks in a line, in bytes, without the marks.
fn quotations(line: &str) -> Vec<Range<usize>> {
    /// Characters of the shortest quotation.
    const SHORTEST: usize = 2;
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in line.char_indices() {
        match (c, open) {
            ('“' | '「' | '『' | '"', None) => {
                let close = match c {
                    '“' => '”',
                    '「' => '」',
                    '『' => '』',
                    _ => '"',
                };
                open = Some((at + c.len_utf8(), close));
            }
            (c, Some((start, close))) if c == close => {
                if line[start..at].chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST {
                    out.push(start..at);
                }
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// What a sentence of a draft speaks of.
struct Subject<'e> {
    search: Search<'e>,
    text: String,
    named: Named,
    whole: HashSet<String>,
    /// Figures of the passages that are nearest to the sentence.
    likely: Vec<Stated>,
}

impl<'e> Subject<'e> {
    fn of(engine: &'e Engine, text: &str, figures: &[Fact], named: Named, budget: &Budget) -> Result<Subject<'e>> {
        let mut search = Search::of(engine, budget);
        let mut words = text.to_owned();
        for figure in figures.iter().rev() {
            words.replace_range(figure.span.range(), " ");
        }
        let words: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(2_000).collect();
        let mut likely = Vec::new();
        if words.chars().any(is_han) {
            let request = Searched::new(&words).page(Page::first(LIKELY));
            // A sentence of nothing but asking words has no ranking.
            for found in engine.ranking(&request, budget).unwrap_or_default().into_iter().take(LIKELY) {
                let place = search.shelf.take(found.address)?;
                let Some(passage) = search.shelf.passage(place)? else { continue };
                likely.extend(passage.facts().into_iter().filter(is_figure).map(|fact| Stated { place, fact }));
            }
        }
        Ok(Subject { search, text: text.to_owned(), named, whole: bigrams(&words), likely })
    }

    /// How near the figure `stated` is to what the sentence says of `ours`.
    fn candidate(&mut self, ours: &Fact, stated: Stated) -> Result<Option<Candidate>> {
        let Some(passage) = self.search.passage_of(&stated)? else { return Ok(None) };
        let hit = self.search.infos.hit(&passage, &[])?;
        let sentence = crate::search::facts::sentence(&passage.text, stated.fact.span);
        let title = hit.case.as_ref().map_or(&hit.notice.title, |case| &case.title);
        let around = bigrams(&format!("{} {title}", &passage.text[sentence.range()]));
        let (mine, theirs) = (next_to(&self.text, ours.span), next_to(&passage.text, stated.fact.span));
        let of_sentence = share(&self.whole, &around);
        let nearness = if mine.is_empty() { of_sentence } else { (of_sentence + share(&mine, &theirs)) / 2.0 };
        let there = self.named.has(&hit);
        Ok(Some(Candidate { stated, nearness, there }))
    }

    /// What the corpus says of the figure `ours`.
    fn judge(&mut self, ours: &Fact) -> Result<Claim> {
        let value = ours.value.unwrap_or_default();
        let (mut equal, mut others): (Vec<Candidate>, Vec<Candidate>) = Default::default();
        for stated in self.search.stated(ours, value, value)? {
            if same_value(ours, &stated.fact) {
                equal.extend(self.candidate(ours, stated)?);
            }
        }
        for stated in self.likely.clone() {
            let comparable = stated.fact.kind == ours.kind && same_thing(ours, &stated.fact);
            if comparable && !same_value(ours, &stated.fact) {
                others.extend(self.candidate(ours, stated)?);
            }
        }
        let nearest = |list: &mut Vec<Candidate>| {
            list.sort_by(|a, b| b.there.cmp(&a.there).then(b.nearness.total_cmp(&a.nearness)));
        };
        nearest(&mut equal);
        nearest(&mut others);
        let other = others.into_iter().next().filter(|other| other.nearness >= SAME && other.there);
        let nearness = |candidate: &Option<Candidate>| candidate.as_ref().map_or(0.0, |found| found.nearness);
        let of_other = nearness(&other);
        // Where the value stands with another bound only, the bound differs.
        let at = equal.iter().position(|found| found.there && same_bound(ours, &found.stated.fact));
        let at = at.or_else(|| (!equal.is_empty()).then_some(0));
        let best = at.map(|at| equal.swap_remove(at));
        let Some(best) = best else {
            return match other {
                Some(other) => self.claim(Verdict::Differs, ours, &other, None),
                None => Ok(unfound(ours)),
            };
        };
        let rivalled = of_other > best.nearness + NEARER && best.nearness < MEANT;
        if !best.there {
            // What is said of another place is elsewhere, unless this place has another value for just that.
            return match other {
                Some(other) if of_other > best.nearness + NEARER => self.claim(Verdict::Differs, ours, &other, None),
                _ => {
                    let note = remark("原文说的是别的案例或地方", "the corpus says it of another case or place");
                    self.claim(Verdict::Elsewhere, ours, &best, Some(note))
                }
            };
        }
        if let (true, Some(other)) = (rivalled, &other) {
            return self.claim(Verdict::Differs, ours, other, None);
        }
        let theirs = &best.stated.fact;
        if !same_bound(ours, theirs) {
            let note = Hint::new(
                format!("数值相同，限定不同：原文作 {}", theirs.text),
                format!("the value is the same, its bound is another: the corpus has {}", theirs.text),
            );
            return self.claim(Verdict::Differs, ours, &best, Some(note));
        }
        let plain = |text: &str| fold(text).chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let literal = plain(&theirs.text).contains(&plain(&ours.text));
        let note = (ours.bound != theirs.bound).then(|| bounded(theirs));
        self.claim(if literal { Verdict::Stands } else { Verdict::Equal }, ours, &best, note)
    }

    /// What another version of the notice says in the place of the figure `fact`.
    fn other_version(&mut self, passage: &PassageRecord, fact: &Fact) -> Result<Option<Hint>> {
        let start = passage.text[..fact.span.start].chars().count();
        let end = start + passage.text[fact.span.range()].chars().count();
        let hit = self.search.infos.hit(passage, &[CharSpan::new(start as u32, end as u32)])?;
        let notice = self.search.infos.notice(passage.notice)?;
        let other = Versions::new(self.search.engine).otherwise(&notice, &hit)?.into_iter().next();
        Ok(other.map(|other| {
            let (file, said) = (&other.file, &other.wording);
            Hint::new(format!("另一版本作“{said}”：{file}"), format!("another version reads “{said}”: {file}"))
        }))
    }

    fn claim(&mut self, verdict: Verdict, ours: &Fact, found: &Candidate, remark: Option<Hint>) -> Result<Claim> {
        let passage = self.search.passage_of(&found.stated)?;
        let remark = match (&remark, verdict, &passage) {
            (None, Verdict::Stands | Verdict::Equal, Some(passage)) => {
                self.other_version(passage, &found.stated.fact)?
            }
            _ => remark,
        };
        let nearest = passage.as_ref().map(|passage| {
            let sentence = crate::search::facts::sentence(&passage.text, found.stated.fact.span);
            passage.text[sentence.range()].to_owned()
        });
        Ok(Claim {
            verdict,
            text: ours.text.clone(),
            place: Span::new(0, 0),
            passage: passage.map(|passage| passage.id),
            citation: None,
            nearest: nearest.filter(|_| verdict != Verdict::Stands),
            remark,
        })
    }
}

fn unfound(ours: &Fact) -> Claim {
    Claim {
        verdict: Verdict::NotFound,
        text: ours.text.clone(),
        place: Span::<Drafted>::new(0, 0),
        passage: None,
        citation: None,
        nearest: None,
        remark: None,
    }
}

/// The pairs of Chinese characters of a text, folded.
fn bigrams(text: &str) -> HashSet<String> {
    let folded: Vec<char> = fold(text).chars().collect();
    folded.windows(2).filter(|pair| pair.iter().all(|&c| is_han(c))).map(|pair| pair.iter().collect()).collect()
}

/// The pairs of characters next to `span`, up to the figures and marks around it.
fn next_to(text: &str, span: Span<Local>) -> HashSet<String> {
    let reaches = |c: &char| (is_han(*c) || c.is_ascii_alphabetic()) && !Pauses::CLAUSE.has(*c);
    let mut before: Vec<char> = text[..span.start].chars().rev().take_while(reaches).take(NEXT_TO).collect();
    before.reverse();
    let after: String = text[span.end..].chars().take_while(reaches).take(NEXT_TO / 2).collect();
    let mut out = bigrams(&before.iter().collect::<String>());
    out.extend(bigrams(&after));
    out
}

/// The share of `ours` that `theirs` has.
fn share(ours: &HashSet<String>, theirs: &HashSet<String>) -> f64 {
    if ours.is_empty() {
        return 0.0;
    }
    ours.intersection(theirs).count() as f64 / ours.len() as f64
}
