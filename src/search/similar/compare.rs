//! Cases side by side.

use super::super::engine::Engine;
use super::case_text::{Material, Part};
use super::differences::{amounts, facts, place, quote, things, tier};
use super::measure;
use crate::api::similar::{Comparison, Group, Quote, Row, RowKind};
use crate::api::{Budget, CaseInfo, Selection};
use crate::error::{Error, Incomparable, Result};
use crate::facts::{Fact, Kind, Purpose};
use crate::index::key;
use crate::lexicon::TagKind;
use crate::query::Places;
use crate::search::collect;
use crate::search::described::is_filter;
use crate::search::infos::Infos;
use crate::text::fold;
use crate::text::sentence::{self, Pause, Pauses};

/// The most cases of a group.
const GROUP: usize = 200;
/// The most cases, or groups of them, that stand side by side.
const WIDEST: usize = 12;

impl Engine {
    /// Puts the cases called `names` side by side, or, where conditions are among them (`城市:宁波`), the groups of cases that
    /// they find; see [`Engine::show`] for names.
    ///
    /// # Errors
    ///
    /// [`Error::Incomparable`] when a case is named twice, and for fewer than two and more than twelve cases; and as
    /// [`Engine::similar`].
    pub fn compare(&self, names: &[String], budget: &Budget) -> Result<Comparison> {
        if names.is_empty() || names.len() > WIDEST {
            return Err(Error::Incomparable(Incomparable::Beside { given: names.len(), limit: WIDEST }));
        }
        // Conditions beside each other are groups; one alone stands for all of its cases.
        let conditions: Vec<bool> = names.iter().map(|name| self.is_condition(name, budget)).collect::<Result<_>>()?;
        let grouped = names.len() > 1 && conditions.contains(&true);
        let mut columns: Vec<Vec<Material>> = Vec::with_capacity(names.len());
        for (name, &condition) in names.iter().zip(&conditions) {
            let keys = if condition { self.keys_of(name, budget)? } else { vec![key(&self.case(name, budget)?.id)] };
            let mut cases = Vec::with_capacity(keys.len());
            for case in keys {
                budget.check()?;
                let material = Material::of_case(self, case)?;
                let known = columns.iter().flatten().any(|known| known.id() == material.id());
                if known && !condition {
                    return Err(Error::Incomparable(Incomparable::SameCase { id: material.id().to_owned() }));
                }
                cases.push(material);
            }
            match grouped {
                true => columns.push(cases),
                false => columns.extend(cases.into_iter().map(|case| vec![case])),
            }
        }
        if columns.len() < 2 || columns.len() > WIDEST {
            return Err(Error::Incomparable(Incomparable::Beside { given: columns.len(), limit: WIDEST }));
        }
        let lexicon = self.index().lexicon();
        let of_kind = |kind: TagKind| {
            move |case: &Material| things(lexicon, case, kind).into_iter().map(|thing| thing.quote.clone()).collect()
        };
        let mut rows = Vec::new();
        let mut add = |kind: RowKind, cell: &dyn Fn(&Material) -> Vec<Quote>| {
            let of_column = |cases: &Vec<Material>| match &cases[..] {
                [one] if !grouped => cell(one),
                cases => together(cases.iter().map(cell)),
            };
            let cells: Vec<Vec<Quote>> = columns.iter().map(of_column).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { kind, cells });
            }
        };
        add(RowKind::Place, &place);
        add(RowKind::Tier, &tier);
        add(RowKind::Instruments, &of_kind(TagKind::Instrument));
        add(RowKind::Objects, &of_kind(TagKind::Object));
        add(RowKind::Partners, &of_kind(TagKind::Actor));
        add(RowKind::Mechanisms, &of_kind(TagKind::Mechanism));
        add(RowKind::Aspects, &of_kind(TagKind::Aspect));
        let support: Vec<String> =
            SUPPORT.iter().flat_map(|value| lexicon.forms(TagKind::Instrument, value)).map(|form| fold(form)).collect();
        let support = &support;
        add(RowKind::Amounts, &|case| {
            amounts(case, usize::MAX, |fact, part| row_of(fact, part, support) == Some(RowKind::Amounts))
        });
        for row in [RowKind::Subsidies, RowKind::Outcomes, RowKind::Figures] {
            add(row, &|case| {
                let results = case.passages.iter().any(|part| is_on_results(part.section.as_deref()));
                chosen(case, |fact, part| {
                    let kind = row_of(fact, part, support);
                    let is_outcome = || {
                        // To be the first is an achievement, wherever it is said.
                        if fact.kind == Kind::First {
                            return true;
                        }
                        let section = part.section.as_deref();
                        if results { is_on_results(section) } else { !measure::is_round_about(section) }
                    };
                    let kind =
                        if kind == Some(RowKind::Outcomes) && !is_outcome() { Some(RowKind::Figures) } else { kind };
                    kind == Some(row)
                })
            });
        }
        let group = |(name, cases): (&String, &Vec<Material>)| Group {
            name: name.clone(),
            cases: cases.iter().map(|case| case.id().to_owned()).collect(),
        };
        let groups = if grouped { names.iter().zip(&columns).map(group).collect() } else { Vec::new() };
        let mut cases: Vec<CaseInfo> = Vec::new();
        let mut notices = Vec::new();
        let infos = Infos::new(self.index());
        for case in columns.iter().flatten() {
            if let Some(info) = case.info().filter(|info| !cases.iter().any(|known| known.id == info.id)) {
                cases.push(info);
                notices.push(case.notice(&infos)?);
            }
        }
        Ok(Comparison { cases, notices, groups, rows })
    }

    /// Whether `name` is a condition rather than a case: a field with a value, or a query that is no name.
    fn is_condition(&self, name: &str, budget: &Budget) -> Result<bool> {
        if is_filter(name) {
            return Ok(true);
        }
        if !name.trim().contains([' ', ':', '：']) {
            return Ok(false);
        }
        match self.case(name, budget) {
            Ok(_) | Err(Error::AmbiguousId { .. }) => Ok(false),
            Err(Error::UnknownId { .. }) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The cases of a condition, in the order of the corpus.
    fn keys_of(&self, name: &str, budget: &Budget) -> Result<Vec<u64>> {
        if is_filter(name) && !name.trim().contains(' ') {
            return self.cases(name, budget);
        }
        let mut found = self.seek(&Selection::new(name), Places::OfCases, budget)?.found;
        collect::sort_by_place(self.index(), &mut found)?;
        let mut keys: Vec<u64> = Vec::new();
        for case in found.into_iter().filter_map(|found| found.case) {
            if !keys.contains(&case) && keys.len() < GROUP {
                keys.push(case);
            }
        }
        match keys.is_empty() {
            true => Err(Error::UnknownId { id: name.to_owned(), nearest: Vec::new() }),
            false => Ok(keys),
        }
    }
}

/// What the cases of a group say, first what most of them do; each cell is one case's.
fn together(cells: impl Iterator<Item = Vec<Quote>>) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for cell in cells {
        let mut said: Vec<usize> = Vec::new();
        for quote in cell {
            let same = |known: &Quote| {
                fold(&known.text) == fold(&quote.text)
                    && known.what.as_deref().map(fold) == quote.what.as_deref().map(fold)
            };
            let at = out.iter().position(same).unwrap_or_else(|| {
                let (passages, sentences) = (Vec::new(), Vec::new());
                out.push(Quote { cases: Some(0), passages, sentences, ..quote.clone() });
                out.len() - 1
            });
            let known = &mut out[at];
            known.passages.extend(quote.passages);
            known.sentences.extend(quote.sentences);
            // A case counts once.
            if !said.contains(&at) {
                said.push(at);
                known.cases = known.cases.map(|cases| cases + 1);
            }
        }
    }
    out.sort_by_key(|quote| std::cmp::Reverse(quote.cases));
    out
}

