//! All the ways in which a damaged stretch can be read as bytes: from the first lost byte to where the page is in step
//! again.
//!
//! In step, what is shown begins and ends with the characters of the original. A lost byte puts the two out of step by
//! one: each pair that is shown is then the trail byte of one original character and the lead byte of the next. What is
//! shown tells the bytes, so there is hardly a choice on the way, except at ASCII letters (a trail byte, or a
//! full-width letter that was narrowed) and at further question marks:
//!
//! * `?reading)`: a lead byte took the bracket of an injected reading with it. The table tells the byte.
//! * `?` before a mark: a lead byte was left at the end of a piece, because the site had split at the mark's bytes.
//! * any other `?`: a lead byte took an ASCII character with it, or there was a full-width question mark.
//!
//! The sites decode twice, the second time piece by piece, and each decoding can be out of step on its own. When only
//! the first one is, the text looks sound, but the next character that is followed by ASCII is lost with both bytes.
//!
//! Out of step, some of the pairs that are shown are private-use characters, and programs that extract text drop those
//! or put a blank in their place. Two bytes are gone then, and what follows is as much out of step as before: the
//! character before the gap has its lead byte, the one behind it its trail byte, and the bytes between them are one of
//! few pairs ([`Zone`]).

use super::beam::Slot;
use super::beginning::starts_with_mark;
use super::damage::widen;
use super::entity;
use super::gbk::{self, Zone};
use super::page_model::Page;
use super::path::{FILLERS, GAP, GONE, Guess, Path};
use super::reading;
use super::reading_table::{Ending, Table, are_several, endings};

/// Paths of one stretch, states that are looked at for them, and the longest stretch in steps.
const PATHS: usize = 160;
const LOOKS: usize = 320;
/// What a character costs that no text has, and how much more than the cheapest one a path may cost.
const ODD: f32 = 6.0;
const FAR: f32 = 20.0;
const STEPS: usize = 200;
/// The longest sound stretch that is looked through for the next loss, in bytes.
const LONGEST: usize = 600;

/// What is being read.
#[derive(Clone)]
struct State {
    at: usize,
    /// A lead byte that waits for its trail byte; `Some(None)` when the byte itself is lost.
    pending: Option<Option<u8>>,
    /// The trail byte of the last character.
    last: Option<u8>,
    /// Whether a reading stands between the waiting byte and the next one, so that the character of the two, being
    /// torn, may have got none of its own.
    torn: bool,
    /// Whether the waiting byte is one of several that a reading may tell.
    told: bool,
    /// The zone of the private-use character that is gone and whose second byte waits.
    gone: Option<Zone>,
    path: Path,
    steps: usize,
    /// How many characters no text of the page's kind would have, among the first `judged` slots.
    odd: usize,
    judged: usize,
}

/// A state that waits for its turn.
struct Waiting {
    state: State,
    cost: f32,
    in_step: bool,
}

pub(super) struct Reader<'a, 't> {
    pub(super) text: &'t str,
    pub(super) table: &'a Table,
    pub(super) page: &'a Page<'t>,
    /// Whether private-use characters may be gone.
    gaps: bool,
    done: Vec<Path>,
    /// The least cost of what is done.
    least: f32,
    /// In the order in which they came.
    waiting: Vec<Waiting>,
}

/// The ways of reading the stretch that begins with the question mark at `start`, or with the mark there where the
/// question mark is missing. `before` is the character before it, as restored. Empty when nothing
/// there looks damaged.
pub(super) fn paths<'t>(
    text: &'t str,
    start: usize,
    before: Option<char>,
    table: &Table,
    page: &Page<'t>,
) -> Vec<Path> {
    let last = before.and_then(gbk::encode).map(|[_, trail]| trail);
    let path = Path {
        slots: Vec::new(),
        end: start,
        prior: 0.0,
        guessed: false,
        split: false,
        unaligned: false,
        below: false,
        guesses: Vec::new(),
        sound: Vec::new(),
        entities: Vec::new(),
        seams: Vec::new(),
        gone: 0,
        filler: None,
    };
    let gaps = may_drop(page);
    let mut state = State {
        at: start,
        pending: None,
        last,
        torn: false,
        told: false,
        gone: None,
        path,
        steps: 0,
        odd: 0,
        judged: 0,
    };
    let mut reader = Reader { text, table, page, gaps, done: Vec::new(), least: f32::INFINITY, waiting: Vec::new() };
    if text[start..].starts_with('?') {
        reader.in_step(state);
    } else {
        state.pending = Some(None);
        state.path.split = true;
        reader.out_of_step(state);
    }
    reader.work();
    reader.done
}

