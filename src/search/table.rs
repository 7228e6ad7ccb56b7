//! One row a case: where it is, what was used, what it cost and what came of it, each cell with its sentences.

use std::cmp::Reverse;
use std::collections::HashSet;

use tantivy::Term;

use tantivy::DocId;

use super::collect;
use super::engine::Engine;
use super::facts::sentence;
use super::infos::Infos;
use super::seek::Sought;
use crate::api::table::{Again, Cells, Column, Entry, Row, Set, Table};
use crate::api::{Budget, CaseInfo, LargestFirst, NoticeInfo, TableSort, Value, in_order, request};
use crate::error::{Error, Result};
use crate::facts::columns::{self, Chosen, ColumnKind, Columns, Facts, PlacePart, Said};
use crate::facts::{Day, Detail, Fact};
use crate::index::PassageRecord;
use crate::notice::Role;
use crate::query::Places;
use crate::text::{Local, Span, fold};

/// The most cases that are looked at to find the set that fits best.
const SAMPLE: usize = 100;

impl Engine {
    /// A row for each case that has a passage which `request` selects; for every case when its query is empty. Its page
    /// counts rows.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken; [`Error::Columns`] for a table of columns that cannot be
    /// used, [`Error::UnknownColumn`] for a name that no column of it has.
    pub fn table(&self, request: &request::Table, budget: &Budget) -> Result<Table> {
        let Sought { echo, found, relaxed, .. } = self.seek_matches(&request.selection, Places::OfCases, budget)?;
        let docs: Vec<(u32, &[DocId])> = found.docs().collect();
        let cases = collect::cases_in_order(&self.index, &self.segments, &docs, budget)?;
        let own = request.definition.as_deref().map(Columns::from_tsv).transpose()?;
        let columns = own.as_ref().unwrap_or(Columns::builtin());
        let infos = Infos::new(&self.index);
        let (chosen, fits_best) = match &request.columns[..] {
            [] => (columns.of_set(self.fitting(columns, &infos, &cases, budget)?), true),
            names => (columns.called(names).map_err(|name| unknown(name, columns))?, false),
        };
        // One set, whole, however it was asked for.
        let set = match chosen.sets[..] {
            [one] if columns.of_set(one).shown == chosen.shown => columns.sets.get(one),
            _ => None,
        };
        let mut table = Table {
            query: echo,
            relaxed,
            total: cases.len(),
            set: set.map(|set| Set { name: set.name.clone(), zh: set.zh.clone(), en: set.en.clone(), fits_best }),
            columns: chosen.shown.iter().map(|&at| (&columns.all[at]).into()).collect(),
            rows: Vec::new(),
        };
        let by = match &request.sort {
            TableSort::Column(name) => {
                let folded = fold(name);
                let called = |column: &&Column| {
                    [&column.name, &column.zh, &column.en].into_iter().any(|known| fold(known) == folded)
                };
                let found = table.columns.iter().find(called).map(|column| column.name.clone());
                Some(found.ok_or_else(|| Error::UnknownColumn {
                    name: name.clone(),
                    known: table.columns.iter().map(|column| column.name.clone()).collect(),
                })?)
            }
            TableSort::Order | TableSort::Date => None,
        };
        // What the rows are ordered by must be known of all of them.
        let shown = if request.sort == TableSort::Order { request.page.of(cases) } else { cases };
        for case in shown {
            budget.check()?;
            let row = self.row(&infos, case, columns, &chosen)?;
            budget.take(row.cells.0.iter().flat_map(|(_, cell)| cell).map(|entry| entry.sentence.len()).sum())?;
            table.rows.push(row);
        }
        table.rows = match (by, &request.sort) {
            (Some(column), _) => in_order(table.rows, |row| row.key(&column), request.page),
            (None, TableSort::Date) => {
                in_order(table.rows, |row| row.notice.date().map(|date| Reverse(date.to_owned())), request.page)
            }
            (None, _) => table.rows,
        };
        Ok(table)
    }

