//! The integrity report on a file, for reading.

use std::io::{self, Write};

use super::{DOUBT, Look, write_styled};
use crate::api::inspected::{ByteDamage, Finding, ReadValue};
use crate::api::{Inspected, Listed};
use crate::ingest::FindingKind;
use crate::notice::Sureness;
use crate::present::Lang;
use crate::present::door::Door;
use crate::present::wording::{
    field_of_notice, place_name, role_name, rule_name, source_name, status_name, sureness_name, version_line,
};
use crate::text::{Rule, Status, one_line, sanitize};
use crate::unpack::kind_in_chinese;

/// Writes what a container holds.
///
/// # Errors
///
/// What the writer reports.
pub fn listed(out: &mut Door<impl Write>, listed: &Listed, lang: Lang) -> io::Result<()> {
    writeln!(out, "{}", one_line(&listed.file))?;
    let (zh, en) = (kind_in_chinese(&listed.kind), &listed.kind);
    let count = listed.members.len();
    let members = lang.pick("个成员", if count == 1 { "member" } else { "members" });
    writeln!(out, "   {}, {count} {members}", lang.pick(&zh, en))?;
    for said in listed.columns.iter().chain(&listed.ended) {
        writeln!(out, "   {}", one_line(said.sentence.pick(lang)))?;
    }
    writeln!(out)?;
    for member in &listed.members {
        match &member.problem {
            Some(problem) => writeln!(out, "   {}: {}", one_line(&member.file), one_line(problem.sentence.pick(lang)))?,
            None => writeln!(out, "   {}, {} {}", one_line(&member.file), member.bytes, lang.pick("字节", "bytes"))?,
        }
    }
    Ok(())
}

