//! What can be asked.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::facts::FactSort;
use super::field::{Field, Filter};
use super::kwic::KwicSort;
use super::pivot::Measure;
use crate::facts::{self, Purpose};

/// A question. As JSON it is tagged by its command: `{"command": "search", "query": "質押", "limit": 5}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Request {
    /// Which passages, or cases, a query finds.
    Search(Search),
    /// All notices with their cases.
    List(List),
    /// A case, a notice or a passage, whole.
    Show(Show),
    /// How often each value of a field stands in what a query finds.
    Facets(Facets),
    /// The facts of what a query finds.
    Facts(Facts),
    /// A row for each case that a query finds.
    Table(Table),
    /// Every occurrence of what a query marks.
    Kwic(Kwic),
    /// Why a case is not found by a query.
    WhyNot(WhyNot),
    /// Whether a quotation stands in the corpus.
    Verify(Verify),
    /// What the corpus says of every figure and quotation of a draft.
    VerifyDraft(VerifyDraft),
    /// What is to be cited.
    Cite(Cite),
    /// The cases that are nearest to a case or a text.
    Similar(Similar),
    /// Which cases belong together.
    Groups(Groups),
    /// Cases side by side.
    Compare(Compare),
    /// The terms that set cases apart.
    Keywords(Keywords),
    /// What a query finds, counted by two fields at once.
    Pivot(Pivot),
    /// What the file of a case, a notice or a passage has in the place of its text.
    Source(Source),
    /// What the file of a notice is, and what was repaired in it.
    Inspect(Inspect),
    /// The files of the corpus, and which of them could not be read.
    Corpus(Corpus),
}

/// Which passages a question is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Selection {
    /// The query as typed; where it is empty, everything.
    #[serde(default)]
    pub query: String,
    /// Which passages are searched.
    #[serde(default)]
    pub scope: Scope,
    /// The unit within which the whole query must hold.
    #[serde(default)]
    pub within: Within,
    /// What every passage must have.
    #[serde(default)]
    pub filters: Vec<Filter>,
}

impl Selection {
    /// What `query` finds in running text and headings.
    pub fn new(query: impl Into<String>) -> Selection {
        Selection { query: query.into(), ..Selection::default() }
    }
}

/// How many rows of an answer are wanted. In JSON a number, or `"all"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limit {
    /// At most so many.
    Most(usize),
    /// Every one.
    #[default]
    All,
}

impl Limit {
    /// The number; the greatest there is for all.
    #[must_use]
    pub fn count(self) -> usize {
        match self {
            Limit::Most(count) => count,
            Limit::All => usize::MAX,
        }
    }
}

/// `all`, `0` (the same) or a number.
impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        match text {
            "all" | "0" => Ok(Limit::All),
            _ => text.parse().map(Limit::Most).map_err(|_| "a number, or all".to_owned()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Most(count) => write!(f, "{count}"),
            Limit::All => f.write_str("all"),
        }
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "all" }] })
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Limit::Most(count) => serializer.serialize_u64(*count as u64),
            Limit::All => serializer.serialize_str("all"),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Limit, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or \"all\"")
            }

            fn visit_u64<E>(self, count: u64) -> Result<Limit, E> {
                Ok(Limit::Most(usize::try_from(count).unwrap_or(usize::MAX)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
                if text == "all" { Ok(Limit::All) } else { Err(E::invalid_value(de::Unexpected::Str(text), &self)) }
            }
        }
        deserializer.deserialize_any(Written)
    }
}

/// Which rows of an answer are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// Rows left out before the first one.
    #[serde(default)]
    pub offset: usize,
    /// How many then.
    pub limit: Limit,
    /// Whether they are counted from the last one backwards.
    #[serde(default)]
    pub reverse: bool,
}

impl Page {
    /// The first `count` rows.
    #[must_use]
    pub fn first(count: usize) -> Page {
        Page { offset: 0, limit: Limit::Most(count), reverse: false }
    }

    /// Every row.
    pub const ALL: Page = Page { offset: 0, limit: Limit::All, reverse: false };

    /// The rows of this page among `rows`.
    #[must_use]
    pub fn of<T>(self, mut rows: Vec<T>) -> Vec<T> {
        if self.reverse {
            rows.reverse();
        }
        let range = self.range(rows.len());
        rows.drain(range).collect()
    }

