//! Answers as text: one presenter a form, each generic over the writer.
//!
//! Only this module knows JSON, CSV, Markdown and terminals; it knows nothing of indexes. Untrusted text passes
//! through [`sanitize`] on its way to a terminal, and is escaped on its way to Markdown.

pub mod csv;
pub mod inspection;
pub mod json;
pub mod markdown;
pub mod tables;
pub mod terminal;
mod window;

use std::borrow::Cow;

use crate::search::{Hit, Mark};
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
        let moved = |span: Span<Local>| moved(&hit.text, &text, span);
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

/// Where `span` of `old` is in `new`, which has as many characters.
fn moved(old: &str, new: &str, span: Span<Local>) -> Span<Local> {
    let boundary = |at: usize| {
        let characters = old[..at].chars().count();
        new.char_indices().nth(characters).map_or(new.len(), |(byte, _)| byte)
    };
    Span::new(boundary(span.start), boundary(span.end))
}

/// `text` without what could make a terminal do something: control characters become their visible pictures, marks
/// of direction and zero-width characters are dropped.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| {
        c == '\n'
            || !(c.is_control()
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
    };
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .filter_map(|c| match c {
                c if harmless(c) => Some(c),
                '\t' => Some(' '),
                // The pictures of control characters stand in their order from U+2400.
                '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32),
                '\u{7F}' => Some('\u{2421}'),
                '\u{80}'..='\u{9F}' => Some('\u{FFFD}'),
                _ => None,
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_that_a_terminal_obeys_passes(text in any::<String>()) {
            let shown = sanitize(&text);
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
            let again = sanitize(&shown);
            prop_assert_eq!(again.as_ref(), shown.as_ref());
        }
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(sanitize("質押“融資”\n文档.txt"), Cow::Borrowed(_)));
        assert_eq!(sanitize("\u{1b}[31m紅"), "␛[31m紅");
    }

    #[test]
    fn marks_follow_the_script() {
        // 𪠽 takes four bytes and its traditional form three.
        let old = "a𪠽押";
        let new = to_hant(old);
        let at = old.find('押').map_or(0, |at| at);
        let span = moved(old, &new, Span::new(at, old.len()));
        assert_eq!(&new[span.range()], "押");
        assert_ne!(span.start, at);
    }
}
