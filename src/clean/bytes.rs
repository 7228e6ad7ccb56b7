//! Byte damage: finding the stretches that lost bytes, choosing among their readings, and putting the best in place.

use std::borrow::Cow;
use std::collections::HashMap;

use super::beam::{self, Around, Reading, Slot};
use super::beginning;
use super::class::is_traditional;
use super::damage::narrow;
use super::edits::Patch;
use super::gbk::{self, Zone};
use super::gloss::Gloss;
use super::grammar::{self, is_function};
use super::lattice;
use super::page_model::{Page, is_word};
use super::path::Path;
use super::prefix::first;
use super::prove;
use super::reading;
use super::reading_table::Table;
use super::scan::places;
use super::weights::Weights;
use crate::text::{Rule, Script, Status, fold_char, is_ideograph};

/// By how much the best reading must beat the next one, in logarithms of probabilities, to count as decided.
const DECIDED: f32 = 4.0;
/// The same where a character of the site's table is told by its reading and one byte only, or is one of several.
const GUESS_DECIDED: f32 = 18.0;
/// By how much it must beat the text as it stands, in a page that shows damage and in one that does not.
const BETTER: f32 = 4.0;
const MUCH_BETTER: f32 = 18.0;
/// By how much a reading with a gap must beat the next one, to be more than a guess.
const GAP_DECIDED: f32 = 2.0;
/// The signs that are written as wide as characters.
const USUAL: [char; 16] = ['!', '%', '(', ')', ',', '-', '.', '/', ':', ';', '?', '~', '+', '=', '<', '>'];
/// The same of any reading of a text that has no table and no private-use characters.
const APART: f32 = 8.0;
/// What a gap gains where the page is known to have some.
const KNOWN: f32 = 5.0;
/// What a character costs that nothing bears out, where private-use characters may be gone.
const STRANGE: f32 = 6.0;
/// So many readings are looked through for gaps, and so many places of each at a time.
const BASES: usize = 3;
const VARIANTS: usize = 60;
/// The logarithm of the share from which on a character is a word that stands anywhere: one in 17,000.
const WORD: f32 = -9.75;
/// What a reading falls behind when damaging it again does not give back what is shown.
const UNPROVEN: f32 = 12.0;
/// Characters of the surroundings that a reading is judged with.
const BEFORE: usize = 4;
const AFTER: usize = 4;
/// How far back an open bracket is looked for, in bytes.
const LINE: usize = 240;
/// How far from a loss there must be text, in bytes.
const NEAR: usize = 60;
/// The longest stretch, in bytes.
const LONGEST: usize = 900;

/// At most so many stretches are judged: these, one for so many bytes, and never more than these.
const FEW: usize = 2000;
const BETWEEN: usize = 1000;
const MANY: usize = 20_000;

/// The repairs of a text whose aligned readings are gone already.
#[derive(Default)]
pub(super) struct Repairs {
    pub patches: Vec<Patch>,
    /// Stretches that look damaged and were left alone, in bytes of the text.
    pub left: Vec<(usize, usize)>,
}

/// Whether a question mark of `text` can begin a damaged stretch. Without a table, nothing else does.
pub(super) fn has_beginnings(text: &str) -> bool {
    places(text, b'?').any(|at| beginning::can_begin(text, at))
}

