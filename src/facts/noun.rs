//! Which noun a figure is about: the noun phrase before it (質押額 in 質押額超10億元), or after it (融資 in 1.33億元的融資).
//!
//! There is no parser here, only the habits of official prose: phrases end at marks, at other figures and at a few
//! hundred verbs and particles; a purpose (貼息, 補助) may come after 給予; figures in a row share their noun.

use std::sync::LazyLock;

use super::Kind;
use super::date;
use super::figure::{Figure, Label};
use super::folded_line::{Line, Words, listed};
use super::ratio;
use crate::analyze::word_frequency;
use crate::text::is_han;
use crate::text::sentence::{Pause, Pauses};

/// The noun of one figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct What {
    /// Noun or purpose, in the text's own script.
    pub(super) what: Option<String>,
    /// Of a count, where what is counted stands, without the verb that [`what`](What::what) may keep (惠及企業).
    pub(super) noun: Option<Phrase>,
}

/// A stretch of characters.
pub(super) type Phrase = (usize, usize);

/// The longest phrase, in characters.
const LONGEST: usize = 20;

/// Verbs, adverbs and particles that end a noun phrase when they stand inside a run of characters.
static STOPS: LazyLock<Words<()>> = LazyLock::new(|| {
    let verbs = "获得 取得 实现 完成 提供 发放 支付 给予 予以 落实 享受 节约 节省 帮助 推动 带动 促进 撬动 覆盖 签署 签订 \
                 举办 召开 办理 通过 成立 开展 组织 达成 建立 设立 构建 出具 助力 落地 投放 引入 引进 投保 参加 参与 使用 \
                 采取 采用 进行 获批 开发 研发 推出 发布 新增 培育 认定 完善 涌现 涉及 针对 摸排 走访 发生 共有 安排 \
                 拨付 下达 兑付 减免 争取 吸引 汇集 集聚 募集 筹集 缴纳 处以 并处 罚处 责令 没收 造成 占用 超出 超过 低于 高于 \
                 不足 不得 不满 达到 增加 减少 降低 提高 提升 下降 上升 扩大 位于 拥有 具有 属于 服务 支持 受理 审结 查处 侦破 收到 \
                 征收 收取 用于 入选 联合 充分 共同 统一 统筹 积极 有效 成功 及时 按照 根据 依据 依法 其中 以及 或者 并且 \
                 同时 累计 共计 合计 总计 分别 平均 每年 每家 目前 截至 当年 全年 已经 可以 应当 必须 不得 需要 可能 要求 \
                 规定 明确 确保 继续 持续 不断 努力 力争 争创 面向 围绕 依托 作为 成为 由于 对于 关于 为了 从而 使得 以上 \
                 以下 以内 左右 不等 年度 年底 期间 连续 匹配 定制 履行 首批 首个 首笔 首单 申请 申报 发行 配置 \
                 配备 全部 一律 均已 都已 选派 派出 邀请 聘请 遴选 评选 选取 抽取 抽查 检查 检验 检测 出动 出席 到场 死亡 受伤 重伤 轻伤 失踪 \
                 减至 增至 降至 升至 缩至 压减至 缩减至 精简至 精简到 上架 上线 \
                 作出 做出 打造 联名 组成 退还 交纳 计入 计征 计提 扣除 显示 适用 加收 发给 提取 \
                 或 有 获 报 处";
    Words::starting(listed(verbs, ()))
});

/// One-character particles that end a phrase, unless they are part of a word of two characters.
///
/// See [`KEPT`] for words that they are part of.
const PARTICLES: &str =
    "的了和与及在为对占从由被将把向给以按并其该此每等是使让于至到因则且也均已还又都约近超达自经可应须但";

/// Words with such a particle in them, as they are found at it.
static KEPT: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "可支配 可持续 可再生 可用 可比 应缴 应纳 应收 应付 应税 应征 等值 等额 等级 被害 被告 被申请人 被保险人 被征收人 \
                 被执行人 自然人 自有 自筹 对外 在校 在册 在职 在岗 在库 在手 在保 在贷 在建";
    Words::starting(listed(words, ()))
});

