//! The commands of `anli-index`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::Exit;
use super::args::{AnliIndex, IndexCommand};
use super::output::Terminal;
use crate::index::{self, Built, Freshness, Options};
use crate::present::{Lang, inspection};
use crate::search::Engine;

/// The index folder that is built by itself.
pub(super) const DEFAULT_INDEX: &str = "index";

/// The folder that it is built from when no other was named.
pub(super) const DEFAULT_CORPUS: &str = "corpus";

pub(super) fn run(args: &AnliIndex, terminal: &Terminal) -> anyhow::Result<Exit> {
    let index = args.common.index.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_INDEX));
    match &args.command {
        IndexCommand::Build { corpus, force } => {
            let corpus = corpus
                .clone()
                .or_else(|| args.common.corpus.clone())
                .or_else(|| index::recorded_corpus(&index))
                .unwrap_or_else(|| DEFAULT_CORPUS.into());
            let built =
                build(&Options { corpus, index, force: *force, lexicon: args.common.lexicon.clone() }, terminal)?;
            Ok(if built.failures.is_empty() { Exit::Found } else { Exit::Failed })
        }
        IndexCommand::Check { audit } => check(&index, *audit, terminal),
        IndexCommand::Inspect { file, json, text } => inspect(file, *json, *text, terminal),
    }
}

/// Builds an index and says what was done, on standard error.
pub(super) fn build(options: &Options, terminal: &Terminal) -> anyhow::Result<Built> {
    let start = Instant::now();
    let bar = if terminal.progress { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let template = terminal.say(
        "{bar:30} {pos}/{len} 个文件 · {msg} 段 · 剩余 {eta}",
        "{bar:30} {pos}/{len} files · {msg} passages · {eta} left",
    );
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let built = index::build(options, &|done, total, passages| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        bar.set_message(passages.to_string());
    });
    bar.finish_and_clear();
    let built = built?;
    for (path, reason) in &built.failures {
        terminal.message(&format!("{}: {reason}", path.display()));
    }
    terminal.message(&format!(
        "{}: {} ({:.1} s)",
        options.index.display(),
        summary(&built, terminal.lang),
        start.elapsed().as_secs_f64()
    ));
    Ok(built)
}

/// What a build did, in a line.
fn summary(built: &Built, lang: Lang) -> String {
    let one = |count: usize, one: &'static str, more: &'static str| if count == 1 { one } else { more };
    let mut parts = match lang {
        Lang::Zh => vec![format!("{} 个文件", built.files), format!("{} 段", built.passages)],
        Lang::En => vec![
            format!("{} {}", built.files, one(built.files, "file", "files")),
            format!("{} {}", built.passages, one(built.passages, "passage", "passages")),
        ],
    };
    let mut add = |count: usize, zh: &str, en: &str| {
        if count > 0 {
            parts.push(match lang {
                Lang::Zh => format!("{count} {zh}"),
                Lang::En => format!("{count} {en}"),
            });
        }
    };
    add(built.copies, "个是副本", one(built.copies, "of the files is a copy", "of the files are copies"));
    add(built.read, "个读入", "read");
    add(built.removed, "个移除", "removed");
    add(built.failures.len(), "个未能读入，见上", "could not be read, see above");
    if built.read + built.removed == 0 {
        parts.push(lang.pick("没有变化", "nothing has changed").to_owned());
    }
    parts.join(lang.pick("，", ", "))
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
    // A look at every file, which a search may spare itself; a corpus that is gone is no fault of the index.
    match engine.index().compare().unwrap_or(Freshness::CorpusChanged) {
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
