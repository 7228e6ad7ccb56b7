//! The repairs: from the decoded text to the clean one, with every edit on record.
//!
//! The order is that of the damage, backwards, and it is in one place, `round`: first the injected readings go
//! (`gloss`), which also shows the site's habit, then what the habit left of entities and escapes (`entity`). Lines
//! that do not belong to the page are found last (`foreign`); they are named, not touched.
//!
//! The repairs are repeated on their own result until nothing changes, each time with what the text itself then shows.
//! That is what makes cleaning idempotent: the last round is the first one of a second cleaning.

mod class;
mod edits;
mod entity;
mod foreign;
mod gbk;
mod gloss;
mod reading;

use edits::Draft;
pub use gloss::Gloss;

use crate::text::{Clean, Decoded, Edit, OffsetMap, Span, apply};

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
    let mut draft = Draft::new(decoded);
    let mut table = Vec::new();
    let mut rounds = 0;
    while let Some(found) = round(&mut draft) {
        table.extend(found);
        rounds += 1;
        if rounds == ROUNDS {
            draft = Draft::new(decoded);
            table.clear();
            break;
        }
    }
    let (text, map) = apply(decoded, &draft.edits);
    let foreign = foreign::lines(&text);
    Cleaned { text, edits: draft.edits, map, foreign, table }
}

/// One round of every repair, in order; `None` when it changed nothing.
fn round(draft: &mut Draft<'_>) -> Option<Vec<Gloss>> {
    let (table, patches) = {
        let brackets = gloss::Brackets::find(&draft.text);
        let table = brackets.table(&draft.text);
        let patches = brackets.patches(&table);
        (table, patches)
    };
    let mut changed = !patches.is_empty();
    draft.apply(patches);
    let patches = entity::patches(&draft.text, !table.is_empty());
    changed |= !patches.is_empty();
    draft.apply(patches);
    changed.then_some(table)
}

#[cfg(test)]
mod tests;
