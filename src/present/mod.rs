//! Answers as text, one file a form, each generic over the writer.
//!
//! An answer becomes [`rows`] (columns with a name in both languages, a type and a unit) and [`blocks`] (headings, words of
//! the corpus with marks, lists, tables); CSV is made of rows, Markdown of blocks, and further forms will be made of either.
//! JSON is the answer as it serialises. A terminal has a layout for each sort of answer. Nothing here knows of indexes.
//!
//! [`script`] puts an answer into another script, before any form is made of it. What is written leaves by one [`door`],
//! where everything that a terminal could obey is taken out of it, and each form sees to it that text stays text: no cell
//! becomes a formula, no title a link, no line break in a name a second entry.

pub mod blocks;
pub mod chart;
pub mod csv;
pub mod docx;
pub mod door;
pub mod html;
pub mod json;
pub mod markdown;
pub mod paper;
pub mod rows;
pub mod script;
pub mod terminal;
mod window;
pub(crate) mod wording;
mod wrap;
pub mod xlsx;

use std::io::{self, Write};

pub use crate::error::Lang;
pub use crate::text::sanitize;
pub use script::{Convert, Script};
pub use window::{Window, window};

use self::door::Door;
use self::rows::Options;
use self::terminal::Look;
use crate::api::{Answer, Choice, Choices};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
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
    /// One HTML file.
    Html,
    /// An Excel workbook.
    Xlsx,
    /// A Word document.
    Docx,
}

impl Form {
    /// What it is called on the command line, which is the ending of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Form::CHOICES.iter().find(|choice| choice.value == self).map_or("", |choice| choice.name)
    }

    /// Its media type, without parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Text => "text/plain",
            Form::Json => "application/json",
            Form::Jsonl => "application/x-ndjson",
            Form::Csv => "text/csv",
            Form::Md => "text/markdown",
            Form::Html => "text/html",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Form::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// Whether it is bytes for another program, nothing to read.
    #[must_use]
    pub fn is_binary(self) -> bool {
        matches!(self, Form::Xlsx | Form::Docx)
    }
}

impl Choices for Form {
    const CHOICES: &'static [Choice<Form>] = &[
        Choice { value: Form::Text, name: "text", alias: "", zh: "供阅读", en: "for reading" },
        Choice { value: Form::Json, name: "json", alias: "", zh: "一个 JSON 对象", en: "one JSON object" },
        Choice {
            value: Form::Jsonl, name: "jsonl", alias: "", zh: "每行一个 JSON 对象", en: "one JSON object a line"
        },
        Choice { value: Form::Csv, name: "csv", alias: "", zh: "逗号分隔的表格", en: "comma-separated values" },
        Choice { value: Form::Md, name: "md", alias: "markdown", zh: "Markdown", en: "Markdown" },
        Choice {
            value: Form::Html, name: "html", alias: "", zh: "一个网页文件", en: "one page that can be mailed"
        },
        Choice {
            value: Form::Xlsx,
            name: "xlsx",
            alias: "excel",
            zh: "Excel 工作簿（用 -o 指定文件）",
            en: "an Excel workbook (name its file with -o)",
        },
        Choice {
            value: Form::Docx,
            name: "docx",
            alias: "word",
            zh: "Word 文档（用 -o 指定文件）",
            en: "a Word document (name its file with -o)",
        },
    ];
}

impl Choices for Script {
    const CHOICES: &'static [Choice<Script>] = &[
        Choice { value: Script::AsIs, name: "as-is", alias: "", zh: "原样", en: "as the text has it" },
        Choice { value: Script::Hans, name: "hans", alias: "", zh: "简体", en: "simplified characters" },
        Choice { value: Script::Hant, name: "hant", alias: "", zh: "繁體", en: "traditional characters" },
    ];
}

impl Choices for Lang {
    const CHOICES: &'static [Choice<Lang>] = &[
        Choice { value: Lang::Zh, name: "zh", alias: "", zh: "中文", en: "Chinese" },
        Choice { value: Lang::En, name: "en", alias: "", zh: "英文", en: "English" },
    ];
}

/// How an answer is written.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// In which form.
    pub form: Form,
    /// How it looks to a reader.
    pub look: Look,
    /// Whether CSV begins with a byte-order mark, for Excel.
    pub bom: bool,
    /// How rows are made.
    pub options: Options,
}

/// Writes `answer`.
///
/// # Errors
///
/// What the writer reports.
pub fn write(out: &mut Door<impl Write>, answer: &Answer, manner: &Manner) -> io::Result<()> {
    match manner.form {
        Form::Text => terminal::answer(out, answer, &manner.look, manner.options),
        Form::Json => json::answer(out, answer),
        Form::Jsonl => json::lines(out, answer),
        Form::Csv => {
            let sheet = rows::rows(answer, manner.options);
            // Under Chinese headings stand Chinese words; programs look for the names.
            let sheet = if manner.options.lang == Lang::Zh { sheet.told(Lang::Zh) } else { sheet };
            csv::sheet(out, &sheet, manner.bom, manner.options.lang)
        }
        Form::Xlsx => xlsx::workbook(out, &rows::book(answer, manner.options), manner.options.lang),
        Form::Html => html::page(out, &paper::on_screen(answer, manner.options), manner.options.lang),
        Form::Docx => docx::document(out, &paper::on_paper(answer, manner.options), manner.options.lang),
        Form::Md => markdown::document(out, &blocks::blocks(answer, manner.options), manner.options.lang),
    }
}
