//! `anli eval`.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::Exit;
use super::args::{Common, EvalArgs};
use super::index_commands::DEFAULT_CORPUS;
use super::output::Terminal;
use crate::error::Error;
use crate::eval::{Collection, evaluate};

pub(super) fn run_eval(args: &EvalArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let collection = Collection {
        corpus: common.corpus.clone().unwrap_or_else(|| DEFAULT_CORPUS.into()),
        queries: args.queries.clone(),
        qrels: args.qrels.clone(),
    };
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
    Ok(Exit::found(evaluation.questions > 0))
}
