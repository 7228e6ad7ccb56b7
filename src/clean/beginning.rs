//! Where a damaged stretch can begin.

use super::reading;
use crate::text::sentence::{Pause, Pauses};

/// Whether a stretch can begin with the question mark at byte `at` of `text`.
pub(super) fn can_begin(text: &str, at: usize) -> bool {
    let Some(rest) = text[at..].strip_prefix('?') else { return false };
    if reading::injected(rest).is_some() {
        return true;
    }
    // A byte, a mark, and another byte: of more in a row none was a mark.
    match rest.strip_prefix("??") {
        Some(third) => {
            !text[..at].ends_with('?')
                && (reading::injected(third).is_some() || starts_with_mark(third) && !third.starts_with('?'))
        }
        None => starts_with_mark(rest),
    }
}

/// The bytes of `text` at which a stretch can begin with a mark, its question mark being lost too: behind it stands what
/// only misread brackets make, `。ㄒ唬` for `　（一`.
pub(super) fn bare_beginnings(text: &str) -> Vec<usize> {
    // The first two bytes of the letters U+3105 to U+3129, which hardly any text has.
    let letters = memchr::memmem::find_iter(text.as_bytes(), &[0xE3, 0x84]);
    let found = letters.filter(|&at| text[at..].starts_with(|c| matches!(c, '\u{3105}'..='\u{3129}')));
    let marks = found.filter_map(|at| text[..at].strip_suffix('。').filter(|before| !before.ends_with('?')));
    marks.map(str::len).collect()
}

/// The marks at which sites split.
const SPLITS: Pauses = Pauses::of(&[Pause::Comma, Pause::Semicolon, Pause::Full, Pause::Exclamation, Pause::Question]);

pub(super) fn starts_with_mark(text: &str) -> bool {
    text.starts_with(|c| SPLITS.has(c))
}
