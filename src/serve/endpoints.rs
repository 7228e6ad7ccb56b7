//! The table of addresses that programs ask: what each is for, what it takes, and the request that it becomes. The server,
//! the check of names and the OpenAPI document are made of it.

use super::params::{Params, invalid};
use crate::api::{
    By, Choices, Extra, FactSort, Field, KwicSort, Limit, Page, Request, Search, Sort, Subject, pivot::Measure, request,
};
use crate::api::{CaseSort, KeywordSort, ListSort, TableSort, ValueSort};
use crate::error::{Error, Result};

/// An address that answers a question.
pub(super) struct Endpoint {
    /// Behind `/api/`; what stands in it in braces is an id.
    pub(super) path: &'static str,
    /// The command whose answer it gives.
    pub(super) command: &'static str,
    /// What it is for, in Chinese and in English.
    pub(super) what: (&'static str, &'static str),
    /// What it takes beside what every address takes.
    pub(super) params: &'static [Param],
    /// Whether it takes what selects passages, fields by their names included.
    pub(super) selects: bool,
    /// The request that it becomes; what stands in the braces is the parameter `id`.
    pub(super) request: fn(&Params) -> Result<Request>,
}

/// Something that an address takes.
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) what: (&'static str, &'static str),
}

/// What values a parameter has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// Any text; it must be given.
    Needed,
    /// A whole number.
    Number,
    /// A number, or `all`.
    Limit,
    /// `true` or `false`.
    Flag,
    /// One of these names.
    Names(fn() -> Vec<&'static str>),
    /// May be given several times.
    Many,
}

const fn param(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Param {
    Param { name, kind, what: (zh, en) }
}

fn names<T: Choices>() -> Vec<&'static str> {
    T::CHOICES.iter().map(|choice| choice.name).collect()
}

/// What every address takes.
pub(super) const EVERYWHERE: [Param; 4] = [
    param("format", Kind::Names(names::<crate::present::Form>), "输出的形式", "the form of the answer"),
    param("bom", Kind::Flag, "CSV 以字节顺序标记开头，供 Excel 使用", "begin CSV with a byte-order mark, for Excel"),
    param("lang", Kind::Names(names::<crate::error::Lang>), "说明的语言", "the language of remarks"),
    param("script", Kind::Names(names::<crate::present::Script>), "显示的字体：简、繁、原样", "the script of texts"),
];

/// What addresses take that select passages.
pub(super) const SELECTION: [Param; 5] = [
    param("q", Kind::Text, "要查的词，写法同命令行", "the query, as on the command line"),
    param("query", Kind::Text, "同 q", "the same as q"),
    param("scope", Kind::Names(names::<crate::api::Scope>), "查哪些段", "which passages are searched"),
    param(
        "within",
        Kind::Names(names::<crate::api::Within>),
        "整个查询须在其内符合",
        "where the whole query must hold",
    ),
    param("filter", Kind::Many, "字段:值；也可直接写 city=…", "FIELD:VALUE; city=… does the same"),
];

const LIMIT: Param = param("limit", Kind::Limit, "最多几条", "at most so many");
const OFFSET: Param = param("offset", Kind::Number, "先略去几条", "leave out so many first");
const REVERSE: Param = param("reverse", Kind::Flag, "倒过来", "the other way round");
const PAGE: [Param; 3] = [LIMIT, OFFSET, REVERSE];

const BY: Param = param("by", Kind::Names(names::<By>), "一条是什么", "the unit of a hit");

