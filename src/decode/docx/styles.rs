//! Which styles are headings, and the numbers that Word writes in front of paragraphs.
//!
//! (ECMA-376, part 1, 17.7 and 17.9.)

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::allowance::Allowance;
use super::super::document::ReadError;
use super::super::format::Format;
use super::super::numbering::{Item, LEVELS, Level, Lists};
use super::super::package::Package;
use super::super::xml::{broken, value};

/// The parts with the styles and with the definitions of the lists.
const STYLES: &str = "word/styles.xml";
const NUMBERING: &str = "word/numbering.xml";

/// Bytes of the longest name of a style or a list. Every paragraph refers to them by name.
const LONGEST_NAME: usize = 255;

/// What a style or a list costs to keep, in bytes.
const ENTRY: u64 = 256;

/// What the definition of a list costs to keep beside its texts, in bytes.
const DEFINITION: u64 = 1024;

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
    pub(super) lists: Lists,
}

impl Styles {
    /// Reads `word/styles.xml` and `word/numbering.xml`, where there are any.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, ReadError> {
        let mut out = Styles::default();
        out.lists.part = NUMBERING;
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
                Err(e) => return Err(broken(Format::Docx, STYLES, &e)),
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
                        self.lists.definitions.insert(id.clone(), vec![Level::default(); LEVELS]);
                        definition = Some(id);
                    }
                    "num" => {
                        list = name(&tag, "numId");
                        definition = None;
                    }
                    "abstractNumId" => {
                        if let Some(list) = &list {
                            allowance.spend(ENTRY, NUMBERING)?;
                            self.lists.lists.insert(list.clone(), name(&tag, "val").unwrap_or_default());
                        }
                    }
                    "lvl" | "lvlOverride" => {
                        level = value(&tag, "ilvl").and_then(|level| level.parse().ok()).unwrap_or(0)
                    }
                    "startOverride" => {
                        if let Some(list) = list.as_ref().filter(|_| definition.is_none() && level < LEVELS) {
                            allowance.spend(ENTRY, NUMBERING)?;
                            let first = val(&tag).parse().unwrap_or(1);
                            self.lists.restarts.entry(list.clone()).or_default()[level] = Some(first);
                        }
                    }
                    what @ ("start" | "numFmt" | "lvlText") => {
                        let levels = definition.as_ref().and_then(|id| self.lists.definitions.get_mut(id));
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
                Err(e) => return Err(broken(Format::Docx, NUMBERING, &e)),
            }
        }
    }
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
