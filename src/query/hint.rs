//! Remarks on a query that could be read in another way.

use super::ast::Node;
use crate::api::Field;
use crate::text::fold;

/// A remark on a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryHint {
    /// Bytes of the query that it is about.
    pub at: (usize, usize),
    /// What it says.
    pub kind: HintKind,
    /// A query that can be tried instead.
    pub suggestion: Option<String>,
}

/// What a remark says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HintKind {
    /// A phrase has no closing quotation mark; it goes to the end.
    UnclosedPhrase,
    /// A phrase, group or field with nothing in it was left out.
    Empty,
    /// A bracket has no partner and was left out.
    LoneBracket,
    /// Groups are nested too deep; the brackets further in were left out.
    TooDeep,
    /// An operator has nothing on one side and was left out or read as text.
    NoOperand(String),
    /// There is no such field; the word is searched as text.
    UnknownField {
        /// As typed.
        name: String,
        /// The field with the most similar name.
        nearest: Option<String>,
    },
    /// A field takes values, and was given a comparison; it is searched as text.
    NotComparable(String),
    /// Too many near operators in a row; the ones from here on were left out.
    LongChain {
        /// As many are read.
        limit: usize,
    },
    /// The query has too many parts; the rest was left out.
    TooLong {
        /// As many words, phrases and values are read.
        limit: usize,
    },
    /// A kind of fact needs a comparison or a range.
    NoBounds(String),
    /// A figure could not be read.
    NotAFigure(String),
    /// No one figure meets both conditions; each may be met by another.
    Apart {
        /// A condition.
        first: String,
        /// Another.
        second: String,
    },
    /// Nothing can lie within these bounds.
    EmptyRange(String),
    /// The query only excludes.
    OnlyExclusion,
    /// Invisible characters inside a word were left out.
    Invisible,
    /// Single characters with blanks between them were put together.
    Joined {
        /// As they are searched.
        text: String,
    },
    /// A word binds its neighbours.
    Bound {
        /// The word.
        text: String,
        /// How.
        binding: Binding,
    },
    /// A run was read as a pattern.
    Pattern {
        /// As typed.
        text: String,
    },
    /// A pattern stands nowhere; its parts are words.
    PatternNowhere {
        /// As typed.
        text: String,
    },
    /// Something looks like a pattern of another language.
    NoPattern {
        /// As typed.
        text: String,
    },
    /// The beginning of a run is a place.
    Place {
        /// The place.
        text: String,
    },
    /// A place was searched in the text.
    PlaceAlone {
        /// The field that has it.
        field: Field,
    },
    /// A figure in words is searched as words.
    FigureInWords {
        /// The condition that it could be.
        condition: String,
    },
    /// Latin letters could be a reading.
    Reading {
        /// As typed.
        text: String,
        /// Whether they are the first letters of readings only.
        initials: bool,
    },
    /// No passage has this value in the field.
    NoValue {
        /// The field.
        field: Field,
        /// As typed.
        value: String,
        /// Values that there are.
        known: Vec<String>,
    },
    /// A claim to be the first is looked for in all its forms.
    First {
        /// What they begin with.
        text: String,
    },
    /// A word is looked for in every way in which it is written.
    Ways {
        /// As typed.
        text: String,
        /// The other ways that stand in the corpus.
        others: Vec<String>,
    },
    /// Single characters beside words were not required.
    NotRequired {
        /// The characters, each of its own.
        characters: Vec<String>,
    },
}

/// How a word binds its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// Either will do.
    Or,
    /// Both must be there.
    And,
    /// The next must not be there.
    Not,
}

