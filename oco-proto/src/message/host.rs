//! The sender of a request.

use super::Call;
use crate::scalar::{Scalar, Text};
use crate::wire::Any;

/// The sender of a request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Host<'a> {
    /// The name by which the server knows the host, upper and lower case alike. Real
    /// agents leave out the domain. In the client dialect it is in the data of a hello
    /// and an update, and a job state goes without (OCO-013).
    pub hostname: Text<'a>,
    /// The machine's SMBIOS or platform UUID; since agents 0.15.0. Two hosts with the
    /// same one make a real server answer 500.
    pub uid: Text<'a>,
}

impl<'a> Host<'a> {
    /// A host of this name, without uid.
    #[must_use]
    pub fn new(hostname: impl Into<Text<'a>>) -> Self {
        Self { hostname: hostname.into(), uid: Text::default() }
    }

    /// Sets the uid.
    #[must_use]
    pub fn with_uid(mut self, uid: impl Into<Text<'a>>) -> Self {
        self.uid = uid.into();
        self
    }

    /// Returns true if the uid tells this host from others. Real agents fall back on the host
    /// name, and boards come with placeholders; clones collide then (OCO-049).
    #[must_use]
    pub fn has_own_uid(&self) -> bool {
        // Without blanks, which some agents leave out, and dashes; numbers in both byte orders.
        const PLACEHOLDERS: [&str; 7] = [
            "03000200040005000006000700080009",
            "00020003000400050006000700080009",
            "123456781234567890abcddeefaabbcc",
            "785634123412785690abcddeefaabbcc",
            "fefefefefefefefefefefefefefefefe",
            "notsettable",
            "notpresent",
        ];
        let (Some(uid), hostname) = (self.uid.as_str(), self.hostname.as_str()) else {
            return false;
        };
        let lower = uid.to_lowercase();
        let bare: String = lower.chars().filter(|c| *c != '-' && !c.is_whitespace()).collect();
        let first = bare.chars().next();
        let all_one_digit = bare.chars().all(|c| Some(c) == first);
        !all_one_digit
            && !PLACEHOLDERS.contains(&bare.as_str())
            && hostname.is_none_or(|name| name.trim().to_lowercase() != lower.trim())
    }
}

/// The member of a hello that is the host's name in the client dialect.
pub(super) const HOSTNAME: &str = "hostname";

impl<'a> Call<'a> {
    /// Takes the host's name out of the data, where the client dialect has it (OCO-013).
    pub(super) fn take_hostname(&mut self) -> Text<'a> {
        match self {
            Self::Hello(hello) => {
                let found = hello.extra.member(HOSTNAME).and_then(Any::to_scalar).filter(Scalar::is_set);
                let Some(name) = found.map(Scalar::into_owned) else { return Text::default() };
                hello.extra.remove(HOSTNAME);
                name.into()
            }
            Self::Update(inventory) => std::mem::take(&mut inventory.hostname),
            _ => Text::default(),
        }
    }

    /// Returns a copy with the host's name in the data, as in the client dialect.
    pub(super) fn with_hostname(&self, hostname: &Text<'a>) -> Self {
        let mut call = self.clone();
        match &mut call {
            Self::Hello(hello) => {
                hello.extra.insert(HOSTNAME, hostname.as_scalar().clone());
            }
            Self::Update(inventory) => inventory.hostname = hostname.clone(),
            _ => {}
        }
        call
    }
}
