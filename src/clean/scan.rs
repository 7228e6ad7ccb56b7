//! Questions that are asked of a whole text, byte by byte.

/// The bytes of `text` at which the ASCII character `byte` stands, in order.
pub(super) fn places(text: &str, byte: u8) -> impl Iterator<Item = usize> + '_ {
    debug_assert!(byte.is_ascii());
    memchr::memchr_iter(byte, text.as_bytes())
}

/// The lines of `text` with their line feeds, each with the byte where it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let ends = places(text, b'\n').map(|at| at + 1).chain(std::iter::once(text.len()));
    ends.filter_map(move |end| {
        let line = (start < end).then(|| (start, &text[start..end]));
        start = end;
        line
    })
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
