//! What can be typed. Nothing here does anything.

use std::ffi::OsString;
use std::path::PathBuf;

use super::cite_args::{CiteArgs, SearchFormatArgs, VerifyArgs};
use super::facts::{FactsArgs, TableArgs, TimelineArgs};
use super::groups::GroupArgs;
use super::help;
use super::serve_args::ServeArgs;
use super::shared_args::{Common, FormatArgs, PageArgs, SelectionArgs, choices};
use super::similar_args::{CompareArgs, KeywordsArgs, SimilarArgs};
use crate::api::pivot::Measure;
use crate::api::{By, KwicSort, ListSort, Sort, ValueSort};
use crate::decode::Wish;
use crate::facts::Purpose;
use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

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
  anli verify 質押登記金額達9.2億元       does a quotation stand in the corpus? 核对引文
  anli cite 典型5 --style bibtex          cite it 生成引用
  anli similar 典型5                      comparable cases, and why 可比案例

Exit status: 0 something found, 1 nothing found, 2 error.";

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
    /// List figures, dates, titles and firsts 列出数据
    Facts(FactsArgs),
    /// A table of all cases, a row a case 案例总表
    Table(TableArgs),
    /// What was done first, by whom and where, the oldest first 时间线
    Timeline(TimelineArgs),
    /// Count by two fields at once 交叉统计
    Pivot(PivotArgs),
    /// Show every occurrence on a line of its own 逐条对齐
    Kwic(KwicArgs),
    /// Say why a case is not found by a query 为何没有找到
    WhyNot(WhyNotArgs),
    /// Check whether a quotation or a figure stands in the corpus 核对引文
    Verify(VerifyArgs),
    /// Cite cases, notices or passages 生成引用
    Cite(CiteArgs),
    /// Find comparable cases, with reasons and differences 可比案例
    Similar(SimilarArgs),
    /// Put cases side by side 案例对照
    Compare(CompareArgs),
    /// Show what a case, or the cases of a query, speak of more than the rest 特征词
    Keywords(KeywordsArgs),
    /// Give a group of cases a name, to be written as @NAME 分组
    Group(GroupArgs),
    /// Serve a page for people and an API for programs 网页和程序接口
    Serve(ServeArgs),
    /// Answer a language model on standard input and output, by the Model Context Protocol 供语言模型使用
    Mcp,
    /// Print the JSON Schema of all answers
    Schema(SchemaArgs),
    /// Measure the ranking on a test collection 评测排序
    Eval(EvalArgs),
    /// Show what holds and where it comes from: typed, ANLI_… of the environment, anli.toml 现行设置
    Config,
    /// Write the script by which a shell proposes what can be typed next, cases included 命令行补全
    Completions {
        /// The shell
        shell: clap_complete::Shell,
        /// For one program alone [default: both]
        #[arg(long)]
        program: Option<Program>,
    },
    /// Write the manual pages of both programs into a folder 手册页
    Manual {
        /// The folder, made where it is missing; the language is that of messages
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// `anli search`.
#[derive(Debug, Args)]
#[command(after_long_help = SEARCH_HELP)]
pub struct SearchArgs {
    /// The query; several words are joined by blanks
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Which rows
    #[command(flatten)]
    pub page: PageArgs,
    /// The unit of a hit
    #[arg(long, default_value = "passage", value_parser = choices::<By>())]
    pub by: By,
    /// The order of the hits
    #[arg(long, default_value = "relevance", value_parser = choices::<Sort>())]
    pub sort: Sort,
    /// Which passages
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Print one number: the occurrences in all matching passages
    #[arg(long)]
    pub count: bool,
    /// Show how the query was understood and what each score is made of
    #[arg(long)]
    pub explain: bool,
    /// The form of the answer
    #[command(flatten)]
    pub form: SearchFormatArgs,
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
  amount>=1億           a figure: amount percent bp count date, or 金額 百分比 基點 數量 日期;
                        >= > <= < =, or a range percent:50..100, amount:100億.., date:..2022-06
  count:企業>=100       a number of something

Traditional and simplified, full and half width are all one. A query that holds blanks or
quotation marks is best put in single quotes.";

/// `anli facets`.
#[derive(Debug, Args)]
pub struct FacetsArgs {
    /// The query; everything when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// What is counted
    #[arg(long, default_value = "passage", value_parser = choices::<By>())]
    pub by: By,
    /// Which passages
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Which values of each field
    #[command(flatten)]
    pub page: PageArgs,
    /// The order of the values
    #[arg(long, default_value = "count", value_parser = choices::<ValueSort>())]
    pub sort: ValueSort,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

/// `anli pivot`.
#[derive(Debug, Args)]
#[command(after_help = PIVOT_HELP)]
pub struct PivotArgs {
    /// The query; everything when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The field whose values are the rows, such as city or 城市
    #[arg(long, value_name = "FIELD")]
    pub rows: String,
    /// The field whose values are the columns, such as instrument or 工具
    #[arg(long, value_name = "FIELD")]
    pub cols: String,
    /// What a cell tells
    #[arg(long, default_value = "cases", value_parser = choices::<Measure>())]
    pub value: Measure,
    /// Of amounts: what the money is for; other sums are not added
    #[arg(long, value_parser = choices::<Purpose>())]
    pub purpose: Option<Purpose>,
    /// Tell the share of each row and column too, in percent of everything
    #[arg(long)]
    pub shares: bool,
    /// The order of the rows
    #[arg(long, default_value = "count", value_parser = choices::<ValueSort>())]
    pub sort: ValueSort,
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

const PIVOT_HELP: &str = "\
Examples 例:
  anli pivot 質押 --rows city --cols instrument    cases by city and instrument 按城市和工具统计案例数
  anli pivot --rows 城市 --cols 类别 --format csv   everything, as a table 全部案例
  anli pivot --rows city --cols year --value amount --purpose 質押   sums pledged, in yuan 质押金额
  anli pivot --rows city --cols tier --shares --format xlsx -o 统计.xlsx   with shares and a chart 附占比和图

A case that has several values counts under each of them, and once in the sums.";

/// `anli schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// One of them: a command such as search, or request, error or export
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// `anli kwic`.
#[derive(Debug, Args)]
pub struct KwicArgs {
    /// The query; several words are joined by blanks
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The order of the lines
    #[arg(long, default_value = "order", value_parser = choices::<KwicSort>())]
    pub sort: KwicSort,
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
    #[arg(long, value_name = "FILE", requires = "qrels", required_unless_present = "triples")]
    pub queries: Option<PathBuf>,
    /// The judgements, one a line: question, 0, document, relevance
    #[arg(long, value_name = "FILE", requires = "queries")]
    pub qrels: Option<PathBuf>,
    /// Measure similarity instead: one JSON object a line, {A, B, C}, where B is nearer to A than C is
    #[arg(long, value_name = "FILE", conflicts_with_all = ["queries", "qrels", "run"])]
    pub triples: Option<PathBuf>,
    /// Write the rankings to this file, as a TREC run
    #[arg(long, value_name = "FILE")]
    pub run: Option<PathBuf>,
}

const EVAL_HELP: &str = "\
--corpus names the documents, one JSON object a line: {id, title, article, text}; gzip is taken too.
The questions are asked as they stand, of an index made of the documents; 100 answers each are measured
as trec_eval does. The index is gone afterwards; the one in use is not touched.

  anli eval --triples F.jsonl.gz           the share of triples in which B is nearer to A than C is";

/// `anli list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only notices and cases that this query finds; all when it is left out
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The order of the notices
    #[arg(long, default_value = "order", value_parser = choices::<ListSort>())]
    pub sort: ListSort,
    /// Which notices
    #[command(flatten)]
    pub page: PageArgs,
    /// Which passages
    #[command(flatten)]
    pub selection: SelectionArgs,
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
// It answers no questions.
#[command(mut_arg("timeout", |timeout| timeout.hide(true)))]
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
  anli-index export > corpus.jsonl        notices, cases and passages as data 导出
  anli-index check                        is the index whole, and up to date? 检查索引
  anli-index inspect FILE                 what a file is, and what was repaired in it 查看修复

Exit status: 0 all is well, 2 error; build exits 2 when any file could not be read.";

/// The commands of `anli-index`.
#[derive(Debug, Subcommand)]
pub enum IndexCommand {
    /// Bring the index up to date with its corpus 建立索引
    Build {
        /// The folder with the notices, or one file [default: corpus]
        #[arg(value_name = "CORPUS", conflicts_with = "corpus")]
        folder: Option<PathBuf>,
        /// Read everything again
        #[arg(long)]
        force: bool,
        /// Compare the bytes of every file, also where size and times are what they were
        #[arg(long, conflicts_with = "force")]
        verify: bool,
        /// Memory that the build may take, about; what exceeds it goes to the disk for a while
        #[arg(long, value_name = "SIZE", default_value = "256MB", value_parser = memory)]
        memory: usize,
        /// When pages without text are read by machine [default: as the index was built, else auto]
        #[arg(long, value_name = "WHEN", value_parser = choices::<Wish>())]
        ocr: Option<Wish>,
    },
    /// Check that the index is whole and up to date 检查索引
    Check {
        /// Compare searches with scans of the text, and print what differs
        #[arg(long)]
        audit: bool,
        /// Of a long text, draw the same sample of strings as the audit that printed this number
        #[arg(long, requires = "audit")]
        seed: Option<u64>,
    },
    /// Write the whole parsed corpus, one JSON object a line 导出语料
    Export {
        /// The form: JSON lines
        #[arg(long, value_name = "FORM", default_value = "jsonl")]
        format: ExportFormat,
    },
    /// Say what a file is and what was repaired in it 查看一个文件
    Inspect {
        /// The file, or a member of one: archive.zip/path/member.doc
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Print the repaired text
        #[arg(long, conflicts_with = "json")]
        text: bool,
        /// When pages without text are read by machine [default: auto]
        #[arg(long, value_name = "WHEN", value_parser = choices::<Wish>())]
        ocr: Option<Wish>,
    },
}

/// The least memory that a build is given.
const LEAST_MEMORY: usize = 64 << 20;

/// Bytes of memory: `512MB`, `1GB`.
fn memory(text: &str) -> Result<usize, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let bits = match unit.trim().to_ascii_uppercase().as_str() {
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        _ => return Err(wrong_memory()),
    };
    let number: usize = number.parse().map_err(|_| wrong_memory())?;
    number.checked_mul(1 << bits).filter(|&bytes| bytes >= LEAST_MEMORY).ok_or_else(wrong_memory)
}

fn wrong_memory() -> String {
    super::help::language().pick("写作 256MB 或 1GB，至少 64MB", "write 256MB or 1GB, at least 64MB").to_owned()
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object a line.
    Jsonl,
}

/// The programs that a script can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Program {
    /// The query program.
    Anli,
    /// The indexer.
    AnliIndex,
}

impl Program {
    /// Its file name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Program::Anli => "anli",
            Program::AnliIndex => "anli-index",
        }
    }

    /// What can be typed.
    fn bare(self) -> Command {
        match self {
            Program::Anli => Anli::command(),
            Program::AnliIndex => AnliIndex::command(),
        }
    }

    /// What can be typed, in the language of this process.
    pub(super) fn command(self) -> Command {
        help::spoken(self.bare()).bin_name(self.name())
    }

    /// The same without the command for help, of which no page is made.
    pub(super) fn for_pages(self) -> Command {
        help::spoken(self.bare().disable_help_subcommand(true)).bin_name(self.name())
    }
}

impl Anli {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// clap's own message, help and version included.
    pub fn read(args: &[OsString]) -> Result<Anli, clap::Error> {
        read(args)
    }
}

impl AnliIndex {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// clap's own message, help and version included.
    pub fn read(args: &[OsString]) -> Result<AnliIndex, clap::Error> {
        read(args)
    }
}

fn read<A: CommandFactory + FromArgMatches>(args: &[OsString]) -> Result<A, clap::Error> {
    let mut command = help::spoken(A::command());
    // The name in messages is ours, whatever the file was renamed to.
    let name = command.get_name().to_owned();
    command.set_bin_name(name);
    let matches = command.try_get_matches_from_mut(args)?;
    A::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}
