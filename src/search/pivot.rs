//! What a query finds, counted by two fields at once.

use std::collections::HashMap;

use tantivy::{DocAddress, DocId};

use super::engine::Engine;
use super::seek::Sought;
use super::segments::Segment;
use super::{collect, facet};
use crate::api::pivot::{Axes, Column, Measure, Pivot, Row};
use crate::api::{Budget, Field, ValueSort, in_order, request};
use crate::error::{Error, Result, Sentence};
use crate::facts::{Bound, Purpose};
use crate::query::Places;
use crate::text::fold;

/// What is counted once, a case or a passage: its values on both axes, each once.
#[derive(Default)]
struct Item {
    rows: Vec<usize>,
    cols: Vec<usize>,
}

impl Item {
    /// Takes the values that one more passage has.
    fn add(&mut self, axes: &[Axis<'_>; 2], doc: DocId) {
        for (axis, out) in axes.iter().zip([&mut self.rows, &mut self.cols]) {
            axis.each(doc, |place| {
                if !out.contains(&place) {
                    out.push(place);
                }
            });
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.cols.clear();
    }
}

/// The values of a field in one segment, with the places that they have in all.
struct Axis<'k> {
    values: Option<facet::Values<'k>>,
    places: Vec<usize>,
}

impl<'k> Axis<'k> {
    fn new(values: Option<facet::Values<'k>>, known: &mut Values) -> Result<Axis<'k>> {
        let names = match &values {
            Some(values) => values.names(&(0..values.len()).collect::<Vec<_>>())?,
            None => Vec::new(),
        };
        Ok(Axis { values, places: names.iter().map(|name| known.place(name)).collect() })
    }

    fn each(&self, doc: DocId, mut each: impl FnMut(usize)) {
        if let Some(values) = &self.values {
            values.each(doc, |value| self.places.get(value).copied().into_iter().for_each(&mut each));
        }
    }
}

/// What was added up, by the places of values on both axes; none is what has no value there.
#[derive(Default)]
struct Grid {
    cells: HashMap<(Option<usize>, Option<usize>), f64>,
    rows: HashMap<Option<usize>, f64>,
    cols: HashMap<Option<usize>, f64>,
    sum: f64,
}

impl Grid {
    fn add(&mut self, item: &Item, amount: f64) {
        let places = |values: &[usize]| -> Vec<Option<usize>> {
            if values.is_empty() { vec![None] } else { values.iter().copied().map(Some).collect() }
        };
        let (rows, cols) = (places(&item.rows), places(&item.cols));
        self.sum += amount;
        for &row in &rows {
            *self.rows.entry(row).or_default() += amount;
            for &col in &cols {
                *self.cells.entry((row, col)).or_default() += amount;
            }
        }
        for &col in &cols {
            *self.cols.entry(col).or_default() += amount;
        }
    }
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
        let Sought { echo, plan, found, relaxed, .. } =
            self.seek_matches(&request.selection, Places::OfCases, budget)?;
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
        let (mut rows, mut cols) = (Values::default(), Values::default());
        let (mut grid, mut sums) = (Grid::default(), Sums::default());
        for (ord, docs) in found.docs().filter(|(_, docs)| !docs.is_empty()) {
            let Some(segment) = self.segments.get(ord as usize) else { continue };
            budget.spend(docs.len())?;
            let reader = self.index.searcher().segment_reader(ord);
            let axes = [
                Axis::new(segment.facets.values(reader, request.rows, docs.len())?, &mut rows)?,
                Axis::new(segment.facets.values(reader, request.cols, docs.len())?, &mut cols)?,
            ];
            if request.value == Measure::Cases {
                self.add_cases(segment, (ord, docs), &axes, &mut grid)?;
                continue;
            }
            let occurrences = match request.value {
                Measure::Occurrences => self.occurrences(&plan, (ord, docs))?,
                Measure::Cases | Measure::Passages | Measure::Amount => Vec::new(),
            };
            let mut item = Item::default();
            for (at, &doc) in docs.iter().enumerate() {
                item.clear();
                item.add(&axes, doc);
                let amount = match request.value {
                    Measure::Cases | Measure::Passages => 1.0,
                    Measure::Occurrences => occurrences.get(at).copied().unwrap_or(0) as f64,
                    Measure::Amount => {
                        budget.check()?;
                        self.sum(DocAddress::new(ord, doc), request.purpose, &mut sums)?
                    }
                };
                grid.add(&item, amount);
            }
        }
        count(&grid, &rows.names, &cols.names, &mut pivot);
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

