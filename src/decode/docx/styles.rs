//! Which styles are headings, and the numbers that Word writes in front of paragraphs.
//!
//! A list number such as `一、` or `第三条` is mostly no part of a paragraph's text: Word makes it from the numbering
//! definitions when it draws the page. A reader of the page sees it, so the text must have it.
//! (ECMA-376, part 1, 17.9.)

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::allowance::Allowance;
use super::super::document::{Format, ReadError};
use super::package::{Package, broken};

/// The parts with the styles and with the definitions of the lists.
const STYLES: &str = "word/styles.xml";
const NUMBERING: &str = "word/numbering.xml";

/// Bytes of the longest name of a style or a list. Every paragraph refers to them by name.
const LONGEST_NAME: usize = 255;

/// What a style or a list costs to keep, in bytes.
const ENTRY: u64 = 256;

/// What the definition of a list costs to keep beside its texts, in bytes.
const DEFINITION: u64 = 1024;

/// Levels of a list; Word has no more.
const LEVELS: usize = 9;

/// Which list a paragraph is an item of, and at which level (from 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) list: String,
    pub(super) level: usize,
}

/// What a style means for the paragraphs that have it.
#[derive(Debug, Default, Clone)]
struct Style {
    heading: u8,
    item: Option<Item>,
    based_on: Option<String>,
}

/// The styles and lists of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// For each list, the definition that it follows.
    lists: HashMap<String, String>,
    /// For each list that begins anew where it is first used, its first numbers by level.
    restarts: HashMap<String, [Option<u32>; LEVELS]>,
    definitions: HashMap<String, Vec<Level>>,
}

/// How one level of a list is numbered.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// The number as it is shown, such as `第%1条`; `%1` is the number of the first level.
    text: String,
}

impl Default for Level {
    fn default() -> Self {
        Level { start: 1, format: "decimal".to_owned(), text: String::new() }
    }
}

