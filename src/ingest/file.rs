//! The bytes of a file that is to be read, or why they are not there.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::error::Sentence;
use crate::unpack::{Fault, Opened, Piece};

/// Bytes of the largest file that is taken.
const LARGEST: u64 = 1 << 30;

/// Why the bytes of a file of the corpus are not there.
#[derive(Debug)]
pub enum Unread {
    /// There is no such file any more.
    Gone(Sentence),
    /// The system does not give it now, and may later.
    Refused(Sentence),
    /// It is nothing that is read, such as a pipe.
    Unfit(Sentence),
}

impl Unread {
    fn of_io(error: &io::Error) -> Unread {
        let reason = Sentence::of_io(error);
        if error.kind() == io::ErrorKind::NotFound { Unread::Gone(reason) } else { Unread::Refused(reason) }
    }

    fn of_fault(fault: &Fault) -> Unread {
        let reason = fault.sentence();
        if fault.is_passing() { Unread::Refused(reason) } else { Unread::Unfit(reason) }
    }

    /// The reason, whatever kind it is of.
    #[must_use]
    pub fn into_reason(self) -> Sentence {
        match self {
            Unread::Gone(reason) | Unread::Refused(reason) | Unread::Unfit(reason) => reason,
        }
    }
}

/// The bytes that the file has now; what is appended meanwhile is left for the next build. Links are followed: what a
/// link in the corpus leads to belongs to it.
///
/// # Errors
///
/// Why there are none.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Unread> {
    let kind = fs::metadata(path).map_err(|error| Unread::of_io(&error))?.file_type();
    if kind.is_dir() {
        let way_out = "anli-index build";
        return Err(Unread::Unfit(Sentence::new(
            format!("这是文件夹；请指定其中的一个文件，或建立索引：{way_out}"),
            format!("a folder; name a file in it, or build an index of it: {way_out}"),
        )));
    }
    if !kind.is_file() {
        // Opening a pipe waits for the other end, for ever where there is none.
        return Err(Unread::Unfit(Sentence::new(
            "不是普通文件（管道或设备）；请先存为文件",
            "no regular file but a pipe or a device; save what it holds as a file first",
        )));
    }
    let file = File::open(path).map_err(|error| Unread::of_io(&error))?;
    let size = file.metadata().map_err(|error| Unread::of_io(&error))?.len();
    if size > LARGEST {
        let (found, most) = (size >> 20, LARGEST >> 20);
        return Err(Unread::Unfit(Sentence::new(
            format!("文件有 {found} MiB，最多读入 {most} MiB"),
            format!("the file has {found} MiB, at most {most} are taken"),
        )));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(size).read_to_end(&mut bytes).map_err(|error| Unread::of_io(&error))?;
    Ok(bytes)
}

/// What a path leads to: a file, or a member of one (`a.zip/b.doc`).
///
/// # Errors
///
/// As [`bytes_of`].
pub fn piece_of(path: &Path, opened: &Opened) -> Result<Piece, Unread> {
    match Opened::split(path) {
        Some((file, inner)) => opened.piece(file, inner).map_err(|fault| Unread::of_fault(&fault)),
        None => bytes_of(path).map(Piece::of),
    }
}
