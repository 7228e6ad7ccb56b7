//! Facts for reading, each with its sentence.

use std::io::{self, Write};

use super::{Look, PLACE, TITLE, body, folded_at, head};
use crate::api::facts::Facts;
use crate::api::{Choices, FactHit, Hit, Mark, Repair};
use crate::facts::{Direction, Fact, Kind};
use crate::messages;
use crate::present::Lang;
use crate::present::door::Door;
use crate::present::wording::cell_name;
use crate::present::wrap::{Wrapped, columns};
use crate::text::{Local, Span, sanitize};

/// Writes the facts, those of a passage together, each with its sentence.
pub(super) fn text(out: &mut Door<impl Write>, facts: &Facts, look: &Look) -> io::Result<()> {
    for of_passage in facts.facts.chunk_by(|a, b| a.hit.id == b.hit.id) {
        let Some(first) = of_passage.first() else { continue };
        head(out, look, &first.hit)?;
        for of_sentence in of_passage.chunk_by(|a, b| a.sentence == b.sentence) {
            let Some(first) = of_sentence.first() else { continue };
            let spans: Vec<Span<Local>> = of_sentence.iter().map(|hit| hit.fact.span).collect();
            let hit = sentence_hit(first, &spans);
            body(out, look, &hit, Span::new(0, hit.text.len()), (false, false))?;
            for found in of_sentence {
                let shown = sanitize(&found.fact.text).replace('\n', "");
                let pad = 18_usize.saturating_sub(columns(&shown)).max(1);
                let mut line = Wrapped::new(folded_at(look), 5);
                line.push(&shown, look.color.then_some(TITLE));
                line.push(&" ".repeat(pad), None);
                let mut about = told(&found.fact, look.lang);
                if let (Kind::First, Some(date)) = (found.fact.kind, found.date) {
                    about.push_str(&format!(" · {date}"));
                }
                if let Some(cell) = found.hit.cell_at(found.fact.span) {
                    about.push_str(&format!(" · {}", cell_name(cell, true, look.lang)));
                    for heading in cell.column_headings.iter().chain(&cell.row_heading) {
                        about.push_str(&format!(" · {}", sanitize(heading)));
                    }
                }
                line.push(&about, look.color.then_some(PLACE));
                line.write(out)?;
            }
        }
        writeln!(out)?;
    }
    let (shown, all) = (facts.facts.len(), facts.total);
    if all > 0 {
        let more = if shown < all { look.lang.pick("，更多请用 --limit", ", more with --limit") } else { "" };
        writeln!(out, "{} {shown}/{all}{more}", look.lang.pick("事实", "facts"))?;
    }
    Ok(())
}

/// The sentence of a fact as a hit of its own, with marks at `spans` of the passage.
fn sentence_hit(found: &FactHit, spans: &[Span<Local>]) -> Hit {
    let FactHit { hit, sentence, .. } = found;
    let moved = |span: Span<Local>| Span::new(span.start - sentence.start, span.end - sentence.start);
    let mark = hit.marks.first().copied();
    let mut marks: Vec<Mark> = Vec::new();
    for &span in spans {
        // Facts of different kinds may share characters (a title and the year in it); marks are disjoint.
        match (marks.last_mut(), mark) {
            (Some(last), _) if moved(span).start < last.local.end => {
                last.local = Span::new(last.local.start, last.local.end.max(moved(span).end));
            }
            (_, Some(mark)) => marks.push(Mark { local: moved(span), ..mark }),
            (_, None) => {}
        }
    }
    let repairs = hit
        .repairs
        .iter()
        .filter(|repair| sentence.contains(repair.local))
        .map(|repair| Repair { local: moved(repair.local), ..repair.clone() })
        .collect();
    Hit { text: hit.text[sentence.range()].to_owned(), marks, repairs, ..hit.clone() }
}

/// `money 151800000000 元 · 質押融資金額`: the value and what it is about.
fn told(fact: &Fact, lang: Lang) -> String {
    let choice = Kind::CHOICES.iter().find(|choice| choice.value == fact.kind);
    let kind = choice.map_or("", |choice| lang.pick(choice.zh, choice.name));
    let value = match (fact.days(), fact.value) {
        (Some(days), _) => days.to_string(),
        (None, Some(value)) => {
            let max = fact.value_max.map_or_else(String::new, |max| format!("..{}", grouped(max)));
            format!("{}{max} {}", grouped(value), fact.unit.as_deref().unwrap_or_default())
        }
        (None, None) => String::new(),
    };
    let bound = messages::bound(fact.bound, lang);
    let what = if fact.kind == Kind::Title { "" } else { fact.what.as_deref().unwrap_or_default() };
    let direction = match fact.direction {
        Some(Direction::Up) => lang.pick("增", "up"),
        Some(Direction::Down) => lang.pick("减", "down"),
        None => "",
    };
    [kind, what, value.trim(), bound, direction]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A number with its thousands set apart: 151,800,000.
fn grouped(value: f64) -> String {
    let plain = value.to_string();
    let (whole, rest) = plain.find('.').map_or((plain.as_str(), ""), |at| plain.split_at(at));
    let mut out = String::with_capacity(plain.len() + plain.len() / 3);
    for (index, c) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 && whole.as_bytes()[index - 1].is_ascii_digit() {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands() {
        for (value, shown) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1_234_567.5, "1,234,567.5"),
            (1e18, "1,000,000,000,000,000,000"),
            (-100.0, "-100"),
        ] {
            assert_eq!(grouped(value), shown);
        }
    }
}
