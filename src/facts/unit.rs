//! What stands behind a number and makes it a figure: currencies, percent, basis points, measure words.

use std::sync::LazyLock;

use super::Kind;
use super::folded_line::{Line, Words, listed};
use super::number::{Number, Written};

/// The unit found behind a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    /// Where its name begins and ends; the name is empty where a currency stands before the number only.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The value is divided by ten to this power: 1 for ‰, which is a tenth of a percent.
    pub(super) down: u32,
    pub(super) name: Name,
}

/// What the unit is called in a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// As in [`Fact::unit`](super::Fact::unit) for the kind, whatever is written.
    Fixed(&'static str),
    /// As it is written.
    Written,
}

/// Currencies, with 元 for the yuan in all its names.
static CURRENCIES: LazyLock<Words<Name>> = LazyLock::new(|| {
    let yuan = listed("元 圆 块钱 元人民币 人民币 人民币元 圆人民币 rmb cny 元rmb", Name::Fixed("元"));
    let others = listed(
        "美元 欧元 港元 港币 日元 英镑 澳元 加元 新元 新加坡元 韩元 卢布 法郎 瑞士法郎 台币 新台币 元新台币 澳门元 \
         澳门币 泰铢 卢比 美金 日圆 马克 澳大利亚元 加拿大元 瑞士法郎 usd eur hkd",
        Name::Written,
    );
    Words::starting(yuan.chain(others))
});

/// Currencies before the number.
static CURRENCY_BEFORE: LazyLock<Words<Name>> = LazyLock::new(|| {
    let yuan = listed("人民币 rmb rmb¥ ¥ ￥ cny", Name::Fixed("元"));
    let others = [
        ("$", "美元"),
        ("us$", "美元"),
        ("usd", "美元"),
        ("美元", "美元"),
        ("€", "欧元"),
        ("hk$", "港元"),
        ("£", "英镑"),
    ];
    Words::ending(yuan.chain(others.into_iter().map(|(sign, name)| (sign, Name::Fixed(name)))))
});

/// A measure word.
#[derive(Debug, Clone, Copy)]
struct Measure {
    numbers: Numbers,
    /// What, standing behind it, makes another word of it, with `|` between: 条 before 例, 项 before 目, 处 before 罚.
    not_before: &'static str,
    /// Words that begin like one of those and may follow nevertheless.
    unless: &'static str,
}

/// Which numbers may stand before a measure word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// Digits and numerals.
    Any,
    /// Digits and 两: after other numerals the word is part of a name (二期工程, 三本院校).
    Digits,
}

static MEASURE_TABLE: &str = include_str!("../../data/measures.tsv");

/// Read the first time that a figure may stand in a text.
static MEASURES: LazyLock<Words<Measure>> =
    LazyLock::new(|| Words::starting(MEASURE_TABLE.lines().filter_map(Measure::read)));

impl Measure {
    /// The measure word of a line of the table; none where it has none, and a test sees to it that only the header and
    /// comments have none.
    fn read(line: &'static str) -> Option<(&'static str, Measure)> {
        let mut cells = line.split('\t');
        let (word, numbers) = (cells.next()?, cells.next()?);
        let numbers = match numbers {
            "any" => Numbers::Any,
            "digits" => Numbers::Digits,
            _ => return None,
        };
        let mut words = || cells.next().unwrap_or_default();
        Some((word, Measure { numbers, not_before: words(), unless: words() }))
    }
}

/// The unit behind `number`, which ends at `at`.
pub(super) fn after(line: &Line<'_>, number: &Number, at: usize) -> Option<Unit> {
    let start = if number.written == Written::Arabic { line.skip_blank(at) } else { at };
    let apart = start - at;
    // A tab parts the cells of a table.
    if apart > 1 || apart == 1 && line.get(at) == '\t' {
        return None;
    }
    let found = |kind, len, name, down| Some(Unit { kind, start, end: start + len, down, name });
    match line.get(start) {
        '%' | '\u{FE6A}' => return found(Kind::Percent, 1, Name::Fixed("%"), 0),
        '‰' => return found(Kind::Percent, 1, Name::Fixed("%"), 1),
        _ => {}
    }
    rate(line, start).or_else(|| money(line, start)).or_else(|| measure(line, number, start, apart > 0))
}

/// Basis points and percentage points.
fn rate(line: &Line<'_>, start: usize) -> Option<Unit> {
    let mut i = line.skip_blank(start);
    if line.get(i) == '个' {
        i = line.skip_blank(i + 1);
    }
    for (word, kind) in [("bps", Kind::Bp), ("bp", Kind::Bp), ("基点", Kind::Bp), ("百分点", Kind::Percent)] {
        let end = i + word.chars().count();
        if line.reads(i, word) && !(word.is_ascii() && line.get(end).is_ascii_alphanumeric()) {
            let name = if kind == Kind::Bp { Name::Fixed("bp") } else { Name::Written };
            // The measure word is no part of the name: a unit is 百分点, whether or not 个 stands before it.
            return Some(Unit { kind, start: if kind == Kind::Bp { start } else { i }, end, down: 0, name });
        }
    }
    None
}

