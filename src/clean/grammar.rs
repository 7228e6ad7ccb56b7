//! How running text is put together, as far as it tells what a lost character was: marks and what they close, lists,
//! single characters in brackets, words of grammar.

use crate::analyze::word_frequency;
use crate::text::numeral::{Form, Numerals};
use crate::text::{fold_char, is_ideograph};

/// Marks and signs of running text that a pair can be.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{3000}' | '、' | '。' | '·' | '—' | '…' | '‘' | '’' | '“' | '”' | '〔' | '〕' | '〈' | '〉' | '《' | '》'
            | '【' | '】' | '\u{FF01}'..='\u{FF5E}' | '①'..='⑩' | '℃' | '×' | '~'
    )
}

/// The item of a list that a line begins with: a colon goes before the first one, a semicolon before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    First,
    Later,
}

/// The item that follows the line ends at the beginning of `text`.
pub(super) fn item(text: &[char]) -> Option<Item> {
    let at = text.iter().position(|c| !c.is_whitespace())?;
    match text[at..] {
        ['(', '一' | '1', ')', ..] | ['一' | '1', '、' | '.', ..] => Some(Item::First),
        ['(', c, ..] | [c, '、' | '.', ..] if c.is_ascii_digit() || c != '一' && Numerals::ITEM.has(c) => {
            Some(Item::Later)
        }
        _ => None,
    }
}

/// What speaks for a single character in brackets, 影（劇）院 or 縣（市）: that it goes on with the word around them.
pub(super) fn in_brackets(c: char, left: &[char], right: &[char]) -> f32 {
    let frequency = |word: &[char]| word_frequency(&word.iter().copied().map(fold_char).collect::<String>());
    let is_word = |word: &[char]| frequency(word).is_some();
    if let ['(', other, ')', after, ..] = right {
        // 取（排）水, the other way round.
        return if is_word(&[*other, *after]) {
            frequency(&[c, *after]).map_or(0.0, |f| 3.0 + (f as f32).ln())
        } else {
            0.0
        };
    }
    let ([.., before, '('], [')', rest @ ..]) = (left, right) else { return 0.0 };
    match rest.first() {
        Some(&after) if is_word(&[*before, c, after]) => 6.0,
        Some(&after) if is_word(&[*before, c]) && is_word(&[c, after]) => 4.0,
        _ if is_word(&[*before, c]) => 2.0,
        _ => 0.0,
    }
}

/// Whether a line begins with a year, in figures.
pub(super) fn is_dated(line: &str) -> bool {
    let line = line.trim_start();
    let year = line.bytes().take_while(u8::is_ascii_digit).count();
    year == 4 && line[year..].starts_with('年')
}

/// Whether `c` is a digit, in either way of writing.
pub(super) fn is_numeral(c: char) -> bool {
    const NUMERALS: Numerals = Numerals::of(&[Form::Digit, Form::Ten, Form::Hundred]);
    c.is_ascii_digit() || NUMERALS.has(c)
}

/// Whether figures stand before `c`.
pub(super) fn is_counted(c: char) -> bool {
    matches!(
        fold_char(c),
        '年' | '月' | '日' | '时' | '个' | '名' | '万' | '亿' | '元' | '%' | '项' | '条' | '号' | '倍' | '人'
    )
}

/// Whether `c` forms words with what goes before it and hardly ever begins one.
pub(super) fn is_suffix(c: char) -> bool {
    matches!(fold_char(c), '化' | '性' | '者' | '率' | '型' | '们')
}

/// Whether `c` joins what stands on both sides of it.
pub(super) fn is_conjunction(c: char) -> bool {
    matches!(fold_char(c), '或' | '和' | '及' | '与' | '而' | '且')
}

/// Whether `c` needs an object behind it, so that nothing can be joined to it.
pub(super) fn governs(c: char) -> bool {
    matches!(
        fold_char(c),
        '为' | '在' | '从' | '对' | '把' | '被' | '以' | '向' | '由' | '将' | '使' | '按' | '与' | '和'
    )
}

/// Whether 此 behind `c` goes back to what was said: 基于此, 為此, 因此.
pub(super) fn refers_back(c: char) -> bool {
    governs(c) || matches!(fold_char(c), '于' | '因' | '据' | '如' | '至' | '就')
}

/// Whether `c` is a character of grammar, or none at all, behind which a new word begins.
pub(super) fn is_function(c: char) -> bool {
    !is_ideograph(c) || "的了为是在和与及或将把被对向从以于而并由至到其".contains(fold_char(c))
}

/// The mark that closes what `c` opens.
pub(super) fn closer(c: char) -> Option<char> {
    Some(match c {
        '(' => ')',
        '《' => '》',
        '〈' => '〉',
        '“' => '”',
        '‘' => '’',
        '〔' => '〕',
        '【' => '】',
        _ => return None,
    })
}

/// The last bracket or quotation mark that `text` opens and does not close.
pub(super) fn innermost(text: impl Iterator<Item = char>) -> Option<char> {
    unclosed(text).last().copied()
}

/// What `text` opens and does not close.
pub(super) fn unclosed(text: impl Iterator<Item = char>) -> Vec<char> {
    let mut open: Vec<char> = Vec::new();
    for c in text {
        if closer(c).is_some() {
            open.push(c);
        } else if open.last().is_some_and(|&last| closer(last) == Some(c)) {
            open.pop();
        }
    }
    open
}

/// The first closing mark of `text` that nothing in it opens.
pub(super) fn closed(text: &[char]) -> Option<char> {
    let mut open: Vec<char> = Vec::new();
    for &c in text {
        if let Some(closer) = closer(c) {
            open.push(closer);
        } else if matches!(c, ')' | '》' | '〉' | '”' | '’' | '〕' | '】') && open.pop() != Some(c) {
            return Some(c);
        }
    }
    None
}
