//! What can be typed after `anli similar`, `anli compare` and `anli keywords`.

use std::path::PathBuf;

use clap::Args;

use super::shared_args::{FormatArgs, PageArgs, SelectionArgs, choices};
use crate::api::{CaseSort, KeywordSort};

/// `anli similar`.
#[derive(Debug, Args)]
#[command(
    after_help = SIMILAR_HELP,
    override_usage = "anli similar [OPTIONS] <CASE>\n       anli similar [OPTIONS] --text <FILE>\n       anli similar [OPTIONS] --all"
)]
pub struct SimilarArgs {
    /// The case: its id, or a short form such as 典型5
    #[arg(value_name = "CASE", required_unless_present_any = ["text", "all"])]
    pub case: Option<String>,
    /// A text instead, such as the description of a new project; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "case")]
    pub text: Option<PathBuf>,
    /// Put all cases into groups instead
    #[arg(long, conflicts_with_all = ["case", "text", "limit", "offset", "filter"])]
    pub all: bool,
    /// The order of the cases
    #[arg(long, default_value = "score", value_parser = choices::<CaseSort>())]
    pub sort: CaseSort,
    /// Which cases
    #[command(flatten)]
    pub page: PageArgs,
    /// Only cases that have such a passage
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const SIMILAR_HELP: &str = "\
Examples 例:
  anli similar 典型5                       comparable cases, with reasons and differences 可比案例
  anli similar --text 项目.txt             for the description of a new project 为新项目找可比案例
  anli similar --all --format csv          which cases belong together 案例分组

Each reason names the passages and a query that counts the same:
  anli search --count '\"馬德里\"' --filter case:典型5";

/// `anli compare`.
#[derive(Debug, Args)]
#[command(after_help = COMPARE_HELP)]
pub struct CompareArgs {
    /// Two cases or more: ids, or short forms such as 典型5 優秀3; or conditions, each a group: 城市:宁波 城市:台州
    #[arg(required = true, value_name = "CASE|FIELD:VALUE")]
    pub cases: Vec<String>,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const COMPARE_HELP: &str = "\
Examples 例:
  anli compare 典型5 優秀3                 two cases 两个案例
  anli compare 城市:宁波                   all cases of a city, side by side 一市的各个案例
  anli compare 城市:宁波 城市:台州         two groups: what each has, and in how many cases 分组对照
  anli compare 类别:典型 类别:优秀 --format docx -o 对比.docx";

/// `anli keywords`.
#[derive(Debug, Args)]
#[command(after_help = KEYWORDS_HELP)]
pub struct KeywordsArgs {
    /// A case, several cases, a notice, or a query whose cases are taken together
    #[arg(required = true, value_name = "CASE|QUERY")]
    pub query: Vec<String>,
    /// The order of the terms
    #[arg(long, default_value = "weight", value_parser = choices::<KeywordSort>())]
    pub sort: KeywordSort,
    /// Which terms
    #[command(flatten)]
    pub page: PageArgs,
    /// Which passages are searched, and which cases are left
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const KEYWORDS_HELP: &str = "\
Examples 例:
  anli keywords 典型5                      what sets a case apart 一个案例的特征词
  anli keywords 典型5 優秀3                two or more cases together 几个案例合起来
  anli keywords 質押融資                   the cases that a search finds 查到的案例合起来

G² is the log-likelihood ratio, here against elsewhere: of the mentions for one case, of the cases
that mention it for several 对数似然比";
