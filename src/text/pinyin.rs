//! Pinyin: the one reader of letters, tone marks and syllables, in every spelling that texts have.
//!
//! | what | is written |
//! | --- | --- |
//! | tone | a mark on a letter, precomposed (`ǎ`) or combining (`a` and U+030C); a breve for the caron (`ă`); in a query a digit behind the letters (`zhi4`) |
//! | ü | `ü`, `u` and U+0308, `v` |
//! | a, g, e | also `ɑ`, `ɡ`, `ê` (`e` and U+0302) |
//!
//! A [`Syllable`] is what they all stand for. Lengths are bytes of UTF-8. The characters' own readings come from the
//! crate `pinyin`, which only this file asks.

use std::borrow::Cow;

use pinyin::{ToPinyin, ToPinyinMulti};

/// Letters of the longest syllable, zhuang.
pub const LONGEST: usize = 6;

/// A tone that is marked. A syllable without a mark has the neutral tone, or its tone was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Level: ā.
    First,
    /// Rising: á.
    Second,
    /// Falling and rising: ǎ.
    Third,
    /// Falling: à.
    Fourth,
}

const TONES: [Tone; 4] = [Tone::First, Tone::Second, Tone::Third, Tone::Fourth];

/// Each letter that carries tone marks with its four marked forms, as far as there are characters for them.
const MARKED: [(u8, [char; 4]); 8] = [
    (b'a', ['ā', 'á', 'ǎ', 'à']),
    (b'e', ['ē', 'é', 'ě', 'è']),
    (b'i', ['ī', 'í', 'ǐ', 'ì']),
    (b'o', ['ō', 'ó', 'ǒ', 'ò']),
    (b'u', ['ū', 'ú', 'ǔ', 'ù']),
    (b'v', ['ǖ', 'ǘ', 'ǚ', 'ǜ']),
    (b'n', ['\0', 'ń', 'ň', 'ǹ']),
    (b'm', ['\0', 'ḿ', '\0', '\0']),
];

/// The letters with a breve, which stands for the caron.
const BREVES: [(u8, char); 5] = [(b'a', 'ă'), (b'e', 'ĕ'), (b'i', 'ĭ'), (b'o', 'ŏ'), (b'u', 'ŭ')];

/// A letter of pinyin: a to z, ü as v.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The letter without its marks.
    pub plain: u8,
    /// The tone mark upon it.
    pub tone: Option<Tone>,
    /// Bytes that it takes, its combining marks included.
    pub len: usize,
}

/// The letter that `text` begins with; none where a mark on it is none of pinyin, or is there twice.
#[inline]
#[must_use]
pub fn letter(text: &str) -> Option<Letter> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let (mut plain, mut tone) = single(first)?;
    let mut len = first.len_utf8();
    for c in chars.take_while(|c| ('\u{300}'..='\u{36F}').contains(c)) {
        match c {
            '\u{308}' if plain == b'u' => plain = b'v',
            '\u{302}' if plain == b'e' => {}
            _ => {
                if tone.replace(combining(c)?).is_some() {
                    return None;
                }
            }
        }
        len += c.len_utf8();
    }
    let fits = tone.is_none() || MARKED.iter().any(|(marked, _)| *marked == plain);
    fits.then_some(Letter { plain, tone, len })
}

/// A letter in one character, and the tone mark upon it.
fn single(c: char) -> Option<(u8, Option<Tone>)> {
    match c {
        'a'..='z' => return Some((c as u8, None)),
        'ü' => return Some((b'v', None)),
        'ɡ' => return Some((b'g', None)),
        'ɑ' => return Some((b'a', None)),
        'ê' => return Some((b'e', None)),
        'ế' => return Some((b'e', Some(Tone::Second))),
        'ề' => return Some((b'e', Some(Tone::Fourth))),
        // Nearly all other characters end here.
        '\u{E0}'..='\u{1DC}' | 'ǹ' | 'ḿ' => {}
        _ => return None,
    }
    let marked = MARKED.iter().find_map(|(plain, forms)| {
        let tone = forms.iter().position(|&form| form == c)?;
        Some((*plain, Some(TONES[tone])))
    });
    marked.or_else(|| BREVES.iter().find(|(_, breve)| *breve == c).map(|&(plain, _)| (plain, Some(Tone::Third))))
}

