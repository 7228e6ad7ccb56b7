//! Claims to be the first: 全国首单, 全省首创, 全市首个, 衢州市首笔, 全省率先, 全国第一家.
//!
//! A rank (全省首位, 居全省第一) is none.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::folded_line::{Line, Words, listed};
use super::number;
use crate::lexicon::place_names;
use crate::text::sentence::{Pause, Pauses};

/// How wide the circle is in which something is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 全球, 世界.
    World,
    /// 全國, 國內.
    Nation,
    /// A part of the country larger than a province: 華東, 長三角.
    Region,
    /// 全省, a province, an autonomous region.
    Province,
    /// 全市, a city or prefecture, a county-level city.
    City,
    /// 全縣, 全區, a county or district.
    County,
    /// 行業, 業內.
    Industry,
}

impl Level {
    /// All levels, the widest first.
    pub const ALL: [Level; 7] =
        [Level::World, Level::Nation, Level::Region, Level::Province, Level::City, Level::County, Level::Industry];

    /// The level's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::World => "world",
            Level::Nation => "nation",
            Level::Region => "region",
            Level::Province => "province",
            Level::City => "city",
            Level::County => "county",
            Level::Industry => "industry",
        }
    }
}

/// A claim in the line. Pairs are indices of characters, from and to.
#[derive(Debug, Clone, Copy)]
pub(super) struct First {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) level: Option<Level>,
    pub(super) scope: Option<(usize, usize)>,
    pub(super) claim: (usize, usize),
}

const LEVELS: [(&str, Level); 7] = [
    ("全球 全世界 世界 世界范围内 国际上 国际 亚洲", Level::World),
    ("全国 国内 我国 中国 全中国 国家级", Level::Nation),
    (
        "华东 华北 华南 华中 西北 西南 东北 西部 中部 东部 中西部 长三角 珠三角 京津冀 大湾区 粤港澳大湾区 长江经济带",
        Level::Region,
    ),
    ("全省 我省 本省 该省 省内 省级 全自治区", Level::Province),
    ("全市 我市 本市 该市 市内 市级 全州 全地区 全盟", Level::City),
    ("全县 全区 我县 我区 本县 本区 该县 该区 县内 区内 全旗", Level::County),
    ("全行业 行业 行业内 业内 业界 同行业", Level::Industry),
];

static LEVEL_BEFORE: LazyLock<Words<Level>> =
    LazyLock::new(|| Words::ending(LEVELS.into_iter().flat_map(|(words, level)| listed(words, level))));

static LEVEL_AFTER: LazyLock<Words<Level>> =
    LazyLock::new(|| Words::starting(LEVELS.into_iter().flat_map(|(words, level)| listed(words, level))));

/// The places of the gazetteer, provinces and cities also without 省 and 市.
static PLACES: LazyLock<Words<Level>> = LazyLock::new(|| {
    let level = |name: &str| match name.chars().next_back() {
        Some('省') => Level::Province,
        Some('区') if name.ends_with("自治区") || name.ends_with("行政区") => Level::Province,
        Some('市' | '州' | '盟') => Level::City,
        _ => Level::County,
    };
    let bare = |name: &'static str| {
        let bare = name.strip_suffix('省').or_else(|| name.strip_suffix('市'))?;
        (bare.chars().count() >= 2).then_some(bare)
    };
    let names =
        place_names().flat_map(|name| [Some(name), bare(name)].into_iter().flatten().map(move |n| (n, level(name))));
    Words::ending(names.chain(listed("内蒙古 广西 西藏 宁夏 新疆", Level::Province)))
});

/// What may stand between the level and the claim.
static WITHIN: LazyLock<Words<()>> =
    LazyLock::new(|| Words::ending(listed("范围内 范围 系统内 系统 地区 率先 也是 是 ( ) “ ”", ())));

/// Measure words: 首单, 首个, 第一家.
const MEASURES: &str = "单个笔家款件例张项支只套座所批条台辆艘场宗份本类种部";

/// Measure words behind 第一, without those that number the parts of laws and lists (第一类, 第一条).
const ORDINALS: &str = "单个笔家件例张支只座所台辆艘宗批";

/// What ends a claim that is told as a title: what the thing then did.
static VERBS: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::starting(listed("助力 实现 落地 发行 获批 正式 成功 完成 揭牌 启动 上线 签约 投产 破解 促进 推动 带动", ()))
});

/// 首创精神 and its like speak of a quality.
static QUALITIES: LazyLock<Words<()>> =
    LazyLock::new(|| Words::starting(listed("精神 性 者 权 意识 经验 热情 活力 能力 之 奖 作用 家庭", ())));

static ENCOURAGED: LazyLock<Words<()>> =
    LazyLock::new(|| Words::ending(listed("基层 群众 尊重 鼓励 大胆 勇于 敢于 人民 主动 支持", ())));

