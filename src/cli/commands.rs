//! The commands of `anli`.

use std::io::Write;

use super::Exit;
use super::answer::{corrected, cut, exact, found, hints, joined, write};
use super::args::Program;
use super::args::{
    Anli, AnliCommand, FacetsArgs, KwicArgs, ListArgs, PivotArgs, SchemaArgs, SearchArgs, ShowArgs, WhyNotArgs,
};
use super::config::Setting;
use super::output::Terminal;
use super::session::open;
use super::shared_args::{Common, Wanted};
use crate::api::{Extra, Field, Limit, Page, Question, Search, ask, request, schema};
use crate::error::Error;
use crate::present::{Form, Lang, json};

pub(super) fn run(args: &Anli, settings: &[Setting], terminal: &Terminal) -> anyhow::Result<Exit> {
    match &args.command {
        AnliCommand::Search(search) => run_search(search, &args.common, terminal),
        AnliCommand::List(list) => run_list(list, &args.common, terminal),
        AnliCommand::Show(show) => run_show(show, &args.common, terminal),
        AnliCommand::Facets(facets) => run_facets(facets, &args.common, terminal),
        AnliCommand::Facts(facts) => super::facts::run_facts(facts, &args.common, terminal),
        AnliCommand::Table(table) => super::facts::run_table(table, &args.common, terminal),
        AnliCommand::Timeline(timeline) => super::facts::run_timeline(timeline, &args.common, terminal),
        AnliCommand::Kwic(kwic) => run_kwic(kwic, &args.common, terminal),
        AnliCommand::Pivot(pivot) => run_pivot(pivot, &args.common, terminal),
        AnliCommand::Schema(schema) => run_schema(schema, terminal),
        AnliCommand::WhyNot(why) => run_why_not(why, &args.common, terminal),
        AnliCommand::Verify(verify) => super::cite_commands::run_verify(verify, &args.common, terminal),
        AnliCommand::Cite(cite) => super::cite_commands::run_cite(cite, &args.common, terminal),
        AnliCommand::Similar(similar) => super::similar::run_similar(similar, &args.common, terminal),
        AnliCommand::Compare(compare) => super::similar::run_compare(compare, &args.common, terminal),
        AnliCommand::Keywords(keywords) => super::similar::run_keywords(keywords, &args.common, terminal),
        AnliCommand::Group(group) => super::groups::run(group, args.common.groups.as_deref(), terminal),
        AnliCommand::Serve(serve) => super::serve::run_serve(serve, &args.common, terminal),
        AnliCommand::Mcp => super::serve::run_mcp(&args.common, terminal),
        AnliCommand::Eval(eval) => super::eval::run_eval(eval, &args.common, terminal),
        AnliCommand::Config => super::config::run(settings, terminal),
        AnliCommand::Completions { shell, program } => {
            let programs = program.map_or(vec![Program::Anli, Program::AnliIndex], |program| vec![program]);
            super::complete::script(*shell, &programs, terminal)?;
            Ok(Exit::Found)
        }
        AnliCommand::Manual { folder } => {
            super::manual::write(folder)?;
            Ok(Exit::Found)
        }
    }
}

fn run_search(args: &SearchArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let wanted = args.form.wanted();
    let mut extras = Vec::new();
    if args.explain {
        extras.push(Extra::Explanation);
    }
    if args.count {
        extras.push(Extra::AllWords);
    }
    if wanted.is_ok_and(|wanted| wanted.form == Form::Json) && !args.count {
        extras.push(Extra::Facets);
    }
    let request = Search {
        selection: args.selection.selection(&args.query)?,
        // What is only counted need not be put in order.
        page: if args.count { Page::first(0) } else { args.page.page(Limit::Most(10)) },
        by: args.by,
        sort: args.sort,
        extras,
    };
    let response = ask(&open(common, terminal)?, &request, &common.budget())?;
    if args.count {
        // A number is of what was asked for, and of nothing in its place.
        let instead = response.relaxed || response.corrected.is_some();
        let (total, occurrences) = if instead { (0, 0) } else { (response.total, response.occurrences) };
        let mut out = terminal.out();
        // Of filters alone nothing is lit; what they let through is counted.
        let only_filters = total > 0 && occurrences == 0;
        writeln!(out, "{}", if only_filters { total } else { occurrences })?;
        out.flush()?;
        if only_filters {
            terminal.message(terminal.say(
                "没有要找的词，只有条件；这是符合条件的段数（--by case 时是案例数）",
                "there are only conditions and no words; this is how many passages meet them (cases with --by case)",
            ));
        }
        exact(&response, terminal);
        hints(&response.query, terminal);
        return Ok(Exit::found(total > 0));
    }
    let (shown, total, relaxed, query) =
        (response.hits.len(), response.total, response.relaxed, response.query.clone());
    let for_reading = wanted.is_ok_and(|wanted| wanted.form == Form::Text);
    if !for_reading {
        exact(&response, terminal);
    }
    corrected(&response, terminal);
    let first = args.page.offset.saturating_add(1);
    match wanted {
        Ok(wanted) => write(Search::told(response), Wanted { explain: args.explain, first, ..wanted }, terminal)?,
        Err(style) => super::cite_commands::write_hits(response, style, terminal)?,
    }
    // For reading, the answer says so itself.
    if !for_reading {
        cut(shown, request.page, total, terminal);
    }
    found(relaxed, total, terminal);
    hints(&query, terminal);
    Ok(Exit::found(total > 0))
}

