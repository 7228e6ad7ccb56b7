//! Numbers as their format shows them: `0.035` under `0.00%` is 3.50%, `45108` under `yyyy"年"m"月"` is 2023年7月.
//!
//! (ECMA-376, part 1, 18.8.30 and 18.8.31.) What a format does for looks alone is left out: colours, fills, widths of
//! blanks; so are fractions and numerals in words, of which the plain number is shown.

use crate::text::date::Day;

/// Days from the beginning of the calendar of workbooks, 1899-12-30, to 1970-01-01.
const EPOCH: f64 = 25_569.0;
/// Days by which the calendar of old Macintosh workbooks begins later.
const MACINTOSH: f64 = 1_462.0;
/// The day after the last that the calendar has, 9999-12-31.
const END: f64 = 2_958_466.0;
/// Characters of the longest format, as programs have it, in bytes of the longest character.
const LONGEST: usize = 255 * 4;
/// Decimal places that are shown at most.
const PLACES: usize = 15;

/// The format of `id`, of those that files need not define. The days are those of Chinese programs.
pub(super) fn builtin(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 | 43 | 44 => "#,##0.00",
        41 | 42 => "#,##0",
        9 => "0%",
        10 => "0.00%",
        11 | 48 => "0.00E+00",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "yyyy/m/d",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss",
        49 => "@",
        _ => "General",
    }
}

/// `value` as the format `code` shows it; `macintosh` says from when days are counted.
pub(super) fn shown(value: f64, code: &str, macintosh: bool) -> String {
    if !value.is_finite() || code.len() > LONGEST {
        return general(value);
    }
    let sections = sections(code);
    let (section, value) = chosen(&sections, value);
    let tokens = tokens(section);
    if tokens.iter().any(|token| matches!(token, Token::Date(..) | Token::Elapsed(_) | Token::Noon(_))) {
        let days = value + if macintosh { MACINTOSH } else { 0.0 };
        return if (0.0..END).contains(&days) { date(days, &tokens) } else { general(value) };
    }
    number(value, &tokens)
}

/// A number without a format: at most fifteen digits, as workbooks count.
pub(super) fn general(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    // A minus before nothing is none.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    let plain = rounded.to_string();
    if plain.len() > 24 { format!("{rounded:E}") } else { plain }
}

/// A piece of a format.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Text that is shown as it is.
    Text(String),
    /// `0`, `#` or `?`.
    Digit(char),
    /// The decimal point.
    Point,
    /// A comma.
    Comma,
    /// `%`, or `‰`.
    Share(char),
    /// `E+` or `E-`.
    Exponent,
    /// A part of a date, by its letter, and how often that stands there; `n` are minutes.
    Date(char, usize),
    /// `[h]`, `[m]`, `[s]`.
    Elapsed(char),
    /// `AM/PM`, `上午/下午`.
    Noon([&'static str; 2]),
    /// What has no format: `General`, `@`.
    General,
    /// A fraction.
    Slash,
}

/// The sections of a format, which semicolons part.
fn sections(code: &str) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    let mut chars = code.char_indices();
    let mut quoted = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' | '!' if !quoted => _ = chars.next(),
            ';' if !quoted => {
                out.push(&code[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&code[from..]);
    out
}

/// The section for a value, with the value as it is shown there: a section for negative ones has its own sign.
fn chosen<'c>(sections: &[&'c str], value: f64) -> (&'c str, f64) {
    for (i, section) in sections.iter().take(3).enumerate() {
        if let Some(holds) = condition(section, value) {
            if holds {
                return (section, if i > 0 { value.abs() } else { value });
            }
        } else if let Some(next) = sections.get(i + 1)
            && i == 0
            && condition(sections[0], value).is_none()
            && condition(next, value).is_none()
        {
            // Without conditions: positive; negative; zero.
            return match (value, sections.get(2)) {
                (v, _) if v < 0.0 => (next, -v),
                (0.0, Some(zero)) if sections.len() > 2 => (zero, 0.0),
                _ => (section, value),
            };
        } else {
            return (section, value);
        }
    }
    (sections.last().copied().unwrap_or("General"), value)
}

