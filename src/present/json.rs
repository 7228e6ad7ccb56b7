//! JSON and JSON lines: the wire forms of the public data, field by field.
//!
//! Control characters, marks of direction, separators of lines and characters that nobody sees are written as `\uXXXX`,
//! in whatever way the output goes: it stays the same JSON, and may be looked at.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::{Lang, Script, is_harmless};
use crate::api::versions::Version;
use crate::api::{CaseHit, CaseInfo, Hint, Hit, Hits, Listing, NoticeInfo, Response, Shown};
use crate::decode::Place;

/// Writes one object for the whole answer.
///
/// # Errors
///
/// What the writer reports.
pub fn response(out: &mut impl Write, response: &Response, script: Script, lang: Lang) -> io::Result<()> {
    let hits = match &response.hits {
        Hits::Passages(hits) => hits.iter().map(|hit| Item::Passage(Box::new(Passage::new(hit, script)))).collect(),
        Hits::Cases(cases) => cases.iter().map(|case| Item::Case(ByCase::new(case, script))).collect(),
    };
    let facets = response
        .facets
        .iter()
        .map(|facet| {
            let values = facet
                .values
                .iter()
                .map(|(value, count)| Value { value: script.show(value).into_owned(), count: *count });
            (facet.field.name(), values.collect::<Vec<_>>())
        })
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let wire = Wire {
        query: Query {
            input: &response.query.input,
            parsed: &response.query.parsed,
            hints: hints(&response.query.hints, lang),
            tokens: response.query.tokens.iter().map(|(run, words)| RunWords { run, words }).collect(),
        },
        total: response.total,
        occurrences: response.occurrences,
        cases: response.cases,
        relaxed: response.relaxed,
        took_us: response.took_us,
        hits,
        facets,
    };
    object(out, &wire)
}

/// Writes one object a hit.
///
/// # Errors
///
/// What the writer reports.
pub fn lines(out: &mut impl Write, response: &Response, script: Script) -> io::Result<()> {
    match &response.hits {
        Hits::Passages(hits) => hits.iter().try_for_each(|hit| object(out, &Passage::new(hit, script))),
        Hits::Cases(cases) => cases.iter().try_for_each(|case| object(out, &ByCase::new(case, script))),
    }
}

/// Writes the notices and their cases.
///
/// # Errors
///
/// What the writer reports.
pub fn listing(out: &mut impl Write, listing: &Listing, script: Script) -> io::Result<()> {
    let notices: Vec<Listed> = listing
        .notices
        .iter()
        .map(|notice| Listed {
            notice: Notice::new(&notice.notice, script),
            file: &notice.file,
            copies: &notice.copies,
            versions: notice.versions.iter().map(|version| VersionWire::new(version, script)).collect(),
            passages: notice.passages,
            cases: notice
                .cases
                .iter()
                .map(|case| ListedCase { case: Case::new(&case.case, script), passages: case.passages })
                .collect(),
        })
        .collect();
    object(out, &Notices { total: listing.total, notices })
}

/// Writes a case, notice or passage with its passages.
///
/// # Errors
///
/// What the writer reports.
pub fn shown(out: &mut impl Write, shown: &Shown, script: Script) -> io::Result<()> {
    object(
        out,
        &ShownWire {
            notice: Notice::new(&shown.notice, script),
            case: shown.case.as_ref().map(|case| Case::new(case, script)),
            file: &shown.file,
            url: shown.url.as_deref(),
            versions: shown.versions.iter().map(|version| VersionWire::new(version, script)).collect(),
            passages: shown.passages.iter().map(|hit| Passage::new(hit, script)).collect(),
        },
    )
}

/// Writes `value` on a line of its own.
pub(super) fn object(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Harmless))?;
    out.write_all(b"\n")
}

/// JSON in which every character that a terminal could obey, or a reader be misled by, stands as `\u202e` does here:
/// the same strings to a program, and nothing but what is seen to everybody else.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        writer.write_all(escaped(fragment).as_bytes())
    }
}

