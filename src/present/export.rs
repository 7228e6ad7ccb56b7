//! The whole parsed corpus as JSON lines, in the order of the corpus: a notice, its cases, its passages, the next notice.
//!
//! | `type` | fields |
//! | --- | --- |
//! | `notice` | `id number title issuer issued published url file`, `cases` and `passages` (how many) |
//! | `case` | `id notice tier number title city county`, `passages` (how many) |
//! | `passage` | `id notice case role section text raw_start raw_end map repairs` |
//!
//! The texts of a notice's passages in order are its clean text but for the blanks and line breaks between them.
//! `raw_start..raw_end` are the bytes of the file that the passage came from. `map` leads from its text to these
//! bytes: a list of `[start, end, raw_start, raw_end]` in order and without gaps in the text; bytes of the file between
//! two entries (and entries with `start = end`) were dropped: readings in brackets. A passage of a DOCX or a PDF has
//! `place` instead of these three, as in `search`. `repairs` are those of `search`.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{self, repairs};
use crate::api::Exported;
use crate::decode::Place;

/// Writes one object.
///
/// # Errors
///
/// What the writer reports.
pub fn line(out: &mut impl Write, item: &Exported) -> io::Result<()> {
    match item {
        Exported::Notice { notice, file, cases, passages } => json::object(
            out,
            &NoticeLine {
                kind: "notice",
                id: &notice.id,
                number: notice.number.as_deref(),
                title: &notice.title,
                issuer: notice.issuer.as_deref(),
                issued: notice.issued.as_deref(),
                published: notice.published.as_deref(),
                url: notice.url.as_deref(),
                file,
                cases: *cases,
                passages: *passages,
            },
        ),
        Exported::Case { case, notice, passages } => json::object(
            out,
            &CaseLine {
                kind: "case",
                id: &case.id,
                notice,
                tier: case.tier.as_deref(),
                number: case.number,
                title: &case.title,
                city: case.city.as_deref(),
                county: case.county.as_deref(),
                passages: *passages,
            },
        ),
        Exported::Passage { hit, raw, map } => json::object(
            out,
            &PassageLine {
                kind: "passage",
                id: &hit.id,
                notice: &hit.notice.id,
                case: hit.case.as_ref().map(|case| case.id.as_str()),
                role: hit.role.name(),
                section: hit.section.as_deref(),
                text: &hit.text,
                raw_start: hit.place.is_none().then_some(raw.start),
                raw_end: hit.place.is_none().then_some(raw.end),
                place: hit.place,
                map: map
                    .iter()
                    .filter(|_| hit.place.is_none())
                    .map(|(local, raw)| [local.start, local.end, raw.start, raw.end])
                    .collect(),
                repairs: repairs(hit),
            },
        ),
    }
}

#[derive(Serialize)]
struct NoticeLine<'e> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'e str,
    number: Option<&'e str>,
    title: &'e str,
    issuer: Option<&'e str>,
    issued: Option<&'e str>,
    published: Option<&'e str>,
    url: Option<&'e str>,
    file: &'e str,
    cases: usize,
    passages: usize,
}

#[derive(Serialize)]
struct CaseLine<'e> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'e str,
    notice: &'e str,
    tier: Option<&'e str>,
    number: Option<u32>,
    title: &'e str,
    city: Option<&'e str>,
    county: Option<&'e str>,
    passages: usize,
}

#[derive(Serialize)]
struct PassageLine<'e> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'e str,
    notice: &'e str,
    case: Option<&'e str>,
    role: &'static str,
    section: Option<&'e str>,
    text: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_end: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    map: Vec<[usize; 4]>,
    repairs: Vec<json::Repair>,
}