/// A comparison of a value with a number.
type Holds = fn(f64, f64) -> bool;

/// Whether the condition of a section, `[>=100]`, holds; `None` where it has none.
fn condition(section: &str, value: f64) -> Option<bool> {
    let mut rest = section;
    loop {
        let start = rest.find('[')?;
        let end = start + rest[start..].find(']')?;
        let inner = &rest[start + 1..end];
        let ops: [(&str, Holds); 6] = [
            (">=", |a, b| a >= b),
            ("<=", |a, b| a <= b),
            ("<>", |a, b| a != b),
            (">", |a, b| a > b),
            ("<", |a, b| a < b),
            ("=", |a, b| a == b),
        ];
        for (sign, holds) in ops {
            if let Some(number) = inner.strip_prefix(sign).and_then(|number| number.trim().parse().ok()) {
                return Some(holds(value, number));
            }
        }
        rest = &rest[end + 1..];
    }
}

fn tokens(section: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let text = |out: &mut Vec<Token>, piece: &str| match out.last_mut() {
        Some(Token::Text(text)) => text.push_str(piece),
        _ => out.push(Token::Text(piece.to_owned())),
    };
    let mut rest = section;
    while let Some(c) = rest.chars().next() {
        let noon = [("AM/PM", ["AM", "PM"]), ("A/P", ["A", "P"]), ("上午/下午", ["上午", "下午"])];
        if let Some((name, halves)) = noon.into_iter().find(|(name, _)| starts_with(rest, name)) {
            out.push(Token::Noon(halves));
            rest = &rest[name.len()..];
            continue;
        }
        if starts_with(rest, "General") || starts_with(rest, "G/通用格式") {
            out.push(Token::General);
            rest = &rest[if starts_with(rest, "General") { "General".len() } else { "G/通用格式".len() }..];
            continue;
        }
        let mut len = c.len_utf8();
        match c {
            '"' => {
                let end = rest[1..].find('"').map_or(rest.len(), |at| at + 1);
                text(&mut out, &rest[1..end]);
                len = (end + 1).min(rest.len());
            }
            '\\' | '!' => {
                if let Some(next) = rest[1..].chars().next() {
                    text(&mut out, next.encode_utf8(&mut [0; 4]));
                    len += next.len_utf8();
                }
            }
            // A blank as wide as the next character, and a character that fills the cell.
            '_' | '*' => len += rest[1..].chars().next().map_or(0, char::len_utf8),
            '[' => {
                let end = rest.find(']').unwrap_or(rest.len());
                let inner = rest[1..end].to_ascii_lowercase();
                let first = inner.chars().next();
                if let Some(unit @ ('h' | 'm' | 's')) = first
                    && inner.chars().all(|c| c == unit)
                {
                    out.push(Token::Elapsed(unit));
                } else if let Some(money) = inner.strip_prefix('$') {
                    // `[$¥-804]`: a currency and where it is used.
                    text(&mut out, money.split('-').next().unwrap_or(""));
                }
                len = (end + 1).min(rest.len());
            }
            '0' | '#' | '?' => out.push(Token::Digit(c)),
            '.' => out.push(Token::Point),
            ',' => out.push(Token::Comma),
            '%' | '‰' => out.push(Token::Share(c)),
            '@' => out.push(Token::General),
            'E' | 'e' if matches!(rest.as_bytes().get(1), Some(b'+' | b'-')) => {
                out.push(Token::Exponent);
                len += 1;
            }
            '/' if matches!(out.last(), Some(Token::Digit(_))) => out.push(Token::Slash),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'a' | 'g' => {
                let letter = c.to_ascii_lowercase();
                let count = rest.bytes().take_while(|b| b.to_ascii_lowercase() == letter as u8).count();
                out.push(Token::Date(letter, count));
                len = count;
            }
            _ => text(&mut out, &rest[..len]),
        }
        rest = &rest[len..];
    }
    minutes(&mut out);
    out
}

