//! The integrity report on a file: for reading, and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::door::Door;
use super::terminal::{DOUBT, Look, role_name, write_styled};
use super::{Lang, one_line, sanitize};
use crate::decode::Place;
use crate::ingest::{Finding, FindingKind, Inspection};
use crate::text::{Rule, Status};

/// Writes the report for reading.
///
/// # Errors
///
/// What the writer reports.
pub fn text(out: &mut Door<impl Write>, inspection: &Inspection, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    let notice = &inspection.notice;
    writeln!(out, "{}", one_line(&inspection.file.display().to_string()))?;
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
    writeln!(out, "   {}", one_line(&look.script.show(&about.join(" · "))))?;
    let roles: Vec<String> =
        inspection.roles.iter().map(|(role, count)| format!("{} {count}", role_name(*role, look.lang))).collect();
    let number = |count: usize, zh_unit: &str, en: &str| match (zh, count) {
        (true, _) => format!("{count} {zh_unit}"),
        (false, 1) => format!("1 {en}"),
        (false, _) => format!("{count} {en}s"),
    };
    writeln!(
        out,
        "   {}, {} ({})",
        number(notice.cases.len(), "个案例", "case"),
        number(notice.passages.len(), "段", "passage"),
        roles.join(if zh { "、" } else { ", " })
    )?;
    for remark in &inspection.remarks {
        let remark = if zh { remark.in_chinese() } else { remark.to_string() };
        writeln!(out, "   {}", one_line(&remark))?;
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
    let (proven, suggested, left) = inspection.byte_damage();
    if proven + suggested + left > 0 {
        heading(out, zh, "字节损坏", "byte damage")?;
        if zh {
            writeln!(out, "共 {} 处：得证 {proven}，推测 {suggested}，未复原 {left}", proven + suggested + left)?;
        } else {
            let all = proven + suggested + left;
            writeln!(out, "{all} places: {proven} proven, {suggested} suggested, {left} not restored")?;
        }
        for finding in inspection.findings.iter().filter(|finding| finding.kind.is_byte_damage()) {
            finding_line(out, finding, look)?;
        }
    }
    let sections = [
        ("实体与转义", "entities and escapes", "repair"),
        ("不属于本页的行", "lines that do not belong to the page", "foreign"),
        ("网站自身的行", "lines of the site's own", "boilerplate"),
        ("原文异常（保留）", "oddities of the source, kept", "oddity"),
    ];
    for (zh_name, en_name, kind) in sections {
        let of = |finding: &&Finding| finding.kind.name() == kind && !finding.kind.is_byte_damage();
        let mut findings = inspection.findings.iter().filter(of).peekable();
        if findings.peek().is_some() {
            heading(out, zh, zh_name, en_name)?;
        }
        for finding in findings {
            finding_line(out, finding, look)?;
        }
    }
    titles(out, inspection, look)
}

fn heading(out: &mut Door<impl Write>, zh: bool, zh_name: &str, en_name: &str) -> io::Result<()> {
    writeln!(out, "\n## {}", if zh { zh_name } else { en_name })
}

/// The copies of the titles: how many agree, and those that do not.
fn titles(out: &mut Door<impl Write>, inspection: &Inspection, look: &Look) -> io::Result<()> {
    if inspection.titles.is_empty() {
        return Ok(());
    }
    let zh = look.lang == Lang::Zh;
    heading(out, zh, "标题各处的写法", "the copies of the titles")?;
    let differing: Vec<_> = inspection.titles.iter().filter(|title| title.copies.iter().any(|c| !c.same)).collect();
    let (all, same) = (inspection.titles.len(), inspection.titles.len() - differing.len());
    let copies: usize = inspection.titles.iter().map(|title| title.copies.len()).sum();
    if zh {
        writeln!(out, "{all} 个标题在正文之外另有 {copies} 处；各处一致（不计标点）的 {same} 个")?;
    } else {
        writeln!(
            out,
            "{all} titles stand in {copies} other places; {same} are alike in all of them, punctuation aside"
        )?;
    }
    for title in differing {
        let short = title.case.rsplit('/').next().unwrap_or(&title.case);
        writeln!(out, "{}  {}", one_line(short), one_line(&look.script.show(&title.title)))?;
        for copy in title.copies.iter().filter(|copy| !copy.same) {
            let (line, text) = (copy.place.line, look.script.show(&copy.text));
            let text = sanitize(&text).replace('\n', "⏎");
            writeln!(out, "    {} {line}: {text}", if zh { "行" } else { "line" })?;
        }
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

/// `line 12, character 8, bytes 4711–4730: “…” → “…” (unaligned, proven): …it with its surroundings…`
fn finding_line(out: &mut Door<impl Write>, finding: &Finding, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    let place = &finding.place;
    let shown = |text: &str| sanitize(&look.script.show(text)).replace('\n', "⏎");
    // What the file holds is shown as it is there.
    let raw = sanitize(&finding.raw).replace('\n', "⏎");
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
    let note = look.lang.pick(&finding.note.zh, &finding.note.en);
    match finding.kind {
        FindingKind::Repair { rule, status } => {
            let bytes = rule.is_byte_repair();
            let suggested = status == Status::Suggested;
            let rule = match (rule, zh) {
                (Rule::Unaligned, true) => "错位",
                (Rule::SplitMark, true) => "标点切断",
                (Rule::Entity, true) => "实体",
                (Rule::Escape, true) => "转义",
                (rule, _) => rule.name(),
            };
            let status = match (status, zh) {
                (Status::Proven, true) => "得证",
                (Status::Suggested, true) => "推测",
                (status, false) => status.name(),
            };
            write!(out, "“{raw}” → “")?;
            if suggested {
                write_styled(out, look, DOUBT, &shown(&finding.restored))?;
            } else {
                write!(out, "{}", shown(&finding.restored))?;
            }
            write!(out, "” ({rule}, {status})")?;
            if bytes {
                write!(out, "{}…{}…", if zh { "：" } else { ": " }, shown(&finding.context))?;
            }
            writeln!(out)
        }
        FindingKind::Foreign => writeln!(out, "{}", note),
        FindingKind::Boilerplate => writeln!(out, "{}", shown(&finding.raw)),
        FindingKind::Unrepaired => writeln!(out, "“{raw}” ({})", if zh { "未复原" } else { "not restored" }),
        FindingKind::Oddity => writeln!(out, "“{}”: {}", shown(&finding.raw), sanitize(note)),
    }
}

/// The rule and the status of a repair.
fn repair(kind: FindingKind) -> Option<(Rule, Status)> {
    match kind {
        FindingKind::Repair { rule, status } => Some((rule, status)),
        _ => None,
    }
}

/// Writes the report as one JSON object. The fields stay; new ones may come.
///
/// `file`, `bytes`, `encoding`, `remarks` (sentences); `notice` (`id number title issuer issued published url`, and how
/// many `cases` and `passages`); `roles` (passages of each role); `counts` (by rule, `gloss unaligned split_mark entity
/// escape`: `all`, and how many of them are `proven`); `glosses` (`character reading count`, the most frequent first);
/// `byte_damage` (`places`, of which `proven`, `suggested` and `unrepaired`); `titles` (`case title copies`, each copy
/// `line raw_start raw_end text same`); `findings`, in the order of the file: `kind` is `repair`, `unrepaired`,
/// `oddity`, `boilerplate` or `foreign`; `line` and `column` count from 1, in lines and characters of the clean text,
/// `raw_start..raw_end` are bytes of the file; `context` is a repair with the clean text around it; `rule` and `status` (`proven`, `suggested`) are null but for repairs.
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
        remarks: inspection.remarks.iter().map(ToString::to_string).collect(),
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
        roles: inspection.roles.iter().map(|(role, count)| (role.name(), *count)).collect(),
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
                kind: finding.kind.name(),
                line: finding.place.line,
                column: finding.place.column,
                raw_start: finding.place.within.is_none().then_some(finding.place.raw.start),
                raw_end: finding.place.within.is_none().then_some(finding.place.raw.end),
                place: finding.place.within,
                rule: repair(finding.kind).map(|(rule, _)| rule.name()),
                status: repair(finding.kind).map(|(_, status)| status.name()),
                raw: &finding.raw,
                restored: &finding.restored,
                context: &finding.context,
                note: &finding.note.en,
            })
            .collect(),
        byte_damage: {
            let (proven, suggested, unrepaired) = inspection.byte_damage();
            ByteDamageWire { places: proven + suggested + unrepaired, proven, suggested, unrepaired }
        },
        titles: inspection
            .titles
            .iter()
            .map(|title| TitleWire {
                case: &title.case,
                title: &title.title,
                copies: title
                    .copies
                    .iter()
                    .map(|copy| CopyWire {
                        line: copy.place.line,
                        raw_start: copy.place.raw.start,
                        raw_end: copy.place.raw.end,
                        text: &copy.text,
                        same: copy.same,
                    })
                    .collect(),
            })
            .collect(),
    };
    let text = serde_json::to_string_pretty(&wire)?;
    writeln!(out, "{}", super::json::escaped(&text))
}

#[derive(Serialize)]
struct Wire<'i> {
    file: String,
    bytes: usize,
    format: &'static str,
    encoding: &'i str,
    remarks: Vec<String>,
    stated: StatedWire<'i>,
    notice: NoticeWire<'i>,
    roles: std::collections::BTreeMap<&'static str, usize>,
    counts: std::collections::BTreeMap<&'static str, CountWire>,
    glosses: Vec<GlossWire<'i>>,
    findings: Vec<FindingWire<'i>>,
    byte_damage: ByteDamageWire,
    titles: Vec<TitleWire<'i>>,
}

#[derive(Serialize)]
struct ByteDamageWire {
    places: usize,
    proven: usize,
    suggested: usize,
    unrepaired: usize,
}

#[derive(Serialize)]
struct TitleWire<'i> {
    case: &'i str,
    title: &'i str,
    copies: Vec<CopyWire<'i>>,
}

#[derive(Serialize)]
struct CopyWire<'i> {
    line: usize,
    raw_start: usize,
    raw_end: usize,
    text: &'i str,
    same: bool,
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
    #[serde(skip_serializing_if = "str::is_empty")]
    context: &'i str,
    note: &'i str,
}