/// The tone that a combining mark stands for.
fn combining(c: char) -> Option<Tone> {
    Some(match c {
        '\u{304}' => Tone::First,
        '\u{301}' => Tone::Second,
        '\u{30C}' | '\u{306}' => Tone::Third,
        '\u{300}' => Tone::Fourth,
        _ => return None,
    })
}

/// A syllable, however it is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Syllable {
    letters: [u8; LONGEST],
    /// Its tone, where it is marked.
    pub tone: Option<Tone>,
}

impl Syllable {
    /// The syllable that all of `text` is, spelled with marks.
    #[must_use]
    pub fn of(text: &str) -> Option<Syllable> {
        Syllable::read(text).filter(|&(_, len)| len == text.len()).map(|(syllable, _)| syllable)
    }

    /// The syllable that `text` begins with, spelled with marks, and its length in bytes: all the letters there must be
    /// one syllable with one mark at most.
    #[must_use]
    pub fn read(text: &str) -> Option<(Syllable, usize)> {
        let mut syllable = Syllable { letters: [0; LONGEST], tone: None };
        let (mut count, mut len) = (0, 0);
        while let Some(letter) = letter(&text[len..]) {
            *syllable.letters.get_mut(count)? = letter.plain;
            if letter.tone.is_some() && std::mem::replace(&mut syllable.tone, letter.tone).is_some() {
                return None;
            }
            count += 1;
            len += letter.len;
        }
        is_syllable(&syllable.letters[..count]).then_some((syllable, len))
    }

    /// The syllable's letters, a to z, ü as v.
    #[must_use]
    pub fn plain(&self) -> &str {
        let len = self.letters.iter().position(|&letter| letter == 0).unwrap_or(LONGEST);
        std::str::from_utf8(&self.letters[..len]).unwrap_or_default()
    }

    /// Whether both have the same letters, whatever their tones.
    #[must_use]
    pub fn sounds_like(&self, other: &Syllable) -> bool {
        self.letters == other.letters
    }
}

/// Whether `letters`, plain and lower case, are nothing but syllables in a row.
#[must_use]
pub fn is_reading(letters: &str) -> bool {
    let bytes = letters.as_bytes();
    // Where a syllable may begin, from the left; no syllable has more than six letters.
    let mut begins = vec![false; bytes.len() + 1];
    begins[0] = true;
    for at in 0..bytes.len() {
        if begins[at] {
            for end in at + 1..=(at + 6).min(bytes.len()) {
                begins[end] |= is_syllable(&bytes[at..end]);
            }
        }
    }
    !bytes.is_empty() && begins[bytes.len()]
}

/// Whether the plain letters are an initial of Mandarin (or none) and a final.
fn is_syllable(letters: &[u8]) -> bool {
    const FINALS: [&[u8]; 38] = [
        b"a", b"ai", b"an", b"ang", b"ao", b"e", b"ei", b"en", b"eng", b"er", b"i", b"ia", b"ian", b"iang", b"iao",
        b"ie", b"in", b"ing", b"iong", b"iu", b"o", b"ong", b"ou", b"u", b"ua", b"uai", b"uan", b"uang", b"ue", b"ui",
        b"un", b"uo", b"v", b"van", b"ve", b"vn", b"io", b"ueng",
    ];
    if matches!(letters, b"n" | b"m" | b"ng" | b"hm" | b"hng") {
        return true;
    }
    let initial = match letters {
        [b'z' | b'c' | b's', b'h', ..] => 2,
        [
            b'b' | b'p' | b'm' | b'f' | b'd' | b't' | b'n' | b'l' | b'g' | b'k' | b'h' | b'j' | b'q' | b'x' | b'r'
            | b'z' | b'c' | b's' | b'y' | b'w',
            ..,
        ] => 1,
        _ => 0,
    };
    FINALS.contains(&&letters[initial..])
}

