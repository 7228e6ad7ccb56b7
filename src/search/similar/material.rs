//! What a comparison reads of a case: its record and its searched passages.

use std::sync::OnceLock;

use tantivy::{DocAddress, Term};

use super::super::engine::Engine;
use super::super::response::CaseInfo;
use super::quote::Thing;
use crate::error::Result;
use crate::index::{CaseRecord, Record, key};
use crate::lexicon::{Script, TagKind};
use crate::text::fold;

/// A case, or a text that is compared with cases.
#[derive(Debug, Clone, Default)]
pub(super) struct Material {
    case: Option<CaseRecord>,
    /// Its passages of running text and its headings, in their order.
    pub(super) passages: Vec<Part>,
    /// What it is written in.
    script: Script,
    /// What it has of the vocabulary, once that was asked for.
    pub(super) things: OnceLock<Vec<(TagKind, Thing)>>,
}

/// A passage.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Where it lies in the index; none for a text.
    pub(super) address: Option<DocAddress>,
    /// Its id; empty for a text.
    pub(super) id: String,
    pub(super) text: String,
    folded: OnceLock<String>,
}

impl Part {
    fn new(address: Option<DocAddress>, id: String, text: String) -> Part {
        Part { address, id, text, folded: OnceLock::new() }
    }

    /// The text as it is compared.
    pub(super) fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold(&self.text))
    }
}

impl Material {
    pub(super) fn of_case(engine: &Engine, case: CaseRecord) -> Result<Material> {
        let term = Term::from_field_u64(engine.index().fields().case, key(&case.id));
        let mut passages = Vec::new();
        for address in engine.passages(term)? {
            if let Record::Passage(passage) = engine.index().record(address)?
                && passage.role().is_searched()
            {
                passages.push(Part::new(Some(address), passage.id, passage.text));
            }
        }
        Ok(Material::new(Some(case), passages))
    }

    pub(super) fn of_text(text: &str) -> Material {
        let passages = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| Part::new(None, String::new(), line.to_owned()))
            .collect();
        Material::new(None, passages)
    }

    fn new(case: Option<CaseRecord>, passages: Vec<Part>) -> Material {
        // One passage tells; a few more do no harm where it is short.
        let sample: String = passages.iter().take(4).map(|passage| passage.text.as_str()).collect();
        Material { case, passages, script: Script::of(&sample), things: OnceLock::new() }
    }

    /// `name`, which the vocabulary has in simplified characters, as the case writes it: in its own characters where it
    /// stands there, else in its script.
    pub(super) fn named(&self, name: &str) -> String {
        surface(self, &fold(name)).unwrap_or_else(|| self.script.convert(name))
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

/// `folded` as a passage of the case writes it.
pub(super) fn surface(material: &Material, folded: &str) -> Option<String> {
    material.passages.iter().find_map(|passage| {
        let text = passage.folded();
        let at = text.find(folded)?;
        let skip = text[..at].chars().count();
        Some(passage.text.chars().skip(skip).take(folded.chars().count()).collect())
    })
}
