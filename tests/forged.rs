//! Text in every export that would like to be more than text: a formula, a link, a tag, another cell, another entry.

use anli::api::pivot::{self, Axes, Measure, Pivot};
use anli::api::similar::{
    Cluster, Clustered, Clusters, Comparison, Count, Difference, DifferenceKind, Keyword, Keywords, Mentions, Nearest,
    Quote, Reason, ReasonKind, Row as CompareRow, RowKind, Score, Similar, SimilarHit,
};
use anli::api::table::{Cells, Column, Entry, Row, Table};
use anli::api::versions::{self, Version};
use anli::api::why_not::{Part, WhyNot};
use anli::api::{
    Answer, CaseInfo, CaseListing, CellPlace, Exported, Facet, FacetValue, FactHit, Field, Hit, Hits, KwicLine,
    Listing, Mark, NearWording, NoticeInfo, NoticeListing, QuotePlace, Response, Shown, TableCell, Verification,
};
use anli::api::{facts::Facts, kwic::Kwic};
use anli::cite::{Reference, Style, cite_all};
use anli::facts::columns::Columns;
use anli::facts::{Bound, Detail, Fact, Kind};
use anli::lexicon::TagKind;
use anli::notice::Role;
use anli::present::door::Door;
use anli::present::rows;
use anli::present::terminal::Look;
use anli::present::{self, Form, Lang, Manner, json};
use anli::text::Span;
use biblatex::Bibliography;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Pieces that mean something to a terminal, a spreadsheet, Markdown, HTML, BibTeX or RIS.
const NASTY: &str = "([-=+@＝＋－＠'\"; \t\r\n,|`~^$%&#_*<>(){}!:.0-9a質\\[\\]\\\\]\
    |\u{1b}\\[31m|\u{1b}\\]0;x\u{7}|\u{9b}2J|\u{7f}|\u{85}|\u{2028}|\u{2029}|\u{202e}|\u{2066}|\u{200f}|\u{61c}|\u{200b}\
    |\r\nER  - \r\nTY  - X\r\n|\nTY  - GOVDOC\n|\u{2028}ER  - |\\}\\},\n@misc\\{x,\n|\n\n# x\n\n|\n---\n|\n\\| a \\|\n\
    |<script>|<!--|-->|&lt;|&#60;|!\\[x\\]\\(http://a\\.b\\)|\\[x\\]\\(javascript:x\\)|<http://a\\.b>|http://a\\.b|ftp://a\\.b\
    |\\[\\^1\\]|\\[\\^1\\]: |\\[x\\]: http://a\\.b|- \\[ \\] |1\\. |    a|;=1|\t=1|\"=1){0,10}";

/// An answer of each kind, in which every text is one of `texts`.
struct Answers {
    /// What is searched, listed, shown and so on; see [`Answers::new`] for the order.
    all: Vec<Answer>,
    first: Hit,
    references: Vec<Reference>,
}

