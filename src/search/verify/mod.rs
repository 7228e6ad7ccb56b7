//! Does a quotation or a figure stand in the corpus, word for word?
//!
//! Compared is what counts in a quotation (see [`stream`]): folded characters, quotation marks in one form, blanks and
//! line breaks left out, readings in brackets read both ways. A quotation may run over several passages, and an
//! ellipsis in it stands for anything left out within one case. What does not stand is answered with the nearest
//! wording (see [`align`]), found among the passages that share the quotation's rarest bigrams, so that the answer does
//! not take longer in a larger corpus.

mod align;
mod candidates;
mod difference;
mod draft;
mod stream;
mod value;

pub use self::draft::MAX_DRAFT;

use std::collections::HashSet;

use self::align::Step;
use self::candidates::{Shelf, Stretch};
use self::difference::{changes, figures};
use self::stream::{QuoteChar, TextChar};
use super::collect;
use super::engine::Engine;
use super::infos::Infos;
use super::versions::Versions;
use crate::api::versions::Otherwise;
use crate::api::{Budget, Hint, NearWording, Piece, QuotePlace, Scope, Verification, Within};
use crate::cite::{Reference, Style};
use crate::error::{BadQuote, Error, Result};
use crate::index::{PassageRecord, key};
use crate::query::{self, ast::Node};
use crate::text::{CharSpan, Status, is_invisible};

/// The longest quotation that is taken, in characters.
pub const MAX_QUOTE: usize = 20_000;

/// Characters of a string that is looked up as a whole.
const ANCHOR: usize = 8;
/// Characters of a unit, at most: a number that far from an edge of the quotation may be cut there.
const EDGE: usize = 8;
/// Such strings of a longer quotation, all of which a passage must have to be read.
const ANCHORS: usize = 6;
/// Passages that are read for places, at most.
const READ: usize = 20_000;
/// Passages that are looked at for what is near.
const LIKELY: usize = 48;
/// The same for quotations longer than [`LONG`], which take more time each.
const LIKELY_LONG: usize = 8;
const LONG: usize = 2000;
/// Quotations from this length on are compared across the bounds of passages when what is near is looked for.
const ACROSS: usize = 30;
/// The greatest distance that is still near, in edits.
const MOST_EDITS: usize = 400;
/// Near wordings that are reported.
const NEAREST: usize = 3;
/// Notices whose other versions are looked at, and what these say otherwise that is remarked on.
const VERSIONS: usize = 50;
const REMARKED: usize = 8;
/// Places of each part of a quotation with an ellipsis that are tried.
const PART_PLACES: usize = 500;

/// A stretch of the corpus where a quotation stands: characters `start..end` among those that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Spot {
    stretch: Stretch,
    start: usize,
    end: usize,
}

