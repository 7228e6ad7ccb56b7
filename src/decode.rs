//! Bytes to text: which encoding a file is in, its text, and the way back to its bytes.
//!
//! Total: any bytes give a text and remarks. Knows nothing of damage or notices.

use crate::text::{Decoded, OffsetMap, Raw};

/// A file's text, and where each part of it lies in the file.
#[derive(Debug, Clone)]
pub struct DecodedText {
    /// The text, without a byte-order mark.
    pub text: String,
    /// From the text to the file's bytes.
    pub map: OffsetMap<Decoded, Raw>,
    /// The encoding's name, such as `UTF-8`.
    pub encoding: &'static str,
    /// What a reader should know: bytes that are no text, a byte-order mark.
    pub remarks: Vec<String>,
}
