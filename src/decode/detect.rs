//! Which encoding a file is in.
//!
//! Structure alone does not tell GBK from Big5 (most pairs are legal in both), so each candidate reads a sample of the
//! file and the one that finds the most ordinary Chinese in it wins. Ordinary is measured in three steps: characters
//! and marks of the highest frequency; the level-1 characters that GB 2312 and Big5 set apart as common, taken from
//! the code tables themselves; and everything else. Text read in the wrong encoding falls into the third step.

use std::path::Path;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::charset::is_known;
use super::format::{NO_TEXT, signature};
use super::{Remark, Verdict};
use crate::text::{Raw, Span};

/// Characters and marks so frequent that any page of Chinese, in either script, is full of them.
const FREQUENT: &str = "，。、；：（）《》“”的一是在不了有和人这這中大为為上个個国國以要他时時来來用生到作地于於出分对對成会會\
    可主发發年动動同工也能下过過子说說产產种種面方后後多定行学學法所民得经經十三之进進等部度家电電力如水化高自二理起小物现現\
    实實加量都两兩体體制机機当當使点點从從业業本去把性应應开開合还還因由其些前外政四日社义義事平全表间間关關各重新内內数數正反\
    明看又利比或但质質第向道条條只没沒结結问問建月公无無系最代通并及按提题題党黨程五料员員革位常文总總品式活设設管特件长長求基\
    资資边邊流级級少图圖统統接知组組见見计計别別根期论論运運农農区區强強放决決被必则則任取据據处處理府省市县縣规規定章条令";

/// The average weight of a character from which a reading counts as Chinese text. Over 60,000 lines of laws and
/// notices, the right encoding had 1.6 to 4.0 (the middle: 3.2), a wrong one at most 2.3 (the middle: 1.1 or less).
const CHINESE: f64 = 1.4;

/// The average that a wrong encoding never reaches over [`ENOUGH`] characters: there is no need to try another.
const CERTAIN: f64 = 2.3;

/// See [`CERTAIN`].
const ENOUGH: usize = 32;

/// What [`detect`] finds.
pub(super) struct Found<'b> {
    pub(super) encoding: &'static Encoding,
    /// The text, where the bytes are UTF-8 throughout and begin with it: they need not be looked at again.
    pub(super) valid: Option<&'b str>,
    /// Bytes of the byte-order mark.
    pub(super) skip: usize,
    pub(super) verdict: Verdict,
    pub(super) remarks: Vec<Remark>,
}

impl Found<'_> {
    fn text(encoding: &'static Encoding) -> Self {
        Found { encoding, valid: None, skip: 0, verdict: Verdict::Text, remarks: Vec::new() }
    }
}

pub(super) fn detect<'b>(bytes: &'b [u8], file_name: &Path) -> Found<'b> {
    let mut found = match byte_order_mark(bytes) {
        Some((encoding, skip)) => {
            let mut found = Found::text(encoding);
            found.skip = skip;
            found.remarks.push(Remark::ByteOrderMark(if encoding == GB18030 { "GB18030" } else { encoding.name() }));
            found
        }
        None => without_mark(bytes, file_name),
    };
    if bytes.len() == found.skip {
        found.verdict = Verdict::Empty;
    } else if found.skip == 0
        && let Some(kind) = signature(bytes)
    {
        found.verdict = Verdict::Binary(kind);
    } else {
        judge_controls(bytes, &mut found);
    }
    found
}

fn byte_order_mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((UTF_8, 3)),
        [0xFF, 0xFE, ..] => Some((UTF_16LE, 2)),
        [0xFE, 0xFF, ..] => Some((UTF_16BE, 2)),
        [0x84, 0x31, 0x95, 0x33, ..] => Some((GB18030, 4)),
        _ => None,
    }
}

