//! The one way out of the program: a writer through which no text can make a terminal do anything.
//!
//! Whatever is shown was written by somebody else: the text of a notice, its title, the name of its file, a query. So
//! text goes through [`sanitize`] here, once, and not where it is put together, where it could be forgotten. Colours are
//! the one thing that a terminal is to obey; they have a way of their own, [`Door::wear`] and [`Door::bare`], on which no
//! text can travel.

use std::io::{self, Write};

use anstyle::Style;

use super::sanitize;

/// A writer of text; see the module.
#[derive(Debug)]
pub struct Door<W: Write> {
    to: W,
    guarded: bool,
    /// The end of what was written, as long as it is not known what it is: bytes that are not yet a character, or a
    /// carriage return that the next character may make part of a line break.
    cut: Vec<u8>,
}

impl<W: Write> Door<W> {
    /// For people: whatever is written is sanitised.
    pub fn guarded(to: W) -> Door<W> {
        Door { to, guarded: true, cut: Vec::new() }
    }

    /// For programs: bytes pass as they are, and nothing is copied.
    pub fn open(to: W) -> Door<W> {
        Door { to, guarded: false, cut: Vec::new() }
    }

    /// Makes what follows look like `style`.
    ///
    /// # Errors
    ///
    /// What the writer below reports.
    pub fn wear(&mut self, style: Style) -> io::Result<()> {
        self.settle()?;
        write!(self.to, "{style}")
    }

    /// Ends what [`Door::wear`] began with the same `style`.
    ///
    /// # Errors
    ///
    /// What the writer below reports.
    pub fn bare(&mut self, style: Style) -> io::Result<()> {
        self.settle()?;
        write!(self.to, "{style:#}")
    }

    /// Writes text that is the program's own, colours included; everything else in it is sanitised all the same.
    ///
    /// # Errors
    ///
    /// What the writer below reports.
    pub(crate) fn own(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find("\u{1b}[") {
            let (before, sequence) = rest.split_at(at);
            let body = &sequence[2..];
            let length = body.bytes().take_while(|&b| b.is_ascii_digit() || b == b';').count();
            let (now, after) =
                if body[length..].starts_with('m') { sequence.split_at(2 + length + 1) } else { sequence.split_at(1) };
            self.write_all(before.as_bytes())?;
            if now.ends_with('m') {
                self.settle()?;
                self.to.write_all(now.as_bytes())?;
            } else {
                self.write_all(now.as_bytes())?;
            }
            rest = after;
        }
        self.write_all(rest.as_bytes())
    }

    fn show(&mut self, text: &str) -> io::Result<()> {
        if memchr::memchr(b'\r', text.as_bytes()).is_some() && text.contains("\r\n") {
            return self.to.write_all(sanitize(&text.replace("\r\n", "\n")).as_bytes());
        }
        self.to.write_all(sanitize(text).as_bytes())
    }

    /// Writes what was held back; nothing follows that could belong to it.
    fn settle(&mut self) -> io::Result<()> {
        if self.cut.is_empty() {
            return Ok(());
        }
        let cut = std::mem::take(&mut self.cut);
        self.show(&String::from_utf8_lossy(&cut))
    }
}

impl<W: Write> Write for Door<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.guarded {
            return self.to.write(bytes);
        }
        let joined;
        let mut rest = bytes;
        if !self.cut.is_empty() {
            joined = [&std::mem::take(&mut self.cut)[..], bytes].concat();
            rest = &joined;
        }
        loop {
            let (text, after) = match std::str::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    (std::str::from_utf8(good).unwrap_or_default(), Some((bad, error.error_len())))
                }
            };
            match after {
                Some((bad, Some(length))) => {
                    self.show(text)?;
                    self.show("\u{FFFD}")?;
                    rest = &bad[length..];
                    continue;
                }
                Some((bad, None)) => {
                    self.show(text)?;
                    self.cut.extend_from_slice(bad);
                }
                None => {
                    let shown = text.strip_suffix('\r');
                    self.show(shown.unwrap_or(text))?;
                    if shown.is_some() {
                        self.cut.push(b'\r');
                    }
                }
            }
            return Ok(bytes.len());
        }
    }

    /// Hands on all that is known to be whole.
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write> Drop for Door<W> {
    fn drop(&mut self) {
        // Whoever wants to know of errors flushes; only half a character is left to be lost here.
        let _ = self.settle();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use anstyle::AnsiColor;
    use proptest::prelude::*;

    use super::*;

    const RED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

    /// What comes out when `pieces` are written one after the other.
    fn through(open: bool, pieces: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut door = if open { Door::open(&mut out) } else { Door::guarded(&mut out) };
        for piece in pieces {
            door.write_all(piece).unwrap();
            door.flush().unwrap();
        }
        drop(door);
        String::from_utf8(out).unwrap()
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_same_comes_out(
            text in "([質押a\r\n]|\\PC|\\pC|\u{1b}|\u{9b}|\u{7f}|\u{202e}){0,20}",
            mut cuts in prop::collection::vec(0..60_usize, 0..6),
        ) {
            let bytes = text.as_bytes();
            cuts.iter_mut().for_each(|cut| *cut = (*cut).min(bytes.len()));
            cuts.sort_unstable();
            let ends = cuts.iter().copied().chain([bytes.len()]);
            let pieces: Vec<&[u8]> = std::iter::once(0).chain(cuts.iter().copied()).zip(ends).map(|(a, b)| &bytes[a..b]).collect();
            let expected = sanitize(&text.replace("\r\n", "\n")).into_owned();
            prop_assert_eq!(through(false, &pieces), expected);
            prop_assert_eq!(through(true, &pieces), text);
        }

        #[test]
        fn bytes_that_are_no_text_are_no_escape_either(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let shown = through(false, &[&bytes]);
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", shown);
        }
    }

    #[test]
    fn only_our_colours_are_colours() {
        let mut out = Vec::new();
        let mut door = Door::guarded(&mut out);
        door.wear(RED).unwrap();
        write!(door, "質\u{1b}[31m押{RED}").unwrap();
        door.bare(RED).unwrap();
        door.own("\u{1b}[1mUsage\u{1b}[0m \u{1b}]0;x\u{7} \u{1b}[2J \u{1b}[31").unwrap();
        drop(door);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\u{1b}[31m質␛[31m押␛[31m\u{1b}[0m\u{1b}[1mUsage\u{1b}[0m ␛]0;x␇ ␛[2J ␛[31"
        );
    }

    #[test]
    fn half_a_character_is_not_lost() {
        assert_eq!(through(false, &[b"a\xE8"]), "a\u{FFFD}");
        assert_eq!(through(false, &[b"a\r"]), "a␍");
        assert_eq!(through(false, &[b"a\xE8\xB3", b"\xAAb"]), "a質b");
    }
}
