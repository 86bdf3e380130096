//! Supplies of printers: kind, colour, and the amount left.

use std::fmt;

use crate::record::leaf::Meaning;

/// Amount left of a supply (NIX-045).
///
/// # Wire
/// | text | meaning |
/// |---|---|
/// | `86` | percent; older agents also write negative ones and ones above 100 |
/// | `OK` | some |
/// | `WARNING`, or nothing in older agents | the device does not know |
/// | `65.1ml`, `120sheets`, `35hours` | an amount, with its unit |
/// | `9?` | an amount whose unit the agent does not know |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SupplyLevel {
    /// A percentage. May be out of 0..=100 where it comes from older agents.
    Percent(i64),
    /// An unknown amount above nothing.
    Some,
    /// Unknown to the device.
    Unknown,
    /// An amount.
    Amount(Amount),
}

/// An amount of something, exact to a thousandth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The amount in thousandths of the unit.
    pub thousandths: i64,
    /// The unit: `items`, `m`, `feet`, `ml`, `g`, `hours`, `sheets`,
    /// `impressions`, `mm`, `pages`, …; `None` where the agent does not know it.
    pub unit: Option<String>,
}

impl Meaning for SupplyLevel {
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("OK") {
            return Some(Self::Some);
        }
        if text.is_empty() || text.eq_ignore_ascii_case("WARNING") {
            return Some(Self::Unknown);
        }
        if let Some(percent) = i64::from_text(text.strip_suffix('%').unwrap_or(text)) {
            return Some(Self::Percent(percent));
        }
        let unit_at = text.find(|c: char| c.is_ascii_alphabetic() || c == '?').unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(unit_at)?;
        let unit = match unit {
            "?" | "" => None,
            unit if unit.bytes().all(|b| b.is_ascii_alphabetic()) => Some(unit.to_owned()),
            _ => return None,
        };
        Some(Self::Amount(Amount { thousandths: thousandths(number.trim())?, unit }))
    }
}

fn thousandths(number: &str) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let total = i64::from_text(whole)?.checked_mul(1000)?;
    if number.starts_with('-') { total.checked_sub(fraction) } else { total.checked_add(fraction) }
}

impl fmt::Display for SupplyLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => percent.fmt(f),
            Self::Some => f.write_str("OK"),
            Self::Unknown => f.write_str("WARNING"),
            Self::Amount(amount) => amount.fmt(f),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.thousandths < 0 { "-" } else { "" };
        let all = format!("{:04}", self.thousandths.unsigned_abs());
        let (whole, fraction) = all.split_at_checked(all.len().saturating_sub(3)).unwrap_or((&all, ""));
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}{}", self.unit.as_deref().unwrap_or("?"))
    }
}

/// The supply that a tag in `CARTRIDGES` names (NIX-046).
///
/// The tag is the kind and the colour, put together without a separator:
/// `TONERBLACK`, `DRUMCYAN`, `WASTETONER`. Agents up to 2.3 add whether it is the
/// capacity (`MAX`), what was used (`USED`) or what is left (`REMAINING`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply<'t> {
    /// The kind.
    pub kind: SupplyKind,
    /// Colour as spelt in the tag, such as `BLACK` or `LIGHT_CYAN`;
    /// empty where it has none.
    pub color: &'t str,
    /// The meaning of the value.
    pub measure: Measure,
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $variant:ident $tag:literal $colored:literal, )*) => {
        /// Kinds of supplies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum SupplyKind {
            $( $(#[$doc])* $variant, )*
        }

        impl SupplyKind {
            const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The word that tags start with.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $tag, )*
                }
            }

            /// Returns true if there is one for each colour.
            #[must_use]
            pub const fn is_colored(self) -> bool {
                match self {
                    $( Self::$variant => $colored, )*
                }
            }
        }
    };
}

kinds! {
    /// A toner cartridge.
    Toner "TONER" true,
    /// An ink cartridge.
    Cartridge "CARTRIDGE" true,
    /// A drum.
    Drum "DRUM" true,
    /// A developer.
    Developer "DEVELOPER" true,
    /// The box for waste toner.
    WasteToner "WASTETONER" false,
    /// A fuser.
    FuserKit "FUSERKIT" false,
    /// A maintenance kit.
    MaintenanceKit "MAINTENANCEKIT" false,
    /// A transfer unit.
    TransferKit "TRANSFERKIT" false,
    /// A cleaning unit.
    CleaningKit "CLEANINGKIT" false,
    /// Staples.
    Staples "STAPLES" false,
    /// A photoconductor.
    Photoconductor "PHOTOCONDUCTOR" false,
    /// Nothing to consume: the device's own remark.
    Informations "INFORMATIONS" false,
}

/// Meanings of a value in `CARTRIDGES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Level left.
    Level,
    /// Amount when it was new.
    Max,
    /// Amount used.
    Used,
    /// Amount left.
    Remaining,
}

