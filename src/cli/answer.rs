//! From flags to requests, and from answers to the form that was asked for.

use std::io::Write;

use super::output::Terminal;
use super::shared_args::{FormatArg, FormatArgs, ScopeArg, WithinArg};
use crate::error::Error;
use crate::present::terminal::Look;
use crate::search::{Scope, Within};

pub(super) fn look(terminal: &Terminal) -> Look {
    Look { color: terminal.color, width: terminal.width, lang: terminal.lang, script: terminal.script }
}

pub(super) fn within(arg: WithinArg) -> Within {
    match arg {
        WithinArg::Sentence => Within::Sentence,
        WithinArg::Passage => Within::Passage,
        WithinArg::Case => Within::Case,
    }
}

pub(super) fn scope(arg: ScopeArg) -> Scope {
    match arg {
        ScopeArg::Default => Scope::Default,
        ScopeArg::All => Scope::All,
    }
}

pub(super) fn filters(args: &[String]) -> Result<Vec<(String, String)>, Error> {
    args.iter().map(|filter| parse_filter(filter)).collect()
}

/// The query as one text; clap gives it word by word.
pub(super) fn joined(words: &[String]) -> String {
    words.join(" ").trim().to_owned()
}

pub(super) fn hints(response: &[crate::search::Hint], terminal: &Terminal) {
    for hint in response {
        terminal.message(terminal.lang.pick(&hint.zh, &hint.en));
    }
}

fn parse_filter(filter: &str) -> Result<(String, String), Error> {
    match filter.split_once([':', '：']) {
        Some((field, value)) if !value.is_empty() => Ok((field.to_owned(), value.to_owned())),
        _ => Err(Error::Invalid {
            place: format!("--filter {filter}"),
            reason: "a filter is FIELD:VALUE, such as city:寧波".to_owned(),
        }),
    }
}

type Out = std::io::BufWriter<std::io::StdoutLock<'static>>;

/// Writes an answer in the form that was asked for.
pub(super) fn write_form(
    terminal: &Terminal,
    form: FormatArgs,
    write: impl FnOnce(&mut Out, FormatArg) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = terminal.out();
    write(&mut out, form.form())?;
    out.flush()?;
    Ok(())
}
