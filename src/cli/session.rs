//! The index that a command works with: opened, and built before where that is needed.

use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Terminal;
use super::shared_args::Common;
use crate::error::{Error, Result};
use crate::index::{self, Built, Freshness, Options, Patience, Survey, Trust, Unreadable, recorded_corpus};
use crate::present::Lang;
use crate::search::Engine;

/// The index folder that is built by itself.
pub(super) const DEFAULT_INDEX: &str = "index";

/// The folder that it is built from when no other was named.
pub(super) const DEFAULT_CORPUS: &str = "corpus";

/// Opens the index: the named one as it is, the default one after building it where that is needed.
pub(super) fn open(common: &Common, terminal: &Terminal) -> anyhow::Result<Engine> {
    let lexicon = common.wanted_table()?;
    let lexicon = lexicon.as_deref();
    match &common.index {
        Some(path) => open_named(path, lexicon, terminal),
        None => open_default(common, lexicon, terminal),
    }
}

/// Opens the index that was named; it is never built here.
fn open_named(path: &Path, lexicon: Option<&str>, terminal: &Terminal) -> anyhow::Result<Engine> {
    let engine = Engine::open(path)?;
    let survey = engine.survey(lexicon);
    unreadable(&survey, terminal);
    let stale = match survey.freshness {
        Freshness::Fresh => None,
        Freshness::CorpusChanged => Some(terminal.say(
            "语料在索引建立之后有变化；更新请运行 anli-index build",
            "the corpus has changed since the index was built; to update: anli-index build",
        )),
        Freshness::ProgramChanged => Some(terminal.say(
            "程序或词典在索引建立之后有变化；更新请运行 anli-index build",
            "the program or its dictionary has changed since the index was built; to update: anli-index build",
        )),
    };
    if let Some(stale) = stale {
        terminal.message(&format!("{}: {stale}", path.display()));
    }
    Ok(engine)
}

