//! The one place that prints errors, in the language of the user.

use std::io::Write;

use super::output::Terminal;
use crate::api::{Failure, FailureError};
use crate::error::{Error, Sentence};
use crate::messages;
use crate::present::{Lang, json};

/// Prints `error` with its causes, each once.
pub(super) fn print(error: &anyhow::Error, terminal: &Terminal) {
    let text = match (terminal.lang, error.downcast_ref::<Error>()) {
        (lang, Some(known)) => {
            let Sentence { zh, en } = messages::sentence(known);
            lang.pick(&zh, &en).to_owned()
        }
        (lang, None) => match error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>()) {
            Some(source) => {
                let why = Sentence::of_io(source);
                lang.pick(&format!("标准输出：{}", why.zh), &format!("standard output: {}", why.en)).to_owned()
            }
            None => format!("{error:#}"),
        },
    };
    terminal.message(&format!("{}: {text}", terminal.say("错误", "error")));
}

/// What kept standard output from being written, if that is what `error` is: whatever else is read or written has a
/// path, and an [`Error`] that says so.
pub(super) fn of_output(error: &anyhow::Error) -> Option<std::io::ErrorKind> {
    if error.downcast_ref::<Error>().is_some() {
        return None;
    }
    error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind)
}

/// Writes `failure` to standard output, where a program looks for an answer. What cannot be written there is said on
/// standard error all the same.
pub(super) fn print_json(failure: &Failure, terminal: &Terminal) {
    let mut out = terminal.without_file().data();
    let _ = json::object(&mut out, failure).and_then(|()| out.flush());
}

/// What went wrong, as JSON.
pub(super) fn failure(error: &anyhow::Error, lang: Lang) -> Failure {
    match error.downcast_ref::<Error>() {
        Some(known) => Failure::new(known, lang),
        None => other("io", format!("{error:#}")),
    }
}

/// What is wrong with the arguments.
pub(super) fn of_args(error: &clap::Error, lang: Lang) -> Failure {
    let chinese = if lang == Lang::Zh { super::help::error_in_chinese(error) } else { None };
    other("usage", chinese.unwrap_or_else(|| error.to_string()).trim().to_owned())
}

fn other(code: &str, text: String) -> Failure {
    Failure { error: FailureError { code: code.to_owned(), message: Sentence::new(text.clone(), text).into() } }
}
