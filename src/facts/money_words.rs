//! Whether a number without a unit is a sum of money, by the words around it: 授信20萬, 30萬至80萬不等授信額度.

use std::sync::LazyLock;

use super::date;
use super::folded_line::{Line, Words, listed as words};
use super::number::{Number, Written};
use crate::text::sentence::Pauses;

/// Whether `c` closes a figure off: the end of the line, a bracket, or any pause but one that announces something.
pub(super) fn closes(c: char) -> bool {
    matches!(c, '\0' | ')') || c != ':' && Pauses::CLAUSE.has(c)
}

/// Whether the number at `start..end`, without a unit, is a sum of money.
pub(super) fn is_money(line: &Line<'_>, start: usize, end: usize, number: &Number) -> bool {
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
                 筹集 集资 引资 到账 到位 放贷 节省 节约 节支 降本 让利 减税 退税 \
                 单户 户均 单笔 笔均 每户 单家 每家 每笔 人均";
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
