//! Where in a file something stands: page, paragraph, slide, row and cell of a sheet.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where in a file something stands, when bytes of the file say nothing. Counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The page of a PDF or an OFD.
    Page(u32),
    /// The paragraph of a document or of a saved page: paragraphs with text, rows of tables, lines of a cell.
    Paragraph(u32),
    /// The slide of a presentation.
    Slide(u32),
    /// The row of a sheet of a workbook.
    Row {
        /// The name of the sheet.
        sheet: Arc<str>,
        /// The row.
        row: u32,
        /// The column, where one cell is meant.
        column: Option<u32>,
    },
}

/// A place in JSON: an object that has what is known, such as `{"page": 3}` or `{"sheet": "附表", "row": 5, "cell": "C5"}`.
#[derive(Serialize, Deserialize)]
struct Told {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slide: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

/// A place as an index keeps it: what is counted, the numbers, and the sheet.
type Kept = (u8, u32, u32, String);

impl Place {
    /// The cell of a table in a sheet, whose rows and columns are those of the sheet; any other place as it is.
    #[must_use]
    pub fn in_cell(&self, row: u32, column: u32) -> Place {
        match self {
            Place::Row { sheet, .. } => Place::Row { sheet: Arc::clone(sheet), row, column: Some(column) },
            place => place.clone(),
        }
    }

    /// What a sheet calls a cell: `C5` is in the third column and the fifth row.
    #[must_use]
    pub fn cell(&self) -> Option<String> {
        let Place::Row { row, column: Some(column), .. } = self else { return None };
        let mut letters = Vec::new();
        let mut rest = *column;
        while let Some(digit) = rest.checked_sub(1) {
            // The remainder of a division by 26 fits.
            letters.push(char::from(b'A' + (digit % 26) as u8));
            rest = digit / 26;
        }
        letters.reverse();
        Some(letters.into_iter().chain(row.to_string().chars()).collect())
    }
}

/// The column of a cell that is called so.
fn column(cell: &str) -> Option<u32> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
    letters
        .map(|letter| u32::from(letter - b'A') + 1)
        .try_fold(0_u32, |sum, digit| sum.checked_mul(26)?.checked_add(digit))
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            let kept: Kept = match self {
                Place::Page(n) => (0, *n, 0, String::new()),
                Place::Paragraph(n) => (1, *n, 0, String::new()),
                Place::Slide(n) => (2, *n, 0, String::new()),
                Place::Row { sheet, row, column } => (3, *row, column.unwrap_or(0), sheet.to_string()),
            };
            return kept.serialize(serializer);
        }
        let nothing = Told { page: None, paragraph: None, slide: None, sheet: None, row: None, cell: None };
        let told = match self {
            Place::Page(n) => Told { page: Some(*n), ..nothing },
            Place::Paragraph(n) => Told { paragraph: Some(*n), ..nothing },
            Place::Slide(n) => Told { slide: Some(*n), ..nothing },
            Place::Row { sheet, row, .. } => {
                Told { sheet: Some(sheet.to_string()), row: Some(*row), cell: self.cell(), ..nothing }
            }
        };
        told.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        let none = || D::Error::custom("no place");
        if !deserializer.is_human_readable() {
            let (kind, number, column, sheet) = Kept::deserialize(deserializer)?;
            return match kind {
                0 => Ok(Place::Page(number)),
                1 => Ok(Place::Paragraph(number)),
                2 => Ok(Place::Slide(number)),
                3 => Ok(Place::Row { sheet: sheet.into(), row: number, column: Some(column).filter(|&n| n > 0) }),
                _ => Err(none()),
            };
        }
        let told = Told::deserialize(deserializer)?;
        match told {
            Told { page: Some(n), .. } => Ok(Place::Page(n)),
            Told { paragraph: Some(n), .. } => Ok(Place::Paragraph(n)),
            Told { slide: Some(n), .. } => Ok(Place::Slide(n)),
            Told { sheet: Some(sheet), row: Some(row), cell, .. } => {
                Ok(Place::Row { sheet: sheet.into(), row, column: cell.as_deref().and_then(column) })
            }
            _ => Err(none()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn columns_have_letters() {
        for (number, name) in
            [(1, "A5"), (26, "Z5"), (27, "AA5"), (52, "AZ5"), (702, "ZZ5"), (703, "AAA5"), (16384, "XFD5")]
        {
            let place = Place::Row { sheet: "附表".into(), row: 5, column: Some(number) };
            assert_eq!(place.cell().as_deref(), Some(name));
            assert_eq!(column(name), Some(number));
        }
        assert_eq!(column(&"Z".repeat(40)), None);
    }

    #[test]
    fn every_place_comes_back() {
        let row = |column| Place::Row { sheet: "附表".into(), row: 5, column };
        for (place, json) in [
            (Place::Page(3), r#"{"page":3}"#),
            (Place::Paragraph(3), r#"{"paragraph":3}"#),
            (Place::Slide(3), r#"{"slide":3}"#),
            (row(None), r#"{"sheet":"附表","row":5}"#),
            (row(Some(3)), r#"{"sheet":"附表","row":5,"cell":"C5"}"#),
        ] {
            assert_eq!(serde_json::to_string(&place).unwrap(), json);
            assert_eq!(serde_json::from_str::<Place>(json).unwrap(), place);
            assert_eq!(postcard::from_bytes::<Place>(&postcard::to_stdvec(&place).unwrap()).unwrap(), place);
        }
        assert!(serde_json::from_str::<Place>("{}").is_err());
    }
}
