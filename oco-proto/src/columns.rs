//! The check against the columns of the real server's database.
//!
//! Nothing in the protocol bounds a text, but a text that is too long for its column
//! makes a real server answer 500 with an empty body, and so does a program without
//! a version. With this check an agent learns it before, and which member it was.

use crate::error::EncodeError;
use crate::message::{Call, Events, Hello, Inventory, JobKind, JobState, Network, Request};
use crate::scalar::{Real, Scalar, Text};

/// Names of things, in characters.
const NAME: u64 = 200;
/// Descriptions of software, in characters.
const DESCRIPTION: u64 = 350;
/// Most other texts, in bytes.
const TEXT: u64 = 65_535;

impl Request<'_> {
    /// Checks that the real server's database takes the request (OCO-080), and that its
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
    texts([("data.agent_version", hello.agent_version.as_scalar())])?;
    uptime(&hello.uptime)?;
    networks(&hello.networks)?;
    for (index, service) in hello.services.iter().enumerate() {
        let at = At("data.services", index);
        at.characters("name", service.name.as_str(), NAME)?;
        at.texts([("metrics", service.metrics.as_scalar()), ("details", service.details.as_scalar())])?;
    }
    Ok(())
}

fn inventory(update: &Inventory<'_>) -> Result<(), EncodeError> {
    if !update.agent_version.is_set() {
        return Err(EncodeError::Missing("data.agent_version"));
    }
    uptime(&update.uptime)?;
    texts([
        ("data.agent_version", update.agent_version.as_scalar()),
        ("data.os", update.os.as_scalar()),
        ("data.os_version", update.os_version.as_scalar()),
        ("data.os_license", update.os_license.as_scalar()),
        ("data.os_language", update.os_language.as_scalar()),
        ("data.kernel_version", update.kernel_version.as_scalar()),
        ("data.architecture", update.architecture.as_scalar()),
        ("data.cpu", update.cpu.as_scalar()),
        ("data.ram", update.ram.as_scalar()),
        ("data.gpu", update.gpu.as_scalar()),
        ("data.serial", update.serial.as_scalar()),
        ("data.manufacturer", update.manufacturer.as_scalar()),
        ("data.model", update.model.as_scalar()),
        ("data.bios_version", update.bios_version.as_scalar()),
        ("data.boot_type", update.boot_type.as_scalar()),
        ("data.secure_boot", update.secure_boot.as_scalar()),
        ("data.domain", update.domain.as_scalar()),
    ])?;
    networks(&update.networks)?;
    machine(update)?;
    software(update)?;
    people(update)
}

fn networks(networks: &[Network<'_>]) -> Result<(), EncodeError> {
    networks.iter().enumerate().try_for_each(|(index, network)| {
        At("data.networks", index).texts([
            ("addr", network.addr.as_scalar()),
            ("netmask", network.netmask.as_scalar()),
            ("broadcast", network.broadcast.as_scalar()),
            ("mac", network.mac.as_scalar()),
            ("interface", network.interface.as_scalar()),
        ])
    })
}

/// The parts of the machine and the devices connected to it.
fn machine(update: &Inventory<'_>) -> Result<(), EncodeError> {
    for (index, screen) in update.screens.iter().enumerate() {
        At("data.screens", index).texts([
            ("name", screen.name.as_scalar()),
            ("manufacturer", screen.manufacturer.as_scalar()),
            ("manufactured", screen.manufactured.as_scalar()),
            ("resolution", screen.resolution.as_scalar()),
            ("size", screen.size.as_scalar()),
            ("type", screen.r#type.as_scalar()),
            ("serialno", screen.serialno.as_scalar()),
        ])?;
    }
    for (index, printer) in update.printers.iter().enumerate() {
        At("data.printers", index).texts([
            ("name", printer.name.as_scalar()),
            ("driver", printer.driver.as_scalar()),
            ("paper", printer.paper.as_scalar()),
            ("dpi", printer.dpi.as_scalar()),
            ("uri", printer.uri.as_scalar()),
            ("status", printer.status.as_scalar()),
        ])?;
    }
    for (index, partition) in update.partitions.iter().enumerate() {
        At("data.partitions", index).texts([
            ("device", partition.device.as_scalar()),
            ("mountpoint", partition.mountpoint.as_scalar()),
            ("filesystem", partition.filesystem.as_scalar()),
            ("name", partition.name.as_scalar()),
            ("serial", partition.serial.as_scalar()),
            ("uuid", partition.uuid.as_scalar()),
        ])?;
    }
    for (index, device) in update.devices.iter().enumerate() {
        At("data.devices", index).texts([
            ("subsystem", device.subsystem.as_scalar()),
            ("serial", device.serial.as_scalar()),
            ("name", device.name.as_scalar()),
        ])?;
    }
    Ok(())
}

fn software(update: &Inventory<'_>) -> Result<(), EncodeError> {
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
            At("data.software", index).characters(name, text.as_str(), max)?;
        }
    }
    Ok(())
}

