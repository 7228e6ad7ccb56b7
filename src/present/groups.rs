//! Distinctive terms of cases, and groups of cases.

use std::io::{self, Write};

use serde::Serialize;

use super::door::Door;
use super::markdown::{escaped, name};
use super::similar::case_name;
use super::terminal::{Look, TITLE, write_styled};
use super::wrap::columns;
use super::{Lang, Script, json, one_line};
use crate::api::similar::{Clusters, Keyword, Keywords};

/// Writes a line a term: its score, mentions and cases here and elsewhere.
///
/// # Errors
///
/// What the writer reports.
pub fn keywords_text(out: &mut Door<impl Write>, keywords: &Keywords, look: &Look) -> io::Result<()> {
    let head = look
        .lang
        .pick("     G²   此处 次/案例   别处 次/案例   词", "     G²   here n/cases   elsewhere n/cases   term");
    write_styled(out, look, TITLE, head)?;
    writeln!(out)?;
    for Keyword { term, score, mentions, cases, mentions_elsewhere, cases_elsewhere, .. } in &keywords.keywords {
        let term = look.script.show(term);
        writeln!(
            out,
            "{score:>7.1}   {mentions:>5} / {cases:<4}   {mentions_elsewhere:>7} / {cases_elsewhere:<7}   {}",
            one_line(&term)
        )?;
    }
    let count = keywords.cases.len();
    match look.lang {
        Lang::Zh => writeln!(out, "{count} 个案例与其余比较；用 anli search --count '\"词\"' 核对"),
        Lang::En if count == 1 => writeln!(out, "one case against the rest; check with anli search --count '\"TERM\"'"),
        Lang::En => writeln!(out, "{count} cases against the rest; check with anli search --count '\"TERM\"'"),
    }
}

/// Writes one row a term.
///
/// # Errors
///
/// What the writer reports.
pub fn keywords_csv(out: &mut impl Write, keywords: &Keywords, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["g2"])?;
    rows.write_record(["term", "g2", "mentions", "cases", "mentions_elsewhere", "cases_elsewhere", "query"])?;
    for keyword in &keywords.keywords {
        rows.write_record([
            script.show(&keyword.term).into_owned(),
            format!("{:.2}", keyword.score),
            keyword.mentions.to_string(),
            keyword.cases.to_string(),
            keyword.mentions_elsewhere.to_string(),
            keyword.cases_elsewhere.to_string(),
            keyword.query.clone(),
        ])?;
    }
    rows.flush()
}

/// Writes a table of the terms.
///
/// # Errors
///
/// What the writer reports.
pub fn keywords_markdown(out: &mut impl Write, keywords: &Keywords, script: Script) -> io::Result<()> {
    writeln!(out, "| | G² | n | cases | n elsewhere | cases elsewhere |\n| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for Keyword { term, score, mentions, cases, mentions_elsewhere, cases_elsewhere, .. } in &keywords.keywords {
        let term = escaped(&script.show(term));
        writeln!(out, "| {term} | {score:.1} | {mentions} | {cases} | {mentions_elsewhere} | {cases_elsewhere} |")?;
    }
    Ok(())
}

/// Writes one object: the cases of the group and the terms.
///
/// # Errors
///
/// What the writer reports.
pub fn keywords_object(out: &mut impl Write, keywords: &Keywords, script: Script) -> io::Result<()> {
    let wire = KeywordsWire {
        cases: keywords.cases.iter().map(|case| json::Case::new(case, script)).collect(),
        found: keywords.found,
        keywords: keywords
            .keywords
            .iter()
            .map(|keyword| KeywordWire {
                term: script.show(&keyword.term).into_owned(),
                query: &keyword.query,
                g2: keyword.score,
                mentions: keyword.mentions,
                cases: keyword.cases,
                elsewhere: OtherWire { mentions: keyword.mentions_elsewhere, cases: keyword.cases_elsewhere },
            })
            .collect(),
    };
    json::object(out, &wire)
}

#[derive(Serialize)]
struct KeywordsWire<'k> {
    cases: Vec<json::Case>,
    found: usize,
    keywords: Vec<KeywordWire<'k>>,
}

#[derive(Serialize)]
struct KeywordWire<'k> {
    term: String,
    query: &'k str,
    g2: f64,
    mentions: usize,
    cases: usize,
    elsewhere: OtherWire,
}

#[derive(Serialize)]
struct OtherWire {
    mentions: usize,
    cases: usize,
}

