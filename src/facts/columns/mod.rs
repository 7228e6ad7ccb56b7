//! The columns of the table of cases as data: what each takes of a passage, in which sets it is, how it is headed.
//!
//! `data/columns.tsv` has the columns of the program, and says what a line means; a file of the user's own has the same
//! form. A fact belongs to one column of a set: to the first whose noun or purpose fits, else to the first whose clause
//! fits, else to the first that asks for neither.

mod read;
mod rule;
mod said;

pub use rule::Facts;
pub use said::{Said, said};

use std::sync::LazyLock;

use super::{Bound, Direction, Kind, Purpose};
use crate::error::Result;
use crate::lexicon::TagKind;
use crate::text::fold;

static BUILTIN_TSV: &str = include_str!("../../../data/columns.tsv");

static BUILTIN: LazyLock<Columns> =
    LazyLock::new(|| Columns::from_tsv(BUILTIN_TSV).unwrap_or_else(|_| Columns::default()));

/// A part of the place of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlacePart {
    /// 省份.
    Province,
    /// 城市.
    City,
    /// 縣區.
    County,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Facts.
    Fact(Kind),
    /// Things of the vocabulary.
    Term(TagKind),
    /// The place of the case.
    Place(PlacePart),
    /// 《…法》第…条.
    Law,
    /// （2023）浙01民终1号.
    CaseNumber,
    /// The characters that end in a word: …法院, …纠纷.
    Phrase,
    /// What stands behind a word at the beginning of a clause.
    After,
}

impl ColumnKind {
    /// The kind's name in a file of columns.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ColumnKind::Fact(kind) => kind.name(),
            ColumnKind::Term(kind) => kind.name(),
            ColumnKind::Place(PlacePart::Province) => "province",
            ColumnKind::Place(PlacePart::City) => "city",
            ColumnKind::Place(PlacePart::County) => "county",
            ColumnKind::Law => "law",
            ColumnKind::CaseNumber => "case-number",
            ColumnKind::Phrase => "phrase",
            ColumnKind::After => "after",
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = ColumnKind> {
        let places = [PlacePart::Province, PlacePart::City, PlacePart::County];
        let others = [ColumnKind::Law, ColumnKind::CaseNumber, ColumnKind::Phrase, ColumnKind::After];
        let facts = Kind::ALL.into_iter().map(ColumnKind::Fact);
        let terms = TagKind::ALL.into_iter().map(ColumnKind::Term);
        facts.chain(terms).chain(places.map(ColumnKind::Place)).chain(others)
    }
}

/// A word of a rule, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// It stands somewhere.
    Within(String),
    /// It stands at the end.
    Ends(String),
    /// It stands at the beginning.
    Begins(String),
    /// It stands in the sentence.
    Around(String),
}

impl Word {
    fn new(text: &str) -> Word {
        if let Some(around) = text.strip_prefix('~') {
            return Word::Around(fold(around));
        }
        match (text.strip_prefix('…'), text.strip_suffix('…')) {
            (Some(end), _) => Word::Ends(fold(end)),
            (None, Some(start)) => Word::Begins(fold(start)),
            (None, None) => Word::Within(fold(text)),
        }
    }

    fn text(&self) -> &str {
        match self {
            Word::Within(text) | Word::Ends(text) | Word::Begins(text) | Word::Around(text) => text,
        }
    }

    fn fits(&self, folded: &str) -> bool {
        match self {
            Word::Within(text) => folded.contains(text.as_str()),
            Word::Ends(text) => folded.ends_with(text.as_str()),
            Word::Begins(text) => folded.starts_with(text.as_str()),
            Word::Around(_) => false,
        }
    }

    /// Whether it fits a clause of this sentence.
    fn fits_in(&self, folded: &str, sentence: &str) -> bool {
        match self {
            Word::Around(text) => sentence.contains(text.as_str()),
            word => word.fits(folded),
        }
    }
}

/// Which way the figures of a column go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Goes(Direction),
    Level,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in JSON and CSV.
    pub name: String,
    /// Its heading in Chinese.
    pub zh: String,
    /// Its heading in English.
    pub en: String,
    /// What stands in it; at least one.
    pub kinds: Vec<ColumnKind>,
    /// The sets that have it, as places in [`Columns::sets`]; at least one.
    pub sets: Vec<usize>,
    /// Whether it tells which set fits.
    pub key: bool,
    purposes: Vec<Purpose>,
    words: Vec<Word>,
    near: Vec<Word>,
    unless: Vec<Word>,
    until: Vec<Word>,
    way: Option<Way>,
    bounds: Vec<Bound>,
}

