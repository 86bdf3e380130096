//! Members of records and their members of the JSON object.
//!
//! [`fields!`] lists them once, for writing and for reading.

use super::fill::{Fill, Object};
use super::tree::Json;
use super::values::Members;
use super::writer::{Place, Result, Writer, shown};
use crate::message::component::Component;
use crate::message::device::DeviceError;
use crate::message::parts::{Drive, Firmware, Modem, Pdu, Plug, SimCard, Storage};
use crate::message::port::{Connection, Port, Vlan};
use crate::message::printer::{Cartridges, Consumable, PageCounters, PaperRoll};
use crate::message::request::Agent;
use crate::record::leaf::Leaf;
use crate::xml::node::Node;

/// `Record { "key" kind field, … } also function read { "key" field, … } take function;`
///
/// `kind` is the method of [`Writer`] that writes the member. What is not one
/// member for another is written by `also`; the members of `read` are only read,
/// and keys without a field go to `take`.
macro_rules! fields {
    (@take $record:ident $key:ident $value:ident) => { Err($value) };
    (@take $record:ident $key:ident $value:ident $take:ident) => { $take($record, $key, $value) };
    ($(
        $record:ident { $( $key:literal $kind:ident $field:ident, )* }
        $( also $also:ident )?
        $( read { $( $read_key:literal $read_field:ident, )+ } )?
        $( take $take:ident )?
        ;
    )*) => { $(
        impl<'m> Members<'m> for $record<'m> {
            fn members(&'m self, w: &mut Writer<'m>) -> Result {
                $( w.$kind($key, shown(&self.$field))?; )*
                $( $also(self, w)?; )?
                Ok(())
            }

            fn unknown(&'m self) -> &'m [Node<'m>] {
                &self.extra
            }
        }

        impl<'a> Object<'a> for $record<'a> {
            fn fill(&mut self, key: &str, value: Json<'a>) -> std::result::Result<(), Json<'a>> {
                match key {
                    $( $key => self.$field.fill(value), )*
                    $( $( $read_key => self.$read_field.fill(value), )+ )?
                    _ => fields!(@take self key value $( $take )?),
                }
            }

            fn extra(&mut self) -> &mut Vec<Node<'a>> {
                &mut self.extra
            }
        }
    )* };
}

fields! {
    Port {
        "ifalias" text alias,
        "ifdescr" text description,
        "ifinerrors" integer in_errors,
        "ifinternalstatus" admin_status admin_status,
        "iflastchange" text last_change,
        "ifmtu" integer mtu,
        "ifname" text name,
        "ifnumber" integer number,
        "ifouterrors" integer out_errors,
        "ifportduplex" duplex duplex,
        "ifspeed" integer speed,
        "ifstatus" oper_status status,
        "iftype" integer port_type,
        "mac" text mac,
        "trunk" flag trunk,
    } also port
      read { "aggregate" aggregate, "ifinbytes" in_octets, "ifoutbytes" out_octets, "ips" ips, "vlans" vlans, }
      take port_connections;
    Vlan {
        "name" text name,
        "number" loose number,
        "tagged" bit tagged,
    };
    Connection {
        "ip" text ip,
        "model" text model,
        "sysdescr" text description,
        "sysmac" text mac,
        "sysname" text name,
    } also connection
      read { "ifdescr" port_description, "ifnumber" port_number, "mac" macs, };
    Component {
        "description" text description,
        "fru" truth replaceable,
        "index" integer index,
        "ip" address ip,
        "mac" kept mac,
        "manufacturer" text manufacturer,
        "model" text model,
        "name" text name,
        "revision" kept revision,
        "serial" text serial,
        "stack_number" integer stack_number,
        "type" text component_type,
        "version" kept version,
    } also component
      read { "contained_index" contained_in, "firmware" firmware, };
    Firmware {
        "date" day date,
        "description" text description,
        "manufacturer" text manufacturer,
        "name" text name,
        "type" text firmware_type,
        "version" text version,
    };
    Modem {
        "description" text description,
        "manufacturer" text manufacturer,
        "model" text model,
        "name" text name,
        "serial" text serial,
        "type" text modem_type,
    } also modem
      read { "imei" imeis, };
    SimCard {
        "country" text country,
        "iccid" text iccid,
        "operator_code" text operator_code,
        "operator_name" text operator_name,
        "serial" text serial,
        "state" text state,
    } also sim_card
      read { "imsi" imsi, "phone_number" phone_number, }
      take sim_card_subscriber;
    Pdu {
        "credentials" integer credentials,
        "model" text model,
        "name" text name,
        "sysdescr" text description,
        "type" text pdu_type,
    } also pdu
      read { "plugs" plugs, };
    Plug {
        "name" text name,
        "number" text number,
        "type" text plug_type,
    };
    Drive {
        "createdate" text created,
        "description" text description,
        "encrypt_algo" text encryption_algorithm,
        "encrypt_name" text encryption,
        "encrypt_status" text encryption_status,
        "encrypt_type" text encryption_type,
        "filesystem" text file_system,
        "free" size free,
        "label" text label,
        "letter" text letter,
        "serial" text serial,
        "systemdrive" flag is_system,
        "total" size total,
        "type" text mount_point,
        "volumn" text volume,
    };
    Storage {
        "description" text description,
        "disksize" size disk_size,
        "encrypt_algo" text encryption_algorithm,
        "encrypt_name" text encryption,
        "encrypt_status" text encryption_status,
        "encrypt_type" text encryption_type,
        "firmware" text firmware,
        "manufacturer" text manufacturer,
        "model" text model,
        "name" text name,
        "scsi_chid" text scsi_channel,
        "scsi_coid" text scsi_controller,
        "scsi_lun" text scsi_lun,
        "scsi_unid" text scsi_unit,
        "type" text storage_type,
        "wwn" text wwn,
    } also storage
      read { "interface" interface, "serial" serial, };
    DeviceError {
        "id" loose id,
        "message" text message,
        "type" text device_type,
    };
    Agent {
        "agentversion" text agent_version,
        "end" text end,
        "exit" text exit,
        "nbdevice" text device_count,
        "nbip" text address_count,
        "start" text start,
    };
    PageCounters {
        "black" integer black,
        "color" integer color,
        "copyblack" integer copy_black,
        "copyblack_a3" loose copy_black_a3,
        "copycolor" loose copy_color,
        "copycolor_a3" loose copy_color_a3,
        "copytotal" integer copy_total,
        "duplex" loose duplex,
        "faxtotal" loose fax_total,
        "printblack" integer print_black,
        "printcolor" integer print_color,
        "rectoverso" integer recto_verso,
        "scanned" integer scanned,
        "total" integer total,
    } also page_counters
      read { "printtotal" print_total, "printotal" prin_total, };
    Consumable {
        "color" text color,
        "max" integer max,
        "type" text consumable_type,
        "unit" text unit,
        "value" text value,
    };
    PaperRoll {
        "centimeters" text centimeters,
        "inches" text inches,
    };
}

