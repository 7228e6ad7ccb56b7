//! The query language: an AST that prints itself and parses back, a parser that never fails, and the one planner.
//!
//! # The language
//!
//! From what binds tightest to what binds loosest:
//!
//! | written | read as |
//! | --- | --- |
//! | `質押` | a run: everything up to a blank, a quotation mark, a bracket or a bar. A bracket of Latin letters after a Chinese character belongs to it |
//! | `"…"` `“…”` `＂…＂` | a phrase: everything up to the mark that closes the kind that opened it; `\"` and `\\` escape |
//! | `~質押` `pinyin:zhiya` | with synonyms; by reading |
//! | `city:寧波,嘉興` | a field with any of the values, which may be quoted; blanks may follow the colon and the commas |
//! | `amount>=1億` `amount:1億..2億` `count:企業>100` | a fact; blanks may stand around the sign |
//! | `-a` `NOT a` | not this |
//! | `a /s b` `/p` `/c` `/5` `+s` | near; from left to right |
//! | `a b` `a AND b` | all |
//! | `a OR b` `a \| b` | any |
//!
//! Near operators ask for places: of `(a b) /5 c` both must be near `c`, of a run that does not stand whole all its
//! words, of `(a OR b) /5 c` any; a third part may be near any of what was paired before it. `a /5 -b` is an `a` that has
//! no `b` near it.
//!
//! A fact stands in the passage (with `/s` and `--within` in the sentence or the case) and has a value within the bounds;
//! of a range of values (30萬至80萬, the days of a month) any one will do, and words such as 近 or 不超過 are not looked at.
//! Two conditions may be met by two figures; that one figure lies between two bounds is `amount:1萬..1億`.
//!
//! `( )` group. The full-width forms of all signs are read alike. `name:` begins a field only where `name` is one of
//! [`Field::from_name`](crate::api::Field::from_name) or [`FigureKind::from_name`](crate::api::FigureKind::from_name); elsewhere a colon
//! is a character as any other, so `4:4:2` and `http://x` are runs. What is malformed is read as well as it can be,
//! with a [`QueryHint`] that points at the place. Nesting, near operators in a row, leaves and hints are limited, so
//! that time and memory are linear in the query and the tree is never deep.

pub mod ast;
pub(crate) mod blocks;
mod clause;
mod condition;
mod context;
mod counter;
mod excluded;
mod figure;
mod figures;
mod gloss;
mod hint;
mod interpret;
mod known;
mod lex;
mod matcher;
mod near;
mod one_character;
mod parse;
#[cfg(test)]
mod parse_tests;
mod pattern;
mod plan;
mod prior;
mod rank;
mod reading;
mod spans;
mod strings;
mod title;

pub use ast::Query;
pub use context::{Context, Places};
pub(crate) use context::{UNSEARCHED, corpus_of_laws, stands};
pub(crate) use counter::{Counter, each_count};
pub use figure::{Interval, Limit};
pub use gloss::{gloss_variants, variants};
pub use hint::{Binding, HintKind, QueryHint};
pub use interpret::interpret;
pub(crate) use interpret::{LONGEST_PLACE, not_required, place_field};
pub(crate) use matcher::{Evaluator, Matcher};
pub use parse::parse;
pub(crate) use plan::asks;
pub(crate) use plan::query_of_one_run;
pub use plan::{Plan, plan, relax};
pub(crate) use prior::standing;
pub use prior::{case_mentions, case_size};
pub use rank::Weights;
pub(crate) use reading::strings as read_as;
pub(crate) use title::TitleScores;
