//! Lines of a page as text: entities decoded, blanks collapsed, each character with its place in the source.

use std::ops::Range;

use html5gum::{Token, Tokenizer};

use super::tree::{Element, Item, Page};
use crate::text::{Decoded, OffsetMap, is_han};

/// Where rendered text goes. Ranges are bytes of the source, in order and disjoint.
pub(super) trait Sink {
    /// `text` is what the source has at `from`.
    fn copy(&mut self, text: &str, from: Range<usize>);
    /// `text` stands for what the source has at `from`.
    fn put(&mut self, text: &str, from: Range<usize>);
}

impl Sink for String {
    fn copy(&mut self, text: &str, _: Range<usize>) {
        self.push_str(text);
    }
    fn put(&mut self, text: &str, _: Range<usize>) {
        self.push_str(text);
    }
}

/// Text with the way back to the source: every byte of the source belongs to a run, markup to the character after it.
pub(super) struct Mapped {
    pub(super) text: String,
    pub(super) map: OffsetMap<Decoded, Decoded>,
    /// The source is mapped up to here.
    at: usize,
    /// A line break or tab that is still to come, once it is known what follows.
    separator: Option<char>,
}

impl Mapped {
    pub(super) fn new() -> Self {
        Mapped { text: String::new(), map: OffsetMap::new(), at: 0, separator: None }
    }

    /// Separates what comes from what was; it stands for the markup between the two.
    pub(super) fn separate(&mut self, by: char) {
        self.separator = Some(by);
    }

    /// Ends the text with a line break that stands for the rest of the source.
    pub(super) fn finish(mut self, source_len: usize) -> (String, OffsetMap<Decoded, Decoded>) {
        if self.text.is_empty() {
            self.map.push_replaced(0, source_len - self.at);
        } else {
            self.text.push('\n');
            self.map.push_replaced(1, source_len - self.at);
        }
        (self.text, self.map)
    }

    fn reach(&mut self, at: usize) {
        let skipped = at.saturating_sub(self.at);
        match self.separator.take() {
            Some(separator) => {
                self.text.push(separator);
                self.map.push_replaced(separator.len_utf8(), skipped);
            }
            None => self.map.push_replaced(0, skipped),
        }
        self.at = at;
    }
}

impl Sink for Mapped {
    fn copy(&mut self, text: &str, from: Range<usize>) {
        self.reach(from.start);
        self.text.push_str(text);
        self.map.push_equal(text.len());
        self.at = from.end;
    }

    fn put(&mut self, text: &str, from: Range<usize>) {
        self.reach(from.start);
        self.text.push_str(text);
        self.map.push_replaced(text.len(), from.len());
        self.at = from.end;
    }
}

/// Renders the text among `items`, which are those of one line. `wanted` says for each element whether its text counts.
pub(super) fn render(source: &str, items: &[Item], page: &Page, sink: &mut impl Sink) {
    let mut line = Line { sink, blank: None, last: None };
    for item in items {
        let &Item::Text { element, start, end } = item else { continue };
        let Element { silent, veiled, .. } = page.elements[element as usize];
        if silent || veiled {
            continue;
        }
        line.piece(source, start..end);
    }
}

struct Line<'k, K: Sink> {
    sink: &'k mut K,
    /// Blanks that may become a space, and whether a line break is among them.
    blank: Option<(Range<usize>, bool)>,
    /// The last character that was written.
    last: Option<char>,
}

