//! Names of members: decoded, and made safe to be a path below their archive.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::fault::Fault;
use crate::decode;

/// A name as it stands in an archive.
#[derive(Debug, Clone)]
pub(super) struct RawName {
    pub(super) bytes: Vec<u8>,
    /// Whether the archive says that it is UTF-8.
    pub(super) utf8: bool,
}

/// Decodes names. Archives of Chinese programs hold them in GBK and do not say so; all of them together tell more than one.
pub(super) fn decoded(names: &[RawName]) -> Vec<String> {
    let known = |name: &RawName| match std::str::from_utf8(&name.bytes) {
        // Three-byte sequences come about by no accident.
        Ok(text) if name.utf8 || text.is_ascii() || text.chars().any(|c| c.len_utf8() > 2) => Some(text.to_owned()),
        // Those of two bytes do: 通知 in GBK is well-formed UTF-8, of letters that stand beside each other nowhere.
        Ok(text) => Some(in_gbk(&name.bytes).unwrap_or_else(|| text.to_owned())),
        Err(_) => None,
    };
    let line = |name: &RawName| -> Vec<u8> {
        name.bytes.iter().map(|&byte| if matches!(byte, b'\n' | b'\r') { b'_' } else { byte }).collect()
    };
    let open: Vec<usize> = (0..names.len()).filter(|&at| known(&names[at]).is_none()).collect();
    let lines: Vec<Vec<u8>> = open.iter().map(|&at| line(&names[at])).collect();
    // The ending of the name decides where the bytes do not.
    let all = decode::decode(&lines.join(&b'\n'), Path::new("names.gbk.txt"));
    let mut guessed = all.text.split('\n');
    let mut out: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let text = known(name).or_else(|| guessed.next().map(str::to_owned));
        out.push(text.unwrap_or_else(|| String::from_utf8_lossy(&name.bytes).into_owned()));
    }
    out
}

/// A name that is Chinese in GBK, though it is well-formed UTF-8 as well.
fn in_gbk(bytes: &[u8]) -> Option<String> {
    // An accent stands alone between letters, a word does not.
    let words = bytes.split(u8::is_ascii).filter(|run| !run.is_empty()).all(|run| run.len() >= 4);
    // With a byte that is none in UTF-8 the statistics decide.
    let read = decode::decode(&[bytes, b"\n\xFF"].concat(), Path::new("names.gbk.txt"));
    let line = read.text.split('\n').next().unwrap_or_default();
    (words && read.encoding == "GBK").then(|| line.to_owned())
}

/// Names that are taken already.
#[derive(Debug, Default)]
pub(super) struct Taken {
    names: HashSet<String>,
    /// Of those that more than one wanted, the number that comes next.
    next: HashMap<String, u32>,
}

impl Taken {
    /// A name that leads from the archive to a member and nowhere else, different from all before it; with the fault of the
    /// one that it was made of. `None` for what a walk through a folder would leave out: hidden files, locks of office
    /// programs, what macOS adds.
    pub(super) fn take(&mut self, name: &str) -> Option<(String, Option<Fault>)> {
        let plain = name.replace('\\', "/");
        let drive = plain.as_bytes().get(1) == Some(&b':') && plain.as_bytes()[0].is_ascii_alphabetic();
        let mut outside = plain.starts_with('/') || drive;
        let mut parts: Vec<String> = Vec::new();
        for part in plain.split('/') {
            match part {
                "" | "." => {}
                ".." => outside = true,
                part => parts.push(part.chars().map(|c| if c.is_control() { '_' } else { c }).collect()),
            }
        }
        let hidden = |part: &String| part.starts_with('.') || part.starts_with("~$") || part == "__MACOSX";
        if parts.iter().any(hidden) && !outside {
            return None;
        }
        if parts.is_empty() {
            parts.push("_".to_owned());
        }
        let wanted = parts.join("/");
        let mut free = wanted.clone();
        while !self.names.insert(free.clone()) {
            let number = self.next.entry(wanted.clone()).or_insert(1);
            *number += 1;
            free = numbered(&wanted, *number);
        }
        let fault = outside.then(|| Fault::Outside { name: name.to_owned() });
        Some((free, fault))
    }
}

/// `a/b.txt` as `a/b (2).txt`.
fn numbered(name: &str, number: u32) -> String {
    let file = name.rfind('/').map_or(0, |at| at + 1);
    match name[file..].rfind('.').filter(|&at| at > 0) {
        Some(at) => format!("{} ({number}){}", &name[..file + at], &name[file + at..]),
        None => format!("{name} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn names_stay_below_their_archive() {
        let mut taken = Taken::default();
        let mut take = |name: &str| taken.take(name).map(|(name, fault)| (name, fault.is_some()));
        for (name, expected, outside) in [
            ("通知.txt", "通知.txt", false),
            ("a\\b/./c.doc", "a/b/c.doc", false),
            ("通知.txt", "通知 (2).txt", false),
            ("通知.txt", "通知 (3).txt", false),
            ("a/b/c", "a/b/c", false),
            ("a/b/c", "a/b/c (2)", false),
            ("../../etc/passwd", "etc/passwd", true),
            ("/etc/passwd", "etc/passwd (2)", true),
            ("C:\\x.txt", "C:/x.txt", true),
            ("..", "_", true),
            ("a\u{0}b\u{1b}[2J.txt", "a_b_[2J.txt", false),
        ] {
            assert_eq!(take(name), Some((expected.to_owned(), outside)), "{name}");
        }
        for hidden in [".DS_Store", "__MACOSX/._a.txt", "a/.git/b", "a/~$b.docx"] {
            assert_eq!(take(hidden), None, "{hidden}");
        }
    }

    #[test]
    fn names_without_a_flag_are_read_right() {
        let raw = |bytes: &[u8], utf8| RawName { bytes: bytes.to_vec(), utf8 };
        for word in ["通知.txt", "关于印发《办法》的通知.doc", "附件1：汇总表.xls", "质押", "年糕/年糕贷款.txt"]
        {
            let (gbk, _, _) = encoding_rs::GBK.encode(word);
            let names = [raw(&gbk, false), raw("说明.txt".as_bytes(), false), raw(b"a.txt", false), raw(&gbk, false)];
            assert_eq!(decoded(&names), [word, "说明.txt", "a.txt", word]);
        }
        for latin in ["résumé.txt", "Привет.txt"] {
            assert_eq!(decoded(&[raw(latin.as_bytes(), false)]), [latin]);
        }
        let traditional = "關於印發知識產權質押融資辦法的通知.doc";
        let (big5, _, _) = encoding_rs::BIG5.encode(traditional);
        assert_eq!(decoded(&[raw(&big5, false)]), [traditional]);
        assert_eq!(decoded(&[raw(b"\xff\xfe\n\xff", false)]).len(), 1);
        assert!(decoded(&[]).is_empty());
    }
}
