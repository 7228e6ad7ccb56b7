//! What is asked of one file: its bytes, their hash, its time.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::error::Sentence;

/// Bytes of the largest file that is taken.
const LARGEST: u64 = 1 << 30;

/// A hash of a file's bytes; never 0, which stands for bytes that could not be read.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes).max(1)
}

/// The bytes that the file has now; what is appended meanwhile is left for the next build.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, Sentence> {
    let kind = fs::metadata(path).map_err(|error| Sentence::of_io(&error))?.file_type();
    if kind.is_dir() {
        let way_out = "anli-index build";
        return Err(Sentence::new(
            format!("这是文件夹；请指定其中的一个文件，或建立索引：{way_out}"),
            format!("a folder; name a file in it, or build an index of it: {way_out}"),
        ));
    }
    if !kind.is_file() {
        // Opening a pipe waits for the other end, for ever where there is none.
        return Err(Sentence::new(
            "不是普通文件（管道或设备）；请先存为文件",
            "no regular file but a pipe or a device; save what it holds as a file first",
        ));
    }
    let file = File::open(path).map_err(|error| Sentence::of_io(&error))?;
    let size = file.metadata().map_err(|error| Sentence::of_io(&error))?.len();
    if size > LARGEST {
        let (found, most) = (size >> 20, LARGEST >> 20);
        return Err(Sentence::new(
            format!("文件有 {found} MiB，最多读入 {most} MiB"),
            format!("the file has {found} MiB, at most {most} are taken"),
        ));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(size).read_to_end(&mut bytes).map_err(|error| Sentence::of_io(&error))?;
    Ok(bytes)
}

/// Time of modification in nanoseconds since 1970; 0 where the system does not tell.
pub(super) fn modified(meta: &fs::Metadata) -> u64 {
    meta.modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}
