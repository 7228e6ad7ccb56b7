//! From flags to requests, and from answers to the form that was asked for.

use std::io::Write;

use super::output::{Out, Terminal};
use super::shared_args::FormatArg;
use crate::api::{Page, QueryEcho};
use crate::present::Lang;
use crate::present::terminal::Look;

pub(super) fn look(terminal: &Terminal) -> Look {
    Look { color: terminal.color, width: terminal.width, lang: terminal.lang, script: terminal.script }
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

/// Says how much there is beyond the `shown` rows of `page`: nothing is cut off in silence.
pub(super) fn cut(shown: usize, page: Page, total: usize, terminal: &Terminal) {
    if shown == 0 || shown.saturating_add(page.offset) >= total {
        return;
    }
    terminal.message(&match terminal.lang {
        Lang::Zh => format!("共 {total} 条，写出 {shown} 条；全部请用 --limit all"),
        Lang::En => format!("{shown} of {total} written; all of them with --limit all"),
    });
}