/// Whether whatever wrote the page may have dropped its private-use characters: it has none.
pub(super) fn may_drop(page: &Page<'_>) -> bool {
    !page.has_private_use()
}

/// While the first decoding is out of step, a trail byte 0x80 becomes a euro sign, whose own pair of bytes then stands
/// in the way of the second one: `text` begins with the character of the lead byte and the pair's first byte, and one
/// that begins with the pair's second byte. The original's character, the lead byte that waits after it, and the length
/// of both that are shown.
fn euro(text: &str) -> Option<(char, u8, usize)> {
    let mut chars = text.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let [lead, 0xA2] = gbk::encode(first)? else { return None };
    let [0xE3, pending] = gbk::encode(second)? else { return None };
    let c = gbk::decode(lead, 0x80)?;
    gbk::is_lead(pending).then_some((c, pending, first.len_utf8() + second.len_utf8()))
}

impl<'t> Reader<'_, 't> {
    /// Goes on with what waits, the likeliest first, until what is left is out of the question.
    fn work(&mut self) {
        let mut looked_at = 0;
        while let Some(first) = (0..self.waiting.len()).min_by(|&a, &b| {
            // The first of equals: the order must not depend on anything but the text.
            self.waiting[a].cost.total_cmp(&self.waiting[b].cost).then(a.cmp(&b))
        }) {
            let Waiting { state, cost, in_step } = self.waiting.remove(first);
            looked_at += 1;
            if cost > self.least + FAR || looked_at > LOOKS || self.done.len() >= PATHS {
                break;
            }
            if in_step {
                self.in_step(state);
            } else {
                self.out_of_step(state);
            }
        }
    }

    /// What speaks against a state.
    fn cost(&self, state: &mut State) -> f32 {
        let slots = &state.path.slots[state.judged..];
        state.odd += slots.iter().filter(|slot| slot.shown().is_some_and(|c| self.page.is_odd(c))).count();
        state.judged = state.path.slots.len();
        ODD * state.odd as f32 - state.path.prior
    }

    /// Puts one of several ways to go on aside.
    fn wait(&mut self, mut state: State, in_step: bool) {
        let cost = self.cost(&mut state);
        if cost <= self.least + FAR {
            self.waiting.push(Waiting { state, cost, in_step });
        }
    }

    /// In step: the end of a stretch, unless the next one begins right here.
    fn in_step(&mut self, mut state: State) {
        state.steps += 1;
        if self.done.len() >= PATHS || state.steps > STEPS {
            return;
        }
        let rest = &self.text[state.at..];
        let Some(after) = rest.strip_prefix('?') else { return self.go_on(state) };
        if let Some((reading, len)) = reading::injected(after) {
            let mut any = false;
            let ends = endings(self.table, self.page, reading, state.last, true, true);
            let many = are_several(&ends);
            for ending in ends {
                any = true;
                let mut next = state.clone();
                next.at += 1 + len;
                next.path.unaligned = true;
                next.path.below = true;
                next.pending = Some(ending.trail);
                next.torn = true;
                next.told = many && ending.trail.is_some();
                self.take(&mut next, ending, reading);
                self.wait(next, false);
            }
            // With the first decoding out of step, the whole character before the reading was lost.
            for ending in endings(self.table, self.page, reading, None, state.path.below, false) {
                any = true;
                let mut next = state.clone();
                next.at += 1 + len;
                next.path.prior -= if state.path.below { 0.0 } else { 12.0 };
                next.path.unaligned = true;
                next.path.below = false;
                if let Some(c) = ending.trail.and_then(|trail| gbk::decode(ending.lead, trail)) {
                    next.path.slots.push(Slot::Told(c));
                    next.last = ending.trail;
                    self.wait(next, true);
                }
            }
            if !any {
                self.finish(state);
            }
        } else if starts_with_mark(after) {
            let mut next = state.clone();
            next.at += 1;
            next.pending = Some(None);
            next.path.split = true;
            self.out_of_step(next);
            // It may be a question mark that is followed by a mark, or the end of another stretch.
            self.finish(state);
        } else if state.path.below {
            let mut next = state.clone();
            next.at += 1;
            next.path.prior -= 1.0;
            next.path.below = false;
            next.path.unaligned = true;
            next.path.slots.extend([Slot::Any, Slot::Ascii]);
            next.last = None;
            self.in_step(next);
            self.finish(state);
        } else {
            self.finish(state);
        }
    }

    /// In step, with nothing lost here. While the first decoding is out of step, something will be lost soon.
    fn go_on(&mut self, mut state: State) {
        if !state.path.below {
            return self.finish(state);
        }
        let from = state.at;
        let mut next = None;
        for (at, c) in self.text[from..].char_indices() {
            // An ASCII letter was a trail byte to the first decoding, which is in step behind it.
            if c == '?' || c.is_ascii_alphanumeric() || c.is_ascii_control() || at > LONGEST {
                next = (c == '?').then_some((from + at, None));
                break;
            }
            if let Some(euro) = euro(&self.text[from + at..]) {
                next = Some((from + at, Some(euro)));
                break;
            }
        }
        let Some((at, euro)) = next.filter(|_| state.steps < STEPS) else { return self.finish(state) };
        state.steps += 1;
        if at > from {
            let first = state.path.slots.len();
            let wide = |c: char| if c.is_ascii_punctuation() { widen(c).unwrap_or(c) } else { c };
            state.path.slots.extend(self.text[from..at].chars().map(|c| Slot::Known(wide(c))));
            state.path.sound.push((first..state.path.slots.len(), from..at));
            state.last = self.text[from..at].chars().next_back().and_then(gbk::encode).map(|[_, trail]| trail);
            state.at = at;
        }
        let Some((c, pending, len)) = euro else { return self.in_step(state) };
        state.path.slots.push(Slot::Known(c));
        state.path.below = false;
        state.path.unaligned = true;
        state.at += len;
        state.pending = Some(Some(pending));
        self.out_of_step(state);
    }

    /// Notes what an ending costs and rests on.
    fn take(&self, state: &mut State, ending: Ending, reading: &str) {
        state.path.prior += ending.prior;
        if ending.guessed {
            state.path.guessed |= !ending.own;
            let trail = ending.trail.ok_or(state.path.slots.len());
            state.path.guesses.push(Guess { lead: ending.lead, trail, reading: reading.to_owned() });
        }
    }

    fn finish(&mut self, mut state: State) {
        if !state.path.slots.is_empty() {
            self.least = self.least.min(self.cost(&mut state));
            state.path.end = state.at;
            self.done.push(state.path);
        }
    }

    /// Out of step: `state.pending` waits for a trail byte.
    fn out_of_step(&mut self, mut state: State) {
        state.steps += 1;
        if state.steps > STEPS || self.done.len() >= PATHS {
            return;
        }
        let Some(c) = self.text[state.at..].chars().next() else { return };
        let next = state.at + c.len_utf8();
        if c == '?' {
            return self.question(state);
        }
        for mut gap in self.gaps(&state, FILLERS.contains(&c).then_some(c)) {
            gap.at = if gap.path.filler.is_some() { next } else { state.at };
            self.wait(gap, false);
        }
        state.at = next;
        if c == '€' {
            let mut single = state.clone();
            if self.feed(&mut single, 0x80, true) {
                self.wait(single, true);
            }
        }
        if c.is_ascii() {
            let mut single = state.clone();
            if self.feed(&mut single, c as u8, true) {
                self.wait(single, true);
            }
            if !matches!(c, '!'..='~') {
                return;
            }
            state.path.prior -= 1.0;
            if self.feed(&mut state, 0xA3, false) && self.feed(&mut state, c as u8 + 0x80, false) {
                self.out_of_step(state);
            }
            return;
        }
        let Some([lead, trail]) = gbk::encode(c) else { return };
        if !self.feed(&mut state, lead, false) {
            return;
        }
        if trail < 0x80 {
            // The byte that is shown as a trail byte was an ASCII character of its own.
            state.path.slots.push(Slot::Known(char::from(trail)));
            state.path.below = false;
            state.last = None;
            self.in_step(state);
        } else if self.feed(&mut state, trail, false) {
            // Its reading is dropped already.
            state.torn |= self.table.has([lead, trail]);
            self.out_of_step(state);
        }
    }

    /// The ways in which a private-use character may be gone before what comes next: `filler` stands in its place, or
    /// else only where what comes next fits nothing that waits. Where it fits, [`Path::with_gap`] asks again.
    fn gaps(&self, state: &State, filler: Option<char>) -> Vec<State> {
        let Some(Some(lead)) = state.pending else { return Vec::new() };
        let next = self.text[state.at..].chars().next();
        let fits = match next {
            Some('?') => false,
            Some(c) if c.is_ascii() => c == ' ' || !self.table.has([lead, c as u8]) || state.torn,
            Some(c) => gbk::encode(c).is_none_or(|[next, _]| {
                gbk::decode(lead, next).is_some() && (state.torn || !self.table.has([lead, next]))
            }),
            None => true,
        };
        if filler.is_none() && fits {
            return Vec::new();
        }
        self.every_gap(state, filler)
    }

    /// As [`Reader::gaps`], whatever comes next.
    fn every_gap(&self, state: &State, filler: Option<char>) -> Vec<State> {
        let Some(Some(lead)) = state.pending.filter(|_| self.gaps && state.path.gone < GONE) else { return Vec::new() };
        if state.path.gone > 0 && state.path.filler != filler {
            return Vec::new();
        }
        let gap = |zone: Zone| {
            let mut gap = state.clone();
            gap.path.slots.push(Slot::Trail { lead, torn: state.torn, gone: Some(zone) });
            gap.path.prior -= GAP;
            gap.path.gone += 1;
            gap.path.filler = filler;
            gap.path.unaligned = true;
            gap.pending = Some(None);
            gap.gone = Some(zone);
            gap.torn = false;
            gap.told = false;
            gap.last = None;
            gap
        };
        Zone::ALL.into_iter().map(gap).collect()
    }

    /// A question mark, out of step.
    fn question(&mut self, state: State) {
        let Some(pending) = state.pending else { return };
        let after = &self.text[state.at + 1..];
        if let Some((reading, len)) = reading::injected(after) {
            for gap in self.gaps(&state, None) {
                self.question(gap);
            }
            let mut ends = endings(self.table, self.page, reading, pending, true, false);
            ends.retain(|ending| state.gone.is_none_or(|zone| zone.ends(ending.lead)));
            let many = are_several(&ends);
            for ending in ends {
                let mut next = state.clone();
                next.at += 1 + len;
                next.path.unaligned = true;
                next.path.below = false;
                next.pending = None;
                next.gone = None;
                next.torn = false;
                let told = std::mem::take(&mut next.told) || many;
                next.last = ending.trail;
                self.take(&mut next, ending, reading);
                let slot = match ending.trail {
                    Some(trail) => gbk::decode(ending.lead, trail).map(if told { Slot::Told } else { Slot::Known }),
                    None => Some(Slot::Trail { lead: ending.lead, torn: true, gone: None }),
                };
                let Some(slot) = slot else { continue };
                next.path.slots.push(slot);
                self.wait(next, true);
            }
            self.lost_twice(state, reading, len);
            return;
        }
        // A full-width question mark.
        let mut wide = state.clone();
        wide.at += 1;
        wide.path.prior -= 2.0;
        if self.feed(&mut wide, 0xA3, false) && self.feed(&mut wide, 0xBF, false) {
            self.wait(wide, false);
        }
        // Between a character that is gone and the byte that is lost there was one of which nothing is left.
        if starts_with_mark(after) {
            for mut gap in self.every_gap(&state, None) {
                gap.at += 1;
                gap.pending = None;
                gap.gone = None;
                gap.path.slots.push(Slot::Any);
                gap.path.split = true;
                self.wait(gap, true);
            }
        }
        let Some(lead) = pending else { return };
        let mut cut = state;
        cut.at += 1;
        cut.pending = None;
        cut.last = None;
        let torn = std::mem::take(&mut cut.torn);
        cut.path.slots.push(Slot::Trail { lead, torn, gone: None });
        if starts_with_mark(after) {
            cut.path.split = true;
            return self.in_step(cut);
        }
        if after.is_empty() {
            return self.in_step(cut);
        }
        cut.path.below = false;
        if let Some((restored, len)) = entity::named(after) {
            // The ampersand was lost with the byte.
            cut.at += len;
            let at = cut.path.slots.len();
            cut.path.entities.push((at, format!("&{}", &after[..len])));
            cut.path.slots.extend(restored.chars().map(Slot::Known));
            return self.in_step(cut);
        }
        cut.path.slots.push(Slot::Ascii);
        self.in_step(cut);
    }

    /// Behind a mark that was split only the second decoding is out of step: the byte that it lost took with it the
    /// question mark in which the first one had lost a byte to the reading.
    fn lost_twice(&mut self, state: State, reading: &str, len: usize) {
        let Some(Some(lead)) = state.pending.filter(|_| state.path.split) else { return };
        for &[first, second] in self.table.with_reading(reading) {
            let Some(c) = gbk::decode(lead, first).filter(|_| gbk::is_lead(second)) else { continue };
            let mut next = state.clone();
            next.at += 1 + len;
            next.path.prior -= 1.0;
            next.path.unaligned = true;
            next.path.below = true;
            next.path.slots.push(Slot::Known(c));
            next.last = Some(first);
            next.pending = Some(Some(second));
            next.torn = true;
            self.wait(next, false);
        }
    }

    /// Takes the next byte of the original. `shown_alone` when it was shown as a character of its own, behind which a
    /// reading can stand. Whether the byte fits.
    fn feed(&mut self, state: &mut State, byte: u8, shown_alone: bool) -> bool {
        let Some(pending) = state.pending else {
            state.pending = Some(Some(byte));
            return gbk::is_lead(byte);
        };
        if !gbk::is_trail(byte) {
            return false;
        }
        let slot = match pending {
            None => Slot::Lead { trail: byte, torn: state.torn, gone: state.gone },
            Some(lead) => match gbk::decode(lead, byte) {
                Some(c) => Slot::Known(c),
                None => return false,
            },
        };
        if matches!(slot, Slot::Known(_)) && self.gaps {
            state.path.seams.push(state.path.slots.len());
        }
        let gone = state.gone.take();
        state.path.slots.push(match slot {
            Slot::Known(c) if state.told => Slot::Told(c),
            slot => slot,
        });
        state.told = false;
        state.pending = None;
        state.last = Some(byte);
        state.path.below &= !shown_alone;
        let torn = std::mem::take(&mut state.torn);
        let Some(lead) = pending else {
            if shown_alone
                && let Some(reading) = reading::bracketed(&self.text[state.at..])
                && let Some(&[lead, trail]) = self
                    .table
                    .with_reading(reading.text)
                    .iter()
                    .find(|pair| pair[1] == byte && gone.is_none_or(|zone| zone.ends(pair[0])))
                && let (Some(c), Some(last)) = (gbk::decode(lead, trail), state.path.slots.last_mut())
            {
                *last = Slot::Known(c);
                state.at += reading.text.len() + 2;
            }
            return true;
        };
        if !shown_alone {
            // A character of the table is never bare, and a reading behind it would have been shown as `?reading)`.
            return torn || !self.table.has([lead, byte]);
        }
        let rest = &self.text[state.at..];
        let glossed = reading::bracketed(rest).filter(|reading| match self.table.reading([lead, byte]) {
            Some(own) => own == reading.text,
            None => {
                let Slot::Known(c) = slot else { return false };
                let own = reading::is_own(c, reading.text);
                state.path.prior -= if own { 0.0 } else { 3.0 };
                (own || reading.toned && !self.table.is_empty()) && self.page.count(c) == 0
            }
        });
        match glossed {
            Some(reading) => {
                if !self.table.has([lead, byte]) {
                    state.path.guessed = true;
                    state.path.guesses.push(Guess { lead, trail: Ok(byte), reading: reading.text.to_owned() });
                }
                state.at += reading.text.len() + 2;
                true
            }
            None => torn || !self.table.has([lead, byte]),
        }
    }
}
