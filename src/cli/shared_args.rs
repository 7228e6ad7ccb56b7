//! Flags that several commands share.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Args, Command, ValueEnum};

use crate::api::{Choices, Filter, Limit, Page, Scope, Selection, Within};
use crate::error::Result;

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

/// Which passages a command is about, beside its query.
#[derive(Debug, Clone, Args)]
pub struct SelectionArgs {
    /// Search running text and headings, or every passage: lists, footers, foreign lines
    #[arg(long, default_value = "default", value_parser = choices::<Scope>())]
    pub scope: Scope,
    /// The unit within which the whole query must hold
    #[arg(long, default_value = "passage", value_parser = choices::<Within>())]
    pub within: Within,
    /// Only what has this value in this field, such as city:寧波; may be given several times
    #[arg(long, value_name = "FIELD:VALUE", action = ArgAction::Append)]
    pub filter: Vec<String>,
}

impl SelectionArgs {
    /// What is searched, with the query as it was typed, word by word.
    ///
    /// # Errors
    ///
    /// When a filter is none, or names a field that does not exist.
    pub fn selection(&self, query: &[String]) -> Result<Selection> {
        let filters = self.filter.iter().map(|filter| filter.parse::<Filter>()).collect::<Result<_>>()?;
        let query = query.join(" ").trim().to_owned();
        Ok(Selection { query, scope: self.scope, within: self.within, filters })
    }
}

/// Which rows of a list.
#[derive(Debug, Clone, Copy, Args)]
pub struct PageArgs {
    /// Show at most this many; all (or 0) for every one [default: 10 of hits and lines, all of what is listed]
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<Limit>,
    /// Leave out this many first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
}

impl PageArgs {
    /// The rows; `usual` of them where no number was given.
    #[must_use]
    pub fn page(self, usual: Limit) -> Page {
        Page { offset: self.offset, limit: self.limit.unwrap_or(usual) }
    }
}

/// Reads one of the values of an enum by its name.
pub(super) fn choices<T: Choices>() -> ChoiceParser<T> {
    ChoiceParser(PhantomData)
}

/// Reads one of the values of an enum by its name.
#[derive(Debug, Clone)]
pub struct ChoiceParser<T>(PhantomData<T>);

impl<T: Choices> ChoiceParser<T> {
    fn possible() -> impl Iterator<Item = PossibleValue> {
        T::CHOICES.iter().map(|choice| {
            let aliases = Some(choice.alias).filter(|alias| !alias.is_empty());
            PossibleValue::new(choice.name).aliases(aliases).help(format!("{} {}", choice.en, choice.zh))
        })
    }
}

impl<T: Choices> TypedValueParser for ChoiceParser<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> std::result::Result<T, clap::Error> {
        let name = PossibleValuesParser::new(Self::possible()).parse_ref(command, arg, value)?;
        T::from_name(&name).ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Self::possible()))
    }
}
