//! The text of a notice as it is compared with its versions, with the way back to its passages.

use std::ops::Range;
use std::path::Path;

use super::align::{self, Hunk};
use crate::index::{Arranged, BREAK, NoticeRecord, PassageRecord, arranged, is_all, is_own, length, reduce};
use crate::text::{Local, Span};

/// The longest text that is compared, in characters.
const LONGEST: usize = 2_000_000;
/// Characters that are shown of a place that differs.
const SHOWN: usize = 200;
/// Characters of a difference that says little by itself, and of what is shown around it on either side.
const LITTLE: usize = 3;
const AROUND: usize = 2;

/// A notice's own text.
pub(super) struct Text {
    /// The characters that count.
    chars: Vec<char>,
    /// Where each stands.
    places: Vec<Place>,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    piece: u32,
    /// Bytes of the piece, which has fewer than 4 GiB.
    start: u32,
    end: u32,
}

/// A passage, or a number or a title that is none.
struct Piece {
    id: Option<String>,
    text: String,
}

/// A place where two versions differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Different {
    pub(super) hunk: Hunk,
    /// Whether figures differ.
    pub(super) figure: bool,
}

impl Different {
    /// How many characters are different.
    pub(super) fn size(&self) -> usize {
        self.hunk.here.len() + self.hunk.there.len()
    }
}

impl Text {
    pub(super) fn of(notice: &NoticeRecord, passages: Vec<PassageRecord>) -> Text {
        let own = Text::among(notice, &passages, |passage| is_own(passage.role()));
        let around = passages.iter().filter(|passage| !is_own(passage.role()));
        if is_all(own.len(), length(around.map(|passage| passage.text.as_str()))) {
            return Text::among(notice, &passages, |_| true);
        }
        own
    }

    fn among(notice: &NoticeRecord, passages: &[PassageRecord], counts: impl Fn(&PassageRecord) -> bool) -> Text {
        let mut out = Text { chars: Vec::new(), places: Vec::new(), pieces: Vec::new() };
        let passages: Vec<&PassageRecord> = passages.iter().filter(|passage| counts(passage)).collect();
        let texts: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
        let Arranged { before, rest } =
            arranged(notice.number.as_deref(), &notice.title, Path::new(&notice.file), &texts);
        for (at, text) in before {
            out.push([text]);
            let (piece, end) = (out.pieces.len() as u32, text.len() as u32);
            out.chars.push(BREAK);
            out.places.push(Place { piece, start: end, end });
            out.pieces.push(Piece { id: at.map(|at| passages[at].id.clone()), text: text.to_owned() });
        }
        out.push(rest.iter().map(|&at| texts[at]));
        out.pieces.extend(
            rest.iter().map(|&at| Piece { id: Some(passages[at].id.clone()), text: passages[at].text.clone() }),
        );
        out
    }

