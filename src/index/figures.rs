//! The figures and dates of passages as columns: what a condition such as `amount>=1億` is answered from.
//!
//! Each kind has one column with three rows a figure: the value, the upper end (the value again where the figure is no
//! range), both as the numbers that tantivy maps floating point to, and the packed [`FigurePlace`]. A condition scans
//! the column of its kind and nothing else, and the place gives the mark, so that neither postings nor stored text is
//! touched. One column and not three, because every field of the schema is read at every start. What a figure is about
//! is not kept: it is read again from the text of the few passages that are shown.

use tantivy::columnar::MonotonicallyMappableToU64;
use tantivy::schema::{Field, NumericOptions, SchemaBuilder};

use crate::facts::{Headed, Kind, Measured, measured_in};
use crate::text::CharSpan;

/// The kinds that have a column, with its name.
pub const FIGURES: [(Kind, &str); 5] = [
    (Kind::Money, "amount"),
    (Kind::Percent, "percent"),
    (Kind::Bp, "bp"),
    (Kind::Count, "count"),
    (Kind::Date, "date"),
];

/// Rows that a figure takes in its column: value, upper end, place. The figures of a passage follow each other, so
/// that a row's number, divided by this, leaves which of them it is in every segment.
pub const ROWS: u32 = 3;

/// The column called `name`.
pub(super) fn column(builder: &mut SchemaBuilder, name: &str) -> Field {
    builder.add_u64_field(name, NumericOptions::default().set_fast())
}

/// Calls `each` with the rows of the figures and dates of `text`, in which `cells` stand, and the place of their kind in
/// [`FIGURES`].
pub(super) fn each(text: &str, cells: &[Headed<'_>], mut each: impl FnMut(usize, u64)) {
    for figure in measured_in(text, cells) {
        let Some(kind) = FIGURES.iter().position(|(kind, _)| *kind == figure.kind) else { continue };
        let Some(place) = FigurePlace::of(&figure).to_u64() else { continue };
        for row in [figure.value.to_u64(), figure.max.to_u64(), place] {
            each(kind, row);
        }
    }
}

/// Where a figure stands, in characters of its passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigurePlace {
    /// The figure.
    pub chars: CharSpan,
    /// Of a count, its measure word.
    pub unit: Option<CharSpan>,
    /// Of a count, what is counted.
    pub noun: Option<CharSpan>,
}

/// Bits of the parts of a packed place, from the highest: where the figure begins; how far the end of the noun lies
/// from there, plus half the range; the noun's length; what follows the unit within the figure; the unit's length;
/// and the figure's length. What only counts have lies in the middle and is 0 for the others. The highest bit is free:
/// a place is less than any number that is not negative, so that the largest row of a passage is its largest figure.
const BITS: [u32; 6] = [25, 14, 6, 5, 3, 10];

impl FigurePlace {
    fn of(figure: &Measured) -> FigurePlace {
        FigurePlace { chars: figure.chars, unit: figure.unit, noun: figure.noun }
    }

    /// The place in 64 bits. None for a figure beyond character 33,554,431 or longer than 1,023; a unit or noun that
    /// does not fit is left out (a noun is at most 24 characters, and stands in the figure's sentence).
    #[must_use]
    pub fn to_u64(self) -> Option<u64> {
        let length = |span: CharSpan| u64::from(span.end - span.start);
        let fits = |part: usize, value: u64| value < 1 << BITS[part];
        let start = u64::from(self.chars.start);
        let half = 1_i64 << (BITS[1] - 1);
        let noun = self.noun.and_then(|noun| {
            let distance = u64::try_from(i64::from(noun.end) - i64::from(self.chars.start) + half).ok()?;
            (fits(1, distance) && fits(2, length(noun))).then_some((distance, length(noun)))
        });
        let unit = self.unit.and_then(|unit| {
            let behind = u64::from(self.chars.end.checked_sub(unit.end)?);
            (fits(3, behind) && fits(4, length(unit))).then_some((behind, length(unit)))
        });
        let (distance, noun) = noun.unwrap_or_default();
        let (behind, unit) = unit.unwrap_or_default();
        let parts = [start, distance, noun, behind, unit, length(self.chars)];
        (fits(0, start) && fits(5, parts[5]))
            .then(|| parts.iter().zip(BITS).fold(0, |packed, (part, bits)| packed << bits | part))
    }

    /// The place that [`FigurePlace::to_u64`] packed.
    #[must_use]
    pub fn from_u64(mut packed: u64) -> FigurePlace {
        let mut parts = [0_u32; 6];
        for (part, bits) in parts.iter_mut().zip(BITS).rev() {
            *part = (packed & ((1 << bits) - 1)) as u32;
            packed >>= bits;
        }
        let [start, distance, noun, behind, unit, length] = parts;
        let end = start.saturating_add(length);
        let back = |end: u32, length: u32| CharSpan::new(end.saturating_sub(length), end);
        let noun_end = (start + distance).saturating_sub(1 << (BITS[1] - 1));
        FigurePlace {
            chars: CharSpan::new(start, end),
            unit: (unit > 0).then(|| back(end.saturating_sub(behind), unit)),
            noun: (noun > 0).then(|| back(noun_end, noun)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_are_less_than_values() {
        assert_eq!(BITS.iter().sum::<u32>(), 63);
        assert!(0.0_f64.to_u64() >= 1 << 63);
    }

    proptest! {
        #[test]
        fn places_come_back(
            start in 5000_u32..(1 << 25), length in 8_u32..1024,
            noun in proptest::option::of((1_u32..64, -4000_i64..4000)),
            unit in proptest::option::of((1_u32..8, 0_u32..32)),
        ) {
            let end = start + length;
            let noun = noun.map(|(length, distance)| {
                let noun_end = u32::try_from(i64::from(start) + distance).unwrap();
                CharSpan::new(noun_end - length, noun_end)
            });
            let unit = unit.filter(|(length, behind)| end >= length + behind);
            let unit = unit.map(|(length, behind)| CharSpan::new(end - behind - length, end - behind));
            let place = FigurePlace { chars: CharSpan::new(start, end), unit, noun };
            prop_assert_eq!(FigurePlace::from_u64(place.to_u64().unwrap()), place);
        }

        #[test]
        fn any_bits_are_some_place(packed: u64) {
            let place = FigurePlace::from_u64(packed);
            prop_assert!(place.chars.start <= place.chars.end);
        }
    }

    #[test]
    fn what_is_too_far_away_is_left_out() {
        let chars = CharSpan::new(10, 14);
        let far = FigurePlace { chars, unit: None, noun: Some(CharSpan::new(9000, 9002)) };
        assert_eq!(FigurePlace::from_u64(far.to_u64().unwrap()), FigurePlace { noun: None, ..far });
        assert_eq!(FigurePlace { chars: CharSpan::new(1 << 25, (1 << 25) + 1), unit: None, noun: None }.to_u64(), None);
        assert_eq!(FigurePlace { chars: CharSpan::new(0, 1024), unit: None, noun: None }.to_u64(), None);
    }
}