/// The claim whose 首 or 率先 stands at `i`.
pub(super) fn at(line: &Line<'_>, i: usize) -> Option<First> {
    if line.get(i) == '率' {
        return (line.get(i + 1) == '先').then(|| led(line, i)).flatten();
    }
    let next = line.get(i + 1);
    let measured = MEASURES.contains(next);
    let made = matches!(next, '创' | '推');
    if !measured && !made && !matches!(next, '发' | '次' | '度') {
        return None;
    }
    let end = i + 2;
    // 首次 is a claim in a wide circle only: 在本市首次开展业务的 speaks of anybody's first time.
    let happened = !measured && !made;
    let wide = |scope: (usize, usize)| !happened || line.get(scope.0) == '全' || line.reads(scope.0, "我国");
    if let Some((start, level, scope)) = level(line, i, made).filter(|&(.., scope)| wide(scope)) {
        return Some(First { start, end, level: Some(level), scope: Some(scope), claim: claim(line, i) });
    }
    // 全县…，并落地了首单: the circle is that of the sentence.
    if measured && LANDED.find(line, i).is_some() {
        let (level, scope) = of_sentence(line, i)?;
        return Some(First { start: i, end, level: Some(level), scope: Some(scope), claim: claim(line, i) });
    }
    let quality = QUALITIES.find(line, end).is_some() || ENCOURAGED.find(line, i).is_some();
    let closed = !crate::text::is_han(line.get(end)) && !matches!(line.get(end), '“' | '《' | '‘' | '"' | '「');
    if !made || quality || closed {
        return None;
    }
    Some(First { start: i, end, level: None, scope: None, claim: claim(line, i) })
}

/// Verbs of which a first is the object.
static LANDED: LazyLock<Words<()>> = LazyLock::new(|| {
    let verbs = "落地 落地了 落成 签发 签发了 开出 开出了 出具 出具了 发放 发放了 发出 促成 促成了 达成 达成了 办理 办理了 推出 推出了 实现 实现了 \
                 完成 完成了 诞生 诞生了 签订 签订了 签署 签署了 发行 发行了 承保 承保了";
    Words::ending(listed(verbs, ()))
});

/// The circle that the sentence of the claim at `i` speaks of, named once before it: 目前,全县已…
fn of_sentence(line: &Line<'_>, i: usize) -> Option<(Level, (usize, usize))> {
    const REACH: usize = 120;
    for end in (i.saturating_sub(REACH)..i).rev() {
        if Pauses::SENTENCE.has(line.get(end)) {
            return None;
        }
        if let Some((len, level)) = LEVEL_BEFORE.find(line, end)
            && matches!(line.get(end - len), '全' | '我')
            && len >= 2
        {
            return Some((level, (end - len, end)));
        }
    }
    None
}

/// 率先 with its level before it, or behind it: 全省率先推出, 率先在全国推出.
fn led(line: &Line<'_>, i: usize) -> Option<First> {
    if line.reads(i + 2, "率先") {
        // Said twice, it is claimed once, by the second one, which has its level through the first.
        return None;
    }
    if let Some((start, level, scope)) = level(line, i, true) {
        return Some(First { start, end: i + 2, level: Some(level), scope: Some(scope), claim: claim(line, i) });
    }
    if line.get(i + 2) != '在' {
        return None;
    }
    let (len, level) = LEVEL_AFTER.find(line, i + 3)?;
    let end = i + 3 + len;
    if matches!(line.get(i + 3), '本' | '该') {
        return None;
    }
    Some(First { start: i, end, level: Some(level), scope: Some((i + 3, end)), claim: claim(line, i) })
}

/// Past the ordinal 第… at `i`, and the claim, if it is one: 全国第一家.
pub(super) fn ordinal(line: &Line<'_>, i: usize) -> (usize, Option<First>) {
    let start = i + 1;
    if !number::begins(line.get(start)) {
        return (start, None);
    }
    let (past, _) = number::read(line, start);
    if line.get(start) != '一' || past != start + 1 || !ORDINALS.contains(line.get(past)) {
        return (past, None);
    }
    let first = level(line, i, false).map(|(start, level, scope)| First {
        start,
        end: past + 1,
        level: Some(level),
        scope: Some(scope),
        claim: claim(line, i),
    });
    (past, first)
}

