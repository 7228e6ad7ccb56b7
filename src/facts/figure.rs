//! Figures: sums of money, percentages, basis points and counts, each from its number to its unit.

use std::sync::LazyLock;

use super::folded_line::{Line, Words, listed as words};
use super::number::{self, Number, Written};
use super::unit::{self, Name, Unit};
use super::{Bound, Kind, bound, date};
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
    if line.reads(first.end, "分之") {
        // 三分之二 is a fraction; its denominator is no count either.
        let after = first.end + 2;
        let end = if number::begins(line.get(after)) { number::read(line, after).0 } else { after };
        return (end, None);
    }
    let found = if let Some(unit) = accepted(line, &first, first.end, i) {
        Some(measured(line, &first, unit))
    } else {
        shared(line, &first, i).or_else(|| bare(line, &first))
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
    let value = first.value(down).unwrap_or_default();
    match second {
        Some((max, other)) => figure(line, first, value, Some(max), Unit { start: other.start, ..other }),
        None => figure(line, first, value, None, unit),
    }
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
        // So does the sign of a currency: ¥5,000.
        Kind::Money if is_sign(line.before(start)) => start - 1,
        _ => start,
    };
    let mut bounded = bound::of(line, start, end, first.fuzzy, first.implied);
    if bounded.bound == Bound::Exact && kind == Kind::Percent {
        bounded.bound = bound::of_share(line, start);
    }
    Figure { kind, start: bounded.start, end: bounded.end, inner: (start, end), value, max, unit, bound: bounded.bound }
}

/// The start of `LPR+` before a number, or the number's own start.
fn base_rate(line: &Line<'_>, start: usize) -> usize {
    if !matches!(line.before(start), '+' | '-') {
        return start;
    }
    let mut i = start - 1;
    while line.before(i).is_ascii_alphabetic() {
        i -= 1;
    }
    if i + 1 < start { i } else { start }
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
        return fits.then_some(unit);
    }
    // 人民币20亿, ￥500
    let (_, name) = unit::currency_before(line, number.start)?;
    let next = line.get(at);
    let boundary = !next.is_ascii_alphanumeric() && !unit_like(next);
    boundary.then_some(Unit { kind: Kind::Money, start: at, end: at, down: 0, name })
}