/// Finds and repairs the damaged stretches of `text`. `damaged` says that a habit showed before its readings were dropped.
pub(super) fn repair(text: &str, glosses: &[Gloss], damaged: bool, weights: &Weights) -> Repairs {
    let mut repairs = Repairs { patches: Vec::new(), left: Vec::new() };
    // Without a habit of the site's there is no telling that a question mark is missing.
    let bare = if glosses.is_empty() { Vec::new() } else { beginning::bare_beginnings(text) };
    if bare.is_empty() && !has_beginnings(text) {
        return repairs;
    }
    // A site glosses what conversion made; without a table the beginning of the text must tell.
    let traditional = if glosses.is_empty() {
        Script::prevailing(text) == Some(Script::Hant)
    } else {
        glosses.iter().filter(|gloss| is_traditional(gloss.character)).count() * 2 > glosses.len()
    };
    let page = Page::new(text, traditional);
    let table = Table::new(glosses);
    let mut judge = Judge {
        text,
        page: &page,
        table: &table,
        damaged: damaged || !glosses.is_empty(),
        dropped: false,
        weights,
        memo: HashMap::new(),
        bare,
        done: Vec::new(),
        losses: None,
    };
    repairs.left = judge.decide_all();
    // One place that tells that private-use characters are gone tells it of the page.
    if judge.done.iter().any(|done| done.gone) {
        judge.dropped = true;
        judge.done.clear();
        repairs.left = judge.decide_all();
    }
    // What was repaired after all, or is named by itself, is no part of what was left before it.
    let starts: Vec<usize> = judge.done.iter().map(|done| done.start).collect();
    for at in 0..repairs.left.len() {
        let (start, end) = repairs.left[at];
        let next = repairs.left.get(at + 1).map_or(usize::MAX, |next| next.0);
        let done = starts.get(starts.partition_point(|&done| done <= start)).copied().unwrap_or(usize::MAX);
        repairs.left[at].1 = end.min(next).min(done);
    }
    repairs.patches = judge.done.into_iter().flat_map(Done::patches).collect();
    repairs
}

/// A stretch that was repaired.
struct Done {
    start: usize,
    end: usize,
    /// What stood there before the damage, full-width forms and all.
    original: String,
    /// The parts of it that the damage changed: bytes of the text, and what they were.
    parts: Vec<(usize, usize, String)>,
    rule: Rule,
    status: Status,
    /// Whether private-use characters are gone from it.
    gone: bool,
}

impl Done {
    fn patches(self) -> impl Iterator<Item = Patch> {
        let (rule, status) = (self.rule, self.status);
        // The site narrowed every other full-width form of the page.
        self.parts.into_iter().map(move |(start, end, original)| Patch {
            start,
            end,
            restored: original.chars().map(narrow).collect(),
            rule,
            status,
        })
    }
}

enum Verdict {
    Repair(Done),
    /// Damaged, and not repaired: how far it was looked through, and how far it seems to reach.
    Leave(usize, usize),
    Sound,
}

/// A reading of a stretch.
struct Candidate<'p> {
    path: Cow<'p, Path>,
    /// Up to where the longest reading ends.
    chars: Vec<char>,
    score: f32,
    margin: f32,
    firm: bool,
    /// As [`Reading::borne_out`].
    borne_out: Option<f32>,
    proven: bool,
    /// How many of its characters nothing bears out; counted only where private-use characters may be gone.
    strange: usize,
}

/// Where a stretch stands, and up to where its readings are judged.
struct Place<'a> {
    start: usize,
    end: usize,
    before: &'a [char],
    after: &'a [char],
    around: &'a Around,
    /// Whether private-use characters may be gone.
    gaps: bool,
}

impl Candidate<'_> {
    fn done(&self, start: usize, status: Status) -> Done {
        let path = &*self.path;
        let chars = &self.chars[..path.slots.len()];
        let text = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
        let mut parts = Vec::new();
        let (mut slot, mut at) = (0, start);
        for (slots, bytes) in &path.sound {
            // A mark or two between what is restored belongs to it.
            if !chars[slots.clone()].iter().copied().any(is_ideograph) {
                continue;
            }
            parts.push((at, bytes.start, text(slot, slots.start)));
            slot = slots.end;
            at = bytes.end;
        }
        parts.push((at, path.end, text(slot, chars.len())));
        parts.retain(|(start, end, _)| start < end);
        Done {
            start,
            end: path.end,
            original: text(0, chars.len()),
            parts,
            rule: if path.unaligned { Rule::Unaligned } else { Rule::SplitMark },
            status,
            gone: path.gone > 0,
        }
    }
}

