//! Dates of firmwares as the PHP converter reads them (NIX-J12).
//!
//! It tries eleven patterns, one after the other. Parts that are too large carry
//! over: the 14th month is February of the next year. What fits no pattern stays
//! as it is.

/// Year, month, day, hour, minute, second as `Y M D h m s`; the month's name as `N`,
/// the weekday's as `W`; a blank for any number of them; anything else stands for
/// itself.
const PATTERNS: [&str; 11] = [
    "W N D h:m:s Y",
    "Y-M-DTh:m:sZ",
    "D/M/Y h:m:s",
    "Y-M-D h:m:s",
    "D/M/Y h:m",
    "Y-M-D h:m",
    "D/M/Y",
    "M/D/Y",
    "Y-M-D",
    "D.M.Y",
    "YMD",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const NUMERALS: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The day as `2013-03-14`; `None` if the text fits no pattern.
pub(super) fn day(text: &str) -> Option<String> {
    PATTERNS.iter().find_map(|pattern| read(pattern, text))
}

fn read(pattern: &str, text: &str) -> Option<String> {
    let mut rest = text.as_bytes();
    let (mut year, mut month, mut day, mut hour, mut minute, mut second) = (0, 0, 0, 0, 0, 0);
    let mut weekday = None;
    for part in pattern.bytes() {
        match part {
            b'Y' => year = number(&mut rest, 1, 4)?,
            b'M' => month = number(&mut rest, 1, 2)?,
            b'D' => day = number(&mut rest, 1, 2)?,
            b'h' => hour = number(&mut rest, 1, 2)?,
            b'm' => minute = number(&mut rest, 2, 2)?,
            b's' => second = number(&mut rest, 2, 2)?,
            b'N' => month = month_name(&mut rest)?,
            b'W' => weekday = Some(name(&mut rest, &WEEKDAYS, &[])?),
            b' ' => rest = without_blanks(rest),
            sign => rest = rest.strip_prefix(&[sign])?,
        }
    }
    if !rest.is_empty() {
        return None;
    }
    let seconds = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    let mut days = days_from_civil(year, month, day)?.checked_add(seconds.checked_div(86_400)?)?;
    if let Some(weekday) = weekday {
        // Day 0 was a Thursday. The day moves on to the weekday in the text.
        let is = days.checked_add(4)?.checked_rem_euclid(7)?;
        days = days.checked_add(weekday.checked_sub(is)?.checked_rem_euclid(7)?)?;
    }
    civil_from_days(days)
}

/// A number of `min` to `max` digits.
fn number(rest: &mut &[u8], min: usize, max: usize) -> Option<i64> {
    let len = rest.iter().take(max).position(|b| !b.is_ascii_digit()).unwrap_or(max.min(rest.len()));
    if len < min {
        return None;
    }
    let (digits, after) = rest.split_at_checked(len)?;
    *rest = after;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The rest after blanks, of which PHP knows four.
fn without_blanks(mut rest: &[u8]) -> &[u8] {
    const BLANKS: [&[u8]; 4] = [b" ", b"\t", "\u{A0}".as_bytes(), "\u{202F}".as_bytes()];
    while let Some(after) = BLANKS.iter().find_map(|blank| rest.strip_prefix(*blank)) {
        rest = after;
    }
    rest
}

fn month_name(rest: &mut &[u8]) -> Option<i64> {
    name(rest, &MONTHS, &NUMERALS)?.checked_add(1)
}

/// A name in full or its first three letters, or one of `others`; which it is.
fn name(rest: &mut &[u8], names: &[&str], others: &[&str]) -> Option<i64> {
    let len = rest.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(len)?;
    let is_word = |name: &[u8]| name.eq_ignore_ascii_case(word);
    let is_name = |name: &&str| is_word(name.as_bytes()) || name.as_bytes().get(..3).is_some_and(is_word);
    let index = names.iter().position(is_name);
    let index = index.or_else(|| others.iter().position(|name| is_word(name.as_bytes())));
    // The one month with a second short name.
    let index = index.or_else(|| (!others.is_empty() && is_word(b"sept")).then_some(8))?;
    *rest = after;
    i64::try_from(index).ok()
}

/// Days since 1970-01-01, where months and days may be out of range.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    // Years that start in March have their leap day at the end.
    let months = year.checked_mul(12)?.checked_add(month)?.checked_sub(3)?;
    let (year, month) = (months.checked_div_euclid(12)?, months.checked_rem_euclid(12)?);
    let (era, of_era) = (year.checked_div_euclid(400)?, year.checked_rem_euclid(400)?);
    let of_year = month.checked_mul(153)?.checked_add(2)?.checked_div(5)?;
    let days = of_era
        .checked_mul(365)?
        .checked_add(of_era.checked_div(4)?)?
        .checked_sub(of_era.checked_div(100)?)?
        .checked_add(of_year)?;
    era.checked_mul(146_097)?.checked_add(days)?.checked_add(day)?.checked_sub(719_469)
}

fn civil_from_days(days: i64) -> Option<String> {
    let days = days.checked_add(719_468)?;
    let (era, of_era) = (days.checked_div_euclid(146_097)?, days.checked_rem_euclid(146_097)?);
    let year = of_era
        .checked_sub(of_era.checked_div(1460)?)?
        .checked_add(of_era.checked_div(36_524)?)?
        .checked_sub(of_era.checked_div(146_096)?)?
        .checked_div(365)?;
    let before =
        year.checked_mul(365)?.checked_add(year.checked_div(4)?)?.checked_sub(year.checked_div(100)?)?;
    let of_year = of_era.checked_sub(before)?;
    let month = of_year.checked_mul(5)?.checked_add(2)?.checked_div(153)?;
    let first = month.checked_mul(153)?.checked_add(2)?.checked_div(5)?;
    let day = of_year.checked_sub(first)?.checked_add(1)?;
    let (year, month) = if month < 10 {
        (year, month.checked_add(3)?)
    } else {
        (year.checked_add(1)?, month.checked_sub(9)?)
    };
    let year = era.checked_mul(400)?.checked_add(year)?;
    let sign = if year < 0 { "-" } else { "" };
    Some(format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_text(text: &str) -> Option<String> {
        day(text)
    }

    // NIX-J12
    #[test]
    fn one_day_in_all_patterns() {
        for text in [
            "Thu Mar 14 15:05:41 2013",
            "2013-03-14T15:05:41Z",
            "14/03/2013 15:05:41",
            "2013-03-14 15:05:41",
            "14/03/2013 15:05",
            "2013-3-14 15:05",
            "14/3/2013",
            "2013-03-14",
            "14.03.2013",
            "20130314",
        ] {
            assert_eq!(from_text(text).as_deref(), Some("2013-03-14"), "{text}");
        }
    }

    #[test]
    fn parts_carry_over() {
        assert_eq!(from_text("2013-02-30").as_deref(), Some("2013-03-02"));
        assert_eq!(from_text("2000-0-0").as_deref(), Some("1999-11-30"));
        // Day first, so this is the 3rd of the 14th month.
        assert_eq!(from_text("03/14/2013").as_deref(), Some("2014-02-03"));
        assert_eq!(from_text("2013-03-13 24:00:00").as_deref(), Some("2013-03-14"));
        assert_eq!(from_text("2012-02-29").as_deref(), Some("2012-02-29"));
        assert_eq!(from_text("1900-02-29").as_deref(), Some("1900-03-01"));
        assert_eq!(from_text("14/03/13").as_deref(), Some("0013-03-14"));
        assert_eq!(from_text("0000-00-00").as_deref(), Some("-0001-11-30"));
        // A Thursday; the weekday wins.
        assert_eq!(from_text("Mon Mar 14 15:05:41 2013").as_deref(), Some("2013-03-18"));
    }

    #[test]
    fn every_day_is_itself() {
        for text in ["2013-01-01", "2013-02-28", "2013-03-01", "2013-12-31", "0000-03-01", "9999-12-31"] {
            assert_eq!(from_text(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn months_have_names() {
        for month in ["Sep", "sept", "SEPTEMBER", "IX"] {
            assert_eq!(
                from_text(&format!("Thu {month} 12 00:00:00 2013")).as_deref(),
                Some("2013-09-12"),
                "{month}"
            );
        }
        for text in ["Thu Foo 12 00:00:00 2013", "Sept Sep 12 00:00:00 2013", "IX Sep 12 00:00:00 2013"] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }

    #[test]
    fn other_spellings_fit_no_pattern() {
        for text in ["2000-0-0,00:00:00", "16-Sep-2019", "", "2013", "March 14 2013", "2013-03-14 1:5"] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
