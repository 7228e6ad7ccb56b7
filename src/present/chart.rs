//! Bars as a picture (SVG by `plotters`), for those who would rather look; a table beside it says the same.

use maud::{Markup, PreEscaped, html};
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, RGBColor, Rectangle, SVGBackend, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, IntoTextStyle, TextStyle};

use crate::error::Lang;
use crate::text::sanitize;

/// Units of the picture: about as many as pixels on a telephone, so that its words can be read there.
const WIDTH: u32 = 340;

/// Units of a bar with the room around it, and of the bar alone.
const ROW: i32 = 24;
const THICK: i32 = 15;

/// Units of a Han character.
const LETTER: i32 = 12;

/// Units at most of the names on the left.
const NAMES: i32 = 100;

/// The colours of the picture; the style sheet puts its own in their place, which follow the reader's scheme.
const BAR: RGBColor = RGBColor(148, 48, 31);
const INK: RGBColor = RGBColor(35, 32, 27);

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How long it is, beside the others.
    pub value: f64,
    /// Its value in words.
    pub told: String,
}

/// The picture of `bars`, called `title`.
#[must_use]
pub fn chart(bars: &[Bar], title: &str, id: &str, lang: Lang) -> Markup {
    let mut svg = String::new();
    let height = ROW.saturating_mul(i32::try_from(bars.len()).unwrap_or(i32::MAX)).unsigned_abs().max(1);
    let drawn = {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        draw(&area, bars).and_then(|()| Ok(area.present()?))
    };
    let told: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.told)).collect();
    html! {
        // The table says it all, should a picture fail.
        @if drawn.is_ok() {
            svg.chart role="img" aria-labelledby={ (id) "-title" } aria-describedby={ (id) "-told" } viewBox={ "0 0 " (WIDTH) " " (height) } {
                title #{ (id) "-title" } { (title) }
                desc #{ (id) "-told" } { (told.join(lang.pick("；", "; "))) }
                (PreEscaped(&svg))
            }
        }
    }
}

fn draw(area: &DrawingArea<SVGBackend<'_>, Shift>, bars: &[Bar]) -> Result<(), Box<dyn std::error::Error>> {
    let longest = |text: fn(&Bar) -> &str| bars.iter().map(|bar| width(text(bar))).max().unwrap_or(0);
    let left = longest(|bar| &bar.name).min(NAMES) + 8;
    let right = longest(|bar| &bar.told) + 8;
    let room = (WIDTH.cast_signed() - left - right).max(40);
    let most = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    for (at, bar) in (0..).zip(bars) {
        let (top, middle) = (at * ROW + (ROW - THICK) / 2, at * ROW + ROW / 2);
        // What is not nothing is seen.
        let end = left + ((bar.value / most * f64::from(room)).round() as i32).clamp(1, room);
        area.draw(&Rectangle::new([(left, top), (end, top + THICK)], BAR.filled()))?;
        area.draw(&Text::new(fitted(&sanitize(&bar.name)), (left - 8, middle), style(HPos::Right)))?;
        area.draw(&Text::new(bar.told.clone(), (end + 6, middle), style(HPos::Left)))?;
    }
    Ok(())
}

fn style(side: HPos) -> TextStyle<'static> {
    // What is drawn is the size by 1.24: the library means the height of a line.
    (FontFamily::SansSerif, f64::from(LETTER) * 1.24)
        .into_text_style(&(0, 0))
        .color(&INK)
        .pos(Pos::new(side, VPos::Center))
}

/// Units of `text` in a line: Han characters and their marks are as wide as they are high.
fn width(text: &str) -> i32 {
    let halves: i32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    halves * LETTER / 2 + 2
}

/// The beginning of a name that is too long to stand beside its bar.
fn fitted(name: &str) -> String {
    if width(name) <= NAMES {
        return name.to_owned();
    }
    let mut out = String::new();
    for c in name.chars() {
        out.push(c);
        if width(&out) + LETTER > NAMES {
            break;
        }
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_value_and_its_name_is_text() {
        let bar = |name: &str, value| Bar { name: name.to_owned(), value, told: value.to_string() };
        let bars = [bar("宁波市", 4.0), bar("<b>&", 2.0), bar("一个很长很长很长的机构的名字", 0.0)];
        let svg = chart(&bars, "案例数", "c", Lang::Zh).0;
        assert!(svg.contains("role=\"img\"") && svg.contains("<title id=\"c-title\">案例数</title>"), "{svg}");
        assert!(svg.contains("宁波市 4；") && !svg.contains("<b>") && !svg.contains("style="), "{svg}");
        let lengths: Vec<f64> = svg
            .split("<rect ")
            .skip(1)
            .map(|rect| rect.split(" width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(lengths.len(), 3);
        assert!((lengths[0] / lengths[1] - 2.0).abs() < 0.05 && lengths[2] >= 1.0, "{lengths:?}");
        assert!(svg.contains('…'));
    }
}