/// Opens the default index, and builds it before where that is needed. An index that cannot be brought up to date now
/// answers as it is, and a line says so.
fn open_default(common: &Common, lexicon: Option<&str>, terminal: &Terminal) -> anyhow::Result<Engine> {
    let index = Path::new(DEFAULT_INDEX);
    let opened = Engine::open(index);
    let recorded = match &opened {
        Ok(engine) => Some(engine.index().manifest().named(index)),
        Err(_) => recorded_corpus(index),
    };
    let corpus = common.corpus.clone().or(recorded).unwrap_or_else(|| DEFAULT_CORPUS.into());
    let first = matches!(opened, Err(Error::NoIndex { .. }));
    let (old, reason) = match opened {
        Ok(engine) => {
            let recorded = engine.index().manifest().source(index);
            let same =
                recorded == corpus || std::fs::canonicalize(&recorded).ok() == std::fs::canonicalize(&corpus).ok();
            let survey = engine.survey(lexicon);
            unreadable(&survey, terminal);
            let reason = match survey.freshness {
                Freshness::Fresh if same => return Ok(engine),
                _ if common.corpus.is_none() && !corpus.exists() => {
                    terminal.message(&format!(
                        "{}: {}",
                        corpus.display(),
                        terminal
                            .say("语料不在了；按原样搜索索引", "the corpus is gone; the index is searched as it is")
                    ));
                    return Ok(engine);
                }
                // More likely a drive that is away than a wish; who wishes it says so.
                _ if same && engine.index().manifest().sources > 0 && is_empty(&corpus) => {
                    let (zh, en) = (
                        "语料文件夹是空的；按原样搜索索引；要清空索引请运行 anli-index build",
                        "the corpus is empty; the index is searched as it is; to empty it: anli-index build",
                    );
                    terminal.message(&format!("{}: {}", corpus.display(), terminal.say(zh, en)));
                    return Ok(engine);
                }
                Freshness::Fresh => terminal.say("换了语料，重建索引", "another corpus; building the index"),
                Freshness::CorpusChanged => {
                    terminal.say("语料有变化，更新索引", "the corpus has changed; updating the index")
                }
                Freshness::ProgramChanged => {
                    terminal.say("程序或词典有变化，重建索引", "the program has changed; building the index again")
                }
            };
            // What another corpus holds, this index does not.
            (same.then_some(engine), reason)
        }
        Err(Error::NoIndex { .. }) => (None, terminal.say("还没有索引，正在建立", "no index yet; building it")),
        Err(Error::Format { .. } | Error::Damaged { .. }) => {
            (None, terminal.say("索引不可用，正在重建", "the index cannot be used; building it again"))
        }
        Err(error) => return Err(error.into()),
    };
    if old.is_some() || (first && corpus == Path::new(DEFAULT_CORPUS)) {
        terminal.message(reason);
    } else {
        // Which corpus it is may be news where the index could not tell.
        terminal.message(&format!("{reason} ({})", corpus.display()));
    }
    let trust = Trust::Stamps;
    let mut options = Options {
        reading: common.reading.of(None, &corpus, Some(index))?,
        corpus,
        index: index.to_path_buf(),
        trust,
        patience: Patience::None,
        lexicon: common.wanted_lexicon(),
        memory: index::MEMORY,
    };
    match (build(&options, terminal), old) {
        (Ok(_), _) => Ok(Engine::open(index)?),
        // The answers of an index that is a little older are better than none.
        (Err(Error::Locked { .. }), Some(old)) => {
            terminal.message(terminal.say(
                "另一个进程正在更新索引；以下出自更新之前的索引",
                "another process is updating the index; these answers are from before that",
            ));
            Ok(old)
        }
        (Err(Error::Locked { .. }), None) => {
            terminal.message(terminal.say(
                "另一个进程正在建立索引；等它完成",
                "another process is building the index; waiting until it is done",
            ));
            options.patience = Patience::Wait;
            build(&options, terminal)?;
            Ok(Engine::open(index)?)
        }
        (Err(error @ (Error::Io { .. } | Error::WouldLose { .. } | Error::NotAnIndex { .. })), Some(old)) => {
            let error = anyhow::Error::from(error);
            super::errors::print(&error, terminal);
            terminal.message(terminal.say(
                "索引未能更新；以下出自原有的索引，可能与语料不符",
                "the index could not be updated; these answers are from the old one, and the corpus may say otherwise",
            ));
            Ok(old)
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// Whether a folder holds nothing at all.
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Says which files and folders cannot be read now.
fn unreadable(survey: &Survey, terminal: &Terminal) {
    const SHOWN: usize = 5;
    for Unreadable { path, reason, kept } in survey.unreadable.iter().take(SHOWN) {
        let (path, zh, en) = (path.display(), &reason.zh, &reason.en);
        terminal.message(&match (terminal.lang, kept) {
            (Lang::Zh, true) => format!("{path}：{zh}；现在读不到，搜索的是此前读入的内容"),
            (Lang::En, true) => format!("{path}: {en}; it cannot be read now, what was read of it before is searched"),
            (Lang::Zh, false) => format!("{path}：{zh}；现在读不到，不在搜索之内"),
            (Lang::En, false) => format!("{path}: {en}; it cannot be read now and is not searched"),
        });
    }
    let more = survey.unreadable.len().saturating_sub(SHOWN);
    if more > 0 {
        terminal.message(&match terminal.lang {
            Lang::Zh => format!("还有 {more} 处读不到；anli-index build 逐一列出"),
            Lang::En => format!("{more} more cannot be read; anli-index build lists them"),
        });
    }
}

/// Builds an index and says what was done, on standard error.
pub(super) fn build(options: &Options, terminal: &Terminal) -> Result<Built> {
    let start = Instant::now();
    let bar = if terminal.progress { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let template = terminal.say(
        "{bar:30} {pos}/{len} 个文件 · {per_sec} · {msg}{prefix} · 剩余 {eta}",
        "{bar:30} {pos}/{len} files · {per_sec} · {msg}{prefix} · {eta} left",
    );
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let (shown, by_machine) = (bar.clone(), terminal.say("页由机器识读", "pages read by machine").to_owned());
    options.reading.machine.tell(move |pages| {
        shown.set_prefix(format!(" · {pages} {by_machine}"));
        shown.tick();
    });
    let built = index::build(options, &|done, total, passages| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        let writing = if done < total { "" } else { terminal.say("，正在写入索引", ", writing the index") };
        bar.set_message(format!("{passages} {}{writing}", terminal.say("段", "passages")));
    });
    bar.finish_and_clear();
    let built = built?;
    for (path, note) in &built.notes {
        terminal.message(&format!("{}: {}", path.display(), terminal.say(&note.zh, &note.en)));
    }
    for (path, reason) in &built.failures {
        terminal.message(&format!("{}: {}", path.display(), terminal.say(&reason.zh, &reason.en)));
    }
    for folder in &built.indexes {
        let left_out = terminal.say("这是索引，不作为语料", "an index, left out of the corpus");
        terminal.message(&format!("{}: {left_out}", folder.display()));
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
