//! The commands that verify, cite and export.

use std::io::{Read, Write};
use std::path::Path;

use super::Exit;
use super::answer::{cut, write};
use super::cite_args::{CiteArgs, VerifyArgs};
use super::input::{self, LARGEST};
use super::output::Terminal;
use super::session::open;
use super::shared_args::Common;
use crate::api::draft::Verdict;
use crate::api::{AddressOf, Page, Question, Response, ask, request};
use crate::cite::{self, Reference, Style, cite_all};
use crate::decode::ReadError;
use crate::error::{BadQuote, Error};
use crate::present::{Convert, Form, Lang, json};
use crate::search::{Engine, MAX_DRAFT, MAX_QUOTE};

/// Bytes of standard input that are read: what a quotation of the greatest length may take, and one more to see that it
/// is longer.
const MOST_INPUT: u64 = (MAX_QUOTE as u64 + 1) * 4;

pub(super) fn run_verify(args: &VerifyArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    if let Some(file) = &args.file {
        return run_draft(file, args, common, terminal);
    }
    let quote = match &args.quote[..] {
        [only] if only == "-" => standard_input()?,
        words => words.join(" "),
    };
    let request = request::Verify { quote: quote.trim().to_owned(), limit: args.limit };
    let verification = ask(&open(common, terminal)?, &request, &common.budget())?;
    let stands = verification.stands;
    let (shown, total) = (verification.places.len(), verification.total);
    let reading = args.form.wanted().form == Form::Text;
    write(request::Verify::told(verification), args.form.wanted(), terminal)?;
    // For reading, the answer says so itself.
    if !reading {
        cut(shown, Page::first(shown), total, terminal);
    }
    Ok(Exit::found(stands))
}

fn run_draft(file: &Path, args: &VerifyArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let text = read_draft(file)?;
    let draft = ask(&open(common, terminal)?, &request::VerifyDraft { text }, &common.budget())?;
    let (claims, stands) = (draft.claims.len(), draft.stands());
    let wrong = draft.claims.iter().filter(|claim| !matches!(claim.verdict, Verdict::Stands | Verdict::Equal)).count();
    write(request::VerifyDraft::told(draft), args.form.wanted(), terminal)?;
    let (zh, en) = match claims {
        0 => ("草稿里没有数字，也没有引文".to_owned(), "the draft has no figure and no quotation".to_owned()),
        _ => (
            format!("数字和引文 {claims} 处，其中 {wrong} 处有问题"),
            format!("{claims} figures and quotations, {wrong} of them to be looked at"),
        ),
    };
    terminal.message(terminal.say(&zh, &en));
    Ok(Exit::found(stands))
}

/// The text of a draft as it is, or of standard input for `-`. No more is read than is taken.
fn read_draft(path: &Path) -> Result<String, Error> {
    let long = || Error::BadQuote(BadQuote::LongDraft { limit: MAX_DRAFT });
    let bytes = input::bytes(path, LARGEST, long)?;
    match crate::decode::read(&bytes, path) {
        Ok(document) => Ok(document.text.text),
        Err(ReadError::Empty) => Err(Error::BadQuote(BadQuote::Empty)),
        Err(error) => Err(Error::Unreadable { path: path.to_path_buf(), reason: error.sentence() }),
    }
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
    let script = terminal.script_of_data();
    let mut cited = ask(&open(common, terminal)?, &request, &common.budget())?.in_script(script);
    let references = cite::of_cited(&cited, &args.names).into_iter();
    let shown = |text: &str| script.show(text).into_owned();
    let references: Vec<Reference> =
        references.map(|one| one.shown(shown).accessed(args.accessed.as_deref())).collect();
    if args.json {
        cited.citations = references.iter().zip(&args.names).map(|(one, name)| one.told(name)).collect();
        let mut out = terminal.data();
        json::answer(&mut out, &request::Cite::told(cited))?;
        out.flush()?;
    } else {
        write_citations(&references, args.style, terminal)?;
    }
    let mut warned: Vec<&str> = Vec::new();
    for (url, of) in references.iter().filter_map(Reference::address) {
        if of == AddressOf::Mirror && !warned.contains(&url) {
            warned.push(url);
            terminal.message(&match terminal.lang {
                Lang::Zh => format!("唯一已知的网址不是发文机关的，是转载：{url}；引用前请找到原文"),
                Lang::En => {
                    format!("the only known address is a mirror's: {url}; find the issuer's own before you cite")
                }
            });
        }
    }
    Ok(Exit::Found)
}

/// Writes the citations of what a search found: of its passages, or of its cases.
pub(super) fn write_hits(response: Response, style: Style, terminal: &Terminal) -> anyhow::Result<()> {
    let script = terminal.script_of_data();
    let response = response.in_script(script);
    let references =
        cite::of_hits(&response.hits).into_iter().map(|one| one.shown(|text| script.show(text).into_owned()));
    write_citations(&references.collect::<Vec<_>>(), style, terminal)
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
