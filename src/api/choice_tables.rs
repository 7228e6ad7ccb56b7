//! The values that people may choose in a request, with their names in both languages.

use super::choice::{Choice, Choices, choice};
use super::facts::FactSort;
use super::kwic::KwicSort;
use super::pivot::Measure;
use super::request::{By, Scope, Sort, Within};
use crate::facts::{Kind, Level, Purpose};

impl Choices for By {
    const CHOICES: &'static [Choice<By>] = &[
        choice(By::Passage, "passage", "每段一条", "one hit a passage"),
        choice(By::Case, "case", "每个案例一条，列出其中的段", "one hit a case, with its passages"),
    ];
}

impl Choices for Sort {
    const CHOICES: &'static [Choice<Sort>] = &[
        choice(Sort::Relevance, "relevance", "最相关的在前", "best first"),
        choice(Sort::Order, "order", "按原文顺序", "as in the texts"),
        choice(Sort::Date, "date", "最新的通知在前", "newest notice first"),
        choice(Sort::Amount, "amount", "金额最大的在前", "largest amount of money first"),
    ];
}

impl Choices for Scope {
    const CHOICES: &'static [Choice<Scope>] = &[
        choice(Scope::Default, "default", "正文和标题", "running text and headings"),
        choice(
            Scope::All,
            "all",
            "所有的段：目录、页脚、无关的行也在内",
            "every passage: lists, footers, foreign lines",
        ),
    ];
}

impl Choices for Within {
    const CHOICES: &'static [Choice<Within>] = &[
        choice(Within::Sentence, "sentence", "一句之内", "one sentence"),
        choice(Within::Passage, "passage", "一段之内", "one passage"),
        choice(Within::Case, "case", "一个案例之内", "one case"),
    ];
}

impl Choices for KwicSort {
    const CHOICES: &'static [Choice<KwicSort>] = &[
        choice(KwicSort::Order, "order", "按原文顺序", "as in the texts"),
        choice(KwicSort::Left, "left", "按前文排列", "by what stands before, from the keyword backwards"),
        choice(KwicSort::Right, "right", "按后文排列", "by what stands after"),
    ];
}

impl Choices for FactSort {
    const CHOICES: &'static [Choice<FactSort>] = &[
        choice(FactSort::Order, "order", "按原文顺序", "as in the texts"),
        Choice {
            alias: "amount",
            ..choice(FactSort::Value, "value", "按种类，数值最大的在前", "kind by kind, the largest first")
        },
        choice(
            FactSort::Date,
            "date",
            "按句中的日期，没有时按通知的日期，最新的在前",
            "by the date of its sentence, else of its notice, the latest first",
        ),
    ];
}

impl Choices for Kind {
    const CHOICES: &'static [Choice<Kind>] = &[
        Choice { alias: "amount 金额", ..choice(Kind::Money, "money", "金额", "sums of money") },
        Choice { alias: "百分比 比例", ..choice(Kind::Percent, "percent", "百分比", "percentages") },
        Choice { alias: "基点", ..choice(Kind::Bp, "bp", "基点", "basis points") },
        Choice { alias: "数量", ..choice(Kind::Count, "count", "数量", "so many of a thing") },
        Choice { alias: "日期", ..choice(Kind::Date, "date", "日期", "dates") },
        Choice { alias: "文件", ..choice(Kind::Title, "title", "文件", "titles of documents") },
        Choice { alias: "产品", ..choice(Kind::Product, "product", "产品", "names of products") },
        Choice { alias: "首创", ..choice(Kind::First, "first", "首创", "claims to be the first") },
        Choice { alias: "期限", ..choice(Kind::Duration, "duration", "期限", "terms, periods and time limits") },
    ];
}

impl Choices for Level {
    const CHOICES: &'static [Choice<Level>] = &[
        Choice { alias: "全球 世界", ..choice(Level::World, "world", "全球", "the first in the world") },
        Choice { alias: "全国 国内 国家", ..choice(Level::Nation, "nation", "全国", "in the country") },
        Choice {
            alias: "区域 地区", ..choice(Level::Region, "region", "区域", "in a region of several provinces")
        },
        Choice { alias: "全省 省 省内", ..choice(Level::Province, "province", "全省", "in a province") },
        Choice { alias: "全市 市 市内", ..choice(Level::City, "city", "全市", "in a city") },
        Choice {
            alias: "全县 县 全区 区", ..choice(Level::County, "county", "全县", "in a county or district")
        },
        Choice { alias: "行业 业内", ..choice(Level::Industry, "industry", "行业", "in an industry") },
    ];
}

impl Choices for Measure {
    const CHOICES: &'static [Choice<Measure>] = &[
        choice(Measure::Cases, "cases", "案例数", "distinct cases"),
        choice(Measure::Passages, "passages", "段数", "passages"),
        choice(Measure::Occurrences, "occurrences", "出现次数", "occurrences"),
        choice(Measure::Amount, "amount", "某一用途的金额合计", "sums of money for one purpose"),
    ];
}

/// A purpose, called by its Chinese name as well.
const fn purpose(value: Purpose, name: &'static str, alias: &'static str, en: &'static str) -> Choice<Purpose> {
    Choice { value, name, alias, zh: alias, en }
}

impl Choices for Purpose {
    const CHOICES: &'static [Choice<Purpose>] = &[
        purpose(Purpose::Pledge, "pledge", "质押", "pledged"),
        purpose(Purpose::Credit, "credit", "授信", "credit lines"),
        purpose(Purpose::Loan, "loan", "贷款", "loans"),
        purpose(Purpose::Premium, "premium", "保费", "premiums"),
        purpose(Purpose::Cover, "cover", "保额", "cover"),
        purpose(Purpose::Payout, "payout", "赔付", "paid out"),
        purpose(Purpose::Issue, "issue", "发行", "issued"),
        purpose(Purpose::Grant, "grant", "补助", "grants"),
        purpose(Purpose::Fine, "fine", "罚款", "fines"),
        purpose(Purpose::Interest, "interest", "利率", "interest"),
        purpose(Purpose::Growth, "growth", "增长", "growth"),
    ];
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::api::{CaseSort, KeywordSort, ListSort, ValueSort};

    fn check<T: Choices + std::fmt::Debug + serde::Serialize>() {
        for choice in T::CHOICES {
            assert_eq!(T::from_name(choice.name), Some(choice.value));
            assert!(choice.aliases().all(|alias| T::from_name(alias) == Some(choice.value)), "{}", choice.alias);
            assert_eq!(serde_json::to_string(&choice.value).unwrap(), format!("\"{}\"", choice.name));
            assert!(!choice.zh.is_empty() && !choice.en.is_empty());
        }
        assert_eq!(T::from_name(""), None);
    }

    #[test]
    fn names_are_those_of_json() {
        check::<By>();
        check::<Sort>();
        check::<Scope>();
        check::<Within>();
        check::<KwicSort>();
        check::<FactSort>();
        check::<ListSort>();
        check::<ValueSort>();
        check::<CaseSort>();
        check::<KeywordSort>();
        check::<Level>();
        check::<Kind>();
        check::<Measure>();
        check::<Purpose>();
    }
}