/// What may stand between a noun and its figure.
static CONNECTORS: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "达到 达 为 是 共计 合计 总计 累计 共有 共 计 仅 约 近 已 的 由 从 至 到 到了 了 有 可 可达 高达 分别 分别为 均 均为 \
                 各 每年 最高 最低 最多 最少 人民币 超 超过 已超 突破 不超过 不低于 不少于 不足 约为 约占 占 占比 增加到 增加到了 增加至 提高到了 上升到了 扩大到了 增长到了 减少到了 \
                 提高到 提高至 增至 降至 降到 减少到 下降到 上升到 增长到 增长至 扩大到 至少 多达 为期 总共 一共 大约 将近 接近 \
                 已达 稳定在 控制在 已有 现有 拥有 设有 逾 平均 每户 每人 每家 每件 不得超过 不得低于 不得少于 在 按 按照 以 计算 处 处以 \
                 并处 : = ( ” ’ 个 和 、 或 至 - ~ — 上限 首次 折合 单笔 分 预计 力争 实际 应当 应 应为 须 必须 只有 rmb cny ¥ \
                 上调为 上调至 上调到 下调为 下调至 下调到 调整为 调整至 调整到 升至 升到 提升到 提升至 缩减到 压缩到 相应调整为 \
                 每平方米 每平方公里 每立方米 每千克 每公斤 每吨 每亩 每公顷 每米 每公里 每千米 每次 每日 每月 每季度 每天 每辆 每台 每套 \
                 每个 每名 每株 每棵 每头 每只 每车 每宗 每例 每学期 每学年 每课时 每小时 每人每月 每人每年 每人每天 每项 每场 每篇 每部 \
                 每条 每批 每期 每村 每社区 每单位 加 减";
    Words::ending(listed(words, ()))
});

/// Nouns that make one with the verb before them: 发行额度, 募集资金, 参保人数.
static MEASURED: LazyLock<Words<()>> = LazyLock::new(|| {
    let words =
        "额度 金额 规模 总额 余额 限额 数量 总量 人数 户数 件数 次数 资金 费用 成本 比例 比率 能力 收入 面积 价格 标准";
    Words::starting(listed(words, ()))
});

/// What is dropped from the front of a phrase.
static OPENINGS: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "累计 共计 合计 总计 共 总 目前 其中 已 全市 全省 全县 全区 全国 年 月 日 度 底 年度 当前 现 现有 均 还 并 也 又 另 另有 \
                 则 个 家 名 人 件 了 的 单笔 单个 各 各类 每 每个 同时 企业实际 等 以上 以下 内 中 上 后 前 期间 该 本 首 首批 其 不等 \
                 左右 得 被 将 了解 底前 以来 末 初 起 有 指 是指 加收 年应";
    Words::starting(listed(words, ()))
});

/// Verbs that leave a figure without a noun before it: 獲得1.33億元的融資.
static LIGHT: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "获得 取得 实现 完成 提供 发放 支付 给予 予以 落实 享受 覆盖 签署 签订 举办 召开 办理 成立 开展 建立 设立 出具 安排 拨付 下达 \
                 匹配 涉及 新增 培育 认定 拥有 服务 惠及 支持 带动 帮助 助力 联合 引进 吸引 推出 发布 涌现 涌现出 摸排 走访 发动 提供了 \
                 发放了 获得了 完成了 处 处以 并处 造成 包括 含 有 拥有了 基于 面向 针对 为 给 由 从 对 向 在 国内 给予每家 涵盖 \
                 涵盖了 覆盖了 已为 累计为 可为 组织 申请 通过 使用 投入 争取 获 达成 促成 建成 设 配备 选派 邀请 受理 审结 查处 \
                 侦破 收到 或者 以及 及 与 和 如 即 不得少于 同时 应当 必须 需要 可以 委托 打造 分为 适用 满";
    Words::ending(listed(words, ()))
});

/// The verbs that say whom a count reaches; they are kept before its noun.
static REACHING: LazyLock<Words<()>> = LazyLock::new(|| Words::ending(listed("惠及 服务 带动 覆盖 支持 受益", ())));

/// How the nouns end that name a grant.
static GRANTS: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "补贴 补助 贴息 补偿 资助 奖励 奖补 贴费 返还 减免 扶持 风险补偿 贴息补助 补助金 补贴资金 补助资金 奖励资金 奖金 罚款 罚金 \
                 违约金 滞纳金";
    Words::starting(listed(words, ()))
});

/// What stands before the purpose of a grant.
static GRANTING: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::ending(listed("给予 予以 落实 进行 提供 享受 发放 实施 安排 的 以上 以下 处 处以 并处 以内", ()))
});