/// The readings of `c`, the usual one first; none for what is no Chinese character, and for rare ones.
pub fn readings(c: char) -> impl Iterator<Item = Syllable> {
    c.to_pinyin_multi().into_iter().flatten().filter_map(|reading| Syllable::of(reading.with_tone()))
}

/// The reading that `c` usually has.
#[must_use]
pub fn usual_reading(c: char) -> Option<Syllable> {
    c.to_pinyin().and_then(|reading| Syllable::of(reading.with_tone()))
}

/// Whether `c` is read so, whatever the tone.
#[must_use]
pub fn is_read(c: char, syllable: &Syllable) -> bool {
    readings(c).any(|own| own.sounds_like(syllable))
}

/// The letters a to z of what a person types for a reading, ü as v: with or without tone marks or digits, in either
/// case; what is no letter of pinyin (blanks, apostrophes, digits) is left out.
#[must_use]
pub fn plain(typed: &str) -> String {
    let typed = typed.to_lowercase();
    let mut out = String::with_capacity(typed.len());
    let mut at = 0;
    while let Some(c) = typed[at..].chars().next() {
        let found = letter(&typed[at..]);
        out.extend(found.map(|letter| char::from(letter.plain)));
        at += found.map_or(c.len_utf8(), |letter| letter.len);
    }
    out
}