/// Finished JSON with these characters escaped; they stand nowhere but in its strings.
pub(super) fn escaped(json: &str) -> Cow<'_, str> {
    if json.chars().all(is_harmless) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_harmless(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A string takes all that is written.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

fn hints(hints: &[Hint], lang: Lang) -> Vec<HintWire> {
    hints
        .iter()
        .map(|hint| HintWire {
            start: hint.at.map(|at| at.0),
            end: hint.at.map(|at| at.1),
            message: lang.pick(&hint.zh, &hint.en).to_owned(),
            suggestion: hint.suggestion.clone(),
        })
        .collect()
}

#[derive(Serialize)]
struct Wire<'r> {
    query: Query<'r>,
    total: usize,
    occurrences: usize,
    cases: usize,
    relaxed: bool,
    took_us: u64,
    hits: Vec<Item>,
    #[serde(serialize_with = "as_map")]
    facets: Vec<(&'static str, Vec<Value>)>,
}

fn as_map<S: serde::Serializer>(pairs: &[(&'static str, Vec<Value>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, values)| (name, values)))
}

#[derive(Serialize)]
struct Query<'r> {
    input: &'r str,
    parsed: &'r str,
    hints: Vec<HintWire>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<RunWords<'r>>,
}

#[derive(Serialize)]
struct RunWords<'r> {
    run: &'r str,
    words: &'r [String],
}

#[derive(Serialize)]
struct HintWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Item {
    Passage(Box<Passage>),
    Case(ByCase),
}

#[derive(Serialize)]
struct Value {
    value: String,
    count: usize,
}

/// A hit.
#[derive(Serialize)]
pub(super) struct Passage {
    id: String,
    score: f32,
    role: &'static str,
    section: Option<String>,
    case: Option<Case>,
    notice: Notice,
    text: String,
    marks: Vec<Mark>,
    repairs: Vec<Repair>,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explanation: Vec<Part>,
}

impl Passage {
    pub(super) fn new(hit: &Hit, script: Script) -> Passage {
        let hit = script.show_hit(hit);
        Passage {
            id: hit.id.clone(),
            score: hit.score,
            role: hit.role.name(),
            section: hit.section.clone(),
            case: hit.case.as_ref().map(|case| Case::new(case, Script::AsIs)),
            notice: Notice::new(&hit.notice, Script::AsIs),
            text: hit.text.clone(),
            marks: hit
                .marks
                .iter()
                .map(|mark| Mark {
                    start: mark.local.start,
                    end: mark.local.end,
                    raw_start: hit.place.is_none().then_some(mark.raw.start),
                    raw_end: hit.place.is_none().then_some(mark.raw.end),
                })
                .collect(),
            repairs: repairs(&hit),
            file: hit.file.clone(),
            place: hit.place,
            explanation: hit
                .explanation
                .iter()
                .map(|(part, score)| Part { part: part.clone(), score: *score })
                .collect(),
        }
    }
}

/// The repairs of a passage.
pub(super) fn repairs(hit: &Hit) -> Vec<Repair> {
    hit.repairs
        .iter()
        .map(|repair| Repair {
            start: repair.local.start,
            end: repair.local.end,
            raw: repair.raw.clone(),
            restored: repair.restored.clone(),
            rule: repair.rule.name(),
            status: repair.status.name(),
        })
        .collect()
}

#[derive(Serialize)]
struct Part {
    part: String,
    score: f32,
}

#[derive(Serialize)]
struct ByCase {
    case: Case,
    score: f32,
    passages: Vec<Passage>,
}

impl ByCase {
    fn new(case: &CaseHit, script: Script) -> ByCase {
        ByCase {
            case: Case::new(&case.case, script),
            score: case.score,
            passages: case.passages.iter().map(|hit| Passage::new(hit, script)).collect(),
        }
    }
}

/// A case.
#[derive(Serialize)]
pub(crate) struct Case {
    id: String,
    tier: Option<String>,
    number: Option<u32>,
    title: String,
    city: Option<String>,
    county: Option<String>,
}

impl Case {
    pub(crate) fn new(case: &CaseInfo, script: Script) -> Case {
        let show = |value: &Option<String>| value.as_deref().map(|value| script.show(value).into_owned());
        Case {
            id: case.id.clone(),
            tier: show(&case.tier),
            number: case.number,
            title: script.show(&case.title).into_owned(),
            city: show(&case.city),
            county: show(&case.county),
        }
    }
}

/// A notice.
#[derive(Serialize)]
pub(crate) struct Notice {
    id: String,
    number: Option<String>,
    title: String,
    issuer: Option<String>,
    issued: Option<String>,
    published: Option<String>,
}

impl Notice {
    pub(crate) fn new(notice: &NoticeInfo, script: Script) -> Notice {
        Notice {
            id: notice.id.clone(),
            number: notice.number.clone(),
            title: script.show(&notice.title).into_owned(),
            issuer: notice.issuer.as_deref().map(|issuer| script.show(issuer).into_owned()),
            issued: notice.issued.clone(),
            published: notice.published.clone(),
        }
    }
}

#[derive(Serialize)]
struct Mark {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_end: Option<usize>,
}

#[derive(Serialize)]
pub(super) struct Repair {
    start: usize,
    end: usize,
    raw: String,
    restored: String,
    rule: &'static str,
    status: &'static str,
}

#[derive(Serialize)]
struct Notices<'r> {
    total: usize,
    notices: Vec<Listed<'r>>,
}

