//! Rich Text Format (1.9.1): paragraphs, headings, tables; footnotes behind the text, headers and footers set aside.
//!
//! Why no crate: none was found that is described as giving tables, headings and notes of texts in Chinese code pages.
//! Groups are kept on a list of their own, so that no depth of them is too deep.

use std::collections::{HashMap, HashSet};

use encoding_rs::{Encoding, WINDOWS_1252};

use super::Remark;
use super::allowance::Allowance;
use super::charset::of_codepage;
use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::flow::Flow;
use super::format::Format;
use super::rows::{Edges, Rows};
use super::unread::Unread;

/// What a group, a font or a style costs to keep, in bytes.
const ENTRY: u64 = 64;

/// The part that everything stands in, for messages.
const PART: &str = "the groups of the RTF";

/// The reader of RTF.
pub(super) struct Rtf;

impl Reader for Rtf {
    fn allowance(&self, len: usize) -> Allowance {
        Allowance::plain(len)
    }

    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut text = Text {
            allowance,
            flow: Flow::new(PART, allowance),
            rows: Rows::default(),
            row: Edges::default(),
            unread: Unread::default(),
            bytes: Vec::new(),
            stories: vec![String::new()],
            notes: Vec::new(),
            running: Vec::new(),
            fonts: HashMap::new(),
            styles: HashMap::new(),
            paragraph: Paragraph::default(),
            ansi: WINDOWS_1252,
            skip: 0,
            high: None,
            entry: (0, String::new()),
            cell: Cell::default(),
        };
        text.read(file.bytes)?;
        text.document()
    }
}

/// Where the text of a group goes.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Goal {
    #[default]
    Text,
    Nowhere,
    /// The same text twice, in bytes and in Unicode, of which the second is read.
    Either,
    Fonts,
    Styles,
    /// The number of an item, as it is shown.
    Number,
    Note,
    Running,
}

/// What a group sets, until it ends.
#[derive(Debug, Clone, Copy)]
struct Group {
    goal: Goal,
    /// The encoding of its font.
    encoding: Option<&'static Encoding>,
    /// How many characters stand for programs that do not know the one before them.
    fallback: usize,
    hidden: bool,
    /// Whether its first word may be one that it is not necessary to know.
    star: bool,
    /// Whether a story of its own ends with it.
    story: bool,
}

/// What a paragraph is.
#[derive(Debug, Default, Clone, Copy)]
struct Paragraph {
    style: i32,
    outline: Option<i32>,
    in_table: bool,
}

/// What the next cell of a row is.
#[derive(Debug, Default, Clone, Copy)]
struct Cell {
    across: bool,
    down: bool,
}

struct Text<'a> {
    allowance: &'a Allowance,
    flow: Flow<'a>,
    rows: Rows,
    row: Edges,
    unread: Unread,
    /// Bytes of text that wait for the rest of their characters.
    bytes: Vec<u8>,
    /// The paragraph that is being read, and above it those of notes and headers in it.
    stories: Vec<String>,
    notes: Vec<String>,
    running: Vec<String>,
    fonts: HashMap<i32, Option<&'static Encoding>>,
    /// The levels of the headings that styles make.
    styles: HashMap<i32, u8>,
    paragraph: Paragraph,
    ansi: &'static Encoding,
    /// Characters that are passed over.
    skip: usize,
    /// The first half of a character that is written in two.
    high: Option<u16>,
    /// The font or style that is being read, and its name.
    entry: (i32, String),
    cell: Cell,
}

/// A word of the source.
enum Word<'b> {
    Open,
    Close,
    /// A word with its number.
    Control(&'b str, Option<i32>),
    Symbol(u8),
    Byte(u8),
    /// A byte that is written as two digits.
    Hex(u8),
}