struct Judge<'a, 't> {
    text: &'t str,
    page: &'a Page<'t>,
    table: &'a Table,
    /// Whether the page is a damaged one: its habit shows, or showed.
    damaged: bool,
    /// Whether private-use characters are known to be gone from it.
    dropped: bool,
    weights: &'a Weights,
    /// The same damage often stands in a page many times.
    memo: HashMap<(Vec<Slot>, Around), Option<Reading>>,
    /// Where a stretch can begin without a question mark.
    bare: Vec<usize>,
    done: Vec<Done>,
    /// How often each combination of neighbours stands beside a loss.
    losses: Option<HashMap<[char; 3], usize>>,
}

impl Judge<'_, '_> {
    /// Decides on every stretch of the text, in order; returns what looks damaged and was left alone.
    fn decide_all(&mut self) -> Vec<(usize, usize)> {
        let mut left = Vec::new();
        let mut from = 0;
        // More than any page has; a text that is made of nothing else is no page, and must not take for ever.
        let mut judged = (FEW + self.text.len() / BETWEEN).min(MANY);
        while let Some(start) = self.next_start(from).filter(|_| judged > 0) {
            judged -= 1;
            match self.decide(start) {
                Verdict::Repair(done) => {
                    from = done.end;
                    self.done.push(done);
                }
                Verdict::Leave(end, reach) => {
                    left.push((start, reach.max(end)));
                    from = end;
                }
                Verdict::Sound => from = start + self.text[start..].chars().next().map_or(1, char::len_utf8),
            }
        }
        left
    }

    /// The next place at or after `from` where a stretch can begin.
    fn next_start(&self, from: usize) -> Option<usize> {
        let lost = places(&self.text[from..], b'?')
            .map(|at| from + at)
            .find(|&at| beginning::can_begin(self.text, at) && self.has_text_near(at));
        let bare = self.bare.get(self.bare.partition_point(|&at| at < from)).copied();
        lost.into_iter().chain(bare).min()
    }

    /// Whether anything of the line around `at` is left: of a line of question marks nothing can be known.
    fn has_text_near(&self, at: usize) -> bool {
        let (from, to) = (self.text.floor_char_boundary(at.saturating_sub(NEAR)), (at + NEAR).min(self.text.len()));
        let to = self.text.floor_char_boundary(to);
        let before = self.text[from..at].chars().rev().take_while(|&c| c != '\n');
        let after = self.text[at..to].chars().take_while(|&c| c != '\n');
        before.chain(after).any(is_ideograph)
    }

    /// How many characters no text of the page's kind would have.
    fn odd(&self, chars: impl Iterator<Item = char>) -> usize {
        chars.filter(|&c| self.page.is_odd(c)).count()
    }

    /// The last characters before `start`, as restored.
    fn before(&self, start: usize) -> Vec<char> {
        let from = self.done.last().map_or(0, |last| last.end);
        let mut out: Vec<char> = self.text[from..start].chars().rev().take(BEFORE).collect();
        if let Some(last) = self.done.last().filter(|_| out.len() < BEFORE) {
            out.extend(last.original.chars().rev().take(BEFORE - out.len()));
            out.extend(self.text[..last.start].chars().rev().take(BEFORE - out.len()));
        }
        out.reverse();
        out
    }

    /// The neighbours of a loss: the character before it, and what is shown after it.
    fn neighbours(text: &str, at: usize) -> [char; 3] {
        let mut out = ['\0'; 3];
        out[0] = text[..at].chars().next_back().unwrap_or('\0');
        out[1..].iter_mut().zip(text[at..].chars().skip(1)).for_each(|(to, c)| *to = c);
        out
    }

