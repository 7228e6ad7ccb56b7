//! Maps from the offsets of one text to the offsets of the text it was made from.

use std::fmt;
use std::marker::PhantomData;

use super::span::{Space, Span};

/// A stretch of an [`OffsetMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// `count` units, each `from` bytes long on this side and `to` bytes on the other: `(1, 1)` for copied text,
    /// `(3, 2)` for a run of Chinese characters decoded from GBK.
    Units {
        /// How many units.
        count: usize,
        /// Bytes of one unit on this side; at least 1.
        from: usize,
        /// Bytes of one unit on the other side; at least 1.
        to: usize,
    },
    /// `from` bytes here stand for `to` bytes there, and no finer correspondence exists. Either may be 0.
    Replaced {
        /// Bytes on this side.
        from: usize,
        /// Bytes on the other side.
        to: usize,
    },
}

impl Segment {
    fn len_here(self) -> usize {
        match self {
            Segment::Units { count, from, .. } => count * from,
            Segment::Replaced { from, .. } => from,
        }
    }

    fn len_there(self) -> usize {
        match self {
            Segment::Units { count, to, .. } => count * to,
            Segment::Replaced { to, .. } => to,
        }
    }
}

/// Where a segment begins on either side; it ends where the next one begins. Twelve bytes and not the 48 of the obvious
/// form, because a glossed page has two of them every few characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    from: u32,
    to: u32,
    /// Bytes of one unit on either side; 0 and 0 where there is no finer correspondence.
    unit: (u8, u8),
}

