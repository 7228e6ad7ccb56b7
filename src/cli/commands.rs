//! The commands of `anli`.

use std::io::Write;

use clap::CommandFactory;

use super::Exit;
use super::answer::{cut, hints, joined, look, write_form};
use super::args::{Anli, AnliCommand, FacetsArgs, KwicArgs, ListArgs, SearchArgs, ShowArgs, WhyNotArgs};
use super::output::Terminal;
use super::session::open;
use super::shared_args::{Common, FormatArg};
use crate::api::{Budget, Extra, Hits, Limit, Search, ask, request};
use crate::present::{csv, json, markdown, tables, terminal as text};

pub(super) fn run(args: &Anli, terminal: &Terminal) -> anyhow::Result<Exit> {
    match &args.command {
        AnliCommand::Search(search) => run_search(search, &args.common, terminal),
        AnliCommand::List(list) => run_list(list, &args.common, terminal),
        AnliCommand::Show(show) => run_show(show, &args.common, terminal),
        AnliCommand::Facets(facets) => run_facets(facets, &args.common, terminal),
        AnliCommand::Facts(facts) => super::facts::run_facts(facts, &args.common, terminal),
        AnliCommand::Table(table) => super::facts::run_table(table, &args.common, terminal),
        AnliCommand::Kwic(kwic) => run_kwic(kwic, &args.common, terminal),
        AnliCommand::WhyNot(why) => run_why_not(why, &args.common, terminal),
        AnliCommand::Verify(verify) => super::cite_commands::run_verify(verify, &args.common, terminal),
        AnliCommand::Cite(cite) => super::cite_commands::run_cite(cite, &args.common, terminal),
        AnliCommand::Similar(similar) => super::similar::run_similar(similar, &args.common, terminal),
        AnliCommand::Compare(compare) => super::similar::run_compare(compare, &args.common, terminal),
        AnliCommand::Keywords(keywords) => super::similar::run_keywords(keywords, &args.common, terminal),
        AnliCommand::Eval(eval) => super::eval::run_eval(eval, &args.common, terminal),
        AnliCommand::Completions { shell } => {
            // It takes no errors of a writer, and gets one that has none.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Anli::command(), "anli", &mut script);
            let mut out = terminal.data();
            out.write_all(&script)?;
            out.flush()?;
            Ok(Exit::Found)
        }
    }
}

fn run_search(args: &SearchArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let form = args.form.form();
    let mut extras = Vec::new();
    if args.explain {
        extras.push(Extra::Explanation);
    }
    if form == Ok(FormatArg::Json) && !args.count {
        extras.push(Extra::Facets);
    }
    let request = Search {
        selection: args.selection.selection(&args.query)?,
        page: args.page.page(Limit::Most(10)),
        by: args.by,
        sort: args.sort,
        extras,
    };
    let response = ask(&open(common, terminal)?, &request, &Budget::unlimited())?;
    let mut out = if form == Ok(FormatArg::Text) { terminal.out() } else { terminal.data() };
    if args.count {
        writeln!(out, "{}", response.occurrences)?;
        out.flush()?;
        hints(&response.query, terminal);
        return Ok(Exit::found(response.total > 0));
    }
    match form {
        Ok(FormatArg::Text) => {
            if args.explain {
                text::understood(&mut out, &response.query, &look(terminal))?;
            }
            text::response(&mut out, &response, &look(terminal))?;
        }
        Ok(FormatArg::Json) => json::response(&mut out, &response, terminal.script, terminal.lang)?,
        Ok(FormatArg::Jsonl) => json::lines(&mut out, &response, terminal.script)?,
        Ok(FormatArg::Csv) => csv::response(&mut out, &response, terminal.script, args.form.bom)?,
        Ok(FormatArg::Md) => markdown::response(&mut out, &response, terminal.script)?,
        Err(style) => super::cite_commands::write_hits(&response, style, terminal)?,
    }
    out.flush()?;
    let shown = match &response.hits {
        Hits::Passages(hits) => hits.len(),
        Hits::Cases(cases) => cases.len(),
    };
    // For reading, the answer says so itself.
    if form != Ok(FormatArg::Text) {
        cut(shown, request.page, response.total, terminal);
    }
    if response.relaxed {
        terminal.message(
            terminal
                .say("没有一段含有全部的词；以下是含有部分的", "no passage has all the words; these have some of them"),
        );
    } else if response.total == 0 {
        terminal.message(terminal.say("没有找到", "nothing found"));
    }
    hints(&response.query, terminal);
    Ok(Exit::found(response.total > 0))
}