/// Writes the groups, a line a case.
///
/// # Errors
///
/// What the writer reports.
pub fn clusters_text(out: &mut Door<impl Write>, clusters: &Clusters, look: &Look) -> io::Result<()> {
    for (at, cluster) in clusters.clusters.iter().enumerate() {
        let mean = cluster.mean.map(|mean| format!(" · {mean:.3}")).unwrap_or_default();
        let common: Vec<_> = cluster.common.iter().map(|value| look.script.show(value)).collect();
        let common = if common.is_empty() { String::new() } else { format!(" · {}", common.join("、")) };
        write_styled(out, look, TITLE, &one_line(&format!("{}{mean}{common}", at + 1)))?;
        writeln!(out)?;
        let names: Vec<String> = cluster.cases.iter().map(|one| one_line(&case_name(&one.case)).into_owned()).collect();
        let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
        for (one, name) in cluster.cases.iter().zip(&names) {
            let pad = " ".repeat(widest - columns(name));
            let line = format!("   {name}{pad}  {}", look.script.show(&one.case.title));
            writeln!(out, "{}", super::wrap::fitted(&one_line(&line), look.width))?;
        }
    }
    match look.lang {
        Lang::Zh => writeln!(out, "平均相似度不低于 {:.3} 的归为一组", clusters.cut),
        Lang::En => writeln!(out, "groups are as near as {:.3} on average", clusters.cut),
    }
}

/// Writes one row a case.
///
/// # Errors
///
/// What the writer reports.
pub fn clusters_csv(out: &mut impl Write, clusters: &Clusters, script: Script, bom: bool) -> io::Result<()> {
    let mut rows = super::csv::writer(out, bom, &["mean", "score"])?;
    rows.write_record(["cluster", "size", "mean", "common", "case", "title", "city", "county", "nearest", "score"])?;
    for (at, cluster) in clusters.clusters.iter().enumerate() {
        let common: Vec<_> = cluster.common.iter().map(|value| script.show(value)).collect();
        for one in &cluster.cases {
            let (nearest, score) =
                one.nearest.clone().map(|(id, score)| (id, format!("{score:.4}"))).unwrap_or_default();
            rows.write_record([
                (at + 1).to_string(),
                cluster.cases.len().to_string(),
                cluster.mean.map(|mean| format!("{mean:.4}")).unwrap_or_default(),
                common.join("、"),
                one.case.id.clone(),
                script.show(&one.case.title).into_owned(),
                script.show(one.case.city.as_deref().unwrap_or_default()).into_owned(),
                script.show(one.case.county.as_deref().unwrap_or_default()).into_owned(),
                nearest,
                score,
            ])?;
        }
    }
    rows.flush()
}

/// Writes the groups as nested lists.
///
/// # Errors
///
/// What the writer reports.
pub fn clusters_markdown(out: &mut impl Write, clusters: &Clusters, script: Script) -> io::Result<()> {
    for (at, cluster) in clusters.clusters.iter().enumerate() {
        let common: Vec<_> = cluster.common.iter().map(|value| script.show(value)).collect();
        writeln!(out, "{}. {}", at + 1, escaped(&common.join("、")).trim_start())?;
        for one in &cluster.cases {
            writeln!(out, "   - {} {}", escaped(&script.show(&one.case.title)), name(&one.case.id))?;
        }
    }
    Ok(())
}

/// Writes one object: the cut and the groups.
///
/// # Errors
///
/// What the writer reports.
pub fn clusters_object(out: &mut impl Write, clusters: &Clusters, script: Script) -> io::Result<()> {
    let wire = ClustersWire {
        cut: clusters.cut,
        clusters: clusters
            .clusters
            .iter()
            .map(|cluster| ClusterWire {
                mean: cluster.mean,
                common: cluster.common.iter().map(|value| script.show(value).into_owned()).collect(),
                cases: cluster
                    .cases
                    .iter()
                    .map(|one| ClusteredWire {
                        case: json::Case::new(&one.case, script),
                        nearest: one.nearest.as_ref().map(|(case, score)| NearestWire { case, score: *score }),
                    })
                    .collect(),
            })
            .collect(),
    };
    json::object(out, &wire)
}

#[derive(Serialize)]
struct ClustersWire<'c> {
    cut: f32,
    clusters: Vec<ClusterWire<'c>>,
}

#[derive(Serialize)]
struct ClusterWire<'c> {
    mean: Option<f32>,
    common: Vec<String>,
    cases: Vec<ClusteredWire<'c>>,
}

#[derive(Serialize)]
struct ClusteredWire<'c> {
    #[serde(flatten)]
    case: json::Case,
    nearest: Option<NearestWire<'c>>,
}

#[derive(Serialize)]
struct NearestWire<'c> {
    case: &'c str,
    score: f32,
}
