//! A chronicle for reading: a block a year, in it an event a paragraph.

use std::io::{self, Write};

use super::{Look, PLACE, TITLE, write_styled};
use crate::api::timeline::{DateOf, Timeline};
use crate::present::door::Door;
use crate::present::wording::passage_name;
use crate::present::wrap::{Wrapped, columns};
use crate::text::one_line;

/// Columns of a date.
const DATE: usize = 12;

/// Writes the events under their years.
pub(super) fn text(out: &mut Door<impl Write>, timeline: &Timeline, look: &Look) -> io::Result<()> {
    let show = |text: &str| one_line(text).into_owned();
    let lang = look.lang;
    for of_year in timeline.events.chunk_by(|a, b| a.year() == b.year()) {
        let Some(first) = of_year.first() else { continue };
        let year = first.year().unwrap_or(lang.pick("年份不详", "year unknown"));
        write_styled(out, look, TITLE, year)?;
        let all = timeline.years.iter().find(|known| known.year.as_deref() == first.year());
        let all = all.map_or(of_year.len(), |year| year.events);
        writeln!(out, "  {all} {}", lang.pick("项首创", if all == 1 { "first" } else { "firsts" }))?;
        for event in of_year {
            let day = event.date.as_deref().unwrap_or("–");
            // A day that is only that of the notice has a sign before it.
            let day = if event.date_of == Some(DateOf::Notice) { format!("≤{day}") } else { day.to_owned() };
            let pad = DATE.saturating_sub(columns(&day)).max(1);
            write!(out, "  ")?;
            write_styled(out, look, PLACE, &show(&day))?;
            let what = show(&format!("{}{}", event.level.as_deref().unwrap_or_default(), event.claim));
            write!(out, "{:pad$}{}", "", wrapped(&what, look)?.trim_start())?;
            let mut by: Vec<String> = Vec::new();
            if let Some(case) = &event.case {
                let place = case.city.iter().chain(&case.county).map(String::as_str).collect::<Vec<_>>().join(" ");
                by.extend(Some(place).filter(|place| !place.is_empty()));
            }
            by.extend(event.who.iter().cloned());
            by.push(passage_name(&event.passage).to_owned());
            write!(out, "{}", wrapped(&show(&by.join(" · ")), look)?)?;
        }
        writeln!(out)?;
    }
    let (shown, all) = (timeline.events.len(), timeline.total);
    if all > 0 {
        let more = if shown < all { lang.pick("，更多请用 --limit", ", more with --limit") } else { "" };
        writeln!(out, "{} {shown}/{all}{more}", lang.pick("首创", "firsts"))?;
        if timeline.events.iter().any(|event| event.date_of == Some(DateOf::Notice)) {
            writeln!(
                out,
                "{}",
                lang.pick("≤ 原句没有日期，不晚于通知的日期", "≤ no day in its sentence: not after that of its notice")
            )?;
        }
    }
    Ok(())
}

/// `text` behind the column of dates.
fn wrapped(text: &str, look: &Look) -> io::Result<String> {
    let mut lines = Vec::new();
    let mut block = Wrapped::new(look.width, DATE + 2);
    block.push(text, None);
    block.write(&mut Door::guarded(&mut lines))?;
    Ok(String::from_utf8_lossy(&lines).into_owned())
}