impl<'t> Supply<'t> {
    /// Reads a tag; `None` if it starts with no known kind.
    ///
    /// ```
    /// use netinv_xml::{Measure, Supply, SupplyKind};
    /// let supply = Supply::from_tag("DRUMLIGHT_CYANMAX").expect("a known kind");
    /// assert_eq!((supply.kind, supply.color, supply.measure), (SupplyKind::Drum, "LIGHT_CYAN", Measure::Max));
    /// ```
    #[must_use]
    pub fn from_tag(tag: &'t str) -> Option<Self> {
        let (kind, rest) = SupplyKind::ALL
            .iter()
            .find_map(|kind| strip_prefix(tag, kind.as_str()).map(|rest| (*kind, rest)))?;
        let (measure, color) =
            [("MAX", Measure::Max), ("USED", Measure::Used), ("REMAINING", Measure::Remaining)]
                .into_iter()
                .find_map(|(suffix, measure)| strip_suffix(rest, suffix).map(|color| (measure, color)))
                .unwrap_or((Measure::Level, rest));
        // TONERBLACK2 is a second black toner of some printers.
        let color = match color.strip_suffix('2') {
            Some(color) if !color.is_empty() && !color.ends_with(|c: char| !c.is_ascii_alphabetic()) => color,
            _ => color,
        };
        Some(Self { kind, color: color.trim_matches(['_', '-', ' ']), measure })
    }
}

/// Returns the text after the prefix, in any case.
fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Returns the text before the suffix, in any case.
fn strip_suffix<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(thousandths: i64, unit: &str) -> Option<SupplyLevel> {
        let unit = (unit != "?").then(|| unit.to_owned());
        Some(SupplyLevel::Amount(Amount { thousandths, unit }))
    }

    // NIX-045
    #[test]
    fn levels() {
        assert_eq!(SupplyLevel::from_text("86"), Some(SupplyLevel::Percent(86)));
        assert_eq!(SupplyLevel::from_text("-75000"), Some(SupplyLevel::Percent(-75_000)));
        assert_eq!(SupplyLevel::from_text("651"), Some(SupplyLevel::Percent(651)));
        assert_eq!(SupplyLevel::from_text("OK"), Some(SupplyLevel::Some));
        assert_eq!(
            ["WARNING", "", " "].map(SupplyLevel::from_text),
            [const { Some(SupplyLevel::Unknown) }; 3]
        );
        assert_eq!(SupplyLevel::from_text("65.1ml"), amount(65_100, "ml"));
        assert_eq!(SupplyLevel::from_text("1.5mm"), amount(1500, "mm"));
        assert_eq!(SupplyLevel::from_text("120sheets"), amount(120_000, "sheets"));
        assert_eq!(SupplyLevel::from_text("-30pages"), amount(-30_000, "pages"));
        assert_eq!(SupplyLevel::from_text("9?"), amount(9000, "?"));
        for text in ["n/a", "ml", ".5ml", "1.2.3ml", "1.+5ml", "5 m/s"] {
            assert_eq!(SupplyLevel::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn levels_print_as_they_were() {
        for text in ["86", "-75000", "OK", "WARNING", "65.1ml", "1.5mm", "0g", "9?", "-0.5m"] {
            assert_eq!(SupplyLevel::from_text(text).unwrap().to_string(), text);
        }
    }

    // NIX-046
    #[test]
    fn tags_name_kind_colour_and_measure() {
        let supply = |tag| Supply::from_tag(tag).map(|s| (s.kind, s.color, s.measure));
        assert_eq!(supply("TONERBLACK"), Some((SupplyKind::Toner, "BLACK", Measure::Level)));
        assert_eq!(supply("TONERBLACK2"), Some((SupplyKind::Toner, "BLACK", Measure::Level)));
        assert_eq!(supply("WASTETONER"), Some((SupplyKind::WasteToner, "", Measure::Level)));
        assert_eq!(
            supply("CARTRIDGEPHOTO-BLACK"),
            Some((SupplyKind::Cartridge, "PHOTO-BLACK", Measure::Level))
        );
        assert_eq!(supply("TONERCYANREMAINING"), Some((SupplyKind::Toner, "CYAN", Measure::Remaining)));
        assert_eq!(supply("MAINTENANCEKITMAX"), Some((SupplyKind::MaintenanceKit, "", Measure::Max)));
        assert_eq!(supply("TONER3"), Some((SupplyKind::Toner, "3", Measure::Level)));
        // The digit belongs to the colour where there is no other.
        assert_eq!(supply("TONER2"), Some((SupplyKind::Toner, "2", Measure::Level)));
        assert_eq!(supply("TONERBLACK_2"), Some((SupplyKind::Toner, "BLACK_2", Measure::Level)));
        assert_eq!(supply("tonercyanMax"), Some((SupplyKind::Toner, "cyan", Measure::Max)));
        assert_eq!(supply("PAPERROLL"), None);
    }
}