    fn recurs(&mut self, start: usize) -> bool {
        let text = self.text;
        let counts = self.losses.get_or_insert_with(|| {
            let mut counts = HashMap::new();
            for at in places(text, b'?').filter(|&at| beginning::starts_with_mark(&text[at + 1..])) {
                *counts.entry(Self::neighbours(text, at)).or_default() += 1;
            }
            counts
        });
        counts.get(&Self::neighbours(text, start)).is_some_and(|&count: &usize| count > 1)
    }

    /// Whether the line around `start` begins with a day, and no other line of the page that does ends as a sentence.
    fn is_entry(&self, start: usize) -> bool {
        let floor = self.text.floor_char_boundary(start.saturating_sub(LINE));
        let line = self.text[floor..start].rfind('\n').map(|at| &self.text[floor + at + 1..start]);
        line.is_some_and(grammar::is_dated) && !self.page.has_dated_sentence()
    }

    /// The brackets and quotation marks that the line has open at `start`.
    fn unclosed(&self, start: usize) -> Vec<char> {
        let floor = self.text.floor_char_boundary(start.saturating_sub(LINE));
        let line = self.text[floor..start].rfind('\n').map_or(floor, |at| floor + at + 1);
        let first = self.done.partition_point(|done| done.start < line);
        let mut out = String::new();
        let mut at = line;
        for done in &self.done[first..] {
            out.push_str(&self.text[at..done.start]);
            out.extend(done.original.chars().map(narrow));
            at = done.end;
        }
        out.push_str(&self.text[at.min(start)..start]);
        grammar::unclosed(out.chars())
    }

