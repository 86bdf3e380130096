//! Network jobs: made by one crate, sent by another, executed by the real agent on devices
//! that answer over SNMP; the results are decoded.

use std::net::Ipv4Addr;

use glpi_proto::Message as _;
use glpi_proto::{Limits as BodyLimits, Payload, Reply, Request};
use interop::fusioninventory::devices::{self, MACHINE_NAME, MACHINE_PASSPHRASE, MACHINE_USER};
use interop::fusioninventory::{self, Run};
use interop::{Dialogue, Setup, free_port, network_jobs};
use netinv_xml::glpi_json::{self, Conversion};
use netinv_xml::{
    Amount, Authentication, ComponentType, Control, Device, DeviceType, Document, Duplex, IfAdminStatus,
    IfIndex, IfStatus, IfType, IpRange, JobNumber, JobOption, Leaf, Limits, Message, Neighbor, Param, Port,
    Secret, SupplyLevel, Target, TruthValue,
};
use serde_json::{Value, json};

use super::{AGENT, Side, errors, is_as_sent, prolog, run};

const SWITCH: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
const PRINTER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const MACHINE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const NOBODY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 4);

const DISCOVERY_JOB: u64 = 8;
const QUERY_JOB: u64 = 7;
const DEVICE_JOB: u64 = 4_000_000_007;

#[test]
fn agent_2_6_does_jobs() {
    let setup = fusioninventory::setup();
    let Some(mut dialogue) = Dialogue::start("network jobs", &setup, AGENT) else { return };
    let port = free_port();
    let _devices =
        [(devices::switch(), SWITCH), (devices::printer(), PRINTER), (devices::machine(), MACHINE)]
            .map(|(device, address)| device.start(&dialogue, &setup, address, port));

    let results = work(&dialogue, &setup, port, discovery(port), "netdiscovery");
    are_found(&results, &setup);
    dialogue.proved("SNMP discovery: start, number of addresses, three devices over SNMP 1, 2c and 3, end");

    let results = work(&dialogue, &setup, port, query(port), "netinventory");
    are_asked(&results, &setup);
    dialogue.proved("SNMP inventory: start, a switch, a printer, a machine, an error, end");

    let results = work(&dialogue, &setup, port, query_by_device(port), "netinventory");
    let [Message::Inventory(result)] = results.messages.as_slice() else {
        panic!("not the one result: {results:?}");
    };
    assert_eq!(result.job().and_then(Leaf::value), Some(JobNumber(DEVICE_JOB)));
    assert_eq!(result.devices().next().and_then(Device::name), Some("printer-1.example"));
    dialogue.proved("one job per device, without start and end");
}

/// The results of a job.
#[derive(Debug)]
struct Results {
    /// The port of the devices.
    port: u16,
    device_id: String,
    messages: Vec<Message<'static>>,
    log: String,
}

/// Sends a job and waits until the agent has finished it.
fn work(dialogue: &Dialogue, setup: &Setup, port: u16, job: JobOption<'static>, tasks: &str) -> Results {
    let side = Side::start(handed_out(vec![job]));
    let (seen, log) = run(&Run::new(dialogue, setup, side.port(), tasks), side);
    is_as_sent(&seen.documents, &log);
    let device_id = prolog(&seen.documents[0].1).device_id;
    let messages = seen.documents[1..].iter().map(|(_, document)| read(document)).collect();
    Results { port, device_id, messages, log }
}

/// Returns the answer to a PROLOG with these jobs: one crate encodes them, the other adds
/// them to its answer.
fn handed_out(options: Vec<JobOption<'static>>) -> Reply {
    let reply = network_jobs::hand_out(options.clone()).unwrap();
    assert_eq!((reply.unknown_members(), network_jobs::jobs(&reply).unwrap()), (0, options));
    reply
}

/// Decodes what was posted: it is well-formed, has no unknown elements, and encodes to the
/// same text.
fn read(document: &str) -> Message<'static> {
    let read = Document::decode_strict(document.as_bytes(), &Limits::DEFAULT).unwrap();
    assert_eq!((read.unknown_members(), read.repairs()), (0, [].as_slice()), "{document}");
    let mut written = Vec::new();
    read.encode(&mut written).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), document);
    read.into_owned().into_message()
}