impl Styles {
    /// Reads `word/styles.xml` and `word/numbering.xml`, where there are any.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, ReadError> {
        let mut out = Styles::default();
        if let Some(xml) = package.text(STYLES)? {
            out.read_styles(&xml, package.allowance())?;
        }
        if let Some(xml) = package.text(NUMBERING)? {
            out.read_lists(&xml, package.allowance())?;
        }
        Ok(out)
    }

    /// The level of the heading that a style makes; 0 for none.
    pub(super) fn heading(&self, style: &str) -> u8 {
        self.chain(style).map(|style| style.heading).find(|&level| level > 0).unwrap_or(0)
    }

    /// The list that a style makes its paragraphs items of.
    pub(super) fn item(&self, style: &str) -> Option<&Item> {
        self.chain(style).find_map(|style| style.item.as_ref())
    }

    fn chain<'s>(&'s self, style: &str) -> impl Iterator<Item = &'s Style> {
        let up = |style: &&'s Style| style.based_on.as_ref().and_then(|name| self.styles.get(name));
        // Styles that are based on each other in a circle would never end.
        std::iter::successors(self.styles.get(style), up).take(16)
    }

    fn read_styles(&mut self, xml: &str, allowance: &Allowance) -> Result<(), ReadError> {
        let mut reader = Reader::from_str(xml);
        let (mut id, mut style) = (String::new(), Style::default());
        loop {
            allowance.step(Format::Docx)?;
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                    "style" => {
                        id = name(&tag, "styleId").unwrap_or_default();
                        style = Style::default();
                    }
                    "name" => {
                        let name = name(&tag, "val").unwrap_or_default().to_lowercase();
                        let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "));
                        style.heading = match level.and_then(|level| level.parse().ok()) {
                            Some(level @ 1..=6) => level,
                            _ if name == "title" || name == "标题" => 1,
                            _ => style.heading,
                        };
                    }
                    "outlineLvl" if style.heading == 0 => style.heading = outline(&tag),
                    "basedOn" => style.based_on = name(&tag, "val"),
                    "numId" => {
                        let item = style.item.get_or_insert(Item { list: String::new(), level: 0 });
                        item.list = name(&tag, "val").unwrap_or_default();
                    }
                    "ilvl" => {
                        let item = style.item.get_or_insert(Item { list: String::new(), level: 0 });
                        item.level = val(&tag).parse().unwrap_or(0).min(LEVELS - 1);
                    }
                    _ => {}
                },
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "style" => {
                    allowance.spend(ENTRY, STYLES)?;
                    self.styles.insert(std::mem::take(&mut id), std::mem::take(&mut style));
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(e) => return Err(broken(STYLES, &e)),
            }
        }
    }

    fn read_lists(&mut self, xml: &str, allowance: &Allowance) -> Result<(), ReadError> {
        let mut reader = Reader::from_str(xml);
        let (mut definition, mut list, mut level) = (None::<String>, None::<String>, 0);
        loop {
            allowance.step(Format::Docx)?;
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                    "abstractNum" => {
                        let id = name(&tag, "abstractNumId").unwrap_or_default();
                        allowance.spend(DEFINITION, NUMBERING)?;
                        self.definitions.insert(id.clone(), vec![Level::default(); LEVELS]);
                        definition = Some(id);
                    }
                    "num" => {
                        list = name(&tag, "numId");
                        definition = None;
                    }
                    "abstractNumId" => {
                        if let Some(list) = &list {
                            allowance.spend(ENTRY, NUMBERING)?;
                            self.lists.insert(list.clone(), name(&tag, "val").unwrap_or_default());
                        }
                    }
                    "lvl" | "lvlOverride" => {
                        level = value(&tag, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0)
                    }
                    "startOverride" => {
                        if let Some(list) = list.as_ref().filter(|_| definition.is_none() && level < LEVELS) {
                            allowance.spend(ENTRY, NUMBERING)?;
                            let first = val(&tag).parse().unwrap_or(1);
                            self.restarts.entry(list.clone()).or_default()[level] = Some(first);
                        }
                    }
                    what @ ("start" | "numFmt" | "lvlText") => {
                        let levels = definition.as_ref().and_then(|id| self.definitions.get_mut(id));
                        if let Some(level) = levels.and_then(|levels| levels.get_mut(level)) {
                            match what {
                                "start" => level.start = val(&tag).parse().unwrap_or(1),
                                "numFmt" => level.format = val(&tag),
                                _ => level.text = val(&tag),
                            }
                        }
                    }
                    _ => {}
                },
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(e) => return Err(broken(NUMBERING, &e)),
            }
        }
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
    pub(super) fn next(&mut self, styles: &Styles, item: &Item, allowance: &Allowance) -> Result<String, ReadError> {
        // Lists that follow one definition go on counting from each other.
        let Some(definition) = styles.lists.get(&item.list) else { return Ok(String::new()) };
        let Some(levels) = styles.definitions.get(definition) else { return Ok(String::new()) };
        let counts = self.counts.entry(definition.clone()).or_default();
        let at = item.level.min(LEVELS - 1);
        let restarts = styles.restarts.get(&item.list);
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
                return Err(allowance.exhausted(NUMBERING));
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
        allowance.spend(out.len() as u64, NUMBERING)?;
        Ok(out)
    }
}

/// A number as a format shows it; formats that are not known show digits.
fn shown(n: u32, format: &str) -> String {
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

/// The heading level that an `outlineLvl` gives: 0 there is 1 here, 9 there is running text.
pub(super) fn outline(tag: &BytesStart<'_>) -> u8 {
    val(tag).parse::<u8>().ok().filter(|&level| level < 6).map_or(0, |level| level + 1)
}

/// The attribute `val`; empty when there is none.
pub(super) fn val(tag: &BytesStart<'_>) -> String {
    value(tag, "val").unwrap_or_default()
}

/// An attribute that is a name; `None` as well for what is too long to be one.
fn name(tag: &BytesStart<'_>, attribute: &str) -> Option<String> {
    value(tag, attribute).filter(|name| name.len() <= LONGEST_NAME)
}

/// An attribute, whatever its prefix.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    Some(value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned))
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
