//! Conclusions that servers draw about a device: members of a stack, access points,
//! neighbours, aggregated interfaces.

use crate::message::component::{Component, ComponentType};
use crate::message::device::Device;
use crate::message::port::{Connection, Port};
use crate::record::leaf::Leaf;
use crate::value::mac::MacAddr;
use crate::value::number::IfIndex;

/// A member of a stack of switches, which servers keep as a separate device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackMember<'d, 'a> {
    /// The name of the device, empty if it has none.
    pub device_name: &'d str,
    /// The component that is the member.
    pub component: &'d Component<'a>,
}

impl StackMember<'_, '_> {
    /// Returns the name on servers: that of the device and that of the component.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.device_name, self.component.name.as_ref().map_or("", Leaf::as_str)) {
            (device, "") => device.to_owned(),
            ("", name) => name.to_owned(),
            (device, name) => format!("{device} - {name}"),
        }
    }
}

/// Neighbours of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Neighbor<'p, 'a> {
    /// Nothing is known.
    None,
    /// The device at the other end, which told its name over LLDP, CDP or EDP.
    Device(&'p Connection<'a>),
    /// A device at the other end of which nothing else is known.
    Unknown,
    /// The hardware addresses that the interface has heard of, at least one.
    Learnt(Vec<&'p Leaf<'a, MacAddr>>),
}

impl<'a> Port<'a> {
    /// Returns the neighbours of the interface (NIX-006).
    ///
    /// `CDP` distinguishes a device from learnt addresses. Where it is absent or unreadable, a
    /// connection that has what only devices tell (their name, address, description or
    /// interface) is a device.
    #[must_use]
    pub fn neighbor(&self) -> Neighbor<'_, 'a> {
        let Some(connections) = &self.connections else {
            return Neighbor::None;
        };
        match connections.cdp.as_ref().and_then(Leaf::value) {
            Some(true) => {
                return connections.connections.first().map_or(Neighbor::Unknown, Neighbor::Device);
            }
            Some(false) => {}
            None => {
                if let Some(device) = connections.connections.iter().find(|one| is_of_device(one)) {
                    return Neighbor::Device(device);
                }
            }
        }
        let macs: Vec<_> = connections.connections.iter().flat_map(|connection| &connection.macs).collect();
        if macs.is_empty() { Neighbor::None } else { Neighbor::Learnt(macs) }
    }

    /// Returns the number of bytes received, under either name.
    #[must_use]
    pub fn bytes_in(&self) -> Option<u64> {
        self.in_bytes.as_ref().or(self.in_octets.as_ref()).and_then(Leaf::value)
    }

    /// Returns the number of bytes sent, under either name.
    #[must_use]
    pub fn bytes_out(&self) -> Option<u64> {
        self.out_bytes.as_ref().or(self.out_octets.as_ref()).and_then(Leaf::value)
    }

    /// The interface's number, if it has one.
    #[must_use]
    pub fn index(&self) -> Option<IfIndex> {
        self.number.as_ref().and_then(Leaf::value)
    }
}

/// Returns true if it has members that only a device tells of itself.
fn is_of_device(connection: &Connection<'_>) -> bool {
    let texts = [&connection.name, &connection.description, &connection.port_description];
    let has_text = texts.into_iter().flatten().any(|text| !text.is_blank());
    has_text || connection.mac.as_ref().is_some_and(|mac| !mac.is_blank())
}

