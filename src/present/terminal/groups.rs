//! Distinctive terms of cases, and groups of cases, for reading.

use std::io::{self, Write};

use super::{Look, TITLE, folded_at, write_styled};
use crate::api::similar::{Clusters, Keyword, Keywords};
use crate::present::Lang;
use crate::present::door::Door;
use crate::present::wording::case_name;
use crate::present::wrap::{Wrapped, columns, fitted};
use crate::text::one_line;

/// Writes a line a term: its score, mentions and cases here and elsewhere.
pub(super) fn keywords(out: &mut Door<impl Write>, found: &Keywords, look: &Look) -> io::Result<()> {
    // The columns of a wide line take 50 without a word.
    let narrow = look.width < 60;
    let head = match narrow {
        true => look.lang.pick("    G²  此处    别处    词", "    G²  here    other   term"),
        false => look
            .lang
            .pick("     G²   此处 次/案例   别处 次/案例   词", "     G²   here n/cases   elsewhere n/cases   term"),
    };
    write_styled(out, look, TITLE, head)?;
    writeln!(out)?;
    for Keyword { term, score, by_cases, here, elsewhere, .. } in &found.keywords {
        let score = by_cases.as_ref().unwrap_or(score);
        let ((n, cases), (m, others)) = ((here.mentions, here.cases), (elsewhere.mentions, elsewhere.cases));
        match narrow {
            true => {
                let (here, other) = (format!("{n}/{cases}"), format!("{m}/{others}"));
                writeln!(out, "{score:>6.1}  {here:<7} {other:<7} {}", one_line(term))?;
            }
            false => writeln!(out, "{score:>7.1}   {n:>5} / {cases:<4}   {m:>7} / {others:<7}   {}", one_line(term))?,
        }
    }
    let count = found.cases.len();
    let text = match look.lang {
        Lang::Zh if count > 1 => {
            format!("{count} 个案例与其余比较，G² 按提到它的案例数；用 anli search --count '\"词\"' 核对")
        }
        Lang::Zh => format!("{count} 个案例与其余比较；用 anli search --count '\"词\"' 核对"),
        Lang::En if count == 1 => "one case against the rest; check with anli search --count '\"TERM\"'".to_owned(),
        Lang::En => format!(
            "{count} cases against the rest, G² of the cases that mention it; check with anli search --count '\"TERM\"'"
        ),
    };
    let mut line = Wrapped::new(folded_at(look), 0);
    line.push(&text, None);
    line.write(out)
}

/// Writes the groups, a line a case.
pub(super) fn clusters(out: &mut Door<impl Write>, clusters: &Clusters, look: &Look) -> io::Result<()> {
    for (at, cluster) in clusters.clusters.iter().enumerate() {
        let mean = cluster.mean.map(|mean| format!(" · {mean:.3}")).unwrap_or_default();
        let common = cluster.common.join("、");
        let common = if common.is_empty() { String::new() } else { format!(" · {common}") };
        write_styled(out, look, TITLE, &one_line(&format!("{}{mean}{common}", at + 1)))?;
        writeln!(out)?;
        let names: Vec<String> = cluster.cases.iter().map(|one| one_line(&case_name(&one.case)).into_owned()).collect();
        let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
        for (one, name) in cluster.cases.iter().zip(&names) {
            let pad = " ".repeat(widest - columns(name));
            let line = format!("   {name}{pad}  {}", one.case.title);
            writeln!(out, "{}", fitted(&one_line(&line), look.width))?;
        }
    }
    match look.lang {
        Lang::Zh => writeln!(out, "平均相似度不低于 {:.3} 的归为一组", clusters.cut),
        Lang::En => writeln!(out, "groups are as near as {:.3} on average", clusters.cut),
    }
}
