//! One row a case: where it is, what was used, what it cost and what came of it, each cell with its sentences.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::hits::{CaseInfo, NoticeInfo, QueryEcho};
use super::plain::Value;
use crate::facts::{Bound, Fact, Kind, Purpose};
use crate::text::{Local, Span};

/// The cases as a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Table {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// No passage had every word, and these have some of them.
    pub relaxed: bool,
    /// How many rows there are in all.
    pub total: usize,
    /// The rows asked for, in the order of the corpus.
    pub rows: Vec<Row>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The case.
    pub case: CaseInfo,
    /// Its notice.
    pub notice: NoticeInfo,
    /// What is known of it, by column; columns of which nothing is known are left out, and in JSON empty.
    #[serde(flatten, serialize_with = "every_column")]
    pub cells: BTreeMap<Column, Vec<Entry>>,
}

fn every_column<S: Serializer>(cells: &BTreeMap<Column, Vec<Entry>>, serializer: S) -> Result<S::Ok, S::Error> {
    let entries = |column| cells.get(&column).map_or(&[][..], Vec::as_slice);
    serializer.collect_map(Column::all().map(|column| (column, entries(column))))
}

/// One thing in a cell.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Entry {
    /// The value, for a figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The upper end of a range: `30萬至80萬`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_max: Option<Value>,
    /// What the value is in: `元`, `%`, `bp`, another currency, a measure word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How the text bounds the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// What is shown: the words of the text, or the name of a term of the vocabulary.
    pub text: String,
    /// What the figure is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The passage that says so; none for what only the case's record tells.
    pub passage: String,
    /// Where it says so, in bytes of the passage.
    pub span: Span<Local>,
    /// The sentence that says so.
    pub sentence: String,
}

/// The columns, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "`name` and `label` say it")]
pub enum Column {
    Province,
    City,
    County,
    Instruments,
    Objects,
    Banks,
    Insurers,
    Pledge,
    Credit,
    Loan,
    Premium,
    Cover,
    Payout,
    Issue,
    Grant,
    OtherAmounts,
    SubsidyRate,
    Interest,
    Growth,
    Firms,
    Firsts,
}

impl Column {
    /// Every column with its names: in JSON and CSV, in Chinese, in English.
    pub(crate) const NAMES: [(Column, &'static str, &'static str, &'static str); 21] = [
        (Column::Province, "province", "省份", "province"),
        (Column::City, "city", "城市", "city"),
        (Column::County, "county", "县区", "county"),
        (Column::Instruments, "instruments", "工具", "instruments"),
        (Column::Objects, "objects", "客体", "objects"),
        (Column::Banks, "banks", "银行", "banks"),
        (Column::Insurers, "insurers", "保险机构", "insurers"),
        (Column::Pledge, "pledge", "质押", "pledged"),
        (Column::Credit, "credit", "授信", "credit line"),
        (Column::Loan, "loan", "贷款", "loans"),
        (Column::Premium, "premium", "保费", "premium"),
        (Column::Cover, "cover", "保额", "cover"),
        (Column::Payout, "payout", "赔付", "paid out"),
        (Column::Issue, "issue", "发行", "issued"),
        (Column::Grant, "grant", "补助", "grants"),
        (Column::OtherAmounts, "other_amounts", "其他金额", "other sums"),
        (Column::SubsidyRate, "subsidy_rate", "补贴比例", "subsidy rate"),
        (Column::Interest, "interest", "利率", "interest"),
        (Column::Growth, "growth", "增长", "growth"),
        (Column::Firms, "firms", "企业数", "firms"),
        (Column::Firsts, "firsts", "首创", "firsts"),
    ];

    /// All columns, in their order.
    pub fn all() -> impl Iterator<Item = Column> {
        Column::NAMES.iter().map(|known| known.0)
    }

    /// Its name in JSON and CSV.
    #[must_use]
    pub fn name(self) -> &'static str {
        Column::NAMES.iter().find(|known| known.0 == self).map_or("", |known| known.1)
    }

    /// Its label, in Chinese and in English.
    #[must_use]
    pub fn label(self) -> (&'static str, &'static str) {
        Column::NAMES.iter().find(|known| known.0 == self).map_or(("", ""), |known| (known.2, known.3))
    }

    /// The column of a fact, if it has one.
    pub(crate) fn of(fact: &Fact) -> Option<Column> {
        Some(match (fact.kind, fact.purpose()) {
            (Kind::Money, purpose) => match purpose {
                Some(Purpose::Pledge) => Column::Pledge,
                Some(Purpose::Credit) => Column::Credit,
                Some(Purpose::Loan) => Column::Loan,
                Some(Purpose::Premium) => Column::Premium,
                Some(Purpose::Cover) => Column::Cover,
                Some(Purpose::Payout) => Column::Payout,
                Some(Purpose::Issue) => Column::Issue,
                Some(Purpose::Grant) => Column::Grant,
                _ => Column::OtherAmounts,
            },
            (Kind::Percent, Some(Purpose::Grant)) => Column::SubsidyRate,
            (Kind::Percent, Some(Purpose::Growth)) => Column::Growth,
            (Kind::Percent | Kind::Bp, Some(Purpose::Interest)) | (Kind::Bp, _) => Column::Interest,
            (Kind::Count, _) if fact.counts("企业") => Column::Firms,
            (Kind::First, _) => Column::Firsts,
            _ => return None,
        })
    }
}