impl Engine {
    /// Looks for `quote` in every passage of every role; at most `limit` places are returned.
    ///
    /// # Errors
    ///
    /// [`Error::BadQuote`] when there is nothing to compare, or too much; [`Error::Damaged`] and [`Error::Engine`] when
    /// the index cannot be read.
    pub fn verify(&self, quote: &str, limit: usize, budget: &Budget) -> Result<Verification> {
        if quote.chars().count() > MAX_QUOTE {
            return Err(Error::BadQuote(BadQuote::Long { limit: MAX_QUOTE }));
        }
        if !quote.chars().any(char::is_alphanumeric) {
            let blank = quote.chars().all(|c| stream::counted(c).is_none());
            return Err(Error::BadQuote(if blank { BadQuote::Empty } else { BadQuote::Punctuation }));
        }
        let mut search = Search::of(self, budget);
        let mut out = Verification { quote: quote.to_owned(), complete: true, ..Verification::default() };
        if quote.chars().any(is_invisible) {
            out.remarks.push(remark("引文里有看不见的字符，未计入比较", "characters that are not seen were left out"));
        }
        search.whole(quote, (0, quote.len()), limit, &mut out)?;
        if !out.stands
            && let Some(inner) = unquoted(quote)
        {
            search.whole(quote, inner, limit, &mut out)?;
            if out.stands {
                out.remarks.push(remark("引文外面的引号未计入比较", "the quotation marks around it were left out"));
            }
        }
        for other in query::variants(quote).into_iter().filter(|other| other != quote) {
            // A document's number, in whatever brackets its year stands.
            if !out.stands {
                search.whole(&other, (0, other.len()), limit, &mut out)?;
            }
        }
        if !out.stands
            && let Some(other) = value::bare_number(quote)
        {
            search.whole(&other, (0, other.len()), limit, &mut out)?;
            if out.stands {
                out.equal = true;
                out.remarks.push(value::written(quote.trim(), &other));
            }
        }
        // Quotation marks around the whole are no part of what stands between ellipses.
        let inner = unquoted(quote).unwrap_or((0, quote.len()));
        let parts: Vec<(usize, usize)> = stream::between_ellipses(&quote[inner.0..inner.1])
            .into_iter()
            .map(|(start, end)| (start + inner.0, end + inner.0))
            .collect();
        let mut sought = inner;
        if !out.stands && !parts.is_empty() && parts != [inner] {
            match search.elided(quote, &parts, limit, &mut out)? {
                Some(part) => sought = part,
                None if out.stands => {}
                None => return Ok(out),
            }
        }
        if out.stands {
            out.remark_on_places(quote);
            out.remarks.extend(value::bounds(quote, &out.places));
        } else if let Some(figure) = value::figure_of(quote) {
            search.by_value(&figure, limit, &mut out)?;
        } else if search.by_other_forms(quote, limit, &mut out)? {
            out.remarks.extend(value::bounds(quote, &out.places));
        } else {
            out.nearest = search.nearest(quote, sought)?;
            let equal = out
                .nearest
                .iter()
                .enumerate()
                .find_map(|(at, near)| value::only_written_otherwise(quote, near).map(|remarks| (at, remarks)));
            match equal {
                Some((at, remarks)) => {
                    (out.stands, out.equal) = (true, true);
                    out.total = 1;
                    out.places.push(out.nearest.swap_remove(at).place);
                    out.nearest.clear();
                    out.remarks.extend(remarks);
                }
                None => {
                    search.where_figures_stand(quote, &mut out)?;
                    if out.nearest.is_empty() {
                        out.remarks.extend(self.said_instead(quote, budget)?);
                    }
                }
            }
        }
        if out.stands {
            search.otherwise(&mut out)?;
        } else {
            if let Some(longer) = search.longer.take() {
                out.remarks.push(Hint::new(
                    format!("只是一个更长的数的一部分：{longer}"),
                    format!("it stands only inside a longer figure: {longer}"),
                ));
            }
        }
        Ok(out)
    }
}

/// The part of `quote` within the quotation marks around it.
fn unquoted(quote: &str) -> Option<(usize, usize)> {
    let inner = quote.trim();
    let mut chars = inner.chars();
    let (first, last) = (chars.next()?, chars.next_back()?);
    let pair = matches!(
        (first, last),
        ('“', '”') | ('"', '"') | ('＂', '＂') | ('「', '」') | ('『', '』') | ('‘', '’') | ('\'', '\'')
    );
    let start = quote.len() - quote.trim_start().len() + first.len_utf8();
    let end = quote.trim_end().len() - last.len_utf8();
    (pair && start < end).then_some((start, end))
}

fn remark(zh: &str, en: &str) -> Hint {
    Hint::new(zh, en)
}

struct Search<'e> {
    engine: &'e Engine,
    shelf: Shelf<'e>,
    infos: Infos<'e>,
    budget: Budget,
    /// A figure of the corpus of which the quotation has only a part, where that was passed over.
    longer: Option<String>,
}

