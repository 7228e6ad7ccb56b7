//! Words that bound a figure: 近 800万元, 500万元 以下, 最高可为企业增信 50%.

use std::sync::LazyLock;

use super::Bound;
use super::folded_line::{Line, Words, listed};
use crate::text::sentence::Pauses;

static BEFORE: LazyLock<Words<Bound>> = LazyLock::new(|| {
    let at_most = "不超过 不超 不高于 不多于 不大于 不突破 未超过 不得超过 不能超过 不应超过 不得高于 不得多于 不得大于 \
                   不应高于 最高不超过 最高不得超过 最多不超过 最长不超过 最大不超过 原则上不超过 至多 最多 最高 最多为 \
                   最高为 最高达 最高可达 最多可达 最长 最长为 最长不得超过 最迟 最晚 上限为 小于等于 小于或等于 ≤";
    let at_least = "不低于 不少于 不小于 不下于 不下 不得低于 不得少于 不得小于 不应低于 不应少于 不能低于 不能少于 最低 \
                    最少 最短 最短为 最短不少于 至少 起码 最低为 最少为 至少为 至少有 最低不低于 最少不少于 大于等于 大于或等于 ≥ 下限为";
    let over = "超 超过 超过了 已超 超出 逾 突破 突破了 高于 多于 大于 超越 > ＞";
    let under = "不足 不到 未满 不满 未达 未达到 低于 少于 小于 < ＜";
    let about = "近 将近 接近 约 大约 约为 约有 约达 约合 约占 大概 大致 估计 上下";
    Words::ending(
        listed(at_most, Bound::AtMost)
            .chain(listed(at_least, Bound::AtLeast))
            .chain(listed(over, Bound::Over))
            .chain(listed(under, Bound::Under))
            .chain(listed(about, Bound::About)),
    )
});

/// For what a sum is, between the word that bounds it and the sum.
static EACH: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::ending(listed(
        "每月 每年 每日 每天 每季度 每人 每户 每家 每件 每笔 每次 每人每月 每人每年 每户每年 每家每年",
        (),
    ))
});

static AFTER: LazyLock<Words<Bound>> = LazyLock::new(|| {
    let at_least = "以上 及以上 或以上 (含)以上 以上(含) 或者以上 起步";
    let at_most = "以下 及以下 或以下 (含)以下 以下(含) 以内 之内 (含)以内 封顶 为上限 为限";
    let about = "左右 上下 许";
    Words::starting(
        listed(at_least, Bound::AtLeast).chain(listed(at_most, Bound::AtMost)).chain(listed(about, Bound::About)),
    )
});

/// Limits that govern a share further on: 不得超过岗位总量的百分之七十, 超过股票总数的90%.
static GOVERNING: LazyLock<Words<Bound>> = LazyLock::new(|| {
    let at_most = "不超过 不高于 不得超过 不得高于 不能超过 不应超过 不应高于 不大于 不得大于";
    let at_least = "不低于 不少于 不得低于 不得少于 不应低于 不应少于 不小于 不得小于";
    let words = listed(at_most, Bound::AtMost).chain(listed(at_least, Bound::AtLeast));
    let over = listed("超过 高于", Bound::Over);
    Words::starting(words.chain(over).chain(listed("不足 不满 低于", Bound::Under)))
});

/// The limit that governs the share at `start` from further left in the clause.
pub(super) fn of_share(line: &Line<'_>, start: usize) -> Bound {
    const REACH: usize = 24;
    let mut i = start;
    while i > 0 && start - i < REACH {
        i -= 1;
        let c = line.get(i);
        if c.is_ascii_digit() || c == '%' || Pauses::CLAUSE.has(c) || line.reads(i, "分之") {
            return Bound::Exact;
        }
        if let Some((_, bound)) = GOVERNING.find(line, i) {
            // 不得超过 is found at its 超过 first.
            let negated = (1..=3)
                .filter_map(|k| i.checked_sub(k))
                .find_map(|at| GOVERNING.find(line, at).filter(|&(len, _)| at + len > i).map(|(_, bound)| bound));
            return match negated.unwrap_or(bound) {
                // 超过中标价格10% may also say by how much.
                Bound::Over | Bound::Under if line.before(start) != '的' && !line.reads(i, "不") => Bound::Exact,
                bound => bound,
            };
        }
    }
    Bound::Exact
}

