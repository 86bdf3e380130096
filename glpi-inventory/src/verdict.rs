//! The verdict: is a document one that the server takes, and if not, why.

mod check;
mod finding;
mod message;
mod path;
mod php;
mod remedy;
mod repair;
mod report;
mod walk;

pub use finding::{Finding, Found, JsonType, Remedy, Rule, Severity};
pub use message::Refusal;
pub use repair::Repaired;

use std::fmt;

use self::check::Manner;
use self::report::{First, Report};
use self::walk::{Stop, Walk};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::inventory::Inventory;
use crate::json::Reader;
use crate::limits::Limits;
use crate::release::{Profile, Release, Releases};
use crate::value::ItemType;

/// Judges documents as a server with one release of the format does.
///
/// ```
/// use glpi_inventory::{Judge, Limits, Release, Remedy};
/// let document = br#"{"deviceid":"pc-1","content":{"versionclient":"example_v1",
///     "softwares":[{"name":"editor","version":42}]}}"#;
/// let judge = Judge::new(Release::NEWEST);
/// assert!(!judge.accepts(document, &Limits::DEFAULT)?);
///
/// let verdict = judge.judge(document, &Limits::DEFAULT)?;
/// let finding = &verdict.findings()[0];
/// assert_eq!(finding.pointer, "/content/softwares/0/version");
/// assert_eq!(finding.to_string(), "/content/softwares/0/version: expected a text, found number \"42\" at byte 104");
/// assert_eq!(finding.remedy, Some(Remedy::Cast("\"42\"".to_owned())));
/// assert_eq!(verdict.refusal().unwrap().message, "String expected, 42 received");
/// # Ok::<(), glpi_inventory::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Judge<'j> {
    release: Release,
    is_lenient: bool,
    extra_itemtypes: &'j [&'j str],
}

impl Judge<'static> {
    /// Creates a judge that is as strict or lenient as the release.
    #[must_use]
    pub const fn new(release: Release) -> Self {
        Self { release, is_lenient: release.is_lenient(), extra_itemtypes: &[] }
    }
}

impl From<Profile> for Judge<'static> {
    fn from(profile: Profile) -> Self {
        Self::new(profile.release())
    }
}

impl<'j> Judge<'j> {
    /// Sets whether numbers and truth values may be written as text. Strict is what the schema
    /// says; lenient is what servers since 1.1.12 do.
    #[must_use]
    pub const fn with_leniency(mut self, is_lenient: bool) -> Self {
        self.is_lenient = is_lenient;
        self
    }

