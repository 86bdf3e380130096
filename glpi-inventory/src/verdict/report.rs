//! Gathering findings.

use super::check::Seen;
use super::finding::{Finding, Remedy, Rule, Severity};
use super::path::{Step, To, of_library, pointer};
use super::remedy;
use super::walk::{found, refusing};
use crate::release::{Release, Releases};
use crate::schema::{Kind, Member, Pattern, Table};
use crate::section::network::CARTRIDGE;

/// The findings of a walk.
pub(crate) struct Report<'j> {
    pub(crate) release: Release,
    pub(crate) extra_itemtypes: &'j [&'j str],
    pub(crate) errors: Vec<Finding>,
    pub(crate) notices: Vec<Finding>,
    pub(crate) first: Option<First>,
    /// The number of findings beyond the bound.
    pub(crate) omitted: usize,
    pub(crate) max: usize,
}

/// The fault that the server finds first.
#[derive(Clone)]
pub(crate) struct First {
    pub(crate) rule: Rule,
    /// JSON pointer, if the fault is at a place.
    pub(crate) pointer: Option<String>,
    /// The name of the unknown member, or the expression that does not match.
    pub(crate) word: String,
    /// The place as the server's library writes it.
    pub(crate) path: String,
    pub(crate) offset: usize,
}

