//! Reads numbers as they are written in Chinese text: `1.33億`, `2450多萬`, `三千萬`, `十三`, `1亿2千万`, `二〇二三`.

use super::folded_line::Line;
use super::{Bound, unit_words};
pub(super) use crate::text::numeral::Written;
use crate::text::numeral::{self, Form, Numeral, Numerals, Sum, scan};

const FIGURE: Numerals = Numerals::FIGURE;

/// The largest value a number may have; what is above it is a slip or a trick, not a figure.
const LARGEST: u128 = 1_000_000_000_000_000_000;

/// A number, exact: `digits × power ÷ 10^scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub(super) start: usize,
    pub(super) end: usize,
    digits: u128,
    scale: u32,
    /// The digits of the larger of two numbers that are named together, with the same scale and multiplier: 两三百 家.
    upper: Option<u128>,
    /// The multiplier behind the digits: 1 or a power of ten up to 萬億.
    pub(super) power: u128,
    pub(super) written: Written,
    /// 多, 余, 几 inside or right after it (over), 来 (about).
    pub(super) fuzzy: Option<Bound>,
    /// It begins with 百, 千, 萬 or 億: 近千萬元. Alone such a word is no number (萬戶, 千家萬戶).
    pub(super) implied: bool,
    /// A single character of the forms used on cheques (陸), which are ordinary words elsewhere (大陸人).
    pub(super) formal: bool,
}

impl Number {
    /// A whole number without a multiplier.
    fn whole(start: usize, end: usize, digits: u128, written: Written) -> Number {
        let (fuzzy, upper) = (None, None);
        Number { start, end, digits, scale: 0, upper, power: 1, written, fuzzy, implied: false, formal: false }
    }

    /// The number of 半年, which is written without one.
    pub(super) fn half(at: usize) -> Number {
        Number { scale: 1, ..Number::whole(at, at + 1, 5, Written::Han) }
    }

    /// The number with `power` as its multiplier, divided by `10^down`.
    pub(super) fn value_with(&self, power: u128, down: u32) -> Option<f64> {
        self.decimal(self.digits, power, down)
    }

    /// The larger of two numbers that are named together: 300 of 两三百. None where there is one number.
    pub(super) fn upper(&self, down: u32) -> Option<f64> {
        self.decimal(self.upper?, self.power, down)
    }

    fn decimal(&self, digits: u128, power: u128, down: u32) -> Option<f64> {
        let mut whole = digits.checked_mul(power)?;
        let mut scale = self.scale + down;
        while scale > 0 && whole.is_multiple_of(10) {
            whole /= 10;
            scale -= 1;
        }
        // Both operands are exact below these limits, so the quotient is the nearest number to the decimal.
        let exponent = i32::try_from(scale).ok().filter(|&scale| scale <= 18)?;
        (whole <= LARGEST).then(|| whole as f64 / 10_f64.powi(exponent))
    }

    /// Whether it is a whole number without a multiplier, and not said to be about something.
    pub(super) fn scale_free(&self) -> bool {
        self.scale == 0 && self.power == 1 && self.fuzzy.is_none()
    }

    /// The number's value, divided by `10^down`.
    pub(super) fn value(&self, down: u32) -> Option<f64> {
        self.value_with(self.power, down)
    }

    /// The digits before any multiplier.
    pub(super) fn plain(&self) -> Option<f64> {
        self.value_with(1, 0)
    }
}

/// What a lexer found: where to read on, and the number if there was one.
type Lexed = (usize, Option<Number>);

/// Whether a number can begin with `c`.
#[inline]
pub(super) fn begins(c: char) -> bool {
    c.is_ascii_digit() || FIGURE.has(c)
}

/// The digit, 0 to 9, that the numeral `c` is.
pub(super) fn digit(c: char) -> Option<u32> {
    FIGURE.digit(c)
}

/// Reads the number that begins at `i`; the end is past the whole run of numerals even where they make no number.
pub(super) fn read(line: &Line<'_>, i: usize) -> Lexed {
    if line.get(i).is_ascii_digit() { digits(line, i) } else { han(line, i) }
}

