//! The pages of a PDF as pieces of text with their places.
//!
//! `hayro-interpret` runs the drawing instructions and knows what the codes of every kind of font mean; this file is a
//! device that keeps the glyphs and draws nothing. Drawings may use each other over and over, and there is no asking the
//! interpreter to stop: when the file's allowance is used up, its stack is unwound with the reason.

use std::collections::{HashMap, HashSet};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Stream, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page as Source;
use hayro_interpret::kurbo::{Affine, BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use super::super::allowance::{Allowance, LINE};
use super::super::document::{ReadError, part};
use super::super::format::Format;
use super::super::layout::{Page, Piece};
use crate::text::hash;

/// What an instruction that draws costs, in bytes: little, but drawings that use each other ten times each at thirty
/// levels come to an end.
const CALL: u64 = 8;

/// What a character costs to be remembered with its place, in bytes.
const DRAWN: u64 = 48;

/// How far apart a character is drawn twice for a bold one, by the font's size; the narrowest ones in a row are thrice as
/// far apart.
const STEP: f64 = 0.06;

/// Glyphs are drawn in units of a thousandth of the font's size.
const UNITS: f64 = 1000.0;

/// What pages of one file share: fonts are read once.
pub(super) struct Reader<'p> {
    pdf: &'p Pdf,
    cache: InterpreterCache<'p>,
    settings: InterpreterSettings,
    allowance: &'p Allowance,
}

impl<'p> Reader<'p> {
    pub(super) fn new(pdf: &'p Pdf, allowance: &'p Allowance) -> Self {
        Reader { pdf, cache: InterpreterCache::new(), settings: InterpreterSettings::default(), allowance }
    }

    /// The text of a page. Where the file's allowance ends in the middle of it, the stack is unwound with the
    /// [`ReadError`].
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file's allowance is used up.
    pub(super) fn page(&self, page: &Source<'p>) -> Result<Page, ReadError> {
        self.allowance.on_time(Format::Pdf)?;
        self.spend_instructions(page)?;
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let upright = page.initial_transform(false).to_kurbo();
        let mut context = Context::new(upright, bounds, &self.cache, self.pdf.xref(), self.settings.clone());
        let mut canvas = Canvas::new(self.allowance);
        interpret_page(page, &mut context, &mut canvas);
        // Text across the rest, such as a watermark or a turned table, is left out.
        let len = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        let (direction, pieces) =
            canvas.pieces.into_iter().enumerate().max_by_key(|(_, pieces)| len(pieces)).unwrap_or_default();
        let (unreadable, pictures) = (canvas.unreadable, canvas.pictures);
        if direction == 0 {
            return Ok(Page { pieces, bottom: 0.0, top: height, unreadable, pictures });
        }
        // The edges of a turned page are those of its text.
        let bases = || pieces.iter().map(|piece| piece.base);
        let (bottom, top) = (bases().fold(f32::MAX, f32::min), bases().fold(f32::MIN, f32::max));
        Ok(Page { pieces, bottom, top, unreadable, pictures })
    }

    /// Spends what the instructions of a page take when they are unpacked: the library keeps those of every page.
    fn spend_instructions(&self, page: &Source<'p>) -> Result<(), ReadError> {
        // A page that has one stream many times is put together before anybody sees how long it is.
        if let Some(streams) = page.raw().get::<Array<'_>>(b"Contents") {
            let mut times: HashMap<_, u64> = HashMap::new();
            for stream in streams.raw_iter() {
                self.allowance.step(Format::Pdf)?;
                if let MaybeRef::Ref(id) = stream {
                    *times.entry((id.obj_number, id.gen_number)).or_default() += 1;
                }
            }
            times.retain(|_, times| *times > 1);
            for stream in streams.iter::<Stream<'_>>() {
                if times.is_empty() {
                    break;
                }
                let id = stream.obj_id();
                if let Some(times) = times.remove(&(id.obj_number, id.gen_number)) {
                    let len = stream.decoded_data().map_or(0, |data| data.len() as u64);
                    let more = len.saturating_mul(times - 1);
                    if more > self.allowance.left() {
                        return Err(self.allowance.exhausted(part::DRAWING));
                    }
                }
            }
        }
        self.allowance.spend(page.page_stream().map_or(0, |stream| stream.len() as u64), part::DRAWING)
    }
}

struct Canvas<'p> {
    allowance: &'p Allowance,
    marks: Vec<Mark>,
    /// Pieces by direction: to the right, up, to the left, down. Most pages have one.
    pieces: [Vec<Piece>; 4],
    /// What was drawn where, in steps of [`STEP`] of the font's size.
    drawn: HashSet<(u64, i64, i64)>,
    unreadable: usize,
    pictures: usize,
}

#[derive(Clone)]
struct Mark {
    number: i64,
    /// What the marked content means, whatever it is drawn with; taken by its first glyph.
    meaning: Option<Option<String>>,
}

