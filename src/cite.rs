//! Citations of notices, cases and passages: GB/T 7714, BibTeX, RIS, CSL-JSON.
//!
//! # What the forms rest on
//!
//! * **GB/T 7714—2015.** Sequential numbering, half-width signs. The standard's own example of a government notice has
//!   the document number as further title information and the mark `[A]`, `[A/OL]` where it is read on the web, then
//!   `(date)[date of access]. URL`. A case is a part of a notice: `title[A]//issuer. notice: number. date: place`.
//! * **GB/T 7714—2025** (published 2025-12-02, in force from 2026-07-01). The same order; of the signs only `.`, `[ ]`
//!   and the strokes stay half-width, the others are full-width; a page of the web that is no other kind of document
//!   is `[EB/OL]`, and a date of access is given for the web alone. Its examples of pages of the web (8.11.3.2), of
//!   archives on the web (8.12.3) and of a part of a whole (8.3.2) could be had as others copied them out of it; a test
//!   gives those of our kind the same items, signs and order. Where they have blanks the copies do not tell.
//! * What is not known is left out, as both standards allow for electronic documents: no place, no publisher, no date
//!   of access is made up. What was read from a text file, or from a file without a known address, says so in square
//!   brackets, the standards' sign for what the citer adds: `[存檔副本: file]`.
//! * **BibTeX** for biber: UTF-8 stays as it is, corporate authors in double braces, dates in `date`. Braces become
//!   `\textbraceleft{}` because BibTeX counts even `\{`.
//! * **RIS**: two letters, two blanks, a dash; lines end with CR LF; `TY` first and `ER` last.
//! * **CSL-JSON**: the item schema of the Citation Style Language 1.0.2.
//!
//! # Why no crate
//!
//! hayagriva 0.10.1 (73 packages) took 110 s of processor time to build and made a program of 8 MB that did nothing else,
//! and its style archive has GB/T 7714 of 2005 and 2015 only. The writer of biblatex 0.12.0 turns a backslash into a line
//! break, `~` and `^` into accents, and leaves `and` in a corporate author, which makes two authors of it. Four short
//! forms are written here instead; in tests biblatex reads the BibTeX back, and on a notice with an address
//! hayagriva's 2015 style gives the same line as [`Style::Gbt2015`].

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::api::{AddressOf, CaseInfo, Choice, Choices, Citation, Cited, Hit, Hits, NoticeInfo, Shown};
use crate::decode::{Format, Place};
use crate::text::{is_harmless, json_escaped, to_hans, to_hant, web};

/// A form of citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// GB/T 7714—2015.
    Gbt2015,
    /// GB/T 7714—2025.
    Gbt2025,
    /// BibTeX, for biber.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL-JSON.
    CslJson,
}

impl Choices for Style {
    const CHOICES: &'static [Choice<Style>] = &[
        Choice {
            value: Style::Gbt2015,
            name: "gbt7714",
            alias: "gbt7714-2015",
            zh: "GB/T 7714—2015",
            en: "GB/T 7714—2015",
        },
        Choice {
            value: Style::Gbt2025, name: "gbt7714-2025", alias: "", zh: "GB/T 7714—2025", en: "GB/T 7714—2025"
        },
        Choice { value: Style::Bibtex, name: "bibtex", alias: "", zh: "BibTeX（biber）", en: "BibTeX, for biber" },
        Choice { value: Style::Ris, name: "ris", alias: "", zh: "RIS", en: "RIS" },
        Choice { value: Style::CslJson, name: "csl-json", alias: "", zh: "CSL-JSON", en: "CSL-JSON" },
    ];
}

/// What is cited: a notice, a case of it, or a passage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    id: String,
    title: String,
    /// The notice, when a part of it is cited.
    container: Option<String>,
    issuer: Option<String>,
    number: Option<String>,
    /// `YYYY-MM-DD`.
    date: Option<String>,
    url: Option<String>,
    /// `YYYY-MM-DD`.
    accessed: Option<String>,
    /// Where in the container: the case's name, the section, the page or paragraph.
    place: Vec<String>,
    /// The name of the file, where it is no page as it was at the address.
    copy: Option<String>,
    traditional: bool,
}

/// The references of what a search found: of its passages, or of its cases.
#[must_use]
pub fn of_hits(hits: &Hits) -> Vec<Reference> {
    match hits {
        Hits::Passages(hits) => hits.iter().map(Reference::of_hit).collect(),
        Hits::Cases(cases) => cases
            .iter()
            .filter_map(|case| {
                let hit = case.passages.first()?;
                Some(Reference::new(&hit.notice, Some(&case.case), None, &hit.file))
            })
            .collect(),
    }
}

