//! What can be typed. Nothing here does anything.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

/// Search Chinese government case notices, damaged scrapes included. 搜索政府案例通知全文。
#[derive(Debug, Parser)]
#[command(name = "anli", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct Anli {
    /// What to do.
    #[command(subcommand)]
    pub command: AnliCommand,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

const AFTER_HELP: &str = "\
Examples 例:
  anli search 質押                        passages about 質押, in either script 查质押
  anli search '質押 -保險' --by case      cases whose passages speak of one and not the other
  anli search '\"批量融資\"'               exactly these characters 精确匹配
  anli search 'city:寧波 馬德里' --json   one city, as JSON
  anli list                               all notices and cases 所有案例
  anli show 典型5                         one case, whole 查看全文

Exit status: 0 something found, 1 nothing found, 2 error.";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The index folder [default: index, built from the corpus when it is missing or stale]
    #[arg(long, global = true, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// The folder with the notices, or one file [default: the one that the index was built from, or corpus]
    #[arg(long, global = true, value_name = "PATH")]
    pub corpus: Option<PathBuf>,
    /// A vocabulary of your own, a table like data/lexicon.tsv; the index remembers it
    #[arg(long, global = true, value_name = "FILE")]
    pub lexicon: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// The script that is shown
    #[arg(long, global = true, default_value = "as-is")]
    pub script: ScriptArg,
    /// The language of messages [default: from LANG]
    #[arg(long, global = true)]
    pub lang: Option<LangArg>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The script that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScriptArg {
    /// As the text has it.
    AsIs,
    /// Simplified characters 简体.
    Hans,
    /// Traditional characters 繁體.
    Hant,
}

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// Chinese 中文.
    Zh,
    /// English.
    En,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For reading.
    Text,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Markdown.
    Md,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, Args)]
pub struct FormatArgs {
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FormatArg,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Begin CSV with a byte-order mark, for Excel
    #[arg(long)]
    pub bom: bool,
}

impl FormatArgs {
    /// The form, with `--json` taken into account.
    #[must_use]
    pub fn form(self) -> FormatArg {
        if self.json { FormatArg::Json } else { self.format }
    }
}

/// The commands of `anli`.
#[derive(Debug, Subcommand)]
pub enum AnliCommand {
    /// Find passages 搜索
    Search(SearchArgs),
    /// List notices and cases 列出案例
    List(ListArgs),
    /// Show a case, notice or passage whole 查看全文
    Show(ShowArgs),
    /// Count the values of fields 分面统计
    Facets(FacetsArgs),
    /// Show every occurrence on a line of its own 逐条对齐
    Kwic(KwicArgs),
    /// Say why a case is not found by a query 为何没有找到
    WhyNot(WhyNotArgs),
    /// Measure the ranking on a test collection 评测排序
    Eval(EvalArgs),
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// `anli search`.
#[derive(Debug, Args)]
#[command(after_long_help = SEARCH_HELP)]
pub struct SearchArgs {
    /// The query; several words are joined by blanks
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Show at most this many hits
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    pub limit: usize,
    /// Leave out this many hits first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// The unit of a hit
    #[arg(long, default_value = "passage")]
    pub by: ByArg,
    /// The order of the hits
    #[arg(long, default_value = "relevance")]
    pub sort: SortArg,
    /// Search running text and headings, or every passage: lists, footers, foreign lines
    #[arg(long, default_value = "default")]
    pub scope: ScopeArg,
    /// The unit within which the whole query must hold
    #[arg(long, default_value = "passage")]
    pub within: WithinArg,
    /// Only hits with this field and value, such as city:寧波; may be given several times
    #[arg(long, value_name = "FIELD:VALUE", action = ArgAction::Append)]
    pub filter: Vec<String>,
    /// Print one number: the occurrences in all matching passages
    #[arg(long)]
    pub count: bool,
    /// Show how the query was understood and what each score is made of
    #[arg(long)]
    pub explain: bool,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const SEARCH_HELP: &str = "\
The query language:
  質押 保險             both words, in any order 两个词都有
  \"批量融資\"            exactly these characters 精确匹配
  a OR b, a | b         either 任一
  -a, NOT a             without 排除
  ( )                   groups
  a /s b, /p, /c, /5    in the same sentence, passage, case; within 5 characters
  a +s b, +5            the same, in this order
  city:寧波             a field: notice issuer tier case title city county section instrument
                        object actor role year, or 文號 發文機關 類別 案例 標題 城市 縣區 章節
                        工具 客體 機構 年份; several values with commas
  ~質押融資             with synonyms
  pinyin:zhiya          by reading

Traditional and simplified, full and half width are all one. A query that holds blanks or
quotation marks is best put in single quotes.";

/// The unit of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArg {
    /// One hit a passage.
    Passage,
    /// One hit a case, with its passages.
    Case,
}

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortArg {
    /// Best first.
    Relevance,
    /// As in the texts.
    Order,
    /// Newest notice first.
    Date,
    /// Largest amount of money first.
    Amount,
}

/// Which passages are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScopeArg {
    /// Running text and headings.
    Default,
    /// Every passage.
    All,
}

