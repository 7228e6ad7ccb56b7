//! The characters and words of the query language, in every width: what ends a word, what is an operator, a sign, a
//! bound.

use super::ast::{Bounds, Comparison, NearUnit};
use super::hint::Binding;
use crate::lexicon::words::{EXCLUDING, JOINING, OFFERING};
use crate::text::{fold, is_invisible};

/// An opening bracket of a group.
pub(super) fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

/// A closing bracket of a group.
pub(super) fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// The operator `|`.
pub(super) fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜')
}

/// Blanks, and characters that show nothing: zero-width ones, marks of direction, control characters.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

/// The comparison that `text` begins with, and the length of its sign in bytes.
pub(super) fn comparison(text: &str) -> Option<(Comparison, usize)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let (sign, mut len) = match first {
        '>' | '＞' => (Comparison::Over, first.len_utf8()),
        '<' | '＜' => (Comparison::Under, first.len_utf8()),
        '=' | '＝' => (Comparison::Equal, first.len_utf8()),
        '≥' | '≧' => return Some((Comparison::AtLeast, first.len_utf8())),
        '≤' | '≦' => return Some((Comparison::AtMost, first.len_utf8())),
        _ => return None,
    };
    let equal = chars.next().filter(|c| matches!(c, '=' | '＝'));
    len += equal.map_or(0, char::len_utf8);
    let sign = match (sign, equal) {
        (Comparison::Over, Some(_)) => Comparison::AtLeast,
        (Comparison::Under, Some(_)) => Comparison::AtMost,
        (sign, _) => sign,
    };
    Some((sign, len))
}

/// A near operator: its unit, and whether it is ordered.
pub(super) fn near_operator(word: &str) -> Option<(NearUnit, bool)> {
    let c = word.chars().next()?;
    let ordered = match c {
        '/' | '／' => false,
        '+' | '＋' => true,
        _ => return None,
    };
    let unit = match fold(short(&word[c.len_utf8()..])?).as_str() {
        "s" => NearUnit::Sentence,
        "p" => NearUnit::Passage,
        "c" => NearUnit::Case,
        digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            NearUnit::Chars(digits.parse().unwrap_or(u32::MAX))
        }
        _ => return None,
    };
    Some((unit, ordered))
}

/// What a word that stands alone binds by.
pub(super) fn binding(text: &str) -> Option<Binding> {
    let folded = fold(text);
    let is = |words: &[&str]| words.contains(&folded.as_str());
    if is(OFFERING) {
        Some(Binding::Or)
    } else if is(JOINING) {
        Some(Binding::And)
    } else if is(EXCLUDING) {
        Some(Binding::Not)
    } else {
        None
    }
}

/// Whether `c` ends an unquoted word.
pub(super) fn ends_word(c: char) -> bool {
    is_blank(c) || is_open(c) || is_close(c) || is_bar(c) || closing_quote(c).is_some()
}

/// The characters of `text` up to the next blank, bracket, bar or quotation mark.
pub(super) fn bare_word(text: &str) -> &str {
    &text[..text.find(ends_word).unwrap_or(text.len())]
}

/// `name`, unless it is longer than the name of any field can be.
pub(super) fn short(name: &str) -> Option<&str> {
    (name.len() <= 48).then_some(name)
}

/// What stands between the name of a field and what it says.
pub(super) fn is_sign(c: char) -> bool {
    is_colon(c) || matches!(c, '>' | '<' | '=' | '≥' | '≤' | '≧' | '≦' | '＞' | '＜' | '＝')
}

/// What stands between the values of a field.
pub(super) fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、')
}

/// What stands between a field and its values.
pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

/// The mark that closes what `c` opens, when it opens a phrase.
pub(super) fn closing_quote(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '＂' => Some('＂'),
        '“' => Some('”'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    }
}

/// Reads what follows the name of a kind of fact, its sign included: the noun and the bounds. `>=1億`, `:50..100`,
/// `:企業>100`, `:企業:100..200`.
pub(super) fn bounds(typed: &str) -> Option<(Option<String>, Bounds)> {
    let colon = typed.starts_with(is_colon);
    let text = typed.strip_prefix(is_colon).unwrap_or(typed);
    let (noun, comparison, figure) = match text.find(is_sign) {
        Some(at) => {
            let sign = text[at..].chars().next().map_or(0, char::len_utf8);
            let (comparison, len) = comparison(&text[at..]).unwrap_or((Comparison::Equal, sign));
            (&text[..at], comparison, &text[at + len..])
        }
        None => ("", Comparison::Equal, text),
    };
    // A noun follows a colon, a figure something, and neither holds a sign of its own.
    if figure.is_empty() || figure.contains(is_sign) || (!noun.is_empty() && !colon) {
        return None;
    }
    let range = || {
        let (low, high) = figure.split_once("..").or_else(|| figure.split_once("．．"))?;
        let side = |side: &str| (!side.is_empty()).then(|| side.to_owned());
        (comparison == Comparison::Equal && !(low.is_empty() && high.is_empty()))
            .then(|| Bounds::Range(side(low), side(high)))
    };
    let bounds = range().unwrap_or_else(|| Bounds::Compare(comparison, figure.to_owned()));
    Some(((!noun.is_empty()).then(|| noun.to_owned()), bounds))
}
