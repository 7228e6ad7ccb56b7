//! The commands of `anli-index`.

use std::path::{Path, PathBuf};

use super::Exit;
use super::args::{AnliIndex, ExportFormat, IndexCommand};
use super::output::Terminal;
use super::session::{DEFAULT_CORPUS, DEFAULT_INDEX, build};
use crate::api::{Inspected, Listed, ListedMember, Versioned};
use crate::error::{Error, Sentence};
use crate::index::{self, Freshness, Options, Patience, Trust};
use crate::ingest::{self, Reading};
use crate::present::{self, Convert, Lang};
use crate::search::Engine;
use crate::unpack::Container;

pub(super) fn run(args: &AnliIndex, terminal: &Terminal) -> anyhow::Result<Exit> {
    let index = args.common.index.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_INDEX));
    match &args.command {
        IndexCommand::Build { folder, force, verify, memory, ocr } => {
            let corpus = folder
                .clone()
                .or_else(|| args.common.corpus.clone())
                .or_else(|| index::recorded_corpus(&index))
                .unwrap_or_else(|| DEFAULT_CORPUS.into());
            let trust = match (force, verify) {
                (true, _) => Trust::Nothing,
                (false, true) => Trust::Bytes,
                (false, false) => Trust::Stamps,
            };
            let lexicon = args.common.wanted_lexicon();
            let (patience, memory) = (Patience::None, *memory);
            let reading = args.common.reading.of(*ocr, &corpus, Some(&index))?;
            let built = build(&Options { corpus, index, trust, patience, lexicon, memory, reading }, terminal)?;
            Ok(if built.failures.is_empty() { Exit::Found } else { Exit::Failed })
        }
        IndexCommand::Check { audit, seed } => check(&index, *audit, *seed, terminal),
        IndexCommand::Export { format: ExportFormat::Jsonl } => super::cite_commands::run_export(&index, terminal),
        IndexCommand::Inspect { file, json, text, ocr } => {
            let reading = args.common.reading.of(*ocr, file, None)?;
            inspect(file, (*json, *text), args.common.index.as_deref(), &reading, terminal)
        }
    }
}

/// The report on a file, beside what the index at `index` has of it; the default one is looked at if it is there and
/// whole, and never built for this.
fn inspect(
    file: &Path,
    (json, text): (bool, bool),
    index: Option<&Path>,
    reading: &Reading,
    terminal: &Terminal,
) -> anyhow::Result<Exit> {
    let unreadable = |reason: Sentence| Error::Unreadable { path: file.to_path_buf(), reason };
    let container = reading.container(file).map_err(|fault| unreadable(fault.sentence()))?;
    if let Some(container) = container {
        return members(file, &container, json, terminal);
    }
    let piece = reading.piece(file).map_err(|error| unreadable(error.into_reason()))?;
    let size = piece.bytes.len();
    let document = reading.document(piece, file).map_err(|error| unreadable(error.sentence()))?;
    let mut out = if text || json { terminal.data() } else { terminal.out() };
    use std::io::Write;
    if text {
        out.write_all(terminal.script_of_data().show(&document.text).as_bytes())?;
    } else {
        let engine = match index {
            Some(path) => Some(Engine::open(path)?),
            None => Engine::open(Path::new(DEFAULT_INDEX)).ok(),
        };
        let versions = engine.map(|engine| engine.versions_of(&document, file)).transpose()?;
        let inspected = Inspected::new(ingest::inspect(file, size, &document), versions).in_script(terminal.script);
        if json {
            present::json::pretty(&mut out, &Versioned::new(inspected))?;
        } else {
            present::terminal::inspected(&mut out, &inspected, &super::answer::look(terminal))?;
        }
    }
    out.flush()?;
    Ok(Exit::Found)
}

/// What a container holds, a member a line, and which of them are not read.
fn members(file: &Path, container: &Container, json: bool, terminal: &Terminal) -> anyhow::Result<Exit> {
    use std::io::Write;
    let say = |sentence: Sentence| crate::api::Message::from(sentence);
    let listed = Listed {
        file: file.display().to_string(),
        kind: container.kind().to_owned(),
        columns: container.columns().map(|columns| say(columns.sentence())),
        ended: container.ended.as_ref().map(|fault| say(fault.sentence())),
        members: container
            .members()
            .iter()
            .map(|member| ListedMember {
                file: file.join(&member.name).display().to_string(),
                bytes: member.size,
                problem: member.fault.as_ref().map(|fault| say(fault.sentence())),
            })
            .collect(),
    };
    let mut out = if json { terminal.data() } else { terminal.out() };
    if json {
        present::json::pretty(&mut out, &Versioned::new(listed))?;
    } else {
        present::terminal::listed(&mut out, &listed, terminal.lang)?;
    }
    out.flush()?;
    Ok(Exit::Found)
}

/// Names the files of an index that are not what they were. What reads such a file may do anything but find the fault,
/// so nothing else is looked at.
fn damaged(path: &Path, broken: &[Sentence], terminal: &Terminal) -> anyhow::Result<Exit> {
    use std::io::Write;
    let mut out = terminal.out();
    for problem in broken {
        let text = format!("{}: {}", path.display(), terminal.say(&problem.zh, &problem.en));
        writeln!(out, "{}", crate::present::sanitize(&text))?;
    }
    out.flush()?;
    let (zh, en) = (
        "索引已损坏；请重建：anli-index build --force --index",
        "the index is damaged; build it again with: anli-index build --force --index",
    );
    terminal.message(&format!("{} {}", terminal.say(zh, en), path.display()));
    Ok(Exit::Failed)
}

fn check(path: &Path, audit: bool, seed: Option<u64>, terminal: &Terminal) -> anyhow::Result<Exit> {
    let broken = index::verify_files(path)?;
    if !broken.is_empty() {
        return damaged(path, &broken, terminal);
    }
    let engine = Engine::open(path)?;
    let report = if seed.is_some() { engine.check_sample(seed)? } else { engine.check(audit)? };
    let mut out = terminal.out();
    use std::io::Write;
    writeln!(
        out,
        "{}: {} {}, {} {}",
        path.display(),
        report.files,
        terminal.say("个文件", if report.files == 1 { "file" } else { "files" }),
        report.passages,
        terminal.say("段", if report.passages == 1 { "passage" } else { "passages" })
    )?;
    for problem in &report.problems {
        writeln!(out, "{}", terminal.say(&problem.zh, &problem.en))?;
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
    for folder in index::leftovers(path)? {
        writeln!(
            out,
            "{}",
            crate::present::sanitize(&match terminal.lang {
                Lang::Zh => format!("{}：中断的构建或旧索引留下的；下次构建会清除", folder.display()),
                Lang::En => format!(
                    "{}: left by a build that was killed, or an old index; the next build removes it",
                    folder.display()
                ),
            })
        )?;
    }
    if let Some(audited) = report.audited {
        writeln!(
            out,
            "{}: {audited} {}{}, {} {}",
            terminal.say("核对", "audit"),
            terminal.say("个字串", "strings"),
            report.seed.map_or_else(String::new, |seed| format!(" (--seed {seed})")),
            report.differences,
            terminal.say("处不同", "differences"),
        )?;
    }
    out.flush()?;
    Ok(if report.problems.is_empty() && report.differences == 0 { Exit::Found } else { Exit::Failed })
}
