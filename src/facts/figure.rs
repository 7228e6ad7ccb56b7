//! Figures: sums of money, percentages, basis points and counts, each from its number to its unit.

use super::counted::{counted, is_ordinal, is_vague};
use super::folded_line::Line;
use super::money_words::{closes, is_money};
use super::number::{self, Number, Written};
use super::sign::{base_rate, is_sign, minus};
use super::unit::{self, Name, Unit};
use super::{Bound, Kind, bound, date, unit_words};
use crate::text::sentence::Pauses;

/// A figure in the line. Indices count characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) kind: Kind,
    /// With the words that bound it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// From the first digit to the end of the unit.
    pub(super) inner: (usize, usize),
    pub(super) value: f64,
    pub(super) max: Option<f64>,
    pub(super) unit: Label,
    pub(super) bound: Bound,
}

impl Figure {
    /// Takes over the limit of the figure before, where both stand in one list: 最高3000萬元、2000萬元.
    pub(super) fn carry_bound(&mut self, line: &Line<'_>, last: &Figure) {
        let listed = self.kind == last.kind && self.start == last.end + 1 && line.get(last.end) == '、';
        let limited = matches!(last.bound, Bound::AtMost | Bound::AtLeast) && last.end == last.inner.1;
        if self.bound == Bound::Exact && listed && limited {
            self.bound = last.bound;
        }
    }
}

/// The name of a figure's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Fixed(&'static str),
    /// These characters of the line.
    Written(usize, usize),
}

/// The figure that begins with the number at `i`, where that is no [share](super::ratio), and the index to read on at.
pub(super) fn at(line: &Line<'_>, i: usize) -> (usize, Option<Figure>) {
    let (end, number) = number::read(line, i);
    let Some(first) = number else { return (end, None) };
    // 李某1人民币…, 陈某18万元: names without names are numbered, and where the number ends nobody can say.
    if line.before(i) == '某' && line.get(i).is_ascii_digit() {
        return (end, None);
    }
    if line.reads(first.end, "分之") {
        // 三分之二 is a fraction; its denominator is no count either.
        let after = first.end + 2;
        let end = if number::begins(line.get(after)) { number::read(line, after).0 } else { after };
        return (end, None);
    }
    let found = if let Some(unit) = accepted(line, &first, first.end, i) {
        Some(measured(line, &first, unit))
    } else {
        tenths(line, &first, i)
            .or_else(|| shared(line, &first, i))
            .or_else(|| bare(line, &first))
            .or_else(|| headed(line, &first))
    };
    match found {
        // 发展市场主体36条” and …二十条》 are names.
        Some(figure) if is_name(line, &figure) => (figure.inner.1, None),
        Some(figure) => (figure.end.max(end), Some(figure)),
        None => (end, None),
    }
}

/// Whether a count of articles closes a quoted name.
fn is_name(line: &Line<'_>, figure: &Figure) -> bool {
    let (_, end) = figure.inner;
    figure.kind == Kind::Count
        && line.before(end) == '条'
        && matches!(line.get(end), '”' | '’' | '"' | '》' | '」' | '』')
}

/// A number with a unit behind it, and with a second number where it is a range.
fn measured(line: &Line<'_>, first: &Number, unit: Unit) -> Figure {
    let down = unit.down;
    let second = date::separator(line, unit.end).and_then(|at| {
        let number = Some(at).filter(|&at| number::begins(line.get(at))).and_then(|at| number::read(line, at).1)?;
        let other = unit::after(line, &number, number.end).filter(|other| other.kind == unit.kind)?;
        // 从5家到10家 is a change, not a range.
        let change = matches!(line.get(at - 1), '到') && matches!(line.before(first.start), '从' | '由');
        let max = number.value(other.down).filter(|&max| !change && first.value(down).is_some_and(|min| min < max))?;
        Some((max, other))
    });
    let mut value = first.value(down).unwrap_or_default();
    match second {
        Some((max, other)) => figure(line, first, value, Some(max), Unit { start: other.start, ..other }),
        None => {
            let whole = Unit { end: fractions_of_yuan(line, unit, &mut value), ..unit };
            let mut found = figure(line, first, value, first.upper(down), whole);
            if whole.end > unit.end {
                found.unit = label(line, unit);
            }
            found
        }
    }
}

