//! Results of a GLPI agent about a large switch.

use std::fmt::Write;

use super::random::Random;

/// Number of interfaces of the scoreboard's switch.
pub const PORTS: usize = 500;

/// A network inventory with this many interfaces, each of which has heard of 18
/// addresses: about 2 kB an interface, laid out as the agent's `XML::LibXML` does.
#[must_use]
pub fn result(ports: usize) -> Vec<u8> {
    let mut random = Random::new(4);
    let mut xml = Xml { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), depth: 0 };
    xml.element("REQUEST", |xml| {
        xml.element("CONTENT", |xml| {
            xml.element("DEVICE", |xml| {
                xml.element("COMPONENTS", |xml| {
                    for index in 0..=ports / 10 {
                        component(xml, index, &mut random);
                    }
                });
                xml.element("INFO", info);
                xml.element("PORTS", |xml| {
                    for index in 0..ports {
                        xml.element("PORT", |xml| port(xml, index, &mut random));
                    }
                });
            });
            xml.leaf("MODULEVERSION", "6.4");
            xml.leaf("PROCESSNUMBER", 17);
        });
        xml.leaf("DEVICEID", "bench-01-2026-01-02-03-04-05");
        xml.leaf("QUERY", "SNMPQUERY");
    });
    xml.out.into_bytes()
}

fn component(xml: &mut Xml, index: usize, random: &mut Random) {
    xml.element("COMPONENT", |xml| {
        xml.leaf("CONTAINEDININDEX", usize::from(index > 0));
        xml.leaf("DESCRIPTION", random.words(20));
        xml.leaf("FIRMWARE", format_args!("12.{}", index % 7));
        xml.leaf("INDEX", index + 1);
        xml.leaf("NAME", format_args!("Slot {index}"));
        xml.leaf("SERIAL", random.hex(12));
        xml.leaf("TYPE", if index == 0 { "chassis" } else { "module" });
    });
}

fn info(xml: &mut Xml) {
    xml.leaf("COMMENTS", "Example Switch Software &lt;12.4&gt;, R&amp;D build");
    xml.leaf("CPU", 12);
    xml.leaf("FIRMWARE", "12.4(3)");
    xml.leaf("ID", 86);
    xml.element("IPS", |xml| {
        xml.leaf("IP", "192.0.2.1");
        xml.leaf("IP", "198.51.100.1");
    });
    xml.leaf("LOCATION", "Rack 7");
    xml.leaf("MAC", "02:00:5e:00:53:01");
    xml.leaf("MANUFACTURER", "Example");
    xml.leaf("MEMORY", 512);
    xml.leaf("MODEL", "ES-500");
    xml.leaf("NAME", "switch-1.example");
    xml.leaf("RAM", 2048);
    xml.leaf("SERIAL", "EX-0001");
    xml.leaf("TYPE", "NETWORKING");
    xml.leaf("UPTIME", "217 days, 01:28:43.00");
}

fn port(xml: &mut Xml, index: usize, random: &mut Random) {
    xml.element("CONNECTIONS", |xml| {
        xml.element("CONNECTION", |xml| {
            for _ in 0..18 {
                xml.leaf("MAC", random.mac());
            }
        });
    });
    xml.leaf("IFALIAS", random.words(14));
    xml.leaf("IFDESCR", format_args!("GigabitEthernet{}/0/{}", 1 + index / 48, 1 + index % 48));
    xml.leaf("IFINERRORS", random.below(100));
    xml.leaf("IFINOCTETS", random.below(1 << 32));
    xml.leaf("IFINTERNALSTATUS", 1);
    xml.leaf("IFLASTCHANGE", format_args!("{} days, 02:31:{:02}.00", index % 200, index % 60));
    xml.leaf("IFMTU", 1500);
    xml.leaf("IFNAME", format_args!("Gi{}/0/{}", 1 + index / 48, 1 + index % 48));
    xml.leaf("IFNUMBER", 10_001 + index);
    xml.leaf("IFOUTERRORS", random.below(10));
    xml.leaf("IFOUTOCTETS", random.below(1 << 32));
    xml.leaf("IFPORTDUPLEX", 3);
    xml.leaf("IFSPEED", 1_000_000_000);
    xml.leaf("IFSTATUS", 1 + index % 2);
    xml.leaf("IFTYPE", 6);
    xml.leaf("MAC", random.mac());
    xml.leaf("TRUNK", u8::from(index.is_multiple_of(24)));
    xml.element("VLANS", |xml| {
        for vlan in 0..3 {
            xml.element("VLAN", |xml| {
                xml.leaf("NAME", format_args!("{}-{}", random.word(), 10 + vlan));
                xml.leaf("NUMBER", 10 + vlan + index % 40);
            });
        }
    });
}

/// Writes elements, two blanks a level.
struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let blanks = 2 * self.depth;
        writeln!(self.out, "{:blanks$}<{name}>", "").expect("a string");
        self.depth += 1;
        content(self);
        self.depth -= 1;
        writeln!(self.out, "{:blanks$}</{name}>", "").expect("a string");
    }

    /// `text` has to be escaped already.
    fn leaf(&mut self, name: &str, text: impl std::fmt::Display) {
        let blanks = 2 * self.depth;
        writeln!(self.out, "{:blanks$}<{name}>{text}</{name}>", "").expect("a string");
    }
}
