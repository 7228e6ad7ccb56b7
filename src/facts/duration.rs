//! Durations: terms of imprisonment, periods and time limits: 有期徒刑三年六个月, 期限为3至5年, 二十日以内.
//!
//! Only what a word says is one: a term or period before it, or 内, 期 or a punishment behind it. 近三年 and 三年行动计划 say
//! when, or what something is called.

use std::sync::LazyLock;

use super::folded_line::{Line, Words, listed};
use super::number::{self, Number, Written};
use super::{Bound, bound, date};
use crate::text::sentence::Pauses;

/// A duration in the line. Indices count characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// With the words that bound it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// In days.
    pub(super) value: f64,
    pub(super) max: Option<f64>,
    pub(super) bound: Bound,
}

/// Units of time, in days.
static UNITS: LazyLock<Words<u32>> = LazyLock::new(|| {
    let units = [
        ("年 周年", 365),
        ("个月 个月份", 30),
        ("周 个星期 个礼拜 星期", 7),
        ("天 日 个工作日 工作日 个自然日 自然日 个日历日", 1),
    ];
    Words::starting(units.into_iter().flat_map(|(words, days)| listed(words, days)))
});

/// Words before a duration that say that it is one, with what may stand between them and it.
static BEFORE: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "徒刑 刑期 拘役 管制 缓刑 政治权利 期限 限期 为期 有效期 有效期限 保护期 保护期限 贷款期 授信期 还款期 宽限期 保险期 保险期间 \
                 保险期限 试用期 质保期 保修期 建设期 存续期 合作期 服务期 补贴期 贴息期 公示期 过渡期 期间 时限 工期 任期 聘期 租期 周期 年限 \
                 办理时间 办理时限 审批时限 审批时间 平均用时 用时 耗时 历时 时间 时长 延长 缩短 压缩 缩减 合同期 期 \
                 停产停业 停业 停业整顿 停产 停产整顿 停职 停牌 停刊 暂扣 拘留 行政拘留 司法拘留 禁闭 监禁 强制隔离戒毒 察看 留党察看 \
                 公告 公示 产假 休假 隔离观察";
    Words::ending(listed(words, ()))
});

/// What may stand between such a word and its duration.
static BETWEEN: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "为 是 共 约 近 达 可达 最长 最短 最长为 最短为 最高 最低 不超过 不得超过 不少于 不得少于 不低于 超过 至 到 从 由 一般 一般为 统一为 \
                 平均 仅 仅为 仅需 只需 分别为 了 在 有 满 : 再 各 均为 不足 不满";
    Words::ending(listed(words, ()))
});

/// Words behind a duration that say that it is one.
static AFTER: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "内 以内 之内 期限 的期限 期 的有效期 有期徒刑 的有期徒刑 徒刑 拘役 管制 的缓刑 缓刑 保护期 定期";
    Words::starting(listed(words, ()))
});

/// 期 and 内 begin other words: 期间, 期末, 期货, 内容.
static NOT_AFTER: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::starting(listed("期末 期货 期望 期待 期刊 期中 期初 期间 内容 内部 内外 内地 内生 内涵", ()))
});

/// One point: the number with its units.
struct Length {
    end: usize,
    days: f64,
    upper: Option<f64>,
    number: Number,
}

/// The duration that begins with the number at `i`.
pub(super) fn at(line: &Line<'_>, i: usize) -> Option<Found> {
    read(line, i, true)
}

