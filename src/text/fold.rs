//! The one folding table: traditional and simplified, full and half width, letter case and the variants that mirror
//! sites mix up, each brought to one form, one character for one character.
//!
//! The rules are in `build.rs`, the pairs in `data/fold.tsv`. Folding is per character on purpose: the sites convert
//! per character, so rules for phrases would be the wrong inverse (摸得著 is 摸得着 there).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fold.index"));
static PAGES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fold.pages"));
static HANS: &[(char, char)] = include!(concat!(env!("OUT_DIR"), "/hans.rs"));
static HANT: &[(char, char)] = include!(concat!(env!("OUT_DIR"), "/hant.rs"));

const PAGE: usize = 256;

/// The form in which `c` is compared.
#[inline]
#[must_use]
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let code = c as usize;
    let Some(page) = INDEX.get(code / PAGE * 2..code / PAGE * 2 + 2) else { return c };
    match u16::from_le_bytes([page[0], page[1]]) {
        0 => c,
        page => {
            let at = ((usize::from(page) - 1) * PAGE + code % PAGE) * 4;
            let folded = u32::from_le_bytes([PAGES[at], PAGES[at + 1], PAGES[at + 2], PAGES[at + 3]]);
            char::from_u32(folded).unwrap_or(c)
        }
    }
}

/// The other characters that are compared as the folded character `c` is.
pub fn unfolded(c: char) -> impl Iterator<Item = char> {
    /// Chinese characters: all that fold to another stand here.
    const HAN: [(u32, u32); 3] = [(0x2E80, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0)];
    static SOURCES: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
        let mut sources: HashMap<char, Vec<char>> = HashMap::new();
        for c in HAN.iter().flat_map(|&(first, end)| first..end).filter_map(char::from_u32) {
            let folded = fold_char(c);
            if folded != c {
                sources.entry(folded).or_default().push(c);
            }
        }
        sources
    });
    SOURCES.get(&c).into_iter().flatten().copied()
}

/// `text` in the form in which it is compared; it has as many characters as before.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(text.chars().map(fold_char));
    out
}

/// `text` in simplified characters, one for one, for display.
#[must_use]
pub fn to_hans(text: &str) -> Cow<'_, str> {
    convert(text, HANS)
}

/// `text` in traditional characters, one for one, for display.
#[must_use]
pub fn to_hant(text: &str) -> Cow<'_, str> {
    convert(text, HANT)
}

fn convert<'t>(text: &'t str, table: &[(char, char)]) -> Cow<'t, str> {
    let target = |c: char| table.binary_search_by_key(&c, |&(from, _)| from).map_or(c, |found| table[found].1);
    if text.chars().all(|c| c.is_ascii() || target(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(target).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_idempotent_and_keeps_the_count() {
        for u in 0..=0x10_FFFF {
            let Some(c) = char::from_u32(u) else { continue };
            let folded = fold_char(c);
            assert_eq!(fold_char(folded), folded, "{c:?} folds to {folded:?}, which folds again");
        }
    }

    #[test]
    fn site_conversions_meet() {
        for (a, b) in [
            ("質押", "质押"),
            ("摸得著", "摸得着"),
            ("臺州", "台州"),
            ("核準", "核准"),
            ("癥結", "症结"),
            ("ＬＰＲ＋１８０ＢＰ", "lpr+180bp"),
            ("，（）：", ",():"),
            ("\u{A0}\u{3000}", "  "),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
        assert_ne!(fold("“"), fold("\""));
    }

    #[test]
    fn scripts_for_display() {
        assert_eq!(to_hans("質押融資"), "质押融资");
        assert_eq!(to_hant("质押融资"), "質押融資");
        assert!(matches!(to_hans("质押"), Cow::Borrowed(_)));
    }
}
