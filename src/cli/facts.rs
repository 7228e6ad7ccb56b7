//! `anli facts` and `anli table`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};

use super::Exit;
use super::answer::{cut, found, hints, write};
use super::output::Terminal;
use super::session::open;
use super::shared_args::{Common, FormatArgs, PageArgs, SelectionArgs, Wanted, choices};
use crate::api::{FactSort, Limit, Question, TableSort, ask, request};
use crate::error::{BadVocabulary, Error, Result};
use crate::facts::columns::Columns;
use crate::facts::{Kind, Level};
use crate::present::Form;

/// `anli facts`.
#[derive(Debug, Args)]
#[command(after_help = FACTS_HELP)]
pub struct FactsArgs {
    /// The query; everything when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only facts of this kind; several with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', action = ArgAction::Append, value_parser = choices::<Kind>())]
    pub kind: Vec<Kind>,
    /// Only firsts in such a circle (全国, 全省, 市); several with commas
    #[arg(long, value_name = "LEVEL", value_delimiter = ',', action = ArgAction::Append, value_parser = choices::<Level>())]
    pub level: Vec<Level>,
    /// The order of the facts
    #[arg(long, default_value = "order", value_parser = choices::<FactSort>())]
    pub sort: FactSort,
    /// Which rows
    #[command(flatten)]
    pub page: PageArgs,
    /// Which passages
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const FACTS_HELP: &str = "\
Examples 例:
  anli facts 'percent>=50'                  shares and rates of 50 % or more 百分之五十以上
  anli facts 'amount:1億..10億 質押'        sums in passages about 質押
  anli facts 'count:企業>=100' --sort value the largest first 从大到小
  anli facts --kind first --format csv      what was the first of its kind 首创
  anli facts --level 全國 --sort date       the first in the country, the latest first 全国首创

A condition in the query selects facts; --kind shows those of a kind in what the query finds.
A range (30萬至80萬, the days of a month) meets a condition when any value in it does.";

/// `anli table`.
#[derive(Debug, Args)]
#[command(after_help = TABLE_HELP)]
pub struct TableArgs {
    /// Only cases that this query finds; all when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The order of the rows: of the corpus, by date, or by a column such as pledge or 质押
    #[arg(long, default_value = "order", value_name = "ORDER")]
    pub sort: String,
    /// The columns: a file like data/columns.tsv, a set (finance, penalty, court, subsidy, data, business), or names with
    /// commas between them [default: the set that has most to tell]
    #[arg(long, value_name = "FILE|NAMES")]
    pub columns: Option<String>,
    /// Which rows
    #[command(flatten)]
    pub page: PageArgs,
    /// Which passages
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Name the passage behind each value (JSON always does)
    #[arg(long)]
    pub cite: bool,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// `anli timeline`.
#[derive(Debug, Args)]
#[command(after_help = TIMELINE_HELP)]
pub struct TimelineArgs {
    /// Only what this query finds; everything when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only firsts in such a circle (全国, 全省, 市); several with commas
    #[arg(long, value_name = "LEVEL", value_delimiter = ',', action = ArgAction::Append, value_parser = choices::<Level>())]
    pub level: Vec<Level>,
    /// Which rows
    #[command(flatten)]
    pub page: PageArgs,
    /// Which passages
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const TIMELINE_HELP: &str = "\
Examples 例:
  anli timeline                            what was the first of its kind, year by year 逐年的首创
  anli timeline 保險 --level 全國          in the country, about insurance 全国首创
  anli timeline --format xlsx -o 时间线.xlsx";

pub(super) fn run_timeline(args: &TimelineArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let selection = args.selection.selection(&args.query)?;
    let request = request::Timeline { selection, page: args.page.page(Limit::All), levels: args.level.clone() };
    let timeline = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (shown, total, relaxed) = (timeline.events.len(), timeline.total, timeline.relaxed);
    let query = timeline.query.clone();
    write(request::Timeline::told(timeline), args.form.wanted(), terminal)?;
    cut(shown, request.page, total, terminal);
    found(relaxed, total, terminal);
    hints(&query, terminal);
    Ok(Exit::found(total > 0))
}

pub(super) fn run_facts(args: &FactsArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let selection = args.selection.selection(&args.query)?;
    let (page, sort, levels) = (args.page.page(Limit::All), args.sort, args.level.clone());
    // A level is that of a first.
    let kinds = if args.kind.is_empty() && !levels.is_empty() { vec![Kind::First] } else { args.kind.clone() };
    let request = request::Facts { selection, page, kinds, levels, sort };
    let facts = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (shown, total, relaxed, query) = (facts.facts.len(), facts.total, facts.relaxed, facts.query.clone());
    write(request::Facts::told(facts), args.form.wanted(), terminal)?;
    cut(shown, page, total, terminal);
    found(relaxed, total, terminal);
    hints(&query, terminal);
    Ok(Exit::found(total > 0))
}

pub(super) fn run_table(args: &TableArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let selection = args.selection.selection(&args.query)?;
    let page = args.page.page(Limit::All);
    let wish = columns(args.columns.as_deref().unwrap_or_default())?;
    let (columns, definition) = match &wish {
        Wish::Names(names) => (names.clone(), None),
        Wish::File(_, text) => (Vec::new(), Some(text.clone())),
    };
    let request = request::Table { selection, page, sort: TableSort::from(&*args.sort), columns, definition };
    // What is wrong with a file is told before an index is built for it.
    if let Wish::File(path, text) = &wish {
        Columns::from_tsv(text).map_err(|error| match error {
            Error::Columns(bad) => Error::Columns(Box::new(BadVocabulary { path: Some(path.clone()), ..*bad })),
            error => error,
        })?;
    }
    let table = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (shown, total, relaxed, query) = (table.rows.len(), table.total, table.relaxed, table.query.clone());
    let set = table.set.clone().filter(|set| set.fits_best && !set.name.is_empty());
    write(request::Table::told(table), Wanted { cite: args.cite, ..args.form.wanted() }, terminal)?;
    cut(shown, page, total, terminal);
    found(relaxed, total, terminal);
    hints(&query, terminal);
    // For reading, the answer says so itself.
    if let Some(set) = set.filter(|_| shown > 0 && args.form.wanted().form != Form::Text) {
        let (zh, en) = (
            format!("列组：{}（--columns {}）", set.zh, set.name),
            format!("columns: {} (--columns {})", set.en, set.name),
        );
        terminal.message(terminal.say(&zh, &en));
    }
    Ok(Exit::found(shown > 0))
}

/// Which columns are wanted.
enum Wish {
    /// Those of these names.
    Names(Vec<String>),
    /// Those of a file, with its contents.
    File(PathBuf, String),
}

/// What `--columns` names.
fn columns(typed: &str) -> Result<Wish> {
    let is_file =
        Path::new(typed).is_file() || typed.contains(['/', '\\']) || typed.ends_with(".tsv") || typed.ends_with(".txt");
    if is_file {
        let text = std::fs::read_to_string(typed).map_err(Error::io(typed))?;
        return Ok(Wish::File(typed.into(), text));
    }
    let names = typed.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
    Ok(Wish::Names(names.map(str::to_owned).collect()))
}

const TABLE_HELP: &str = "\
Examples 例:
  anli table --columns penalty             fines, goods and provisions of penalties 行政处罚
  anli table --columns fine,law,city       these columns only 只要这几列
  anli table --columns my.tsv --format xlsx -o 表.xlsx   columns of your own 自定义的列

data/columns.tsv says what a line of such a file means.";
