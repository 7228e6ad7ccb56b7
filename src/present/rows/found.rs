//! Rows of what was found: passages, cases, facts, occurrences, values, the table of cases.

use super::columns::{CASE, CLAIM, EVENT, FACET, FACT, LINE, LISTED, OF_NOTICE, PART, PASSAGE, PLACE};
use super::labels::Word;
use super::{Cell, Column, Figure, Kind, Options, Sheet};
use crate::api::draft::{Claim, Draft};
use crate::api::facts::FactLine;
use crate::api::pivot::Pivot;
use crate::api::table::{self, Entry, Table};
use crate::api::timeline::Event;
use crate::api::why_not::Part;
use crate::api::{
    CaseInfo, Facet, FactHit, FigurePair, Hit, KwicLine, NoticeInfo, NoticeListing, Piece, QuotePlace, Value,
    Verification,
};
use crate::cite::{Reference, Style};
use crate::decode::Place;
use crate::error::Lang;
use crate::facts::{Bound, Direction};
use crate::present::chart::Bar;
use crate::present::wording::{cell_name, machine_name, place_name};
use crate::text::Span;

/// A row a passage.
pub(super) fn passages<'h>(hits: impl Iterator<Item = &'h Hit>) -> Sheet {
    Sheet { columns: PASSAGE.to_vec(), rows: hits.map(passage).collect() }
}

fn passage(hit: &Hit) -> Vec<Cell> {
    let case = hit.case.as_ref();
    let marks: Vec<&str> = hit.marks.iter().map(|mark| &hit.text[mark.local.range()]).collect();
    vec![
        (&hit.id).into(),
        Cell::Decimal(f64::from(hit.score), 4),
        hit.role.word(),
        hit.section.as_ref().into(),
        case.map(|case| &case.id).into(),
        case.and_then(|case| case.tier.as_ref()).into(),
        case.and_then(|case| case.number).map(|number| number as usize).into(),
        case.map(|case| &case.title).into(),
        case.and_then(|case| case.province.as_ref()).into(),
        case.and_then(|case| case.city.as_ref()).into(),
        case.and_then(|case| case.county.as_ref()).into(),
        (&hit.notice.id).into(),
        hit.notice.issued.as_ref().into(),
        marks.join("|").into(),
        Cell::Marked(hit.text.clone(), hit.marks.iter().map(|mark| mark.local).collect()),
        hit.notice.number.as_ref().into(),
        (&hit.file).into(),
        Reference::of_hit(hit).cite(Style::Gbt2015).into(),
        hit.place
            .as_ref()
            .map(|place| told_place(place, hit.by_machine))
            .or_else(|| hit.line.map(|line| format!("line {line}")))
            .into(),
        (&hit.notice.title).into(),
        hit.notice.issuer.as_ref().into(),
        year(&hit.notice),
    ]
}

/// A place, and whether it was read by machine.
fn told_place(place: &Place, by_machine: bool) -> String {
    let name = place_name(place, Lang::En);
    if by_machine { format!("{name}, {}", machine_name(Lang::En)) } else { name }
}

/// The year of a notice.
pub(super) fn year(notice: &NoticeInfo) -> Cell {
    let year = notice.date().and_then(|date| date.get(..4)?.parse::<usize>().ok());
    year.map_or(Cell::Empty, Cell::Year)
}

/// The place of a case.
pub(super) fn of_place(case: Option<&CaseInfo>) -> [Cell; 3] {
    [
        case.and_then(|case| case.province.as_ref()).into(),
        case.and_then(|case| case.city.as_ref()).into(),
        case.and_then(|case| case.county.as_ref()).into(),
    ]
}

