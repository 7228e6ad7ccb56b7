//! The drawing instructions of a page as pieces of text with their places. (ISO 32000-1, 8.3, 8.4 and 9.4.)

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Error, Object, ObjectId};

use super::LARGEST_STREAM;
use super::font::{Font, number};

/// Forms within forms deeper than this are not followed: they may be within themselves.
const DEEPEST: usize = 8;

/// Instructions of a whole file; a page of text has some thousands.
const MOST_OPERATIONS: usize = 20_000_000;

/// A piece of text that is set without a gap, upright.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    /// From the left edge of the page, in points.
    pub(super) left: f32,
    pub(super) right: f32,
    /// The base line, from the lower edge of the page, in points.
    pub(super) base: f32,
    /// The size of the font, in points.
    pub(super) size: f32,
    /// The number of the marked content it belongs to, which mostly is a paragraph; -1 for none.
    pub(super) mark: i64,
}

/// A page's text.
pub(super) struct Page {
    pub(super) pieces: Vec<Piece>,
    /// In points.
    pub(super) bottom: f32,
    pub(super) top: f32,
}

/// Reads the pages of a file; fonts are read once.
pub(super) struct Reader<'p> {
    pdf: &'p Document,
    stop: &'p AtomicBool,
    fonts: HashMap<ObjectId, Rc<Font>>,
    unreadable: usize,
    operations: usize,
}

/// `[a b c d e f]`.
type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `m`, then `n`.
fn multiply(m: Matrix, n: Matrix) -> Matrix {
    [
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    ]
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    char_space: f32,
    word_space: f32,
    /// 1 for none.
    stretch: f32,
    leading: f32,
    rise: f32,
}

/// What one page, or a form on it, is drawn with.
struct Canvas {
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    marks: Vec<Mark>,
    /// Pieces by direction: to the right, up, to the left, down. Most pages have one.
    pieces: [Vec<Piece>; 4],
}

#[derive(Clone)]
struct Mark {
    number: i64,
    /// What the marked content means, whatever it is drawn with; taken by its first piece.
    meaning: Option<Option<String>>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(pdf: &'p Document, stop: &'p AtomicBool) -> Self {
        Reader { pdf, stop, fonts: HashMap::new(), unreadable: 0, operations: 0 }
    }