/// How nouns end that are given in money; a phrase behind the figure that ends so is its noun.
static SUMS: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "贷款 融资 额度 资金 补贴 补助 补偿 奖励 贴息 罚款 罚金 基金 投资 收入 保费 赔款 保障 保额 限额 金额 款 费 费用 担保 \
                 授信 债券 损失 经费 资本 股份 票据 税收 利润 产值 支出 成本 资助 订单 合同 项目 货物 赔偿 保证金 奖金";
    Words::ending(listed(words, ()))
});

/// What `figures` are about, in their order.
pub(super) fn of_figures(line: &Line<'_>, figures: &[Figure], dates: &[date::Found]) -> Vec<What> {
    figures
        .iter()
        .zip(phrases(line, figures, dates))
        .map(|(figure, phrase)| What { what: told(line, figure, phrase), noun: counted(line, figure, phrase) })
        .collect()
}

/// What the counts among `figures` count, in their order; none for other kinds.
pub(super) fn nouns(line: &Line<'_>, figures: &[Figure], dates: &[date::Found]) -> Vec<Option<Phrase>> {
    if figures.iter().all(|figure| figure.kind != Kind::Count) {
        return vec![None; figures.len()];
    }
    let phrases = phrases(line, figures, dates);
    figures.iter().zip(phrases).map(|(figure, phrase)| counted(line, figure, phrase)).collect()
}

/// The noun phrases of `figures`, in their order.
fn phrases(line: &Line<'_>, figures: &[Figure], dates: &[date::Found]) -> Vec<Option<Phrase>> {
    let mut ends: Vec<Phrase> = figures.iter().map(|f| (f.start, f.end)).collect();
    ends.extend(dates.iter().map(|d| (d.start, d.end)));
    ends.sort_unstable();
    let mut found: Vec<Option<Phrase>> = Vec::with_capacity(figures.len());
    for (i, figure) in figures.iter().enumerate() {
        let before = ends.partition_point(|&(start, _)| start < figure.start);
        let floor = before.checked_sub(1).map_or(0, |k| ends[k].1);
        let ceiling = ends[before..].iter().find(|(start, _)| *start >= figure.end).map_or(line.len(), |next| next.0);
        let previous = i.checked_sub(1).filter(|&k| in_row(line, &figures[k], figure)).and_then(|k| found[k]);
        found.push(noun(line, figure, floor, ceiling, previous));
    }
    // Figures in a row that have no noun before them take the one behind the last: 3000万元、2000万元信用贷款.
    for i in (0..figures.len().saturating_sub(1)).rev() {
        let next = &figures[i + 1];
        let joined = next.start - figures[i].end.min(next.start) <= 4
            && only_joins(line, figures[i].end, next.start)
            && (next.kind == figures[i].kind || figures[i].kind == Kind::Count && next.kind == Kind::Money);
        if found[i].is_none() && joined {
            found[i] = found[i + 1];
        }
    }
    found
}

/// The phrase as a figure's noun, with the verb that says whom a count reaches.
fn told(line: &Line<'_>, figure: &Figure, phrase: Option<Phrase>) -> Option<String> {
    let (start, end) = phrase?;
    let noun = line.slice(start, end);
    if figure.kind == Kind::Count
        && start >= figure.end
        && let Some((len, ())) = REACHING.find(line, figure.start)
    {
        return Some(format!("{}{noun}", line.slice(figure.start - len, figure.start)));
    }
    Some(noun.to_owned())
}

/// The noun of a count: its phrase without the verb before it.
fn counted(line: &Line<'_>, figure: &Figure, phrase: Option<Phrase>) -> Option<Phrase> {
    let (start, end) = phrase.filter(|_| figure.kind == Kind::Count)?;
    if start >= figure.end && REACHING.find(line, figure.start).is_some() {
        return Some((start, end));
    }
    Some(((start..end).find(|&i| REACHING.find(line, i).is_some()).unwrap_or(start), end))
}

/// Whether two figures of one kind stand in a row: with nothing but joining words between them.
fn in_row(line: &Line<'_>, first: &Figure, second: &Figure) -> bool {
    first.kind == second.kind && first.end <= second.start && second.start - first.end <= 6 && {
        let mut end = second.start;
        while end > first.end {
            let Some((len, ())) = CONNECTORS.find(line, end).or_else(|| comma(line, end)) else { return false };
            end = end.saturating_sub(len);
        }
        true
    }
}

/// A comma between two figures joins them too: 53 %,49 %、41%.
fn comma(line: &Line<'_>, end: usize) -> Option<(usize, ())> {
    matches!(line.before(end), ',' | ' ').then_some((1, ()))
}

