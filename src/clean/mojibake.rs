//! Text that was UTF-8 and was read as something else: as GBK, 鐭ヨ瘑 for 知识, or byte by byte, çŸ¥è¯† for 知识.
//!
//! Either way each character that is shown gives back the bytes that it was read from, and they are UTF-8 again. Hardly
//! any text that is none becomes Chinese so: the bytes of three characters in a row would have to agree. Where the wrong
//! reading lost a byte (U+FFFD), the dictionary tells the character, or it stays lost.

use std::sync::LazyLock;

use super::class::is_common;
use super::edits::Patch;
use super::gbk;
use super::scan;
use crate::analyze::word_frequency;
use crate::text::{Rule, Status, fold_char, is_ideograph};

/// Characters that a line must give back before it counts.
const FEWEST: usize = 3;

/// A byte that was read wrongly: none where it is lost.
type Byte = Option<u8>;

/// How the text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Misread {
    /// As GBK: two bytes a character.
    Pairs,
    /// As Latin-1 or Windows-1252: one byte a character.
    Single,
}

impl Misread {
    /// How a text may have been read that begins with `c`.
    fn of(c: char) -> Option<Misread> {
        static BEGINNINGS: LazyLock<Vec<bool>> = LazyLock::new(|| {
            let mut out = vec![false; 0x1_0000];
            for lead in leads() {
                for trail in 0x80..=0xBF_u8 {
                    let bytes = [lead, trail];
                    let (text, _) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
                    for c in text.chars().filter(|&c| c > '\u{7F}' && c != '\u{FFFD}') {
                        if let Some(entry) = out.get_mut(c as usize) {
                            *entry = true;
                        }
                    }
                }
            }
            out
        });
        if matches!(c, 'â' | 'ã'..='é' | 'ï') {
            Some(Misread::Single)
        } else if BEGINNINGS.get(c as usize).copied().unwrap_or(false) {
            Some(Misread::Pairs)
        } else {
            None
        }
    }

    /// The bytes that `c` was read from; none where it cannot have been.
    fn bytes(self, c: char, out: &mut Vec<Byte>) -> Option<()> {
        match (self, c) {
            (_, '\u{FFFD}') => out.push(None),
            (_, '\0'..='\u{7F}') => out.push(Some(c as u8)),
            (Misread::Pairs, '€') => out.push(Some(0x80)),
            (Misread::Pairs, _) => out.extend(gbk::encode(c)?.map(Some)),
            (Misread::Single, '\u{80}'..='\u{FF}') => out.push(Some(c as u32 as u8)),
            (Misread::Single, _) => out.push(Some(0x80 + WINDOWS.iter().position(|&other| other == c)? as u8)),
        }
        Some(())
    }
}

/// What the bytes 0x80 to 0x9F are in Windows-1252; NUL for none.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The bytes with which the UTF-8 of Chinese characters and their marks begins.
fn leads() -> impl Iterator<Item = u8> {
    (0xE2..=0xE9).chain([0xEF])
}

/// The edits that bring back what was read wrongly in `text`, line by line.
pub(super) fn patches(text: &str) -> Vec<Patch> {
    let mut out = Vec::new();
    for (start, line) in scan::lines(text) {
        let first = line.char_indices().find(|&(_, c)| !c.is_ascii() && !is_mark(c));
        if let Some((at, c)) = first
            && let Some(misread) = Misread::of(c)
        {
            let line = line[at..].trim_end_matches(['\r', '\n']);
            out.extend(repaired(line, misread).into_iter().map(|patch| Patch {
                start: patch.start + start + at,
                end: patch.end + start + at,
                ..patch
            }));
        }
    }
    out
}

/// Whether `c` is a mark that a program may have put before the text: an indent, a byte-order mark.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{A0}' | '\u{FEFF}')
}

/// A character that was brought back, with the bytes of the wrong reading that it took.
struct Found {
    /// Where its bytes begin and end, by number.
    from: usize,
    to: usize,
    /// What it may be; one where nothing is lost.
    choices: Vec<char>,
}

