//! What a shell may propose next: commands, options and their values, files, and the cases of the index that is meant.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::args::Program;
use super::config::Config;
use super::help;
use super::output::{Terminal, path_of};
use super::session::DEFAULT_INDEX;
use crate::api::{Budget, CaseInfo, ListSort, Page, Selection, ask, request};
use crate::search::Engine;

/// The variable by which the script of a shell says that it asks, and which shell it is.
const ASKS: &str = "COMPLETE";

/// How long a person who pressed a key may wait.
const PATIENCE: Duration = Duration::from_secs(1);

/// Placeholders of arguments that name a case.
const CASES: [&str; 4] = ["CASE", "CASE|FIELD:VALUE", "CASE|NOTICE|PASSAGE", "ID"];

/// Whether a shell asks what can be typed next.
pub(super) fn is_asked() -> bool {
    std::env::var_os(ASKS).is_some_and(|shell| !shell.is_empty() && shell != "0")
}

/// Answers the shell that asks, with `args` as its script gives them: the program, `--`, and what is typed so far.
///
/// # Errors
///
/// clap's, for a shell that it does not know and for an output that is gone.
pub(super) fn answer(program: Program, args: Vec<OsString>) -> Result<(), clap::Error> {
    let here = std::env::current_dir().ok();
    let complete = CompleteEnv::with_factory(move || with_cases(program.command())).bin(program.name()).var(ASKS);
    complete.try_complete(args, here.as_deref()).map(|_| ())
}

/// Writes the script that makes `shell` ask.
///
/// # Errors
///
/// That of the output.
pub(super) fn script(shell: clap_complete::Shell, programs: &[Program], terminal: &Terminal) -> std::io::Result<()> {
    let name = shell.to_string();
    let shells = Shells::builtins();
    let mut script = Vec::new();
    for program in programs {
        if let Some(shell) = shells.completer(&name) {
            shell.write_registration(ASKS, program.name(), program.name(), program.name(), &mut script)?;
        }
    }
    let mut out = terminal.data();
    out.write_all(&script)?;
    out.flush()
}

/// `command` with the cases of the index proposed wherever a case is asked for.
fn with_cases(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        let names_case = arg.get_value_names().is_some_and(|names| names.iter().any(|name| is_case(name)));
        if names_case { arg.add(ArgValueCompleter::new(cases)) } else { arg }
    });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_cases))
}

/// Whether `placeholder` stands for a case, in whichever language.
fn is_case(placeholder: &str) -> bool {
    CASES.iter().any(|case| *case == placeholder || help::placeholder(case) == Some(placeholder))
}

/// The cases whose short form or id begins with what is typed. Of an index that is not there or cannot be asked there
/// are none: whoever types goes on typing.
fn cases(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let Ok(engine) = Engine::open(&index(&std::env::args_os().collect::<Vec<_>>())) else { return Vec::new() };
    let all = request::List { selection: Selection::default(), page: Page::ALL, sort: ListSort::default() };
    let Ok(listing) = ask(&engine, &all, &Budget::within(PATIENCE)) else { return Vec::new() };
    let cases: Vec<CaseInfo> =
        listing.notices.into_iter().flat_map(|notice| notice.cases).map(|listed| listed.case).collect();
    let mut forms: HashMap<String, usize> = HashMap::new();
    for form in cases.iter().filter_map(short) {
        *forms.entry(form).or_default() += 1;
    }
    let proposed = cases.into_iter().filter_map(|case| {
        // A short form that several notices have means none of them.
        let short = short(&case).filter(|short| forms.get(short) == Some(&1));
        let form = [short, Some(case.id)].into_iter().flatten().find(|form| form.starts_with(typed))?;
        Some(CompletionCandidate::new(form).help(Some(case.title.into())))
    });
    proposed.collect()
}

/// The short form of a case's id: its tier and its number.
fn short(case: &CaseInfo) -> Option<String> {
    Some(format!("{}{}", case.tier.as_deref().unwrap_or_default(), case.number?)).filter(|form| case.id.ends_with(form))
}

/// The index that is typed, set, or the one that is built by itself.
fn index(args: &[OsString]) -> PathBuf {
    // What is typed so far stands behind the first `--`.
    let typed = args.iter().position(|arg| *arg == "--").map_or(&[][..], |at| &args[at + 1..]);
    let set = || Config::read().ok().and_then(|config| config.index());
    path_of(typed, "--index").or_else(set).unwrap_or_else(|| DEFAULT_INDEX.into())
}
