//! Lost characters and what may stand in their place: the best reading of a stretch of text of which some bytes are
//! unknown, by the dictionary and by the rest of the page.
//!
//! A stretch is read as a sequence of words; the score of a reading is the sum of the logarithms of the words' shares
//! (a unigram model, the one that jieba cuts by). All readings are compared at once (Viterbi, forwards and backwards),
//! so that each lost character comes with its margin: how far the best reading with another character falls behind.

use std::sync::OnceLock;

use super::class::{is_common, is_converted, is_simplified};
use super::damage::{narrow, widen};
use super::gbk::{self, Zone};
use super::grammar::{
    Item, closed, closer, governs, in_brackets, innermost, is_conjunction, is_counted, is_function, is_mark,
    is_numeral, is_suffix, item, refers_back,
};
use super::page_model::{Elsewhere, Page};
use super::prefix::{First, first};
use super::weights::{Feature, Weights};
use crate::analyze::Prefix;
use crate::text::sentence::Pauses;
use crate::text::{fold_char, is_ideograph};

/// One place of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// What stands there.
    Known(char),
    /// What one reading of the bytes has there and another one has not: it is weighed as if it had been lost.
    Told(char),
    /// A pair whose lead byte is lost.
    Lead {
        /// The byte that is known.
        trail: u8,
        /// Whether a reading was injected between the two bytes, so that the character may have none of its own.
        torn: bool,
        /// Where the lead byte was the second one of a private-use character that is gone: its zone.
        gone: Option<Zone>,
    },
    /// A pair whose trail byte is lost.
    Trail {
        /// The byte that is known.
        lead: u8,
        /// As with [`Slot::Lead`].
        torn: bool,
        /// Where the trail byte was the first one of a private-use character that is gone: its zone.
        gone: Option<Zone>,
    },
    /// A character of which both bytes are lost.
    Any,
    /// An ASCII character that no trail byte can be.
    Ascii,
    /// What is shown there, which another reading will decide.
    Open(char),
}

impl Slot {
    /// The character, where one is known.
    pub(super) fn shown(self) -> Option<char> {
        if let Slot::Known(c) | Slot::Told(c) = self { Some(c) } else { None }
    }

    /// Whether a byte of it went with a private-use character.
    pub(super) fn is_gone(self) -> bool {
        matches!(self, Slot::Lead { gone: Some(_), .. } | Slot::Trail { gone: Some(_), .. })
    }

    /// Whether the byte that is lost can have been that of `pair`.
    fn allows(self, pair: Option<[u8; 2]>) -> bool {
        match (self, pair) {
            (Slot::Lead { gone: Some(zone), .. }, Some([lead, _])) => zone.ends(lead),
            (Slot::Trail { gone: Some(zone), .. }, Some([_, trail])) => zone.begins(trail),
            _ => true,
        }
    }
}

/// The best reading of a stretch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// One character for each slot.
    pub chars: Vec<char>,
    /// The logarithm of its probability, up to what all readings share.
    pub score: f32,
    /// The smallest margin of all lost characters; infinite when none is lost.
    pub margin: f32,
    /// Whether each lost character is part of a word of the dictionary, or stands between the same neighbours elsewhere
    /// in the page. A character that merely could stand there, were it the likeliest, is not known.
    pub firm: bool,
    /// The smallest margin of the characters whose bytes went with private-use characters, where there are any, and all
    /// ideographs are firm.
    pub borne_out: Option<f32>,
}

/// What else is known of the place where a stretch stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Around {
    /// The brackets and quotation marks that are open where the stretch begins.
    pub unclosed: Vec<char>,
    /// Whether the same damage stands in the page again with the same neighbours: a word recurs so, two sentences that
    /// end and begin alike hardly do.
    pub recurs: bool,
    /// Whether the line is an entry of a list by date, such as the history of a law, and no sentence.
    pub entry: bool,
}

/// The score of a character that no word has.
const UNHEARD: f32 = -21.0;
/// The score of a character of running text, on the average.
const AVERAGE: f32 = -5.5;
/// The longest word that is looked for, in characters.
const LONGEST: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Candidate {
    character: char,
    folded: char,
    /// Where the words are that begin with it, and its share as a word of its own.
    first: First,
}