impl<'a> Device<'a> for Canvas<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, mode: &DrawMode) {
        self.spend(CALL);
        // Text that is filled and stroked comes twice.
        if matches!(mode, DrawMode::Stroke(_)) && self.repeats(run) {
            return;
        }
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            let advance = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) if c != '\0' && c != '\u{FFFD}' => c.to_string(),
                Some(BfString::String(text)) if !text.is_empty() => text,
                _ => {
                    self.unreadable += 1;
                    '\u{FFFD}'.to_string()
                }
            };
            let advance = f64::from(advance.filter(|advance| advance.is_finite()).unwrap_or(UNITS as f32));
            self.draw(&text, glyph.transform(), advance, vertical);
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let meaning = self.marks.last().and_then(|mark| mark.meaning.as_ref()?.as_ref());
        self.spend(LINE + meaning.map_or(0, |meaning| meaning.len() as u64));
        let mut mark = self.marks.last().cloned().unwrap_or(Mark { number: -1, meaning: None });
        if let Some(properties) = properties {
            if let Some(number) = properties.get::<i32>(b"MCID") {
                mark.number = i64::from(number);
            }
            if let Some(text) = properties.get::<PdfString<'_>>(b"ActualText") {
                mark.meaning = Some(Some(super::text_string(text.as_bytes())));
            }
        }
        self.marks.push(mark);
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.spend(CALL);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend(CALL);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(CALL);
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.spend(CALL);
        self.pictures += 1;
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

impl<'p> Canvas<'p> {
    fn new(allowance: &'p Allowance) -> Self {
        Canvas {
            allowance,
            marks: Vec::new(),
            pieces: Default::default(),
            drawn: HashSet::new(),
            unreadable: 0,
            pictures: 0,
        }
    }

    /// Spends `bytes` and looks at the clock; unwinds the stack when either is used up.
    fn spend(&self, bytes: u64) {
        let spent = self.allowance.spend(bytes, part::DRAWING).and_then(|()| self.allowance.step(Format::Pdf));
        if let Err(error) = spent {
            // This is no panic: no hook is called, nothing is printed, and the reader catches it.
            std::panic::resume_unwind(Box::new(error));
        }
    }

    /// Whether the run begins where the last piece, which is at least as long, has its end or within it.
    fn repeats(&self, run: &GlyphRun<'_, '_>) -> bool {
        let Some(first) = run.glyphs().first() else { return true };
        let [.., e, f] = first.transform().as_coeffs();
        let (x, y) = (e as f32, f as f32);
        self.pieces[0]
            .last()
            .is_some_and(|piece| (piece.base - y).abs() < 0.1 && x >= piece.left - 0.1 && x < piece.right)
    }

    /// Puts `text` where a glyph is drawn that is `advance` thousandths of the font's size wide.
    fn draw(&mut self, text: &str, place: Affine, advance: f64, vertical: bool) {
        let mark = self.marks.last_mut();
        let number = mark.as_ref().map_or(-1, |mark| mark.number);
        let replaced = mark.and_then(|mark| mark.meaning.as_mut()).map(Option::take);
        let text = match &replaced {
            // The first glyph of the marked content speaks for all.
            Some(meaning) => meaning.as_deref().unwrap_or(""),
            None => text,
        };
        let [a, b, c, d, e, f] = place.as_coeffs();
        let size = (c.hypot(d) * UNITS) as f32;
        let (right, up) = (a * UNITS, b * UNITS);
        // Turned so that the direction of writing is to the right.
        let (direction, left, base) = if vertical {
            (3, -f, e)
        } else if up.abs() < right.abs() * 0.05 {
            if right >= 0.0 { (0, e, f) } else { (2, -e, -f) }
        } else if right.abs() < up.abs() * 0.05 {
            if up >= 0.0 { (1, f, -e) } else { (3, -f, e) }
        } else {
            return;
        };
        let length = if vertical { size } else { (advance.abs() * a.hypot(b)) as f32 };
        let (left, base) = (left as f32, base as f32);
        if !(left.is_finite() && base.is_finite() && size.is_finite() && length.is_finite()) || size <= 0.0 {
            return;
        }
        self.spend(text.len() as u64);
        // Drawn again a little apart, a character is bold to the eye, and still one.
        let step = |at: f32| (f64::from(at) / (f64::from(size) * STEP)).floor() as i64;
        let (x, y, text_hash) = (step(left), step(base), hash(text.as_bytes()) ^ direction as u64);
        let near = |(dx, dy): (i64, i64)| self.drawn.contains(&(text_hash, x.saturating_add(dx), y.saturating_add(dy)));
        if (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))).any(near) {
            return;
        }
        self.spend(DRAWN);
        self.drawn.insert((text_hash, x, y));
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
            self.spend(LINE);
            self.pieces[direction].push(Piece {
                text: text.to_owned(),
                left,
                right: left + length,
                base,
                size,
                mark: number,
            });
        }
    }
}
