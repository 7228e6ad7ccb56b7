//! Numerals: the one list of characters that numbers are written with, and the one way to read them.
//!
//! | form | characters |
//! | --- | --- |
//! | [`Digit`](Form::Digit), [`Zero`](Form::Zero) | 一 to 九, 〇 零 ○ ◯ |
//! | [`Ten`](Form::Ten), [`Hundred`](Form::Hundred), [`Thousand`](Form::Thousand), [`Large`](Form::Large) | 十, 百, 千, 万 亿 |
//! | [`Formal`](Form::Formal) | 壹 贰 叁 (also 弎 and 参) to 玖, 拾 佰 仟, as on cheques |
//! | [`Pair`](Form::Pair), [`Score`](Form::Score) | 两, 廿 卅 |
//! | [`Letter`](Form::Letter) | the letter o, for 〇 in a year |
//!
//! Everything here looks at folded characters, so that either script and either width will do. Which forms are numerals
//! depends on what is read (陆 is a number on a cheque and a surname elsewhere), so every question names its
//! [`Numerals`]. Positions count characters.

/// A text that is read character by character.
pub trait Chars {
    /// The folded character number `at`; none past the end.
    fn char_at(&self, at: usize) -> Option<char>;
}

impl Chars for [char] {
    fn char_at(&self, at: usize) -> Option<char> {
        self.get(at).copied()
    }
}

/// How a numeral is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Form {
    /// 一 to 九.
    Digit = 1,
    /// 〇 零 ○ ◯.
    Zero = 1 << 1,
    /// 十.
    Ten = 1 << 2,
    /// 百.
    Hundred = 1 << 3,
    /// 千.
    Thousand = 1 << 4,
    /// 万 and 亿.
    Large = 1 << 5,
    /// 壹 to 玖, 拾 佰 仟.
    Formal = 1 << 6,
    /// 两, two of something.
    Pair = 1 << 7,
    /// 廿 and 卅, twenty and thirty.
    Score = 1 << 8,
    /// The letter o.
    Letter = 1 << 9,
}

/// What a numeral stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numeral {
    /// 0 to 9.
    Digit(u32),
    /// 10, 100, 1,000, 10,000 or 100,000,000 of what stands before it.
    Unit(u64),
    /// Tens in one character: 2 for 廿.
    Tens(u32),
}

/// The numeral that the folded character `c` is, and how it is written.
#[inline]
#[must_use]
pub const fn numeral(c: char) -> Option<(Form, Numeral)> {
    use Form::{Digit, Formal, Hundred, Large, Letter, Pair, Score, Ten, Thousand, Zero};
    Some(match c {
        'o' => (Letter, Numeral::Digit(0)),
        // Most characters end here.
        '\0'..'〇' if !matches!(c, '○' | '◯') => return None,
        '〇' | '零' | '○' | '◯' => (Zero, Numeral::Digit(0)),
        '一' => (Digit, Numeral::Digit(1)),
        '二' => (Digit, Numeral::Digit(2)),
        '三' => (Digit, Numeral::Digit(3)),
        '四' => (Digit, Numeral::Digit(4)),
        '五' => (Digit, Numeral::Digit(5)),
        '六' => (Digit, Numeral::Digit(6)),
        '七' => (Digit, Numeral::Digit(7)),
        '八' => (Digit, Numeral::Digit(8)),
        '九' => (Digit, Numeral::Digit(9)),
        '十' => (Ten, Numeral::Unit(10)),
        '百' => (Hundred, Numeral::Unit(100)),
        '千' => (Thousand, Numeral::Unit(1_000)),
        '万' => (Large, Numeral::Unit(10_000)),
        '亿' => (Large, Numeral::Unit(100_000_000)),
        '壹' | '弌' => (Formal, Numeral::Digit(1)),
        '贰' | '弍' => (Formal, Numeral::Digit(2)),
        '叁' | '弎' | '参' => (Formal, Numeral::Digit(3)),
        '肆' => (Formal, Numeral::Digit(4)),
        '伍' => (Formal, Numeral::Digit(5)),
        '陆' => (Formal, Numeral::Digit(6)),
        '柒' => (Formal, Numeral::Digit(7)),
        '捌' => (Formal, Numeral::Digit(8)),
        '玖' => (Formal, Numeral::Digit(9)),
        '拾' => (Formal, Numeral::Unit(10)),
        '佰' => (Formal, Numeral::Unit(100)),
        '仟' => (Formal, Numeral::Unit(1_000)),
        '两' => (Pair, Numeral::Digit(2)),
        '廿' => (Score, Numeral::Tens(2)),
        '卅' => (Score, Numeral::Tens(3)),
        _ => return None,
    })
}