/// What bounds a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounded {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) bound: Bound,
}

/// The bound of the figure at `start..end`, and the figure widened by the words that touch it.
///
/// `fuzzy` is what stands inside the figure (多, 余); `implied` tells that the number has no digit before 百, 千 or
/// 萬, where 上 and 过 are bounds too.
pub(super) fn of(line: &Line<'_>, start: usize, end: usize, fuzzy: Option<Bound>, implied: bool) -> Bounded {
    let mut found = Bounded { start, end, bound: fuzzy.unwrap_or(Bound::Exact) };
    if let Some((len, bound)) = before(line, start, implied) {
        found.start = start - len;
        found.bound = bound;
    }
    if let Some((len, bound)) = after(line, end) {
        found.end = end + len;
        if found.start == start || found.bound == Bound::About {
            found.bound = bound;
        }
    }
    if found.bound == Bound::Exact
        && let Some(bound) = at_a_distance(line, start)
    {
        found.bound = bound;
    }
    found
}

/// The bound that touches the figure from the left, and the number of its characters.
fn before(line: &Line<'_>, start: usize, implied: bool) -> Option<(usize, Bound)> {
    let mut gap = usize::from(line.before(start) == ' ');
    // 约合人民币8.6亿元: the currency stands between.
    if start >= gap + 3 && line.reads(start - gap - 3, "人民币") {
        gap += 3;
    }
    let at = start - gap;
    if implied && let c @ ('上' | '过' | '达') = line.before(at) {
        let word = line.before(at - 1);
        // 成千上万, 不过 and 通过 are words of their own.
        if c != '达' && !matches!(word, '千' | '不' | '通' | '超' | '经') {
            return Some((1 + gap, if c == '上' { Bound::AtLeast } else { Bound::Over }));
        }
    }
    // 数十家, 数百万元; but 人数十万 and 指数百点 are nouns before a number.
    if line.before(at) == '数'
        && matches!(line.get(at), '十' | '百' | '千' | '万' | '亿')
        && !"人总次户指系基倍度位参分字款额均多整函复单双级序票点期无变有少计".contains(line.before(at - 1))
    {
        return Some((1 + gap, Bound::AtLeast));
    }
    let (gap, at) = match EACH.find(line, at) {
        // 不能超过每月1000元: for what it is stands between.
        Some((len, ())) if BEFORE.find(line, at - len).is_some() => (gap + len, at - len),
        _ => (gap, at),
    };
    let (len, bound) = BEFORE.find(line, at)?;
    let ahead = line.before(at - len);
    // 节约, 附近, 赶超: the character ends another word.
    let other = match (len, line.get(at - len)) {
        (1, '约') => "节条合公预契违续履制签相誓盟解失简集特邀守".contains(ahead),
        (1, '近') => "附临最靠邻就远亲贴逼切迫".contains(ahead),
        (1, '超') => "赶反高".contains(ahead),
        _ => false,
    };
    (!other || ahead == '\0').then_some((len + gap, bound))
}

/// The bound that touches the figure from the right.
fn after(line: &Line<'_>, end: usize) -> Option<(usize, Bound)> {
    let aside = aside(line, end);
    let (len, bound) = AFTER.find(line, end).or_else(|| AFTER.find(line, end + aside))?;
    let len = if line.get(end) == '(' && !line.reads(end, "(含)") { len + aside } else { len };
    let next = end + len;
    // 以下简称, 以上述, 许多, 许可
    let other = match (line.get(next - 1), line.get(next)) {
        ('下', '简' | '统' | '称' | '同' | '列') | ('上', '述' | '所' | '海') => true,
        ('许', next) => !matches!(next, ',' | '。' | ';' | ')' | '\0'),
        _ => false,
    };
    if !other {
        return Some((len, bound));
    }
    None
}