/// Returns what a server stores of a result, and the changes that it had to make. The other
/// crate decodes it as an inventory.
fn stored(message: &Message<'_>, action: &str) -> (Value, Vec<String>) {
    // The servers' converter accepts it too.
    assert_eq!(glpi_json::convert(message, Conversion::Php).unwrap().documents().len(), 1);
    let conversion = glpi_json::convert(message, Conversion::Corrected).unwrap();
    let [document] = conversion.documents() else { panic!("not one document: {conversion:?}") };
    let payload = Payload::from_text(document, &BodyLimits::DEFAULT).unwrap();
    let Request::Inventory(inventory) = Request::decode(&payload, &BodyLimits::DEFAULT).unwrap() else {
        panic!("not an inventory: {document}")
    };
    assert_eq!((inventory.action(), inventory.extra.len()), (action, 0));
    let changes = conversion.changes().iter().map(ToString::to_string).collect();
    (serde_json::from_str(document).unwrap(), changes)
}

fn credentials() -> Vec<Authentication<'static>> {
    let community = |id: &'static str, version: &'static str, community| Authentication {
        id: Some(Leaf::new(id)),
        version: Some(Leaf::new(version)),
        community: Some(Secret::new(community)),
        ..Authentication::default()
    };
    let user = Authentication {
        id: Some(Leaf::new("33")),
        version: Some(Leaf::new("3")),
        username: Some(Leaf::new(MACHINE_USER)),
        auth_protocol: Some(Leaf::new("sha")),
        auth_passphrase: Some(Secret::new(MACHINE_PASSPHRASE)),
        ..Authentication::default()
    };
    vec![
        community("11", "1", devices::PRINTER_COMMUNITY),
        community("22", "2c", devices::SWITCH_COMMUNITY),
        user,
    ]
}

/// Returns a discovery job for all four addresses.
fn discovery(port: u16) -> JobOption<'static> {
    JobOption {
        name: Some(Leaf::new("NETDISCOVERY")),
        params: vec![Param {
            pid: Some(Leaf::from_value(&JobNumber(DISCOVERY_JOB))),
            threads_discovery: Some(Leaf::from_value(&4)),
            timeout: Some(Leaf::from_value(&3)),
            ..Param::default()
        }],
        ranges: vec![IpRange {
            id: Some(Leaf::from_value(&1)),
            first: Some(Leaf::from_value(&SWITCH.into())),
            last: Some(Leaf::from_value(&NOBODY.into())),
            entity: Some(Leaf::from_value(&3)),
            ports: Some(Leaf::new(port.to_string())),
            ..IpRange::default()
        }],
        authentications: credentials(),
        ..JobOption::default()
    }
}

/// Returns a query of a device, whose id on our server is that of its credentials.
fn target(id: u64, address: Ipv4Addr, port: u16) -> Target<'static> {
    Target {
        id: Some(Leaf::from_value(&id)),
        ip: Some(Leaf::from_value(&address.into())),
        ports: Some(Leaf::from_value(&netinv_xml::Ports(vec![port]))),
        auth_snmp_id: Some(Leaf::from_value(&id)),
        ..Target::default()
    }
}

/// Returns a job that queries all devices, one of which does not exist.
fn query(port: u16) -> JobOption<'static> {
    let networking = |id, target| Target {
        id: Some(Leaf::from_value(&id)),
        device_type: Some(Leaf::from_value(&DeviceType::Networking)),
        ..target
    };
    JobOption {
        name: Some(Leaf::new("SNMPQUERY")),
        params: vec![Param {
            pid: Some(Leaf::from_value(&JobNumber(QUERY_JOB))),
            threads_query: Some(Leaf::from_value(&4)),
            timeout: Some(Leaf::from_value(&5)),
            ..Param::default()
        }],
        devices: vec![
            networking(22, target(22, SWITCH, port)),
            target(11, PRINTER, port),
            target(33, MACHINE, port),
            networking(44, target(22, NOBODY, port)),
        ],
        authentications: credentials(),
        ..JobOption::default()
    }
}

/// Returns a job in the newer form, in which each device has a job number.
fn query_by_device(port: u16) -> JobOption<'static> {
    let device = Target { pid: Some(Leaf::from_value(&JobNumber(DEVICE_JOB))), ..target(11, PRINTER, port) };
    let param = Param { threads_query: Some(Leaf::from_value(&1)), ..Param::default() };
    JobOption { params: vec![param], devices: vec![device], ..query(port) }
}

