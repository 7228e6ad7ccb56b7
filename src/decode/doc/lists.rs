//! The lists of a Word document (MS-DOC, 2.9.147 and 2.9.136).

use super::super::allowance::Allowance;
use super::super::document::ReadError;
use super::super::format::Format;
pub(super) use super::super::numbering::Lists;
use super::super::numbering::{LEVELS, Level};
use super::header::{Header, Part};
use super::{u16_at, u32_at};

/// What the definition of a list costs to keep beside its texts, in bytes.
const DEFINITION: u64 = 1024;

/// The lists, each called by its number as paragraphs have it.
pub(super) fn read(header: &Header, table: &[u8], allowance: &Allowance) -> Result<Lists, ReadError> {
    let mut out = Lists { part: "the lists", ..Lists::default() };
    // The levels stand behind the list of definitions, outside of what is said to be its length.
    let all = header.part_and_rest(Part::Lists, table);
    let count = u16_at(all, 0).map_or(0, usize::from);
    let mut rest = all.get(2 + 28 * count..).unwrap_or_default();
    for number in 0..count {
        allowance.step(Format::Doc)?;
        let Some(own) = all.get(2 + 28 * number..2 + 28 * (number + 1)) else { break };
        let Some(id) = u32_at(own, 0) else { break };
        let levels = if own[26] & 1 == 1 { 1 } else { LEVELS };
        allowance.spend(DEFINITION, out.part)?;
        let mut definition = vec![Level::default(); LEVELS];
        for level in definition.iter_mut().take(levels) {
            let Some((found, len)) = level_of(rest) else { return Ok(out) };
            rest = rest.get(len..).unwrap_or_default();
            allowance.spend(found.text.len() as u64, out.part)?;
            *level = found;
        }
        out.definitions.insert(id.to_string(), definition);
    }
    let overrides = header.part(Part::ListOverrides, table);
    let count = u32_at(overrides, 0).unwrap_or(0) as usize;
    for number in 0..count {
        let Some(id) = u32_at(overrides, 4 + 16 * number) else { break };
        allowance.spend(DEFINITION / 8, out.part)?;
        out.lists.insert((number + 1).to_string(), id.to_string());
    }
    Ok(out)
}

/// A level, and how many bytes it takes.
fn level_of(bytes: &[u8]) -> Option<(Level, usize)> {
    let start = u32_at(bytes, 0)?;
    let format = *bytes.get(4)?;
    let (characters, paragraphs) = (usize::from(*bytes.get(24)?), usize::from(*bytes.get(25)?));
    let at = 28 + characters + paragraphs;
    let len = usize::from(u16_at(bytes, at)?);
    let units: Vec<u16> = (0..len).map_while(|i| u16_at(bytes, at + 2 + 2 * i)).collect();
    // The number of a level stands in the text as a character below 9.
    let mut text = String::new();
    for c in char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)) {
        match c as u32 {
            level @ 0..9 => text.push_str(&format!("%{}", level + 1)),
            _ => text.push(c),
        }
    }
    // What stands between the number and the text: a tab, a blank, or nothing.
    Some((Level { start, format: named(format).to_owned(), text }, at + 2 + 2 * len))
}

/// A format of numbers as DOCX calls it (MS-OSHARED, 2.2.1.3).
fn named(format: u8) -> &'static str {
    match format {
        0x01 => "upperRoman",
        0x02 => "lowerRoman",
        0x03 => "upperLetter",
        0x04 => "lowerLetter",
        0x0A => "ideographDigital",
        0x0B => "japaneseCounting",
        0x0E => "decimalFullWidth",
        0x12 => "decimalEnclosedCircle",
        0x13 => "decimalFullWidth2",
        0x16 => "decimalZero",
        0x17 => "bullet",
        0x1C => "decimalEnclosedCircleChinese",
        0x1E => "ideographTraditional",
        0x1F => "ideographZodiac",
        0x21 => "taiwaneseCounting",
        0x22 => "ideographLegalTraditional",
        0x23 => "taiwaneseCountingThousand",
        0x25 => "chineseCounting",
        0x26 => "chineseLegalSimplified",
        0x27 => "chineseCountingThousand",
        0xFF => "none",
        _ => "decimal",
    }
}
