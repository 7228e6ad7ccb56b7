//! The tree of conditions that a passage must meet.

use super::condition::Condition;

/// A condition on a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// The string with this index stands in the passage.
    Text(usize),
    /// An unquoted run: every string of `words` stands in the passage. Where `whole` stands, it is lit as one.
    Run {
        /// The whole run.
        whole: usize,
        /// The words it must have; `whole` itself where it is one word.
        words: Vec<usize>,
    },
    /// The filter with this index lets the passage through.
    Filter(usize),
    /// A figure meets the condition with this index.
    Figure(usize),
    /// The strings in this order, each at least and at most so many characters behind the one before it; what lies
    /// between is lit with them.
    Pattern(Vec<(u32, u32, usize)>),
    /// The string stands somewhere in the passage where it is no part of any of the longer ones.
    Free {
        /// The string.
        string: usize,
        /// Strings that it may be a part of.
        longer: Vec<usize>,
    },
    /// All of them.
    And(Vec<Clause>),
    /// Any of them.
    Or(Vec<Clause>),
    /// Not this.
    Not(Box<Clause>),
    /// Within one sentence.
    Sentence(Box<Clause>),
    /// The two stand at most `gap` characters apart, in this order if `ordered`.
    Near {
        /// Characters between the two, at most.
        gap: u32,
        /// Whether the left one must come first.
        ordered: bool,
        /// One of the two.
        left: Box<Clause>,
        /// The other.
        right: Box<Clause>,
    },
}

impl Clause {
    /// Whether a tantivy query says the same, so that candidates need no second look.
    pub(super) fn is_exact(&self, conditions: &[Condition]) -> bool {
        match self {
            Clause::Text(_) | Clause::Run { .. } | Clause::Filter(_) => true,
            // That a noun stands in the passage does not say that it is this figure's.
            Clause::Figure(condition) => conditions[*condition].noun.is_none(),
            Clause::And(parts) | Clause::Or(parts) => parts.iter().all(|part| part.is_exact(conditions)),
            Clause::Not(inner) => inner.is_exact(conditions),
            Clause::Sentence(_) | Clause::Near { .. } | Clause::Pattern(_) | Clause::Free { .. } => false,
        }
    }

    /// Whether every mark is a match of its own.
    pub(super) fn is_single(&self) -> bool {
        match self {
            Clause::Near { .. } | Clause::Sentence(_) | Clause::And(_) => false,
            Clause::Or(parts) => parts.iter().all(Clause::is_single),
            _ => true,
        }
    }
}

/// Whether it matters where sentences end.
pub(super) fn needs_sentences(clause: &Clause) -> bool {
    match clause {
        Clause::Sentence(_) => true,
        Clause::And(parts) | Clause::Or(parts) => parts.iter().any(needs_sentences),
        Clause::Not(inner) => needs_sentences(inner),
        Clause::Near { left, right, .. } => needs_sentences(left) || needs_sentences(right),
        Clause::Text(_)
        | Clause::Run { .. }
        | Clause::Filter(_)
        | Clause::Figure(_)
        | Clause::Pattern(_)
        | Clause::Free { .. } => false,
    }
}

/// Whether, filters and what is excluded aside, one string is looked for.
pub(super) fn text_alone(clause: &Clause) -> bool {
    match clause {
        Clause::Text(_) => true,
        Clause::And(parts) => {
            let mut others = parts.iter().filter(|part| !has_no_text(part));
            others.next().is_some_and(text_alone) && others.next().is_none()
        }
        _ => false,
    }
}

/// Whether the condition has no string that a passage must hold.
pub(super) fn has_no_text(clause: &Clause) -> bool {
    match clause {
        Clause::Text(_)
        | Clause::Run { .. }
        | Clause::Figure(_)
        | Clause::Near { .. }
        | Clause::Pattern(_)
        | Clause::Free { .. } => false,
        Clause::Filter(_) | Clause::Not(_) => true,
        Clause::And(parts) => parts.iter().all(has_no_text),
        Clause::Or(parts) => parts.iter().any(has_no_text),
        Clause::Sentence(inner) => has_no_text(inner),
    }
}
