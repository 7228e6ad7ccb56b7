//! What can be typed to verify, to cite and to export.

use clap::{Args, ValueEnum};

use super::shared_args::FormatArg;
use crate::api::Limit;
use crate::present::cite::Style;

/// The form of the answer to a search: those of [`FormatArg`], and citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
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
    /// Citations as BibTeX.
    Bibtex,
    /// Citations as RIS.
    Ris,
    /// Citations as CSL-JSON.
    CslJson,
}

/// The form of the answer to a search.
#[derive(Debug, Clone, Copy, Args)]
pub struct SearchFormatArgs {
    /// The form of the answer; bibtex, ris and csl-json cite the hits
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: SearchFormat,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Begin CSV with a byte-order mark, for Excel
    #[arg(long)]
    pub bom: bool,
}

impl SearchFormatArgs {
    /// The form, with `--json` taken into account.
    pub(super) fn form(self) -> Result<FormatArg, Style> {
        if self.json {
            return Ok(FormatArg::Json);
        }
        match self.format {
            SearchFormat::Text => Ok(FormatArg::Text),
            SearchFormat::Json => Ok(FormatArg::Json),
            SearchFormat::Jsonl => Ok(FormatArg::Jsonl),
            SearchFormat::Csv => Ok(FormatArg::Csv),
            SearchFormat::Md => Ok(FormatArg::Md),
            SearchFormat::Bibtex => Err(Style::Bibtex),
            SearchFormat::Ris => Err(Style::Ris),
            SearchFormat::CslJson => Err(Style::CslJson),
        }
    }
}

/// `anli verify`.
#[derive(Debug, Args)]
#[command(after_help = VERIFY_HELP)]
pub struct VerifyArgs {
    /// The words or the figure, as quoted; - reads standard input
    #[arg(required = true, value_name = "QUOTE")]
    pub quote: Vec<String>,
    /// Show at most this many places; all shows every one
    #[arg(long, short = 'n', default_value = "20", value_name = "N")]
    pub limit: Limit,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

const VERIFY_HELP: &str = "\
Examples 例:
  anli verify 質押登記金額達9.2億元       it stands, with its place and citation 核对数字
  anli verify '銀行……擔保'               an ellipsis stands for words left out within one case
  pbpaste | anli verify - --json          a quotation from elsewhere

Either script, either width and kind of quotation marks, other blanks and line breaks are all one.
What does not stand is answered with the nearest wording; differences are shown as
[quotation→corpus], [-only in the quotation], [+only in the corpus].

Exit status: 0 it stands, 1 it does not, 2 error.";

/// `anli cite`.
#[derive(Debug, Args)]
#[command(after_help = CITE_HELP)]
pub struct CiteArgs {
    /// Cases, notices or passages: ids, or short forms such as 典型5 and 典型5#7
    #[arg(required = true, value_name = "ID")]
    pub names: Vec<String>,
    /// The form of the citation
    #[arg(long, default_value = "gbt7714")]
    pub style: StyleArg,
    /// The day on which the web address was visited; it is added where the address is known
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub accessed: Option<String>,
}

const CITE_HELP: &str = "\
Examples 例:
  anli cite 典型5                         GB/T 7714—2015
  anli cite 典型5 優秀7 --style bibtex    two entries
  anli search 質押 --format ris           every hit";

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StyleArg {
    /// GB/T 7714—2015.
    Gbt7714,
    /// GB/T 7714—2025.
    #[value(name = "gbt7714-2025")]
    Gbt7714V2025,
    /// BibTeX, for biber.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL-JSON.
    CslJson,
}

impl StyleArg {
    pub(super) fn style(self) -> Style {
        match self {
            StyleArg::Gbt7714 => Style::Gbt2015,
            StyleArg::Gbt7714V2025 => Style::Gbt2025,
            StyleArg::Bibtex => Style::Bibtex,
            StyleArg::Ris => Style::Ris,
            StyleArg::CslJson => Style::CslJson,
        }
    }
}

fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
    };
    let valid = match parts[..] {
        [year, month, day] => {
            number(year, 4).is_some()
                && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
                && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
        }
        _ => false,
    };
    if valid { Ok(text.to_owned()) } else { Err("a day, such as 2024-01-31".to_owned()) }
}
