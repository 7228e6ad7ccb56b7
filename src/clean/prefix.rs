//! What the dictionary has of words that begin with a character.

use std::sync::{LazyLock, OnceLock};

use crate::analyze::Prefix;
use crate::text::{IDEOGRAPHS, ideograph_number};

/// A character as the first one of words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct First {
    pub prefix: Option<Prefix>,
    /// As a word of its own.
    pub share: Option<f32>,
}

/// What the dictionary has of words that begin with `folded`; remembered, since it is asked for the same characters
/// all the time.
pub(super) fn first(folded: char) -> First {
    static FIRST: LazyLock<Vec<OnceLock<First>>> = LazyLock::new(|| vec![OnceLock::new(); IDEOGRAPHS]);
    let look_up = || {
        let prefix = Prefix::empty().and_then(|empty| empty.with(folded));
        First { prefix, share: prefix.and_then(Prefix::log_share) }
    };
    match ideograph_number(folded).and_then(|at| FIRST.get(at)) {
        Some(entry) => *entry.get_or_init(look_up),
        None => look_up(),
    }
}
