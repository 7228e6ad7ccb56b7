//! What a file is and what was done to it, beside what an index has of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::hits::NoticeInfo;
use super::plain::Message;
use super::versions::Version;
use crate::decode::{Format, Place, Remark};
use crate::error::Sentence;
use crate::ingest::{self, FindingKind, Inspection};
use crate::notice::{Notice, Role, Source, Sureness};
use crate::text::{Raw, Rule, Span, Status};

/// The report on a file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Inspected {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// What kind of file it is.
    pub format: Format,
    /// Its encoding.
    pub encoding: String,
    /// How it was decoded.
    pub remarks: Vec<Message>,
    /// What the file says about the document outside its running text: a table of metadata, tags, properties.
    pub stated: Stated,
    /// The notice that was found in it.
    pub notice: InspectedNotice,
    /// Where title, number, issuer and dates of the notice were read, of those that there are.
    pub readings: Vec<ReadValue>,
    /// How many passages there are of each role.
    pub roles: BTreeMap<Role, usize>,
    /// How many repairs each rule made.
    pub counts: BTreeMap<Rule, Repairs>,
    /// The characters that the page's site glosses, the most frequent first.
    pub glosses: Vec<Gloss>,
    /// Every repair that put something into the text, and everything odd that was kept, in the order of the file.
    pub findings: Vec<Finding>,
    /// The places where bytes were lost.
    pub byte_damage: ByteDamage,
    /// The titles of the cases that stand in the file more than once, in the order of the cases.
    pub titles: Vec<Title>,
    /// The notices of the index that are nearly the same and say something else, the nearest first, at most 8; none where
    /// no index was looked at.
    pub versions: Option<Vec<Version>>,
}

/// What a container holds: an archive, a message, a file of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listed {
    /// The file.
    pub file: String,
    /// What it is, such as `ZIP archive`.
    pub kind: String,
    /// Of a file of records: which column is what, and how that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Message>,
    /// Why the list is not whole, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Message>,
    /// Its members, in its order. One that is a container itself is listed when it is asked for by its own path.
    pub members: Vec<ListedMember>,
}

/// A member of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedMember {
    /// Its path: that of the container, and its name in it.
    pub file: String,
    /// Its size in bytes, unpacked; of a record that of its line; 0 where it is not read.
    pub bytes: u64,
    /// Why it is not read, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Message>,
}

/// What a file says about its document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "as in `NoticeInfo`")]
pub struct Stated {
    pub number: Option<String>,
    pub title: Option<String>,
    pub issuer: Option<String>,
    pub issued: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
}

/// A value of the notice, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadValue {
    /// `title`, `number`, `issuer`, `issued` or `published`.
    pub field: String,
    /// The value.
    pub value: String,
    /// The strongest place that says so.
    pub source: Source,
    /// How sure it is.
    pub sureness: Sureness,
    /// The line of the clean text that says so, counted from 1; none where no line does.
    pub line: Option<usize>,
    /// Bytes of the file; none where bytes of the file say nothing.
    #[serde(flatten)]
    pub raw_span: Option<Span<Raw>>,
    /// The page or paragraph then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The notice of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InspectedNotice {
    /// The notice.
    #[serde(flatten)]
    pub notice: NoticeInfo,
    /// Where it was found on the web.
    pub url: Option<String>,
    /// How many cases it has.
    pub cases: usize,
    /// How many passages it has.
    pub passages: usize,
}

/// How many repairs a rule made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Repairs {
    /// All of them.
    pub all: usize,
    /// Those that are proven.
    pub proven: usize,
}

/// A character that is glossed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gloss {
    /// The character.
    pub character: char,
    /// Its reading.
    pub reading: String,
    /// How often it was dropped.
    pub count: usize,
}

/// How many places lost bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ByteDamage {
    /// All of them.
    pub places: usize,
    /// Restored, with proof.
    pub proven: usize,
    /// Restored, as a suggestion.
    pub suggested: usize,
    /// Not restored.
    pub unrepaired: usize,
}

/// Something that was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The line of the clean text, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// Bytes of the file; none where bytes of the file say nothing.
    #[serde(flatten)]
    pub raw_span: Option<Span<Raw>>,
    /// The page or paragraph then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Of a repair: by which rule.
    pub rule: Option<Rule>,
    /// Of a repair: how sure it is.
    pub status: Option<Status>,
    /// What the file holds.
    pub raw: String,
    /// What stands in the clean text.
    pub restored: String,
    /// A repair with what stands around it in its line of the clean text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// What is odd about it.
    pub note: Message,
}

