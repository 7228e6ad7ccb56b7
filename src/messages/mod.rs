//! What is said to a person, in both languages: the words of every error. Elsewhere in the program an error is a code with
//! typed arguments; command lines and options are named here alone.
//!
//! A [`Sentence`](crate::error::Sentence) is made of both languages at once, so that a message without its twin does not
//! compile. Modules that remark on what they read (decoding, notices) make such sentences where they remark; remarks on
//! queries are an enum of their own, [`HintKind`](crate::query::HintKind), with its words beside it.

mod errors;

use crate::error::Lang;
use crate::facts::Bound;

pub use errors::sentence;

/// The name of a bound; nothing for none.
#[must_use]
pub fn bound(bound: Bound, lang: Lang) -> &'static str {
    match bound {
        Bound::Exact => "",
        Bound::About => lang.pick("约", "about"),
        Bound::AtLeast => lang.pick("不少于", "at least"),
        Bound::Over => lang.pick("超过", "over"),
        Bound::AtMost => lang.pick("不超过", "at most"),
        Bound::Under => lang.pick("不足", "under"),
    }
}