fn is_sign(c: char) -> bool {
    matches!(c, '¥' | '￥' | '$' | '€' | '£')
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

/// Whether the number at `start` goes on from 数 or 几: 数十, 好几百 say how large, not how many; but in 人数十人以上 the noun
/// ends in 数.
fn is_vague(line: &Line<'_>, start: usize) -> bool {
    match line.before(start) {
        '几' => true,
        '数' => {
            matches!(line.get(start), '十' | '百' | '千' | '万') && !"人总次件户个票款".contains(line.before(start - 1))
        }
        _ => false,
    }
}

/// Whether `number` with the measure word `unit` counts something.
fn counted(line: &Line<'_>, number: &Number, unit: Unit, start: usize) -> bool {
    if number.formal || is_vague(line, start) || is_ordinal(line, start) {
        return false;
    }
    let one = number.end == number.start + 1;
    let limited = || {
        let bounded = bound::of(line, number.start, unit.end, None, number.implied);
        bounded.start < number.start || bounded.end > unit.end
    };
    match number.written {
        Written::Spelled => false,
        // 上百家, 百余家; but not 百家争鸣 and 千家万户.
        _ if number.implied => {
            number.fuzzy.is_some() || bound::of(line, number.start, unit.end, None, true).start < number.start
        }
        // 一家 is an article, 二次 is an ordinal; where they are bound they count: 一人以上, 不少于二次, 一人至二人.
        Written::Han if one && line.get(start) == '一' => limited() || ranged(line, unit.end),
        Written::Han if one && line.get(start) == '二' => {
            matches!(line.get(unit.start), '人' | '名' | '个' | '家' | '件' | '户' | '份' | '处') || limited()
        }
        Written::Han if one && matches!(line.get(start), '零' | '〇' | '○') => false,
        // 十届四次会议 numbers the session.
        Written::Han if line.reads(unit.start, "次") => !"届大协".contains(line.before(start)),
        // 2023起 is a year.
        Written::Arabic if line.get(unit.start) == '起' => !(1900.0..2100.0).contains(&number.plain().unwrap_or(0.0)),
        _ => true,
    }
}

/// Whether 至 and another number follow.
fn ranged(line: &Line<'_>, end: usize) -> bool {
    date::separator(line, end).is_some_and(|at| number::begins(line.get(at)))
}

/// Whether the number at `start` is one of 第十二、十三条, of 前两款, or of 三十至三十二条 behind a 第.
fn is_ordinal(line: &Line<'_>, start: usize) -> bool {
    const REACH: usize = 48;
    // 案例1 张家港市… is the first case, and no sheet of paper.
    const LABEL: usize = 8;
    let label = (0..start.min(LABEL)).rev().find(|&i| line.get(i) != ' ').map_or(0, |i| i + 1);
    if start <= LABEL && label >= 2 && line.reads(label - 2, "案例") {
        return true;
    }
    match line.before(start) {
        '第' => return true,
        // 前两款 and 前10名, but 目前20家 and 年底前5家.
        '前' => {
            return !matches!(
                line.before(start - 1),
                '目' | '此' | '以' | '之' | '年' | '月' | '日' | '底' | '末' | '先'
            );
        }
        '本' | '上' | '下' | '后' | '该' | '头' | '首' => {
            // 后两款 and 本两条, but 先后两次 and 以上两项.
            let other = matches!(line.before(start - 1), '以' | '先' | '前' | '此');
            return line.get(start) == '两' && line.before(start) != '该' && !other;
        }
        _ => {}
    }
    let mut i = start;
    while i > 0 && start - i < REACH {
        let joint = matches!(line.before(i), '、' | '至' | '和' | '或' | '及' | '与' | '到' | '-' | '—');
        if !joint {
            return false;
        }
        i -= 1;
        // Back over the number before it, perhaps with its own 条 or 项.
        if matches!(
            line.before(i),
            '条' | '款' | '项' | '章' | '节' | '编' | '批' | '期' | '届' | '次' | '号' | '类' | '级'
        ) {
            i -= 1;
        }
        let end = i;
        while i > 0 && number::begins(line.before(i)) {
            i -= 1;
        }
        if i == end {
            return false;
        }
        if line.before(i) == '第' {
            return true;
        }
    }
    false
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

/// Whether `c` closes a figure off: the end of the line, a bracket, or any pause but one that announces something.
fn closes(c: char) -> bool {
    matches!(c, '\0' | ')') || c != ':' && Pauses::CLAUSE.has(c)
}

/// Whether the number at `start..end`, without a unit, is a sum of money.
fn is_money(line: &Line<'_>, start: usize, end: usize, number: &Number) -> bool {
    let large =
        number.power >= 10_000 || number.written == Written::Han && number.plain().is_some_and(|n| n >= 10_000.0);
    if !large || !matches!(line.before(end), '万' | '亿' | '多' | '余' | '几') {
        return false;
    }
    let mut after = end;
    for word in ["以上", "以下", "以内", "左右", "不等", "的"] {
        if line.reads(after, word) {
            after += word.chars().count();
        }
    }
    let closed = closes(line.get(after)) || matches!(line.get(after), ':' | ' ');
    if after > end && money_noun(line, after) {
        return true;
    }
    (closed || after > end || date::separator(line, after).is_some()) && money_before(line, start)
}

/// Nouns behind 不等 or 的 that are given in money.
static MONEY_AFTER: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::starting(words("授信 额度 贷款 融资 资金 补助 补贴 补偿 奖励 贴息 信贷 信用贷 投资 借款 担保 质押 罚款", ()))
});

/// Nouns before a number that are given in money.
static MONEY_BEFORE: LazyLock<Words<()>> = LazyLock::new(|| {
    let nouns = "授信 额度 贷款 融资 资金 补助 补贴 补偿 奖励 贴息 投资 投入 收入 产值 利润 营收 销售额 税收 罚款 注册资本 \
                 资本 资产 保费 保额 保障 赔款 赔付 理赔 金额 总额 限额 余额 成本 债券 基金 出资 预算 费用 价值 放款 发行 增信 \
                 质押 交易额 成交额 成交 增收 减负 捐赠 捐款 奖金 经费 货款 借款 款项 人民币 授信额 贷款额 融资额 质押额 \
                 担保额 价款 用信 利息 支出 损失 税款 工资 薪酬 拨款 存款 债务 欠款 订单 合同额 销售 售价 估值 注册资金 净利 纳税 募资 筹资 \
                 筹集 集资 引资 到账 到位 放贷 节省 节约 节支 降本 让利 减税 退税";
    Words::ending(words(nouns, ()))
});

/// What may stand between such a noun and the number.
static BETWEEN: LazyLock<Words<()>> = LazyLock::new(|| {
    let list = "达到 达 为 是 共计 合计 累计 总计 共 计 约 近 超过 超 逾 突破 不超过 最高 最低 了 至 从 由 各 每年 均 已 仅 \
                 高达 可达 : 增加到 提高到 增至 以上 约为 将近 多达 分别";
    Words::ending(words(list, ()))
});

fn money_noun(line: &Line<'_>, at: usize) -> bool {
    (0..3).any(|k| MONEY_AFTER.find(line, at + k).is_some())
}

/// Whether the words before a number speak of money: the nearest noun, with 达, 为, 共 and the like between.
fn money_before(line: &Line<'_>, start: usize) -> bool {
    let mut end = start;
    for _ in 0..4 {
        let Some((len, ())) = BETWEEN.find(line, end) else { break };
        end -= len;
    }
    MONEY_BEFORE.find(line, end).is_some()
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
        ] {
            check(text, "");
        }
    }
}