impl Answers {
    fn new(texts: &[String]) -> Answers {
        let mut next = texts.iter().cycle();
        let mut text = || next.next().unwrap().clone();
        let mut info = || CaseInfo {
            id: text(),
            tier: Some(text()),
            number: Some(5),
            title: text(),
            province: Some(text()),
            city: Some(text()),
            county: Some(text()),
        };
        let cases = [info(), info()];
        let columns: Vec<Column> = Columns::builtin().all.iter().map(Column::from).collect();
        let notice = NoticeInfo {
            number: Some(text()),
            issuer: Some(text()),
            issued: Some(text()),
            published: Some(text()),
            url: Some(text()),
            ..NoticeInfo { id: text(), title: text(), ..NoticeInfo::default() }
        };
        // From the first boundary after the first character to the end.
        let start = |text: &str| text.chars().next().map_or(0, char::len_utf8);
        let mark = |text: &str| Mark { local: Span::new(start(text), text.len()), raw: Some(Span::new(0, 1)) };
        let mut ids = 0..;
        let mut hit = |case: Option<&CaseInfo>| {
            let body = text();
            Hit {
                // Ids are of one thing each.
                id: format!("{}{}", text(), ids.next().unwrap_or(0)),
                score: -1.5,
                role: Role::Body,
                section: Some(text()),
                case: case.cloned(),
                notice: notice.clone(),
                marks: vec![mark(&body)],
                repairs: Vec::new(),
                file: text(),
                by_machine: false,
                place: None,
                line: None,
                cells: vec![TableCell {
                    local: Span::new(0, body.len()),
                    cell: CellPlace {
                        table: 1,
                        row: 2,
                        column: 3,
                        is_heading: false,
                        column_headings: vec![text()],
                        row_heading: Some(text()),
                    },
                }],
                text: body,
                explanation: Vec::new(),
            }
        };
        let hits = vec![hit(Some(&cases[0])), hit(Some(&cases[1])), hit(None)];
        let heading = Hit { role: Role::Heading, ..hit(None) };
        let mut quote = |yuan: f64| Quote {
            text: text(),
            what: Some(text()),
            passages: vec![text(), text()],
            sentences: vec![text()],
            yuan: Some(yuan),
            cases: None,
        };
        let quotes = [quote(-2.0), quote(3.0)];
        let count = |text: String| Count { occurrences: 2, passages: vec![text] };
        let references: Vec<Reference> = hits.iter().map(Reference::of_hit).collect();
        let day = text();
        let references = references.into_iter().map(|reference| reference.accessed(Some(&day))).collect();
        let version = Version {
            id: text(),
            file: text(),
            differences: vec![versions::Difference { here: text(), there: text(), passage: Some(text()) }],
            total: Some(1),
        };
        let place = || QuotePlace::new(vec![hits[0].clone()], hits[0].text.clone());
        let verification = Verification {
            equal: false,
            quote: text(),
            stands: true,
            total: 1,
            complete: true,
            places: vec![place()],
            nearest: vec![NearWording { distance: 1, place: place(), changes: Vec::new(), figures: Vec::new() }],
            otherwise: Vec::new(),
            remarks: Vec::new(),
        };
        let response = Response {
            total: 3,
            hits: Hits::Passages(hits.clone()),
            query: anli::api::QueryEcho { input: text(), ..Default::default() },
            facets: vec![Facet {
                field: Field::City,
                values: vec![FacetValue { value: text(), count: 1 }, FacetValue { value: text(), count: 2 }],
                more: 0,
            }],
            ..Response::default()
        };
        let listing = vec![NoticeListing {
            notice: notice.clone(),
            file: text(),
            copies: vec![text()],
            versions: vec![version.clone()],
            passages: 3,
            cases: cases.iter().map(|case| CaseListing { case: case.clone(), passages: 1 }).collect(),
        }];
        let all = vec![
            Answer::Search(response.clone()),
            Answer::List(Listing { total: 1, notices: listing }),
            Answer::Show(Shown {
                notice: notice.clone(),
                case: Some(cases[0].clone()),
                file: text(),
                url: Some(text()),
                versions: vec![version.clone()],
                passages: vec![heading, hits[0].clone(), hits[1].clone()],
            }),
            Answer::Facets(response),
            Answer::Kwic(Kwic {
                query: anli::api::QueryEcho::default(),
                total: 2,
                relaxed: false,
                lines: (0..2)
                    .map(|_| KwicLine {
                        id: text(),
                        case: None,
                        notice: notice.clone(),
                        left: text(),
                        keyword: text(),
                        right: text(),
                        mark: mark(""),
                        place: None,
                    })
                    .collect(),
            }),
            Answer::Facts(Facts {
                total: 2,
                facts: hits[..2]
                    .iter()
                    .map(|hit| FactHit {
                        date: None,
                        fact: Fact {
                            direction: None,
                            kind: Kind::Percent,
                            span: hit.marks[0].local,
                            text: text(),
                            value: Some(-3.5),
                            value_max: None,
                            unit: Some(text()),
                            bound: Bound::Exact,
                            what: Some(text()),
                            detail: Detail::None,
                        },
                        hit: hit.clone(),
                        sentence: Span::new(0, hit.text.len()),
                    })
                    .collect(),
                ..Facts::default()
            }),
            Answer::Table(Table {
                query: anli::api::QueryEcho::default(),
                relaxed: false,
                total: 2,
                set: None,
                columns: columns.clone(),
                rows: cases
                    .iter()
                    .map(|case| Row {
                        case: case.clone(),
                        notice: notice.clone(),
                        cells: Cells(
                            columns
                                .iter()
                                .map(|column| {
                                    let entry = Entry {
                                        value: None,
                                        value_max: None,
                                        unit: Some(text()),
                                        bound: None,
                                        direction: None,
                                        text: text(),
                                        what: Some(text()),
                                        passage: text(),
                                        span: Span::new(0, 0),
                                        sentence: text(),
                                        also: Vec::new(),
                                    };
                                    (column.name.clone(), vec![entry])
                                })
                                .collect(),
                        ),
                    })
                    .collect(),
            }),
            Answer::Keywords(Keywords {
                cases: cases.to_vec(),
                found: 2,
                keywords: (0..2)
                    .map(|_| Keyword {
                        term: text(),
                        query: text(),
                        score: -4.0,
                        by_cases: Some(-1.0),
                        here: Mentions { mentions: 1, cases: 1 },
                        elsewhere: Mentions::default(),
                    })
                    .collect(),
            }),
            Answer::Groups(Clusters {
                clusters: vec![Cluster {
                    cases: cases
                        .iter()
                        .map(|case| Clustered {
                            notice: notice.clone(),
                            case: case.clone(),
                            nearest: Some(Nearest { case: text(), score: -0.5 }),
                        })
                        .collect(),
                    mean: Some(-0.5),
                    common: vec![text(), text()],
                }],
                cut: 0.1,
            }),
            Answer::Similar(Similar {
                case: Some(cases[0].clone()),
                compared: 2,
                hits: vec![SimilarHit {
                    case: cases[1].clone(),
                    notice: notice.clone(),
                    score: Score { total: -0.5, ..Score::default() },
                    reasons: vec![Reason {
                        kind: ReasonKind::Shared(TagKind::Instrument),
                        value: text(),
                        query: text(),
                        here: count(text()),
                        there: count(text()),
                        elsewhere: None,
                        sentences: Some((text(), text())),
                    }],
                    differences: vec![Difference {
                        kind: DifferenceKind::Place,
                        here: vec![quotes[0].clone()],
                        there: vec![quotes[1].clone()],
                    }],
                }],
                took_us: 1,
            }),
            Answer::Compare(Comparison {
                groups: Vec::new(),
                cases: cases.to_vec(),
                notices: vec![notice.clone(); 2],
                rows: [RowKind::Amounts, RowKind::Partners]
                    .map(|kind| CompareRow { kind, cells: vec![quotes.to_vec(), vec![quotes[1].clone()]] })
                    .to_vec(),
            }),
            Answer::Pivot(Pivot {
                query: anli::api::QueryEcho::default(),
                relaxed: false,
                by: Axes { rows: Field::City, cols: Field::Instrument },
                measure: Measure::Cases,
                purpose: None,
                total: 2,
                columns: vec![
                    pivot::Column { value: Some(text()), sum: 1.0, share: None },
                    pivot::Column { value: None, sum: -2.5, share: Some(0.5) },
                ],
                rows: (0..2)
                    .map(|_| pivot::Row { value: Some(text()), cells: vec![1.0, -2.5], sum: -1.5, share: None })
                    .collect(),
                sum: -1.5,
                remarks: Vec::new(),
            }),
            Answer::WhyNot(WhyNot {
                case: cases[0].clone(),
                found: false,
                found_within_case: false,
                parts: vec![Part {
                    text: text(),
                    excluded: false,
                    met: false,
                    occurrences: 0,
                    passages: vec![text()],
                    nearest: vec![text(), text()],
                }],
            }),
            Answer::Verify(verification),
        ];
        Answers { all, first: hits[0].clone(), references }
    }
}

