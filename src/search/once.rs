//! What is found out once, when it is first asked for.

use std::sync::OnceLock;

use tantivy::DocId;

use crate::error::Result;

/// Passages of each segment, ascending, and the number of the segment.
pub(super) type Docs<'d> = [(u32, &'d [DocId])];

/// What the cell holds, found out where it is empty.
pub(super) fn known<T>(cell: &OnceLock<T>, find: impl FnOnce() -> Result<T>) -> Result<&T> {
    match cell.get() {
        Some(known) => Ok(known),
        None => {
            let found = find()?;
            Ok(cell.get_or_init(|| found))
        }
    }
}
