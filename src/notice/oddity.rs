//! What is odd in a source and is kept as it is: stray words in a date, brackets without a partner, doubled words.

use crate::text::{Span, fold_char, is_han};

use super::{Oddity, OddityKind, Passage, Role};

/// Notes the oddities of the passages that are text.
pub(super) fn find(text: &str, passages: &[Passage], oddities: &mut Vec<Oddity>) {
    let mut quotes: Vec<Open> = Vec::new();
    let mut case = None;
    for passage in passages.iter().filter(|p| matches!(p.role, Role::Body | Role::Heading | Role::Listing)) {
        if passage.case != case {
            unclosed(&mut quotes, oddities);
            case = passage.case;
        }
        let chars: Vec<(usize, char)> =
            text[passage.span.range()].char_indices().map(|(at, c)| (at + passage.span.start, c)).collect();
        dates(&chars, oddities);
        blanks(&chars, oddities);
        doubled(&chars, oddities);
        brackets(&chars, &mut quotes, oddities);
    }
    unclosed(&mut quotes, oddities);
}

fn note(chars: &[(usize, char)], from: usize, to: usize, kind: OddityKind, message: String) -> Oddity {
    let end = chars[to - 1].0 + chars[to - 1].1.len_utf8();
    Oddity { span: Span::new(chars[from].0, end), kind, message }
}

fn string(chars: &[(usize, char)]) -> String {
    chars.iter().map(|&(_, c)| c).collect()
}

/// A year, then characters that are no 年, then what follows a date: 2022奶奶以來.
fn dates(chars: &[(usize, char)], oddities: &mut Vec<Oddity>) {
    // What may follow a date directly; the characters of the words are folded.
    const TAILS: [&str; 7] = ["以来", "以后", "以前", "年底", "年初", "年末", "期间"];
    // Characters that may follow a figure before such a word: 2000家以來, 2022年以來, 2022至今.
    const FITS: &str = "年月日号版届元万亿千百十个家件户名项次多人天周季世以至到和与及期底初末起";
    let mut at = 0;
    while at < chars.len() {
        let digits = chars[at..].iter().take_while(|(_, c)| c.is_ascii_digit()).count();
        if digits != 4 || !is_year(&chars[at..at + 4]) {
            at += digits.max(1);
            continue;
        }
        let after = at + 4;
        at = after;
        let stray = chars[after..].iter().take(4).take_while(|(_, c)| is_han(*c)).count();
        for length in 1..=stray.min(3) {
            let tail: String = chars[after + length..].iter().take(2).map(|&(_, c)| fold_char(c)).collect();
            let fits = chars[after..after + length].iter().any(|&(_, c)| FITS.contains(fold_char(c)));
            if TAILS.contains(&tail.as_str()) && !fits {
                let odd = string(&chars[after..after + length]);
                let message = format!("in this date “{odd}” stands where 年 is expected");
                oddities.push(note(chars, after - 4, after + length + 2, OddityKind::Date, message));
                break;
            }
        }
    }
}

fn is_year(digits: &[(usize, char)]) -> bool {
    matches!((digits[0].1, digits[1].1), ('1', '9') | ('2', '0'))
}

/// A blank between a figure and its percent sign.
fn blanks(chars: &[(usize, char)], oddities: &mut Vec<Oddity>) {
    for (at, &(_, c)) in chars.iter().enumerate().filter(|(_, (_, c))| matches!(c, '%' | '％' | '‰')) {
        let blanks = chars[..at].iter().rev().take_while(|(_, c)| c.is_whitespace()).count();
        let digits = chars[..at - blanks].iter().rev().take_while(|(_, c)| c.is_ascii_digit() || *c == '.').count();
        if blanks > 0 && digits > 0 {
            let message = format!("a blank stands before {c}");
            oddities.push(note(chars, at - blanks - digits, at + 1, OddityKind::Blank, message));
        }
    }
}