impl Candidate {
    fn new(character: char) -> Self {
        let folded = fold_char(character);
        let first = if is_ideograph(character) { first(folded) } else { First::default() };
        Candidate { character, folded, first }
    }
}

const NOTHING: Candidate = Candidate { character: '\0', folded: '\0', first: First { prefix: None, share: None } };

/// The characters that can stand in a running text, by the byte that is known of them.
fn candidates(slot: Slot) -> &'static [Candidate] {
    static BY_TRAIL: [OnceLock<Vec<Candidate>>; 256] = [const { OnceLock::new() }; 256];
    static BY_LEAD: [OnceLock<Vec<Candidate>>; 256] = [const { OnceLock::new() }; 256];
    let usable = |c: Option<char>| {
        let candidate = Candidate::new(c?);
        (candidate.first.prefix.is_some() || is_mark(candidate.character)).then_some(candidate)
    };
    match slot {
        Slot::Lead { trail, .. } => BY_TRAIL[usize::from(trail)]
            .get_or_init(|| sorted((0x81..=0xFE).filter_map(|lead| usable(gbk::decode(lead, trail))))),
        Slot::Trail { lead, .. } => BY_LEAD[usize::from(lead)]
            // Below 0x81 the byte would have been shown.
            .get_or_init(|| sorted((0x81..=0xFE).filter_map(|trail| usable(gbk::decode(lead, trail))))),
        Slot::Known(_) | Slot::Told(_) | Slot::Any | Slot::Ascii | Slot::Open(_) => &[],
    }
}

/// What may stand where nothing is known: what stands between the same neighbours elsewhere, a mark, or one of the
/// characters that stand everywhere.
fn anything(elsewhere: &[Elsewhere]) -> Vec<Candidate> {
    let mut out: Vec<char> = elsewhere.iter().map(|other| other.character).collect();
    out.extend("。、，；：（）“”《》的自在於于從至到和與及為是由對將".chars());
    out.sort_unstable();
    out.dedup();
    sorted(out.into_iter().map(Candidate::new))
}

/// By what the dictionary is asked for.
fn sorted(candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = candidates.collect();
    out.sort_unstable_by_key(|candidate| candidate.folded);
    out
}

/// An edge of the lattice: a word, or a character that is no word.
struct Edge {
    from: usize,
    to: usize,
    score: f32,
    choices: Choices,
}

/// For each lost character of a word the slot and the candidate, by number.
#[derive(Debug, Clone, Copy, Default)]
struct Choices {
    list: [(u16, u16); LONGEST],
    count: u8,
}

impl Choices {
    fn with(mut self, slot: usize, candidate: usize) -> Self {
        self.list[usize::from(self.count)] = (slot as u16, candidate as u16);
        self.count += 1;
        self
    }

    fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        self.list[..usize::from(self.count)].iter().map(|&(slot, i)| (usize::from(slot), usize::from(i)))
    }
}

/// What may stand in the place of something lost.
#[derive(Debug, Clone, Copy)]
struct Choice {
    candidate: Candidate,
    /// What the page and the place say of it.
    bonus: f32,
    /// What they say beyond that of the character as a word of its own.
    alone: f32,
    /// Whether it stands between the same neighbours elsewhere.
    firm: bool,
}

/// A stretch as it is read.
struct Lattice<'s> {
    slots: &'s [Slot],
    folded: Vec<char>,
    firsts: Vec<First>,
    /// For each slot its candidates; empty where it is known.
    open: Vec<Vec<Choice>>,
    edges: Vec<Edge>,
    page: &'s Page<'s>,
}

