//! The names of units: currencies before and behind a number, measure words.

use std::sync::LazyLock;

use super::folded_line::{Line, Words, listed};

/// What the unit is called in a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// As in [`Fact::unit`](super::Fact::unit) for the kind, whatever is written.
    Fixed(&'static str),
    /// As it is written.
    Written,
}

/// Currencies, with 元 for the yuan in all its names.
pub(super) static CURRENCIES: LazyLock<Words<Name>> = LazyLock::new(|| {
    let yuan = listed("元 圆 块钱 元人民币 人民币 人民币元 圆人民币 rmb cny 元rmb", Name::Fixed("元"));
    let others = listed(
        "美元 欧元 港元 港币 日元 英镑 澳元 加元 新元 新加坡元 韩元 卢布 法郎 瑞士法郎 台币 新台币 元新台币 澳门元 \
         澳门币 泰铢 卢比 美金 日圆 马克 澳大利亚元 加拿大元 瑞士法郎 usd eur hkd",
        Name::Written,
    );
    Words::starting(yuan.chain(others))
});

/// Currencies before the number.
pub(super) static CURRENCY_BEFORE: LazyLock<Words<Name>> = LazyLock::new(|| {
    let yuan = listed("人民币 rmb rmb¥ ¥ ￥ cny cny¥", Name::Fixed("元"));
    let others = [
        ("$ us$ usd 美元 美金", "美元"),
        ("€ eur 欧元", "欧元"),
        ("hk$ hkd 港币 港元 港纸", "港元"),
        ("£ gbp 英镑", "英镑"),
        ("jpy jp¥ 日元 日圆 日币", "日元"),
        ("nt$ twd 台币 新台币", "新台币"),
        ("mop mop$ 澳门币 澳门元", "澳门元"),
        ("a$ aud 澳元", "澳元"),
        ("c$ cad 加元", "加元"),
        ("s$ sgd 新元 新加坡元", "新加坡元"),
        ("krw ₩ 韩元 韩币", "韩元"),
        ("chf 瑞士法郎", "瑞士法郎"),
        ("rub 卢布", "卢布"),
        ("inr 卢比", "卢比"),
        ("thb 泰铢", "泰铢"),
    ];
    let others = others.into_iter().flat_map(|(signs, name)| listed(signs, Name::Fixed(name)));
    Words::ending(yuan.chain(others))
});

/// A measure word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub(super) numbers: Numbers,
    /// What, standing behind it, makes another word of it, with `|` between: 条 before 例, 项 before 目, 处 before 罚.
    pub(super) not_before: &'static str,
    /// Words that begin like one of those and may follow nevertheless.
    pub(super) unless: &'static str,
}

/// Which numbers may stand before a measure word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Digits and numerals.
    Any,
    /// Digits and 两: after other numerals the word is part of a name (二期工程, 三本院校).
    Digits,
}

static MEASURE_TABLE: &str = include_str!("../../data/measures.tsv");

/// Read the first time that a figure may stand in a text.
pub(super) static MEASURES: LazyLock<Words<Measure>> =
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

/// The measure word that the folded `text` begins with.
#[must_use]
pub fn leading_measure(text: &str) -> Option<&str> {
    let line = Line::new(text);
    let (length, _) = MEASURES.find(&line, 0)?;
    let end = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
    text.get(..end)
}

/// Whether the name of a unit begins at `at`, whatever stands before it.
pub(super) fn stands_at(line: &Line<'_>, at: usize) -> bool {
    CURRENCIES.find(line, at).is_some() || MEASURES.find(line, at).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