impl Column {
    /// The one kind of fact that it has; none where it has others or several.
    #[must_use]
    pub fn fact(&self) -> Option<Kind> {
        match self.kinds[..] {
            [ColumnKind::Fact(kind)] => Some(kind),
            _ => None,
        }
    }

    /// The part of the place that stands in it.
    #[must_use]
    pub fn place(&self) -> Option<PlacePart> {
        self.kinds.iter().find_map(|kind| match kind {
            ColumnKind::Place(part) => Some(*part),
            _ => None,
        })
    }

    /// Which way all of its figures go.
    #[must_use]
    pub fn direction(&self) -> Option<Direction> {
        match self.way {
            Some(Way::Goes(direction)) => Some(direction),
            Some(Way::Level) | None => None,
        }
    }

    /// Whether it has a thing of this kind and name.
    #[must_use]
    pub fn takes_term(&self, kind: TagKind, value: &str) -> bool {
        if !self.kinds.contains(&ColumnKind::Term(kind)) {
            return false;
        }
        let value = fold(value);
        let fits = |words: &[Word]| words.iter().any(|word| word.fits(&value));
        (self.words.is_empty() || fits(&self.words)) && !fits(&self.unless)
    }

    /// Whether `name` is one of its names, in either script.
    fn is_called(&self, folded: &str) -> bool {
        fold(&self.name) == folded || fold(&self.zh) == folded
    }
}

/// Columns that go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Its name; empty for a file without sets.
    pub name: String,
    /// Its heading in Chinese.
    pub zh: String,
    /// Its heading in English.
    pub en: String,
}

/// A table of columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// All of them, in their order.
    pub all: Vec<Column>,
    /// The sets, in their order.
    pub sets: Vec<Set>,
}

/// Which columns of a table are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The columns that are shown, as places in [`Columns::all`].
    pub shown: Vec<usize>,
    /// The sets within which a fact has one column.
    pub sets: Vec<usize>,
}

