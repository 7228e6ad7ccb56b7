//! Character entities and escapes that stand in a page as text.
//!
//! HTML decodes its own entities, so what is left in a text was escaped twice or damaged. In a page without damage a
//! `&ldquo;` may be what the author means, and it stays.

use super::edits::Patch;
use super::scan::places;
use crate::text::{Rule, Status};

/// The named entities that pages of running text use, sorted by name.
const NAMED: [(&str, &str); 20] = [
    ("amp", "&"),
    ("bdquo", "„"),
    ("bull", "•"),
    ("deg", "°"),
    ("emsp", "\u{2003}"),
    ("ensp", "\u{2002}"),
    ("gt", ">"),
    ("hellip", "…"),
    ("ldquo", "“"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", "\u{A0}"),
    ("ndash", "–"),
    ("permil", "‰"),
    ("quot", "\""),
    ("rdquo", "”"),
    ("rsquo", "’"),
    ("times", "×"),
];

/// The entity whose name, with its semicolon, `text` begins with: what it stands for, and its length in bytes.
pub(super) fn named(text: &str) -> Option<(&'static str, usize)> {
    let end = text.bytes().take(8).position(|b| b == b';')?;
    let at = NAMED.binary_search_by(|(name, _)| name.cmp(&&text[..end])).ok()?;
    Some((NAMED[at].1, end + 1))
}

/// The numeric reference that `text`, which follows `&`, begins with: `#65380;`, `#x201C;`.
fn numeric(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix('#')?;
    let (digits, radix, skipped) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 2),
        None => (digits, 10, 1),
    };
    let end = digits.bytes().take(8).position(|b| b == b';')?;
    if end == 0 || !digits.bytes().take(end).all(|b| char::from(b).is_digit(radix)) {
        return None;
    }
    let c = char::from_u32(u32::from_str_radix(&digits[..end], radix).ok()?)?;
    (!c.is_control() || matches!(c, '\n' | '\t')).then_some((c, skipped + end + 1))
}

/// The edits that decode what stands in `text`. Entities that are whole are decoded only where the page is `damaged`
/// otherwise; what no author writes is decoded everywhere.
pub(super) fn patches(text: &str, damaged: bool) -> Vec<Patch> {
    let mut out = Vec::new();
    if damaged {
        for at in places(text, b'&') {
            let rest = &text[at + 1..];
            if let Some((restored, len)) = named(rest) {
                out.push(patch(at, at + 1 + len, restored, Rule::Entity));
            } else if let Some((c, len)) = numeric(rest) {
                out.push(patch(at, at + 1 + len, c.encode_utf8(&mut [0; 4]), Rule::Entity));
            }
        }
    }
    if damaged {
        let mut from = 0;
        for at in places(text, b'\\').filter(|&at| text[at + 1..].starts_with('"')) {
            let line = text[from..at].rfind('\n').map_or(from, |end| from + end + 1);
            let opened = text[line..at].chars().rev().find(|&c| matches!(c, '“' | '”')) == Some('“');
            out.push(patch(at, at + 2, if opened { "”" } else { "\"" }, Rule::Escape));
            from = at + 2;
        }
    }
    for at in places(text, b'%') {
        if let Some(rest) = text[at..].strip_prefix("%26")
            && let Some((c, len)) = numeric(rest)
        {
            out.push(patch(at, at + 3 + len, c.encode_utf8(&mut [0; 4]), Rule::Escape));
        }
    }
    let escape = "x0dx0a";
    for at in places(text, b'x').filter(|&at| text[at..].starts_with(escape)) {
        let before = text[..at].chars().next_back();
        let after = text[at + escape.len()..].chars().next();
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || c.is_ascii_whitespace());
        let chained = text[..at].ends_with("x0dx0a") || text[at + escape.len()..].starts_with("x0dx0a");
        if chained || apart(before) && apart(after) || damaged && before != Some('\\') {
            out.push(patch(at, at + escape.len(), "\n", Rule::Escape));
        }
    }
    out.sort_unstable_by_key(|patch| patch.start);
    out
}

fn patch(start: usize, end: usize, restored: &str, rule: Rule) -> Patch {
    Patch { start, end, restored: restored.to_owned(), rule, status: Status::Proven }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str, damaged: bool) -> String {
        let mut draft = super::super::edits::Draft::new(text);
        draft.apply(patches(text, damaged));
        draft.text.into_owned()
    }

    #[test]
    fn entities_of_damaged_pages() {
        assert!(NAMED.is_sorted());
        assert_eq!(decode("為&ldquo;資產&rdquo;&nbsp;&#8212;&#x2014;", true), "為“資產”\u{A0}——");
        assert_eq!(decode("為&ldquo;資產&rdquo;", false), "為&ldquo;資產&rdquo;");
        for text in ["AT&T", "&;", "&foo;", "&#;", "&#x;", "&#0;", "&#99999999;", "&#xD800;", "&", "a&b;c"] {
            assert_eq!(decode(text, true), text);
        }
    }

    #[test]
    fn escaped_quotation_marks() {
        assert_eq!(decode("追求“好用知識產權\\\"的", true), "追求“好用知識產權”的");
        assert_eq!(decode("“甲”\\\"乙\\\"“丙\\\"丁\\\"", true), "“甲”\"乙\"“丙”丁\"");
        assert_eq!(decode("追求“好用知識產權\\\"的", false), "追求“好用知識產權\\\"的");
    }

    #[test]
    fn escapes() {
        assert_eq!(decode("第一段x0dx0a第二段", false), "第一段\n第二段");
        assert_eq!(decode("第一段x0dx0ax0dx0a第二段", false), "第一段\n\n第二段");
        assert_eq!(decode("企業%26#65380;機構", false), "企業\u{FF64}機構");
        for text in ["\\x0dx0a", "0x0dx0a5", "box0dx0arm", "100%26#", "%26#x;"] {
            assert_eq!(decode(text, false), text);
        }
    }
}
