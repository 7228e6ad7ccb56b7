//! Facts in every form.

use std::io::{self, Write};

use serde::Serialize;

use super::door::Door;
use super::markdown::{bold, escaped, name};
use super::terminal::{Look, PLACE, TITLE, body, head, write_styled};
use super::wrap::columns;
use super::{Lang, Script, sanitize};
use crate::api::facts::Facts;
use crate::api::{FactHit, Hit};
use crate::decode::Place;
use crate::facts::{Detail, Fact, Kind};
use crate::text::{Local, Span};

/// Writes the facts, those of a passage together, each with its sentence.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut Door<impl Write>, facts: &Facts, look: &Look) -> io::Result<()> {
    for of_passage in facts.facts.chunk_by(|a, b| a.hit.id == b.hit.id) {
        let Some(first) = of_passage.first() else { continue };
        let hit = look.script.show_hit(&first.hit);
        head(out, look, hit.case.as_ref(), &hit)?;
        for of_sentence in of_passage.chunk_by(|a, b| a.sentence == b.sentence) {
            let Some(first) = of_sentence.first() else { continue };
            let spans: Vec<Span<Local>> = of_sentence.iter().map(|hit| hit.fact.span).collect();
            let hit = sentence_hit(first, &spans);
            let hit = look.script.show_hit(&hit);
            body(out, look, &hit, Span::new(0, hit.text.len()), (false, false))?;
            for found in of_sentence {
                let shown = look.script.show(&found.fact.text).into_owned();
                let shown = sanitize(&shown).replace('\n', "");
                write!(out, "     ")?;
                write_styled(out, look, TITLE, &shown)?;
                let pad = 18_usize.saturating_sub(columns(&shown)).max(1);
                let told = look.script.show(&told(&found.fact, look.lang)).into_owned();
                write!(out, "{:pad$}", "")?;
                write_styled(out, look, PLACE, &sanitize(&told).replace('\n', ""))?;
                writeln!(out)?;
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
    let mut marks: Vec<crate::api::Mark> = Vec::new();
    for &span in spans {
        // Facts of different kinds may share characters (a title and the year in it); marks are disjoint.
        match (marks.last_mut(), mark) {
            (Some(last), _) if moved(span).start < last.local.end => {
                last.local = Span::new(last.local.start, last.local.end.max(moved(span).end));
            }
            (_, Some(mark)) => marks.push(crate::api::Mark { local: moved(span), ..mark }),
            (_, None) => {}
        }
    }
    let repairs = hit
        .repairs
        .iter()
        .filter(|repair| sentence.contains(repair.local))
        .map(|repair| crate::api::Repair { local: moved(repair.local), ..repair.clone() })
        .collect();
    Hit { text: hit.text[sentence.range()].to_owned(), marks, repairs, ..hit.clone() }
}

/// `money 151800000000 元 · 質押融資金額`: the value and what it is about.
fn told(fact: &Fact, lang: Lang) -> String {
    let kind = match fact.kind {
        Kind::Money => lang.pick("金额", "money"),
        Kind::Percent => lang.pick("百分比", "percent"),
        Kind::Bp => lang.pick("基点", "basis points"),
        Kind::Count => lang.pick("数量", "count"),
        Kind::Date => lang.pick("日期", "date"),
        Kind::Title => lang.pick("文件", "title"),
        Kind::Product => lang.pick("产品", "product"),
        Kind::First => lang.pick("首创", "first"),
    };
    let value = match (fact.days(), fact.value) {
        (Some(days), _) => days.to_string(),
        (None, Some(value)) => {
            let max = fact.value_max.map_or_else(String::new, |max| format!("..{}", grouped(max)));
            format!("{}{max} {}", grouped(value), fact.unit.as_deref().unwrap_or_default())
        }
        (None, None) => String::new(),
    };
    let bound = if fact.bound == crate::facts::Bound::Exact { "" } else { fact.bound.name() };
    let what = if fact.kind == Kind::Title { "" } else { fact.what.as_deref().unwrap_or_default() };
    [kind, what, value.trim(), bound].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
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

/// A number as JSON has it, without `.0` behind a whole one; a date as `2023-03-31`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Whole(i64),
    Broken(f64),
    Day(String),
}

impl Value {
    /// What `value` is as JSON.
    pub(super) fn number(value: f64) -> Value {
        // Whole numbers below 2^53 are exact in both.
        if value.fract() == 0.0 && value.abs() < 9e15 { Value::Whole(value as i64) } else { Value::Broken(value) }
    }
}

#[derive(Serialize)]
struct Wire<'f> {
    total: usize,
    facts: Vec<FactWire<'f>>,
}

#[derive(Serialize)]
struct FactWire<'f> {
    kind: &'static str,
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_max: Option<Value>,
    unit: Option<String>,
    bound: &'static str,
    text: String,
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    #[serde(flatten)]
    level: Option<LevelWire>,
    case: Option<&'f str>,
    passage: &'f str,
    span: SpanWire,
    sentence: String,
    city: Option<String>,
    title: String,
    file: &'f str,
}

/// Of a first: its level as the text has it (`全國`), what is claimed, and how wide the circle is (`nation`).
#[derive(Serialize)]
struct LevelWire {
    level: Option<String>,
    claim: Option<String>,
    circle: Option<&'static str>,
}