#[derive(Serialize)]
struct Listed<'r> {
    #[serde(flatten)]
    notice: Notice,
    file: &'r str,
    copies: &'r [String],
    versions: Vec<VersionWire<'r>>,
    passages: usize,
    cases: Vec<ListedCase>,
}

#[derive(Serialize)]
struct ListedCase {
    #[serde(flatten)]
    case: Case,
    passages: usize,
}

#[derive(Serialize)]
struct ShownWire<'r> {
    notice: Notice,
    case: Option<Case>,
    file: &'r str,
    url: Option<&'r str>,
    versions: Vec<VersionWire<'r>>,
    passages: Vec<Passage>,
}

/// Another version of a notice; `total` is null when the two were too long to be compared.
#[derive(Serialize)]
struct VersionWire<'r> {
    id: &'r str,
    file: &'r str,
    differences: Vec<DifferenceWire<'r>>,
    total: Option<usize>,
}

impl<'r> VersionWire<'r> {
    fn new(version: &'r Version, script: Script) -> VersionWire<'r> {
        let differences = version.differences.iter().map(|difference| DifferenceWire {
            here: script.show(&difference.here).into_owned(),
            there: script.show(&difference.there).into_owned(),
            passage: difference.passage.as_deref(),
        });
        VersionWire { id: &version.id, file: &version.file, differences: differences.collect(), total: version.total }
    }
}

#[derive(Serialize)]
struct DifferenceWire<'r> {
    here: String,
    there: String,
    passage: Option<&'r str>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn json_is_the_same_and_harmless(text in "([\"\\\\質\r\n\u{7f}\u{9b}\u{202e}\u{2028}\u{e0041}\u{200b}]|\\PC|\\pC){0,20}") {
            let mut out = Vec::new();
            object(&mut out, &serde_json::json!({ (text.clone()): [text.clone(), null] })).unwrap();
            let line = String::from_utf8(out).unwrap();
            prop_assert!(line.strip_suffix('\n').unwrap().chars().all(|c| c != '\n' && is_harmless(c)), "{:?}", line);
            let read: serde_json::Value = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(&read[&text][0], &text);
            let pretty = serde_json::to_string_pretty(&read).unwrap();
            let shown = escaped(&pretty);
            prop_assert!(shown.chars().all(is_harmless));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), read);
        }
    }
}
