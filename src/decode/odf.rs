//! What texts and sheets of OpenDocument have in common: the package, and text with what stands inside it.

use quick_xml::events::Event;

use super::document::ReadError;
use super::format::Format;
use super::package::Package;
use super::unread::Unread;
use super::xml::{each, push, value};

/// The part with the text.
pub(super) const CONTENT: &str = "content.xml";

/// Blanks that one element may stand for.
const MOST_BLANKS: usize = 1000;

/// The XML of the text of a package.
pub(super) fn content(package: &mut Package<'_>, format: Format) -> Result<String, ReadError> {
    // Parts under a password are bytes without meaning, and the list of parts says so.
    if let Some(list) = package.text("META-INF/manifest.xml")?
        && list.contains("encryption-data")
    {
        return Err(ReadError::Encrypted(format));
    }
    package.text(CONTENT)?.ok_or_else(|| ReadError::Broken(format, format!("{CONTENT} is missing")))
}

/// Counts what stands beside the text of a package: pictures, other documents, macros, headers and footers.
pub(super) fn beside(package: &mut Package<'_>, format: Format, unread: &mut Unread) -> Result<(), ReadError> {
    unread.pictures += package.count("Pictures/");
    unread.charts += package.names("Object ").filter(|name| name.ends_with("/content.xml")).count();
    unread.macros +=
        usize::from(package.names("Basic/").any(|name| !name.ends_with("-lc.xml") && !name.ends_with("-lb.xml")));
    let Some(styles) = package.text("styles.xml")? else { return Ok(()) };
    let allowance = package.allowance();
    let mut running = false;
    each(&styles, format, "styles.xml", allowance, |event| {
        match event {
            Event::Start(tag) if is_running(tag.local_name().as_ref()) => running = true,
            Event::End(tag) if is_running(tag.local_name().as_ref()) => running = false,
            Event::Text(text) if running && !text.xml10_content().trim().is_empty() => {
                unread.running += 1;
                running = false;
            }
            _ => {}
        }
        Ok(())
    })
}

fn is_running(name: &str) -> bool {
    matches!(name, "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first")
}

/// The text of a paragraph while its events come.
#[derive(Default)]
pub(super) struct Inline {
    pub(super) out: String,
    /// How many elements are open that are not read, from the outermost on.
    skipped: usize,
}

impl Inline {
    /// Whether the events are inside something that is not read.
    pub(super) fn is_skipping(&self) -> bool {
        self.skipped > 0
    }

    /// Passes over the element that has begun.
    pub(super) fn skip(&mut self) {
        self.skipped = 1;
    }

    /// Takes in an event; counts what is not read.
    pub(super) fn take(&mut self, event: &Event<'_>, unread: &mut Unread) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "s" => {
                    let count = value(tag, "c").and_then(|count| count.parse().ok()).unwrap_or(1);
                    self.out.extend(std::iter::repeat_n(' ', MOST_BLANKS.min(count)));
                }
                "tab" => self.out.push('\t'),
                "line-break" => self.out.push('\n'),
                "annotation" => {
                    unread.comments += 1;
                    self.skipped = 1;
                }
                // Deleted text; readings above characters; what is drawn for those who cannot see it; scripts.
                "tracked-changes" | "ruby-text" | "title" | "desc" | "script" | "event-listeners" | "forms" => {
                    self.skipped = 1;
                }
                _ => {}
            },
            Event::End(_) => {}
            // Blanks and breaks in the source of the XML are one blank.
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                let from = self.out.len();
                push(event, &mut self.out);
                if self.out[from..].contains(['\n', '\r', '\t']) {
                    let piece = self.out.split_off(from);
                    let (lead, trail) = (piece.starts_with(char::is_whitespace), piece.ends_with(char::is_whitespace));
                    let words: Vec<&str> = piece.split_whitespace().collect();
                    if lead && !self.out.is_empty() {
                        self.out.push(' ');
                    }
                    self.out.push_str(&words.join(" "));
                    if trail && !words.is_empty() {
                        self.out.push(' ');
                    }
                }
            }
            _ => {}
        }
    }
}
