//! `anli eval`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::Exit;
use super::args::EvalArgs;
use super::output::Terminal;
use super::session::DEFAULT_CORPUS;
use super::shared_args::Common;
use crate::error::Error;
use crate::eval::{Collection, evaluate, evaluate_triples};
use crate::lexicon::Lexicon;

pub(super) fn run_eval(args: &EvalArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    if let Some(path) = &args.triples {
        return run_triples(path, common, terminal);
    }
    // clap has seen to it that both are given.
    let (Some(queries), Some(qrels)) = (args.queries.clone(), args.qrels.clone()) else { return Ok(Exit::NotFound) };
    let collection =
        Collection { corpus: common.corpus.clone().unwrap_or_else(|| DEFAULT_CORPUS.into()), queries, qrels };
    // The run is opened first: a path that cannot be written is better known before minutes of work than after.
    let run = match &args.run {
        Some(path) => Some((path, File::create(path).map_err(Error::io(path))?)),
        None => None,
    };
    let evaluation = evaluate(&collection)?;
    if let Some((path, file)) = run {
        let mut out = BufWriter::new(file);
        evaluation.write_run(&mut out).and_then(|()| out.flush()).map_err(Error::io(path))?;
    }
    let measures = evaluation.measures;
    let mut out = terminal.out();
    writeln!(out, "nDCG@10 {:.4}", measures.ndcg_10)?;
    writeln!(out, "MRR@10 {:.4}", measures.mrr_10)?;
    writeln!(out, "R@100 {:.4}", measures.recall_100)?;
    writeln!(out, "MAP {:.4}", measures.map)?;
    out.flush()?;
    if let (Some(half), Some(most)) = (evaluation.time_of(0.5), evaluation.time_of(0.99)) {
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
        let answered = evaluation.answers.len();
        terminal.message(terminal.say(
            &format!("{answered} 个问题，耗时中位 {:.1} ms，99% 在 {:.1} ms 内", ms(half), ms(most)),
            &format!("{answered} questions; time p50 {:.1} ms, p99 {:.1} ms", ms(half), ms(most)),
        ));
    }
    Ok(Exit::found(evaluation.questions > 0))
}

fn run_triples(path: &Path, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let own = common.wanted_table()?.map(|table| Lexicon::from_tsv(&table)).transpose()?;
    let triples = evaluate_triples(path, own.as_ref().unwrap_or_else(|| Lexicon::builtin()))?;
    let mut out = terminal.out();
    if triples.total > 0 {
        writeln!(out, "triples {:.4}", triples.share())?;
    } else {
        terminal.message(terminal.say("文件里没有三元组", "the file holds no triple"));
    }
    out.flush()?;
    Ok(Exit::found(triples.total > 0))
}
