//! The integrity report on a file: for reading, and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::terminal::Look;
use super::{Lang, sanitize};
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
    writeln!(out, "   {} {}, {}", inspection.bytes, if zh { "字节" } else { "bytes" }, inspection.encoding)?;
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
    if zh {
        write!(out, "第 {} 行第 {} 字，字节 {}–{}：", place.line, place.column, place.raw.start, place.raw.end)?;
    } else {
        write!(out, "line {}, character {}, bytes {}–{}: ", place.line, place.column, place.raw.start, place.raw.end)?;
    }
    match finding.kind {
        "repair" => writeln!(
            out,
            "“{raw}” → “{restored}” ({}, {})",
            finding.rule.unwrap_or_default(),
            finding.status.unwrap_or_default()
        ),
        "foreign" => writeln!(out, "{}: {}", finding.kind, sanitize(&finding.note)),
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
        encoding: &inspection.encoding,
        remarks: &inspection.remarks,
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
                raw_start: finding.place.raw.start,
                raw_end: finding.place.raw.end,
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
    encoding: &'i str,
    remarks: &'i [String],
    notice: NoticeWire<'i>,
    roles: std::collections::BTreeMap<&'static str, usize>,
    counts: std::collections::BTreeMap<&'static str, CountWire>,
    glosses: Vec<GlossWire<'i>>,
    findings: Vec<FindingWire<'i>>,
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
    raw_start: usize,
    raw_end: usize,
    rule: Option<&'static str>,
    status: Option<&'static str>,
    raw: &'i str,
    restored: &'i str,
    note: &'i str,
}
