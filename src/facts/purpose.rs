//! What a figure is for, told from its noun: a loan, a premium, a grant, a growth.

use std::sync::LazyLock;

use super::folded_line::{Line, Words, listed};
use super::{Fact, Kind};

/// What a sum or a rate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// 補貼, 補助, 貼息, 風險補償, 獎勵.
    Grant,
    /// 同比增長, 增長, 增幅; of rates only.
    Growth,
    /// 質押額, 質押登記金額, 質押擔保金額.
    Pledge,
    /// 授信, 授信額度, 增信.
    Credit,
    /// 貸款, 融資, 放款.
    Loan,
    /// 保費.
    Premium,
    /// 保障額度, 保額, 風險保障.
    Cover,
    /// 賠款, 賠付, 獲賠金額.
    Payout,
    /// 發行金額, 發行額度.
    Issue,
    /// 利率, 年化, 費率.
    Interest,
    /// 罰款, 罰金, 滯納金, 違約金.
    Fine,
}

impl Purpose {
    /// All purposes. Where a noun names several, the one that it ends in counts (質押融資 is a loan, 質押額 a pledge).
    pub const ALL: [Purpose; 11] = [
        Purpose::Grant,
        Purpose::Growth,
        Purpose::Pledge,
        Purpose::Credit,
        Purpose::Loan,
        Purpose::Premium,
        Purpose::Cover,
        Purpose::Payout,
        Purpose::Issue,
        Purpose::Interest,
        Purpose::Fine,
    ];

    /// The purpose's name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Grant => "grant",
            Purpose::Growth => "growth",
            Purpose::Pledge => "pledge",
            Purpose::Credit => "credit",
            Purpose::Loan => "loan",
            Purpose::Premium => "premium",
            Purpose::Cover => "cover",
            Purpose::Payout => "payout",
            Purpose::Issue => "issue",
            Purpose::Interest => "interest",
            Purpose::Fine => "fine",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Purpose::Grant => "补贴 补助 贴息 补偿 资助 奖励 奖补 贴费 奖金 扶持 返还 减免",
            Purpose::Growth => "增长 增幅 增速 增长率 提升 上升",
            Purpose::Pledge => "质押 质押额 质押总额 质押限额 质押登记金额 质押担保金额 质押金额 质押登记",
            Purpose::Credit => "授信 增信 授信额 授信额度 贷款额度 融资额度 最高额度",
            Purpose::Loan => "贷款 融资 放款 借款 融资额 贷款额 融资规模 贷款规模 融资金额 贷款金额 贷款余额",
            Purpose::Premium => "保费 保险费 投保费用",
            Purpose::Cover => "保障 保额 保障金额 保障额度 保险金额 投保金额 保障能力 风险保障金额",
            Purpose::Payout => "赔款 赔付 理赔 获赔 赔付金额 获赔金额 赔偿 赔偿金 代偿",
            Purpose::Issue => "发行 发行额度 发行金额 发行规模 发行额",
            Purpose::Interest => "利率 年化 费率 票面利率 年利率",
            Purpose::Fine => "罚款 罚金 滞纳金 违约金",
        }
    }
}

static PURPOSES: LazyLock<Words<Purpose>> =
    LazyLock::new(|| Words::ending(Purpose::ALL.into_iter().flat_map(|purpose| listed(purpose.words(), purpose))));

impl Fact {
    /// What a sum of money or a rate is for, by its noun; none for other kinds and other nouns.
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        if !matches!(self.kind, Kind::Money | Kind::Percent | Kind::Bp) {
            return None;
        }
        let line = Line::new(self.what.as_deref()?);
        // The word nearest to the end of the noun: 財政補貼資金 is a grant.
        let found = (1..=line.len()).rev().find_map(|end| PURPOSES.find(&line, end).map(|(_, purpose)| (end, purpose)));
        // 融资成本 is what a loan costs, not a loan.
        let cost = |end: usize| (end..line.len()).any(|i| line.reads(i, "成本") || line.reads(i, "利息"));
        let found =
            found.filter(|&(end, purpose)| purpose == Purpose::Interest || !cost(end)).map(|(_, purpose)| purpose);
        found.filter(|&purpose| purpose != Purpose::Growth || self.kind == Kind::Percent)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::facts::extract;

    #[test]
    fn purposes() {
        for (text, purpose) in [
            ("質押額超10億元", Some(Purpose::Pledge)),
            ("同比增長55%", Some(Purpose::Growth)),
            ("按年度保費的50%予以補助", Some(Purpose::Grant)),
            ("保費3.8萬余元", Some(Purpose::Premium)),
            ("專利質押普惠融資額達18.4億元", Some(Purpose::Loan)),
            ("發行票面利率2.7%", Some(Purpose::Interest)),
            ("处五万元以下的罚款", Some(Purpose::Fine)),
            ("注册资本500万元", None),
            ("融資成本近800萬元", None),
        ] {
            assert_eq!(extract(text)[0].purpose(), purpose, "{text}");
        }
    }
}
