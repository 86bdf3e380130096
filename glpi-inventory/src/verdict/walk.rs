//! The way through a document: each value is judged as it is passed.

use super::check::{Manner, Seen, check, is_valid};
use super::finding::{Found, Rule, Severity};
use super::path::{Step, To};
use super::report::Report;
use crate::error::{DecodeError, Snippet};
use crate::json::Reader;
use crate::object::{bit, last_members};
use crate::release::{Release, Releases};
use crate::schema::{Kind, Member, Table};

/// The reason for which a walk ended early.
pub(crate) enum Stop {
    /// The document is not JSON, or goes over a bound.
    Broken(DecodeError),
    /// The document is refused, and that is all that was asked.
    Refused,
    /// A member is there twice: the walk has to be done again, member by member.
    Duplicate,
}

impl From<DecodeError> for Stop {
    fn from(error: DecodeError) -> Self {
        Self::Broken(error)
    }
}

/// The number of levels that the server looks through.
pub(crate) const MAX_DEPTH: usize = 201;

/// A walk through a document.
pub(crate) struct Walk<'a, 'j, 'l> {
    pub(crate) reader: Reader<'a, 'l>,
    pub(crate) release: Release,
    pub(crate) manner: Manner<'j>,
    /// `None` if only the verdict is wanted.
    pub(crate) report: Option<Report<'j>>,
    /// True if members are looked at in the order that they have without doubles.
    pub(crate) has_duplicates: bool,
    pub(crate) path: Vec<Step>,
}

impl<'a> Walk<'a, '_, '_> {
    /// Judges the whole document.
    pub(crate) fn document(&mut self) -> Result<(), Stop> {
        let root = crate::schema::root();
        if self.reader.peek() == Some(b'{') {
            self.object(root)?;
        } else {
            self.slow(Kind::Object(root), false)?;
        }
        self.reader.finish()?;
        Ok(())
    }

    /// Judges an object whose first byte was seen.
    fn object(&mut self, table: &'static Table) -> Result<(), Stop> {
        let start = self.reader.place();
        let mark = self.report.as_ref().map_or(0, Report::mark);
        let mut inside = self.reader.open()?;
        let mut near = 0;
        let mut seen = 0;
        if self.has_duplicates {
            let members = last_members(&mut self.reader, &mut inside)?;
            let end = self.reader.place();
            for (name, place) in members {
                self.reader.go_to(place);
                self.member(table, &name, &mut near, &mut seen)?;
            }
            self.reader.go_to(end);
        } else {
            while let Some(name) = self.reader.next_member(&mut inside)? {
                self.member(table, &name, &mut near, &mut seen)?;
            }
        }
        if table.has_requirements() {
            self.requirements(table, seen, mark, self.reader.offset_of(start))?;
        }
        Ok(())
    }

    #[inline]
    fn member(
        &mut self,
        table: &'static Table,
        name: &str,
        near: &mut usize,
        seen: &mut u64,
    ) -> Result<(), Stop> {
        let known = table.find(name, *near);
        if let Some(index) = known
            && let Some(member) = table.members().get(index)
        {
            *near = index.saturating_add(1);
            let bit = bit(index);
            if *seen & bit != 0 {
                return Err(Stop::Duplicate);
            }
            *seen |= bit;
            if self.release == Release::NEWEST {
                return self.value(member, member.kind());
            }
            if member.is_in(self.release) {
                return self.value(member, member.kind_in(self.release));
            }
        }
        if let Some(member) = table.find_former(name).filter(|member| member.is_in(self.release)) {
            return self.value(member, member.kind_in(self.release));
        }
        self.unknown(table, name)
    }

    /// Judges the value of a known member.
    #[inline]
    fn value(&mut self, member: &'static Member, kind: Kind) -> Result<(), Stop> {
        match kind {
            Kind::Text if self.reader.peek() == Some(b'"') => return Ok(self.reader.pass_text()?),
            Kind::Integer if self.reader.pass_digits() => return Ok(()),
            Kind::Boolean if self.reader.boolean().is_some() => return Ok(()),
            _ => {}
        }
        self.path.push(Step {
            to: To::Member(member, kind),
            offset: self.reader.offset(),
            is_required: member.is_required_in(self.release),
        });
        self.inner(kind, member.is_secret())?;
        self.path.pop();
        Ok(())
    }

    /// Judges a value at the end of the path.
    fn inner(&mut self, kind: Kind, is_secret: bool) -> Result<(), Stop> {
        match (kind, self.reader.peek()) {
            (Kind::List(items), Some(b'[')) => {
                let mut inside = self.reader.open()?;
                while self.reader.next_element(&mut inside)? {
                    match (items, self.reader.peek()) {
                        (Kind::Any, _) => {
                            self.pass()?;
                            continue;
                        }
                        (Kind::Text, Some(b'"')) => {
                            self.reader.pass_text()?;
                            continue;
                        }
                        _ => {}
                    }
                    let offset = self.reader.offset();
                    self.path.push(Step { to: To::Element(inside.index()), offset, is_required: false });
                    self.inner(*items, is_secret)?;
                    self.path.pop();
                }
                Ok(())
            }
            (Kind::Object(table) | Kind::Loose(table), Some(b'{')) => self.object(table),
            (Kind::TextOrTexts, Some(b'[')) => self.texts(is_secret),
            _ => self.slow(kind, is_secret),
        }
    }

