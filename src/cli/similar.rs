//! `anli similar`, `anli compare` and `anli keywords`.

use std::path::Path;

use super::Exit;
use super::answer::{cut, write};
use super::input::{self, LARGEST};
use super::output::Terminal;
use super::session::open;
use super::shared_args::Common;
use super::similar_args::{CompareArgs, KeywordsArgs, SimilarArgs};
use crate::api::{Limit, Question, Subject, ask, request};
use crate::decode::ReadError;
use crate::error::{Error, Incomparable};
use crate::ingest;
use crate::present::Lang;
use crate::search::similar::MAX_TEXT;

pub(super) fn run_similar(args: &SimilarArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    if args.all {
        return run_groups(args, common, terminal);
    }
    let to = match (&args.text, &args.case) {
        // The text is read first: what is wrong with it is better known before an index is built.
        (Some(path), _) => Subject::Text(read_text(path)?),
        (None, case) => Subject::Case(case.clone().unwrap_or_default()),
    };
    let among = args.selection.selection(&[])?;
    let page = args.page.page(Limit::Most(10));
    let request = request::Similar { to, among, page, sort: args.sort };
    let answer = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (compared, found, shown) = (answer.compared, !answer.hits.is_empty(), answer.hits.len());
    write(request::Similar::told(answer), args.form.wanted(), terminal)?;
    // What shares nothing is left out of all, so how many there are is known only when they end before the limit.
    if shown == page.limit.count() && shown.saturating_add(page.offset) < compared {
        left_out(shown, terminal);
    }
    if shown == 0 && page.offset > 0 {
        cut(shown, page, compared, terminal);
    }
    if compared == 0 {
        terminal.message(terminal.say("没有别的案例可以比较", "there is no other case to compare with"));
    }
    Ok(Exit::found(found))
}

/// Says that a list ends at its limit.
fn left_out(shown: usize, terminal: &Terminal) {
    terminal.message(&match terminal.lang {
        Lang::Zh => format!("写出 {shown} 条；全部请用 --limit all"),
        Lang::En => format!("{shown} written; all of them with --limit all"),
    });
}

/// The text of a file of any kind that a corpus may hold, or of standard input for `-`, repaired as a notice would be and
/// without what does not belong to it. No more is read than is taken.
fn read_text(path: &Path) -> Result<String, Error> {
    let long = || Error::Incomparable(Incomparable::LongText { limit: MAX_TEXT });
    let bytes = input::bytes(path, LARGEST, long)?;
    let document = match ingest::document(bytes, path) {
        Ok(document) => document,
        Err(ReadError::Empty) => return Err(Error::Incomparable(Incomparable::EmptyText)),
        Err(error) => return Err(Error::Unreadable { path: path.to_path_buf(), reason: error.sentence() }),
    };
    Ok(document.own_text())
}

fn run_groups(args: &SimilarArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let answer = ask(&open(common, terminal)?, &request::Groups {}, &common.budget())?;
    let found = !answer.clusters.is_empty();
    write(request::Groups::told(answer), args.form.wanted(), terminal)?;
    Ok(Exit::found(found))
}

pub(super) fn run_compare(args: &CompareArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::Compare { cases: args.cases.clone() };
    let answer = ask(&open(common, terminal)?, &request, &common.budget())?;
    write(request::Compare::told(answer), args.form.wanted(), terminal)?;
    Ok(Exit::Found)
}

pub(super) fn run_keywords(args: &KeywordsArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let page = args.page.page(Limit::Most(10));
    let request = request::Keywords { selection: args.selection.selection(&args.query)?, page, sort: args.sort };
    let answer = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (cases, found, shown) = (answer.cases.len(), answer.found, answer.keywords.len());
    let is_empty = shown == 0;
    write(request::Keywords::told(answer), args.form.wanted(), terminal)?;
    if shown == page.limit.count() && !is_empty {
        left_out(shown, terminal);
    }
    if cases == 0 {
        terminal.message(terminal.say("没有找到案例", "a search for this finds no case"));
    } else if is_empty {
        terminal.message(terminal.say("没有找到区别于其他案例的词", "no term sets these cases apart from the rest"));
    } else if found > cases {
        let (zh, en) = ("只取了最相关的案例", "only the best cases were taken");
        terminal.message(&format!("{}: {cases}/{found}", terminal.say(zh, en)));
    }
    Ok(Exit::found(!is_empty))
}
