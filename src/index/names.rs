//! The names of the files in an index folder.

/// The file that names the generation in use, and tells the checksum of its manifest.
pub(super) const CURRENT: &str = "CURRENT";

/// The mark of an index folder, and of each generation in it.
pub(super) const MARK: &str = "ANLI-INDEX.TAG";

/// What a generation was built from, and its files with their checksums.
pub(super) const MANIFEST: &str = "manifest.json";

/// All that is known of each file of the corpus.
pub(super) const SOURCES: &str = "sources.jsonl";

/// A vocabulary of the user's own.
pub(super) const LEXICON: &str = "lexicon.tsv";

/// Whether files of a generation have names like this: ours, tantivy's (a segment's 32 hexadecimal digits with an
/// ending), and those of the temporary files through which tantivy replaces a file.
pub(super) fn is_given(name: &str) -> bool {
    let ours = [MARK, MANIFEST, SOURCES, LEXICON, "meta.json", ".managed.json"].contains(&name);
    ours || is_of_segment(name) || is_lock(name) || name.strip_prefix(".tmp").is_some_and(|rest| rest.len() == 6)
}

/// Whether tantivy gives files of a segment names like this.
pub(super) fn is_of_segment(name: &str) -> bool {
    name.split_once('.').is_some_and(|(id, ending)| {
        id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) && !ending.is_empty()
    })
}

/// Whether tantivy makes a lock of this name.
pub(super) fn is_lock(name: &str) -> bool {
    name.starts_with(".tantivy-") && name.ends_with(".lock")
}
