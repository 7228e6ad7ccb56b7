//! Whether a quotation stands: for reading, and as JSON.
//!
//! The JSON object has `quote`, `stands`, `total` (places), `complete`, `remarks`, `places`, `nearest` and `otherwise`:
//! what other versions of the same notices say in these places, each `{"passage", "id", "file", "there", "wording"}` with
//! the passage of the quotation, the id and the file of the version, and its passage and wording (null and empty where it
//! has nothing there). A place is
//! `{"pieces": […], "rests_on": null | "proven" | "suggested", "citation": …}`; a piece is a passage with the fields of
//! a hit of `search`, whose one mark is the quoted stretch, and `wording`, the text under it. A near wording is a place
//! with `distance` (characters to change), `ops` and `figures` (`[{"quote": "9.3億元", "text": "9.2億元"}]`). An op is
//! `{"op": "equal" | "replace" | "delete" | "insert", "quote", "quote_start", "quote_end", "quote_char", "piece",
//! "text", "start", "end", "char"}`: what turns the quotation into the corpus, `quote_start..quote_end` bytes of
//! `quote`, `start..end` bytes of the piece's `text`, `quote_char` and `char` the same starts counted in characters.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};
use serde::Serialize;

use super::cite::{self, Reference};
use super::door::Door;
use super::json::{self, Passage};
use super::terminal::{self, Look, MARK, PLACE, place_name, write_styled};
use super::wrap::Wrapped;
use super::{Lang, Script, one_line, sanitize};
use crate::api::{Change, ChangeKind, Hit, NearWording, QuotePlace, Verification};
use crate::text::Status;

const INDENT: usize = 3;
const OURS: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))).effects(Effects::STRIKETHROUGH);
const THEIRS: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))).effects(Effects::BOLD);

/// Writes the answer for reading: what is different stands as `[quotation→corpus]`, `[-quotation]`, `[+corpus]`, or in
/// colours.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut Door<impl Write>, verification: &Verification, look: &Look) -> io::Result<()> {
    let verdict = match (verification.stands, verification.total, look.lang) {
        (true, total, Lang::Zh) => format!("原文如此，{total} 处"),
        (true, 1, Lang::En) => "it stands in the corpus, in 1 place".to_owned(),
        (true, total, Lang::En) => format!("it stands in the corpus, in {total} places"),
        (false, _, Lang::Zh) => "语料里没有这样的文字".to_owned(),
        (false, _, Lang::En) => "it does not stand in the corpus".to_owned(),
    };
    write_styled(out, look, terminal::TITLE, &verdict)?;
    writeln!(out)?;
    for remark in &verification.remarks {
        writeln!(out, "{:INDENT$}{}", "", sanitize(look.lang.pick(&remark.zh, &remark.en)))?;
    }
    for place in &verification.places {
        writeln!(out)?;
        for hit in &place.pieces {
            let hit = look.script.show_hit(hit);
            terminal::head(out, look, hit.case.as_ref(), &hit)?;
            terminal::passage(out, look, &hit, 3)?;
            raw_place(out, &hit, look)?;
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
        nearest(out, &verification.quote, near, look)?;
    }
    Ok(())
}