/// The edits of one line that begins with a character that was read wrongly; none where the line is sound.
fn repaired(line: &str, misread: Misread) -> Vec<Patch> {
    let mut bytes: Vec<Byte> = Vec::with_capacity(line.len());
    // Where each character that is shown begins: by bytes of the line and by number of the byte.
    let mut shown: Vec<(usize, usize)> = Vec::new();
    let mut end = line.len();
    for (at, c) in line.char_indices() {
        shown.push((at, bytes.len()));
        if misread.bytes(c, &mut bytes).is_none() {
            shown.pop();
            end = at;
            break;
        }
    }
    shown.push((end, bytes.len()));
    let (found, wrong) = decoded(&bytes);
    let good = found.iter().filter(|found| found.to - found.from >= 3).count();
    if good < FEWEST || wrong * 5 > good || found.iter().filter(|f| f.is_common()).count() * 2 < good {
        return Vec::new();
    }
    let chosen = chosen(&found);
    // An edit ends where a character that is shown and one that was brought back end together, and a clause does.
    let mut out: Vec<Patch> = Vec::new();
    let mut start = 0;
    let mut restored = String::new();
    let mut sure = true;
    let mut ends = shown.iter().copied().peekable();
    for (found, &c) in found.iter().zip(&chosen) {
        sure &= found.choices.len() == 1;
        restored.push(c);
        while ends.next_if(|&(_, byte)| byte < found.to).is_some() {}
        let Some(&(at, _)) = ends.peek().filter(|&&(_, byte)| byte == found.to) else { continue };
        if is_ideograph(c) && at < end {
            continue;
        }
        if line[start..at] != restored {
            let status = if sure { Status::Proven } else { Status::Suggested };
            let restored = std::mem::take(&mut restored);
            out.push(Patch { start, end: at, restored, rule: Rule::Mojibake, status });
        }
        restored.clear();
        sure = true;
        start = at;
    }
    out
}

impl Found {
    fn is_common(&self) -> bool {
        self.choices.iter().any(|&c| is_common(c) || !is_ideograph(c))
    }
}

/// `bytes` as UTF-8, and how many places are none.
fn decoded(bytes: &[Byte]) -> (Vec<Found>, usize) {
    let mut out = Vec::new();
    let mut wrong = 0;
    let mut at = 0;
    while at < bytes.len() {
        // A byte that is lost may stand for two: whichever leaves a beginning behind the character.
        let one = character(bytes, at, 1);
        let found = match &one {
            Some(found) if begins(bytes, found.to) => one,
            _ => character(bytes, at, 2).filter(|found| begins(bytes, found.to)).or(one),
        };
        let found = found.unwrap_or_else(|| {
            wrong += 1;
            Found { from: at, to: at + 1, choices: vec!['\u{FFFD}'] }
        });
        at = found.to;
        out.push(found);
    }
    (out, wrong)
}

/// Whether a character begins at `at`, or the bytes end.
fn begins(bytes: &[Byte], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| byte.is_none_or(|byte| !(0x80..0xC0).contains(&byte)))
}