/// Bytes of the passage, and of the file; where these say nothing, the page or paragraph instead.
#[derive(Serialize)]
struct SpanWire {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_end: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

impl<'f> FactWire<'f> {
    fn new(found: &'f FactHit, script: Script) -> FactWire<'f> {
        let fact = &found.fact;
        let show = |text: &str| script.show(text).into_owned();
        let days = fact.days();
        let day = |day: crate::facts::Day| Value::Day(day.to_string());
        // Marks follow the script that is shown; the bytes of the file do not.
        let shown = script.show_hit(&found.hit);
        let (local, raw) = shown.marks.first().map(|mark| (mark.local, mark.raw)).unwrap_or_default();
        let level = match &fact.detail {
            Detail::First { level, scope } => Some(LevelWire {
                level: scope.as_deref().map(show),
                claim: fact.what.as_deref().map(show),
                circle: level.map(crate::facts::Level::name),
            }),
            _ => None,
        };
        FactWire {
            kind: fact.kind.name(),
            value: days.map(|days| day(days.start)).or_else(|| fact.value.map(Value::number)),
            value_max: match days {
                Some(days) => (days.start != days.end).then(|| day(days.end)),
                None => fact.value_max.map(Value::number),
            },
            unit: fact.unit.as_deref().map(show),
            bound: fact.bound.name(),
            text: show(&fact.text),
            what: fact.what.as_deref().map(show),
            purpose: fact.purpose().map(crate::facts::Purpose::name),
            level,
            case: found.hit.case.as_ref().map(|case| case.id.as_str()),
            passage: &found.hit.id,
            span: SpanWire {
                start: local.start,
                end: local.end,
                raw_start: shown.place.is_none().then_some(raw.start),
                raw_end: shown.place.is_none().then_some(raw.end),
                place: shown.place,
            },
            sentence: show(&found.hit.text[found.sentence.range()]),
            city: found.hit.case.as_ref().and_then(|case| case.city.as_deref()).map(show),
            title: show(found.hit.case.as_ref().map_or(&found.hit.notice.title, |case| &case.title)),
            file: &found.hit.file,
        }
    }
}

/// Writes one object: how many facts there are, and those that were asked for.
///
/// # Errors
///
/// What the writer reports.
pub fn json(out: &mut impl Write, facts: &Facts, script: Script) -> io::Result<()> {
    let list = facts.facts.iter().map(|found| FactWire::new(found, script)).collect();
    super::json::object(out, &Wire { total: facts.total, facts: list })
}

/// Writes one object a fact.
///
/// # Errors
///
/// What the writer reports.
pub fn lines(out: &mut impl Write, facts: &Facts, script: Script) -> io::Result<()> {
    facts.facts.iter().try_for_each(|found| super::json::object(out, &FactWire::new(found, script)))
}

/// Writes one row a fact.
///
/// # Errors
///
/// What the writer reports.
pub fn csv(out: &mut impl Write, facts: &Facts, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["value", "value_max"])?;
    rows.write_record([
        "kind",
        "value",
        "value_max",
        "unit",
        "bound",
        "text",
        "what",
        "level",
        "case",
        "title",
        "city",
        "passage",
        "sentence",
        "purpose",
        "notice_number",
        "file",
    ])?;
    for found in &facts.facts {
        let wire = FactWire::new(found, script);
        let cell = |value: &Option<Value>| match value {
            Some(Value::Whole(value)) => value.to_string(),
            Some(Value::Broken(value)) => value.to_string(),
            Some(Value::Day(day)) => day.clone(),
            None => String::new(),
        };
        let level = wire.level.as_ref().and_then(|level| level.level.clone()).unwrap_or_default();
        rows.write_record([
            wire.kind,
            &cell(&wire.value),
            &cell(&wire.value_max),
            wire.unit.as_deref().unwrap_or_default(),
            wire.bound,
            &wire.text,
            wire.what.as_deref().unwrap_or_default(),
            &level,
            wire.case.unwrap_or_default(),
            &wire.title,
            wire.city.as_deref().unwrap_or_default(),
            wire.passage,
            &wire.sentence,
            wire.purpose.unwrap_or_default(),
            found.hit.notice.number.as_deref().unwrap_or_default(),
            wire.file,
        ])?;
    }
    rows.flush()
}

/// Writes a table, the figure in bold in its sentence.
///
/// # Errors
///
/// What the writer reports.
pub fn markdown(out: &mut impl Write, facts: &Facts, script: Script) -> io::Result<()> {
    writeln!(out, "| kind | what | sentence | passage |\n| --- | --- | --- | --- |")?;
    for found in &facts.facts {
        let hit = sentence_hit(found, &[found.fact.span]);
        let hit = script.show_hit(&hit);
        let span = hit.marks.first().map(|mark| mark.local).unwrap_or_default();
        let part = |from: usize, to: usize| escaped(&hit.text[from..to]);
        writeln!(
            out,
            "| {} | {} | {}{}{} | {} |",
            found.fact.kind.name(),
            escaped(&script.show(found.fact.what.as_deref().unwrap_or_default())),
            part(0, span.start),
            bold(&hit.text[span.range()]),
            part(span.end, hit.text.len()),
            name(&found.hit.id)
        )?;
    }
    Ok(())
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
