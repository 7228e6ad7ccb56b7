//! The commands of `anli`.

use std::io::Write;
use std::path::Path;

use clap::CommandFactory;

use super::Exit;
use super::args::{
    Anli, AnliCommand, ByArg, Common, FacetsArgs, FormatArg, FormatArgs, KwicArgs, KwicSortArg, ListArgs, ScopeArg,
    SearchArgs, ShowArgs, SortArg, WhyNotArgs, WithinArg,
};
use super::index_commands::{DEFAULT_CORPUS, DEFAULT_INDEX, build};
use super::output::Terminal;
use crate::error::Error;
use crate::index::{Freshness, Options, recorded_corpus};
use crate::present::terminal::Look;
use crate::present::{csv, json, markdown, tables, terminal as text};
use crate::search::{By, Engine, KwicSort, Request, Scope, Sort, Within};

pub(super) fn run(args: &Anli, terminal: &Terminal) -> anyhow::Result<Exit> {
    match &args.command {
        AnliCommand::Search(search) => run_search(search, &args.common, terminal),
        AnliCommand::List(list) => run_list(list, &args.common, terminal),
        AnliCommand::Show(show) => run_show(show, &args.common, terminal),
        AnliCommand::Facets(facets) => run_facets(facets, &args.common, terminal),
        AnliCommand::Kwic(kwic) => run_kwic(kwic, &args.common, terminal),
        AnliCommand::WhyNot(why) => run_why_not(why, &args.common, terminal),
        AnliCommand::Eval(eval) => super::eval::run_eval(eval, &args.common, terminal),
        AnliCommand::Completions { shell } => {
            clap_complete::generate(*shell, &mut Anli::command(), "anli", &mut terminal.out());
            Ok(Exit::Found)
        }
    }
}