fn starts_with(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// Tells minutes, which stand behind hours or before seconds, from months.
fn minutes(tokens: &mut [Token]) {
    let parts: Vec<usize> =
        (0..tokens.len()).filter(|&at| matches!(tokens[at], Token::Date(..) | Token::Elapsed(_))).collect();
    for (i, &at) in parts.iter().enumerate() {
        let Token::Date('m', count @ 1..=2) = tokens[at] else { continue };
        let before = i.checked_sub(1).map(|i| &tokens[parts[i]]);
        let after = parts.get(i + 1).map(|&at| &tokens[at]);
        if matches!(before, Some(Token::Date('h', _) | Token::Elapsed('h')))
            || matches!(after, Some(Token::Date('s', _) | Token::Elapsed('s')))
        {
            tokens[at] = Token::Date('n', count);
        }
    }
}

fn date(days: f64, tokens: &[Token]) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const WEEK: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
    const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    // Whole seconds, so that 0.5 is noon however it was computed.
    let seconds = (days * 86_400.0).round() as i64;
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The calendar has a 29 February 1900, which never was; the days before it count from 1899-12-31.
    let real = if day < 60 { day + 1 } else { day };
    // Below END, which fits.
    let number = (real - EPOCH as i64) as i32;
    let (year, month, of_month) = if day == 60 { (1900, 2, 29) } else { Day::from_number(number).civil() };
    let weekday = (real - 1).rem_euclid(7) as usize;
    let (hour, minute, of_minute) = (second / 3600, second / 60 % 60, second % 60);
    let noon = tokens.iter().any(|token| matches!(token, Token::Noon(_)));
    let two = |n: i64, count: usize| if count > 1 { format!("{n:02}") } else { n.to_string() };
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Date('y', 1..=2) => out.push_str(&format!("{:02}", year % 100)),
            Token::Date('y' | 'e', _) => out.push_str(&year.to_string()),
            Token::Date('m', count @ (1 | 2)) => out.push_str(&two(i64::from(month), *count)),
            Token::Date('m', count) => {
                let name = MONTHS[month as usize - 1];
                out.push_str(match count {
                    3 => &name[..3],
                    5 => &name[..1],
                    _ => name,
                });
            }
            Token::Date('d', count @ (1 | 2)) => out.push_str(&two(i64::from(of_month), *count)),
            Token::Date('d', count) => {
                out.push_str(if *count == 3 { &WEEKDAYS[weekday][..3] } else { WEEKDAYS[weekday] })
            }
            Token::Date('a', count) => {
                out.push_str(if *count == 3 { "" } else { "星期" });
                out.push_str(WEEK[weekday]);
            }
            Token::Date('h', count) => {
                let hour = if noon { (hour + 11) % 12 + 1 } else { hour };
                out.push_str(&two(hour, *count));
            }
            Token::Date('n', count) => out.push_str(&two(minute, *count)),
            Token::Date('s', count) => out.push_str(&two(of_minute, *count)),
            Token::Noon(halves) => out.push_str(halves[usize::from(hour >= 12)]),
            Token::Elapsed('h') => out.push_str(&(seconds / 3600).to_string()),
            Token::Elapsed('m') => out.push_str(&(seconds / 60).to_string()),
            Token::Elapsed(_) => out.push_str(&seconds.to_string()),
            Token::Slash => out.push('/'),
            Token::Point => out.push('.'),
            Token::Comma => out.push(','),
            // Parts of a second, which were rounded.
            Token::Digit(_) | Token::Date(..) | Token::General | Token::Exponent | Token::Share(_) => {}
        }
    }
    out.trim_end_matches('.').trim().to_owned()
}