/// `led` where a duration right behind this one may say that this is one too: 三年以上十年以下有期徒刑.
fn read(line: &Line<'_>, i: usize, led: bool) -> Option<Found> {
    // 第三年 and 2023年 are none; 5月3日内蒙古 is a day and a place, 次月十五日内 a day of a month.
    let of_month = line.before(i) == '月' && line.before(i - 1) != '个';
    if line.before(i) == '第' || line.before(i).is_ascii_alphanumeric() || of_month {
        return None;
    }
    let (first, second) = match length(line, i) {
        Some(first) => {
            let second = date::separator(line, first.end).and_then(|at| length(line, at));
            (first, second)
        }
        // 3至5年: the unit stands once.
        None => {
            let (_, number) = number::read(line, i);
            let number = number.filter(is_plain)?;
            let second = length(line, date::separator(line, number.end)?)?;
            let unit = second.days / second.number.value(0).filter(|&n| n > 0.0)?;
            (Length { end: number.end, days: number.value(0)? * unit, upper: None, number }, Some(second))
        }
    };
    let end = second.as_ref().map_or(first.end, |second| second.end);
    let max = second.as_ref().map(|second| second.days).or(first.upper).filter(|&max| max > first.days);
    let mut bounded = bound::of(line, i, end, first.number.fuzzy, first.number.implied);
    // 十五日内缴纳: by itself 内 bounds a time and nothing else.
    if bounded.end == end && line.get(end) == '内' && NOT_AFTER.find(line, end).is_none() {
        bounded.end = end + 1;
        if bounded.bound == Bound::Exact {
            bounded.bound = Bound::AtMost;
        }
    }
    let leads = led && bounded.end > end && number::begins(line.get(bounded.end));
    let stated =
        said(line, bounded.start.min(i), end, bounded.end) || leads && read(line, bounded.end, false).is_some();
    stated.then_some(Found { start: bounded.start, end: bounded.end, value: first.days, max, bound: bounded.bound })
}

fn is_plain(number: &Number) -> bool {
    let years = number.written == Written::Spelled || number.plain().is_none_or(|value| value >= 1_000.0);
    !years && !number.formal && !number.implied
}

/// A number with its unit of time, and what follows of smaller units: 三年六个月. 半 behind a unit is half of it.
fn length(line: &Line<'_>, i: usize) -> Option<Length> {
    // Half a year has no number to read; 一年半 has it behind.
    if line.reads(i, "半年") && !number::begins(line.before(i)) {
        return Some(Length { end: i + 2, days: 182.5, upper: None, number: Number::half(i) });
    }
    if !number::begins(line.get(i)) {
        return None;
    }
    let first = number::read(line, i).1.filter(is_plain)?;
    let value = first.value(0)?;
    let at = line.skip_blank(first.end);
    let (len, unit) = UNITS.find(line, at)?;
    let mut end = at + len;
    // 五年一周期, 十八周岁, 一周年.
    if line.before(end) == '周' && matches!(line.get(end), '期' | '岁' | '年' | '边' | '围' | '转' | '末') {
        return None;
    }
    let mut days = value * f64::from(unit);
    let upper = first.upper(0).map(|upper| upper * f64::from(unit));
    if unit == 365 {
        // 三年级 numbers a class, 三年来 says since when.
        if matches!(line.get(end), '级' | '来' | '代' | '生' | '度') {
            return None;
        }
        if line.get(end) == '半' {
            (days, end) = (days + 182.5, end + 1);
        } else if let Some((months, after)) = months(line, end) {
            (days, end) = (days + months * 30.0, after);
        }
    }
    if unit == 1 && line.before(end) == '日' && matches!(line.get(end), '报' | '常' | '前' | '起' | '历') {
        return None;
    }
    Some(Length { end, days, upper, number: first })
}

/// The months behind the years of a duration: 六个月, and 6月 of a punishment.
fn months(line: &Line<'_>, i: usize) -> Option<(f64, usize)> {
    let at = if line.get(i) == '零' { i + 1 } else { i };
    let number = number::begins(line.get(at)).then(|| number::read(line, at).1)?.filter(is_plain)?;
    let value = number.value(0).filter(|&value| value < 12.0)?;
    let mark = number.end;
    if line.reads(mark, "个月") {
        return Some((value, mark + 2));
    }
    (line.get(mark) == '月').then_some((value, mark + 1))
}