/// 多, 余 or 几 at `i`, which say that there is a little more, or 来, which says about.
fn fuzzy(line: &Line<'_>, i: usize) -> Option<Bound> {
    match (line.get(i), line.get(i + 1)) {
        ('多', next) if !matches!(next, '样' | '边' | '层' | '媒' | '功') => Some(Bound::Over),
        ('余', next) if !matches!(next, '额' | '款' | '下' | '地' | '数') => Some(Bound::Over),
        ('几', _) => Some(Bound::Over),
        ('来', '个' | '家' | '万' | '亿' | '名' | '人' | '户' | '种' | '元' | '件' | '项' | '次' | '位') => {
            Some(Bound::About)
        }
        _ => None,
    }
}

/// A number with digits.
fn digits(line: &Line<'_>, start: usize) -> Lexed {
    let (mut end, mut number) = plain_digits(line, start);
    let Some(first) = &mut number else { return (end, None) };
    // A letter, a colon or a slash before the digits makes them part of a name, a time, a ratio or a fraction.
    let names = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '№');
    let joint = |at: usize| matches!(line.get(at), ':' | '/' | '∶');
    let ratio = start > 1 && joint(start - 1) && line.get(start - 2).is_ascii_digit()
        || joint(end) && line.get(end + 1).is_ascii_digit();
    if names(line.before(start)) && !line.chars(start.saturating_sub(3), start).ends_with(&['r', 'm', 'b']) || ratio {
        return (end, None);
    }
    multiplied(line, first);
    end = first.end;
    while first.fuzzy.is_none() && first.scale == 0 && first.power > 1 {
        if !continued(line, first) {
            break;
        }
        end = first.end;
    }
    (end, number)
}

/// Takes up the second of two numbers that make one: 3亿5000万, 3万5000, 2亿零300万, 3千5百万,
/// 4亿7千5百万.
fn continued(line: &Line<'_>, first: &mut Number) -> bool {
    let zero = usize::from(matches!(line.get(first.end), '零' | '〇'));
    let start = first.end + zero;
    if !line.get(start).is_ascii_digit() {
        return false;
    }
    let (_, Some(mut next)) = plain_digits(line, start) else { return false };
    let digits = next.end - start;
    multiplied(line, &mut next);
    if next.scale > 0 || next.fuzzy.is_some() && next.power == 1 {
        return false;
    }
    // 4亿7千5百万: what is taken up has a second number itself.
    continued(line, &mut next);
    // 3千5百万: both stand before the 万.
    let mut inner = next.power;
    while inner >= 10_000 {
        inner /= 10_000;
    }
    let section = first.power < 10_000 && inner < first.power && next.digits < 10;
    let (above, shared) = if section { (first.power / inner, next.power / inner) } else { (first.power, next.power) };
    if !section {
        let below = next.digits.checked_mul(next.power).is_some_and(|value| value < first.power);
        // What has no multiplier of its own fills its places, or is parted by 零: 3万5000, 3万零50, but 万2023年.
        let fills = next.power > 1 || zero == 1 || digits >= 3 && next.digits >= first.power.min(10_000) / 100;
        let year = line.get(line.skip_blank(next.end)) == '年';
        if !below || !fills || year || first.power < 10_000 {
            return false;
        }
    }
    let (above, power) = if section { (above, inner * shared) } else { (above / next.power, next.power) };
    let Some(sum) = first.digits.checked_mul(above).and_then(|n| n.checked_add(next.digits)) else { return false };
    (first.digits, first.power, first.end, first.fuzzy) = (sum, power, next.end, next.fuzzy);
    true
}

