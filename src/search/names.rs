//! Names of cases, notices and passages: listing them, finding one by a short name, showing one.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Term};

use super::described::is_filter;
use super::engine::Engine;
use super::infos::Infos;
use super::seek::Sought;
use super::versions::{Versions, families};
use crate::api::{
    Budget, CaseInfo, CaseListing, ListSort, Listing, NoticeInfo, NoticeListing, Selection, Shown, in_order, request,
};
use crate::error::{Error, Result};
use crate::index::{CaseRecord, KeySet, NoticeRecord, Record, key, number_key};
use crate::query::Places;
use crate::text::fold;
use crate::text::numeral::{self, Numerals};

/// What a name stands for.
enum Target {
    Case(Box<CaseRecord>),
    Notice(Box<NoticeRecord>),
    Passage(DocAddress),
}

/// Ids that are offered for an unknown one.
const NEAREST: usize = 5;

impl Engine {
    /// The notices that `request` selects with their cases, in the order of the corpus.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`], except that an empty query is taken.
    pub fn list(&self, request: &request::List, budget: &Budget) -> Result<Listing> {
        let within = self.listed(&request.selection, budget)?;
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
                    versions: Vec::new(),
                    passages: notice.passages as usize,
                    cases: Vec::new(),
                };
                (key(&notice.id), listing)
            })
            .collect();
        let records: Vec<&NoticeRecord> = notices.iter().map(|(_, notice)| notice).collect();
        let mut versions = Versions::new(self);
        let listed = |&at: &usize| within.as_ref().is_none_or(|(notices, _)| notices.contains(&out[at].0));
        let listed: Vec<usize> = (0..notices.len()).filter(listed).collect();
        let total = listed.len();
        let shown = match request.sort {
            ListSort::Order => request.page.of(listed),
            ListSort::Date => {
                in_order(listed, |&at| out[at].1.notice.date().map(|date| Reverse(date.to_owned())), request.page)
            }
            ListSort::Title => in_order(listed, |&at| Some(fold(&out[at].1.notice.title)), request.page),
        };
        for (at, relatives) in families(&records).into_iter().enumerate().filter(|(at, _)| shown.contains(at)) {
            let relatives: Vec<&NoticeRecord> = relatives.into_iter().map(|other| records[other]).collect();
            out[at].1.versions = versions.compared(records[at], &relatives, None)?;
        }
        let places: std::collections::HashMap<u64, usize> =
            out.iter().enumerate().map(|(place, (key, _))| (*key, place)).collect();
        for (_, record) in self.records("case")? {
            if let Record::Case(case) = record
                && within.as_ref().is_none_or(|(_, cases)| cases.contains(&key(&case.id)))
                && let Some(&place) = places.get(&case.notice)
            {
                let listed = CaseListing { case: CaseInfo::from(&case), passages: case.passages as usize };
                out[place].1.cases.push(listed);
            }
        }
        let mut out: Vec<Option<NoticeListing>> = out.into_iter().map(|(_, listing)| Some(listing)).collect();
        let notices = shown.into_iter().filter_map(|at| out.get_mut(at).and_then(Option::take)).collect();
        Ok(Listing { total, notices })
    }

    /// The keys of the notices and the cases that have a passage in `selection`; `None` when it selects everything.
    pub(in crate::search) fn listed(&self, selection: &Selection, budget: &Budget) -> Result<Option<(KeySet, KeySet)>> {
        if selection.query.trim().is_empty() && selection.filters.is_empty() {
            return Ok(None);
        }
        let Sought { mut found, .. } = self.seek(selection, Places::OfCases, budget)?;
        found.sort_unstable_by_key(|found| found.address);
        let (mut notices, mut cases) = (KeySet::default(), KeySet::default());
        for of_segment in found.chunk_by(|a, b| a.address.segment_ord == b.address.segment_ord) {
            let Some(first) = of_segment.first() else { continue };
            let columns = self.index().searcher().segment_reader(first.address.segment_ord).fast_fields();
            let notice = columns.u64("notice")?;
            for found in of_segment {
                notices.extend(notice.first(found.address.doc_id));
                cases.extend(found.case);
            }
        }
        Ok(Some((notices, cases)))
    }

    /// The case, notice or passage called `name`, whole. Full ids are taken, and short forms: `典型5`, `典5`, `优3`,
    /// `典型案例5`, `典型5#7`, a notice's number 文號; and what describes one case: a place, words of its title.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownId`] with the nearest ids, [`Error::AmbiguousId`] with the candidates, and [`Error::Damaged`]
    /// and [`Error::Engine`] when the index cannot be read.
    pub fn show(&self, name: &str, budget: &Budget) -> Result<Shown> {
        let fields = *self.index().fields();
        let infos = Infos::new(self.index());
        let (addresses, notice, case) = match self.resolve(name, budget)? {
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
                let case = passage.case.map(|key| infos.case(key).map(|case| CaseInfo::from(&*case))).transpose()?;
                (vec![address], passage.notice, case)
            }
        };
        let mut passages = Vec::with_capacity(addresses.len());
        for address in addresses {
            if let Record::Passage(passage) = self.index().record(address)? {
                budget.take(passage.text.len())?;
                passages.push(infos.hit(&passage, &[])?);
            }
        }
        let notice = infos.notice(notice)?;
        let shown: HashSet<&str> = passages.iter().map(|passage| passage.id.as_str()).collect();
        let part = (passages.len() < notice.passages as usize).then_some(&shown);
        let versions = Versions::new(self).of(&notice, part)?;
        Ok(Shown {
            notice: NoticeInfo::from(&*notice),
            case,
            file: notice.file.clone(),
            url: notice.url.clone(),
            versions,
            passages,
        })
    }

    /// The case called `name`; see [`Engine::show`]. A passage stands for its case, and a notice for its only one.
    ///
    /// # Errors
    ///
    /// As [`Engine::show`]; [`Error::AmbiguousId`] for a notice of several cases, [`Error::NoCase`] for one without any and
    /// for a passage outside the cases.
    pub fn case(&self, name: &str, budget: &Budget) -> Result<CaseRecord> {
        let mut cases = match self.cases(name, budget) {
            Err(Error::UnknownId { .. }) => match self.resolve(name, budget)? {
                Target::Case(case) => return Ok(*case),
                Target::Notice(_) | Target::Passage(_) => Vec::new(),
            },
            cases => cases?,
        };
        match cases.len() {
            1 => Ok(Arc::unwrap_or_clone(self.index().case(cases.remove(0))?)),
            0 => Err(Error::NoCase { id: name.to_owned() }),
            _ => {
                let ids = cases.iter().map(|&case| Ok(self.index().case(case)?.id.clone()));
                Err(Error::AmbiguousId { id: name.to_owned(), candidates: ids.collect::<Result<_>>()? })
            }
        }
    }

    /// The keys of the cases called `name`: a case, the case of a passage, all of a notice, all with a value in a field.
    ///
    /// # Errors
    ///
    /// As [`Engine::show`].
    pub(super) fn cases(&self, name: &str, budget: &Budget) -> Result<Vec<u64>> {
        if is_filter(name) {
            let cases = self.described(name, budget)?;
            if !cases.is_empty() {
                return Ok(cases.iter().map(|case| key(&case.id)).collect());
            }
        }
        Ok(match self.of_name(name)? {
            Target::Case(case) => vec![key(&case.id)],
            Target::Passage(address) => match self.index().record(address)? {
                Record::Passage(passage) => passage.case.into_iter().collect(),
                Record::Case(_) | Record::Notice(_) => Vec::new(),
            },
            Target::Notice(notice) => {
                let term = Term::from_field_u64(self.index().fields().notice, key(&notice.id));
                let mut out = Vec::new();
                for address in self.addresses("case", Some(term))? {
                    if let Record::Case(case) = self.index().record(address)? {
                        out.push(key(&case.id));
                    }
                }
                out
            }
        })
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
        self.in_order(self.index().all(query)?)
    }

    /// `found`, sorted, in the order of the corpus.
    fn in_order(&self, found: Vec<DocAddress>) -> Result<Vec<(u64, DocAddress)>> {
        let searcher = self.index().searcher();
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

    /// What `name` stands for: what is called so, or the one case that it describes.
    fn resolve(&self, name: &str, budget: &Budget) -> Result<Target> {
        match self.of_name(name) {
            Err(unknown @ Error::UnknownId { .. }) => {
                let mut cases = self.described(name, budget)?;
                match cases.len() {
                    0 => Err(unknown),
                    1 => Ok(Target::Case(Box::new(cases.remove(0)))),
                    _ => {
                        let candidates = cases.into_iter().map(|case| case.id).collect();
                        Err(Error::AmbiguousId { id: name.to_owned(), candidates })
                    }
                }
            }
            found => found,
        }
    }

    /// What is called `name`.
    fn of_name(&self, name: &str) -> Result<Target> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::NoName);
        }
        let fields = self.index().fields();
        let exact = |kind: &str, id: &str| self.index().find(kind, Term::from_field_text(fields.id, id));
        for kind in ["case", "notice", "passage"] {
            if let Some(address) = exact(kind, name)? {
                return self.target(address);
            }
        }
        if let Some((case, number)) = name.rsplit_once('#') {
            let owner = match self.of_name(case)? {
                Target::Case(case) => case.id.clone(),
                Target::Notice(notice) => notice.id.clone(),
                Target::Passage(_) => return Err(self.unknown(name)?),
            };
            return match exact("passage", &format!("{owner}#{number}"))? {
                Some(address) => self.target(address),
                None => Err(self.unknown(name)?),
            };
        }
        let mut found = self.called(name)?;
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

    /// The cases that go by `name`; where there is none, the notices whose number it is. In the order of the corpus. A
    /// number at the end may be written as the text writes it: 案例一.
    fn called(&self, name: &str) -> Result<Vec<Target>> {
        let found = self.called_so(name)?;
        match in_digits(name).filter(|_| found.is_empty()) {
            Some(name) => self.called_so(&name),
            None => Ok(found),
        }
    }

    /// The same for `name` as it is.
    fn called_so(&self, name: &str) -> Result<Vec<Target>> {
        let index = self.index();
        let folded = fold(name);
        // An id ends in the number of its case, and the id of a notice begins as its number does: few records are read.
        let digits = &folded[folded.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let wanted = number_key(name);
        let (mut cases, mut notices): (Vec<String>, Vec<String>) = Default::default();
        index.each_id(|id| {
            let short = id.rsplit_once('/').map(|(_, short)| short);
            if !digits.is_empty() && short.is_some_and(|short| short.contains(digits)) {
                cases.push(id.to_owned());
            }
            if !wanted.is_empty() && number_key(id).starts_with(&wanted) {
                notices.push(id.to_owned());
            }
        })?;
        for (kind, ids) in [("case", cases), ("notice", notices)] {
            let mut found = Vec::new();
            for id in ids {
                found.extend(index.find(kind, Term::from_field_text(index.fields().id, &id))?);
            }
            found.sort_unstable();
            found.dedup();
            let mut out = Vec::new();
            for (_, address) in self.in_order(found)? {
                let target = self.target(address)?;
                let is_meant = match &target {
                    Target::Case(case) => case.goes_by(name),
                    Target::Notice(notice) => {
                        let names = [Some(&notice.id), notice.number.as_ref()];
                        names.into_iter().flatten().any(|known| number_key(known) == wanted)
                    }
                    Target::Passage(_) => false,
                };
                out.extend(is_meant.then_some(target));
            }
            if !out.is_empty() {
                return Ok(out);
            }
        }
        Ok(Vec::new())
    }

    fn target(&self, address: DocAddress) -> Result<Target> {
        Ok(match self.index().record(address)? {
            Record::Case(case) => Target::Case(Box::new(case)),
            Record::Notice(notice) => Target::Notice(Box::new(notice)),
            Record::Passage(_) => Target::Passage(address),
        })
    }

    /// What to say of a name that nothing has: with the nearest ids.
    pub(super) fn unknown(&self, name: &str) -> Result<Error> {
        let index = self.index();
        let wanted = fold(name);
        let limit = (wanted.chars().count() / 2).max(2);
        let mut near: Vec<(usize, String)> = Vec::new();
        index.each_id(|id| {
            // A short name is near the end of an id, a long one near the whole.
            let folded = fold(id);
            let tail = folded.rsplit('/').next().unwrap_or(&folded);
            let distance = strsim::levenshtein(&folded, &wanted).min(strsim::levenshtein(tail, &wanted));
            if distance <= limit {
                near.push((distance, id.to_owned()));
            }
        })?;
        near.sort();
        near.dedup();
        let mut nearest = Vec::new();
        for (_, id) in near {
            if nearest.len() == NEAREST {
                break;
            }
            let term = Term::from_field_text(index.fields().id, &id);
            if index.find("case", term.clone())?.is_some() || index.find("notice", term)?.is_some() {
                nearest.push(id);
            }
        }
        Ok(Error::UnknownId { id: name.to_owned(), nearest })
    }
}

/// `name` with the Chinese number at its end in digits; none where there is no such number, or nothing before it.
fn in_digits(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let start = chars.iter().rposition(|&c| !Numerals::HEADING.has(c))? + 1;
    let found = numeral::scan(&chars[..], start, Numerals::HEADING).filter(|found| found.end == chars.len())?;
    Some(format!("{}{}", chars[..start].iter().collect::<String>(), found.value))
}

#[cfg(test)]
mod tests {
    use super::in_digits;

    #[test]
    fn numbers_at_the_end_of_a_name() {
        for (name, expected) in [
            ("案例一", Some("案例1")),
            ("典型十二", Some("典型12")),
            ("甲发2024-1/优秀二十", Some("甲发2024-1/优秀20")),
            ("案例1", None),
            ("三", None),
            ("案例三四十", None),
            ("一案", None),
            ("", None),
        ] {
            assert_eq!(in_digits(name).as_deref(), expected, "{name}");
        }
    }
}