/// The references of what was asked for by `names`.
#[must_use]
pub fn of_cited(cited: &Cited, names: &[String]) -> Vec<Reference> {
    cited.cited.iter().zip(names).map(|(shown, name)| Reference::of_shown(shown, name)).collect()
}

impl Reference {
    /// A notice, a case of it, or a passage.
    #[must_use]
    pub fn new(notice: &NoticeInfo, case: Option<&CaseInfo>, passage: Option<&Hit>, file: &str) -> Reference {
        // A document that is one case is that case.
        let case = case.filter(|case| case.id != notice.id);
        let mut place = Vec::new();
        if let Some(case) = case
            && let Some(number) = case.number
        {
            place.push(format!("{}案例{number}", case.tier.as_deref().unwrap_or_default()));
        }
        if let Some(passage) = passage {
            place.extend(passage.section.clone());
            let page = if to_hans(&notice.title) == notice.title { "页" } else { "頁" };
            match (&passage.place, passage.line, passage.id.rsplit_once('#')) {
                (Some(Place::Page(number)), ..) => {
                    let machine = if page == "页" { "机器识读" } else { "機器識讀" };
                    place.push(format!("第{number}{page}"));
                    place.extend(passage.by_machine.then(|| machine.to_owned()));
                }
                (Some(Place::Slide(number)), ..) => {
                    place.push(if page == "页" {
                        format!("第{number}张幻灯片")
                    } else {
                        format!("第{number}張投影片")
                    });
                }
                (Some(at @ Place::Row { sheet, row, .. }), ..) => {
                    let cell = at.cell().unwrap_or_else(|| format!("第{row}行"));
                    place.push(format!("工作表“{sheet}”{cell}"));
                }
                // The number of a paragraph of a Word document is printed nowhere.
                (Some(Place::Paragraph(_)), ..) => {}
                (None, Some(line), _) => place.push(format!("第{line}行")),
                // The number of a passage in its case, which a reader can count; its id means nothing to others.
                (None, None, Some((_, number))) => place.push(format!("第{number}段")),
                (None, None, None) => {}
            }
        }
        let title = line(case.map_or(&notice.title, |case| &case.title));
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let url = notice.url.as_deref().and_then(web);
        Reference {
            id: passage.map(|hit| &hit.id).or(case.map(|case| &case.id)).unwrap_or(&notice.id).clone(),
            container: case.map(|_| line(&notice.title)),
            issuer: notice.issuer.as_deref().map(line),
            number: notice.number.as_deref().map(line),
            date: notice.issued.as_ref().or(notice.published.as_ref()).map(|date| line(date)),
            url: url.map(str::to_owned),
            accessed: None,
            place: place.iter().map(|place| line(place)).collect(),
            copy: (!name.is_empty() && (url.is_none() || !is_page(name))).then(|| line(name)),
            traditional: to_hans(&notice.title) != notice.title,
            title,
        }
    }

    /// The passage of a hit.
    #[must_use]
    pub fn of_hit(hit: &Hit) -> Reference {
        Reference::new(&hit.notice, hit.case.as_ref(), Some(hit), &hit.file)
    }

    /// What is shown, which `name` stands for: a name with `#` is a passage's.
    #[must_use]
    pub fn of_shown(shown: &Shown, name: &str) -> Reference {
        let passage = match &shown.passages[..] {
            [one] if name.contains('#') => Some(one),
            _ => None,
        };
        Reference::new(&shown.notice, shown.case.as_ref(), passage, &shown.file)
    }

    /// With the date on which its address was visited, `YYYY-MM-DD`; it means nothing without an address.
    #[must_use]
    pub fn accessed(mut self, date: Option<&str>) -> Reference {
        self.accessed = date.filter(|_| self.url.is_some()).map(line);
        self
    }

    /// With everything but addresses, ids and names of files as `shown` makes it: the script that was asked for.
    #[must_use]
    pub fn shown(mut self, shown: impl Fn(&str) -> String) -> Reference {
        let texts = [&mut self.container, &mut self.issuer, &mut self.number].into_iter().flatten();
        texts.chain(&mut self.place).chain([&mut self.title]).for_each(|text| *text = shown(text));
        self.traditional = to_hans(&self.title) != self.title;
        self
    }

    /// Its address with whose it is.
    #[must_use]
    pub fn address(&self) -> Option<(&str, AddressOf)> {
        self.url.as_deref().map(|url| (url, AddressOf::of(url)))
    }

