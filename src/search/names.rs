//! Names of cases, notices and passages: listing them, finding one by a short name, showing one.

use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Term};

use super::engine::{Engine, Infos};
use super::response::{CaseInfo, Hit, NoticeInfo};
use crate::error::{Error, Result};
use crate::index::{CaseRecord, NoticeRecord, Record, key, number_key};
use crate::text::fold;

/// All notices with their cases, in the order of the corpus.
pub type Listing = Vec<NoticeListing>;

/// A notice with its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeListing {
    /// The notice.
    pub notice: NoticeInfo,
    /// The file, as it was found.
    pub file: String,
    /// Other files that hold the same notice; they are not indexed.
    pub copies: Vec<String>,
    /// How many passages it has.
    pub passages: usize,
    /// Its cases.
    pub cases: Vec<CaseListing>,
}

/// A case in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseListing {
    /// The case.
    pub case: CaseInfo,
    /// How many passages it has.
    pub passages: usize,
}

/// A case, a notice or a passage, shown whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The notice it is or belongs to.
    pub notice: NoticeInfo,
    /// The case it is or belongs to.
    pub case: Option<CaseInfo>,
    /// The file, as it was found.
    pub file: String,
    /// Where the notice was found on the web.
    pub url: Option<String>,
    /// Its passages in the order of the text.
    pub passages: Vec<ShownPassage>,
}

/// A passage that is shown: a hit without marks.
pub type ShownPassage = Hit;

/// What a name stands for.
enum Target {
    Case(Box<CaseRecord>),
    Notice(Box<NoticeRecord>),
    Passage(DocAddress),
}

impl Engine {
    /// All notices with their cases, in the order of the corpus.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] and [`Error::Engine`] when the index cannot be read.
    pub fn list(&self) -> Result<Listing> {
        let mut notices = Vec::new();
        for (seq, record) in self.records("notice")? {
            if let Record::Notice(notice) = record {
                notices.push((seq, notice));
            }
        }
        let mut copies = self.index().copies()?;
        let mut out: Vec<(u64, NoticeListing)> = notices
            .iter()
            .map(|(_, notice)| {
                let listing = NoticeListing {
                    notice: NoticeInfo::from(notice),
                    file: notice.file.clone(),
                    copies: copies
                        .remove(&notice.id)
                        .unwrap_or_default()
                        .iter()
                        .map(|path| path.to_string_lossy().into_owned())
                        .collect(),
                    passages: notice.passages as usize,
                    cases: Vec::new(),
                };
                (key(&notice.id), listing)
            })
            .collect();
        let places: std::collections::HashMap<u64, usize> =
            out.iter().enumerate().map(|(place, (key, _))| (*key, place)).collect();
        for (_, record) in self.records("case")? {
            if let Record::Case(case) = record
                && let Some(&place) = places.get(&case.notice)
            {
                let listed = CaseListing { case: CaseInfo::from(&case), passages: case.passages as usize };
                out[place].1.cases.push(listed);
            }
        }
        Ok(out.into_iter().map(|(_, listing)| listing).collect())
    }

    /// The case, notice or passage called `name`, whole. Full ids are taken, and short forms: `典型5`, `典5`, `优3`,
    /// `典型案例5`, `典型5#7`, a notice's number 文號.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownId`] with the nearest ids, [`Error::AmbiguousId`] with the candidates, and [`Error::Damaged`]
    /// and [`Error::Engine`] when the index cannot be read.
    pub fn show(&self, name: &str) -> Result<Shown> {
        let fields = *self.index().fields();
        let mut infos = Infos::new(self.index());
        let (addresses, notice, case) = match self.resolve(name)? {
            Target::Case(case) => {
                let passages = self.passages(Term::from_field_u64(fields.case, key(&case.id)))?;
                (passages, case.notice, Some(CaseInfo::from(&*case)))
            }
            Target::Notice(notice) => {
                let notice = key(&notice.id);
                (self.passages(Term::from_field_u64(fields.notice, notice))?, notice, None)
            }
            Target::Passage(address) => {
                let Record::Passage(passage) = self.index().record(address)? else {
                    return Err(Error::UnknownId { id: name.to_owned(), nearest: Vec::new() });
                };
                let case = passage.case.map(|key| infos.case(key).map(CaseInfo::from)).transpose()?;
                (vec![address], passage.notice, case)
            }
        };
        let mut passages = Vec::with_capacity(addresses.len());
        for address in addresses {
            if let Record::Passage(passage) = self.index().record(address)? {
                passages.push(infos.hit(&passage, &[])?);
            }
        }
        let notice = infos.notice(notice)?;
        Ok(Shown {
            notice: NoticeInfo::from(notice),
            case,
            file: notice.file.clone(),
            url: notice.url.clone(),
            passages,
        })
    }

    /// The case called `name`; see [`Engine::show`].
    ///
    /// # Errors
    ///
    /// As [`Engine::show`]; [`Error::UnknownId`] too when the name is not a case's.
    pub fn case(&self, name: &str) -> Result<CaseRecord> {
        match self.resolve(name)? {
            Target::Case(case) => Ok(*case),
            Target::Notice(_) | Target::Passage(_) => Err(self.unknown(name)?),
        }
    }

