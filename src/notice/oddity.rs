//! What is odd in a source and is kept as it is: stray words in a date, brackets without a partner, doubled words.

use crate::error::Sentence;
use crate::text::numeral::{Form, Numerals};
use crate::text::{Span, fold_char, is_han};

use super::{Oddity, OddityKind, Passage, Role};

/// A file with more oddities than this has been told enough about; a megabyte of brackets is nobody's notice.
const MOST: usize = 10_000;

/// Notes the oddities of the passages that are text, up to some [`MOST`].
pub(super) fn find(text: &str, passages: &[Passage], oddities: &mut Vec<Oddity>) {
    let mut quotes: Vec<Open> = Vec::new();
    let mut case = None;
    for passage in passages.iter().filter(|p| matches!(p.role, Role::Body | Role::Heading | Role::Listing)) {
        if oddities.len() >= MOST {
            break;
        }
        if passage.case != case {
            unclosed(&mut quotes, oddities);
            case = passage.case;
        }
        let own = &text[passage.span.range()];
        let start = passage.span.start;
        dates(own, start, oddities);
        blanks(own, start, oddities);
        doubled(own, start, oddities);
        brackets(own, start, &mut quotes, oddities);
    }
    unclosed(&mut quotes, oddities);
}

/// A year, then characters that are no 年, then what follows a date: 2022奶奶以來. Passages begin at byte `start`.
fn dates(own: &str, start: usize, oddities: &mut Vec<Oddity>) {
    // What may follow a date directly; the characters of the words are folded.
    const TAILS: [&str; 7] = ["以来", "以后", "以前", "年底", "年初", "年末", "期间"];
    // Characters that may follow a figure before such a word: 2000家以來, 2022年以來, 2022至今.
    const FITS: &str = "年月日号版届元万亿千百十个家件户名项次多人天周季世以至到和与及期底初末起";
    let bytes = own.as_bytes();
    let mut at = 0;
    while at + 4 < bytes.len() {
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let after = at + digits;
        at = after.max(at + 1);
        if digits != 4 || !matches!(&bytes[after - 4..after - 2], b"19" | b"20") {
            continue;
        }
        let stray: Vec<char> = own[after..].chars().take(5).collect();
        let han = stray.iter().take_while(|&&c| is_han(c)).count();
        for length in 1..=han.min(3) {
            let tail: String = stray[length..].iter().take(2).map(|&c| fold_char(c)).collect();
            if !TAILS.contains(&tail.as_str()) || stray[..length].iter().any(|&c| FITS.contains(fold_char(c))) {
                continue;
            }
            let odd: String = stray[..length].iter().collect();
            let end: usize = stray[..length + 2].iter().map(|c| c.len_utf8()).sum();
            oddities.push(Oddity {
                span: Span::new(start + after - 4, start + after + end),
                kind: OddityKind::Date,
                message: Sentence::new(
                    format!("日期中“{odd}”的位置应为“年”"),
                    format!("in this date “{odd}” stands where 年 is expected"),
                ),
            });
            break;
        }
    }
}

/// A blank between a figure and its percent sign.
fn blanks(own: &str, start: usize, oddities: &mut Vec<Oddity>) {
    for mark in ['%', '％', '‰'] {
        for (at, _) in own.match_indices(mark) {
            let figure = own[..at].trim_end();
            let digits = figure.bytes().rev().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
            if figure.len() < at && digits > 0 {
                oddities.push(Oddity {
                    span: Span::new(start + figure.len() - digits, start + at + mark.len_utf8()),
                    kind: OddityKind::Blank,
                    message: Sentence::new(format!("{mark} 前有空格"), format!("a blank stands before {mark}")),
                });
            }
        }
    }
}

/// 十万十万 is a figure that a table repeats.
const NUMERALS: Numerals = Numerals::COUNTING.and(&[Form::Large]);

/// Two or three Chinese characters that stand twice in a row.
///
/// One character twice is a word of its own (人人), and so are numerals.
fn doubled(own: &str, start: usize, oddities: &mut Vec<Oddity>) {
    // The last six characters, newest first, and where they begin.
    let mut last = [('\0', 0_usize); 6];
    for (at, c) in own.char_indices() {
        last.rotate_right(1);
        last[0] = (c, at);
        // Nearly always two comparisons, both false.
        let length = if last[0].0 == last[2].0 && last[1].0 == last[3].0 {
            2
        } else if last[0].0 == last[3].0 && last[1].0 == last[4].0 && last[2].0 == last[5].0 {
            3
        } else {
            continue;
        };
        let word: String = last[..length].iter().rev().map(|(c, _)| c).collect();
        let plain = word.chars().all(|c| is_han(c) && !NUMERALS.has(fold_char(c)));
        if plain && last[0].0 != last[1].0 {
            oddities.push(Oddity {
                span: Span::new(start + last[2 * length - 1].1, start + at + c.len_utf8()),
                kind: OddityKind::Doubled,
                message: Sentence::new(format!("“{word}”连写两遍"), format!("“{word}” stands twice in a row")),
            });
            last = [('\0', 0); 6];
        }
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
fn brackets(passage: &str, start: usize, quotes: &mut Vec<Open>, oddities: &mut Vec<Oddity>) {
    let mut open: Vec<Open> = Vec::new();
    for (local, c) in passage.char_indices() {
        let Some((other, opens)) = partner(c) else { continue };
        let at = start + local;
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
        let before = &passage[..local];
        let list_number = fold_char(c) == ')'
            && (1..=12).contains(&local)
            && before.chars().count() <= 4
            && before.chars().all(char::is_alphanumeric);
        let apostrophe = c == '’' && before.ends_with(|c: char| c.is_ascii_alphabetic());
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
        message: Sentence::new(format!("{} 不成对", open.own), format!("{} has no partner", open.own)),
    });
}