/// The best reading of `slots`, of which the first and last few should be known text. `None` when a lost character has
/// no candidate. `barred` are characters that cannot stand in the place with that number.
pub(super) fn read(
    slots: &[Slot],
    page: &Page<'_>,
    around: &Around,
    weights: &Weights,
    mut barred: impl FnMut(usize, char) -> bool,
) -> Option<Reading> {
    let mut open: Vec<Vec<Choice>> = Vec::with_capacity(slots.len());
    for (at, &slot) in slots.iter().enumerate() {
        open.push(match slot {
            Slot::Known(_) | Slot::Open(_) => Vec::new(),
            Slot::Ascii => ascii(slots, at, page, weights),
            Slot::Told(_) | Slot::Lead { .. } | Slot::Trail { .. } | Slot::Any => {
                lost(slots, at, page, around, weights, &mut barred)
            }
        });
        if !matches!(slot, Slot::Known(_) | Slot::Open(_)) && open[at].is_empty() {
            return None;
        }
    }
    let known = slots.iter().map(|slot| if let Slot::Known(c) = slot { Candidate::new(*c) } else { NOTHING });
    let (folded, firsts) = known.map(|candidate| (candidate.folded, candidate.first)).unzip();
    let edges = Vec::with_capacity(slots.len() * 4);
    let mut lattice = Lattice { slots, folded, firsts, open, edges, page };
    for from in 0..slots.len() {
        lattice.begin(from);
    }
    lattice.best()
}

