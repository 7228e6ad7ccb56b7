//! Comparable cases: with their reasons and differences.

use std::io::{self, Write};

use serde::Serialize;

use super::door::Door;
use super::terminal::{Look, PLACE, TITLE, short_name, write_styled};
use super::wrap::{Wrapped, fitted};
use super::{
    Lang, Script, json,
    markdown::{escaped, name},
    sanitize,
};
use crate::api::CaseInfo;
use crate::api::similar::{Count, Difference, DifferenceKind, Quote, Reason, ReasonKind, Similar, SimilarHit};
use crate::lexicon::TagKind;

const INDENT: usize = 3;

/// Writes the cases for reading: under each what it shares, with counts and passages, and in what it differs.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut Door<impl Write>, similar: &Similar, look: &Look) -> io::Result<()> {
    let show = |text: &str| look.script.show(text).into_owned();
    for hit in &similar.hits {
        let head = format!("{} {}", case_name(&hit.case), show(&hit.case.title));
        write_styled(out, look, TITLE, &fitted(&sanitize(&head), look.width))?;
        writeln!(out)?;
        let mut place = Wrapped::new(look.width, INDENT);
        let where_: Vec<&str> = hit.case.city.iter().chain(&hit.case.county).map(String::as_str).collect();
        let parts = [format!("{:.3}", hit.score.total), show(&where_.join(" ")), hit.case.id.clone()];
        let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        place.push(&line, look.color.then_some(PLACE));
        place.write(out)?;
        for reason in &hit.reasons {
            let mut line = Wrapped::new(look.width, INDENT);
            line.push(&reason_line(reason, look), None);
            line.write(out)?;
        }
        for difference in &hit.differences {
            let mut line = Wrapped::new(look.width, INDENT);
            line.push(&difference_line(difference, look), None);
            line.write(out)?;
        }
        writeln!(out)?;
    }
    if let Some(hit) = similar.hits.first() {
        // An example that can be run as it stands: a word where there is one, as it is the shortest.
        let example = hit.reasons.iter().find(|reason| reason.kind == ReasonKind::Word).or_else(|| hit.reasons.first());
        let query = example.map_or("", |reason| reason.query.as_str());
        let case = similar.case.as_ref().unwrap_or(&hit.case);
        let query = quoted(&show(query));
        let check = format!("anli search --count {query} --filter {}", quoted_if_needed(&format!("case:{}", case.id)));
        let text = match look.lang {
            Lang::Zh => format!("比较了 {} 个案例；每个次数都可以用引号或 ‹ › 里的查询核对：{check}", similar.compared),
            Lang::En => {
                let compared = cases(similar.compared);
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

/// `典型5`, or the id of a case without a tier.
pub(super) fn case_name(case: &CaseInfo) -> String {
    if case.tier.is_some() { short_name(case).unwrap_or_else(|| case.id.clone()) } else { case.id.clone() }
}

/// `#3` of a passage's id; the title has no number.
pub(super) fn reference(id: &str) -> &str {
    id.rfind('#').map_or("題", |at| &id[at..])
}

fn references(ids: &[String], script: Script) -> String {
    let shown: Vec<_> = ids.iter().take(4).map(|id| script.show(reference(id))).collect();
    if shown.is_empty() {
        return String::new();
    }
    let more = if ids.len() > shown.len() { " …" } else { "" };
    format!(" ({}{more})", shown.join(" "))
}

fn reason_line(reason: &Reason, look: &Look) -> String {
    let (zh, en) = reason_label(reason.kind);
    let count = |count: &Count| format!("{}{}", count.occurrences, references(&count.passages, look.script));
    let (here, there) = (count(&reason.here), count(&reason.there));
    let elsewhere = match (reason.elsewhere, look.lang) {
        (None, _) => String::new(),
        (Some(e), Lang::Zh) if e.occurrences == 0 => "，别处没有".to_owned(),
        (Some(e), Lang::En) if e.occurrences == 0 => ", nowhere else".to_owned(),
        (Some(e), Lang::Zh) if e.cases == 0 => format!("，案例之外 {} 次", e.occurrences),
        (Some(e), Lang::En) if e.cases == 0 => format!(", elsewhere {} outside the cases", e.occurrences),
        (Some(e), Lang::Zh) => format!("，别处 {} 次（{} 个案例）", e.occurrences, e.cases),
        (Some(e), Lang::En) => format!(", elsewhere {} in {}", e.occurrences, cases(e.cases)),
    };
    // A value that is searched as it stands is shown as its query, in quotes; any other is followed by its query.
    let query = look.script.show(&reason.query);
    let (value, query) = if reason.query == format!("\"{}\"", reason.value) {
        (query, String::new())
    } else {
        (look.script.show(&reason.value), format!(" ‹{query}›"))
    };
    let counts = match look.lang {
        Lang::Zh => format!("此 {here} 次，彼 {there} 次{elsewhere}{query}"),
        Lang::En => format!("{here} here, {there} there{elsewhere}{query}"),
    };
    match &reason.sentences {
        Some((a, b)) => format!(
            "= {} “{}” ~ “{}” → {value}: {counts}",
            look.lang.pick(zh, en),
            look.script.show(a),
            look.script.show(b)
        ),
        None => format!("= {} {value}: {counts}", look.lang.pick(zh, en)),
    }
}

fn cases(number: usize) -> String {
    format!("{number} case{}", if number == 1 { "" } else { "s" })
}

fn difference_line(difference: &Difference, look: &Look) -> String {
    let (zh, en) = difference_label(difference.kind);
    let side = |quotes: &[Quote]| {
        let quotes: Vec<String> = quotes.iter().map(|quote| quote_text(quote, look.script)).collect();
        if quotes.is_empty() { "–".to_owned() } else { quotes.join(look.lang.pick("、", ", ")) }
    };
    format!("≠ {}: {} | {}", look.lang.pick(zh, en), side(&difference.here), side(&difference.there))
}

/// `賠付金額 6268元 (#9)`
pub(super) fn quote_text(quote: &Quote, script: Script) -> String {
    let text = match &quote.what {
        Some(what) if what.contains(&quote.text) => what.clone(),
        Some(what) if !quote.text.contains(what.as_str()) => format!("{what} {}", quote.text),
        _ => quote.text.clone(),
    };
    format!("{}{}", script.show(&text), references(&quote.passages, script))
}

/// What a kind of thing is called.
pub(super) fn kind_label(kind: TagKind) -> (&'static str, &'static str) {
    match kind {
        TagKind::Instrument => ("工具", "instrument"),
        TagKind::Object => ("客体", "object"),
        TagKind::Mechanism => ("机制", "mechanism"),
        TagKind::Actor => ("机构", "actor"),
        TagKind::Aspect => ("侧面", "aspect"),
    }
}

fn reason_label(kind: ReasonKind) -> (&'static str, &'static str) {
    match kind {
        ReasonKind::Shared(kind) => kind_label(kind),
        ReasonKind::Word => ("用词", "word"),
        ReasonKind::Sentence => ("句子", "sentence"),
    }
}

fn difference_label(kind: DifferenceKind) -> (&'static str, &'static str) {
    match kind {
        DifferenceKind::Place => ("地点", "place"),
        DifferenceKind::Tier => ("类别", "tier"),
        DifferenceKind::Amount => ("金额", "amount"),
        DifferenceKind::Only(kind) => kind_label(kind),
    }
}

/// Writes one object: the case, or null for a text, and the hits.
///
/// # Errors
///
/// What the writer reports.
pub fn object(out: &mut impl Write, similar: &Similar, script: Script) -> io::Result<()> {
    let wire = Wire {
        case: similar.case.as_ref().map(|case| json::Case::new(case, script)),
        compared: similar.compared,
        took_us: similar.took_us,
        hits: similar.hits.iter().map(|hit| HitWire::new(hit, script)).collect(),
    };
    json::object(out, &wire)
}

/// Writes one object a hit.
///
/// # Errors
///
/// What the writer reports.
pub fn lines(out: &mut impl Write, similar: &Similar, script: Script) -> io::Result<()> {
    similar.hits.iter().try_for_each(|hit| json::object(out, &HitWire::new(hit, script)))
}

/// Writes one row a reason or difference.
///
/// # Errors
///
/// What the writer reports.
pub fn csv(out: &mut impl Write, similar: &Similar, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["rank", "score", "elsewhere", "elsewhere_cases"])?;
    rows.write_record([
        "rank",
        "case",
        "title",
        "city",
        "county",
        "score",
        "type",
        "kind",
        "value",
        "here",
        "here_passages",
        "there",
        "there_passages",
        "elsewhere",
        "elsewhere_cases",
        "query",
    ])?;
    for (rank, hit) in similar.hits.iter().enumerate() {
        let show = |text: &str| script.show(text).into_owned();
        let head = |kind: &str, name: &str| {
            let city = show(hit.case.city.as_deref().unwrap_or_default());
            let county = show(hit.case.county.as_deref().unwrap_or_default());
            let score = format!("{:.4}", hit.score.total);
            let title = show(&hit.case.title);
            [(rank + 1).to_string(), hit.case.id.clone(), title, city, county, score, kind.to_owned(), name.to_owned()]
        };
        for reason in &hit.reasons {
            let elsewhere = reason.elsewhere.map(|e| (e.occurrences.to_string(), e.cases.to_string()));
            let (elsewhere, others) = elsewhere.unwrap_or_default();
            let tail = [
                show(&reason.value),
                reason.here.occurrences.to_string(),
                reason.here.passages.join(" "),
                reason.there.occurrences.to_string(),
                reason.there.passages.join(" "),
                elsewhere,
                others,
                reason.query.clone(),
            ];
            rows.write_record(head("reason", reason.kind.name()).iter().chain(&tail))?;
        }
        for difference in &hit.differences {
            let side =
                |quotes: &[Quote]| quotes.iter().map(|quote| quote_text(quote, script)).collect::<Vec<_>>().join("; ");
            let ids =
                |quotes: &[Quote]| quotes.iter().flat_map(|quote| quote.passages.clone()).collect::<Vec<_>>().join(" ");
            let (here, there) = (&difference.here, &difference.there);
            let none = String::new;
            let tail = [none(), side(here), ids(here), side(there), ids(there), none(), none(), none()];
            rows.write_record(head("difference", difference.kind.name()).iter().chain(&tail))?;
        }
    }
    rows.flush()
}

/// Writes a heading and two lists a case.
///
/// # Errors
///
/// What the writer reports.
pub fn markdown(out: &mut impl Write, similar: &Similar, look: &Look) -> io::Result<()> {
    for hit in &similar.hits {
        let title = format!("{} {}", case_name(&hit.case), look.script.show(&hit.case.title));
        writeln!(out, "## {}\n", escaped(&title))?;
        writeln!(out, "{:.3} · {}\n", hit.score.total, name(&hit.case.id))?;
        for reason in &hit.reasons {
            writeln!(out, "- {}", escaped(&reason_line(reason, look)))?;
        }
        for difference in &hit.differences {
            writeln!(out, "- {}", escaped(&difference_line(difference, look)))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Wire {
    case: Option<json::Case>,
    compared: usize,
    took_us: u64,
    hits: Vec<HitWire>,
}

#[derive(Serialize)]
struct HitWire {
    case: json::Case,
    score: f32,
    parts: Parts,
    reasons: Vec<ReasonWire>,
    differences: Vec<DifferenceWire>,
}

#[derive(Serialize)]
struct Parts {
    facets: f32,
    pairs: f32,
    phrases: f32,
}

#[derive(Serialize)]
struct ReasonWire {
    kind: &'static str,
    value: String,
    query: String,
    here: CountWire,
    there: CountWire,
    elsewhere: Option<ElsewhereWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<[String; 2]>,
}

#[derive(Serialize)]
struct CountWire {
    occurrences: usize,
    passages: Vec<String>,
}

#[derive(Serialize)]
struct ElsewhereWire {
    occurrences: usize,
    cases: usize,
}

#[derive(Serialize)]
struct DifferenceWire {
    kind: &'static str,
    here: Vec<QuoteWire>,
    there: Vec<QuoteWire>,
}

/// Something that a case says, and where.
#[derive(Serialize)]
pub(super) struct QuoteWire {
    text: String,
    what: Option<String>,
    passages: Vec<String>,
    /// For each passage the sentence that says so.
    sentences: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    yuan: Option<f64>,
}

impl QuoteWire {
    pub(super) fn all(quotes: &[Quote], script: Script) -> Vec<QuoteWire> {
        quotes
            .iter()
            .map(|quote| QuoteWire {
                text: script.show(&quote.text).into_owned(),
                what: quote.what.as_deref().map(|what| script.show(what).into_owned()),
                passages: quote.passages.clone(),
                sentences: quote.sentences.iter().map(|text| script.show(text).into_owned()).collect(),
                yuan: quote.yuan,
            })
            .collect()
    }
}

impl HitWire {
    fn new(hit: &SimilarHit, script: Script) -> HitWire {
        let count = |count: &Count| CountWire { occurrences: count.occurrences, passages: count.passages.clone() };
        let show = |text: &String| script.show(text).into_owned();
        HitWire {
            case: json::Case::new(&hit.case, script),
            score: hit.score.total,
            parts: Parts { facets: hit.score.facets, pairs: hit.score.pairs, phrases: hit.score.phrases },
            reasons: hit
                .reasons
                .iter()
                .map(|reason| ReasonWire {
                    kind: reason.kind.name(),
                    value: show(&reason.value),
                    query: reason.query.clone(),
                    here: count(&reason.here),
                    there: count(&reason.there),
                    elsewhere: reason
                        .elsewhere
                        .map(|other| ElsewhereWire { occurrences: other.occurrences, cases: other.cases }),
                    sentences: reason.sentences.as_ref().map(|(a, b)| [show(a), show(b)]),
                })
                .collect(),
            differences: hit
                .differences
                .iter()
                .map(|difference| DifferenceWire {
                    kind: difference.kind.name(),
                    here: QuoteWire::all(&difference.here, script),
                    there: QuoteWire::all(&difference.there, script),
                })
                .collect(),
        }
    }
}
