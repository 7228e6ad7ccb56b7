//! `anli facts` and `anli table`.

use clap::{ArgAction, Args, ValueEnum};

use super::Exit;
use super::answer::{hints, look, scope, selection, within, write_form};
use super::output::Terminal;
use super::session::open;
use super::shared_args::{Common, FormatArg, FormatArgs, ScopeArg, WithinArg};
use crate::api::{Budget, FactSort, Limit, Page, Scope, Within, ask, request};
use crate::facts::Kind;
use crate::present::{facts as present, table};

/// `anli facts`.
#[derive(Debug, Args)]
#[command(after_help = FACTS_HELP)]
pub struct FactsArgs {
    /// The query; everything when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only facts of this kind; several with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', action = ArgAction::Append)]
    pub kind: Vec<KindArg>,
    /// The order of the facts
    #[arg(long, default_value = "order")]
    pub sort: FactSortArg,
    /// Show at most this many facts
    #[arg(long, short = 'n', default_value_t = 1000, value_name = "N")]
    pub limit: usize,
    /// Leave out this many facts first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// Search running text and headings, or every passage
    #[arg(long, default_value = "default")]
    pub scope: ScopeArg,
    /// The unit within which the whole query must hold
    #[arg(long, default_value = "passage")]
    pub within: WithinArg,
    /// Only passages with this field and value, such as city:寧波; may be given several times
    #[arg(long, value_name = "FIELD:VALUE", action = ArgAction::Append)]
    pub filter: Vec<String>,
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

A condition in the query selects facts; --kind shows those of a kind in what the query finds.
A range (30萬至80萬, the days of a month) meets a condition when any value in it does.";

/// A kind of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// Sums of money 金额.
    #[value(alias = "amount")]
    Money,
    /// Percentages 百分比.
    Percent,
    /// Basis points 基点.
    Bp,
    /// So many of a thing 数量.
    Count,
    /// Dates 日期.
    Date,
    /// Titles of documents 文件.
    Title,
    /// Names of products 产品.
    Product,
    /// Claims to be the first 首创.
    First,
}

/// The order of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FactSortArg {
    /// As in the texts.
    Order,
    /// Kind by kind, the largest first.
    #[value(alias = "amount")]
    Value,
}

/// `anli table`.
#[derive(Debug, Args)]
pub struct TableArgs {
    /// Only cases that this query finds; all when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only cases with this field and value, such as city:寧波; may be given several times
    #[arg(long, value_name = "FIELD:VALUE", action = ArgAction::Append)]
    pub filter: Vec<String>,
    /// Show at most this many cases
    #[arg(long, short = 'n', default_value_t = 1000, value_name = "N")]
    pub limit: usize,
    /// Leave out this many cases first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// Name the passage behind each value (JSON always does)
    #[arg(long)]
    pub cite: bool,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

fn kind(arg: KindArg) -> Kind {
    match arg {
        KindArg::Money => Kind::Money,
        KindArg::Percent => Kind::Percent,
        KindArg::Bp => Kind::Bp,
        KindArg::Count => Kind::Count,
        KindArg::Date => Kind::Date,
        KindArg::Title => Kind::Title,
        KindArg::Product => Kind::Product,
        KindArg::First => Kind::First,
    }
}

pub(super) fn run_facts(args: &FactsArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let kinds: Vec<Kind> = args.kind.iter().copied().map(kind).collect();
    let sort = match args.sort {
        FactSortArg::Order => FactSort::Order,
        FactSortArg::Value => FactSort::Value,
    };
    let selection = selection(&args.query, scope(args.scope), within(args.within), &args.filter)?;
    let page = Page { offset: args.offset, limit: Limit::Most(args.limit) };
    let facts = ask(&open(common, terminal)?, &request::Facts { selection, page, kinds, sort }, &Budget::unlimited())?;
    write_form(terminal, args.form.form(), |out, form| match form {
        FormatArg::Text => present::text(out, &facts, &look(terminal)),
        FormatArg::Json => present::json(out, &facts, terminal.script),
        FormatArg::Jsonl => present::lines(out, &facts, terminal.script),
        FormatArg::Csv => present::csv(out, &facts, terminal.script, args.form.bom),
        FormatArg::Md => present::markdown(out, &facts, terminal.script),
    })?;
    if facts.relaxed {
        terminal.message(
            terminal
                .say("没有一段含有全部的词；以下是含有部分的", "no passage has all the words; these have some of them"),
        );
    } else if facts.total == 0 {
        terminal.message(terminal.say("没有找到", "nothing found"));
    }
    hints(&facts.query, terminal);
    Ok(Exit::found(facts.total > 0))
}

pub(super) fn run_table(args: &TableArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let selection = selection(&args.query, Scope::Default, Within::Passage, &args.filter)?;
    let page = Page { offset: args.offset, limit: Limit::Most(args.limit) };
    let found = ask(&open(common, terminal)?, &request::Table { selection, page }, &Budget::unlimited())?;
    let cite = if args.cite { table::Cite::Passages } else { table::Cite::None };
    write_form(terminal, args.form.form(), |out, form| match form {
        FormatArg::Text => table::text(out, &found, &look(terminal), cite),
        FormatArg::Json => table::json(out, &found, terminal.script),
        FormatArg::Jsonl => table::lines(out, &found, terminal.script),
        FormatArg::Csv => table::csv(out, &found, terminal.script, args.form.bom, cite),
        FormatArg::Md => table::markdown(out, &found, terminal.script, terminal.lang, cite),
    })?;
    if found.rows.is_empty() {
        terminal.message(terminal.say("没有找到", "nothing found"));
    }
    Ok(Exit::found(!found.rows.is_empty()))
}
