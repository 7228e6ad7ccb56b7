//! The texts of passages, one segment's, read from their records.

use tantivy::error::DataCorruption;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::schema::document::{ValueDeserialize, ValueDeserializer};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, TantivyError};

use super::record::Record;
use crate::error::Result;

/// Blocks of the store that are kept: texts are read in the order of the segment, so one after the other.
const BLOCKS: usize = 4;

/// The only value that a document stores: its record, as bytes.
pub(super) struct Stored(pub(super) Vec<u8>);

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut from: D) -> std::result::Result<Stored, DeserializeError> {
        Ok(Stored(from.next_field::<Bytes>()?.map_or_else(Vec::new, |(_, bytes)| bytes.0)))
    }
}

struct Bytes(Vec<u8>);

impl ValueDeserialize for Bytes {
    fn deserialize<'de, D: ValueDeserializer<'de>>(from: D) -> std::result::Result<Bytes, DeserializeError> {
        from.deserialize_bytes().map(Bytes)
    }
}

/// Reads the texts of one segment.
pub(crate) struct Texts {
    store: StoreReader,
}

impl Texts {
    /// Opens the store of `reader`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when it cannot be read.
    pub(crate) fn open(reader: &SegmentReader) -> Result<Texts> {
        let store = reader.get_store_reader(BLOCKS).map_err(TantivyError::from)?;
        Ok(Texts { store })
    }

    /// Calls `read` with the clean text of the passage `doc`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the store cannot be read, or has no record of a passage there.
    pub(crate) fn with<T>(&self, doc: DocId, read: impl FnOnce(&str) -> T) -> Result<T> {
        let Stored(bytes) = self.store.get(doc)?;
        match Record::text_of(&bytes) {
            Some(text) => Ok(read(text)),
            None => {
                let damage = DataCorruption::comment_only(format!("document {doc} has no record of a passage"));
                Err(TantivyError::DataCorruption(damage).into())
            }
        }
    }
}
