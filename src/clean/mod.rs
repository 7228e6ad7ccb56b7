//! The repairs: from the decoded text to the clean one, with every edit on record.
//!
//! The order is that of the damage, backwards, and it is in one place, `round`: first text that was read wrongly is read
//! again (`mojibake`) and characters that nobody sees go (`invisible`). Then the injected readings go (`gloss`), which
//! also shows the site's habit, the characters that lost bytes are restored (`bytes`), and what the habit left of
//! entities and escapes (`entity`). Then the characters of a word that blanks part are closed up (`spaced`), and the lines
//! of a paragraph (`wrapped`). Lines that do not belong to the page are found last (`foreign`, `markup`); they are named,
//! not touched.
//!
//! The repair of bytes is a noisy-channel model (Shannon 1948; Kernighan, Church and Gale 1990, "A spelling correction
//! program based on a noisy channel model"): of all originals it looks for the one that makes P(original) · P(shown |
//! original) greatest.
//!
//! * The *channel* is what the site does: inserting readings by bytes, splitting at marks by bytes, decoding both
//!   (`damage`). It is deterministic but for the site's table, which is inferred from the page (`gloss`, `reading_table`), so
//!   P(shown | original) is one or nothing, save for what speaks for a character's being in the table.
//! * The *decoder* reads a stretch backwards through the channel, in every way that the bytes allow: a best-first beam
//!   search over states of the two decodings (`lattice`), bounded in states and in how far a state may fall behind.
//! * The *language model* weighs what comes out: a unigram model over words, as jieba cuts by, whose best segmentation is
//!   found by Viterbi's algorithm with the lost characters as variables (`beam`), with log-linear features of the place
//!   and a cache model of the page (`page_model`, `grammar`). The features and their weights are data ([`Weights`]).
//!
//! Forwards and backwards scores give each lost character its margin over the next best. A reading is proven
//! (`prove`) when damaging it with the site's table, as the page shows it, gives back exactly what the page holds
//! (`damage`), and when no other reading that does so comes near: every lost character must be part of a word or stand
//! between the same neighbours elsewhere. Anything else is a suggestion, and what is not clearly better than leaving it
//! is left and reported.
//!
//! Readings are compared all the time, so the repairs look at a text whose readings have one spelling (`spelling`).
//!
//! The repairs are repeated on their own result until nothing changes, each time with what the text itself then shows.
//! That is what makes cleaning idempotent: the last round is the first one of a second cleaning.

mod beam;
mod beginning;
mod bytes;
mod class;
mod damage;
mod edits;
mod entity;
mod foreign;
mod gbk;
mod gloss;
mod grammar;
mod invisible;
mod lattice;
mod lost;
mod markup;
mod mojibake;
mod page_model;
mod path;
mod prefix;
mod prove;
mod reading;
mod reading_table;
mod scan;
mod spaced;
mod spelling;
mod weights;
mod wrapped;

pub use damage::Site;
use edits::{Draft, Part, Seen};
pub use gloss::Gloss;
pub use lost::is_lost;
use spelling::Respelled;
pub use weights::{Feature, Weights};

use std::borrow::Cow;

use crate::text::{Clean, Decoded, Edit, OffsetMap, Span, apply, way_back};

/// A repaired text and the way back.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// The repaired text, in its own script.
    pub text: String,
    /// What was done, sorted and disjoint; undoing it gives back the decoded text.
    pub edits: Vec<Edit>,
    /// From the clean text to the decoded text.
    pub map: OffsetMap<Clean, Decoded>,
    /// Lines that do not belong to the page, such as the advertisements of a hacked site; sorted, disjoint, without
    /// their line ends.
    pub foreign: Vec<Span<Clean>>,
    /// Stretches that look damaged and were left alone, because no reading of them is clearly better than another or
    /// than what is shown; sorted, disjoint.
    pub unrepaired: Vec<Span<Clean>>,
    /// The characters that the page's site glosses, as inferred from the page; empty for a page without the habit.
    pub table: Vec<Gloss>,
}

/// Rounds of repair after which a text that still changes is given up and left as it is.
const ROUNDS: usize = 8;

/// Repairs `decoded`.
///
/// Total: any text gives a value. Idempotent, and text without damage comes back as it was.
#[must_use]
pub fn clean(decoded: &str) -> Cleaned {
    clean_with(decoded, &Weights::USUAL)
}

/// Repairs `decoded` with other weights than [`clean`]: for measuring what each of them brings.
#[must_use]
pub fn clean_with(decoded: &str, weights: &Weights) -> Cleaned {
    let Some(respelled) = Respelled::of(decoded) else { return finished(decoded, Repaired::of(decoded, weights)) };
    let repaired = Repaired::of(&respelled.text, weights);
    match respelled.back(&repaired.edits) {
        Some(edits) => {
            let (to_respelled, to_decoded) =
                (way_back(&repaired.edits, respelled.text.len()), way_back(&edits, decoded.len()));
            let inverse = to_decoded.inverse();
            let left = repaired.left.iter().map(|&span| inverse.map(respelled.place(to_respelled.map(span)))).collect();
            let text = Cow::Owned(apply(decoded, &edits).0);
            finished(decoded, Repaired { text, edits, left, table: repaired.table })
        }
        None => finished(decoded, Repaired::of(decoded, weights)),
    }
}

/// What the repairs made of a text.
struct Repaired<'d> {
    text: Cow<'d, str>,
    edits: Vec<Edit>,
    table: Vec<Gloss>,
    /// Damaged stretches that were left alone.
    left: Vec<Span<Clean>>,
}