    /// How many characters had no meaning.
    pub(super) fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The text of a page.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<Page, Error> {
        let (bottom, top) = self.height(id);
        let state = State {
            matrix: IDENTITY,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut canvas = Canvas {
            state,
            saved: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
            marks: Vec::new(),
            pieces: Default::default(),
        };
        let pdf = self.pdf;
        let source = pdf.get_page_content_with_limit(id, LARGEST_STREAM)?;
        // Nearest first: a page's own resources go before those that it inherits.
        let mut resources: Vec<&Dictionary> = Vec::new();
        if let Ok((own, ids)) = pdf.get_page_resources(id) {
            resources.extend(own);
            resources.extend(ids.iter().filter_map(|&id| pdf.get_dictionary(id).ok()));
        }
        self.run(&source, &resources, &mut canvas, 0)?;
        // Text across the rest, such as a watermark or a turned table, is left out.
        let len = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        let (direction, pieces) =
            canvas.pieces.into_iter().enumerate().max_by_key(|(_, pieces)| len(pieces)).unwrap_or_default();
        if direction == 0 {
            return Ok(Page { pieces, bottom, top });
        }
        // The edges of a turned page are those of its text.
        let bases = || pieces.iter().map(|piece| piece.base);
        let (bottom, top) = (bases().fold(f32::MAX, f32::min), bases().fold(f32::MIN, f32::max));
        Ok(Page { pieces, bottom, top })
    }

    /// The lower and the upper edge of a page.
    fn height(&self, id: ObjectId) -> (f32, f32) {
        let mut node = self.pdf.get_dictionary(id).ok();
        for _ in 0..16 {
            let Some(dict) = node else { break };
            for name in [&b"CropBox"[..], b"MediaBox"] {
                if let Ok(edges) = dict.get_deref(name, self.pdf).and_then(Object::as_array) {
                    let edge = |i: usize| number(edges.get(i));
                    if let (Some(a), Some(b)) = (edge(1), edge(3)) {
                        return (a.min(b), a.max(b));
                    }
                }
            }
            node = dict.get(b"Parent").and_then(Object::as_reference).and_then(|id| self.pdf.get_dictionary(id)).ok();
        }
        (0.0, 842.0)
    }

    fn run(
        &mut self,
        source: &[u8],
        resources: &[&Dictionary],
        canvas: &mut Canvas,
        depth: usize,
    ) -> Result<(), Error> {
        for operation in Content::<Vec<Operation>>::decode_iter(source) {
            // A page with a broken instruction is read up to there, as other programs show it.
            let Ok(operation) = operation else { break };
            self.operations += 1;
            let late = self.operations.is_multiple_of(4096) && self.stop.load(Ordering::Relaxed);
            if late || self.operations > MOST_OPERATIONS {
                return Err(Error::RecursionLimit);
            }
            self.operate(&operation, resources, canvas, depth)?;
        }
        Ok(())
    }

    fn operate(
        &mut self,
        operation: &Operation,
        resources: &[&Dictionary],
        canvas: &mut Canvas,
        depth: usize,
    ) -> Result<(), Error> {
        let operands = &operation.operands;
        let n = |i: usize| number(operands.get(i)).unwrap_or(0.0);
        let matrix = || [n(0), n(1), n(2), n(3), n(4), n(5)];
        match operation.operator.as_str() {
            // A file that only saves and never restores is an attack.
            "q" if canvas.saved.len() < 4096 => canvas.saved.push(canvas.state.clone()),
            "Q" => {
                if let Some(state) = canvas.saved.pop() {
                    canvas.state = state;
                }
            }
            "cm" => canvas.state.matrix = multiply(matrix(), canvas.state.matrix),
            "BT" => (canvas.text, canvas.line) = (IDENTITY, IDENTITY),
            "Tf" => {
                canvas.state.size = n(1);
                let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or(b"");
                canvas.state.font = self.font(name, resources)?;
            }
            "Tc" => canvas.state.char_space = n(0),
            "Tw" => canvas.state.word_space = n(0),
            "Tz" => canvas.state.stretch = n(0) / 100.0,
            "TL" => canvas.state.leading = n(0),
            "Ts" => canvas.state.rise = n(0),
            "Td" => canvas.advance_line(n(0), n(1)),
            "TD" => {
                canvas.state.leading = -n(1);
                canvas.advance_line(n(0), n(1));
            }
            "Tm" => (canvas.text, canvas.line) = (matrix(), matrix()),
            "T*" => canvas.advance_line(0.0, -canvas.state.leading),
            "Tj" => self.show(operands.first(), canvas),
            "'" => {
                canvas.advance_line(0.0, -canvas.state.leading);
                self.show(operands.first(), canvas);
            }
            "\"" => {
                (canvas.state.word_space, canvas.state.char_space) = (n(0), n(1));
                canvas.advance_line(0.0, -canvas.state.leading);
                self.show(operands.get(2), canvas);
            }
            "TJ" => {
                for object in operands.first().and_then(|list| list.as_array().ok()).into_iter().flatten() {
                    match number(Some(object)) {
                        Some(shift) => {
                            let state = &canvas.state;
                            canvas.advance(-shift / 1000.0 * state.size * state.stretch);
                        }
                        None => self.show(Some(object), canvas),
                    }
                }
            }
            "BMC" | "BDC" => {
                let mark = self.mark(operands.get(1), resources, canvas.marks.last());
                canvas.marks.push(mark);
            }
            "EMC" => {
                canvas.marks.pop();
            }
            "Do" if depth < DEEPEST => {
                let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or(b"");
                self.form(name, resources, canvas, depth)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The entry `name` of kind `kind` in the nearest resources that have it.
    fn resource<'d>(&self, kind: &[u8], name: &[u8], resources: &[&'d Dictionary]) -> Option<&'d Object>
    where
        'p: 'd,
    {
        let pdf: &'d Document = self.pdf;
        resources.iter().find_map(|dict| dict.get_deref(kind, pdf).ok()?.as_dict().ok()?.get(name).ok())
    }

    fn font(&mut self, name: &[u8], resources: &[&Dictionary]) -> Result<Option<Rc<Font>>, Error> {
        let Some(object) = self.resource(b"Font", name, resources) else { return Ok(None) };
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(Rc::clone(font)));
        }
        let Ok((_, object)) = self.pdf.dereference(object) else { return Ok(None) };
        let Ok(dict) = object.as_dict() else { return Ok(None) };
        let font = Rc::new(Font::read(dict, self.pdf)?);
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    /// Draws a form: a page within the page.
    fn form(&mut self, name: &[u8], resources: &[&Dictionary], canvas: &mut Canvas, depth: usize) -> Result<(), Error> {
        let Some(object) = self.resource(b"XObject", name, resources) else { return Ok(()) };
        let Ok((_, object)) = self.pdf.dereference(object) else { return Ok(()) };
        let Ok(stream) = object.as_stream() else { return Ok(()) };
        if !stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            return Ok(());
        }
        let source = stream.get_plain_content_with_limit(LARGEST_STREAM)?;
        let (state, saved) = (canvas.state.clone(), std::mem::take(&mut canvas.saved));
        let (text, line) = (canvas.text, canvas.line);
        if let Ok(list) = stream.dict.get_deref(b"Matrix", self.pdf).and_then(Object::as_array) {
            let n = |i: usize| number(list.get(i)).unwrap_or(IDENTITY[i]);
            canvas.state.matrix = multiply([n(0), n(1), n(2), n(3), n(4), n(5)], canvas.state.matrix);
        }
        let own = stream.dict.get_deref(b"Resources", self.pdf).and_then(Object::as_dict).ok();
        let resources: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
        self.run(&source, &resources, canvas, depth + 1)?;
        (canvas.state, canvas.saved, canvas.text, canvas.line) = (state, saved, text, line);
        Ok(())
    }