fn number(value: f64, tokens: &[Token]) -> String {
    let digits = |token: &Token| matches!(token, Token::Digit(_));
    let fraction = tokens.contains(&Token::Slash);
    if !tokens.iter().any(digits) || fraction {
        // Text alone, or what is shown as it is.
        let mut out = String::new();
        let mut told = false;
        let plain = tokens.contains(&Token::General) || fraction || tokens.is_empty();
        for token in tokens {
            match token {
                Token::Text(text) => out.push_str(text),
                Token::General | Token::Digit(_) if !told => {
                    out.push_str(&general(value));
                    told = true;
                }
                Token::Share(c) => out.push(*c),
                _ => {}
            }
        }
        return if plain && !told { general(value) } else { out.trim().to_owned() };
    }
    let first = tokens.iter().position(digits).unwrap_or(0);
    let last = tokens.iter().rposition(digits).unwrap_or(0);
    let point = tokens.iter().position(|token| *token == Token::Point);
    let exponent = tokens.iter().position(|token| *token == Token::Exponent);
    let whole_end = point.unwrap_or(last + 1).min(exponent.unwrap_or(usize::MAX));
    // Commas between digits group them, commas behind the last one divide by a thousand each.
    let grouped = tokens[first..whole_end.clamp(first, tokens.len())]
        .iter()
        .enumerate()
        .any(|(i, token)| *token == Token::Comma && tokens[first + i..].iter().any(digits));
    let scale = tokens[last + 1..].iter().take_while(|token| **token == Token::Comma).count() as i32;
    let shares = tokens.iter().fold(1.0, |product, token| match token {
        Token::Share('%') => product * 100.0,
        Token::Share(_) => product * 1000.0,
        _ => product,
    });
    let places = |from: usize, to: usize| {
        let all: Vec<char> = tokens[from.min(to)..to]
            .iter()
            .filter_map(|token| if let Token::Digit(c) = token { Some(*c) } else { None })
            .collect();
        (all.iter().filter(|&&c| c == '0').count(), all.len())
    };
    let (least_whole, _) = places(first, whole_end.clamp(first, tokens.len()));
    let after = point.map_or((0, 0), |at| places(at, exponent.unwrap_or(tokens.len())));
    let (least, most) = (after.0.min(PLACES), after.1.min(PLACES));
    let scaled = value * shares / 1000_f64.powi(scale);
    let body = if exponent.is_some() {
        format!("{:.*E}", most, scaled.abs())
    } else {
        let plain = decimal(scaled.abs(), least_whole, (least, most), grouped);
        inserted(plain, &tokens[first..whole_end.clamp(first, tokens.len())])
    };
    let mut out = String::new();
    if value < 0.0 && body.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('-');
    }
    for (i, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) if i < first || i > whole_end => out.push_str(text),
            _ if i == first => out.push_str(&body),
            Token::Text(text) if i > last => out.push_str(text),
            Token::Share(c) => out.push(*c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// A number with the text that stands between the digits of its whole part: `0!.0,` shows tens of thousands.
fn inserted(plain: String, tokens: &[Token]) -> String {
    let texts = tokens.iter().enumerate().filter_map(|(i, token)| match token {
        Token::Text(text) => Some((tokens[i..].iter().filter(|token| matches!(token, Token::Digit(_))).count(), text)),
        _ => None,
    });
    let texts: Vec<(usize, &String)> = texts.filter(|&(behind, _)| behind > 0).collect();
    if texts.is_empty() {
        return plain;
    }
    let (whole, part) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let most = texts.iter().map(|&(behind, _)| behind).max().unwrap_or(0);
    let whole = format!("{whole:0>width$}", width = most + 1);
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        out.extend(texts.iter().filter(|&&(behind, _)| whole.len() - i == behind).map(|&(_, text)| text.as_str()));
        out.push(c);
    }
    out + part
}

