//! Days as government documents write them, for the metadata: `2023年6月30日`, `二〇二三年六月三十日`, `2023-07-08`.

use super::marker::{chinese_value, numeral};

/// A day found in a key; `start..end` in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `YYYY-MM-DD`.
    pub(super) iso: String,
}

/// All days in `key` (folded), in order.
pub(super) fn days(key: &str) -> Vec<Day> {
    let chars: Vec<char> = key.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match day(&chars, at) {
            Some(day) => {
                at = day.end;
                found.push(day);
            }
            // Do not start again inside the same number.
            None => {
                let digit = chars[at].is_ascii_digit();
                at += 1;
                while digit && at < chars.len() && chars[at].is_ascii_digit() {
                    at += 1;
                }
            }
        }
    }
    found
}

/// The day that is the whole of `key`, brackets, a time of day and blanks apart.
pub(super) fn whole_day(key: &str) -> Option<String> {
    let day = days(key).into_iter().next()?;
    let rest = key.chars().enumerate().filter(|(i, _)| *i < day.start || *i >= day.end).map(|(_, c)| c);
    let mut rest = rest.filter(|c| !c.is_whitespace());
    rest.all(|c| matches!(c, '(' | ')' | '[' | ']' | ':' | '0'..='9')).then_some(day.iso)
}

/// The first day of a text that was not folded yet, as `YYYY-MM-DD`.
pub(super) fn first_day(text: &str) -> Option<String> {
    days(&crate::text::fold(text)).into_iter().next().map(|day| day.iso)
}

fn day(chars: &[char], start: usize) -> Option<Day> {
    let (year, at) = number(chars, start, 4)?;
    if !(1900..=2199).contains(&year) {
        return None;
    }
    let separator = *chars.get(blank(chars, at))?;
    let (month, at) = number(chars, blank(chars, blank(chars, at) + 1), 2)?;
    let second = *chars.get(blank(chars, at))?;
    match (separator, second) {
        ('年', '月') | ('-', '-') | ('/', '/') | ('.', '.') => {}
        _ => return None,
    }
    let (day, mut at) = number(chars, blank(chars, blank(chars, at) + 1), 2)?;
    if separator == '年' {
        let mark = blank(chars, at);
        if !matches!(chars.get(mark), Some('日' | '号')) {
            return None;
        }
        at = mark + 1;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let most = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=most).contains(&day).then(|| Day { start, end: at, iso: format!("{year:04}-{month:02}-{day:02}") })
}

/// A number of at most `most` digits, or the same in Chinese numerals.
fn number(chars: &[char], at: usize, most: usize) -> Option<(u32, usize)> {
    let run = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    if run > 0 {
        let value: u32 = chars[at..at + run].iter().collect::<String>().parse().ok()?;
        return (run <= most && (most < 4 || run == 4)).then_some((value, at + run));
    }
    let run = chars[at..].iter().take_while(|&&c| numeral(c).is_some() || c == '十').take(5).count();
    let text: String = chars[at..at + run].iter().collect();
    if most == 4 && run != 4 {
        return None;
    }
    Some((chinese_value(&text)?, at + run))
}

fn blank(chars: &[char], at: usize) -> usize {
    at + chars.get(at..).unwrap_or(&[]).iter().take_while(|c| c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read() {
        for (text, iso) in [
            ("2023年6月30日", "2023-06-30"),
            ("二〇二三年六月三十日", "2023-06-30"),
            ("二○○四年四月二十七日", "2004-04-27"),
            ("二OO四年十二月一日", "2004-12-01"),
            ("時間:2023-07-08 09:04:58", "2023-07-08"),
            ("2023/7/8", "2023-07-08"),
            ("2023 年 6 月 3 日", "2023-06-03"),
            ("2024年2月29日", "2024-02-29"),
        ] {
            assert_eq!(first_day(text).as_deref(), Some(iso), "{text}");
        }
        for text in ["2023年6月", "2023年13月45日", "2023年2月29日", "12023-07-08", "2023-7", "", "1年2月3日"]
        {
            assert_eq!(first_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_a_day() {
        assert_eq!(whole_day("2023年6月30日").as_deref(), Some("2023-06-30"));
        assert_eq!(whole_day("(2023年6月30日)").as_deref(), Some("2023-06-30"));
        assert_eq!(whole_day("自2023年6月30日起施行"), None);
    }
}