impl<'e> Search<'e> {
    fn of(engine: &'e Engine, budget: &Budget) -> Search<'e> {
        let (shelf, infos) = (Shelf::new(engine.index()), Infos::new(engine.index()));
        Search { engine, shelf, infos, budget: budget.clone(), longer: None }
    }
}

impl Search<'_> {
    /// Looks for the bytes `part` of `quote` as they stand, with readings in brackets and without.
    fn whole(&mut self, quote: &str, part: (usize, usize), limit: usize, out: &mut Verification) -> Result<()> {
        for bare in [false, true] {
            let Some(chars) = stream::quote_chars(quote, part.0, part.1, bare) else { continue };
            let (spots, total, complete) = self.spots(&chars, limit)?;
            if total == 0 {
                continue;
            }
            out.stands = true;
            out.total += total;
            out.complete &= complete;
            let room = limit.saturating_sub(out.places.len());
            for spot in spots.into_iter().take(room) {
                let place = self.quote_place(&[spot])?;
                out.places.push(place);
            }
            if bare {
                out.remarks.push(remark("引文里括注的读音未计入比较", "readings in brackets were left out"));
            }
        }
        Ok(())
    }

    /// Where `quote` stands: the places in the order of the corpus, how many there are, and whether all were found.
    fn spots(&mut self, quote: &[QuoteChar], limit: usize) -> Result<(Vec<Spot>, usize, bool)> {
        let anchors = anchors(quote);
        let plan = {
            let nodes = anchors.iter().map(|anchor| Node::Phrase(anchor.clone())).collect();
            let query = query::Query { root: Some(Node::And(nodes)) };
            query::plan(&query, &self.engine.context_of(Scope::All, Within::Passage, &[], &self.budget))?
        };
        let mut found = self.engine.collect(&plan)?;
        // One string without any tolerance: the index has all its places, so only those shown are read.
        // A number near an edge may go on beyond it, and so may its unit.
        let cuttable =
            |mut chars: &mut dyn Iterator<Item = &QuoteChar>| (&mut chars).take(EDGE).any(|c| stream::of_number(c.c));
        let exact = anchors.len() == 1
            && !cuttable(&mut quote.iter())
            && !cuttable(&mut quote.iter().rev())
            && anchors[0].chars().count() == quote.len()
            && query::variants(&anchors[0]).len() == 1;
        let mut total = 0;
        if exact && !found.is_empty() {
            let addresses: Vec<_> = found.iter().map(|found| found.address).collect();
            let searcher = self.engine.index().searcher();
            collect::each_marks(searcher, &plan.matcher, &addresses, |_, marks| total += marks.len())?;
        }
        collect::sort_by_place(self.engine.index(), &mut found)?;
        let most = if exact { limit.min(READ) } else { READ };
        let complete = exact || found.len() <= READ;
        let mut spots: HashSet<Spot> = HashSet::new();
        for found in found.iter().take(most) {
            if exact && spots.len() >= limit {
                break;
            }
            self.budget.check()?;
            let place = self.shelf.take(found.address)?;
            self.scan(quote, Stretch { first: place, count: 1 }, &mut spots);
        }
        if !exact || found.is_empty() {
            let folded: Vec<char> = quote.iter().map(|c| c.c).collect();
            let most = if quote.len() > LONG { LIKELY_LONG } else { LIKELY };
            let mut done: HashSet<Stretch> = HashSet::new();
            for address in candidates::likely(self.engine.index(), &folded, most)? {
                let place = self.shelf.take(address)?;
                let stretch = self.shelf.around(place, quote.len())?;
                if done.insert(stretch) {
                    self.scan(quote, stretch, &mut spots);
                }
            }
        }
        let mut spots: Vec<Spot> = spots.into_iter().collect();
        spots.sort_unstable_by_key(|spot| (spot.stretch.first, spot.start));
        let total = total.max(spots.len());
        Ok((spots, total, complete))
    }

    /// The characters that count in `stretch`.
    fn chars(&self, stretch: Stretch) -> Vec<TextChar> {
        stream::text_chars(self.shelf.passages(stretch).map(|passage| passage.text.as_str()))
    }