    /// The places of the rows among `len`.
    #[must_use]
    pub fn range(self, len: usize) -> std::ops::Range<usize> {
        self.offset.min(len)..self.end().min(len)
    }

    /// The place behind the last row, were there enough of them.
    #[must_use]
    pub fn end(self) -> usize {
        self.offset.saturating_add(self.limit.count())
    }
}

fn ten() -> Page {
    Page::first(10)
}

/// [`Request::Search`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Search {
    /// What is searched.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which hits.
    #[serde(default = "ten")]
    pub page: Page,
    /// The unit of a hit.
    #[serde(default)]
    pub by: By,
    /// The order of the hits.
    #[serde(default)]
    pub sort: Sort,
    /// What is told beside the hits.
    #[serde(default)]
    pub extras: Vec<Extra>,
}

impl Search {
    /// The ten best passages for `query`, as a user asks who gives no option.
    pub fn new(query: impl Into<String>) -> Search {
        Search {
            selection: Selection::new(query),
            page: ten(),
            by: By::default(),
            sort: Sort::default(),
            extras: Vec::new(),
        }
    }

    /// The same in passages of every role, or of those that are searched by default.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Search {
        self.selection.scope = scope;
        self
    }

    /// The same, but these rows.
    #[must_use]
    pub fn page(self, page: Page) -> Search {
        Search { page, ..self }
    }

    /// Whether `extra` is to be told.
    #[must_use]
    pub fn wants(&self, extra: Extra) -> bool {
        self.extras.contains(&extra)
    }
}

/// What can be told beside hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Extra {
    /// How the query was cut into words, and the parts of each score.
    Explanation,
    /// The values of facets with their counts.
    Facets,
}

/// [`Request::List`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct List {
    /// What is listed: notices and cases that have a passage in it; everything where neither query nor filter is given.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which notices.
    #[serde(default = "all")]
    pub page: Page,
}

/// [`Request::Groups`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Groups {}

/// [`Request::Show`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Show {
    /// An id, or a short form of one: `典型5`, `典5`, `优3`, `典型5#7`, a notice's number 文號.
    pub name: String,
}

/// [`Request::Facets`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facets {
    /// What is searched.
    #[serde(flatten)]
    pub selection: Selection,
    /// What is counted.
    #[serde(default)]
    pub by: By,
    /// How many values of each field.
    #[serde(default)]
    pub limit: Limit,
}

/// [`Request::Facts`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// What is searched. Conditions on figures in its query select facts, not only passages.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which facts.
    #[serde(default = "all")]
    pub page: Page,
    /// Of these kinds; where none is given, of all, or of those that the query has conditions on.
    #[serde(default)]
    pub kinds: Vec<facts::Kind>,
    /// Of firsts, only those that are one in such a circle; all where none is given.
    #[serde(default)]
    pub levels: Vec<facts::Level>,
    /// Their order.
    #[serde(default)]
    pub sort: FactSort,
}

fn all() -> Page {
    Page::ALL
}

/// [`Request::Table`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// What is searched; every case with a passage in it has a row.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which rows.
    #[serde(default = "all")]
    pub page: Page,
}

/// [`Request::Kwic`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Kwic {
    /// What is searched.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which lines.
    #[serde(default = "ten")]
    pub page: Page,
    /// Their order.
    #[serde(default)]
    pub sort: KwicSort,
}

/// [`Request::WhyNot`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WhyNot {
    /// The case; as [`Show::name`].
    pub case: String,
    /// The query that does not find it.
    pub query: String,
}

/// [`Request::Verify`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verify {
    /// The words or the figure, as quoted; `……` stands for words left out within one case.
    pub quote: String,
    /// How many places are told.
    pub limit: Limit,
}

/// [`Request::VerifyDraft`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerifyDraft {
    /// The text of the draft.
    pub text: String,
}

/// [`Request::Cite`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cite {
    /// Cases, notices or passages; as [`Show::name`].
    pub names: Vec<String>,
}

/// [`Request::Similar`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Similar {
    /// What is compared.
    #[serde(flatten)]
    pub to: Subject,
    /// How many cases are told.
    pub limit: Limit,
}

/// What cases are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A case; as [`Show::name`].
    Case(String),
    /// A text, taken as it is: what may need repair is repaired by who asks.
    Text(String),
}