impl Columns {
    /// The columns in the program.
    #[must_use]
    pub fn builtin() -> &'static Columns {
        &BUILTIN
    }

    /// The columns in the program as a table, to be edited.
    #[must_use]
    pub fn builtin_tsv() -> &'static str {
        BUILTIN_TSV
    }

    /// Reads columns from a tab-separated table; see `data/columns.tsv`.
    ///
    /// # Errors
    ///
    /// [`Error::Columns`](crate::error::Error::Columns) with line and column.
    pub fn from_tsv(tsv: &str) -> Result<Columns> {
        read::read(tsv)
    }

    /// The columns of a set.
    #[must_use]
    pub fn of_set(&self, set: usize) -> Chosen {
        let shown = self.all.iter().enumerate().filter(|(_, column)| column.sets.contains(&set));
        Chosen { shown: shown.map(|(at, _)| at).collect(), sets: vec![set] }
    }

    /// The columns, and the columns of the sets, that are called `names`, in this order; the first of these that is no name.
    ///
    /// # Errors
    ///
    /// The name that nothing has.
    pub fn called<'n>(&self, names: &'n [String]) -> std::result::Result<Chosen, &'n str> {
        let mut chosen = Chosen { shown: Vec::new(), sets: Vec::new() };
        for name in names {
            let folded = fold(name.trim());
            let is_set = |set: &Set| fold(&set.name) == folded || fold(&set.zh) == folded || fold(&set.en) == folded;
            let (shown, set) = if let Some(set) = self.sets.iter().position(is_set) {
                (self.of_set(set).shown, Some(set))
            } else if let Some(at) = self.all.iter().position(|column| column.is_called(&folded)) {
                // A set that is asked for already has it as well as its own.
                let known = self.all[at].sets.iter().any(|set| chosen.sets.contains(set));
                (vec![at], self.all[at].sets.first().copied().filter(|_| !known))
            } else {
                return Err(name);
            };
            chosen.sets.extend(set.filter(|set| !chosen.sets.contains(set)));
            for at in shown {
                if !chosen.shown.contains(&at) {
                    chosen.shown.push(at);
                }
            }
        }
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::facts::extract;

    #[test]
    fn the_table_of_the_program_is_whole() {
        let columns = Columns::from_tsv(BUILTIN_TSV).unwrap();
        assert_eq!(columns.sets.len(), 6);
        for set in 0..columns.sets.len() {
            assert!(columns.of_set(set).shown.iter().any(|&at| columns.all[at].key), "{:?}", columns.sets[set]);
        }
    }

    /// The names of the columns of a set that the facts of `text` are in.
    #[track_caller]
    fn check(set: &str, text: &str, expected: &str) {
        let columns = Columns::builtin();
        let set = columns.sets.iter().position(|known| known.name == set).unwrap();
        let found = extract(text);
        let mut facts = Facts::new(text, &found);
        let of = |(at, fact): (usize, &crate::facts::Fact)| {
            let column = facts.column(at, columns, set)?;
            Some(format!("{} {}", columns.all[column].name, fact.text))
        };
        let got: Vec<String> = found.iter().enumerate().filter_map(of).collect();
        assert_eq!(got.join("; "), expected, "{text}");
    }

    #[test]
    fn what_a_column_says_is_what_the_text_says() {
        check("finance", "節約融資成本近800萬元", "saved 近800萬元");
        check("finance", "貸款利率低於同類信貸利率50個BP", "rate_cut 50個BP");
        check("finance", "對貸款本金20%給予財政補償", "loss_share 20%");
        check("finance", "按年度保費的50%予以補助", "subsidy_rate 50%");
        check("finance", "按照4:4:2的比例承擔代償風險", "loss_share 4:4:2");
        check("finance", "獲得質押融資1.33億元", "pledge 1.33億元");
        check("finance", "質押登記金額達9.2億元", "pledge 9.2億元");
        check("finance", "實現專利質押貸款2億元", "pledge 2億元");
        check("finance", "質押額同比增長55%", "growth 55%");
        check("penalty", "没收违法所得3.5万元，并处罚款20万元", "confiscated 3.5万元; fine 20万元");
        check("penalty", "货值金额为12.6万元。", "goods_value 12.6万元");
        check("penalty", "罚没款合计30万元", "penalty_total 30万元");
        check(
            "court",
            "判处有期徒刑三年六个月，缓刑四年，并处罚金五万元",
            "sentence 三年六个月; probation 四年; criminal_fine 五万元",
        );
        check("court", "判令被告赔偿经济损失及合理开支共计50万元", "damages 50万元");
        check("court", "原告请求赔偿100万元", "claimed 100万元");
        check("court", "请求判令：1、被告归还借款50000元", "claimed 50000元");
        check("court", "被告愿意每天承担500元违约金", "other_amounts_at_issue 500元");
        check("court", "今借到李某1人民币叁拾万元", "other_amounts_at_issue 叁拾万元");
        check("court", "可能判处一年以下有期徒刑或者宣告缓刑的", "sentence 一年以下");
        check("subsidy", "按实际保费的60%给予补贴，每家企业最高不超过20万元", "standard 60%; cap 最高不超过20万元");
        check("subsidy", "贴息期限不超过3年", "term 不超过3年");
        check("subsidy", "矿长受到开除留用2年处分", "");
        check("subsidy", "地方性团体应有5万元以上资金", "condition_amounts 5万元以上");
        check("subsidy", "全年安排专项资金500万元", "budget 500万元");
        check(
            "subsidy",
            "小型微利企业年应纳税所得额不超过一百万元的部分，减按百分之二十五计入",
            "condition_amounts 不超过一百万元",
        );
        check("subsidy", "可对单户担保金额500万元及以下的业务给予担保费补贴", "condition_amounts 500万元及以下");
        check("subsidy", "超过100人的企业可以申请", "");
        check("business", "顶岗实习时间一般为6个月", "");
        check("data", "数据产品交易额达3.2亿元", "data_trade 3.2亿元");
        check(
            "business",
            "审批时限由30天压缩至7天，材料由12份减至3份",
            "time_limit 30天; time_limit 7天; documents 12份; documents 3份",
        );
    }

    #[test]
    fn columns_are_called_by_name() {
        let columns = Columns::builtin();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let chosen = columns.called(&names(&["罰款", "law"])).unwrap();
        assert_eq!(chosen.shown.len(), 2);
        assert_eq!(columns.called(&names(&["fine", "nothing"])), Err("nothing"));
        assert!(columns.called(&names(&["行政处罚"])).unwrap().shown.len() > 5);
    }
}
