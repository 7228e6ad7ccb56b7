//! Texts of OpenDocument (`.odt`): paragraphs, headings, lists with their numbers, tables; footnotes behind the text.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use super::Remark;
use super::allowance::Allowance;
use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::flow::Flow;
use super::format::Format;
use super::numbering::{Counters, Item, LEVELS, Level, Lists};
use super::odf::{self, CONTENT, Inline};
use super::package::Package;
use super::unread::Unread;
use super::xml::{each, value};

/// What a style or a list costs to keep, in bytes.
const ENTRY: u64 = 256;

/// Cells that stand beside each other and are one in the file, at most.
const MOST_REPEATED: u32 = 256;

/// The reader of texts of OpenDocument.
pub(super) struct Odt;

impl Reader for Odt {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut package = Package::open(file.bytes, Format::Odt, allowance)?;
        let xml = odf::content(&mut package, Format::Odt)?;
        let mut content = Content {
            flow: Flow::new(CONTENT, allowance),
            unread: Unread::default(),
            styles: Styles::default(),
            counters: Counters::default(),
            paragraphs: Vec::new(),
            lists: Vec::new(),
            count: 0,
            notes: Vec::new(),
            note: 0,
            heads: 0,
        };
        content.styles.lists.part = CONTENT;
        if let Some(styles) = package.text("styles.xml")? {
            let mut reading = Reading::default();
            each(&styles, Format::Odt, "styles.xml", allowance, |event| {
                reading.take(event, &mut content.styles, allowance)
            })?;
        }
        let mut reading = Reading::default();
        each(&xml, Format::Odt, CONTENT, allowance, |event| {
            reading.take(event, &mut content.styles, allowance)?;
            content.take(event, allowance)
        })?;
        let Content { mut flow, mut unread, notes, .. } = content;
        for note in notes {
            flow.paragraph(&note, 0)?;
        }
        odf::beside(&mut package, Format::Odt, &mut unread)?;
        let mut assembly = flow.finish()?;
        if assembly.lines.is_empty() && unread.pictures > 0 {
            return Err(ReadError::OnlyPictures(Format::Odt));
        }
        assembly.remarks.extend(Remark::unread(unread));
        Ok(assembly.document(Format::Odt))
    }
}

/// What styles say.
#[derive(Default)]
struct Styles {
    lists: Lists,
    /// The styles of characters and paragraphs that are not shown.
    unseen: HashSet<String>,
    /// The styles of paragraphs that are titles, with the level of the heading.
    titles: HashMap<String, u8>,
}

/// The style that is being read.
#[derive(Default)]
struct Reading {
    style: String,
    list: String,
}

