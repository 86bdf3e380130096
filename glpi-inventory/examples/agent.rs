//! An agent: prints the inventory of this machine, all of it or some categories.
//!
//! `cargo run --example glpi-inventory-agent -- [CATEGORY…]`

use std::error::Error;
use std::io::Write;
use std::net::IpAddr;

use glpi_inventory::{
    Arch, Category, Cpu, Drive, Full, Hardware, Integer, Ipv4, LocalUser, Network, OperatingSystem, Process,
    Text,
};
use sysinfo::{Disks, Networks, System, Users};

/// The inventory of this machine.
pub(crate) fn inventory() -> Full<'static> {
    let system = System::new_all();
    let name = System::host_name().unwrap_or_else(|| "unknown".to_owned());
    let users = Users::new_with_refreshed_list();
    Full::new(name.clone(), "example_v1")
        .with_hardware(hardware(&system, name))
        .with_operatingsystem(operating_system())
        .with_cpus(cpus(&system))
        .with_drives(drives())
        .with_networks(networks())
        .with_processes(processes(&system, &users))
        .with_local_users(users.iter().map(|user| LocalUser {
            login: Some(user.name().to_owned().into()),
            ..LocalUser::new(user.id().to_string())
        }))
}

fn mebibytes(bytes: u64) -> Option<Integer<'static>> {
    i64::try_from(bytes >> 20).ok().map(Integer::from)
}

fn hardware(system: &System, name: String) -> Hardware<'static> {
    Hardware {
        name: Some(name.into()),
        memory: mebibytes(system.total_memory()),
        swap: mebibytes(system.total_swap()),
        ..Hardware::default()
    }
}

fn operating_system() -> OperatingSystem<'static> {
    OperatingSystem {
        name: System::name().map(Text::from),
        full_name: System::long_os_version().map(Text::from),
        version: System::os_version().map(Text::from),
        kernel_version: System::kernel_version().map(Text::from),
        arch: Some(System::cpu_arch().into()),
        ..OperatingSystem::default()
    }
}

/// One processor, since the system counts its threads.
fn cpus(system: &System) -> Option<Cpu<'static>> {
    let first = system.cpus().first()?;
    let count = |count: usize| i64::try_from(count).ok().map(Integer::from);
    Some(Cpu {
        name: Some(first.brand().to_owned().into()),
        manufacturer: Some(first.vendor_id().to_owned().into()),
        speed: i64::try_from(first.frequency()).ok().map(Integer::from),
        core: System::physical_core_count().and_then(count),
        // An instruction set that servers do not know would refuse the inventory.
        arch: Arch::new(System::cpu_arch()).ok(),
        ..Cpu::default()
    })
}

fn drives() -> Vec<Drive<'static>> {
    let disks = Disks::new_with_refreshed_list();
    let drive = |disk: &sysinfo::Disk| Drive {
        volumn: Some(disk.name().to_string_lossy().into_owned().into()),
        filesystem: Some(disk.file_system().to_string_lossy().into_owned().into()),
        kind: Some(disk.mount_point().display().to_string().into()),
        total: mebibytes(disk.total_space()),
        free: mebibytes(disk.available_space()),
        ..Drive::default()
    };
    disks.iter().map(drive).collect()
}

/// One interface for each address, as agents do.
fn networks() -> Vec<Network<'static>> {
    let mut all = Vec::new();
    for (name, data) in &Networks::new_with_refreshed_list() {
        for network in data.ip_networks() {
            let mut one = Network {
                mac: Some(data.mac_address().to_string().into()),
                mtu: i64::try_from(data.mtu()).ok().map(Integer::from),
                ..Network::new(name.clone())
            };
            match network.addr {
                IpAddr::V4(address) => one.ipaddress = Ipv4::new(address.to_string()).ok(),
                IpAddr::V6(address) => one.ipaddress6 = Some(address.to_string().into()),
            }
            all.push(one);
        }
    }
    all
}

fn processes(system: &System, users: &Users) -> Vec<Process<'static>> {
    let process = |(pid, process): (&sysinfo::Pid, &sysinfo::Process)| {
        // The name alone: arguments may hold passwords.
        let name = process.name().to_string_lossy().into_owned();
        let user = process.user_id().and_then(|id| users.get_user_by_id(id)).map(sysinfo::User::name);
        Process::new(name, i64::from(pid.as_u32()), user.unwrap_or("unknown").to_owned())
    };
    system.processes().iter().map(process).collect()
}

/// The inventory as JSON: full, or partial with these categories.
pub(crate) fn json(categories: &[Category]) -> Result<Vec<u8>, Box<dyn Error>> {
    let full = inventory();
    Ok(if categories.is_empty() { full.to_json() } else { full.into_partial(categories)?.to_json() })
}

#[cfg_attr(test, expect(dead_code, reason = "the tests call the rest"))]
fn main() -> Result<(), Box<dyn Error>> {
    let named = |name: String| {
        let category = Category::ALL.iter().copied().find(|category| category.as_str() == name);
        category.ok_or_else(|| format!("unknown category {name}"))
    };
    let categories = std::env::args().skip(1).map(named).collect::<Result<Vec<_>, _>>()?;
    std::io::stdout().write_all(&json(&categories)?)?;
    Ok(())
}
