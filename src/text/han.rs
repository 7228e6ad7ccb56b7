//! The one Han predicate.

/// Whether `c` is a Chinese character: the unified ideographs with their extensions, the compatibility ideographs,
/// and 〇.
///
/// Private-use characters are not Han, even where a damaged page shows them in place of one.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}'
        | '\u{3007}')
}

#[cfg(test)]
mod tests {
    use super::is_han;

    #[test]
    fn endpoints() {
        for c in
            ['\u{4E00}', '\u{9FFF}', '\u{3400}', '\u{4DBF}', '\u{F900}', '\u{FAFF}', '\u{20000}', '\u{323AF}', '〇']
        {
            assert!(is_han(c), "{c:?}");
        }
        for c in ['\u{4DFF}', '\u{A000}', '\u{33FF}', '\u{F8FF}', '\u{FB00}', '。', 'a', '(', 'ì', '\u{E2AE}'] {
            assert!(!is_han(c), "{c:?}");
        }
    }
}