/// Writes the report for reading.
///
/// # Errors
///
/// What the writer reports.
pub fn inspected(out: &mut Door<impl Write>, inspection: &Inspected, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    let about = &inspection.notice;
    let notice = &about.notice;
    writeln!(out, "{}", one_line(&inspection.file))?;
    writeln!(
        out,
        "   {}, {} {}, {}",
        inspection.format.name(),
        inspection.bytes,
        if zh { "字节" } else { "bytes" },
        inspection.encoding
    )?;
    let named: Vec<&str> = [
        Some(notice.title.as_str()),
        notice.number.as_deref(),
        notice.issuer.as_deref(),
        notice.issued.as_deref(),
        notice.published.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    writeln!(out, "   {}", one_line(&named.join(" · ")))?;
    readings(out, &inspection.readings, look)?;
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
        number(about.cases, "个案例", "case"),
        number(about.passages, "段", "passage"),
        roles.join(if zh { "、" } else { ", " })
    )?;
    for remark in &inspection.remarks {
        writeln!(out, "   {}", one_line(remark.sentence.pick(look.lang)))?;
    }
    writeln!(out)?;
    for (rule, count) in &inspection.counts {
        let (all, proven) = (count.all, count.proven);
        let name = rule_name(*rule, look.lang);
        match rule {
            Rule::Gloss => writeln!(out, "{name}: {all}")?,
            _ if zh => writeln!(out, "{name}：{all}，其中 {proven} 处得证")?,
            _ => writeln!(out, "{name}: {all}, {proven} of them proven")?,
        }
    }
    if !inspection.glosses.is_empty() {
        let most: Vec<String> = inspection
            .glosses
            .iter()
            .take(12)
            .map(|gloss| format!("{}({}) {}", gloss.character, gloss.reading, gloss.count))
            .collect();
        let label = if zh { "加注的字" } else { "characters with readings" };
        writeln!(out, "   {label}: {}; {} …", inspection.glosses.len(), sanitize(&most.join(", ")))?;
    }
    let ByteDamage { places: all, proven, suggested, unrepaired: left } = inspection.byte_damage;
    if all > 0 {
        heading(out, zh, "字节损坏", "byte damage")?;
        if zh {
            writeln!(out, "共 {all} 处：得证 {proven}，推测 {suggested}，未复原 {left}")?;
        } else {
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
    titles(out, inspection, look)?;
    if let Some(versions) = inspection.versions.as_deref().filter(|versions| !versions.is_empty()) {
        heading(out, zh, "索引中的其他版本（本文 ≠ 该版本）", "other versions in the index (this file ≠ the version)")?;
        for version in versions {
            write_styled(out, look, DOUBT, &version_line(version, look.lang))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// `   number: 国发〔2019〕5号 (a label, line 3, certain)`
fn readings(out: &mut Door<impl Write>, readings: &[ReadValue], look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    for read in readings {
        let field = field_of_notice(&read.field, look.lang);
        let (source, sure) = (source_name(read.source, look.lang), sureness_name(read.sureness, look.lang));
        write!(out, "   {field}{}{}", if zh { "：" } else { ": " }, one_line(&read.value))?;
        let line = match (read.line, zh) {
            (Some(line), true) => format!("第 {line} 行，"),
            (Some(line), false) => format!("line {line}, "),
            (None, _) => String::new(),
        };
        let told = if zh { format!("（{source}，{line}{sure}）") } else { format!(" ({source}, {line}{sure})") };
        match read.sureness {
            Sureness::Certain => write!(out, "{told}")?,
            Sureness::Likely | Sureness::Guess => write_styled(out, look, DOUBT, &told)?,
        }
        writeln!(out)?;
    }
    Ok(())
}

fn heading(out: &mut Door<impl Write>, zh: bool, zh_name: &str, en_name: &str) -> io::Result<()> {
    writeln!(out, "\n## {}", if zh { zh_name } else { en_name })
}

/// The copies of the titles: how many agree, and those that do not.
fn titles(out: &mut Door<impl Write>, inspection: &Inspected, look: &Look) -> io::Result<()> {
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
        writeln!(out, "{}  {}", one_line(short), one_line(&title.title))?;
        for copy in title.copies.iter().filter(|copy| !copy.same) {
            let (line, text) = (copy.line, sanitize(&copy.text).replace('\n', "⏎"));
            writeln!(out, "    {} {line}: {text}", if zh { "行" } else { "line" })?;
        }
    }
    Ok(())
}

/// `line 12, character 8, bytes 4711–4730: “…” → “…” (unaligned, proven): …it with its surroundings…`
fn finding_line(out: &mut Door<impl Write>, finding: &Finding, look: &Look) -> io::Result<()> {
    let zh = look.lang == Lang::Zh;
    let shown = |text: &str| sanitize(text).replace('\n', "⏎");
    // What the file holds is shown as it is there.
    let raw = sanitize(&finding.raw).replace('\n', "⏎");
    let raw_span = finding.raw_span.unwrap_or_default();
    let within = match (&finding.place, zh) {
        (None, true) => format!("字节 {}–{}", raw_span.start, raw_span.end),
        (None, false) => format!("bytes {}–{}", raw_span.start, raw_span.end),
        (Some(place), _) => sanitize(&place_name(place, look.lang)).into_owned(),
    };
    if zh {
        write!(out, "第 {} 行第 {} 字，{within}：", finding.line, finding.column)?;
    } else {
        write!(out, "line {}, character {}, {within}: ", finding.line, finding.column)?;
    }
    let note = finding.note.sentence.pick(look.lang);
    match finding.kind {
        FindingKind::Repair { rule, status } => {
            let bytes = rule.is_byte_repair();
            let suggested = status == Status::Suggested;
            let rule = match (rule, zh) {
                (Rule::Unaligned, true) => "错位",
                (Rule::SplitMark, true) => "标点切断",
                (Rule::Entity, true) => "实体",
                (Rule::Escape, true) => "转义",
                (Rule::Mojibake, true) => "乱码",
                (rule, _) => rule.name(),
            };
            let status = status_name(status, look.lang);
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
        FindingKind::Foreign => writeln!(out, "{note}"),
        FindingKind::Boilerplate => writeln!(out, "{}", shown(&finding.raw)),
        FindingKind::Unrepaired => writeln!(out, "“{raw}” ({})", if zh { "未复原" } else { "not restored" }),
        FindingKind::Oddity => writeln!(out, "“{}”: {}", shown(&finding.raw), sanitize(note)),
    }
}