/// [`Request::Compare`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Compare {
    /// From two to twelve cases; as [`Show::name`].
    pub cases: Vec<String>,
}

/// [`Request::Keywords`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Keywords {
    /// A case, the case of a passage, a notice, several of these with blanks between them, or a query.
    pub of: String,
    /// How many terms are told.
    pub limit: Limit,
}

/// [`Request::Pivot`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pivot {
    /// What is searched.
    #[serde(flatten)]
    pub selection: Selection,
    /// The field whose values are the rows.
    pub rows: Field,
    /// The field whose values are the columns.
    pub cols: Field,
    /// What a cell tells.
    #[serde(default)]
    pub value: Measure,
    /// Of amounts: what the money is for. Sums for other purposes are not added.
    #[serde(default)]
    pub purpose: Option<Purpose>,
    /// Which rows.
    #[serde(default = "all")]
    pub page: Page,
}

/// [`Request::Source`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// As [`Show::name`].
    pub name: String,
}

/// [`Request::Inspect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Inspect {
    /// A notice, or something in it; as [`Show::name`].
    pub name: String,
}

/// [`Request::Corpus`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Corpus {
    /// Which files.
    #[serde(default = "all")]
    pub page: Page,
}

/// The unit of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// One hit a passage.
    #[default]
    Passage,
    /// One hit a case.
    Case,
}

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// As in the texts.
    Order,
    /// Newest notice first.
    Date,
    /// Largest amount of money first.
    Amount,
}

/// Which passages are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Running text and headings.
    #[default]
    Default,
    /// Every passage of every role.
    All,
}

/// The unit within which a whole query must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// One sentence.
    Sentence,
    /// One passage.
    #[default]
    Passage,
    /// One case.
    Case,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_request_comes_back_from_json() {
        let mut search = Search::new("質押 -保險");
        search.selection.filters.push(Filter::new(Field::City, "寧波"));
        search.extras.push(Extra::Facets);
        let requests = [
            Request::Search(search.clone()),
            Request::Search(search.page(Page::ALL)),
            Request::List(List { selection: Selection::default(), page: Page::ALL }),
            Request::Show(Show { name: "典型5".to_owned() }),
            Request::Facts(Facts {
                selection: Selection::new("amount>=1億"),
                page: Page { offset: 3, limit: Limit::Most(2), reverse: true },
                kinds: vec![facts::Kind::Money],
                levels: Vec::new(),
                sort: FactSort::Value,
            }),
            Request::Similar(Similar { to: Subject::Text("專利質押".to_owned()), limit: Limit::All }),
            Request::WhyNot(WhyNot { case: "典型5".to_owned(), query: "質押".to_owned() }),
        ];
        for request in requests {
            let json = serde_json::to_string(&request).unwrap();
            assert_eq!(serde_json::from_str::<Request>(&json).unwrap(), request, "{json}");
        }
    }

    #[test]
    fn what_is_left_out_is_what_a_user_means_who_gives_no_option() {
        let request: Request = serde_json::from_str(r#"{"command": "search", "query": "質押"}"#).unwrap();
        assert_eq!(request, Request::Search(Search::new("質押")));
        for wrong in [
            r#"{"command": "search", "query": 7}"#,
            r#"{"command": "fly"}"#,
            r#"{"query": "質押"}"#,
            r#"{"command": "search", "query": "a", "page": {"limit": "some"}}"#,
            r#"{"command": "search", "query": "a", "filters": [{"field": "colour", "values": []}]}"#,
        ] {
            assert!(serde_json::from_str::<Request>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pages_are_cut_from_any_number_of_rows() {
        assert_eq!(Page::first(10).range(3), 0..3);
        assert_eq!(Page { offset: 5, ..Page::ALL }.range(3), 3..3);
        assert_eq!(Page { offset: 1, ..Page::ALL }.range(3), 1..3);
        assert_eq!(Page { offset: usize::MAX, ..Page::first(usize::MAX) }.range(3), 3..3);
        assert_eq!(Page { offset: 1, reverse: true, ..Page::first(2) }.of(vec![1, 2, 3, 4]), [3, 2]);
        for text in ["all", "7"] {
            assert_eq!(text.parse::<Limit>().unwrap().to_string(), text);
        }
    }
}
