//! OFD, the paged format of Chinese offices (GB/T 33190): a ZIP archive of XML in which text is drawn at places of pages.
//!
//! There is no crate for it that is kept up; `zip` and `quick-xml` read the parts, and `layout` makes lines and paragraphs
//! of what is drawn, as for a PDF. Templates, which are drawn on many pages, are read once for each page that has them;
//! what repeats at the edges of pages is set aside there.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::allowance::{Allowance, LINE};
use super::assembly::{Assembly, Line};
use super::document::{Document, ReadError};
use super::file::{File, Reader};
use super::format::Format;
use super::layout::{self, Page, Piece};
use super::package::{Package, resolve};
use super::place::Place;
use super::unread::Unread;
use super::xml::{each, push, value};
use super::{Remark, Why};

/// Points in a millimetre, in which OFD measures.
const POINTS: f32 = 72.0 / 25.4;

/// Pages that a file has at most; nobody prints more.
const MOST_PAGES: usize = 100_000;

/// What a piece of text costs beside its text, in bytes.
const PIECE: u64 = 64;

/// The reader of OFD.
pub(super) struct Ofd;

impl Reader for Ofd {
    fn read(&self, file: File<'_>, allowance: &Allowance) -> Result<Document, ReadError> {
        let mut package = Package::open(file.bytes, Format::Ofd, allowance)?;
        if package.names("").any(|name| name.to_ascii_lowercase().ends_with("encryptions.xml")) {
            return Err(ReadError::Encrypted(Format::Ofd));
        }
        let root = Root::read(&mut package, allowance)?;
        let mut pages: Vec<Page> = Vec::new();
        let mut unread = Unread::default();
        for document in &root.documents {
            let listed = Listed::read(&mut package, document, allowance)?;
            let mut templates: HashMap<String, Page> = HashMap::new();
            for part in &listed.pages {
                let Some(drawn) = Drawn::read(&mut package, part, &listed.size, allowance)? else {
                    return Err(ReadError::Broken(Format::Ofd, format!("{part} is missing")));
                };
                let mut page = drawn.page;
                for id in &drawn.templates {
                    let Some(part) = listed.templates.get(id) else { continue };
                    if !templates.contains_key(id) {
                        let drawn = Drawn::read(&mut package, part, &listed.size, allowance)?;
                        templates.insert(id.clone(), drawn.map(|drawn| drawn.page).unwrap_or_default());
                    }
                    let Some(template) = templates.get(id) else { continue };
                    allowance.spend(template.pieces.iter().map(|p| PIECE + p.text.len() as u64).sum(), part)?;
                    page.pieces.extend(template.pieces.iter().cloned());
                    page.pictures += template.pictures;
                }
                page.pieces = in_lines(std::mem::take(&mut page.pieces));
                pages.push(page);
            }
            unread.comments += listed.annotations;
            unread.embedded += listed.attachments;
        }
        if pages.is_empty() {
            return Err(ReadError::Broken(Format::Ofd, "it has no pages".to_owned()));
        }
        let count = pages.len();
        let empty = |page: &Page| page.pieces.iter().all(|piece| piece.text.trim().is_empty());
        let is_scanned = |page: &Page| page.pictures > 0 && empty(page);
        let numbered = (1..).zip(&pages);
        let scanned: Vec<u32> = numbered.filter(|(_, page)| is_scanned(page)).map(|(number, _)| number).collect();
        unread.pictures = pages.iter().filter(|page| !is_scanned(page)).map(|page| page.pictures).sum();
        if pages.iter().all(empty) && !scanned.is_empty() {
            return Err(ReadError::NoTextLayer { pages: count, why: Why::Undrawn });
        }
        let mut assembly = Assembly::default();
        for paragraph in layout::paragraphs(pages) {
            allowance.spend(LINE, "the lines of the page")?;
            let layout::Paragraph { text, page, heading, aside } = paragraph;
            let page = u32::try_from(page + 1).unwrap_or(u32::MAX);
            assembly.lines.push(Line { text, heading, aside, place: Some(Place::Page(page)), ..Line::default() });
        }
        if !scanned.is_empty() {
            assembly.remarks.push(Remark::PagesWithoutText { pages: scanned, of: count, why: Why::Undrawn });
        }
        assembly.remarks.extend(Remark::unread(unread));
        Ok(assembly.document(Format::Ofd))
    }
}

/// The folder of a part.
fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Text of an element that holds nothing else.
#[derive(Default)]
struct Content(Option<String>);

impl Content {
    fn start(&mut self) {
        self.0 = Some(String::new());
    }

    fn take(&mut self, event: &Event<'_>) {
        if let Some(text) = &mut self.0 {
            push(event, text);
        }
    }

    fn end(&mut self) -> String {
        self.0.take().unwrap_or_default().trim().to_owned()
    }
}

/// What `OFD.xml` says.
#[derive(Default)]
struct Root {
    /// The parts that list the pages, one for each document of the file.
    documents: Vec<String>,
}