    /// The numbers in `stretch`, whose characters that count are `text`.
    fn numbers(&self, stretch: Stretch, text: &[TextChar]) -> stream::Numbers {
        stream::Numbers::of(self.shelf.passages(stretch).map(|passage| passage.text.as_str()), text)
    }

    fn scan(&mut self, quote: &[QuoteChar], stretch: Stretch, spots: &mut HashSet<Spot>) {
        let text = self.chars(stretch);
        let found = stream::occurrences(quote, &text);
        if found.is_empty() {
            return;
        }
        let numbers = self.numbers(stretch, &text);
        for start in found {
            let end = start + quote.len();
            // 3億元 is no quotation of 1.33億元.
            let (first, last) = numbers.whole(start, end);
            if (first, last) == (start, end) {
                spots.insert(self.spot(stretch, &text, start, end));
            } else if self.longer.is_none() {
                // As the corpus writes it; a number does not run over passages, what is quoted around it may.
                let of_last = text[first..last].iter().filter(|c| c.passage == text[last - 1].passage);
                let bytes = of_last.clone().map(|c| c.start).min().unwrap_or(0)..text[last - 1].end;
                let passage = self.shelf.passages(stretch).nth(text[last - 1].passage);
                self.longer = passage.and_then(|passage| passage.text.get(bytes)).map(str::to_owned);
            }
        }
    }

    /// The characters `start..end` of `stretch`, with the passages around them left out, so that one place has one name.
    fn spot(&self, stretch: Stretch, text: &[TextChar], start: usize, end: usize) -> Spot {
        let (first, last) = (text[start].passage, text[end - 1].passage);
        let before = text.partition_point(|c| c.passage < first);
        let narrow = Stretch { first: stretch.first + first as u64, count: (last - first + 1) as u64 };
        Spot { stretch: narrow, start: start - before, end: end - before }
    }

    /// What stands at `spots`, a hit a passage.
    fn quote_place(&mut self, spots: &[Spot]) -> Result<QuotePlace> {
        let mut pieces = Vec::new();
        for spot in spots {
            let text = self.chars(spot.stretch);
            let passages: Vec<PassageRecord> = self.shelf.passages(spot.stretch).cloned().collect();
            for of_passage in text[spot.start..spot.end].chunk_by(|a, b| a.passage == b.passage) {
                let (Some(first), Some(last)) = (of_passage.first(), of_passage.last()) else { continue };
                let span = CharSpan::new(first.index as u32, last.index as u32 + 1);
                pieces.push(self.infos.hit(&passages[first.passage], &[span])?);
            }
        }
        let citation = pieces.first().map_or_else(String::new, |hit| Reference::of_hit(hit).cite(Style::Gbt2015));
        Ok(QuotePlace::new(pieces, citation))
    }

    /// Looks for `parts` of `quote` in this order within one case. Returns the first part that stands nowhere.
    fn elided(
        &mut self,
        quote: &str,
        parts: &[(usize, usize)],
        limit: usize,
        out: &mut Verification,
    ) -> Result<Option<(usize, usize)>> {
        let mut chains: Vec<Vec<Spot>> = Vec::new();
        for (index, &(start, end)) in parts.iter().enumerate() {
            let mut spots = Vec::new();
            for bare in [false, true] {
                if let Some(chars) = stream::quote_chars(quote, start, end, bare) {
                    spots.extend(self.spots(&chars, PART_PLACES)?.0);
                }
            }
            spots.sort_unstable_by_key(|spot| (spot.stretch.first, spot.start));
            if spots.is_empty() {
                let (nth, part) = (index + 1, &quote[start..end]);
                out.remarks.push(Hint::new(
                    format!("省略号之间的第 {nth} 部分没有出现：{part}"),
                    format!("part {nth} between the ellipses does not stand: {part}"),
                ));
                return Ok(Some((start, end)));
            }
            if index == 0 {
                chains = spots.into_iter().map(|spot| vec![spot]).collect();
                continue;
            }
            let mut longer = Vec::new();
            for mut chain in chains {
                let Some(&last) = chain.last() else { continue };
                let mut next = None;
                for &spot in spots.iter().filter(|spot| follows(last, **spot)) {
                    if self.owner(last)? == self.owner(spot)? {
                        next = Some(spot);
                        break;
                    }
                }
                if let Some(next) = next {
                    chain.push(next);
                    longer.push(chain);
                }
            }
            chains = longer;
        }
        if chains.is_empty() {
            out.remarks.push(remark(
                "各部分都有，但不在同一案例里，或次序不同",
                "every part stands somewhere, but not in this order in one case",
            ));
            return Ok(None);
        }
        out.stands = true;
        out.total = chains.len();
        for chain in chains.iter().take(limit) {
            let place = self.quote_place(chain)?;
            out.places.push(place);
        }
        out.remarks.push(remark(
            "省略号代表同一案例里略去的文字",
            "the ellipsis was taken for words left out within one case",
        ));
        Ok(None)
    }