    fn decide(&mut self, start: usize) -> Verdict {
        let injected = self.text[start..].strip_prefix('?').and_then(reading::injected);
        let nothing = || match injected {
            Some((_, len)) => Verdict::Leave(start + 1 + len, start + 1 + len),
            None => Verdict::Sound,
        };
        let before = self.before(start);
        let mut found = lattice::paths(self.text, start, before.last().copied(), self.table, self.page);
        found.retain(|path| path.end - start <= LONGEST);
        let Some(end) = found.iter().map(|path| path.end).max() else { return nothing() };
        // What no reading explains is named as far as it is out of step.
        let (torn, reach) = (self.is_torn(start), found.iter().map(|path| path.end).min().unwrap_or(start));
        let fallback = || match injected {
            Some((_, len)) => Verdict::Leave(start + 1 + len, reach),
            None if torn => Verdict::Leave(start + 1, reach),
            None => Verdict::Sound,
        };

        // All are judged up to the same place, and as it stands is one of them. Most are out of the question at sight:
        // what is read out of step is full of characters that no text has.
        let odd = |path: &Path| {
            let rest = rest(&self.text[path.end..end]);
            self.odd(path.slots.iter().copied().chain(rest).filter_map(Slot::shown))
        };
        let gaps = lattice::may_drop(self.page) && found.iter().any(|path| path.gone > 0 || !path.seams.is_empty());
        let odds: Vec<usize> = found.iter().map(odd).collect();
        let least = odds.iter().copied().min().unwrap_or(0);
        let mut odds = odds.into_iter();
        found.retain(|_| odds.next().is_some_and(|odd| odd <= least + 1));
        let after = after(self.text, end);
        let around = Around { unclosed: self.unclosed(start), recurs: self.recurs(start), entry: self.is_entry(start) };
        let certain = injected.is_some() && !self.table.is_empty();
        let mut literal = if certain || self.odd(self.text[start..end].chars()) >= least + 4 {
            None
        } else {
            let literal: Vec<Slot> = self.text[start..end].chars().map(Slot::Known).collect();
            self.score(&before, &literal, &after, &around)
        };
        let place = Place { start, end, before: &before, after: &after, around: &around, gaps };
        let mut readings: Vec<Candidate<'_>> = Vec::new();
        for path in &found {
            let mut slots = path.slots.clone();
            slots.extend(rest(&self.text[path.end..end]));
            let reading = match slots.iter().copied().map(Slot::shown).collect::<Option<Vec<char>>>() {
                // Nothing to choose.
                Some(chars) if found.len() == 1 && literal.is_none() && !gaps => {
                    Some(Reading { chars, score: 0.0, margin: f32::INFINITY, firm: true, borne_out: None })
                }
                _ => self.score(&before, &slots, &after, &around),
            };
            readings.extend(reading.map(|reading| self.candidate(&place, Cow::Borrowed(path), reading)));
        }
        if gaps {
            self.look_for_gaps(&place, &mut readings);
            if let Some(literal) = &mut literal {
                literal.score -= STRANGE * self.strange(&before, &literal.chars, &after).count() as f32;
            }
        }
        readings.sort_by(|a, b| b.score.total_cmp(&a.score));
        let Some(best) = readings.first() else { return fallback() };
        let next = readings
            .iter()
            .find(|other| other.chars != best.chars)
            .map_or(f32::INFINITY, |other| best.score - other.score);
        let gain = literal.map_or(f32::INFINITY, |literal| best.score - literal.score);
        let needed = if self.table.is_empty() { MUCH_BETTER } else { BETTER };
        let sure = best.margin.min(next);
        // Where several characters have the reading, the page may have had the one that it does not show.
        let told = best.path.slots.iter().any(|slot| matches!(slot, Slot::Told(_)));
        let needed_sure = if told || !best.path.guesses.is_empty() { GUESS_DECIDED } else { DECIDED };
        if gain < needed {
            return fallback();
        }
        // Where no habit shows, a doubled question mark is what it is, unless what stands there is nothing that anybody
        // wrote, and what was restored is.
        let restored = || self.odd(best.chars[..best.path.slots.len()].iter().copied());
        let shown = self.odd(self.text[start..best.path.end].chars());
        if self.table.is_empty() && (shown == 0 || restored() > 0) {
            return fallback();
        }
        // Nor is it better anywhere if what it makes is odder than what stands there, and no word.
        let plausible = self.is_plausible(&before, &best.chars[..best.path.slots.len()], &after);
        if restored() > shown && !plausible {
            return fallback();
        }
        // Nor where characters may be gone, and the best reading is no text, or rests on nothing.
        let borne_out = best.borne_out.is_some_and(|margin| margin.min(next) >= GAP_DECIDED) && best.proven;
        let apart = match (self.table.is_empty(), self.dropped) {
            (true, _) => APART,
            (false, true) => GAP_DECIDED / 2.0,
            (false, false) => 0.0,
        };
        if gaps && (next < apart || best.strange > 0 || best.path.gone > 0 && (!borne_out || self.table.is_empty())) {
            return fallback();
        }
        let needed_sure = if best.path.gone > 0 { GUESS_DECIDED } else { needed_sure };
        let decided =
            best.proven && best.firm && sure >= needed_sure && !best.path.guessed && plausible && restored() == 0;
        Verdict::Repair(best.done(start, if decided { Status::Proven } else { Status::Suggested }))
    }

    /// Whether nobody would have written the question mark at `start`: a mark other than one of its own kind follows it.
    fn is_torn(&self, start: usize) -> bool {
        self.damaged
            && self.text[start..]
                .strip_prefix('?')
                .is_some_and(|rest| rest.starts_with(['。', '，', '；', '！', ',', ';']))
    }

    /// What is said of a reading, its score aside.
    fn candidate<'p>(&self, place: &Place<'_>, path: Cow<'p, Path>, reading: Reading) -> Candidate<'p> {
        let Reading { chars, score, margin, firm, borne_out } = reading;
        let proven = self.proves(place.before, place.start, &path, &chars);
        let strange =
            if place.gaps { self.strange(place.before, &chars[..path.slots.len()], place.after).count() } else { 0 };
        let known = if self.dropped { KNOWN * path.gone as f32 } else { 0.0 };
        let score = score + path.prior + known - if proven { 0.0 } else { UNPROVEN } - STRANGE * strange as f32;
        Candidate { path, chars, score, margin, firm, borne_out, proven, strange }
    }