impl Root {
    fn read(package: &mut Package<'_>, allowance: &Allowance) -> Result<Root, ReadError> {
        const PART: &str = "OFD.xml";
        let Some(xml) = package.text(PART)? else {
            return Err(ReadError::Broken(Format::Ofd, format!("{PART} is missing")));
        };
        let mut out = Root::default();
        let mut content = Content::default();
        each(&xml, Format::Ofd, PART, allowance, |event| {
            match event {
                Event::Start(tag) if tag.local_name().as_ref() == "DocRoot" => content.start(),
                Event::End(tag) if tag.local_name().as_ref() == "DocRoot" => {
                    let part = resolve("", &content.end());
                    allowance.spend(LINE + part.len() as u64, PART)?;
                    out.documents.push(part);
                }
                event => content.take(event),
            }
            Ok(())
        })?;
        Ok(out)
    }
}

/// What a document lists.
#[derive(Default)]
struct Listed {
    pages: Vec<String>,
    /// The pages that others are drawn on, by their ids.
    templates: HashMap<String, String>,
    /// The size of pages that say nothing of theirs.
    size: Size,
    annotations: usize,
    attachments: usize,
}

/// The height of a page, in millimetres.
#[derive(Debug, Clone, Copy)]
struct Size(f32);

impl Default for Size {
    fn default() -> Self {
        // A4.
        Size(297.0)
    }
}

impl Size {
    /// What a box of four numbers says, if it does.
    fn of(text: &str) -> Option<Size> {
        let [_, _, _, height] = numbers(text)[..] else { return None };
        Some(Size(height))
    }
}

fn numbers(text: &str) -> Vec<f32> {
    text.split_whitespace().map_while(|number| number.parse().ok()).filter(|number: &f32| number.is_finite()).collect()
}

impl Listed {
    fn read(package: &mut Package<'_>, part: &str, allowance: &Allowance) -> Result<Listed, ReadError> {
        let Some(xml) = package.text(part)? else {
            return Err(ReadError::Broken(Format::Ofd, format!("{part} is missing")));
        };
        let from = folder(part);
        let mut out = Listed::default();
        let mut content = Content::default();
        let mut lists: Vec<(bool, String)> = Vec::new();
        each(&xml, Format::Ofd, part, allowance, |event| {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Page" => {
                        let target = resolve(from, &value(tag, "BaseLoc").unwrap_or_default());
                        allowance.spend(LINE + target.len() as u64, part)?;
                        if out.pages.len() < MOST_PAGES {
                            out.pages.push(target);
                        }
                    }
                    "TemplatePage" => {
                        let target = resolve(from, &value(tag, "BaseLoc").unwrap_or_default());
                        allowance.spend(LINE + target.len() as u64, part)?;
                        out.templates.insert(value(tag, "ID").unwrap_or_default(), target);
                    }
                    "PhysicalBox" | "Annotations" | "Attachments" => content.start(),
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "PhysicalBox" => out.size = Size::of(&content.end()).unwrap_or(out.size),
                    "Annotations" => lists.push((true, resolve(from, &content.end()))),
                    "Attachments" => lists.push((false, resolve(from, &content.end()))),
                    _ => {}
                },
                event => content.take(event),
            }
            Ok(())
        })?;
        for (notes, list) in lists.into_iter().take(2) {
            let Some(xml) = package.text(&list)? else { continue };
            let (tag, count) =
                if notes { ("Page", &mut out.annotations) } else { ("Attachment", &mut out.attachments) };
            each(&xml, Format::Ofd, &list, allowance, |event| {
                *count += usize::from(matches!(event, Event::Start(start) if start.local_name().as_ref() == tag));
                Ok(())
            })?;
        }
        Ok(out)
    }
}

/// What is drawn on a page.
#[derive(Default)]
struct Drawn {
    page: Page,
    /// The templates that it is drawn on, by their ids.
    templates: Vec<String>,
}

/// A text object: where it is, and how its text is drawn.
#[derive(Default)]
struct Object {
    left: f32,
    top: f32,
    size: f32,
    /// How it is scaled.
    scale: (f32, f32),
    /// How it is moved.
    shift: (f32, f32),
}

/// A stretch of text in an object.
#[derive(Default)]
struct Code {
    x: f32,
    y: f32,
    /// How far each character is from the one before it, across and down.
    across: Vec<f32>,
    down: Vec<f32>,
}

impl Drawn {
    fn read(
        package: &mut Package<'_>,
        part: &str,
        size: &Size,
        allowance: &Allowance,
    ) -> Result<Option<Drawn>, ReadError> {
        let Some(xml) = package.text(part)? else { return Ok(None) };
        let mut out = Drawn::default();
        let mut size = *size;
        let (mut object, mut code, mut content) = (Object::default(), Code::default(), Content::default());
        let mut boxed = Content::default();
        each(&xml, Format::Ofd, part, allowance, |event| {
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Template" => {
                        allowance.spend(PIECE, part)?;
                        out.templates.push(value(tag, "TemplateID").unwrap_or_default());
                    }
                    "PhysicalBox" => boxed.start(),
                    "TextObject" => object = Object::of(tag),
                    "TextCode" => {
                        code = Code::of(tag, &code, allowance, part)?;
                        content.start();
                    }
                    "ImageObject" => out.page.pictures += 1,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "PhysicalBox" => size = Size::of(&boxed.end()).unwrap_or(size),
                    "TextCode" => {
                        let text = content.0.take().unwrap_or_default();
                        draw(&text, &object, &code, size, allowance, part, &mut out.page.pieces)?;
                    }
                    "TextObject" => code = Code::default(),
                    _ => {}
                },
                event => {
                    content.take(event);
                    boxed.take(event);
                }
            }
            Ok(())
        })?;
        out.page.top = size.0 * POINTS;
        Ok(Some(out))
    }
}

