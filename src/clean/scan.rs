//! Questions that are asked of a whole text, byte by byte.

/// The bytes of `text` at which the ASCII character `byte` stands, in order.
pub(super) fn places(text: &str, byte: u8) -> impl Iterator<Item = usize> + '_ {
    debug_assert!(byte.is_ascii());
    memchr::memchr_iter(byte, text.as_bytes())
}

/// The lines of `text` with their line feeds, each with the byte where it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        at = line_end(text, start);
        (start < at).then(|| (start, &text[start..at]))
    })
}

/// Where the line of `text` begins that has byte `at`.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1)
}

/// Where the line of `text` ends that has byte `at`, its line feed included.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |len| at + len + 1)
}

/// `line` without its line end.
pub(super) fn without_end(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

/// How many ideographs `text` has, by the bytes that these begin with: those of U+4000 to U+9FFF, of which those below
/// U+4E00 are so rare that nothing hangs on them.
pub(super) fn ideographs(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, 0xE4..=0xE9)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_text() {
        let text = "質(zhì)押，融資(a)。";
        assert_eq!(
            places(text, b'(').collect::<Vec<_>>(),
            text.match_indices('(').map(|(at, _)| at).collect::<Vec<_>>()
        );
        assert_eq!(ideographs(text), 4);
        for text in ["", "\n", "甲\n\n乙", "甲\n乙\n"] {
            assert!(lines(text).map(|(_, line)| line).eq(text.split_inclusive('\n')), "{text:?}");
        }
    }
}
