//! What a character is written in: Chinese or not, and which of the two scripts alone writes it.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold::{fold_char, to_hans, to_hant};

/// Whether `c` is a Chinese character: the unified ideographs with their extensions, the compatibility ideographs,
/// and 〇.
///
/// Private-use characters are not Han, even where a damaged page shows them in place of one.
#[inline]
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}'
        | '\u{3007}')
}

/// How many ideographs the first block has, U+4E00 to U+9FFF: nearly all that any text is written with.
pub const IDEOGRAPHS: usize = 0x5200;

/// The number of `c` among the ideographs of the first block, from 0; none for any other character.
#[inline]
#[must_use]
pub fn ideograph_number(c: char) -> Option<usize> {
    let number = (c as usize).wrapping_sub(0x4E00);
    (number < IDEOGRAPHS).then_some(number)
}

/// Whether `c` is an ideograph of the first block.
#[inline]
#[must_use]
pub fn is_ideograph(c: char) -> bool {
    ideograph_number(c).is_some()
}

/// Which characters a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// Simplified 简体, or no telling.
    #[default]
    Hans,
    /// Traditional 繁體.
    Hant,
}

/// Characters by which the script of a text is told.
const SAMPLE: usize = 4000;

impl Script {
    /// The script that alone writes `c`, an ideograph of the first block; none where both do. 著 for 着, which a site's
    /// conversion makes, counts as traditional; a simplified form that is a character of its own in traditional text
    /// (后, 里, 余) as neither.
    #[inline]
    #[must_use]
    pub fn of_char(c: char) -> Option<Script> {
        let only = *ONLY.get(ideograph_number(c)?)?;
        match only {
            SIMPLIFIED => Some(Script::Hans),
            TRADITIONAL => Some(Script::Hant),
            _ => None,
        }
    }

    /// How many characters of `text` simplified text alone has, and how many traditional text alone.
    #[must_use]
    pub(crate) fn count(text: &str) -> (usize, usize) {
        let only: &[u8] = &ONLY;
        let bytes = text.as_bytes();
        let (mut simplified, mut traditional) = (0, 0);
        let mut at = 0;
        // All of them have three bytes; decoding everything else takes as long again.
        while let Some(&lead) = bytes.get(at) {
            at += match lead {
                0xE0..=0xEF => {
                    let low = |behind: usize| usize::from(bytes.get(at + behind).copied().unwrap_or(0) & 0x3F);
                    let number = (usize::from(lead & 0xF) << 12 | low(1) << 6 | low(2)).wrapping_sub(0x4E00);
                    let script = only.get(number).copied().unwrap_or(0);
                    simplified += usize::from(script == SIMPLIFIED);
                    traditional += usize::from(script == TRADITIONAL);
                    3
                }
                0..=0xBF => 1,
                0xC0..=0xDF => 2,
                0xF0..=0xFF => 4,
            };
        }
        (simplified, traditional)
    }

    /// The script of which the first 4,000 characters of `text` have more that it alone writes; none where they have as
    /// many of both.
    #[must_use]
    pub fn prevailing(text: &str) -> Option<Script> {
        let (mut hans, mut hant) = (0, 0);
        for script in text.chars().take(SAMPLE).filter_map(Script::of_char) {
            match script {
                Script::Hans => hans += 1,
                Script::Hant => hant += 1,
            }
        }
        match hans.cmp(&hant) {
            Ordering::Less => Some(Script::Hant),
            Ordering::Equal => None,
            Ordering::Greater => Some(Script::Hans),
        }
    }

    /// The script that prevails in `text`, simplified where none does.
    #[must_use]
    pub fn of(text: &str) -> Script {
        Script::prevailing(text).unwrap_or_default()
    }

    /// `text` in this script, character for character.
    #[must_use]
    pub fn convert(self, text: &str) -> String {
        match self {
            Script::Hans => to_hans(text).into_owned(),
            Script::Hant => to_hant(text).into_owned(),
        }
    }
}

const SIMPLIFIED: u8 = 1;
const TRADITIONAL: u8 = 2;

/// The simplified and the traditional form of each ideograph of the first block, by its number.
pub(crate) fn forms() -> &'static [[char; 2]] {
    static FORMS: LazyLock<Vec<[char; 2]>> = LazyLock::new(|| {
        let all: String = ('\u{4E00}'..='\u{9FFF}').collect();
        to_hans(&all).chars().zip(to_hant(&all).chars()).map(<[char; 2]>::from).collect()
    });
    &FORMS
}

/// For each ideograph of the first block the script that alone writes it, 0 for both.
static ONLY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let big5 = big5();
    ('\u{4E00}'..='\u{9FFF}')
        .zip(forms())
        .map(|(c, &[simplified, traditional])| {
            if simplified != c || traditional == c && fold_char(c) != c {
                TRADITIONAL
            } else if traditional != c && !big5.contains(&c) {
                SIMPLIFIED
            } else {
                0
            }
        })
        .collect()
});

/// The characters of Big5, which was made for traditional text.
fn big5() -> HashSet<char> {
    let mut bytes = Vec::new();
    for lead in 0xA4..=0xF9_u8 {
        for trail in (0x40..=0x7E).chain(0xA1..=0xFE_u8) {
            bytes.extend([lead, trail]);
        }
    }
    encoding_rs::BIG5.decode_without_bom_handling(&bytes).0.chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        for c in
            ['\u{4E00}', '\u{9FFF}', '\u{3400}', '\u{4DBF}', '\u{F900}', '\u{FAFF}', '\u{20000}', '\u{323AF}', '〇']
        {
            assert!(is_han(c), "{c:?}");
        }
        for c in ['\u{4DFF}', '\u{A000}', '\u{33FF}', '\u{F8FF}', '\u{FB00}', '。', 'a', '(', 'ì', '\u{E2AE}'] {
            assert!(!is_han(c), "{c:?}");
        }
        assert_eq!((ideograph_number('\u{4E00}'), ideograph_number('\u{9FFF}')), (Some(0), Some(IDEOGRAPHS - 1)));
        for c in ['\u{4DFF}', '\u{A000}', '〇', 'a', '\u{E2AE}'] {
            assert!(!is_ideograph(c), "{c:?}");
        }
    }

    #[test]
    fn scripts_of_characters() {
        for (c, script) in [
            ('質', Some(Script::Hant)),
            ('著', Some(Script::Hant)),
            ('质', Some(Script::Hans)),
            ('线', Some(Script::Hans)),
            ('范', None),
            ('品', None),
            ('a', None),
        ] {
            assert_eq!(Script::of_char(c), script, "{c}");
        }
    }

    #[test]
    fn scripts_of_texts() {
        assert_eq!(Script::of("知識產權質押融資"), Script::Hant);
        assert_eq!(Script::of("知识产权质押融资"), Script::Hans);
        assert_eq!(Script::of(""), Script::Hans);
        assert_eq!(Script::of("余杭后里范围的質權"), Script::Hant, "what the sites leave does not count");
        assert_eq!(Script::prevailing("品"), None);
    }
}
