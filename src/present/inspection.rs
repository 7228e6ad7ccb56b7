//! The integrity report on a file: for reading, and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::terminal::Look;
use super::{Lang, sanitize};
use crate::decode::Place;
use crate::index::{Finding, Inspection};
use crate::text::Rule;

/// Writes the report for reading.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut impl Write, inspection: &Inspection, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    let notice = &inspection.notice;
    writeln!(out, "{}", sanitize(&inspection.file.display().to_string()))?;
    writeln!(
        out,
        "   {}, {} {}, {}",
        inspection.format.name(),
        inspection.bytes,
        if zh { "字节" } else { "bytes" },
        inspection.encoding
    )?;
    let about: Vec<&str> = [
        Some(notice.title.as_str()),
        notice.number.as_deref(),
        notice.issuer.as_deref(),
        notice.issued.as_deref(),
        notice.published.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    writeln!(out, "   {}", sanitize(&look.script.show(&about.join(" · "))))?;
    let roles: Vec<String> = inspection.roles.iter().map(|(role, count)| format!("{role} {count}")).collect();
    writeln!(
        out,
        "   {} {}, {} {} ({})",
        notice.cases.len(),
        if zh { "个案例" } else { "cases" },
        notice.passages.len(),
        if zh { "段" } else { "passages" },
        roles.join(", ")
    )?;
    for remark in &inspection.remarks {
        writeln!(out, "   {}", sanitize(remark))?;
    }
    writeln!(out)?;
    for (rule, (all, proven)) in &inspection.counts {
        let name = rule_name(*rule, zh);
        match rule {
            Rule::Gloss => writeln!(out, "{name}: {all}")?,
            _ if zh => writeln!(out, "{name}：{all}，其中 {proven} 处得证")?,
            _ => writeln!(out, "{name}: {all}, {proven} of them proven")?,
        }
    }
    if !inspection.glosses.is_empty() {
        let most: Vec<String> =
            inspection.glosses.iter().take(12).map(|(c, reading, count)| format!("{c}({reading}) {count}")).collect();
        let label = if zh { "加注的字" } else { "characters with readings" };
        writeln!(out, "   {label}: {}; {} …", inspection.glosses.len(), sanitize(&most.join(", ")))?;
    }
    if !inspection.findings.is_empty() {
        writeln!(out)?;
    }
    for finding in &inspection.findings {
        finding_line(out, finding, zh)?;
    }
    Ok(())
}

fn rule_name(rule: Rule, zh: bool) -> &'static str {
    match (rule, zh) {
        (Rule::Gloss, true) => "去掉的注音",
        (Rule::Gloss, false) => "readings dropped",
        (Rule::Unaligned, true) => "错位字节的复原",
        (Rule::Unaligned, false) => "misaligned bytes restored",
        (Rule::SplitMark, true) => "被标点切断的字的复原",
        (Rule::SplitMark, false) => "characters cut by a mark restored",
        (Rule::Entity, true) => "字符实体",
        (Rule::Entity, false) => "entities decoded",
        (Rule::Escape, true) => "转义",
        (Rule::Escape, false) => "escapes decoded",
    }
}

/// `line 12, column 8, bytes 4711–4730: “…” → “…” (unaligned, proven)`
fn finding_line(out: &mut impl Write, finding: &Finding, zh: bool) -> io::Result<()> {
    let place = &finding.place;
    let raw = sanitize(&finding.raw).replace('\n', "⏎");
    let restored = sanitize(&finding.restored).replace('\n', "⏎");
    let within = match (place.within, zh) {
        (None, true) => format!("字节 {}–{}", place.raw.start, place.raw.end),
        (None, false) => format!("bytes {}–{}", place.raw.start, place.raw.end),
        (Some(Place::Page(n)), true) => format!("第 {n} 页"),
        (Some(Place::Page(n)), false) => format!("page {n}"),
        (Some(Place::Paragraph(n)), true) => format!("第 {n} 段"),
        (Some(Place::Paragraph(n)), false) => format!("paragraph {n}"),
    };
    if zh {
        write!(out, "第 {} 行第 {} 字，{within}：", place.line, place.column)?;
    } else {
        write!(out, "line {}, character {}, {within}: ", place.line, place.column)?;
    }
    match finding.kind {
        "repair" => writeln!(
            out,
            "“{raw}” → “{restored}” ({}, {})",
            finding.rule.unwrap_or_default(),
            finding.status.unwrap_or_default()
        ),
        "foreign" => writeln!(out, "{}: {}", finding.kind, finding.note),
        _ => writeln!(out, "{} “{raw}”: {}", finding.kind, sanitize(&finding.note)),
    }
}

