//! Days and spans of days, and the one way to read a day: `2023年6月30日`, `二〇二三年六月三十日`, `2023-07-08`, `2023/7/8`.
//!
//! | part | is written |
//! | --- | --- |
//! | year | four digits, or four numerals with 〇 零 ○ o 0 for zero; 1600 to 2199 |
//! | month, day | one or two digits, or numerals: 十二, 三十一, 廿七 |
//! | between them | 年 月 日 (or 号), or twice the same of `-` `/` `.`; blanks anywhere |
//!
//! In a field of its own (behind `成文日期：`) less need be written, see [`Setting`]. What the calendar has not is no day.
//! Everything here looks at folded characters; positions count characters. A [`Day`] counts days from 1970-01-01.
//!
//! Why no crate: what is needed of a calendar is the length of a month and the number of a day, 40 lines that a test goes
//! through day by day; `jiff` and its kind bring clocks and time zones, which no notice has.

use std::fmt;
use std::ops::Range;

use super::numeral::{Chars, Numerals, scan};

/// A day of the Gregorian calendar, counted from 1970-01-01, which is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day `day` of month `month` of `year`; none where the calendar has no such day.
    ///
    /// The count is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so
    /// that the leap day is the last of a year, and 400 years have 146,097 days.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > month_length(year, month) {
            return None;
        }
        let (month, day) = (month as i32, day as i32);
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Some(Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// The day that is `number` days after 1970-01-01.
    #[must_use]
    pub const fn from_number(number: i32) -> Day {
        Day(number)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Year, month and day.
    #[must_use]
    pub fn civil(self) -> (i32, u32, u32) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year + era * 400 + i32::from(month <= 2), month.unsigned_abs(), day.unsigned_abs())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The days of `month` in `year`.
#[must_use]
pub fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// The first day.
    pub start: Day,
    /// The last day, not before the first.
    pub end: Day,
}

impl DateRange {
    /// The days from `start` to `end`; none when `end` lies before `start`.
    #[must_use]
    pub fn new(start: Day, end: Day) -> Option<DateRange> {
        (start <= end).then_some(DateRange { start, end })
    }

    /// All days of `year`.
    #[must_use]
    pub fn year(year: i32) -> Option<DateRange> {
        DateRange::months(year, 1, 12)
    }

    /// All days of a month.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<DateRange> {
        DateRange::months(year, month, month)
    }

    /// One day.
    #[must_use]
    pub fn day(year: i32, month: u32, day: u32) -> Option<DateRange> {
        let day = Day::new(year, month, day)?;
        DateRange::new(day, day)
    }

    /// From the first day of month `first` to the last day of month `last`.
    #[must_use]
    pub fn months(year: i32, first: u32, last: u32) -> Option<DateRange> {
        DateRange::new(Day::new(year, first, 1)?, Day::new(year, last, month_length(year, last))?)
    }
}

/// As short as the span allows: `2022`, `2022-06`, `2022-06-23`, else `2022-06-01..2022-08-15`.
impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.start.civil();
        if self.start == self.end {
            write!(f, "{}", self.start)
        } else if DateRange::year(year) == Some(*self) {
            write!(f, "{year:04}")
        } else if DateRange::month(year, month) == Some(*self) {
            write!(f, "{year:04}-{month:02}")
        } else {
            write!(f, "{}..{}", self.start, self.end)
        }
    }
}

/// Where a day stands, and with it how much must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// In running text, where figures stand side by side: nothing of the day may be missing, and a year that a letter
    /// or a point precedes is part of something else.
    Text,
    /// In a field that announces a day: 日 may be missing, the signs may differ or be dashes, and blanks may part year,
    /// month and day.
    Field,
}

/// What is written like a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The day; none where the calendar has not got it (2023年13月45日).
    pub day: Option<Day>,
    /// The character after it.
    pub end: usize,
}

