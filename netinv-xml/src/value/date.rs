//! Days, in the spellings of firmware vendors.

use std::fmt;

use crate::record::leaf::Meaning;

/// A date of the Gregorian calendar, such as that of a firmware.
///
/// Read from `2013-03-14`, `2013-03-14 15:05:41`, `2013-03-14T15:05:41Z`,
/// `2013-03-14,15:05:41.0`, `20130314`, `14/03/2013` (also with a time), `03/14/2013`
/// where the day cannot be a month, `14.03.2013`, `14-Mar-2013`, `14 Mar 2013`,
/// `Mar 14 2013`, `Thu Mar 14 15:05:41 2013` (NIX-044). Printed as `2013-03-14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Creates a date; `None` if there is no such day.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if year < 1000 || year > 9999 || day == 0 || day > days {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
}

impl Meaning for Date {
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return ymd(text.get(..4)?, text.get(4..6)?, text.get(6..)?);
        }
        let day = text.split([' ', 'T', ',']).next().unwrap_or("");
        if let [year, month, day] = *day.split('-').collect::<Vec<_>>() {
            return if year.len() == 4 { ymd(year, month, day) } else { ymd(day, month, year) };
        }
        if let [first, second, year] = *day.split('/').collect::<Vec<_>>() {
            return ymd(year, second, first).or_else(|| ymd(year, first, second));
        }
        if let [day, month, year] = *day.split('.').collect::<Vec<_>>() {
            return ymd(year, month, day);
        }
        match *text.split([' ', ',']).filter(|word| !word.is_empty()).collect::<Vec<_>>() {
            [_weekday, month, day, _time, year] => ymd(year, month, day),
            [first, second, year] => ymd(year, second, first).or_else(|| ymd(year, first, second)),
            _ => None,
        }
    }
}

fn ymd(year: &str, month: &str, day: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = match month.get(..3) {
        Some(name) => {
            let index = MONTHS.iter().position(|known| name.eq_ignore_ascii_case(known))?;
            u8::try_from(index.checked_add(1)?).ok()?
        }
        None => number(month)?.try_into().ok()?,
    };
    if year.len() != 4 || day.len() > 2 {
        return None;
    }
    Date::new(number(year)?, month, number(day)?.try_into().ok()?)
}

fn number(text: &str) -> Option<u16> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // NIX-044
    #[test]
    fn one_day_in_all_spellings() {
        for text in [
            "2013-03-14",
            "2013-3-14",
            "2013-03-14 15:05:41",
            "2013-03-14T15:05:41Z",
            "2013-03-14,15:05:41.0",
            "20130314",
            "14/03/2013",
            "14/03/2013 15:05",
            "03/14/2013",
            "14.03.2013",
            "14-Mar-2013",
            "14 Mar 2013",
            "March 14, 2013",
            "Thu Mar 14 15:05:41 2013",
        ] {
            assert_eq!(
                Date::from_text(text).map(|date| date.to_string()).as_deref(),
                Some("2013-03-14"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in
            ["", "n/a", "2000-0-0,00:00:00", "2013-02-29", "31.04.2013", "13-Foo-2013", "1", "20131350"]
        {
            assert_eq!(Date::from_text(text), None, "{text}");
        }
        assert!(Date::from_text("2000-02-29").is_some() && Date::from_text("1900-02-29").is_none());
    }

    #[test]
    fn a_day_has_parts() {
        let day = Date::from_text("2013-3-4").unwrap();
        assert_eq!((day.year(), day.month(), day.day()), (2013, 3, 4));
        assert_eq!(Date::new(2013, 3, 4), Some(day));
    }

    #[test]
    fn years_have_four_digits_and_days_two_at_most() {
        for text in ["14/03/02013", "14/03/13", "2013-03-014", "014.03.2013", "201303014"] {
            assert_eq!(Date::from_text(text), None, "{text}");
        }
    }
}