/// Takes the next word off `rest`.
fn word<'b>(rest: &mut &'b [u8]) -> Option<Word<'b>> {
    let (&first, after) = rest.split_first()?;
    *rest = after;
    match first {
        b'{' => Some(Word::Open),
        b'}' => Some(Word::Close),
        b'\\' => {
            let Some(&next) = after.first() else { return Some(Word::Byte(b'\\')) };
            if next == b'\'' {
                let digits = after.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
                *rest = after.get(3..).unwrap_or_default();
                return Some(Word::Hex(digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(b'?')));
            }
            let len = after.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
            if len == 0 {
                *rest = &after[1..];
                return Some(Word::Symbol(next));
            }
            let (name, mut after) = after.split_at(len);
            let sign = usize::from(after.first() == Some(&b'-'));
            let digits = after[sign..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
            let mut number = None;
            if digits > 0 {
                let (text, behind) = after.split_at(sign + digits);
                number = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
                after = behind;
            }
            *rest = after.strip_prefix(b" ").unwrap_or(after);
            // Letters of ASCII are text.
            Some(Word::Control(std::str::from_utf8(name).unwrap_or_default(), number))
        }
        byte => Some(Word::Byte(byte)),
    }
}

impl Text<'_> {
    fn read(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let mut rest = bytes;
        let first = Group { goal: Goal::Text, encoding: None, fallback: 1, hidden: false, star: false, story: false };
        let mut groups: Vec<Group> = vec![first];
        while let Some(word) = word(&mut rest) {
            self.allowance.step(Format::Rtf)?;
            let Some(&group) = groups.last() else { break };
            match word {
                Word::Open => {
                    self.flush(&group);
                    self.skip = 0;
                    self.allowance.spend(ENTRY / 2, PART)?;
                    groups.push(Group { star: false, story: false, ..group });
                }
                Word::Close => {
                    self.flush(&group);
                    self.skip = 0;
                    self.close(&group);
                    // What follows the last one is no text.
                    if groups.len() <= 2 {
                        break;
                    }
                    groups.pop();
                }
                Word::Byte(b'\r' | b'\n' | 0) => {}
                Word::Byte(byte) | Word::Hex(byte) => {
                    if self.skip > 0 {
                        self.skip -= 1;
                    } else if self.takes(&group) {
                        self.bytes.push(byte);
                    }
                }
                Word::Symbol(symbol) => {
                    self.flush(&group);
                    match symbol {
                        b'*' => {
                            if let Some(group) = groups.last_mut() {
                                group.star = true;
                            }
                        }
                        b'~' => self.push('\u{A0}', &group),
                        b'_' => self.push('-', &group),
                        b'\\' | b'{' | b'}' => self.push(char::from(symbol), &group),
                        b'\r' | b'\n' => self.end_paragraph(&group)?,
                        _ => {}
                    }
                }
                Word::Control("bin", number) => {
                    let len = number.and_then(|len| usize::try_from(len).ok()).unwrap_or(0);
                    rest = rest.get(len..).unwrap_or_default();
                }
                Word::Control(name, number) => {
                    if name != "u" {
                        self.flush(&group);
                    }
                    if let Some(last) = groups.last_mut() {
                        self.control(name, number, last)?;
                        last.star = false;
                    }
                }
            }
        }
        if let Some(&group) = groups.last() {
            self.flush(&group);
        }
        self.stories.truncate(1);
        if self.stories.first().is_some_and(|text| !text.trim().is_empty()) {
            self.paragraph.in_table = false;
            self.end_paragraph(&Group { goal: Goal::Text, ..first })?;
        }
        Ok(())
    }

    /// Whether text of a group goes anywhere.
    fn takes(&mut self, group: &Group) -> bool {
        !(group.hidden || matches!(group.goal, Goal::Nowhere | Goal::Either))
    }

    fn push(&mut self, c: char, group: &Group) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.takes(group) {
            match group.goal {
                Goal::Fonts | Goal::Styles => self.name(c),
                _ => {
                    if let Some(story) = self.stories.last_mut() {
                        story.push(c);
                    }
                }
            }
        }
    }

    /// Appends to the name of a font or a style, which ends in a semicolon.
    fn name(&mut self, c: char) {
        const LONGEST: usize = 256;
        if c != ';' {
            if self.entry.1.len() < LONGEST {
                self.entry.1.push(c);
            }
            return;
        }
        let (number, name) = std::mem::take(&mut self.entry);
        let name = name.trim().to_lowercase();
        let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "));
        let level = match level.and_then(|level| level.trim().parse().ok()) {
            Some(level @ 1..=6) => Some(level),
            _ if name == "title" || name == "标题" => Some(1),
            _ => None,
        };
        if let Some(level) = level {
            self.styles.insert(number, level);
        }
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self, group: &Group) {
        self.high = None;
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = group.encoding.unwrap_or(self.ansi);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        match group.goal {
            Goal::Nowhere | Goal::Either => {}
            Goal::Fonts | Goal::Styles => text.chars().for_each(|c| self.name(c)),
            _ => {
                if let Some(story) = self.stories.last_mut() {
                    story.push_str(&text);
                }
            }
        }
    }

    /// Ends a group.
    fn close(&mut self, group: &Group) {
        if !group.story || self.stories.len() < 2 {
            return;
        }
        let Some(text) = self.stories.pop() else { return };
        match group.goal {
            Goal::Note => self.notes.push(text),
            Goal::Running => self.running.push(text),
            // Of the number of an item, what stands between it and the text is none.
            Goal::Number => {
                if let Some(story) = self.stories.last_mut() {
                    story.push_str(text.trim());
                }
            }
            _ => {}
        }
    }

    /// Begins a story of its own.
    fn story(&mut self, goal: Goal, group: &mut Group) -> Result<(), ReadError> {
        if !matches!(group.goal, Goal::Nowhere | Goal::Either) && !group.story {
            self.allowance.spend(ENTRY, PART)?;
            group.goal = goal;
            group.story = true;
            self.stories.push(String::new());
        }
        Ok(())
    }

    fn control(&mut self, name: &str, number: Option<i32>, group: &mut Group) -> Result<(), ReadError> {
        let on = number != Some(0);
        match name {
            "u" => self.character(number.unwrap_or(0), group),
            "uc" => group.fallback = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1),
            "ansicpg" => {
                let page = number.and_then(|page| u16::try_from(page).ok());
                self.ansi = page.and_then(of_codepage).unwrap_or(self.ansi);
            }
            "mac" => self.ansi = encoding_rs::MACINTOSH,
            "f" | "af" if group.goal == Goal::Fonts => self.entry.0 = number.unwrap_or(0),
            "fcharset" if group.goal == Goal::Fonts => {
                self.allowance.spend(ENTRY, PART)?;
                self.fonts.insert(self.entry.0, of_charset(number.unwrap_or(0)));
            }
            "f" => group.encoding = self.fonts.get(&number.unwrap_or(0)).copied().flatten(),
            "s" if group.goal == Goal::Styles => {
                self.allowance.spend(ENTRY, PART)?;
                self.entry.0 = number.unwrap_or(0);
            }
            "outlinelevel" if group.goal == Goal::Styles => {
                if let Some(level @ 0..6) = number {
                    self.styles.insert(self.entry.0, level as u8 + 1);
                }
            }
            _ if matches!(group.goal, Goal::Fonts | Goal::Styles) => {}
            "fonttbl" => group.goal = Goal::Fonts,
            "stylesheet" => group.goal = Goal::Styles,
            "colortbl" | "info" | "fldinst" | "nonshppict" | "listtable" | "listoverridetable" | "objdata"
            | "nonesttables" | "xe" | "tc" | "rxe" | "filetbl" | "revtbl" | "panose" | "falt" => {
                group.goal = Goal::Nowhere;
            }
            "pict" => {
                self.unread.pictures += usize::from(group.goal != Goal::Nowhere);
                group.goal = Goal::Nowhere;
            }
            "object" => self.unread.embedded += usize::from(group.goal != Goal::Nowhere),
            "annotation" => {
                self.unread.comments += usize::from(group.goal != Goal::Nowhere);
                group.goal = Goal::Nowhere;
            }
            "footnote" => self.story(Goal::Note, group)?,
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
                self.story(Goal::Running, group)?;
            }
            "listtext" | "pntext" => self.story(Goal::Number, group)?,
            // Text in Unicode beside the same in bytes; a box; pictures for those who know how.
            "upr" if group.goal == Goal::Text => group.goal = Goal::Either,
            "ud" if group.goal == Goal::Either => group.goal = Goal::Text,
            "shptxt" if group.goal == Goal::Nowhere => group.goal = Goal::Text,
            "shpinst" => group.goal = Goal::Nowhere,
            "shppict" => {}
            _ if group.star => group.goal = Goal::Nowhere,
            "deleted" | "v" => {
                self.unread.hidden += usize::from(on && !group.hidden && group.goal == Goal::Text);
                group.hidden = on;
            }
            "plain" => {
                group.hidden = false;
                group.encoding = None;
            }
            _ if matches!(group.goal, Goal::Nowhere | Goal::Either) => {}
            "par" | "sect" | "page" | "column" | "nestcell" => self.end_paragraph(group)?,
            "line" => self.push('\n', group),
            "tab" => self.push('\t', group),
            "emdash" => self.push('—', group),
            "endash" => self.push('–', group),
            "lquote" => self.push('‘', group),
            "rquote" => self.push('’', group),
            "ldblquote" => self.push('“', group),
            "rdblquote" => self.push('”', group),
            "bullet" => self.push('•', group),
            "emspace" | "enspace" => self.push('\u{2003}', group),
            _ if group.goal != Goal::Text => {}
            "pard" => self.paragraph = Paragraph::default(),
            "s" => self.paragraph.style = number.unwrap_or(0),
            "outlinelevel" => self.paragraph.outline = number,
            "intbl" => self.paragraph.in_table = on,
            "itap" => self.paragraph.in_table = number.unwrap_or(0) > 0,
            "trowd" => {
                self.row = Edges { edges: Vec::new(), ..Edges::default() };
                self.cell = Cell::default();
            }
            "trhdr" => self.row.heads = true,
            "trleft" if self.row.edges.is_empty() => self.row.edges.push(number.unwrap_or(0)),
            "clmrg" => self.cell.across = true,
            "clvmrg" => self.cell.down = true,
            "cellx" => {
                self.allowance.spend(ENTRY / 4, PART)?;
                if self.row.edges.is_empty() {
                    self.row.edges.push(0);
                }
                self.row.edges.push(number.unwrap_or(0));
                self.row.across.push(self.cell.across);
                self.row.down.push(self.cell.down);
                self.cell = Cell::default();
            }
            "cell" => {
                self.paragraph.in_table = true;
                self.end_paragraph(group)?;
                self.rows.end_cell();
            }
            "row" => {
                self.end_paragraph(group)?;
                self.rows.end_row(self.row.clone(), self.allowance)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A character by its number, of which those above the others are written in two halves.
    fn character(&mut self, number: i32, group: &Group) {
        if !self.bytes.is_empty() {
            self.flush(group);
        }
        // Numbers above half of what two bytes hold are written as negative ones.
        let unit = (number & 0xFFFF) as u16;
        let high = self.high.take();
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
        } else {
            let units = high.into_iter().chain([unit]);
            let skip = std::mem::take(&mut self.skip);
            for c in char::decode_utf16(units) {
                self.push(c.unwrap_or(char::REPLACEMENT_CHARACTER), group);
            }
            self.skip = skip;
        }
        self.skip = group.fallback;
    }

    fn end_paragraph(&mut self, group: &Group) -> Result<(), ReadError> {
        if group.goal != Goal::Text || self.stories.len() > 1 {
            if let Some(story) = self.stories.last_mut().filter(|_| group.goal != Goal::Nowhere) {
                story.push('\n');
            }
            return Ok(());
        }
        let text = std::mem::take(&mut self.stories[0]);
        let Paragraph { style, outline, in_table } = self.paragraph;
        let heading = match outline {
            Some(level @ 0..6) => level as u8 + 1,
            Some(_) => 0,
            None => self.styles.get(&style).copied().unwrap_or(0),
        };
        if in_table {
            return self.rows.paragraph(&text, heading, self.allowance);
        }
        self.rows.finish(&mut self.flow)?;
        self.flow.paragraph(&text, heading)
    }

    fn document(mut self) -> Result<Document, ReadError> {
        self.rows.finish(&mut self.flow)?;
        for note in std::mem::take(&mut self.notes) {
            self.flow.paragraph(&note, 0)?;
        }
        self.flow.aside = true;
        let mut seen: HashSet<String> = HashSet::new();
        for running in std::mem::take(&mut self.running) {
            for line in running.lines() {
                if seen.insert(line.trim().to_owned()) {
                    self.flow.paragraph(line, 0)?;
                }
            }
        }
        let mut assembly = self.flow.finish()?;
        if !assembly.lines.iter().any(|line| !line.aside) && self.unread.pictures > 0 {
            return Err(ReadError::OnlyPictures(Format::Rtf));
        }
        assembly.remarks.extend(Remark::unread(self.unread));
        Ok(assembly.document(Format::Rtf))
    }
}

/// The encoding of fonts for a script, by the number that Windows gives it; none for those that say nothing.
fn of_charset(number: i32) -> Option<&'static Encoding> {
    of_codepage(match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