/// An offset as it is kept. No text comes near 4 GiB: files of more than one are refused, and no encoding's text is
/// more than three times as long as its bytes.
fn short(offset: usize) -> u32 {
    debug_assert!(u32::try_from(offset).is_ok(), "a text of 4 GiB");
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// An [`Entry`] with where it ends.
#[derive(Clone, Copy)]
struct Stretch {
    from: usize,
    to: usize,
    segment: Segment,
}

/// A total, monotone map from spans of `A` to the smallest spans of `B` that they came from.
///
/// Bytes of `B` that have no counterpart in `A` (a dropped reading) belong to a span of `A` only when they lie
/// strictly inside it: the raw span of `質` leaves `(zhì)` out, the raw span of `質押` has it in.
pub struct OffsetMap<A, B> {
    /// Sorted by both starts, without gaps; never two mergeable neighbours.
    entries: Vec<Entry>,
    from_end: usize,
    to_end: usize,
    spaces: PhantomData<(A, B)>,
}

impl<A: Space, B: Space> OffsetMap<A, B> {
    /// The map of the empty text.
    #[must_use]
    pub fn new() -> Self {
        OffsetMap::starting_at(0)
    }

    /// The map of an empty text that begins at byte `to` of the other side.
    #[must_use]
    pub fn starting_at(to: usize) -> Self {
        OffsetMap { entries: Vec::new(), from_end: 0, to_end: to, spaces: PhantomData }
    }

    /// The map of a text of `len` bytes that is the same on both sides.
    #[must_use]
    pub fn identity(len: usize) -> Self {
        let mut map = OffsetMap::new();
        map.push_equal(len);
        map
    }

    /// Appends `len` bytes that are the same on both sides.
    pub fn push_equal(&mut self, len: usize) {
        self.push_units(len, 1, 1);
    }

    /// Appends `count` units of `from` bytes here and `to` bytes there. Both must be at least 1.
    pub fn push_units(&mut self, count: usize, from: usize, to: usize) {
        if count == 0 {
            return;
        }
        debug_assert!(from > 0 && to > 0, "a unit has bytes on both sides");
        // Nothing has larger units than an encoding; a stretch of one unit needs none.
        let (Ok(short_from), Ok(short_to)) = (u8::try_from(from), u8::try_from(to)) else {
            (0..count).for_each(|_| self.push_replaced(from, to));
            return;
        };
        if self.entries.last().is_none_or(|last| last.unit != (short_from, short_to)) {
            self.push((short_from, short_to));
        }
        self.from_end += count * from;
        self.to_end += count * to;
    }

    /// Appends `from` bytes here that stand for `to` bytes there.
    pub fn push_replaced(&mut self, from: usize, to: usize) {
        if from + to > 0 {
            self.push((0, 0));
            self.from_end += from;
            self.to_end += to;
        }
    }

    /// Begins a segment at the end.
    fn push(&mut self, unit: (u8, u8)) {
        self.entries.push(Entry { from: short(self.from_end), to: short(self.to_end), unit });
    }

    /// Segment `i`, if there are so many.
    fn stretch(&self, i: usize) -> Option<Stretch> {
        let entry = self.entries.get(i)?;
        let (from, to) = (entry.from as usize, entry.to as usize);
        let (from_end, to_end) = match self.entries.get(i + 1) {
            Some(next) => (next.from as usize, next.to as usize),
            None => (self.from_end, self.to_end),
        };
        let segment = match entry.unit {
            (0, 0) => Segment::Replaced { from: from_end - from, to: to_end - to },
            (here, there) => {
                let (here, there) = (usize::from(here), usize::from(there));
                Segment::Units { count: (from_end - from) / here, from: here, to: there }
            }
        };
        Some(Stretch { from, to, segment })
    }

    fn push_segment(&mut self, segment: Segment) {
        match segment {
            Segment::Units { count, from, to } => self.push_units(count, from, to),
            Segment::Replaced { from, to } => self.push_replaced(from, to),
        }
    }

    /// Bytes on this side.
    #[must_use]
    pub fn len(&self) -> usize {
        self.from_end
    }

    /// Whether the map covers no byte of this side.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.from_end == 0
    }

    /// The smallest span of the other side that `span` came from; offsets past the end count as the end.
    #[must_use]
    pub fn map(&self, span: Span<A>) -> Span<B> {
        let start = self.start(span.start);
        if span.is_empty() {
            return Span::at(start);
        }
        // Past the end is the end, before what was dropped there.
        Span::new(start, self.end(span.end.min(self.from_end)).max(start))
    }

    /// Where what begins at `at` begins on the other side: after anything dropped before it.
    fn start(&self, at: usize) -> usize {
        let after = self.entries.partition_point(|entry| entry.from as usize <= at);
        let Some(entry) = after.checked_sub(1).and_then(|i| self.stretch(i)) else { return self.first() };
        match entry.segment {
            Segment::Units { count, from, to } => entry.to + ((at - entry.from) / from).min(count) * to,
            Segment::Replaced { from, .. } if at < entry.from + from => entry.to,
            Segment::Replaced { .. } => self.to_end,
        }
    }

    /// Where what ends at `at` ends on the other side: before anything dropped after it.
    fn end(&self, at: usize) -> usize {
        let after = self.entries.partition_point(|entry| (entry.from as usize) < at);
        let Some(entry) = after.checked_sub(1).and_then(|i| self.stretch(i)) else { return self.first() };
        match entry.segment {
            Segment::Units { count, from, to } => entry.to + (at - entry.from).div_ceil(from).min(count) * to,
            Segment::Replaced { to, .. } => entry.to + to,
        }
    }

    /// Where the other side begins.
    pub(super) fn first(&self) -> usize {
        self.entries.first().map_or(self.to_end, |entry| entry.to as usize)
    }

    /// The segments from number `first` on.
    fn stretches(&self, first: usize) -> impl Iterator<Item = Stretch> {
        (first..self.entries.len()).filter_map(|i| self.stretch(i))
    }

    /// The segments with the places where they begin on either side, in order.
    pub fn segments(&self) -> impl Iterator<Item = (Span<A>, Span<B>, Segment)> {
        self.stretches(0).map(|entry| {
            let segment = entry.segment;
            (
                Span::new(entry.from, entry.from + segment.len_here()),
                Span::new(entry.to, entry.to + segment.len_there()),
                segment,
            )
        })
    }

    /// This map followed by `next`: from `A` straight to `C`. Takes both, so that the usual case, one of them saying
    /// nothing, costs nothing.
    #[must_use]
    pub fn then<C: Space>(self, next: OffsetMap<B, C>) -> OffsetMap<A, C> {
        if self.is_identity() && self.len() == next.len() {
            return next.between();
        }
        if next.is_identity() && self.to_end == next.len() {
            return self.between();
        }
        let mut out = OffsetMap::starting_at(next.start(self.first()));
        for (_, there, segment) in self.segments() {
            match segment {
                Segment::Replaced { from, .. } => {
                    let to = next.end(there.end).max(out.to_end) - out.to_end;
                    out.push_replaced(from, to);
                }
                Segment::Units { from, to, .. } => next.append_clipped(there, (from, to), &mut out),
            }
        }
        out
    }

    /// Whether the two sides are the same.
    fn is_identity(&self) -> bool {
        self.first() == 0 && self.entries.iter().all(|entry| entry.unit == (1, 1))
    }

    /// The same map between other texts.
    fn between<Y, Z>(self) -> OffsetMap<Y, Z> {
        OffsetMap { entries: self.entries, from_end: self.from_end, to_end: self.to_end, spaces: PhantomData }
    }

    /// Appends to `out` the part of this map that covers `span`, whose bytes are units of `(outer, inner)` bytes.
    fn append_clipped<Z: Space>(&self, span: Span<A>, (outer, inner): (usize, usize), out: &mut OffsetMap<Z, B>) {
        // The first segment that ends behind the start: each ends where the next one begins.
        let rest = self.entries.get(1..).unwrap_or(&[]);
        let first = rest.partition_point(|next| next.from as usize <= span.start);
        for entry in self.stretches(first) {
            if entry.from >= span.end || entry.from + entry.segment.len_here() < span.start {
                break;
            }
            let start = entry.from.max(span.start);
            let end = (entry.from + entry.segment.len_here()).min(span.end);
            // What was dropped between the last stretch and this one.
            let gap = self.start(start).max(out.to_end) - out.to_end;
            let len = end - start;
            match entry.segment {
                _ if len == 0 => {}
                Segment::Units { from, to, .. } if (outer, inner) == (1, 1) && len.is_multiple_of(from) => {
                    out.push_replaced(0, gap);
                    out.push_units(len / from, from, to);
                }
                Segment::Units { from: 1, to: 1, .. } => {
                    out.push_replaced(0, gap);
                    out.push_units(len / inner, outer, inner);
                }
                Segment::Units { .. } | Segment::Replaced { .. } => {
                    let to = self.end(end).max(out.to_end + gap) - out.to_end - gap;
                    out.push_replaced(0, gap);
                    out.push_replaced(len / inner * outer, to);
                }
            }
        }
    }

    /// The part of the map that covers `span`, with this side counted from the span's start.
    #[must_use]
    pub fn slice<L: Space>(&self, span: Span<A>) -> OffsetMap<L, B> {
        let mut out = OffsetMap::starting_at(self.map(span).start);
        self.append_clipped(span, (1, 1), &mut out);
        out
    }

    /// A compact form for storage; [`OffsetMap::from_bytes`] reads it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(4 + self.entries.len() * 3);
        write_varint(&mut out, self.first());
        for entry in self.stretches(0) {
            match entry.segment {
                Segment::Units { count, from: 1, to: 1 } => write_varint(&mut out, count << 2),
                Segment::Replaced { from: 0, to } => write_varint(&mut out, to << 2 | 1),
                Segment::Replaced { from, to } => {
                    write_varint(&mut out, from << 2 | 2);
                    write_varint(&mut out, to);
                }
                Segment::Units { count, from, to } => {
                    write_varint(&mut out, count << 2 | 3);
                    write_varint(&mut out, from);
                    write_varint(&mut out, to);
                }
            }
        }
        out
    }

    /// Reads what [`OffsetMap::to_bytes`] wrote; `None` when `bytes` are anything else.
    #[must_use]
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut map = OffsetMap::starting_at(read_varint(&mut bytes)?);
        while !bytes.is_empty() {
            let head = read_varint(&mut bytes)?;
            let number = head >> 2;
            let segment = match head & 3 {
                0 => Segment::Units { count: number, from: 1, to: 1 },
                1 => Segment::Replaced { from: 0, to: number },
                2 => Segment::Replaced { from: number, to: read_varint(&mut bytes)? },
                _ => {
                    let (from, to) = (read_varint(&mut bytes)?, read_varint(&mut bytes)?);
                    // No encoding has units like these.
                    if !(1..=255).contains(&from) || !(1..=255).contains(&to) {
                        return None;
                    }
                    Segment::Units { count: number, from, to }
                }
            };
            // Nor is there a text like this.
            let end = |end: usize, count: usize, len: usize| count.checked_mul(len)?.checked_add(end);
            let (here, there) = match segment {
                Segment::Units { count, from, to } => (end(map.from_end, count, from)?, end(map.to_end, count, to)?),
                Segment::Replaced { from, to } => (end(map.from_end, 1, from)?, end(map.to_end, 1, to)?),
            };
            u32::try_from(here.max(there)).ok()?;
            map.push_segment(segment);
        }
        Some(map)
    }
}