impl Report<'_> {
    /// Returns the number of errors so far.
    pub(crate) fn mark(&self) -> usize {
        self.errors.len()
    }

    fn push(&mut self, finding: Finding) {
        let list = match finding.severity {
            Severity::Refused => &mut self.errors,
            _ => &mut self.notices,
        };
        if list.len() < self.max {
            list.push(finding);
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Adds a broken rule of a value.
    pub(crate) fn fault(
        &mut self,
        rule: Rule,
        seen: &Seen<'_>,
        offset: usize,
        path: &[Step],
        is_secret: bool,
        kind: Kind,
    ) {
        if self.first.is_none() {
            let word = match &rule {
                Rule::Pattern(pattern) => pattern.to_regex(self.extra_itemtypes),
                _ => String::new(),
            };
            self.first = Some(First {
                rule: rule.clone(),
                pointer: Some(pointer(path, None)),
                word,
                path: of_library(path),
                offset,
            });
        }
        let (remedy, target) = self.remedy(kind, seen, offset, path);
        self.push(Finding {
            pointer: pointer(path, None),
            rule,
            found: Some(found(seen, is_secret)),
            severity: Severity::Refused,
            refused_by: self.refused_by(seen, path),
            remedy,
            offset,
            target,
            removal: remedy::removal(path),
        });
    }

    fn remedy(&self, kind: Kind, seen: &Seen<'_>, offset: usize, path: &[Step]) -> (Option<Remedy>, usize) {
        if path.is_empty() {
            return (None, offset);
        }
        if remedy::is_element(kind, seen) {
            return (Some(Remedy::Wrap), offset);
        }
        if let Some(json) = remedy::cast(kind, seen, self.extra_itemtypes) {
            return (Some(Remedy::Cast(json)), offset);
        }
        if let Some(json) = default(path, self.release) {
            return (Some(Remedy::Cast(json.1.to_owned())), offset);
        }
        remedy::removal(path).map_or((None, offset), |(remedy, target)| (Some(remedy), target))
    }

    /// Returns the releases that refuse the value at the end of a path.
    fn refused_by(&self, seen: &Seen<'_>, path: &[Step]) -> Releases {
        let elements = path.iter().rev().take_while(|step| matches!(step.to, To::Element(_))).count();
        let member = path.iter().rev().nth(elements).map(|step| step.to);
        match member {
            Some(To::Member(member, _)) => refusing(member, elements, seen, self.extra_itemtypes),
            _ => Release::ALL.iter().copied().collect(),
        }
    }

    /// Adds members that are missing, before what was found in their object.
    pub(crate) fn missing(&mut self, missing: &[&'static Member], mark: usize, offset: usize, path: &[Step]) {
        if mark == 0
            && let Some(member) = missing.first()
            && !matches!(self.first, Some(First { rule: Rule::TooDeep, .. }))
        {
            self.first = Some(First {
                rule: Rule::Required(member.name()),
                pointer: Some(pointer(path, None)),
                word: String::new(),
                path: of_library(path),
                offset,
            });
        }
        let findings: Vec<_> = missing.iter().map(|member| self.absence(member, offset, path)).collect();
        self.errors.splice(mark..mark, findings);
        let over = self.errors.len().saturating_sub(self.max);
        self.errors.truncate(self.max);
        self.omitted = self.omitted.saturating_add(over);
    }

    fn absence(&self, member: &'static Member, offset: usize, path: &[Step]) -> Finding {
        let requires = |release: &Release| {
            !release.is_usable() || member.is_required_in(*release) && member.is_in(*release)
        };
        let step = Step { to: To::Member(member, member.kind_in(self.release)), offset, is_required: true };
        let mut whole = path.to_vec();
        whole.push(step);
        let (remedy, target) = match default(&whole, self.release) {
            Some((name, json)) => (Some(Remedy::Insert(name, json)), offset),
            None => remedy::removal(path).map_or((None, offset), |(remedy, target)| (Some(remedy), target)),
        };
        Finding {
            pointer: pointer(path, None),
            rule: Rule::Required(member.name()),
            found: None,
            severity: Severity::Refused,
            refused_by: Release::ALL.iter().copied().filter(requires).collect(),
            remedy,
            offset,
            target,
            removal: remedy::removal(path),
        }
    }

    /// Adds a member that the release does not know.
    pub(crate) fn unknown(
        &mut self,
        table: &'static Table,
        name: &str,
        severity: Severity,
        offset: usize,
        path: &[Step],
    ) {
        if severity == Severity::Refused && self.first.is_none() {
            self.first = Some(First {
                rule: Rule::Unknown,
                pointer: Some(pointer(path, None)),
                word: name.to_owned(),
                path: of_library(path),
                offset,
            });
        }
        // A cartridge is a set of colours.
        if severity != Severity::Refused && std::ptr::eq(table, &CARTRIDGE) {
            return;
        }
        let known = table.member(name).or_else(|| table.find_former(name));
        let is_closed = |release: &Release| {
            if path.is_empty() {
                release.has_closed_root()
            } else {
                release.has_closed_sections() && table.is_closed()
            }
        };
        let refuses = |release: &Release| {
            !release.is_usable() || is_closed(release) && !known.is_some_and(|member| member.is_in(*release))
        };
        let remedy = remedy::rename(table, name, self.release).map_or(Remedy::DropMember, Remedy::Rename);
        self.push(Finding {
            pointer: pointer(path, Some(name)),
            rule: Rule::Unknown,
            found: None,
            severity,
            refused_by: Release::ALL.iter().copied().filter(refuses).collect(),
            remedy: Some(remedy),
            offset,
            target: offset,
            removal: None,
        });
    }

    /// Adds a value that has too many levels: the server looks for that first.
    pub(crate) fn too_deep(&mut self, offset: usize, path: &[Step]) {
        self.first = Some(First {
            rule: Rule::TooDeep,
            pointer: None,
            word: String::new(),
            path: String::new(),
            offset,
        });
        let finding = Finding {
            pointer: pointer(path, None),
            rule: Rule::TooDeep,
            found: None,
            severity: Severity::Refused,
            refused_by: Release::ALL.iter().copied().collect(),
            remedy: Some(Remedy::DropMember),
            offset,
            target: offset,
            removal: None,
        };
        self.errors.insert(0, finding);
    }

    /// Adds what is allowed, but probably a mistake.
    pub(crate) fn notice(
        &mut self,
        kind: Kind,
        seen: &Seen<'_>,
        offset: usize,
        path: &[Step],
        is_secret: bool,
    ) {
        let Seen::Text(text) = seen else { return };
        let rule = match kind {
            Kind::Integer | Kind::Range(..) => Rule::WrittenAsText("integer"),
            Kind::Boolean => Rule::WrittenAsText("boolean"),
            Kind::Pattern(Pattern::Line(_)) => return,
            Kind::Pattern(_) if text.ends_with('\n') => Rule::LineFeed,
            Kind::Pattern(pattern) if !remedy::is_calendar(pattern, text) => Rule::Calendar,
            _ => return,
        };
        let (remedy, target) = if rule == Rule::Calendar {
            remedy::removal(path).map_or((None, offset), |(remedy, target)| (Some(remedy), target))
        } else {
            (remedy::cast(kind, seen, self.extra_itemtypes).map(Remedy::Cast), offset)
        };
        self.push(Finding {
            pointer: pointer(path, None),
            rule,
            found: Some(found(seen, is_secret)),
            severity: Severity::Suspicious,
            refused_by: self.refused_by(seen, path),
            remedy,
            offset,
            target,
            removal: remedy::removal(path),
        });
    }
}

/// Returns the member that has to be there, with a value that says that it is not known.
fn default(path: &[Step], release: Release) -> Option<(&'static str, &'static str)> {
    let To::Member(member, _) = path.last()?.to else { return None };
    match (path.len(), member.name()) {
        (2, "versionclient") => Some(("versionclient", "\"missing\"")),
        (3, "type") if member.is_required_in(release) => {
            let is_there = release.is_since(Release::V1_1_23);
            Some(("type", if is_there { "\"Unmanaged\"" } else { "\"Networking\"" }))
        }
        _ => None,
    }
}
