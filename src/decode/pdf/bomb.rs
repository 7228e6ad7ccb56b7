//! Whether a PDF holds a stream that unpacks to far more than an honest one does.
//!
//! The reader unpacks streams without a limit, so they are looked at before it sees the file: each is run through the
//! filters that its dictionary names, what comes out is thrown away, and all of it, between the filters and behind
//! the last, must fit into what is left of the file's allowance. A stream that turns out to be deflated once more is
//! followed inside. Character maps are weighed by what their reader makes of each entry.
//!
//! What is encrypted is not seen, nor what lies in other streams, nor how often a stream is used. That is for the
//! process in which a PDF is read, `child.rs`.

use std::io::BufRead;

use memchr::memmem::Finder;

use super::super::allowance::Allowance;
use super::super::document::{ReadError, part};
use super::super::format::Format;
use super::filters::{Filter, Tally, is_zlib, run};
use super::streams::{Stream, streams};

/// No image of an honest file unpacks to more than this, in bytes: a page scanned in colour has 100 MB. Images are not
/// unpacked to get at the text, so that of a small file may be as large.
const LARGEST_IMAGE: u64 = 192 << 20;

/// All streams of a file together, in bytes: some seconds of unpacking.
const LARGEST_TOTAL: u64 = 2 << 30;

/// Streams that turn out to be deflated deeper than this are an attack.
const DEEPEST: usize = 3;

/// Entries of the longest row that a stream is unpacked in; the reader makes room for one whatever the data says.
const LONGEST_ROW: u64 = 1 << 20;

/// What a string in a character map costs its reader, in bytes. The shortest entry of three bytes has one.
const ENTRY: u64 = 64;

/// What a byte of a character map in the compact form costs its reader, in bytes.
const COMPACT: u64 = 64;

/// Looks at the streams of `file`.
///
/// # Errors
///
/// [`ReadError::TooLarge`] when they unpack to more than is left of `allowance`, [`ReadError::TooSlow`] when that
/// cannot be found out in time. Nothing is spent.
pub(super) fn check(file: &[u8], allowance: &Allowance) -> Result<(), ReadError> {
    let mut sum = Sum { allowance, total: 0, maps: 0 };
    for stream in streams(file) {
        allowance.on_time(Format::Pdf)?;
        if stream.columns > LONGEST_ROW {
            return Err(allowance.exhausted(part::STREAM));
        }
        if stream.filters.is_empty() {
            sum.add(&stream, Vec::new())?;
        }
        for filters in &stream.filters {
            sum.add(&stream, filters.clone())?;
        }
    }
    Ok(())
}

struct Sum<'a> {
    allowance: &'a Allowance,
    /// Bytes that were unpacked so far.
    total: u64,
    /// What the character maps so far cost their reader, in bytes.
    maps: u64,
}

impl Sum<'_> {
    /// Adds what `stream` is behind `filters`, and behind those that its data shows.
    fn add(&mut self, stream: &Stream<'_>, mut filters: Vec<Filter>) -> Result<(), ReadError> {
        for _ in 0..=DEEPEST {
            if !self.unpack(stream, &filters)? {
                return Ok(());
            }
            filters.push(Filter::Flate);
        }
        Err(self.allowance.exhausted(part::STREAM))
    }

    /// Adds what `stream` is behind `filters`; whether that is itself deflated.
    fn unpack(&mut self, stream: &Stream<'_>, filters: &[Filter]) -> Result<bool, ReadError> {
        // Deflated data says where it ends; of all other a lie may cut off the tail, so it is best not asked for.
        let deflated = is_zlib(stream.open_end());
        if filters.is_empty() {
            return Ok(deflated);
        }
        let data = if filters[0] == Filter::Flate && deflated { stream.open_end() } else { stream.data() };
        let left = self.allowance.left();
        let tally = Tally::new(if stream.image { left.max(LARGEST_IMAGE) } else { left });
        let mut out = run(data, filters, &tally);
        let mut map = Map::default();
        let mut begins = None;
        loop {
            // The filters end where their data makes no sense, and have no errors of their own.
            let found = out.fill_buf().unwrap_or(&[]);
            if found.is_empty() {
                break;
            }
            begins.get_or_insert_with(|| is_zlib(found));
            map.add(found);
            let count = found.len();
            out.consume(count);
            self.total += count as u64;
            if self.total > LARGEST_TOTAL {
                return Err(self.allowance.exhausted(part::STREAM));
            }
            if self.maps + map.cost > left {
                return Err(self.allowance.exhausted(part::CHARACTER_MAP));
            }
            self.allowance.step(Format::Pdf)?;
        }
        if tally.exceeded() {
            return Err(self.allowance.exhausted(part::STREAM));
        }
        self.maps += map.cost;
        Ok(begins.unwrap_or(false))
    }
}

