//! Rows of comparable cases: reasons and differences, groups, cases side by side, terms.

use super::columns::{GROUPED, KEYWORD, OF_NOTICE, QUOTE, REASON};
use super::found::{of_notice, of_place, year};
use super::labels::Word;
use super::{Cell, Column, Sheet};
use crate::api::similar::{Cluster, Comparison, Keyword, Quote, SimilarHit};
use crate::api::{CaseInfo, NoticeInfo};
use crate::present::wording::quote_text;

/// `columns`, and behind them what is told of the notice of a case.
fn with_notice(columns: &[Column]) -> Vec<Column> {
    columns.iter().cloned().chain(OF_NOTICE).collect()
}

/// A row a reason or difference.
pub(super) fn reasons(hits: &[SimilarHit]) -> Sheet {
    let mut rows = Vec::new();
    for (rank, hit) in hits.iter().enumerate() {
        let head = |sort: Cell, kind: Cell| -> Vec<Cell> {
            vec![
                (rank + 1).into(),
                (&hit.case.id).into(),
                (&hit.case.title).into(),
                hit.case.province.as_ref().into(),
                hit.case.city.as_ref().into(),
                hit.case.county.as_ref().into(),
                Cell::Decimal(f64::from(hit.score.total), 4),
                sort,
                kind,
            ]
        };
        let behind = || of_notice(&hit.notice);
        for reason in &hit.reasons {
            let mut row = head(Cell::Word("reason", "相同"), reason.kind.word());
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
            row.extend(behind());
            rows.push(row);
        }
        for difference in &hit.differences {
            let side = |quotes: &[Quote]| quotes.iter().map(quote_text).collect::<Vec<_>>().join("; ");
            let ids = |quotes: &[Quote]| {
                quotes.iter().flat_map(|quote| quote.passages.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
            };
            let (here, there) = (&difference.here, &difference.there);
            let mut row = head(Cell::Word("difference", "不同"), difference.kind.word());
            row.extend([Cell::Empty, side(here).into(), ids(here).into(), side(there).into(), ids(there).into()]);
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
            row.extend(behind());
            rows.push(row);
        }
    }
    Sheet { columns: with_notice(&REASON), rows }
}

/// A row a case.
pub(super) fn groups(clusters: &[Cluster]) -> Sheet {
    let mut rows = Vec::new();
    for (at, cluster) in clusters.iter().enumerate() {
        rows.extend(cluster.cases.iter().map(|one| {
            let mut row: Vec<Cell> = vec![
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
            ];
            row.extend(of_notice(&one.notice));
            row
        }));
    }
    Sheet { columns: with_notice(&GROUPED), rows }
}

/// A row a thing: which row of the comparison, which case, the words, what they are about, the passages.
pub(super) fn quotes(comparison: &Comparison) -> Sheet {
    let all: Vec<(&CaseInfo, &NoticeInfo)> = comparison.cases.iter().zip(&comparison.notices).collect();
    // Who each column is: its id, its title, and the cases that it stands for.
    let of_case = all.iter().map(|&(case, notice)| (&case.id, &case.title, vec![(case, notice)]));
    let of_group = comparison.groups.iter().map(|group| {
        let own = all.iter().copied().filter(|(case, _)| group.cases.contains(&case.id));
        (&group.name, &group.name, own.collect())
    });
    let heads: Vec<_> = if comparison.groups.is_empty() { of_case.collect() } else { of_group.collect() };
    let behind: Vec<Vec<Cell>> = heads.iter().map(|(_, _, cases)| together(cases)).collect();
    let mut rows = Vec::new();
    for row in &comparison.rows {
        for (((id, title, _), behind), quotes) in heads.iter().zip(&behind).zip(&row.cells) {
            rows.extend(quotes.iter().map(|Quote { text, what, passages, sentences, yuan, cases }| {
                let mut cells: Vec<Cell> = vec![
                    row.kind.word(),
                    (*id).into(),
                    (*title).into(),
                    text.into(),
                    what.as_ref().into(),
                    yuan.map(|yuan| yuan.to_string()).into(),
                    passages.join(" ").into(),
                    sentences.join("\n").into(),
                    (*cases).into(),
                ];
                cells.extend_from_slice(behind);
                cells
            }));
        }
    }
    Sheet { columns: with_notice(&QUOTE), rows }
}

/// Where the cases are and of which notices; what differs within a group stands there once each.
fn together<'t>(cases: &[(&'t CaseInfo, &'t NoticeInfo)]) -> Vec<Cell> {
    if let [(case, notice)] = cases {
        return of_place(Some(case)).into_iter().chain(of_notice(notice)).collect();
    }
    let each = |told: fn(&'t CaseInfo, &'t NoticeInfo) -> Option<&'t str>| -> Cell {
        let mut values: Vec<&str> = Vec::new();
        for value in cases.iter().filter_map(|&(case, notice)| told(case, notice)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values.join("、").into()
    };
    // A number stays one where it is the same for all.
    let years: Vec<Cell> = cases.iter().map(|(_, notice)| year(notice)).collect();
    let year = years.first().filter(|first| years.iter().all(|year| year == *first)).cloned();
    vec![
        each(|case, _| case.province.as_deref()),
        each(|case, _| case.city.as_deref()),
        each(|case, _| case.county.as_deref()),
        each(|_, notice| Some(&notice.id)),
        each(|_, notice| Some(&notice.title)),
        each(|_, notice| notice.number.as_deref()),
        each(|_, notice| notice.issuer.as_deref()),
        year.unwrap_or_else(|| each(|_, notice| notice.date().and_then(|date| date.get(..4)))),
        each(|_, notice| notice.issued.as_deref()),
    ]
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