fn only_joins(line: &Line<'_>, start: usize, end: usize) -> bool {
    in_between(line, start, end, "、,和或至及与 共计合总累的")
}

fn in_between(line: &Line<'_>, start: usize, end: usize, chars: &str) -> bool {
    start <= end && line.chars(start, end).iter().all(|&c| chars.contains(c))
}

/// The phrase that a figure is about.
fn noun(line: &Line<'_>, figure: &Figure, floor: usize, ceiling: usize, previous: Option<Phrase>) -> Option<Phrase> {
    // Farmers are counted without a measure word: their name is the unit.
    if let Label::Written(start, end) = figure.unit
        && figure.kind == Kind::Count
        && end >= start + 2
        && !matches!(line.before(end), '次' | '类' | '套')
    {
        return Some((start, end));
    }
    // 100人的企业 and 不满一百人的单位 count people, whatever these make up.
    let make_up = figure.kind == Kind::Count && line.before(figure.inner.1) == '人' && line.get(figure.end) == '的';
    let behind = after(line, figure.end, ceiling).filter(|_| !make_up);
    if figure.kind == Kind::Count {
        if make_up {
            return previous.or_else(|| before(line, figure, floor));
        }
        let behind = behind.or_else(|| described(line, figure.end, ceiling));
        return behind.or(previous).or_else(|| before(line, figure, floor));
    }
    if ratio::is_ratio(line, figure) {
        return shared_out(line, figure.end, ceiling).or(behind).or_else(|| before(line, figure, floor));
    }
    // A rate is named before its figure, whatever is granted for it: 担保费率不超过1%的业务给予补贴.
    if figure.kind == Kind::Percent
        && let Some(rate) = before(line, figure, floor).filter(|&(_, end)| RATES.find(line, end).is_some())
    {
        return Some(rate);
    }
    // So is a sum that measures whom something is granted to: 单户担保金额500万元及以下的业务给予补贴.
    if figure.kind == Kind::Money
        && figure.bound != super::Bound::Exact
        && let Some(measure) = before(line, figure, floor).filter(|&(_, end)| MEASURES.find(line, end).is_some())
    {
        return Some(measure);
    }
    // A share that is granted is named by its purpose, which comes behind it: 本金20%给予财政补偿.
    if figure.kind != Kind::Bp
        && let Some(grant) = grant(line, figure.end)
    {
        return Some(grant);
    }
    if let Some(phrase) = behind.filter(|&(_, end)| figure.kind == Kind::Money && SUMS.find(line, end).is_some()) {
        return Some(phrase);
    }
    previous.or_else(|| share(line, figure, floor)).or_else(|| before(line, figure, floor)).or(behind)
}

/// How the nouns end that measure a firm or a deal.
static MEASURES: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "担保金额 贷款金额 合同金额 销售额 营业额 交易额 投资额 所得额 注册资本 营业收入 销售收入 主营业务收入 年收入 产值 \
                 资产总额 总资产 投资总额 固定资产投资";
    Words::ending(listed(words, ()))
});

/// How the nouns of rates end.
static RATES: LazyLock<Words<()>> = LazyLock::new(|| Words::ending(listed("费率 利率 税率 覆盖率 比例 比率 占比", ())));

/// The noun that a clause behind a count describes: 两个以上经营快递业务的企业, 2个具有自主品牌的产品.
fn described(line: &Line<'_>, from: usize, ceiling: usize) -> Option<Phrase> {
    const REACH: usize = 24;
    STOPS.find(line, from)?;
    for i in from..ceiling.min(from + REACH) {
        match line.get(i) {
            '的' => return after(line, i + 1, ceiling),
            c if !is_han(c) && !matches!(c, '、' | '“' | '”') => return None,
            _ => {}
        }
    }
    None
}

/// What a ratio shares out: 按照4:4:2的比例承担代偿风险.
fn shared_out(line: &Line<'_>, from: usize, ceiling: usize) -> Option<Phrase> {
    const REACH: usize = 8;
    let verb = |&i: &usize| ["承担", "分担", "共担", "分摊"].iter().any(|word| line.reads(i, word));
    let at = (from..ceiling.min(from + REACH)).find(verb)?;
    after(line, at + 2, ceiling)
}

/// What parts the clauses that each say what a figure counts.
const PARTS: Pauses = Pauses::SENTENCE.and(&[Pause::Comma]);