/// `text`, letters of pinyin, in the one spelling that has one character for each letter where there is one: the caron
/// for the breve, precomposed, a and g as on a keyboard. What is no letter stays.
#[must_use]
pub fn respelled(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    // What of `text` is in `out`.
    let (mut done, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let len = letter(&text[at..]).map_or(c.len_utf8(), |letter| letter.len);
        if let Some(one) = letter(&text[at..]).and_then(usual_form)
            && !text[at..at + len].chars().eq([one])
        {
            out.push_str(&text[done..at]);
            out.push(one);
            done = at + len;
        }
        at += len;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The character that a letter is usually written with.
fn usual_form(letter: Letter) -> Option<char> {
    let Some(tone) = letter.tone else {
        return Some(if letter.plain == b'v' { 'ü' } else { char::from(letter.plain) });
    };
    let (_, forms) = MARKED.iter().find(|(plain, _)| *plain == letter.plain)?;
    TONES.iter().zip(forms).find(|&(known, &form)| *known == tone && form != '\0').map(|(_, &form)| form)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    /// `syllable` in a spelling: precomposed or combining, with the caron or the breve, ü as such or with U+0308.
    fn spelled(syllable: &Syllable, at: usize, precomposed: bool, breve: bool, apart: bool) -> String {
        let mut out = String::new();
        for (number, &plain) in syllable.plain().as_bytes().iter().enumerate() {
            let tone = syllable.tone.filter(|_| number == at);
            let base = match plain {
                b'v' if apart => "u\u{308}".to_owned(),
                b'v' => "ü".to_owned(),
                plain => char::from(plain).to_string(),
            };
            let Some(tone) = tone else {
                out.push_str(&base);
                continue;
            };
            let form = usual_form(Letter { plain, tone: Some(tone), len: 0 });
            let with_breve = BREVES.iter().find(|(letter, _)| *letter == plain && tone == Tone::Third && breve);
            match (with_breve, form) {
                (Some((_, breve)), _) if precomposed => out.push(*breve),
                (_, Some(form)) if precomposed && !breve => out.push(form),
                _ => {
                    out.push_str(&base);
                    out.push(match tone {
                        Tone::First => '\u{304}',
                        Tone::Second => '\u{301}',
                        Tone::Third if breve => '\u{306}',
                        Tone::Third => '\u{30C}',
                        Tone::Fourth => '\u{300}',
                    });
                }
            }
        }
        out
    }

    proptest! {
        /// Every reading of every character, in every spelling, is one syllable.
        #[test]
        fn spellings_of_one_syllable(c in proptest::char::range('\u{4E00}', '\u{9FFF}'), spelling in 0..8_u8) {
            for syllable in readings(c) {
                let marked = syllable.plain().bytes().position(|b| b"aeiouv".contains(&b)).unwrap_or(0);
                let text =
                    spelled(&syllable, marked, spelling & 1 == 0, spelling & 2 == 0, spelling & 4 == 0);
                prop_assert_eq!(Syllable::of(&text), Some(syllable), "{} {:?}", c, text);
                let usual = respelled(&text).into_owned();
                prop_assert_eq!(Syllable::of(&usual), Some(syllable));
                prop_assert!(matches!(respelled(&usual), Cow::Borrowed(_)), "{} is respelled twice", usual);
                prop_assert_eq!(plain(&text), syllable.plain());
            }
        }

        #[test]
        fn any_text_is_read(text in "[a-zɑɡüǎăā\u{300}\u{304}\u{306}\u{308}\u{30C}( )質]{0,12}", other in any::<String>()) {
            for text in [text, other] {
                if let Some((_, len)) = Syllable::read(&text) {
                    prop_assert!(text.is_char_boundary(len) && len > 0);
                }
                let usual = respelled(&text).into_owned();
                prop_assert_eq!(respelled(&usual), usual.as_str());
                prop_assert_eq!(plain(&usual), plain(&text));
            }
        }
    }

    #[test]
    fn syllables_and_what_is_none() {
        for (text, plain, tone) in [
            ("zhì", "zhi", Some(Tone::Fourth)),
            ("zhi\u{300}", "zhi", Some(Tone::Fourth)),
            ("chuàng", "chuang", Some(Tone::Fourth)),
            ("lǜ", "lv", Some(Tone::Fourth)),
            ("lu\u{308}\u{300}", "lv", Some(Tone::Fourth)),
            ("lü\u{30C}", "lv", Some(Tone::Third)),
            ("chăn", "chan", Some(Tone::Third)),
            ("cha\u{306}n", "chan", Some(Tone::Third)),
            ("shuānɡ", "shuang", Some(Tone::First)),
            ("men", "men", None),
            ("ér", "er", Some(Tone::Second)),
            ("ê\u{304}", "e", Some(Tone::First)),
            ("n\u{304}", "n", Some(Tone::First)),
        ] {
            let syllable = Syllable::of(text).unwrap();
            assert_eq!((syllable.plain(), syllable.tone), (plain, tone), "{text}");
        }
        for text in [
            "",
            "FTO",
            "kg",
            "zhì ",
            "zhìyā",
            "zhùàng",
            "rate",
            "José",
            "zhi4",
            "a\u{300}\u{301}",
            "a\u{327}",
            "z\u{300}hi",
            "\u{300}",
        ] {
            assert_eq!(Syllable::of(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_person_types() {
        for typed in ["zhì yā", "zhi4ya1", "ZHI'YA", "zhi\u{300}ya\u{304}"] {
            assert_eq!(plain(typed), "zhiya");
        }
        assert_eq!(plain("lǜ"), "lv");
    }

    #[test]
    fn readings_of_characters() {
        let read = |c| readings(c).map(|reading| reading.plain().to_owned()).collect::<Vec<_>>();
        assert!(read('長').contains(&"zhang".to_owned()) && read('長').contains(&"chang".to_owned()));
        assert_eq!(read('質')[0], "zhi");
        assert_eq!(read('a'), [] as [&str; 0]);
        assert!(is_read('綠', &Syllable::of("lǜ").unwrap()) && !is_read('質', &Syllable::of("zī").unwrap()));
    }
}
