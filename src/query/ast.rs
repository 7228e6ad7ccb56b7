//! A query as a tree, independent of how it is typed and of how it is looked up.
//!
//! Printing gives the canonical form, and parsing that gives the same tree (promise 9).

use std::fmt;

use crate::api::{Field, FigureKind};

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The tree; none when nothing was asked for.
    pub root: Option<Node>,
}

/// A part of a query.
///
/// Trees are kept normal: `And` and `Or` have two parts or more, none of them of their own kind, and `Not` holds no
/// `Not`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An unquoted run of characters, as typed; cut into words when it is planned.
    Run(String),
    /// The name of a place of some case, as typed: fulfilled by the text or by the case. The parser makes none.
    Place(String),
    /// An unquoted run with `*` or `?`, as typed. The parser makes none.
    Pattern(String),
    /// Exactly these characters in a row.
    Phrase(String),
    /// The phrase or run, or a synonym of it.
    Synonym(String),
    /// What is read like this: Latin letters.
    Pinyin(String),
    /// A field with any of these values.
    Field {
        /// The field.
        field: Field,
        /// Its values, as typed.
        values: Vec<String>,
    },
    /// A fact within bounds.
    Fact(FactRange),
    /// All of what stood in brackets of its own, where a word in it may bind: `(甲醛 或 绳带)` of `(甲醛 或 绳带) 召回`. Holds
    /// an [`Node::And`] and stands directly in one; [`interpret`](super::interpret()) leaves
    /// none outside near operators.
    Group(Box<Node>),
    /// All of them.
    And(Vec<Node>),
    /// Any of them.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// The two within one unit.
    Near {
        /// The unit.
        unit: NearUnit,
        /// Whether the left one must come first.
        ordered: bool,
        /// One of the two.
        left: Box<Node>,
        /// The other.
        right: Box<Node>,
    },
}

/// The unit within which two parts must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NearUnit {
    /// `/s`: a sentence.
    Sentence,
    /// `/p`: a passage.
    Passage,
    /// `/c`: a case.
    Case,
    /// `/5`: at most so many characters between the two.
    Chars(u32),
}

/// A fact within bounds, as typed; the figures are read when the query is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRange {
    /// The kind of fact.
    pub kind: FigureKind,
    /// The noun that is counted, such as 企業 in `count:企業>100`.
    pub noun: Option<String>,
    /// The bounds.
    pub bounds: Bounds,
}

/// Bounds of a fact, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bounds {
    /// `>=`, `>`, `<=`, `<` or `=` with one figure.
    Compare(Comparison, String),
    /// `low..high`, inclusive; either may be missing, not both.
    Range(Option<String>, Option<String>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    Over,
    /// `<=`
    AtMost,
    /// `<`
    Under,
    /// `=`
    Equal,
}

impl Comparison {
    /// How it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::AtLeast => ">=",
            Comparison::Over => ">",
            Comparison::AtMost => "<=",
            Comparison::Under => "<",
            Comparison::Equal => "=",
        }
    }
}

impl Query {
    /// The kinds of figures that it has conditions on, other than in what it excludes.
    #[must_use]
    pub fn figures(&self) -> Vec<FigureKind> {
        fn collect(node: &Node, out: &mut Vec<FigureKind>) {
            match node {
                Node::Fact(fact) => out.push(fact.kind),
                Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| collect(node, out)),
                Node::Group(inner) => collect(inner, out),
                Node::Near { left, right, .. } => {
                    collect(left, out);
                    collect(right, out);
                }
                _ => {}
            }
        }
        let mut out = Vec::new();
        self.root.iter().for_each(|root| collect(root, &mut out));
        out
    }
}

impl Node {
    /// All of `nodes`, normal.
    #[must_use]
    pub fn and(nodes: Vec<Node>) -> Option<Node> {
        let parts = nodes.into_iter().flat_map(|node| if let Node::And(parts) = node { parts } else { vec![node] });
        Node::one_or(parts.collect(), Node::And)
    }

    /// Any of `nodes`, normal.
    #[must_use]
    pub fn or(nodes: Vec<Node>) -> Option<Node> {
        let parts = nodes.into_iter().flat_map(|node| if let Node::Or(parts) = node { parts } else { vec![node] });
        Node::one_or(parts.collect(), Node::Or)
    }

    /// `node` without the brackets that keep its words apart from those beside it, for where none stand beside it.
    #[must_use]
    pub fn ungrouped(self) -> Node {
        if let Node::Group(inner) = self { *inner } else { self }
    }

    /// Not `node`, normal.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it makes a tree, as `and` and `or` do")]
    pub fn not(node: Node) -> Node {
        if let Node::Not(inner) = node { *inner } else { Node::Not(Box::new(node)) }
    }

    fn one_or(mut parts: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Option<Node> {
        if parts.len() > 1 { Some(many(parts)) } else { parts.pop() }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| root.fmt(f))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Run(text) | Node::Place(text) | Node::Pattern(text) => f.write_str(text),
            Node::Phrase(text) => quoted(f, text),
            Node::Synonym(text) => {
                f.write_str("~")?;
                quoted(f, text)
            }
            Node::Pinyin(text) => {
                f.write_str("pinyin:")?;
                quoted(f, text)
            }
            Node::Field { field, values } => {
                write!(f, "{}:", field.name())?;
                separated(f, values.iter(), ",", |f, value| quoted(f, value))
            }
            Node::Fact(fact) => fact.fmt(f),
            Node::And(nodes) => separated(f, nodes.iter(), " ", |f, node| match node {
                Node::Or(_) => write!(f, "({node})"),
                _ => node.fmt(f),
            }),
            Node::Or(nodes) => separated(f, nodes.iter(), " OR ", |f, node| node.fmt(f)),
            Node::Group(inner) => write!(f, "({inner})"),
            Node::Not(inner) => match **inner {
                Node::And(_) | Node::Or(_) | Node::Near { .. } => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
            Node::Near { unit, ordered, left, right } => {
                match **left {
                    Node::And(_) | Node::Or(_) => write!(f, "({left})")?,
                    _ => left.fmt(f)?,
                }
                f.write_str(if *ordered { " +" } else { " /" })?;
                match unit {
                    NearUnit::Sentence => f.write_str("s ")?,
                    NearUnit::Passage => f.write_str("p ")?,
                    NearUnit::Case => f.write_str("c ")?,
                    NearUnit::Chars(count) => write!(f, "{count} ")?,
                }
                match **right {
                    Node::And(_) | Node::Or(_) | Node::Near { .. } => write!(f, "({right})"),
                    _ => right.fmt(f),
                }
            }
        }
    }
}

impl fmt::Display for FactRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if let Some(noun) = &self.noun {
            write!(f, ":{noun}")?;
        }
        match &self.bounds {
            Bounds::Compare(comparison, figure) => write!(f, "{}{figure}", comparison.sign()),
            Bounds::Range(low, high) => {
                let colon = if self.noun.is_some() { "=" } else { ":" };
                write!(f, "{colon}{}..{}", low.as_deref().unwrap_or(""), high.as_deref().unwrap_or(""))
            }
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: impl Iterator<Item = T>,
    between: &str,
    each: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        each(f, item)?;
    }
    Ok(())
}