fn write_varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn read_varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..usize::BITS - 8).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

impl<A: Space, B: Space> Default for OffsetMap<A, B> {
    fn default() -> Self {
        OffsetMap::new()
    }
}
impl<A, B> Clone for OffsetMap<A, B> {
    fn clone(&self) -> Self {
        OffsetMap { entries: self.entries.clone(), from_end: self.from_end, to_end: self.to_end, spaces: PhantomData }
    }
}
impl<A, B> PartialEq for OffsetMap<A, B> {
    fn eq(&self, other: &Self) -> bool {
        (&self.entries, self.from_end, self.to_end) == (&other.entries, other.from_end, other.to_end)
    }
}
impl<A, B> Eq for OffsetMap<A, B> {}
impl<A: Space, B: Space> fmt::Debug for OffsetMap<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}→{} ", A::NAME, B::NAME)?;
        f.debug_list().entries(self.stretches(0).map(|e| e.segment)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Clean, Decoded, Edit, Local, Raw, Rule, Status, apply, undo};
    use super::*;

    fn drop_at(text: &str, dropped: &str, from: usize) -> Edit {
        let start = text[from..].find(dropped).expect("the test text holds the gloss") + from;
        Edit {
            span: Span::new(start, start + dropped.len()),
            restored: String::new(),
            rule: Rule::Gloss,
            status: Status::Proven,
        }
    }

    #[test]
    fn a_gloss_belongs_to_a_span_only_inside_it() {
        let decoded = "以質(zhì)押產(chǎn)品";
        let edits = [drop_at(decoded, "(zhì)", 0), drop_at(decoded, "(chǎn)", 0)];
        let (clean, map) = apply(decoded, &edits);
        assert_eq!(clean, "以質押產品");
        let back = |word: &str| {
            let at = clean.find(word).expect("the word stands in the clean text");
            &decoded[map.map(Span::new(at, at + word.len())).range()]
        };
        assert_eq!(back("質"), "質");
        assert_eq!(back("質押"), "質(zhì)押");
        assert_eq!(back("押"), "押");
        assert_eq!(back("押產"), "押產");
        assert_eq!(back("押產品"), "押產(chǎn)品");
        assert_eq!(back("以質押產品"), decoded);
        assert_eq!(undo(&clean, decoded, &edits), decoded);
    }

    #[test]
    fn a_map_through_a_two_byte_encoding() {
        let decoded = "a質(zhì)押b";
        let (clean, to_decoded) = apply(decoded, &[drop_at(decoded, "(zhì)", 0)]);
        let mut to_raw = OffsetMap::<Decoded, Raw>::new();
        for c in decoded.chars() {
            to_raw.push_units(1, c.len_utf8(), if c.is_ascii() { 1 } else { 2 });
        }
        let composed = to_decoded.clone().then(to_raw.clone());
        for (from, c) in clean.char_indices() {
            let span = Span::<Clean>::new(from, from + c.len_utf8());
            assert_eq!(composed.map(span), to_raw.map(to_decoded.map(span)), "{c}");
        }
        assert_eq!(composed.map(Span::new(0, clean.len())), Span::new(0, 12));
        let bytes = composed.to_bytes();
        assert_eq!(OffsetMap::from_bytes(&bytes), Some(composed.clone()));
        let at = clean.find('押').expect("the character is there");
        let local: OffsetMap<Local, Raw> = composed.slice(Span::new(at, at + 4));
        assert_eq!(local.map(Span::new(0, 3)), composed.map(Span::new(at, at + 3)));
        assert_eq!(local.map(Span::new(3, 4)), composed.map(Span::new(at + 3, at + 4)));
        assert_eq!(OffsetMap::from_bytes(&local.to_bytes()), Some(local));
    }
}