    /// Sets the types of items that the server has besides those of the format, such as
    /// `Glpi\CustomAsset\TabletAsset` (INV-033).
    #[must_use]
    pub const fn with_extra_itemtypes(self, types: &'j [&'j str]) -> Self {
        Judge { release: self.release, is_lenient: self.is_lenient, extra_itemtypes: types }
    }

    /// Returns the release.
    #[must_use]
    pub const fn release(&self) -> Release {
        self.release
    }

    /// Returns true if the server takes a document.
    ///
    /// # Errors
    /// If the document goes over a bound. What is not JSON is refused, which is not an error.
    pub fn accepts(&self, document: &[u8], limits: &Limits) -> Result<bool, DecodeError> {
        match self.walk(document, limits, None) {
            Ok(_) => Ok(self.release.is_usable()),
            Err(Stop::Broken(error)) if is_bound(&error) => Err(error),
            Err(Stop::Broken(_)) => Ok(false),
            // A member may be there again, and the last one counts.
            Err(_) => Ok(self.judge(document, &limits.with_findings(1))?.is_accepted()),
        }
    }

    /// Finds all faults of a document.
    ///
    /// # Errors
    /// If the document goes over a bound. What is not JSON is a finding, not an error.
    pub fn judge<'a>(&self, document: &'a [u8], limits: &Limits) -> Result<Verdict<'a>, DecodeError> {
        let text = std::str::from_utf8(document).unwrap_or_default();
        let report = match self.walk(document, limits, Some(self.report(limits))) {
            Ok(report) => report.unwrap_or_else(|| self.report(limits)),
            Err(Stop::Broken(error)) if is_bound(&error) => return Err(error),
            Err(Stop::Broken(error)) => self.broken(&error, limits),
            Err(Stop::Refused | Stop::Duplicate) => self.report(limits),
        };
        Ok(Verdict::new(text, self.unusable(report)))
    }

    /// Decodes a document and tells whether the server takes it. For the newest release the
    /// reading of a document without faults is the verdict, so that it is gone through once.
    ///
    /// # Errors
    /// As [`Inventory::decode`].
    pub fn decode<'a>(
        &self,
        document: &'a [u8],
        limits: &Limits,
    ) -> Result<(Inventory<'a>, bool), DecodeError> {
        let mut reader = Reader::new(document, limits)?;
        let inventory = Inventory::decode_at(&mut reader)?;
        let is_known_type = match &inventory.itemtype {
            Some(ItemType::Other(name)) => self.extra_itemtypes.contains(&&**name),
            _ => true,
        };
        let is_clean = self.release == Release::NEWEST
            && reader.misfits() == 0
            && (self.is_lenient || reader.texts() == 0)
            && reader.deepest() <= walk::MAX_DEPTH
            && inventory.extra.is_empty()
            && is_known_type;
        let is_accepted = is_clean || self.accepts(document, limits)?;
        Ok((inventory, is_accepted))
    }

    fn report(&self, limits: &Limits) -> Report<'j> {
        Report {
            release: self.release,
            extra_itemtypes: self.extra_itemtypes,
            errors: Vec::new(),
            notices: Vec::new(),
            first: None,
            omitted: 0,
            max: limits.findings().max(1),
        }
    }

    /// Walks through a document, twice if it has a member twice.
    fn walk<'a, 'l>(
        &self,
        document: &'a [u8],
        limits: &'l Limits,
        report: Option<Report<'j>>,
    ) -> Result<Option<Report<'j>>, Stop> {
        let manner = Manner { is_lenient: self.is_lenient, extra_itemtypes: self.extra_itemtypes };
        let is_reported = report.is_some();
        let walk = |report, has_duplicates| {
            let reader: Reader<'a, 'l> = Reader::new(document, limits)?;
            let path = Vec::new();
            let mut walk = Walk { reader, release: self.release, manner, report, has_duplicates, path };
            walk.document()?;
            Ok(walk.report)
        };
        match walk(report, false) {
            Err(Stop::Duplicate) if is_reported => walk(Some(self.report(limits)), true),
            other => other,
        }
    }

    /// Returns the report on what is not JSON.
    fn broken(&self, error: &DecodeError, limits: &Limits) -> Report<'j> {
        let mut report = self.report(limits);
        report.whole(Rule::NotJson, error.offset(), Release::ALL.iter().copied().collect());
        report
    }

    /// Adds that the schema of the release cannot be loaded, which comes before all else.
    fn unusable(&self, mut report: Report<'j>) -> Report<'j> {
        if !self.release.is_usable() {
            let unusable = |release: &Release| !release.is_usable();
            report.whole(Rule::Unusable, 0, Release::ALL.iter().copied().filter(unusable).collect());
        }
        report
    }
}

/// Returns true if an error is about a bound of the caller's: the server's own on depth is a
/// refusal.
fn is_bound(error: &DecodeError) -> bool {
    matches!(error.kind(), DecodeErrorKind::Limit(limit) if limit.what != "depth" || limit.max < 512)
}

impl Report<'_> {
    /// Adds a fault of the whole document, before all others.
    fn whole(&mut self, rule: Rule, offset: usize, refused_by: Releases) {
        let is_unusable = rule == Rule::Unusable;
        let pointer = if is_unusable { "/properties/properties/items" } else { "" };
        self.first = Some(First {
            rule: rule.clone(),
            pointer: Some(pointer.to_owned()),
            word: String::new(),
            path: String::new(),
            offset,
        });
        let finding = Finding {
            pointer: String::new(),
            rule,
            found: None,
            severity: Severity::Refused,
            refused_by,
            remedy: None,
            offset,
            target: offset,
            removal: None,
        };
        self.errors.insert(0, finding);
    }
}

/// All that was found in a document.
#[derive(Clone)]
pub struct Verdict<'a> {
    text: &'a str,
    errors: usize,
    findings: Vec<Finding>,
    first: Option<First>,
    omitted: usize,
}

impl<'a> Verdict<'a> {
    fn new(text: &'a str, report: Report<'_>) -> Self {
        let errors = report.errors.len();
        let mut findings = report.errors;
        findings.extend(report.notices);
        Self { text, errors, findings, first: report.first, omitted: report.omitted }
    }

    /// Returns true if the server takes the document.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.first.is_none()
    }

    /// Returns all findings: first those for which the server refuses the document, in its
    /// order, then the others.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the findings for which the server refuses the document, in its order.
    #[must_use]
    pub fn faults(&self) -> &[Finding] {
        self.findings.get(..self.errors).unwrap_or_default()
    }

    /// Returns the number of findings beyond the bound, which are not kept.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Returns the line of the document, counted from 1, that a finding is on.
    #[must_use]
    pub fn line(&self, finding: &Finding) -> usize {
        let before = self.text.as_bytes().get(..finding.offset).unwrap_or_default();
        before.split(|byte| *byte == b'\n').count()
    }

    /// Returns the first fault in the words of the server.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.first.as_ref().map(|first| message::refusal(self.text, first))
    }
}

/// Shows the findings, not the document.
impl fmt::Debug for Verdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.findings).finish()
    }
}
