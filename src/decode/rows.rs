//! Tables whose rows say where the edges of their cells are, as in DOC and RTF: which columns a cell covers shows only
//! when all rows are known.

use super::allowance::{Allowance, LINE};
use super::document::ReadError;
use super::flow::Flow;

/// Edges nearer to each other than this are one, in twentieths of a point: nobody draws so narrow a column.
const NEAR: i32 = 40;

/// What a row says of its cells.
#[derive(Debug, Default, Clone)]
pub(super) struct Edges {
    /// Whether it heads the table.
    pub(super) heads: bool,
    /// The edges of its cells, one more than there are cells.
    pub(super) edges: Vec<i32>,
    /// Which cells go on with the one to their left.
    pub(super) across: Vec<bool>,
    /// Which cells go on with the one above them.
    pub(super) down: Vec<bool>,
}

/// A cell: its paragraphs, each with the level of the heading it is.
type Cell = Vec<(String, u8)>;

/// The rows of the table that is being read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<(Edges, Vec<Cell>)>,
    cells: Vec<Cell>,
    cell: Cell,
}

impl Rows {
    /// Adds a paragraph to the cell that is being read.
    pub(super) fn paragraph(&mut self, text: &str, heading: u8, allowance: &Allowance) -> Result<(), ReadError> {
        if !text.trim().is_empty() {
            allowance.spend(LINE + text.len() as u64, "a table")?;
            self.cell.push((text.to_owned(), heading));
        }
        Ok(())
    }

    pub(super) fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
    }

    pub(super) fn end_row(&mut self, edges: Edges, allowance: &Allowance) -> Result<(), ReadError> {
        if !self.cell.is_empty() {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        allowance.spend(LINE * (1 + cells.len() + edges.edges.len()) as u64, "a table")?;
        self.rows.push((edges, cells));
        Ok(())
    }

    /// Hands the table over, if there is one.
    pub(super) fn finish(&mut self, flow: &mut Flow<'_>) -> Result<(), ReadError> {
        let rows = std::mem::take(&mut self.rows);
        let rest: Vec<Cell> = self.cells.drain(..).chain([std::mem::take(&mut self.cell)]).collect();
        if !rows.is_empty() {
            let mut bounds: Vec<i32> = rows.iter().flat_map(|(edges, _)| edges.edges.iter().copied()).collect();
            bounds.sort_unstable();
            bounds.dedup_by(|next, last| next.saturating_sub(*last) < NEAR);
            // The column whose left edge is the nearest.
            let column = |edge: i32| bounds.partition_point(|&bound| bound <= edge).saturating_sub(1) as u32;
            flow.open_table();
            for (edges, cells) in rows {
                flow.open_row(edges.heads);
                let known = edges.edges.len() == cells.len() + 1;
                if known {
                    flow.skip(column(edges.edges[0]));
                }
                let mut cells = cells.into_iter().enumerate().peekable();
                while let Some((at, mut cell)) = cells.next() {
                    let mut last = at;
                    while let Some((next, more)) =
                        cells.next_if(|(next, _)| edges.across.get(*next).copied().unwrap_or(false))
                    {
                        cell.extend(more);
                        last = next;
                    }
                    let wide =
                        if known { column(edges.edges[last + 1]).saturating_sub(column(edges.edges[at])) } else { 1 };
                    if edges.down.get(at).copied().unwrap_or(false) {
                        flow.open_merged(wide.max(1));
                    } else {
                        flow.open_cell(1, wide.max(1));
                    }
                    for (text, heading) in cell {
                        flow.paragraph(&text, heading)?;
                    }
                    flow.close_cell();
                }
                flow.close_row()?;
            }
            flow.close_table()?;
        }
        // What no row ended, which only damaged files have.
        for (text, heading) in rest.into_iter().flatten() {
            flow.paragraph(&text, heading)?;
        }
        Ok(())
    }
}