    /// The citation in every style.
    #[must_use]
    pub fn told(&self, name: &str) -> Citation {
        Citation {
            name: name.to_owned(),
            id: self.id.clone(),
            url: self.url.clone(),
            url_of: self.address().map(|(_, of)| of),
            gbt7714: self.cite(Style::Gbt2015),
            gbt7714_2025: self.cite(Style::Gbt2025),
            bibtex: self.cite(Style::Bibtex),
            ris: self.cite(Style::Ris),
            csl: self.csl(),
        }
    }

    /// One citation in `style`, without a line break at its end.
    #[must_use]
    pub fn cite(&self, style: Style) -> String {
        match style {
            Style::Gbt2015 => self.gbt(&HALF),
            Style::Gbt2025 => self.gbt(&FULL),
            Style::Bibtex => self.bibtex(),
            Style::Ris => self.ris(),
            Style::CslJson => json_escaped(&self.csl().to_string()).into_owned(),
        }
    }

    fn copy_note(&self, colon: &str) -> Option<String> {
        let label = "存档副本";
        let label = if self.traditional { to_hant(label) } else { label.into() };
        self.copy.as_ref().map(|copy| format!("{label}{colon}{copy}"))
    }

    fn gbt(&self, signs: &Signs) -> String {
        let mut notice = String::new();
        if let Some(issuer) = &self.issuer {
            notice.push_str(&format!("{issuer}. "));
        }
        let mark = match (&self.url, signs.web_mark) {
            (None, _) if self.issuer.is_none() && self.number.is_none() => "Z",
            (None, _) => "A",
            (Some(_), mark) => mark,
        };
        let number = self.number.as_ref().map_or_else(String::new, |number| format!("{}{number}", signs.colon));
        let mut out = match &self.container {
            None => format!("{notice}{}{number}[{mark}].", self.title),
            Some(container) => format!("{}[{mark}]//{notice}{container}{number}.", self.title),
        };
        let place = self.place.join(signs.comma);
        let place = if place.is_empty() { place } else { format!("{}{place}", signs.colon) };
        match &self.url {
            Some(url) => {
                if let Some(date) = &self.date {
                    let _ = write!(out, "{}{date}{}", signs.open, signs.close);
                }
                if let Some(accessed) = &self.accessed {
                    let blank = if self.date.is_none() { " " } else { "" };
                    let _ = write!(out, "{blank}[{accessed}]");
                }
                out.push_str(&place);
                if let Some(note) = self.copy_note(signs.colon) {
                    let _ = write!(out, "[{note}]");
                }
                let stop = if out.ends_with('.') { "" } else { "." };
                let _ = write!(out, "{stop} {url}.");
            }
            None => {
                match &self.date {
                    Some(date) => {
                        let _ = write!(out, " {date}{place}");
                    }
                    // Without a date the place follows as a statement of its own.
                    None if !place.is_empty() => {
                        let _ = write!(out, " {}", self.place.join(signs.comma));
                    }
                    None => {}
                }
                if let Some(note) = self.copy_note(signs.colon) {
                    let blank = if out.ends_with('.') { " " } else { "" };
                    let _ = write!(out, "{blank}[{note}]");
                }
                if !out.ends_with('.') {
                    out.push('.');
                }
            }
        }
        out
    }