/// The purpose of a grant further on in the clause: 给予财政补偿, 落实资金补助, 的风险补偿.
fn grant(line: &Line<'_>, end: usize) -> Option<Phrase> {
    const REACH: usize = 26;
    for i in end..end + REACH {
        if matches!(line.get(i), '\0' | '“' | '《' | '(') || PARTS.has(line.get(i)) {
            return None;
        }
        let Some((len, ())) = GRANTS.find(line, i) else { continue };
        let stop = i + len;
        // 补贴企业 and 奖励先进 are verbs with their objects.
        let closed = !is_han(line.get(stop)) || matches!(line.get(stop), '的' | '等' | '和' | '及' | '或' | '并');
        let (start, stop) = trimmed(line, phrase_start(line, stop, end), stop);
        let granted = start == end || GRANTING.find(line, start).is_some();
        if closed && granted && start < stop {
            return Some((start, stop));
        }
    }
    None
}

/// Of a share (占…的53%), what has it.
fn share(line: &Line<'_>, figure: &Figure, floor: usize) -> Option<Phrase> {
    if figure.kind != Kind::Percent {
        return None;
    }
    let part = line.before(figure.start) == '的';
    let mut i = figure.start;
    while i > floor && figure.start - i < 24 {
        i -= 1;
        // 业主人数不低于总人数的百分之五十 is a share of the second that the first has.
        let limited = part
            && ["不低于", "不少于", "不超过", "不得低于", "不得少于", "不得超过", "相当于"]
                .iter()
                .any(|w| line.reads(i, w));
        match line.get(i) {
            c if c == ':' || PARTS.has(c) => return None,
            '占' if line.get(i + 1) != '比' => {}
            _ if !limited => continue,
            _ => {}
        }
        {
            {
                let mut end = i;
                while let Some((len, ())) =
                    CONNECTORS.find(line, end).filter(|&(len, ())| end - len > floor && !word_goes_on(line, end, len))
                {
                    end -= len;
                }
                let start = phrase_start(line, end, floor);
                return Some(trimmed(line, start, end)).filter(|(start, end)| end - start >= 2);
            }
        }
    }
    None
}

/// The noun phrase that ends before the figure, behind `floor`.
fn before(line: &Line<'_>, figure: &Figure, floor: usize) -> Option<Phrase> {
    let mut end = figure.start;
    loop {
        if end <= floor {
            return None;
        }
        if line.before(end) == ' ' {
            end -= 1;
            continue;
        }
        // “知識產權畫像”723份: the name inside the marks.
        if let Some(name) = quoted(line, end, floor) {
            return Some(name);
        }
        let Some((len, ())) = CONNECTORS.find(line, end) else { break };
        // What stands before 、 is another item of the list.
        if line.before(end) == '、' {
            return None;
        }
        if end < floor + len || word_goes_on(line, end, len) {
            break;
        }
        end -= len;
    }
    let start = phrase_start(line, end, floor);
    // 每方代表人数, 平均每户增收: the measure word behind 每 is no part of the noun.
    let each = line.before(start) == '每' && end > start + 2;
    let (mut start, end) = trimmed(line, start + usize::from(each), end);
    // The verb that says whom a count reaches belongs to its purpose: 惠及企業.
    if let Some((len, ())) = REACHING.find(line, start).filter(|&(len, ())| start >= floor + len) {
        start -= if figure.kind == Kind::Count { len } else { 0 };
    }
    // 第十九条 两个以上: the number of an article is no noun.
    if line.get(start) == '第' && super::number::begins(line.get(start + 1)) {
        return None;
    }
    if end < start + 2 || LIGHT.find(line, end).is_some_and(|(len, ())| len >= end - start || len >= 2) {
        return None;
    }
    Some((start, end))
}

/// Whether a connector of one character is the end of a word: 共 in 公共, 和 in 总和, 分 in 积分.
fn word_goes_on(line: &Line<'_>, end: usize, len: usize) -> bool {
    len == 1 && is_han(line.before(end)) && is_han(line.before(end - 1)) && is_word(line, end - 2, end)
}

fn is_word(line: &Line<'_>, start: usize, end: usize) -> bool {
    let word: String = line.chars(start, end).iter().collect();
    word_frequency(&word).is_some_and(|frequency| frequency >= 50)
}

