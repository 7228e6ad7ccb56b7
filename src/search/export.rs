//! The whole parsed corpus, one thing after another.

use tantivy::Term;

use super::engine::Engine;
use super::infos::Infos;
use crate::api::{CaseInfo, Exported, ExportedPassage, NoticeInfo};
use crate::index::{Record, key};
use crate::text::Span;

impl Engine {
    /// Calls `each` with every notice, its cases and its passages, in the order of the corpus. Memory is needed for the
    /// list of notices and for one passage at a time.
    ///
    /// # Errors
    ///
    /// What `each` returns, and [`Error::Damaged`](crate::error::Error::Damaged) and
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub fn export<E: From<crate::error::Error>>(
        &self,
        mut each: impl FnMut(Exported) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let fields = self.index().fields();
        for address in self.addresses("notice", None)? {
            let Record::Notice(notice) = self.index().record(address).map_err(E::from)? else { continue };
            let term = || Term::from_field_u64(fields.notice, key(&notice.id));
            each(Exported::Notice {
                notice: NoticeInfo::from(&notice),
                url: notice.url.clone(),
                file: notice.file.clone(),
                cases: notice.cases as usize,
                passages: notice.passages as usize,
            })?;
            for address in self.addresses("case", Some(term()))? {
                if let Record::Case(case) = self.index().record(address).map_err(E::from)? {
                    each(Exported::Case {
                        case: CaseInfo::from(&case),
                        notice: notice.id.clone(),
                        passages: case.passages as usize,
                    })?;
                }
            }
            let infos = Infos::new(self.index());
            for address in self.addresses("passage", Some(term()))? {
                if let Record::Passage(passage) = self.index().record(address).map_err(E::from)? {
                    let offsets = passage.offsets();
                    let hit = infos.hit(&passage, &[]).map_err(E::from)?;
                    let in_bytes = hit.place.is_none();
                    let segments = offsets.segments().filter(|_| in_bytes);
                    each(Exported::Passage(Box::new(ExportedPassage {
                        raw: in_bytes.then(|| offsets.map(Span::new(0, passage.text.len()))),
                        map: segments.map(|(local, raw, _)| [local.start, local.end, raw.start, raw.end]).collect(),
                        id: hit.id,
                        notice: hit.notice.id,
                        case: hit.case.map(|case| case.id),
                        role: hit.role,
                        section: hit.section,
                        text: hit.text,
                        place: hit.place,
                        repairs: hit.repairs,
                    })))?;
                }
            }
        }
        Ok(())
    }
}
