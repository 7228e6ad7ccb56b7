//! What a file is and what was done to it: the integrity report.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::ingest::{Document, document};
use crate::decode::{self, Format, Metadata};
use crate::error::{Error, Result};
use crate::notice::{Notice, Role};
use crate::text::{Clean, Raw, Rule, Span, Status};

/// The report on a file.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: usize,
    /// What kind of file it is.
    pub format: Format,
    /// What the file says about the document outside its running text.
    pub stated: Metadata,
    /// Its encoding.
    pub encoding: String,
    /// Remarks on how it was decoded.
    pub remarks: Vec<String>,
    /// Its structure.
    pub notice: Notice,
    /// The clean text.
    pub text: String,
    /// How many repairs each rule made: all of them, and those that are proven.
    pub counts: BTreeMap<Rule, (usize, usize)>,
    /// The characters that the page's site glosses, each with its reading and how often it was dropped.
    pub glosses: Vec<(char, String, usize)>,
    /// Every repair that put something into the text, and everything odd that was kept, in the order of the file.
    pub findings: Vec<Finding>,
    /// How many passages there are of each role.
    pub roles: Vec<(&'static str, usize)>,
}

/// Something that was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// `repair`, `unrepaired`, `oddity` or `foreign`.
    pub kind: &'static str,
    /// The rule of a repair.
    pub rule: Option<&'static str>,
    /// How sure a repair is: `proven` or `suggested`.
    pub status: Option<&'static str>,
    /// What the file holds.
    pub raw: String,
    /// What stands in the clean text.
    pub restored: String,
    /// What is odd about it, in a sentence.
    pub note: String,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the clean line, counted from 1.
    pub column: usize,
    /// Bytes of the file; of the text extracted from it where `within` says more.
    pub raw: Span<Raw>,
    /// The page of a PDF, the paragraph of a DOCX.
    pub within: Option<decode::Place>,
}

/// Reads and repairs the file at `path`, and reports what was found.
///
/// # Errors
///
/// [`Error::Io`] when it cannot be read, [`Error::Unreadable`] when it is no document.
pub fn inspect(path: &Path) -> Result<Inspection> {
    let bytes = fs::read(path).map_err(Error::io(path))?;
    let document = document(&bytes, path)
        .map_err(|error| Error::Unreadable { path: path.to_path_buf(), reason: error.to_string() })?;
    Ok(report(path, bytes.len(), &document))
}

fn report(path: &Path, bytes: usize, document: &Document) -> Inspection {
    let text = &document.cleaned.text;
    let lines: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let place = |span: Span<Clean>| {
        let line = lines.partition_point(|&start| start <= span.start);
        let start = lines[line - 1];
        Place {
            line,
            column: text[start..span.start].chars().count() + 1,
            raw: document.to_raw.map(span),
            within: document.place(span),
        }
    };
    let mut counts: BTreeMap<Rule, (usize, usize)> = BTreeMap::new();
    let mut glosses: BTreeMap<(char, String), usize> = BTreeMap::new();
    for edit in &document.cleaned.edits {
        let count = counts.entry(edit.rule).or_default();
        count.0 += 1;
        count.1 += usize::from(edit.status == Status::Proven);
        if edit.rule == Rule::Gloss {
            let before = document.decoded.text[..edit.span.start].chars().next_back().unwrap_or(' ');
            let reading = document.decoded.text[edit.span.range()].trim_matches(['(', ')']).to_owned();
            *glosses.entry((before, reading)).or_default() += 1;
        }
    }
    let mut findings: Vec<Finding> = document
        .restorations()
        .map(|(span, edit)| Finding {
            place: place(span),
            kind: "repair",
            rule: Some(edit.rule.name()),
            status: Some(edit.status.name()),
            raw: document.decoded.text[edit.span.range()].to_owned(),
            restored: edit.restored.clone(),
            note: String::new(),
        })
        .collect();
    let shown = |span: Span<Clean>| text[span.range()].to_owned();
    findings.extend(document.oddities.iter().map(|oddity| Finding {
        place: place(oddity.span),
        kind: "oddity",
        rule: None,
        status: None,
        raw: shown(oddity.span),
        restored: String::new(),
        note: oddity.message.clone(),
    }));
    // The words of a foreign line are nobody's business; that there is one, and where, is.
    findings.extend(document.cleaned.foreign.iter().map(|&span| Finding {
        place: place(span),
        kind: "foreign",
        rule: None,
        status: None,
        raw: String::new(),
        restored: String::new(),
        note: format!("{} characters that do not belong to the page", shown(span).chars().count()),
    }));
    findings.sort_by_key(|finding| finding.place.raw);
    let mut glosses: Vec<(char, String, usize)> =
        glosses.into_iter().map(|((c, reading), count)| (c, reading, count)).collect();
    glosses.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    let roles = Role::ALL
        .map(|role| (role.name(), document.notice.passages.iter().filter(|passage| passage.role == role).count()));
    Inspection {
        file: path.to_path_buf(),
        bytes,
        format: document.format,
        stated: document.stated.clone(),
        encoding: document.decoded.encoding.to_owned(),
        remarks: document.decoded.remarks.iter().map(ToString::to_string).collect(),
        notice: document.notice.clone(),
        text: text.clone(),
        counts,
        glosses,
        findings,
        roles: roles.into_iter().filter(|(_, count)| *count > 0).collect(),
    }
}
