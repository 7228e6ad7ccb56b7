//! The manual pages of both programs, written from what can be typed.

use std::fs;
use std::path::Path;

use super::args::Program;
use crate::error::{Error, Result};

/// Writes a page for each program and each of its commands into `folder`, in the language of this process.
///
/// # Errors
///
/// [`Error::Io`] where the folder or a page cannot be written.
pub(super) fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    for program in [Program::Anli, Program::AnliIndex] {
        clap_mangen::generate_to(program.for_pages(), folder).map_err(Error::io(folder))?;
    }
    Ok(())
}