    /// The passages with `term`, in the order of the corpus.
    pub(super) fn passages(&self, term: Term) -> Result<Vec<DocAddress>> {
        self.addresses("passage", Some(term))
    }

    /// The documents of `kind`, with `term` if there is one, in the order of the corpus.
    pub(super) fn addresses(&self, kind: &str, term: Option<Term>) -> Result<Vec<DocAddress>> {
        let kind = self.index().term(Term::from_field_text(self.index().fields().kind, kind));
        let found = match term {
            Some(term) => {
                let term: Box<dyn Query> = Box::new(self.index().term(term));
                self.ordered(&BooleanQuery::new(vec![(Occur::Must, term), (Occur::Must, Box::new(kind))]))?
            }
            None => self.ordered(&kind)?,
        };
        Ok(found.into_iter().map(|(_, address)| address).collect())
    }

    fn records(&self, kind: &str) -> Result<Vec<(u64, Record)>> {
        let term = Term::from_field_text(self.index().fields().kind, kind);
        self.ordered(&self.index().term(term))?
            .into_iter()
            .map(|(seq, address)| Ok((seq, self.index().record(address)?)))
            .collect()
    }

    /// The documents that match, in the order of the corpus.
    fn ordered(&self, query: &dyn Query) -> Result<Vec<(u64, DocAddress)>> {
        let searcher = self.index().searcher();
        let found = self.index().all(query)?;
        let mut out = Vec::with_capacity(found.len());
        for of_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            // Opening a column costs more the larger the index is.
            let seq = searcher.segment_reader(first.segment_ord).fast_fields().u64("seq")?;
            out.extend(of_segment.iter().map(|&address| (seq.first(address.doc_id).unwrap_or(u64::MAX), address)));
        }
        out.sort_unstable();
        Ok(out)
    }

    fn resolve(&self, name: &str) -> Result<Target> {
        let name = name.trim();
        let fields = self.index().fields();
        let exact = |kind: &str, id: &str| self.index().find(kind, Term::from_field_text(fields.id, id));
        for kind in ["case", "notice", "passage"] {
            if let Some(address) = exact(kind, name)? {
                return self.target(address);
            }
        }
        if let Some((case, number)) = name.rsplit_once('#') {
            let owner = match self.resolve(case)? {
                Target::Case(case) => case.id.clone(),
                Target::Notice(notice) => notice.id.clone(),
                Target::Passage(_) => return Err(self.unknown(name)?),
            };
            return match exact("passage", &format!("{owner}#{number}"))? {
                Some(address) => self.target(address),
                None => Err(self.unknown(name)?),
            };
        }
        let cases: Vec<CaseRecord> = self
            .records("case")?
            .into_iter()
            .filter_map(|(_, record)| if let Record::Case(case) = record { Some(case) } else { None })
            .collect();
        let mut found: Vec<Target> =
            cases.into_iter().filter(|case| case.goes_by(name)).map(|case| Target::Case(Box::new(case))).collect();
        if found.is_empty() {
            let wanted = number_key(name);
            for (_, record) in self.records("notice")? {
                if let Record::Notice(notice) = record {
                    let names = [Some(&notice.id), notice.number.as_ref()];
                    if !wanted.is_empty() && names.into_iter().flatten().any(|known| number_key(known) == wanted) {
                        found.push(Target::Notice(Box::new(notice)));
                    }
                }
            }
        }
        match found.len() {
            0 => Err(self.unknown(name)?),
            1 => Ok(found.remove(0)),
            _ => Err(Error::AmbiguousId {
                id: name.to_owned(),
                candidates: found
                    .iter()
                    .map(|target| match target {
                        Target::Case(case) => case.id.clone(),
                        Target::Notice(notice) => notice.id.clone(),
                        Target::Passage(_) => String::new(),
                    })
                    .collect(),
            }),
        }
    }

    fn target(&self, address: DocAddress) -> Result<Target> {
        Ok(match self.index().record(address)? {
            Record::Case(case) => Target::Case(Box::new(case)),
            Record::Notice(notice) => Target::Notice(Box::new(notice)),
            Record::Passage(_) => Target::Passage(address),
        })
    }

    fn unknown(&self, name: &str) -> Result<Error> {
        let wanted = fold(name);
        let mut ids = Vec::new();
        for kind in ["case", "notice"] {
            for (_, record) in self.records(kind)? {
                match record {
                    Record::Case(case) => ids.push(case.id),
                    Record::Notice(notice) => ids.push(notice.id),
                    Record::Passage(_) => {}
                }
            }
        }
        ids.dedup();
        // A short name is near the end of an id, a long one near the whole.
        let distance = |id: &str| {
            let id = fold(id);
            let tail = id.rsplit('/').next().unwrap_or(&id);
            strsim::levenshtein(&id, &wanted).min(strsim::levenshtein(tail, &wanted))
        };
        let mut near: Vec<(usize, String)> = ids.into_iter().map(|id| (distance(&id), id)).collect();
        near.sort();
        let limit = (wanted.chars().count() / 2).max(2);
        let nearest = near.into_iter().filter(|(distance, _)| *distance <= limit).take(5).map(|(_, id)| id).collect();
        Ok(Error::UnknownId { id: name.to_owned(), nearest })
    }
}