fn without_mark<'b>(bytes: &'b [u8], file_name: &Path) -> Found<'b> {
    let sample = Sample::of(bytes);
    let nuls = sample.bytes().filter(|&&byte| byte == 0).count();
    // Line breaks and digits of UTF-16 have NULs; no other text has.
    let valid = std::str::from_utf8(bytes).ok();
    // Three-byte sequences come about by no accident.
    let spelled = valid.is_some_and(|text| text.chars().any(|c| c.len_utf8() > 2));
    if nuls > 0
        && !spelled
        && let Some(encoding) = sample.utf16()
        // The NUL is the upper half of a whole unit: "fI\0" has none.
        && bytes.chunks_exact(2).any(|unit| unit[usize::from(encoding == UTF_16LE)] == 0)
    {
        return Found::text(encoding);
    }
    let declared = declaration(bytes);
    let known = declared.as_ref().and_then(|label| Encoding::for_label(label.as_bytes())).filter(|e| is_known(e));
    let encoding = match valid {
        // Pairs of bytes alone may be a few characters of anything; three-byte sequences are not.
        Some(text) if bytes.len() < 64 && !text.is_ascii() && !text.chars().any(|c| c.len_utf8() > 2) => {
            known.unwrap_or(UTF_8)
        }
        Some(_) => UTF_8,
        None => sample.most_chinese(known, bytes, file_name),
    };
    let mut found = Found::text(encoding);
    found.valid = valid.filter(|_| encoding == UTF_8);
    if let (Some(label), Some(known)) = (declared, known)
        && family(known) != family(encoding)
        && !bytes.is_ascii()
    {
        let used = if encoding == GB18030 { GBK.name() } else { encoding.name() };
        found.remarks.push(Remark::DeclaredOtherwise { declared: label, used });
    }
    found
}

/// GBK is read as GB18030, which contains it.
fn family(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

/// The encoding that the first kilobyte declares, as it is written there.
fn declaration(bytes: &[u8]) -> Option<String> {
    let head: Vec<u8> = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    // `<meta charset="x">`, `content="text/html; charset=x"`, `<?xml encoding='x'?>`, `-*- coding: x -*-`, and a vim
    // line's `fileencoding=x`.
    for name in [&b"charset"[..], b"coding"] {
        let mut from = 0;
        while let Some(at) = find(&head[from..], name) {
            from += at + name.len();
            let rest = head[from..].trim_ascii_start();
            let Some((b'=' | b':', rest)) = rest.split_first() else { continue };
            let rest = rest.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"-_.:+".contains(b)).count();
            if len > 0 && Encoding::for_label(&rest[..len]).is_some() {
                return String::from_utf8(rest[..len].to_vec()).ok();
            }
        }
    }
    None
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

/// Stretches from all over a file: enough to judge by, never more than a few kilobytes.
struct Sample<'b> {
    /// Stretches that begin on a character of any 8-bit encoding.
    eight: Vec<&'b [u8]>,
    /// Stretches that begin on an even byte.
    sixteen: Vec<&'b [u8]>,
}

impl<'b> Sample<'b> {
    const WINDOWS: usize = 8;
    const WINDOW: usize = 512;

    fn of(bytes: &'b [u8]) -> Self {
        if bytes.len() <= Self::WINDOWS * Self::WINDOW {
            return Sample { eight: vec![bytes], sixteen: vec![bytes] };
        }
        let starts = (0..Self::WINDOWS).map(|i| i * ((bytes.len() - Self::WINDOW) / (Self::WINDOWS - 1)));
        let sixteen = starts.map(|at| &bytes[at & !1..(at & !1) + Self::WINDOW]).collect::<Vec<_>>();
        let eight = sixteen.iter().enumerate().filter_map(|(i, window)| match i {
            0 => Some(*window),
            // A byte below 0x30 is never part of a longer sequence.
            _ => window.iter().position(|&byte| byte < 0x30).map(|at| &window[at..]),
        });
        Sample { eight: eight.collect(), sixteen }
    }

