//! What a comparison reads of a case: its record and its searched passages.

use tantivy::{DocAddress, Term};

use super::super::engine::Engine;
use super::super::response::CaseInfo;
use crate::error::Result;
use crate::index::{CaseRecord, Record, key};

/// A case, or a text that is compared with cases.
#[derive(Debug, Clone, Default)]
pub(super) struct Material {
    case: Option<CaseRecord>,
    /// Its passages of running text and its headings, in their order.
    pub(super) passages: Vec<Part>,
}

/// A passage.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Where it lies in the index; none for a text.
    pub(super) address: Option<DocAddress>,
    /// Its id; empty for a text.
    pub(super) id: String,
    pub(super) text: String,
}

impl Material {
    pub(super) fn of_case(engine: &Engine, case: CaseRecord) -> Result<Material> {
        let term = Term::from_field_u64(engine.index().fields().case, key(&case.id));
        let mut passages = Vec::new();
        for address in engine.passages(term)? {
            if let Record::Passage(passage) = engine.index().record(address)?
                && passage.role().is_searched()
            {
                passages.push(Part { address: Some(address), id: passage.id, text: passage.text });
            }
        }
        Ok(Material { case: Some(case), passages })
    }

    pub(super) fn of_text(text: &str) -> Material {
        let passages = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| Part { address: None, id: String::new(), text: line.to_owned() })
            .collect();
        Material { case: None, passages }
    }

    pub(super) fn record(&self) -> Option<&CaseRecord> {
        self.case.as_ref()
    }

    pub(super) fn id(&self) -> &str {
        self.case.as_ref().map_or("", |case| &case.id)
    }

    pub(super) fn info(&self) -> Option<CaseInfo> {
        self.case.as_ref().map(CaseInfo::from)
    }

    /// Its passages in the index, sorted.
    pub(super) fn addresses(&self) -> Vec<DocAddress> {
        let mut out: Vec<DocAddress> = self.passages.iter().filter_map(|passage| passage.address).collect();
        out.sort_unstable();
        out
    }

    /// The passage at `address`.
    pub(super) fn at(&self, address: DocAddress) -> Option<&Part> {
        self.passages.iter().find(|passage| passage.address == Some(address))
    }
}
