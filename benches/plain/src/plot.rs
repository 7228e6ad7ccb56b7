//! How measurements grow with the size of a corpus, drawn.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;

use super::sizes::Growth;

/// What is drawn: a title, and the measurement by its name.
const PANELS: [(&str, &str); 6] = [
    ("build, processor time (s)", "build, processor time"),
    ("index (MB)", "index"),
    ("a word, ten best, p99 (µs)", "a word, ten best of all that have all words, p99"),
    ("a word with counts and marks, p99 (µs)", "a word, hits and counts; ours with marks, p99"),
    ("two words with counts and marks, p99 (µs)", "two words, hits and counts; ours with marks, p99"),
    ("a character with counts and marks, p99 (µs)", "a character, hits and counts; ours with marks, p99"),
];

/// Draws them into the file `to`: both axes logarithmic, plain in grey, anli in blue.
pub fn draw(to: &Path, sizes: &[f64], all: &[Growth]) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(to, (1080, 640)).into_drawing_area();
    root.fill(&WHITE)?;
    let (Some(&first), Some(&last)) = (sizes.first(), sizes.last()) else { return Ok(()) };
    for (area, (title, name)) in root.split_evenly((2, 3)).iter().zip(PANELS) {
        let Some(growth) = all.iter().find(|growth| growth.name == name) else { continue };
        let values = || growth.at.iter().flatten().copied();
        let (least, most) = (values().fold(f64::MAX, f64::min), values().fold(0.0, f64::max));
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .caption(title, ("sans-serif", 15))
            .x_label_area_size(30)
            .y_label_area_size(56)
            .build_cartesian_2d((first * 0.8..last * 1.3).log_scale(), (least / 1.6..most * 1.6).log_scale())?;
        chart.configure_mesh().x_desc("passages").light_line_style(WHITE).x_labels(4).y_labels(5).draw()?;
        for (which, (label, color)) in
            [("plain", RGBColor(120, 120, 120)), ("anli", RGBColor(20, 90, 170))].into_iter().enumerate()
        {
            let points: Vec<(f64, f64)> = sizes.iter().zip(&growth.at).map(|(&size, at)| (size, at[which])).collect();
            chart
                .draw_series(LineSeries::new(points.clone(), color.stroke_width(2)))?
                .label(label)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
            chart.draw_series(points.into_iter().map(|point| Circle::new(point, 3, color.filled())))?;
        }
        chart.configure_series_labels().border_style(BLACK.mix(0.3)).background_style(WHITE.mix(0.8)).draw()?;
    }
    root.present()?;
    Ok(())
}