/// How many rows of each answer CSV has.
const ROWS: [usize; 14] = [3, 2, 3, 2, 2, 2, 2, 2, 2, 2, 6, 3, 1, 2];

const LOOK: Look = Look { color: false, width: 80, lang: Lang::En, first: 1 };

/// An answer in a form, to a program.
fn written(answer: &Answer, form: Form) -> String {
    let mut out = Vec::new();
    let options = rows::Options { cite: true, explain: true, shares: false, lang: Lang::En };
    let manner = Manner { form, look: LOOK, bom: false, options };
    present::write(&mut Door::open(&mut out), answer, &manner).unwrap();
    String::from_utf8(out).unwrap()
}

/// An answer for reading, in colour or without.
fn shown(answer: &Answer, look: Look) -> String {
    let mut out = Vec::new();
    let options = rows::Options { cite: true, explain: true, shares: false, lang: Lang::En };
    let manner = Manner { form: Form::Text, look, bom: false, options };
    present::write(&mut Door::guarded(&mut out), answer, &manner).unwrap();
    String::from_utf8(out).unwrap()
}

/// Whether a terminal only shows `c`.
fn is_shown(c: char) -> bool {
    let directs = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c == '\n' || !c.is_control() && !directs
}

/// What a spreadsheet would run.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{200b}' || !is_shown(c));
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Checks rows as a program reads them, and as spreadsheets do that divide elsewhere.
fn check_rows(text: &str, expected: usize) -> Result<(), TestCaseError> {
    const NUMBERS: [&str; 10] = ["score", "value", "yuan", "g2", "case_g2", "mean", "count", "number", "rank", "total"];
    for delimiter in [b',', b';', b'\t'] {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(delimiter != b',').from_reader(text.as_bytes());
        let head = reader.headers().unwrap().clone();
        let mut count = 0;
        for row in reader.records() {
            let row = row.map_err(|error| TestCaseError::fail(format!("{error} in {text:?}")))?;
            count += 1;
            for (at, cell) in row.iter().enumerate() {
                let number = delimiter == b','
                    && head.get(at).is_some_and(|name| NUMBERS.contains(&name))
                    && cell.parse::<f64>().is_ok();
                prop_assert!(number || !is_formula(cell), "{:?} at {:?} in {:?}", cell, char::from(delimiter), text);
            }
        }
        if delimiter == b',' {
            prop_assert_eq!(count, expected, "{:?}", text);
        }
    }
    Ok(())
}