/// Returns the control messages of a job.
fn controls(results: &Results, job: u64) -> Vec<Control> {
    let requests = results.messages.iter().filter_map(|message| match message {
        Message::Control(request) => Some(request),
        _ => None,
    });
    requests
        .map(|request| {
            assert_eq!(request.job().and_then(Leaf::value), Some(JobNumber(job)));
            request.control().unwrap()
        })
        .collect()
}

/// Returns the version that the agent reports at the start.
fn agent_version(results: &Results) -> Option<&str> {
    let Some(Message::Control(start)) = results.messages.first() else { return None };
    start.contents[0].agent.as_ref()?.agent_version.as_ref().map(Leaf::as_str)
}

/// Returns the only result of a job that fits, and its only device.
fn device(
    results: &Results,
    job: u64,
    fits: impl Fn(&Device<'_>) -> bool,
) -> (&Message<'static>, &Device<'static>) {
    let mut found = results.messages.iter().filter_map(|message| match message {
        Message::Discovery(request) | Message::Inventory(request) => {
            assert_eq!(request.job().and_then(Leaf::value), Some(JobNumber(job)));
            assert_eq!(request.device_id.as_ref().map(Leaf::as_str), Some(results.device_id.as_str()));
            let mut devices = request.devices();
            let device = devices.next().filter(|device| fits(device))?;
            assert!(devices.next().is_none(), "{message:?}");
            Some((message, device))
        }
        _ => None,
    });
    let device = found.next().unwrap_or_else(|| panic!("device not found: {results:?}"));
    assert!(found.next().is_none(), "device found twice: {results:?}");
    device
}

fn text<'d>(leaf: &'d Option<Leaf<'_>>) -> &'d str {
    leaf.as_ref().map_or("", Leaf::as_str)
}

fn value<T: netinv_xml::Meaning>(leaf: &Option<Leaf<'_, T>>) -> Option<T> {
    leaf.as_ref().and_then(Leaf::value)
}

fn are_found(results: &Results, setup: &Setup) {
    assert_eq!(errors(&results.log), [""; 0]);
    let [start, addresses, .., last] = results.messages.as_slice() else { panic!("{results:?}") };
    assert!([start, addresses, last].iter().all(|message| matches!(message, Message::Control(_))));
    let controls = controls(results, DISCOVERY_JOB);
    assert_eq!(controls, [Control::Start, Control::Addresses(4), Control::End, Control::End]);
    assert_eq!(agent_version(results), setup.version_of(AGENT).as_deref());
    assert_eq!(results.messages.len(), controls.len() + 3, "three devices answered: {results:?}");

    for (address, credentials, name, kind, description) in [
        (SWITCH, 22, "sw-1.example", DeviceType::Networking, "Interop Switch, four ports\nline two"),
        (PRINTER, 11, "printer-1.example", DeviceType::Printer, "Interop Printer"),
        (MACHINE, 33, MACHINE_NAME, DeviceType::Computer, "Linux "),
    ] {
        let said =
            format!("scanning {address}:{} with SNMP, credentials {credentials}: success", results.port);
        assert!(results.log.contains(&said), "{said}");
        let (message, device) =
            device(results, DISCOVERY_JOB, |device| value(&device.ip) == Some(address.into()));
        assert_eq!((value(&device.auth_snmp), value(&device.entity)), (Some(credentials), Some(3)));
        assert_eq!((device.name(), device.kind()), (Some(name), Some(kind)));
        assert!(text(&device.description).starts_with(description), "{device:?}");
        let (json, changes) = stored(message, "netdiscovery");
        assert_eq!(changes, [""; 0], "{json}");
        assert_eq!(json["content"]["network_device"]["name"], name);
        assert_eq!(json["content"]["network_device"]["credentials"], credentials);
        assert_eq!(json["jobid"], DISCOVERY_JOB);
    }
}

fn are_asked(results: &Results, setup: &Setup) {
    // The agent logs the same error for the missing device as our server receives.
    let silent = format!("SNMP communication error: no response from host {NOBODY}");
    let [error] = errors(&results.log)[..] else { panic!("{:?}", errors(&results.log)) };
    assert!(error.ends_with(&silent), "{error}");
    assert_eq!(controls(results, QUERY_JOB), [Control::Start, Control::End, Control::End]);
    assert_eq!(agent_version(results), setup.version_of(AGENT).as_deref());
    assert_eq!(results.messages.len(), 3 + 4, "{results:?}");

    let by_id = |id| {
        device(results, QUERY_JOB, move |it| it.info.as_ref().is_some_and(|it| value(&it.id) == Some(id)))
    };
    is_switch(by_id(22));
    is_printer(by_id(11));
    is_machine(by_id(33));
    let (message, device) = device(results, QUERY_JOB, |device| device.error.is_some());
    let error = device.error.as_ref().unwrap();
    assert_eq!((value(&error.id), text(&error.message)), (Some(44), silent.as_str()));
    assert_eq!(value(&error.device_type), Some(DeviceType::Networking));
    let (json, _) = stored(message, "netinventory");
    assert_eq!(json["content"]["error"]["message"], silent);
}

fn port<'d>(device: &'d Device<'static>, name: &str) -> &'d Port<'static> {
    device
        .ports
        .iter()
        .find(|port| text(&port.name) == name)
        .unwrap_or_else(|| panic!("no {name}: {device:?}"))
}