fn port<'m>(port: &'m Port<'m>, w: &mut Writer<'m>) -> Result {
    octets(w, ["ifinbytes", "ifinoctets"], [shown(&port.in_bytes), shown(&port.in_octets)])?;
    octets(w, ["ifoutbytes", "ifoutoctets"], [shown(&port.out_bytes), shown(&port.out_octets)])?;
    w.numbers("aggregate", &port.aggregate)?;
    let single = w.single("ip", shown(&port.ip))?;
    w.addresses("ips", single, &port.ips)?;
    w.listed("vlans", &port.vlans)?;
    let Some(connections) = &port.connections else {
        return if w.is_php() { Ok(()) } else { w.flag("lldp", None) };
    };
    let found = w.objects("connections", &connections.connections)?;
    let told = shown(&connections.cdp);
    if !found && w.is_php() && (told.is_some() || super::generic::count(&connections.extra) > 0) {
        // NIX-J30
        return w.refuse("connections", "no connection in it");
    }
    if !w.is_php() && super::generic::count(&connections.extra) > 0 {
        w.change("connections", super::change::ChangeKind::NotAText);
    }
    if w.is_php() && told.is_none() {
        // NIX-J54
        return w.text("lldp", None);
    }
    w.flag("lldp", told)
}

/// Connections are one element in XML and two members in JSON.
fn port_connections<'a>(
    port: &mut Port<'a>,
    key: &str,
    value: Json<'a>,
) -> std::result::Result<(), Json<'a>> {
    match key {
        "connections" => port.connections.get_or_insert_default().connections.fill(value),
        "lldp" => port.connections.get_or_insert_default().cdp.fill(value),
        _ => Err(value),
    }
}

/// Bytes that passed, under one of two names; the first wins.
fn octets<'m>(w: &mut Writer<'m>, keys: [&'static str; 2], texts: [Option<&'m str>; 2]) -> Result {
    let [key, other] = keys;
    let [bytes, octets] = texts;
    let octets = w.single(other, octets)?;
    if !w.is_php() && bytes.is_some() && octets.is_some() && bytes != octets {
        w.change(other, super::change::ChangeKind::Repeated);
    }
    w.integer(key, bytes.or(octets))
}

fn connection<'m>(connection: &'m Connection<'m>, w: &mut Writer<'m>) -> Result {
    w.texts("mac", &connection.macs)?;
    let description = shown(&connection.port_description);
    let number = shown(&connection.port_number);
    if let Some(name) = number.filter(|number| super::values::Integer::from_text(number).is_none())
        && !w.is_php()
        && description.is_none()
    {
        // NIX-J31
        w.change("ifnumber", super::change::ChangeKind::NameForNumber);
        return w.text("ifdescr", Some(name));
    }
    w.text("ifdescr", description)?;
    w.integer("ifnumber", number)
}

