//! The table of cases for reading, a block a case.

use std::io::{self, Write};

use super::{Look, PLACE, TITLE, write_styled};
use crate::api::table::Table;
use crate::present::door::Door;
use crate::present::rows::joined;
use crate::present::wrap::{Wrapped, columns};
use crate::text::one_line;

/// Writes a block a case, a line a column.
pub(super) fn text(out: &mut Door<impl Write>, table: &Table, look: &Look, cite: bool) -> io::Result<()> {
    const LABEL: usize = 14;
    for row in &table.rows {
        let show = |text: &str| one_line(text).into_owned();
        let short = row.case.number.map(|number| format!("{}{number} ", row.case.tier.as_deref().unwrap_or("案例")));
        let mut head = Wrapped::new(look.width, 0);
        head.push(&show(&format!("{}{}", short.unwrap_or_default(), row.case.title)), look.color.then_some(TITLE));
        head.write(out)?;
        write!(out, "   ")?;
        write_styled(out, look, PLACE, &show(&row.case.id))?;
        writeln!(out)?;
        for column in &table.columns {
            let entries = row.cells.get(&column.name);
            if entries.is_empty() {
                continue;
            }
            let label = look.lang.pick(&column.zh, &column.en);
            let mut lines = Vec::new();
            let mut cell = Wrapped::new(look.width, LABEL + 3);
            cell.push(&show(&joined(column, entries, cite)), None);
            cell.write(&mut Door::guarded(&mut lines))?;
            let lines = String::from_utf8_lossy(&lines).into_owned();
            let pad = LABEL.saturating_sub(columns(label)).max(1);
            write!(out, "   ")?;
            write_styled(out, look, PLACE, label)?;
            write!(out, "{:pad$}{}", "", lines.trim_start())?;
        }
        writeln!(out)?;
    }
    if !table.rows.is_empty() {
        let (shown, total) = (table.rows.len(), table.total);
        let count = if shown < total { format!("{shown}/{total}") } else { total.to_string() };
        write!(out, "{count} {}", look.lang.pick("个案例", "cases"))?;
        match table.set.as_ref().filter(|set| !set.name.is_empty()) {
            Some(set) => {
                let (zh, en) =
                    (format!("；列组：{}（{}）", set.zh, set.name), format!("; columns: {} ({})", set.en, set.name));
                writeln!(out, "{}", show_line(look.lang.pick(&zh, &en)))?;
            }
            None => writeln!(out)?,
        }
    }
    Ok(())
}

fn show_line(text: &str) -> String {
    one_line(text).into_owned()
}
