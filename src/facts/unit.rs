//! What stands behind a number and makes it a figure: currencies, percent, basis points, measure words.

use super::Kind;
use super::folded_line::Line;
use super::number::{self, Number, Written};
pub(super) use super::unit_words::Name;
use super::unit_words::{CURRENCIES, CURRENCY_BEFORE, MEASURES, Numbers};

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

/// What makes another word of 元, where the number before it is small: 三元结构, 5元素. Each with the words that begin like
/// it and follow sums (5元素材费).
const NOT_YUAN: [(&str, &str); 26] = [
    ("素", "素材|素质"),
    ("件", ""),
    ("旦", ""),
    ("宵", ""),
    ("宇宙", ""),
    ("首", "首付|首期|首次|首年|首月"),
    ("老", "老年|老人|老旧"),
    ("宝", "宝贝"),
    ("数", "数字|数码|数量|数额"),
    ("组", "组织|组建|组合"),
    ("器", "器材|器具"),
    ("化", "化妆|化肥|化解"),
    ("勋", ""),
    ("帅", ""),
    ("结", "结算|结清|结余|结转"),
    ("论", "论文|论坛"),
    ("制", "制作|制造|制定|制成"),
    ("复", "复印|复查|复诊"),
    ("正", "正式|正常"),
    ("气", "气费"),
    ("凶", ""),
    ("代", "代金|代理|代价|代扣|代收|代偿|代缴"),
    ("朝", ""),
    ("月", "月租|月费|月薪|月息|月供"),
    ("年", "年费|年息|年租|年薪"),
    ("医学", ""),
];

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
    rate(line, start).or_else(|| money(line, number, start)).or_else(|| measure(line, number, start, apart > 0))
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

fn money(line: &Line<'_>, number: &Number, start: usize) -> Option<Unit> {
    let (len, name) = CURRENCIES.find(line, start)?;
    let next = line.get(start + len);
    // 圆曲线, 圆心: 圆 is money where nothing is made of it.
    if len == 1 && line.get(start) == '圆' && crate::text::is_han(next) && !"整以的至到或及和左上".contains(next)
    {
        return None;
    }
    // 三元结构, 5元素, 2023元旦: behind a small number or a year 元 begins another word; 5000万元数据 is a sum.
    let small =
        number.plain().is_none_or(|value| number.power == 1 && (value < 10.0 || (1900.0..2100.0).contains(&value)));
    let other = |&(word, unless): &(&str, &str)| {
        let follows = |words: &str| words.split('|').any(|word| !word.is_empty() && line.reads(start + 1, word));
        follows(word) && !follows(unless)
    };
    if len == 1 && line.get(start) == '元' && small && NOT_YUAN.iter().any(other) {
        return None;
    }
    Some(Unit { kind: Kind::Money, start, end: start + len, down: 0, name })
}

/// The unit that a heading gives for the number at `start`: 金额(万元):1200, 增长率（%） 5.2. With it the multiplier of a
/// sum and the place of the unit's name.
pub(super) fn of_heading(line: &Line<'_>, number: &Number) -> Option<(Unit, u128)> {
    const LONGEST: usize = 10;
    let back = |mut at: usize, skipped: &[char]| {
        while at > 0 && skipped.contains(&line.before(at)) {
            at -= 1;
        }
        at
    };
    let colon = back(number.start, &[' ', '\t', ':', '=', '为']);
    if colon == number.start || line.before(colon) != ')' {
        return None;
    }
    let open = (colon.saturating_sub(LONGEST)..colon - 1).rev().find(|&at| line.get(at) == '(')?;
    let mut start = open + 1;
    for word in ["单位:", "单位"] {
        start += if line.reads(start, word) { word.chars().count() } else { 0 };
    }
    let mut power: u128 = 1;
    for (word, times) in [("千", 1_000), ("百", 100), ("十", 10), ("万", 10_000), ("亿", 100_000_000)] {
        if line.reads(start, word) {
            power *= times;
            start += 1;
        }
    }
    let unit = match line.get(start) {
        '%' => Unit { kind: Kind::Percent, start, end: start + 1, down: 0, name: Name::Fixed("%") },
        '‰' => Unit { kind: Kind::Percent, start, end: start + 1, down: 1, name: Name::Fixed("%") },
        _ => match CURRENCIES.find(line, start) {
            Some((len, name)) => Unit { kind: Kind::Money, start, end: start + len, down: 0, name },
            None => {
                let (len, _) = MEASURES.find(line, start)?;
                Unit { kind: Kind::Count, start, end: start + len, down: 0, name: Name::Written }
            }
        },
    };
    (unit.end == colon - 1 && number.power == 1).then_some((unit, power))
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
    // In 1美元13 it stands behind a number of its own.
    let (len, name) = CURRENCY_BEFORE.find(line, at)?;
    (!number::begins(line.before(at - len))).then_some((at - len, name))
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
