//! Comma-separated values: one row a passage.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, and anyone may have written a notice. So a text cell
//! that begins with one of these, with a tab or a carriage return, or with an apostrophe, gets an apostrophe before it,
//! as a spreadsheet itself marks text. Taking one apostrophe off the front of every cell that has one gives back the
//! texts exactly. Numbers of our own are left alone.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Script;
use super::cite::{Reference, Style};
use crate::api::{CaseInfo, Hit, Hits, NoticeListing, Response, Shown};
use crate::decode::Place;

/// The columns of rows about passages.
const PASSAGE: [&str; 18] = [
    "id",
    "score",
    "role",
    "section",
    "case",
    "tier",
    "number",
    "case_title",
    "city",
    "county",
    "notice",
    "issued",
    "marks",
    "text",
    "notice_number",
    "file",
    "citation",
    "place",
];

/// Writes one row a passage; with `bom` Excel knows that it is UTF-8.
///
/// # Errors
///
/// What the writer reports.
pub fn response(out: &mut impl Write, response: &Response, script: Script, bom: bool) -> io::Result<()> {
    let hits: Vec<&Hit> = match &response.hits {
        Hits::Passages(hits) => hits.iter().collect(),
        Hits::Cases(cases) => cases.iter().flat_map(|case| &case.passages).collect(),
    };
    passages(out, &hits, script, bom)
}

/// Writes one row a passage of what is shown.
///
/// # Errors
///
/// What the writer reports.
pub fn shown(out: &mut impl Write, shown: &Shown, script: Script, bom: bool) -> io::Result<()> {
    passages(out, &shown.passages.iter().collect::<Vec<_>>(), script, bom)
}

/// Writes one row a case, with the ids of the other versions of its notice.
///
/// # Errors
///
/// What the writer reports.
pub fn listing(out: &mut impl Write, listing: &[NoticeListing], script: Script, bom: bool) -> io::Result<()> {
    let mut rows = writer(out, bom)?;
    rows.write_record([
        "case",
        "tier",
        "number",
        "title",
        "city",
        "county",
        "passages",
        "notice",
        "notice_title",
        "issuer",
        "issued",
        "published",
        "file",
        "versions",
    ])?;
    for notice in listing {
        let versions: Vec<&str> = notice.versions.iter().map(|version| version.id.as_str()).collect();
        for case in &notice.cases {
            let info = Cells::new(&case.case, script);
            rows.write_record([
                case.case.id.as_str(),
                &info.tier,
                &info.number,
                &info.title,
                &info.city,
                &info.county,
                &case.passages.to_string(),
                &notice.notice.id,
                &script.show(&notice.notice.title),
                &script.show(notice.notice.issuer.as_deref().unwrap_or_default()),
                notice.notice.issued.as_deref().unwrap_or_default(),
                notice.notice.published.as_deref().unwrap_or_default(),
                &notice.file,
                &versions.join("|"),
            ])?;
        }
    }
    rows.flush()
}

fn passages(out: &mut impl Write, hits: &[&Hit], script: Script, bom: bool) -> io::Result<()> {
    let mut rows = writer(out, bom)?;
    rows.write_record(PASSAGE)?;
    for hit in hits {
        let hit = script.show_hit(hit);
        let case = hit.case.as_ref().map(|case| Cells::new(case, Script::AsIs)).unwrap_or_default();
        let marks: Vec<&str> = hit.marks.iter().map(|mark| &hit.text[mark.local.range()]).collect();
        rows.write_record([
            hit.id.as_str(),
            &format!("{:.4}", hit.score),
            hit.role.name(),
            hit.section.as_deref().unwrap_or_default(),
            &case.id,
            &case.tier,
            &case.number,
            &case.title,
            &case.city,
            &case.county,
            &hit.notice.id,
            hit.notice.issued.as_deref().unwrap_or_default(),
            &marks.join("|"),
            &hit.text,
            hit.notice.number.as_deref().unwrap_or_default(),
            &hit.file,
            &Reference::of_hit(&hit).in_script(script).cite(Style::Gbt2015),
            &hit.place.map(place).unwrap_or_default(),
        ])?;
    }
    rows.flush()
}

/// `page 3`: where in a file without bytes that one could point at.
fn place(place: Place) -> String {
    match place {
        Place::Page(n) => format!("page {n}"),
        Place::Paragraph(n) => format!("paragraph {n}"),
    }
}

pub(super) fn writer<W: Write>(mut out: W, bom: bool) -> io::Result<Rows<W>> {
    if bom {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    Ok(Rows { inner: csv::Writer::from_writer(out) })
}

/// Rows of cells, none of which a spreadsheet takes for a formula.
pub(super) struct Rows<W: Write> {
    inner: csv::Writer<W>,
}

impl<W: Write> Rows<W> {
    /// Writes a row.
    pub(super) fn write_record<I>(&mut self, cells: I) -> io::Result<()>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        for cell in cells {
            self.inner.write_field(inert(cell.as_ref()).as_bytes())?;
        }
        Ok(self.inner.write_record(None::<&[u8]>)?)
    }

    /// Hands everything to the writer below.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// `cell` so that a spreadsheet shows it and runs nothing; see the module.
fn inert(cell: &str) -> Cow<'_, str> {
    let number = cell.strip_prefix('-').is_some_and(|rest| rest.parse::<f64>().is_ok_and(f64::is_finite));
    if !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠']) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

#[derive(Default)]
struct Cells {
    id: String,
    tier: String,
    number: String,
    title: String,
    city: String,
    county: String,
}

impl Cells {
    fn new(case: &CaseInfo, script: Script) -> Cells {
        let show = |value: Option<&String>| value.map(|value| script.show(value).into_owned()).unwrap_or_default();
        Cells {
            id: case.id.clone(),
            tier: show(case.tier.as_ref()),
            number: case.number.map(|number| number.to_string()).unwrap_or_default(),
            title: script.show(&case.title).into_owned(),
            city: show(case.city.as_ref()),
            county: show(case.county.as_ref()),
        }
    }
}
