//! Of which parts the score of a passage is made.

use tantivy::DocAddress;
use tantivy::query::EnableScoring;

use super::Plan;
use crate::error::Result;
use crate::index::Index;
use crate::query::title::TitleScores;

impl Plan {
    /// The parts of the score of the passage at `address`, but for `known`, which were added to it already; what is
    /// left of `score` is closeness and role.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`](crate::error::Error::Engine) when the index cannot be read.
    pub(crate) fn explain(
        &self,
        index: &Index,
        address: DocAddress,
        score: f32,
        known: &[(&str, f32)],
    ) -> Result<Vec<(String, f32)>> {
        let searcher = index.searcher();
        let mut out = Vec::new();
        let mut sum = 0.0;
        let characters = ("characters", self.query.as_ref(), 1.0);
        let others = self.scored.iter().map(|part| (part.name.as_str(), part.query.as_ref(), part.weight));
        for (name, part, boost) in std::iter::once(characters).chain(others) {
            let weight = part.weight(EnableScoring::enabled_from_statistics_provider(searcher, searcher))?;
            let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), boost)?;
            use tantivy::{DocSet, query::Scorer};
            let doc = address.doc_id;
            if scorer.doc() <= doc && scorer.seek(doc) == doc {
                let value = scorer.score();
                if value != 0.0 {
                    sum += value;
                    out.push((name.to_owned(), value));
                }
            }
        }
        let columns = searcher.segment_reader(address.segment_ord).fast_fields();
        let (case, notice) = (columns.u64("case")?, columns.u64("notice")?);
        for (name, part) in &self.titles {
            let scores = TitleScores::of(index, std::iter::once(part.as_ref()))?;
            let value = scores.get(case.first(address.doc_id), || notice.first(address.doc_id));
            if value != 0.0 {
                sum += value;
                out.push((name.clone(), value));
            }
        }
        for &(name, value) in known.iter().filter(|(_, value)| *value != 0.0) {
            sum += value;
            out.push((name.to_owned(), value));
        }
        out.push(("closeness, kind of passage".to_owned(), score - sum));
        Ok(out)
    }
}