/// A case's title and where else the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Title {
    /// The case's id.
    pub case: String,
    /// Its title, as it stands at the head of the case.
    pub title: String,
    /// The other places, without numbers before the title.
    pub copies: Vec<TitleCopy>,
}

/// A copy of a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TitleCopy {
    /// The line of the clean text, counted from 1.
    pub line: usize,
    /// Bytes of the file; none where bytes of the file say nothing.
    #[serde(flatten)]
    pub raw_span: Option<Span<Raw>>,
    /// The page or paragraph then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How it is written there.
    pub text: String,
    /// Whether it is written as the title is, blanks aside.
    pub same: bool,
}

impl Inspected {
    /// The report as an answer, beside the versions that an index has of the file.
    #[must_use]
    pub fn new(inspection: Inspection, versions: Option<Vec<Version>>) -> Inspected {
        let (proven, suggested, unrepaired) = inspection.byte_damage();
        let byte_damage = ByteDamage { places: proven + suggested + unrepaired, proven, suggested, unrepaired };
        let Inspection { stated, notice, .. } = inspection;
        Inspected {
            file: inspection.file.display().to_string(),
            bytes: inspection.bytes,
            format: inspection.format,
            encoding: inspection.encoding,
            remarks: inspection.remarks.iter().map(remark).collect(),
            stated: Stated {
                number: stated.number,
                title: stated.title,
                issuer: stated.issuer,
                issued: stated.issued,
                published: stated.published,
                url: stated.url,
            },
            notice: InspectedNotice {
                url: notice.url.clone(),
                cases: notice.cases.len(),
                passages: notice.passages.len(),
                notice: NoticeInfo::from(notice),
            },
            readings: inspection.readings.into_iter().map(ReadValue::from).collect(),
            roles: inspection.roles.into_iter().collect(),
            counts: inspection
                .counts
                .into_iter()
                .map(|(rule, (all, proven))| (rule, Repairs { all, proven }))
                .collect(),
            glosses: inspection
                .glosses
                .into_iter()
                .map(|(character, reading, count)| Gloss { character, reading, count })
                .collect(),
            findings: inspection.findings.into_iter().map(Finding::from).collect(),
            byte_damage,
            titles: inspection.titles.into_iter().map(Title::from).collect(),
            versions,
        }
    }
}

fn remark(remark: &Remark) -> Message {
    Sentence::new(remark.in_chinese(), remark.to_string()).into()
}

impl From<Notice> for NoticeInfo {
    fn from(notice: Notice) -> NoticeInfo {
        let Notice { id, number, title, issuer, issued, published, url, readings, .. } = notice;
        let untitled = readings.title.is_some_and(|reading| reading.source == Source::File);
        NoticeInfo { id, number, title, issuer, issued, published, url, untitled }
    }
}

impl From<ingest::Finding> for Finding {
    fn from(finding: ingest::Finding) -> Finding {
        let repair = match finding.kind {
            FindingKind::Repair { rule, status } => Some((rule, status)),
            _ => None,
        };
        Finding {
            kind: finding.kind,
            line: finding.place.line,
            column: finding.place.column,
            raw_span: finding.place.within.is_none().then_some(finding.place.raw),
            place: finding.place.within,
            rule: repair.map(|(rule, _)| rule),
            status: repair.map(|(_, status)| status),
            raw: finding.raw,
            restored: finding.restored,
            context: finding.context,
            note: finding.note.into(),
        }
    }
}

impl From<ingest::ReadValue> for ReadValue {
    fn from(read: ingest::ReadValue) -> ReadValue {
        let ingest::ReadValue { field, value, reading, place } = read;
        ReadValue {
            field: field.to_owned(),
            value,
            source: reading.source,
            sureness: reading.sureness,
            line: place.as_ref().map(|place| place.line),
            raw_span: place.as_ref().filter(|place| place.within.is_none()).map(|place| place.raw),
            place: place.and_then(|place| place.within),
        }
    }
}

impl From<ingest::TitleCopies> for Title {
    fn from(title: ingest::TitleCopies) -> Title {
        let copy = |copy: ingest::TitleCopy| TitleCopy {
            line: copy.place.line,
            raw_span: copy.place.within.is_none().then_some(copy.place.raw),
            place: copy.place.within,
            text: copy.text,
            same: copy.same,
        };
        Title { case: title.case, title: title.title, copies: title.copies.into_iter().map(copy).collect() }
    }
}
