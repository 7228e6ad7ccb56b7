//! The one error type: what went wrong, where, and the way out.
//!
//! It is data; [`Display`](fmt::Display) writes English, and the command line writes Chinese from the same data where
//! the user reads Chinese.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A sentence in both languages: said deep inside, shown where the user's language is known. Printed in English.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sentence {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Sentence {
    /// One sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
        Sentence { zh: zh.into(), en: en.into() }
    }

    /// What the system says of a file. It speaks English; what it says most often has a Chinese form here.
    #[must_use]
    pub fn of_io(error: &std::io::Error) -> Sentence {
        use std::io::ErrorKind;
        let zh = match error.kind() {
            ErrorKind::NotFound => "找不到文件或文件夹",
            ErrorKind::PermissionDenied => "没有权限",
            ErrorKind::IsADirectory => "这是文件夹，不是文件",
            ErrorKind::NotADirectory => "这不是文件夹",
            ErrorKind::AlreadyExists => "已经存在",
            ErrorKind::StorageFull => "磁盘已满",
            ErrorKind::QuotaExceeded => "超出磁盘配额",
            ErrorKind::ReadOnlyFilesystem => "文件系统只读",
            ErrorKind::InvalidData => "内容不是 UTF-8 文本",
            ErrorKind::InvalidFilename => "文件名太长或不合规定",
            _ => "",
        };
        let en = error.to_string();
        if zh.is_empty() { Sentence::new(en.clone(), en) } else { Sentence::new(zh, en) }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// What can go wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no index in the folder.
    NoIndex {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written by another version of the program.
    Format {
        /// The index folder.
        path: PathBuf,
        /// The format number it has.
        found: u32,
        /// The one that this program reads.
        expected: u32,
    },
    /// The index is incomplete or was changed by something else.
    Damaged {
        /// The index folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process is building this index.
    Locked {
        /// The index folder.
        path: PathBuf,
    },
    /// The folder where an index should go holds something else.
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// The vocabulary of the user's own that an index was built with is damaged.
    LostLexicon {
        /// Its file.
        path: PathBuf,
    },
    /// The corpus is the index folder, or lies in it.
    CorpusInIndex {
        /// The index folder.
        index: PathBuf,
        /// The corpus.
        corpus: PathBuf,
    },
    /// The folder holds nothing that could be indexed.
    NothingToIndex {
        /// The corpus folder.
        path: PathBuf,
    },
    /// A file cannot be read as a document.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Sentence,
    },
    /// The query has nothing to search for.
    EmptyQuery {
        /// Whether it has characters, but only punctuation.
        punctuation: bool,
        /// What was remarked while it was read, in Chinese and in English.
        remarks: Vec<(String, String)>,
    },
    /// The query is longer than is reasonable.
    LongQuery {
        /// Its length in characters.
        found: usize,
        /// The longest that is taken.
        limit: usize,
    },
    /// A quotation cannot be compared.
    BadQuote(BadQuote),
    /// No case, notice or passage has this name.
    UnknownId {
        /// As it was typed.
        id: String,
        /// Ids that look like it.
        nearest: Vec<String>,
    },
    /// Several cases or notices go by this short name.
    AmbiguousId {
        /// As it was typed.
        id: String,
        /// Their full ids.
        candidates: Vec<String>,
    },
    /// No name was given where a case, a notice or a passage must be named.
    NoName,
    /// What goes by this name has no case.
    NoCase {
        /// As it was typed.
        id: String,
    },
    /// A value that an option or a file gives does not fit.
    Invalid {
        /// Which option, or which place in which file.
        place: String,
        /// What is wrong, and what would fit.
        reason: String,
    },
    /// A vocabulary cannot be used.
    Vocabulary(Box<BadVocabulary>),
    /// There is nothing to compare.
    Incomparable(Incomparable),
    /// The answer took longer than it may.
    OutOfTime,
    /// Who asked no longer wants the answer.
    Cancelled,
    /// A backend gave the answer to another question.
    WrongAnswer,
    /// The search library failed, in its own words.
    Engine(Box<dyn std::error::Error + Send + Sync>),
}

/// What is wrong with a vocabulary, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadVocabulary {
    /// The file; none for a table that came from no file.
    pub path: Option<PathBuf>,
    /// The line of the table, from 1.
    pub line: usize,
    /// The column of the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub fault: VocabularyFault,
}

