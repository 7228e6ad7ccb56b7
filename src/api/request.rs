//! What can be asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::FactSort;
use super::field::{Field, Filter};
use super::kwic::KwicSort;
use super::order::{CaseSort, KeywordSort, ListSort, TableSort, ValueSort};
use super::page::{Limit, Page};
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
    /// The firsts of what a query finds, the oldest first.
    Timeline(Timeline),
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
    /// Of a question, too, only what has all of its words, so that the numbers are of these.
    AllWords,
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
    /// Their order.
    #[serde(default)]
    pub sort: ListSort,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facets {
    /// What is searched.
    #[serde(flatten)]
    pub selection: Selection,
    /// What is counted.
    #[serde(default)]
    pub by: By,
    /// Which values of each field.
    #[serde(default = "all")]
    pub page: Page,
    /// Their order.
    #[serde(default)]
    pub sort: ValueSort,
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
    /// Their order.
    #[serde(default)]
    pub sort: TableSort,
    /// Names of columns and of sets of them, in their order; where none is given the set that fits best.
    #[serde(default)]
    pub columns: Vec<String>,
    /// A table of columns like `data/columns.tsv`, to be used instead of the program's own.
    #[serde(default)]
    pub definition: Option<String>,
}

impl Table {
    /// The cases of `selection` under the columns that fit best.
    #[must_use]
    pub fn new(selection: Selection) -> Table {
        Table { selection, page: all(), sort: TableSort::default(), columns: Vec::new(), definition: None }
    }
}

/// [`Request::Timeline`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Timeline {
    /// What is searched.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which events.
    #[serde(default = "all")]
    pub page: Page,
    /// Only firsts in such a circle; all where none is given.
    #[serde(default)]
    pub levels: Vec<facts::Level>,
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
    /// The cases that may be told: those with a passage that is selected, all where it selects everything.
    #[serde(flatten)]
    pub among: Selection,
    /// Which of them.
    #[serde(default = "ten")]
    pub page: Page,
    /// Their order.
    #[serde(default)]
    pub sort: CaseSort,
}

impl Similar {
    /// The ten nearest of all cases.
    #[must_use]
    pub fn new(to: Subject) -> Similar {
        Similar { to, among: Selection::default(), page: ten(), sort: CaseSort::default() }
    }
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
    /// What the cases are found by: a case, the case of a passage, a notice, several of these with blanks between them, or
    /// a query. Scope and unit are those of a query; filters hold for whatever is named, too.
    #[serde(flatten)]
    pub selection: Selection,
    /// Which terms.
    #[serde(default = "ten")]
    pub page: Page,
    /// Their order.
    #[serde(default)]
    pub sort: KeywordSort,
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
    /// Their order.
    #[serde(default)]
    pub sort: ValueSort,
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
            Request::List(List { selection: Selection::default(), page: Page::ALL, sort: ListSort::Date }),
            Request::Table(Table {
                sort: TableSort::from("质押"),
                columns: vec!["finance".to_owned()],
                ..Table::new(Selection::default())
            }),
            Request::Show(Show { name: "典型5".to_owned() }),
            Request::Facts(Facts {
                selection: Selection::new("amount>=1億"),
                page: Page { offset: 3, limit: Limit::Most(2), reverse: true },
                kinds: vec![facts::Kind::Money],
                levels: Vec::new(),
                sort: FactSort::Value,
            }),
            Request::Similar(Similar { page: Page::ALL, ..Similar::new(Subject::Text("專利質押".to_owned())) }),
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
}
