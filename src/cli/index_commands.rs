//! The commands of `anli-index`.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::Exit;
use super::args::{AnliIndex, ExportFormat, IndexCommand};
use super::output::Terminal;
use crate::index::{self, Built, Freshness, Options};
use crate::present::inspection;
use crate::search::Engine;

/// The index folder that is built by itself.
pub(super) const DEFAULT_INDEX: &str = "index";

pub(super) fn run(args: &AnliIndex, terminal: &Terminal) -> anyhow::Result<Exit> {
    let index = args.common.index.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_INDEX));
    match &args.command {
        IndexCommand::Build { corpus, force } => {
            let corpus = corpus.clone().unwrap_or_else(|| args.common.corpus.clone());
            let built =
                build(&Options { corpus, index, force: *force, lexicon: args.common.lexicon.clone() }, terminal)?;
            Ok(if built.failures.is_empty() { Exit::Found } else { Exit::Failed })
        }
        IndexCommand::Check { audit } => check(&index, *audit, terminal),
        IndexCommand::Export { format: ExportFormat::Jsonl } => super::cite_commands::run_export(&index, terminal),
        IndexCommand::Inspect { file, json, text } => inspect(file, *json, *text, terminal),
    }
}

/// Builds an index and says what was done, on standard error.
pub(super) fn build(options: &Options, terminal: &Terminal) -> anyhow::Result<Built> {
    let bar = if terminal.progress { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {eta}") {
        bar.set_style(style);
    }
    let built = index::build(options, &|done, total, passages| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        bar.set_message(format!("{passages} {}", terminal.say("段", "passages")));
    });
    bar.finish_and_clear();
    let built = built?;
    for (path, reason) in &built.failures {
        terminal.message(&format!("{}: {reason}", path.display()));
    }
    let counts = match (built.read, built.removed) {
        (0, 0) => terminal.say("没有变化", "nothing has changed").to_owned(),
        (read, 0) => format!("{} {read}", terminal.say("读入文件", "files read:")),
        (read, removed) => format!(
            "{} {read}, {} {removed}",
            terminal.say("读入文件", "files read:"),
            terminal.say("移除文件", "removed:")
        ),
    };
    terminal.message(&format!(
        "{}: {} {}, {} {} ({counts})",
        options.index.display(),
        built.files,
        terminal.say("个文件", if built.files == 1 { "file" } else { "files" }),
        built.passages,
        terminal.say("段", "passages"),
    ));
    if !built.failures.is_empty() {
        terminal.message(&format!(
            "{} {}",
            built.failures.len(),
            terminal.say("个文件未能读入，见上", "files could not be read, see above")
        ));
    }
    Ok(built)
}

fn inspect(file: &Path, json: bool, text: bool, terminal: &Terminal) -> anyhow::Result<Exit> {
    let inspection = index::inspect(file)?;
    let mut out = terminal.out();
    use std::io::Write;
    if text {
        out.write_all(terminal.script.show(&inspection.text).as_bytes())?;
    } else if json {
        inspection::json(&mut out, &inspection)?;
    } else {
        inspection::text(&mut out, &inspection, &super::commands::look(terminal))?;
    }
    out.flush()?;
    Ok(Exit::Found)
}

fn check(path: &Path, audit: bool, terminal: &Terminal) -> anyhow::Result<Exit> {
    let engine = Engine::open(path)?;
    let report = engine.check(audit)?;
    let mut out = terminal.out();
    use std::io::Write;
    writeln!(
        out,
        "{}: {} {}, {} {}",
        path.display(),
        report.files,
        terminal.say("个文件", "files"),
        report.passages,
        terminal.say("段", "passages")
    )?;
    for problem in &report.problems {
        writeln!(out, "{}", crate::present::sanitize(problem))?;
    }
    match engine.freshness(None) {
        Freshness::Fresh => {}
        Freshness::CorpusChanged => writeln!(
            out,
            "{}",
            terminal.say(
                "语料已变化；更新请运行 anli-index build",
                "the corpus has changed since; to update: anli-index build"
            )
        )?,
        Freshness::ProgramChanged => writeln!(
            out,
            "{}",
            terminal.say(
                "程序或词典已变化；重建请运行 anli-index build",
                "the program or its dictionary has changed since; to rebuild: anli-index build"
            )
        )?,
    }
    if let Some(audited) = report.audited {
        writeln!(
            out,
            "{}: {audited} {}, {} {}",
            terminal.say("核对", "audit"),
            terminal.say("个字串", "strings"),
            report.differences,
            terminal.say("处不同", "differences"),
        )?;
    }
    out.flush()?;
    Ok(if report.problems.is_empty() && report.differences == 0 { Exit::Found } else { Exit::Failed })
}