    /// The set whose columns the cases fill best: by how many columns of its own that tell a set each case fills, over
    /// the square root of how many there are, so that neither a long set nor a short one has it easier.
    fn fitting(&self, columns: &Columns, infos: &Infos<'_>, cases: &[u64], budget: &Budget) -> Result<usize> {
        if columns.sets.len() < 2 {
            return Ok(0);
        }
        let keys = columns.all.iter().enumerate().filter(|(_, column)| column.key).map(|(at, _)| at).collect();
        let tried = Chosen { shown: keys, sets: (0..columns.sets.len()).collect() };
        let mut filled = vec![0_usize; columns.sets.len()];
        for &case in cases.iter().step_by(cases.len().div_ceil(SAMPLE).max(1)) {
            budget.check()?;
            let row = self.row(infos, case, columns, &tried)?;
            for (&at, (_, cell)) in tried.shown.iter().zip(&row.cells.0) {
                for &set in columns.all[at].sets.iter().filter(|_| !cell.is_empty()) {
                    filled[set] += 1;
                }
            }
        }
        let score = |set: usize| {
            let own = tried.shown.iter().filter(|&&at| columns.all[at].sets.contains(&set)).count();
            if own == 0 { 0.0 } else { filled[set] as f64 / (own as f64).sqrt() }
        };
        // Of equal ones the first.
        Ok((0..filled.len()).rev().max_by(|&a, &b| score(a).total_cmp(&score(b))).unwrap_or(0))
    }

    fn row(&self, infos: &Infos<'_>, case: u64, columns: &Columns, chosen: &Chosen) -> Result<Row> {
        let record = infos.case(case)?;
        let shown: Vec<&columns::Column> = chosen.shown.iter().map(|&at| &columns.all[at]).collect();
        let place_of = |at: usize| chosen.shown.iter().position(|&known| known == at);
        let mut cells: Vec<Vec<Entry>> = shown.iter().map(|_| Vec::new()).collect();
        let has_terms = shown.iter().any(|column| column.kinds.iter().any(|kind| matches!(kind, ColumnKind::Term(_))));
        // The values of the vocabulary that have their entry.
        let mut tagged: HashSet<(usize, String)> = HashSet::new();
        let passages = self.passages(Term::from_field_u64(self.index.fields().case, case))?;
        for (index, &address) in passages.iter().enumerate() {
            let passage = self.passage(address)?;
            // The title comes first, and says where it was.
            if index == 0 {
                for (at, column) in shown.iter().enumerate() {
                    let place = match column.place() {
                        Some(PlacePart::Province) => &record.province,
                        Some(PlacePart::City) => &record.city,
                        Some(PlacePart::County) => &record.county,
                        None => continue,
                    };
                    cells[at].extend(place.as_deref().map(|place| self.place(&passage, place)));
                }
            }
            if !matches!(passage.role(), Role::Body | Role::Heading) {
                continue;
            }
            let found = passage.facts();
            let mut facts = Facts::new(&passage.text, &found);
            for (at, fact) in found.iter().enumerate() {
                let mut known: Vec<usize> = Vec::new();
                for &set in &chosen.sets {
                    known.extend(facts.column(at, columns, set).filter(|column| !known.contains(column)));
                }
                for column in known {
                    if let Some(place) = place_of(column) {
                        let led = facts.led(at, &columns.all[column]);
                        add(&mut cells[place], of_fact(&passage, fact, led));
                    }
                }
            }
            for (at, column) in shown.iter().enumerate() {
                for Said { span } in columns::said(column, &passage.text, &found) {
                    add(&mut cells[at], Entry::at(&passage, span));
                }
            }
            if !has_terms {
                continue;
            }
            for tag in self.index.lexicon().tags(&passage.text) {
                for (at, column) in shown.iter().enumerate() {
                    if column.takes_term(tag.kind, &tag.value) && tagged.insert((at, tag.value.to_string())) {
                        cells[at].push(Entry { text: tag.value.to_string(), ..Entry::at(&passage, tag.span) });
                    }
                }
            }
        }
        let names = shown.iter().map(|column| column.name.clone());
        Ok(Row {
            case: CaseInfo::from(&*record),
            notice: NoticeInfo::from(&*infos.notice(record.notice)?),
            cells: Cells(names.zip(cells).collect()),
        })
    }

    /// The place of a case, where its title or first passage names it.
    fn place(&self, passage: &PassageRecord, place: &str) -> Entry {
        let stem = place.trim_end_matches(['市', '縣', '县', '區', '区']);
        let span = [place, stem]
            .into_iter()
            .filter(|name| !name.is_empty())
            .find_map(|name| passage.text.find(name).map(|at| Span::new(at, at + name.len())));
        let mut entry = Entry::at(passage, span.unwrap_or_else(|| Span::new(0, 0)));
        entry.text = place.to_owned();
        if span.is_none() {
            entry.sentence.clear();
        }
        entry
    }
}