/// What is wrong with a line of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VocabularyFault {
    /// There is no line that names the columns.
    Empty,
    /// The header lacks a column.
    NoColumn {
        /// Its name.
        name: &'static str,
        /// Whether the line has commas for tabs.
        commas: bool,
    },
    /// The line is of a kind that nothing reads.
    UnknownKind {
        /// As it was typed.
        kind: String,
        /// The kinds that there are.
        known: Vec<&'static str>,
    },
    /// The line has no value.
    EmptyValue,
    /// The line is about a kind of ending that nothing reads.
    UnknownEnding {
        /// As it was typed.
        value: String,
        /// The kinds of ending that there are.
        known: Vec<&'static str>,
    },
    /// The broader value is none of the table.
    NoBroader {
        /// As it was typed.
        value: String,
    },
    /// The broader values lead back to where they began.
    Circle {
        /// The values on the way, and the lines that say so.
        way: Vec<(String, usize)>,
    },
}

impl BadVocabulary {
    /// What is wrong, where, and the way out, in both languages.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let BadVocabulary { path, line, column, .. } = self;
        let place = path.as_ref().map_or("lexicon".into(), |path| path.display().to_string());
        let Sentence { zh, en } = self.fault.sentence();
        Sentence::new(
            format!("{place}，第 {line} 行第 {column} 列：{zh}"),
            format!("{place}, line {line}, column {column}: {en}"),
        )
    }
}

impl VocabularyFault {
    fn sentence(&self) -> Sentence {
        match self {
            VocabularyFault::Empty => Sentence::new(
                "表是空的；第一行应写列名：kind、value、forms、broader、note",
                "the table is empty; its first line names the columns: kind, value, forms, broader, note",
            ),
            VocabularyFault::NoColumn { name, commas } => {
                let hint = if *commas {
                    ("；请用制表符而不是逗号分隔", "; save it with tabs, not commas")
                } else {
                    ("", "")
                };
                Sentence::new(
                    format!("列名中没有“{name}”{}", hint.0),
                    format!("the header has no column “{name}”{}", hint.1),
                )
            }
            VocabularyFault::UnknownKind { kind, known } => Sentence::new(
                format!("没有“{kind}”这一类，这一行不会起作用；可用的类别有：{}", known.join("、")),
                format!("“{kind}” is no kind, and nothing would read the line; the kinds are {}", known.join(", ")),
            ),
            VocabularyFault::EmptyValue => Sentence::new("value 是空的", "the value is empty"),
            VocabularyFault::UnknownEnding { value, known } => Sentence::new(
                format!("没有“{value}”这种结尾，这一行不会起作用；可用的有：{}", known.join("、")),
                format!(
                    "“{value}” is no kind of ending, and nothing would read the line; there are {}",
                    known.join(", ")
                ),
            ),
            VocabularyFault::NoBroader { value } => Sentence::new(
                format!("同类中没有“{value}”；请先加上它，或改正 broader"),
                format!("there is no “{value}” of this kind; add it, or correct what is broader"),
            ),
            VocabularyFault::Circle { way } => {
                let zh: Vec<String> = way.iter().map(|(value, line)| format!("{value}（第 {line} 行）")).collect();
                let en: Vec<String> = way.iter().map(|(value, line)| format!("{value} (line {line})")).collect();
                let first = way.first().map_or("", |(value, _)| value);
                Sentence::new(
                    format!("broader 绕成了圈：{} → {first}；请去掉其中一个 broader", zh.join(" → ")),
                    format!("what is broader goes in a circle: {} → {first}; take one of them out", en.join(" → ")),
                )
            }
        }
    }
}

/// What is wrong with a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadQuote {
    /// It has no character that is seen.
    Empty,
    /// It has only punctuation.
    Punctuation,
    /// It is longer than is reasonable.
    Long {
        /// The longest that is taken, in characters.
        limit: usize,
    },
}

/// Why there is nothing to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomparable {
    /// The text has no letter and no figure.
    EmptyText,
    /// The text is longer than is reasonable.
    LongText {
        /// The longest that is taken, in bytes.
        limit: usize,
    },
    /// No word of the text stands in the corpus.
    NoKnownWord,
    /// A case was to be compared with itself.
    SameCase {
        /// Its id.
        id: String,
    },
    /// Too few or too many cases to stand side by side.
    Beside {
        /// How many were given.
        given: usize,
        /// The most that fit.
        limit: usize,
    },
    /// The cases are all that the corpus has.
    NoOtherCase,
    /// The corpus has too many cases to be put into groups.
    ManyCases {
        /// How many there are.
        found: usize,
        /// The most that are taken.
        limit: usize,
    },
}

