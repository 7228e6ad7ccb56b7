//! Remarks on a query that could be read in another way.

use super::ast::Node;
use crate::api::Field;
use crate::text::fold;

/// A remark on a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryHint {
    /// Bytes of the query that it is about.
    pub at: (usize, usize),
    /// What it says.
    pub kind: HintKind,
    /// A query that can be tried instead.
    pub suggestion: Option<String>,
}

/// What a remark says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HintKind {
    /// A phrase has no closing quotation mark; it goes to the end.
    UnclosedPhrase,
    /// A phrase, group or field with nothing in it was left out.
    Empty,
    /// A bracket has no partner and was left out.
    LoneBracket,
    /// Groups are nested too deep; the brackets further in were left out.
    TooDeep,
    /// An operator has nothing on one side and was left out or read as text.
    NoOperand(String),
    /// There is no such field; the word is searched as text.
    UnknownField {
        /// As typed.
        name: String,
        /// The field with the most similar name.
        nearest: Option<String>,
    },
    /// A field takes values, and was given a comparison; it is searched as text.
    NotComparable(String),
    /// Too many near operators in a row; the ones from here on were left out.
    LongChain {
        /// As many are read.
        limit: usize,
    },
    /// The query has too many parts; the rest was left out.
    TooLong {
        /// As many words, phrases and values are read.
        limit: usize,
    },
    /// A kind of fact needs a comparison or a range.
    NoBounds(String),
    /// A figure could not be read.
    NotAFigure(String),
    /// No one figure meets both conditions; each may be met by another.
    Apart {
        /// A condition.
        first: String,
        /// Another.
        second: String,
    },
    /// Nothing can lie within these bounds.
    EmptyRange(String),
    /// The query only excludes.
    OnlyExclusion,
    /// Invisible characters inside a word were left out.
    Invisible,
}

impl HintKind {
    /// The remark in Chinese and in English.
    #[must_use]
    pub fn message(&self) -> (String, String) {
        match self {
            HintKind::UnclosedPhrase => (
                "引号没有关上；读到末尾为止".to_owned(),
                "the quotation mark is not closed; read to the end".to_owned(),
            ),
            HintKind::Invisible => (
                "词中有看不见的字符，已略去；若要连它一起查，请加引号".to_owned(),
                "invisible characters inside the word are left out; to search for them too, quote it".to_owned(),
            ),
            HintKind::Empty => ("这里是空的，已略去".to_owned(), "there is nothing in here; left out".to_owned()),
            HintKind::LoneBracket => {
                ("括号不成对，已略去".to_owned(), "this bracket has no partner; left out".to_owned())
            }
            HintKind::TooDeep => (
                "括号嵌套太深，里面的括号已略去".to_owned(),
                "nested too deep; the inner brackets are left out".to_owned(),
            ),
            HintKind::NoOperand(operator) => (
                format!("“{operator}” 的一边没有内容；若要查它本身，请加引号"),
                format!("nothing stands beside “{operator}”; to search for it as text, quote it"),
            ),
            HintKind::UnknownField { name, nearest } => {
                let (zh, en) = match nearest {
                    Some(nearest) => (format!("；是否 {nearest}？"), format!("; did you mean {nearest}?")),
                    None => {
                        let names = Field::names().join(" ");
                        (format!("；字段有 {names}"), format!("; fields are {names}"))
                    }
                };
                (
                    format!("没有字段 “{name}”，按原文查找{zh}"),
                    format!("there is no field “{name}”, it is searched as text{en}"),
                )
            }
            HintKind::NotComparable(name) => (
                format!("字段 “{name}” 只能写 {name}:值，此处按原文查找"),
                format!("field “{name}” takes values, as in {name}:value; it is searched as text"),
            ),
            HintKind::LongChain { limit } => (
                format!("远近运算符最多连用 {limit} 个，此处起略去"),
                format!("at most {limit} near operators in a row are read; left out from here"),
            ),
            HintKind::TooLong { limit } => (
                format!("查询的词和条件超过 {limit} 个，其余略去"),
                format!("the query has more than {limit} words and conditions; the rest is left out"),
            ),
            HintKind::NoBounds(name) => (
                format!("“{name}” 需要比较或范围，如 {name}>=100 或 {name}:50..100"),
                format!("“{name}” needs a comparison or a range, such as {name}>=100 or {name}:50..100"),
            ),
            HintKind::NotAFigure(text) => (
                format!("“{text}” 不是能读的数，没有段落满足此条件；写法如 1億、50%、2022-06"),
                format!("“{text}” is no figure that can be read, so nothing meets this; write 1億, 50% or 2022-06"),
            ),
            HintKind::Apart { first, second } => (
                format!("没有一个数同时满足 “{first}” 和 “{second}”；找的是两个数各满足其一的段落"),
                format!("no one figure meets both “{first}” and “{second}”; a figure for each is looked for"),
            ),
            HintKind::EmptyRange(text) => {
                (format!("“{text}” 的范围里不可能有数"), format!("nothing can lie within “{text}”"))
            }
            HintKind::OnlyExclusion => (
                "只有排除条件；列出的是不含它的段落".to_owned(),
                "the query only excludes; these are the passages without it".to_owned(),
            ),
        }
    }
}

/// `text` as a phrase.
pub(super) fn quoted_instead(text: &str) -> String {
    Node::Phrase(text.to_owned()).to_string()
}

/// The field name nearest to `name`, if any is near.
pub(super) fn nearest_field(name: &str) -> Option<String> {
    let folded = fold(name);
    let near = |known: &str| strsim::osa_distance(known, &folded);
    let best = Field::all_names().min_by_key(|known| near(known))?;
    (near(best) <= (folded.chars().count() / 2).clamp(1, 2)).then(|| best.to_owned())
}
