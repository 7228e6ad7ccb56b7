//! The filters of PDF streams, one behind the other: what comes out is counted and thrown away, never held.
//!
//! Filters that cannot be relied on to be told apart by their output are run as the file names them (ISO 32000-2,
//! 7.4). Damaged data ends where it cannot be understood, as if it were cut off there.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

/// A filter that this file can run. Filters of images end in pixels, which nobody here asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// Two digits a byte.
    Hex,
    /// Five characters for four bytes.
    Base85,
    /// Lempel-Ziv-Welch.
    Lzw {
        /// Whether codes grow by a bit one code early, which they do unless the stream says otherwise.
        early: bool,
    },
    /// Deflate, with or without its header.
    Flate,
    /// A byte and how often it stands there.
    RunLength,
}

impl Filter {
    /// The filter with this name, in full or short.
    pub(super) fn named(name: &[u8]) -> Option<Filter> {
        Some(match name {
            b"ASCIIHexDecode" | b"AHx" => Filter::Hex,
            b"ASCII85Decode" | b"A85" => Filter::Base85,
            b"LZWDecode" | b"LZW" => Filter::Lzw { early: true },
            b"FlateDecode" | b"Fl" => Filter::Flate,
            b"RunLengthDecode" | b"RL" => Filter::RunLength,
            _ => return None,
        })
    }
}

/// Whether data begins as deflated data with a header does (RFC 1950).
pub(super) fn is_zlib(data: &[u8]) -> bool {
    let [method, flags, ..] = *data else { return false };
    method & 0x0F == 8 && method >> 4 <= 7 && u16::from_be_bytes([method, flags]).is_multiple_of(31)
}

/// The bytes that the filters of one stream may put out, all of them together: a reader holds what goes into a filter
/// and what comes out of it at once.
#[derive(Debug)]
pub(super) struct Tally {
    left: Cell<u64>,
    exceeded: Cell<bool>,
}

impl Tally {
    pub(super) fn new(bytes: u64) -> Rc<Tally> {
        Rc::new(Tally { left: Cell::new(bytes), exceeded: Cell::new(false) })
    }

    /// Whether there was more than the tally allows.
    pub(super) fn exceeded(&self) -> bool {
        self.exceeded.get()
    }
}

/// What comes out of `data` behind `filters`.
pub(super) fn run<'d>(data: &'d [u8], filters: &[Filter], tally: &Rc<Tally>) -> Box<dyn BufRead + 'd> {
    let mut out: Box<dyn BufRead + 'd> = Box::new(data);
    for filter in filters {
        let inner: Box<dyn Read + 'd> = match filter {
            Filter::Hex => Box::new(Decoded::from(Hex { inner: out, ended: false })),
            Filter::Base85 => Box::new(Decoded::from(Base85::new(out))),
            Filter::Lzw { early } => Box::new(Decoded::from(Lzw::new(out, *early))),
            Filter::Flate => {
                if out.fill_buf().is_ok_and(is_zlib) {
                    Box::new(ZlibDecoder::new(out))
                } else {
                    Box::new(DeflateDecoder::new(out))
                }
            }
            Filter::RunLength => Box::new(Decoded::from(RunLength { inner: out, run: Run::Copy(0) })),
        };
        out = Box::new(BufReader::with_capacity(BUFFER, Counted { inner, tally: Rc::clone(tally) }));
    }
    out
}

/// Bytes that are read at a time.
const BUFFER: usize = 16 * 1024;

/// Counts what comes out of a filter, and ends when that is too much.
struct Counted<R> {
    inner: R,
    tally: Rc<Tally>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.tally.exceeded() {
            return Ok(0);
        }
        // Where the data makes no sense it ends.
        let count = self.inner.read(out).unwrap_or(0);
        match self.tally.left.get().checked_sub(count as u64) {
            Some(left) => {
                self.tally.left.set(left);
                Ok(count)
            }
            None => {
                self.tally.exceeded.set(true);
                Ok(0)
            }
        }
    }
}

/// The next byte; `None` at the end.
fn next(inner: &mut impl BufRead) -> Option<u8> {
    let byte = *inner.fill_buf().ok()?.first()?;
    inner.consume(1);
    Some(byte)
}

/// The next byte that is no blank.
fn next_sign(inner: &mut impl BufRead) -> Option<u8> {
    loop {
        match next(inner)? {
            0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ' => {}
            byte => return Some(byte),
        }
    }
}