impl fmt::Display for Incomparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Incomparable::EmptyText => {
                write!(f, "the text is empty; describe the project in a sentence or more, or name a file that does")
            }
            Incomparable::LongText { limit } => write!(
                f,
                "the text is longer than {limit} bytes; give the part that describes the project, or index it as a \
                 corpus of its own"
            ),
            Incomparable::NoKnownWord => write!(
                f,
                "no word of the text stands in the corpus, so no case can be like it; anli list shows what is there"
            ),
            Incomparable::SameCase { id } => {
                write!(f, "{id} would be compared with itself; give another case, or: anli similar {id}")
            }
            Incomparable::Beside { given, limit } => {
                write!(f, "{given} given; from 2 to {limit} cases can stand side by side: anli compare CASE CASE")
            }
            Incomparable::NoOtherCase => write!(
                f,
                "these are all cases of the corpus, so nothing sets them apart; name one or a few, or add notices to the \
                 corpus"
            ),
            Incomparable::ManyCases { found, limit } => write!(
                f,
                "the corpus has {found} cases, groups are made of at most {limit}; ask for one case at a time: anli \
                 similar CASE"
            ),
        }
    }
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Wraps an I/O error with the path it concerns, for `map_err`.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().to_path_buf();
        move |source| Error::Io { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { path, .. } => write!(f, "{}", path.display()),
            Error::NoIndex { path } => {
                write!(f, "{}: no index here; build one with: anli-index build --index {0}", path.display())
            }
            Error::Format { path, found, expected } => write!(
                f,
                "{}: the index has format {found}, this program reads format {expected}; build it again with: \
                 anli-index build --index {0}",
                path.display()
            ),
            Error::Damaged { path, reason } => write!(
                f,
                "{}: the index is damaged ({reason}); build it again with: anli-index build --force --index {0}",
                path.display()
            ),
            Error::Locked { path } => {
                write!(f, "{}: another process is building this index; try again when it is done", path.display())
            }
            Error::NotAnIndex { path } => write!(
                f,
                "{}: the folder is not empty and no index of anli; nothing was changed; name a new or an empty folder \
                 with --index",
                path.display()
            ),
            Error::LostLexicon { path } => write!(
                f,
                "{}: the vocabulary that the index was built with is damaged or missing; name it again with: \
                 anli-index build --lexicon FILE",
                path.display()
            ),
            Error::CorpusInIndex { index, corpus } => write!(
                f,
                "{}: the corpus cannot be the index folder {} or lie in it; name another folder with --index",
                corpus.display(),
                index.display()
            ),
            Error::NothingToIndex { path } => write!(
                f,
                "{}: no notices here; put text files (.txt, .md, .html, .docx, .pdf) into the folder, or name another \
                 with --corpus",
                path.display()
            ),
            Error::Unreadable { path, reason } => write!(f, "{}: {reason}", path.display()),
            Error::EmptyQuery { punctuation: false, .. } => {
                write!(f, "the query is empty; give a word to search for, for example: anli search 質押")
            }
            Error::EmptyQuery { punctuation: true, remarks } => {
                f.write_str(
                    "the query has no words; to search for punctuation itself, quote it, for example: anli search '\"，\"'",
                )?;
                remarks.iter().try_for_each(|(_, remark)| write!(f, "\n{remark}"))
            }
            Error::LongQuery { found, limit } => write!(
                f,
                "the query has {found} characters, at most {limit} are taken; to find where a longer text stands, use: \
                 anli verify, to find cases like it: anli similar --text FILE"
            ),
            Error::BadQuote(BadQuote::Empty) => write!(
                f,
                "the quotation is empty; give the words or the figure to verify, for example: anli verify 9.2億元, or - \
                 for standard input"
            ),
            Error::BadQuote(BadQuote::Punctuation) => {
                write!(f, "the quotation has only punctuation; give words or a figure as well")
            }
            Error::BadQuote(BadQuote::Long { limit }) => write!(
                f,
                "the quotation is longer than {limit} characters; verify it part by part, or look for similar cases: \
                 anli similar --text FILE"
            ),
            Error::UnknownId { id, nearest } if nearest.is_empty() => {
                write!(f, "{id}: no case, notice or passage has this name; anli list shows them all")
            }
            Error::UnknownId { id, nearest } => {
                write!(f, "{id}: no case, notice or passage has this name; the nearest are: {}", nearest.join(", "))
            }
            Error::AmbiguousId { id, candidates } => {
                write!(f, "{id}: several cases or notices go by this name; give one of: {}", candidates.join(", "))
            }
            Error::NoName => {
                write!(f, "no name given; give the id of a case, a notice or a passage: anli list shows them all")
            }
            Error::NoCase { id } => write!(f, "{id} has no case; anli list shows the notices that have some"),
            Error::Invalid { place, reason } => write!(f, "{place}: {reason}"),
            Error::Vocabulary(bad) => write!(f, "{}", bad.sentence()),
            Error::Incomparable(why) => write!(f, "{why}"),
            Error::OutOfTime => write!(f, "the answer takes too long; ask for less: other words, a filter, fewer rows"),
            Error::Cancelled => write!(f, "cancelled"),
            Error::WrongAnswer => write!(f, "the answer is one to another question; please report it"),
            Error::Engine(_) => write!(f, "the search engine failed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Engine(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}