    fn bibtex(&self) -> String {
        let kind = if self.container.is_some() { "incollection" } else { "misc" };
        let mut fields: Vec<(&str, String)> = Vec::new();
        if let Some(issuer) = &self.issuer {
            fields.push(("author", format!("{{{{{}}}}}", tex(issuer))));
        }
        fields.push(("title", format!("{{{{{}}}}}", tex(&self.title))));
        if let Some(container) = &self.container {
            fields.push(("booktitle", format!("{{{{{}}}}}", tex(container))));
        }
        for (name, value) in [("number", &self.number), ("date", &self.date)] {
            if let Some(value) = value {
                fields.push((name, format!("{{{}}}", tex(value))));
            }
        }
        if let Some(url) = &self.url {
            fields.push(("url", format!("{{{}}}", tex_url(url))));
        }
        if let Some(accessed) = &self.accessed {
            fields.push(("urldate", format!("{{{}}}", tex(accessed))));
        }
        let notes: Vec<String> = self.place.iter().cloned().chain(self.copy_note(": ")).collect();
        if !notes.is_empty() {
            fields.push(("note", format!("{{{}}}", tex(&notes.join(", ")))));
        }
        fields.push(("langid", "{chinese}".to_owned()));
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("  {name} = {value},\n")).collect();
        format!("@{kind}{{{},\n{}}}", key(&self.id), fields.concat())
    }

    fn ris(&self) -> String {
        let mut lines = vec![("TY", "GOVDOC".to_owned()), ("ID", line(&self.id))];
        let date = |date: &str| format!("{}/", date.replace('-', "/"));
        let mut push = |tag, value: Option<String>| lines.extend(value.map(|value| (tag, line(&value))));
        push("AU", self.issuer.clone());
        push("TI", Some(self.title.clone()));
        push("T2", self.container.clone());
        push("M1", self.number.clone());
        push("PY", self.date.as_ref().and_then(|date| date.get(..4)).map(str::to_owned));
        push("DA", self.date.as_deref().map(date));
        push("SE", (!self.place.is_empty()).then(|| self.place.join(", ")));
        push("UR", self.url.clone());
        push("Y2", self.accessed.as_deref().map(date));
        push("N1", self.copy_note(": "));
        push("LA", Some(self.language().to_owned()));
        let lines: String = lines.iter().map(|(tag, value)| format!("{tag}  - {value}\r\n")).collect();
        format!("{lines}ER  - ")
    }

    fn language(&self) -> &'static str {
        if self.traditional { "zh-Hant" } else { "zh-Hans" }
    }

    fn csl(&self) -> Value {
        let kind = match (&self.container, &self.number) {
            (Some(_), _) => "chapter",
            (None, Some(_)) => "regulation",
            (None, None) => "document",
        };
        let mut out = json!({"id": self.id, "type": kind, "title": self.title, "language": self.language()});
        let date = |date: &str| {
            let parts: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
            json!({"date-parts": [parts]})
        };
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                out[name] = value;
            }
        };
        set("author", self.issuer.as_ref().map(|issuer| json!([{"literal": issuer}])));
        set("container-title", self.container.clone().map(Value::from));
        set("number", self.number.clone().map(Value::from));
        set("issued", self.date.as_deref().map(date));
        set("section", (!self.place.is_empty()).then(|| Value::from(self.place.join(", "))));
        set("URL", self.url.clone().map(Value::from));
        set("accessed", self.accessed.as_deref().map(date));
        set("note", self.copy_note(": ").map(Value::from));
        out
    }
}

/// Several citations in one text that ends with a line break.
#[must_use]
pub fn cite_all(references: &[Reference], style: Style) -> String {
    if style == Style::CslJson {
        let list = Value::from(references.iter().map(Reference::csl).collect::<Vec<_>>());
        return format!("{}\n", json_escaped(&format!("{list:#}")));
    }
    let end = match style {
        Style::Ris => "\r\n",
        Style::Bibtex => "\n\n",
        _ => "\n",
    };
    let mut out: String = references.iter().map(|reference| reference.cite(style) + end).collect();
    if style == Style::Bibtex {
        out.pop();
    }
    out
}

/// The signs in which the two editions of GB/T 7714 differ.
struct Signs {
    colon: &'static str,
    comma: &'static str,
    open: &'static str,
    close: &'static str,
    web_mark: &'static str,
}

const HALF: Signs = Signs { colon: ": ", comma: ", ", open: " (", close: ")", web_mark: "A/OL" };
const FULL: Signs = Signs { colon: "：", comma: "，", open: "（", close: "）", web_mark: "EB/OL" };

/// Whether the file is a page of the web as it was.
fn is_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(Format::of_ending(ending), Some(Format::Html | Format::Mhtml))
}

/// `text` on one line, without control characters and what is not seen: in whatever way a line is broken, the rest
/// would be an entry or a field of its own.
fn line(text: &str) -> String {
    let blank = |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let text = text.replace("\r\n", "\n");
    let text: String = text.chars().map(|c| if blank(c) { ' ' } else { c }).filter(|&c| is_harmless(c)).collect();
    text.trim().to_owned()
}

/// A key for BibTeX: the id without the characters that end or break a key. Where others than `#` had to go, a hash
/// of the id keeps keys apart.
fn key(id: &str) -> String {
    let mut lossy = false;
    let mut out: String = id
        .chars()
        .map(|c| match c {
            '#' => ':',
            c if c.is_whitespace() || !is_harmless(c) || "{}(),=\\\"%~'@:".contains(c) => {
                lossy = true;
                '-'
            }
            c => c,
        })
        .collect();
    if lossy || out.is_empty() {
        let hash = id.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let _ = write!(out, "-{hash:08x}");
    }
    out
}

/// `text` for a field of BibTeX.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '%' | '&' | '#' | '_' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// An address for a verbatim field: braces, backslashes and blanks as percent codes.
fn tex_url(url: &str) -> String {
    url.chars().fold(String::new(), |mut out, c| {
        match c {
            '{' | '}' | '\\' | ' ' | '"' | '<' | '>' => {
                let _ = write!(out, "%{:02X}", c as u32);
            }
            c if !is_harmless(c) || c.is_whitespace() => {}
            c => out.push(c),
        }
        out
    })
}