/// A filter that gives a byte at a time.
trait Bytes {
    /// The next byte; `None` at the end, after which nobody asks again.
    fn next(&mut self) -> Option<u8>;
}

/// What comes out of such a filter.
struct Decoded<B> {
    bytes: B,
    ended: bool,
}

impl<B: Bytes> From<B> for Decoded<B> {
    fn from(bytes: B) -> Self {
        Decoded { bytes, ended: false }
    }
}

impl<B: Bytes> Read for Decoded<B> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < out.len() && !self.ended {
            match self.bytes.next() {
                Some(byte) => {
                    out[count] = byte;
                    count += 1;
                }
                None => self.ended = true,
            }
        }
        Ok(count)
    }
}

struct Hex<R> {
    inner: R,
    ended: bool,
}

impl<R: BufRead> Bytes for Hex<R> {
    fn next(&mut self) -> Option<u8> {
        if self.ended {
            return None;
        }
        let mut digit = || (next_sign(&mut self.inner)? as char).to_digit(16).map(|digit| digit as u8);
        let (high, low) = (digit()?, digit());
        // The last digit may be alone, and has a zero behind it.
        self.ended = low.is_none();
        Some(high << 4 | low.unwrap_or(0))
    }
}

struct Base85<R> {
    inner: R,
    /// The digits of a group that is not whole yet.
    group: Vec<u8>,
    /// Bytes that are still to come.
    ready: VecDeque<u8>,
    ended: bool,
}

impl<R: BufRead> Base85<R> {
    fn new(inner: R) -> Self {
        Base85 { inner, group: Vec::new(), ready: VecDeque::new(), ended: false }
    }

    /// Makes bytes of the group; `None` where it is none.
    fn turn(&mut self) -> Option<()> {
        let bytes = self.group.len().checked_sub(1).filter(|&bytes| bytes > 0)?;
        self.group.resize(5, 84);
        let value = self.group.iter().try_fold(0_u32, |v, &digit| v.checked_mul(85)?.checked_add(u32::from(digit)))?;
        self.ready.extend(&value.to_be_bytes()[..bytes]);
        self.group.clear();
        Some(())
    }
}

impl<R: BufRead> Bytes for Base85<R> {
    fn next(&mut self) -> Option<u8> {
        while self.ready.is_empty() && !self.ended {
            match next_sign(&mut self.inner) {
                Some(byte @ b'!'..=b'u') => {
                    self.group.push(byte - b'!');
                    if self.group.len() == 5 {
                        self.turn()?;
                    }
                }
                Some(b'z') => {
                    if !self.group.is_empty() {
                        self.turn()?;
                    }
                    self.ready.extend([0; 4]);
                }
                _ => {
                    self.ended = true;
                    self.turn()?;
                }
            }
        }
        self.ready.pop_front()
    }
}

enum Run {
    /// So many bytes to be copied.
    Copy(usize),
    /// A byte, and how often it is to be repeated.
    Repeat(u8, usize),
}

struct RunLength<R> {
    inner: R,
    run: Run,
}

impl<R: BufRead> Bytes for RunLength<R> {
    fn next(&mut self) -> Option<u8> {
        loop {
            match &mut self.run {
                Run::Copy(left @ 1..) => {
                    *left -= 1;
                    return next(&mut self.inner);
                }
                Run::Repeat(byte, left @ 1..) => {
                    *left -= 1;
                    return Some(*byte);
                }
                Run::Copy(_) | Run::Repeat(..) => {}
            }
            self.run = match next(&mut self.inner)? {
                128 => return None,
                length @ 0..128 => Run::Copy(usize::from(length) + 1),
                length => Run::Repeat(next(&mut self.inner)?, 257 - usize::from(length)),
            };
        }
    }
}

/// The codes that clear the table and that end the data.
const CLEAR: usize = 256;
const END: usize = 257;

/// Entries of a full table.
const FULL: usize = 4096;

struct Lzw<R> {
    inner: R,
    early: bool,
    /// For each code from 258 on, the code of all its bytes but the last, and the last.
    entries: Vec<(u16, u8)>,
    last: Option<usize>,
    bits: u32,
    held: u32,
    /// Bytes that are still to come, the last first.
    ready: Vec<u8>,
}

impl<R: BufRead> Lzw<R> {
    fn new(inner: R, early: bool) -> Self {
        Lzw { inner, early, entries: Vec::new(), last: None, bits: 0, held: 0, ready: Vec::new() }
    }

