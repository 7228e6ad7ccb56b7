//! The tools: what each takes, as JSON Schema from the type that reads it, and how it answers.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answers;
use crate::api::{Answer, By, FactSort, Filter, Limit, Page, Request, Search, Selection, Subject, request};
use crate::cite::Style;
use crate::error::{Error, Result, Sentence};
use crate::facts::Kind;

/// Rows that are told where no number is given, and at most.
const USUAL: usize = 8;
const MOST: usize = 50;

/// Something that answers requests.
type Ask<'a> = &'a dyn Fn(&Request) -> Result<Answer>;

/// A tool.
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) what: &'static str,
    pub(super) schema: fn() -> Value,
    pub(super) answer: fn(Value, Ask) -> Result<Value>,
}

/// All of them.
pub(super) static TOOLS: [Tool; 9] = [
    Tool {
        name: "search",
        title: "Search passages 搜索",
        what: "Find passages in Chinese government case notices. The query language: 質押 保險 (both words), \"批量融資\" \
               (exactly), a OR b, -a, a /s b (same sentence), city:寧波, amount>=1億, percent>=50, date:2022-06... Either \
               script will do. Answers with ids and quoted text.",
        schema: schema::<SearchArgs>,
        answer: |arguments, ask| search(read(arguments)?, ask),
    },
    Tool {
        name: "get_case",
        title: "Read a case 全文",
        what: "A case or a notice, whole: its passages with their ids. Takes an id or a short form such as 典型5.",
        schema: schema::<CaseArgs>,
        answer: |arguments, ask| get_case(read(arguments)?, ask),
    },
    Tool {
        name: "similar",
        title: "Comparable cases 可比案例",
        what: "Cases that are comparable to a case, or to a text such as the description of a project, with reasons, \
               differences and ids. Give either case or text.",
        schema: schema::<SimilarArgs>,
        answer: |arguments, ask| similar(read(arguments)?, ask),
    },
    Tool {
        name: "facts",
        title: "Figures and firsts 数据",
        what: "Sums of money, percentages, counts, dates, titles and claims to be the first, each with the sentence that says \
               so. Conditions in the query select figures: amount>=1億.",
        schema: schema::<FactsArgs>,
        answer: |arguments, ask| facts(read(arguments)?, ask),
    },
    Tool {
        name: "table",
        title: "A row a case 总表",
        what: "What is known of each case that a query finds, under the columns of its field: sums by purpose, rates and firsts of IP \
               finance; fines and goods of penalties; courts, causes and damages of court cases; whom and how much of subsidies.",
        schema: schema::<TableArgs>,
        answer: |arguments, ask| table(read(arguments)?, ask),
    },
    Tool {
        name: "timeline",
        title: "Who was first 时间线",
        what: "What was the first of its kind, the oldest first: when, in the country or the province, by whom, with the sentence \
               that says so.",
        schema: schema::<TimelineArgs>,
        answer: |arguments, ask| timeline(read(arguments)?, ask),
    },
    Tool {
        name: "compare",
        title: "Cases side by side 对照",
        what: "Two to twelve cases side by side, each entry with its passage.",
        schema: schema::<CompareArgs>,
        answer: |arguments, ask| compare(read(arguments)?, ask),
    },
    Tool {
        name: "verify",
        title: "Check a quotation 核对",
        what: "Whether a quotation or a figure stands in the corpus, word for word or in value, and where; if not, the nearest \
               wording. Call it before you quote.",
        schema: schema::<VerifyArgs>,
        answer: |arguments, ask| verify(read(arguments)?, ask),
    },
    Tool {
        name: "cite",
        title: "Cite 引用",
        what: "Citations of cases, notices or passages by their ids: gbt7714, gbt7714-2025, bibtex, ris or csl-json.",
        schema: schema::<CiteArgs>,
        answer: |arguments, ask| cite(read(arguments)?, ask),
    },
];

fn schema<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}

fn read<T: DeserializeOwned>(arguments: Value) -> Result<T> {
    serde_json::from_value(arguments).map_err(|error| Error::Invalid {
        place: "arguments".to_owned(),
        reason: Sentence::new(format!("参数不合：{error}"), error.to_string()),
    })
}

