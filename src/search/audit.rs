//! Is an index whole, and does it find exactly what a scan of the text finds?

use std::collections::HashMap;

use tantivy::{DocAddress, Term};

use super::collect;
use super::engine::Engine;
use crate::api::{Report, Scope};
use crate::error::{Result, Sentence};
use crate::index::{Record, verify_files};
use crate::messages;
use crate::query::variants;
use crate::text::{CharSpan, fold, hash_chars};

/// The longest string that is audited, in characters.
const LONGEST: usize = 8;
/// Texts up to this many characters are audited with every string they hold, longer ones with a sample.
const EXHAUSTIVE: usize = 100_000;
/// How many strings a sample has, about.
const SAMPLE: usize = 50_000;

impl Engine {
    /// Checks that the index is whole: checksums of its files, every record readable, every passage's case and notice
    /// there. With `audit` also that searches find what a scan finds (promise of exactness): every string of 1 to 8
    /// characters in a text of up to 100,000 characters, a sample of some 50,000 strings in a longer one. The sample is
    /// another one each time; [`Report::seed`] tells which.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read at all.
    pub fn check(&self, audit: bool) -> Result<Report> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        self.check_sample(audit.then(|| now.map_or(0, |since| u64::from(since.subsec_nanos()))))
    }

    /// [`Engine::check`] with the sample that `seed` draws; without an audit when there is none.
    ///
    /// # Errors
    ///
    /// As [`Engine::check`].
    pub fn check_sample(&self, seed: Option<u64>) -> Result<Report> {
        let index = self.index();
        let mut report =
            Report { files: index.manifest().sources, passages: index.manifest().passages, ..Report::default() };
        report.problems.extend(verify_files(index.path())?);
        if let Err(error) = index.copies() {
            report.problems.push(messages::sentence(&error));
        }
        // What reads a file whose checksum differs may do anything but find the fault.
        if !report.problems.is_empty() {
            return Ok(report);
        }
        let mut texts = Vec::new();
        let mut found = 0;
        self.each_text(&mut report, |address, text| {
            found += 1;
            // All texts are in memory only where something is compared with them.
            if seed.is_some() {
                texts.push((address, fold(text).chars().collect()));
            }
        })?;
        if found != report.passages {
            let known = report.passages;
            report.problems.push(Sentence::new(
                format!("清单上有 {known} 段，找到 {found} 段"),
                format!("{known} passages on record, {found} found"),
            ));
        }
        if let Some(seed) = seed {
            self.audit(&texts, seed, &mut report)?;
        }
        Ok(report)
    }

    /// Calls `each` with the text of every passage.
    fn each_text(&self, report: &mut Report, mut each: impl FnMut(DocAddress, &str)) -> Result<()> {
        let index = self.index();
        let passages = index.term(Term::from_field_text(index.fields().kind, "passage"));
        let mut owners: HashMap<u64, bool> = HashMap::new();
        for address in index.all(&passages)? {
            match index.record(address) {
                Ok(Record::Passage(passage)) => {
                    let known = |key: u64, found: bool| (key, found);
                    let mut missing = Vec::new();
                    for (key, found) in passage.case.map(|key| known(key, index.case(key).is_ok())).into_iter().chain(
                        (!owners.contains_key(&passage.notice))
                            .then(|| known(passage.notice, index.notice(passage.notice).is_ok())),
                    ) {
                        if owners.insert(key, found).is_none() && !found {
                            missing.push(passage.id.clone());
                        }
                    }
                    report.problems.extend(missing.iter().map(|id| {
                        Sentence::new(
                            format!("{id}：所属的案例或通知不在索引中"),
                            format!("{id}: its case or notice is missing"),
                        )
                    }));
                    each(address, &passage.text);
                }
                Ok(_) => {
                    let place = format!("{address:?}");
                    report
                        .problems
                        .push(Sentence::new(format!("{place}：不是段落"), format!("{place}: not a passage")));
                }
                Err(error) => {
                    let Sentence { zh, en } = messages::sentence(&error);
                    report.problems.push(Sentence::new(format!("{address:?}：{zh}"), format!("{address:?}: {en}")));
                }
            }
        }
        Ok(())
    }

    fn audit(&self, texts: &[(DocAddress, Vec<char>)], seed: u64, report: &mut Report) -> Result<()> {
        let total: usize = texts.iter().map(|(_, text)| text.len()).sum();
        // Of a long text every n-th string is taken, by a hash, so that all places and lengths have their share.
        let every = if total <= EXHAUSTIVE { 1 } else { (total * LONGEST / SAMPLE).max(1) as u64 };
        let chosen = |string: &[char]| every == 1 || hash_chars(string, seed).is_multiple_of(every);
        report.seed = (every > 1).then_some(seed);
        let mut scanned: HashMap<&[char], Vec<(DocAddress, u32)>> = HashMap::new();
        for (address, text) in texts {
            for length in 1..=LONGEST {
                for (start, string) in text.windows(length).enumerate() {
                    if string.contains(&'\n') || !chosen(string) {
                        continue;
                    }
                    let places = scanned.entry(string).or_default();
                    // From the left, without overlap.
                    let free =
                        places.last().is_none_or(|&(last, at)| last != *address || at as usize + length <= start);
                    if free {
                        places.push((*address, start as u32));
                    }
                }
            }
        }
        report.audited = Some(scanned.len());
        for (string, places) in &scanned {
            let string: String = string.iter().collect();
            // A reading in brackets is searched with and without it, so it finds more than itself.
            if variants(&string).len() > 1 {
                continue;
            }
            let found = self.places(&string)?;
            if found != *places {
                report.differences += 1;
                if report.problems.len() < 100 {
                    let (scanned, found) = (places.len(), found.len());
                    report.problems.push(Sentence::new(
                        format!("“{string}”：逐字扫描有 {scanned} 处，搜索有 {found} 处"),
                        format!("“{string}”: a scan finds {scanned} places, search finds {found}"),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Where `string` stands: passages of every role, in the order of the index, and character offsets in them.
    ///
    /// It is searched as a phrase is, from the planner on.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub fn places(&self, string: &str) -> Result<Vec<(DocAddress, u32)>> {
        let plan = self.plan_phrase(string, Scope::All)?;
        let matches = self.matches(&plan)?;
        let addresses: Vec<DocAddress> =
            matches.docs().flat_map(|(ord, docs)| docs.iter().map(move |&doc| DocAddress::new(ord, doc))).collect();
        let mut out = Vec::new();
        collect::each_marks(self.index().searcher(), &plan.matcher, &addresses, |address, marks| {
            out.extend(marks.iter().map(|&CharSpan { start, .. }| (address, start)));
        })?;
        Ok(out)
    }
}