fn people(update: &Inventory<'_>) -> Result<(), EncodeError> {
    for (index, login) in update.logins.iter().enumerate() {
        let at = At("data.logins", index);
        at.characters("guid", login.guid.as_str(), NAME)?;
        at.texts([
            ("display_name", login.display_name.as_scalar()),
            ("username", login.username.as_scalar()),
            ("console", login.console.as_scalar()),
        ])?;
    }
    for (index, user) in update.users.iter().enumerate() {
        At("data.users", index).texts([
            ("username", user.username.as_scalar()),
            ("display_name", user.display_name.as_scalar()),
            ("uid", user.uid.as_scalar()),
            ("home", user.home.as_scalar()),
            ("shell", user.shell.as_scalar()),
        ])?;
    }
    Ok(())
}

fn job_state(state: &JobState<'_>) -> Result<(), EncodeError> {
    // 64 bits with a sign.
    if state.return_code.is_set() && state.return_code.to_i64().is_none() {
        return Err(EncodeError::ColumnRange { path: "data.return-code".to_owned() });
    }
    // Static jobs have 4 GiB of room for this.
    if matches!(state.job_id.kind(), JobKind::Dynamic(_)) {
        texts([("data.message", state.message.as_scalar())])?;
    }
    Ok(())
}

fn events(events: &Events<'_>) -> Result<(), EncodeError> {
    for (index, event) in events.events.iter().enumerate() {
        let at = At("data.events", index);
        at.characters("log", event.log.as_str(), NAME)?;
        fits(event.provider.as_str().map_or(0, str::len), TEXT, "bytes", || at.path("provider"))?;
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

/// Members that have the room of most texts.
fn texts<const N: usize>(members: [(&str, &Scalar<'_>); N]) -> Result<(), EncodeError> {
    members.into_iter().try_for_each(|(path, text)| bytes(text, || path.to_owned()))
}

fn characters(path: &str, text: &Text<'_>, max: u64) -> Result<(), EncodeError> {
    let found = text.as_str().map_or(0, |text| text.chars().count());
    fits(found, max, "characters", || path.to_owned())
}

fn bytes(text: &Scalar<'_>, path: impl FnOnce() -> String) -> Result<(), EncodeError> {
    fits(text.as_str().map_or(0, str::len), TEXT, "bytes", path)
}

fn fits(
    found: usize,
    max: u64,
    unit: &'static str,
    path: impl FnOnce() -> String,
) -> Result<(), EncodeError> {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    if found > max { Err(EncodeError::Column { path: path(), found, max, unit }) } else { Ok(()) }
}

/// A row: its list, and where in it.
#[derive(Clone, Copy)]
struct At(&'static str, usize);

impl At {
    fn path(self, member: &str) -> String {
        format!("{}[{}].{member}", self.0, self.1)
    }

    fn texts<const N: usize>(self, members: [(&str, &Scalar<'_>); N]) -> Result<(), EncodeError> {
        members.into_iter().try_for_each(|(member, text)| bytes(text, || self.path(member)))
    }

    fn characters(self, member: &str, text: Option<&str>, max: u64) -> Result<(), EncodeError> {
        let found = text.map_or(0, |text| text.chars().count());
        fits(found, max, "characters", || self.path(member))
    }
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
            "data.software[0].name has 201 characters: the server's database takes 200"
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

    /// The result of the check for an inventory with these members.
    fn checked(data: &str) -> Result<(), String> {
        let inventory: Inventory<'_> = crate::json::read(data).unwrap();
        let request = Request::update(Host::new("demo"), inventory);
        request.check_columns().map_err(|error| error.to_string())
    }

    // OCO-080
    #[test]
    fn each_text_of_an_inventory_has_its_room() {
        let plain = "agent_version os os_version os_license os_language kernel_version architecture cpu ram gpu \
            serial manufacturer model bios_version boot_type secure_boot domain";
        let rows = "networks.addr networks.netmask networks.broadcast networks.mac networks.interface \
            screens.name screens.manufacturer screens.manufactured screens.resolution screens.size screens.type \
            screens.serialno printers.name printers.driver printers.paper printers.dpi printers.uri \
            printers.status partitions.device partitions.mountpoint partitions.filesystem partitions.name \
            partitions.serial partitions.uuid logins.display_name logins.username logins.console users.username \
            users.display_name users.uid users.home users.shell devices.subsystem devices.serial devices.name";
        for (member, row) in
            plain.split_whitespace().map(|name| (name, None)).chain(rows.split_whitespace().map(|path| {
                let (list, name) = path.split_once('.').unwrap();
                (list, Some(name))
            }))
        {
            let with = |length: usize| {
                let text = "x".repeat(length);
                let value = match row {
                    None => format!("\"{text}\""),
                    Some(name) => format!(r#"[{{}},{{"{name}":"{text}"}}]"#),
                };
                let version = if member == "agent_version" { "" } else { r#","agent_version":"1.2.0""# };
                checked(&format!(r#"{{"{member}":{value}{version}}}"#))
            };
            assert_eq!(with(65_535), Ok(()), "{member} {row:?}");
            let path =
                row.map_or_else(|| format!("data.{member}"), |name| format!("data.{member}[1].{name}"));
            let error = format!("{path} has 65536 bytes: the server's database takes 65535");
            assert_eq!(with(65_536), Err(error));
        }
    }

    // OCO-080
    #[test]
    fn a_logins_guid_has_200_characters() {
        let with = |length: usize| {
            let guid = "ü".repeat(length);
            checked(&format!(r#"{{"agent_version":"1.2.0","logins":[{{"guid":"{guid}"}}]}}"#))
        };
        assert_eq!(with(200), Ok(()));
        assert!(with(201).unwrap_err().starts_with("data.logins[0].guid has 201 characters"));
    }

    // OCO-080
    #[test]
    fn a_return_code_has_64_bits() {
        let with = |code: &str| {
            let json = format!(r#"{{"job-id":1,"state":3,"return-code":{code},"message":""}}"#);
            let state: JobState<'_> = crate::json::read(&json).unwrap();
            Request::job_state(Host::new("demo"), state).check_columns()
        };
        for code in ["null", "0", "4294967295", "9223372036854775807", "\"-9999\""] {
            assert_eq!(with(code), Ok(()), "{code}");
        }
        for code in ["9223372036854775808", "1.5", "1e300", "\"x\"", "true"] {
            let path = "data.return-code".to_owned();
            assert_eq!(with(code), Err(EncodeError::ColumnRange { path }), "{code}");
        }
    }

    #[test]
    fn a_hellos_version_and_networks_have_their_room_too() {
        let long = || "x".repeat(65_536);
        let network = Network { mac: long().into(), ..Network::default() };
        for hello in [Hello::new(long()), Hello::new("1.2.0").with_networks(vec![network])] {
            assert!(Request::hello(Host::new("demo"), hello).check_columns().is_err());
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
