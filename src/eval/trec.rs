//! Reading test collections in the shape that TREC gave them; gzip is undone by the file's first bytes, not its name.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use super::measures::Judgements;
use crate::error::{Error, Result, Sentence};

/// A line of a corpus. Other members of the object are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CorpusLine {
    /// The name that judgements use.
    pub id: String,
    /// What it is part of: the title of the law.
    #[serde(default)]
    pub title: String,
    /// Which part: the number of the article.
    #[serde(default)]
    pub article: String,
    /// The text.
    pub text: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The name that judgements use.
    pub id: String,
    /// What is asked.
    pub text: String,
}

/// Calls `each` with every line of the file, numbered from 1, without its end; blank lines are left out.
fn each_line(path: &Path, mut each: impl FnMut(usize, &str) -> Result<()>) -> Result<()> {
    let mut reader = BufReader::new(File::open(path).map_err(Error::io(path))?);
    let packed = reader.fill_buf().map_err(Error::io(path))?.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(reader)) } else { Box::new(reader) };
    let mut lines = BufReader::new(plain);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(Error::io(path))? == 0 {
            break;
        }
        let text = std::str::from_utf8(&line).map_err(|error| invalid(path, number, of_library(&error)))?;
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            each(number, text)?;
        }
    }
    Ok(())
}

/// What a library says of a line, which says it in English.
fn of_library(error: &dyn std::error::Error) -> Sentence {
    Sentence::new(format!("这一行不合要求：{error}"), error.to_string())
}

fn twice(id: &str) -> Sentence {
    Sentence::new(format!("编号 {id} 出现在两行"), format!("the id {id} stands on two lines"))
}

fn invalid(path: &Path, line: usize, reason: Sentence) -> Error {
    Error::Invalid { place: format!("{}:{line}", path.display()), reason }
}

/// Calls `each` with the JSON object on every line.
///
/// # Errors
///
/// [`Error::Io`] when the file cannot be read, [`Error::Invalid`] with file and line for a line that is no such object.
pub(super) fn json_lines<T: serde::de::DeserializeOwned>(path: &Path, mut each: impl FnMut(T)) -> Result<()> {
    each_line(path, |number, line| {
        each(serde_json::from_str(line).map_err(|error| invalid(path, number, of_library(&error)))?);
        Ok(())
    })
}

/// Reads a corpus: one JSON object a line.
///
/// # Errors
///
/// [`Error::Io`] when the file cannot be read, [`Error::Invalid`] with file and line for a line that is no such
/// object or whose id stands there already.
pub(super) fn corpus(path: &Path) -> Result<Vec<CorpusLine>> {
    let mut out: Vec<CorpusLine> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    each_line(path, |number, line| {
        let read: CorpusLine = serde_json::from_str(line).map_err(|error| invalid(path, number, of_library(&error)))?;
        if !seen.insert(read.id.clone()) {
            return Err(invalid(path, number, twice(&read.id)));
        }
        out.push(read);
        Ok(())
    })?;
    Ok(out)
}

/// Reads questions: `id<TAB>text` lines.
///
/// # Errors
///
/// As [`corpus`].
pub(super) fn questions(path: &Path) -> Result<Vec<Question>> {
    let mut out: Vec<Question> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    each_line(path, |number, line| {
        let Some((id, text)) = line.split_once('\t') else {
            return Err(invalid(
                path,
                number,
                Sentence::new("编号与问题之间没有制表符", "no tab between id and question"),
            ));
        };
        if !seen.insert(id.to_owned()) {
            return Err(invalid(path, number, twice(id)));
        }
        out.push(Question { id: id.to_owned(), text: text.to_owned() });
        Ok(())
    })?;
    Ok(out)
}

/// Reads judgements: TREC's `question 0 document relevance` lines. The last of two judgements of one pair holds.
///
/// # Errors
///
/// As [`corpus`].
pub(super) fn judgements(path: &Path) -> Result<HashMap<String, Judgements>> {
    let mut out: HashMap<String, Judgements> = HashMap::new();
    each_line(path, |number, line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [question, _, document, relevance] = columns[..] else {
            let found = columns.len();
            let reason = Sentence::new(
                format!("有 {found} 列，应为四列：问题 0 文件 相关度"),
                format!("{found} columns where four are due: question 0 document relevance"),
            );
            return Err(invalid(path, number, reason));
        };
        let wrong = || Sentence::new(format!("{relevance} 不是相关度"), format!("{relevance} is no relevance"));
        let relevance: i64 = relevance.parse().map_err(|_| invalid(path, number, wrong()))?;
        out.entry(question.to_owned()).or_default().insert(document.to_owned(), relevance);
        Ok(())
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[track_caller]
    fn refused<T: std::fmt::Debug>(read: fn(&Path) -> Result<T>, bytes: &[u8], line: usize) {
        let file = file(bytes);
        let error = read(file.path()).unwrap_err();
        let place = format!("{}:{line}", file.path().display());
        assert!(matches!(&error, Error::Invalid { place: found, .. } if *found == place), "{error}");
    }

    #[test]
    fn plain_and_packed() {
        let line = "{\"id\":\"a\",\"title\":\"法\",\"article\":\"第一条\",\"text\":\"文\",\"file\":\"x\"}\n\n";
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(line.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let expected =
            CorpusLine { id: "a".into(), title: "法".into(), article: "第一条".into(), text: "文".into() };
        for bytes in [line.as_bytes(), &packed] {
            assert_eq!(corpus(file(bytes).path()).unwrap(), std::slice::from_ref(&expected));
        }
    }

    #[test]
    fn columns() {
        let found = questions(file("\u{feff}1\t问\r\n2\t\n".as_bytes()).path()).unwrap();
        assert_eq!(found[0], Question { id: "1".into(), text: "问".into() });
        assert_eq!(found[1], Question { id: "2".into(), text: String::new() });
        let found = judgements(file(b"1 0 a 1\n1\t0\tb\t0\n").path()).unwrap();
        assert_eq!(found["1"], [("a".to_owned(), 1), ("b".to_owned(), 0)].into());
    }

    #[test]
    fn bad_lines_are_named() {
        refused(corpus, b"{\"id\":\"a\",\"text\":\"\"}\n{\"id\":\"b\"}\n", 2);
        refused(corpus, b"{\"id\":\"a\",\"text\":\"\"}\n\n{\"id\":\"a\",\"text\":\"\"}\n", 3);
        refused(corpus, b"[]\n", 1);
        refused(corpus, b"\xff\n", 1);
        refused(questions, b"1\tx\nno tab\n", 2);
        refused(questions, b"1\tx\n1\ty\n", 2);
        refused(judgements, b"1 0 a\n", 1);
        refused(judgements, b"1 0 a 1\n1 0 b high\n", 2);
        assert!(matches!(corpus(Path::new("no/such/file")), Err(Error::Io { .. })));
    }
}
