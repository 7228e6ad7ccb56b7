//! Styled text in lines of a terminal's width.
//!
//! Chinese may be broken between any two characters, but a line does not begin with `。` or end with `“`, and words and
//! figures of Latin letters stay whole where they fit. No line is wider than the width, unless a single character is.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

use super::door::Door;
use super::sanitize;

/// Text that is wrapped and indented.
pub(super) struct Wrapped {
    chars: Vec<(char, Option<Style>)>,
    indent: usize,
    width: usize,
}

impl Wrapped {
    /// An empty text for lines of `width` columns, of which the first `indent` stay empty; at least ten are used.
    pub(super) fn new(width: usize, indent: usize) -> Wrapped {
        Wrapped { chars: Vec::new(), indent, width: width.saturating_sub(indent).max(10) }
    }

    /// Appends `text`, sanitised. A line break in it is a blank between Latin letters and nothing in Chinese.
    pub(super) fn push(&mut self, text: &str, style: Option<Style>) {
        let mut before = self.chars.last().map(|&(c, _)| c);
        let shown = sanitize(text);
        let mut chars = shown.chars().peekable();
        while let Some(c) = chars.next() {
            let narrow = |c: Option<char>| c.is_some_and(|c| columns_of(c) == 1 && !c.is_whitespace());
            let c = match c {
                '\n' if narrow(before) && narrow(chars.peek().copied()) => ' ',
                '\n' => continue,
                c => c,
            };
            self.chars.push((c, style));
            before = Some(c);
        }
    }

    /// Writes the lines, each with a line break at its end.
    pub(super) fn write(&self, out: &mut Door<impl Write>) -> io::Result<()> {
        let mut line = Line { out, held: String::new(), indent: self.indent, used: 0, style: None };
        line.begin();
        let mut rest = &self.chars[..];
        while !rest.is_empty() {
            let (unit, after) = rest.split_at(unit_length(rest));
            rest = after;
            let wide: usize = unit.iter().map(|&(c, _)| columns_of(c)).sum();
            let blank = unit.iter().all(|(c, _)| c.is_whitespace());
            if line.used + wide > self.width && line.used > 0 {
                line.next()?;
                if blank {
                    continue;
                }
            }
            for &(c, style) in unit {
                // Only a unit wider than a line gets here with too little room.
                if line.used + columns_of(c) > self.width && line.used > 0 {
                    line.next()?;
                }
                line.put(c, style)?;
            }
        }
        line.end()
    }
}

/// A line that is being written.
struct Line<'o, W: Write> {
    out: &'o mut Door<W>,
    /// What is written next, in one style: the door looks at each piece that passes, so pieces should be long.
    held: String,
    indent: usize,
    used: usize,
    style: Option<Style>,
}

impl<W: Write> Line<'_, W> {
    fn begin(&mut self) {
        self.used = 0;
        self.held.extend(std::iter::repeat_n(' ', self.indent));
    }

    fn end(&mut self) -> io::Result<()> {
        self.wear(None)?;
        self.held.push('\n');
        self.pass()
    }

    fn next(&mut self) -> io::Result<()> {
        self.end()?;
        self.begin();
        Ok(())
    }

    fn put(&mut self, c: char, style: Option<Style>) -> io::Result<()> {
        self.wear(style)?;
        self.used += columns_of(c);
        self.held.push(c);
        Ok(())
    }

    /// Writes what is held.
    fn pass(&mut self) -> io::Result<()> {
        let written = self.out.write_all(self.held.as_bytes());
        self.held.clear();
        written
    }

    fn wear(&mut self, style: Option<Style>) -> io::Result<()> {
        if self.style != style {
            self.pass()?;
            if let Some(old) = self.style {
                self.out.bare(old)?;
            }
            if let Some(new) = style {
                self.out.wear(new)?;
            }
            self.style = style;
        }
        Ok(())
    }
}