impl Row {
    /// What a column is ordered by: its largest figure, or else its first words.
    fn key(&self, column: &str) -> Option<(Option<LargestFirst>, String)> {
        let cell = self.cells.get(column);
        let largest =
            cell.iter().filter_map(|entry| entry.value.as_ref().and_then(Value::number)).max_by(f64::total_cmp);
        let words = cell.iter().map(|entry| fold(&entry.text)).min()?;
        Some((largest.map(LargestFirst), words))
    }
}

/// Adds an entry to a cell; what the cell has already is told again there.
fn add(cell: &mut Vec<Entry>, entry: Entry) {
    match cell.iter_mut().find(|known| is_same(known, &entry)) {
        Some(known) => known.also.push(Again { passage: entry.passage, span: entry.span }),
        None => cell.push(entry),
    }
}

/// Whether two entries of a cell say the same: equal words, or an equal figure, bounded alike, of one thing. A sum is of
/// one thing as soon as its nouns share a pair of characters (質押融資金額, 質押貸款) or one of them has none.
fn is_same(a: &Entry, b: &Entry) -> bool {
    let figure = |entry: &Entry| (entry.value.clone(), entry.value_max.clone(), entry.unit.clone(), entry.bound);
    if a.value.is_none() || b.value.is_none() {
        return a.value == b.value && a.what == b.what && fold(&a.text) == fold(&b.text);
    }
    if figure(a) != figure(b) || a.direction != b.direction || a.is_ratio() != b.is_ratio() {
        return false;
    }
    match (a.what.as_deref().map(fold), b.what.as_deref().map(fold)) {
        (Some(a), Some(b)) if a == b => true,
        (Some(ours), Some(theirs)) if a.unit.as_deref() == Some("元") => {
            let ours: Vec<char> = ours.chars().collect();
            ours.windows(2).any(|pair| theirs.contains(&String::from_iter(pair)))
        }
        (Some(_), Some(_)) => false,
        (None, None) => true,
        _ => a.unit.as_deref() == Some("元"),
    }
}

impl Entry {
    fn at(passage: &PassageRecord, span: Span<Local>) -> Entry {
        Entry {
            value: None,
            value_max: None,
            unit: None,
            bound: None,
            direction: None,
            text: passage.text[span.range()].to_owned(),
            what: None,
            passage: passage.id.clone(),
            span,
            sentence: passage.text[sentence(&passage.text, span).range()].to_owned(),
            also: Vec::new(),
        }
    }
}

/// The entry of a fact; `led` has the words that say what a duration is of.
fn of_fact(passage: &PassageRecord, fact: &Fact, led: Option<Span<Local>>) -> Entry {
    let entry = Entry::at(passage, fact.span);
    let day = |day: Day| Value::Day(day.to_string());
    match &fact.detail {
        // 全國首單 with what it was the first of; the level stands in the claim's own words.
        Detail::First { scope, .. } => {
            let claim = fact.what.clone().unwrap_or_default();
            Entry { text: format!("{}{claim}", scope.as_deref().unwrap_or_default()), ..entry }
        }
        Detail::Date(days) => Entry {
            value: Some(day(days.start)),
            value_max: (days.start != days.end).then(|| day(days.end)),
            bound: Some(fact.bound),
            ..entry
        },
        _ if fact.value.is_none() => entry,
        _ => Entry {
            value: fact.value.map(Value::from),
            value_max: fact.value_max.map(Value::from),
            unit: fact.unit.clone(),
            bound: Some(fact.bound),
            direction: fact.direction,
            what: fact.what.clone().or_else(|| led.map(|led| passage.text[led.range()].trim().to_owned())),
            ..entry
        },
    }
}

/// That no column or set is called `name`.
fn unknown(name: &str, columns: &Columns) -> Error {
    let sets = columns.sets.iter().filter(|set| !set.name.is_empty()).map(|set| set.name.clone());
    let known = sets.chain(columns.all.iter().map(|column| column.name.clone())).collect();
    Error::UnknownColumn { name: name.to_owned(), known }
}
