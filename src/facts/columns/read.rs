//! A file of columns, line by line.

use std::collections::HashMap;

use super::{Column, ColumnKind, Columns, Set, Way, Word};
use crate::error::{BadVocabulary, Error, Result, VocabularyFault};
use crate::facts::{Bound, Direction, Purpose};
use crate::text::fold_char;

/// What a row has beside its columns.
const RESERVED: [&str; 10] =
    ["case", "notice", "id", "tier", "number", "title", "notice_title", "notice_number", "issuer", "year"];

/// The columns of the file, in the order of [`Cells`].
const HEADER: [&str; 13] =
    ["set", "column", "zh", "en", "kind", "purpose", "words", "near", "unless", "until", "direction", "bound", "key"];

/// Where each column of the file is.
struct Header([Option<usize>; HEADER.len()]);

/// The cells of a line.
struct Cells<'t> {
    line: usize,
    header: &'t Header,
    cells: Vec<&'t str>,
}

impl<'t> Cells<'t> {
    fn get(&self, name: &str) -> &'t str {
        self.place(name).and_then(|at| self.cells.get(at).copied()).unwrap_or("")
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.header.0[HEADER.iter().position(|known| *known == name)?]
    }

    fn parts(&self, name: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        self.get(name).split(|c| fold_char(c) == '|').map(str::trim).filter(|part| !part.is_empty())
    }

    fn words(&self, name: &str) -> Vec<Word> {
        self.parts(name).map(Word::new).collect()
    }

    fn bad(&self, name: &str, fault: VocabularyFault) -> Error {
        bad(self.line, self.place(name).unwrap_or(0) + 1, fault)
    }

    /// Each part of a cell as one of `known`.
    fn among<T: Copy>(&self, name: &'static str, known: &[(&'static str, T)]) -> Result<Vec<T>> {
        let one = |part: &str| {
            let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(part)).map(|(_, value)| *value);
            found.ok_or_else(|| {
                let known = known.iter().map(|(name, _)| *name).collect();
                self.bad(name, VocabularyFault::UnknownValue { column: name, value: part.to_owned(), known })
            })
        };
        self.parts(name).map(one).collect()
    }
}

pub(super) fn read(tsv: &str) -> Result<Columns> {
    let mut header = None;
    let mut lines: Vec<(usize, Vec<&str>)> = Vec::new();
    for (at, line) in tsv.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let cells: Vec<&str> = line.split('\t').map(unquoted).collect();
        if cells.first().is_some_and(|first| first.starts_with('#')) || cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        match header {
            None => header = Some(heads(at + 1, line, &cells)?),
            Some(_) => lines.push((at + 1, cells)),
        }
    }
    let Some(header) = header.filter(|_| !lines.is_empty()) else {
        return Err(bad(1, 1, VocabularyFault::NoColumns));
    };
    let lines: Vec<Cells<'_>> = lines.into_iter().map(|(line, cells)| Cells { line, header: &header, cells }).collect();
    let mut columns = Columns::default();
    for cells in &lines {
        if cells.get("kind") == "set" {
            let name = cells.get("set").to_owned();
            if name.is_empty() {
                return Err(cells.bad("set", VocabularyFault::EmptyValue));
            }
            let or = |text: &str| if text.is_empty() { name.clone() } else { text.to_owned() };
            columns.sets.push(Set { zh: or(cells.get("zh")), en: or(cells.get("en")), name });
        }
    }
    let mut known: HashMap<&str, usize> = HashMap::new();
    for cells in lines.iter().filter(|cells| cells.get("kind") != "set") {
        let name = cells.get("column");
        if let Some(&first) = known.get(name) {
            return Err(cells.bad("column", VocabularyFault::Twice { name: name.to_owned(), line: first }));
        }
        known.insert(name, cells.line);
        let column = column(cells, &mut columns.sets)?;
        columns.all.push(column);
    }
    match columns.all.is_empty() {
        true => Err(bad(1, 1, VocabularyFault::NoColumns)),
        false => Ok(columns),
    }
}

