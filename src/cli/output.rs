//! Where output goes and how it may look there.

use std::io::{self, IsTerminal, Write};

use super::shared_args::{Common, LangArg, ScriptArg, When};
use crate::present::{Lang, Script};

/// What is known about the two output streams, and what the user wants of them.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether results are coloured.
    pub color: bool,
    /// Whether messages are coloured.
    pub color_messages: bool,
    /// Whether messages go to a terminal, so that progress may be shown.
    pub progress: bool,
    /// Columns; 100 where the results go to no terminal.
    pub width: usize,
    /// Whether results go to a terminal.
    pub is_terminal: bool,
    /// The language of messages.
    pub lang: Lang,
    /// The script that is shown.
    pub script: Script,
}

impl Terminal {
    /// Looks at the streams and at `NO_COLOR`, `LC_ALL`, `LC_MESSAGES` and `LANG`.
    #[must_use]
    pub fn new(common: &Common) -> Terminal {
        let colored = |is_terminal: bool| match common.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                is_terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
            }
        };
        let out = io::stdout().is_terminal();
        let err = io::stderr().is_terminal();
        let width = if out { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
        // As shells set it for programs that write into a pipe.
        let told = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        Terminal {
            color: colored(out),
            color_messages: colored(err),
            progress: err,
            width: width.or_else(told).unwrap_or(100).max(20),
            is_terminal: out,
            lang: match common.lang {
                Some(LangArg::Zh) => Lang::Zh,
                Some(LangArg::En) => Lang::En,
                None => language(),
            },
            script: match common.script {
                ScriptArg::AsIs => Script::AsIs,
                ScriptArg::Hans => Script::Hans,
                ScriptArg::Hant => Script::Hant,
            },
        }
    }

    /// Standard output, buffered.
    #[must_use]
    pub fn out(&self) -> io::BufWriter<io::StdoutLock<'static>> {
        io::BufWriter::new(io::stdout().lock())
    }

    /// Writes a line to standard error. What cannot be written there is lost: there is nowhere else.
    pub fn message(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", crate::present::sanitize(text));
    }

    /// One of two texts, by the language of messages.
    #[must_use]
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// Chinese where the environment says so.
fn language() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    if set.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
}