/// The character that begins at `at`, where a byte that is lost stands for `each`.
fn character(bytes: &[Byte], at: usize, each: usize) -> Option<Found> {
    let lead = (*bytes.get(at)?)?;
    let len = match lead {
        0..=0x7F => 1,
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut rest: Vec<Byte> = Vec::new();
    let mut to = at + 1;
    while rest.len() + 1 < len {
        match bytes.get(to).copied() {
            Some(Some(byte)) if (0x80..0xC0).contains(&byte) => rest.push(Some(byte)),
            // A no-break blank that became a blank.
            Some(Some(b' ')) => rest.push(Some(0xA0)),
            Some(None) => rest.extend(std::iter::repeat_n(None, each)),
            // The end of the line took the last byte with it.
            None if rest.len() + 2 == len && to > at + 1 => {
                rest.push(None);
                break;
            }
            _ => return None,
        }
        to += 1;
    }
    rest.truncate(len - 1);
    let lost = rest.iter().filter(|byte| byte.is_none()).count();
    if lost > 1 && len < 4 && rest[0].is_none() {
        return Some(Found { from: at, to, choices: vec!['\u{FFFD}'] });
    }
    let mut choices = Vec::new();
    // Every byte for the first one that is lost; a second one is not told by any word.
    let tries = if lost > 0 { 0x80..=0xBF } else { 0x80..=0x80_u8 };
    for byte in tries {
        let mut whole = vec![lead];
        whole.extend(rest.iter().map(|known| known.unwrap_or(byte)));
        if let Some(c) = std::str::from_utf8(&whole).ok().and_then(|text| text.chars().next()) {
            choices.push(c);
        }
    }
    (!choices.is_empty()).then_some(Found { from: at, to, choices })
}

/// For each of `found` what it is: of several the one that makes the commonest word with a neighbour.
fn chosen(found: &[Found]) -> Vec<char> {
    let only = |at: Option<usize>| match at.and_then(|at| found.get(at)).map(|found| &found.choices[..]) {
        Some(&[c]) => Some(c),
        _ => None,
    };
    let mut out: Vec<char> = Vec::with_capacity(found.len());
    for (at, here) in found.iter().enumerate() {
        if let [c] = here.choices[..] {
            out.push(c);
            continue;
        }
        let (before, after) = (out.last().copied(), only(Some(at + 1)));
        let frequency = |word: [Option<char>; 2]| {
            let word: Option<String> =
                word.into_iter().map(|c| c.filter(|&c| is_ideograph(c)).map(fold_char)).collect();
            word.and_then(|word| word_frequency(&word)).unwrap_or(0)
        };
        let weight = |&c: &char| frequency([before, Some(c)]).max(frequency([Some(c), after]));
        let best = here.choices.iter().copied().max_by_key(weight).filter(|c| weight(c) > 0);
        // Lines end in a full stop.
        let stop = here.choices.iter().copied().find(|&c| c == '。').filter(|_| at + 1 == found.len());
        out.push(best.or(stop).unwrap_or('\u{FFFD}'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> String {
        let mut draft = super::super::edits::Draft::new(text);
        draft.apply(patches(text));
        draft.text.into_owned()
    }

    /// `text` as UTF-8 that was read as GBK.
    fn as_gbk(text: &str) -> String {
        encoding_rs::GBK.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    const LINES: [&str; 4] = [
        "乙市开展商标质押融资试点",
        "贷款金额3.5亿元，惠及企业40家。",
        "“好产品”（第一批）：保险、担保；",
        "各单位要认真贯彻执行",
    ];

    #[test]
    fn read_as_gbk() {
        for line in LINES {
            let shown = as_gbk(line);
            assert_ne!(shown, line);
            let found = repaired(&format!("{shown}\r\n"));
            let lost = found.chars().zip(line.chars()).filter(|(a, b)| a != b).count();
            assert!(lost <= 1, "{found} of {line}");
        }
    }

    #[test]
    fn read_byte_by_byte() {
        for line in LINES {
            let latin: String = line.bytes().map(char::from).collect();
            assert_eq!(repaired(&latin), line);
            let windows: String = line
                .bytes()
                .map(|b| match b {
                    0x80..=0x9F if WINDOWS[usize::from(b - 0x80)] != '\0' => WINDOWS[usize::from(b - 0x80)],
                    _ => char::from(b),
                })
                .collect();
            assert_eq!(repaired(&windows), line);
        }
    }

    #[test]
    fn what_is_sound_stays() {
        for text in
            ["Déjà vu, élève, naïve, façade, âge, ïle", "鐢子 錄事 鍦場 銆 锛", "質押融資，知識產權。", "é", "ä½", ""]
        {
            assert_eq!(repaired(text), text);
        }
        for line in LINES {
            assert_eq!(repaired(line), line);
        }
    }
}
