//! Tables: where each cell lies, and which cells head its column and its row.
//!
//! A reader tells a [`Table`] its rows and cells as the file has them, merged ones with how many rows and columns they
//! cover. A row is one of headings where the file marks it as such; where no row is marked, the first may be one, if it
//! reads so. What looks like a table and has no two rows with two cells each only lays out a page, and gives no cells.

use super::document::Cell;
use crate::text::{Decoded, Span, fold_char};

/// A table has at most this many columns; what lies beyond them has no place.
const MOST_COLUMNS: u32 = 256;
/// A cell covers at most this many rows, as in HTML.
const MOST_ROWS: u32 = 65_534;
/// Rows of headings above each other.
const HEADS: u32 = 4;
/// Characters of the longest heading.
const LONGEST: usize = 40;

/// A cell as a file has it.
#[derive(Debug, Clone, Copy)]
struct Laid {
    row: u32,
    column: u32,
    rows: u32,
    columns: u32,
    /// Whether the file marks it as a heading.
    marked: bool,
    /// Its text; empty where it has none.
    span: Span<Decoded>,
}

/// How many rows and columns a cell covers, and whether the file marks it as a heading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) rows: u32,
    pub(super) columns: u32,
    pub(super) marked: bool,
}

/// A cell that covers one row and one column.
pub(super) const SINGLE: Extent = Extent { rows: 1, columns: 1, marked: false };

/// A table while it is read.
#[derive(Debug, Default)]
pub(super) struct Table {
    cells: Vec<Laid>,
    /// How many rows have begun.
    rows: u32,
    /// Where the next cell is looked for.
    column: u32,
    /// For each column the first row that nothing from above reaches into.
    free: Vec<u32>,
    /// For each column the last cell that covers it.
    last: Vec<usize>,
}

impl Table {
    /// Begins a row.
    pub(super) fn row(&mut self) {
        self.rows += 1;
        self.column = 0;
    }

    /// Begins the last of so many rows.
    pub(super) fn rows(&mut self, rows: u32) {
        self.rows = self.rows.saturating_add(rows);
        self.column = 0;
    }

    /// Adds a cell to the row that has begun; `span` is its text, empty where there is none.
    pub(super) fn cell(&mut self, extent: Extent, span: Span<Decoded>) {
        let Some(row) = self.rows.checked_sub(1) else { return };
        while self.free.get(self.column as usize).is_some_and(|&free| free > row) {
            self.column += 1;
        }
        if self.column >= MOST_COLUMNS {
            return;
        }
        let columns = extent.columns.clamp(1, MOST_COLUMNS - self.column);
        let rows = extent.rows.clamp(1, MOST_ROWS);
        let (from, to) = (self.column as usize, (self.column + columns) as usize);
        self.free.resize(self.free.len().max(to), 0);
        self.free[from..to].fill(row + rows);
        self.last.resize(self.free.len(), 0);
        self.last[from..to].fill(self.cells.len());
        self.cells.push(Laid { row, column: self.column, rows, columns, marked: extent.marked, span });
        self.column += columns;
    }

    /// Leaves `columns` free at the beginning of a row.
    pub(super) fn skip(&mut self, columns: u32) {
        self.column = self.column.saturating_add(columns);
    }

    /// Adds a cell that goes on with the one above it.
    pub(super) fn merged(&mut self, columns: u32) {
        let column = self.column as usize;
        let Some(row) = self.rows.checked_sub(1) else { return };
        if self.free.get(column) == Some(&row)
            && let Some(above) = self.last.get(column).and_then(|&at| self.cells.get_mut(at))
        {
            above.rows += 1;
            let covered = above.columns();
            self.free[covered].fill(row + 1);
        }
        self.column = self.column.saturating_add(columns.max(1));
    }

    /// Whether two rows have two cells with text each.
    fn is_table(&self) -> bool {
        let rows = self.cells.chunk_by(|a, b| a.row == b.row);
        rows.filter(|row| row.iter().filter(|cell| !cell.span.is_empty()).count() > 1).nth(1).is_some()
    }