impl<'a> Device<'a> {
    /// The interfaces that act as one with `port`, in the order of their numbers.
    pub fn aggregated_ports<'d>(&'d self, port: &'d Port<'a>) -> impl Iterator<Item = &'d Port<'a>> {
        let mut numbers: Vec<_> = port.aggregate.iter().filter_map(Leaf::value).collect();
        numbers.sort_unstable();
        numbers.dedup();
        // Of several interfaces with one number, the first.
        let mut ports = Vec::new();
        if !numbers.is_empty() {
            ports.extend(self.ports.iter().filter_map(|port| port.index().map(|number| (number, port))));
            ports.sort_by_key(|&(number, _)| number);
            ports.dedup_by_key(|&mut (number, _)| number);
        }
        numbers.into_iter().filter_map(move |number| {
            let at = ports.binary_search_by_key(&number, |&(number, _)| number).ok()?;
            ports.get(at).map(|&(_, port)| port)
        })
    }

    /// Returns the members of the stack that the device is; empty if it is not a stack.
    ///
    /// A stack has at least two chassis with a serial number, or two modules
    /// where no chassis has one (NIX-050).
    #[must_use]
    pub fn stack_members(&self) -> Vec<StackMember<'_, 'a>> {
        let of_type = |wanted: ComponentType| {
            let with_serial = |component: &&Component<'_>| {
                component.component_type.as_ref().and_then(Leaf::value).as_ref() == Some(&wanted)
                    && component.serial.as_ref().is_some_and(|serial| !serial.is_blank())
            };
            self.components.iter().filter(with_serial).collect::<Vec<_>>()
        };
        let mut members = of_type(ComponentType::Chassis);
        if members.is_empty() {
            members = of_type(ComponentType::Module);
        }
        if members.len() < 2 {
            return Vec::new();
        }
        let device_name = self.info.as_ref().and_then(|info| info.name.as_ref()).map_or("", Leaf::as_str);
        members.into_iter().map(|component| StackMember { device_name, component }).collect()
    }

    /// The access points of a wireless controller: components with an address
    /// and a hardware address (NIX-051). Empty if the device is none.
    pub fn access_points(&self) -> impl Iterator<Item = &Component<'a>> {
        let is_present = |text: &str| !text.trim_ascii().is_empty();
        self.components.iter().filter(move |component| {
            component.ip.as_ref().is_some_and(|ip| is_present(ip.as_str()))
                && component.mac.as_ref().is_some_and(|mac| is_present(mac.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::port::Connections;

    fn component(kind: &'static str, name: &'static str, serial: &'static str) -> Component<'static> {
        Component {
            component_type: Some(Leaf::new(kind)),
            name: Some(Leaf::new(name)),
            serial: Some(Leaf::new(serial)),
            ..Component::default()
        }
    }

    fn names(components: Vec<Component<'static>>) -> Vec<String> {
        let device = Device { components: components.into(), ..Device::default() };
        device.stack_members().into_iter().map(|member| member.name()).collect()
    }

    // NIX-050
    #[test]
    fn two_chassis_with_serials_are_a_stack() {
        let chassis = || component("chassis", "unit 1", "S1");
        assert_eq!(names(vec![chassis(), component("module", "m", "S2"), chassis()]), ["unit 1", "unit 1"]);
        assert!(names(vec![chassis(), component("chassis", "unit 2", " ")]).is_empty());
    }

    #[test]
    fn modules_are_a_stack_where_no_chassis_has_a_serial() {
        let modules = || vec![component("module", "a", "S1"), component("module", "b", "S2")];
        assert_eq!(names(modules()), ["a", "b"]);
        let mut one_chassis = modules();
        one_chassis.push(component("chassis", "c", "S3"));
        assert!(names(one_chassis).is_empty());
    }

    // NIX-051
    #[test]
    fn access_points_have_both_addresses() {
        let with = |ip: &'static str, mac: &'static str| Component {
            ip: Some(Leaf::new(ip)),
            mac: Some(Leaf::new(mac)),
            ..Component::default()
        };
        let components = vec![
            with("192.0.2.1", "00:00:5e:00:53:01"),
            with("192.0.2.2", ""),
            with("", ""),
            Component::default(),
        ];
        let device = Device { components: components.into(), ..Device::default() };
        assert_eq!(device.access_points().count(), 1);
    }

    // NIX-006
    #[test]
    fn a_neighbor_is_a_device_or_addresses() {
        let port = |cdp: Option<&'static str>, connections| Port {
            connections: Some(Connections { cdp: cdp.map(Leaf::new), connections, ..Connections::default() }),
            ..Port::default()
        };
        let heard = || Connection { macs: vec![Leaf::new("00:00:5e:00:53:01")], ..Connection::default() };
        assert_eq!(Port::default().neighbor(), Neighbor::None);
        assert_eq!(port(None, vec![]).neighbor(), Neighbor::None);
        assert_eq!(port(Some("1"), vec![]).neighbor(), Neighbor::Unknown);
        assert!(matches!(port(Some("1"), vec![heard()]).neighbor(), Neighbor::Device(_)));
        let learnt = port(Some("0"), vec![heard(), heard()]);
        assert!(matches!(learnt.neighbor(), Neighbor::Learnt(macs) if macs.len() == 2));
        // Every number but 0 is yes.
        assert!(matches!(port(Some("2"), vec![heard()]).neighbor(), Neighbor::Device(_)));
    }

    // NIX-006
    #[test]
    fn a_device_without_a_flag_is_one_by_what_it_tells() {
        let port = |cdp: Option<&'static str>, connection| Port {
            connections: Some(Connections {
                cdp: cdp.map(Leaf::new),
                connections: vec![connection],
                ..Connections::default()
            }),
            ..Port::default()
        };
        let macs = || vec![Leaf::new("00:00:5e:00:53:01")];
        let named = |name: &'static str| Connection { name: Some(Leaf::new(name)), ..Connection::default() };
        for connection in [
            named("sw-2"),
            Connection { macs: macs(), ..named("sw-2") },
            Connection { mac: Some(Leaf::new("00:00:5e:00:53:02")), ..Connection::default() },
            Connection { description: Some(Leaf::new("a switch")), ..Connection::default() },
            Connection { port_description: Some(Leaf::new("Port 7")), ..Connection::default() },
        ] {
            for cdp in [None, Some(""), Some("maybe")] {
                let port = port(cdp, connection.clone());
                assert_eq!(port.neighbor(), Neighbor::Device(&connection), "{cdp:?}");
            }
            // A flag that says no is believed.
            let port = port(Some("0"), connection);
            assert!(!matches!(port.neighbor(), Neighbor::Device(_)), "{port:?}");
        }
        assert_eq!(port(None, named(" ")).neighbor(), Neighbor::None);
        let learnt = port(None, Connection { macs: macs(), ..Connection::default() });
        assert!(matches!(learnt.neighbor(), Neighbor::Learnt(macs) if macs.len() == 1));
    }

    #[test]
    fn aggregated_ports_are_sorted_by_number() {
        let port = |number: &'static str| Port { number: Some(Leaf::new(number)), ..Port::default() };
        let aggregate: Vec<Leaf<'_, IfIndex>> = ["10", "11", "2", "99"].map(Leaf::new).into();
        let trunk = Port { aggregate: aggregate.into(), ..port("100") };
        let device =
            Device { ports: vec![port("2"), port("11"), port("10"), trunk].into(), ..Device::default() };
        let found: Vec<_> = device.aggregated_ports(&device.ports[3]).filter_map(Port::index).collect();
        assert_eq!(found, [IfIndex(2), IfIndex(10), IfIndex(11)]);
    }
}
