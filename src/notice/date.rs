//! Days as government documents write them, for the metadata: which one a line is, which one a field begins with.

use std::ops::Range;

use crate::text::date::{self, Setting};
use crate::text::fold;

/// A day found in a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    /// Its place, in characters.
    pub(super) place: Range<usize>,
    /// `YYYY-MM-DD`.
    pub(super) iso: String,
}

/// No notice is older.
const EARLIEST: i32 = 1900;

/// All days in `key` (folded), in order.
pub(super) fn days(key: &str) -> Vec<Day> {
    read(key, Setting::Text)
}

fn read(key: &str, setting: Setting) -> Vec<Day> {
    let chars: Vec<char> = key.chars().collect();
    let found = date::days(chars.as_slice(), setting).filter(|(_, day)| day.civil().0 >= EARLIEST);
    found.map(|(place, day)| Day { place, iso: day.to_string() }).collect()
}

/// The day that is the whole of `key`, brackets, a time of day and blanks apart.
pub(super) fn whole_day(key: &str) -> Option<String> {
    let day = days(key).into_iter().next()?;
    let rest = key.chars().enumerate().filter(|(i, _)| !day.place.contains(i)).map(|(_, c)| c);
    let mut rest = rest.filter(|c| !c.is_whitespace());
    rest.all(|c| matches!(c, '(' | ')' | '[' | ']' | ':' | '0'..='9')).then_some(day.iso)
}

/// The first day of a field, which was not folded yet, as `YYYY-MM-DD`.
pub(super) fn field_day(text: &str) -> Option<String> {
    read(&fold(text), Setting::Field).into_iter().next().map(|day| day.iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_field() {
        for (text, iso) in [
            ("2023年6月30日", "2023-06-30"),
            ("時間:2023-07-08 09:04:58", "2023-07-08"),
            ("2018年11月06", "2018-11-06"),
        ] {
            assert_eq!(field_day(text).as_deref(), Some(iso), "{text}");
        }
        for text in ["2023年6月", "2023年13月45日", "1840年6月28日", ""] {
            assert_eq!(field_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_a_day() {
        assert_eq!(whole_day("2023年6月30日").as_deref(), Some("2023-06-30"));
        assert_eq!(whole_day("(2023年6月30日)").as_deref(), Some("2023-06-30"));
        assert_eq!(whole_day("自2023年6月30日起施行"), None);
    }
}