/// Checks that a reader with every extension finds in `text` the tags that are ours, as often as they are ours, and no
/// others; every row of a table has the cells of its head.
fn check_markdown(text: &str, ours: &[(&str, usize)]) -> Result<(), TestCaseError> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    let (mut cells, mut width) = (0, None);
    for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        let name = match &event {
            Event::Start(Tag::Heading { id, classes, .. }) => {
                prop_assert!(id.is_none() && classes.is_empty(), "{}", text);
                "heading"
            }
            Event::Start(Tag::BlockQuote(None)) => "quote",
            Event::Start(Tag::List(_)) => "list",
            Event::Start(Tag::Item) => "item",
            Event::Start(Tag::TableRow) => "row",
            Event::Start(Tag::TableCell) => {
                cells += 1;
                continue;
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                prop_assert_eq!(*width.get_or_insert(cells), cells, "{}", text);
                cells = 0;
                continue;
            }
            Event::End(TagEnd::Table) => {
                width = None;
                continue;
            }
            // How bold is read beside punctuation is the reader's affair; it stays within its line.
            Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::Strong | Tag::Emphasis) => continue,
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::End(_) => continue,
            Event::InlineHtml(html) if &**html == "<br>" => "br",
            other => return Err(TestCaseError::fail(format!("{other:?} in {text}"))),
        };
        *counts.entry(name).or_default() += 1;
    }
    prop_assert_eq!(counts.into_iter().collect::<Vec<_>>(), ours, "{}", text);
    prop_assert!(text.chars().all(is_shown), "{:?}", text);
    Ok(())
}