/// Digits with separators of thousands and a fraction. Anything longer than a figure, or with two points, is none.
fn plain_digits(line: &Line<'_>, start: usize) -> Lexed {
    let mut value: u128 = 0;
    let mut count = 0_usize;
    let mut i = start;
    let take = |i: &mut usize, value: &mut u128, count: &mut usize| {
        while let Some(d) = line.get(*i).to_digit(10) {
            if *count < 24 {
                *value = *value * 10 + u128::from(d);
            }
            *count += 1;
            *i += 1;
        }
    };
    take(&mut i, &mut value, &mut count);
    let three = |i: usize| {
        line.get(i) == ',' && (1..=3).all(|k| line.get(i + k).is_ascii_digit()) && !line.get(i + 4).is_ascii_digit()
    };
    let group = |i: usize| {
        // A full-width comma parts two figures, unless what follows cannot be one (100，000), is as wide (１，２３４), or
        // has the unit of both (1，234件, 1，234.5万).
        let mut end = i;
        while three(end) {
            end += 4;
        }
        three(i)
            && (line.is_narrow(i)
                || line.get(i + 1) == '0'
                || !line.is_narrow(i + 1)
                || line.get(end) == '.' && line.get(end + 1).is_ascii_digit()
                || has_unit(line, end))
    };
    if count <= 3 {
        for _ in 0..blank_groups(line, i) {
            i += 1;
            take(&mut i, &mut value, &mut count);
        }
        while group(i) {
            i += 1;
            take(&mut i, &mut value, &mut count);
        }
    }
    let mut scale = 0;
    let mut versions = false;
    // 3·5亿: a raised point is one where a multiplier or a unit follows, not in 9·18.
    let raised = matches!(line.get(i), '·' | '・' | '•') && {
        let mut end = i + 1;
        while line.get(end).is_ascii_digit() {
            end += 1;
        }
        end > i + 1 && matches!(line.get(end), '万' | '亿' | '千' | '元' | '%' | '‰')
    };
    if (line.get(i) == '.' || raised) && line.get(i + 1).is_ascii_digit() {
        let whole = count;
        i += 1;
        take(&mut i, &mut value, &mut count);
        scale = u32::try_from(count - whole).unwrap_or(u32::MAX);
        while line.get(i) == '.' && line.get(i + 1).is_ascii_digit() {
            versions = true;
            i += 1;
            take(&mut i, &mut value, &mut count);
        }
    }
    // 007 and 000 are numbers of things, not numbers.
    let padded = line.get(start) == '0' && line.get(start + 1).is_ascii_digit();
    let number = (count <= 20 && !versions && !padded)
        .then_some(Number { scale, ..Number::whole(start, i, value, Written::Arabic) });
    (i, number)
}

/// Whether a multiplier, a currency or a measure word stands at `i`.
fn has_unit(line: &Line<'_>, i: usize) -> bool {
    let at = line.skip_blank(i);
    at <= i + 1 && (matches!(line.get(at), '万' | '亿' | '%' | '多' | '余') || unit_words::stands_at(line, at))
}

/// How many groups of three digits go on from `i` behind single blanks, where a unit of money ends them: 151 900元.
fn blank_groups(line: &Line<'_>, i: usize) -> usize {
    let digit = |at: usize| line.get(at).is_ascii_digit();
    let mut groups = 0;
    let mut end = i;
    while groups < 4 && line.get(end) == ' ' && (1..=3).all(|k| digit(end + k)) && !digit(end + 4) {
        end += 4;
        groups += 1;
    }
    if line.get(end) == '.' {
        end += 1;
        while digit(end) {
            end += 1;
        }
    }
    if matches!(line.get(end), '元' | '万' | '亿') { groups } else { 0 }
}

/// Takes up the multiplier behind digits, with 多 and its like before or after it.
fn multiplied(line: &Line<'_>, number: &mut Number) {
    let mut i = number.end;
    // 20多家 and 25多万, but 刘某1多次 is a name before 多次.
    let round = number.scale == 0 && number.digits.is_multiple_of(10) && number.digits > 0;
    if let Some(bound) = fuzzy(line, i).filter(|_| round || matches!(line.get(i + 1), '万' | '亿' | '千')) {
        number.fuzzy = Some(bound);
        i += 1;
        number.end = i;
    }
    let spaced = line.skip_blank(i);
    if matches!(line.get(spaced), '万' | '亿') {
        i = spaced;
    }
    let mut power: u128 = 1;
    if let unit @ ('十' | '百' | '千') = line.get(i) {
        let next = line.get(i + 1);
        // 千克, 千瓦 and 百分点 are units of their own.
        let own = matches!(next, '克' | '米' | '瓦' | '伏' | '卡' | '焦' | '赫' | '帕' | '升' | '吨' | '字' | '分');
        if own || number.scale > 0 && !matches!(next, '万' | '亿') {
            return;
        }
        power = match FIGURE.read(unit) {
            Some(Numeral::Unit(unit)) => u128::from(unit),
            _ => 1,
        };
        i += 1;
    }
    if line.get(i) == '万' {
        power *= 10_000;
        i += 1;
    }
    if line.get(i) == '亿' {
        power *= 100_000_000;
        i += 1;
    }
    if power == 1 {
        return;
    }
    number.power = power;
    number.end = i;
    if let Some(bound) = fuzzy(line, i).filter(|_| number.fuzzy.is_none()) {
        number.fuzzy = Some(bound);
        number.end += 1;
    }
}