    /// Judges a list in the place of a text or a list of texts.
    fn texts(&mut self, is_secret: bool) -> Result<(), Stop> {
        let start = self.reader.place();
        let mut are_texts = true;
        let mut inside = self.reader.open()?;
        while self.reader.next_element(&mut inside)? {
            are_texts &= self.reader.peek() == Some(b'"');
            self.pass()?;
        }
        if are_texts {
            return Ok(());
        }
        let end = self.reader.place();
        self.fault(Rule::OneOf, &Seen::List, self.reader.offset_of(start), is_secret, Kind::TextOrTexts)?;
        self.reader.go_to(end);
        Ok(())
    }

    /// Judges a value without looking into it.
    fn slow(&mut self, kind: Kind, is_secret: bool) -> Result<(), Stop> {
        let offset = self.reader.offset();
        let deepest = self.reader.deepest();
        let seen = Seen::read(&mut self.reader)?;
        self.depth(deepest, offset)?;
        let mut rules = [None, None];
        check(kind, &seen, self.manner, |rule| {
            let [first, second] = &mut rules;
            *if first.is_none() { first } else { second } = Some(rule);
        });
        let is_fine = rules == [None, None];
        for rule in rules.into_iter().flatten() {
            self.fault(rule, &seen, offset, is_secret, kind)?;
        }
        if is_fine && let Some(report) = &mut self.report {
            report.notice(kind, &seen, offset, &self.path, is_secret);
        }
        Ok(())
    }

    /// Passes any value.
    fn pass(&mut self) -> Result<&'a str, Stop> {
        let offset = self.reader.offset();
        let deepest = self.reader.deepest();
        let value = self.reader.raw()?;
        self.depth(deepest, offset)?;
        Ok(value)
    }

    /// Notes a value that has too many levels (INV-023).
    fn depth(&mut self, before: usize, offset: usize) -> Result<(), Stop> {
        if before > MAX_DEPTH || self.reader.deepest() <= MAX_DEPTH {
            return Ok(());
        }
        let Some(report) = &mut self.report else { return Err(Stop::Refused) };
        report.too_deep(offset, &self.path);
        Ok(())
    }

    /// Notes a broken rule.
    #[cold]
    fn fault(
        &mut self,
        rule: Rule,
        seen: &Seen<'_>,
        offset: usize,
        is_secret: bool,
        kind: Kind,
    ) -> Result<(), Stop> {
        let Some(report) = &mut self.report else { return Err(Stop::Refused) };
        report.fault(rule, seen, offset, &self.path, is_secret, kind);
        Ok(())
    }

    /// Judges a member that the release does not know.
    #[cold]
    fn unknown(&mut self, table: &'static Table, name: &str) -> Result<(), Stop> {
        let is_root = self.path.is_empty();
        let is_refused = if is_root {
            self.release.has_closed_root()
        } else {
            self.release.has_closed_sections() && table.is_closed()
        };
        let offset = self.reader.offset();
        self.pass()?;
        if self.report.is_none() {
            return if is_refused { Err(Stop::Refused) } else { Ok(()) };
        }
        let severity = if is_refused { Severity::Refused } else { Severity::Ignored };
        if let Some(report) = &mut self.report {
            report.unknown(table, name, severity, offset, &self.path);
        }
        Ok(())
    }

    /// Judges the members that are missing in an object.
    fn requirements(
        &mut self,
        table: &'static Table,
        seen: u64,
        mark: usize,
        offset: usize,
    ) -> Result<(), Stop> {
        let members = table.members().iter().enumerate();
        let missing = members.filter(|(index, member)| {
            member.is_required_in(self.release) && member.is_in(self.release) && seen & bit(*index) == 0
        });
        let mut missing: Vec<&'static Member> = missing.map(|(_, member)| member).collect();
        if missing.is_empty() {
            return Ok(());
        }
        missing.sort_by_key(|member| member.rank());
        let Some(report) = &mut self.report else { return Err(Stop::Refused) };
        report.missing(&missing, mark, offset, &self.path);
        Ok(())
    }
}

/// Returns the releases for which a value breaks a rule of a member, or of the elements so many
/// levels of lists below it.
pub(crate) fn refusing(member: &Member, levels: usize, seen: &Seen<'_>, extra: &[&str]) -> Releases {
    let refuses = |release: &Release| {
        let manner = Manner { is_lenient: release.is_lenient(), extra_itemtypes: extra };
        let kind = (0..levels).fold(member.kind_in(*release), |kind, _| match kind {
            Kind::List(items) => *items,
            _ => Kind::Any,
        });
        !release.is_usable() || member.is_in(*release) && !is_valid(kind, seen, manner)
    };
    Release::ALL.iter().copied().filter(refuses).collect()
}

/// Returns a value as a finding shows it.
pub(crate) fn found(seen: &Seen<'_>, is_secret: bool) -> Found {
    let shown = match seen {
        _ if is_secret => None,
        Seen::Text(text) => Some(Snippet::new(text.as_bytes())),
        Seen::Number(number) => Some(Snippet::new(number.as_bytes())),
        Seen::Boolean(true) => Some(Snippet::new(b"true")),
        Seen::Boolean(false) => Some(Snippet::new(b"false")),
        _ => None,
    };
    Found { json_type: seen.json_type(), shown }
}
