//! Text that only shows: without what a terminal would obey or a reader be misled by, and addresses that may be links.

use std::borrow::Cow;
use std::fmt::Write as _;

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
pub(crate) fn is_harmless(c: char) -> bool {
    // Nearly every character: none of what follows is in these two ranges.
    if matches!(c, ' '..='~' | '\u{3000}'..='\u{9FFF}') {
        return true;
    }
    let misleads = is_invisible(c) && !is_selector(c) || matches!(c, '\u{2028}' | '\u{2029}');
    c == '\n' || !(c.is_control() || misleads)
}

/// Whether nobody sees `c`, and it parts nothing: controls other than blanks and breaks, blanks without width, soft
/// hyphens, joiners, marks of direction, variation selectors, tags.
#[inline]
pub(crate) fn is_invisible(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t'..='\r' | '\u{85}');
    control
        || is_selector(c)
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether `c` chooses among the forms of the character before it.
#[inline]
fn is_selector(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
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

/// Finished JSON with these characters escaped; they stand nowhere but in its strings.
pub(crate) fn json_escaped(json: &str) -> Cow<'_, str> {
    if json.chars().all(is_harmless) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_harmless(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A string takes all that is written.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
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
    fn what_is_told_at_sight_is_harmless() {
        let at_sight = (' '..='~').chain('\u{3000}'..='\u{9FFF}');
        assert!(at_sight.into_iter().all(|c| !c.is_control() && !is_invisible(c)));
        assert!(['\u{7F}', '\u{2028}', '\u{200B}', '\u{1B}', '\u{FEFF}'].into_iter().all(|c| !is_harmless(c)));
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
}