fn money(line: &Line<'_>, start: usize) -> Option<Unit> {
    let (len, name) = CURRENCIES.find(line, start)?;
    let next = line.get(start + len);
    // 圆曲线, 圆心: 圆 is money where nothing is made of it.
    if len == 1 && line.get(start) == '圆' && crate::text::is_han(next) && !"整以的至到或及和左上".contains(next)
    {
        return None;
    }
    // 元旦, 三元结构, 多元化: here 元 is no money.
    let word = matches!(
        next,
        '素' | '件'
            | '旦'
            | '宇'
            | '首'
            | '老'
            | '宝'
            | '数'
            | '组'
            | '器'
            | '化'
            | '勋'
            | '帅'
            | '结'
            | '论'
            | '制'
            | '复'
            | '正'
            | '气'
            | '凶'
            | '代'
    );
    if len == 1 && word && line.get(start + 1) == next {
        return None;
    }
    Some(Unit { kind: Kind::Money, start, end: start + len, down: 0, name })
}

fn measure(line: &Line<'_>, number: &Number, start: usize, apart: bool) -> Option<Unit> {
    let (len, measure) = MEASURES.find(line, start)?;
    let end = start + len;
    // A number that opens a line and is set apart from what follows is the number of a heading.
    if apart && line.skip_blank(0) == number.start {
        return None;
    }
    let follows = |words: &str| words.split('|').any(|word| !word.is_empty() && line.reads(end, word));
    if follows(measure.not_before) && !follows(measure.unless) {
        return None;
    }
    let fits = match measure.numbers {
        Numbers::Any => true,
        Numbers::Digits => {
            number.written == Written::Arabic || number.end == number.start + 1 && line.get(number.start) == '两'
        }
    };
    fits.then_some(Unit { kind: Kind::Count, start, end, down: 0, name: Name::Written })
}

/// The currency that stands before the number, with the place where its name begins.
pub(super) fn currency_before(line: &Line<'_>, at: usize) -> Option<(usize, Name)> {
    CURRENCY_BEFORE.find(line, at).map(|(len, name)| (at - len, name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::facts::number;

    #[track_caller]
    fn check(text: &str, expected: Option<(Kind, &str)>) {
        let line = Line::new(text);
        let (end, found) = number::read(&line, 0);
        let unit = after(&line, &found.unwrap(), end);
        assert_eq!(unit.map(|u| (u.kind, line.slice(u.start, u.end))), expected, "{text}");
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut seen = std::collections::HashSet::new();
        for (number, line) in MEASURE_TABLE.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).skip(1) {
            let Some((word, measure)) = Measure::read(line) else { panic!("line {}: {line}", number + 1) };
            assert!(line.split('\t').count() <= 4 && !word.is_empty(), "line {}: {line}", number + 1);
            assert!(seen.insert(word), "line {}: {word} twice", number + 1);
            for list in [measure.not_before, measure.unless].into_iter().filter(|list| !list.is_empty()) {
                assert!(list.split('|').all(|word| !word.is_empty()), "line {}: {line}", number + 1);
            }
        }
        assert!(seen.len() > 70);
    }

    #[test]
    fn units() {
        check("5元", Some((Kind::Money, "元")));
        check("5 萬元", Some((Kind::Money, "元")));
        check("100萬美元", Some((Kind::Money, "美元")));
        check("53 %", Some((Kind::Percent, "%")));
        check("2個百分點以上", Some((Kind::Percent, "百分點")));
        check("50個BP", Some((Kind::Bp, "個BP")));
        check("50个基点", Some((Kind::Bp, "个基点")));
        check("1649家次", Some((Kind::Count, "家次")));
        check("14家企業", Some((Kind::Count, "家")));
        check("3000多農戶", Some((Kind::Count, "農戶")));
        check("10项目标", Some((Kind::Count, "项")));
        check("3支队伍", Some((Kind::Count, "支")));
        check("5个工程", Some((Kind::Count, "个")));
    }

    #[test]
    fn what_is_no_unit() {
        for text in [
            "3元素",
            "三元结构",
            "5个工作日",
            "三个月",
            "10项目",
            "20条例",
            "三位一体",
            "5处罚",
            "3公斤",
            "二期工程",
            "1 项目",
            "3人民",
            "30所有",
            "三本院校",
            "5种植",
            "1.0版本",
        ] {
            check(text, None);
        }
    }
}
