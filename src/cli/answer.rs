//! From flags to requests, and from answers to the form that was asked for.

use std::io::Write;

use super::output::Terminal;
use super::shared_args::Wanted;
use crate::api::{Answer, Corrected, Page, QueryEcho, Response};
use crate::error::Error;
use crate::present::rows::Options;
use crate::present::terminal::Look;
use crate::present::{self, Convert, Form, Lang, Manner};

pub(super) fn look(terminal: &Terminal) -> Look {
    Look { color: terminal.color, width: terminal.width, lang: terminal.lang, first: 1 }
}

/// The query as one text; clap gives it word by word.
pub(super) fn joined(words: &[String]) -> String {
    words.join(" ").trim().to_owned()
}

/// Writes an answer in the form that was asked for: text for people, every other for programs.
pub(super) fn write(mut answer: Answer, wanted: Wanted, terminal: &Terminal) -> anyhow::Result<()> {
    let Wanted { form, bom, cite, explain, shares, first } = wanted;
    if form.is_binary() && terminal.is_terminal {
        return Err(Error::NotForScreen { form: form.name() }.into());
    }
    answer.in_lang(terminal.lang);
    let data = matches!(form, Form::Json | Form::Jsonl);
    let answer = answer.in_script(if data { terminal.script_of_data() } else { terminal.script });
    let options = Options { cite, explain, shares, lang: terminal.lang };
    let mut out = if form == Form::Text { terminal.out() } else { terminal.data() };
    present::write(&mut out, &answer, &Manner { form, look: Look { first, ..look(terminal) }, bom, options })?;
    out.flush()?;
    Ok(())
}

/// Says what was remarked on a query, each with the characters that it is about.
pub(super) fn hints(query: &QueryEcho, terminal: &Terminal) {
    for hint in &query.hints {
        let text = hint.message.sentence.pick(terminal.lang);
        match hint.about(&query.input) {
            Some(about) => terminal.message(&format!("{about} ← {text}")),
            None => terminal.message(text),
        }
    }
}

/// Says how much of what was found is the run as it stands.
pub(super) fn exact(response: &Response, terminal: &Terminal) {
    if let Some(exact) = response.exact.filter(|exact| exact.occurrences < response.occurrences) {
        let (all, here) = (response.occurrences, exact.occurrences);
        terminal.message(&match terminal.lang {
            Lang::Zh => format!("原样 {here} 处，连同各词分开的 {all} 处"),
            Lang::En => format!("as it stands {here}, with its words apart {all}"),
        });
    }
}

/// Says what was searched in the place of what stands nowhere.
pub(super) fn corrected(response: &Response, terminal: &Terminal) {
    if let Some(Corrected { from, to }) = &response.corrected {
        terminal.message(&match terminal.lang {
            Lang::Zh => format!("没有“{from}”，按“{to}”查找；只查原词请加引号"),
            Lang::En => {
                format!("“{from}” stands nowhere; “{to}” was searched instead; quote it to search for nothing else")
            }
        });
    }
}

/// Says that nothing, or not everything, was found.
pub(super) fn found(relaxed: bool, total: usize, terminal: &Terminal) {
    if relaxed {
        terminal.message(
            terminal
                .say("没有一段含有全部的词；以下是含有部分的", "no passage has all the words; these have some of them"),
        );
    } else if total == 0 {
        terminal.message(terminal.say("没有找到", "nothing found"));
    }
}

/// Says how much there is beyond the `shown` rows of `page`: nothing is cut off in silence.
pub(super) fn cut(shown: usize, page: Page, total: usize, terminal: &Terminal) {
    if shown == 0 && total > 0 {
        let after = page.offset;
        terminal.message(&match terminal.lang {
            Lang::Zh => format!("共 {total} 条，第 {after} 条以后没有了"),
            Lang::En => format!("{total} in all, none after the first {after}"),
        });
    }
    if shown == 0 || shown.saturating_add(page.offset) >= total {
        return;
    }
    terminal.message(&match terminal.lang {
        Lang::Zh => format!("共 {total} 条，写出 {shown} 条；全部请用 --limit all"),
        Lang::En => format!("{shown} of {total} written; all of them with --limit all"),
    });
}