/// Whether the words around `start..end` (with what bounds it up to `bounded`) say that it is a duration.
fn said(line: &Line<'_>, start: usize, end: usize, bounded: usize) -> bool {
    let follows = |at: usize| AFTER.find(line, at).is_some() && NOT_AFTER.find(line, at).is_none();
    // 以内 is one of the words that bound.
    if follows(end) || follows(bounded) || bounded > end && line.before(bounded) == '内' {
        return true;
    }
    let mut at = start;
    for _ in 0..3 {
        if BEFORE.find(line, at).is_some() {
            return true;
        }
        let Some((len, ())) = BETWEEN.find(line, at) else { break };
        at -= len;
    }
    if BEFORE.find(line, at).is_some() {
        return true;
    }
    // 判处有期徒刑…, 缓刑一年六个月; 贷款期限最长可延长至3年.
    const REACH: usize = 8;
    let punished = |at: usize| line.reads(at, "徒刑") || line.reads(at, "刑期") || line.reads(at, "期限");
    (start.saturating_sub(REACH)..start).rev().take_while(|&at| !Pauses::CLAUSE.has(line.get(at))).any(punished)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let line = Line::new(text);
        let mut found = Vec::new();
        let mut i = 0;
        while i < line.len() {
            let begins = number::begins(line.get(i)) || line.get(i) == '半';
            match begins.then(|| at(&line, i)).flatten() {
                Some(duration) => {
                    let max = duration.max.map_or(String::new(), |max| format!("..{max}"));
                    let text = line.slice(duration.start, duration.end);
                    found.push(format!("{text}={}{max} {}", duration.value, duration.bound.name()));
                    i = duration.end.max(i + 1);
                }
                None if begins => i = number::read(&line, i).0.max(i + 1),
                None => i += 1,
            }
        }
        assert_eq!(found.join("; "), expected, "{text}");
    }

    #[test]
    fn terms_and_periods() {
        check("判处有期徒刑三年六个月", "三年六个月=1275 exact");
        check("有期徒刑3年6月", "3年6月=1275 exact");
        check("处三年以上十年以下有期徒刑", "三年以上=1095 at_least; 十年以下=3650 at_most");
        check("拘役五个月，缓刑一年", "五个月=150 exact; 一年=365 exact");
        check("贷款期限最长不超过3年", "最长不超过3年=1095 at_most");
        check("期限为3至5年", "3至5年=1095..1825 exact");
        check("有效期五年。", "五年=1825 exact");
        check("自收到申请之日起二十日以内作出决定", "二十日以内=20 at_most");
        check("收到通知后15日内缴纳", "15日内=15 at_most");
        check("行政拘留十日，责令停业整顿三个月至六个月", "十日=10 exact; 三个月至六个月=90..180 exact");
        check("期限最长三年", "最长三年=1095 at_most");
        check("可以延长十个工作日", "十个工作日=10 exact");
        check("审批时限由30天压缩至7天", "30天=30 exact; 7天=7 exact");
        check("发放三年期贷款", "三年=1095 exact");
        check("保护期限为二十年", "二十年=7300 exact");
    }

    /// Half a year has no number to begin with.
    #[test]
    fn half_a_year_in_a_text() {
        let found = crate::facts::extract("贷款期限为半年，近半年增长5%。");
        let durations: Vec<_> = found.iter().filter(|fact| fact.kind == crate::facts::Kind::Duration).collect();
        assert_eq!(durations.iter().map(|fact| fact.text.as_str()).collect::<Vec<_>>(), ["半年"]);
        assert_eq!(durations[0].value, Some(182.5));
    }

    #[test]
    fn what_only_names_or_says_when() {
        for text in [
            "近三年增长",
            "三年行动计划",
            "2023年期间",
            "第三年期满",
            "十年树木",
            "三年级期末",
            "连续5年",
            "3年期间举办",
            "2023年内",
            "三天打鱼",
            "一年一度",
            "5月3日内蒙古包头西",
            "次月十五日内，向主管税务机关报送",
            "落实教师5年一周期的全员轮训",
            "年满十八周岁期间",
        ] {
            check(text, "");
        }
    }
}