    /// Adds the readings of the best of `readings` in which private-use characters are gone from the middle of a
    /// character: one after the other, as long as each makes it better.
    fn look_for_gaps(&mut self, place: &Place<'_>, readings: &mut Vec<Candidate<'_>>) {
        readings.sort_by(|a, b| b.score.total_cmp(&a.score));
        for at in 0..readings.len().min(BASES) {
            let (mut path, mut score) = (readings[at].path.clone().into_owned(), readings[at].score);
            loop {
                let mut best: Option<(Path, f32)> = None;
                let variants =
                    path.seams.iter().flat_map(|&at| Zone::ALL.map(|zone| path.with_gap(at, zone))).flatten();
                for variant in variants.take(VARIANTS) {
                    let mut slots = variant.slots.clone();
                    slots.extend(rest(&self.text[variant.end..place.end]));
                    let Some(reading) = self.score(place.before, &slots, place.after, place.around) else { continue };
                    let candidate = self.candidate(place, Cow::Owned(variant.clone()), reading);
                    if candidate.score > best.as_ref().map_or(score, |best| best.1) {
                        best = Some((variant, candidate.score));
                    }
                    readings.push(candidate);
                }
                let Some(better) = best else { break };
                (path, score) = better;
            }
        }
    }

    /// The characters of `chars`, by number, that the page does not have elsewhere, that make no word with a neighbour
    /// and are no common word themselves: what stands where text was read wrongly.
    fn strange(&self, before: &[char], chars: &[char], after: &[char]) -> impl Iterator<Item = usize> + use<> {
        let whole: Vec<char> = before.iter().chain(chars).chain(after).copied().map(narrow).collect();
        let word = |from: usize, to: usize| is_word(whole.get(from..to));
        let bracketed = |at: usize| grammar::in_brackets(whole[at], &whole[..at], &whole[at + 1..]) > 0.0;
        let found: Vec<usize> = (before.len()..before.len() + chars.len())
            .filter(|&at| {
                let c = whole[at];
                // A letter as wide as a character is hardly ever written, and read wherever the bytes are misread.
                let wide = chars[at - before.len()];
                if !is_ideograph(c) {
                    return wide != c && !c.is_ascii_digit() && !USUAL.contains(&c);
                }
                let in_word = word(at, at + 2) || at > 0 && word(at - 1, at + 1) || bracketed(at);
                let known = is_function(c) || self.page.count(c) > 0;
                !in_word && !known && first(fold_char(c)).share.is_none_or(|share| share < WORD)
            })
            .map(|at| at - before.len())
            .collect();
        found.into_iter()
    }

    /// Whether each character of `chars` is one that the page has elsewhere or that makes a word with its neighbour.
    /// Two characters of the table with one reading can hide another reading of the bytes; nobody wrote what neither
    /// has, nor a bracket that is half as wide as the others.
    fn is_plausible(&self, before: &[char], chars: &[char], after: &[char]) -> bool {
        let whole: Vec<char> = before.iter().chain(chars).chain(after).copied().collect();
        (before.len()..before.len() + chars.len()).all(|at| match whole[at] {
            '(' | ')' => false,
            c if !is_ideograph(c) || self.page.count(c) > 0 => true,
            _ => is_word(whole.get(at..at + 2)) || is_word(at.checked_sub(1).and_then(|from| whole.get(from..=at))),
        })
    }