    /// Appends the cells with text of the table, which is the file's `number`th; their spans are of `text`. A line right
    /// above the table that gives its figures their unit (单位：万元), and a row that says no more, head its columns too.
    pub(super) fn finish(&self, text: &str, number: u32, out: &mut Vec<Cell<Decoded>>) {
        if !self.is_table() {
            return;
        }
        let say = |cell: &Laid| text.get(cell.span.range()).unwrap_or_default().trim();
        let width = self.free.len();
        let guessed = self.guessed_head(&say);
        // The cell that was last seen in each column, among the headings and among all.
        let mut heads: Vec<Option<usize>> = vec![None; width];
        let mut covering: Vec<Option<usize>> = vec![None; width];
        // What gives the figures of the whole table their unit.
        let start = self.cells.iter().map(|cell| cell.span).find(|span| !span.is_empty()).map(|span| span.start);
        let mut unit = start.and_then(|start| unit_above(text, start));
        // Up to which row headings reach, and whether there are any.
        let (mut head_end, mut headed) = (0, false);
        let mut at = 0;
        for row in self.cells.chunk_by(|a, b| a.row == b.row) {
            let Some(first) = row.first() else { continue };
            let here = first.row;
            let told = row.iter().filter(|cell| !cell.span.is_empty());
            let count = told.clone().count();
            let stated = told.clone().next().filter(|_| count == 1).and_then(|cell| unit_in(text, cell.span));
            let marked = count > 1 && told.clone().all(|cell| cell.marked);
            let is_head = marked || guessed == Some(here) || here < head_end;
            if is_head && here >= head_end {
                // A table may have headings again further down.
                heads.fill(None);
                head_end = here + 1;
                headed = true;
            }
            if is_head {
                let reach = row.iter().map(|cell| cell.row + cell.rows).max().unwrap_or(0);
                let parted =
                    row.iter().any(|cell| cell.columns > 1 && (cell.columns as usize) < width && !cell.span.is_empty());
                let below =
                    reach.max(here + 1 + u32::from(parted && !marked_below(&self.cells[at + row.len()..], marked)));
                head_end = head_end.max(below.min(here + HEADS));
            }
            for (i, cell) in row.iter().enumerate() {
                covering[cell.columns()].fill(Some(at + i));
            }
            // In a table without headings every cell goes with the words to its left: 金额 | 3万元 | 期限 | 一年.
            let first_words = || {
                let reaches = |&at: &usize| self.cells[at].row + self.cells[at].rows > here;
                let mut cells = covering.iter().flatten().copied().filter(reaches);
                cells.find(|&at| !self.cells[at].span.is_empty() && !is_number(say(&self.cells[at])))
            };
            let mut words = headed.then(first_words).flatten();
            for cell in row {
                let column = cell.column as usize;
                let whole = cell.columns as usize >= width && width > 1;
                let above = heads[column].map(|at| self.cells[at].span).or(unit).filter(|_| !whole && stated.is_none());
                let before = words.filter(|_| !is_head).map(|at| self.cells[at]);
                let before = before.filter(|other| other.column < cell.column && is_name(say(other)));
                if !cell.span.is_empty() {
                    let before = before.map(|other| other.span);
                    let (row, column) = (here + 1, cell.column + 1);
                    out.push(Cell { span: cell.span, table: number, row, column, is_heading: is_head, above, before });
                }
                if !headed && is_name(say(cell)) {
                    words = Some(at);
                }
                at += 1;
            }
            unit = stated.or(unit);
            if is_head {
                let from = at - row.len();
                for (i, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.span.is_empty()) {
                    heads[cell.columns()].fill(Some(from + i));
                }
            }
        }
    }

    /// The row that heads a table in which none is marked: the first with several cells, if it has only words, each once,
    /// and if what stands below them are numbers, or nothing but a heading is called so.
    fn guessed_head<'t>(&self, say: &impl Fn(&Laid) -> &'t str) -> Option<u32> {
        let told = |row: &&[Laid]| row.iter().filter(|cell| !cell.span.is_empty()).count() > 1;
        let mut rows = self.cells.chunk_by(|a, b| a.row == b.row).filter(told);
        let first = rows.next()?;
        let cells: Vec<(&Laid, &str)> =
            first.iter().filter(|cell| !cell.span.is_empty()).map(|cell| (cell, say(cell))).collect();
        let words = cells.iter().all(|(_, text)| is_name(text));
        let once = cells.iter().enumerate().all(|(i, (_, text))| cells[..i].iter().all(|(_, other)| other != text));
        // The cell of a form that says what stands beside it ends in a colon.
        let form = cells.iter().any(|(_, text)| text.ends_with([':', '：']));
        if !words || !once || form {
            return None;
        }
        if cells.iter().any(|(_, text)| is_heading_word(text)) {
            return Some(first[0].row);
        }
        // Two columns of which the first has the words are a form: 姓名 | 张某, 年龄 | 35.
        let mut counted: Vec<(usize, usize)> = vec![(0, 0); self.free.len()];
        for cell in rows.flatten().filter(|cell| !cell.span.is_empty()) {
            let text = say(cell);
            let (numbers, all) = &mut counted[cell.column as usize];
            *numbers += usize::from(is_number(text) || is_figure(text));
            *all += 1;
        }
        let numeric = |cell: &Laid| {
            let (numbers, all) = counted[cell.column as usize];
            all > 0 && numbers == all
        };
        let count = cells.iter().filter(|(cell, _)| numeric(cell)).count();
        (cells.len() > 2 && count > 0).then_some(first[0].row)
    }
}

