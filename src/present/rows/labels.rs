//! Words of ours in a cell: their names for programs, and what they are called in Chinese.

use super::Cell;
use crate::api::draft::Verdict;
use crate::api::similar::{DifferenceKind, ReasonKind, RowKind};
use crate::api::timeline::DateOf;
use crate::api::{Choices, Field};
use crate::error::Lang;
use crate::facts::{Bound, Direction, Kind, Level, Purpose};
use crate::ingest::FindingKind;
use crate::notice::Role;
use crate::present::wording::{difference_label, reason_label, role_name, row_label, rule_name, status_name};
use crate::text::{Rule, Status};

/// Something that has a name and is called something in Chinese.
pub(super) trait Word {
    fn word(self) -> Cell;
}

/// The label of a value that people may choose.
fn chosen<T: Choices>(value: T) -> Cell {
    T::CHOICES
        .iter()
        .find(|choice| choice.value == value)
        .map_or(Cell::Empty, |choice| Cell::Word(choice.name, choice.zh))
}

macro_rules! words {
    ($($type:ty: $value:ident => $name:expr, $zh:expr;)+) => {
        $(impl Word for $type {
            fn word(self) -> Cell {
                let $value = self;
                Cell::Word($name, $zh)
            }
        })+
    };
}

words! {
    Role: role => role.name(), role_name(role, Lang::Zh);
    ReasonKind: kind => kind.name(), reason_label(kind, Lang::Zh);
    DifferenceKind: kind => kind.name(), difference_label(kind, Lang::Zh);
    RowKind: kind => kind.name(), row_label(kind, Lang::Zh);
    Rule: rule => rule.name(), rule_name(rule, Lang::Zh);
    Status: status => status.name(), status_name(status, Lang::Zh);
    Verdict: verdict => verdict.name(), verdict.label();
    Field: field => field.name(), field.name_zh();
    Bound: bound => bound.name(), match bound {
        Bound::Exact => "确数",
        other => crate::messages::bound(other, Lang::Zh),
    };
    Direction: direction => direction.name(), match direction {
        Direction::Up => "上升",
        Direction::Down => "下降",
    };
    DateOf: of => match of {
        DateOf::Sentence => "sentence",
        DateOf::Notice => "notice",
    }, match of {
        DateOf::Sentence => "原句",
        DateOf::Notice => "通知",
    };
    FindingKind: kind => kind.name(), match kind {
        FindingKind::Repair { .. } => "修复",
        FindingKind::Unrepaired => "未能修复",
        FindingKind::Oddity => "原文异常",
        FindingKind::Boilerplate => "网页套话",
        FindingKind::Foreign => "无关内容",
    };
    bool: yes => if yes { "true" } else { "false" }, if yes { "是" } else { "否" };
}

macro_rules! choices {
    ($($type:ty),+) => {
        $(impl Word for $type {
            fn word(self) -> Cell {
                chosen(self)
            }
        })+
    };
}

choices!(Kind, Purpose, Level);

impl<T: Word> Word for Option<T> {
    fn word(self) -> Cell {
        self.map_or(Cell::Empty, Word::word)
    }
}