fn component<'m>(component: &'m Component<'m>, w: &mut Writer<'m>) -> Result {
    let contained_in = w.single("containedinindex", shown(&component.contained_in))?;
    let before = w.seen();
    if w.is_php() {
        // NIX-J54
        w.text("contained_index", None)?;
    }
    if w.seen() == before {
        w.cut("contained_index", contained_in)?;
    }
    w.text("firmware", shown(&component.firmware).or(shown(&component.version)))
}

fn modem<'m>(modem: &'m Modem<'m>, w: &mut Writer<'m>) -> Result {
    w.texts("imei", &modem.imeis)
}

fn sim_card<'m>(card: &'m SimCard<'m>, w: &mut Writer<'m>) -> Result {
    // NIX-J33
    let (imsi, subscriber_id) = (shown(&card.imsi), shown(&card.subscriber_id));
    if w.is_php() {
        w.text("imsi", imsi)?;
        w.text("subscriber_id", subscriber_id)?;
    } else {
        w.first("subscriber_id", &[imsi, subscriber_id])?;
    }
    w.first("phone_number", &[shown(&card.phone_number), shown(&card.line_number)])
}

/// One name in JSON for both; agents write `IMSI` for the most part.
fn sim_card_subscriber<'a>(
    card: &mut SimCard<'a>,
    key: &str,
    value: Json<'a>,
) -> std::result::Result<(), Json<'a>> {
    match key {
        "subscriber_id" if card.imsi.is_none() => card.imsi.fill(value),
        "subscriber_id" => card.subscriber_id.fill(value),
        _ => Err(value),
    }
}

fn pdu<'m>(pdu: &'m Pdu<'m>, w: &mut Writer<'m>) -> Result {
    w.objects("plugs", &pdu.plugs).map(|_| ())
}

fn storage<'m>(storage: &'m Storage<'m>, w: &mut Writer<'m>) -> Result {
    let interface = shown(&storage.interface);
    let is_serial_ata = |text: &str| text.eq_ignore_ascii_case("serial-ata");
    w.text("interface", interface.map(|text| if is_serial_ata(text) { "SATA" } else { text }))?;
    w.first("serial", &[shown(&storage.serial), shown(&storage.serial_number)])
}

fn page_counters<'m>(counters: &'m PageCounters<'m>, w: &mut Writer<'m>) -> Result {
    let (two, one) = (shown(&counters.print_total), shown(&counters.prin_total));
    if w.is_php() {
        w.integer("printtotal", two)?;
        return w.text("printotal", one);
    }
    // NIX-J23
    if two.is_some() && one.is_some() && two != one {
        w.change("printotal", super::change::ChangeKind::Repeated);
    }
    w.integer("printtotal", two.or(one))
}

/// One object in a list: the tags in lower case (NIX-J06).
pub(super) fn cartridges<'m>(cartridges: &'m Cartridges<'m>, w: &mut Writer<'m>) -> Result {
    w.scope(Place::Key("cartridges"), *b"[]", |w| {
        w.record(Place::Item(0), &cartridges.extra, |w| {
            let mut supplies = std::collections::BTreeMap::<_, Vec<_>>::new();
            for supply in cartridges.supplies.iter().filter(|supply| !supply.level.is_blank()) {
                supplies.entry(supply.tag.to_ascii_lowercase()).or_default().push(supply.level.as_str());
            }
            for (tag, levels) in &supplies {
                match levels.as_slice() {
                    [level] => w.named(tag, level),
                    levels if w.is_php() => w.named(tag, levels),
                    levels => {
                        w.named(tag, levels.first());
                        w.change(tag, super::change::ChangeKind::Repeated);
                    }
                }
            }
            if !supplies.contains_key("paperroll") {
                w.object("paperroll", cartridges.paper_roll.as_ref())?;
            } else if w.is_php() {
                return w.refuse("paperroll", "several of them");
            } else if cartridges.paper_roll.is_some() {
                w.change("paperroll", super::change::ChangeKind::Repeated);
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

impl<'a> Object<'a> for Cartridges<'a> {
    fn fill(&mut self, key: &str, value: Json<'a>) -> std::result::Result<(), Json<'a>> {
        if key == "paperroll" {
            return self.paper_roll.fill(value);
        }
        let text = value.into_text()?;
        self.supplies.push(crate::message::printer::Cartridge {
            tag: key.to_ascii_uppercase().into(),
            level: Leaf::new(text),
        });
        Ok(())
    }

    fn extra(&mut self) -> &mut Vec<Node<'a>> {
        &mut self.extra
    }
}
