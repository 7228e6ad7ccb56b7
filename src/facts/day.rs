//! Days and spans of days.

use std::fmt;

/// A day of the Gregorian calendar, counted from 1970-01-01, which is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day `day` of month `month` of `year`; none where the calendar has no such day.
    ///
    /// The count is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so
    /// that the leap day is the last of a year, and 400 years have 146,097 days.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > month_length(year, month) {
            return None;
        }
        let (month, day) = (month as i32, day as i32);
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Some(Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Year, month and day.
    #[must_use]
    pub fn civil(self) -> (i32, u32, u32) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year + era * 400 + i32::from(month <= 2), month.unsigned_abs(), day.unsigned_abs())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The days of `month` in `year`.
pub(super) fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// The first day.
    pub start: Day,
    /// The last day, not before the first.
    pub end: Day,
}

impl DateRange {
    /// The days from `start` to `end`; none when `end` lies before `start`.
    #[must_use]
    pub fn new(start: Day, end: Day) -> Option<DateRange> {
        (start <= end).then_some(DateRange { start, end })
    }

    /// All days of `year`.
    #[must_use]
    pub fn year(year: i32) -> Option<DateRange> {
        DateRange::months(year, 1, 12)
    }

    /// All days of a month.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<DateRange> {
        DateRange::months(year, month, month)
    }

    /// One day.
    #[must_use]
    pub fn day(year: i32, month: u32, day: u32) -> Option<DateRange> {
        let day = Day::new(year, month, day)?;
        DateRange::new(day, day)
    }

    /// From the first day of month `first` to the last day of month `last`.
    #[must_use]
    pub fn months(year: i32, first: u32, last: u32) -> Option<DateRange> {
        DateRange::new(Day::new(year, first, 1)?, Day::new(year, last, month_length(year, last))?)
    }
}

/// As short as the span allows: `2022`, `2022-06`, `2022-06-23`, else `2022-06-01..2022-08-15`.
impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.start.civil();
        if self.start == self.end {
            write!(f, "{}", self.start)
        } else if DateRange::year(year) == Some(*self) {
            write!(f, "{year:04}")
        } else if DateRange::month(year, month) == Some(*self) {
            write!(f, "{year:04}-{month:02}")
        } else {
            write!(f, "{}..{}", self.start, self.end)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_count_of_days_is_the_calendar() {
        assert_eq!(Day::new(1970, 1, 1).unwrap().number(), 0);
        assert_eq!(Day::new(2000, 3, 1).unwrap().number(), 11_017);
        let mut expected = Day::new(1600, 1, 1).unwrap().number();
        for year in 1600..2200 {
            for month in 1..=12 {
                for day in 1..=month_length(year, month) {
                    let there = Day::new(year, month, day).unwrap();
                    assert_eq!(there.number(), expected, "{year}-{month}-{day}");
                    assert_eq!(there.civil(), (year, month, day));
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn days_that_are_none() {
        for (year, month, day) in [(2023, 13, 45), (2023, 2, 29), (2023, 4, 31), (2023, 0, 1), (2023, 1, 0), (0, 1, 1)]
        {
            assert_eq!(Day::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Day::new(2024, 2, 29).is_some());
    }

    #[test]
    fn ranges_print_short() {
        assert_eq!(DateRange::year(2022).unwrap().to_string(), "2022");
        assert_eq!(DateRange::month(2024, 2).unwrap().to_string(), "2024-02");
        assert_eq!(DateRange::day(2023, 3, 31).unwrap().to_string(), "2023-03-31");
        assert_eq!(DateRange::months(2022, 1, 6).unwrap().to_string(), "2022-01-01..2022-06-30");
    }
}
