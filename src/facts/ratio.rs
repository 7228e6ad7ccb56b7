//! Shares of a hundred in words (百分之五十, 万分之五), and shares that a ratio gives (按照4:4:2的比例).

use super::date;
use super::figure::{Figure, Label, unit_like, widened};
use super::folded_line::{Line, Words, listed};
use super::number::{self, Written};
use super::{Bound, Kind, bound, unit};
use std::sync::LazyLock;

/// The share that begins at `i`, and the index to read on at; none where nothing there is written like one.
pub(super) fn at(line: &Line<'_>, i: usize) -> Option<(usize, Option<Figure>)> {
    per_hundred(line, i).or_else(|| ratio(line, i).map(|found| (found.end, Some(found))))
}

/// 百分之五十, 千分之三, 万分之五; 百分之三至五 is a range.
fn per_hundred(line: &Line<'_>, i: usize) -> Option<(usize, Option<Figure>)> {
    let down = match line.get(i) {
        '百' => 0,
        '千' => 1,
        '万' => 2,
        _ => return None,
    };
    if !line.reads(i + 1, "分之") {
        return None;
    }
    let start = i + 3;
    if !number::begins(line.get(start)) {
        return Some((start, None));
    }
    let (end, number) = number::read(line, start);
    let Some(number) = number.filter(|n| n.written != Written::Spelled && !(n.implied && line.get(n.start) != '百'))
    else {
        return Some((end, None));
    };
    let Some(value) = number.value(down) else { return Some((end, None)) };
    let second = date::separator(line, number.end).and_then(|at| {
        let again = if line.get(at) == line.get(i) && line.reads(at + 1, "分之") { at + 3 } else { at };
        let number = Some(again).filter(|&at| number::begins(line.get(at))).and_then(|at| number::read(line, at).1)?;
        // 百分之三至五年 would be something else.
        let measured = unit::after(line, &number, number.end).is_some() || unit_like(line.get(number.end));
        // 百分之十五至十 runs downwards.
        let other = number.value(down).filter(|&other| other != value && (again > at || !measured))?;
        Some((number.end, other))
    });
    let (end, value, max) = match second {
        Some((end, other)) => (end, value.min(other), Some(value.max(other))),
        None => (number.end, value, None),
    };
    let mut found = widened(line, i, end, &number, value, max, Kind::Percent, Label::Fixed("%"));
    found.inner = (i, end);
    Some((found.end, Some(found)))
}

/// The upper end of a share whose lower end stands right before: 百分之三十以上五十以下.
pub(super) fn upper_end(line: &Line<'_>, i: usize, last: &Figure) -> Option<Figure> {
    let down = match line.get(last.inner.0) {
        '百' => 0,
        '千' => 1,
        '万' => 2,
        _ => return None,
    };
    let adjoins = last.kind == Kind::Percent
        && last.bound == Bound::AtLeast
        && line.reads(last.inner.0 + 1, "分之")
        && (i == last.end || i == last.end + 1 && line.get(last.end) == '、');
    let number = Some(i).filter(|_| adjoins).and_then(|i| number::read(line, i).1)?;
    let bounded = bound::of(line, i, number.end, None, false);
    let value = number.value(down).filter(|_| bounded.bound == Bound::AtMost && bounded.end > number.end)?;
    Some(widened(line, i, number.end, &number, value, None, Kind::Percent, Label::Fixed("%")))
}

/// Words behind a ratio that say that something is shared out by it.
static SHARED_AFTER: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::starting(listed(
        "的比例 比例 的比 分担 承担 共担 分摊 分险 的风险 出资 共同出资 分成 分账 分配 配套 配资 共同承担 负担",
        (),
    ))
});

/// Words before a ratio that say so.
static SHARED_BEFORE: LazyLock<Words<()>> =
    LazyLock::new(|| Words::ending(listed("比例 比例为 比例按 比例是 分担比为 比例按照", ())));

/// A ratio whose parts make ten or a hundred, as the range from its smallest to its largest share: 4:4:2 is 20 % to 40 %.
fn ratio(line: &Line<'_>, start: usize) -> Option<Figure> {
    const PARTS: usize = 6;
    let joined = |at: usize| matches!(line.get(at), ':' | '∶');
    let apart = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '∶' | '.' | '/');
    let mut parts: Vec<u32> = Vec::new();
    let mut end = start;
    loop {
        let digits = line.chars(end, end + 4).iter().take_while(|c| c.is_ascii_digit()).count();
        let part =
            line.chars(end, end + digits).iter().filter_map(|c| c.to_digit(10)).fold(0, |value, d| value * 10 + d);
        if digits == 0 || digits > 2 || part == 0 || parts.len() == PARTS {
            return None;
        }
        parts.push(part);
        end += digits;
        if !joined(end) {
            break;
        }
        end += 1;
    }
    let whole: u32 = parts.iter().sum();
    let said = SHARED_AFTER.find(line, end).is_some() || SHARED_BEFORE.find(line, start).is_some();
    if parts.len() < 2 || !matches!(whole, 10 | 100) || !said || !apart(line.before(start)) || !apart(line.get(end)) {
        return None;
    }
    let percent = |part: &u32| f64::from(part * (100 / whole));
    let (least, most) = (parts.iter().min().map(percent)?, parts.iter().max().map(percent)?);
    Some(Figure {
        kind: Kind::Percent,
        start,
        end,
        inner: (start, end),
        value: least,
        max: Some(most).filter(|&most| most > least),
        unit: Label::Fixed("%"),
        bound: Bound::Exact,
    })
}

/// Whether a share is written as a ratio.
pub(super) fn is_ratio(line: &Line<'_>, figure: &Figure) -> bool {
    let (start, end) = figure.inner;
    figure.kind == Kind::Percent && line.chars(start, end).iter().any(|c| matches!(c, ':' | '∶'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use crate::facts::{Kind, extract};

    /// The percentages of a text as `text=value`, with `..max` where there is one.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown: Vec<String> = extract(text)
            .into_iter()
            .filter(|fact| fact.kind == Kind::Percent)
            .map(|fact| {
                let max = fact.value_max.map_or(String::new(), |max| format!("..{max}"));
                format!("{}={}{max} {}", fact.text, fact.value.unwrap(), fact.what.unwrap_or_default())
            })
            .collect();
        assert_eq!(shown.join("; "), expected, "{text}");
    }

    #[test]
    fn shares_of_a_hundred() {
        check("处货值百分之三十以上五十以下的罚款", "百分之三十以上=30 罚款; 五十以下=50 罚款");
        check("占百分之十五至十", "百分之十五至十=10..15 ");
        check("百分之三十以上的股东五人", "百分之三十以上=30 股东");
    }

    #[test]
    fn shares_of_a_ratio() {
        check("銀行按照4:4:2的比例承擔代償風險", "4:4:2=20..40 代償風險");
        check("按8∶2比例分担损失", "8∶2=20..80 损失");
        check("市、县按6:4出资", "6:4=40..60 出资");
        check("分担比例为50：50。", "50：50=50 分担比例");
        for text in ["比例1:1", "上午9:30", "图纸比例1:500", "3:2", "1:9", "比例尺为1:99999", "10:0的比例"]
        {
            check(text, "");
        }
    }
}
