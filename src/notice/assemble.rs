//! Lines, cases and outline put together: passages with roles, sections and ids.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::error::Sentence;
use crate::lexicon::{Place, place_of};
use crate::text::{Clean, Script, Span};

use super::case_end::Found;
use super::cases::{Cases, without_page};
use super::context::Head;
use super::evidence::{Reading, Source, Sureness};
use super::lines::Line;
use super::long_lines::pieces;
use super::outline::{Entry, Titles, outline, shared_names};
use super::{Case, Notice, Oddity, OddityKind, Passage, Role};

/// What is known of a line before ids are given.
#[derive(Debug, Clone)]
struct Plan {
    role: Role,
    case: Option<usize>,
    section: Option<String>,
    /// The passage goes on on the next line.
    joins: bool,
    /// The passage is its case's title.
    title: bool,
}

pub(super) fn assemble(
    text: &str,
    lines: &[Line<'_>],
    mut head: Head,
    cases: Cases,
    stem: &str,
) -> (Notice, Vec<Oddity>) {
    let script = Script::of(text);
    let stem: String = stem.replace(['/', '#'], "-");
    let id = head.number.as_ref().map_or_else(|| stem.clone(), |number| number.id.clone());
    // A document without a title goes by the name of its file, which is said with it.
    let title = if head.title.trim().is_empty() {
        head.readings.title = Some(Reading { source: Source::File, sureness: Sureness::Guess, span: None });
        stem
    } else {
        head.title.trim().to_owned()
    };
    let near = place_of(head.issuer.as_deref().unwrap_or(&title), None).or_else(|| place_of(&title, None));

    let mut plans: Vec<Plan> = lines
        .iter()
        .zip(&head.furniture)
        .map(|(line, &furniture)| Plan {
            role: if line.foreign && !line.aside {
                Role::Foreign
            } else if furniture || line.aside {
                Role::Boilerplate
            } else {
                Role::Body
            },
            case: None,
            section: None,
            joins: false,
            title: false,
        })
        .collect();
    // What a page has apart from its text, but is its document's.
    for at in head.title_lines.clone().chain(head.number_lines.clone()) {
        if lines[at].aside {
            plans[at].role = Role::Body;
        }
    }
    let mut oddities = Vec::new();
    let mut made = if cases.found.is_empty() {
        whole_document(lines, &head, &id, &title, near.as_ref(), script, &mut plans)
    } else {
        collection(lines, &head, &cases, &id, near.as_ref(), script, &mut plans, &mut oddities)
    };
    let passages = passages(text, lines, &plans, &made, &id);
    span_cases(&mut made, &passages);
    let notice = Notice {
        id,
        number: head.number.map(|number| number.text),
        title,
        issuer: head.issuer,
        issued: head.issued,
        published: head.published,
        url: head.url,
        readings: head.readings,
        cases: made,
        passages,
    };
    (notice, oddities)
}

/// Each case is from its first passage to its last.
fn span_cases(cases: &mut [Case], passages: &[Passage]) {
    let mut begun = vec![false; cases.len()];
    for passage in passages {
        let Some(at) = passage.case else { continue };
        let start = if begun[at] { cases[at].span.start } else { passage.span.start };
        cases[at].span = Span::new(start, passage.span.end);
        begun[at] = true;
    }
}

/// A document without cases is one case: itself.
fn whole_document(
    lines: &[Line<'_>],
    head: &Head,
    id: &str,
    title: &str,
    near: Option<&Place>,
    script: Script,
    plans: &mut [Plan],
) -> Vec<Case> {
    let entries = outline(lines, 0..lines.len(), &HashSet::new(), Titles::Headings);
    for (plan, entry) in plans.iter_mut().zip(entries) {
        if plan.role == Role::Body {
            plan.case = Some(0);
            set(plan, entry);
        }
    }
    mark_title(plans, &head.title_lines);
    for plan in &mut plans[..head.title_lines.end] {
        plan.section = None;
    }
    let place = place_of(title, near).filter(|place| place.city.is_some() || place.county.is_some());
    let place = place.or_else(|| near.cloned()).unwrap_or_default().in_script(script, title);
    let Place { province, city, county } = place;
    vec![Case { id: id.to_owned(), title: title.to_owned(), province, city, county, ..Case::default() }]
}

#[expect(clippy::too_many_arguments, reason = "the parts of one assembly, passed on once")]
fn collection(
    lines: &[Line<'_>],
    head: &Head,
    cases: &Cases,
    id: &str,
    near: Option<&Place>,
    script: Script,
    plans: &mut [Plan],
    oddities: &mut Vec<Oddity>,
) -> Vec<Case> {
    // Outside the cases: each stretch has an outline of its own, and a group's heading opens no section.
    let none = HashSet::new();
    let mut from = 0;
    let bounds = cases.found.iter().map(|case| (case.title_lines.start, case.end));
    for (start, end) in bounds.chain([(lines.len(), lines.len())]) {
        let entries = outline(lines, from..start.max(from), &none, Titles::Headings);
        for (plan, entry) in plans[from..start.max(from)].iter_mut().zip(entries) {
            if plan.role == Role::Body {
                set(plan, Entry { section: None, ..entry });
            }
        }
        from = end;
    }
    for &group in &cases.groups {
        plans[group].role = Role::Heading;
    }
    for plan in plans[head.title_lines.clone()].iter_mut().filter(|plan| plan.role == Role::Body) {
        plan.role = Role::Heading;
    }
    join(plans, &head.title_lines);

    let ranges: Vec<Range<usize>> = cases.found.iter().map(|case| case.title_lines.end..case.end).collect();
    let names = shared_names(lines, &ranges);
    for (i, (case, range)) in cases.found.iter().zip(&ranges).enumerate() {
        let entries = outline(lines, range.clone(), &names, Titles::Text);
        for (plan, entry) in plans[range.clone()].iter_mut().zip(entries) {
            if plan.role == Role::Body {
                plan.case = Some(i);
                set(plan, entry);
            }
        }
        for plan in &mut plans[case.title_lines.clone()] {
            plan.case = Some(i);
        }
        mark_title(plans, &case.title_lines);
        if case.run_in {
            plans[case.title_lines.start].role = Role::Body;
        }
    }
    for (range, case) in &cases.listings {
        for plan in &mut plans[range.clone()] {
            plan.role = Role::Listing;
        }
        join(plans, range);
        note_difference(lines, range, &cases.found[*case], oddities);
    }
    make_cases(lines, &cases.found, id, near, script)
}

fn set(plan: &mut Plan, entry: Entry) {
    plan.section = entry.section;
    if entry.heading {
        plan.role = Role::Heading;
    }
}

fn join(plans: &mut [Plan], range: &Range<usize>) {
    for plan in &mut plans[range.start..range.end.max(range.start + 1) - 1] {
        plan.joins = true;
    }
}

fn mark_title(plans: &mut [Plan], range: &Range<usize>) {
    if range.is_empty() {
        return;
    }
    for plan in &mut plans[range.clone()] {
        plan.role = Role::Heading;
        plan.section = None;
        plan.title = true;
    }
    join(plans, range);
}

fn note_difference(lines: &[Line<'_>], range: &Range<usize>, case: &Found, oddities: &mut Vec<Oddity>) {
    let copy: String = lines[range.clone()].iter().map(|line| line.text).collect();
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if !plain(without_page(&copy)).ends_with(&plain(&case.title)) {
        oddities.push(Oddity {
            span: Span::new(lines[range.start].span.start, lines[range.end - 1].span.end),
            kind: OddityKind::TitleDiffers,
            message: Sentence::new(
                format!("此处标题与案例标题“{}”不同", case.title),
                format!("this copy of a title differs from the title itself, “{}”", case.title),
            ),
        });
    }
}

fn make_cases(lines: &[Line<'_>], found: &[Found], id: &str, near: Option<&Place>, script: Script) -> Vec<Case> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    found
        .iter()
        .enumerate()
        .map(|(i, case)| {
            let number = case.number.map_or(i + 1, |number| number as usize);
            let name = format!("{id}/{}{number}", case.tier.as_deref().unwrap_or("案例"));
            let times = taken.entry(name.clone()).and_modify(|times| *times += 1).or_insert(1);
            let unique = if *times == 1 { name } else { format!("{name}-{times}") };
            let place = case_place(lines, case, near, script);
            Case {
                id: unique,
                tier: case.tier.clone(),
                number: case.number,
                title: case.title.trim().to_owned(),
                province: place.province,
                city: place.city,
                county: place.county,
                span: Span::at(0),
            }
        })
        .collect()
}

/// The place of a case: in its title, else in its first lines in full, else where the notice was issued.
fn case_place(lines: &[Line<'_>], case: &Found, near: Option<&Place>, script: Script) -> Place {
    let place = own_place(lines, case, near, script).unwrap_or_default();
    let around = || near.map(|place| place.in_script(script, "")).unwrap_or_default();
    if place.province.is_some() { place } else { Place { province: around().province, ..place } }
}

fn own_place(lines: &[Line<'_>], case: &Found, near: Option<&Place>, script: Script) -> Option<Place> {
    let local = |place: &Place| place.city.is_some() || place.county.is_some();
    if let Some(place) = place_of(&case.title, near).filter(local) {
        return Some(place.in_script(script, &case.title));
    }
    let text = || lines[case.title_lines.end..case.end].iter().filter(|line| !line.foreign);
    let first = text().take(4).find_map(|line| {
        // In running text a bare name may be anything; only the text's start and full names count.
        let opening: String = line.text.chars().take(120).collect();
        let place = place_of(&opening, None).filter(local)?;
        // 朝阳区 is in several cities; where the notice was issued decides.
        let open = place.city.is_none().then_some(place.county.as_deref()).flatten();
        let place = open.and_then(|county| place_of(county, near)).unwrap_or(place);
        Some(place.in_script(script, &opening))
    });
    first.or_else(|| near.filter(|place| local(place)).map(|place| place.in_script(script, "")))
}

/// One passage a line, but lines that belong together are one; ids count from 1 in each case and in the notice.
fn passages(text: &str, lines: &[Line<'_>], plans: &[Plan], cases: &[Case], id: &str) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(lines.len());
    let mut counts = vec![0_usize; cases.len()];
    let mut outside = 0_usize;
    // A document without cases counts all its passages together.
    let alone = cases.len() == 1 && cases[0].id == id;
    let mut at = 0;
    while at < lines.len() {
        let plan = &plans[at];
        let mut end = at;
        while plans[end].joins && end + 1 < lines.len() {
            end += 1;
        }
        let span: Span<Clean> = Span::new(lines[at].span.start, lines[end].span.end);
        for (piece, span) in pieces(text, span).enumerate() {
            let passage_id = match plan.case {
                Some(case) if plan.title && piece == 0 => cases[case].id.clone(),
                Some(case) if !alone => {
                    counts[case] += 1;
                    format!("{}#{}", cases[case].id, counts[case])
                }
                _ => {
                    outside += 1;
                    format!("{id}#{outside}")
                }
            };
            passages.push(Passage {
                id: passage_id,
                role: plan.role,
                case: plan.case,
                section: plan.section.clone(),
                span,
            });
        }
        at = end + 1;
    }
    passages
}
