//! Files that are named on the command line, and standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::Error;

/// The largest file that is taken for a text, in bytes: pictures and marks take more of it than the text does.
pub(super) const LARGEST: u64 = 32 << 20;

/// The bytes of the file at `path`, or of standard input for `-`; `long` where there are more than `most`. No more is read
/// than is taken.
pub(super) fn bytes(path: &Path, most: u64, long: impl FnOnce() -> Error) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    read.map_err(Error::io(path))?;
    if bytes.len() as u64 > most { Err(long()) } else { Ok(bytes) }
}
