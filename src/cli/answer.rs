//! From flags to requests, and from answers to the form that was asked for.

use std::io::Write;

use super::output::{Out, Terminal};
use super::shared_args::{FormatArg, ScopeArg, WithinArg};
use crate::api::{Filter, QueryEcho, Scope, Selection, Within};
use crate::error::Error;
use crate::present::terminal::Look;

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

/// What is searched: the query as it was typed, word by word, and the filters.
pub(super) fn selection(
    query: &[String],
    scope: Scope,
    within: Within,
    filters: &[String],
) -> Result<Selection, Error> {
    let filters = filters.iter().map(|filter| filter.parse::<Filter>()).collect::<Result<_, _>>()?;
    Ok(Selection { query: joined(query), scope, within, filters })
}

/// The query as one text; clap gives it word by word.
pub(super) fn joined(words: &[String]) -> String {
    words.join(" ").trim().to_owned()
}

/// Says what was remarked on a query, each with the characters that it is about.
pub(super) fn hints(query: &QueryEcho, terminal: &Terminal) {
    for hint in &query.hints {
        let text = terminal.lang.pick(&hint.zh, &hint.en);
        match hint.about(&query.input) {
            Some(about) => terminal.message(&format!("{about} ← {text}")),
            None => terminal.message(text),
        }
    }
}

/// Writes an answer in the form that was asked for: text for people, every other for programs.
pub(super) fn write_form(
    terminal: &Terminal,
    form: FormatArg,
    write: impl FnOnce(&mut Out, FormatArg) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = if form == FormatArg::Text { terminal.out() } else { terminal.data() };
    write(&mut out, form)?;
    out.flush()?;
    Ok(())
}
