//! Flags that several commands share.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Args, Command};

use crate::api::{Budget, Choice, Choices, Filter, Limit, Page, Scope, Selection, Within};
use crate::decode::{Machine, Named, Wish};
use crate::error::{Error, Result};
use crate::index::WantedLexicon;
use crate::ingest::Reading;
use crate::lexicon::Lexicon;
use crate::present::{Form, Lang, Script};
use crate::unpack::NamedColumns;

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The index folder [default: index, built from the corpus when it is missing or stale]
    #[arg(long, global = true, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// The folder with the notices, or one file [default: the one that the index was built from, or corpus]
    #[arg(long, global = true, value_name = "PATH")]
    pub corpus: Option<PathBuf>,
    /// A vocabulary of your own, a table like data/lexicon.tsv; the index remembers it, until it is given another or
    /// builtin, the program's own
    #[arg(long, global = true, value_name = "FILE|builtin")]
    pub lexicon: Option<PathBuf>,
    /// The file with your groups of cases [default: groups.toml in your configuration folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub groups: Option<PathBuf>,
    /// When to use colour [default: auto]
    #[arg(long, global = true, value_name = "WHEN", value_parser = choices::<When>())]
    pub color: Option<When>,
    /// The script that is shown [default: auto]
    #[arg(long, global = true, value_parser = choices::<WantedScript>())]
    pub script: Option<WantedScript>,
    /// Write the results to this file instead
    #[arg(long, short = 'o', global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The language of messages [default: from LANG]
    #[arg(long, global = true, value_parser = choices::<Lang>())]
    pub lang: Option<Lang>,
    /// Give up after so many seconds; 0 never does
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 5)]
    pub timeout: u32,
    /// How files are read, as it is set.
    #[arg(skip)]
    pub(super) reading: SetReading,
}

/// How files are read, as settings say it.
#[derive(Debug, Clone, Default)]
pub(super) struct SetReading {
    /// The columns of records.
    pub(super) records: NamedColumns,
    /// When pages without text are read by machine.
    pub(super) ocr: Option<Wish>,
    /// The programs that do.
    pub(super) programs: Named,
}

impl SetReading {
    /// How the files of `corpus` are read: pages as it was typed, as it is set, or as they were when the index at `index` was
    /// built.
    ///
    /// # Errors
    ///
    /// [`Error::Unequipped`] where pages are to be read always, and a program is missing.
    pub(super) fn of(&self, typed: Option<Wish>, corpus: &Path, index: Option<&Path>) -> Result<Arc<Reading>> {
        let as_built = || index.filter(|index| crate::index::is_without_machine(index)).map(|_| Wish::Never);
        let wish = typed.or(self.ocr).or_else(as_built).unwrap_or_default();
        let machine = Machine::new(wish, self.programs.clone(), corpus);
        match machine.unmet() {
            Some(missing) => Err(Error::Unequipped { reason: missing.sentence() }),
            None => Ok(Arc::new(Reading::new(self.records.clone(), machine))),
        }
    }
}

impl Common {
    /// What answering may take, from now on.
    pub(super) fn budget(&self) -> Budget {
        match self.timeout {
            0 => Budget::unlimited(),
            seconds => Budget::within(Duration::from_secs(seconds.into())),
        }
    }

    /// The vocabulary that an index is to have; a file of that name is given as `./builtin`.
    pub(super) fn wanted_lexicon(&self) -> WantedLexicon {
        match &self.lexicon {
            None => WantedLexicon::AsBuilt,
            Some(name) if name.as_os_str() == "builtin" => WantedLexicon::BuiltIn,
            Some(file) => WantedLexicon::File(file.clone()),
        }
    }