/// All of them.
pub(super) const ENDPOINTS: [Endpoint; 19] = [
    Endpoint {
        path: "search",
        command: "search",
        what: ("查找段落", "Find passages"),
        params: &[
            LIMIT,
            OFFSET,
            REVERSE,
            BY,
            param("sort", Kind::Names(names::<Sort>), "次序", "the order"),
            param("explain", Kind::Flag, "说明怎样理解、怎样计分", "tell how it was read and scored"),
        ],
        selects: true,
        request: search,
    },
    Endpoint {
        path: "cases",
        command: "list",
        what: ("列出通知和案例", "List notices and cases"),
        params: &[LIMIT, OFFSET, REVERSE, param("sort", Kind::Names(names::<ListSort>), "次序", "the order")],
        selects: true,
        request: |params| {
            let (page, sort) = (params.page(Limit::All)?, params.choice("sort", ListSort::default())?);
            Ok(Request::List(request::List { selection: params.selection()?, page, sort }))
        },
    },
    Endpoint {
        path: "cases/{id}",
        command: "show",
        what: ("一个案例、一份通知或一段的全文", "A case, notice or passage, whole"),
        params: &[],
        selects: false,
        request: |params| Ok(Request::Show(request::Show { name: params.need("id")?.to_owned() })),
    },
    Endpoint {
        path: "source/{id}",
        command: "source",
        what: ("文件原文与整理后的文字逐段对照", "What the file has, beside the text"),
        params: &[],
        selects: false,
        request: |params| Ok(Request::Source(request::Source { name: params.need("id")?.to_owned() })),
    },
    Endpoint {
        path: "inspect/{id}",
        command: "inspect",
        what: ("文件是什么、修复了什么", "What a file is, and what was repaired in it"),
        params: &[],
        selects: false,
        request: |params| Ok(Request::Inspect(request::Inspect { name: params.need("id")?.to_owned() })),
    },
    Endpoint {
        path: "corpus",
        command: "corpus",
        what: ("语料的文件", "The files of the corpus"),
        params: &PAGE,
        selects: false,
        request: |params| Ok(Request::Corpus(request::Corpus { page: params.page(Limit::All)? })),
    },
    Endpoint {
        path: "facets",
        command: "facets",
        what: ("统计各字段的值", "Count the values of fields"),
        params: &[LIMIT, OFFSET, REVERSE, BY, param("sort", Kind::Names(names::<ValueSort>), "次序", "the order")],
        selects: true,
        request: |params| {
            let (by, page) = (params.choice("by", By::default())?, params.page(Limit::All)?);
            let sort = params.choice("sort", ValueSort::default())?;
            Ok(Request::Facets(request::Facets { selection: params.selection()?, by, page, sort }))
        },
    },
    Endpoint {
        path: "facts",
        command: "facts",
        what: ("列出数字、日期、文件、首创", "List figures, dates, titles and firsts"),
        params: &[
            LIMIT,
            OFFSET,
            REVERSE,
            param("kind", Kind::Many, "哪几类", "of which kinds"),
            param("level", Kind::Many, "哪几级的首创", "firsts of which levels"),
            param("sort", Kind::Names(names::<FactSort>), "次序", "the order"),
        ],
        selects: true,
        request: facts,
    },
    Endpoint {
        path: "table",
        command: "table",
        what: ("案例总表，每个案例一行", "A row a case"),
        params: &[
            LIMIT,
            OFFSET,
            REVERSE,
            param("sort", Kind::Text, "次序：order、date 或列名", "the order: order, date or the name of a column"),
            param("columns", Kind::Many, "列或列组", "columns, or sets of them"),
            param(
                "definition",
                Kind::Text,
                "列的定义表，同 data/columns.tsv",
                "a table of columns like data/columns.tsv",
            ),
        ],
        selects: true,
        request: |params| Ok(Request::Table(table(params, params.page(Limit::All)?)?)),
    },
    Endpoint {
        path: "timeline",
        command: "timeline",
        what: ("首创的时间线，最早的在前", "What was the first of its kind, the oldest first"),
        params: &[LIMIT, OFFSET, REVERSE, param("level", Kind::Many, "哪几级的首创", "firsts of which levels")],
        selects: true,
        request: |params| Ok(Request::Timeline(timeline(params, params.page(Limit::All)?)?)),
    },
    Endpoint {
        path: "pivot",
        command: "pivot",
        what: ("按两个字段交叉统计", "Count by two fields at once"),
        params: &[
            LIMIT,
            OFFSET,
            REVERSE,
            param("rows", Kind::Needed, "作为行的字段", "the field whose values are the rows"),
            param("cols", Kind::Needed, "作为列的字段", "the field whose values are the columns"),
            param("value", Kind::Names(names::<Measure>), "统计什么", "what a cell tells"),
            param("purpose", Kind::Names(names::<crate::facts::Purpose>), "金额的用途", "what the money is for"),
            param("sort", Kind::Names(names::<ValueSort>), "次序", "the order"),
            param("shares", Kind::Flag, "附占比", "tell the shares of rows and columns"),
        ],
        selects: true,
        request: pivot,
    },
    Endpoint {
        path: "kwic",
        command: "kwic",
        what: ("逐条列出每次出现", "Every occurrence on a line of its own"),
        params: &[LIMIT, OFFSET, REVERSE, param("sort", Kind::Names(names::<KwicSort>), "次序", "the order")],
        selects: true,
        request: |params| {
            let (page, sort) = (params.page(Limit::Most(10))?, params.choice("sort", KwicSort::default())?);
            Ok(Request::Kwic(request::Kwic { selection: params.selection()?, page, sort }))
        },
    },
    Endpoint {
        path: "why-not",
        command: "why-not",
        what: ("一个案例为何没有查到", "Why a case is not found by a query"),
        params: &[
            param("case", Kind::Needed, "案例", "the case"),
            param("q", Kind::Needed, "查询", "the query"),
            param("query", Kind::Text, "同 q", "the same as q"),
        ],
        selects: false,
        request: |params| {
            let (case, query) = (params.need("case")?.to_owned(), params.query().trim().to_owned());
            Ok(Request::WhyNot(request::WhyNot { case, query }))
        },
    },
    Endpoint {
        path: "verify",
        command: "verify",
        what: ("核对一句引文或一个数字", "Whether a quotation or a figure stands in the corpus"),
        params: &[LIMIT, param("quote", Kind::Needed, "引文", "the quotation")],
        selects: false,
        request: |params| {
            let (quote, limit) = (params.need("quote")?.trim().to_owned(), params.limit(Limit::Most(20))?);
            Ok(Request::Verify(request::Verify { quote, limit }))
        },
    },
    Endpoint {
        path: "cite",
        command: "cite",
        what: ("生成引文", "Cite cases, notices or passages"),
        params: &[
            param("name", Kind::Many, "编号或简称，可以有几个", "ids or short forms; may be given several times"),
            param("style", Kind::Names(names::<crate::cite::Style>), "引文格式", "the form of the citation"),
        ],
        selects: false,
        request: |params| {
            let names: Vec<String> = params.all("name").map(str::to_owned).collect();
            if names.is_empty() { Err(Error::NoName) } else { Ok(Request::Cite(request::Cite { names })) }
        },
    },
    Endpoint {
        path: "similar",
        command: "similar",
        what: ("可比案例和理由", "Comparable cases, and why"),
        params: &[
            LIMIT,
            OFFSET,
            REVERSE,
            param("case", Kind::Needed, "案例", "the case"),
            param("sort", Kind::Names(names::<CaseSort>), "次序", "the order"),
        ],
        selects: true,
        request: |params| similar(params, Subject::Case(params.need("case")?.to_owned())),
    },
    Endpoint {
        path: "groups",
        command: "groups",
        what: ("案例分组", "Which cases belong together"),
        params: &[],
        selects: false,
        request: |_| Ok(Request::Groups(request::Groups {})),
    },
    Endpoint {
        path: "compare",
        command: "compare",
        what: ("案例对照", "Cases side by side"),
        params: &[param("case", Kind::Many, "案例，给出两个以上", "the cases; given twice or more often")],
        selects: false,
        request: |params| {
            let cases = params.all("case").map(str::to_owned).collect();
            Ok(Request::Compare(request::Compare { cases }))
        },
    },
    Endpoint {
        path: "keywords",
        command: "keywords",
        what: ("特征词", "What cases speak of more than the rest"),
        params: &[LIMIT, OFFSET, REVERSE, param("sort", Kind::Names(names::<KeywordSort>), "次序", "the order")],
        selects: true,
        request: |params| {
            let (page, sort) = (params.page(Limit::Most(10))?, params.choice("sort", KeywordSort::default())?);
            Ok(Request::Keywords(request::Keywords { selection: params.selection()?, page, sort }))
        },
    },
];

