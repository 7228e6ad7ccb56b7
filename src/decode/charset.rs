//! Bytes to text in one known encoding, with the way back to every byte.
//!
//! `encoding_rs` decodes up to the next malformed sequence; a second walk over the well-formed stretch then finds the
//! unit of each character from the structure of the encoding (how long a sequence is follows from its first bytes)
//! and appends it to the map as runs, so that a whole page of GBK is a few dozen entries.

use encoding_rs::{BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use super::Remark;
use crate::text::{Decoded, OffsetMap, Raw, Segment, Span};

/// U+FFFD in UTF-8.
const REPLACEMENT: &str = "\u{FFFD}";

/// What [`transcode`] returns.
pub(super) struct Transcoded {
    pub(super) text: String,
    pub(super) map: OffsetMap<Decoded, Raw>,
    /// The encoding's name; `GBK` unless the text needs more of GB18030 than that.
    pub(super) name: &'static str,
    /// How many malformed sequences there are, and where the first few are.
    pub(super) malformed_count: usize,
    pub(super) malformed: Vec<Span<Raw>>,
}

impl Transcoded {
    /// The text of a file that is UTF-8 throughout.
    pub(super) fn valid(text: &str) -> Self {
        Transcoded {
            text: text.to_owned(),
            map: OffsetMap::identity(text.len()),
            name: UTF_8.name(),
            malformed_count: 0,
            malformed: Vec::new(),
        }
    }

    /// Appends what follows in the file.
    fn append(&mut self, part: Transcoded) {
        self.text.push_str(&part.text);
        for (_, _, segment) in part.map.segments() {
            match segment {
                Segment::Units { count, from, to } => self.map.push_units(count, from, to),
                Segment::Replaced { from, to } => self.map.push_replaced(from, to),
            }
        }
        if part.name == "GB18030" {
            self.name = part.name;
        }
        self.malformed_count += part.malformed_count;
        let room = Remark::PLACES.saturating_sub(self.malformed.len());
        self.malformed.extend(part.malformed.into_iter().take(room));
    }

    fn replace(&mut self, raw: Span<Raw>) {
        self.text.push_str(REPLACEMENT);
        self.map.push_replaced(REPLACEMENT.len(), raw.len());
        self.malformed_count += 1;
        if self.malformed.len() < Remark::PLACES {
            self.malformed.push(raw);
        }
    }
}

/// Whether [`transcode`] can undo `encoding`; not so the stateful ones, which nobody writes notices in.
pub(super) fn is_known(encoding: &'static Encoding) -> bool {
    encoding.is_single_byte()
        || [UTF_8, UTF_16LE, UTF_16BE, GBK, GB18030, BIG5, EUC_KR, EUC_JP, SHIFT_JIS].contains(&encoding)
}

/// The encoding that Windows gives this number.
pub(super) fn of_codepage(number: u16) -> Option<&'static Encoding> {
    Some(match number {
        874 => encoding_rs::WINDOWS_874,
        932 | 10001 => SHIFT_JIS,
        936 | 10008 | 20936 | 52936 | 54936 => GB18030,
        949 | 10003 => EUC_KR,
        950 | 10002 => BIG5,
        1200 => UTF_16LE,
        1201 => UTF_16BE,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        437 | 850 | 1252 => encoding_rs::WINDOWS_1252,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 => encoding_rs::MACINTOSH,
        65001 => UTF_8,
        _ => return None,
    })
}

/// The text of `bytes` from `skip` on.
pub(super) fn transcode(bytes: &[u8], skip: usize, encoding: &'static Encoding) -> Transcoded {
    let mut out = Transcoded {
        text: String::new(),
        map: OffsetMap::starting_at(skip),
        name: encoding.name(),
        malformed_count: 0,
        malformed: Vec::new(),
    };
    match encoding {
        e if e == UTF_8 => utf8(bytes, skip, &mut out),
        e if e == UTF_16LE || e == UTF_16BE => other(bytes, skip, encoding, &mut out, utf16_unit),
        e if e == GBK || e == GB18030 => {
            other(bytes, skip, GB18030, &mut out, gb_unit);
            let four = |segment| matches!(segment, Segment::Units { to: 4, .. });
            let needed = encoding == GB18030 && out.map.segments().any(|(_, _, segment)| four(segment));
            out.name = if needed { "GB18030" } else { "GBK" };
        }
        e if e == BIG5 => other(bytes, skip, encoding, &mut out, big5_unit),
        e if e == EUC_KR => other(bytes, skip, encoding, &mut out, two_byte_unit),
        e if e == SHIFT_JIS => other(bytes, skip, encoding, &mut out, shift_jis_unit),
        e if e == EUC_JP => other(bytes, skip, encoding, &mut out, euc_jp_unit),
        _ => other(bytes, skip, encoding, &mut out, |_, text| Unit::new(text, 1)),
    }
    out
}

