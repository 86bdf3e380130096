//! Inventories that a server takes, and one with faults.

use super::json::{Json, Layout, map};
use super::random::Random;

/// The number of programs of the scoreboard's machine.
pub const PROGRAMS: usize = 1180;

/// An inventory with this many programs and half as many processes, laid out as the agent's
/// Perl does, or on one line. Every `faulty`th program has a size that is none.
#[must_use]
pub fn inventory(programs: usize, is_indented: bool, faulty: Option<usize>) -> Vec<u8> {
    let mut random = Random::new(5);
    let softwares: Vec<Json> = (0..programs)
        .map(|index| {
            let size: Json = match faulty {
                Some(every) if index % every == 0 => "unknown".into(),
                _ => (1024 * random.below(200_000)).into(),
            };
            map! {
                "arch": if index % 3 == 0 { "all" } else { "amd64" },
                "comments": random.words(8),
                "filesize": size,
                "from": "deb",
                "install_date": format!("2026-0{}-1{}", 1 + index % 9, index % 10),
                "name": format!("{}-{}{index}", random.word(), random.word()),
                "publisher": "Debian",
                "system_category": random.word(),
                "version": format!("{}.{}.{}+dfsg-{}", random.below(9), random.below(40), index, random.below(4)),
            }
        })
        .collect();
    let processes: Vec<Json> = (0..programs / 2)
        .map(|index| {
            map! {
                "cmd": format!("/usr/lib/{}/{} --{}={index}", random.word(), random.word(), random.word()),
                "cpuusage": format!("{}.{}", random.below(9), 1 + random.below(9)),
                "mem": format!("0.{}", 1 + random.below(9)),
                "pid": 300 + index as u64,
                "started": format!("2026-09-21 11:{:02}:00", index % 60),
                "tty": "?",
                "user": if index % 4 == 0 { "root" } else { "erika" },
                "virtualmemory": random.below(4_000_000),
            }
        })
        .collect();
    let networks: Vec<Json> = (0..programs / 50)
        .map(|index| {
            map! {
                "description": format!("eth{index}"), "ipaddress": format!("192.0.2.{}", index % 250),
                "ipgateway": "192.0.2.1", "ipmask": "255.255.255.0", "ipsubnet": "192.0.2.0",
                "mac": random.mac(), "mtu": 1500_u64, "speed": "1000", "status": "up",
                "type": "ethernet", "virtualdev": Json::Bool(index % 2 == 1),
            }
        })
        .collect();
    let content = map! {
        "bios": map! { "bdate": "2024-02-11", "smanufacturer": "Example", "smodel": "Bench One", "ssn": "EX-0001" },
        "cpus": Json::List(vec![map! { "arch": "x86_64", "core": 8_u64, "name": "Example CPU", "speed": 3200_u64 }]),
        "hardware": map! {
            "memory": 32_768_u64, "name": "bench-01", "swap": 8192_u64,
            "uuid": "4C4C4544-0031-3510-8052-B4C04F564433", "vmsystem": "Physical",
        },
        "networks": Json::List(networks),
        "operatingsystem": map! { "boot_time": "2026-09-19 08:15:00", "full_name": "Debian GNU/Linux 12 (bookworm)" },
        "processes": Json::List(processes),
        "softwares": Json::List(softwares),
        "versionclient": "GLPI-Agent_v1.12",
    };
    map! {
        "action": "inventory", "content": content, "deviceid": "bench-01-2026-01-02-03-04-05",
        "itemtype": "Computer", "tag": "bench",
    }
    .write(if is_indented { Layout::Perl } else { Layout::Python })
}