/// What may stand in the place of a lost byte pair, and what the page says of it.
fn lost(
    slots: &[Slot],
    at: usize,
    page: &Page<'_>,
    around: &Around,
    weights: &Weights,
    barred: &mut impl FnMut(usize, char) -> bool,
) -> Vec<Choice> {
    let known = |slot: &Slot| slot.shown().map(narrow);
    let mut left: Vec<char> = slots[..at].iter().rev().map_while(known).take(3).collect();
    left.reverse();
    let mut right: Vec<char> = slots[at + 1..].iter().map_while(known).take(8).collect();
    let mut closes = closed(&right);
    let mut ends_line = false;
    if slots.get(at + 1) == Some(&Slot::Ascii) {
        let rest: Vec<char> = slots[at + 2..].iter().map_while(known).take(8).collect();
        // A blank begins lines here, if lines begin with blanks.
        let begins = |c: char| matches!(c, '\n' | '\r') || c.is_whitespace() && page.is_indented_by(c);
        if rest.first().is_none_or(|&c| begins(c)) {
            ends_line = true;
            right = rest;
            right.insert(0, '\n');
        } else {
            closes = closed(&rest);
        }
    }
    let elsewhere = page.between(&left, &right[..right.len().min(5)], |c| match slots[at] {
        Slot::Lead { trail, .. } => widest(c).is_some_and(|pair| pair[1] == trail),
        Slot::Trail { lead, .. } => widest(c).is_some_and(|pair| pair[0] == lead),
        Slot::Told(told) => c == narrow(told),
        _ => c != '?' && c != '\n',
    });
    let any;
    let candidates = match slots[at] {
        Slot::Any => {
            any = anything(&elsewhere);
            &any
        }
        Slot::Told(c) => {
            any = vec![Candidate::new(c)];
            &any
        }
        slot => candidates(slot),
    };
    let item = if ends_line { item(&right) } else { None };
    let ends_here = right.first().is_some_and(|&c| Pauses::CLAUSE.has(c));
    let traditional = page.is_traditional();
    let recurs = around.recurs;
    let told = matches!(slots[at], Slot::Told(_));
    let open = around.unclosed.iter().copied().chain(slots[..at].iter().filter_map(known));
    let open = innermost(open);
    let of = |feature| weights.of(feature);
    candidates
        .iter()
        .filter(|candidate| slots[at].allows(gbk::encode(candidate.character)))
        .filter(|candidate| !barred(at, candidate.character))
        .map(|&candidate| {
            let c = candidate.character;
            let shown = narrow(c);
            let place = elsewhere.iter().find(|other| other.character == shown);
            let beside = place.map_or(0.0, |place| place.weight);
            let mut lean = 0.0;
            let lost = if slots[at].is_gone() { Feature::GoneByte } else { Feature::LostByte };
            let mut bonus = weights.when(!told, lost) + of(Feature::Elsewhere) * (1.0 + beside).ln();
            if is_ideograph(c) {
                lean = of(Feature::PageLean) * page.lean(c, candidate.first.share);
                bonus += lean;
                let simplified = is_simplified(c) || is_converted(c) && page.count(c) == 0;
                bonus += weights.when(traditional && simplified, Feature::OtherScript);
                bonus += weights.when(!is_common(c), Feature::RareCharacter);
                // Behind something lost it may well be one.
                let stemless = is_suffix(c) && left.last().map_or(at == 0, |&c| is_function(c));
                bonus += weights.when(stemless, Feature::SuffixWithoutStem);
                bonus += weights.when(c == '省' && right.first() == Some(&'('), Feature::ProvinceBeforeBracket);
                bonus += of(Feature::WordAroundBrackets) * in_brackets(c, &left, &right);
                let joins = is_conjunction(c) && left.last().is_some_and(|&c| governs(c));
                bonus += weights.when(joins, Feature::ConjunctionForObject);
                let numbers = c == '第' && right.first().is_some_and(|&c| is_numeral(c));
                bonus += weights.when(numbers, Feature::OrdinalBeforeNumeral);
                let dated = matches!(right[..], ['0'..='9', _, _, '年', ..] | ['0'..='9', _, _, _, '年', ..]);
                bonus += weights.when(dated && "于於在自至".contains(c), Feature::PrepositionBeforeYear);
                let refers = c == '此' && ends_here && left.last().is_some_and(|&c| refers_back(c));
                bonus += weights.when(refers, Feature::ThisBehindPreposition);
            } else {
                let before_mark = right.first().is_some_and(|c| matches!(c, ',' | ';' | '。' | '、' | ':'));
                bonus += match shown {
                    '\u{3000}' if left.last().is_none_or(|&c| c == '\n') => of(Feature::IndentAtLineStart),
                    '\u{3000}' if left.last() == Some(&'\u{3000}') => 0.0,
                    _ if open.is_some_and(|open| closer(open) == Some(shown)) => of(Feature::ClosesOpen),
                    _ if closer(shown).is_some() && closer(shown) == closes => of(Feature::OpensClosed),
                    ')' | '》' | '”' | '〕' | '’' | '】' | '〉' => of(Feature::ClosesNothing),
                    '。' | '、' | ',' | ';' | ':' | '…' if before_mark => of(Feature::MarkBeforeMark),
                    // What is quoted is a name there, not a sentence.
                    '。' if matches!(right[..], ['”', '的', ..]) => of(Feature::StopInName),
                    // Its lines end in nothing or in a blank, which costs much anywhere but at a beginning.
                    '\u{3000}' if ends_line && around.entry => of(Feature::BlankEndsEntry),
                    '。' if ends_line && around.entry => 0.0,
                    '。' if ends_line => {
                        of(Feature::StopEndsLine) + weights.when(item.is_some(), Feature::StopBeforeItem)
                    }
                    ':' if ends_line && item == Some(Item::First) => of(Feature::ColonBeforeFirstItem),
                    ':' if ends_line => of(Feature::ColonEndsLine),
                    ';' if ends_line && item == Some(Item::Later) => of(Feature::SemicolonBeforeItem),
                    ';' if ends_line => of(Feature::SemicolonEndsLine),
                    _ if ends_line => of(Feature::OtherEndsLine),
                    '。' | '、' | ',' | ';' | ':' if recurs => of(Feature::MarkRecurs),
                    '。' => of(Feature::Stop),
                    '0'..='9' if right.first().is_some_and(|&c| c.is_ascii_digit() || is_counted(c)) => {
                        of(Feature::Digit)
                    }
                    '、' | ',' | ';' | ':' => of(Feature::ClauseMark),
                    _ => of(Feature::OtherMark),
                };
            }
            let share = candidate.first.share;
            let mut alone =
                if is_ideograph(c) { of(Feature::PageLeanAlone) * (page.lean_alone(c, share) - lean) } else { 0.0 };
            // 參與。 is a word; 與 alone joins nothing there, and 為 has no object.
            alone += weights.when(ends_here && (is_conjunction(c) || governs(c)), Feature::OpenAtClauseEnd);
            Choice { candidate, bonus, alone, firm: place.is_some_and(|place| place.both) }
        })
        .collect()
}

/// The bytes of a character that the page shows: in its full width, if it was narrowed.
fn widest(c: char) -> Option<[u8; 2]> {
    gbk::encode(if c.is_ascii() { widen(c)? } else { c })
}