/// A row a case, with the ids of the other versions of its notice.
pub(super) fn cases(listing: &[NoticeListing]) -> Sheet {
    let of_notice = |notice: &NoticeListing| -> Vec<Vec<Cell>> {
        let versions: Vec<&str> = notice.versions.iter().map(|version| version.id.as_str()).collect();
        let cases = notice.cases.iter().map(|listed| {
            let case = &listed.case;
            vec![
                (&case.id).into(),
                case.tier.as_ref().into(),
                case.number.map(|number| number as usize).into(),
                (&case.title).into(),
                case.province.as_ref().into(),
                case.city.as_ref().into(),
                case.county.as_ref().into(),
                listed.passages.into(),
                (&notice.notice.id).into(),
                (&notice.notice.title).into(),
                notice.notice.issuer.as_ref().into(),
                notice.notice.issued.as_ref().into(),
                notice.notice.published.as_ref().into(),
                (&notice.file).into(),
                versions.join("|").into(),
                notice.notice.number.as_ref().into(),
                year(&notice.notice),
            ]
        });
        cases.collect()
    };
    Sheet { columns: LISTED.to_vec(), rows: listing.iter().flat_map(of_notice).collect() }
}

/// A row a value.
pub(super) fn facets(facets: &[Facet]) -> Sheet {
    let of_facet = |facet: &Facet| -> Vec<Vec<Cell>> {
        let values = facet.values.iter();
        values.map(|value| vec![facet.field.word(), (&value.value).into(), value.count.into()]).collect()
    };
    Sheet { columns: FACET.to_vec(), rows: facets.iter().flat_map(of_facet).collect() }
}

/// A row a fact.
pub(super) fn facts(facts: &[FactHit]) -> Sheet {
    Sheet { columns: FACT.to_vec(), rows: facts.iter().map(of_fact).collect() }
}

/// The row of a fact, the fact marked in its sentence.
fn of_fact(found: &FactHit) -> Vec<Cell> {
    let FactLine { kind, value, value_max, unit, bound, text, what, purpose, first, .. } = found.line();
    let line = found.line();
    let (fact, sentence) = (found.fact.span, found.sentence);
    let (case, notice) = (found.hit.case.as_ref(), &found.hit.notice);
    let number = |value: Option<crate::api::Value>| Cell::from(value.map(|value| value.to_string()));
    vec![
        kind.word(),
        number(value),
        number(value_max),
        unit.into(),
        bound.word(),
        text.into(),
        what.into(),
        first.as_ref().and_then(|first| first.level).into(),
        line.case.into(),
        line.title.into(),
        line.city.into(),
        line.passage.into(),
        Cell::Marked(line.sentence.to_owned(), vec![Span::new(fact.start - sentence.start, fact.end - sentence.start)]),
        purpose.word(),
        found.hit.notice.number.as_ref().into(),
        line.file.into(),
        line.direction.word(),
        first.and_then(|first| first.date).into(),
        line.span.cell.map(|cell| cell_name(cell, true, Lang::En)).into(),
        case.and_then(|case| case.province.as_ref()).into(),
        case.and_then(|case| case.county.as_ref()).into(),
        (&notice.id).into(),
        (&notice.title).into(),
        notice.issuer.as_ref().into(),
        year(notice),
        notice.issued.as_ref().into(),
    ]
}

/// A row a first, the oldest first.
pub(super) fn events(events: &[Event]) -> Sheet {
    let row = |event: &Event| {
        let case = event.case.as_ref();
        let within = event.sentence.find(&event.claim).map(|at| Span::new(at, at + event.claim.len()));
        let mut cells: Vec<Cell> = vec![
            event.date.as_ref().into(),
            event.date_of.word(),
            event.level.as_ref().into(),
            event.circle.word(),
            (&event.claim).into(),
            event.who.join("、").into(),
            case.map(|case| &case.id).into(),
            case.map_or(&event.notice.title, |case| &case.title).into(),
            (&event.passage).into(),
            Cell::Marked(event.sentence.clone(), within.into_iter().collect()),
        ];
        cells.extend(of_place(case));
        cells.extend(of_notice(&event.notice));
        cells
    };
    Sheet { columns: EVENT.into_iter().chain(OF_NOTICE).collect(), rows: events.iter().map(row).collect() }
}

/// A row an occurrence.
pub(super) fn lines(lines: &[KwicLine]) -> Sheet {
    let row = |line: &KwicLine| {
        let keyword = Cell::Marked(line.keyword.clone(), vec![Span::new(0, line.keyword.len())]);
        let case = line.case.as_ref();
        let mut cells = vec![(&line.id).into(), (&line.left).into(), keyword, (&line.right).into()];
        cells.push(case.map(|case| &case.id).into());
        cells.push(case.map_or(&line.notice.title, |case| &case.title).into());
        cells.extend(of_place(case));
        cells.extend(of_notice(&line.notice));
        cells
    };
    Sheet { columns: LINE.to_vec(), rows: lines.iter().map(row).collect() }
}

