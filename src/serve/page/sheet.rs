//! Rows and columns as a table, whatever they are of.

use maud::{Markup, html};

use super::view::View;
use crate::present::rows::{Cell, Kind, Sheet};

/// The table of `sheet` without the columns in which nothing stands, called `caption`; ids are links.
pub(super) fn table(sheet: &Sheet, caption: &str, view: &View) -> Markup {
    let used = |&at: &usize| sheet.rows.iter().any(|row| row.get(at).is_some_and(|cell| *cell != Cell::Empty));
    let columns: Vec<usize> = (0..sheet.columns.len()).filter(used).collect();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.sheet {
                caption.hidden { (caption) }
                thead {
                    tr {
                        @for &at in &columns {
                            @let column = &sheet.columns[at];
                            th scope="col" .number[column.kind == Kind::Number] {
                                (view.say(&column.zh, &column.en))
                                @if let Some(unit) = column.unit { small { " " (unit) } }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &sheet.rows {
                        tr {
                            @for &at in &columns {
                                @let column = &sheet.columns[at];
                                td .number[column.kind == Kind::Number] { (cell(&row[at], &column.name, view)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(cell: &Cell, column: &str, view: &View) -> Markup {
    let is_id = matches!(column, "id" | "case" | "passage" | "notice" | "nearest");
    match cell {
        Cell::Text(id) if is_id && id.chars().count() < 120 => html! { a href=(view.show(id)) { (id) } },
        Cell::Text(query) if column == "query" => html! { a href=(view.search(query)) { (query) } },
        Cell::List(texts) => html! {
            @for (at, text) in texts.iter().enumerate() { @if at > 0 { br; } (text) }
        },
        Cell::Marked(text, spans) => html! {
            @let mut at = 0;
            @for span in spans {
                (&text[at..span.start]) mark { (&text[span.range()]) }
                @let () = at = span.end;
            }
            (&text[at..])
        },
        Cell::Word(name, zh) => html! { (view.say(zh, name)) },
        Cell::Count(0) => html! { span.none { "0" } },
        Cell::Count(number) => html! { (grouped(*number)) },
        cell => html! { (&cell.text()) },
    }
}

/// `1,234,567`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
