//! Errors of the search library as errors of this one, whose own know nothing of it.

use std::io;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{OpenReadError, OpenWriteError};

use crate::error::Error;

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Self {
        Error::Engine(Box::new(error))
    }
}

/// The same error of a library that wrote into the folder `path`; where the system refused, such as on a full disk, the
/// error says so and names the folder.
pub(super) fn of_writing(error: Error, path: &Path) -> Error {
    let Error::Engine(engine) = &error else { return error };
    if let Some(source) = engine.downcast_ref() {
        return Error::Io { path: path.to_path_buf(), source: copied(source) };
    }
    let Some(engine) = engine.downcast_ref::<TantivyError>() else { return error };
    let (file, source) = match engine {
        TantivyError::IoError(source) => (None, copied(source)),
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            (Some(filepath), copied(io_error))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            (Some(filepath), copied(io_error))
        }
        TantivyError::InternalError(told) => (None, io::Error::other(told.clone())),
        // A thread of the writer that fails leaves nothing but what `Debug` made of its error.
        TantivyError::ErrorInThread(told) if told.contains("StorageFull") => (None, io::ErrorKind::StorageFull.into()),
        TantivyError::ErrorInThread(told) if told.contains("QuotaExceeded") => {
            (None, io::ErrorKind::QuotaExceeded.into())
        }
        _ => return error,
    };
    // The library names its files by their names in the folder alone.
    Error::Io { path: file.map_or_else(|| path.to_path_buf(), |file| path.join(file)), source }
}

/// The same error again; what the library hands out is shared.
fn copied(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}
