//! The query language: an AST that prints itself and parses back, a parser that never fails, and the one planner.

pub mod ast;
mod cases;
mod hint;
mod matcher;
mod parse;
#[cfg(test)]
mod parse_tests;
mod plan;
mod rank;
mod single;
mod sound;
mod spans;

pub use ast::Query;
pub use hint::{HintKind, QueryHint};
pub(crate) use matcher::{Evaluator, Matcher};
pub use parse::{gloss_variants, parse};
pub use plan::{Context, Plan, plan, relax};
pub use rank::Weights;

/// The unit within which a whole query must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Within {
    /// One sentence.
    Sentence,
    /// One passage.
    #[default]
    Passage,
    /// One case.
    Case,
}
