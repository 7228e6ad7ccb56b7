//! The one table of fields and of kinds of figures: what they are called in both languages, and which are facets.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::facts;
use crate::text::fold;

/// A field of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it; `TABLE` lists them in both languages")]
pub enum Field {
    Notice,
    Issuer,
    Tier,
    Case,
    Title,
    Province,
    City,
    County,
    Section,
    Instrument,
    Object,
    Actor,
    Role,
    Year,
}

/// A row of the table of fields.
struct Row {
    field: Field,
    en: &'static str,
    /// Folded.
    zh: &'static str,
    facet: bool,
}

const fn row(field: Field, en: &'static str, zh: &'static str, facet: bool) -> Row {
    Row { field, en, zh, facet }
}

const TABLE: [Row; 14] = [
    row(Field::Notice, "notice", "文号", false),
    row(Field::Issuer, "issuer", "发文机关", true),
    row(Field::Tier, "tier", "类别", true),
    row(Field::Case, "case", "案例", false),
    row(Field::Title, "title", "标题", false),
    row(Field::Province, "province", "省份", true),
    row(Field::City, "city", "城市", true),
    row(Field::County, "county", "县区", true),
    row(Field::Section, "section", "章节", true),
    row(Field::Instrument, "instrument", "工具", true),
    row(Field::Object, "object", "客体", true),
    row(Field::Actor, "actor", "机构", true),
    row(Field::Role, "role", "角色", false),
    row(Field::Year, "year", "年份", true),
];

impl Field {
    /// The fields whose values are counted, in the order in which they are shown.
    pub const FACETS: [Field; 10] = [
        Field::Tier,
        Field::Province,
        Field::City,
        Field::County,
        Field::Section,
        Field::Year,
        Field::Instrument,
        Field::Object,
        Field::Actor,
        Field::Issuer,
    ];

    /// All of them.
    pub fn all() -> impl Iterator<Item = Field> {
        TABLE.iter().map(|row| row.field)
    }

    fn row(self) -> &'static Row {
        // The table has the fields in the order of the enum; a test says so.
        &TABLE[self as usize]
    }

    /// Its English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().en
    }

    /// Its Chinese name, in simplified characters.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        self.row().zh
    }

    /// Whether its values are counted.
    #[must_use]
    pub fn is_facet(self) -> bool {
        self.row().facet
    }

    /// The field with this English or Chinese name, in either script.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Field> {
        let folded = fold(name);
        TABLE.iter().find(|row| row.en == folded || row.zh == folded).map(|row| row.field)
    }

    /// The English names of all fields.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        TABLE.iter().map(|row| row.en).collect()
    }

    /// The English and Chinese names of all fields and kinds of figures.
    pub(crate) fn all_names() -> impl Iterator<Item = &'static str> {
        let figures = FigureKind::NAMES.iter().flat_map(|known| [known.1, known.2]);
        TABLE.iter().flat_map(|row| [row.en, row.zh]).chain(figures).chain(["pinyin"])
    }

    /// What is said of a field that does not exist.
    pub(crate) fn unknown(name: &str) -> Error {
        Error::UnknownField { name: name.to_owned(), known: Field::names() }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A field and the values of it that will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Filter {
    /// The field.
    pub field: Field,
    /// Any of these values; compared folded, with or without 市 縣 區 省.
    pub values: Vec<String>,
}

impl Filter {
    /// Only what has this value in this field.
    pub fn new(field: Field, value: impl Into<String>) -> Filter {
        Filter { field, values: vec![value.into()] }
    }
}

/// `city:寧波`, `城市：宁波,台州`.
impl FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Filter> {
        match text.split_once([':', '：']) {
            Some((name, values)) if !values.is_empty() => {
                let field = Field::from_name(name).ok_or_else(|| Field::unknown(name))?;
                Ok(Filter { field, values: values.split([',', '，', '、']).map(str::to_owned).collect() })
            }
            _ => Err(Error::BadFilter { text: text.to_owned() }),
        }
    }
}

/// A kind of figure that a query may have a condition on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// Money, in yuan.
    Amount,
    /// Percent.
    Percent,
    /// Basis points.
    Bp,
    /// A number of things.
    Count,
    /// A date.
    Date,
}

impl FigureKind {
    const NAMES: [(FigureKind, &'static str, &'static str); 5] = [
        (FigureKind::Amount, "amount", "金额"),
        (FigureKind::Percent, "percent", "百分比"),
        (FigureKind::Bp, "bp", "基点"),
        (FigureKind::Count, "count", "数量"),
        (FigureKind::Date, "date", "日期"),
    ];

    /// Its English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|known| known.0 == self).map_or("amount", |known| known.1)
    }

    /// Its Chinese name, in simplified characters.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        Self::NAMES.iter().find(|known| known.0 == self).map_or("金额", |known| known.2)
    }

    /// The kind with this English or Chinese name, in either script.
    #[must_use]
    pub fn from_name(name: &str) -> Option<FigureKind> {
        let folded = fold(name);
        Self::NAMES.iter().find(|known| known.1 == folded || known.2 == folded).map(|known| known.0)
    }

    /// The kind of facts that it names.
    #[must_use]
    pub fn of_facts(self) -> facts::Kind {
        match self {
            FigureKind::Amount => facts::Kind::Money,
            FigureKind::Percent => facts::Kind::Percent,
            FigureKind::Bp => facts::Kind::Bp,
            FigureKind::Count => facts::Kind::Count,
            FigureKind::Date => facts::Kind::Date,
        }
    }

    /// The kind that names facts of `kind`; none for those that no condition can be put on.
    #[must_use]
    pub fn with_facts(kind: facts::Kind) -> Option<FigureKind> {
        Self::NAMES.iter().map(|known| known.0).find(|known| known.of_facts() == kind)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_fields() {
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!(row.field as usize, at, "{}", row.en);
            assert_eq!(row.facet, Field::FACETS.contains(&row.field), "{}", row.en);
            for name in [row.en, row.zh] {
                assert_eq!(Field::from_name(name), Some(row.field));
            }
            assert_eq!(serde_json::to_string(&row.field).unwrap(), format!("\"{}\"", row.en));
        }
    }

    #[test]
    fn filters_are_read_in_both_languages() {
        let both = Filter { field: Field::City, values: vec!["寧波".to_owned(), "台州".to_owned()] };
        assert_eq!("city:寧波,台州".parse::<Filter>().unwrap(), both);
        assert_eq!("城市：寧波、台州".parse::<Filter>().unwrap(), both);
        for wrong in ["city", "city:", "colour:red", ":x", ""] {
            assert!(wrong.parse::<Filter>().is_err(), "{wrong}");
        }
    }
}
