//! The words of a file beside the text that was made of them, and the files of the corpus.

use schemars::JsonSchema;
use serde::Serialize;

use super::plain::Message;
use crate::notice::Role;
use crate::text::{Rule, Status};

/// A case, a notice or a passage as its file has it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Sourced {
    /// Its id.
    pub id: String,
    /// The file, as it was found.
    pub file: String,
    /// The file's encoding.
    pub encoding: String,
    /// Its passages in the order of the text.
    pub passages: Vec<SourcePassage>,
}

/// A passage as its file has it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SourcePassage {
    /// Its id.
    pub id: String,
    /// Its role.
    pub role: Role,
    /// What it is made of, in order. What `text` says, joined, is the passage's text; what `raw` says, joined, stands in
    /// the file.
    pub pieces: Vec<SourcePiece>,
}

/// A stretch of a passage: the same in the file and in the text, or edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourcePiece {
    /// What stands in the file; empty where the text has something that the file has not.
    pub raw: String,
    /// What stands in the text; empty where something was dropped.
    pub text: String,
    /// By which rule it was edited; none where both are the same.
    pub rule: Option<Rule>,
    /// How sure the edit is.
    pub status: Option<Status>,
}

/// The files of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Corpus {
    /// How many files there are in all.
    pub total: usize,
    /// How many of them are in the index, copies included.
    pub read: usize,
    /// How many of them are copies of others.
    pub copies: usize,
    /// How many could not be read.
    pub unread: usize,
    /// Passages in the index.
    pub passages: usize,
    /// The files asked for: those that could not be read first, then the others by path.
    pub files: Vec<CorpusFile>,
}

/// A file of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CorpusFile {
    /// The file, as it was found.
    pub file: String,
    /// Its size in bytes, when it was read.
    pub bytes: u64,
    /// The id of its notice, or of the one that it is a copy of; none where it could not be read.
    pub notice: Option<String>,
    /// How many passages it has in the index: none where it is a copy.
    pub passages: usize,
    /// The file that says the same, word for word, and is indexed instead.
    pub copy_of: Option<String>,
    /// Why it could not be read, or not be read again.
    pub problem: Option<Message>,
}
