//! What is said to a person, in both languages: the words of every error. Elsewhere in the program an error is a code with
//! typed arguments; command lines and options are named here alone.
//!
//! A [`Sentence`](crate::error::Sentence) is made of both languages at once, so that a message without its twin does not
//! compile. Modules that remark on what they read (decoding, notices) make such sentences where they remark; remarks on
//! queries are an enum of their own, [`HintKind`](crate::query::HintKind), with its words beside it.

mod errors;

pub use errors::sentence;
