//! From records to hits: the cases and notices of passages, and marks that lead back to the file.

use std::sync::Arc;

use crate::api::{CaseInfo, CellPlace, Hit, Mark, NoticeInfo, Repair, TableCell};
use crate::error::Result;
use crate::index::{CaseRecord, CellRecord, Index, NoticeRecord, PassageRecord};
use crate::text::CharSpan;

/// Makes hits of records.
#[derive(Clone, Copy)]
pub(super) struct Infos<'i> {
    index: &'i Index,
}

impl<'i> Infos<'i> {
    pub(super) fn new(index: &'i Index) -> Infos<'i> {
        Infos { index }
    }

    pub(super) fn case(&self, key: u64) -> Result<Arc<CaseRecord>> {
        self.index.case(key)
    }

    pub(super) fn notice(&self, key: u64) -> Result<Arc<NoticeRecord>> {
        self.index.notice(key)
    }

    /// The hit that shows `passage` with `marks`.
    pub(super) fn hit(&self, passage: &PassageRecord, marks: &[CharSpan]) -> Result<Hit> {
        let offsets = passage.offsets();
        let marks: Vec<Mark> = CharSpan::to_local(marks, &passage.text)
            .into_iter()
            .map(|local| Mark { local, raw: passage.place.is_none().then(|| offsets.map(local)) })
            .collect();
        let marked = marks.first().and_then(|mark| passage.cells.iter().find(|cell| cell.local().contains(mark.local)));
        let place = match (&passage.place, marked) {
            (Some(place), Some(cell)) => Some(place.in_cell(cell.row, cell.column)),
            (place, _) => place.clone(),
        };
        let repairs = passage
            .repairs
            .iter()
            .map(|repair| Repair {
                local: repair.local(),
                raw: repair.raw.clone(),
                restored: passage.text.get(repair.local().range()).unwrap_or_default().to_owned(),
                rule: repair.rule(),
                status: repair.status(),
            })
            .collect();
        let case = passage.case.map(|key| self.case(key).map(|case| CaseInfo::from(&*case))).transpose()?;
        let notice = self.notice(passage.notice)?;
        Ok(Hit {
            id: passage.id.clone(),
            score: 0.0,
            role: passage.role(),
            section: passage.section.clone(),
            case,
            file: notice.file.clone(),
            place,
            line: passage.line,
            by_machine: passage.machine,
            cells: passage.cells.iter().map(TableCell::from).collect(),
            notice: NoticeInfo::from(&*notice),
            text: passage.text.clone(),
            marks,
            repairs,
            explanation: Vec::new(),
        })
    }
}

impl From<&CellRecord> for TableCell {
    fn from(record: &CellRecord) -> Self {
        TableCell {
            local: record.local(),
            cell: CellPlace {
                table: record.table,
                row: record.row,
                column: record.column,
                is_heading: record.is_heading,
                column_headings: record.columns.clone(),
                row_heading: record.before.clone(),
            },
        }
    }
}

impl From<&CaseRecord> for CaseInfo {
    fn from(record: &CaseRecord) -> Self {
        CaseInfo {
            id: record.id.clone(),
            tier: record.tier.clone(),
            number: record.number,
            title: record.title.clone(),
            province: record.province.clone(),
            city: record.city.clone(),
            county: record.county.clone(),
        }
    }
}

impl From<&NoticeRecord> for NoticeInfo {
    fn from(record: &NoticeRecord) -> Self {
        NoticeInfo {
            id: record.id.clone(),
            number: record.number.clone(),
            title: record.title.clone(),
            issuer: record.issuer.clone(),
            issued: record.issued.clone(),
            published: record.published.clone(),
            url: record.url.clone(),
            untitled: record.untitled,
        }
    }
}