/// The length of another measure word in brackets: 二百张（篇）以上.
fn aside(line: &Line<'_>, end: usize) -> usize {
    let close = |k: &usize| line.get(end + k) == ')';
    if line.get(end) == '(' { (2..5).find(close).map_or(0, |k| k + 1) } else { 0 }
}

/// 最高, 至少 and their like earlier in the same clause: 最高额度为100万元, 最高可为企业增信50%.
fn at_a_distance(line: &Line<'_>, start: usize) -> Option<Bound> {
    const REACH: usize = 12;
    let from = start.saturating_sub(REACH);
    let mut i = start;
    while i > from {
        i -= 1;
        let c = line.get(i);
        // Another figure or clause between them takes the word for itself.
        let stop = c.is_ascii_digit() || matches!(c, '(' | ')') || Pauses::CLAUSE.has(c);
        if stop {
            return None;
        }
        let bound = match (c, line.get(i + 1)) {
            ('最', '高' | '多') | ('至', '多') => Bound::AtMost,
            ('最', '低' | '少') | ('至', '少') => Bound::AtLeast,
            ('上', '限') => Bound::AtMost,
            ('下', '限') => Bound::AtLeast,
            _ => continue,
        };
        // 最高额度, 最高补助 and 最高可 limit what follows; 最高人民法院, 最高气温 and 最低套餐 do not, nor is a share of
        // the 最低标准 one.
        // Nor does what is above a limit: 超过最高限值百分之五十.
        let above = ["超过", "高于", "超出", "低于", "不足"].iter().any(|word| i >= 2 && line.reads(i - 2, word));
        let limits = "不可为达给额限金数补奖支授贷保赔融增每按单资投放享获发出拨代担扶予比标注价收税费罚处承";
        // 最高可达评估值的60% limits the share itself.
        let share = line.before(start) == '的' && !"可为达不".contains(line.get(i + 2));
        return (limits.contains(line.get(i + 2)) && !share && !above || i + 2 == start).then_some(bound);
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(before: &str, figure: &str, after: &str, text: &str, bound: Bound) {
        let whole = format!("{before}{figure}{after}");
        let line = Line::new(&whole);
        let start = before.chars().count();
        let found = of(&line, start, start + figure.chars().count(), None, false);
        assert_eq!((line.slice(found.start, found.end), found.bound), (text, bound), "{whole}");
    }

    #[test]
    fn bounds() {
        check("融資成本近", "800萬元", ",", "近800萬元", Bound::About);
        check("質押額超", "10億元", "", "超10億元", Bound::Over);
        check("特別是", "500萬元", "以下的", "500萬元以下", Bound::AtMost);
        check("利率最高不超過", "5%", "", "最高不超過5%", Bound::AtMost);
        check("已突破", "5億元", "。", "突破5億元", Bound::Over);
        check("總體代償率約為", "0.61%", "", "約為0.61%", Bound::About);
        check("不得少於", "三人", "", "不得少於三人", Bound::AtLeast);
        check("最高可為企業增信", "50%", "", "50%", Bound::AtMost);
        check("最高額度為", "100萬元", "", "100萬元", Bound::AtMost);
    }

    #[test]
    fn words_that_only_end_like_a_bound() {
        check("節約", "800萬元", "", "800萬元", Bound::Exact);
        check("附近", "3家", "", "3家", Bound::Exact);
        check("最高人民法院受理", "3件", "", "3件", Bound::Exact);
        check("最低套餐每年", "360元", "", "360元", Bound::Exact);
        check("低於最低標準的", "60%", "", "60%", Bound::Exact);
        check("提供", "3份", "以下簡稱", "3份", Bound::Exact);
        check("不足", "1萬元", "的", "不足1萬元", Bound::Under);
        check("超過最高限值", "50%", "的", "50%", Bound::Exact);
        check("查處案件數", "十起", "，", "數十起", Bound::AtLeast);
        check("參保人數", "十萬人", "，", "十萬人", Bound::Exact);
        check("圖片", "二百張", "（篇）以上，", "二百張（篇）以上", Bound::AtLeast);
        check("服務", "1.2萬家", "（次），", "1.2萬家", Bound::Exact);
    }
}