    fn bytes(&self) -> impl Iterator<Item = &u8> {
        self.sixteen.iter().copied().flatten()
    }

    fn weigh(&self, encoding: &'static Encoding) -> Weight {
        let mut weight = Weight::default();
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        for window in if wide { &self.sixteen } else { &self.eight } {
            weight.add(window, encoding);
        }
        weight
    }

    /// UTF-16 in either order, where the sample has NULs and reads as text in it.
    fn utf16(&self) -> Option<&'static Encoding> {
        let [little, big] = [UTF_16LE, UTF_16BE].map(|encoding| self.weigh(encoding).average());
        let (encoding, best, other) = if little >= big { (UTF_16LE, little, big) } else { (UTF_16BE, big, little) };
        (best >= CHINESE && best > other + 0.5).then_some(encoding)
    }

    /// The encoding in which bytes that are not UTF-8 throughout read best.
    fn most_chinese(&self, declared: Option<&'static Encoding>, bytes: &[u8], file_name: &Path) -> &'static Encoding {
        let declared = declared.filter(|&e| e != UTF_16LE && e != UTF_16BE).map(family);
        // The declared encoding first: mostly it is right, and then one reading is enough.
        let first = declared.filter(|&e| e == UTF_8 || e == BIG5);
        let mut readings: Vec<(&'static Encoding, Weight)> = Vec::new();
        for encoding in first.into_iter().chain([GB18030, BIG5, UTF_8, UTF_16LE, UTF_16BE]) {
            let weight = self.weigh(encoding);
            if weight.is_certain() {
                return encoding;
            }
            readings.push((encoding, weight));
        }
        let hinted = file_name_hint(file_name).map(family);
        let (mut best, mut average) = (UTF_8, f64::MIN);
        for (encoding, weight) in &readings {
            // A declaration weighs more than a name, and either decides where the bytes do not.
            let bonus = 0.3 * f64::from(u8::from(declared == Some(*encoding)))
                + 0.2 * f64::from(u8::from(hinted == Some(*encoding)));
            if weight.average() + bonus > average {
                (best, average) = (encoding, weight.average() + bonus);
            }
        }
        if let Some(declared) = declared {
            // Three characters prove nothing against a declaration; nor does what is no Chinese.
            let western = !readings.iter().any(|(encoding, _)| *encoding == declared);
            if self.weigh(declared).others < 4 || (western && average < 2.0) {
                return declared;
            }
        }
        if average >= CHINESE {
            return best;
        }
        let utf8 = self.weigh(UTF_8);
        if utf8.others as f64 > utf8.malformed {
            return UTF_8;
        }
        let gb = &readings.iter().find(|(encoding, _)| *encoding == GB18030);
        if gb.is_some_and(|(_, weight)| weight.malformed == 0.0) && self.eight.iter().all(|window| is_gb2312(window)) {
            return GB18030;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes[..bytes.len().min(16 * 1024)], true);
        let guessed = detector.guess(None, Utf8Detection::Allow);
        // Bytes that are no Chinese and that the detector, too, calls Chinese: the family that contains the other.
        if is_known(guessed) { family(guessed) } else { GB18030 }
    }
}

/// Whether the bytes that are not ASCII are pairs of GB 2312: a word or two of rare characters, too few to weigh. Texts
/// of European languages do not pair up like this.
fn is_gb2312(bytes: &[u8]) -> bool {
    bytes.split(u8::is_ascii).all(|run| run.chunks(2).all(|pair| matches!(pair, [0xA1..=0xF7, 0xA1..=0xFE])))
}

/// The encoding that a file's name mentions between dots: `notice.big5.txt`.
fn file_name_hint(file_name: &Path) -> Option<&'static Encoding> {
    let name = file_name.file_name()?.to_str()?;
    let mut parts = name.rsplit('.').skip(1);
    parts.find_map(|part| Encoding::for_label(part.as_bytes())).filter(|e| is_known(e))
}