/// A number with Chinese numerals.
fn han(line: &Line<'_>, start: usize) -> Lexed {
    let run = (start..).take_while(|&i| FIGURE.has(line.get(i))).count();
    if let Some(upper) = neighbours(line, start, run) {
        return upper;
    }
    if FIGURE.digit(line.get(start)).is_some() && FIGURE.digit(line.get(start + 1)).is_some() {
        return spelled(line, start);
    }
    let mut sum = Sum::default();
    let mut i = start;
    let mut fuzz = None;
    loop {
        let c = line.get(i);
        if let Some(numeral) = FIGURE.read(c) {
            if !sum.take(numeral) {
                return (skip(line, i), None);
            }
        } else if let Some(bound) = fuzzy(line, i).filter(|_| fuzz.is_none() && sum.ends_in_unit()) {
            fuzz = Some(bound);
        } else if c == '点' && i > start && FIGURE.digit(line.get(i + 1)).is_some() && !sum.is_large() {
            return fraction(line, start, i + 1, sum.total());
        } else {
            break;
        }
        i += 1;
    }
    let number = Number {
        fuzzy: fuzz,
        implied: matches!(line.get(start), '百' | '千' | '万' | '亿'),
        formal: i == start + 1 && matches!(numeral::numeral(line.get(start)), Some((Form::Formal, _))),
        ..Number::whole(start, i, sum.total(), Written::Han)
    };
    (i, (number.digits <= LARGEST).then_some(number))
}

/// Two numbers of which only one digit differs, named together: 两三百, 七八(家), 十五六(户), 三五千, 一两百万. The run of
/// numerals at `start` has `run` characters.
fn neighbours(line: &Line<'_>, start: usize, run: usize) -> Option<Lexed> {
    let end = start + run;
    let digit = |i: usize| FIGURE.digit(line.get(i)).filter(|&digit| digit > 0);
    let mut pairs = (start..end).filter(|&i| digit(i).is_some() && i + 1 < end && digit(i + 1).is_some());
    let at = pairs.next().filter(|_| pairs.next().is_none())?;
    let (first, second) = (digit(at)?, digit(at + 1)?);
    // 一二 names two things (一二审); 二三百 and 三五百 do not.
    let close = second == first + 1 || (first, second) == (3, 5);
    let unit = FIGURE.read(line.get(at + 2)).is_some_and(|numeral| matches!(numeral, Numeral::Unit(_)));
    let measured = unit
        || (unit_words::stands_at(line, end) || line.get(end) == '成') && line.get(at) != '一'
        || line.reads(at, "一两");
    if !close || !measured || matches!(line.get(at), '两') && second != 3 {
        return None;
    }
    let total = |skipped: usize| {
        let mut sum = Sum::default();
        let all = (start..end).filter(|&i| i != skipped);
        all.map(|i| FIGURE.read(line.get(i))).all(|numeral| numeral.is_some_and(|n| sum.take(n))).then(|| sum.total())
    };
    let (low, high) = (total(at + 1)?, total(at)?);
    let number = Number { upper: Some(high), ..Number::whole(start, end, low, Written::Han) };
    (low < high && high <= LARGEST).then_some((end, Some(number)))
}

/// Past the rest of a run of numerals that is no number.
fn skip(line: &Line<'_>, mut i: usize) -> usize {
    while FIGURE.has(line.get(i)) {
        i += 1;
    }
    i
}

/// Numerals one by one.
fn spelled(line: &Line<'_>, start: usize) -> Lexed {
    match scan(line, start, FIGURE).filter(|found| found.end - start <= 18) {
        Some(found) => (found.end, Some(Number::whole(start, found.end, found.value.into(), found.written))),
        None => (skip(line, start), None),
    }
}

