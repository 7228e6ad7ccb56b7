//! What the repairs need to know of one character: which script writes it, and whether it is a common one.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::gbk;
use crate::text::{fold_char, to_hans, to_hant};

const COMMON: u8 = 1;
const TRADITIONAL: u8 = 2;
const SIMPLIFIED: u8 = 4;
const HAN: u8 = 8;

/// The block of the unified ideographs, by code point from U+4E00. Rarer blocks need no classes.
static CLASSES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let all: String = ('\u{4E00}'..='\u{9FFF}').collect();
    let (hans, hant) = (to_hans(&all), to_hant(&all));
    let big5 = big5();
    all.chars()
        .zip(hans.chars().zip(hant.chars()))
        .map(|(c, (simplified, traditional))| {
            let mut class = HAN;
            if matches!(gbk::encode(simplified), Some([0xB0..=0xD7, 0xA1..=0xFE])) {
                class |= COMMON;
            }
            if simplified != c || traditional == c && fold_char(c) != c {
                class |= TRADITIONAL;
            } else if traditional != c && !big5.contains(&c) {
                class |= SIMPLIFIED;
            }
            class
        })
        .collect()
});

/// The characters of Big5, which was made for traditional text: a simplified form among them (后, 里, 余) is also a
/// character of its own there.
fn big5() -> HashSet<char> {
    let mut bytes = Vec::new();
    for lead in 0xA4..=0xF9_u8 {
        for trail in (0x40..=0x7E).chain(0xA1..=0xFE_u8) {
            bytes.extend([lead, trail]);
        }
    }
    encoding_rs::BIG5.decode_without_bom_handling(&bytes).0.chars().collect()
}

#[inline]
fn class(c: char) -> u8 {
    let at = (c as u32).wrapping_sub(0x4E00) as usize;
    if at < 0x5200 { CLASSES.get(at).copied().unwrap_or(0) } else { 0 }
}

/// Whether `c`'s simplified form is among the 3,755 characters of GB 2312's first level, the common ones.
#[inline]
pub(super) fn is_common(c: char) -> bool {
    class(c) & COMMON != 0
}

/// Whether only traditional text writes `c` (or text that a site converted: 著 for 着).
#[inline]
pub(super) fn is_traditional(c: char) -> bool {
    class(c) & TRADITIONAL != 0
}

/// Whether only simplified text writes `c`.
#[inline]
pub(super) fn is_simplified(c: char) -> bool {
    class(c) & SIMPLIFIED != 0
}

/// Which script alone writes `c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// As [`is_simplified`].
    Simplified,
    /// As [`is_traditional`].
    Traditional,
}

/// The script that alone writes `c`; none where both do.
#[inline]
pub(super) fn script(c: char) -> Option<Script> {
    match class(c) & (SIMPLIFIED | TRADITIONAL) {
        SIMPLIFIED => Some(Script::Simplified),
        TRADITIONAL => Some(Script::Traditional),
        _ => None,
    }
}

/// Characters by which the script of a text is told.
const SAMPLE: usize = 4000;

/// The script of which the beginning of `text` has more characters of its own; none where it has as many of both.
pub(super) fn prevailing(text: &str) -> Option<Script> {
    let of = |wanted: Script| text.chars().take(SAMPLE).filter(|&c| script(c) == Some(wanted)).count();
    match of(Script::Simplified).cmp(&of(Script::Traditional)) {
        Ordering::Less => Some(Script::Traditional),
        Ordering::Equal => None,
        Ordering::Greater => Some(Script::Simplified),
    }
}

/// Whether `c` is a unified ideograph of the first block.
#[inline]
pub(super) fn is_ideograph(c: char) -> bool {
    class(c) & HAN != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert!(is_common('質') && is_common('质') && is_common('賴'));
        assert!(!is_common('荨') && !is_common('蕁') && !is_common('魑') && !is_common('a'));
        assert!(is_traditional('質') && is_traditional('著') && !is_traditional('品') && !is_traditional('质'));
        assert!(
            is_simplified('质')
                && is_simplified('线')
                && !is_simplified('范')
                && !is_simplified('質')
                && !is_simplified('品')
        );
        assert!(is_ideograph('品') && !is_ideograph('\u{E2AE}') && !is_ideograph('，'));
        assert!(is_ideograph('\u{9FFF}') && is_ideograph('\u{4E00}') && !is_ideograph('\u{4DFF}'));
    }
}