/// The same, with the stretches `foreign`, which are whole lines in order, in encodings of their own.
pub(super) fn transcode_mixed(
    bytes: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    foreign: &[(&'static Encoding, Span<Raw>)],
) -> Transcoded {
    let mut out = transcode(&bytes[..skip], skip, encoding);
    let mut at = skip;
    for &(other, span) in foreign {
        out.append(transcode(&bytes[..span.start], at, encoding));
        let name = out.name;
        out.append(transcode(&bytes[..span.end], span.start, other));
        out.name = name;
        at = span.end;
    }
    out.append(transcode(bytes, at, encoding));
    out
}

fn utf8(bytes: &[u8], skip: usize, out: &mut Transcoded) {
    let mut at = skip;
    out.text.reserve(bytes.len() - skip);
    for chunk in bytes[skip..].utf8_chunks() {
        out.text.push_str(chunk.valid());
        out.map.push_equal(chunk.valid().len());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            out.replace(Span::new(at, at + chunk.invalid().len()));
            at += chunk.invalid().len();
        }
    }
}

/// One character, or the two that one sequence stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Unit {
    /// Bytes in the text; 1 to 4.
    text: usize,
    /// Bytes in the file; 1 to 4.
    raw: usize,
    /// Whether the bytes in the text are two characters.
    pair: bool,
}

impl Unit {
    /// The character that `text` begins with, from `raw` bytes.
    #[inline]
    fn new(text: &[u8], raw: usize) -> Unit {
        let len = match text[0] {
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            0xF0.. => 4,
        };
        Unit { text: len, raw, pair: false }
    }
}

#[inline]
fn gb_unit(raw: &[u8], text: &[u8]) -> Unit {
    match *raw {
        [0x81..=0xFE, 0x30..=0x39, ..] => Unit::new(text, 4),
        // 0x80 alone is the euro sign of code page 936.
        [0..=0x80, ..] => Unit::new(text, 1),
        _ => Unit::new(text, 2),
    }
}

#[inline]
fn big5_unit(raw: &[u8], text: &[u8]) -> Unit {
    match *raw {
        [0..=0x7F, ..] => Unit::new(text, 1),
        // Ê and ê with a combining macron or caron: two characters for one sequence.
        [0x88, 0x62 | 0x64 | 0xA3 | 0xA5, ..] => Unit { text: 4, raw: 2, pair: true },
        _ => Unit::new(text, 2),
    }
}

#[inline]
fn two_byte_unit(raw: &[u8], text: &[u8]) -> Unit {
    Unit::new(text, if raw[0] < 0x80 { 1 } else { 2 })
}

#[inline]
fn shift_jis_unit(raw: &[u8], text: &[u8]) -> Unit {
    Unit::new(text, if matches!(raw[0], 0..=0x80 | 0xA1..=0xDF) { 1 } else { 2 })
}

#[inline]
fn euc_jp_unit(raw: &[u8], text: &[u8]) -> Unit {
    Unit::new(
        text,
        match raw[0] {
            0..=0x7F => 1,
            0x8F => 3,
            _ => 2,
        },
    )
}

#[inline]
fn utf16_unit(_: &[u8], text: &[u8]) -> Unit {
    Unit::new(text, if text[0] >= 0xF0 { 4 } else { 2 })
}

/// How many bytes are decoded at a time: what they become still lies in the cache when it is walked.
const CHUNK: usize = 16 * 1024;

fn other(
    bytes: &[u8],
    skip: usize,
    encoding: &'static Encoding,
    out: &mut Transcoded,
    unit: impl Fn(&[u8], &[u8]) -> Unit + Copy,
) {
    // What two-byte Chinese becomes; a text that needs more grows once or twice.
    out.text.reserve((bytes.len() - skip) / 2 * 3);
    let mut piece = String::with_capacity(CHUNK * 3 + 16);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // The map reaches to `at`; the decoder has read ahead to `read`.
    let (mut at, mut read) = (skip, skip);
    loop {
        let to = bytes.len().min(read + CHUNK);
        piece.clear();
        let last = to == bytes.len();
        let (result, consumed) = decoder.decode_to_string_without_replacement(&bytes[read..to], &mut piece, last);
        read += consumed;
        at += walk(&bytes[at..read], piece.as_bytes(), &mut out.map, unit);
        out.text.push_str(&piece);
        match result {
            DecoderResult::InputEmpty if last => break,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, ahead) => {
                let end = read - usize::from(ahead);
                debug_assert_eq!(at + usize::from(bad), end, "the map has reached the malformed bytes");
                out.replace(Span::new(at, end.max(at)));
                // A fresh decoder: whatever the last one had read ahead is read again.
                decoder = encoding.new_decoder_without_bom_handling();
                (at, read) = (end, end);
            }
        }
    }
    debug_assert_eq!(at, bytes.len(), "the map has reached the end");
}

/// Appends to `map` what became of the well-formed bytes that `raw` begins with: `text`. Returns how many they are.
fn walk(
    mut raw: &[u8],
    mut text: &[u8],
    map: &mut OffsetMap<Decoded, Raw>,
    unit: impl Fn(&[u8], &[u8]) -> Unit,
) -> usize {
    let all = raw.len();
    while !raw.is_empty() && !text.is_empty() {
        let first = unit(raw, text);
        let mut count = 0;
        while raw.len() >= first.raw && text.len() >= first.text {
            (raw, text) = (&raw[first.raw..], &text[first.text..]);
            count += 1;
            if raw.is_empty() || text.is_empty() || unit(raw, text) != first {
                break;
            }
        }
        if count == 0 {
            break;
        }
        if first.pair {
            (0..count).for_each(|_| map.push_replaced(first.text, first.raw));
        } else {
            map.push_units(count, first.text, first.raw);
        }
    }
    // Nothing is left unless an encoding's structure is other than assumed; the map stays total even then.
    debug_assert!(text.is_empty(), "{} bytes of text were not matched", text.len());
    map.push_replaced(text.len(), 0);
    all - raw.len()
}
