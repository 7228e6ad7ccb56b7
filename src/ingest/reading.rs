//! How files are read: which columns records have, and whether pages without text are read by machine.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::{Document, Unread, document_of, piece_of};
use crate::decode::{Machine, ReadError, Remark};
use crate::text::hash;
use crate::unpack::{Bytes, Container, Fault, NamedColumns, Opened, Piece};

/// How files are read, with what was opened for it.
#[derive(Debug, Default)]
pub struct Reading {
    /// Containers, and how records are read.
    pub opened: Opened,
    /// What reads pages without text.
    pub machine: Machine,
}

impl Reading {
    /// Records by the columns in `wanted`, pages by `machine`.
    #[must_use]
    pub fn new(wanted: NamedColumns, machine: Machine) -> Reading {
        Reading { opened: Opened::new(wanted), machine }
    }

    /// What decides how records are read, hashed.
    #[must_use]
    pub fn records(&self) -> u64 {
        let named: Vec<String> = self.opened.wanted().named().map(|(c, name)| format!("{}={name}", c.name())).collect();
        hash(named.join("\n").as_bytes())
    }

    /// The container that a path leads to; `None` where what is there is a document, or nothing.
    ///
    /// # Errors
    ///
    /// Why it is one that cannot be read.
    pub fn container(&self, path: &Path) -> Result<Option<Arc<Container>>, Fault> {
        if let Some((file, inner)) = Opened::split(path) {
            return match self.opened.container(file, inner, None) {
                // A record has no bytes of its own that could be opened.
                Err(Fault::Unknown) => Ok(None),
                found => found,
            };
        }
        if !path.is_file() {
            return Ok(None);
        }
        let head = File::open(path).and_then(Bytes::of_file).and_then(|bytes| bytes.head(4096)).unwrap_or_default();
        if Container::may_be(&head, path) { self.opened.file(path, None) } else { Ok(None) }
    }

    /// What a path leads to: a file, or a member of one.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub fn piece(&self, path: &Path) -> Result<Piece, Unread> {
        piece_of(path, &self.opened)
    }

    /// Reads what [`Reading::piece`] gave for `path`.
    ///
    /// # Errors
    ///
    /// Why it cannot be read as a document.
    pub fn document(&self, piece: Piece, path: &Path) -> Result<Document, ReadError> {
        document_of(piece, path, &self.machine)
    }

    /// Whether another machine might read the file to another document.
    #[must_use]
    pub fn is_of_machine(read: &Result<Document, ReadError>) -> bool {
        match read {
            Ok(document) => document.remarks.iter().any(Remark::is_of_machine),
            Err(error) => error.is_of_machine(),
        }
    }
}
