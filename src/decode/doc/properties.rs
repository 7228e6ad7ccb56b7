//! What paragraphs and characters of a Word document are (MS-DOC, 2.6, 2.8 and 2.9).

use super::super::allowance::Allowance;
use super::super::document::ReadError;
use super::super::format::Format;
use super::super::rows::Edges;
use super::header::{Header, Part};
use super::{MAIN, u16_at, u32_at};

/// Bytes of a page of properties.
const PAGE: usize = 512;

/// What a style and a hidden stretch cost to keep, in bytes.
const ENTRY: u64 = 24;

/// Styles that are based on each other in a circle would never end.
const CHAIN: usize = 16;

/// The properties that are read, by their codes.
mod sprm {
    pub(super) const DELETED: u16 = 0x0800;
    pub(super) const HIDDEN: u16 = 0x083C;
    pub(super) const STYLE: u16 = 0x4600;
    pub(super) const LEVEL: u16 = 0x260A;
    pub(super) const LIST: u16 = 0x460B;
    pub(super) const IN_TABLE: u16 = 0x2416;
    pub(super) const ROW_END: u16 = 0x2417;
    pub(super) const OUTLINE: u16 = 0x2640;
    pub(super) const HEADS: u16 = 0x3404;
    pub(super) const DEPTH: u16 = 0x6649;
    pub(super) const ELSEWHERE: u16 = 0x6646;
    pub(super) const ROW: u16 = 0xD608;
    pub(super) const TABS: u16 = 0xC615;
}

/// What a paragraph is.
#[derive(Debug, Default, Clone)]
pub(super) struct Paragraph {
    /// The level of the heading it is; 0 for none.
    pub(super) heading: u8,
    /// The list that it is an item of, from 1, and the level in it.
    pub(super) list: u16,
    pub(super) level: u8,
    pub(super) in_table: bool,
    /// What it says of the row that it ends.
    pub(super) row: Option<Edges>,
}

/// A style of paragraphs.
#[derive(Debug, Default, Clone)]
struct Style {
    heading: u8,
    outline: Option<u8>,
    list: Option<u16>,
    level: Option<u8>,
    based_on: usize,
}

/// What all paragraphs and characters are.
pub(super) struct Properties<'b> {
    main: &'b [u8],
    data: &'b [u8],
    /// The list of the pages with the properties of paragraphs.
    pages: &'b [u8],
    styles: Vec<Style>,
    /// Stretches of the file whose characters are hidden or deleted, in order.
    hidden: Vec<(usize, usize)>,
}

impl<'b> Properties<'b> {
    pub(super) fn read(
        header: &Header,
        main: &'b [u8],
        table: &'b [u8],
        data: &'b [u8],
        allowance: &Allowance,
    ) -> Result<Self, ReadError> {
        let pages = header.part(Part::Paragraphs, table);
        let mut out = Properties { main, data, pages, styles: Vec::new(), hidden: Vec::new() };
        out.read_styles(header.part(Part::Styles, table), allowance)?;
        let characters = header.part(Part::Characters, table);
        for number in 0..pages_of(characters) {
            let Some(page) = page(main, characters, number) else { continue };
            let count = usize::from(page[PAGE - 1]);
            for run in 0..count {
                allowance.step(Format::Doc)?;
                let at = usize::from(page.get(4 * (count + 1) + run).copied().unwrap_or(0)) * 2;
                let Some(&len) = page.get(at).filter(|_| at > 0) else { continue };
                let list = page.get(at + 1..at + 1 + usize::from(len)).unwrap_or_default();
                let mut hidden = false;
                each(list, |code, operand| {
                    if matches!(code, sprm::DELETED | sprm::HIDDEN) {
                        hidden = operand.first().is_some_and(|&is| is & 1 == 1);
                    }
                });
                if hidden && let (Some(start), Some(end)) = (u32_at(page, 4 * run), u32_at(page, 4 * run + 4)) {
                    allowance.spend(ENTRY, MAIN)?;
                    out.hidden.push((start as usize, end as usize));
                }
            }
        }
        out.hidden.sort_unstable();
        Ok(out)
    }

