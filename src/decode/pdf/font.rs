//! What the character codes of a PDF font mean, and how wide they are.

use std::collections::HashMap;
use std::sync::Arc;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS};
use lopdf::{Dictionary, Document, Error, Object};

use super::LARGEST_STREAM;

/// A font, as far as text is concerned.
pub(super) struct Font {
    codes: Codes,
    /// By code, from the font's own table; it is right where there is one.
    unicode: ToUnicode,
    /// In thousandths of the font size, by code.
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// For fonts of 8-bit codes without a table: what each code means.
    simple: Option<Box<[String]>>,
}

/// How a string is cut into codes.
#[derive(Clone, Copy)]
enum Codes {
    One,
    /// Two bytes that number the font's glyphs.
    Glyphs,
    /// UTF-16, big end first.
    Utf16,
    /// One byte or more, as in this encoding.
    Legacy(&'static Encoding),
}

/// A character of a string.
pub(super) struct Glyph<'f> {
    /// What it means; `None` when the font does not say.
    pub(super) text: Option<std::borrow::Cow<'f, str>>,
    /// Its width as a share of the font size.
    pub(super) width: f32,
    /// Whether it is the one-byte code 32, to which word spacing applies.
    pub(super) is_space: bool,
}

impl Font {
    /// Reads the font dictionary `dict`.
    pub(super) fn read(dict: &Dictionary, pdf: &Document) -> Result<Font, Error> {
        let unicode = match dict.get_deref(b"ToUnicode", pdf).and_then(Object::as_stream) {
            Ok(stream) => ToUnicode::parse(&stream.get_plain_content_with_limit(LARGEST_STREAM)?),
            Err(_) => ToUnicode::default(),
        };
        let composite = dict.get_deref(b"Subtype", pdf).and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        if composite { Ok(Font::composite(dict, pdf, unicode)) } else { Ok(Font::simple(dict, pdf, unicode)) }
    }

    fn composite(dict: &Dictionary, pdf: &Document, unicode: ToUnicode) -> Font {
        let name = dict.get_deref(b"Encoding", pdf).and_then(Object::as_name).unwrap_or(b"Identity-H");
        let codes = match name.strip_suffix(b"-H").or_else(|| name.strip_suffix(b"-V")).unwrap_or(name) {
            b"UniGB-UCS2" | b"UniGB-UTF16" | b"UniCNS-UCS2" | b"UniCNS-UTF16" | b"UniJIS-UCS2" | b"UniJIS-UTF16"
            | b"UniKS-UCS2" | b"UniKS-UTF16" => Codes::Utf16,
            b"GBK-EUC" | b"GBKp-EUC" | b"GB-EUC" | b"GBpc-EUC" | b"GBK2K" => Codes::Legacy(GB18030),
            b"ETen-B5" | b"ETenms-B5" | b"B5pc" | b"HKscs-B5" => Codes::Legacy(BIG5),
            b"90ms-RKSJ" | b"90msp-RKSJ" | b"90pv-RKSJ" => Codes::Legacy(SHIFT_JIS),
            b"KSC-EUC" | b"KSCms-UHC" => Codes::Legacy(EUC_KR),
            _ => Codes::Glyphs,
        };
        let descendant = dict
            .get_deref(b"DescendantFonts", pdf)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| pdf.dereference(fonts.first()?).ok())
            .and_then(|(_, font)| font.as_dict().ok());
        let mut widths = HashMap::new();
        let mut default_width = 1000.0;
        if let Some(descendant) = descendant {
            default_width = number(descendant.get_deref(b"DW", pdf).ok()).unwrap_or(1000.0);
            // The table is by glyph, which is the code only where codes number glyphs.
            if let (Codes::Glyphs, Ok(table)) = (codes, descendant.get_deref(b"W", pdf).and_then(Object::as_array)) {
                glyph_widths(table, pdf, &mut widths);
            }
        }
        Font { codes, unicode, widths, default_width, simple: None }
    }

    fn simple(dict: &Dictionary, pdf: &Document, unicode: ToUnicode) -> Font {
        // Drawn fonts measure in their own units.
        let unit = dict
            .get_deref(b"FontMatrix", pdf)
            .and_then(Object::as_array)
            .ok()
            .and_then(|matrix| number(matrix.first()))
            .map_or(1.0, |scale| scale * 1000.0);
        let first = number(dict.get_deref(b"FirstChar", pdf).ok()).unwrap_or(0.0) as u32;
        let mut widths = HashMap::new();
        if let Ok(table) = dict.get_deref(b"Widths", pdf).and_then(Object::as_array) {
            for (i, width) in table.iter().take(256).enumerate() {
                if let Some(width) = number(pdf.dereference(width).ok().map(|(_, width)| width)) {
                    widths.insert(first.saturating_add(i as u32), width * unit);
                }
            }
        }
        let simple = unicode.is_empty().then(|| {
            let encoding = dict.get_font_encoding_with_limit(pdf, LARGEST_STREAM).ok();
            let text = |code: u8| encoding.as_ref().and_then(|e| e.bytes_to_string(&[code]).ok()).unwrap_or_default();
            (0..=255).map(text).collect()
        });
        Font { codes: Codes::One, unicode, widths, default_width: 500.0, simple }
    }

    /// The characters of `string`.
    pub(super) fn glyphs<'f>(&'f self, mut string: &[u8], mut each: impl FnMut(Glyph<'f>)) {
        while let Some((code, len)) = self.next(string) {
            let text = self.unicode.get(code, len).or_else(|| self.by_encoding(code, &string[..len]));
            let width = self.widths.get(&code).copied().unwrap_or_else(|| self.usual_width(len));
            each(Glyph { text, width: width / 1000.0, is_space: len == 1 && code == 32 });
            string = &string[len..];
        }
    }

    fn usual_width(&self, len: usize) -> f32 {
        match self.codes {
            Codes::Legacy(_) if len == 1 => 500.0,
            _ => self.default_width,
        }
    }

    /// The next code and its length in bytes.
    fn next(&self, string: &[u8]) -> Option<(u32, usize)> {
        let len = match (self.codes, string) {
            (_, []) => return None,
            (Codes::One, _) => 1,
            (Codes::Utf16, [0xD8..=0xDB, _, 0xDC..=0xDF, _, ..]) => 4,
            (Codes::Glyphs | Codes::Utf16, _) => 2,
            (Codes::Legacy(e), [0x81..=0xFE, 0x30..=0x39, _, _, ..]) if e == GB18030 => 4,
            (Codes::Legacy(_), [0x81..=0xFE, ..]) => 2,
            (Codes::Legacy(_), _) => 1,
        }
        .min(string.len());
        Some((string[..len].iter().fold(0, |code, &byte| code << 8 | u32::from(byte)), len))
    }

    fn by_encoding(&self, code: u32, bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
        match self.codes {
            Codes::One => {
                self.simple.as_ref()?.get(code as usize).filter(|text| !text.is_empty()).map(|t| t.as_str().into())
            }
            Codes::Glyphs => None,
            Codes::Utf16 => {
                let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                Some(char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect::<String>().into())
            }
            Codes::Legacy(encoding) => Some(encoding.decode_without_bom_handling(bytes).0.into_owned().into()),
        }
    }
}