/// A stream that may be a character map, which says what the codes of a font mean.
#[derive(Default)]
struct Map {
    /// The end of what was seen, in which a word may have begun.
    tail: Vec<u8>,
    kind: Kind,
    /// What its reader makes of it, in bytes.
    cost: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing was seen yet.
    #[default]
    Unknown,
    /// No map so far.
    Other,
    /// In PostScript, as files have them.
    Written,
    /// In the form in which the reader keeps its own.
    Compact,
}

impl Map {
    /// The words that begin the lists of a map.
    const WORDS: [&[u8]; 3] = [b"beginbf", b"begincid", b"beginnotdef"];

    fn add(&mut self, bytes: &[u8]) {
        if self.kind == Kind::Unknown {
            self.kind = if bytes.starts_with(b"bcmap") { Kind::Compact } else { Kind::Other };
        }
        if self.kind == Kind::Other {
            self.tail.extend_from_slice(bytes);
            if Map::WORDS.iter().any(|word| Finder::new(word).find(&self.tail).is_some()) {
                self.kind = Kind::Written;
            }
            let longest = Map::WORDS.iter().map(|word| word.len()).max().unwrap_or(0);
            self.tail.drain(..self.tail.len().saturating_sub(longest));
        }
        self.cost += match self.kind {
            Kind::Unknown | Kind::Other => 0,
            Kind::Written => ENTRY * memchr::memchr_iter(b'<', bytes).count() as u64,
            Kind::Compact => COMPACT * bytes.len() as u64,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::filters::tests::{ALL, packed};
    use super::*;

    /// A file with one stream.
    fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let head = format!("%PDF-1.5\n1 0 obj<<{dictionary}/Length {}>>stream\r\n", data.len());
        [head.as_bytes(), data, b"\r\nendstream endobj\n"].concat()
    }

    fn name(filter: Filter) -> &'static str {
        match filter {
            Filter::Hex => "/ASCIIHexDecode",
            Filter::Base85 => "/ASCII85Decode",
            Filter::Lzw { .. } => "/LZWDecode",
            Filter::Flate => "/FlateDecode",
            Filter::RunLength => "/RunLengthDecode",
        }
    }

    /// A file with a stream of `bytes` behind `filters`.
    fn behind(filters: &[Filter], bytes: &[u8]) -> Vec<u8> {
        let data = filters.iter().rev().fold(bytes.to_vec(), |data, &filter| packed(&data, filter));
        let names: String = filters.iter().map(|&filter| name(filter)).collect();
        let late = if filters.contains(&Filter::Lzw { early: false }) { "/DecodeParms<</EarlyChange 0>>" } else { "" };
        file(&format!("/Filter[{names}]{late}"), &data)
    }

    fn check_as_it_comes(file: &[u8]) -> Result<(), ReadError> {
        check(file, &Allowance::packed(file.len()))
    }

    #[track_caller]
    fn refused(file: &[u8], what: &str) {
        match check_as_it_comes(file) {
            Err(ReadError::TooLarge { part, .. }) if part == what => {}
            other => panic!("{other:?} and not {what} of {} bytes", file.len()),
        }
    }

    /// A text that is as repetitive as drawing instructions are.
    fn honest(len: usize) -> Vec<u8> {
        (0..)
            .flat_map(|i| format!("BT /F1 12 Tf {} 700 Td <{:04X}> Tj ET\n", i * 7 % 600, i).into_bytes())
            .take(len)
            .collect()
    }

    #[test]
    fn honest_streams_of_every_filter_pass() {
        for first in ALL {
            assert_eq!(check_as_it_comes(&behind(&[first], &honest(1 << 20))), Ok(()), "{first:?}");
            for second in ALL {
                assert_eq!(
                    check_as_it_comes(&behind(&[first, second], &honest(1 << 18))),
                    Ok(()),
                    "{first:?} {second:?}"
                );
            }
        }
        assert_eq!(check_as_it_comes(b"%PDF-1.5\nno stream at all"), Ok(()));
        assert_eq!(check_as_it_comes(&file("", &honest(1 << 20))), Ok(()));
    }

    #[test]
    fn bombs_of_every_chain_of_filters_are_refused() {
        let zeros = vec![0; 8 << 20];
        let deflated = packed(&zeros, Filter::Flate);
        assert!(deflated.len() < 10_000);
        refused(&file("/Filter/FlateDecode", &deflated), part::STREAM);
        // Each filter in front of a bomb, and behind one: hex digits, for one, may be repeated.
        for filter in ALL {
            let names = format!("/Filter[{}/FlateDecode]", name(filter));
            let late = if filter == (Filter::Lzw { early: false }) { "/DecodeParms<</EarlyChange 0>>" } else { "" };
            refused(&file(&format!("{names}{late}"), &packed(&deflated, filter)), part::STREAM);
            let inner = packed(&zeros, filter);
            let names = format!("/Filter[/FlateDecode{}]", name(filter));
            refused(&file(&format!("{names}{late}"), &packed(&inner, Filter::Flate)), part::STREAM);
        }
        let runs = packed(&[129, 0].repeat(1 << 20), Filter::Flate);
        refused(&file("/Filter[/Fl/RL]", &runs), part::STREAM);
        // Runs that are runs of runs.
        refused(&file("/Filter[/RL/RL]", &[129; 20_000]), part::STREAM);
        refused(&file("/Filter[/RL/RL/RL/RL/RL/RL]", &[129; 200]), part::STREAM);
        refused(&file("/Filter/LZWDecode", &packed(&zeros, Filter::Lzw { early: true })), part::STREAM);
    }