    /// Adds each case of `docs` once, with the values of all of its passages that are among them.
    fn add_cases(
        &self,
        segment: &Segment,
        (ord, docs): (u32, &[DocId]),
        axes: &[Axis<'_>; 2],
        grid: &mut Grid,
    ) -> Result<()> {
        let mut keys = Vec::with_capacity(docs.len());
        segment.cases(&self.index, ord, docs.iter().copied(), |case| keys.push(case))?;
        let mut of_cases: Vec<(u64, DocId)> =
            keys.into_iter().zip(docs).filter_map(|(key, &doc)| key.map(|key| (key, doc))).collect();
        // The passages of a case stand together; should others stand between them, they are brought together.
        of_cases.sort_by_key(|&(key, _)| key);
        let mut item = Item::default();
        for of_case in of_cases.chunk_by(|a, b| a.0 == b.0) {
            item.clear();
            of_case.iter().for_each(|&(_, doc)| item.add(axes, doc));
            grid.add(&item, 1.0);
        }
        Ok(())
    }

    /// How often what was searched stands in each passage.
    fn occurrences(&self, plan: &crate::query::Plan, (ord, docs): (u32, &[DocId])) -> Result<Vec<usize>> {
        let addresses: Vec<DocAddress> = docs.iter().map(|&doc| DocAddress::new(ord, doc)).collect();
        let mut out = Vec::with_capacity(docs.len());
        collect::each_marks(self.index.searcher(), &plan.matcher, &addresses, |_, marks| out.push(marks.len()))?;
        Ok(out)
    }

    /// The sum of what a passage has of sums of money for `purpose`; one that its case has told already is not told again.
    fn sum(&self, address: DocAddress, purpose: Option<Purpose>, sums: &mut Sums) -> Result<f64> {
        let passage = self.passage(address)?;
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

/// Fills the cells and the sums.
fn count(grid: &Grid, rows: &[String], cols: &[String], out: &mut Pivot) {
    // Behind the last value stands what has none.
    let in_order = |sums: &HashMap<Option<usize>, f64>, names: &[String]| -> Vec<(Option<usize>, f64)> {
        let mut order: Vec<(Option<usize>, f64)> = sums.iter().map(|(&place, &sum)| (place, sum)).collect();
        let name = |place: Option<usize>| place.and_then(|place| names.get(place));
        order.sort_by(|a, b| {
            let larger = || b.1.total_cmp(&a.1).then_with(|| name(a.0).cmp(&name(b.0)));
            a.0.is_none().cmp(&b.0.is_none()).then_with(larger)
        });
        order
    };
    let share = |sum: f64| (grid.sum != 0.0).then_some(sum / grid.sum);
    let value = |place: Option<usize>, names: &[String]| place.and_then(|place| names.get(place).cloned());
    let (of_rows, of_cols) = (in_order(&grid.rows, rows), in_order(&grid.cols, cols));
    out.sum = grid.sum;
    out.columns =
        of_cols.iter().map(|&(col, sum)| Column { value: value(col, cols), sum, share: share(sum) }).collect();
    out.rows = of_rows
        .iter()
        .map(|&(row, sum)| Row {
            value: value(row, rows),
            cells: of_cols.iter().map(|&(col, _)| grid.cells.get(&(row, col)).copied().unwrap_or(0.0)).collect(),
            sum,
            share: share(sum),
        })
        .collect();
}