/// How much of a reading is ordinary Chinese.
#[derive(Default)]
struct Weight {
    /// The sum over all characters that are not ASCII (in UTF-16, over all): 4, 2, 1 or 0 each.
    sum: f64,
    /// How many characters are not ASCII.
    others: usize,
    /// Malformed places, in characters of the encoding.
    malformed: f64,
}

impl Weight {
    fn add(&mut self, window: &[u8], encoding: &'static Encoding) {
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let unit = match encoding {
            e if e == UTF_8 => 3.0,
            e if e.is_single_byte() => 1.0,
            _ => 2.0,
        };
        let mut text = String::with_capacity(window.len() * 3 + 16);
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut at = 0;
        while at < window.len() {
            let (result, read) = decoder.decode_to_string_without_replacement(&window[at..], &mut text, false);
            at += read;
            match result {
                encoding_rs::DecoderResult::InputEmpty => break,
                encoding_rs::DecoderResult::OutputFull => text.reserve(window.len()),
                encoding_rs::DecoderResult::Malformed(bad, _) => self.malformed += f64::from(bad) / unit,
            }
        }
        let levels = &*LEVELS;
        for c in text.chars().filter(|c| wide || !c.is_ascii()) {
            self.others += 1;
            self.sum += f64::from(levels.weight(c, encoding));
        }
    }

    fn is_certain(&self) -> bool {
        self.malformed == 0.0 && self.others >= ENOUGH && self.average() >= CERTAIN
    }

    /// The average weight of a character; malformed ones count against it.
    fn average(&self) -> f64 {
        let all = self.others as f64 + self.malformed;
        if all == 0.0 { 0.0 } else { (self.sum - self.malformed) / all }
    }
}

/// For each character of the basic plane: frequent (3), common in both code tables (2), in that of GB 2312 alone (1)
/// or of Big5 alone (4), or none of it (0).
struct Levels(Vec<u8>);

static LEVELS: LazyLock<Levels> = LazyLock::new(|| {
    let mut levels = vec![0_u8; 0x1_0000];
    let mut mark = |encoding: &'static Encoding, leads: std::ops::RangeInclusive<u8>, bit: u8| {
        for lead in leads {
            let row: Vec<u8> = (0x40..=0xFE).flat_map(|trail| [lead, trail]).collect();
            for pair in row.chunks_exact(2).filter(|pair| encoding == BIG5 || pair[1] >= 0xA1) {
                let (text, _) = encoding.decode_without_bom_handling(pair);
                if let Some(level) = text.chars().next().and_then(|c| levels.get_mut(c as usize)) {
                    *level |= bit;
                }
            }
        }
    };
    // GB 2312 rows 16 to 55; Big5 A440 to C67E.
    mark(GB18030, 0xB0..=0xD7, Levels::GB);
    mark(BIG5, 0xA4..=0xC6, Levels::BIG5);
    // The punctuation of either.
    mark(GB18030, 0xA1..=0xA1, Levels::GB | Levels::BIG5);
    mark(GB18030, 0xA3..=0xA3, Levels::GB | Levels::BIG5);
    mark(BIG5, 0xA1..=0xA1, Levels::BIG5);
    for c in FREQUENT.chars() {
        levels[c as usize & 0xFFFF] |= Levels::FREQUENT;
    }
    levels[0xFFFD] = 0;
    for ascii in (0x20..0x7F).chain([0x09, 0x0A, 0x0D]) {
        levels[ascii] = Levels::FREQUENT;
    }
    Levels(levels)
});

impl Levels {
    const GB: u8 = 1;
    const BIG5: u8 = 2;
    const FREQUENT: u8 = 4;

