//! A generation as tantivy reads it: nothing is written and no lock is taken, so reading needs no right to write.
//!
//! A generation never changes once it is in use, so there is nothing to lock. tantivy's own directory takes a lock file
//! to open an index, which fails on a read-only file system and waits for whoever holds it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};

use super::files;

/// The folder of a sealed generation.
#[derive(Debug, Clone)]
pub(super) struct Sealed {
    folder: PathBuf,
    mapped: MmapDirectory,
}

impl Sealed {
    /// The generation in `folder`.
    ///
    /// # Errors
    ///
    /// When there is no such folder.
    pub(super) fn open(folder: &Path) -> tantivy::Result<Sealed> {
        Ok(Sealed { folder: folder.to_path_buf(), mapped: MmapDirectory::open(folder)? })
    }

    /// Whether there is a file `path` to read.
    fn check(&self, path: &Path) -> Result<(), OpenReadError> {
        match files::is_regular(&self.folder.join(path)) {
            Ok(Some(true)) => Ok(()),
            Ok(None) => Err(OpenReadError::FileDoesNotExist(path.to_path_buf())),
            Ok(Some(false)) => {
                Err(OpenReadError::wrap_io_error(io::ErrorKind::InvalidInput.into(), path.to_path_buf()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_path_buf())),
        }
    }
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a generation in use is never written to")
}

impl Directory for Sealed {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.check(path)?;
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_path_buf() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(read_only(), path.to_path_buf()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.check(path)?;
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
