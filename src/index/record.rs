//! What the index stores of passages, cases and notices, in a compact binary form.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
pub use super::keys::{key, number_key};
use super::own::Own;
use crate::decode::Place;
use crate::facts::{Fact, Headed, extract_in};
use crate::ingest::{Document, HeadedCell, Repaired};
use crate::notice::{Passage, Role, Source};
use crate::text::{Local, OffsetMap, Raw, Rule, Span, Status, fold};

/// A record of the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Record {
    /// A passage.
    Passage(PassageRecord),
    /// A case.
    Case(CaseRecord),
    /// A notice.
    Notice(NoticeRecord),
}

impl Record {
    /// The bytes that are stored: the record, and a checksum of it in the last four.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let long = match self {
            Record::Passage(passage) => passage.text.len() + passage.map.len() + passage.id.len(),
            Record::Case(_) | Record::Notice(_) => 0,
        };
        // Serialising plain data into memory has no way to fail.
        let mut bytes = postcard::to_extend(self, Vec::with_capacity(long + 128)).unwrap_or_default();
        bytes.extend(checksum(&bytes));
        bytes
    }

    /// Reads what [`Record::to_bytes`] wrote; nothing where the bytes are no longer those.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Record> {
        postcard::from_bytes(proven(bytes)?).ok()
    }

    /// The text of the passage that [`Record::to_bytes`] wrote; nothing where it is another record, or was changed.
    pub(super) fn text_of(bytes: &[u8]) -> Option<&str> {
        match postcard::take_from_bytes(proven(bytes)?).ok()? {
            (Head::Passage(head), _) => Some(head.text),
            _ => None,
        }
    }
}

/// The last bytes of a record: the lower half of the hash (XXH3, 64 bits) of what stands before them.
fn checksum(bytes: &[u8]) -> [u8; 4] {
    (xxhash_rust::xxh3::xxh3_64(bytes) as u32).to_le_bytes()
}

/// What stands before the checksum, where the checksum is right.
fn proven(bytes: &[u8]) -> Option<&[u8]> {
    let (bytes, last) = bytes.split_last_chunk()?;
    (checksum(bytes) == *last).then_some(bytes)
}

/// The beginning of a [`Record`], up to the text, read where it lies.
#[derive(Deserialize)]
enum Head<'a> {
    #[serde(borrow)]
    Passage(PassageHead<'a>),
    Case,
    Notice,
}

/// The first fields of a [`PassageRecord`].
#[derive(Deserialize)]
#[expect(dead_code, reason = "what stands before the text must be read to get there")]
struct PassageHead<'a> {
    id: &'a str,
    role: u8,
    section: Option<&'a str>,
    case: Option<u64>,
    notice: u64,
    text: &'a str,
}

/// A passage, as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageRecord {
    /// Its id.
    pub id: String,
    /// Its place in [`Role::ALL`].
    pub role: u8,
    /// The section it stands in.
    pub section: Option<String>,
    /// The key of its case.
    pub case: Option<u64>,
    /// The key of its notice.
    pub notice: u64,
    /// The clean text.
    pub text: String,
    /// From the clean text to the file ([`OffsetMap::to_bytes`]); to the text extracted from it where there is a place.
    #[serde(with = "serde_bytes")]
    pub map: Vec<u8>,
    /// Where in the file it begins, when bytes of the file say nothing.
    pub place: Option<Place>,
    /// The line of a text file in which it begins.
    pub line: Option<u32>,
    /// The repairs of destroyed text.
    pub repairs: Vec<RepairRecord>,
    /// The cells of tables in it.
    pub cells: Vec<CellRecord>,
    /// Whether it was read by machine.
    pub machine: bool,
}

impl PassageRecord {
    /// A record of `passage`, which is one of the document's.
    #[must_use]
    pub fn of(document: &Document, passage: &Passage) -> PassageRecord {
        let case = passage.case.and_then(|case| document.notice.cases.get(case));
        PassageRecord {
            id: passage.id.clone(),
            role: Role::ALL.iter().position(|&role| role == passage.role).unwrap_or(0) as u8,
            section: passage.section.clone(),
            case: case.map(|case| key(&case.id)),
            notice: key(&document.notice.id),
            text: document.text(passage.span).to_owned(),
            map: document.offsets(passage.span).to_bytes(),
            place: document.place(passage.span),
            line: document.line(passage.span),
            repairs: document.repairs(passage.span).iter().map(RepairRecord::of).collect(),
            cells: document.cells(passage.span).iter().map(CellRecord::of).collect(),
            machine: document.is_by_machine(passage.span),
        }
    }