/// A set of forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numerals(u16);

impl Numerals {
    /// What the items of a list are numbered with: 一 to 九十九.
    pub const ITEM: Numerals = Numerals::of(&[Form::Digit, Form::Ten]);
    /// What things are counted through with: 一 to 九千九百九十九, and 二〇二三.
    pub const COUNTING: Numerals = Numerals::of(&[Form::Digit, Form::Zero, Form::Ten, Form::Hundred, Form::Thousand]);
    /// What headings are numbered with: as [`Numerals::COUNTING`], and 壹.
    pub const HEADING: Numerals = Numerals::COUNTING.and(&[Form::Formal]);
    /// What months and days are written with: as [`Numerals::COUNTING`], and 廿 and 卅.
    pub const DATE: Numerals = Numerals::COUNTING.and(&[Form::Score]);
    /// What figures are written with: all that runs into 万 and 亿, also on cheques.
    pub const FIGURE: Numerals = Numerals::COUNTING.and(&[Form::Large, Form::Formal, Form::Pair]);

    /// The set of `forms`.
    #[must_use]
    pub const fn of(forms: &[Form]) -> Numerals {
        Numerals(0).and(forms)
    }

    /// The set with `more` in it.
    #[must_use]
    pub const fn and(self, more: &[Form]) -> Numerals {
        let (mut set, mut at) = (self.0, 0);
        while at < more.len() {
            set |= more[at] as u16;
            at += 1;
        }
        Numerals(set)
    }

    /// The numeral that the folded character `c` is, if it is written in one of these forms.
    #[inline]
    #[must_use]
    pub const fn read(self, c: char) -> Option<Numeral> {
        match numeral(c) {
            Some((form, numeral)) if self.0 & form as u16 != 0 => Some(numeral),
            _ => None,
        }
    }

    /// Whether the folded character `c` is one of these numerals.
    #[inline]
    #[must_use]
    pub const fn has(self, c: char) -> bool {
        self.read(c).is_some()
    }

    /// The digit, 0 to 9, that the folded character `c` is.
    #[inline]
    #[must_use]
    pub const fn digit(self, c: char) -> Option<u32> {
        match self.read(c) {
            Some(Numeral::Digit(digit)) => Some(digit),
            _ => None,
        }
    }
}

/// How a whole number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// With digits: 2023.
    Arabic,
    /// With numerals and their units: 二千零二十三.
    Han,
    /// With numerals one by one: 二〇二三.
    Spelled,
}

/// A whole number in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its value.
    pub value: u64,
    /// The character after it.
    pub end: usize,
    /// How it is written.
    pub written: Written,
}