/// A number that is not negative, with digits before the point and behind it, at least and at most so many.
fn decimal(value: f64, least_whole: usize, (least, most): (usize, usize), grouped: bool) -> String {
    // Fifteen digits are all that a workbook counts, and a half is rounded up: 1.005 is 1.01 in two places.
    let scaled = value * 10_f64.powi(most as i32);
    let text = if scaled < 1e15 {
        let rounded: f64 = format!("{scaled:.14e}").parse().unwrap_or(scaled);
        // Below 1e15, which fits.
        format!("{:0>width$}", rounded.round() as u64, width = most + 1)
    } else {
        format!("{value:.most$}").replace('.', "")
    };
    let (whole, part) = text.split_at(text.len() - most);
    let whole = whole.trim_start_matches('0');
    let whole = format!("{whole:0>least_whole$}");
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if grouped && i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    let kept = part.trim_end_matches('0').len().max(least);
    if kept > 0 {
        out.push('.');
        out.push_str(&part[..kept]);
    }
    if out.is_empty() {
        // `#` shows nothing for zero, which says less than nothing.
        out.push('0');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_formats_show_them() {
        for (value, code, expected) in [
            (1.1 + 2.2, "General", "3.3"),
            (1e21, "General", "1000000000000000000000"),
            (-0.0, "General", "0"),
            (0.035, "0.00%", "3.50%"),
            (0.035, "0%", "4%"),
            (0.0035, "0.0‰", "3.5‰"),
            (1234567.891, "#,##0.00", "1,234,567.89"),
            (1234567.891, "#,##0", "1,234,568"),
            (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
            (-1234.5, "#,##0.00_);[Red]\\-#,##0.00", "-1,234.50"),
            (0.0, "0;-0;\"无\"", "无"),
            (1.005, "0.00", "1.01"),
            (2.5, "0.##", "2.5"),
            (2.0, "0.##", "2"),
            (123_456.0, "0!.0,", "12.3"),
            (1_230_000.0, "0.00,,", "1.23"),
            (1_230_456.0, "0!.0,\"万元\"", "123.0万元"),
            (13_800_138_000.0, "000-0000-0000", "138-0013-8000"),
            (1200.0, "\"¥\"#,##0.00", "¥1,200.00"),
            (1200.0, "[$¥-804]#,##0.00", "¥1,200.00"),
            (9.2, "0.0\"亿元\"", "9.2亿元"),
            (7.0, "000", "007"),
            (0.5, "#.0", ".5"),
            (12345.678, "0.00E+00", "1.23E4"),
            (0.5, "# ?/?", "0.5"),
            (150.0, "[>=100]\"多\"0;\"少\"0", "多150"),
            (50.0, "[>=100]\"多\"0;\"少\"0", "少50"),
            (12.0, "@", "12"),
            (-3.0, "0", "-3"),
            (-0.001, "0.00", "0.00"),
            (45_108.0, "yyyy/m/d", "2023/7/1"),
            (45_108.0, "yyyy\"年\"m\"月\"d\"日\"", "2023年7月1日"),
            (45_108.0, "[$-804]yyyy\"年\"m\"月\"", "2023年7月"),
            (45_108.0, "yyyy-mm-dd;@", "2023-07-01"),
            (45_108.75, "yyyy/m/d h:mm", "2023/7/1 18:00"),
            (0.75, "h:mm AM/PM", "6:00 PM"),
            (0.75, "上午/下午h\"时\"mm\"分\"", "下午6时00分"),
            (1.5, "[h]:mm:ss", "36:00:00"),
            (45_108.0, "aaaa", "星期六"),
            (45_108.0, "d-mmm-yy", "1-Jul-23"),
            (60.0, "yyyy/m/d", "1900/2/29"),
            (1.0, "yyyy/m/d", "1900/1/1"),
            (61.0, "yyyy/m/d", "1900/3/1"),
            (-5.0, "yyyy/m/d", "-5"),
            (1e10, "yyyy/m/d", "10000000000"),
            (3.0, "", "3"),
            (3.0, "\"", ""),
            (3.0, "[", "3"),
        ] {
            assert_eq!(shown(value, code, false), expected, "{value} as {code}");
        }
        assert_eq!(shown(43_646.0, "yyyy/m/d", true), "2023/7/1");
        for id in 0..60 {
            assert!(!shown(1.0, builtin(id), false).is_empty(), "{id}");
        }
    }

    proptest::proptest! {
        /// Whatever a file calls a format, a number is shown.
        #[test]
        fn every_format_shows_something(value in proptest::num::f64::ANY, code in "[0#?,.%‰;/\"\\\\_*E+ymdhsae\\[\\]>=<@年!]{0,24}") {
            let _ = shown(value, &code, false);
        }
    }
}