/// The end of a sum with what stands behind 元: 伍角, 5角3分, 零5分. Adds their value.
fn fractions_of_yuan(line: &Line<'_>, unit: Unit, value: &mut f64) -> usize {
    let mut end = unit.end;
    if unit.kind != Kind::Money || !matches!(line.before(end), '元' | '圆' | '块') || end != unit.start + 1 {
        return end;
    }
    let mut cents = 0;
    for (mark, worth) in [('角', 10), ('分', 1)] {
        let at = end + usize::from(matches!(line.get(end), '零' | '〇'));
        let Some((len, digit)) = digit_at(line, at) else { continue };
        // 5元3分钟 is no sum, nor is 12元三分之一.
        let goes_on = mark == '分'
            && crate::text::is_han(line.get(at + len + 1))
            && !matches!(line.get(at + len + 1), '整' | '钱' | '的');
        if line.get(at + len) == mark && !goes_on {
            cents += digit * worth;
            end = at + len + 1;
        }
    }
    if end > unit.end {
        // The sum in cents is exact, so the quotient is the nearest number.
        *value = (*value * 100.0 + f64::from(cents)).round() / 100.0;
    }
    end
}

/// One digit at `at`, in any form.
fn digit_at(line: &Line<'_>, at: usize) -> Option<(usize, u32)> {
    let digit = line.get(at).to_digit(10).or_else(|| number::digit(line.get(at)))?;
    (!number::begins(line.get(at + 1))).then_some((1, digit))
}

/// Tenths as a share: 六成, 三至五成, 七成五 (75 %). Not 三成员, 一成立, 五成熟.
fn tenths(line: &Line<'_>, first: &Number, start: usize) -> Option<Figure> {
    let tenth = |number: &Number, end: usize| {
        number.scale_free() && number.plain().is_some_and(|tenths| (1.0..10.0).contains(&tenths)) && end == number.end
    };
    if first.implied || first.formal || matches!(line.before(start), '第' | '.' | '·') || !tenth(first, first.end) {
        return None;
    }
    let second = date::separator(line, first.end).and_then(|at| {
        let number = Some(at).filter(|&at| number::begins(line.get(at))).and_then(|at| number::read(line, at).1)?;
        tenth(&number, number.end).then_some(number)
    });
    let last = second.unwrap_or(*first);
    let mark = last.end;
    // 三成员, 一成立, 五成熟, 九成新: 成 begins another word.
    let word = "员立功为果就本长分绩熟交品都效型因份语像行色形全套天了人家年总对才败村批千百万亿倍立见想片倍虫活";
    let alone = !matches!(line.before(start), '统' | '合' | '唯' | '单' | '专') || line.get(start) != '一';
    if line.get(mark) != '成' || word.contains(line.get(mark + 1)) || !alone || line.reads(mark, "成不变") {
        return None;
    }
    let mut value = first.value(0)? * 10.0;
    let mut max = second.map(|number| number.value(0)).or_else(|| Some(first.upper(0))).flatten().map(|max| max * 10.0);
    let mut end = mark + 1;
    match (line.get(end), digit_at(line, end)) {
        ('半', _) => (value, end) = (value + 5.0, end + 1),
        (_, Some((len, digit))) if max.is_none() && !unit_words::stands_at(line, end + len) => {
            (value, end) = (value + f64::from(digit), end + len);
        }
        _ => {}
    }
    max = max.filter(|&max| value < max);
    Some(widened(line, start, end, first, value, max, Kind::Percent, Label::Fixed("%")))
}

/// A number whose unit stands in the heading before it: 金额(万元):1200.
fn headed(line: &Line<'_>, number: &Number) -> Option<Figure> {
    let (unit, power) = unit::of_heading(line, number)?;
    let value = number.value_with(power, unit.down)?;
    let apart = !number::begins(line.get(number.end)) && !line.get(number.end).is_ascii_alphanumeric();
    (apart && !number.implied)
        .then(|| widened(line, number.start, number.end, number, value, None, unit.kind, label(line, unit)))
}

fn figure(line: &Line<'_>, first: &Number, value: f64, max: Option<f64>, unit: Unit) -> Figure {
    widened(line, first.start, unit.end, first, value, max, unit.kind, label(line, unit))
}

