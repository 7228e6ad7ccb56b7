//! Whether a quotation stands, for reading.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use super::{Look, MARK, PLACE, TITLE, head, passage, styled_lines, write_styled};
use crate::api::draft::{Draft, Verdict};
use crate::api::{Change, ChangeKind, FigurePair, Hit, NearWording, Piece, QuotePlace, Verification};
use crate::present::Lang;
use crate::present::door::Door;
use crate::present::wording::place_name;
use crate::present::wrap::Wrapped;
use crate::text::{one_line, sanitize};

const INDENT: usize = 3;
const OURS: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))).effects(Effects::STRIKETHROUGH);
const THEIRS: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))).effects(Effects::BOLD);

/// Writes the answer for reading: what is different stands as `[quotation→corpus]`, `[-quotation]`, `[+corpus]`, or in
/// colours.
pub(super) fn text(out: &mut Door<impl Write>, verification: &Verification, look: &Look) -> io::Result<()> {
    let verdict = match (verification.stands, verification.total, look.lang) {
        (true, total, Lang::Zh) => format!("原文如此，{total} 处"),
        (true, 1, Lang::En) => "it stands in the corpus, in 1 place".to_owned(),
        (true, total, Lang::En) => format!("it stands in the corpus, in {total} places"),
        (false, _, Lang::Zh) => "语料里没有这样的文字".to_owned(),
        (false, _, Lang::En) => "it does not stand in the corpus".to_owned(),
    };
    write_styled(out, look, TITLE, &verdict)?;
    writeln!(out)?;
    for remark in &verification.remarks {
        writeln!(out, "{:INDENT$}{}", "", sanitize(remark.message.sentence.pick(look.lang)))?;
    }
    for place in &verification.places {
        writeln!(out)?;
        for Piece { hit, .. } in &place.pieces {
            head(out, look, hit)?;
            passage(out, look, hit, 3)?;
            raw_place(out, hit, look)?;
        }
        citation(out, place, look)?;
    }
    let hidden = verification.total.saturating_sub(verification.places.len());
    if verification.stands && hidden > 0 {
        let more = look.lang.pick("处未显示；全部请用 --limit all", "more places; all of them with --limit all");
        writeln!(out, "\n{hidden} {more}")?;
    }
    if !verification.stands && verification.nearest.is_empty() {
        writeln!(out, "{:INDENT$}{}", "", look.lang.pick("也没有相近的文字", "and nothing is near it"))?;
    }
    for near in &verification.nearest {
        writeln!(out)?;
        nearest(out, near, look)?;
    }
    Ok(())
}

/// Writes a line for each figure and quotation of a draft: the verdict, the words, the passage, what it has instead. The
/// lines are not wrapped, so that a program can read them.
pub(super) fn draft(out: &mut Door<impl Write>, draft: &Draft, look: &Look) -> io::Result<()> {
    for claim in &draft.claims {
        let style = match claim.verdict {
            Verdict::Stands | Verdict::Equal => Style::new(),
            Verdict::Elsewhere | Verdict::Differs | Verdict::NotFound => MARK,
        };
        write_styled(out, look, style, look.lang.pick(claim.verdict.label(), claim.verdict.name()))?;
        write!(out, "  {}", one_line(&claim.text))?;
        if let Some(passage) = &claim.passage {
            write!(out, "  ")?;
            write_styled(out, look, PLACE, &one_line(passage))?;
        }
        if let Some(nearest) = &claim.nearest {
            write!(out, "  {}{}", look.lang.pick("原文：", "the corpus: "), one_line(nearest))?;
        }
        if let Some(remark) = &claim.remark {
            write!(out, "  ({})", one_line(remark.message.sentence.pick(look.lang)))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn nearest(out: &mut Door<impl Write>, near: &NearWording, look: &Look) -> io::Result<()> {
    // A figure that stands nowhere: what is near in value.
    let by_value = near.changes.is_empty();
    for FigurePair { quote: ours, text: theirs } in &near.figures {
        let text = match look.lang {
            Lang::Zh if by_value => format!("没有 {ours}；相近的数字：{theirs}"),
            Lang::En if by_value => format!("there is no {ours}; a figure near it: {theirs}"),
            Lang::Zh => format!("数字不同：引文作 {ours}，原文作 {theirs}"),
            Lang::En => format!("the figure differs: the quotation has {ours}, the corpus has {theirs}"),
        };
        write_styled(out, look, MARK, &one_line(&text))?;
        writeln!(out)?;
    }
    if by_value {
        for Piece { hit, .. } in &near.place.pieces {
            head(out, look, hit)?;
            passage(out, look, hit, 3)?;
            raw_place(out, hit, look)?;
        }
        return citation(out, &near.place, look);
    }
    let label = match look.lang {
        Lang::Zh => format!("最接近的原文（差 {} 个字）：", near.distance),
        Lang::En => format!(
            "the nearest wording ({} character{} differ{}):",
            near.distance,
            if near.distance == 1 { "" } else { "s" },
            if near.distance == 1 { "s" } else { "" }
        ),
    };
    writeln!(out, "{label}")?;
    for (index, Piece { hit, .. }) in near.place.pieces.iter().enumerate() {
        head(out, look, hit)?;
        let mut text = Wrapped::new(look.width, INDENT);
        let mut end = None;
        for change in near.changes.iter().filter(|change| change.piece == index) {
            // Blanks and line breaks between two runs are the corpus's own.
            if let Some(end) = end.filter(|&end| end < change.local.start) {
                text.push(&hit.text[end..change.local.start], None);
            }
            end = Some(change.local.end);
            push_change(&mut text, change, look);
        }
        text.write(out)?;
        raw_place(out, hit, look)?;
    }
    citation(out, &near.place, look)
}

fn push_change(out: &mut Wrapped, change: &Change, look: &Look) {
    let Change { quote: ours, text: theirs, .. } = change;
    match (change.kind, look.color) {
        (ChangeKind::Equal, _) => out.push(theirs, None),
        (_, true) => {
            out.push(ours, Some(OURS));
            out.push(theirs, Some(THEIRS));
        }
        (ChangeKind::Replace, false) => out.push(&format!("[{ours}→{theirs}]"), None),
        (ChangeKind::Extra, false) => out.push(&format!("[-{ours}]"), None),
        (ChangeKind::Missing, false) => out.push(&format!("[+{theirs}]"), None),
    }
}

/// Where the quoted stretch lies: the file with the bytes, or with the page or paragraph where bytes say nothing.
fn raw_place(out: &mut Door<impl Write>, hit: &Hit, look: &Look) -> io::Result<()> {
    let Some(mark) = hit.marks.first() else { return Ok(()) };
    let within = match &hit.place {
        Some(place) => sanitize(&place_name(place, look.lang)).into_owned(),
        None => {
            let raw = mark.raw.unwrap_or_default();
            format!("{} {}–{}", look.lang.pick("字节", "bytes"), raw.start, raw.end)
        }
    };
    styled_lines(out, look, PLACE, INDENT, &format!("{} · {within}", hit.file))
}

fn citation(out: &mut Door<impl Write>, place: &QuotePlace, look: &Look) -> io::Result<()> {
    let mut text = Wrapped::new(look.width, INDENT);
    text.push(&place.citation, None);
    text.write(out)
}