fn is_switch((message, device): (&Message<'_>, &Device<'static>)) {
    let info = device.info.as_ref().unwrap();
    assert_eq!(info.description(), Some("Interop Switch, four ports\nline two"));
    assert_eq!((text(&info.name), device.kind()), ("sw-1.example", Some(DeviceType::Networking)));
    // This agent encodes texts twice (NIX-028).
    assert_eq!(info.location.as_ref().unwrap().without_double_encoding(), "Büro 7 & <Lager>");
    assert_eq!((text(&info.serial), text(&info.model), text(&info.firmware)), ("SN-0001", "IS-4", "7.1.3"));
    assert_eq!(info.mac.as_ref().map(Leaf::as_str), Some("02:00:00:00:01:00"));
    assert_eq!(value(&info.uptime).map(netinv_xml::Uptime::as_ticks), Some(293_555_959));
    let addresses: Vec<_> = info.ips.iter().map(Leaf::as_str).collect();
    assert_eq!(addresses, ["192.0.2.1", "192.0.2.200", "198.51.100.9"]);

    assert_eq!(device.ports.len(), 4);
    let uplink = port(device, "Gi0/1");
    assert_eq!((uplink.index(), value(&uplink.port_type)), (Some(IfIndex(1)), Some(IfType(6))));
    assert_eq!(
        (value(&uplink.status), value(&uplink.admin_status)),
        (Some(IfStatus::Up), Some(IfAdminStatus::Up))
    );
    assert_eq!((value(&uplink.duplex), value(&uplink.trunk)), (Some(Duplex::Full), Some(true)));
    assert_eq!((uplink.bytes_in(), uplink.bytes_out()), (Some(u64::from(u32::MAX)), Some(1_000)));
    assert_eq!(value(&uplink.last_change).map(netinv_xml::Uptime::as_ticks), Some(8_644_242));
    assert_eq!(text(&uplink.alias), "uplink, 1st floor");
    assert_eq!((uplink.ips.len(), value(&uplink.ip)), (2, "198.51.100.9".parse().ok()));
    let vlan = &uplink.vlans[0];
    assert_eq!(
        (value(&vlan.number), text(&vlan.name), value(&vlan.tagged)),
        (Some(10), "office", Some(true))
    );
    let Neighbor::Device(core) = uplink.neighbor() else { panic!("{uplink:?}") };
    assert_eq!((text(&core.name), text(&core.description)), ("core-1.example", "Interop core\nline two"));
    assert_eq!(core.mac.as_ref().map(Leaf::as_str), Some("02:00:00:00:ab:01"));
    assert_eq!((value(&core.port_number), text(&core.port_description)), (Some(IfIndex(24)), "down to sw-1"));

    let access = port(device, "Gi0/2");
    let Neighbor::Learnt(addresses) = access.neighbor() else { panic!("{access:?}") };
    let addresses: Vec<_> = addresses.iter().map(|mac| mac.as_str()).collect();
    assert_eq!(addresses, ["02:00:00:00:01:10", "02:00:00:00:01:11", "02:00:00:00:01:ff"]);
    assert_eq!((value(&access.vlans[0].tagged), value(&access.trunk)), (Some(false), Some(false)));

    let bundle = port(device, "Po1");
    assert_eq!(
        (value(&bundle.speed), value(&bundle.status)),
        (Some(40_000_000_000), Some(IfStatus::LowerLayerDown))
    );
    let members: Vec<_> = device.aggregated_ports(bundle).map(|port| text(&port.name)).collect();
    assert_eq!(members, ["Gi0/1", "Gi0/2"]);

    let Neighbor::Device(phone) = port(device, "1.10").neighbor() else { panic!("{device:?}") };
    assert_eq!((text(&phone.name), text(&phone.model)), ("phone-7", "IP-7"));
    assert_eq!((value(&phone.ip), text(&phone.port_description)), ("192.0.2.99".parse().ok(), "Port 1"));

    let [chassis, module] = &device.components[..] else { panic!("{device:?}") };
    assert_eq!(
        (value(&chassis.component_type), value(&chassis.contained_in)),
        (Some(ComponentType::Chassis), Some(0))
    );
    assert_eq!((text(&module.name), value(&module.contained_in)), ("slot 1", Some(1)));
    assert_eq!(value(&module.replaceable), Some(TruthValue::False));

    let (json, changes) = stored(message, "netinventory");
    assert_eq!(
        changes,
        [
            "content.network_ports[1].ifportduplex: left out, out of range",
            "content.network_device.id: left out, no server stores it",
        ]
    );
    assert_eq!(json["itemtype"], "NetworkEquipment");
    let content = &json["content"];
    assert_eq!(content["network_device"]["ips"], json!(["192.0.2.1", "192.0.2.200", "198.51.100.9"]));
    assert_eq!(content["network_ports"][2]["aggregate"], json!([1, 2]));
    assert_eq!(content["network_ports"][0]["lldp"], true);
    assert_eq!(content["network_components"][1]["contained_index"], 1);
}