    /// Its table; none where the one that an index was built with will do.
    pub(super) fn wanted_table(&self) -> Result<Option<String>> {
        match self.wanted_lexicon() {
            WantedLexicon::AsBuilt => Ok(None),
            WantedLexicon::BuiltIn => Ok(Some(Lexicon::builtin_tsv().to_owned())),
            WantedLexicon::File(path) => std::fs::read_to_string(&path).map(Some).map_err(Error::io(path)),
        }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The script that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedScript {
    /// That of the country that the environment names.
    Auto,
    /// This one.
    Given(Script),
}

impl Choices for WantedScript {
    const CHOICES: &'static [Choice<WantedScript>] = &[
        Choice {
            value: WantedScript::Auto,
            name: "auto",
            alias: "",
            zh: "随系统的地区：简体、繁体或原样",
            en: "that of the country in LANG, for reading",
        },
        Choice {
            value: WantedScript::Given(Script::AsIs),
            name: "as-is",
            alias: "",
            zh: "原样",
            en: "as the text has it",
        },
        Choice {
            value: WantedScript::Given(Script::Hans),
            name: "hans",
            alias: "简体",
            zh: "简体",
            en: "simplified characters",
        },
        Choice {
            value: WantedScript::Given(Script::Hant),
            name: "hant",
            alias: "繁体",
            zh: "繁體",
            en: "traditional characters",
        },
    ];
}

impl Choices for When {
    const CHOICES: &'static [Choice<When>] = &[
        Choice { value: When::Auto, name: "auto", alias: "", zh: "在终端上", en: "on a terminal" },
        Choice { value: When::Always, name: "always", alias: "", zh: "总是", en: "always" },
        Choice { value: When::Never, name: "never", alias: "", zh: "从不", en: "never" },
    ];
}

impl Choices for Wish {
    const CHOICES: &'static [Choice<Wish>] = &[
        Choice {
            value: Wish::Auto,
            name: "auto",
            alias: "",
            zh: "装有 Tesseract 时识读",
            en: "where Tesseract is installed",
        },
        Choice { value: Wish::Never, name: "never", alias: "", zh: "从不", en: "never" },
        Choice {
            value: Wish::Always,
            name: "always",
            alias: "",
            zh: "必须识读；缺程序即出错",
            en: "always; a missing program is an error",
        },
    ];
}

/// The form of an answer, with what is particular to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) form: Form,
    /// Whether CSV begins with a byte-order mark.
    pub(super) bom: bool,
    /// Whether the entries of a table name their passages.
    pub(super) cite: bool,
    /// Whether it is said how the query was understood.
    pub(super) explain: bool,
    /// Whether a pivot tells shares.
    pub(super) shares: bool,
    /// The number of the first hit.
    pub(super) first: usize,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, Args)]
pub struct FormatArgs {
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = choices::<Form>())]
    pub format: Form,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Begin CSV with a byte-order mark, for Excel
    #[arg(long)]
    pub bom: bool,
}

impl FormatArgs {
    /// The form, with `--json` taken into account.
    pub(super) fn wanted(self) -> Wanted {
        let form = if self.json { Form::Json } else { self.format };
        Wanted { form, bom: self.bom, cite: false, explain: false, shares: false, first: 1 }
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
    /// The other way round, from the last one
    #[arg(long)]
    pub reverse: bool,
}

impl PageArgs {
    /// The rows; `usual` of them where no number was given.
    #[must_use]
    pub fn page(self, usual: Limit) -> Page {
        Page { offset: self.offset, limit: self.limit.unwrap_or(usual), reverse: self.reverse }
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
            PossibleValue::new(choice.name).aliases(choice.aliases()).help(match super::help::language() {
                Lang::Zh => choice.zh.to_owned(),
                Lang::En => format!("{} {}", choice.en, choice.zh),
            })
        })
    }
}

impl<T: Choices> TypedValueParser for ChoiceParser<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> std::result::Result<T, clap::Error> {
        if let Some(value) = value.to_str().and_then(T::from_name) {
            return Ok(value);
        }
        let name = PossibleValuesParser::new(Self::possible()).parse_ref(command, arg, value)?;
        T::from_name(&name).ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Self::possible()))
    }
}