    /// The passage's role.
    #[must_use]
    pub fn role(&self) -> Role {
        Role::ALL.get(usize::from(self.role)).copied().unwrap_or(Role::Body)
    }

    /// Its number in its case, or in the notice for what stands outside the cases: what its id ends in. 0 for the title of
    /// a case, which has none.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.id.rsplit_once('#').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
    }

    /// Its cells, as its facts are read.
    #[must_use]
    pub fn headed(&self) -> Vec<Headed<'_>> {
        self.cells.iter().map(CellRecord::headed).collect()
    }

    /// Its facts.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        extract_in(&self.text, &self.headed())
    }

    /// The way from the passage's text to the file.
    #[must_use]
    pub fn offsets(&self) -> OffsetMap<Local, Raw> {
        OffsetMap::from_bytes(&self.map).unwrap_or_default()
    }
}

/// A cell of a table, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRecord {
    start: u32,
    end: u32,
    /// Which table of the file it is in, from 1.
    pub table: u32,
    /// Its row, from 1.
    pub row: u32,
    /// Its column, from 1.
    pub column: u32,
    /// Whether it heads a column.
    pub is_heading: bool,
    /// The headings of its column, from the nearest upwards.
    pub columns: Vec<String>,
    /// The heading of its row.
    pub before: Option<String>,
}

impl CellRecord {
    fn of(cell: &HeadedCell<'_>) -> CellRecord {
        let HeadedCell { local, cell, columns, row } = cell;
        // A heading on two lines is one.
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        CellRecord {
            start: local.start as u32,
            end: local.end as u32,
            table: cell.table,
            row: cell.row,
            column: cell.column,
            is_heading: cell.is_heading,
            columns: columns.iter().map(|text| line(text)).collect(),
            before: row.map(line),
        }
    }

    /// Where it stands in the passage.
    #[must_use]
    pub fn local(&self) -> Span<Local> {
        Span::new(self.start as usize, self.end as usize)
    }

    /// As its facts are read: under what heads its column first.
    #[must_use]
    pub fn headed(&self) -> Headed<'_> {
        Headed { span: self.local(), headings: self.columns.iter().chain(&self.before).map(String::as_str).collect() }
    }
}

/// A repair, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairRecord {
    start: u32,
    end: u32,
    /// What the file holds.
    pub raw: String,
    rule: u8,
    proven: bool,
}

impl RepairRecord {
    /// A record of `repair`.
    pub(super) fn of(repair: &Repaired<'_>) -> Self {
        RepairRecord {
            // Passages are far shorter than 4 GiB: files are refused long before.
            start: repair.local.start as u32,
            end: repair.local.end as u32,
            raw: repair.raw.to_owned(),
            rule: Rule::ALL.iter().position(|&known| known == repair.rule).unwrap_or(0) as u8,
            proven: repair.status == Status::Proven,
        }
    }

    /// Where the restored text stands in the passage.
    #[must_use]
    pub fn local(&self) -> Span<Local> {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Which repair it was.
    #[must_use]
    pub fn rule(&self) -> Rule {
        Rule::ALL.get(usize::from(self.rule)).copied().unwrap_or(Rule::Gloss)
    }

    /// How sure it is.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.proven { Status::Proven } else { Status::Suggested }
    }
}

/// A case, as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRecord {
    /// Its id.
    pub id: String,
    /// Its tier.
    pub tier: Option<String>,
    /// Its number in the tier.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Its province.
    pub province: Option<String>,
    /// Its city.
    pub city: Option<String>,
    /// Its county.
    pub county: Option<String>,
    /// The key of its notice.
    pub notice: u64,
    /// How many passages it has.
    pub passages: u32,
    /// What it deals with ([`facet_counts`](super::facet_counts)).
    pub facets: Vec<(u32, u32)>,
}