/// The level named right before `at`: where its text begins, the level, and the words that name it.
///
/// A place before 首创 is who did it (`made`), not how wide the circle is, unless 在 stands before it.
fn level(line: &Line<'_>, at: usize, made: bool) -> Option<(usize, Level, (usize, usize))> {
    let mut end = at;
    if let Some((len, ())) = WITHIN.find(line, end) {
        end -= len;
    }
    if let Some((len, level)) = LEVEL_BEFORE.find(line, end) {
        let start = end - len;
        // 辖区内 and 集中国 only end like a level.
        let other = matches!(line.before(start), '辖' | '集' | '城' | '景' | '园' | '校' | '小' | '社');
        return (!other).then_some((start, level, (start, end)));
    }
    let (len, level) = PLACES.find(line, end)?;
    let start = end - len;
    (!made || line.before(start) == '在').then_some((start, level, (start, end)))
}

/// Whether another claim has its word at `i`.
fn another(line: &Line<'_>, i: usize) -> bool {
    matches!(line.get(i), '首' | '率') || line.reads(i, "第一")
}

/// The end of a claim that a verb ends, without the place where it came about: 首筆貸款在諸暨 落地.
fn placed(line: &Line<'_>, start: usize, end: usize) -> usize {
    const NAME: usize = 8;
    (end.saturating_sub(NAME).max(start + 4)..end).find(|&i| line.get(i) == '在').unwrap_or(end)
}

/// What ends a claim. A title may go on in the next line, and 、 may join what was first.
const CLAIM: Pauses =
    Pauses::of(&[Pause::Full, Pause::Exclamation, Pause::Question, Pause::Semicolon, Pause::Colon, Pause::Comma]);

/// From `start` to the end of the clause, or to where a title goes on to tell what came of it.
fn claim(line: &Line<'_>, start: usize) -> (usize, usize) {
    const LONGEST: usize = 60;
    let mut depth = 0_usize;
    let mut end = start;
    while end - start < LONGEST {
        match line.get(end) {
            '\0' => break,
            c if depth == 0 && CLAIM.has(c) => break,
            '(' | '“' | '《' | '「' => depth += 1,
            ')' | '”' | '》' | '」' if depth == 0 => break,
            ')' | '”' | '》' | '」' => depth -= 1,
            // 全国首创、省内首家 are two claims.
            '、' if depth == 0 && (1..8).any(|k| another(line, end + k)) => break,
            _ if depth == 0 && end > start + 4 && VERBS.find(line, end).is_some() => {
                return (start, placed(line, start, end));
            }
            _ => {}
        }
        end += 1;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// The first claim of a text, as `text|scope|level|claim`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let line = Line::new(text);
        let found = (0..line.len()).find_map(|i| match line.get(i) {
            '首' | '率' => at(&line, i),
            '第' => ordinal(&line, i).1,
            _ => None,
        });
        let shown = found.map_or(String::new(), |first| {
            let scope = first.scope.map_or("", |(start, end)| line.slice(start, end));
            let level = first.level.map_or("", Level::name);
            let (start, end) = first.claim;
            format!("{}|{scope}|{level}|{}", line.slice(first.start, first.end), line.slice(start, end))
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn claims() {
        check("落地全國首單高校專利保險,", "全國首單|全國|nation|首單高校專利保險");
        check(",全省首創3款,", "全省首創|全省|province|首創3款");
        check("在全國范圍內首創的保險", "全國范圍內首創|全國|nation|首創的保險");
        check("成為衢州市首筆“銀行+保險”融資模式。", "衢州市首筆|衢州市|city|首筆“銀行+保險”融資模式");
        check("在臺州首創質押模式,", "臺州首創|臺州|city|首創質押模式");
        check("紹興市首創“知微貸”惠普項目實現小微企業", "首創|||首創“知微貸”惠普項目");
        check("全省率先推出保險、責任險,", "全省率先|全省|province|率先推出保險、責任險");
        check("全省率先率先推出保險", "全省率先率先|全省|province|率先推出保險");
        check("率先在全国推出", "率先在全国|全国|nation|率先在全国推出");
        check("全国第一家平台", "全国第一家|全国|nation|第一家平台");
        check("在宁波首创模式", "宁波首创|宁波|city|首创模式");
        check("寧波首創的保險", "首創|||首創的保險");
        check("全省首筆貸款在諸暨落地", "全省首筆|全省|province|首筆貸款");
        check("全国首例、全省第一批", "全国首例|全国|nation|首例");
        check("全省第一批试点", "全省第一批|全省|province|第一批试点");
        check("县首創地理標志商標\n國際注冊保險", "首創|||首創地理標志商標\n國際注冊保險");
        check("西北地区首单、华东首笔", "西北地区首单|西北|region|首单");
        check("浙江省首个中心", "浙江省首个|浙江省|province|首个中心");
    }

    #[test]
    fn what_is_no_first() {
        for text in [
            "居全省首位",
            "居全省第一",
            "基层首创精神",
            "注册商标的首選",
            "首期規模",
            "完成首單賠付",
            "首批為5家",
            "率先垂范",
            "第一時間",
            "第一款",
            "首席代表",
            "首都",
        ] {
            check(text, "");
        }
    }
}