impl<K: Sink> Line<'_, K> {
    fn piece(&mut self, source: &str, piece: Range<usize>) {
        let bytes = source.as_bytes();
        let mut at = piece.start;
        while at < piece.end {
            let byte = bytes[at];
            if is_blank(byte) {
                let end = at + bytes[at..piece.end].iter().take_while(|&&b| is_blank(b)).count();
                self.blank(at..end, bytes[at..end].contains(&b'\n') || bytes[at..end].contains(&b'\r'));
                at = end;
            } else if byte == b'&' {
                let (len, text) = entity(&source[at..piece.end]);
                if text.bytes().all(is_blank) && !text.is_empty() {
                    self.blank(at..at + len, false);
                } else if text == source[at..at + len] {
                    self.text(&source[at..at + len], at);
                } else if let Some(first) = text.chars().next() {
                    self.write_blank(first);
                    self.sink.put(&text, at..at + len);
                    self.last = text.chars().next_back();
                }
                at += len;
            } else {
                let len = bytes[at..piece.end].iter().take_while(|&&b| !is_blank(b) && b != b'&').count();
                self.text(&source[at..at + len], at);
                at += len;
            }
        }
    }

    fn blank(&mut self, range: Range<usize>, breaks: bool) {
        match &mut self.blank {
            Some((earlier, broken)) => {
                earlier.end = range.end;
                *broken |= breaks;
            }
            none => *none = Some((range, breaks)),
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        let Some(first) = text.chars().next() else { return };
        self.write_blank(first);
        self.sink.copy(text, at..at + text.len());
        self.last = text.chars().next_back();
    }

    /// Blanks at the ends of a line vanish, and so do line breaks between Chinese characters, which the page's author
    /// or editor put there for his own eyes. Others are one space.
    fn write_blank(&mut self, next: char) {
        let (Some((range, breaks)), Some(last)) = (self.blank.take(), self.last) else { return };
        if breaks && is_wide(last) && is_wide(next) {
            return;
        }
        // A blank over several elements has markup inside, which the space then stands for as well.
        self.sink.put(" ", range);
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C | 0)
}

/// Chinese characters and the punctuation that is written with them.
fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | '“' | '”' | '‘' | '’' | '—' | '…')
}

/// The character reference that `text`, which starts with `&`, begins with: how many bytes it takes, and what it means.
/// An ampersand that begins none means itself.
fn entity(text: &str) -> (usize, std::borrow::Cow<'_, str>) {
    const LONGEST: usize = 34;
    let bytes = text.as_bytes();
    let mut len = 1;
    while len < bytes.len().min(LONGEST) && (bytes[len].is_ascii_alphanumeric() || len == 1 && bytes[len] == b'#') {
        len += 1;
    }
    if len == 1 {
        return (1, "&".into());
    }
    if bytes.get(len) == Some(&b';') {
        len += 1;
    }
    let reference = &text[..len];
    match reference {
        "&nbsp;" => return (len, "\u{A0}".into()),
        "&ldquo;" => return (len, "“".into()),
        "&rdquo;" => return (len, "”".into()),
        "&amp;" => return (len, "&".into()),
        _ => {}
    }
    // The tokenizer knows the rest, with all the rules for references without a semicolon.
    let meaning: String = Tokenizer::new(reference)
        .filter_map(|Ok(token)| match token {
            Token::String(text) => Some(String::from_utf8_lossy(&text).into_owned()),
            _ => None,
        })
        .collect();
    // `&notit` means `¬it`: what both end with is no part of the reference.
    let shared = reference.bytes().rev().zip(meaning.bytes().rev()).take_while(|(a, b)| a == b).count();
    if shared >= reference.len() {
        return (len, reference.into());
    }
    (len - shared, meaning[..meaning.len() - shared].to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::entity;

    #[test]
    fn character_references() {
        for (text, len, meaning) in [
            ("&nbsp;x", 6, "\u{A0}"),
            ("&ldquo;", 7, "“"),
            ("&middot;", 8, "·"),
            ("&#65380;", 8, "､"),
            ("&#x4E00;", 8, "一"),
            ("&#X4e00", 7, "一"),
            ("&notit;", 4, "¬"),
            ("&amp", 4, "&"),
            ("&", 1, "&"),
            ("& b", 1, "&"),
            ("&;", 1, "&"),
            ("&qwerty;", 8, "&qwerty;"),
            ("&质", 1, "&"),
            ("&#0;", 4, "\u{FFFD}"),
            ("&#xD800;", 8, "\u{FFFD}"),
            ("&#x110000;", 10, "\u{FFFD}"),
        ] {
            let (found, is) = entity(text);
            assert_eq!((found, &*is), (len, meaning), "{text}");
        }
    }
}