/// Writes the report as one JSON object.
///
/// # Errors
///
/// What the writer reports.
pub fn json(out: &mut impl Write, inspection: &Inspection) -> io::Result<()> {
    let notice = &inspection.notice;
    let wire = Wire {
        file: inspection.file.display().to_string(),
        bytes: inspection.bytes,
        format: inspection.format.name(),
        encoding: &inspection.encoding,
        remarks: &inspection.remarks,
        stated: StatedWire {
            number: inspection.stated.number.as_deref(),
            title: inspection.stated.title.as_deref(),
            issuer: inspection.stated.issuer.as_deref(),
            issued: inspection.stated.issued.as_deref(),
            published: inspection.stated.published.as_deref(),
            url: inspection.stated.url.as_deref(),
        },
        notice: NoticeWire {
            id: &notice.id,
            number: notice.number.as_deref(),
            title: &notice.title,
            issuer: notice.issuer.as_deref(),
            issued: notice.issued.as_deref(),
            published: notice.published.as_deref(),
            url: notice.url.as_deref(),
            cases: notice.cases.len(),
            passages: notice.passages.len(),
        },
        roles: inspection.roles.iter().map(|(role, count)| (*role, *count)).collect(),
        counts: inspection
            .counts
            .iter()
            .map(|(rule, (all, proven))| (rule.name(), CountWire { all: *all, proven: *proven }))
            .collect(),
        glosses: inspection
            .glosses
            .iter()
            .map(|(c, reading, count)| GlossWire { character: *c, reading, count: *count })
            .collect(),
        findings: inspection
            .findings
            .iter()
            .map(|finding| FindingWire {
                kind: finding.kind,
                line: finding.place.line,
                column: finding.place.column,
                raw_start: finding.place.within.is_none().then_some(finding.place.raw.start),
                raw_end: finding.place.within.is_none().then_some(finding.place.raw.end),
                place: finding.place.within,
                rule: finding.rule,
                status: finding.status,
                raw: &finding.raw,
                restored: &finding.restored,
                note: &finding.note,
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &wire)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Wire<'i> {
    file: String,
    bytes: usize,
    format: &'static str,
    encoding: &'i str,
    remarks: &'i [String],
    stated: StatedWire<'i>,
    notice: NoticeWire<'i>,
    roles: std::collections::BTreeMap<&'static str, usize>,
    counts: std::collections::BTreeMap<&'static str, CountWire>,
    glosses: Vec<GlossWire<'i>>,
    findings: Vec<FindingWire<'i>>,
}

/// What the file says about the document outside its running text: a table of metadata, tags, properties.
#[derive(Serialize)]
struct StatedWire<'i> {
    number: Option<&'i str>,
    title: Option<&'i str>,
    issuer: Option<&'i str>,
    issued: Option<&'i str>,
    published: Option<&'i str>,
    url: Option<&'i str>,
}

#[derive(Serialize)]
struct NoticeWire<'i> {
    id: &'i str,
    number: Option<&'i str>,
    title: &'i str,
    issuer: Option<&'i str>,
    issued: Option<&'i str>,
    published: Option<&'i str>,
    url: Option<&'i str>,
    cases: usize,
    passages: usize,
}

#[derive(Serialize)]
struct CountWire {
    all: usize,
    proven: usize,
}

#[derive(Serialize)]
struct GlossWire<'i> {
    character: char,
    reading: &'i str,
    count: usize,
}

#[derive(Serialize)]
struct FindingWire<'i> {
    kind: &'static str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_end: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    rule: Option<&'static str>,
    status: Option<&'static str>,
    raw: &'i str,
    restored: &'i str,
    note: &'i str,
}