/// Pieces in the order in which they are read: from above, and those whose base lines are nearly the same, as of one
/// line, from the left. They are drawn in any order.
fn in_lines(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut start = 0;
    for piece in pieces {
        let same =
            out.get(start).is_some_and(|first| (first.base - piece.base).abs() < first.size.max(piece.size) * 0.4);
        if !same {
            out[start..].sort_by(|a, b| a.left.total_cmp(&b.left));
            start = out.len();
        }
        out.push(piece);
    }
    out[start..].sort_by(|a, b| a.left.total_cmp(&b.left));
    out
}

impl Object {
    fn of(tag: &BytesStart<'_>) -> Object {
        let boundary = value(tag, "Boundary").map(|text| numbers(&text)).unwrap_or_default();
        let matrix = value(tag, "CTM").map(|text| numbers(&text)).unwrap_or_default();
        let at = |list: &[f32], i: usize| list.get(i).copied().unwrap_or(0.0);
        let scale = if matrix.len() == 6 { (matrix[0], matrix[3]) } else { (1.0, 1.0) };
        let own = |size: f32| if size > 0.0 { size } else { 3.5 };
        Object {
            left: at(&boundary, 0),
            top: at(&boundary, 1),
            // Some programs write it in lower case.
            size: own(value(tag, "Size")
                .or_else(|| value(tag, "size"))
                .and_then(|size| size.parse().ok())
                .unwrap_or(0.0)),
            scale,
            shift: (at(&matrix, 4), at(&matrix, 5)),
        }
    }
}

impl Code {
    fn of(tag: &BytesStart<'_>, last: &Code, allowance: &Allowance, part: &str) -> Result<Code, ReadError> {
        let number = |name: &str| value(tag, name).and_then(|number| number.trim().parse::<f32>().ok());
        let deltas = |name: &str| -> Result<Vec<f32>, ReadError> {
            value(tag, name).map_or(Ok(Vec::new()), |text| steps(&text, allowance, part))
        };
        Ok(Code {
            // What is not said is as in the stretch before.
            x: number("X").unwrap_or(last.x),
            y: number("Y").unwrap_or(last.y),
            across: deltas("DeltaX")?,
            down: deltas("DeltaY")?,
        })
    }
}

/// Distances, of which `g 5 3.2` is five.
fn steps(text: &str, allowance: &Allowance, part: &str) -> Result<Vec<f32>, ReadError> {
    let mut out = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let (count, step) = if word == "g" {
            let count = words.next().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
            (count, words.next().and_then(|step| step.parse().ok()))
        } else {
            (1, word.parse::<f32>().ok())
        };
        let Some(step) = step.filter(|step: &f32| step.is_finite()) else { break };
        allowance.spend(4 * count as u64, part)?;
        out.extend(std::iter::repeat_n(step, count));
    }
    Ok(out)
}

/// Draws a stretch of text: a piece for each run of characters without a gap.
fn draw(
    text: &str,
    object: &Object,
    code: &Code,
    page: Size,
    allowance: &Allowance,
    part: &str,
    pieces: &mut Vec<Piece>,
) -> Result<(), ReadError> {
    let Object { left, top, size, scale, shift } = object;
    let place = |x: f32, y: f32| {
        let across = left + x * scale.0 + shift.0;
        let down = top + y * scale.1 + shift.1;
        (across * POINTS, (page.0 - down) * POINTS)
    };
    let own = size * scale.1.abs() * POINTS;
    let (mut x, mut y) = (code.x, code.y);
    let mut open: Option<Piece> = None;
    for (i, c) in text.chars().filter(|c| !matches!(c, '\n' | '\r')).enumerate() {
        if i > 0 {
            let width = if c.is_ascii() { 0.5 } else { 1.0 };
            x += code.across.get(i - 1).copied().unwrap_or(if code.down.is_empty() { size * width } else { 0.0 });
            y += code.down.get(i - 1).copied().unwrap_or(0.0);
        }
        let (at, base) = place(x, y);
        let width = own * if c.is_ascii() { 0.5 } else { 1.0 };
        match &mut open {
            Some(piece) if (piece.base - base).abs() < own * 0.2 && (at - piece.right).abs() < own * 0.6 => {
                piece.text.push(c);
                piece.right = at + width;
            }
            _ => {
                let piece = Piece { text: c.to_string(), left: at, right: at + width, base, size: own, mark: -1 };
                allowance.spend(PIECE, part)?;
                pieces.extend(open.replace(piece));
            }
        }
    }
    allowance.spend(text.len() as u64, part)?;
    pieces.extend(open);
    Ok(())
}