    fn weight(&self, c: char, encoding: &'static Encoding) -> u8 {
        let level = self.0.get(c as usize).copied().unwrap_or(0);
        if level & Levels::FREQUENT != 0 {
            return 4;
        }
        // Traditional characters are at home in GBK too, where mirror sites convert pages; simplified ones are not
        // in Big5 at all.
        match encoding {
            e if e == GB18030 || e == GBK => 2 * (level & Levels::GB) + u8::from(level == Levels::BIG5),
            e if e == BIG5 => level & Levels::BIG5,
            _ => 2 * u8::from(level != 0),
        }
    }
}

/// Lines that are malformed in the file's encoding and read well in another, neighbours of one encoding together.
pub(super) fn foreign_lines(
    bytes: &[u8],
    skip: usize,
    encoding: &'static Encoding,
) -> Vec<(&'static Encoding, Span<Raw>)> {
    /// So many bytes of a line tell.
    const REACH: usize = 4096;
    // In UTF-16 a line break is no byte, and the others are no part of it.
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return Vec::new();
    }
    let mut out: Vec<(&'static Encoding, Span<Raw>)> = Vec::new();
    let mut at = skip;
    for line in bytes[skip..].split_inclusive(|&byte| byte == b'\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        let weigh = |encoding: &'static Encoding| {
            let mut weight = Weight::default();
            weight.add(&line[..line.len().min(REACH)], encoding);
            (encoding, weight)
        };
        if line.is_ascii() {
            continue;
        }
        let (_, own) = weigh(encoding);
        // Most lines of UTF-8 are well-formed in GBK and Big5, though they make no sense there; never the reverse.
        let others = if own.malformed == 0.0 { &[UTF_8][..] } else { &[UTF_8, GB18030, BIG5] };
        let best = others
            .iter()
            .copied()
            .filter(|&other| family(encoding) != other)
            .map(weigh)
            .filter(|(_, weight)| weight.malformed == 0.0 && weight.others >= 3)
            .filter(|(_, weight)| weight.average() >= 2.0 && weight.average() > own.average())
            .max_by(|(_, a), (_, b)| a.average().total_cmp(&b.average()));
        match (best, out.last_mut()) {
            (Some((other, _)), Some((last, stretch))) if *last == other && stretch.end == span.start => {
                stretch.end = span.end;
            }
            (Some((other, _)), _) => out.push((other, span)),
            (None, _) => {}
        }
    }
    out
}

/// Counts control characters; a file with many of them is no text.
fn judge_controls(bytes: &[u8], found: &mut Found) {
    // Padding at the end of a block device's file says nothing about the text before it.
    let wide = found.encoding == UTF_16LE || found.encoding == UTF_16BE;
    let (mut nul, mut other, mut all) = (0, 0, 0);
    let is_other = |byte: u8| byte < 0x20 && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x0C);
    if wide {
        for pair in bytes[found.skip..].chunks_exact(2) {
            let code = if found.encoding == UTF_16LE { [pair[0], pair[1]] } else { [pair[1], pair[0]] };
            nul += usize::from(code == [0, 0]);
            other += usize::from(code[1] == 0 && is_other(code[0]));
            all += 1;
        }
    } else {
        let padding = bytes.iter().rev().take_while(|&&byte| byte == 0).count();
        // Sums of bytes over short stretches, which the compiler turns into vector instructions.
        for chunk in bytes.chunks(128) {
            nul += usize::from(chunk.iter().map(|&byte| u8::from(byte == 0)).sum::<u8>());
            other += usize::from(chunk.iter().map(|&byte| u8::from(is_other(byte))).sum::<u8>());
        }
        all = bytes.len();
        if padding < all {
            all -= padding;
            if (nul - padding + other) * 32 <= all {
                // The padding alone does not make it binary.
                report(found, nul, other);
                return;
            }
        }
    }
    if (nul + other) * 32 > all {
        found.verdict = Verdict::Binary(NO_TEXT);
    }
    report(found, nul, other);
}

fn report(found: &mut Found, nul: usize, other: usize) {
    if nul + other > 0 {
        found.remarks.push(Remark::Controls { nul, other });
    }
}
