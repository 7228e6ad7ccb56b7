//! The stored records of one segment, read without the library's documents in between.

use tantivy::error::DataCorruption;
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, TantivyError};

use super::record::Record;
use crate::error::Result;

/// Reads the records of one segment.
pub(crate) struct Stored {
    store: StoreReader,
}

impl Stored {
    /// Opens the store of `reader`, so many blocks of which are kept.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when it cannot be read.
    pub(crate) fn open(reader: &SegmentReader, blocks: usize) -> Result<Stored> {
        let store = reader.get_store_reader(blocks).map_err(TantivyError::from)?;
        Ok(Stored { store })
    }

    /// The record of the document `doc`; none where what lies there is no longer what was written.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the store cannot be read.
    pub(super) fn record(&self, doc: DocId) -> Result<Option<Record>> {
        let document = self.store.get_document_bytes(doc)?;
        Ok(only_value(&document).and_then(Record::from_bytes))
    }

    /// Calls `read` with the clean text of the passage `doc`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the store cannot be read, or has no record of a passage there.
    pub(crate) fn with_text<T>(&self, doc: DocId, read: impl FnOnce(&str) -> T) -> Result<T> {
        let document = self.store.get_document_bytes(doc)?;
        match only_value(&document).and_then(Record::text_of) {
            Some(text) => Ok(read(text)),
            None => {
                let damage = DataCorruption::comment_only(format!("document {doc} has no record of a passage"));
                Err(TantivyError::DataCorruption(damage).into())
            }
        }
    }
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stored")
    }
}

/// The bytes of the only value of a stored document: how many values there are, the field (four bytes), the kind of the
/// value (one), its length, its bytes (`serialize_doc` in tantivy's `schema/document/se.rs`). The library reads them one by
/// one. Whether they are those of a record is told by its checksum.
fn only_value(document: &[u8]) -> Option<&[u8]> {
    const FIELD_AND_KIND: usize = 5;
    let (1, values) = number(document)? else { return None };
    let (length, bytes) = number(values.get(FIELD_AND_KIND..)?)?;
    bytes.get(..length)
}

/// A number of seven bits a byte, the lowest first, the last with the eighth bit set; and what stands behind it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut out = 0;
    for (&byte, shift) in bytes.iter().zip((0..usize::BITS).step_by(7)) {
        out |= usize::from(byte & 0x7F) << shift;
        if byte >= 0x80 {
            return Some((out, &bytes[shift as usize / 7 + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::only_value;
    use tantivy::schema::{STORED, Schema};
    use tantivy::{Index, TantivyDocument};

    #[test]
    fn the_value_is_what_the_library_wrote() {
        let mut schema = Schema::builder();
        schema.add_text_field("other", STORED);
        let field = schema.add_bytes_field("record", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let values: Vec<Vec<u8>> = [0, 1, 2, 126, 127, 128, 129, 16_383, 16_384, 70_000]
            .into_iter()
            .map(|length: usize| (0..length).map(|at| (at * 31 % 256) as u8).collect())
            .collect();
        for value in &values {
            let mut document = TantivyDocument::default();
            document.add_bytes(field, value);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let store = searcher.segment_reader(0).get_store_reader(1).unwrap();
        for (doc, value) in (0..).zip(&values) {
            let bytes = store.get_document_bytes(doc).unwrap();
            assert_eq!(only_value(&bytes), Some(&value[..]));
            // Nothing is read past the end.
            for end in 0..bytes.len() {
                assert!(only_value(&bytes[..end]).is_none_or(|found| found.len() == value.len()), "{end}");
            }
        }
        assert_eq!(searcher.num_docs(), values.len() as u64);
    }

    #[test]
    fn no_bytes_are_a_reason_to_stop() {
        for bytes in [&[][..], &[0x81], &[0x82, 0, 0, 0, 0, 4, 0x81, 1], &[0x7F; 40], &[0x81, 0, 0, 0, 0, 4, 0xFF]] {
            assert_eq!(only_value(bytes), None, "{bytes:?}");
        }
    }
}
