//! What the labelled lines of a page say: `发文字号：国发〔2019〕5号`.

use super::super::Metadata;
use crate::text::date::{self, Setting};
use crate::text::fold_char;
use crate::text::label::{self, Closing, Field};

/// The labels of a line with their values; empty unless the line begins with a label. A value may be empty.
pub(super) fn pairs(line: &str) -> Vec<(Field, &str)> {
    label::pairs(line, Closing::Marked)
}

/// Whether `text` can be what a label on the line before it announces.
pub(super) fn can_be_value(field: Field, text: &str) -> bool {
    match field {
        Field::Number | Field::Title | Field::Issuer => true,
        Field::Issued | Field::Published => date(text).is_some(),
        Field::Url => text.starts_with("http"),
        // Of an empty list of keywords, say, there is no value on the next line: that may be the title.
        Field::Keywords | Field::Other => false,
    }
}

/// Enters a labelled value, unless one is there already. What a page that no script has filled says is nothing.
pub(super) fn enter(meta: &mut Metadata, field: Field, value: &str) {
    let value = Some(value).filter(|value| !label::is_nothing(value) && !label::is_placeholder(value));
    let (slot, value) = match field {
        Field::Number => (&mut meta.number, value.map(str::to_owned)),
        Field::Title => (&mut meta.title, value.map(str::to_owned)),
        Field::Issuer => (&mut meta.issuer, value.map(str::to_owned)),
        Field::Issued => (&mut meta.issued, value.and_then(date)),
        Field::Published => (&mut meta.published, value.and_then(date)),
        Field::Url => (&mut meta.url, value.map(str::to_owned)),
        Field::Keywords | Field::Other => return,
    };
    if slot.is_none() {
        *slot = value;
    }
}

/// The first date in `text` as `YYYY-MM-DD`.
pub(super) fn date(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().map(fold_char).collect();
    date::days(chars.as_slice(), Setting::Field).next().map(|(_, day)| day.to_string())
}
