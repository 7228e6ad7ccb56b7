//! Citations of a notice, a case or a passage: GB/T 7714 in its versions of 2015 and 2025, BibTeX, RIS, CSL-JSON.
//!
//! A notice is cited as an electronic announcement (`EB/OL`) where its address is known, else as an other document
//! (`Z`); a case as a part of its notice. The id of a passage stands where a page would.
//!
//! GB/T 7714—2015 writes half-width marks; GB/T 7714—2025 (§ 7) keeps only the stop and square brackets so, and makes
//! all others full-width.

use std::io::{self, Write};

use pinyin::ToPinyin;
use serde::Serialize;

use super::{Script, sanitize};
use crate::search::{CaseInfo, Hit, NoticeInfo};

/// What is cited.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// The notice.
    pub notice: &'s NoticeInfo,
    /// The case in it; none for the notice itself, and for a document that is one case.
    pub case: Option<&'s CaseInfo>,
    /// The passage's id.
    pub passage: Option<&'s str>,
    /// Where the notice was found on the web.
    pub url: Option<&'s str>,
    /// The day on which it was read there, `YYYY-MM-DD`.
    pub accessed: Option<&'s str>,
}

impl<'s> Source<'s> {
    /// The passage that is a hit.
    #[must_use]
    pub fn of_hit(hit: &'s Hit, url: Option<&'s str>, accessed: Option<&'s str>) -> Source<'s> {
        let case = hit.case.as_ref().filter(|case| case.id != hit.notice.id);
        Source { notice: &hit.notice, case, passage: Some(&hit.id), url, accessed }
    }
}

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationStyle {
    /// GB/T 7714—2015.
    Gbt2015,
    /// GB/T 7714—2025.
    Gbt2025,
    /// BibTeX.
    Bibtex,
    /// RIS, as reference managers import it.
    Ris,
    /// CSL-JSON: one array.
    CslJson,
}

/// Writes a citation of each source.
///
/// # Errors
///
/// What the writer reports.
pub fn citations(
    out: &mut impl Write,
    sources: &[Source<'_>],
    style: CitationStyle,
    script: Script,
) -> io::Result<()> {
    let items = sources.iter().map(|source| Item::new(source, script));
    match style {
        CitationStyle::Gbt2015 => items.into_iter().try_for_each(|item| writeln!(out, "{}", gbt(&item, &HALF))),
        CitationStyle::Gbt2025 => items.into_iter().try_for_each(|item| writeln!(out, "{}", gbt(&item, &FULL))),
        CitationStyle::Bibtex => items.into_iter().try_for_each(|item| bibtex(out, &item)),
        CitationStyle::Ris => items.into_iter().try_for_each(|item| ris(out, &item)),
        CitationStyle::CslJson => {
            super::json::object(out, &items.map(|item| Csl::new(&item)).collect::<Vec<_>>())
        }
    }
}

/// The parts of a citation, each on one line and in the script that is shown.
struct Item {
    key: String,
    issuer: Option<String>,
    /// The case's title, or the notice's.
    title: String,
    /// The notice's title, when a case is cited.
    container: Option<String>,
    number: Option<String>,
    date: Option<Date>,
    /// Where in the notice.
    place: Option<String>,
    url: Option<String>,
    accessed: Option<Date>,
}

impl Item {
    fn new(source: &Source<'_>, script: Script) -> Item {
        let show = |text: &str| line(&script.show(text));
        let notice = source.notice;
        let (title, container) = match source.case {
            Some(case) => (show(&case.title), Some(show(&notice.title))),
            None => (show(&notice.title), None),
        };
        let id = source.passage.or(source.case.map(|case| case.id.as_str())).unwrap_or(&notice.id);
        let below = id.strip_prefix(notice.id.as_str()).unwrap_or(id);
        let place = below.trim_start_matches(['/', '#']);
        Item {
            key: key(id),
            issuer: notice.issuer.as_deref().map(show),
            title,
            container,
            number: notice.number.as_deref().map(show),
            date: [&notice.issued, &notice.published].into_iter().flatten().find_map(|date| Date::new(date)),
            place: (!place.is_empty()).then(|| show(place)),
            url: source.url.map(|url| line(url).replace(' ', "%20")),
            accessed: source.accessed.and_then(Date::new),
        }
    }
}

/// A day.
struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    fn new(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let date = Date {
            year: parts.next()?.parse().ok()?,
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
        };
        ((1..=12).contains(&date.month) && (1..=31).contains(&date.day)).then_some(date)
    }

    fn written(&self, separator: char) -> String {
        format!("{:04}{separator}{:02}{separator}{:02}", self.year, self.month, self.day)
    }
}

/// `text` on one line, without control characters.
fn line(text: &str) -> String {
    sanitize(text).replace('\n', "").trim().to_owned()
}

/// An ASCII name for a source, from the readings of its id: `zheshijianzhiyun2023-12-dianxing5-7`.
fn key(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if let Some(reading) = c.to_pinyin() {
            out.extend(reading.plain().chars().map(|c| if c == 'ü' { 'v' } else { c }));
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The marks of a version of GB/T 7714.
struct Marks {
    colon: &'static str,
    open: &'static str,
    close: &'static str,
}

const HALF: Marks = Marks { colon: ": ", open: "(", close: ")" };
const FULL: Marks = Marks { colon: "：", open: "（", close: "）" };

/// `责任者. 题名: 文号[EB/OL]. (日期)[引用日期]. 网址.`, and for a part of a notice
/// `题名[EB/OL]//责任者. 通知题名: 文号. 年: 位置(日期)[引用日期]. 网址.`
fn gbt(item: &Item, marks: &Marks) -> String {
    let kind = if item.url.is_some() { "[EB/OL]" } else { "[Z]" };
    let issuer = item.issuer.as_ref().map(|issuer| format!("{issuer}. ")).unwrap_or_default();
    let number = item.number.as_ref().map(|number| format!("{}{number}", marks.colon)).unwrap_or_default();
    let mut out = match &item.container {
        Some(container) => format!("{}{kind}//{issuer}{container}{number}.", item.title),
        None => format!("{issuer}{}{number}{kind}.", item.title),
    };
    let year = item.date.as_ref().filter(|_| item.place.is_some());
    let mut dates = year.map(|date| format!(" {:04}", date.year)).unwrap_or_default();
    if let Some(place) = &item.place {
        let between = if dates.is_empty() { " " } else { marks.colon };
        dates.push_str(&format!("{between}{place}"));
    }
    if let Some(date) = &item.date {
        let blank = if dates.is_empty() { " " } else { "" };
        dates.push_str(&format!("{blank}{}{}{}", marks.open, date.written('-'), marks.close));
    }
    if let Some(accessed) = item.accessed.as_ref().filter(|_| item.url.is_some()) {
        dates.push_str(&format!("[{}]", accessed.written('-')));
    }
    if !dates.is_empty() {
        out.push_str(&dates);
        out.push('.');
    }
    if let Some(url) = &item.url {
        out.push_str(&format!(" {url}."));
    }
    out
}

fn bibtex(out: &mut impl Write, item: &Item) -> io::Result<()> {
    let kind = if item.container.is_some() { "incollection" } else { "misc" };
    writeln!(out, "@{kind}{{{},", item.key)?;
    let mut field = |name: &str, value: Option<String>| match value {
        Some(value) => writeln!(out, "  {name} = {{{value}}},"),
        None => Ok(()),
    };
    // A second pair of braces keeps the name of an office from being read as a person's.
    let issuer = item.issuer.as_ref().map(|issuer| format!("{{{}}}", tex(issuer)));
    field("author", issuer.clone().filter(|_| item.container.is_none()))?;
    field("title", Some(tex(&item.title)))?;
    field("booktitle", item.container.as_deref().map(tex))?;
    field("editor", issuer.filter(|_| item.container.is_some()))?;
    field("number", item.number.as_deref().map(tex))?;
    field("year", item.date.as_ref().map(|date| format!("{:04}", date.year)))?;
    field("date", item.date.as_ref().map(|date| date.written('-')))?;
    field("pages", item.place.as_deref().map(tex))?;
    field("url", item.url.as_ref().map(|url| url.replace(['{', '}', '\\'], "")))?;
    field("urldate", item.accessed.as_ref().map(|date| date.written('-')))?;
    field("langid", Some("chinese".to_owned()))?;
    writeln!(out, "}}\n")
}

/// `text` so that TeX prints it as it is.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' | '%' | '#' | '$' | '&' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

fn ris(out: &mut impl Write, item: &Item) -> io::Result<()> {
    let mut field = |tag: &str, value: Option<String>| match value {
        Some(value) => write!(out, "{tag}  - {value}\r\n"),
        None => Ok(()),
    };
    field("TY", Some(if item.container.is_some() { "CHAP" } else { "GOVDOC" }.to_owned()))?;
    field("ID", Some(item.key.clone()))?;
    field("TI", Some(item.title.clone()))?;
    field("T2", item.container.clone())?;
    // A comma in an author would part family and given name.
    let issuer = item.issuer.as_ref().map(|issuer| issuer.replace(',', "，"));
    field(if item.container.is_some() { "A2" } else { "AU" }, issuer)?;
    field("M1", item.number.clone())?;
    field("PY", item.date.as_ref().map(|date| format!("{:04}", date.year)))?;
    field("DA", item.date.as_ref().map(|date| date.written('/')))?;
    field("SP", item.place.clone())?;
    field("UR", item.url.clone())?;
    field("Y2", item.accessed.as_ref().map(|date| date.written('/')))?;
    field("LA", Some("zh".to_owned()))?;
    write!(out, "ER  - \r\n\r\n")
}

#[derive(Serialize)]
struct Csl {
    id: String,
    r#type: &'static str,
    title: String,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    container: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<CslName>,
    #[serde(rename = "container-author", skip_serializing_if = "Vec::is_empty")]
    container_author: Vec<CslName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<CslDate>,
    language: &'static str,
}

#[derive(Serialize)]
struct CslName {
    literal: String,
}

#[derive(Serialize)]
struct CslDate {
    #[serde(rename = "date-parts")]
    parts: [(u16, u8, u8); 1],
}

impl Csl {
    fn new(item: &Item) -> Csl {
        let date = |date: &Option<Date>| date.as_ref().map(|d| CslDate { parts: [(d.year, d.month, d.day)] });
        let issuer: Vec<CslName> = item.issuer.iter().map(|issuer| CslName { literal: issuer.clone() }).collect();
        let part = item.container.is_some();
        let (author, container_author) = if part { (Vec::new(), issuer) } else { (issuer, Vec::new()) };
        Csl {
            id: item.key.clone(),
            r#type: if part { "chapter" } else { "document" },
            title: item.title.clone(),
            container: item.container.clone(),
            author,
            container_author,
            number: item.number.clone(),
            issued: date(&item.date),
            page: item.place.clone(),
            url: item.url.clone(),
            accessed: date(&item.accessed),
            language: "zh",
        }
    }
}