/// The name in the quotation marks that close at `end`.
fn quoted(line: &Line<'_>, end: usize, floor: usize) -> Option<Phrase> {
    if line.before(end) != '”' {
        return None;
    }
    let mut start = end - 1;
    while start > floor && end - start < 24 {
        start -= 1;
        match line.get(start) {
            '“' => return (end - 1 > start + 2).then_some((start + 1, end - 1)),
            c if c == '”' || PARTS.has(c) => return None,
            _ => {}
        }
    }
    None
}

/// Where the phrase that ends at `end` begins.
fn phrase_start(line: &Line<'_>, end: usize, floor: usize) -> usize {
    let mut start = end;
    while start > floor && end - start < LONGEST {
        let i = start - 1;
        let c = line.get(i);
        let inside = is_han(c) || c.is_ascii_alphabetic() || matches!(c, '+' | '-' | '·');
        if !inside || PARTICLES.contains(c) && !in_word(line, i) {
            break;
        }
        // A verb ends the phrase that follows it, but not one that it closes: 利率降低, 同比增长.
        if let Some(len) = stop_ending(line, start, end) {
            let verb = start - len;
            // 拥有量, 覆盖率, 发行额度 and 服务费用 are nouns that a verb begins.
            let compound = end - start == 1 || MEASURED.find(line, start).is_some_and(|(len, ())| start + len == end);
            if verb >= floor && !compound {
                break;
            }
        }
        start = i;
    }
    start
}

/// The verb that ends at `at` inside a phrase that goes on to `end`.
fn stop_ending(line: &Line<'_>, at: usize, end: usize) -> Option<usize> {
    if at == end {
        return None;
    }
    (2..=3)
        .rev()
        .filter(|&len| at >= len)
        .find(|&len| STOPS.find(line, at - len).is_some_and(|(found, ())| found == len))
}

/// Whether the particle at `i` is half of a word: 对 in 对接, 和 in 和谐, 行 in 行为.
fn in_word(line: &Line<'_>, i: usize) -> bool {
    if line.get(i) == '的' {
        return false;
    }
    if KEPT.find(line, i).is_some() {
        return true;
    }
    is_han(line.get(i + 1)) && is_word(line, i, i + 2) && !verb_like(line, i)
        || i > 0 && is_han(line.get(i - 1)) && is_word(line, i - 1, i + 1) && !verb_like(line, i)
}

/// Particles that begin or end many words in which they keep their own meaning: 为了, 已为, 成为, 等于.
fn verb_like(line: &Line<'_>, i: usize) -> bool {
    matches!(line.get(i), '了' | '等' | '于' | '已' | '均' | '也' | '其' | '该' | '此' | '每' | '并' | '获' | '将')
}

/// Without the words that only open a phrase.
fn trimmed(line: &Line<'_>, mut start: usize, end: usize) -> Phrase {
    while let Some((len, ())) = OPENINGS.find(line, start) {
        // 总额 and 共富 begin with such a word and are words.
        if start + len + 1 >= end || len == 1 && is_word(line, start, start + 2) {
            break;
        }
        start += len;
    }
    (start, end)
}

/// The noun phrase that begins right behind the figure, before `ceiling`.
fn after(line: &Line<'_>, from: usize, ceiling: usize) -> Option<Phrase> {
    let mut start = from;
    for word in ["(含)", "不等", "左右", "的"] {
        if line.reads(start, word) {
            start += word.chars().count();
        }
    }
    if line.get(start) == ' ' {
        start += 1;
    }
    let mut end = start;
    while end < ceiling && end - start < LONGEST {
        let c = line.get(end);
        if !is_han(c) && !c.is_ascii_alphabetic() {
            break;
        }
        let kept = if end == start { KEPT.find(line, end).is_some() } else { in_word(line, end) };
        // 15家银行为450余家企业: here 行为 is no word.
        let whom = c == '为' && super::number::begins(line.get(end + 1));
        if PARTICLES.contains(c) && !kept || whom {
            break;
        }
        if STOPS.find(line, end).is_some_and(|(len, ())| len > 1 || !joined(line, end)) {
            break;
        }
        end += 1;
    }
    let short = end == start + 1 && "省市县区村国镇乡州".contains(line.get(start));
    (short || end >= start + 2).then_some((start, end))
}

/// Whether the one-character verb at `i` is half of a word: 有 in 所有, 处 in 处罚.
fn joined(line: &Line<'_>, i: usize) -> bool {
    is_han(line.get(i + 1)) && is_word(line, i, i + 2)
        || i > 0 && is_han(line.get(i - 1)) && is_word(line, i - 1, i + 1)
}
