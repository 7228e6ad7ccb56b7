//! The one error type: codes with typed arguments, which say what went wrong and where. What is said of them to a person,
//! in both languages and with the way out, stands in [`messages`](crate::messages).

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

/// The language of labels and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// One of two texts.
    #[must_use]
    pub fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

impl Sentence {
    /// One sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Sentence {
        Sentence { zh: zh.into(), en: en.into() }
    }

    /// The one in this language.
    #[must_use]
    pub fn pick(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
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
            ErrorKind::InvalidInput => "这不是普通文件，或路径不合规定",
            ErrorKind::WouldBlock => "文件正被占用",
            ErrorKind::ResourceBusy => "文件或设备正被占用",
            ErrorKind::FileTooLarge => "文件太大",
            ErrorKind::OutOfMemory => "内存不足",
            ErrorKind::TimedOut => "等待超时",
            ErrorKind::BrokenPipe => "管道已断开",
            ErrorKind::UnexpectedEof => "内容不完整",
            ErrorKind::Interrupted => "操作被中断",
            ErrorKind::Unsupported => "文件系统不支持此操作",
            ErrorKind::NotSeekable => "文件不能定位",
            ErrorKind::StaleNetworkFileHandle => "网络文件已失效",
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "网络不可达",
            ErrorKind::TooManyLinks => "链接太多",
            ErrorKind::CrossesDevices => "不能跨设备移动",
            ErrorKind::DirectoryNotEmpty => "文件夹不是空的",
            ErrorKind::ExecutableFileBusy => "程序文件正被占用",
            _ => "",
        };
        // Some have a number and no kind.
        let zh = match error.raw_os_error() {
            Some(5) if zh.is_empty() => "读写设备出错",
            Some(23 | 24) if zh.is_empty() => "打开的文件太多",
            Some(40) if zh.is_empty() => "链接绕成了圈",
            _ => zh,
        };
        let en = error.to_string();
        if zh.is_empty() { Sentence::new(format!("系统报告：{en}"), en) } else { Sentence::new(zh, en) }
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
        damage: Damage,
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
    /// An answer in a form that is no text was to go to a terminal.
    NotForScreen {
        /// The form.
        form: &'static str,
    },
    /// Where the folder of an index should be is a file.
    NotAFolder {
        /// The file.
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
    /// A new index would be without what is indexed now and cannot be read.
    WouldLose {
        /// What cannot be read.
        path: PathBuf,
    },
    /// A setting cannot be followed.
    BadConfig {
        /// The file or the variable.
        place: String,
        /// Why not.
        why: Sentence,
    },
    /// Pages are to be read by machine, and what does that is not installed.
    Unequipped {
        /// What is missing, and how to install it.
        reason: Sentence,
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
    /// There is no field of this name.
    UnknownField {
        /// As it was typed.
        name: String,
        /// The fields that there are.
        known: Vec<&'static str>,
    },
    /// The values of a field are not counted.
    NotCounted {
        /// Its name.
        name: String,
        /// The fields whose values are.
        known: Vec<&'static str>,
    },
    /// Sums of money are asked for without what they are for, or what they are for without them.
    NoPurpose,
    /// There is no schema of this name.
    UnknownSchema {
        /// As it was typed.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A filter is not a field with a value.
    BadFilter {
        /// As it was typed.
        text: String,
    },
    /// A value that an option or a file gives does not fit.
    Invalid {
        /// Which option, or which place in which file.
        place: String,
        /// What is wrong, and what would fit.
        reason: Sentence,
    },
    /// A vocabulary cannot be used.
    Vocabulary(Box<BadVocabulary>),
    /// The folder of a file that is to be written is not there.
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file that is to be written is open in another program.
    OpenElsewhere {
        /// The file.
        path: PathBuf,
        /// The file beside it by which that program says so, if there is one.
        mark: Option<PathBuf>,
    },
    /// A file of columns cannot be used.
    Columns(Box<BadVocabulary>),
    /// No column or set of columns is called so.
    UnknownColumn {
        /// As it was typed.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// There is nothing to compare.
    Incomparable(Incomparable),
    /// The answer took longer than it may.
    OutOfTime,
    /// The answer is larger than it may be.
    TooLarge {
        /// The most that it may have, in bytes.
        limit: usize,
    },
    /// Who asked no longer wants the answer.
    Cancelled,
    /// A backend gave the answer to another question.
    WrongAnswer,
    /// The search library failed, in its own words.
    Engine(Box<dyn std::error::Error + Send + Sync>),
}

/// What is wrong with an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// A file cannot be read.
    Unreadable {
        /// Its name.
        file: String,
        /// What the system says.
        reason: Sentence,
    },
    /// A file is a link, a pipe or a folder.
    NotRegular {
        /// Its name.
        file: String,
    },
    /// A file or folder is missing.
    Missing {
        /// Its name.
        file: String,
    },
    /// A file does not hold what it should.
    Malformed {
        /// Its name.
        file: String,
        /// In the words of the library that reads its form, if they say more.
        detail: Option<String>,
    },
    /// A file is not as it was written.
    Checksum {
        /// Its name.
        file: String,
    },
    /// The manifest does not name a file.
    Unrecorded {
        /// Its name.
        file: String,
    },
    /// It has other fields than this program gives an index.
    Fields,
    /// A record is missing or of another kind.
    NoRecord(Part),
    /// A record cannot be read.
    BadRecord,
    /// The search library cannot open it.
    Library {
        /// In its own words.
        detail: String,
    },
}

/// The things that an index has records of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Part {
    Notice,
    Case,
    Passage,
}

/// What is wrong with a vocabulary or another table of the user's, and where.
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
    /// There is no column in a file of columns.
    NoColumns,
    /// A cell has a word that nothing reads.
    UnknownValue {
        /// The column of the file.
        column: &'static str,
        /// As it was typed.
        value: String,
        /// What it may be.
        known: Vec<&'static str>,
    },
    /// A name that no column may have.
    BadName {
        /// As it was typed.
        name: String,
        /// Names that mean something else.
        taken: Vec<&'static str>,
    },
    /// A name that a column above has.
    Twice {
        /// The name.
        name: String,
        /// The line of the other one.
        line: usize,
    },
    /// The broader values lead back to where they began.
    Circle {
        /// The values on the way, and the lines that say so.
        way: Vec<(String, usize)>,
    },
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
    /// The draft is longer than is reasonable.
    LongDraft {
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

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Its code in JSON, which does not change with what is said of it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::Io { .. } => "io",
            Error::NoIndex { .. } => "no-index",
            Error::Format { .. } => "index-format",
            Error::Damaged { .. } => "index-damaged",
            Error::Locked { .. } => "index-locked",
            Error::NotForScreen { .. } => "not-for-screen",
            Error::NotAnIndex { .. } | Error::NotAFolder { .. } => "not-an-index",
            Error::LostLexicon { .. } => "lost-lexicon",
            Error::CorpusInIndex { .. } => "corpus-in-index",
            Error::NothingToIndex { .. } => "nothing-to-index",
            Error::Unreadable { .. } => "unreadable-file",
            Error::EmptyQuery { .. } => "empty-query",
            Error::LongQuery { .. } => "long-query",
            Error::BadQuote(_) => "bad-quote",
            Error::BadConfig { .. } => "bad-config",
            Error::Unequipped { .. } => "unequipped",
            Error::WouldLose { .. } => "would-lose",
            Error::UnknownId { .. } => "unknown-id",
            Error::AmbiguousId { .. } => "ambiguous-id",
            Error::NoName => "no-name",
            Error::NoCase { .. } => "no-case",
            Error::UnknownField { .. } => "unknown-field",
            Error::NotCounted { .. } => "not-counted",
            Error::UnknownSchema { .. } => "unknown-schema",
            Error::NoPurpose => "no-purpose",
            Error::BadFilter { .. } => "bad-filter",
            Error::Invalid { .. } => "invalid-value",
            Error::Vocabulary(_) => "bad-lexicon",
            Error::NoFolder { .. } => "no-folder",
            Error::OpenElsewhere { .. } => "open-elsewhere",
            Error::Columns(_) => "bad-columns",
            Error::UnknownColumn { .. } => "unknown-column",
            Error::Incomparable(_) => "incomparable",
            Error::OutOfTime => "out-of-time",
            Error::TooLarge { .. } => "too-large",
            Error::Cancelled => "cancelled",
            Error::WrongAnswer => "wrong-answer",
            Error::Engine(_) => "engine",
        }
    }

    /// Wraps an I/O error with the path it concerns, for `map_err`.
    pub fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().to_path_buf();
        move |source| Error::Io { path, source }
    }

    /// Whether the user may not read or write what it is about.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // What the system or a library says is part of what is said of the error.
        match self {
            Error::Io { source, .. } => source.source(),
            Error::Engine(source) => source.source(),
            _ => None,
        }
    }
}