fn is_printer((message, device): (&Message<'_>, &Device<'static>)) {
    let info = device.info.as_ref().unwrap();
    assert_eq!((device.kind(), text(&info.model)), (Some(DeviceType::Printer), "IP 42"));
    assert_eq!(value(&info.uptime).map(netinv_xml::Uptime::as_ticks), Some(2_315));
    // `Straße 4`: the agent cuts within the `ß`, before it encodes twice.
    assert_eq!(text(&info.location), "Straï¿½");
    let pages = device.page_counters.as_ref().unwrap();
    assert_eq!(value(&pages.total), Some(12_345));
    let supplies = &device.cartridges.as_ref().unwrap().supplies;
    let supplies: Vec<_> = supplies.iter().map(|it| (&*it.tag, it.level.value().unwrap())).collect();
    let amount = |thousandths, unit: Option<&str>| {
        SupplyLevel::Amount(Amount { thousandths, unit: unit.map(str::to_owned) })
    };
    assert_eq!(
        supplies,
        [
            ("FUSERKIT", SupplyLevel::Some),
            ("STAPLES", amount(9_000, None)),
            ("TONERBLACK", SupplyLevel::Percent(42)),
            ("TONERCYAN", amount(65_100, Some("ml"))),
            ("TRANSFERKIT", amount(300_000, Some("sheets"))),
            ("WASTETONER", SupplyLevel::Unknown),
        ]
    );
    let (json, _) = stored(message, "netinventory");
    assert_eq!(
        (&json["itemtype"], &json["content"]["pagecounters"]["total"]),
        (&json!("Printer"), &json!(12_345))
    );
    assert_eq!(json["content"]["cartridges"][0]["tonerblack"], "42");
}

fn is_machine((message, device): (&Message<'_>, &Device<'static>)) {
    let info = device.info.as_ref().unwrap();
    assert_eq!((text(&info.name), text(&info.location)), (MACHINE_NAME, "below the desk"));
    assert_eq!((device.kind(), text(&info.manufacturer)), (Some(DeviceType::Computer), "Net-SNMP"));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    assert!(info.description().unwrap().contains(kernel.trim()), "{info:?}");
    // Every machine has a loopback interface.
    let lo = port(device, "lo");
    assert_eq!(value(&lo.port_type), Some(IfType(24)));
    assert_eq!(value(&lo.ip), "127.0.0.1".parse().ok());
    assert!(lo.bytes_in().is_some_and(|count| count > 0), "{lo:?}");
    let (json, _) = stored(message, "netinventory");
    assert_eq!(json["itemtype"], "Computer");
}