/// A number of either kind.
pub(super) fn number(object: Option<&Object>) -> Option<f32> {
    object.and_then(|object| object.as_float().ok()).filter(|n| n.is_finite())
}

/// `[c [w w w] first last w …]` (ISO 32000-1, 9.7.4.3).
fn glyph_widths(table: &[Object], pdf: &Document, widths: &mut HashMap<u32, f32>) {
    let resolve = |object: &Object| pdf.dereference(object).ok().map(|(_, object)| object.clone());
    let mut at = 0;
    while at + 1 < table.len() {
        let (Some(first), Some(second)) = (resolve(&table[at]), resolve(&table[at + 1])) else { return };
        let Some(first) = number(Some(&first)) else { return };
        let first = first as u32;
        if let Ok(list) = second.as_array() {
            for (i, width) in list.iter().enumerate() {
                if let Some(width) = number(resolve(width).as_ref()) {
                    widths.insert(first.saturating_add(i as u32), width);
                }
            }
            at += 2;
        } else {
            let (Some(last), Some(width)) =
                (number(Some(&second)), table.get(at + 2).and_then(resolve).and_then(|w| number(Some(&w))))
            else {
                return;
            };
            // A font has at most 65,536 glyphs.
            for glyph in first..=(last as u32).min(first.saturating_add(0xFFFF)) {
                widths.insert(glyph, width);
            }
            at += 3;
        }
    }
}

/// A font's table of what its codes mean (ISO 32000-1, 9.10.3).
#[derive(Default)]
struct ToUnicode {
    /// Sorted by length and first code; a range means consecutive characters.
    ranges: Vec<(usize, u32, u32, Arc<str>)>,
}

impl ToUnicode {
    /// Reads a CMap. What is not understood is passed over.
    fn parse(source: &[u8]) -> ToUnicode {
        let mut ranges = Vec::new();
        let mut pending: Vec<Token> = Vec::new();
        for token in tokens(source) {
            match token {
                Token::Word(word) => {
                    match &*word {
                        b"endbfchar" => chars(&pending, &mut ranges),
                        b"endbfrange" => code_ranges(&pending, &mut ranges),
                        _ => {}
                    }
                    pending.clear();
                }
                other => pending.push(other),
            }
        }
        ranges.sort_by_key(|&(len, first, ..)| (len, first));
        ToUnicode { ranges }
    }

    fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    fn get(&self, code: u32, len: usize) -> Option<std::borrow::Cow<'_, str>> {
        let after = self.ranges.partition_point(|&(l, first, ..)| (l, first) <= (len, code));
        let (l, first, last, text) = self.ranges.get(after.checked_sub(1)?)?;
        if *l != len || code > *last {
            return None;
        }
        if code == *first {
            return Some((**text).into());
        }
        // The last character counts on.
        let mut chars: Vec<char> = text.chars().collect();
        let end = chars.last_mut()?;
        *end = char::from_u32((*end as u32).checked_add(code - first)?)?;
        Some(chars.into_iter().collect::<String>().into())
    }
}

/// A token of a CMap.
enum Token {
    /// `<…>`: bytes.
    Bytes(Vec<u8>),
    Open,
    Close,
    /// An operator. Numbers and names are passed over.
    Word(Vec<u8>),
}

fn tokens(source: &[u8]) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = source.get(at..)?;
            let (&first, _) = rest.split_first()?;
            let len_while = |test: fn(u8) -> bool| rest[1..].iter().take_while(|&&b| test(b)).count() + 1;
            match first {
                b'<' if rest.get(1) == Some(&b'<') => at += 2,
                b'<' => {
                    let len = len_while(|b| b != b'>');
                    at += len + 1;
                    let digits: Vec<u8> =
                        rest[1..len].iter().filter_map(|&b| (b as char).to_digit(16)).map(|d| d as u8).collect();
                    return Some(Token::Bytes(
                        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect(),
                    ));
                }
                b'[' => {
                    at += 1;
                    return Some(Token::Open);
                }
                b']' => {
                    at += 1;
                    return Some(Token::Close);
                }
                b'%' => at += len_while(|b| b != b'\n' && b != b'\r'),
                b'(' => at += len_while(|b| b != b')'),
                b'/' => at += len_while(|b| b.is_ascii_graphic() && !b"<>[]()/%".contains(&b)),
                b'a'..=b'z' | b'A'..=b'Z' => {
                    let len = len_while(|b| b.is_ascii_alphanumeric());
                    at += len;
                    return Some(Token::Word(rest[..len].to_vec()));
                }
                _ => at += 1,
            }
        }
    })
}

fn code(bytes: &[u8]) -> Option<(usize, u32)> {
    (1..=4).contains(&bytes.len()).then(|| (bytes.len(), bytes.iter().fold(0, |code, &b| code << 8 | u32::from(b))))
}

fn utf16(bytes: &[u8]) -> Arc<str> {
    let bytes = if let [one] = bytes { &[0, *one][..] } else { bytes };
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).filter(|&c| c != '\0').collect::<String>().into()
}

fn chars(tokens: &[Token], ranges: &mut Vec<(usize, u32, u32, Arc<str>)>) {
    for pair in tokens.chunks_exact(2) {
        if let [Token::Bytes(from), Token::Bytes(to)] = pair
            && let Some((len, code)) = code(from)
        {
            ranges.push((len, code, code, utf16(to)));
        }
    }
}

fn code_ranges(tokens: &[Token], ranges: &mut Vec<(usize, u32, u32, Arc<str>)>) {
    let mut rest = tokens;
    while let [Token::Bytes(first), Token::Bytes(last), after @ ..] = rest {
        let (Some((len, first)), Some((_, last))) = (code(first), code(last)) else { return };
        match after {
            [Token::Bytes(text), after @ ..] => {
                ranges.push((len, first, last, utf16(text)));
                rest = after;
            }
            [Token::Open, after @ ..] => {
                let count = after.iter().take_while(|token| matches!(token, Token::Bytes(_))).count();
                for (code, text) in (first..=last).zip(&after[..count]) {
                    if let Token::Bytes(text) = text {
                        ranges.push((len, code, code, utf16(text)));
                    }
                }
                rest = after.get(count + 1..).unwrap_or_default();
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_codes() {
        let table = ToUnicode::parse(
            b"/CIDInit /ProcSet findresource begin\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> % a comment\n<0986><76EE> endbfchar\n\
              3 beginbfrange <0010> <0012> <4E00> <0020><0021>[<5F55> <D842DFB7>] <0030> <FFFFFFFF> <0041> endbfrange",
        );
        let get = |code| table.get(code, 2).map(std::borrow::Cow::into_owned);
        assert_eq!(get(0x0986).as_deref(), Some("目"));
        assert_eq!(get(0x0003).as_deref(), Some(" "));
        assert_eq!(get(0x0011).as_deref(), Some("丁"));
        assert_eq!(get(0x0013), None);
        assert_eq!(get(0x0021).as_deref(), Some("𠮷"));
        assert_eq!(table.get(0x0986, 1), None);
        // A range over everything costs nothing, and ends where characters end.
        assert_eq!(get(0x0031).as_deref(), Some("B"));
        assert_eq!(table.get(0xFFFF_0000, 2), None);
    }

    #[test]
    fn rubbish_is_no_table() {
        for source in [&b""[..], b"<", b"<12", b"beginbfrange <00", b"endbfchar endbfrange ]]>>", b"[[[[", b"(((("] {
            assert!(ToUnicode::parse(source).is_empty());
        }
    }
}