/// The whole number that begins at `at`: all the digits there, or all the `numerals`. None where there are none, where
/// they make no number (三四十), and beyond 2⁶⁴.
#[must_use]
pub fn scan<C: Chars + ?Sized>(chars: &C, at: usize, numerals: Numerals) -> Option<Found> {
    let arabic = |at| chars.char_at(at).and_then(|c| c.to_digit(10));
    let one_by_one = |digit: &dyn Fn(usize) -> Option<u32>, written| {
        let mut end = at;
        let mut value = 0_u64;
        while let Some(digit) = digit(end) {
            value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
            end += 1;
        }
        Some(Found { value, end, written })
    };
    if arabic(at).is_some() {
        return one_by_one(&arabic, Written::Arabic);
    }
    let read = |at| chars.char_at(at).and_then(|c| numerals.read(c));
    let spelled = |at| chars.char_at(at).and_then(|c| numerals.digit(c));
    if spelled(at).is_some() && spelled(at + 1).is_some() {
        return one_by_one(&spelled, Written::Spelled).filter(|found| read(found.end).is_none());
    }
    let mut sum = Sum::default();
    let mut end = at;
    while let Some(numeral) = read(end) {
        if !sum.take(numeral) {
            return None;
        }
        end += 1;
    }
    (end > at).then_some(Found { value: u64::try_from(sum.total()).ok()?, end, written: Written::Han })
}

/// A number in numerals and their units, as far as it has been read: 一亿两千三百四十五万, 一百零五, 三万五.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// What stands before the last 亿 or 万, multiplied.
    done: u128,
    /// What has been read since, without the last digit.
    section: u128,
    digit: Option<u32>,
    /// The last unit below 万 in this section; 0 for none.
    small: u64,
    /// The last unit of all, and whether 零 came after it.
    last: u64,
    zero: bool,
    /// Something was read.
    begun: bool,
    hundred_million: bool,
    ten_thousand: bool,
}

impl Sum {
    /// Reads on. Whether `numeral` may stand here.
    pub fn take(&mut self, numeral: Numeral) -> bool {
        let first = !std::mem::replace(&mut self.begun, true);
        match numeral {
            Numeral::Digit(digit) => self.digit(digit),
            Numeral::Unit(unit) => self.unit(unit, first),
            Numeral::Tens(tens) => self.digit(tens) && self.unit(10, first),
        }
    }

    fn digit(&mut self, digit: u32) -> bool {
        if self.digit.is_some() {
            return false;
        }
        if digit == 0 && self.last > 0 {
            self.zero = true;
        } else {
            self.digit = Some(digit);
        }
        true
    }

    /// `first` at the start of the number, where the digit may be missing.
    fn unit(&mut self, unit: u64, first: bool) -> bool {
        let digit = self.digit.take();
        if unit < 10_000 {
            let below = self.small == 0 || unit < self.small;
            // 一百十五 leaves the digit of 十 out.
            let count = digit.or((first || unit == 10 && self.last > 0).then_some(1));
            let (true, Some(count)) = (below, count) else { return false };
            self.section += u128::from(count) * u128::from(unit);
            self.small = unit;
        } else {
            self.section += u128::from(digit.unwrap_or(u32::from(first)));
            if unit == 10_000 {
                if self.ten_thousand || self.section == 0 {
                    return false;
                }
                self.done += self.section * u128::from(unit);
                self.ten_thousand = true;
            } else {
                let all = self.done + self.section;
                if self.hundred_million || all == 0 {
                    return false;
                }
                self.done = all * u128::from(unit);
                (self.hundred_million, self.ten_thousand) = (true, false);
            }
            (self.section, self.small) = (0, 0);
        }
        (self.last, self.zero) = (unit, false);
        true
    }

    /// Whether the last numeral was a unit.
    #[must_use]
    pub fn ends_in_unit(&self) -> bool {
        self.last > 0 && self.digit.is_none() && !self.zero
    }