/// The year that begins at `at`, and the character after it; none where it is part of a longer number or name.
#[must_use]
pub fn year<C: Chars + ?Sized>(chars: &C, at: usize, setting: Setting) -> Option<(i32, usize)> {
    let arabic = |c: char| c.to_digit(10);
    let han = |c: char| Numerals::FIGURE.digit(c);
    let first = chars.char_at(at)?;
    let spelled = !first.is_ascii_digit();
    let mut year = 0;
    for k in 0..4 {
        let c = chars.char_at(at + k)?;
        let digit = match (spelled, c) {
            (true, 'o' | '0') if k > 0 => Some(0),
            (true, c) => han(c),
            (false, c) => arabic(c),
        }?;
        year = year * 10 + digit as i32;
    }
    let goes_on = |c: char| c.is_ascii_digit() || spelled && han(c).is_some();
    let named = |c: char| setting == Setting::Text && (c.is_ascii_alphanumeric() || c == '.');
    let joined = at.checked_sub(1).and_then(|at| chars.char_at(at)).is_some_and(|c| goes_on(c) || named(c))
        || chars.char_at(at + 4).is_some_and(goes_on);
    ((1600..2200).contains(&year) && !joined).then_some((year, at + 4))
}

/// The month or day that begins at `at`, in one or two digits or in numerals, and the character after it.
#[must_use]
pub fn ordinal<C: Chars + ?Sized>(chars: &C, at: usize) -> Option<(u32, usize)> {
    let digits = (0..3).take_while(|k| chars.char_at(at + k).is_some_and(|c| c.is_ascii_digit())).count();
    if digits > 2 {
        return None;
    }
    let found = scan(chars, at, Numerals::DATE)?;
    Some((u32::try_from(found.value).ok()?, found.end))
}

/// What stands at `at` and is written like a day.
#[must_use]
pub fn day<C: Chars + ?Sized>(chars: &C, at: usize, setting: Setting) -> Option<Written> {
    let get = |at: usize| chars.char_at(at).unwrap_or('\0');
    let blank = |at: usize| at + (0..).take_while(|k| is_blank(get(at + k))).count();
    let field = setting == Setting::Field;
    let (year, end) = year(chars, at, setting)?;
    // The sign at `end`, blanks aside, and where to read on.
    let sign = |end: usize| {
        let at = blank(end);
        match get(at) {
            c @ ('年' | '月' | '-' | '/' | '.') => Some((c, blank(at + 1))),
            c @ ('–' | '—') if field => Some((c, blank(at + 1))),
            _ if field && at > end => Some((' ', at)),
            _ => None,
        }
    };
    let (first, at) = sign(end)?;
    let (month, end) = ordinal(chars, at)?;
    let (second, at) = sign(end)?;
    let (day, end) = ordinal(chars, at)?;
    let named = (first, second) == ('年', '月');
    if !named && !field && (first != second || matches!(first, '年' | '月')) {
        return None;
    }
    let end = match get(blank(end)) {
        '日' | '号' if named || field => blank(end) + 1,
        _ if named && !field => return None,
        _ => end,
    };
    // 2023-07-08-1 numbers something.
    let goes_on = !named && !field && matches!(get(end), '-' | '/' | '.') && get(end + 1).is_ascii_digit();
    Some(Written { day: Day::new(year, month, day).filter(|_| !goes_on), end })
}

/// The days in `chars`, in order, with the characters that they take.
pub fn days<C: Chars + ?Sized>(chars: &C, setting: Setting) -> impl Iterator<Item = (Range<usize>, Day)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = chars.char_at(at) {
            let start = at;
            match day(chars, at, setting) {
                Some(Written { day, end }) => {
                    at = end;
                    if let Some(day) = day {
                        return Some((start..end, day));
                    }
                }
                // Do not start again inside the same number.
                None if c.is_ascii_digit() => {
                    at += (0..).take_while(|k| chars.char_at(at + k).is_some_and(|c| c.is_ascii_digit())).count();
                }
                None => at += 1,
            }
        }
        None
    })
}