    #[test]
    fn what_a_dictionary_hides_is_found() {
        let deflated = packed(&vec![0; 40 << 20], Filter::Flate);
        let hex = packed(&deflated, Filter::Hex);
        for dictionary in [
            "/Filter[/AHx/Fl]",
            "/F[/AHx/Fl]",
            "/Filter/AHx/Filter[/AHx/Fl]",
            "/Filter[/AHx/Fl]/Filter/RL",
            "/F#69lter[/ASCIIHex#44ecode/FlateDecode]",
            "/Filter [ %comment\n/AHx /Fl ]",
            "/Filter[2 0 R/Fl]",
            "/X(endstream endobj stream\n)/Filter[/AHx/Fl]",
        ] {
            let file = [&file(dictionary, &hex)[..], b"2 0 obj /AHx endobj"].concat();
            refused(&file, part::STREAM);
        }
        // Deflated data is known by itself.
        refused(&file("/Filter 99 0 R", &deflated), part::STREAM);
        refused(&file("", &deflated), part::STREAM);
        // The data ends where the file says, not where it seems to.
        let runs = [b"\x09endstream ".to_vec(), [129, 0].repeat(1 << 20)].concat();
        assert_eq!(check_as_it_comes(&file("/Filter/RL", &runs[..1 << 17])), Ok(()));
        refused(&file("/Filter[/RL/RL]", &[b"\x09endstream ".to_vec(), vec![129; 20_000]].concat()), part::STREAM);
        refused(
            &file("/DecodeParms<</Predictor 2/Colors 4/BitsPerComponent 16/Columns 2147483647>>", b"a"),
            part::STREAM,
        );
    }

    #[test]
    fn a_page_scanned_in_colour_passes() {
        // A blank page at 600 dots per inch.
        let page = packed(&vec![0xFF; 4960 * 7016 * 3], Filter::Flate);
        assert_eq!(check_as_it_comes(&file("/Type/XObject/Subtype/Image/Filter/FlateDecode", &page)), Ok(()));
        refused(&file("/Filter/FlateDecode", &page), part::STREAM);
        let poster = packed(&vec![0xFF; 200 << 20], Filter::Flate);
        refused(&file("/Subtype/Image/Filter/FlateDecode", &poster), part::STREAM);
    }

    #[test]
    fn character_maps_are_weighed_by_their_entries() {
        let map = |entries: usize, entry: &dyn Fn(usize) -> String| {
            let list: String = (0..entries).map(entry).collect();
            let map = format!("/CIDInit /ProcSet findresource begin {entries} beginbfchar\n{list}endbfchar");
            file("/Filter/FlateDecode", &packed(map.as_bytes(), Filter::Flate))
        };
        // A font with all characters of the basic plane.
        assert_eq!(check_as_it_comes(&map(65_536, &|i| format!("<{i:04X}> <{i:04X}>\n"))), Ok(()));
        let bomb = map(700_000, &|_| "<0><0>".to_owned());
        assert!(bomb.len() < 10_000, "it is small as a file");
        refused(&bomb, part::CHARACTER_MAP);
        // Many maps together, none of which is too large.
        let some = map(20_000, &|_| "<0><0>".to_owned());
        assert_eq!(check_as_it_comes(&some), Ok(()));
        refused(&some.repeat(10)[..], part::CHARACTER_MAP);
        let compact = packed(&[b"bcmap".as_slice(), &vec![0; 1 << 20]].concat(), Filter::Flate);
        refused(&file("/Filter/FlateDecode", &compact), part::CHARACTER_MAP);
        // Where the words are cut by the end of a buffer, and where there is no map.
        for before in 16_370..16_390 {
            let padded = format!("{}beginbfrange{}", " ".repeat(before), "<0><0><0>".repeat(400_000));
            refused(&file("/Filter/FlateDecode", &packed(padded.as_bytes(), Filter::Flate)), part::CHARACTER_MAP);
        }
        let text = "<".repeat(400_000);
        assert_eq!(check_as_it_comes(&file("/Filter/FlateDecode", &packed(text.as_bytes(), Filter::Flate))), Ok(()));
    }

    #[test]
    fn there_is_no_time_for_ever() {
        let file = file("/Filter/FlateDecode", &packed(&honest(1 << 20), Filter::Flate));
        let allowance = Allowance::new(u64::MAX, std::time::Duration::ZERO);
        assert!(matches!(check(&file, &allowance), Err(ReadError::TooSlow { format: Format::Pdf, .. })));
    }
}