impl HintKind {
    /// The remark in Chinese and in English.
    #[must_use]
    pub fn message(&self) -> (String, String) {
        match self {
            HintKind::UnclosedPhrase => (
                "引号没有关上；读到末尾为止".to_owned(),
                "the quotation mark is not closed; read to the end".to_owned(),
            ),
            HintKind::Invisible => (
                "词中有看不见的字符，已略去；若要连它一起查，请加引号".to_owned(),
                "invisible characters inside the word are left out; to search for them too, quote it".to_owned(),
            ),
            HintKind::Empty => ("这里是空的，已略去".to_owned(), "there is nothing in here; left out".to_owned()),
            HintKind::LoneBracket => {
                ("括号不成对，已略去".to_owned(), "this bracket has no partner; left out".to_owned())
            }
            HintKind::TooDeep => (
                "括号嵌套太深，里面的括号已略去".to_owned(),
                "nested too deep; the inner brackets are left out".to_owned(),
            ),
            HintKind::NoOperand(operator) => (
                format!("“{operator}” 的一边没有内容；若要查它本身，请加引号"),
                format!("nothing stands beside “{operator}”; to search for it as text, quote it"),
            ),
            HintKind::UnknownField { name, nearest } => {
                let (zh, en) = match nearest {
                    Some(nearest) => (format!("；是否 {nearest}？"), format!("; did you mean {nearest}?")),
                    None => {
                        let names = Field::names().join(" ");
                        (format!("；字段有 {names}"), format!("; fields are {names}"))
                    }
                };
                (
                    format!("没有字段 “{name}”，按原文查找{zh}"),
                    format!("there is no field “{name}”, it is searched as text{en}"),
                )
            }
            HintKind::NotComparable(name) => (
                format!("字段 “{name}” 只能写 {name}:值，此处按原文查找"),
                format!("field “{name}” takes values, as in {name}:value; it is searched as text"),
            ),
            HintKind::LongChain { limit } => (
                format!("远近运算符最多连用 {limit} 个，此处起略去"),
                format!("at most {limit} near operators in a row are read; left out from here"),
            ),
            HintKind::TooLong { limit } => (
                format!("查询的词和条件超过 {limit} 个，其余略去"),
                format!("the query has more than {limit} words and conditions; the rest is left out"),
            ),
            HintKind::NoBounds(name) => (
                format!("“{name}” 需要比较或范围，如 {name}>=100 或 {name}:50..100"),
                format!("“{name}” needs a comparison or a range, such as {name}>=100 or {name}:50..100"),
            ),
            HintKind::NotAFigure(text) => (
                format!("“{text}” 不是能读的数，没有段落满足此条件；写法如 1億、50%、2022-06"),
                format!("“{text}” is no figure that can be read, so nothing meets this; write 1億, 50% or 2022-06"),
            ),
            HintKind::Apart { first, second } => (
                format!("没有一个数同时满足 “{first}” 和 “{second}”；找的是两个数各满足其一的段落"),
                format!("no one figure meets both “{first}” and “{second}”; a figure for each is looked for"),
            ),
            HintKind::EmptyRange(text) => {
                (format!("“{text}” 的范围里不可能有数"), format!("nothing can lie within “{text}”"))
            }
            HintKind::Joined { text } => {
                (format!("单字之间的空格已略去，按“{text}”查找"), format!("single characters were joined: “{text}”"))
            }
            HintKind::Bound { text, binding } => {
                let (zh, en) = match binding {
                    Binding::Or => ("任选其一", "either of the two"),
                    Binding::And => ("两者都要", "both of the two"),
                    Binding::Not => ("排除后面的词", "without what follows"),
                };
                (
                    format!("“{text}”读作：{zh}；要查这个词本身，请加引号"),
                    format!("“{text}” was read as: {en}; to search for the word itself, quote it"),
                )
            }
            HintKind::Pattern { text } => (
                format!("“{text}”按通配查找：* 是同一句内至多十个字，? 是一个字；要查符号本身，请加引号"),
                format!(
                    "“{text}” was read as a pattern: * is up to ten characters of one sentence, ? is one; to search for \
                     the sign itself, quote it"
                ),
            ),
            HintKind::PatternNowhere { text } => (
                format!("没有与“{text}”相合的文字，按其中的词查找"),
                format!("nothing is like “{text}”; its words are searched"),
            ),
            HintKind::NoPattern { text } => (
                format!("“{text}”不是这里的写法；可以写 (a OR b)、a*b、a?b 或加引号"),
                format!("“{text}” is no pattern here; write (a OR b), a*b, a?b, or quote it"),
            ),
            HintKind::Place { text } => (
                format!("“{text}”读作地名：案例在该地，或文中提到"),
                format!("“{text}” was read as a place: of the case, or named in the text"),
            ),
            HintKind::PlaceAlone { field } => (
                format!("这是地名，查的是文中提到之处；只要该地的案例，请写 {}:地名", field.name_zh()),
                format!("a place, looked for in the text; for the cases there, write {}:NAME", field.name()),
            ),
            HintKind::FigureInWords { condition } => (
                format!("这里按文字查找；要按数值筛选，请写 {condition}"),
                format!("searched as words; for a condition on figures, write {condition}"),
            ),
            HintKind::Reading { text, initials: false } => (
                format!("按字母查找；若是拼音，请写 pinyin:{text}"),
                format!("searched as letters; if it is a reading, write pinyin:{text}"),
            ),
            HintKind::Reading { text, initials: true } => (
                format!("“{text}”像是拼音首字母；请写全拼，例如 pinyin:zhiya"),
                format!("“{text}” looks like the first letters of readings; write them in full, such as pinyin:zhiya"),
            ),
            HintKind::NoValue { field, value, known } => (
                format!("没有一段的{}是“{value}”；有的值是：{}", field.name_zh(), known.join("、")),
                format!("no passage has “{value}” as its {}; there are: {}", field.name(), known.join(", ")),
            ),
            HintKind::First { text } => (
                format!("也找“{text}”开头的各种说法（首创、首个、首单……）；只查原词请加引号"),
                format!(
                    "all that begins with “{text}” is looked for (首創, 首個, 首單 …); quote it to search for the word"
                ),
            ),
            HintKind::Ways { text, others } => (
                format!("“{text}”也写作“{}”，一并查找", others.join("”“")),
                format!("“{text}” is also written “{}”; these are found too", others.join("”, “")),
            ),
            HintKind::NotRequired { characters } => (
                format!("“{}”是单字，不作必要条件；要它必须出现，请加引号", characters.join("”“")),
                match &characters[..] {
                    [one] => {
                        format!("“{one}” is a single character and was not required; quote it if it must stand there")
                    }
                    several => format!(
                        "“{}” are single characters and were not required; quote them if they must stand there",
                        several.join("”, “")
                    ),
                },
            ),
            HintKind::OnlyExclusion => (
                "只有排除条件；列出的是不含它的段落".to_owned(),
                "the query only excludes; these are the passages without it".to_owned(),
            ),
        }
    }
}

/// `text` as a phrase.
pub(super) fn quoted_instead(text: &str) -> String {
    Node::Phrase(text.to_owned()).to_string()
}

/// The field name nearest to `name`, if any is near.
pub(super) fn nearest_field(name: &str) -> Option<String> {
    let folded = fold(name);
    let near = |known: &str| strsim::osa_distance(known, &folded);
    let best = Field::all_names().min_by_key(|known| near(known))?;
    (near(best) <= (folded.chars().count() / 2).clamp(1, 2)).then(|| best.to_owned())
}