    fn code(&mut self) -> Option<usize> {
        let width = match 258 + self.entries.len() + usize::from(self.early) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        while self.held < width {
            self.bits = self.bits << 8 | u32::from(next(&mut self.inner)?);
            self.held += 8;
        }
        self.held -= width;
        Some((self.bits >> self.held) as usize & ((1 << width) - 1))
    }

    /// Puts the bytes that `code` stands for into `ready`; `None` for a code that stands for nothing.
    fn expand(&mut self, mut code: usize) -> Option<()> {
        while code >= 258 {
            let &(before, last) = self.entries.get(code - 258)?;
            self.ready.push(last);
            code = usize::from(before);
        }
        self.ready.push(u8::try_from(code).ok()?);
        Some(())
    }
}

impl<R: BufRead> Bytes for Lzw<R> {
    fn next(&mut self) -> Option<u8> {
        while self.ready.is_empty() {
            let code = self.code()?;
            match (code, self.last) {
                (CLEAR, _) => {
                    self.entries.clear();
                    self.last = None;
                    continue;
                }
                (END, _) => return None,
                (code, Some(last)) => {
                    // A code that is only just being made is the last one with its own first byte behind it.
                    let new = code == 258 + self.entries.len();
                    self.expand(if new { last } else { code })?;
                    let first = *self.ready.last()?;
                    if new {
                        self.ready.insert(0, first);
                    }
                    if 258 + self.entries.len() < FULL {
                        self.entries.push((u16::try_from(last).ok()?, first));
                    }
                }
                (code, None) => self.expand(code)?,
            }
            self.last = Some(code);
        }
        self.ready.pop()
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    /// `bytes` as they lie in a stream with this filter. The simplest encoders; what they lack in thrift they do not
    /// need here.
    pub(in crate::decode) fn packed(bytes: &[u8], filter: Filter) -> Vec<u8> {
        match filter {
            Filter::Hex => bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).chain(*b">").collect(),
            Filter::Base85 => base85(bytes),
            Filter::Lzw { early } => lzw(bytes, early),
            Filter::Flate => {
                let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
                out.write_all(bytes).unwrap();
                out.finish().unwrap()
            }
            Filter::RunLength => {
                let mut out: Vec<u8> = Vec::new();
                for run in bytes.chunk_by(|a, b| a == b).flat_map(|run| run.chunks(128)) {
                    match run {
                        [byte] => out.extend([0, *byte]),
                        _ => out.extend([u8::try_from(257 - run.len()).unwrap(), run[0]]),
                    }
                }
                out.push(128);
                out
            }
        }
    }

    fn base85(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for group in bytes.chunks(4) {
            let mut whole = [0; 4];
            whole[..group.len()].copy_from_slice(group);
            let value = u32::from_be_bytes(whole);
            if value == 0 && group.len() == 4 {
                out.push(b'z');
                continue;
            }
            let digits = [85_u32.pow(4), 85_u32.pow(3), 85_u32.pow(2), 85, 1].map(|power| value / power % 85);
            out.extend(digits[..=group.len()].iter().map(|&digit| u8::try_from(digit).unwrap() + b'!'));
        }
        out.extend(b"~>");
        out
    }

    fn lzw(bytes: &[u8], early: bool) -> Vec<u8> {
        // For a code and the byte behind it the code of both.
        let mut table = std::collections::HashMap::new();
        let (mut bits, mut held, mut out) = (0_u64, 0, Vec::new());
        let mut put = |code: usize, entries: usize| {
            let width = match 258 + entries + usize::from(early) {
                0..512 => 9,
                512..1024 => 10,
                1024..2048 => 11,
                _ => 12,
            };
            bits = bits << width | code as u64;
            held += width;
            while held >= 8 {
                held -= 8;
                out.push((bits >> held & 0xFF) as u8);
            }
            bits &= (1 << held) - 1;
        };
        put(CLEAR, 0);
        let mut run: Option<usize> = None;
        for &byte in bytes {
            let Some(code) = run else {
                run = Some(usize::from(byte));
                continue;
            };
            if let Some(&longer) = table.get(&(code, byte)) {
                run = Some(longer);
                continue;
            }
            // The reader has made one entry less than the writer when it reads a code.
            put(code, table.len().saturating_sub(1));
            table.insert((code, byte), 258 + table.len());
            if 258 + table.len() == FULL {
                put(CLEAR, table.len() - 1);
                table.clear();
            }
            run = Some(usize::from(byte));
        }
        let mut entries = table.len().saturating_sub(1);
        if let Some(code) = run {
            put(code, entries);
            entries = table.len();
        }
        put(END, entries);
        put(0, 0);
        out
    }