/// 三点五, 零点五, with 萬 and 億 behind; 三点五十 is a time of day.
fn fraction(line: &Line<'_>, start: usize, first: usize, whole: u128) -> Lexed {
    let mut value = whole;
    let mut scale = 0;
    let mut i = first;
    while let Some(digit) = FIGURE.digit(line.get(i)).filter(|_| scale < 9) {
        value = value * 10 + u128::from(digit);
        scale += 1;
        i += 1;
    }
    let time = matches!(line.get(i), '十' | '分' | '刻' | '半' | '整') || line.reads(i, "钟");
    if time || whole > 1_000_000 {
        return (skip(line, i), None);
    }
    let mut number = Number { scale, ..Number::whole(start, i, value, Written::Han) };
    multiplied(line, &mut number);
    (number.end, Some(number))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(text: &str, value: Option<f64>) {
        let line = Line::new(text);
        let (end, number) = read(&line, 0);
        assert_eq!(number.and_then(|n| n.value(0)), value, "{text}");
        assert_eq!(line.slice(0, end), text, "the whole of {text} is read");
    }

    #[test]
    fn numbers_as_they_are_written() {
        check("1.33億", Some(133_000_000.0));
        check("300.66亿", Some(30_066_000_000.0));
        check("2450多萬", Some(24_500_000.0));
        check("3.8萬余", Some(38_000.0));
        check("1,234,567", Some(1_234_567.0));
        check("100，000", Some(100_000.0));
        check("１，２３４", Some(1_234.0));
        check("３００万", Some(3_000_000.0));
        check("3亿5000万", Some(350_000_000.0));
        check("1亿2千万", Some(120_000_000.0));
        check("1.2万亿", Some(1_200_000_000_000.0));
        check("三千萬", Some(30_000_000.0));
        check("千万", Some(10_000_000.0));
        check("兩", Some(2.0));
        check("十三", Some(13.0));
        check("一百二十三", Some(123.0));
        check("一百零五", Some(105.0));
        check("一百五", Some(150.0));
        check("三万五", Some(35_000.0));
        check("三万五千亿", Some(3_500_000_000_000.0));
        check("一亿两千三百四十五万六千七百八十九", Some(123_456_789.0));
        check("十几万", Some(100_000.0));
        check("二十余", Some(20.0));
        check("三点五亿", Some(350_000_000.0));
        check("零点五", Some(0.5));
        check("二〇二三", Some(2023.0));
        check("二○二三", Some(2023.0));
        check("伍万", Some(50_000.0));
        check("3万5000", Some(35_000.0));
        check("1万2000", Some(12_000.0));
        check("2亿零300万", Some(200_000_000.0 + 3_000_000.0));
        check("3亿零5000", Some(300_005_000.0));
        check("1亿2000万5000", Some(120_005_000.0));
        check("3千5百万", Some(35_000_000.0));
        check("5千2百", Some(5_200.0));
        check("參佰萬", Some(3_000_000.0));
        check("貳佰叄拾萬", Some(2_300_000.0));
        check("叁佰伍拾陆万柒仟捌佰", Some(3_567_800.0));
        check("3·5亿", Some(350_000_000.0));
        check("1，234.5万", Some(12_345_000.0));
        check("12，345．6", Some(12_345.6));
    }

    #[test]
    fn two_numbers_named_together() {
        let both = |text: &str| {
            let line = Line::new(text);
            let number = read(&line, 0).1.unwrap();
            (number.value(0).unwrap(), number.upper(0).unwrap())
        };
        assert_eq!(both("两三百家"), (200.0, 300.0));
        assert_eq!(both("三五千元"), (3_000.0, 5_000.0));
        assert_eq!(both("十五六户"), (15.0, 16.0));
        assert_eq!(both("七八家"), (7.0, 8.0));
        assert_eq!(both("一两百万"), (1_000_000.0, 2_000_000.0));
        assert_eq!(both("三四十"), (30.0, 40.0));
        for text in ["一二审", "三四线", "二〇二三", "一二三家", "五六年级"] {
            let line = Line::new(text);
            assert!(read(&line, 0).1.is_none_or(|number| number.upper(0).is_none()), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number() {
        check("1.2.3", None);
        check("三五七十", None);
        check("千百", None);
        check("万万", None);
        check("三点五十", None);
        check("999999999999999999999999999999", None);
    }

    #[test]
    fn too_large_for_a_figure() {
        let line = Line::new("9999999亿亿");
        let (end, number) = read(&line, 0);
        assert_eq!(line.get(end), '亿', "the second 億 is not read: no unit follows, so this is no fact");
        assert!(number.is_some());
        let line = Line::new("99999999999999999999万亿");
        assert_eq!(read(&line, 0).1.and_then(|n| n.value(0)), None);
    }
}
