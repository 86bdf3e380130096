//! What the real server's database has room for.
//!
//! Nothing in the protocol bounds a text, but a text that is too long for its column
//! makes a real server answer 500 with an empty body, and so does a program without
//! a version. With this check an agent learns it before, and which member it was.

use crate::error::EncodeError;
use crate::message::{Call, Events, Hello, Inventory, JobKind, JobState, Request};
use crate::scalar::{Real, Text};

/// Names of things, in characters.
const NAME: u64 = 200;
/// Descriptions of software, in characters.
const DESCRIPTION: u64 = 350;
/// Most other texts, in bytes.
const TEXT: u64 = 65_535;

impl Request<'_> {
    /// Whether the real server's database takes the request (OCO-080), and whether its
    /// uid tells the host from others (OCO-049).
    ///
    /// # Errors
    /// The first member that does not fit, or is missing.
    pub fn check_columns(&self) -> Result<(), EncodeError> {
        characters("hostname", &self.host.hostname, NAME)?;
        characters("uid", &self.host.uid, NAME)?;
        match &self.call {
            Call::Hello(data) => hello(data),
            Call::Update(data) if self.host.uid.is_set() && !self.host.has_own_uid() => {
                inventory(data).and(Err(EncodeError::PlaceholderUid))
            }
            Call::Update(data) => inventory(data),
            Call::JobState(data) => job_state(data),
            Call::Events(data) => events(data),
            Call::Passwords(_) | Call::Download(_) => Ok(()),
        }
    }
}

fn hello(hello: &Hello<'_>) -> Result<(), EncodeError> {
    if !hello.agent_version.is_set() {
        return Err(EncodeError::Missing("data.agent_version"));
    }
    uptime(&hello.uptime)?;
    for (index, service) in hello.services.iter().enumerate() {
        characters(&at("data.services", index, "name"), &service.name, NAME)?;
        bytes(&at("data.services", index, "metrics"), &service.metrics, TEXT)?;
        bytes(&at("data.services", index, "details"), &service.details, TEXT)?;
    }
    Ok(())
}

fn inventory(update: &Inventory<'_>) -> Result<(), EncodeError> {
    if !update.agent_version.is_set() {
        return Err(EncodeError::Missing("data.agent_version"));
    }
    uptime(&update.uptime)?;
    let texts = [
        ("data.os", &update.os),
        ("data.os_version", &update.os_version),
        ("data.kernel_version", &update.kernel_version),
        ("data.cpu", &update.cpu),
        ("data.gpu", &update.gpu),
        ("data.serial", &update.serial),
        ("data.manufacturer", &update.manufacturer),
        ("data.model", &update.model),
        ("data.bios_version", &update.bios_version),
        ("data.domain", &update.domain),
    ];
    texts.into_iter().try_for_each(|(path, text)| bytes(path, text, TEXT))?;
    for (index, software) in update.software.iter().enumerate() {
        for (name, text, max) in [
            ("name", &software.name, NAME),
            ("version", &software.version, NAME),
            ("description", &software.description, DESCRIPTION),
        ] {
            // OCO-081
            if !text.is_set() {
                return Err(EncodeError::Missing(match name {
                    "name" => "data.software[].name",
                    "version" => "data.software[].version",
                    _ => "data.software[].description",
                }));
            }
            characters(&at("data.software", index, name), text, max)?;
        }
    }
    for (index, printer) in update.printers.iter().enumerate() {
        bytes(&at("data.printers", index, "paper"), &printer.paper, TEXT)?;
    }
    Ok(())
}

fn job_state(state: &JobState<'_>) -> Result<(), EncodeError> {
    // Static jobs have 4 GiB of room for this.
    if matches!(state.job_id.kind(), JobKind::Dynamic(_)) {
        bytes("data.message", &state.message, TEXT)?;
    }
    Ok(())
}

fn events(events: &Events<'_>) -> Result<(), EncodeError> {
    for (index, event) in events.events.iter().enumerate() {
        characters(&at("data.events", index, "log"), &event.log, NAME)?;
        bytes(&at("data.events", index, "provider"), &event.provider, TEXT)?;
    }
    Ok(())
}

/// The server cuts the fraction and keeps 32 bits with a sign.
fn uptime(uptime: &Real<'_>) -> Result<(), EncodeError> {
    match uptime.to_f64() {
        Some(seconds) if !(0.0..2_147_483_648.0).contains(&seconds) => {
            Err(EncodeError::ColumnRange { path: "data.uptime".to_owned() })
        }
        _ => Ok(()),
    }
}

fn characters(path: &str, text: &Text<'_>, max: u64) -> Result<(), EncodeError> {
    let found = text.as_str().map_or(0, |text| text.chars().count());
    fits(path, found, max, "characters")
}

