//! One row a case: where it is, what was used, what it cost and what came of it, each cell with its sentences.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use tantivy::{DocAddress, Term};

use super::collect;
use super::engine::Engine;
use super::facts::sentence;
use super::infos::Infos;
use super::seek::Sought;
use crate::api::table::{Column, Entry, Row, Table};
use crate::api::{Budget, CaseInfo, LargestFirst, NoticeInfo, TableSort, Value, in_order, request};
use crate::error::Result;
use crate::facts::{Detail, Fact};
use crate::index::PassageRecord;
use crate::lexicon::TagKind;
use crate::notice::Role;
use crate::query::Places;
use crate::text::{Local, Span, fold};

impl Engine {
    /// A row for each case that has a passage which `request` selects; for every case when its query is empty. Its page
    /// counts rows.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken.
    pub fn table(&self, request: &request::Table, budget: &Budget) -> Result<Table> {
        let Sought { echo, mut found, relaxed, .. } = self.seek(&request.selection, Places::OfCases, budget)?;
        collect::sort_by_place(&self.index, &mut found)?;
        let mut cases: Vec<u64> = Vec::new();
        let mut known = std::collections::HashSet::new();
        cases.extend(found.iter().filter_map(|found| found.case).filter(|case| known.insert(*case)));
        let mut infos = Infos::new(&self.index);
        let fields = *self.index.fields();
        let mut table = Table { query: echo, relaxed, total: cases.len(), rows: Vec::new() };
        // What the rows are ordered by must be known of all of them.
        let shown = match request.sort {
            TableSort::Order => request.page.of(cases),
            TableSort::Date | TableSort::Column(_) => cases,
        };
        for case in shown {
            budget.check()?;
            let passages = self.passages(Term::from_field_u64(fields.case, case))?;
            let row = self.row(&mut infos, case, &passages)?;
            budget.take(row.cells.values().flatten().map(|entry| entry.sentence.len()).sum())?;
            table.rows.push(row);
        }
        table.rows = match request.sort {
            TableSort::Order => table.rows,
            TableSort::Date => {
                in_order(table.rows, |row| row.notice.date().map(|date| Reverse(date.to_owned())), request.page)
            }
            TableSort::Column(column) => in_order(table.rows, |row| row.key(column), request.page),
        };
        Ok(table)
    }

    fn row(&self, infos: &mut Infos<'_>, case: u64, passages: &[DocAddress]) -> Result<Row> {
        let record = infos.case(case)?.clone();
        let mut row = Row {
            case: CaseInfo::from(&record),
            notice: NoticeInfo::from(infos.notice(record.notice)?),
            cells: BTreeMap::new(),
        };
        // The values of the vocabulary that have their entry, with its place in the cell.
        let mut tagged: HashMap<(Column, String), usize> = HashMap::new();
        for (index, &address) in passages.iter().enumerate() {
            let passage = self.passage(address)?;
            // The title comes first, and says where it was.
            if index == 0 {
                for (column, place) in [
                    (Column::Province, &record.province),
                    (Column::City, &record.city),
                    (Column::County, &record.county),
                ] {
                    if let Some(place) = place {
                        row.add(column, self.place(&passage, place));
                    }
                }
            }
            if !matches!(passage.role(), Role::Body | Role::Heading) {
                continue;
            }
            for fact in passage.facts() {
                if let Some(column) = Column::of(&fact) {
                    row.add(column, of_fact(&passage, &fact));
                }
            }
            for tag in self.index.lexicon().tags(&passage.text) {
                let Some(column) = column_of_tag(tag.kind, &tag.value) else { continue };
                let value = tag.value.into_owned();
                tagged.entry((column, value)).or_insert_with_key(|(_, value)| {
                    let entry = Entry { text: value.clone(), ..Entry::at(&passage, tag.span) };
                    row.add(column, entry)
                });
            }
        }
        Ok(row)
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
    fn key(&self, column: Column) -> Option<(Option<LargestFirst>, String)> {
        let cell = self.cells.get(&column)?;
        let largest =
            cell.iter().filter_map(|entry| entry.value.as_ref().and_then(Value::number)).max_by(f64::total_cmp);
        let words = cell.iter().map(|entry| fold(&entry.text)).min()?;
        Some((largest.map(LargestFirst), words))
    }

    /// Adds an entry; gives its place in the cell.
    fn add(&mut self, column: Column, entry: Entry) -> usize {
        let cell = self.cells.entry(column).or_default();
        cell.push(entry);
        cell.len() - 1
    }
}

impl Entry {
    fn at(passage: &PassageRecord, span: Span<Local>) -> Entry {
        Entry {
            value: None,
            value_max: None,
            unit: None,
            bound: None,
            text: passage.text[span.range()].to_owned(),
            what: None,
            passage: passage.id.clone(),
            span,
            sentence: passage.text[sentence(&passage.text, span).range()].to_owned(),
        }
    }
}

fn of_fact(passage: &PassageRecord, fact: &Fact) -> Entry {
    let entry = Entry::at(passage, fact.span);
    match &fact.detail {
        // 全國首單 with what it was the first of; the level stands in the claim's own words.
        Detail::First { scope, .. } => {
            let claim = fact.what.clone().unwrap_or_default();
            Entry { text: format!("{}{claim}", scope.as_deref().unwrap_or_default()), ..entry }
        }
        _ => Entry {
            value: fact.value.map(Value::from),
            value_max: fact.value_max.map(Value::from),
            unit: fact.unit.clone(),
            bound: fact.value.map(|_| fact.bound),
            what: fact.what.clone(),
            ..entry
        },
    }
}

/// The column of a term of the vocabulary, if it has one; `value` is in simplified characters.
fn column_of_tag(kind: TagKind, value: &str) -> Option<Column> {
    match kind {
        TagKind::Instrument => Some(Column::Instruments),
        TagKind::Object => Some(Column::Objects),
        TagKind::Mechanism | TagKind::Aspect => None,
        TagKind::Actor => {
            // Those who watch over banks and insurers, and those who speak for them, are neither.
            let other = ["局", "会", "中心", "基金", "部门", "人民银行"].iter().any(|end| value.ends_with(end));
            let has = |words: &[&str]| !other && words.iter().any(|word| value.contains(word));
            if has(&["保险", "财险", "产险", "人寿", "人保", "信保"]) {
                Some(Column::Insurers)
            } else if has(&["银行", "信用社", "农商行", "信用联社"]) {
                Some(Column::Banks)
            } else {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_names() {
        let all: Vec<Column> = Column::all().collect();
        assert!(all.is_sorted(), "the order of the names is that of the columns");
        assert_eq!(all.len(), Column::NAMES.len());
        assert!(all.iter().all(|column| !column.name().is_empty() && !column.label().0.is_empty()));
    }

    #[test]
    fn banks_and_insurers() {
        let column = |value| column_of_tag(TagKind::Actor, value);
        assert_eq!(column("泰隆银行"), Some(Column::Banks));
        assert_eq!(column("人保财险"), Some(Column::Insurers));
        for other in ["银保监局", "信保基金", "银行业协会", "知识产权保险运营服务中心", "中国人民银行"]
        {
            assert_eq!(column(other), None, "{other}");
        }
    }
}
