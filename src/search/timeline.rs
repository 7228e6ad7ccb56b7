//! The firsts of what a query finds, as a chronicle: each once, the oldest first.

use std::collections::{BTreeMap, HashSet};

use super::engine::Engine;
use crate::api::table::Again;
use crate::api::timeline::{DateOf, Event, Timeline, Year};
use crate::api::{Budget, FactHit, FactSort, Page, request};
use crate::error::Result;
use crate::facts::{DateRange, Detail, Kind, extract};
use crate::lexicon::TagKind;
use crate::notice::Role;
use crate::text::fold;

/// Institutions that are named of an event.
const WHO: usize = 3;

/// The share of pairs of characters in which two claims of one case are told to be one.
const ALIKE: f64 = 0.6;

impl Engine {
    /// The firsts that stand in what `request` selects. Its page counts events.
    ///
    /// # Errors
    ///
    /// As [`Engine::facts`].
    pub fn timeline(&self, request: &request::Timeline, budget: &Budget) -> Result<Timeline> {
        let facts = self.facts(
            &request::Facts {
                selection: request.selection.clone(),
                page: Page::ALL,
                kinds: vec![Kind::First],
                levels: request.levels.clone(),
                sort: FactSort::Order,
            },
            budget,
        )?;
        // The events of a case, each with its day.
        let mut events: Vec<(Option<DateRange>, Event)> = Vec::new();
        let mut of_case: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for hit in facts.facts.iter().filter(|hit| matches!(hit.hit.role, Role::Body | Role::Heading)) {
            budget.check()?;
            let event = self.event(hit);
            let key = hit.hit.case.as_ref().map_or(&hit.hit.notice.id, |case| &case.id).clone();
            let known = of_case.entry(key).or_default();
            let same = known.iter().copied().find(|&at| is_same(&events[at].1, &event));
            match same.and_then(|at| events.get_mut(at)) {
                Some((date, known)) => {
                    let again = Again { passage: event.passage.clone(), span: event.span };
                    // What the sentence itself dates is told before what has only the day of the notice.
                    if known.date_of != Some(DateOf::Sentence) && event.date_of == Some(DateOf::Sentence) {
                        let mut also = std::mem::take(&mut known.also);
                        also.push(Again { passage: known.passage.clone(), span: known.span });
                        let level = known.level.clone().or_else(|| event.level.clone());
                        let circle = known.circle.or(event.circle);
                        (*date, *known) = (hit.date, Event { also, level, circle, ..event });
                    } else {
                        known.level = known.level.take().or(event.level);
                        known.circle = known.circle.or(event.circle);
                        known.also.push(again);
                    }
                }
                None => {
                    known.push(events.len());
                    events.push((hit.date, event));
                }
            }
        }
        events.sort_by_key(|(date, _)| (date.is_none(), date.map(|date| (date.start, date.end))));
        let mut years: Vec<(Option<String>, usize, HashSet<String>)> = Vec::new();
        for (_, event) in &events {
            let year = event.year().map(str::to_owned);
            if years.last().is_none_or(|(known, ..)| *known != year) {
                years.push((year, 0, HashSet::new()));
            }
            if let Some((_, count, cases)) = years.last_mut() {
                *count += 1;
                cases.extend(event.case.as_ref().map(|case| case.id.clone()));
            }
        }
        let years = years.into_iter().map(|(year, events, cases)| Year { year, events, cases: cases.len() }).collect();
        let total = events.len();
        let events: Vec<Event> = events.into_iter().map(|(_, event)| event).collect();
        let events = request.page.of(events);
        budget.take(events.iter().map(|event| event.sentence.len()).sum())?;
        Ok(Timeline { query: facts.query, relaxed: facts.relaxed, total, years, events })
    }

    fn event(&self, found: &FactHit) -> Event {
        let FactHit { fact, hit, date, .. } = found;
        let sentence = found.sentence();
        // A title that a page broke over two lines is told whole.
        let claim = fact.what.clone().unwrap_or_default();
        let whole = |text: &str| text.replace('\n', "").contains(&claim);
        let sentence = if whole(sentence) || !whole(&hit.text) { sentence } else { &hit.text };
        let (level, circle) = match &fact.detail {
            Detail::First { level, scope } => (scope.clone(), *level),
            _ => (None, None),
        };
        let dated = extract(sentence).iter().any(|other| other.kind == Kind::Date);
        let mut who: Vec<String> = Vec::new();
        for tag in self.index().lexicon().tags(sentence).into_iter().filter(|tag| tag.kind == TagKind::Actor) {
            let name = sentence[tag.span.range()].to_owned();
            if who.len() < WHO && !who.contains(&name) {
                who.push(name);
            }
        }
        Event {
            date: date.map(|date| date.to_string()),
            date_of: date.map(|_| if dated { DateOf::Sentence } else { DateOf::Notice }),
            level,
            circle,
            claim,
            who,
            case: hit.case.clone(),
            notice: hit.notice.clone(),
            passage: hit.id.clone(),
            span: fact.span,
            sentence: sentence.to_owned(),
            also: Vec::new(),
        }
    }
}

/// Whether two events of one case are one, told twice: of one circle or of none, and with nearly the same words.
fn is_same(a: &Event, b: &Event) -> bool {
    if a.circle.is_some() && b.circle.is_some() && a.circle != b.circle {
        return false;
    }
    let pairs = |claim: &str| -> HashSet<(char, char)> {
        let chars: Vec<char> = fold(claim).chars().filter(|c| c.is_alphanumeric()).collect();
        chars.windows(2).map(|two| (two[0], two[1])).collect()
    };
    let (ours, theirs) = (pairs(&a.claim), pairs(&b.claim));
    let less = ours.len().min(theirs.len());
    less > 0 && ours.intersection(&theirs).count() as f64 / less as f64 >= ALIKE
}