impl Endpoint {
    /// The names that it takes.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let selection = SELECTION.iter().filter(|_| self.selects);
        let all = self.params.iter().chain(selection).chain(&EVERYWHERE);
        let of_path = self.path.contains("{id}").then_some("id");
        all.map(|param| param.name).chain(of_path).collect()
    }

    /// The request that `params` ask for.
    pub(super) fn read(&self, params: &Params) -> Result<Request> {
        params.only(&self.names(), self.selects)?;
        (self.request)(params)
    }
}

/// A search, as a program asks: with the facets.
fn search(params: &Params) -> Result<Request> {
    let mut extras = vec![Extra::Facets];
    if params.flag("explain")? {
        extras.insert(0, Extra::Explanation);
    }
    Ok(Request::Search(Search {
        selection: params.selection()?,
        page: params.page(Limit::Most(10))?,
        by: params.choice("by", By::default())?,
        sort: params.choice("sort", Sort::default())?,
        extras,
    }))
}

/// What is comparable to a case or a text.
pub(super) fn similar(params: &Params, to: Subject) -> Result<Request> {
    Ok(Request::Similar(request::Similar {
        to,
        among: params.selection_beside("case")?,
        page: params.page(Limit::Most(10))?,
        sort: params.choice("sort", CaseSort::default())?,
    }))
}

