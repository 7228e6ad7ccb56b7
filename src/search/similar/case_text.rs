//! What a comparison reads of a case: its record and its searched passages.

use std::sync::OnceLock;

use super::super::engine::Engine;
use super::super::infos::Infos;
use super::quote::Thing;
use crate::api::{CaseInfo, NoticeInfo};
use crate::error::Result;
use crate::facts::Headed;
use crate::index::{CaseRecord, CellRecord, PassageRecord};
use crate::lexicon::TagKind;
use crate::notice::Role;
use crate::text::{Script, fold};

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
    /// Its id; empty for a text.
    pub(super) id: String,
    pub(super) text: String,
    /// The section it stands in.
    pub(super) section: Option<String>,
    /// Whether it is nothing but the name of a section. That tells how cases of a genre are laid out, and nothing of
    /// what one of them is about.
    pub(super) names_section: bool,
    /// The cells of tables in it.
    cells: Vec<CellRecord>,
    folded: OnceLock<String>,
}

/// What stands beside the name of a section in its heading, in bytes: a number, brackets, a colon.
const NUMBERING: usize = 16;

impl Part {
    fn of_case(passage: PassageRecord) -> Part {
        let names = |section: &str| passage.text.contains(section) && passage.text.len() <= section.len() + NUMBERING;
        let names_section = passage.role() == Role::Heading && passage.section.as_deref().is_some_and(names);
        let cells = passage.cells;
        Part { names_section, cells, ..Part::of_text(passage.id, passage.section, passage.text) }
    }

    fn of_text(id: String, section: Option<String>, text: String) -> Part {
        Part { id, text, section, names_section: false, cells: Vec::new(), folded: OnceLock::new() }
    }

    /// Its cells, as its facts are read.
    pub(super) fn headed(&self) -> Vec<Headed<'_>> {
        self.cells.iter().map(CellRecord::headed).collect()
    }

    /// The text as it is compared.
    pub(super) fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold(&self.text))
    }
}

impl Material {
    /// The case with this key.
    pub(super) fn of_case(engine: &Engine, case: u64) -> Result<Material> {
        let (case, passages) = engine.index().case_with_passages(case)?;
        let searched = passages.into_iter().filter(|passage| passage.role().is_searched());
        let parts = searched.map(Part::of_case).collect();
        Ok(Material::new(Some(case), parts))
    }

    pub(super) fn of_text(text: &str) -> Material {
        let passages = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| Part::of_text(String::new(), None, line.to_owned()))
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

    /// The notice of the case; nothing is known of that of a text.
    pub(super) fn notice(&self, infos: &Infos<'_>) -> Result<NoticeInfo> {
        let record = self.case.as_ref().map(|case| infos.notice(case.notice)).transpose()?;
        Ok(record.map(|record| NoticeInfo::from(&*record)).unwrap_or_default())
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
