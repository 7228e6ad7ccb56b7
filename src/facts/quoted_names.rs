//! Names between marks: titles of documents 《…》, and quoted names of products and mechanisms.

use std::sync::LazyLock;

use super::folded_line::{Line, Words, listed};
use crate::text::sentence::Pauses;

/// The longest name of a product, in characters.
const LONGEST: usize = 32;

/// The titles of the line with their marks: the outermost pairs. A mark without its partner makes none.
pub(super) fn titles(line: &Line<'_>) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for i in 0..line.len() {
        match line.get(i) {
            '《' => open.push(i),
            '》' => {
                let Some(start) = open.pop() else { continue };
                // An outer pair takes the place of those inside it.
                while found.last().is_some_and(|&(inner, _)| inner > start) {
                    found.pop();
                }
                if i > start + 1 {
                    found.push((start, i + 1));
                }
            }
            '\n' => open.clear(),
            _ => {}
        }
    }
    found
}

/// How the names of financial products and systems end.
static PRODUCT_ENDS: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "贷 险 保 券 债 贷款 保险 基金 票据 信托 存单 理财 债券 证券 年金 通宝 宝 融通 信贷 e贷 i贷 按揭 系统";
    Words::ending(listed(words, ()))
});

/// Words behind a quotation that say it names a product or mechanism, each with the number of characters that may stand
/// between (新, 公共, 融资, 联动协作): “杭高担”增信取得贷款 names no loan.
static SAID_AFTER: LazyLock<Words<usize>> = LazyLock::new(|| {
    let products = listed("产品 项目 贷款 保险 险种 债券 基金 系统 理财 票据 信贷", 2);
    let mechanisms = listed("模式 机制 制度 体系 方案 计划 工程", 4);
    Words::starting(products.chain(mechanisms))
});

/// Words right before a quotation that say so.
static SAID_BEFORE: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "项目 产品 贷款产品 保险产品 险种 推出 推出了 首创 首推 发布 发布了 上线 上线了 研发 研发了 开发 开发了 创设 \
                 创设了 创推 名为 开发推出 创新推出 首发 试点推出 新推";
    Words::ending(listed(words, ()))
});

/// Ordinary words that end like products.
static ORDINARY: LazyLock<Words<()>> = LazyLock::new(|| {
    Words::ending(listed(
        "冒险 风险 危险 抢险 环保 社保 医保 担保 确保 投保 参保 负债 五保 低保 中保 人保 国宝 珠宝 宝宝",
        (),
    ))
});

/// Words before a quotation that make it an abbreviation or a definition.
static DEFINED: LazyLock<Words<()>> =
    LazyLock::new(|| Words::ending(listed("简称 以下称 所称 统称 下称 改称为 称", ())));

/// The ends of names of bodies, documents and properties, which no verb of launching makes products.
static NOT_PRODUCTS: LazyLock<Words<()>> = LazyLock::new(|| {
    let words = "实验室 中心 协会 联盟 公司 学院 研究院 基地 园区 服务站 工作站 驿站 窗口 小组 专班 办法 意见 条例 通知 条 规划 \
                 行动 活动 性 化 式 型 度 群 圈 区 站 出去 进来 起来";
    Words::ending(listed(words, ()))
});

/// The quotation that opens at `start`, if it names a product or mechanism.
pub(super) fn product(line: &Line<'_>, start: usize) -> Option<(usize, usize)> {
    let close = match line.get(start) {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        _ => '"',
    };
    let mut end = start + 1;
    loop {
        let c = line.get(end);
        if c == close {
            break;
        }
        // A sentence, a list or a slogan of two parts is no name.
        let name = !Pauses::CLAUSE.has(c) && !matches!(c, '\0' | '《' | '》' | '“' | '‘' | '"');
        if !name || end - start > LONGEST {
            return None;
        }
        end += 1;
    }
    let after = end + 1;
    if end < start + 3 || line.get(start + 1) == '的' || line.reads(start + 1, "一") && line.reads(start + 3, "一") {
        return None;
    }
    // (以下简称“本基金”), “基金”字样, “七五”计划
    let numbered = line.chars(start + 1, end).iter().all(|&c| super::number::begins(c));
    let defined = ["字样", "是指", ",是指"].iter().any(|word| line.reads(after, word));
    if DEFINED.find(line, start).is_some() || defined || numbered {
        return None;
    }
    let property = NOT_PRODUCTS.find(line, end).is_some();
    let named = ends_like_products(line, start + 1, end)
        && ORDINARY.find(line, end).is_none()
        && !of_actors(line, start + 1, end);
    let said_after = !property && said_after(line, after);
    let said_before = !property && SAID_BEFORE.find(line, start).is_some();
    (named || said_after || said_before).then_some((start, after))
}

/// Whether the name, or each of its parts joined by +, ends like a product: “申请险+气象指数险”, but not “银行+保险”.
fn ends_like_products(line: &Line<'_>, start: usize, end: usize) -> bool {
    (start..=end)
        .filter(|&i| i == end || line.get(i) == '+')
        .all(|stop| PRODUCT_ENDS.find(line, stop).is_some_and(|(len, ())| stop - len > start || stop < end))
}

/// 政银保, 银政企: a name of parties alone, in which 保 is the insurer.
fn of_actors(line: &Line<'_>, start: usize, end: usize) -> bool {
    line.chars(start, end).iter().all(|c| "政银企保校园担府院所社村农户税险协会+-·".contains(*c))
}

/// Whether a word that names a product or mechanism follows, perhaps after a short qualifier: “政银保”融资模式.
fn said_after(line: &Line<'_>, after: usize) -> bool {
    for k in 0.. {
        let c = line.get(after + k);
        if SAID_AFTER.find(line, after + k).is_some_and(|(_, between)| k <= between) {
            return true;
        }
        // 的 makes the quotation a description; a mark ends the phrase.
        let ends = matches!(c, '的' | '等' | '和' | '与' | '及' | '为' | '是' | '在' | '将' | '通');
        if k == 4 || ends || !crate::text::is_han(c) {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let line = Line::new(text);
        let start = (0..line.len()).find(|&i| matches!(line.get(i), '“' | '"' | '「')).unwrap();
        assert_eq!(product(&line, start).is_some(), expected, "{text}");
    }

    #[test]
    fn products() {
        for text in [
            "推出“知微貸”公共",
            "“专利保证保险”撬动",
            "“批量融資”模式",
            "“政銀保”融資模式",
            "“白名單”篩選機制",
            "融資增信項目“質品貸”",
            "名为“浙里融”的",
            "首创“云速押”",
            "“保險+維權”新模式",
            "“風險補償基金”,",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn other_quotations() {
        for text in [
            "“融資難”問題",
            "“普惠性”知識產權質押貸款項目",
            "“政銀保”多方發力",
            "“企業預約,按需上門”模式",
            "“一站式”服務",
            "“楠溪嘉品”集體商標",
            "“生態品牌+金融”的生態產品價值實現新模式",
            "首創“知產保險實驗室”助力",
            "“一體化”模式",
            "“未闭合的贷",
            "“抖音”直播平臺",
            "使用“创业投资基金”字样",
            "(以下简称“本基金”)是",
            "“七五”计划",
            "“自甘冒险”规则",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn titles_are_the_outermost_pairs() {
        let line = Line::new("《关于印发《办法》的通知》和《意见》及《未完");
        let found: Vec<&str> = titles(&line).into_iter().map(|(start, end)| line.slice(start, end)).collect();
        assert_eq!(found, ["《关于印发《办法》的通知》", "《意见》"]);
    }
}