/// How many characters at the start of `chars`, which is not empty, stay on one line: opening marks with what they
/// open, a word or figure, and the closing marks after it.
fn unit_length(chars: &[(char, Option<Style>)]) -> usize {
    let count = |from: usize, belongs: fn(char) -> bool| chars[from..].iter().take_while(|(c, _)| belongs(*c)).count();
    let mut length = count(0, |c| opens(c) || is_quote(c));
    length += match count(length, is_of_word) {
        0 => usize::from(length < chars.len()),
        word => word,
    };
    length += count(length, |c| closes(c) || columns_of(c) == 0);
    // A straight quotation mark closes where nothing follows it, and opens elsewhere.
    let quotes = count(length, is_quote);
    let ends = chars.get(length + quotes).is_none_or(|&(c, _)| c.is_whitespace() || closes(c));
    if quotes > 0 && ends { length + quotes + count(length + quotes, closes) } else { length }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '‹' | '（' | '《' | '〈' | '“' | '‘' | '「' | '『' | '【' | '〔')
}

fn closes(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '›'
            | '}'
            | '）'
            | '》'
            | '〉'
            | '”'
            | '’'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '%'
            | '％'
            | '…'
    )
}

fn is_of_word(c: char) -> bool {
    columns_of(c) == 1 && (c.is_alphanumeric() || matches!(c, '.' | '-' | '+' | '%' | '_' | '/' | ':' | '#'))
}

fn columns_of(c: char) -> usize {
    match c {
        // Nearly every character; the table knows no other width for them.
        '\u{4E00}'..='\u{9FFF}' => 2,
        ' '..='~' => 1,
        c => c.width().unwrap_or(0),
    }
}

/// Columns that `text` takes on a terminal.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// `text` on one line, cut with an ellipsis where it is wider than `width` columns.
pub(super) fn fitted(text: &str, width: usize) -> String {
    let text = text.replace('\n', "");
    if columns(&text) <= width {
        return text;
    }
    let mut used = 0;
    let kept = text.chars().take_while(|&c| {
        used += columns_of(c);
        used < width
    });
    let mut out: String = kept.collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, width: usize) -> String {
        let mut lines = Wrapped::new(width, 0);
        lines.push(text, None);
        let mut out = Vec::new();
        lines.write(&mut Door::guarded(&mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_told_at_sight_is_as_wide_as_the_table_says() {
        for c in ('\u{20}'..='\u{7E}').chain('\u{4E00}'..='\u{9FFF}') {
            assert_eq!(Some(columns_of(c)), c.width(), "{c}");
        }
    }

    #[test]
    fn lines_break_where_a_typesetter_would_break_them() {
        assert_eq!(wrapped("質押融資保險。貸款", 12), "質押融資保\n險。貸款\n");
        assert_eq!(wrapped("質押融資“保險”", 10), "質押融資\n“保險”\n");
        assert_eq!(wrapped("質押融資LPR+180BP", 12), "質押融資\nLPR+180BP\n");
        assert_eq!(wrapped("abcdefghijklmnop", 10), "abcdefghij\nklmnop\n");
        assert_eq!(wrapped("one two three four", 10), "one two \nthree four\n");
        assert_eq!(wrapped("首推慈城\n年糕\na\nb", 80), "首推慈城年糕a b\n");
        assert_eq!(wrapped("", 10), "\n");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(fitted("質押融資", 8), "質押融資");
        assert_eq!(fitted("質押融資", 7), "質押融…");
        assert_eq!(fitted("質押融資", 6), "質押…");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[質押ab1 “”。，%（）\u{300}]{0,60}", width in 10..30_usize) {
            let out = wrapped(&text, width);
            for line in out.lines() {
                prop_assert!(columns(line) <= width, "{:?} in {}", line, width);
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&out), letters(&text));
        }

        #[test]
        fn what_is_fitted_fits(text in "[質押ab]{0,20}", width in 2..30_usize) {
            prop_assert!(columns(&fitted(&text, width)) <= width);
        }
    }
}
