//! GBK as the mirror sites' programs read it: one byte below 0x80, the euro sign at 0x80, and pairs of a lead byte
//! (0x81–0xFE) and a trail byte (0x40–0x7E, 0x80–0xFE), every pair a character, those of the user-defined zones
//! private-use ones. No four-byte codes.
//!
//! Both directions are tables, made once from `encoding_rs` when the first damaged page comes along.

use std::sync::LazyLock;

const LEADS: usize = 0xFE - 0x81 + 1;
const TRAILS: usize = 190;

struct Tables {
    /// By lead and trail, both counted from their first value.
    chars: Vec<u16>,
    /// By character; 0 where it has no pair.
    pairs: Vec<u16>,
}

/// Pairs that the web's table of today reads otherwise than GB 18030-2000 did: the sites' programs have private-use
/// characters there, and the user-defined zone in place of a second ideographic blank.
const OLDER: [([u8; 2], u16); 20] = [
    ([0xA3, 0xA0], 0xE5E5),
    ([0xA6, 0xD9], 0xE78D),
    ([0xA6, 0xDA], 0xE78E),
    ([0xA6, 0xDB], 0xE78F),
    ([0xA6, 0xDC], 0xE790),
    ([0xA6, 0xDD], 0xE791),
    ([0xA6, 0xDE], 0xE792),
    ([0xA6, 0xDF], 0xE793),
    ([0xA6, 0xEC], 0xE794),
    ([0xA6, 0xED], 0xE795),
    ([0xA6, 0xF3], 0xE796),
    ([0xA8, 0xBC], 0xE7C7),
    ([0xFE, 0x59], 0xE81E),
    ([0xFE, 0x61], 0xE826),
    ([0xFE, 0x66], 0xE82B),
    ([0xFE, 0x67], 0xE82C),
    ([0xFE, 0x6D], 0xE832),
    ([0xFE, 0x7E], 0xE843),
    ([0xFE, 0x90], 0xE854),
    ([0xFE, 0xA0], 0xE864),
];

fn index(lead: u8, trail: u8) -> usize {
    usize::from(lead - 0x81) * TRAILS + usize::from(trail - 0x40) - usize::from(trail > 0x7F)
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut bytes = Vec::with_capacity(LEADS * TRAILS * 2);
    for lead in 0x81..=0xFE_u8 {
        for trail in trails() {
            bytes.extend([lead, trail]);
        }
    }
    let (text, _) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
    let mut chars: Vec<u16> = text.chars().map(|c| u16::try_from(u32::from(c)).unwrap_or(0xFFFD)).collect();
    chars.resize(LEADS * TRAILS, 0xFFFD);
    let mut pairs = vec![0_u16; 0x1_0000];
    for ([lead, trail], unit) in OLDER {
        let at = index(lead, trail);
        // Either character stands for the pair.
        pairs[usize::from(chars[at])] = u16::from_be_bytes([lead, trail]);
        chars[at] = unit;
    }
    for (pair, &c) in bytes.chunks_exact(2).zip(&chars) {
        if c != 0xFFFD {
            pairs[usize::from(c)] = u16::from_be_bytes([pair[0], pair[1]]);
        }
    }
    Tables { chars, pairs }
});

/// All trail bytes, in order.
pub(super) fn trails() -> impl Iterator<Item = u8> {
    (0x40..=0x7E).chain(0x80..=0xFE)
}

/// One of the two parts of the user-defined zones, by their bytes: pairs in them are private-use characters, which some
/// programs drop or replace by a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Zone {
    /// AAA1 to AFFE and F8A1 to FEFE.
    Outer,
    /// A140 to A7A0.
    Inner,
}

impl Zone {
    pub(super) const ALL: [Zone; 2] = [Zone::Outer, Zone::Inner];

    /// Whether a pair of the zone can begin with `byte`.
    #[inline]
    pub(super) fn begins(self, byte: u8) -> bool {
        match self {
            Zone::Outer => matches!(byte, 0xAA..=0xAF | 0xF8..=0xFE),
            Zone::Inner => matches!(byte, 0xA1..=0xA7),
        }
    }

    /// Whether a pair of the zone can end with `byte`.
    #[inline]
    pub(super) fn ends(self, byte: u8) -> bool {
        match self {
            Zone::Outer => matches!(byte, 0xA1..=0xFE),
            Zone::Inner => matches!(byte, 0x40..=0xA0) && is_trail(byte),
        }
    }
}

/// Whether `c` is a private-use character, as the user-defined zones become.
#[inline]
pub(super) fn is_private_use(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}

/// Whether `byte` begins a pair.
#[inline]
pub(super) fn is_lead(byte: u8) -> bool {
    (0x81..=0xFE).contains(&byte)
}

/// Whether `byte` can end a pair.
#[inline]
pub(super) fn is_trail(byte: u8) -> bool {
    (0x40..=0xFE).contains(&byte) && byte != 0x7F
}

/// The character of a pair; `None` where the pair is none.
#[inline]
pub(super) fn decode(lead: u8, trail: u8) -> Option<char> {
    if !is_lead(lead) || !is_trail(trail) {
        return None;
    }
    match TABLES.chars[index(lead, trail)] {
        0xFFFD => None,
        unit => char::from_u32(u32::from(unit)),
    }
}

/// The pair of `c`; `None` for ASCII and for characters that GBK lacks.
#[inline]
pub(super) fn encode(c: char) -> Option<[u8; 2]> {
    match TABLES.pairs.get(c as usize) {
        None | Some(0) => None,
        Some(pair) => Some(pair.to_be_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_goes_there_and_back() {
        let mut count = 0;
        for lead in 0x81..=0xFE {
            for trail in trails() {
                let c = decode(lead, trail).unwrap_or_else(|| panic!("{lead:02X}{trail:02X} is no character"));
                assert_eq!(encode(c), Some([lead, trail]), "{c}");
                count += 1;
            }
        }
        assert_eq!(count, 23_940);
    }

    #[test]
    fn zones() {
        for lead in 0x81..=0xFE {
            for trail in trails().filter(|&trail| Zone::ALL.iter().any(|zone| zone.begins(lead) && zone.ends(trail))) {
                let c = decode(lead, trail).unwrap_or(' ');
                assert!(is_private_use(c) || c == '\u{3000}', "{lead:02X}{trail:02X} is {c}");
            }
        }
    }

    #[test]
    fn known_pairs() {
        assert_eq!(decode(0x83, 0x9E), Some('優'));
        assert_eq!(decode(0xF9, 0xBD), Some('\u{E2AE}'), "the user-defined zone");
        assert_eq!(encode('，'), Some([0xA3, 0xAC]));
        assert_eq!((decode(0xFE, 0x59), encode('\u{9FB4}')), (Some('\u{E81E}'), Some([0xFE, 0x59])));
        assert_eq!((decode(0xA3, 0xA0), encode('\u{3000}')), (Some('\u{E5E5}'), Some([0xA1, 0xA1])));
        assert_eq!(encode('a'), None);
        assert_eq!(encode('\u{A0}'), None);
        assert_eq!(decode(0x83, 0x28), None);
        assert_eq!(decode(0xFF, 0x40), None);
        assert_eq!(decode(0x81, 0x7F), None);
        assert_eq!(decode(0x80, 0x40), None);
    }
}
