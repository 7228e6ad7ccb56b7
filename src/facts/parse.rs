//! The figures of a query: `1億`, `100億元`, `三千萬`, `50%`, `2022-06`, `2023年3月`, with the rules for texts.

use super::date::{self, Seen};
use super::folded_line::Line;
use super::number::{self, Number};
use super::{Kind, unit};
use crate::text::date::DateRange;

/// A sum in yuan: `1億`, `100億元`, `三千萬`, `5000`, `1.5万元`. None for anything else, also for other currencies.
#[must_use]
pub fn parse_amount(text: &str) -> Option<f64> {
    signed(text, parse_amount_of)
}

fn parse_amount_of(text: &str) -> Option<f64> {
    let (line, number) = whole(text)?;
    if number.end == line.len() {
        return number.value(0);
    }
    let unit = unit::after(&line, &number, number.end)?;
    let yuan = unit.kind == Kind::Money && unit.name == unit::Name::Fixed("元");
    (yuan && unit.end == line.len()).then(|| number.value(0)).flatten()
}

/// A percentage: `50`, `50%`, `百分之五十`, `5个百分点`, `千分之三` (0.3).
#[must_use]
pub fn parse_percent(text: &str) -> Option<f64> {
    signed(text, parse_percent_of)
}

fn parse_percent_of(text: &str) -> Option<f64> {
    let line = Line::new(text.trim());
    for (prefix, down) in [("百分之", 0), ("千分之", 1), ("万分之", 2)] {
        if line.reads(0, prefix) && number::begins(line.get(3)) {
            let (end, number) = number::read(&line, 3);
            return number.filter(|_| end == line.len())?.value(down);
        }
    }
    with_unit(text, Kind::Percent)
}

/// Basis points: `50`, `50BP`, `50个基点`.
#[must_use]
pub fn parse_bp(text: &str) -> Option<f64> {
    signed(text, parse_bp_of)
}

fn parse_bp_of(text: &str) -> Option<f64> {
    with_unit(text, Kind::Bp)
}

/// A number of things: `100`, `100家`, `两百`, `1.2万`.
#[must_use]
pub fn parse_count(text: &str) -> Option<f64> {
    signed(text, parse_count_of)
}

fn parse_count_of(text: &str) -> Option<f64> {
    with_unit(text, Kind::Count)
}

/// A date: `2022`, `2022-06`, `2022/6/23`, `20220623`, `2023年3月`, `2023年3月底`, `二〇二三年`. None for a day that the
/// calendar has not.
#[must_use]
pub fn parse_date(text: &str) -> Option<DateRange> {
    let line = Line::new(text.trim());
    if let Some(Seen::Dates(dates)) = date::at(&line, 0) {
        return match dates[..] {
            [date] if date.end == line.len() => Some(date.range),
            _ => None,
        };
    }
    let digits: Vec<u32> = (0..line.len()).map_while(|i| line.get(i).to_digit(10)).collect();
    let join = |digits: &[u32]| digits.iter().fold(0, |value, digit| value * 10 + digit);
    let year = i32::try_from(join(digits.get(..4)?)).ok()?;
    match (digits.len(), line.len()) {
        (4, 4) => DateRange::year(year),
        (6, 6) => DateRange::month(year, join(&digits[4..])),
        (8, 8) => DateRange::day(year, join(&digits[4..6]), join(&digits[6..])),
        (4, 6..=7) if matches!(line.get(4), '-' | '/' | '.') => {
            let month: Option<Vec<u32>> = (5..line.len()).map(|i| line.get(i).to_digit(10)).collect();
            DateRange::month(year, join(&month?))
        }
        _ => None,
    }
}

/// What `parse` reads behind a sign: -3.2%, 负百分之三.
fn signed(text: &str, parse: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let text = text.trim();
    match text.strip_prefix(|c| matches!(crate::text::fold_char(c), '-' | '−' | '负')) {
        Some(rest) if !rest.starts_with(char::is_whitespace) => parse(rest).map(|value| -value),
        _ => parse(text),
    }
}

/// The number that opens the text, which must be written like one.
fn whole(text: &str) -> Option<(Line<'_>, Number)> {
    let line = Line::new(text.trim());
    let number = number::begins(line.get(0)).then(|| number::read(&line, 0).1)??;
    Some((line, number))
}

fn with_unit(text: &str, kind: Kind) -> Option<f64> {
    let (line, number) = whole(text)?;
    if number.end == line.len() {
        return number.value(0);
    }
    let unit = unit::after(&line, &number, number.end)?;
    (unit.kind == kind && unit.end == line.len()).then(|| number.value(unit.down)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        assert_eq!(parse_amount("1億"), Some(1e8));
        assert_eq!(parse_amount("100億元"), Some(1e10));
        assert_eq!(parse_amount("三千萬"), Some(3e7));
        assert_eq!(parse_amount(" 1.33亿元 "), Some(133_000_000.0));
        assert_eq!(parse_amount("１０萬"), Some(100_000.0));
        assert_eq!(parse_amount("5000"), Some(5000.0));
        assert_eq!(parse_amount("-5"), Some(-5.0));
        assert_eq!(parse_amount("负三千万"), Some(-3e7));
        for text in ["abc", "", "億億", "1e308", "1億美元", "10%", "9999999亿亿", "--5", "- 5", "1億abc"] {
            assert_eq!(parse_amount(text), None, "{text}");
        }
    }

    #[test]
    fn rates_and_counts() {
        assert_eq!(parse_percent("50"), Some(50.0));
        assert_eq!(parse_percent("62.71%"), Some(62.71));
        assert_eq!(parse_percent("百分之五十"), Some(50.0));
        assert_eq!(parse_percent("千分之三"), Some(0.3));
        assert_eq!(parse_percent("5个百分点"), Some(5.0));
        assert_eq!(parse_percent("零分之一"), None);
        assert_eq!(parse_bp("50個BP"), Some(50.0));
        assert_eq!(parse_bp("100"), Some(100.0));
        assert_eq!(parse_count("100家"), Some(100.0));
        assert_eq!(parse_count("兩百"), Some(200.0));
        assert_eq!(parse_count("100元"), None);
    }

    #[test]
    fn dates() {
        let shown = |text: &str| parse_date(text).map(|range| range.to_string());
        for (text, expected) in [
            ("2022", "2022"),
            ("2022-06", "2022-06"),
            ("2022/6", "2022-06"),
            ("2022-06-23", "2022-06-23"),
            ("20220623", "2022-06-23"),
            ("202206", "2022-06"),
            ("2023年3月", "2023-03"),
            ("2023年3月底", "2023-03-31"),
            ("二〇二三年", "2023"),
            ("2022年度", "2022"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["2023年13月45日", "2023-13", "2023-02-30", "abc", "", "22", "2022年x"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