/// The unit within which the whole query must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WithinArg {
    /// One sentence.
    Sentence,
    /// One passage.
    Passage,
    /// One case.
    Case,
}

/// `anli facets`.
#[derive(Debug, Args)]
pub struct FacetsArgs {
    /// The query; everything when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// What is counted
    #[arg(long, default_value = "passage")]
    pub by: ByArg,
    /// Only hits with this field and value, such as city:寧波; may be given several times
    #[arg(long, value_name = "FIELD:VALUE", action = ArgAction::Append)]
    pub filter: Vec<String>,
    /// Show at most this many values of a field
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// `anli kwic`.
#[derive(Debug, Args)]
pub struct KwicArgs {
    /// The query; several words are joined by blanks
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The order of the lines: as in the texts, by what stands before, or by what stands after
    #[arg(long, default_value = "order")]
    pub sort: KwicSortArg,
    /// Show at most this many lines
    #[arg(long, short = 'n', default_value_t = 100, value_name = "N")]
    pub limit: usize,
    /// Leave out this many lines first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// Search running text and headings, or every passage
    #[arg(long, default_value = "default")]
    pub scope: ScopeArg,
    /// Only hits with this field and value, such as city:寧波; may be given several times
    #[arg(long, value_name = "FIELD:VALUE", action = ArgAction::Append)]
    pub filter: Vec<String>,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// The order of lines of keywords in context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KwicSortArg {
    /// As in the texts.
    Order,
    /// By what stands before.
    Left,
    /// By what stands after.
    Right,
}

/// `anli why-not`.
#[derive(Debug, Args)]
pub struct WhyNotArgs {
    /// The case
    #[arg(value_name = "CASE")]
    pub case: String,
    /// The query; several words are joined by blanks
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// `anli eval`.
#[derive(Debug, Args)]
#[command(after_help = EVAL_HELP)]
pub struct EvalArgs {
    /// The questions, one a line: id, tab, text
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// The judgements, one a line: question, 0, document, relevance
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// Write the rankings to this file, as a TREC run
    #[arg(long, value_name = "FILE")]
    pub run: Option<PathBuf>,
}

const EVAL_HELP: &str = "\
--corpus names the documents, one JSON object a line: {id, title, article, text}; gzip is taken too.
The questions are asked as they stand, of an index made of the documents; 100 answers each are measured
as trec_eval does. The index is gone afterwards; the one in use is not touched.";

/// `anli list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// `anli show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A case, notice or passage: its id, or a short form such as 典型5
    #[arg(value_name = "CASE|NOTICE|PASSAGE")]
    pub name: String,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// Read notices, repair them and build the index. 为案例通知建立索引。
#[derive(Debug, Parser)]
#[command(name = "anli-index", version, arg_required_else_help = true, after_help = INDEX_AFTER_HELP)]
pub struct AnliIndex {
    /// What to do.
    #[command(subcommand)]
    pub command: IndexCommand,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

const INDEX_AFTER_HELP: &str = "\
Examples 例:
  anli-index build                        index corpus/ into index/ 建立索引
  anli-index build DIR --index DIR2       another folder, another index
  anli-index check                        is the index whole, and up to date? 检查索引
  anli-index inspect FILE                 what a file is, and what was repaired in it 查看修复

Exit status: 0 all is well, 2 error; build exits 2 when any file could not be read.";

/// The commands of `anli-index`.
#[derive(Debug, Subcommand)]
pub enum IndexCommand {
    /// Bring the index up to date with its corpus 建立索引
    Build {
        /// The folder with the notices, or one file [default: corpus]
        #[arg(value_name = "CORPUS")]
        corpus: Option<PathBuf>,
        /// Read everything again
        #[arg(long)]
        force: bool,
    },
    /// Check that the index is whole and up to date 检查索引
    Check {
        /// Compare searches with scans of the text, and print what differs
        #[arg(long)]
        audit: bool,
    },
    /// Say what a file is and what was repaired in it 查看一个文件
    Inspect {
        /// The file
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Print the repaired text
        #[arg(long, conflicts_with = "json")]
        text: bool,
    },
}

impl Anli {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// clap's own message, help and version included.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Anli, clap::Error> {
        read(args)
    }
}

impl AnliIndex {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// clap's own message, help and version included.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<AnliIndex, clap::Error> {
        read(args)
    }
}

fn read<A: CommandFactory + FromArgMatches>(args: impl IntoIterator<Item = OsString>) -> Result<A, clap::Error> {
    let mut command = A::command();
    let matches = command.try_get_matches_from_mut(args)?;
    A::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}