impl CaseRecord {
    /// Whether `name` is the case's id or a short form of it: `典型5`, `典5`, `典型案例5`, or with the notice before a slash.
    #[must_use]
    pub fn goes_by(&self, name: &str) -> bool {
        let folded = fold(name);
        let (notice, short) = match folded.rsplit_once('/') {
            Some((notice, short)) => (Some(number_key(notice)), short),
            None => (None, folded.as_str()),
        };
        if notice.is_some_and(|notice| {
            let known = self.id.rsplit_once('/').map_or(self.id.as_str(), |(notice, _)| notice);
            number_key(known) != notice
        }) {
            return false;
        }
        if fold(&self.id) == folded {
            return true;
        }
        let digits = short.len() - short.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (word, number) = short.split_at(short.len() - digits);
        let Ok(number) = number.parse::<u32>() else { return false };
        let word = word.trim();
        let word = word.strip_suffix("案例").or_else(|| word.strip_suffix('例')).unwrap_or(word);
        let tier = self.tier.as_deref().map(fold).unwrap_or_default();
        self.number == Some(number) && (tier.starts_with(word) || word.strip_suffix("案例").is_some_and(|w| tier == w))
    }
}

/// A notice, as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRecord {
    /// Its id.
    pub id: String,
    /// 文號.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Date of issue, `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// Date of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Where it was found on the web.
    pub url: Option<String>,
    /// The file, as it was found.
    pub file: String,
    /// How many cases it has.
    pub cases: u32,
    /// How many passages it has.
    pub passages: u32,
    /// Whether it has no title, and the name of its file stands in.
    pub untitled: bool,
    /// What its versions are recognised by.
    pub print: Fingerprint,
}

impl NoticeRecord {
    /// A record of the document's notice, which stands in `file`.
    #[must_use]
    pub fn of(document: &Document, file: String, print: Fingerprint) -> NoticeRecord {
        let notice = &document.notice;
        NoticeRecord {
            id: notice.id.clone(),
            number: notice.number.clone(),
            title: notice.title.clone(),
            issuer: notice.issuer.clone(),
            issued: notice.issued.clone(),
            published: notice.published.clone(),
            url: notice.url.clone(),
            file,
            cases: notice.cases.len() as u32,
            passages: notice.passages.len() as u32,
            untitled: notice.readings.title.as_ref().is_some_and(|reading| reading.source == Source::File),
            print,
        }
    }

    /// Records of a document that is in no index, as its versions are looked for, and of its passages.
    #[must_use]
    pub fn loose(document: &Document, file: String) -> (NoticeRecord, Vec<PassageRecord>) {
        let print = Fingerprint::of(document, &Own::of(document, Path::new(&file)));
        let notice = NoticeRecord::of(document, file, print);
        (notice, document.notice.passages.iter().map(|passage| PassageRecord::of(document, passage)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_whole_or_not_at_all() {
        let passage = PassageRecord {
            id: "甲2023-1#1".to_owned(),
            role: 0,
            section: Some("做法".to_owned()),
            case: Some(7),
            notice: u64::MAX,
            text: "質押融資".to_owned(),
            map: vec![1, 2, 3],
            place: None,
            line: Some(12),
            repairs: Vec::new(),
            machine: false,
            cells: Vec::new(),
        };
        let record = Record::Passage(passage);
        let bytes = record.to_bytes();
        assert_eq!(Record::from_bytes(&bytes).as_ref(), Some(&record));
        assert_eq!(Record::text_of(&bytes), Some("質押融資"));
        for bit in 0..bytes.len() * 8 {
            let mut broken = bytes.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert_eq!((Record::from_bytes(&broken), Record::text_of(&broken)), (None, None), "bit {bit}");
        }
        for len in 0..bytes.len() {
            assert_eq!(Record::from_bytes(&bytes[..len]), None);
        }
        assert_eq!(Record::text_of(&Record::Case(CaseRecord::default()).to_bytes()), None);
    }

    #[test]
    fn short_names() {
        let case = CaseRecord {
            id: "浙市監知運2023-12/典型5".to_owned(),
            tier: Some("典型".to_owned()),
            number: Some(5),
            ..CaseRecord::default()
        };
        for name in ["典型5", "典5", "典型案例5", "浙市監知運2023-12/典型5", "浙市监知运2023-12/典5", "案例5", "5"]
        {
            assert!(case.goes_by(name), "{name}");
        }
        for name in ["典型6", "優5", "典型", "别的2023-12/典型5", "典型55"] {
            assert!(!case.goes_by(name), "{name}");
        }
    }
}
