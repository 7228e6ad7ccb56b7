//! Rows of comparable cases: reasons and differences, groups, cases side by side, terms.

use super::columns::{GROUPED, KEYWORD, QUOTE, REASON};
use super::{Cell, Sheet};
use crate::api::similar::{Cluster, Comparison, Keyword, Quote, SimilarHit};
use crate::present::wording::quote_text;

/// A row a reason or difference.
pub(super) fn reasons(hits: &[SimilarHit]) -> Sheet {
    let mut rows = Vec::new();
    for (rank, hit) in hits.iter().enumerate() {
        let head = |sort: &str, kind: &str| -> Vec<Cell> {
            vec![
                (rank + 1).into(),
                (&hit.case.id).into(),
                (&hit.case.title).into(),
                hit.case.province.as_ref().into(),
                hit.case.city.as_ref().into(),
                hit.case.county.as_ref().into(),
                Cell::Decimal(f64::from(hit.score.total), 4),
                sort.into(),
                kind.into(),
            ]
        };
        for reason in &hit.reasons {
            let mut row = head("reason", reason.kind.name());
            row.extend([
                Cell::from(&reason.value),
                reason.here.occurrences.into(),
                reason.here.passages.join(" ").into(),
                reason.there.occurrences.into(),
                reason.there.passages.join(" ").into(),
                reason.elsewhere.map(|other| other.occurrences).into(),
                reason.elsewhere.map(|other| other.cases).into(),
                (&reason.query).into(),
            ]);
            rows.push(row);
        }
        for difference in &hit.differences {
            let side = |quotes: &[Quote]| quotes.iter().map(quote_text).collect::<Vec<_>>().join("; ");
            let ids = |quotes: &[Quote]| {
                quotes.iter().flat_map(|quote| quote.passages.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
            };
            let (here, there) = (&difference.here, &difference.there);
            let mut row = head("difference", difference.kind.name());
            row.extend([Cell::Empty, side(here).into(), ids(here).into(), side(there).into(), ids(there).into()]);
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
            rows.push(row);
        }
    }
    Sheet { columns: REASON.to_vec(), rows }
}

/// A row a case.
pub(super) fn groups(clusters: &[Cluster]) -> Sheet {
    let mut rows = Vec::new();
    for (at, cluster) in clusters.iter().enumerate() {
        rows.extend(cluster.cases.iter().map(|one| {
            vec![
                (at + 1).into(),
                cluster.cases.len().into(),
                cluster.mean.map_or(Cell::Empty, |mean| Cell::Decimal(f64::from(mean), 4)),
                cluster.common.join("、").into(),
                (&one.case.id).into(),
                (&one.case.title).into(),
                one.case.province.as_ref().into(),
                one.case.city.as_ref().into(),
                one.case.county.as_ref().into(),
                one.nearest.as_ref().map(|nearest| &nearest.case).into(),
                one.nearest.as_ref().map_or(Cell::Empty, |nearest| Cell::Decimal(f64::from(nearest.score), 4)),
            ]
        }));
    }
    Sheet { columns: GROUPED.to_vec(), rows }
}

/// A row a thing: which row of the comparison, which case, the words, what they are about, the passages.
pub(super) fn quotes(comparison: &Comparison) -> Sheet {
    let mut rows = Vec::new();
    for row in &comparison.rows {
        let of_case = comparison.cases.iter().map(|case| (&case.id, &case.title));
        let of_group = comparison.groups.iter().map(|group| (&group.name, &group.name));
        let heads: Vec<_> = if comparison.groups.is_empty() { of_case.collect() } else { of_group.collect() };
        for ((id, title), quotes) in heads.iter().zip(&row.cells) {
            rows.extend(quotes.iter().map(|Quote { text, what, passages, sentences, yuan, cases }| {
                vec![
                    row.kind.name().into(),
                    (*id).into(),
                    (*title).into(),
                    text.into(),
                    what.as_ref().into(),
                    yuan.map(|yuan| yuan.to_string()).into(),
                    passages.join(" ").into(),
                    sentences.join("\n").into(),
                    (*cases).into(),
                ]
            }));
        }
    }
    Sheet { columns: QUOTE.to_vec(), rows }
}

/// A row a term.
pub(super) fn keywords(keywords: &[Keyword]) -> Sheet {
    let row = |keyword: &Keyword| {
        vec![
            (&keyword.term).into(),
            Cell::Decimal(keyword.score, 2),
            keyword.here.mentions.into(),
            keyword.here.cases.into(),
            keyword.elsewhere.mentions.into(),
            keyword.elsewhere.cases.into(),
            (&keyword.query).into(),
            keyword.by_cases.map_or(Cell::Empty, |score| Cell::Decimal(score, 2)),
        ]
    };
    Sheet { columns: KEYWORD.to_vec(), rows: keywords.iter().map(row).collect() }
}
