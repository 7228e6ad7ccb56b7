//! What a query finds, counted by two fields at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tantivy::DocAddress;
use tantivy::columnar::StrColumn;

use super::collect::{self, Found};
use super::engine::Engine;
use super::seek::Sought;
use crate::api::pivot::{Axes, Column, Measure, Pivot, Row};
use crate::api::{Budget, Field, ValueSort, in_order, request};
use crate::error::{Error, Result, Sentence};
use crate::facts::{Bound, Purpose};
use crate::query::Places;
use crate::text::fold;

/// Passages between two looks at the budget.
const OFTEN: usize = 256;

/// What is counted once: a case or a passage, with its values on both axes and what it adds.
#[derive(Default)]
struct Item {
    rows: BTreeSet<usize>,
    cols: BTreeSet<usize>,
    amount: f64,
}

/// The values of a field, numbered as they come.
#[derive(Default)]
struct Values {
    places: HashMap<String, usize>,
    names: Vec<String>,
}

impl Values {
    fn place(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        let place = self.names.len();
        self.places.insert(name.to_owned(), place);
        self.names.push(name.to_owned());
        place
    }
}

impl Engine {
    /// Counts what `request` selects by two fields; everything where its query is empty. Its page counts rows.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken; [`Error::NotCounted`] for a field that has no facet,
    /// [`Error::NoPurpose`] for amounts without a purpose.
    pub fn pivot(&self, request: &request::Pivot, budget: &Budget) -> Result<Pivot> {
        for field in [request.rows, request.cols] {
            if !field.is_facet() {
                let known = Field::FACETS.into_iter().map(Field::name).collect();
                return Err(Error::NotCounted { name: field.name().to_owned(), known });
            }
        }
        if (request.value == Measure::Amount) != request.purpose.is_some() {
            return Err(Error::NoPurpose);
        }
        let Sought { echo, plan, mut found, relaxed, .. } = self.seek(&request.selection, Places::OfCases, budget)?;
        found.sort_unstable_by_key(|found| found.address);
        let mut pivot = Pivot {
            query: echo,
            relaxed,
            by: Axes { rows: request.rows, cols: request.cols },
            measure: request.value,
            purpose: request.purpose,
            total: 0,
            columns: Vec::new(),
            rows: Vec::new(),
            sum: 0.0,
            remarks: Vec::new(),
        };
        let occurrences = match request.value {
            Measure::Occurrences => self.occurrences(&plan, &found)?,
            Measure::Cases | Measure::Passages | Measure::Amount => HashMap::new(),
        };
        let (mut rows, mut cols) = (Values::default(), Values::default());
        // By case, or by passage for what is counted by passages.
        let mut items: BTreeMap<(u64, Option<DocAddress>), Item> = BTreeMap::new();
        let mut sums = Sums::default();
        for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let columns = self.index.searcher().segment_reader(first.address.segment_ord).fast_fields();
            let axes = [columns.str(request.rows.name())?, columns.str(request.cols.name())?];
            for (at, found) in of_segment.iter().enumerate() {
                if at % OFTEN == 0 {
                    budget.check()?;
                }
                let key = match (request.value, found.case) {
                    (Measure::Cases, None) => continue,
                    (Measure::Cases, Some(case)) => (case, None),
                    (_, case) => (case.unwrap_or(u64::MAX), Some(found.address)),
                };
                let item = items.entry(key).or_default();
                item.rows.extend(values(axes[0].as_ref(), found, &mut rows)?);
                item.cols.extend(values(axes[1].as_ref(), found, &mut cols)?);
                item.amount = match request.value {
                    Measure::Cases | Measure::Passages => 1.0,
                    Measure::Occurrences => occurrences.get(&found.address).copied().unwrap_or(0) as f64,
                    Measure::Amount => self.sum(found, request.purpose, &mut sums)?,
                };
            }
        }
        count(&items, &rows.names, &cols.names, &mut pivot);
        pivot.total = pivot.rows.len();
        pivot.rows = match request.sort {
            ValueSort::Count => request.page.of(pivot.rows),
            ValueSort::Value => in_order(pivot.rows, |row| row.value.as_deref().map(fold), request.page),
        };
        if request.value == Measure::Amount {
            pivot.remarks.push(sums.remark().into());
        }
        Ok(pivot)
    }

    /// How often what was searched stands in each passage.
    fn occurrences(&self, plan: &crate::query::Plan, found: &[Found]) -> Result<HashMap<DocAddress, usize>> {
        let addresses: Vec<DocAddress> = found.iter().map(|found| found.address).collect();
        let mut out = HashMap::new();
        collect::each_marks(self.index.searcher(), &plan.matcher, &addresses, |address, marks| {
            out.insert(address, marks.len());
        })?;
        Ok(out)
    }

    /// The sum of what a passage has of sums of money for `purpose`; one that its case has told already is not told again.
    fn sum(&self, found: &Found, purpose: Option<Purpose>, sums: &mut Sums) -> Result<f64> {
        let passage = self.passage(found.address)?;
        let mut out = 0.0;
        for fact in passage.facts() {
            let Some(yuan) = fact.yuan().filter(|_| fact.purpose() == purpose) else { continue };
            if !sums.known.insert((passage.case.unwrap_or(passage.notice), yuan.to_bits())) {
                sums.repeated += 1;
                continue;
            }
            sums.figures += 1;
            sums.bounded += usize::from(fact.bound != Bound::Exact || fact.value_max.is_some());
            out += yuan;
        }
        Ok(out)
    }
}