    /// What other versions of the notices say in the places that are shown.
    fn otherwise(&mut self, out: &mut Verification) -> Result<()> {
        let mut versions = Versions::new(self.engine);
        let mut looked_at: HashSet<u64> = HashSet::new();
        for Piece { hit, .. } in out.places.iter().flat_map(|place| &place.pieces) {
            let notice = key(&hit.notice.id);
            if !looked_at.contains(&notice) && looked_at.len() == VERSIONS {
                break;
            }
            looked_at.insert(notice);
            for found in versions.otherwise(&*self.infos.notice(notice)?, hit)? {
                let same = |known: &Otherwise| (&known.id, &known.wording) == (&found.id, &found.wording);
                if !out.otherwise.iter().any(same) {
                    out.otherwise.push(found);
                }
            }
        }
        out.remarks.extend(out.otherwise.iter().take(REMARKED).map(|other| {
            let place = format!("{} ({})", other.there.as_ref().unwrap_or(&other.id), other.file);
            let (zh, en) = match other.wording.as_str() {
                "" => (format!("另一版本没有这段文字：{place}"), format!("another version does not have it: {place}")),
                said => (format!("另一版本作“{said}”：{place}"), format!("another version reads “{said}”: {place}")),
            };
            Hint::new(zh, en)
        }));
        Ok(())
    }

    /// The case that a place belongs to, or the notice outside the cases.
    fn owner(&mut self, spot: Spot) -> Result<Option<u64>> {
        Ok(self.shelf.passage(spot.stretch.first)?.map(|passage| passage.case.unwrap_or(passage.notice)))
    }

    /// What is nearest to the bytes `part` of `quote`.
    fn nearest(&mut self, quote: &str, part: (usize, usize)) -> Result<Vec<NearWording>> {
        // Readings in brackets would only be differences; they are left out where there are any.
        let Some(chars) = stream::quote_chars(quote, part.0, part.1, true)
            .or_else(|| stream::quote_chars(quote, part.0, part.1, false))
        else {
            return Ok(Vec::new());
        };
        let pattern: Vec<char> = chars.iter().map(|c| c.c).collect();
        if pattern.len() < 3 {
            return Ok(Vec::new());
        }
        let across = pattern.len() >= ACROSS || chars.iter().any(|c| c.after_break);
        let mut bound = (pattern.len() * 2 / 5).clamp(1, MOST_EDITS);
        let most = if pattern.len() > LONG { LIKELY_LONG } else { LIKELY };
        let mut found: Vec<(usize, usize, Spot, Vec<Step>)> = Vec::new();
        let mut wordings: HashSet<Vec<char>> = HashSet::new();
        for (rank, address) in candidates::likely(self.engine.index(), &pattern, most)?.into_iter().enumerate() {
            self.budget.check()?;
            let place = self.shelf.take(address)?;
            let stretch =
                if across { self.shelf.around(place, pattern.len())? } else { Stretch { first: place, count: 1 } };
            let text = self.chars(stretch);
            let folded: Vec<char> = text.iter().map(|c| c.c).collect();
            let Some(near) = align::nearest(&pattern, &folded, bound) else { continue };
            let mut distance = near.distance;
            let (std::ops::Range { start, end }, mut steps) = align::plainest(&pattern, &folded, near);
            let (first, last) = self.numbers(stretch, &text).whole(start, end);
            let (start, end) = match distance {
                // What stands but for the rest of a number is near by what is missing of it.
                0 => {
                    distance = start - first + last - end;
                    steps.splice(0..0, std::iter::repeat_n(Step::Missing, start - first));
                    steps.extend(std::iter::repeat_n(Step::Missing, last - end));
                    (first, last)
                }
                _ => (start, end),
            };
            if start >= end || !wordings.insert(folded[start..end].to_vec()) {
                continue;
            }
            found.push((distance, rank, self.spot(stretch, &text, start, end), steps));
            found.sort_by_key(|&(distance, rank, ..)| (distance, rank));
            found.truncate(NEAREST);
            if found.len() == NEAREST {
                bound = bound.min(found[NEAREST - 1].0);
            }
        }
        let mut out = Vec::new();
        for (distance, _, spot, steps) in found {
            let text = self.chars(spot.stretch);
            let text = &text[spot.start..spot.end];
            let place = self.quote_place(&[spot])?;
            let changes = changes(&chars, text, &steps);
            let figures = figures(quote, &place, &changes);
            let changes = changes.iter().map(|run| run.told(quote, &place)).collect();
            out.push(NearWording { distance, place, changes, figures });
        }
        Ok(out)
    }
}