impl Reading {
    fn take(&mut self, event: &Event<'_>, styles: &mut Styles, allowance: &Allowance) -> Result<(), ReadError> {
        let Event::Start(tag) = event else { return Ok(()) };
        match tag.local_name().as_ref() {
            "style" => {
                self.style = value(tag, "name").unwrap_or_default();
                // Automatic styles name the one that they rest on.
                let parent = value(tag, "parent-style-name").unwrap_or_default();
                let level = value(tag, "default-outline-level").and_then(|level| level.parse().ok());
                let level = level.filter(|level| (1..=6).contains(level));
                let level = level.or_else(|| named(&self.style)).or_else(|| named(&parent));
                if let Some(level) = level.or_else(|| styles.titles.get(&parent).copied()) {
                    allowance.spend(ENTRY, CONTENT)?;
                    styles.titles.insert(self.style.clone(), level);
                }
                if styles.unseen.contains(&parent) {
                    allowance.spend(ENTRY, CONTENT)?;
                    styles.unseen.insert(self.style.clone());
                }
            }
            "text-properties" if value(tag, "display").as_deref() == Some("none") => {
                allowance.spend(ENTRY, CONTENT)?;
                styles.unseen.insert(self.style.clone());
            }
            "list-style" => {
                self.list = value(tag, "name").unwrap_or_default();
                allowance.spend(ENTRY * 4, CONTENT)?;
                let bullets = Level { format: "bullet".to_owned(), ..Level::default() };
                styles.lists.definitions.insert(self.list.clone(), vec![bullets; LEVELS]);
            }
            "list-level-style-number" => {
                let level = value(tag, "level").and_then(|level| level.parse::<usize>().ok()).unwrap_or(1);
                let definition = styles.lists.definitions.get_mut(&self.list);
                if let Some(slot) = definition.and_then(|levels| levels.get_mut(level.wrapping_sub(1))) {
                    *slot = level_of(tag, level);
                    allowance.spend(slot.text.len() as u64, CONTENT)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The level of the headings that a style makes which is called so.
fn named(style: &str) -> Option<u8> {
    // Blanks are written as `_20_`, and by some as a hyphen.
    let style = style.replace("_20_", " ").replace('-', " ").to_lowercase();
    match style.strip_prefix("heading ") {
        None => (style == "title").then_some(1),
        Some(level) => level.parse().ok().filter(|level| (1..=6).contains(level)),
    }
}

/// A level of a list.
fn level_of(tag: &BytesStart<'_>, level: usize) -> Level {
    let format = match value(tag, "num-format").unwrap_or_default().as_str() {
        "" => "none",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        "a" => "lowerLetter",
        "A" => "upperLetter",
        other => match other.chars().next() {
            Some('一') => "chineseCounting",
            Some('壹') => "chineseLegalSimplified",
            Some('甲') => "ideographTraditional",
            Some('子') => "ideographZodiac",
            Some('①') => "decimalEnclosedCircle",
            Some('１') => "decimalFullWidth",
            Some('0') => "decimalZero",
            _ => "decimal",
        },
    };
    let shown = value(tag, "display-levels").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1).clamp(1, level);
    let numbers: Vec<String> = (level + 1 - shown..=level).map(|level| format!("%{level}")).collect();
    let numbers = if format == "none" { String::new() } else { numbers.join(".") };
    let beside = |name: &str| value(tag, name).unwrap_or_default();
    // Programs since 2020 write the whole.
    let whole = value(tag, "num-list-format").map(|text| percents(&text));
    let text = whole.unwrap_or_else(|| format!("{}{numbers}{}", beside("num-prefix"), beside("num-suffix")));
    let start = value(tag, "start-value").and_then(|start| start.parse().ok()).unwrap_or(1);
    Level { start, format: format.to_owned(), text }
}

/// `第%1%条` as `第%1条`.
fn percents(text: &str) -> String {
    let mut out = String::new();
    for (i, piece) in text.split('%').enumerate() {
        if i % 2 == 1 {
            out.push('%');
        }
        out.push_str(piece);
    }
    out
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    inline: Inline,
    heading: u8,
    /// For each element that is open inside it, where its text starts, if it is not shown.
    unseen: Vec<Option<usize>>,
    /// The paragraphs of the boxes that are anchored in it.
    after: Vec<String>,
}

/// A list that is being read.
struct Listed {
    /// Which one it is.
    list: String,
    /// Whether a paragraph has the number of its item already.
    numbered: bool,
}

struct Content<'a> {
    flow: Flow<'a>,
    unread: Unread,
    styles: Styles,
    counters: Counters,
    paragraphs: Vec<Paragraph>,
    lists: Vec<Listed>,
    /// How many lists there were.
    count: usize,
    notes: Vec<String>,
    /// How many notes are open.
    note: usize,
    /// How many rows of headings are open.
    heads: usize,
}

impl Content<'_> {
    fn take(&mut self, event: &Event<'_>, allowance: &Allowance) -> Result<(), ReadError> {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| paragraph.inline.is_skipping()) {
            paragraph.inline.take(event, &mut self.unread);
            return Ok(());
        }
        match event {
            Event::Start(tag) => self.start(tag, event, allowance),
            Event::End(tag) => self.end(tag.local_name().as_ref(), allowance),
            event => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.inline.take(event, &mut self.unread);
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, event: &Event<'_>, allowance: &Allowance) -> Result<(), ReadError> {
        match tag.local_name().as_ref() {
            name @ ("p" | "h") => {
                allowance.spend(ENTRY, CONTENT)?;
                let style = value(tag, "style-name").unwrap_or_default();
                let level = value(tag, "outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                let heading = match name {
                    "h" if (1..=6).contains(&level) => level,
                    _ => self.styles.titles.get(&style).copied().unwrap_or(0),
                };
                let unseen = vec![self.styles.unseen.contains(&style).then_some(0)];
                self.paragraphs.push(Paragraph { heading, unseen, ..Paragraph::default() });
            }
            "list" => {
                let style = value(tag, "style-name").filter(|_| self.lists.is_empty());
                let goes_on = value(tag, "continue-numbering").as_deref() == Some("true")
                    || value(tag, "continue-list").is_some();
                let list = match (self.lists.last(), style) {
                    (Some(outer), _) => outer.list.clone(),
                    (None, Some(style)) => {
                        allowance.spend(ENTRY, CONTENT)?;
                        self.count += 1;
                        let list = self.count.to_string();
                        if !goes_on {
                            let levels = self.styles.lists.definitions.get(&style);
                            let starts = levels.and_then(|levels| {
                                levels.iter().map(|l| Some(l.start)).collect::<Vec<_>>().try_into().ok()
                            });
                            self.styles.lists.restarts.extend(starts.map(|starts| (list.clone(), starts)));
                        }
                        self.styles.lists.lists.insert(list.clone(), style);
                        list
                    }
                    (None, None) => String::new(),
                };
                self.lists.push(Listed { list, numbered: true });
            }
            "list-item" => {
                if let Some(list) = self.lists.last_mut() {
                    list.numbered = false;
                }
            }
            "table" => self.flow.open_table(),
            "table-header-rows" => self.heads += 1,
            "table-row" => self.flow.open_row(self.heads > 0),
            "table-cell" => {
                let number = |name: &str| value(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1_u32);
                for _ in 1..number("number-columns-repeated").min(MOST_REPEATED) {
                    allowance.spend(ENTRY, CONTENT)?;
                    self.flow.open_cell(1, 1);
                    self.flow.close_cell();
                }
                self.flow.open_cell(number("number-rows-spanned"), number("number-columns-spanned"));
            }
            "note" => self.note += 1,
            "note-citation" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.inline.skip();
                }
            }
            "tracked-changes" => {
                // Deleted text stands in a place of its own, outside of paragraphs.
                let mut paragraph = Paragraph::default();
                paragraph.inline.skip();
                self.unread.hidden += 1;
                self.paragraphs.push(paragraph);
            }
            name => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    if name == "span" || name == "a" {
                        let style = value(tag, "style-name").unwrap_or_default();
                        let unseen = self.styles.unseen.contains(&style);
                        paragraph.unseen.push(unseen.then_some(paragraph.inline.out.len()));
                    }
                    paragraph.inline.take(event, &mut self.unread);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str, allowance: &Allowance) -> Result<(), ReadError> {
        match name {
            "p" | "h" => {
                let Some(mut paragraph) = self.paragraphs.pop() else { return Ok(()) };
                paragraph.hide(&mut self.unread);
                let text = std::mem::take(&mut paragraph.inline.out);
                if self.note > 0 {
                    allowance.spend(ENTRY + text.len() as u64, CONTENT)?;
                    self.notes.push(text);
                    return Ok(());
                }
                let number = self.number(&text, allowance)?;
                match self.paragraphs.last_mut() {
                    Some(outer) => {
                        outer.after.push(number + &text);
                        outer.after.append(&mut paragraph.after);
                    }
                    None => {
                        self.flow.paragraph(&(number + &text), paragraph.heading)?;
                        for text in paragraph.after {
                            self.flow.paragraph(&text, 0)?;
                        }
                    }
                }
            }
            "span" | "a" => {
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| paragraph.unseen.len() > 1) {
                    paragraph.hide(&mut self.unread);
                }
            }
            "list" => _ = self.lists.pop(),
            "table-header-rows" => self.heads = self.heads.saturating_sub(1),
            "table-cell" => self.flow.close_cell(),
            "table-row" => self.flow.close_row()?,
            "table" => self.flow.close_table()?,
            "note" => self.note = self.note.saturating_sub(1),
            "tracked-changes" => _ = self.paragraphs.pop(),
            _ => {}
        }
        Ok(())
    }

    /// The number of the item that a paragraph begins.
    fn number(&mut self, text: &str, allowance: &Allowance) -> Result<String, ReadError> {
        let level = self.lists.len().saturating_sub(1);
        let Some(list) = self.lists.last_mut().filter(|list| !list.numbered && !text.trim().is_empty()) else {
            return Ok(String::new());
        };
        list.numbered = true;
        let item = Item { list: list.list.clone(), level };
        self.counters.next(&self.styles.lists, &item, allowance)
    }
}

impl Paragraph {
    /// Ends the innermost element: takes out its text if it is not shown.
    fn hide(&mut self, unread: &mut Unread) {
        if let Some(Some(start)) = self.unseen.pop()
            && start < self.inline.out.len()
        {
            self.inline.out.truncate(start);
            unread.hidden += 1;
        }
    }
}