    /// Whether 万 or 亿 was read.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.hundred_million || self.ten_thousand
    }

    /// The value. 一百五 is 150, 三万五 is 35,000, 一百零五 is 105.
    #[must_use]
    pub fn total(&self) -> u128 {
        let place = if self.last >= 100 && !self.zero { self.last / 10 } else { 1 };
        self.done + self.section + u128::from(self.digit.unwrap_or(0)) * u128::from(place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold;

    const ALL: Numerals = Numerals::FIGURE.and(&[Form::Score, Form::Letter]);

    fn value(text: &str, numerals: Numerals) -> Option<u64> {
        let chars: Vec<char> = fold(text).chars().collect();
        scan(chars.as_slice(), 0, numerals).filter(|found| found.end == chars.len()).map(|found| found.value)
    }

    #[test]
    fn numbers_as_they_are_written() {
        for (text, expected) in [
            ("2023", 2023),
            ("２０２３", 2023),
            ("二〇二三", 2023),
            ("二○二三", 2023),
            ("二◯二三", 2023),
            ("十", 10),
            ("二十三", 23),
            ("一百零五", 105),
            ("一百十五", 115),
            ("三千", 3000),
            ("廿七", 27),
            ("卅", 30),
            ("三万五", 35_000),
            ("一億兩千三百四十五萬六千七百八十九", 123_456_789),
            ("貳佰叄拾萬", 2_300_000),
            ("三万五千亿", 3_500_000_000_000),
            ("零", 0),
        ] {
            assert_eq!(value(text, ALL), Some(expected), "{text}");
        }
        for text in ["", "年", "三四十", "十百", "万万", "廿十", "99999999999999999999", "点", "二十三十"]
        {
            assert_eq!(value(text, ALL), None, "{text}");
        }
    }

    #[test]
    fn forms_that_are_not_asked_for_are_no_numerals() {
        for (c, form) in
            [('壹', Form::Formal), ('两', Form::Pair), ('万', Form::Large), ('廿', Form::Score), ('o', Form::Letter)]
        {
            assert!(!Numerals::COUNTING.has(c) && Numerals::COUNTING.and(&[form]).has(c), "{c}");
        }
    }

    /// `n` below 10,000 in numerals and units; the zero between two digits is written, not the ones at the end.
    fn section(n: u64) -> String {
        let mut out = String::new();
        let mut gap = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            match n / unit % 10 {
                0 => gap |= !out.is_empty(),
                digit => {
                    out.push_str(if std::mem::take(&mut gap) { "零" } else { "" });
                    out.extend("零一二三四五六七八九".chars().nth(digit as usize));
                    out.push_str(name);
                }
            }
        }
        out
    }

    /// `n` below 10¹⁶ in numerals and units.
    fn in_numerals(n: u64) -> String {
        if n == 0 {
            return "零".to_owned();
        }
        let mut out = String::new();
        for (unit, name) in [(1_000_000_000_000, "万"), (100_000_000, "亿"), (10_000, "万"), (1, "")] {
            let part = n / unit % 10_000;
            if part == 0 {
                out.push_str(if name == "亿" && !out.is_empty() { "亿" } else { "" });
                continue;
            }
            out.push_str(if part < 1000 && !out.is_empty() { "零" } else { "" });
            out.push_str(&section(part));
            out.push_str(name);
        }
        out
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(n in 0..10_000_000_000_000_000_u64, shift in 0..48_u32) {
            let n = n >> shift;
            prop_assert_eq!(value(&n.to_string(), ALL), Some(n));
            prop_assert_eq!(value(&in_numerals(n), ALL), Some(n), "{}", in_numerals(n));
            let spelled: String =
                n.to_string().bytes().filter_map(|digit| "〇一二三四五六七八九".chars().nth(usize::from(digit - b'0'))).collect();
            prop_assert_eq!(value(&spelled, ALL), Some(n));
        }

        #[test]
        fn any_text_is_read(text in "[0-9〇一二十百千万亿两廿o年]{0,30}") {
            let chars: Vec<char> = text.chars().collect();
            for at in 0..=chars.len() {
                if let Some(found) = scan(chars.as_slice(), at, ALL) {
                    prop_assert!(found.end > at && found.end <= chars.len());
                }
            }
        }
    }
}
