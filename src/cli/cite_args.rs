//! What can be typed to verify, to cite and to export.

use std::path::PathBuf;

use clap::Args;

use super::shared_args::{FormatArgs, Wanted, choices};
use crate::api::{Choice, Choices, Limit};
use crate::cite::Style;
use crate::present::Form;

/// The form of the answer to a search: those of every answer, and citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchFormat {
    /// As every answer.
    As(Form),
    /// The hits, cited.
    Cited(Style),
}

/// The form at a place among those of every answer.
const fn form(at: usize) -> Choice<SearchFormat> {
    let Choice { value, name, alias, zh, en } = Form::CHOICES[at];
    Choice { value: SearchFormat::As(value), name, alias, zh, en }
}

const fn cited(style: Style, name: &'static str, zh: &'static str, en: &'static str) -> Choice<SearchFormat> {
    Choice { value: SearchFormat::Cited(style), name, alias: "", zh, en }
}

impl Choices for SearchFormat {
    const CHOICES: &'static [Choice<SearchFormat>] = &[
        form(0),
        form(1),
        form(2),
        form(3),
        form(4),
        form(5),
        form(6),
        form(7),
        cited(Style::Bibtex, "bibtex", "BibTeX 引文", "citations as BibTeX"),
        cited(Style::Ris, "ris", "RIS 引文", "citations as RIS"),
        cited(Style::CslJson, "csl-json", "CSL-JSON 引文", "citations as CSL-JSON"),
    ];
}

/// The form of the answer to a search.
#[derive(Debug, Clone, Copy, Args)]
pub struct SearchFormatArgs {
    /// The form of the answer; bibtex, ris and csl-json cite the hits
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = choices::<SearchFormat>())]
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
    pub(super) fn wanted(self) -> Result<Wanted, Style> {
        let form = match self.format {
            _ if self.json => Form::Json,
            SearchFormat::As(form) => form,
            SearchFormat::Cited(style) => return Err(style),
        };
        Ok(Wanted { form, bom: self.bom, cite: false, explain: false, shares: false, first: 1 })
    }
}

/// `anli verify`.
#[derive(Debug, Args)]
#[command(after_help = VERIFY_HELP)]
pub struct VerifyArgs {
    /// The words or the figure, as quoted; - reads standard input
    #[arg(required_unless_present = "file", conflicts_with = "file", value_name = "QUOTE")]
    pub quote: Vec<String>,
    /// Verify every figure and quotation of a draft (of any kind that is read), a line each; - reads standard input
    #[arg(long, value_name = "DRAFT")]
    pub file: Option<PathBuf>,
    /// Show at most this many places; all shows every one
    #[arg(long, short = 'n', default_value = "20", value_name = "N")]
    pub limit: Limit,
    /// The form of the answer
    #[command(flatten)]
    pub form: FormatArgs,
}

const VERIFY_HELP: &str = "\
Examples 例:
  anli verify 質押登記金額達9.2億元       it stands, with its place and citation 核对数字
  anli verify '銀行……擔保'               an ellipsis stands for words left out within one case
  pbpaste | anli verify - --json          a quotation from elsewhere
  anli verify --file 报告.docx             every figure and quotation of a draft 核对草稿里的数字和引文

Either script, either width and kind of quotation marks, other blanks and line breaks are all one.
What does not stand is answered with the nearest wording; differences are shown as
[quotation→corpus], [-only in the quotation], [+only in the corpus].
Of a draft, each figure and quotation stands, is equal (the same value written otherwise), stands
elsewhere (of another case or place than its sentence names), differs, or is not-found.

Exit status: 0 it stands (of a draft: all of it does), 1 it does not, 2 error.";

/// `anli cite`.
#[derive(Debug, Args)]
#[command(after_help = CITE_HELP)]
pub struct CiteArgs {
    /// Cases, notices or passages: ids, or short forms such as 典型5 and 典型5#7
    #[arg(required = true, value_name = "ID")]
    pub names: Vec<String>,
    /// The form of the citation
    #[arg(long, default_value = "gbt7714", value_parser = choices::<Style>())]
    pub style: Style,
    /// The day on which the web address was visited; it is added where the address is known
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub accessed: Option<String>,
    /// Print JSON: every style, and whose the address is
    #[arg(long, conflicts_with = "style")]
    pub json: bool,
}

const CITE_HELP: &str = "\
Examples 例:
  anli cite 典型5                         GB/T 7714—2015
  anli cite 典型5 優秀7 --style bibtex    two entries
  anli cite 典型5#4 --style gbt7714-2025 --script hans   a passage, in simplified characters 简体
  anli search 質押 --format ris           every hit";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_takes_every_form_of_an_answer() {
        for form in Form::CHOICES {
            let same = |choice: &&Choice<SearchFormat>| {
                matches!(choice.value, SearchFormat::As(value) if value == form.value) && choice.name == form.name
            };
            assert_eq!(SearchFormat::CHOICES.iter().filter(same).count(), 1, "{}", form.name);
        }
    }
}