/// Which figures were added.
#[derive(Default)]
struct Sums {
    /// The figures of each case.
    known: std::collections::HashSet<(u64, u64)>,
    figures: usize,
    bounded: usize,
    repeated: usize,
}

impl Sums {
    fn remark(&self) -> Sentence {
        let Sums { figures, bounded, repeated, .. } = self;
        Sentence::new(
            format!(
                "金额为人民币元，由 {figures} 个数相加，其中 {bounded} 个带“近”“超”等界限或是范围（取下限）；同一案例里相同的数只计一次\
                 （略去 {repeated} 个）"
            ),
            format!(
                "sums in yuan of {figures} figures, {bounded} of which are bounds such as 近 or 超 or ranges (their lower \
                 end); equal figures of one case are added once ({repeated} left out)"
            ),
        )
    }
}

/// The values of a passage on an axis.
fn values(column: Option<&StrColumn>, found: &Found, known: &mut Values) -> Result<Vec<usize>> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let mut name = String::new();
    let mut out = Vec::new();
    for ord in column.term_ords(found.address.doc_id) {
        name.clear();
        column.ord_to_str(ord, &mut name).map_err(tantivy::TantivyError::from)?;
        out.push(known.place(&name));
    }
    Ok(out)
}

/// Fills the cells and the sums.
fn count(items: &BTreeMap<(u64, Option<DocAddress>), Item>, rows: &[String], cols: &[String], out: &mut Pivot) {
    // Behind the last value stands what has none.
    let (height, width) = (rows.len() + 1, cols.len() + 1);
    let mut cells = vec![vec![0.0; width]; height];
    let (mut of_rows, mut of_cols) = (vec![0.0; height], vec![0.0; width]);
    let mut used = (vec![false; height], vec![false; width]);
    for item in items.values() {
        let places = |values: &BTreeSet<usize>, none: usize| -> Vec<usize> {
            if values.is_empty() { vec![none] } else { values.iter().copied().collect() }
        };
        let (item_rows, item_cols) = (places(&item.rows, rows.len()), places(&item.cols, cols.len()));
        out.sum += item.amount;
        for &row in &item_rows {
            of_rows[row] += item.amount;
            used.0[row] = true;
        }
        for &col in &item_cols {
            of_cols[col] += item.amount;
            used.1[col] = true;
            for &row in &item_rows {
                cells[row][col] += item.amount;
            }
        }
    }
    let order = |sums: &[f64], used: &[bool], names: &[String]| -> Vec<usize> {
        let mut order: Vec<usize> = (0..sums.len()).filter(|&at| used[at]).collect();
        let is_none = |at: usize| at == names.len();
        order.sort_by(|&a, &b| {
            let larger = || sums[b].total_cmp(&sums[a]).then_with(|| names.get(a).cmp(&names.get(b)));
            is_none(a).cmp(&is_none(b)).then_with(larger)
        });
        order
    };
    let all = out.sum;
    let share = |sum: f64| (all != 0.0).then_some(sum / all);
    let (rows_in_order, cols_in_order) = (order(&of_rows, &used.0, rows), order(&of_cols, &used.1, cols));
    out.columns = cols_in_order
        .iter()
        .map(|&col| Column { value: cols.get(col).cloned(), sum: of_cols[col], share: share(of_cols[col]) })
        .collect();
    out.rows = rows_in_order
        .iter()
        .map(|&row| Row {
            value: rows.get(row).cloned(),
            cells: cols_in_order.iter().map(|&col| cells[row][col]).collect(),
            sum: of_rows[row],
            share: share(of_rows[row]),
        })
        .collect();
}
