//! The numbers of a text, each as a whole: what is left out of one makes another number of it.

use super::folded_line::Line;
use super::number;
use super::sign::minus;
use super::unit::{self, Name};
use crate::text::CharSpan;

/// A number of a text. Spans count characters of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeNumber {
    /// The number, with its sign, with 第, 数 or 几 before it, with 百分之 or a second 分之.
    pub number: CharSpan,
    /// The number with the currency before it, where that is another than the yuan, and with the unit behind it.
    pub measured: CharSpan,
}

/// The numbers of `text`, from the left; they do not overlap.
#[must_use]
pub fn whole_numbers(text: &str) -> Vec<WholeNumber> {
    let line = Line::new(text);
    let mut out = Vec::new();
    let mut i = 0;
    while i < line.len() {
        if !number::begins(line.get(i)) {
            i += 1;
            continue;
        }
        let (mut end, mut found) = number::read(&line, i);
        let mut again = |at: usize, end: &mut usize| {
            if number::begins(line.get(at)) {
                (*end, found) = number::read(&line, at);
            }
        };
        // 百 of 百分之九十八 is read as a number of its own, and so is 三 of 三分之二.
        let mark = if line.reads(i + 1, "分之") { i + 1 } else { end };
        if line.reads(mark, "分之") {
            end = mark + 2;
            again(mark + 2, &mut end);
        }
        let end = end.max(i + 1);
        let start = minus(&line, i).unwrap_or_else(|| prefix(&line, i));
        let of_unit = found.and_then(|number| unit::after(&line, &number, end)).map_or(end, |unit| unit.end.max(end));
        let currency = match unit::currency_before(&line, start) {
            Some((at, name)) if name != Name::Fixed("元") => at,
            _ => start,
        };
        let floor = out.last().map_or(0, |last: &WholeNumber| last.measured.end as usize);
        let span = |start: usize, end: usize| CharSpan::new(start.max(floor) as u32, end as u32);
        out.push(WholeNumber { number: span(start, end), measured: span(currency, of_unit) });
        i = of_unit;
    }
    out
}

/// Where 第, 数 or 几 before the number at `i` stands, or the number itself.
fn prefix(line: &Line<'_>, i: usize) -> usize {
    let mut at = i;
    while at > 0 && line.before(at) == ' ' {
        at -= 1;
    }
    match (line.before(at), line.before(i)) {
        ('第', _) => at - 1,
        (_, '数' | '几') => i - 1,
        _ => i,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let chars: Vec<char> = text.chars().collect();
        let of = |span: CharSpan| chars[span.start as usize..span.end as usize].iter().collect::<String>();
        let found: Vec<(String, String)> =
            whole_numbers(text).into_iter().map(|whole| (of(whole.number), of(whole.measured))).collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|&(number, measured)| (number.to_owned(), measured.to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_belongs_to_a_number() {
        check("融资十三万元", &[("十三万", "十三万元")]);
        check("占百分之九十八点六", &[("百分之九十八点六", "百分之九十八点六")]);
        check("第一百二十条规定", &[("第一百二十", "第一百二十条")]);
        check("同比-3.2%", &[("-3.2", "-3.2%")]);
        check("1，234件", &[("1，234", "1，234件")]);
        check("3万5000元", &[("3万5000", "3万5000元")]);
        check("港币300万元", &[("300万", "港币300万元")]);
        check("数十家", &[("数十", "数十家")]);
        check("30至80萬元", &[("30", "30"), ("80萬", "80萬元")]);
        check("2023年6月", &[("2023", "2023"), ("6", "6")]);
        check("三分之二以上", &[("三分之二", "三分之二")]);
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in "[0-9一十百万亿第数负分之点，,.%元家 -]{0,24}") {
            let found = whole_numbers(&text);
            let length = text.chars().count() as u32;
            for pair in found.windows(2) {
                proptest::prop_assert!(pair[0].measured.end <= pair[1].measured.start);
            }
            for whole in found {
                proptest::prop_assert!(whole.number.start < whole.number.end && whole.measured.end <= length);
                proptest::prop_assert!(whole.measured.start <= whole.number.start && whole.number.end <= whole.measured.end);
            }
        }
    }
}
