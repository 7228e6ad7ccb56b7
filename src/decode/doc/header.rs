//! The header of a Word document, and the text that its pieces make (MS-DOC, 2.4.1 and 2.5).

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use super::super::allowance::Allowance;
use super::super::document::ReadError;
use super::super::format::{Format, OLD_WORD};
use super::{MAIN, broken, u16_at, u32_at};

/// What a piece of text costs to keep, in bytes.
const PIECE: u64 = 24;

/// Where in the header the parts of the file are said to be: each a place and a length.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Styles = 1,
    Characters = 12,
    Paragraphs = 13,
    Pieces = 33,
    Lists = 73,
    ListOverrides = 74,
}

/// The header.
pub(super) struct Header {
    /// Which of the two tables is in use.
    first_table: bool,
    /// How many characters each story has, in their order.
    counts: [usize; 8],
    parts: Vec<(usize, usize)>,
}

/// The stories of a file, as stretches of its characters.
pub(super) struct Stories {
    pub(super) text: Range<usize>,
    pub(super) footnotes: Range<usize>,
    pub(super) headers: Range<usize>,
    pub(super) endnotes: Range<usize>,
    pub(super) boxes: Range<usize>,
    pub(super) header_boxes: Range<usize>,
}

impl Header {
    pub(super) fn read(main: &[u8]) -> Result<Header, ReadError> {
        let cut = || broken("its header is cut off");
        let (magic, version, flags) = (u16_at(main, 0), u16_at(main, 2), u16_at(main, 10).ok_or_else(cut)?);
        match (magic, version) {
            (Some(0xA5EC), Some(193..)) => {}
            (Some(0xA5EC | 0xA5DC | 0xA5DB), Some(_)) => return Err(ReadError::NotText(OLD_WORD)),
            _ => return Err(broken("it does not begin as a Word document does")),
        }
        // Encrypted, or disguised with a password.
        if flags & 0x0100 != 0 {
            return Err(ReadError::Encrypted(Format::Doc));
        }
        // Three lists whose lengths stand before them.
        let words = usize::from(u16_at(main, 32).ok_or_else(cut)?);
        let longs_at = 34 + 2 * words;
        let longs = usize::from(u16_at(main, longs_at).ok_or_else(cut)?);
        let parts_at = longs_at + 2 + 4 * longs;
        let parts = usize::from(u16_at(main, parts_at).ok_or_else(cut)?);
        let count = |number: usize| u32_at(main, longs_at + 2 + 4 * number).map_or(0, |count| count as usize);
        // Between headers and comments stands a story that is no longer used.
        let counts = [3, 4, 5, 6, 7, 8, 9, 10].map(|number| if number == 6 { 0 } else { count(number) });
        let parts = (0..parts)
            .map_while(|number| {
                let at = parts_at + 2 + 8 * number;
                Some((u32_at(main, at)? as usize, u32_at(main, at + 4)? as usize))
            })
            .collect();
        Ok(Header { first_table: flags & 0x0200 != 0, counts, parts })
    }

    /// The name of the stream with the tables.
    pub(super) fn table_name(&self) -> &'static str {
        if self.first_table { "1Table" } else { "0Table" }
    }

    /// A part of the stream with the tables; empty where there is none.
    pub(super) fn part<'t>(&self, part: Part, table: &'t [u8]) -> &'t [u8] {
        let Some(&(start, len)) = self.parts.get(part as usize) else { return &[] };
        start.checked_add(len).and_then(|end| table.get(start..end)).unwrap_or_default()
    }

    /// The same with all that follows it.
    pub(super) fn part_and_rest<'t>(&self, part: Part, table: &'t [u8]) -> &'t [u8] {
        match self.parts.get(part as usize) {
            Some(&(start, 1..)) => table.get(start..).unwrap_or_default(),
            _ => &[],
        }
    }

    pub(super) fn stories(&self) -> Stories {
        let mut at = 0_usize;
        let mut ranges = self.counts.map(|count| {
            let start = at;
            at = at.saturating_add(count);
            start..at
        });
        let mut take = |number: usize| std::mem::take(&mut ranges[number]);
        Stories {
            text: take(0),
            footnotes: take(1),
            headers: take(2),
            endnotes: take(5),
            boxes: take(6),
            header_boxes: take(7),
        }
    }
}