/// Whether `c` is a blank within a line.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;
    use crate::text::fold;

    fn read(text: &str, setting: Setting) -> Vec<String> {
        let chars: Vec<char> = fold(text).chars().collect();
        days(chars.as_slice(), setting).map(|(_, day)| day.to_string()).collect()
    }

    #[test]
    fn days_in_text_and_in_fields() {
        for (text, day) in [
            ("2023年6月30日", "2023-06-30"),
            ("二〇二三年六月三十日", "2023-06-30"),
            ("二○○四年四月二十七日", "2004-04-27"),
            ("二OO四年十二月一日", "2004-12-01"),
            ("二零二三年十月十日", "2023-10-10"),
            ("二○○四年四月廿七日", "2004-04-27"),
            ("２０２３年６月３０日", "2023-06-30"),
            ("時間:2023-07-08 09:04:58", "2023-07-08"),
            ("2018年11月06號", "2018-11-06"),
            ("2023/7/8", "2023-07-08"),
            ("2023.7.8", "2023-07-08"),
            ("2023 年 6 月 3 日", "2023-06-03"),
            ("2024年2月29日", "2024-02-29"),
            ("第12号，2023年6月30日", "2023-06-30"),
        ] {
            assert_eq!(read(text, Setting::Text), [day], "{text}");
            assert_eq!(read(text, Setting::Field), [day], "{text}");
        }
        for (text, day) in [
            ("2018年11月06", "2018-11-06"),
            ("2018 11 06", "2018-11-06"),
            ("2018—11—6", "2018-11-06"),
            ("2018-11/6", "2018-11-06"),
        ] {
            assert_eq!(read(text, Setting::Text), [] as [&str; 0], "{text}");
            assert_eq!(read(text, Setting::Field), [day], "{text}");
        }
        for text in [
            "2023年6月",
            "2023年13月45日",
            "2023年2月29日",
            "12023-07-08",
            "2023-7",
            "",
            "1年2月3日",
            "99999999999999999999年1月1日",
            "2023-123-4",
        ] {
            assert_eq!(read(text, Setting::Text), [] as [&str; 0], "{text}");
            assert_eq!(read(text, Setting::Field), [] as [&str; 0], "{text}");
        }
        assert_eq!(read("a2023-07-08，2023-07-08-9", Setting::Text), [] as [&str; 0], "parts of something else");
    }

    proptest! {
        #[test]
        fn every_day_is_read_as_it_is_written(number in -135_140..84_006_i32) {
            let (year, month, day) = Day(number).civil();
            for text in [
                format!("{year}年{month}月{day}日"),
                format!("{year}-{month:02}-{day:02}"),
                format!("{year}/{month}/{day}"),
                format!("{year} 年 {month} 月 {day} 日"),
            ] {
                prop_assert_eq!(read(&text, Setting::Text), [Day(number).to_string()], "{}", text);
            }
        }

        #[test]
        fn any_text_has_days_in_order(text in "[0-9〇二三十年月日号./ -]{0,40}") {
            let chars: Vec<char> = text.chars().collect();
            for setting in [Setting::Text, Setting::Field] {
                let mut last = 0;
                for (place, _) in days(chars.as_slice(), setting) {
                    prop_assert!(last <= place.start && place.start < place.end && place.end <= chars.len());
                    last = place.end;
                }
            }
        }
    }

    #[test]
    fn the_count_of_days_is_the_calendar() {
        assert_eq!(Day::new(1970, 1, 1).unwrap().number(), 0);
        assert_eq!(Day::new(2000, 3, 1).unwrap().number(), 11_017);
        let mut expected = Day::new(1600, 1, 1).unwrap().number();
        for year in 1600..2200 {
            for month in 1..=12 {
                for day in 1..=month_length(year, month) {
                    let there = Day::new(year, month, day).unwrap();
                    assert_eq!(there.number(), expected, "{year}-{month}-{day}");
                    assert_eq!(there.civil(), (year, month, day));
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn days_that_are_none() {
        for (year, month, day) in [(2023, 13, 45), (2023, 2, 29), (2023, 4, 31), (2023, 0, 1), (2023, 1, 0), (0, 1, 1)]
        {
            assert_eq!(Day::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Day::new(2024, 2, 29).is_some());
    }

    #[test]
    fn ranges_print_short() {
        assert_eq!(DateRange::year(2022).unwrap().to_string(), "2022");
        assert_eq!(DateRange::month(2024, 2).unwrap().to_string(), "2024-02");
        assert_eq!(DateRange::day(2023, 3, 31).unwrap().to_string(), "2023-03-31");
        assert_eq!(DateRange::months(2022, 1, 6).unwrap().to_string(), "2022-01-01..2022-06-30");
    }
}
