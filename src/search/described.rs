//! Cases by what they are, where a name is no id: a field with a value, a place, words of a title.

use std::sync::Arc;

use super::collect;
use super::engine::Engine;
use crate::api::{Budget, Field, Filter, Scope, Selection, Within};
use crate::error::Result;
use crate::index::CaseRecord;
use crate::query::{self, Places};
use crate::text::fold;

/// Cases that are looked at for one name, at most.
const MOST: usize = 200;

impl Engine {
    /// The cases that `name` describes, in the order of the corpus: those with a value in a field (`城市:宁波`), those of a
    /// place (临海), those with it in their titles (嘉善杨庙雪菜). None where it is nothing of these.
    pub(super) fn described(&self, name: &str, budget: &Budget) -> Result<Vec<CaseRecord>> {
        let name = name.trim();
        let of_place = || -> Result<Option<Filter>> {
            let context = self.context_of(Scope::All, Within::Passage, &[], budget);
            Ok(query::place_field(&context, &fold(name))?.map(|field| Filter::new(field, name)))
        };
        let filter = match name.parse::<Filter>() {
            Ok(filter) => Some(filter),
            Err(_) => of_place()?,
        };
        if let Some(filter) = filter {
            let selection = Selection { filters: vec![filter], scope: Scope::All, ..Selection::default() };
            return self.cases_of(&selection, budget);
        }
        if name.chars().count() < 2 {
            return Ok(Vec::new());
        }
        // A heading is a passage of its case, so a title is found as any text is.
        let selection = Selection { query: name.to_owned(), ..Selection::default() };
        let words = fold(name);
        let mut found = self.cases_of(&selection, budget)?;
        let whole: Vec<CaseRecord> = found.iter().filter(|case| fold(&case.title).contains(&words)).cloned().collect();
        if !whole.is_empty() {
            return Ok(whole);
        }
        // 嘉善杨庙雪菜 of 嘉兴市嘉善县杨庙镇…雪菜…: every character in this order.
        let in_order = |title: &str| {
            let title = fold(title);
            let mut rest = title.chars();
            words.chars().all(|c| rest.any(|other| other == c))
        };
        found.retain(|case| words.chars().count() >= 4 && in_order(&case.title));
        Ok(found)
    }

    fn cases_of(&self, selection: &Selection, budget: &Budget) -> Result<Vec<CaseRecord>> {
        let mut found = self.seek(selection, Places::Named, budget)?.found;
        collect::sort_by_place(self.index(), &mut found)?;
        let mut keys: Vec<u64> = Vec::new();
        for case in found.into_iter().filter_map(|found| found.case) {
            if !keys.contains(&case) && keys.len() < MOST {
                keys.push(case);
            }
        }
        keys.into_iter().map(|case| self.index().case(case).map(Arc::unwrap_or_clone)).collect()
    }
}

/// Whether `name` asks for all cases with a value in a field.
pub(super) fn is_filter(name: &str) -> bool {
    name.parse::<Filter>().is_ok_and(|filter| filter.field != Field::Case)
}
