//! Presentations of Office since 2007 (ECMA-376, part 1, 19): the text of each slide, its tables and diagrams.

use quick_xml::events::Event;

use super::Remark;
use super::allowance::Allowance;
use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::flow::Flow;
use super::format::Format;
use super::numbering::{LEVELS, shown};
use super::package::Package;
use super::place::Place;
use super::unread::Unread;
use super::xml::{each, push, value};

/// What a slide costs to keep, in bytes.
const ENTRY: u64 = 128;

/// The reader of presentations.
pub(super) struct Pptx;

impl Reader for Pptx {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut package = Package::open(file.bytes, Format::Pptx, allowance)?;
        let main = package.main_part()?.unwrap_or_else(|| "ppt/presentation.xml".to_owned());
        let Some(xml) = package.text(&main)? else {
            return Err(ReadError::Broken(Format::Pptx, format!("{main} is missing")));
        };
        // The slides in their order are relations by id.
        let mut ids: Vec<String> = Vec::new();
        each(&xml, Format::Pptx, &main, allowance, |event| {
            if let Event::Start(tag) = event
                && tag.local_name().as_ref() == "sldId"
            {
                // It has an id of its own, too, which has no prefix.
                let own = tag.attributes().flatten().find(|attribute| attribute.key.as_ref().ends_with(":id"));
                allowance.spend(ENTRY, &main)?;
                ids.extend(own.map(|own| own.value.into_owned()));
            }
            Ok(())
        })?;
        let mut slides = Slides { flow: Flow::new("a slide", allowance), hidden: Vec::new() };
        for (number, id) in (1_u32..).zip(ids) {
            let Some(part) = package.related(&main, &id)? else { continue };
            let Some(xml) = package.text(&part)? else {
                return Err(ReadError::Broken(Format::Pptx, format!("{part} is missing")));
            };
            slides.flow.place = Some(Place::Slide(number));
            slides.read(&xml, &part, number, allowance)?;
            for diagram in package.related_as(&part, "/diagramData")? {
                if let Some(xml) = package.text(&diagram)? {
                    slides.read(&xml, &diagram, number, allowance)?;
                }
            }
        }
        let unread = Unread {
            notes: package.count("ppt/notesSlides/notesSlide"),
            comments: package.count("ppt/comments/"),
            charts: package.count("ppt/charts/chart"),
            pictures: package.count("ppt/media/"),
            embedded: package.count("ppt/embeddings/"),
            macros: package.count("ppt/vbaProject.bin"),
            ..Unread::default()
        };
        let Slides { flow, hidden } = slides;
        let mut assembly = flow.finish()?;
        if assembly.lines.is_empty() && unread.pictures > 0 {
            return Err(ReadError::OnlyPictures(Format::Pptx));
        }
        assembly.remarks.extend(Remark::unread(unread));
        if !hidden.is_empty() {
            assembly.remarks.push(Remark::HiddenSlides { slides: hidden });
        }
        Ok(assembly.document(Format::Pptx))
    }
}

struct Slides<'a> {
    flow: Flow<'a>,
    /// The numbers of the slides that are not shown.
    hidden: Vec<u32>,
}

impl Slides<'_> {
    fn read(&mut self, xml: &str, part: &str, number: u32, allowance: &Allowance) -> Result<(), ReadError> {
        let (mut heading, mut aside) = (0, false);
        let (mut text, mut reading) = (String::new(), false);
        // The number that is written in front of the paragraph, and how many there were at each level of the box.
        let (mut number_of, mut level) = (None, 0_usize);
        let mut counts = [0_u32; LEVELS];
        let flow = &mut self.flow;
        let hidden = &mut self.hidden;
        each(xml, Format::Pptx, part, allowance, |event| {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "sld" if value(tag, "show").as_deref() == Some("0") => hidden.push(number),
                    "sp" => (heading, aside) = (0, false),
                    "txBody" => counts = [0; LEVELS],
                    "pPr" => {
                        level = value(tag, "lvl").and_then(|level| level.parse().ok()).unwrap_or(0).min(LEVELS - 1);
                    }
                    "buAutoNum" => {
                        let start = value(tag, "startAt").and_then(|start| start.parse().ok()).unwrap_or(1);
                        number_of = value(tag, "type").map(|kind| (kind, start));
                    }
                    "ph" => match value(tag, "type").as_deref() {
                        Some("title" | "ctrTitle") => heading = if number == 1 { 1 } else { 2 },
                        // The number of the slide, a date, and what stands at its foot.
                        Some("sldNum" | "dt" | "ftr" | "hdr") => aside = true,
                        _ => {}
                    },
                    "p" => {
                        text.clear();
                        (number_of, level) = (None, 0);
                    }
                    "t" => reading = true,
                    "br" => text.push('\n'),
                    "tbl" => flow.open_table(),
                    "tr" => flow.open_row(false),
                    "tc" => {
                        let count = |name: &str| value(tag, name).and_then(|count| count.parse().ok()).unwrap_or(1);
                        let on = |name: &str| value(tag, name).is_some_and(|on| on == "1" || on == "true");
                        // What is merged into another cell is there all the same, and empty.
                        if !on("hMerge") && !on("vMerge") {
                            flow.open_cell(count("rowSpan"), count("gridSpan"));
                        }
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "t" => reading = false,
                    "p" => {
                        flow.aside = aside;
                        counts[level + 1..].fill(0);
                        match number_of.take().filter(|_| !text.trim().is_empty()) {
                            Some((kind, start)) => {
                                let own: u32 = start;
                                text.insert_str(0, &numbered(&kind, own.saturating_add(counts[level])));
                                counts[level] = counts[level].saturating_add(1);
                            }
                            None => counts[level] = 0,
                        }
                        // Boxes break their lines with this character.
                        flow.paragraph(&text.replace('\u{B}', "\n"), heading)?;
                        text.clear();
                    }
                    "sp" => (heading, aside) = (0, false),
                    "tc" => flow.close_cell(),
                    "tr" => flow.close_row()?,
                    "tbl" => flow.close_table()?,
                    _ => {}
                },
                event if reading => push(event, &mut text),
                _ => {}
            }
            Ok(())
        })
    }
}

/// The number of a paragraph, as its kind shows it (ECMA-376, part 1, 20.1.10.61): `arabicPeriod` is `1.`.
fn numbered(kind: &str, number: u32) -> String {
    let format = match kind {
        kind if kind.starts_with("alphaLc") => "lowerLetter",
        kind if kind.starts_with("alphaUc") => "upperLetter",
        kind if kind.starts_with("romanLc") => "lowerRoman",
        kind if kind.starts_with("romanUc") => "upperRoman",
        kind if kind.starts_with("circleNum") => "decimalEnclosedCircle",
        kind if kind.starts_with("ea1Ch") => "chineseCounting",
        kind if kind.starts_with("arabicDb") => "decimalFullWidth",
        _ => "decimal",
    };
    let own = shown(number, format);
    match kind {
        kind if kind.ends_with("ParenBoth") => format!("({own})"),
        kind if kind.ends_with("ParenR") => format!("{own})"),
        kind if kind.ends_with("Period") => format!("{own}."),
        kind if kind.starts_with("ea1") => format!("{own}、"),
        _ => own,
    }
}
