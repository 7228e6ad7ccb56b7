//! Flags to requests, responses to exit codes, and the one place that prints errors.
//!
//! Arguments are read in two stages: what was typed ([`args`]), and what it means, worked out here once.

mod answer;
pub mod args;
pub mod cite_args;
mod cite_commands;
mod commands;
pub mod complete;
mod config;
mod errors;
mod eval;
pub mod facts;
pub mod groups;
mod help;
mod index_commands;
mod input;
mod manual;
mod output;
mod query_text;
mod serve;
pub mod serve_args;
mod session;
pub mod shared_args;
mod similar;
pub mod similar_args;
mod sink;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use args::Program;
pub use output::Terminal;

/// How a program ends, in the manner of grep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Something was found, or all is well.
    Found,
    /// Nothing was found.
    NotFound,
    /// Something went wrong.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Found => 0,
            Exit::NotFound => 1,
            Exit::Failed => 2,
        })
    }
}

impl Exit {
    /// [`Exit::Found`] if `found`, else [`Exit::NotFound`].
    #[must_use]
    pub fn found(found: bool) -> Exit {
        if found { Exit::Found } else { Exit::NotFound }
    }
}

/// Begins a program: where it was started to read one PDF it does that and nothing else; otherwise `run` is called with
/// its arguments, its name included, and PDFs are read by starting it again.
pub fn start(run: impl FnOnce(Vec<OsString>) -> ExitCode) -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    if let Some(code) = crate::decode::serve_pdf(&args) {
        return code;
    }
    // Linux knows the program that is running even when another one has taken its place in the meantime.
    let running = Path::new("/proc/self/exe");
    let program = if cfg!(target_os = "linux") { Ok(running.to_path_buf()) } else { std::env::current_exe() };
    if let Some(program) = program.ok().filter(|program| program.exists()) {
        crate::decode::isolate_pdfs(program);
    }
    run(args)
}

/// Runs `anli` with `args`, the program's name included.
pub fn anli(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    if complete::is_asked() {
        return proposed(Program::Anli, args);
    }
    let args: Vec<OsString> = query_text::protect(args).collect();
    let config = prepared(&args);
    let args = match groups::expanded(args.clone()) {
        Ok(args) => args,
        Err(error) => return finish(&args, Ok(()), |()| (Err(error.into()), Terminal::guessed(&args))),
    };
    finish(&args, args::Anli::read(&args), |mut anli| {
        let settled = config.and_then(|config| config.settle(&mut anli.common)).and_then(|settings| {
            sink::check(anli.common.output.as_deref())?;
            Ok(settings)
        });
        let terminal = Terminal::new(&anli.common);
        let result = match settled {
            Ok(settings) => commands::run(&anli, &settings, &terminal),
            Err(error) => Err(error.into()),
        };
        (result, terminal)
    })
}

/// Runs `anli-index` with `args`, the program's name included.
pub fn anli_index(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    if complete::is_asked() {
        return proposed(Program::AnliIndex, args);
    }
    let args: Vec<OsString> = args.into_iter().collect();
    let config = prepared(&args);
    finish(&args, args::AnliIndex::read(&args), |mut anli| {
        let settled = config.and_then(|config| config.settle(&mut anli.common)).and_then(|settings| {
            sink::check(anli.common.output.as_deref())?;
            Ok(settings)
        });
        let terminal = Terminal::new(&anli.common);
        let result = match settled {
            Ok(_) => index_commands::run(&anli, &terminal),
            Err(error) => Err(error.into()),
        };
        (result, terminal)
    })
}

/// Answers a shell that asks what can be typed next.
fn proposed(program: Program, args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    // A setting that is wrong is told by the command itself, not at every key.
    let _ = prepared(&args);
    finish(&args.clone(), complete::answer(program, args), |()| (Ok(Exit::Found), Terminal::guessed(&[])))
}

/// The settings that are not typed, and with them the language in which arguments are explained.
fn prepared(args: &[OsString]) -> crate::error::Result<config::Config> {
    let config = config::Config::read();
    let set = config.as_ref().ok().and_then(config::Config::lang);
    help::speak(output::typed_lang(args).or(set).unwrap_or_else(output::language));
    config
}

fn finish<A>(
    typed: &[OsString],
    args: Result<A, clap::Error>,
    run: impl FnOnce(A) -> (anyhow::Result<Exit>, Terminal),
) -> ExitCode {
    let (result, terminal) = match args {
        Ok(args) => run(args),
        Err(error) => {
            let terminal = Terminal::guessed(typed);
            // Help and version go to standard output and are no error.
            let code = if error.use_stderr() { Exit::Failed } else { Exit::Found };
            if error.use_stderr() && output::wants_json(typed) {
                errors::print_json(&errors::of_args(&error, terminal.lang), &terminal);
            }
            (terminal.about_args(&error, typed).map(|()| code).map_err(Into::into), terminal)
        }
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) if errors::of_output(&error) == Some(std::io::ErrorKind::BrokenPipe) => Exit::Found.into(),
        Err(error) => {
            if output::wants_json(typed) {
                errors::print_json(&errors::failure(&error, terminal.lang), &terminal);
            }
            errors::print(&error, &terminal);
            Exit::Failed.into()
        }
    }
}
