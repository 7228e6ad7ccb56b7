//! Flags that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