/// How many rows are told.
fn most(limit: Option<usize>) -> usize {
    limit.unwrap_or(USUAL).clamp(1, MOST)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchArgs {
    /// The query.
    query: String,
    /// What every passage must have, such as {"field": "city", "values": ["寧波"]}.
    #[serde(default)]
    filters: Vec<Filter>,
    /// One hit a passage, or one a case.
    #[serde(default)]
    by: By,
    /// At most so many hits, 50 at the most; 8 where it is left out.
    limit: Option<usize>,
    /// Hits left out before the first one.
    #[serde(default)]
    offset: usize,
}

fn search(arguments: SearchArgs, ask: Ask) -> Result<Value> {
    let SearchArgs { query, filters, by, limit, offset } = arguments;
    let selection = Selection { query, filters, ..Selection::default() };
    let page = Page { offset, ..Page::first(most(limit)) };
    let question = Search { selection, page, by, ..Search::new("") };
    match ask(&Request::Search(question))? {
        Answer::Search(found) => Ok(answers::search(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CaseArgs {
    /// The id of a case, notice or passage, or a short form such as 典型5.
    id: String,
    /// Passages left out before the first one.
    #[serde(default)]
    offset: usize,
}

fn get_case(arguments: CaseArgs, ask: Ask) -> Result<Value> {
    match ask(&Request::Show(request::Show { name: arguments.id }))? {
        Answer::Show(shown) => Ok(answers::case(&shown, arguments.offset)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SimilarArgs {
    /// The id of a case, or a short form.
    case: Option<String>,
    /// A text instead.
    text: Option<String>,
    /// At most so many cases; 8 where it is left out.
    limit: Option<usize>,
}

fn similar(arguments: SimilarArgs, ask: Ask) -> Result<Value> {
    let to = match (arguments.case, arguments.text) {
        (Some(case), None) => Subject::Case(case),
        (None, Some(text)) => Subject::Text(text),
        _ => {
            let reason = Sentence::new("给出 case 或 text 其中之一", "give either case or text");
            return Err(Error::Invalid { place: "arguments".to_owned(), reason });
        }
    };
    match ask(&Request::Similar(request::Similar {
        page: Page::first(most(arguments.limit)),
        ..request::Similar::new(to)
    }))? {
        Answer::Similar(found) => Ok(answers::similar(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FactsArgs {
    /// Only in passages that this finds; everywhere where it is left out.
    #[serde(default)]
    query: String,
    /// What every passage must have.
    #[serde(default)]
    filters: Vec<Filter>,
    /// Of these kinds only.
    #[serde(default)]
    kinds: Vec<Kind>,
    /// Their order.
    #[serde(default)]
    sort: FactSort,
    /// At most so many; 8 where it is left out.
    limit: Option<usize>,
}

fn facts(arguments: FactsArgs, ask: Ask) -> Result<Value> {
    let FactsArgs { query, filters, kinds, sort, limit } = arguments;
    let selection = Selection { query, filters, ..Selection::default() };
    let page = Page::first(most(limit));
    match ask(&Request::Facts(request::Facts { selection, page, kinds, levels: Vec::new(), sort }))? {
        Answer::Facts(found) => Ok(answers::facts(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TableArgs {
    /// Only cases that this finds; all where it is left out.
    #[serde(default)]
    query: String,
    /// What every case must have.
    #[serde(default)]
    filters: Vec<Filter>,
    /// At most so many rows; 8 where it is left out.
    limit: Option<usize>,
    /// Names of columns, or of a set of them: finance, penalty, court, subsidy, data, business; the set that fits best where
    /// it is left out.
    #[serde(default)]
    columns: Vec<String>,
}

fn table(arguments: TableArgs, ask: Ask) -> Result<Value> {
    let selection = Selection { query: arguments.query, filters: arguments.filters, ..Selection::default() };
    let page = Page::first(most(arguments.limit));
    match ask(&Request::Table(request::Table { page, columns: arguments.columns, ..request::Table::new(selection) }))? {
        Answer::Table(found) => Ok(answers::table(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TimelineArgs {
    /// Only what this finds; everything where it is left out.
    #[serde(default)]
    query: String,
    /// What every passage must have.
    #[serde(default)]
    filters: Vec<Filter>,
    /// Only firsts in such a circle.
    #[serde(default)]
    levels: Vec<crate::facts::Level>,
    /// At most so many; 8 where it is left out.
    limit: Option<usize>,
}

fn timeline(arguments: TimelineArgs, ask: Ask) -> Result<Value> {
    let TimelineArgs { query, filters, levels, limit } = arguments;
    let selection = Selection { query, filters, ..Selection::default() };
    let page = Page::first(most(limit));
    match ask(&Request::Timeline(request::Timeline { selection, page, levels }))? {
        Answer::Timeline(found) => Ok(answers::timeline(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CompareArgs {
    /// The ids of two to twelve cases, or short forms.
    cases: Vec<String>,
}

fn compare(arguments: CompareArgs, ask: Ask) -> Result<Value> {
    match ask(&Request::Compare(request::Compare { cases: arguments.cases }))? {
        Answer::Compare(found) => Ok(answers::comparison(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VerifyArgs {
    /// The words or the figure, as they are to be quoted; …… stands for words left out.
    quote: String,
}

fn verify(arguments: VerifyArgs, ask: Ask) -> Result<Value> {
    let question = request::Verify { quote: arguments.quote.trim().to_owned(), limit: Limit::Most(USUAL) };
    match ask(&Request::Verify(question))? {
        Answer::Verify(found) => Ok(answers::verification(&found)),
        _ => Err(Error::WrongAnswer),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CiteArgs {
    /// Ids of cases, notices or passages, or short forms.
    ids: Vec<String>,
    /// The form: gbt7714 where it is left out.
    #[serde(default)]
    style: String,
}

fn cite(arguments: CiteArgs, ask: Ask) -> Result<Value> {
    use crate::api::Choices as _;
    let CiteArgs { ids, style } = arguments;
    let named = if style.is_empty() { Some(Style::Gbt2015) } else { Style::from_name(&style) };
    let style = named.ok_or_else(|| {
        let names: Vec<&str> = Style::CHOICES.iter().map(|choice| choice.name).collect();
        let names = names.join(" ");
        Error::Invalid { place: "style".to_owned(), reason: Sentence::new(names.clone(), format!("one of: {names}")) }
    })?;
    if ids.is_empty() {
        return Err(Error::NoName);
    }
    match ask(&Request::Cite(request::Cite { names: ids.clone() }))? {
        Answer::Cite(cited) => Ok(answers::citations(&cited, &ids, style)),
        _ => Err(Error::WrongAnswer),
    }
}
