//! The engine as a backend: each request to the method that answers it.

use super::engine::Engine;
use crate::api::{Answer, Backend, Budget, Cited, Request, Shown, Subject};
use crate::cite::Reference;
use crate::error::{Error, Result};

/// Characters of the shortest description of a project.
const DESCRIPTION: usize = 12;

/// Whether `text` describes something rather than naming it.
fn describes(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= DESCRIPTION
}

impl Backend for Engine {
    fn answer(&self, request: &Request, budget: &Budget) -> Result<Answer> {
        budget.check()?;
        self.guarded(budget, || self.answer_unguarded(request, budget))
    }
}

impl Engine {
    fn answer_unguarded(&self, request: &Request, budget: &Budget) -> Result<Answer> {
        Ok(match request {
            Request::Search(search) => Answer::Search(self.search(search, budget)?),
            Request::List(list) => Answer::List(self.list(list, budget)?),
            Request::Show(show) => Answer::Show(self.show(&show.name, budget)?),
            Request::Facets(facets) => Answer::Facets(self.facets(facets, budget)?),
            Request::Facts(facts) => Answer::Facts(self.facts(facts, budget)?),
            Request::Table(table) => Answer::Table(self.table(table, budget)?),
            Request::Timeline(timeline) => Answer::Timeline(self.timeline(timeline, budget)?),
            Request::Kwic(kwic) => Answer::Kwic(self.kwic(kwic, budget)?),
            Request::WhyNot(why) => Answer::WhyNot(self.why_not(&why.case, &why.query, budget)?),
            Request::Verify(verify) => Answer::Verify(self.verify(&verify.quote, verify.limit.count(), budget)?),
            Request::VerifyDraft(draft) => Answer::VerifyDraft(self.verify_draft(&draft.text, budget)?),
            Request::Cite(cite) => {
                let cited = cite.names.iter().map(|name| self.show(name, budget)).collect::<Result<Vec<_>>>()?;
                let told = |(shown, name): (&Shown, &String)| Reference::of_shown(shown, name).told(name);
                let citations = cited.iter().zip(&cite.names).map(told).collect();
                Answer::Cite(Cited { cited, citations })
            }
            Request::Similar(similar) => Answer::Similar(match &similar.to {
                Subject::Case(name) => match self.similar(name, similar, budget) {
                    // Nothing is called so: a sentence or more describes something.
                    Err(Error::UnknownId { .. }) if describes(name) => self.similar_to_text(name, similar, budget)?,
                    answer => answer?,
                },
                Subject::Text(text) => self.similar_to_text(text, similar, budget)?,
            }),
            Request::Groups(_) => Answer::Groups(self.clusters(budget)?),
            Request::Compare(compare) => Answer::Compare(self.compare(&compare.cases, budget)?),
            Request::Pivot(pivot) => Answer::Pivot(self.pivot(pivot, budget)?),
            Request::Source(source) => Answer::Source(self.source(&source.name, budget)?),
            Request::Inspect(inspect) => Answer::Inspect(Box::new(self.inspect(&inspect.name, budget)?)),
            Request::Corpus(corpus) => Answer::Corpus(self.corpus(corpus.page)?),
            Request::Keywords(keywords) => Answer::Keywords(self.keywords(keywords, budget)?),
        })
    }
}
