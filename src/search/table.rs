//! One row a case: where it is, what was used, what it cost and what came of it, each cell with its sentences.

use std::collections::{BTreeMap, HashMap};

use tantivy::{DocAddress, Term};

use super::collect;
use super::engine::{Engine, Infos};
use super::facts::sentence;
use super::request::Request;
use super::response::{CaseInfo, NoticeInfo};
use crate::error::Result;
use crate::facts::{Detail, Fact, Kind, Purpose, extract};
use crate::index::PassageRecord;
use crate::lexicon::TagKind;
use crate::notice::Role;
use crate::query;
use crate::text::{Local, Span};

/// The cases as a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The rows, in the order of the corpus.
    pub rows: Vec<Row>,
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The case.
    pub case: CaseInfo,
    /// Its notice.
    pub notice: NoticeInfo,
    /// What is known of it, by column; columns of which nothing is known are left out.
    pub cells: BTreeMap<Column, Vec<Entry>>,
}

/// One thing in a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The value, for a figure.
    pub value: Option<f64>,
    /// What is shown: the words of the text, or the name of a term of the vocabulary.
    pub text: String,
    /// What the figure is about.
    pub what: Option<String>,
    /// The passage that says so; none for what only the case's record tells.
    pub passage: String,
    /// Where it says so, in bytes of the passage.
    pub span: Span<Local>,
    /// The sentence that says so.
    pub sentence: String,
}

/// The columns, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "`name` and `label` say it")]
pub enum Column {
    City,
    County,
    Instruments,
    Objects,
    Banks,
    Insurers,
    Pledge,
    Credit,
    Loan,
    Premium,
    Cover,
    Payout,
    Issue,
    Grant,
    OtherAmounts,
    SubsidyRate,
    Interest,
    Growth,
    Firms,
    Firsts,
}

impl Column {
    /// Every column with its names: in JSON and CSV, in Chinese, in English.
    const NAMES: [(Column, &'static str, &'static str, &'static str); 20] = [
        (Column::City, "city", "城市", "city"),
        (Column::County, "county", "县区", "county"),
        (Column::Instruments, "instruments", "工具", "instruments"),
        (Column::Objects, "objects", "客体", "objects"),
        (Column::Banks, "banks", "银行", "banks"),
        (Column::Insurers, "insurers", "保险机构", "insurers"),
        (Column::Pledge, "pledge", "质押", "pledged"),
        (Column::Credit, "credit", "授信", "credit line"),
        (Column::Loan, "loan", "贷款", "loans"),
        (Column::Premium, "premium", "保费", "premium"),
        (Column::Cover, "cover", "保额", "cover"),
        (Column::Payout, "payout", "赔付", "paid out"),
        (Column::Issue, "issue", "发行", "issued"),
        (Column::Grant, "grant", "补助", "grants"),
        (Column::OtherAmounts, "other_amounts", "其他金额", "other sums"),
        (Column::SubsidyRate, "subsidy_rate", "补贴比例", "subsidy rate"),
        (Column::Interest, "interest", "利率", "interest"),
        (Column::Growth, "growth", "增长", "growth"),
        (Column::Firms, "firms", "企业数", "firms"),
        (Column::Firsts, "firsts", "首创", "firsts"),
    ];

    /// All columns, in their order.
    pub fn all() -> impl Iterator<Item = Column> {
        Column::NAMES.iter().map(|known| known.0)
    }

    /// Its name in JSON and CSV.
    #[must_use]
    pub fn name(self) -> &'static str {
        Column::NAMES.iter().find(|known| known.0 == self).map_or("", |known| known.1)
    }

    /// Its label, in Chinese and in English.
    #[must_use]
    pub fn label(self) -> (&'static str, &'static str) {
        Column::NAMES.iter().find(|known| known.0 == self).map_or(("", ""), |known| (known.2, known.3))
    }

    /// The column of a fact, if it has one.
    pub(super) fn of(fact: &Fact) -> Option<Column> {
        Some(match (fact.kind, fact.purpose()) {
            (Kind::Money, purpose) => match purpose {
                Some(Purpose::Pledge) => Column::Pledge,
                Some(Purpose::Credit) => Column::Credit,
                Some(Purpose::Loan) => Column::Loan,
                Some(Purpose::Premium) => Column::Premium,
                Some(Purpose::Cover) => Column::Cover,
                Some(Purpose::Payout) => Column::Payout,
                Some(Purpose::Issue) => Column::Issue,
                Some(Purpose::Grant) => Column::Grant,
                _ => Column::OtherAmounts,
            },
            (Kind::Percent, Some(Purpose::Grant)) => Column::SubsidyRate,
            (Kind::Percent, Some(Purpose::Growth)) => Column::Growth,
            (Kind::Percent | Kind::Bp, Some(Purpose::Interest)) | (Kind::Bp, _) => Column::Interest,
            (Kind::Count, _) if fact.counts("企业") => Column::Firms,
            (Kind::First, _) => Column::Firsts,
            _ => return None,
        })
    }
}

impl Engine {
    /// A row for each case that has a passage which `request` finds; for every case when its query is empty. The limit
    /// and the offset count rows.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken.
    pub fn table(&self, request: &Request) -> Result<Table> {
        let parsed = match request.query.trim().is_empty() {
            true => query::Query::default(),
            false => self.parse(&request.query)?.query,
        };
        let plan = query::plan(&parsed, &self.context(request.scope, request.within, &request.filters))?;
        let mut found = self.collect(&plan)?;
        collect::sort_by_place(self.index.searcher(), &mut found)?;
        let mut cases: Vec<u64> = Vec::new();
        let mut known = std::collections::HashSet::new();
        cases.extend(found.iter().filter_map(|found| found.case).filter(|case| known.insert(*case)));
        let mut infos = Infos::new(&self.index);
        let fields = *self.index.fields();
        let mut table = Table::default();
        for case in cases.into_iter().skip(request.offset).take(request.limit) {
            let passages = self.passages(Term::from_field_u64(fields.case, case))?;
            table.rows.push(self.row(&mut infos, case, &passages)?);
        }
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
                for (column, place) in [(Column::City, &record.city), (Column::County, &record.county)] {
                    if let Some(place) = place {
                        row.add(column, self.place(&passage, place));
                    }
                }
            }
            if !matches!(passage.role(), Role::Body | Role::Heading) {
                continue;
            }
            for fact in extract(&passage.text) {
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
        _ => Entry { value: fact.value, what: fact.what.clone(), ..entry },
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