/// Opens the index: the named one as it is, the default one after building it where that is needed.
pub(super) fn open(common: &Common, terminal: &Terminal) -> anyhow::Result<Engine> {
    let lexicon = match &common.lexicon {
        Some(path) => Some(std::fs::read_to_string(path).map_err(Error::io(path))?),
        None => None,
    };
    let lexicon = lexicon.as_deref();
    if let Some(path) = &common.index {
        let engine = Engine::open(path)?;
        let stale = match engine.freshness(lexicon) {
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
        return Ok(engine);
    }
    let index = Path::new(DEFAULT_INDEX);
    let corpus = common.corpus.clone().or_else(|| recorded_corpus(index)).unwrap_or_else(|| DEFAULT_CORPUS.into());
    let reason = match Engine::open(index) {
        Ok(engine) => {
            let recorded = engine.index().manifest().source(index);
            let same =
                recorded == corpus || std::fs::canonicalize(&recorded).ok() == std::fs::canonicalize(&corpus).ok();
            match engine.freshness(lexicon) {
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
                Freshness::Fresh => terminal.say("换了语料，重建索引", "another corpus; building the index"),
                Freshness::CorpusChanged => {
                    terminal.say("语料有变化，更新索引", "the corpus has changed; updating the index")
                }
                Freshness::ProgramChanged => {
                    terminal.say("程序或词典有变化，重建索引", "the program has changed; building the index again")
                }
            }
        }
        Err(Error::NoIndex { .. }) => terminal.say("还没有索引，正在建立", "no index yet; building it"),
        Err(Error::Format { .. } | Error::Damaged { .. }) => {
            terminal.say("索引不可用，正在重建", "the index cannot be used; building it again")
        }
        Err(error) => return Err(error.into()),
    };
    terminal.message(reason);
    let options = Options { corpus, index: index.to_path_buf(), force: false, lexicon: common.lexicon.clone() };
    build(&options, terminal)?;
    Ok(Engine::open(index)?)
}

pub(super) fn look(terminal: &Terminal) -> Look {
    Look { color: terminal.color, width: terminal.width, lang: terminal.lang, script: terminal.script }
}

fn run_search(args: &SearchArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let form = args.form.form();
    let request = Request {
        query: joined(&args.query),
        limit: args.limit,
        offset: args.offset,
        by: by(args.by),
        sort: match args.sort {
            SortArg::Relevance => Sort::Relevance,
            SortArg::Order => Sort::Order,
            SortArg::Date => Sort::Date,
            SortArg::Amount => Sort::Amount,
        },
        scope: scope(args.scope),
        within: match args.within {
            WithinArg::Sentence => Within::Sentence,
            WithinArg::Passage => Within::Passage,
            WithinArg::Case => Within::Case,
        },
        filters: filters(&args.filter)?,
        explain: args.explain,
        facets: form == FormatArg::Json && !args.count,
    };
    let engine = open(common, terminal)?;
    let response = engine.search(&request)?;
    let mut out = terminal.out();
    if args.count {
        writeln!(out, "{}", response.occurrences)?;
        out.flush()?;
        return Ok(Exit::found(response.total > 0));
    }
    match form {
        FormatArg::Text => {
            if args.explain {
                writeln!(out, "{}\n", crate::present::sanitize(&response.query.parsed))?;
            }
            text::response(&mut out, &response, &look(terminal))?;
        }
        FormatArg::Json => json::response(&mut out, &response, terminal.script, terminal.lang)?,
        FormatArg::Jsonl => json::lines(&mut out, &response, terminal.script)?,
        FormatArg::Csv => csv::response(&mut out, &response, terminal.script, args.form.bom)?,
        FormatArg::Md => markdown::response(&mut out, &response, terminal.script)?,
    }
    out.flush()?;
    if response.relaxed {
        terminal.message(
            terminal
                .say("没有一段含有全部的词；以下是含有部分的", "no passage has all the words; these have some of them"),
        );
    } else if response.total == 0 {
        terminal.message(terminal.say("没有找到", "nothing found"));
    }
    hints(&response.query.hints, terminal);
    Ok(Exit::found(response.total > 0))
}

fn by(arg: ByArg) -> By {
    match arg {
        ByArg::Passage => By::Passage,
        ByArg::Case => By::Case,
    }
}

fn scope(arg: ScopeArg) -> Scope {
    match arg {
        ScopeArg::Default => Scope::Default,
        ScopeArg::All => Scope::All,
    }
}

fn filters(args: &[String]) -> Result<Vec<(String, String)>, Error> {
    args.iter().map(|filter| parse_filter(filter)).collect()
}

/// The query as one text; clap gives it word by word.
fn joined(words: &[String]) -> String {
    words.join(" ").trim().to_owned()
}

fn hints(response: &[crate::search::Hint], terminal: &Terminal) {
    for hint in response {
        terminal.message(terminal.lang.pick(&hint.zh, &hint.en));
    }
}

fn run_facets(args: &FacetsArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = Request { by: by(args.by), filters: filters(&args.filter)?, ..Request::new(joined(&args.query)) };
    let response = open(common, terminal)?.facets(&request)?;
    write_form(terminal, args.form, |out, form| match form {
        FormatArg::Text => tables::facets_text(out, &response, args.limit, &look(terminal)),
        FormatArg::Json | FormatArg::Jsonl => json::response(out, &response, terminal.script, terminal.lang),
        FormatArg::Csv => tables::facets_csv(out, &response, terminal.script, args.form.bom),
        FormatArg::Md => tables::facets_markdown(out, &response, args.limit, terminal.script),
    })?;
    hints(&response.query.hints, terminal);
    Ok(Exit::found(response.total > 0))
}

fn run_kwic(args: &KwicArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = Request {
        limit: args.limit,
        offset: args.offset,
        scope: scope(args.scope),
        filters: filters(&args.filter)?,
        ..Request::new(joined(&args.query))
    };
    let sort = match args.sort {
        KwicSortArg::Order => KwicSort::Order,
        KwicSortArg::Left => KwicSort::Left,
        KwicSortArg::Right => KwicSort::Right,
    };
    let kwic = open(common, terminal)?.kwic(&request, sort)?;
    write_form(terminal, args.form, |out, form| match form {
        FormatArg::Text => tables::kwic_text(out, &kwic, &look(terminal)),
        FormatArg::Json => tables::kwic_json(out, &kwic, terminal.script),
        FormatArg::Jsonl => tables::kwic_lines(out, &kwic, terminal.script),
        FormatArg::Csv => tables::kwic_csv(out, &kwic, terminal.script, args.form.bom),
        FormatArg::Md => tables::kwic_markdown(out, &kwic, terminal.script),
    })?;
    hints(&kwic.query.hints, terminal);
    Ok(Exit::found(kwic.occurrences > 0))
}

fn run_why_not(args: &WhyNotArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let why = open(common, terminal)?.why_not(&args.case, &joined(&args.query))?;
    write_form(terminal, args.form, |out, form| match form {
        FormatArg::Json | FormatArg::Jsonl => tables::why_not_json(out, &why, terminal.script),
        FormatArg::Text | FormatArg::Csv | FormatArg::Md => tables::why_not_text(out, &why, &look(terminal)),
    })?;
    Ok(Exit::found(why.found))
}

fn parse_filter(filter: &str) -> Result<(String, String), Error> {
    match filter.split_once([':', '：']) {
        Some((field, value)) if !value.is_empty() => Ok((field.to_owned(), value.to_owned())),
        _ => Err(Error::Invalid {
            place: format!("--filter {filter}"),
            reason: "a filter is FIELD:VALUE, such as city:寧波".to_owned(),
        }),
    }
}

fn run_list(args: &ListArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let listing = open(common, terminal)?.list()?;
    write_form(terminal, args.form, |out, form| match form {
        FormatArg::Text => text::listing(out, &listing, &look(terminal)),
        FormatArg::Json | FormatArg::Jsonl => json::listing(out, &listing, terminal.script),
        FormatArg::Csv => csv::listing(out, &listing, terminal.script, args.form.bom),
        FormatArg::Md => markdown::listing(out, &listing, terminal.script),
    })?;
    Ok(Exit::found(!listing.is_empty()))
}

fn run_show(args: &ShowArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let shown = open(common, terminal)?.show(&args.name)?;
    write_form(terminal, args.form, |out, form| match form {
        FormatArg::Text => text::shown(out, &shown, &look(terminal)),
        FormatArg::Json | FormatArg::Jsonl => json::shown(out, &shown, terminal.script),
        FormatArg::Csv => csv::shown(out, &shown, terminal.script, args.form.bom),
        FormatArg::Md => markdown::shown(out, &shown, terminal.script),
    })?;
    Ok(Exit::Found)
}

type Out = std::io::BufWriter<std::io::StdoutLock<'static>>;

/// Writes an answer in the form that was asked for.
pub(super) fn write_form(
    terminal: &Terminal,
    form: FormatArgs,
    write: impl FnOnce(&mut Out, FormatArg) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = terminal.out();
    write(&mut out, form.form())?;
    out.flush()?;
    Ok(())
}