    fn read_styles(&mut self, sheet: &[u8], allowance: &Allowance) -> Result<(), ReadError> {
        let Some(len) = u16_at(sheet, 0).map(usize::from) else { return Ok(()) };
        let count = u16_at(sheet, 2).unwrap_or(0);
        let base = u16_at(sheet, 4).map_or(10, usize::from);
        let mut rest = sheet.get(2 + len..).unwrap_or_default();
        for _ in 0..count {
            let Some(len) = u16_at(rest, 0).map(usize::from) else { break };
            let own = rest.get(2..2 + len).unwrap_or_default();
            rest = rest.get(2 + len..).unwrap_or_default();
            allowance.spend(ENTRY, MAIN)?;
            let kind = u16_at(own, 0).unwrap_or(0) & 0x0FFF;
            let based_on = u16_at(own, 2).unwrap_or(0);
            let mut style = Style { based_on: usize::from(based_on >> 4), ..Style::default() };
            style.heading = match kind {
                1..=6 if len > 0 => kind as u8,
                62 => 1,
                _ => 0,
            };
            if based_on & 0xF == 1 {
                // Its name, then its properties, each part at an even place.
                let name = u16_at(own, base).map_or(0, usize::from);
                let at = base + 2 + 2 * name + 2;
                let len = u16_at(own, at).map_or(0, usize::from);
                let list = own.get(at + 4..at + 2 + len).unwrap_or_default();
                each(list, |code, operand| match code {
                    sprm::OUTLINE => style.outline = operand.first().copied(),
                    sprm::LIST => style.list = u16_at(operand, 0),
                    sprm::LEVEL => style.level = operand.first().copied(),
                    _ => {}
                });
            }
            self.styles.push(style);
        }
        Ok(())
    }

    /// Whether the character at `place` of the file is hidden or deleted.
    pub(super) fn is_hidden(&self, place: usize) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let after = self.hidden.partition_point(|&(start, _)| start <= place);
        self.hidden[..after].last().is_some_and(|&(_, end)| place < end)
    }

    /// The run of properties of the paragraph in which `place` of the file lies: its end, and its properties.
    fn run(&self, place: usize) -> Option<(usize, &'b [u8])> {
        let count = pages_of(self.pages);
        let start = |number: usize| u32_at(self.pages, 4 * number).map_or(usize::MAX, |start| start as usize);
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if start(middle) <= place { low = middle + 1 } else { high = middle }
        }
        let page = page(self.main, self.pages, low.checked_sub(1)?)?;
        let runs = usize::from(page[PAGE - 1]);
        let bound = |number: usize| u32_at(page, 4 * number).map_or(usize::MAX, |bound| bound as usize);
        let run = (0..runs).find(|&run| (bound(run)..bound(run + 1)).contains(&place))?;
        let at = usize::from(page.get(4 * (runs + 1) + 13 * run).copied()?) * 2;
        if at == 0 {
            return Some((bound(run + 1), &[]));
        }
        // The length is counted in words, and may stand in a second byte.
        let list = match *page.get(at)? {
            0 => page.get(at + 2..at + 2 + 2 * usize::from(*page.get(at + 1)?)),
            len => page.get(at + 1..at + 2 * usize::from(len)),
        };
        Some((bound(run + 1), list.unwrap_or_default()))
    }

    /// Whether a paragraph ends before `place` of the file.
    pub(super) fn ends_at(&self, place: usize) -> bool {
        self.run(place.saturating_sub(1)).is_some_and(|(end, _)| end == place)
    }

    /// The paragraph whose mark stands at `place` of the file.
    pub(super) fn paragraph(&self, place: usize) -> Paragraph {
        let mut out = Paragraph::default();
        let Some((_, properties)) = self.run(place) else { return out };
        let Some(style) = u16_at(properties, 0) else { return out };
        let mut style = usize::from(style);
        let (mut outline, mut list, mut level) = (None, None, None);
        let (mut ends_row, mut heads, mut depth) = (false, false, 0);
        let mut row: Option<Edges> = None;
        let mut take = |code: u16, operand: &[u8]| {
            let first = operand.first().copied().unwrap_or(0);
            match code {
                sprm::STYLE => style = usize::from(u16_at(operand, 0).unwrap_or(0)),
                sprm::OUTLINE => outline = Some(first),
                sprm::LIST => list = u16_at(operand, 0),
                sprm::LEVEL => level = Some(first),
                sprm::IN_TABLE => out.in_table = first & 1 == 1,
                sprm::DEPTH => depth = u32_at(operand, 0).unwrap_or(0),
                sprm::ROW_END => ends_row = first & 1 == 1,
                sprm::HEADS => heads = first & 1 == 1,
                sprm::ROW => row = Some(edges(operand)),
                _ => {}
            }
        };
        each(properties.get(2..).unwrap_or_default(), |code, operand| {
            // Properties that are too long for a page stand elsewhere.
            if code == sprm::ELSEWHERE {
                let at = u32_at(operand, 0).unwrap_or(0) as usize;
                let len = u16_at(self.data, at).map_or(0, usize::from);
                each(self.data.get(at + 2..at + 2 + len).unwrap_or_default(), &mut take);
            } else {
                take(code, operand);
            }
        });
        out.in_table |= depth > 0;
        out.row = ends_row.then(|| Edges { heads, ..row.unwrap_or_default() });
        let chain = std::iter::successors(self.styles.get(style), |style| self.styles.get(style.based_on));
        let chain: Vec<&Style> = chain.take(CHAIN).collect();
        let outline = outline.or_else(|| chain.iter().find_map(|style| style.outline));
        let named = chain.iter().map(|style| style.heading).find(|&heading| heading > 0).unwrap_or(0);
        out.heading = match outline {
            Some(level @ 0..6) => level + 1,
            _ => named,
        };
        out.list =
            list.or_else(|| chain.iter().find_map(|style| style.list)).filter(|&list| list < 0x07FF).unwrap_or(0);
        out.level = level.or_else(|| chain.iter().find_map(|style| style.level)).unwrap_or(0);
        out
    }
}

