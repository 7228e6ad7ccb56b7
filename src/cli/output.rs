//! Where output goes and how it may look there: the only place that takes hold of the two output streams.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::shared_args::{Common, WantedScript, When};
use super::sink::{Sink, pager};
use crate::api::Choices;
use crate::present::door::Door;
use crate::present::{Form, Lang, Script, sanitize};

/// Where results go, buffered, behind the door.
pub(super) type Out = Door<BufWriter<Sink>>;

/// What is known about the two output streams, and what the user wants of them.
#[derive(Debug, Clone)]
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
    /// The file that results go to instead.
    file: Option<PathBuf>,
    /// Lines of the terminal, and the program for what is longer.
    pager: Option<(usize, String)>,
    /// The language of messages.
    pub lang: Lang,
    /// The script that is shown to people.
    pub script: Script,
    /// Whether that script was asked for; programs get texts as they are unless it was.
    pub script_given: bool,
}

impl Terminal {
    /// Looks at the streams and at `NO_COLOR`, `LC_ALL`, `LC_MESSAGES` and `LANG`.
    #[must_use]
    pub fn new(common: &Common) -> Terminal {
        let script = common.script.unwrap_or(WantedScript::Auto);
        Terminal::with(common.color.unwrap_or(When::Auto), common.lang, script, common.output.clone())
    }

    /// The same for arguments that could not be understood: what of it they say nevertheless.
    #[must_use]
    pub fn guessed(args: &[OsString]) -> Terminal {
        let color = value_of(args, "--color").unwrap_or(When::Auto);
        Terminal::with(color, Some(super::help::language()), WantedScript::Auto, None)
    }

    fn with(color: When, lang: Option<Lang>, script: WantedScript, file: Option<PathBuf>) -> Terminal {
        let colored = |is_terminal: bool| match color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                is_terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
            }
        };
        let out = file.is_none() && io::stdout().is_terminal();
        let err = io::stderr().is_terminal();
        let size = if out { terminal_size::terminal_size() } else { None };
        let width = size.map(|(width, _)| usize::from(width.0));
        let pager = size.and_then(|(_, height)| Some((usize::from(height.0), pager()?)));
        // As shells set it for programs that write into a pipe.
        let told = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        Terminal {
            color: colored(out),
            color_messages: colored(err),
            progress: err,
            width: width.or_else(told).unwrap_or(100).max(20),
            is_terminal: out,
            file,
            pager,
            lang: lang.unwrap_or_else(language),
            script: match script {
                WantedScript::Given(script) => script,
                WantedScript::Auto => script_of_country(),
            },
            script_given: script != WantedScript::Auto,
        }
    }

    /// Where results go, for people: no text that is written makes a terminal do anything, wherever it is read.
    #[must_use]
    pub(super) fn out(&self) -> Out {
        Door::guarded(BufWriter::new(self.sink()))
    }

    fn sink(&self) -> Sink {
        match (&self.file, &self.pager) {
            (Some(file), _) => Sink::file(file),
            (None, Some((lines, program))) => Sink::paged(*lines, program.clone()),
            (None, None) => Sink::Screen(io::stdout().lock()),
        }
    }

    /// The same without the file of `-o`, which an error must not replace.
    pub(super) fn without_file(&self) -> Terminal {
        Terminal { file: None, ..self.clone() }
    }

    /// Where results go, for programs, which get the bytes as they are; a terminal gets them as [`Terminal::out`] would
    /// have it.
    #[must_use]
    pub(super) fn data(&self) -> Out {
        if self.is_terminal { self.out() } else { Door::open(BufWriter::new(self.sink())) }
    }

    /// The script of what programs read.
    #[must_use]
    pub fn script_of_data(&self) -> Script {
        if self.script_given { self.script } else { Script::AsIs }
    }

    /// Writes a message to standard error; its further lines are set in, so that none looks like another message. What
    /// cannot be written there is lost: there is nowhere else.
    pub fn message(&self, text: &str) {
        let _ = Door::guarded(io::stderr().lock()).write_all(format!("{}\n", text.replace('\n', "\n  ")).as_bytes());
    }

    /// Writes what the reader of arguments has to say, help included, to the stream where it belongs.
    ///
    /// # Errors
    ///
    /// When standard output cannot be written.
    pub(super) fn about_args(&self, error: &clap::Error, args: &[OsString]) -> io::Result<()> {
        let to_people = error.use_stderr();
        if to_people
            && self.lang == Lang::Zh
            && let Some(text) = super::help::error_in_chinese(error)
        {
            let _ = Door::guarded(io::stderr().lock()).own(&text);
            return Ok(());
        }
        let text = error.render();
        // Its colours and what was typed come as one text. Where nothing typed could pass for a colour, all are ours.
        let ours = args.iter().all(|arg| matches!(sanitize(&arg.to_string_lossy()), std::borrow::Cow::Borrowed(_)));
        let color = ours && if to_people { self.color_messages } else { self.color };
        let text = if color { text.ansi().to_string() } else { text.to_string() };
        if to_people {
            let _ = Door::guarded(io::stderr().lock()).own(&text);
            return Ok(());
        }
        let mut out = self.out();
        out.own(&text)?;
        out.flush()
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

/// A program that is started and has nothing to say here, nor anything to read.
pub(super) fn silent(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// The language that the arguments ask for.
pub(super) fn typed_lang(args: &[OsString]) -> Option<Lang> {
    value_of(args, "--lang")
}

/// Whether the arguments ask for JSON: where they are wrong, too, a program is to read why.
pub(super) fn wants_json(args: &[OsString]) -> bool {
    let options = || args.iter().take_while(|arg| *arg != "--");
    options().any(|arg| arg == "--json") || matches!(value_of::<Form>(args, "--format"), Some(Form::Json | Form::Jsonl))
}

/// The path that is the value of the option `name`, as far as it is Unicode.
pub(super) fn path_of(args: &[OsString], name: &str) -> Option<PathBuf> {
    typed_value(args, name).map(PathBuf::from)
}

/// The value of the option `name`, if it has one that means something.
fn value_of<T: Choices>(args: &[OsString], name: &str) -> Option<T> {
    T::from_name(typed_value(args, name)?)
}

/// What is typed behind the option `name`, in whichever of its two forms.
fn typed_value<'a>(args: &'a [OsString], name: &str) -> Option<&'a str> {
    args.iter().take_while(|arg| *arg != "--").enumerate().find_map(|(at, arg)| {
        let arg = arg.to_str()?;
        if arg == name { args.get(at + 1)?.to_str() } else { arg.strip_prefix(name)?.strip_prefix('=') }
    })
}

/// What the environment says of language and country.
fn locale() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    set.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}

/// Chinese where the environment says so.
pub(super) fn language() -> Lang {
    if locale().starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The script that is read in the country of the environment.
fn script_of_country() -> Script {
    let locale = locale();
    let is = |names: &[&str]| names.iter().any(|name| locale.starts_with(name));
    if is(&["zh_CN", "zh_SG", "zh_Hans", "zh-CN", "zh-SG", "zh-Hans"]) {
        Script::Hans
    } else if is(&["zh_TW", "zh_HK", "zh_MO", "zh_Hant", "zh-TW", "zh-HK", "zh-MO", "zh-Hant"]) {
        Script::Hant
    } else {
        Script::AsIs
    }
}