/// Two or three characters that stand twice in a row.
fn doubled(chars: &[(usize, char)], oddities: &mut Vec<Oddity>) {
    let mut at = 0;
    while at + 4 <= chars.len() {
        let c = chars[at].1;
        let twice = |length: usize| {
            at + 2 * length <= chars.len()
                && (0..length).all(|i| chars[at + i].1 == chars[at + length + i].1 && is_han(chars[at + i].1))
        };
        // 人人, 進一步進一步: one character twice is a word of its own, and so is a numeral.
        let length = if chars[at + 2].1 == c && twice(2) && chars[at + 1].1 != c {
            2
        } else if chars[at + 3].1 == c && twice(3) && chars[at + 1].1 != c {
            3
        } else {
            at += 1;
            continue;
        };
        let word = string(&chars[at..at + length]);
        let numeral = word.chars().all(|c| "一二三四五六七八九十百千万萬零〇".contains(c));
        if !numeral {
            let message = format!("“{word}” stands twice in a row");
            oddities.push(note(chars, at, at + 2 * length, OddityKind::Doubled, message));
        }
        at += 2 * length;
    }
}

/// A bracket or quotation mark and its place.
#[derive(Debug, Clone, Copy)]
struct Open {
    at: usize,
    /// As it stands.
    own: char,
}

fn partner(c: char) -> Option<(char, bool)> {
    Some(match c {
        '《' => ('》', true),
        '》' => ('《', false),
        '〈' => ('〉', true),
        '〉' => ('〈', false),
        '【' => ('】', true),
        '】' => ('【', false),
        '〔' => ('〕', true),
        '〕' => ('〔', false),
        '(' | '（' => (')', true),
        ')' | '）' => ('(', false),
        '“' => ('”', true),
        '”' => ('“', false),
        '‘' => ('’', true),
        '’' => ('‘', false),
        '「' => ('」', true),
        '」' => ('「', false),
        '『' => ('』', true),
        '』' => ('『', false),
        _ => return None,
    })
}

/// Brackets close in their own passage; double quotation marks may close in a later one of the same case.
fn brackets(chars: &[(usize, char)], quotes: &mut Vec<Open>, oddities: &mut Vec<Oddity>) {
    let mut open: Vec<Open> = Vec::new();
    for (i, &(at, c)) in chars.iter().enumerate() {
        let Some((other, opens)) = partner(c) else { continue };
        if opens {
            open.push(Open { at, own: c });
            continue;
        }
        if let Some(found) = open.iter().rposition(|open| fold_char(open.own) == other) {
            // What was opened inside and never closed: 《…(試行》.
            for inner in open.drain(found..).skip(1) {
                push_unbalanced(inner, oddities);
            }
            continue;
        }
        let list_number = fold_char(c) == ')' && i > 0 && i <= 4 && chars[..i].iter().all(|(_, c)| c.is_alphanumeric());
        let apostrophe = c == '’' && i > 0 && chars[i - 1].1.is_ascii_alphabetic();
        let closed_above = c == '”' && quotes.pop().is_some();
        if !list_number && !apostrophe && !closed_above {
            push_unbalanced(Open { at, own: c }, oddities);
        }
    }
    for left in open {
        if left.own == '“' {
            // A quotation of several paragraphs opens each of them and closes once.
            quotes.clear();
            quotes.push(left);
        } else {
            push_unbalanced(left, oddities);
        }
    }
}

fn unclosed(quotes: &mut Vec<Open>, oddities: &mut Vec<Oddity>) {
    for open in quotes.drain(..) {
        push_unbalanced(open, oddities);
    }
}

fn push_unbalanced(open: Open, oddities: &mut Vec<Oddity>) {
    oddities.push(Oddity {
        span: Span::new(open.at, open.at + open.own.len_utf8()),
        kind: OddityKind::Unbalanced,
        message: format!("{} has no partner", open.own),
    });
}