/// Whether `next` comes after `last`.
fn follows(last: Spot, next: Spot) -> bool {
    let end = last.stretch.first + last.stretch.count - 1;
    next.stretch.first > end || (next.stretch.first == end && last.stretch.count == 1 && next.start >= last.end)
}

/// Strings of `quote`, each of at most [`ANCHOR`] characters, that every passage with the whole of it has: characters
/// in a row, without quotation marks and blanks, whose form and place differ.
fn anchors(quote: &[QuoteChar]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut open = false;
    for c in quote {
        if stream::is_mark(c.c) {
            open = false;
            continue;
        }
        match all.last_mut() {
            Some(last) if open && !c.after_blank && last.chars().count() < ANCHOR => last.push(c.c),
            _ => all.push(c.c.to_string()),
        }
        open = true;
    }
    if all.len() > ANCHORS {
        // The longest say most.
        all.sort_by_key(|anchor| std::cmp::Reverse(anchor.chars().count()));
        all.truncate(ANCHORS);
    }
    all
}

impl Verification {
    /// Says in what the corpus differs from the quotation without differing in its characters.
    fn remark_on_places(&mut self, quote: &str) {
        let several = self.places.iter().any(|place| place.pieces.len() > 1);
        let elided =
            self.places.iter().all(|place| place.pieces.len() > 1) && stream::between_ellipses(quote).len() > 1;
        if several && !elided {
            self.remarks.push(remark("引文跨越几个段落", "the quotation runs over several passages"));
        }
        let blanks = |text: &str| text.chars().filter(|c| c.is_whitespace()).count();
        let quoted = blanks(quote.trim());
        let differ = self.places.iter().any(|place| {
            let between = place.pieces.len().saturating_sub(1);
            let within: usize = place.pieces.iter().map(|piece| blanks(&piece.wording)).sum();
            within != quoted && (within + between != quoted)
        });
        if differ && !elided {
            self.remarks.push(remark("空格或换行与原文不同", "blanks or line breaks differ from the corpus"));
        }
        match self.places.iter().filter_map(|place| place.rests_on).max() {
            Some(Status::Suggested) => self.remarks.push(remark(
                "引文所在之处经过修复，其中有推测的修复，引用前请核对原件",
                "the wording rests on a repair that is only suggested; compare the original before citing",
            )),
            Some(Status::Proven) => self.remarks.push(remark(
                "引文所在之处经过修复；修复已由重演损坏过程证实",
                "the wording rests on a repair, proven by damaging it again",
            )),
            None => {}
        }
    }
}