/// A stretch of characters that stand one after the other in the file.
struct Piece {
    /// The first of them in the text.
    start: usize,
    /// Where it stands in the file.
    place: usize,
    /// Bytes of a character.
    width: usize,
}

/// The text of all stories, as UTF-16.
pub(super) struct Text {
    units: Vec<u16>,
    pieces: Vec<Piece>,
}

impl Text {
    pub(super) fn read(header: &Header, main: &[u8], table: &[u8], allowance: &Allowance) -> Result<Text, ReadError> {
        let mut rest = header.part(Part::Pieces, table);
        // Properties that pieces may refer to come first.
        while let Some((1, after)) = rest.split_first() {
            let len = u16_at(after, 0).map_or(0, usize::from);
            rest = after.get(2 + len..).unwrap_or_default();
        }
        let pieces = match rest.split_first() {
            Some((2, after)) => after.get(4..).unwrap_or_default(),
            _ => return Err(broken("it does not say where its text is")),
        };
        let len = u32_at(rest, 1).map_or(0, |len| len as usize).min(pieces.len());
        // One more place of characters than there are pieces.
        let count = len.saturating_sub(4) / 12;
        let mut out = Text { units: Vec::new(), pieces: Vec::new() };
        for number in 0..count {
            allowance.step(Format::Doc)?;
            let (Some(start), Some(end)) = (u32_at(pieces, 4 * number), u32_at(pieces, 4 * number + 4)) else { break };
            let Some(place) = u32_at(pieces, 4 * (count + 1) + 8 * number + 2) else { break };
            let Some(chars) = end.checked_sub(start).map(|chars| chars as usize) else {
                return Err(broken("the pieces of its text are in disorder"));
            };
            if start as usize != out.units.len() {
                return Err(broken("the pieces of its text are in disorder"));
            }
            let (place, width) =
                if place & 0x4000_0000 != 0 { ((place & 0x3FFF_FFFF) as usize / 2, 1) } else { (place as usize, 2) };
            let bytes = main.get(place..).unwrap_or_default();
            let bytes = &bytes[..bytes.len().min(chars.saturating_mul(width))];
            allowance.spend(PIECE + 2 * (bytes.len() / width) as u64, MAIN)?;
            out.pieces.push(Piece { start: out.units.len(), place, width });
            if width == 1 {
                let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
                out.units.extend(text.encode_utf16());
            } else {
                out.units.extend(bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])));
            }
            if bytes.len() < chars.saturating_mul(width) {
                return Err(broken("it is cut off within its text"));
            }
        }
        Ok(out)
    }

    /// The characters in `range`, each with its number and its place in the file.
    pub(super) fn units(&self, range: Range<usize>) -> impl Iterator<Item = (usize, u16, usize)> {
        let range = range.start.min(self.units.len())..range.end.min(self.units.len());
        let mut piece = self.pieces.partition_point(|piece| piece.start <= range.start).saturating_sub(1);
        range.map(move |at| {
            while self.pieces.get(piece + 1).is_some_and(|next| next.start <= at) {
                piece += 1;
            }
            (at, self.units[at], self.place(piece, at))
        })
    }

    fn place(&self, piece: usize, at: usize) -> usize {
        self.pieces.get(piece).map_or(0, |piece| piece.place + (at - piece.start) * piece.width)
    }

    /// Where in the file the character `at` ends.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|piece| piece.start <= at).saturating_sub(1);
        let width = self.pieces.get(piece).map_or(1, |piece| piece.width);
        self.place(piece, at) + width
    }
}