    /// Whether `chars` in the place of `path`, damaged again, give back what is shown.
    fn proves(&self, before: &[char], start: usize, path: &Path, chars: &[char]) -> bool {
        let lead_in: String = before[before.len().saturating_sub(2)..].iter().collect();
        let tail: String = self.text[path.end..].chars().take(2).take_while(|&c| c != '?').collect();
        let mut original = String::new();
        for (at, c) in chars[..path.slots.len()].iter().enumerate() {
            match path.entities.iter().find(|(slot, _)| *slot == at) {
                Some((_, entity)) => original.push_str(entity),
                None => original.push(*c),
            }
        }
        let whole = format!("{}{original}{}", prove::widened(&lead_in), prove::widened(&tail));
        // Some sites narrow other marks than those at which they split.
        let shown: String = lead_in.chars().chain(self.text[start..path.end].chars()).map(narrow).collect();
        let tail: String = tail.chars().map(narrow).collect();
        let guesses: Vec<(char, String)> = path.guesses.iter().filter_map(|guess| guess.entry(chars)).collect();
        let gone = (path.gone > 0 || lattice::may_drop(self.page)).then_some(path.filler);
        prove::holds(&whole, &(shown + &tail), self.table, &guesses, path.below, gone)
    }

    /// The best reading of `slots` between what stands before and after them, without these.
    fn score(&mut self, before: &[char], slots: &[Slot], after: &[char], around: &Around) -> Option<Reading> {
        let around_it = |&c: &char| Slot::Known(c);
        let whole: Vec<Slot> =
            before.iter().map(around_it).chain(slots.iter().copied()).chain(after.iter().map(around_it)).collect();
        let lost = slots.iter().any(|slot| !matches!(slot, Slot::Known(_) | Slot::Told(_) | Slot::Open(_)));
        let around = if lost { around.clone() } else { Around::default() };
        let key = (whole, around);
        if let Some(reading) = self.memo.get(&key) {
            return reading.clone();
        }
        let table = self.table;
        let (whole, around) = &key;
        let barred = |at: usize, c: char| {
            if let Slot::Told(_) = whole[at] {
                return false;
            }
            let Some([lead, trail]) = gbk::encode(c) else { return false };
            // A bare character of the table, or one that would make a pair of the table with its neighbour.
            table.has([lead, trail])
                && !matches!(whole[at], Slot::Lead { torn: true, .. } | Slot::Trail { torn: true, .. })
                || matches!(whole[at], Slot::Lead { .. })
                    && at.checked_sub(1).and_then(|at| trail_of(whole[at])).is_some_and(|last| table.has([last, lead]))
                || matches!(whole[at], Slot::Trail { .. })
                    && whole.get(at + 1).and_then(|&next| lead_of(next)).is_some_and(|next| table.has([trail, next]))
        };
        let reading = beam::read(whole, self.page, around, self.weights, barred).map(|mut reading| {
            reading.chars.truncate(before.len() + slots.len());
            reading.chars.drain(..before.len());
            reading
        });
        self.memo.insert(key, reading.clone());
        reading
    }
}

fn trail_of(slot: Slot) -> Option<u8> {
    match slot {
        Slot::Known(c) | Slot::Told(c) => gbk::encode(c).map(|[_, trail]| trail),
        Slot::Lead { trail, .. } => Some(trail),
        Slot::Trail { .. } | Slot::Any | Slot::Ascii | Slot::Open(_) => None,
    }
}

fn lead_of(slot: Slot) -> Option<u8> {
    match slot {
        Slot::Known(c) | Slot::Told(c) => gbk::encode(c).map(|[lead, _]| lead),
        Slot::Trail { lead, .. } => Some(lead),
        Slot::Lead { .. } | Slot::Any | Slot::Ascii | Slot::Open(_) => None,
    }
}

/// What is left of a stretch behind a shorter reading of it. The next loss and what follows will be read in its turn.
fn rest(text: &str) -> impl Iterator<Item = Slot> {
    let next = places(text, b'?').find(|&at| beginning::can_begin(text, at));
    text.char_indices()
        .map(move |(at, c)| if next.is_some_and(|next| at >= next) { Slot::Open(c) } else { Slot::Known(c) })
}

/// The first characters after `end`, up to the next damage.
fn after(text: &str, end: usize) -> Vec<char> {
    text[end..].chars().take(AFTER).take_while(|&c| c != '?').collect()
}