fn label(line: &Line<'_>, unit: Unit) -> Label {
    match unit.name {
        Name::Fixed(name) => Label::Fixed(name),
        // 元 may be written 圆 or 元; 元/吨 is not read.
        Name::Written if unit.kind == Kind::Money && line.get(unit.start) == '元' => Label::Fixed("元"),
        Name::Written => Label::Written(unit.start, unit.end),
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one struct, gathered in three places")]
pub(super) fn widened(
    line: &Line<'_>,
    start: usize,
    end: usize,
    first: &Number,
    value: f64,
    max: Option<f64>,
    kind: Kind,
    unit: Label,
) -> Figure {
    let start = match kind {
        // LPR+180BP: the rate that the points are added to belongs to the figure.
        Kind::Bp => base_rate(line, start),
        // So does the sign of a currency (¥5,000), and its name where it is another than the yuan (港币300万元).
        Kind::Money if is_sign(line.before(start)) => start - 1,
        Kind::Money => match unit::currency_before(line, start) {
            Some((at, name)) if name != Name::Fixed("元") && unit != Label::Fixed("元") => at,
            _ => start,
        },
        _ => start,
    };
    let (start, value, max) = match minus(line, start).filter(|_| kind != Kind::Count) {
        // A range of which both ends carry the sign is written with two; -5至5 has one.
        Some(at) => (at, -value, max),
        None => (start, value, max),
    };
    let mut bounded = bound::of(line, start, end, first.fuzzy, first.implied);
    if bounded.bound == Bound::Exact && kind == Kind::Percent {
        bounded.bound = bound::of_share(line, start);
    }
    Figure { kind, start: bounded.start, end: bounded.end, inner: (start, end), value, max, unit, bound: bounded.bound }
}

/// The unit behind `number`, unless the number is none that can be measured with it.
fn accepted(line: &Line<'_>, number: &Number, at: usize, start: usize) -> Option<Unit> {
    number.value(0)?;
    // The 100% of a formula is a conversion, not a figure.
    if matches!(line.before(start), '×' | '÷' | '*') {
        return None;
    }
    if let Some(unit) = unit::after(line, number, at) {
        let fits = match unit.kind {
            Kind::Count => counted(line, number, unit, start),
            // 数十亿元 says how large, not how much.
            Kind::Money => !is_vague(line, start) && (!number.implied || open(line, number)),
            // 四个基点 are points on a map.
            Kind::Bp if number.written == Written::Han => number.plain().is_some_and(|points| points >= 10.0),
            _ => number.written != Written::Spelled && !number.implied,
        };
        // 港币300万元: the currency before the number is the sum's.
        let yuan = unit.kind == Kind::Money && unit.name == Name::Fixed("元");
        let foreign = unit::currency_before(line, number.start).filter(|&(_, name)| yuan && name != unit.name);
        let unit = foreign.map_or(unit, |(_, name)| Unit { name, ..unit });
        return fits.then_some(unit);
    }
    // 人民币20亿, ￥500
    let (_, name) = unit::currency_before(line, number.start)?;
    let next = line.get(at);
    let boundary = !next.is_ascii_alphanumeric() && !unit_like(next);
    boundary.then_some(Unit { kind: Kind::Money, start: at, end: at, down: 0, name })
}

pub(super) fn unit_like(c: char) -> bool {
    matches!(c, '万' | '亿' | '年' | '月' | '日')
}

/// Whether a number without a digit of its own (千万元) follows a word that makes it a figure.
fn open(line: &Line<'_>, number: &Number) -> bool {
    if matches!(line.before(number.start), '数' | '几') {
        return false;
    }
    number.fuzzy.is_some()
        || number.end > number.start + 1 && !line.reads(number.start, "万亿")
        || bound::of(line, number.start, number.end, None, true).start < number.start
}

/// A number that shares the unit of a later one: `30至80萬元`, `3、5、8億元`, `一千以上一万元以下`.
fn shared(line: &Line<'_>, first: &Number, start: usize) -> Option<Figure> {
    if first.implied || first.formal || first.written == Written::Spelled || is_ordinal(line, start) {
        return None;
    }
    if let Some(at) = date::separator(line, first.end) {
        let (second, unit) = number_with_unit(line, at)?;
        let change = line.get(at - 1) == '到' && matches!(line.before(start), '从' | '由');
        let power = carried_power(first, &second);
        let value = first.value_with(power, unit.down)?;
        let max = second.value(unit.down).filter(|&max| value < max && !change)?;
        return Some(figure(line, first, value, Some(max), unit));
    }
    let limit = ["以上", "以下", "以内"].iter().any(|word| line.reads(first.end, word));
    if limit {
        let (second, unit) = number_with_unit(line, first.end + 2)?;
        let value = first.value_with(carried_power(first, &second), unit.down)?;
        return Some(listed(line, first, value, unit));
    }
    // A list; a number that opens the line or a sentence is that of a heading.
    if first.written != Written::Arabic
        || matches!(line.before(start), '\0' | '。' | ';' | ':' | ')' | '(' | '\n' | ' ')
    {
        return None;
    }
    let mut at = first.end;
    for _ in 0..12 {
        if !matches!(line.get(at), '、' | '和' | '与' | '及' | '或') || !line.get(at + 1).is_ascii_digit() {
            return None;
        }
        let (end, number) = number::read(line, at + 1);
        let number = number?;
        if let Some(unit) = unit::after(line, &number, number.end) {
            if unit.kind == Kind::Count && !counted(line, &number, unit, number.start) {
                return None;
            }
            let value = first.value_with(carried_power(first, &number), unit.down)?;
            return Some(listed(line, first, value, unit));
        }
        at = end;
    }
    None
}

/// A figure whose own text ends with the number, the unit standing further on.
fn listed(line: &Line<'_>, first: &Number, value: f64, unit: Unit) -> Figure {
    widened(line, first.start, first.end, first, value, None, unit.kind, label(line, unit))
}

fn number_with_unit(line: &Line<'_>, at: usize) -> Option<(Number, Unit)> {
    if !number::begins(line.get(at)) {
        return None;
    }
    let number = number::read(line, at).1?;
    if let Some(unit) = unit::after(line, &number, number.end) {
        return Some((number, unit));
    }
    // 30萬至80萬不等授信額度: the noun says that both are money.
    let unit = Unit { kind: Kind::Money, start: number.end, end: number.end, down: 0, name: Name::Fixed("元") };
    is_money(line, at, number.end, &number).then_some((number, unit))
}

/// The multiplier of the first of two numbers, which may be left to the second: 3—5万 is 30,000 to 50,000.
fn carried_power(first: &Number, second: &Number) -> u128 {
    let plain = |number: &Number| number.plain().unwrap_or(f64::MAX);
    if first.power == 1 && second.power > 1 && plain(first) < 1000.0 { second.power } else { first.power }
}

/// A sum without 元, of which the words around it say that it is money: 授信20萬, 整體授信8億.
fn bare(line: &Line<'_>, number: &Number) -> Option<Figure> {
    let value = number.value(0)?;
    let unit = Unit { kind: Kind::Money, start: number.end, end: number.end, down: 0, name: Name::Fixed("元") };
    let fits = !number.implied && is_money(line, number.start, number.end, number);
    fits.then(|| figure(line, number, value, None, unit))
}

/// A sum without 元 that goes on from another such sum in its sentence: 授信5000万,其中信用部分2000万.
pub(super) fn following(line: &Line<'_>, i: usize, last: &Figure) -> Option<Figure> {
    const REACH: usize = 30;
    let bare = |end: usize| matches!(line.before(end), '万' | '亿');
    if last.kind != Kind::Money || !bare(last.inner.1) || i < last.end || i - last.end > REACH {
        return None;
    }
    let same = line.chars(last.end, i).iter().all(|&c| !Pauses::SENTENCE.has(c) && !c.is_ascii_digit());
    let number = Some(i).filter(|_| same).and_then(|i| number::read(line, i).1)?;
    let closed = closes(line.get(number.end));
    let fits = closed && bare(number.end) && number.written == Written::Arabic && !is_ordinal(line, i);
    let unit = Unit { kind: Kind::Money, start: number.end, end: number.end, down: 0, name: Name::Fixed("元") };
    fits.then(|| number.value(0)).flatten().map(|value| figure(line, &number, value, None, unit))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// The figures of a text as `text=value`, with `..max`, the unit and the bound where it is not exact.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let line = Line::new(text);
        let mut found = Vec::new();
        let mut i = 0;
        while i < line.len() {
            if !number::begins(line.get(i)) {
                i += 1;
                continue;
            }
            let (end, figure) = crate::facts::ratio::at(&line, i).unwrap_or_else(|| at(&line, i));
            i = end;
            found.extend(figure.map(|f| {
                let unit = match f.unit {
                    Label::Fixed(name) => name,
                    Label::Written(start, end) => line.slice(start, end),
                };
                let max = f.max.map_or(String::new(), |max| format!("..{max}"));
                let bound = if f.bound == Bound::Exact { String::new() } else { format!(" {}", f.bound.name()) };
                format!("{}={}{max}{unit}{bound}", line.slice(f.start, f.end), f.value)
            }));
        }
        assert_eq!(found.join("; "), expected, "{text}");
    }

    #[test]
    fn money() {
        check("金額1.33億元", "1.33億元=133000000元");
        check("共計2450多萬元", "2450多萬元=24500000元 over");
        check("近千萬元", "近千萬元=10000000元 about");
        check("授信20萬,", "20萬=200000元");
        check("整體授信8億,", "8億=800000000元");
        check("30萬至80萬不等授信額度", "30萬至80萬=300000..800000元");
        check("30至80萬元", "30至80萬元=300000..800000元");
        check("3-5万元", "3-5万元=30000..50000元");
        check("8000至1万元", "8000至1万元=8000..10000元");
        check("分别为3、5、8亿元", "3=300000000元; 5=500000000元; 8亿元=800000000元");
        check("处五万元以上五十万元以下", "五万元以上=50000元 at_least; 五十万元以下=500000元 at_most");
        check("处一千以上一万元以下", "一千以上=1000元 at_least; 一万元以下=10000元 at_most");
        check("从80余万元增加到了220余万元", "80余万元=800000元 over; 220余万元=2200000元 over");
        check("100萬美元", "100萬美元=1000000美元");
        check("￥500", "￥500=500元");
        check("数十亿元", "");
        check("人民幣20億。", "20億=2000000000元");
        check("５００萬元", "５００萬元=5000000元");
        check("節約利息支出200多萬。", "200多萬=2000000元 over");
        check("千余万元", "千余万元=10000000元 over");
        check("6268元", "6268元=6268元");
        // What begins with 元 behind a sum is another word.
        check("安排5000万元数据要素资金", "5000万元=50000000元");
        check("补贴300万元素材费", "300万元=3000000元");
        check("采购200元器件", "200元=200元");
        check("奖励5元数字红包", "5元=5元");
        check("3万5000元", "3万5000元=35000元");
        check("2亿零300万元", "2亿零300万元=203000000元");
        check("4亿7千5百万元", "4亿7千5百万元=475000000元");
        check("1万2千3百元", "1万2千3百元=12300元");
        check("3千5百万元", "3千5百万元=35000000元");
        check("參佰萬元", "參佰萬元=3000000元");
        check("貳佰叄拾萬元伍角", "貳佰叄拾萬元伍角=2300000.5元");
        check("12元5角3分", "12元5角3分=12.53元");
        check("5元3分钟", "5元=5元");
        check("￥12，345．60", "￥12，345．60=12345.6元");
        check("1，234.5万元", "1，234.5万元=12345000元");
        check("3·5亿元", "3·5亿元=350000000元");
        check("港币300万元", "港币300万元=3000000港元");
        check("约合美元1.5亿元", "约合美元1.5亿元=150000000美元 about");
        check("人民币300万元", "300万元=3000000元");
        check("净利润-300万元", "-300万元=-3000000元");
        check("金额(万元):1200", "1200=12000000元");
        check("投资额（单位：亿元） 3.5，", "3.5=350000000元");
        check("三五千元", "三五千元=3000..5000元");
    }

    #[test]
    fn rates() {
        check("53 %,49 %、41%", "53 %=53%; 49 %=49%; 41%=41%");
        check("20%-30%", "20%-30%=20..30%");
        check("20-30%", "20-30%=20..30%");
        check("百分之五十", "百分之五十=50%");
        check("百分之二点五", "百分之二点五=2.5%");
        check("百分之十至百分之二十", "百分之十至百分之二十=10..20%");
        check("百分之三至五", "百分之三至五=3..5%");
        check("百分之五以上百分之十以下", "百分之五以上=5% at_least; 百分之十以下=10% at_most");
        check("千分之三", "千分之三=0.3%");
        check("万分之五", "万分之五=0.05%");
        check("降低2個百分點以上", "2個百分點以上=2百分點 at_least");
        check("最高不超過LPR+180BP", "最高不超過LPR+180BP=180bp at_most");
        check("50個BP的", "50個BP=50bp");
        check("不得超过岗位总量的百分之七十。", "百分之七十=70% at_most");
        check("增长31.7%和25%", "31.7%=31.7%; 25%=25%");
        check("四个基点之间", "");
        check("分别增长31.7和25%", "31.7=31.7%; 25%=25%");
        check("同比-3.2%", "-3.2%=-3.2%");
        check("增速为-3.2%、-1%", "-3.2%=-3.2%; -1%=-1%");
        check("负百分之三点二", "负百分之三点二=-3.2%");
        check("2-3%", "2-3%=2..3%");
        check("2023年-3%", "3%=3%");
        check("-3%的比例", "3%=3%");
        check("自负30%", "30%=30%");
        check("约六成企业", "约六成=60% about");
        check("三至五成", "三至五成=30..50%");
        check("七成五", "七成五=75%");
        check("五六成", "五六成=50..60%");
        check("六成以上", "六成以上=60% at_least");
        check("增长率(%):5.2", "5.2=5.2%");
    }

    #[test]
    fn the_number_of_a_case_counts_nothing() {
        for text in ["案例1 张家港市质押融资", "典型案例3：件件有回音", "案例三 条块结合"] {
            let kinds: Vec<Kind> = crate::facts::extract(text).iter().map(|fact| fact.kind).collect();
            assert!(!kinds.contains(&Kind::Count), "{text}: {kinds:?}");
        }
    }

    #[test]
    fn counts() {
        check("14家企業", "14家=14家");
        check("企業1779家,", "1779家=1779家");
        check("兩個全覆蓋", "兩個=2個");
        check("十三場", "十三場=13場");
        check("3000多農戶", "3000多農戶=3000農戶 over");
        check("超過200家", "超過200家=200家 over");
        check("投保1649家次", "1649家次=1649家次");
        check("三人以上", "三人以上=3人 at_least");
        check("一人以上", "一人以上=1人 at_least");
        check("3至5家", "3至5家=3..5家");
        check("四大類", "四大類=4大類");
        check("七部门联合", "七部门=7部门");
        check("上百家", "上百家=100家 at_least");
        check("百余家", "百余家=100家 over");
        check("二十余项", "二十余项=20项 over");
        check("两三百家", "两三百家=200..300家");
        check("1万2000户", "1万2000户=12000户");
        check("1，234件", "1，234件=1234件");
        check("企业数（家）：1400", "1400=1400家");
    }

    #[test]
    fn numbers_that_are_no_figures() {
        for text in [
            "第十二条",
            "第十二、十三条",
            "第三条至第五条",
            "前两款",
            "一家",
            "二次开发",
            "三个月",
            "4:4:2",
            "1.0版本",
            "FTO3",
            "三分之二",
            "零分之一",
            "９９９９９９９億億元",
            "1e308元",
            "近三年",
            "20世纪90年代",
            "三位一体",
            "万元",
            "成千上万家",
            "万户",
            "数百家",
            "几十家",
            "大陆人",
            "9:30",
            "0571-88888888",
            "310000",
            "一个总额度",
            "二期工程",
            "一对一",
            "7天以上",
            "125倍",
            "×100%",
            "刘某1多次",
            "007家",
            "最多跑一次",
            "第三批",
            "用户3亿",
            "十大",
            "三中全会",
            "三成员",
            "一成立",
            "五成熟",
            "一成不变",
            "5元素",
            "三元数据",
            "2023元旦",
            "第 28 类",
            "9·18",
            "胜负3:2",
        ] {
            check(text, "");
        }
    }
}