/// The row of a figure, by its purpose. A figure of which that says nothing is a subsidy where its clause speaks of public
/// money.
fn row_of(fact: &Fact, part: &Part, support: &[String]) -> Option<RowKind> {
    let is_rate = matches!(fact.kind, Kind::Money | Kind::Percent | Kind::Bp);
    let purpose = fact.purpose();
    let told = match fact.kind {
        Kind::Bp => true,
        Kind::Percent => matches!(purpose, Some(Purpose::Growth | Purpose::Interest)),
        _ => !matches!(purpose, None | Some(Purpose::Interest | Purpose::Fine | Purpose::Growth)),
    };
    match purpose {
        Some(Purpose::Grant) if fact.kind != Kind::Bp => Some(RowKind::Subsidies),
        _ if is_rate && !told && speaks_of(fact, part, support) => Some(RowKind::Subsidies),
        _ if fact.kind == Kind::Money => Some(RowKind::Amounts),
        _ => matches!(fact.kind, Kind::Percent | Kind::Bp | Kind::Count | Kind::First).then_some(RowKind::Outcomes),
    }
}

/// Values of the vocabulary that mean public money; with a table of other values only what the figure itself says counts.
const SUPPORT: [&str; 5] = ["补贴", "贴息", "保费补贴", "奖励", "风险补偿基金"];

/// What parts the clauses that each say what a figure is.
const CLAUSE: Pauses = Pauses::SENTENCE.and(&[Pause::Comma]);

/// Whether any of `forms` stands in the clause of the figure.
fn speaks_of(fact: &Fact, part: &Part, forms: &[String]) -> bool {
    let clause = fold(&part.text[sentence::around(&part.text, fact.span.range(), CLAUSE)]);
    forms.iter().any(|form| clause.contains(form))
}

/// Whether a section tells what came of a case.
fn is_on_results(section: Option<&str>) -> bool {
    let section = section.map(fold).unwrap_or_default();
    ["成效", "成果", "效果", "实效", "效益"].iter().any(|word| section.contains(word))
}

/// The figures that `choose` takes, in their order; one that is said again of the same thing is cited again.
fn chosen(case: &Material, choose: impl Fn(&Fact, &Part) -> bool) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    for (fact, part) in facts(case).into_iter().filter(|(fact, part)| choose(fact, part)) {
        let found = quote(&fact, part);
        match out.iter_mut().find(|known| known.what == found.what && fold(&known.text) == fold(&found.text)) {
            Some(known) => known.cite(&part.id, &part.text, fact.span),
            None => out.push(found),
        }
    }
    out
}