fn run_facets(args: &FacetsArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::Facets { selection: args.selection.selection(&args.query)?, by: args.by };
    let response = ask(&open(common, terminal)?, &request, &Budget::unlimited())?;
    let limit = args.limit.count();
    write_form(terminal, args.form.form(), |out, form| match form {
        FormatArg::Text => tables::facets_text(out, &response, limit, &look(terminal)),
        FormatArg::Json | FormatArg::Jsonl => json::response(out, &response, terminal.script, terminal.lang),
        FormatArg::Csv => tables::facets_csv(out, &response, terminal.script, args.form.bom),
        FormatArg::Md => tables::facets_markdown(out, &response, limit, terminal.script),
    })?;
    hints(&response.query, terminal);
    Ok(Exit::found(response.total > 0))
}

fn run_kwic(args: &KwicArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let selection = args.selection.selection(&args.query)?;
    let (page, sort) = (args.page.page(Limit::Most(10)), args.sort);
    let kwic = ask(&open(common, terminal)?, &request::Kwic { selection, page, sort }, &Budget::unlimited())?;
    write_form(terminal, args.form.form(), |out, form| match form {
        FormatArg::Text => tables::kwic_text(out, &kwic, &look(terminal)),
        FormatArg::Json => tables::kwic_json(out, &kwic, terminal.script),
        FormatArg::Jsonl => tables::kwic_lines(out, &kwic, terminal.script),
        FormatArg::Csv => tables::kwic_csv(out, &kwic, terminal.script, args.form.bom),
        FormatArg::Md => tables::kwic_markdown(out, &kwic, terminal.script),
    })?;
    cut(kwic.lines.len(), page, kwic.occurrences, terminal);
    hints(&kwic.query, terminal);
    Ok(Exit::found(kwic.occurrences > 0))
}

fn run_why_not(args: &WhyNotArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::WhyNot { case: args.case.clone(), query: joined(&args.query) };
    let why = ask(&open(common, terminal)?, &request, &Budget::unlimited())?;
    // It has no rows: every other form is text.
    let form = match args.form.form() {
        FormatArg::Text | FormatArg::Csv | FormatArg::Md => FormatArg::Text,
        form @ (FormatArg::Json | FormatArg::Jsonl) => form,
    };
    write_form(terminal, form, |out, form| match form {
        FormatArg::Json | FormatArg::Jsonl => tables::why_not_json(out, &why, terminal.script),
        FormatArg::Text | FormatArg::Csv | FormatArg::Md => tables::why_not_text(out, &why, &look(terminal)),
    })?;
    Ok(Exit::found(why.found))
}

fn run_list(args: &ListArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let page = args.page.page(Limit::All);
    let listing = ask(&open(common, terminal)?, &request::List { page }, &Budget::unlimited())?;
    write_form(terminal, args.form.form(), |out, form| match form {
        FormatArg::Text => text::listing(out, &listing.notices, &look(terminal)),
        FormatArg::Json | FormatArg::Jsonl => json::listing(out, &listing, terminal.script),
        FormatArg::Csv => csv::listing(out, &listing.notices, terminal.script, args.form.bom),
        FormatArg::Md => markdown::listing(out, &listing.notices, terminal.script),
    })?;
    cut(listing.notices.len(), page, listing.total, terminal);
    Ok(Exit::found(!listing.notices.is_empty()))
}

fn run_show(args: &ShowArgs, common: &Common, terminal: &Terminal) -> anyhow::Result<Exit> {
    let request = request::Show { name: args.name.clone() };
    let shown = ask(&open(common, terminal)?, &request, &Budget::unlimited())?;
    write_form(terminal, args.form.form(), |out, form| match form {
        FormatArg::Text => text::shown(out, &shown, &look(terminal)),
        FormatArg::Json | FormatArg::Jsonl => json::shown(out, &shown, terminal.script),
        FormatArg::Csv => csv::shown(out, &shown, terminal.script, args.form.bom),
        FormatArg::Md => markdown::shown(out, &shown, terminal.script),
    })?;
    Ok(Exit::Found)
}