    pub(in crate::decode) const ALL: [Filter; 6] = [
        Filter::Hex,
        Filter::Base85,
        Filter::Lzw { early: true },
        Filter::Lzw { early: false },
        Filter::Flate,
        Filter::RunLength,
    ];

    fn out_of(data: &[u8], filters: &[Filter]) -> Vec<u8> {
        let mut out = Vec::new();
        let tally = Tally::new(u64::MAX);
        run(data, filters, &tally).read_to_end(&mut out).unwrap();
        assert!(!tally.exceeded());
        out
    }

    #[test]
    fn each_filter_by_hand() {
        for (filter, data, expected) in [
            (Filter::Hex, &b"41 4\n2 5>43"[..], &b"AB\x50"[..]),
            (Filter::Hex, b"4142>43", b"AB"),
            (Filter::Hex, b"41x42", b"A"),
            (Filter::Base85, b"87cURD]i,\"Ebo80~>87", b"Hello World!"),
            (Filter::Base85, b"z 87c~", b"\0\0\0\0He"),
            (Filter::Base85, b"87cz~", b"He\0\0\0\0"),
            (Filter::Base85, b"!~", b""),
            (Filter::RunLength, b"\x04\x0A\x0B\x0C\x0D\x0E\xFD\x03\x80\x01", b"\x0A\x0B\x0C\x0D\x0E\x03\x03\x03\x03"),
            (Filter::RunLength, b"\x05ab", b"ab"),
            // The example of the standard (ISO 32000-2, 7.4.4.2).
            (Filter::Lzw { early: true }, b"\x80\x0B\x60\x50\x22\x0C\x0C\x85\x01", b"-----A---B"),
            (Filter::Lzw { early: true }, b"\xFF\xFF", b""),
            (Filter::Flate, b"no deflated data", b""),
        ] {
            assert_eq!(out_of(data, &[filter]), expected, "{filter:?}");
        }
        let raw = {
            let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            out.write_all(b"without a header").unwrap();
            out.finish().unwrap()
        };
        assert_eq!(out_of(&raw, &[Filter::Flate]), b"without a header");
    }

    #[test]
    fn names_in_full_and_short() {
        for (names, filter) in [
            (["ASCIIHexDecode", "AHx"], Filter::Hex),
            (["ASCII85Decode", "A85"], Filter::Base85),
            (["LZWDecode", "LZW"], Filter::Lzw { early: true }),
            (["FlateDecode", "Fl"], Filter::Flate),
            (["RunLengthDecode", "RL"], Filter::RunLength),
        ] {
            assert_eq!(names.map(|name| Filter::named(name.as_bytes())), [Some(filter); 2]);
        }
        assert_eq!(Filter::named(b"DCTDecode"), None);
    }

    #[test]
    fn more_than_the_tally_allows_ends_every_filter() {
        for first in ALL {
            for second in ALL {
                let data = packed(&packed(&[7; 5000], second), first);
                let all = packed(&[7; 5000], second).len() as u64 + 5000;
                for (bytes, exceeded) in [(all, false), (all - 1, true), (10, true), (0, true)] {
                    let tally = Tally::new(bytes);
                    let mut out = Vec::new();
                    run(&data, &[first, second], &tally).read_to_end(&mut out).unwrap();
                    assert_eq!(tally.exceeded(), exceeded, "{first:?} {second:?} {bytes} of {all}");
                    assert!(out.len() as u64 <= bytes);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_went_in_comes_out(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..3000),
                prop::collection::vec(0..3_u8, 0..12_000),
            ],
            filters in prop::collection::vec(prop::sample::select(ALL.to_vec()), 1..4),
        ) {
            let data = filters.iter().rev().fold(bytes.clone(), |data, &filter| packed(&data, filter));
            prop_assert_eq!(out_of(&data, &filters), bytes);
        }

        #[test]
        fn any_data_comes_to_an_end(
            bytes in prop::collection::vec(any::<u8>(), 0..500),
            filters in prop::collection::vec(prop::sample::select(ALL.to_vec()), 1..4),
        ) {
            let tally = Tally::new(100_000);
            let mut out = Vec::new();
            run(&bytes, &filters, &tally).read_to_end(&mut out).unwrap();
            prop_assert!(out.len() <= 100_000);
        }
    }
}