fn run_facets(args: &FacetsArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let (by, page, sort) = (args.by, args.page.page(Limit::All), args.sort);
    let request = request::Facets { selection: args.selection.selection(&args.query)?, by, page, sort };
    let response = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (total, query) = (response.total, response.query.clone());
    let more: usize = response.facets.iter().map(|facet| facet.more).sum();
    let wanted = args.form.wanted();
    write(request::Facets::told(response), wanted, terminal)?;
    // For reading, the answer says so itself.
    if more > 0 && wanted.form != Form::Text {
        terminal.message(&match terminal.lang {
            Lang::Zh => format!("另有 {more} 个值未写出；全部请用 --limit all"),
            Lang::En => format!("{more} more values not written; all of them with --limit all"),
        });
    }
    hints(&query, terminal);
    Ok(Exit::found(total > 0))
}

fn run_kwic(args: &KwicArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let selection = args.selection.selection(&args.query)?;
    let (page, sort) = (args.page.page(Limit::Most(10)), args.sort);
    let kwic = ask(&open(common, terminal)?, &request::Kwic { selection, page, sort }, &common.budget())?;
    let (shown, total, relaxed, query) = (kwic.lines.len(), kwic.total, kwic.relaxed, kwic.query.clone());
    write(request::Kwic::told(kwic), args.form.wanted(), terminal)?;
    cut(shown, page, total, terminal);
    found(relaxed, total, terminal);
    hints(&query, terminal);
    Ok(Exit::found(total > 0))
}

fn run_pivot(args: &PivotArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let field = |name: &str| {
        let unknown = || Error::UnknownField { name: name.to_owned(), known: Field::names() };
        Field::from_name(name).ok_or_else(unknown)
    };
    let request = request::Pivot {
        selection: args.selection.selection(&args.query)?,
        rows: field(&args.rows)?,
        cols: field(&args.cols)?,
        value: args.value,
        purpose: args.purpose,
        page: args.page.page(Limit::All),
        sort: args.sort,
    };
    let pivot = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (shown, total, relaxed) = (pivot.rows.len(), pivot.total, pivot.relaxed);
    let (query, remarks) = (pivot.query.clone(), pivot.remarks.clone());
    write(request::Pivot::told(pivot), Wanted { shares: args.shares, ..args.form.wanted() }, terminal)?;
    cut(shown, request.page, total, terminal);
    found(relaxed, total, terminal);
    hints(&query, terminal);
    remarks.iter().for_each(|remark| terminal.message(remark.sentence.pick(terminal.lang)));
    Ok(Exit::found(total > 0))
}

fn run_why_not(args: &WhyNotArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::WhyNot { case: args.case.clone(), query: joined(&args.query) };
    let why = ask(&open(common, terminal)?, &request, &common.budget())?;
    let is_found = why.found;
    write(request::WhyNot::told(why), args.form.wanted(), terminal)?;
    Ok(Exit::found(is_found))
}

fn run_list(args: &ListArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let page = args.page.page(Limit::All);
    let request = request::List { selection: args.selection.selection(&args.query)?, page, sort: args.sort };
    let listing = ask(&open(common, terminal)?, &request, &common.budget())?;
    let (shown, total) = (listing.notices.len(), listing.total);
    write(request::List::told(listing), args.form.wanted(), terminal)?;
    cut(shown, page, total, terminal);
    found(false, total, terminal);
    Ok(Exit::found(shown > 0))
}

fn run_show(args: &ShowArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::Show { name: args.name.clone() };
    let shown = ask(&open(common, terminal)?, &request, &common.budget())?;
    write(request::Show::told(shown), args.form.wanted(), terminal)?;
    Ok(Exit::Found)
}

fn run_schema(args: &SchemaArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let schema = schema::schema();
    let wanted = match &args.name {
        None => schema,
        Some(name) => schema::of(&schema, name)
            .ok_or_else(|| Error::UnknownSchema { name: name.clone(), known: schema::names(&schema) })?,
    };
    let mut out = terminal.data();
    json::pretty(&mut out, &wanted)?;
    out.flush()?;
    Ok(Exit::Found)
}
