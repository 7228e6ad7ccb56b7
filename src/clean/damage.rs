//! The damage, forwards: what a mirror site makes of a text. The proof of a repair is that this gives back what the
//! page holds.
//!
//! The steps are those of the sites' programs, as they were reverse-engineered:
//!
//! 1. The text is GBK bytes. For each character of the site's table, in order, every byte sequence equal to its pair
//!    gets its reading inserted behind it, also where the sequence straddles two characters. Then the bytes are decoded:
//!    a lead byte with no trail behind it becomes one `?` and takes the next byte with it, a lone 0x80 becomes `€`.
//! 2. The text is split at each mark in turn, by bytes again, and every piece is decoded on its own; a lead byte at
//!    the end of a piece becomes `?`.
//! 3. The full-width forms U+FF01 to U+FF5E become ASCII.

use super::gbk;

/// What a site does to its texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The characters that it glosses and their readings, without brackets, in the order of insertion.
    pub table: Vec<(char, String)>,
    /// The marks at which it splits, in the order of splitting.
    pub marks: Vec<char>,
}

impl Site {
    /// What the site makes of `original`, which is in the site's own script.
    #[must_use]
    pub fn damage(&self, original: &str) -> String {
        let mut bytes = encode(original);
        for (character, reading) in &self.table {
            let Some(pair) = gbk::encode(*character) else { continue };
            if find(&bytes, pair, 0).is_none() {
                continue;
            }
            let mut glossed = Vec::with_capacity(bytes.len() + bytes.len() / 4);
            let mut at = 0;
            while let Some(found) = find(&bytes, pair, at) {
                glossed.extend_from_slice(&bytes[at..found + 2]);
                glossed.push(b'(');
                glossed.extend(encode(reading));
                glossed.push(b')');
                at = found + 2;
            }
            glossed.extend_from_slice(&bytes[at..]);
            bytes = glossed;
        }
        let mut pieces = vec![Piece::Text(encode(&decode(&bytes)))];
        for &mark in &self.marks {
            if let Some(pair) = gbk::encode(mark) {
                pieces = pieces.into_iter().flat_map(|piece| piece.split(mark, pair)).collect();
            }
        }
        let mut out = String::with_capacity(bytes.len() * 3 / 2);
        for piece in pieces {
            match piece {
                Piece::Mark(mark) => out.push(narrow(mark)),
                Piece::Text(bytes) => out.extend(decode(&bytes).chars().map(narrow)),
            }
        }
        out
    }
}

enum Piece {
    Text(Vec<u8>),
    Mark(char),
}

impl Piece {
    fn split(self, mark: char, pair: [u8; 2]) -> Vec<Piece> {
        let Piece::Text(bytes) = self else { return vec![self] };
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(found) = find(&bytes, pair, at) {
            out.push(Piece::Text(bytes[at..found].to_vec()));
            out.push(Piece::Mark(mark));
            at = found + 2;
        }
        out.push(Piece::Text(bytes[at..].to_vec()));
        out
    }
}

fn find(bytes: &[u8], pair: [u8; 2], from: usize) -> Option<usize> {
    bytes[from..].windows(2).position(|window| window == pair).map(|at| at + from)
}

/// A full-width form as ASCII, anything else as it is.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The full-width form of an ASCII character, where it has one.
pub(super) fn widen(c: char) -> Option<char> {
    matches!(c, '!'..='~').then(|| char::from_u32(c as u32 + 0xFEE0)).flatten()
}

/// GB 18030: pairs, and four bytes for what GBK lacks.
fn encode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c as u8);
        } else if let Some(pair) = gbk::encode(c) {
            out.extend(pair);
        } else {
            let mut buffer = [0; 4];
            out.extend_from_slice(&encoding_rs::GB18030.encode(c.encode_utf8(&mut buffer)).0);
        }
    }
    out
}

/// As the sites decode: pairs only.
fn decode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1);
        at += 1;
        out.push(match byte {
            0..0x80 => char::from(byte),
            0x80 => '€',
            _ => {
                at += 1;
                pair.and_then(|&trail| gbk::decode(byte, trail)).unwrap_or('?')
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(marks: &str) -> Site {
        let table = [('優', "yōu"), ('詢', "xún"), ('質', "zhì"), ('創', "chuàng "), ('識', "shí"), ('個', "gè")];
        Site { table: table.map(|(c, reading)| (c, reading.to_owned())).into(), marks: marks.chars().collect() }
    }

    #[track_caller]
    fn check(marks: &str, original: &str, damaged: &str) {
        assert_eq!(site(marks).damage(original), damaged);
    }

    #[test]
    fn what_the_sites_make() {
        check("，；。", "創新質押，品質", "創(chuàng )新質(zhì)押,品質(zhì)");
        check("，；。", "轉變為保險機構", "轉變?yōu)楸kU機構");
        check("，；。", "規模化。", "規?;?。");
        check("，；。", "嘉興信保基金合作，將", "嘉興信?;\u{E2AE}鸷献?,將");
        check("，；。", "各自優勢", "各自?xún)?yōu)勢");
        check("，；。", "變為活&ldquo;資產", "變?yōu)榛?ldquo;資產");
        check("，；。！", "知保”的合作", "知?!钡暮献?");
        check("，；。？", "開展。考慮到", "開展。考慮到");
        check("？；，。", "開展。考慮到", "開展??紤]到");
        check("，；。", "　（一）出質人", "?。ㄒ唬┏鲑|(zhì)人");
        check("，；。", "\u{A0}甲", "??甲");
        check("", "規模化。", "規模化。");
    }
}
