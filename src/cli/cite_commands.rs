//! The commands that verify, cite and export.

use std::io::{Read, Write};
use std::path::Path;

use super::Exit;
use super::answer::write;
use super::cite_args::{CiteArgs, VerifyArgs};
use super::output::Terminal;
use super::session::open;
use super::shared_args::Common;
use crate::api::{Budget, Hits, Question, Response, ask, request};
use crate::cite::{Reference, Style, cite_all};
use crate::error::Error;
use crate::present::{Convert, json};
use crate::search::{Engine, MAX_QUOTE};

/// Bytes of standard input that are read: what a quotation of the greatest length may take, and one more to see that it
/// is longer.
const MOST_INPUT: u64 = (MAX_QUOTE as u64 + 1) * 4;

pub(super) fn run_verify(args: &VerifyArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let quote = match &args.quote[..] {
        [only] if only == "-" => standard_input()?,
        words => words.join(" "),
    };
    let request = request::Verify { quote: quote.trim().to_owned(), limit: args.limit };
    let verification = ask(&open(common, terminal)?, &request, &Budget::unlimited())?;
    let stands = verification.stands;
    write(request::Verify::told(verification), args.form.wanted(), terminal)?;
    Ok(Exit::found(stands))
}

/// What was piped in, in whatever encoding.
fn standard_input() -> Result<String, Error> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MOST_INPUT).read_to_end(&mut bytes).map_err(Error::io("-"))?;
    // The limit may have cut a character.
    let cut = bytes.len() as u64 == MOST_INPUT;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if cut => Ok(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        Err(error) => Ok(crate::decode::decode(error.as_bytes(), Path::new("-")).text),
    }
}

pub(super) fn run_cite(args: &CiteArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::Cite { names: args.names.clone() };
    let cited = ask(&open(common, terminal)?, &request, &Budget::unlimited())?.in_script(terminal.script);
    let references: Vec<Reference> = cited
        .cited
        .iter()
        .zip(&args.names)
        .map(|(shown, name)| Reference::of_shown(shown, name).accessed(args.accessed.as_deref()))
        .collect();
    write_citations(&references, args.style, terminal)?;
    Ok(Exit::Found)
}

/// Writes the citations of what a search found: of its passages, or of its cases.
pub(super) fn write_hits(response: Response, style: Style, terminal: &Terminal) -> anyhow::Result<()> {
    let response = response.in_script(terminal.script);
    let references: Vec<Reference> = match &response.hits {
        Hits::Passages(hits) => hits.iter().map(Reference::of_hit).collect(),
        Hits::Cases(cases) => cases
            .iter()
            .filter_map(|case| {
                let hit = case.passages.first()?;
                Some(Reference::new(&hit.notice, Some(&case.case), None, &hit.file))
            })
            .collect(),
    };
    write_citations(&references, style, terminal)
}

fn write_citations(references: &[Reference], style: Style, terminal: &Terminal) -> anyhow::Result<()> {
    let mut out = terminal.data();
    out.write_all(cite_all(references, style).as_bytes())?;
    out.flush()?;
    Ok(())
}

pub(super) fn run_export(index: &Path, terminal: &Terminal) -> anyhow::Result<Exit> {
    let engine = Engine::open(index)?;
    let mut out = terminal.data();
    let mut some = false;
    engine.export(|item| -> anyhow::Result<()> {
        some = true;
        Ok(json::object(&mut out, &item)?)
    })?;
    out.flush()?;
    Ok(Exit::found(some))
}