    /// Adds the characters of the next pieces.
    fn push<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        let before = self.pieces.len();
        reduce(texts, |c, piece, at| {
            self.chars.push(c);
            self.places.push(Place { piece: (before + piece) as u32, start: at.start as u32, end: at.end as u32 });
        });
    }

    /// How many characters count.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Where it differs from `other`, in order; a figure differs as a whole. `None` when the texts are too long.
    pub(super) fn differences(&self, other: &Text) -> Option<Vec<Different>> {
        if self.len().max(other.len()) > LONGEST {
            return None;
        }
        let hunks = align::differences(&self.chars, &other.chars);
        let mut out: Vec<Different> = Vec::new();
        for (at, hunk) in hunks.iter().enumerate() {
            // Between the differences on either side both texts are the same.
            let least = out.last().map_or((0, 0), |last| (last.hunk.here.end, last.hunk.there.end));
            let most = hunks.get(at + 1).map_or((self.len(), other.len()), |next| (next.here.start, next.there.start));
            let Different { hunk, figure } = self.whole(other, hunk.clone(), least, most);
            match out.last_mut() {
                Some(last) if least == (hunk.here.start, hunk.there.start) => {
                    (last.hunk.here.end, last.hunk.there.end) = (hunk.here.end, hunk.there.end);
                    last.figure |= figure;
                }
                _ => out.push(Different { hunk, figure }),
            }
        }
        Some(out)
    }

    /// A difference with the whole of the figure that it is in; one that only one text has as it is divided into
    /// passages. What is the same before and after it goes from `least` to `most` in the two texts.
    fn whole(&self, other: &Text, mut hunk: Hunk, least: (usize, usize), most: (usize, usize)) -> Different {
        if hunk.here.is_empty() || hunk.there.is_empty() {
            let by = match hunk.here.is_empty() {
                true => other.slide(&hunk.there, least.1, most.1),
                false => self.slide(&hunk.here, least.0, most.0),
            };
            hunk = Hunk { here: shifted(&hunk.here, by), there: shifted(&hunk.there, by) };
        }
        let changed = || self.chars[hunk.here.clone()].iter().chain(&other.chars[hunk.there.clone()]);
        let digit = |at: Option<usize>| at.and_then(|at| self.chars.get(at)).is_some_and(|&c| is_digit(c));
        let beside = digit(hunk.here.start.checked_sub(1)) || digit(Some(hunk.here.end));
        let figure = changed().all(|&c| is_of_figure(c)) && (beside || changed().any(|&c| is_digit(c)));
        if !figure {
            return Different { hunk, figure };
        }
        while hunk.here.start > least.0
            && hunk.there.start > least.1
            && (is_of_figure(self.chars[hunk.here.start - 1]) || matches!(self.chars[hunk.here.start - 1], '年' | '月'))
            && self.joined(other, hunk.here.start, hunk.there.start)
        {
            (hunk.here.start, hunk.there.start) = (hunk.here.start - 1, hunk.there.start - 1);
        }
        while hunk.here.end < most.0
            && hunk.there.end < most.1
            && (is_of_figure(self.chars[hunk.here.end]) || is_unit(self.chars[hunk.here.end]))
            && self.joined(other, hunk.here.end, hunk.there.end)
        {
            (hunk.here.end, hunk.there.end) = (hunk.here.end + 1, hunk.there.end + 1);
        }
        Different { hunk, figure }
    }

    /// How far `range`, which the other text does not have, can be moved between `least` and `most` so that it begins where
    /// a passage does.
    fn slide(&self, range: &Range<usize>, least: usize, most: usize) -> isize {
        let begins = |at: usize| match at.checked_sub(1).map(|before| (self.places.get(before), self.places.get(at))) {
            Some((Some(before), Some(after))) => before.piece != after.piece,
            _ => true,
        };
        let back = (0..=range.start - least).find(|back| begins(range.start - back));
        let back = back.filter(|back| (1..=*back).all(|by| self.chars[range.start - by] == self.chars[range.end - by]));
        let on = (0..=most - range.end).find(|on| begins(range.start + on));
        let on = on.filter(|on| (0..*on).all(|by| self.chars[range.start + by] == self.chars[range.end + by]));
        back.map(|back| -(back as isize)).or(on.map(|on| on as isize)).unwrap_or(0)
    }

    /// Whether what stands at `here` and at `there` in the other text stands right behind what is before it, in both.
    fn joined(&self, other: &Text, here: usize, there: usize) -> bool {
        here.checked_sub(1).is_some_and(|before| self.adjoin(before, here))
            && there.checked_sub(1).is_some_and(|before| other.adjoin(before, there))
    }

    /// Whether the characters at `a` and `b` stand next to each other in the notice.
    fn adjoin(&self, a: usize, b: usize) -> bool {
        match (self.places.get(a), self.places.get(b)) {
            (Some(a), Some(b)) => a.piece == b.piece && a.end == b.start,
            _ => false,
        }
    }

    /// What stands at `range`, as the notice has it; of a long stretch the beginning.
    pub(super) fn shown(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        for of_piece in self.places[range].chunk_by(|a, b| a.piece == b.piece) {
            let (Some(first), Some(last)) = (of_piece.first(), of_piece.last()) else { continue };
            let text = self
                .pieces
                .get(first.piece as usize)
                .and_then(|piece| piece.text.get(first.start as usize..last.end as usize));
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&text.unwrap_or_default().replace('\n', " "));
            if out.chars().nth(SHOWN).is_some() {
                out = out.chars().take(SHOWN).chain(['…']).collect();
                break;
            }
        }
        out.trim_end().to_owned()
    }

    /// Both sides of a difference as they are shown: one of a character or two with what stands around it.
    pub(super) fn pair(&self, other: &Text, hunk: &Hunk) -> (String, String) {
        let Hunk { mut here, mut there } = hunk.clone();
        if here.len().max(there.len()) < LITTLE {
            let same = |a: usize, b: usize| self.chars.get(a).is_some_and(|a| Some(a) == other.chars.get(b));
            for _ in 0..AROUND {
                let joined = self.joined(other, here.start, there.start);
                if joined && same(here.start - 1, there.start - 1) {
                    (here.start, there.start) = (here.start - 1, there.start - 1);
                }
                if same(here.end, there.end) && self.joined(other, here.end, there.end) {
                    (here.end, there.end) = (here.end + 1, there.end + 1);
                }
            }
        }
        (self.shown(here), other.shown(there))
    }

    /// The passage that the character `at` stands in.
    pub(super) fn passage(&self, at: usize) -> Option<&str> {
        let place = self.places.get(at).or(self.places.last())?;
        self.pieces.get(place.piece as usize)?.id.as_deref()
    }

    /// The characters that stand for the bytes `local` of the passage with this id.
    pub(super) fn range(&self, id: &str, local: Span<Local>) -> Option<Range<usize>> {
        let piece = self.pieces.iter().position(|piece| piece.id.as_deref() == Some(id))? as u32;
        let before =
            |place: &Place, at: usize| place.piece < piece || place.piece == piece && (place.end as usize) <= at;
        let start = self.places.partition_point(|place| before(place, local.start));
        let until = |place: &Place| place.piece < piece || place.piece == piece && (place.start as usize) < local.end;
        let end = self.places.partition_point(until);
        (start < end).then_some(start..end)
    }

    /// Whether `chars` stand somewhere in the text.
    pub(super) fn has(&self, chars: &[char]) -> bool {
        let text: String = self.chars.iter().collect();
        text.contains(&chars.iter().collect::<String>())
    }

    /// The characters at `range`.
    pub(super) fn chars(&self, range: Range<usize>) -> &[char] {
        &self.chars[range]
    }
}

fn shifted(range: &Range<usize>, by: isize) -> Range<usize> {
    range.start.saturating_add_signed(by)..range.end.saturating_add_signed(by)
}

/// A numeral, folded.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十百千万亿两半壹贰叁肆伍陆柒捌玖拾佰仟".contains(c)
}

/// What can stand in a figure, folded.
fn is_of_figure(c: char) -> bool {
    is_digit(c) || matches!(c, '.' | ',' | '-' | '+' | '/' | ':' | '%' | '‰' | '$' | '¥' | '£' | '€')
}

/// A unit that belongs to the figure before it.
fn is_unit(c: char) -> bool {
    matches!(c, '元' | '角' | '分' | '年' | '月' | '日')
}