impl Laid {
    fn columns(&self) -> std::ops::Range<usize> {
        self.column as usize..(self.column + self.columns) as usize
    }
}

/// The line right above the table whose text begins at `start`, if it ends in what says its unit.
fn unit_above(text: &str, start: usize) -> Option<Span<Decoded>> {
    let row = text[..start].rfind('\n')?;
    let above = text[..row].trim_end();
    let line = above.rfind('\n').map_or(0, |at| at + 1);
    unit_in(text, Span::new(line, above.len()))
}

/// Where the line at `line` says the unit of a table: 单位：万元 at its end, in brackets or not. Two units are none, since
/// nothing tells which column has which.
fn unit_in(text: &str, line: Span<Decoded>) -> Option<Span<Decoded>> {
    /// Characters of the longest unit, and of the longest line that says one.
    const LONGEST_UNIT: usize = 8;
    const LONGEST_LINE: usize = 80;
    let own = text.get(line.range())?;
    if own.chars().nth(LONGEST_LINE).is_some() {
        return None;
    }
    let closes = |c: char| c.is_whitespace() || matches!(fold_char(c), ')' | ']' | '】' | '|' | '*' | '。');
    let own = own.trim_end_matches(closes);
    let chars: Vec<(usize, char)> = own.char_indices().map(|(at, c)| (at, fold_char(c))).collect();
    let label = chars.windows(2).rposition(|pair| pair[0].1 == '单' && pair[1].1 == '位')?;
    let rest: String = chars[label + 2..].iter().map(|&(_, c)| c).filter(|c| !c.is_whitespace()).collect();
    let unit = rest.strip_prefix(':')?;
    let one = !unit.contains([',', '、', '/', ':', ';', '和', '或', '(']);
    let says = one && unit.chars().count() <= LONGEST_UNIT && unit.ends_with(UNIT_ENDS);
    says.then(|| Span::new(line.start + chars[label].0, line.start + own.len()))
}

/// Whether the row that begins `rest` is no heading though the one above it, which is, has merged cells: where the file
/// marks its headings, it marks all of them.
fn marked_below(rest: &[Laid], marked: bool) -> bool {
    let Some(first) = rest.first() else { return true };
    let mut next = rest.iter().take_while(|cell| cell.row == first.row).filter(|cell| !cell.span.is_empty());
    marked && !next.all(|cell| cell.marked)
}

/// Whether a cell holds a number and no word: 1,200, 3.5%, －, 2023.
fn is_number(text: &str) -> bool {
    let mut digits = false;
    text.chars().map(fold_char).all(|c| {
        digits |= c.is_ascii_digit();
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.' | '%' | '-' | '—' | '+' | '/' | '(' | ')')
    }) && (digits || !text.is_empty())
}

/// Whether a cell may be the heading of others: short, and words.
fn is_name(text: &str) -> bool {
    let pauses = |c: char| matches!(c, '。' | '；' | ';' | '！' | '？');
    !text.is_empty()
        && text.chars().count() <= LONGEST
        && !text.contains(pauses)
        && text.chars().any(char::is_alphabetic)
        && !is_figure(text)
}

/// Whether a cell begins with a number that counts no days: 1200万元 is a value, 2023年 may be a heading.
fn is_figure(text: &str) -> bool {
    let folded: String = text.chars().take(12).map(fold_char).collect();
    let behind = folded.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    behind.len() < folded.len() && !behind.starts_with(['年', '月', '季'])
}

/// What the units end in that headings name.
const UNIT_ENDS: [char; 11] = ['元', '%', '‰', '家', '户', '个', '件', '笔', '人', '项', '次'];

/// Whether a text is what columns are called and cells are not: it names a unit in brackets, or a measure.
fn is_heading_word(text: &str) -> bool {
    const NAMES: [&str; 16] = [
        "序号",
        "编号",
        "指标",
        "项目",
        "名称",
        "地区",
        "年份",
        "年度",
        "类别",
        "种类",
        "单位名称",
        "企业名称",
        "时间",
        "备注",
        "合计",
        "占比",
    ];
    let folded: String = text.chars().map(fold_char).filter(|c| !c.is_whitespace()).collect();
    let unit = folded.strip_suffix(')').is_some_and(|rest| {
        rest.rsplit_once('(')
            .is_some_and(|(name, unit)| !name.is_empty() && unit.chars().count() <= 6 && unit.ends_with(UNIT_ENDS))
    });
    unit || NAMES.contains(&folded.as_str())
}
