//! The proof of a repair: damaging the restored text again gives back what the page holds.

use super::damage::{Site, widen};
use super::gbk;
use super::reading_table::Table;
use super::scan::places;

/// The marks at which the sites split, in their orders.
const MARKS: [&[char]; 3] = [&['，', '；', '。'], &['，', '；', '。', '！', '？'], &['！', '？', '；', '，', '。']];

/// Whether the site, with `table` and the further readings `guesses`, makes `shown` of `original`. Readings in step are
/// dropped from `shown` already. With `open` the last character is not compared: the site's first decoding is out of
/// step there, and what follows would decide how it is shown. With `gone` the page has lost its private-use characters, and
/// what it says stands in their places, or nothing.
pub(super) fn holds(
    original: &str,
    shown: &str,
    table: &Table,
    guesses: &[(char, String)],
    open: bool,
    gone: Option<Option<char>>,
) -> bool {
    let (table_here, overlapping) = entries(original, table, guesses);
    let mut site = Site { table: table_here, marks: Vec::new() };
    let gives = |site: &Site| {
        let mut made = drop_readings(&site.damage(original), table);
        if let Some(filler) = gone {
            made = made.chars().filter_map(|c| if gbk::is_private_use(c) { filler } else { Some(c) }).collect();
        }
        if open {
            let cut = |text: &str| text.char_indices().next_back().map_or(0, |(at, _)| at);
            // What is lost at the open end is one character here or two there.
            let (made, shown) = (&made[..cut(&made)], &shown[..cut(shown)]);
            made == shown || made.len() + 3 >= shown.len() && shown.starts_with(made)
        } else {
            made == shown
        }
    };
    for marks in MARKS {
        site.marks = marks.to_vec();
        // Which of two overlapping pairs came first cannot be seen in the table; the order of others does not matter.
        if orders(&mut site, 0, overlapping.min(MOVED), &gives) {
            return true;
        }
    }
    false
}

/// At most so many entries are tried in every order.
const MOVED: usize = 5;

/// Whether `gives` holds of any order of the table's entries from `from` to `to`.
fn orders(site: &mut Site, from: usize, to: usize, gives: &impl Fn(&Site) -> bool) -> bool {
    if from + 1 >= to {
        return gives(site);
    }
    (from..to).any(|i| {
        site.table.swap(from, i);
        let found = orders(site, from + 1, to, gives);
        site.table.swap(from, i);
        found
    })
}

/// The entries of the table that `original` has the bytes for, first those that share a byte with another one, and how
/// many these are.
fn entries(original: &str, table: &Table, guesses: &[(char, String)]) -> (Vec<(char, String)>, usize) {
    let bytes: Vec<u8> = original
        .chars()
        .flat_map(|c| match gbk::encode(c) {
            Some(pair) => [Some(pair[0]), Some(pair[1])],
            None => [Some(if c.is_ascii() { c as u8 } else { 0 }), None],
        })
        .flatten()
        .collect();
    let mut out: Vec<(char, String)> = Vec::new();
    let mut overlapping: Vec<char> = Vec::new();
    let mut last: Option<(usize, char)> = None;
    for (at, pair) in bytes.windows(2).enumerate() {
        let pair = [pair[0], pair[1]];
        let Some(c) = gbk::decode(pair[0], pair[1]) else { continue };
        let reading = match table.reading(pair) {
            Some(reading) => Some(reading),
            None => guesses.iter().find(|(guess, _)| *guess == c).map(|(_, reading)| reading.as_str()),
        };
        let Some(reading) = reading else { continue };
        if let Some((_, before)) = last.filter(|&(before, _)| before + 1 == at) {
            overlapping.extend([before, c]);
        }
        last = Some((at, c));
        if !out.iter().any(|(other, _)| *other == c) {
            out.push((c, reading.to_owned()));
        }
    }
    out.sort_by_key(|(c, _)| !overlapping.contains(c));
    let count = out.partition_point(|(c, _)| overlapping.contains(c));
    (out, count)
}

/// `text` without the table's readings behind its characters.
fn drop_readings(text: &str, table: &Table) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for open in places(text, b'(') {
        if open < at {
            continue;
        }
        let pair = text[..open].chars().next_back().and_then(gbk::encode);
        let Some(reading) = pair.and_then(|pair| table.reading(pair)) else { continue };
        if text[open + 1..].strip_prefix(reading).is_some_and(|rest| rest.starts_with(')')) {
            out.push_str(&text[at..open]);
            at = open + reading.len() + 2;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Text as the site may have had it: marks in their full width. Where both decodings are in step it makes no
/// difference, and where one is not, a mark of one byte would have been lost.
pub(super) fn widened(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_punctuation() { widen(c).unwrap_or(c) } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::gloss::Gloss;
    use super::*;

    fn table() -> Table {
        let gloss = |character, reading: &str| Gloss { character, reading: reading.to_owned(), count: 1 };
        Table::new(&[gloss('優', "yōu"), gloss('詢', "xún"), gloss('線', "xiàn"), gloss('個', "gè")])
    }

    #[test]
    fn proofs() {
        let table = table();
        for (original, shown) in [
            ("轉變為保險機構", "轉變?yōu)楸kU機構"),
            ("各自優勢", "各自?xún)?yōu)勢"),
            ("規模化。", "規?;?。"),
            ("窗口變為線上", "窗口變?yōu)榫€(xiàn)上"),
            ("，優線", ",優線"),
        ] {
            assert!(holds(original, shown, &table, &[], false, None), "{original}");
            assert!(!holds(&original.replace(['保', '優', '模', '線'], "品"), shown, &table, &[], false, None));
        }
        assert!(!holds("轉變為保險機構", "轉變為保險機構", &table, &[], false, None));
        assert!(holds("變為保險", "變?yōu)楸kU", &Table::new(&[]), &[('優', "yōu".to_owned())], false, None));
    }
}
