//! Comparable cases for reading, with their reasons and differences.

use std::io::{self, Write};

use super::{Look, PLACE, TITLE, write_styled};
use crate::api::similar::{ReasonKind, Similar};
use crate::present::Lang;
use crate::present::door::Door;
use crate::present::wording::{case_name, counted, difference_line, reason_line};
use crate::present::wrap::{Wrapped, fitted};
use crate::text::sanitize;

const INDENT: usize = 3;

/// Writes the cases for reading: under each what it shares, with counts and passages, and in what it differs.
pub(super) fn text(out: &mut Door<impl Write>, similar: &Similar, look: &Look) -> io::Result<()> {
    for hit in &similar.hits {
        let head = format!("{} {}", case_name(&hit.case), hit.case.title);
        write_styled(out, look, TITLE, &fitted(&sanitize(&head), look.width))?;
        writeln!(out)?;
        let mut place = Wrapped::new(look.width, INDENT);
        let where_: Vec<&str> = hit.case.city.iter().chain(&hit.case.county).map(String::as_str).collect();
        let parts = [format!("{:.3}", hit.score.total), where_.join(" "), hit.case.id.clone()];
        let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        place.push(&line, look.color.then_some(PLACE));
        place.write(out)?;
        for reason in &hit.reasons {
            let mut line = Wrapped::new(look.width, INDENT);
            line.push(&reason_line(reason, look.lang), None);
            line.write(out)?;
        }
        for difference in &hit.differences {
            let mut line = Wrapped::new(look.width, INDENT);
            line.push(&difference_line(difference, look.lang), None);
            line.write(out)?;
        }
        writeln!(out)?;
    }
    if let Some(hit) = similar.hits.first() {
        // An example that can be run as it stands: a word where there is one, as it is the shortest.
        let example = hit.reasons.iter().find(|reason| reason.kind == ReasonKind::Word).or_else(|| hit.reasons.first());
        let query = example.map_or("", |reason| reason.query.as_str());
        let case = similar.case.as_ref().unwrap_or(&hit.case);
        let query = quoted(query);
        let check = format!("anli search --count {query} --filter {}", quoted_if_needed(&format!("case:{}", case.id)));
        let text = match look.lang {
            Lang::Zh => format!("比较了 {} 个案例；每个次数都可以用引号或 ‹ › 里的查询核对：{check}", similar.compared),
            Lang::En => {
                let compared = counted(similar.compared, "case");
                format!("{compared} compared; check any count with its query, in quotes or ‹ ›: {check}")
            }
        };
        let mut line = Wrapped::new(look.width, 0);
        line.push(&text, None);
        line.write(out)?;
    }
    Ok(())
}

/// `text` as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn quoted_if_needed(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ':' | '/' | '-' | '_' | '.' | '#');
    if text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}
