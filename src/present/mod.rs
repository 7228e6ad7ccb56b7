//! Answers as text: one presenter a form, each generic over the writer.
//!
//! Only this module knows JSON, CSV, Markdown and terminals; it knows nothing of indexes. What is written leaves by
//! one [`door`], where everything that a terminal could obey is taken out of it, and each form sees to it that text
//! stays text: no cell becomes a formula, no title a link, no line break in a name a second entry.

pub mod cite;
pub mod compare;
pub mod csv;
pub mod door;
pub mod export;
pub mod facts;
pub mod groups;
pub mod inspection;
pub mod json;
pub mod markdown;
pub mod similar;
pub mod table;
pub mod tables;
pub mod terminal;
pub mod verification;
mod window;
mod wrap;

use std::borrow::Cow;

use crate::api::{Hit, Mark};
use crate::text::{Local, Span, to_hans, to_hant};

pub use window::{Window, window};

/// The language of labels and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// One of two texts.
    #[must_use]
    pub fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The script that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// As the text has it.
    #[default]
    AsIs,
    /// Simplified characters.
    Hans,
    /// Traditional characters.
    Hant,
}

impl Script {
    /// `text` in this script, one character for one.
    #[must_use]
    pub fn show(self, text: &str) -> Cow<'_, str> {
        match self {
            Script::AsIs => Cow::Borrowed(text),
            Script::Hans => to_hans(text),
            Script::Hant => to_hant(text),
        }
    }

    /// `hit` in this script. Marks and repairs point into the converted text.
    #[must_use]
    pub fn show_hit(self, hit: &Hit) -> Cow<'_, Hit> {
        if self == Script::AsIs {
            return Cow::Borrowed(hit);
        }
        let text = self.show(&hit.text).into_owned();
        let shifts = Shifts::new(&hit.text, &text);
        let moved = |span: Span<Local>| Span::new(shifts.moved(span.start), shifts.moved(span.end));
        let mut out = hit.clone();
        for (mark, old) in out.marks.iter_mut().zip(&hit.marks) {
            *mark = Mark { local: moved(old.local), raw: old.raw };
        }
        for (repair, old) in out.repairs.iter_mut().zip(&hit.repairs) {
            repair.local = moved(old.local);
            repair.restored = self.show(&old.restored).into_owned();
        }
        let show = |value: &Option<String>| value.as_deref().map(|value| self.show(value).into_owned());
        out.section = show(&hit.section);
        out.notice.title = self.show(&hit.notice.title).into_owned();
        out.notice.issuer = show(&hit.notice.issuer);
        if let (Some(case), Some(old)) = (&mut out.case, &hit.case) {
            case.title = self.show(&old.title).into_owned();
            case.tier = show(&old.tier);
            case.city = show(&old.city);
            case.county = show(&old.county);
        }
        out.text = text;
        Cow::Owned(out)
    }
}

/// Where the bytes of a text are after a conversion that keeps the number of characters but not their lengths.
struct Shifts {
    /// From which byte on, in either text, everything is moved alike; sorted by both. Characters change their length
    /// seldom, so there are few.
    from: Vec<(usize, usize)>,
}

impl Shifts {
    fn new(old: &str, new: &str) -> Shifts {
        let mut from = vec![(0, 0)];
        let (mut here, mut there) = (0, 0);
        for (a, b) in old.chars().zip(new.chars()) {
            here += a.len_utf8();
            there += b.len_utf8();
            if a.len_utf8() != b.len_utf8() {
                from.push((here, there));
            }
        }
        Shifts { from }
    }

    /// Where byte `at` of the old text, the first of a character, is in the new one.
    fn moved(&self, at: usize) -> usize {
        let after = self.from.partition_point(|&(here, _)| here <= at);
        let (here, there) = self.from[after.saturating_sub(1)];
        there + (at - here)
    }
}

/// `text` without what could make a terminal do something: control characters become their visible pictures, other
/// line separators become blanks, marks of direction, tags and zero-width characters are dropped. Line breaks stay.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .filter_map(|c| match c {
                c if is_harmless(c) => Some(c),
                '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
                // The pictures of control characters stand in their order from U+2400.
                '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32),
                '\u{7F}' => Some('\u{2421}'),
                '\u{80}'..='\u{9F}' => Some('\u{FFFD}'),
                _ => None,
            })
            .collect(),
    )
}

/// Whether a terminal only shows `c`, or breaks the line at it.
fn is_harmless(c: char) -> bool {
    let invisible = matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
    c == '\n' || !(c.is_control() || invisible)
}

/// `text`, sanitised, on one line: a line break in a name or a title stands for nothing.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    match sanitize(text) {
        shown if shown.contains('\n') => Cow::Owned(shown.replace('\n', "")),
        shown => shown,
    }
}

/// `url` if it is an address that may become a link: of the web, and nothing but an address.
pub(crate) fn web(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let plain = |c: char| !c.is_whitespace() && is_harmless(c);
    (known && url.chars().all(plain)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_that_a_terminal_obeys_passes(text in "(\\PC|\\pC|\\p{Zl}|\\p{Zp}){0,20}") {
            let shown = sanitize(&text);
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
            let hidden = ['\u{202E}', '\u{2028}', '\u{2066}', '\u{200B}', '\u{E0041}'];
            prop_assert!(!shown.contains(hidden), "{:?}", shown);
            let again = sanitize(&shown);
            prop_assert_eq!(again.as_ref(), shown.as_ref());
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (url, web) in [
            ("http://a.gov.cn/x?y=1#z", true),
            (" HTTPS://甲.cn ", true),
            ("javascript:alert(1)", false),
            ("javascript://http://a", false),
            ("file:///etc/passwd", false),
            ("ftp://a.cn", false),
            ("//a.cn", false),
            ("http://a.cn/\nUR  - http://b.cn", false),
            ("http://a.cn/\u{202e}", false),
            ("", false),
        ] {
            assert_eq!(super::web(url).is_some(), web, "{url:?}");
        }
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(sanitize("質押“融資”\n文档.txt"), Cow::Borrowed(_)));
        assert_eq!(sanitize("\u{1b}[31m紅"), "␛[31m紅");
    }

    proptest! {
        #[test]
        fn marks_follow_the_script(text in "[a𪠽押质質业業𠀾着]{0,20}", at in 0..20_usize) {
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            for script in [Script::Hans, Script::Hant] {
                let new = script.show(&text);
                let moved = Shifts::new(&text, &new).moved(at);
                let rest = script.show(&text[at..]);
                prop_assert_eq!(&new[moved..], rest.as_ref());
            }
        }
    }

    #[test]
    fn some_characters_change_their_length() {
        // Otherwise the property above would prove nothing.
        assert_ne!(to_hant("𪠽").len(), "𪠽".len());
    }
}