    /// What `BDC` with `properties` marks, inside `outer`.
    fn mark(&self, properties: Option<&Object>, resources: &[&Dictionary], outer: Option<&Mark>) -> Mark {
        let mut mark = outer.cloned().unwrap_or(Mark { number: -1, meaning: None });
        let dict = match properties {
            Some(Object::Name(name)) => self
                .resource(b"Properties", name, resources)
                .and_then(|object| self.pdf.dereference(object).ok())
                .and_then(|(_, object)| object.as_dict().ok()),
            Some(object) => object.as_dict().ok(),
            None => None,
        };
        if let Some(dict) = dict {
            if let Some(number) = number(dict.get(b"MCID").ok()) {
                mark.number = number as i64;
            }
            if let Ok(text) = dict.get_deref(b"ActualText", self.pdf).and_then(Object::as_str) {
                mark.meaning = Some(Some(meaning(text)));
            }
        }
        mark
    }

    fn show(&mut self, string: Option<&Object>, canvas: &mut Canvas) {
        let Some(string) = string.and_then(|string| string.as_str().ok()) else { return };
        let Some(font) = canvas.state.font.clone() else { return };
        font.glyphs(string, |glyph| {
            let state = &canvas.state;
            let spacing = state.char_space + if glyph.is_space { state.word_space } else { 0.0 };
            let width = glyph.width * state.size * state.stretch;
            if glyph.text.is_none() {
                self.unreadable += 1;
            }
            canvas.draw(glyph.text.as_deref().unwrap_or("\u{FFFD}"), width);
            canvas.advance(width + spacing * canvas.state.stretch);
        });
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 by its mark, else close to Latin-1.
fn meaning(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|&byte| byte as char).collect(),
    }
}

impl Canvas {
    fn advance_line(&mut self, x: f32, y: f32) {
        self.line = multiply([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn advance(&mut self, x: f32) {
        self.text = multiply([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    /// Puts `text`, which is `width` wide in text space, where the text stands now.
    fn draw(&mut self, text: &str, width: f32) {
        let mark = self.marks.last_mut();
        let number = mark.as_ref().map_or(-1, |mark| mark.number);
        let replaced = mark.and_then(|mark| mark.meaning.as_mut()).map(Option::take);
        let text = match &replaced {
            // The first glyph of the marked content speaks for all.
            Some(meaning) => meaning.as_deref().unwrap_or(""),
            None => text,
        };
        let place = multiply([1.0, 0.0, 0.0, 1.0, 0.0, self.state.rise], multiply(self.text, self.state.matrix));
        let [a, b, c, d, e, f] = place;
        let size = self.state.size.abs() * c.hypot(d);
        let length = width.abs() * a.hypot(b);
        // Turned so that the direction of writing is to the right.
        let (direction, left, base) = if b.abs() < a.abs() * 0.05 {
            if a * self.state.size >= 0.0 { (0, e, f) } else { (2, -e, -f) }
        } else if a.abs() < b.abs() * 0.05 {
            if b * self.state.size >= 0.0 { (1, f, -e) } else { (3, -f, e) }
        } else {
            return;
        };
        if !(left.is_finite() && base.is_finite() && size.is_finite() && length.is_finite()) || size <= 0.0 {
            return;
        }
        let pieces = &mut self.pieces[direction];
        if let Some(last) = pieces.last_mut()
            && last.mark == number
            && (last.base - base).abs() < size * 0.05
            && (last.size - size).abs() < size * 0.05
            && (left - last.right).abs() < size * 0.15
        {
            last.text.push_str(text);
            last.right = left + length;
        } else if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), left, right: left + length, base, size, mark: number });
        }
    }
}