fn heads(number: usize, line: &str, cells: &[&str]) -> Result<Header> {
    let find = |name: &str| cells.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    for name in ["column", "kind"] {
        if find(name).is_none() {
            let commas = line.contains(',') && !line.contains('\t');
            return Err(bad(number, 1, VocabularyFault::NoColumn { name, commas }));
        }
    }
    if let Some(at) = cells.iter().position(|cell| !HEADER.iter().any(|name| cell.eq_ignore_ascii_case(name))) {
        let (value, known) = (cells[at].to_owned(), HEADER.to_vec());
        return Err(bad(number, at + 1, VocabularyFault::UnknownValue { column: "header", value, known }));
    }
    Ok(Header(HEADER.map(find)))
}

fn column(cells: &Cells<'_>, sets: &mut Vec<Set>) -> Result<Column> {
    let name = cells.get("column");
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(plain) || RESERVED.contains(&name) {
        return Err(cells.bad("column", VocabularyFault::BadName { name: name.to_owned(), taken: RESERVED.to_vec() }));
    }
    let kinds: Vec<(&'static str, ColumnKind)> = ColumnKind::all().map(|kind| (kind.name(), kind)).collect();
    let kinds = cells.among("kind", &kinds)?;
    if kinds.is_empty() {
        return Err(cells.bad("kind", VocabularyFault::EmptyValue));
    }
    let mut of_sets = Vec::new();
    for set in cells.parts("set").map(str::to_owned).chain(cells.get("set").is_empty().then(String::new)) {
        let at = sets.iter().position(|known| known.name == set).unwrap_or_else(|| {
            sets.push(Set { zh: set.clone(), en: set.clone(), name: set });
            sets.len() - 1
        });
        of_sets.push(at);
    }
    let needs_words = kinds.iter().any(|kind| matches!(kind, ColumnKind::Phrase | ColumnKind::After));
    let words = cells.words("words");
    if needs_words && words.is_empty() {
        return Err(cells.bad("words", VocabularyFault::EmptyValue));
    }
    let purposes = Purpose::ALL.map(|purpose| (purpose.name(), purpose));
    let ways = [("up", Way::Goes(Direction::Up)), ("down", Way::Goes(Direction::Down)), ("level", Way::Level)];
    let zh = Some(cells.get("zh")).filter(|text| !text.is_empty()).unwrap_or(name).to_owned();
    let en = Some(cells.get("en")).filter(|text| !text.is_empty()).unwrap_or(name).to_owned();
    Ok(Column {
        name: name.to_owned(),
        zh,
        en,
        kinds,
        sets: of_sets,
        key: !cells.among("key", &[("yes", ()), ("no", ())])?.is_empty()
            && cells.get("key").eq_ignore_ascii_case("yes"),
        purposes: cells.among("purpose", &purposes)?,
        words,
        near: cells.words("near"),
        unless: cells.words("unless"),
        until: cells.words("until"),
        way: cells.among("direction", &ways)?.first().copied(),
        bounds: cells.among("bound", &Bound::ALL.map(|bound| (bound.name(), bound)))?,
    })
}

/// A cell without blanks around it and without the quotation marks that spreadsheets add.
fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell).trim()
}

fn bad(line: usize, column: usize, fault: VocabularyFault) -> Error {
    Error::Columns(Box::new(BadVocabulary { path: None, line, column, fault }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_bad_line_is_named() {
        let head = "column\tzh\tkind\twords";
        for (tsv, line, column) in [
            ("", 1, 1),
            ("column,kind", 1, 1),
            ("column\tkind\tcolour\na\tmoney\t1", 1, 3),
            (&*format!("{head}\na\t甲\tmonney\t"), 2, 3),
            (&*format!("{head}\n# 注\na\t甲\tmoney\na\t乙\tcount"), 4, 1),
            (&*format!("{head}\ncase\t甲\tmoney"), 2, 1),
            (&*format!("{head}\n金额\t甲\tmoney"), 2, 1),
            (&*format!("{head}\na\t甲\tphrase\t"), 2, 4),
        ] {
            let Err(Error::Columns(bad)) = read(tsv) else { panic!("{tsv}") };
            assert_eq!((bad.line, bad.column), (line, column), "{tsv}");
        }
        let columns = read(&format!("{head}\na\t甲\tmoney|percent\t罚款")).unwrap();
        assert_eq!((columns.all.len(), columns.sets.len()), (1, 1));
    }
}