/// What may have been an ASCII character that was lost with a lead byte.
fn ascii(slots: &[Slot], at: usize, page: &Page<'_>, weights: &Weights) -> Vec<Choice> {
    let right: Vec<char> = slots[at + 1..].iter().map_while(|slot| slot.shown()).collect();
    let text: String = right.iter().take(8).collect();
    let mut out: Vec<Choice> = Vec::new();
    let digit = |slot: Option<&Slot>| matches!(slot, Some(Slot::Known(c)) if c.is_ascii_digit());
    let inside = at.checked_sub(1).is_some_and(|before| digit(slots.get(before)));
    let mut add = |c: char, bonus: f32| match out.iter_mut().find(|other| other.candidate.character == c) {
        Some(other) => other.bonus = bonus.max(other.bonus),
        // Only an ampersand is told by what follows it.
        None => out.push(Choice { candidate: Candidate::new(c), bonus, alone: 0.0, firm: c == '&' }),
    };
    let lost = weights.of(Feature::LostByte);
    if super::entity::named(&text).is_some() {
        add('&', lost);
        return out;
    }
    let any = lost + weights.of(Feature::Ascii);
    for (c, agree) in page.ascii_before(&right) {
        // Most marks that a page shows were full-width ones; those are not lost so.
        if !gbk::is_trail(c as u8) && !matches!(c, '?' | '!' | ',' | ':' | ';' | '(' | ')') {
            let agree = weights.of(Feature::AsciiElsewhere) * (agree.min(4) as f32);
            add(c, any + agree + weights.when(c == '0' && !inside, Feature::LeadingZeroElsewhere));
        }
    }
    // Most lines end in a mark; one that does not ends here rather than having lost anything else.
    if right.first().is_none_or(|&c| c == '\n') {
        add('\n', lost + weights.of(Feature::LineBreak));
    }
    let year = !inside && matches!(right[..], ['0'..='9', '0'..='9', '0'..='9', '年', ..]);
    for c in " \n0123456789()\"".chars() {
        let fits = match c {
            '0' if !inside => weights.of(Feature::LeadingZero),
            '1' if year && right[0] == '9' => weights.of(Feature::YearDigit),
            '2' if year && right[0] != '9' => weights.of(Feature::YearDigit),
            '0'..='9' if digit(slots.get(at + 1)) => weights.of(Feature::DigitBeforeDigit),
            _ => 0.0,
        };
        add(c, any + fits);
    }
    out
}