/// A row a case, with all columns, whether or not anything stands in them.
pub(super) fn table(table: &Table, cite: bool) -> Sheet {
    let known = table.columns.iter().map(|column| Column::own(&column.name, &column.zh, &column.en, Kind::Text));
    let row = |row: &table::Row| {
        let case = &row.case;
        let mut cells: Vec<Cell> = vec![
            (&case.id).into(),
            case.tier.as_ref().into(),
            case.number.map(|number| number as usize).into(),
            (&case.title).into(),
        ];
        cells.extend(
            table
                .columns
                .iter()
                .map(|column| Cell::from(joined(column, row.cells.get(&column.name), cite && !column.is_place()))),
        );
        cells.extend(of_notice(&row.notice));
        cells
    };
    Sheet {
        columns: CASE.into_iter().chain(known).chain(OF_NOTICE).collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}

/// What a row tells of the notice, under [`OF_NOTICE`].
pub(super) fn of_notice(notice: &NoticeInfo) -> [Cell; 6] {
    [
        (&notice.id).into(),
        (&notice.title).into(),
        notice.number.as_ref().into(),
        notice.issuer.as_ref().into(),
        year(notice),
        notice.issued.as_ref().into(),
    ]
}

/// The entries of a cell of the table of cases in one line, each once; with `cite` each with the ids of its passages.
pub(in crate::present) fn joined(column: &table::Column, entries: &[Entry], cite: bool) -> String {
    let mut out: Vec<(String, Vec<&str>)> = Vec::new();
    for entry in entries {
        let shown = shown(column, entry);
        match out.iter_mut().find(|(known, _)| *known == shown) {
            Some((_, passages)) => passages.extend(entry.passages()),
            None => out.push((shown, entry.passages().collect())),
        }
    }
    let cited = out.into_iter().map(|(shown, mut passages)| {
        if !cite {
            return shown;
        }
        passages.dedup();
        let short: Vec<&str> = passages.iter().map(|id| id.rsplit('/').next().unwrap_or(id)).collect();
        format!("{shown} [{}]", short.join(" "))
    });
    cited.collect::<Vec<_>>().join("；")
}

/// `質押融資金額 151.8億元`; what falls in a column of sums and rates has an arrow.
pub(in crate::present) fn shown(column: &table::Column, entry: &Entry) -> String {
    let falls = entry.direction == Some(Direction::Down) && column.direction.is_none();
    let text = if falls { format!("↓{}", entry.text) } else { entry.text.clone() };
    match entry.what.as_deref() {
        // 3000多農戶 has its noun in it, and firms are counted under their name.
        Some(what) if column.name != "firms" && !entry.text.contains(what) => format!("{what} {text}"),
        _ => text,
    }
}

/// A row a value of the rows' field, a column a value of the columns' field, and their sums.
pub(super) fn pivot(pivot: &Pivot, options: Options) -> Sheet {
    let (lang, shares) = (options.lang, options.shares);
    let named = |value: &Option<String>| value.clone().unwrap_or_else(|| lang.pick("（无）", "(none)").to_owned());
    let all = lang.pick("合计", "total");
    let mut columns = vec![Column::text(pivot.by.rows.name(), pivot.by.rows.name_zh(), pivot.by.rows.name())];
    columns.extend(pivot.columns.iter().map(|column| Column::called(named(&column.value), Kind::Number)));
    columns.push(Column::called(all.to_owned(), Kind::Number));
    // Of all, in percent; more than 100 in sum where something counts for several values.
    let part = lang.pick("占比", "share");
    if shares {
        columns.push(Column::called(part.to_owned(), Kind::Number));
    }
    let share = |sum: f64| match pivot.sum {
        0.0 => Cell::Empty,
        all => Cell::Figure(Figure {
            value: (sum / all * 1000.0).round() / 10.0,
            unit: "%".to_owned(),
            bound: Bound::Exact,
        }),
    };
    let line = |name: String, cells: &[f64], sum: f64| -> Vec<Cell> {
        // Counts, or sums in yuan, which have two digits behind the point at most.
        let number = |&number: &f64| Cell::Decimal(number, if number.fract() == 0.0 { 0 } else { 2 });
        let of_all = shares.then(|| share(sum));
        std::iter::once(name.into()).chain(cells.iter().chain([&sum]).map(number)).chain(of_all).collect()
    };
    let mut rows: Vec<Vec<Cell>> = pivot.rows.iter().map(|row| line(named(&row.value), &row.cells, row.sum)).collect();
    let sums: Vec<f64> = pivot.columns.iter().map(|column| column.sum).collect();
    rows.push(line(all.to_owned(), &sums, pivot.sum));
    if shares {
        let of_columns = sums.iter().chain([&pivot.sum]).map(|&sum| share(sum));
        rows.push(std::iter::once(part.into()).chain(of_columns).chain([Cell::Empty]).collect());
    }
    Sheet { columns, rows }
}

/// The rows of a pivot as bars, as far as a picture has room.
pub(in crate::present) fn bars(pivot: &Pivot, lang: Lang) -> Vec<Bar> {
    const MOST: usize = 30;
    let bar = |row: &crate::api::pivot::Row| Bar {
        name: row.value.clone().unwrap_or_else(|| lang.pick("（无）", "(none)").to_owned()),
        value: row.sum,
        told: Value::from(row.sum).to_string(),
    };
    pivot.rows.iter().filter(|row| row.sum >= 0.0).take(MOST).map(bar).collect()
}

/// A row a part of a query.
pub(super) fn parts(parts: &[Part]) -> Sheet {
    let row = |part: &Part| {
        vec![
            (&part.text).into(),
            part.excluded.word(),
            part.met.word(),
            part.occurrences.into(),
            part.passages.join(" ").into(),
            part.nearest.join("、").into(),
        ]
    };
    Sheet { columns: PART.to_vec(), rows: parts.iter().map(row).collect() }
}

/// A row a figure or quotation of a draft.
pub(super) fn claims(draft: &Draft, lang: Lang) -> Sheet {
    let row = |claim: &Claim| -> Vec<Cell> {
        vec![
            claim.verdict.word(),
            (&claim.text).into(),
            claim.passage.as_ref().into(),
            claim.nearest.as_ref().into(),
            claim.remark.as_ref().map(|remark| remark.message.sentence.pick(lang)).into(),
            claim.place.start.into(),
            claim.place.end.into(),
            claim.citation.as_ref().into(),
        ]
    };
    Sheet { columns: CLAIM.to_vec(), rows: draft.claims.iter().map(row).collect() }
}

/// A row a passage with the quotation or a part of it, or with a wording near it.
pub(super) fn places(verification: &Verification) -> Sheet {
    let of_place = |verdict: Cell, distance: Option<usize>, figures: String, place: &QuotePlace| {
        let row = |piece: &Piece| -> Vec<Cell> {
            let Piece { hit, wording } = piece;
            let raw = hit.marks.first().and_then(|mark| mark.raw);
            let mut cells: Vec<Cell> = vec![
                verdict.clone(),
                distance.into(),
                (&hit.id).into(),
                hit.case.as_ref().map(|case| &case.id).into(),
                hit.case.as_ref().map_or(&hit.notice.title, |case| &case.title).into(),
                wording.into(),
                (&figures).into(),
                place.rests_on.word(),
                (&hit.file).into(),
                raw.map(|raw| raw.start).into(),
                raw.map(|raw| raw.end).into(),
                (&place.citation).into(),
            ];
            cells.extend(of_place(hit.case.as_ref()));
            cells.extend(of_notice(&hit.notice));
            cells
        };
        place.pieces.iter().map(row).collect::<Vec<_>>()
    };
    let stands =
        verification.places.iter().flat_map(|place| of_place(Cell::Word("stands", "属实"), None, String::new(), place));
    let near = verification.nearest.iter().flat_map(|near| {
        let figures = near.figures.iter().map(|FigurePair { quote, text }| format!("{quote}→{text}"));
        of_place(Cell::Word("near", "相近"), Some(near.distance), figures.collect::<Vec<_>>().join("; "), &near.place)
    });
    Sheet { columns: PLACE.to_vec(), rows: stands.chain(near).collect() }
}