/// How many pages a list of pages has: one more bound than pages.
fn pages_of(list: &[u8]) -> usize {
    list.len().saturating_sub(4) / 8
}

/// Page `number` of a list.
fn page<'b>(main: &'b [u8], list: &[u8], number: usize) -> Option<&'b [u8]> {
    let page = u32_at(list, 4 * (pages_of(list) + 1) + 4 * number)? as usize & 0x003F_FFFF;
    main.get(page * PAGE..(page + 1) * PAGE)
}

/// Calls `each` with the properties of a list, each with its operand.
fn each(mut list: &[u8], mut each: impl FnMut(u16, &[u8])) {
    while let Some(code) = u16_at(list, 0) {
        let (skip, len) = match code >> 13 {
            0 | 1 => (2, 1),
            3 => (2, 4),
            7 => (2, 3),
            6 if code == sprm::ROW => match u16_at(list, 2) {
                Some(len) => (4, usize::from(len).saturating_sub(1)),
                None => return,
            },
            // The length of tabs may not be told, and then they are the last.
            6 => match list.get(2) {
                Some(255) if code == sprm::TABS => return,
                Some(&len) => (3, usize::from(len)),
                None => return,
            },
            _ => (2, 2),
        };
        let Some(operand) = list.get(skip..skip + len) else { return };
        each(code, operand);
        list = &list[skip + len..];
    }
}

/// The cells of a row: their edges, and which go on with others.
fn edges(operand: &[u8]) -> Edges {
    let count = operand.first().map_or(0, |&count| usize::from(count));
    let edge = |number: usize| u16_at(operand, 1 + 2 * number).map(|edge| i32::from(edge.cast_signed()));
    let edges: Vec<i32> = (0..=count).map_while(edge).collect();
    let flags = |number: usize| u16_at(operand, 1 + 2 * (count + 1) + 20 * number).unwrap_or(0);
    Edges {
        heads: false,
        across: (0..count).map(|number| flags(number) & 2 != 0).collect(),
        down: (0..count).map(|number| flags(number) & 0x60 == 0x20).collect(),
        edges,
    }
}
