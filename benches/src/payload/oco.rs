//! The inventory of an OCO agent.

use super::json::{Json, Layout, map};
use super::random::Random;

/// The number of programs on the scoreboard's machine.
pub const PROGRAMS: usize = 500;

/// An update of an agent 1.2 with this many programs and two printers for each five:
/// about 200 bytes a program, laid out as Python does.
#[must_use]
pub fn update(programs: usize) -> Vec<u8> {
    json(programs).write(Layout::Python)
}

/// The update with an escape in the name of one member, which is the same to JSON.
#[must_use]
pub fn escaped(programs: usize) -> Vec<u8> {
    let text = String::from_utf8(update(programs)).expect("it is ASCII");
    text.replacen("\"params\"", "\"\\u0070arams\"", 1).into_bytes()
}

/// The update with its members in reverse order: what a request is comes last.
#[must_use]
pub fn reversed(programs: usize) -> Vec<u8> {
    json(programs).reversed().write(Layout::Python)
}

fn json(programs: usize) -> Json {
    let mut random = Random::new(2);
    let software: Vec<Json> = (0..programs)
        .map(|index| {
            let name = format!("{}-{}{index}", random.word(), random.word());
            let version = format!("{}.{}.{}-{}", random.below(9), random.below(30), random.below(9), index);
            let accent = if index % 25 == 0 { "für Größen: " } else { "" };
            map! { "name": name, "version": version, "description": format!("{accent}{}", random.words(58)) }
        })
        .collect();
    let printers: Vec<Json> = (0..programs * 2 / 5)
        .map(|index| {
            map! {
                "name": format!("printer-{index}"), "driver": format!("Generic {} driver", random.word()),
                "paper": "A3, A4, A5, Letter", "dpi": if index % 2 == 0 { Json::Int(600) } else { "".into() },
                "uri": format!("ipp://print-{}.example/{}", index % 9, random.word()), "status": "Idle",
            }
        })
        .collect();
    let networks: Vec<Json> = (0..4)
        .map(|index| {
            map! {
                "addr": format!("192.0.2.{index}"), "netmask": "255.255.255.0", "broadcast": "192.0.2.255",
                "mac": random.mac(), "interface": format!("eth{index}"),
            }
        })
        .collect();
    let data = map! {
        "hostname": "bench-01", "agent_version": "1.2.0", "networks": Json::List(networks),
        "os": "Debian GNU/Linux", "os_version": "12", "os_license": "-", "os_language": "-",
        "kernel_version": "6.1.0-40-amd64", "architecture": "x86_64", "cpu": "Example CPU @ 3.20GHz",
        "ram": 34_359_738_368_u64, "gpu": "Example Graphics", "serial": "EX-0001",
        "manufacturer": "Example", "model": "Bench One", "bios_version": "1.7",
        "uptime": Json::Real("183445.27".to_owned()), "boot_type": "UEFI", "secure_boot": "1",
        "domain": "example", "battery_level": Json::Bool(false), "battery_status": Json::Bool(false),
        "screens": Json::List(vec![map! {
            "name": Json::Null, "manufacturer": "Example", "manufactured": "2024",
            "resolution": "1920 x 1080", "size": "52.0 x 32.0", "type": "1234", "serialno": "77",
            "technology": "-",
        }]),
        "printers": Json::List(printers),
        "partitions": Json::List(vec![map! {
            "device": "/dev/sda1", "mountpoint": "/", "filesystem": "ext4", "size": 499_963_174_912_u64,
            "free": 123_963_174_912_u64, "name": "", "uuid": random.hex(32), "encrypted": Json::Bool(true),
        }]),
        "software": Json::List(software),
        "logins": Json::List(vec![map! {
            "guid": Json::Null, "display_name": "Erika Mustermann", "username": "erika", "console": "tty2",
            "timestamp": "2026-09-21 11:07:13",
        }]),
        "users": Json::List(vec![map! {
            "username": "erika", "display_name": "Erika Mustermann", "uid": 1000_u64, "gid": 1000_u64,
            "home": "/data/erika", "shell": "/bin/bash", "disabled": Json::Bool(false),
        }]),
        "devices": Json::List(vec![map! {
            "subsystem": "usb", "vendor": 7531_u64, "product": 2_u64, "serial": Json::Null, "name": "Hub",
        }]),
    };
    let params = map! {
        "uid": "4c4c4544-0031-3510-8052-b4c04f564433", "hostname": "bench-01",
        "timestamp": Json::Real("1790000000.1234".to_owned()), "data": data,
    };
    map! { "jsonrpc": "2.0", "id": 1_u64, "method": "oco.agent.update", "params": params }
}