impl Lattice<'_> {
    /// Adds the words that begin at `from`.
    fn begin(&mut self, from: usize) {
        if let Slot::Known(c) = self.slots[from] {
            let odd = match c {
                _ if gbk::is_private_use(c) => -10.0,
                '?' if matches!(self.slots.get(from + 1), Some(Slot::Known(',' | ';' | '。' | '!' | '?'))) => -16.0,
                _ if self.page.is_traditional() && is_simplified(c) => -4.0,
                _ => 0.0,
            };
            let candidate = Candidate { character: c, folded: self.folded[from], first: self.firsts[from] };
            self.first(from, candidate, (odd, 0.0), Choices::default());
            return;
        }
        if let Slot::Open(_) = self.slots[from] {
            self.edges.push(Edge { from, to: from + 1, score: AVERAGE, choices: Choices::default() });
        }
        for i in 0..self.open[from].len() {
            let Choice { candidate, bonus, alone, .. } = self.open[from][i];
            self.first(from, candidate, (bonus, alone), Choices::default().with(from, i));
        }
    }

    fn first(&mut self, from: usize, candidate: Candidate, (bonus, as_word): (f32, f32), choices: Choices) {
        let before = from.checked_sub(1).map(|at| self.slots[at]);
        let score = candidate.first.share.unwrap_or_else(|| alone(candidate.character, before));
        self.edges.push(Edge { from, to: from + 1, score: score + bonus + as_word, choices });
        if let Some(prefix) = candidate.first.prefix {
            self.grow(prefix, from, from + 1, bonus, choices);
        }
    }

    /// Adds the words that begin at `from` and that are read up to `at` already.
    fn grow(&mut self, prefix: Prefix, from: usize, at: usize, bonus: f32, choices: Choices) {
        if at >= self.slots.len() || at - from >= LONGEST {
            return;
        }
        if let Slot::Known(c) = self.slots[at] {
            if is_ideograph(c) {
                let odd = if self.page.is_traditional() && is_simplified(c) { -4.0 } else { 0.0 };
                if let Some(next) = prefix.with(self.folded[at]) {
                    self.take(next, from, at, bonus + odd, choices);
                }
            }
            return;
        }
        let mut longer: Vec<(usize, Prefix)> = Vec::new();
        prefix.with_each(&self.open[at], |choice| choice.candidate.folded, |i, next| longer.push((i, next)));
        for (i, next) in longer {
            let Choice { candidate, bonus: own, .. } = self.open[at][i];
            if is_ideograph(candidate.character) {
                self.take(next, from, at, bonus + own, choices.with(at, i));
            }
        }
    }

    /// Adds the word that `next` is, and those that go on with it.
    fn take(&mut self, next: Prefix, from: usize, at: usize, bonus: f32, choices: Choices) {
        if let Some(share) = next.log_share() {
            self.edges.push(Edge { from, to: at + 1, score: share + bonus, choices });
        }
        self.grow(next, from, at + 1, bonus, choices);
    }

    fn best(&self) -> Option<Reading> {
        let n = self.slots.len();
        // Edges come sorted by where they start.
        let mut forward = vec![f32::NEG_INFINITY; n + 1];
        forward[0] = 0.0;
        let mut last: Vec<Option<usize>> = vec![None; n + 1];
        for (i, edge) in self.edges.iter().enumerate() {
            let score = forward[edge.from] + edge.score;
            if score > forward[edge.to] {
                forward[edge.to] = score;
                last[edge.to] = Some(i);
            }
        }
        let mut backward = vec![f32::NEG_INFINITY; n + 1];
        backward[n] = 0.0;
        for edge in self.edges.iter().rev() {
            backward[edge.from] = backward[edge.from].max(edge.score + backward[edge.to]);
        }
        let mut chosen = vec![usize::MAX; n];
        let (mut firm, mut borne) = (true, self.slots.iter().any(|slot| slot.is_gone()));
        let mut at = n;
        while at > 0 {
            let edge = &self.edges[last[at]?];
            for (slot, candidate) in edge.choices.iter() {
                chosen[slot] = candidate;
                let is_firm = edge.to - edge.from > 1 || self.open[slot][candidate].firm;
                firm &= is_firm;
                borne &= is_firm || !is_ideograph(self.open[slot][candidate].candidate.character);
            }
            at = edge.from;
        }
        let score = forward[n];
        let (mut margin, mut gone) = (f32::INFINITY, f32::INFINITY);
        for edge in &self.edges {
            let through = forward[edge.from] + edge.score + backward[edge.to];
            let mut others = edge.choices.iter().filter(|&(slot, candidate)| chosen[slot] != candidate).peekable();
            if others.peek().is_some() {
                margin = margin.min(score - through);
            }
            if others.any(|(slot, _)| self.slots[slot].is_gone()) {
                gone = gone.min(score - through);
            }
        }
        let chars = (0..n)
            .map(|at| match self.slots[at] {
                Slot::Known(c) | Slot::Open(c) => Some(c),
                _ => self.open[at].get(chosen[at]).map(|choice| choice.candidate.character),
            })
            .collect::<Option<Vec<char>>>()?;
        Some(Reading { chars, score, margin, firm, borne_out: borne.then_some(gone) })
    }
}

/// The score of a character that stands alone and is no word of the dictionary.
fn alone(c: char, before: Option<Slot>) -> f32 {
    match c {
        '０'..='９' => -4.0,
        '0'..='9' | 'a'..='z' | 'A'..='Z' | ' ' | '.' => -4.0,
        '\n' | '\r' | ',' | ';' | ':' | '(' | ')' => -4.0,
        '。' | '、' | '“' | '”' | '《' | '》' | '〔' | '〕' | '，' | '；' | '：' | '（' | '）' => -4.5,
        '\u{3000}' if before.is_none_or(|slot| matches!(slot, Slot::Known('\n' | '\u{3000}'))) => -4.0,
        // A question mark that was one stands behind a question; most that are shown were something else.
        '?' => -17.0,
        _ if c.is_ascii() => -7.0,
        _ if is_mark(c) => -10.0,
        _ if is_ideograph(c) && !is_common(c) => UNHEARD - 2.0,
        _ => UNHEARD,
    }
}
