//! Cases side by side.

use super::super::engine::Engine;
use super::case_text::{Material, Part};
use super::differences::{amounts, facts, place, quote, things, tier};
use super::measure;
use crate::api::Budget;
use crate::api::similar::{Comparison, Quote, Row, RowKind};
use crate::error::{Error, Incomparable, Result};
use crate::facts::{Fact, Kind, Purpose};
use crate::index::key;
use crate::lexicon::TagKind;
use crate::search::described::is_filter;
use crate::text::fold;
use crate::text::sentence::{self, Pause, Pauses};

/// The most cases that stand side by side.
const WIDEST: usize = 12;

impl Engine {
    /// Puts the cases called `names` side by side; see [`Engine::show`] for names.
    ///
    /// # Errors
    ///
    /// [`Error::Incomparable`] when a case is named twice, and for fewer than two and more than twelve cases; and as
    /// [`Engine::similar`].
    pub fn compare(&self, names: &[String], budget: &Budget) -> Result<Comparison> {
        if names.is_empty() || names.len() > WIDEST {
            return Err(Error::Incomparable(Incomparable::Beside { given: names.len(), limit: WIDEST }));
        }
        let mut cases: Vec<Material> = Vec::with_capacity(names.len());
        for name in names {
            // 城市:宁波 stands for all of its cases.
            let keys = if is_filter(name) { self.cases(name)? } else { vec![key(&self.case(name)?.id)] };
            let of_one = keys.len() == 1;
            for case in keys {
                budget.check()?;
                let material = Material::of_case(self, case)?;
                match cases.iter().any(|known| known.id() == material.id()) {
                    true if of_one => {
                        return Err(Error::Incomparable(Incomparable::SameCase { id: material.id().to_owned() }));
                    }
                    true => {}
                    false => cases.push(material),
                }
            }
        }
        if cases.len() < 2 || cases.len() > WIDEST {
            return Err(Error::Incomparable(Incomparable::Beside { given: cases.len(), limit: WIDEST }));
        }
        let lexicon = self.index().lexicon();
        let of_kind = |kind: TagKind| {
            move |case: &Material| things(lexicon, case, kind).into_iter().map(|thing| thing.quote.clone()).collect()
        };
        let mut rows = Vec::new();
        let mut add = |kind: RowKind, cell: &dyn Fn(&Material) -> Vec<Quote>| {
            let cells: Vec<Vec<Quote>> = cases.iter().map(cell).collect();
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
        Ok(Comparison { cases: cases.iter().filter_map(Material::info).collect(), rows })
    }
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