fn bytes(path: &str, text: &Text<'_>, max: u64) -> Result<(), EncodeError> {
    fits(path, text.as_str().map_or(0, str::len), max, "bytes")
}

fn fits(path: &str, found: usize, max: u64, unit: &'static str) -> Result<(), EncodeError> {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    if found > max { Err(EncodeError::Column { path: path.to_owned(), found, max, unit }) } else { Ok(()) }
}

fn at(list: &str, index: usize, member: &str) -> String {
    format!("{list}[{index}].{member}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Event, Host, Software, State};

    fn update(software: Software<'_>) -> Result<(), EncodeError> {
        let inventory = Inventory { software: vec![software].into(), ..Inventory::new("1.2.0") };
        Request::update(Host::new("demo").with_uid("4c4c4544-0031"), inventory).check_columns()
    }

    #[test]
    fn a_name_of_201_characters_does_not_fit() {
        assert_eq!(update(Software::new("ü".repeat(200), "1", "")), Ok(()));
        let error = update(Software::new("ü".repeat(201), "1", "")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "data.software[0].name has 201 characters, the server's database takes 200"
        );
        assert!(update(Software::new("x", "1", "d".repeat(351))).is_err());
    }

    // OCO-081
    #[test]
    fn a_program_needs_a_version() {
        let whole = Software::new("x", "1", "");
        assert_eq!(update(whole.clone()), Ok(()));
        for (software, member) in [
            (Software { name: Text::NULL, ..whole.clone() }, "data.software[].name"),
            (Software { version: Text::default(), ..whole.clone() }, "data.software[].version"),
            (Software { description: Text::NULL, ..whole }, "data.software[].description"),
        ] {
            assert_eq!(update(software), Err(EncodeError::Missing(member)));
        }
    }

    #[test]
    fn an_event_has_room_for_a_log_of_200_characters_and_a_longer_provider() {
        let report = |log: usize, provider: usize| {
            let (log, provider) = ("ü".repeat(log).into(), "x".repeat(provider).into());
            let events = Events::new(vec![Event::default(), Event { log, provider, ..Event::default() }]);
            Request::events(Host::new("demo"), events).check_columns()
        };
        assert_eq!(report(200, 65_535), Ok(()));
        for (log, provider, what) in [
            (201, 0, "data.events[1].log has 201 characters"),
            (0, 65_536, "data.events[1].provider has 65536 bytes"),
        ] {
            let error = report(log, provider).unwrap_err().to_string();
            assert!(error.starts_with(what), "{error}");
        }
    }

    #[test]
    fn a_dynamic_jobs_message_has_less_room() {
        let report = |id: &str| {
            let state = JobState::new(id.to_owned(), State::Succeeded).with_message("x".repeat(65_536));
            Request::job_state(Host::new("demo"), state).check_columns()
        };
        assert_eq!(report("12"), Ok(()));
        assert!(report("dynamic-12").is_err());
    }

    #[test]
    fn an_uptime_of_68_years_and_a_placeholder_do_not_fit() {
        let hello = |uptime: f64| {
            let hello = Hello { uptime: uptime.into(), ..Hello::new("1.2.0") };
            Request::hello(Host::new("demo"), hello).check_columns()
        };
        assert_eq!(hello(2_147_483_647.9), Ok(()));
        assert_eq!(hello(2_147_483_648.0), Err(EncodeError::ColumnRange { path: "data.uptime".to_owned() }));
        let update = Request::update(Host::new("demo").with_uid("DEMO"), Inventory::new("1.2.0"));
        assert_eq!(update.check_columns(), Err(EncodeError::PlaceholderUid));
    }

    // OCO-049
    #[test]
    fn a_placeholder_is_no_uid() {
        let own = |uid: &str| Host::new("Demo").with_uid(uid.to_owned()).has_own_uid();
        assert!(own("4c4c4544-0031-3510-8052-b4c04f564433"));
        for uid in [
            "demo",
            "",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF",
            "03000200-0400-0500-0006-000700080009",
            "00020003-0004-0005-0006-000700080009",
            "0002000300040005000600 0700080009",
            "12345678-1234-5678-90AB-CDDEEFAABBCC",
            "78563412-3412-7856-90ab-cddeefaabbcc",
            "FEFEFEFE-FEFE-FEFE-FEFE-FEFEFEFEFEFE",
            "Not Settable",
            "NotSettable",
            "not present ",
            "NotPresent",
            " - ",
        ] {
            assert!(!own(uid), "{uid}");
        }
        // No more than what has been seen.
        assert!(own("fefefefe-fefe-fefe-fefe-fefefefefefd") && own("present"));
    }
}
