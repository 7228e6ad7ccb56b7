//! The numbers that programs write in front of paragraphs: `一、`, `第三条`.
//!
//! Such a number is mostly no part of a paragraph's text: programs make it from the definitions of the lists when they
//! draw the page. A reader of the page sees it, so the text must have it. The formats have the names that DOCX gives
//! them. (ECMA-376, part 1, 17.9.)

use std::collections::{HashMap, HashSet};

use super::allowance::Allowance;
use super::document::ReadError;

/// Levels of a list; Word has no more.
pub(super) const LEVELS: usize = 9;

/// Which list a paragraph is an item of, and at which level (from 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) list: String,
    pub(super) level: usize,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The part of the file that defines them, for messages.
    pub(super) part: &'static str,
    /// For each list, the definition that it follows.
    pub(super) lists: HashMap<String, String>,
    /// For each list that begins anew where it is first used, its first numbers by level.
    pub(super) restarts: HashMap<String, [Option<u32>; LEVELS]>,
    pub(super) definitions: HashMap<String, Vec<Level>>,
}

/// How one level of a list is numbered.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) start: u32,
    pub(super) format: String,
    /// The number as it is shown, such as `第%1条`; `%1` is the number of the first level.
    pub(super) text: String,
}

impl Default for Level {
    fn default() -> Self {
        Level { start: 1, format: "decimal".to_owned(), text: String::new() }
    }
}

/// The numbers of the lists while a document is read from its beginning.
#[derive(Default)]
pub(super) struct Counters {
    /// By definition.
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists that have begun anew already.
    begun: HashSet<String>,
}

impl Counters {
    /// The number of the next item, as it is shown; empty for bullets and for lists that are not defined.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`] for a number that is longer than what is left of the file's allowance.
    pub(super) fn next(&mut self, lists: &Lists, item: &Item, allowance: &Allowance) -> Result<String, ReadError> {
        // Lists that follow one definition go on counting from each other.
        let Some(definition) = lists.lists.get(&item.list) else { return Ok(String::new()) };
        let Some(levels) = lists.definitions.get(definition) else { return Ok(String::new()) };
        let counts = self.counts.entry(definition.clone()).or_default();
        let at = item.level.min(LEVELS - 1);
        let restarts = lists.restarts.get(&item.list);
        let first = |level: usize| restarts.and_then(|first| first[level]).unwrap_or(levels[level].start);
        if let Some(restarts) = restarts
            && !self.begun.contains(&item.list)
        {
            self.begun.insert(item.list.clone());
            for (count, _) in counts.iter_mut().zip(restarts).filter(|(_, first)| first.is_some()) {
                *count = None;
            }
        }
        counts[at] = Some(counts[at].map_or(first(at), |n| n.saturating_add(1)));
        for deeper in &mut counts[at + 1..] {
            *deeper = None;
        }
        if levels[at].format == "bullet" {
            return Ok(String::new());
        }
        let mut out = String::new();
        let mut chars = levels[at].text.chars();
        while let Some(c) = chars.next() {
            // Each `%1` may stand for many characters, and each item of the list has all of them.
            if out.len() as u64 > allowance.left() {
                return Err(allowance.exhausted(lists.part));
            }
            let digit = if c == '%' { chars.clone().next().and_then(|c| c.to_digit(10)) } else { None };
            match digit {
                Some(n @ 1..=9) => {
                    chars.next();
                    let level = n as usize - 1;
                    let number = counts[level].unwrap_or(first(level));
                    out.push_str(&shown(number, &levels[level].format));
                }
                _ => out.push(c),
            }
        }
        allowance.spend(out.len() as u64, lists.part)?;
        Ok(out)
    }
}

/// A number as a format shows it; formats that are not known show digits.
pub(super) fn shown(n: u32, format: &str) -> String {
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
    let nth = |chars: &str| (n as usize).checked_sub(1).and_then(|at| chars.chars().nth(at)).map(String::from);
    let found = match format {
        "none" => Some(String::new()),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCountingThousand"
        | "taiwaneseCounting"
        | "ideographDigital" => chinese(n, "零一二三四五六七八九", ["十", "百", "千"]),
        "chineseLegalSimplified" => chinese(n, "零壹贰叁肆伍陆柒捌玖", ["拾", "佰", "仟"]),
        "ideographLegalTraditional" => chinese(n, "零壹貳參肆伍陸柒捌玖", ["拾", "佰", "仟"]),
        "ideographTraditional" => nth("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => nth("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => nth(CIRCLED),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(n.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect())
        }
        "decimalZero" => Some(format!("{n:02}")),
        "upperLetter" => nth("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "lowerLetter" => nth("abcdefghijklmnopqrstuvwxyz"),
        "upperRoman" => Some(roman(n)),
        "lowerRoman" => Some(roman(n).to_lowercase()),
        _ => None,
    };
    found.unwrap_or_else(|| n.to_string())
}

/// A number below 10,000 in Chinese numerals: 10 is 十, 12 十二, 105 一百零五.
fn chinese(n: u32, digits: &str, units: [&str; 3]) -> Option<String> {
    let digit = |n: u32| digits.chars().nth(n as usize);
    if n >= 10_000 {
        return None;
    }
    if n < 10 {
        return digit(n).map(String::from);
    }
    let mut out = String::new();
    let mut gap = false;
    for (power, unit) in [(1000, Some(units[2])), (100, Some(units[1])), (10, Some(units[0])), (1, None)] {
        let part = n / power % 10;
        if part == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(digit(0)?);
            gap = false;
        }
        if !(part == 1 && power == 10 && out.is_empty()) {
            out.push(digit(part)?);
        }
        out.push_str(unit.unwrap_or(""));
    }
    Some(out)
}

fn roman(n: u32) -> String {
    let mut out = String::new();
    // Nobody numbers beyond this in Roman numerals.
    let mut rest = n.min(3999);
    for (value, numeral) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while rest >= value {
            out.push_str(numeral);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_shown() {
        for (n, format, expected) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCounting", "十"),
            (12, "chineseCountingThousand", "十二"),
            (20, "japaneseCounting", "二十"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1005, "chineseCountingThousand", "一千零五"),
            (3, "decimalEnclosedCircle", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (2, "ideographTraditional", "乙"),
            (14, "lowerRoman", "xiv"),
            (7, "decimal", "7"),
            (12, "decimalFullWidth", "１２"),
            (99_999, "chineseCounting", "99999"),
        ] {
            assert_eq!(shown(n, format), expected, "{n} as {format}");
        }
    }
}