fn nearest(out: &mut Door<impl Write>, quote: &str, near: &NearWording, look: &Look) -> io::Result<()> {
    for (ours, theirs) in &near.figures {
        let (ours, theirs) = (look.script.show(ours), look.script.show(theirs));
        let text = match look.lang {
            Lang::Zh => format!("数字不同：引文作 {ours}，原文作 {theirs}"),
            Lang::En => format!("the figure differs: the quotation has {ours}, the corpus has {theirs}"),
        };
        write_styled(out, look, MARK, &one_line(&text))?;
        writeln!(out)?;
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
    for (index, hit) in near.place.pieces.iter().enumerate() {
        let shown = look.script.show_hit(hit);
        terminal::head(out, look, shown.case.as_ref(), &shown)?;
        let mut text = Wrapped::new(look.width, INDENT);
        let mut end = None;
        for change in near.changes.iter().filter(|change| change.piece == index) {
            // Blanks and line breaks between two runs are the corpus's own.
            if let Some(end) = end.filter(|&end| end < change.text.start) {
                text.push(&look.script.show(&hit.text[end..change.text.start]), None);
            }
            end = Some(change.text.end);
            push_change(&mut text, quote, &hit.text, change, look);
        }
        text.write(out)?;
        raw_place(out, hit, look)?;
    }
    citation(out, &near.place, look)
}

fn push_change(out: &mut Wrapped, quote: &str, text: &str, change: &Change, look: &Look) {
    let ours = look.script.show(&quote[change.quote.clone()]);
    let theirs = look.script.show(&text[change.text.clone()]);
    match (change.kind, look.color) {
        (ChangeKind::Equal, _) => out.push(&theirs, None),
        (_, true) => {
            out.push(&ours, Some(OURS));
            out.push(&theirs, Some(THEIRS));
        }
        (ChangeKind::Replace, false) => out.push(&format!("[{ours}→{theirs}]"), None),
        (ChangeKind::Extra, false) => out.push(&format!("[-{ours}]"), None),
        (ChangeKind::Missing, false) => out.push(&format!("[+{theirs}]"), None),
    }
}

/// Where the quoted stretch lies: the file with the bytes, or with the page or paragraph where bytes say nothing.
fn raw_place(out: &mut Door<impl Write>, hit: &Hit, look: &Look) -> io::Result<()> {
    let Some(mark) = hit.marks.first() else { return Ok(()) };
    let within = match hit.place {
        Some(place) => place_name(place, look.lang),
        None => format!("{} {}–{}", look.lang.pick("字节", "bytes"), mark.raw.start, mark.raw.end),
    };
    write!(out, "{:INDENT$}", "")?;
    write_styled(out, look, PLACE, &one_line(&format!("{} · {within}", hit.file)))?;
    writeln!(out)
}

fn citation(out: &mut Door<impl Write>, place: &QuotePlace, look: &Look) -> io::Result<()> {
    let Some(first) = place.pieces.first() else { return Ok(()) };
    let citation = Reference::of_hit(first).in_script(look.script).cite(cite::Style::Gbt2015);
    let mut text = Wrapped::new(look.width, INDENT);
    text.push(&citation, None);
    text.write(out)
}

/// Writes one object; see the module.
///
/// # Errors
///
/// What the writer reports.
pub fn json(out: &mut impl Write, verification: &Verification, script: Script, lang: Lang) -> io::Result<()> {
    let wire = Wire {
        quote: &verification.quote,
        stands: verification.stands,
        total: verification.total,
        complete: verification.complete,
        remarks: verification.remarks.iter().map(|remark| lang.pick(&remark.zh, &remark.en)).collect(),
        places: verification.places.iter().map(|place| Place::new(place, script)).collect(),
        nearest: verification.nearest.iter().map(|near| Near::new(&verification.quote, near, script)).collect(),
        otherwise: verification
            .otherwise
            .iter()
            .map(|other| Other {
                passage: &other.passage,
                id: &other.id,
                file: &other.file,
                there: other.there.as_deref(),
                wording: script.show(&other.wording).into_owned(),
            })
            .collect(),
    };
    json::object(out, &wire)
}

#[derive(Serialize)]
struct Wire<'v> {
    quote: &'v str,
    stands: bool,
    total: usize,
    complete: bool,
    remarks: Vec<&'v str>,
    places: Vec<Place>,
    nearest: Vec<Near<'v>>,
    otherwise: Vec<Other<'v>>,
}

#[derive(Serialize)]
struct Other<'v> {
    passage: &'v str,
    id: &'v str,
    file: &'v str,
    there: Option<&'v str>,
    wording: String,
}

#[derive(Serialize)]
struct Place {
    pieces: Vec<Piece>,
    rests_on: Option<&'static str>,
    citation: String,
}

impl Place {
    fn new(place: &QuotePlace, script: Script) -> Place {
        Place {
            pieces: place
                .pieces
                .iter()
                .map(|hit| {
                    let wording = hit.marks.first().map_or("", |mark| &hit.text[mark.local.range()]);
                    Piece { passage: Passage::new(hit, script), wording: script.show(wording).into_owned() }
                })
                .collect(),
            rests_on: place.rests_on().map(Status::name),
            citation: place
                .pieces
                .first()
                .map_or_else(String::new, |hit| Reference::of_hit(hit).in_script(script).cite(cite::Style::Gbt2015)),
        }
    }
}

#[derive(Serialize)]
struct Piece {
    #[serde(flatten)]
    passage: Passage,
    wording: String,
}

#[derive(Serialize)]
struct Near<'v> {
    distance: usize,
    #[serde(flatten)]
    place: Place,
    ops: Vec<Op<'v>>,
    figures: Vec<Figure<'v>>,
}

impl<'v> Near<'v> {
    fn new(quote: &'v str, near: &'v NearWording, script: Script) -> Near<'v> {
        let ops = near
            .changes
            .iter()
            .map(|change| {
                let hit = &near.place.pieces[change.piece];
                let before = script.show(&hit.text[..change.text.start]).len();
                let text = script.show(&hit.text[change.text.clone()]).into_owned();
                Op {
                    op: change.kind.name(),
                    quote: &quote[change.quote.clone()],
                    quote_start: change.quote.start,
                    quote_end: change.quote.end,
                    quote_char: change.quote_char,
                    piece: change.piece,
                    start: before,
                    end: before + text.len(),
                    char: change.text_char,
                    text,
                }
            })
            .collect();
        let figures = near.figures.iter().map(|(quote, text)| Figure { quote, text }).collect();
        Near { distance: near.distance, place: Place::new(&near.place, script), ops, figures }
    }
}

#[derive(Serialize)]
struct Op<'v> {
    op: &'static str,
    quote: &'v str,
    quote_start: usize,
    quote_end: usize,
    quote_char: usize,
    piece: usize,
    text: String,
    start: usize,
    end: usize,
    char: usize,
}

#[derive(Serialize)]
struct Figure<'v> {
    quote: &'v str,
    text: &'v str,
}
