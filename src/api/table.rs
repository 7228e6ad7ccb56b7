//! One row a case, under columns that are data: where it is, what was done, what it cost and what came of it, each cell with
//! its sentences.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::hits::{CaseInfo, NoticeInfo, QueryEcho};
use super::plain::Value;
use crate::facts::columns::{self, ColumnKind, Columns};
use crate::facts::{Bound, Direction};
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
    /// The set of columns, where they are those of one.
    pub set: Option<Set>,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// The rows asked for, in the order of the corpus.
    pub rows: Vec<Row>,
}

/// A set of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Set {
    /// Its name; empty for a file of columns without sets.
    pub name: String,
    /// Its heading in Chinese.
    pub zh: String,
    /// Its heading in English.
    pub en: String,
    /// Nobody named it: of all sets it has the most to tell of the cases.
    pub fits_best: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Column {
    /// Its name in JSON and CSV.
    pub name: String,
    /// Its heading in Chinese.
    pub zh: String,
    /// Its heading in English.
    pub en: String,
    /// What stands in it.
    pub kinds: Vec<ColumnKind>,
    /// Which way all of its figures go: what is saved, what falls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

impl Column {
    /// Whether it has the place of the case.
    #[must_use]
    pub fn is_place(&self) -> bool {
        self.kinds.iter().any(|kind| matches!(kind, ColumnKind::Place(_)))
    }

    /// The one kind of fact that stands in it.
    #[must_use]
    pub fn fact(&self) -> Option<crate::facts::Kind> {
        match self.kinds[..] {
            [ColumnKind::Fact(kind)] => Some(kind),
            _ => None,
        }
    }
}

impl From<&columns::Column> for Column {
    fn from(column: &columns::Column) -> Column {
        Column {
            name: column.name.clone(),
            zh: column.zh.clone(),
            en: column.en.clone(),
            kinds: column.kinds.clone(),
            direction: column.direction(),
        }
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The case.
    pub case: CaseInfo,
    /// Its notice.
    pub notice: NoticeInfo,
    /// What is known of it, by column; each column has its list, which may be empty.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, Vec<Entry>>")]
    pub cells: Cells,
}

/// The cells of a row, in the order of the columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cells(pub Vec<(String, Vec<Entry>)>);

impl Cells {
    /// The entries under the column of this name.
    #[must_use]
    pub fn get(&self, column: &str) -> &[Entry] {
        self.0.iter().find(|(name, _)| name == column).map_or(&[], |(_, entries)| entries)
    }
}

impl Serialize for Cells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, entries)| (name, entries)))
    }
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
    /// What the value is in: `元`, `%`, `bp`, `天`, another currency, a measure word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How the text bounds the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Which way it goes, where the text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
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
    /// Where the case says the same again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Again>,
}

impl Entry {
    /// Whether it is a ratio by which something is shared out: 4:4:2.
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        self.value.is_some() && self.text.contains([':', '：', '∶'])
    }

    /// The passages that say so, each once.
    pub fn passages(&self) -> impl Iterator<Item = &str> {
        let mut known: Vec<&str> = Vec::new();
        std::iter::once(&self.passage).chain(self.also.iter().map(|again| &again.passage)).map(String::as_str).filter(
            move |&id| {
                let new = !known.contains(&id);
                known.push(id);
                new
            },
        )
    }
}

/// Another place that says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Again {
    /// The passage.
    pub passage: String,
    /// Where, in bytes of the passage.
    pub span: Span<Local>,
}

/// The names of the built-in sets of columns, with their headings in Chinese and English.
pub fn sets() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    Columns::builtin().sets.iter().map(|set| (set.name.as_str(), set.zh.as_str(), set.en.as_str()))
}
