//! One way of reading a damaged stretch: what is known of its characters, and what it rests on.

use std::ops::Range;

use super::beam::Slot;
use super::gbk::{self, Zone};

/// One way of reading a stretch.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// The characters of the original, as far as they are known.
    pub slots: Vec<Slot>,
    /// Byte of the text where it is in step again.
    pub end: usize,
    /// What speaks against it beforehand; at most 0.
    pub prior: f32,
    /// Whether a lost character was told by a reading that is not in the table.
    pub guessed: bool,
    /// Whether a mark was split.
    pub split: bool,
    /// Whether a reading stood across two characters.
    pub unaligned: bool,
    /// Whether the site's first decoding is still out of step at the end. A mark brings the second one, which is what
    /// is shown, back into step before the first; then the text looks sound until the first one loses a byte again.
    pub below: bool,
    /// Characters with readings that the table does not have.
    pub guesses: Vec<Guess>,
    /// Stretches that are shown as they were: their slots, and their bytes in the text.
    pub sound: Vec<(Range<usize>, Range<usize>)>,
    /// Slots that the original had as character entities, `&ldquo;`.
    pub entities: Vec<(usize, String)>,
    /// Slots whose two bytes are shown in two characters, between which a third one may be gone.
    pub seams: Vec<usize>,
    /// How many private-use characters are gone.
    pub gone: usize,
    /// What stands in their places, if anything does.
    pub filler: Option<char>,
}

/// What some programs put in the place of a private-use character.
pub(super) const FILLERS: [char; 6] = [' ', '\u{A0}', '\u{3000}', '\u{FFFD}', '□', '■'];
/// At most so many private-use characters are gone from one stretch, and what each costs.
pub(super) const GONE: usize = 5;
pub(super) const GAP: f32 = 2.0;

impl Path {
    /// The path where a private-use character of `zone` is gone from the middle of the slot `at`; none where that
    /// cannot be.
    pub(super) fn with_gap(&self, at: usize, zone: Zone) -> Option<Path> {
        let Some(Slot::Known(c)) = self.slots.get(at).copied() else { return None };
        let [lead, trail] = gbk::encode(c)?;
        if self.gone >= GONE || self.filler.is_some() {
            return None;
        }
        let mut path = self.clone();
        path.slots[at] = Slot::Trail { lead, torn: false, gone: Some(zone) };
        path.slots.insert(at + 1, Slot::Lead { trail, torn: false, gone: Some(zone) });
        let moved = |slot: &mut usize| *slot += usize::from(*slot > at);
        path.seams.retain(|&seam| seam != at);
        path.seams.iter_mut().for_each(moved);
        path.entities.iter_mut().for_each(|(slot, _)| moved(slot));
        path.guesses.iter_mut().filter_map(|guess| guess.trail.as_mut().err()).for_each(moved);
        for (slots, _) in &mut path.sound {
            moved(&mut slots.start);
            // The end is the slot behind the last one.
            slots.end += usize::from(slots.end > at);
        }
        path.prior -= GAP;
        path.gone += 1;
        path.unaligned = true;
        Some(path)
    }
}

/// A character that the site must have in its table, though the page does not show it in step.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub lead: u8,
    /// Lost where not even the reading tells it; then it is the lead byte of the character in this slot.
    pub trail: Result<u8, usize>,
    pub reading: String,
}

impl Guess {
    /// The character and its reading, where the slots hold `chars`.
    pub(super) fn entry(&self, chars: &[char]) -> Option<(char, String)> {
        let trail = match self.trail {
            Ok(trail) => trail,
            Err(slot) => gbk::encode(*chars.get(slot)?)?[0],
        };
        Some((gbk::decode(self.lead, trail)?, self.reading.clone()))
    }
}