impl<'d> Repaired<'d> {
    /// Repairs `decoded` in rounds until nothing changes.
    fn of(decoded: &'d str, weights: &Weights) -> Self {
        let mut draft = Draft::new(decoded);
        let mut table = Vec::new();
        let mut seen = AllSeen::NONE;
        // Most texts that have any have nothing else, and one round tells that.
        read_again(&mut draft, &mut seen);
        for _ in 0..ROUNDS {
            let mut round = round(&mut draft, &mut seen, !table.is_empty(), weights);
            if !round.changed {
                let left = round.left.into_iter().map(|(start, end)| Span::new(start, end)).collect();
                return Repaired { text: draft.text, edits: draft.edits, table, left };
            }
            table.append(&mut round.table);
        }
        Repaired { text: Cow::Borrowed(decoded), edits: Vec::new(), table: Vec::new(), left: Vec::new() }
    }
}

/// The text that the repairs make of `decoded`, and what in it does not belong to the page or could not be read.
fn finished(decoded: &str, repaired: Repaired<'_>) -> Cleaned {
    let Repaired { text, edits, table, left: mut unrepaired } = repaired;
    debug_assert_eq!(text, apply(decoded, &edits).0);
    let (text, map) = (text.into_owned(), way_back(&edits, decoded.len()));
    let foreign = foreign::lines(&text);
    if !table.is_empty() {
        let places = lost::runs(&text).into_iter().chain(lost::blanks(&text));
        let runs = places.map(|(start, end)| Span::new(start, end));
        unrepaired.extend(runs.filter(|run| !foreign.iter().any(|line| line.contains(*run))));
        unrepaired.sort_unstable();
        unrepaired.dedup_by(|next, span| next.overlaps(*span));
    }
    Cleaned { text, edits, map, foreign, unrepaired, table }
}

/// What one round found.
struct Round {
    changed: bool,
    table: Vec<Gloss>,
    /// Damaged stretches that were left alone, in bytes of the text before the round.
    left: Vec<(usize, usize)>,
}

/// What the repairs have seen that look at each line by itself: of a text with a few edits, a round after the first costs
/// what these lines cost.
struct AllSeen {
    mojibake: Seen,
    invisible: Seen,
    brackets: Seen,
    has_brackets: bool,
    beginnings: Seen,
    has_beginnings: bool,
    entity: Seen,
    /// Whether entities were looked for as in a damaged page.
    damaged: bool,
    spaced: Seen,
}

impl AllSeen {
    const NONE: AllSeen = AllSeen {
        mojibake: Seen::none(Part::Line),
        invisible: Seen::none(Part::Character),
        brackets: Seen::none(Part::Line),
        has_brackets: false,
        beginnings: Seen::none(Part::Line),
        has_beginnings: false,
        entity: Seen::none(Part::Line),
        damaged: false,
        spaced: Seen::none(Part::Line),
    };
}

/// What finds the patches of one repair in a text.
type Find = fn(&str) -> Vec<edits::Patch>;

/// Reads again what was read wrongly, and drops characters that nobody sees; the former has some among its bytes.
/// Whether there was anything.
fn read_again(draft: &mut Draft<'_>, seen: &mut AllSeen) -> bool {
    let mut changed = false;
    let repairs: [(Find, _); 2] = [(mojibake::patches, &mut seen.mojibake), (invisible::patches, &mut seen.invisible)];
    for (find, seen) in repairs {
        let patches = draft.patches(seen, find);
        changed |= !patches.is_empty();
        draft.apply(patches);
    }
    changed
}

/// One round of every repair, in order. `damaged` says that an earlier one found the site's habit.
fn round(draft: &mut Draft<'_>, seen: &mut AllSeen, damaged: bool, weights: &Weights) -> Round {
    let before = draft.edits.len();
    let mut changed = read_again(draft, seen);
    seen.has_brackets = seen.has_brackets || draft.any(&mut seen.brackets, gloss::Brackets::has_some);
    let (table, patches) = if seen.has_brackets {
        let brackets = gloss::Brackets::find(&draft.text);
        let table = brackets.table(&draft.text);
        let patches = brackets.patches(&table, false);
        (table, patches)
    } else {
        (Vec::new(), Vec::new())
    };
    changed |= !patches.is_empty();
    let mut apply = |draft: &mut Draft<'_>, patches: Vec<edits::Patch>| {
        changed |= !patches.is_empty();
        draft.apply(patches);
    };
    apply(draft, patches);
    seen.has_beginnings =
        seen.has_beginnings || table.is_empty() && draft.any(&mut seen.beginnings, bytes::has_beginnings);
    let repairs = if table.is_empty() && !seen.has_beginnings {
        bytes::Repairs::default()
    } else {
        bytes::repair(&draft.text, &table, damaged, weights)
    };
    apply(draft, repairs.patches);
    if !table.is_empty() {
        let patches = gloss::Brackets::find(&draft.text).patches(&table, true);
        apply(draft, patches);
    }
    let is_damaged = !table.is_empty();
    if std::mem::replace(&mut seen.damaged, is_damaged) != is_damaged {
        seen.entity = AllSeen::NONE.entity;
    }
    let patches = draft.patches(&mut seen.entity, |lines| entity::patches(lines, is_damaged));
    apply(draft, patches);
    let patches = draft.patches(&mut seen.spaced, spaced::patches);
    apply(draft, patches);
    let patches = wrapped::patches(&draft.text);
    apply(draft, patches);
    debug_assert!(changed || draft.edits.len() == before);
    Round { changed, table, left: repairs.left }
}

#[cfg(test)]
mod gap_tests;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