/// Facts.
pub(super) fn facts(params: &Params) -> Result<Request> {
    Ok(Request::Facts(request::Facts {
        selection: params.selection()?,
        page: params.page(Limit::All)?,
        kinds: params.choices("kind")?,
        levels: params.choices("level")?,
        sort: params.choice("sort", FactSort::default())?,
    }))
}

/// A table of cases.
pub(super) fn table(params: &Params, page: Page) -> Result<request::Table> {
    let names = params.all("columns").flat_map(|names| names.split([',', '，', '、'])).map(str::trim);
    Ok(request::Table {
        page,
        sort: TableSort::from(params.get("sort").unwrap_or_default()),
        columns: names.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        definition: params.get("definition").map(str::to_owned),
        ..request::Table::new(params.selection()?)
    })
}

/// A chronicle.
pub(super) fn timeline(params: &Params, page: Page) -> Result<request::Timeline> {
    Ok(request::Timeline { selection: params.selection()?, page, levels: params.choices("level")? })
}

/// A pivot.
pub(super) fn pivot(params: &Params) -> Result<Request> {
    let field = |name: &str| -> Result<Field> {
        let value = params.need(name)?;
        let known = || invalid(name, Field::names().join(" "), format!("one of: {}", Field::names().join(" ")));
        Field::from_name(value).ok_or_else(known)
    };
    Ok(Request::Pivot(request::Pivot {
        selection: params.selection()?,
        rows: field("rows")?,
        cols: field("cols")?,
        value: params.choice("value", Measure::default())?,
        purpose: params.chosen("purpose")?,
        page: params.page(Limit::All)?,
        sort: params.choice("sort", ValueSort::default())?,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::schema;

    #[test]
    fn every_address_gives_an_answer_that_the_schema_knows() {
        let schema = schema::schema();
        let known: BTreeSet<String> = schema::names(&schema).into_iter().collect();
        let paths: BTreeSet<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
        assert_eq!(paths.len(), ENDPOINTS.len());
        for endpoint in &ENDPOINTS {
            assert!(known.contains(endpoint.command), "{}", endpoint.path);
            let names = endpoint.names();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}: {names:?}", endpoint.path);
        }
    }
}