proptest! {
    #[test]
    fn no_cell_runs_and_no_row_is_made(texts in prop::collection::vec(NASTY, 1..30)) {
        let answers = Answers::new(&texts);
        prop_assert_eq!(answers.all.len(), ROWS.len());
        for (answer, expected) in answers.all.iter().zip(ROWS) {
            let text = written(answer, Form::Csv);
            match answer {
                // Its columns are called by texts; which of them have numbers, only their places tell.
                Answer::Pivot(_) => {
                    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
                    let head = reader.headers().unwrap().clone();
                    prop_assert!(head.iter().all(|cell| !is_formula(cell)), "{:?}", text);
                    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
                    prop_assert_eq!(rows.len(), expected, "{:?}", text);
                    for row in rows {
                        prop_assert!(!is_formula(&row[0]) && row.iter().skip(1).all(|cell| cell.parse::<f64>().is_ok()));
                    }
                }
                _ => check_rows(&text, expected)?,
            }
        }
        // Numbers of ours stay numbers.
        let scores = written(&answers.all[0], Form::Csv);
        prop_assert_eq!(scores.matches(",-1.5000,").count(), 3, "{}", scores);
    }

    #[test]
    fn text_makes_no_markdown(texts in prop::collection::vec(NASTY, 1..30)) {
        let answers = Answers::new(&texts);
        let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
        for answer in &answers.all {
            let text = written(answer, Form::Md);
            // A document that is one case is that case, and a list without items is none.
            let items = lines(&text);
            let expected: &[(&str, usize)] = match answer {
                Answer::Search(_) => &[("heading", 4), ("quote", 3)],
                Answer::List(_) => &[("item", items), ("list", 1 + usize::from(items > 1))],
                Answer::Show(_) => &[("heading", 2)],
                Answer::Groups(_) => &[("item", 3), ("list", 2)],
                Answer::Similar(_) => &[("heading", 1), ("item", 2), ("list", 1)],
                Answer::Compare(_) => &[("br", 2), ("row", 2)],
                Answer::Pivot(_) => &[("row", 3)],
                Answer::WhyNot(_) => &[("row", 1)],
                _ => &[("row", 2)],
            };
            check_markdown(&text, expected)?;
        }
    }

    #[test]
    fn no_citation_makes_another(texts in prop::collection::vec(NASTY, 1..30)) {
        let references = Answers::new(&texts).references;
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        for style in [Style::Gbt2015, Style::Gbt2025] {
            let text = cite_all(&references, style);
            let lines: Vec<&str> = text.strip_suffix('\n').unwrap().split('\n').collect();
            prop_assert_eq!(lines.len(), 3, "{:?}", text);
            prop_assert!(lines.iter().all(|line| !line.contains(breaks) && line.chars().all(is_shown)), "{:?}", text);
        }

        let ris = cite_all(&references, Style::Ris);
        let mut tags = Vec::new();
        for line in ris.strip_suffix("\r\n").unwrap().split("\r\n") {
            let (tag, value) = line.split_once("  - ").unwrap_or_default();
            prop_assert!(tag.len() == 2 && !value.contains(breaks), "{:?} in {:?}", line, ris);
            tags.push(tag);
        }
        for entry in tags.split_inclusive(|tag| *tag == "ER") {
            let known = ["ID", "AU", "TI", "T2", "M1", "PY", "DA", "SE", "UR", "Y2", "N1", "LA"];
            let mut middle: Vec<&str> = entry[1..entry.len() - 1].to_vec();
            prop_assert!(entry[0] == "TY" && middle.iter().all(|tag| known.contains(tag)), "{:?}", ris);
            let count = middle.len();
            middle.sort_unstable();
            middle.dedup();
            prop_assert_eq!(middle.len(), count, "{:?}", ris);
        }
        prop_assert_eq!(tags.iter().filter(|tag| **tag == "ER").count(), 3);
        let bibtex = cite_all(&references, Style::Bibtex);
        let parsed = match Bibliography::parse(&bibtex) {
            Ok(parsed) => parsed,
            Err(error) => return Err(TestCaseError::fail(format!("{error} in {bibtex}"))),
        };
        prop_assert_eq!(parsed.len(), 3, "{}", bibtex);
        for entry in parsed.iter() {
            let known =
                ["author", "title", "booktitle", "number", "date", "url", "urldate", "note", "langid"];
            prop_assert!(entry.fields.keys().all(|name| known.contains(&name.as_str())), "{:?}", entry);
        }

        let csl = cite_all(&references, Style::CslJson);
        let items: serde_json::Value = serde_json::from_str(&csl).unwrap();
        prop_assert_eq!(items.as_array().unwrap().len(), 3);
        prop_assert!(csl.chars().all(is_shown));
    }

    /// Only addresses of the web, whole, are cited as addresses.
    #[test]
    fn only_addresses_are_links(scheme in "(http|https|HTTP|ftp|javascript|file|data|)", rest in NASTY) {
        let url = format!("{scheme}://a.b/{rest}");
        let notice = NoticeInfo { id: "a".to_owned(), url: Some(url), ..NoticeInfo::default() };
        let ris = cite_all(&[Reference::new(&notice, None, None, "a.html")], Style::Ris);
        let cited = ris.split("\r\n").find_map(|line| line.strip_prefix("UR  - "));
        prop_assert!(cited.is_none_or(|url| url.to_lowercase().starts_with("http") && !url.contains(char::is_whitespace)));
        if rest.is_empty() {
            prop_assert_eq!(cited.is_some(), scheme.to_lowercase().starts_with("http"));
        }
    }

    #[test]
    fn json_holds_nothing_that_is_obeyed(texts in prop::collection::vec(NASTY, 1..30)) {
        let answers = Answers::new(&texts);
        let first = &answers.first;
        let exported = Exported::Notice {
            notice: first.notice.clone(),
            url: first.notice.url.clone(),
            file: first.file.clone(),
            cases: 1,
            passages: 1,
        };
        let mut lines = Vec::new();
        json::object(&mut lines, &exported).unwrap();
        let mut lines = String::from_utf8(lines).unwrap();
        for answer in &answers.all {
            lines.push_str(&written(answer, Form::Json));
            lines.push_str(&written(answer, Form::Jsonl));
        }
        prop_assert!(lines.lines().count() > 2 * answers.all.len());
        for line in lines.split_terminator('\n') {
            prop_assert!(line.chars().all(is_shown), "{:?}", line);
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok());
        }
        let read: serde_json::Value = serde_json::from_str(&written(&answers.all[0], Form::Json)).unwrap();
        prop_assert_eq!(&read["hits"][0]["text"], &first.text);
        prop_assert_eq!(&read["hits"][0]["file"], &first.file);
    }

    #[test]
    fn text_for_reading_is_only_read(texts in prop::collection::vec(NASTY, 1..30), color in any::<bool>()) {
        let answers = Answers::new(&texts);
        let look = Look { color, ..LOOK };
        let colours = |mut shown: String| {
            while let Some(at) = shown.find("\u{1b}[") {
                let length = shown[at + 2..].find(|c: char| c != ';' && !c.is_ascii_digit()).unwrap();
                assert!(color && shown[at + 2 + length..].starts_with('m'), "{shown:?}");
                shown.replace_range(at..at + length + 3, "");
            }
            shown
        };
        for answer in &answers.all {
            let shown = colours(shown(answer, look));
            prop_assert!(shown.chars().all(is_shown), "{:?}", shown);
        }
        // A line an occurrence, whatever stands in its name.
        let kwic = answers.all.iter().find(|answer| matches!(answer, Answer::Kwic(_))).unwrap();
        let kwic = shown(kwic, look);
        prop_assert_eq!(kwic.lines().count(), 2, "{:?}", kwic);
    }
}
