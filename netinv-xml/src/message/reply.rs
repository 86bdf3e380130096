//! Answers of servers: jobs for their agents.

use std::net::IpAddr;

use crate::record::leaf::Leaf;
use crate::record::records;
use crate::secret::Secret;
use crate::value::device_type::DeviceType;
use crate::value::mac::MacAddr;
use crate::value::number::JobNumber;
use crate::value::ports::Ports;
use crate::value::words::words;

records! {
    /// Answer of a server: `REPLY` (NIX-030).
    Reply "REPLY" {
        /// Reason for which the server refused a message.
        "ERROR" error: Option<Leaf<'a>>,
        /// The jobs. Servers write one `OPTION` a device.
        "OPTION" options: Vec<JobOption<'a>>,
        /// The job, in answers of servers of 2010.
        "PROCESSNUMBER" process_number: Option<Leaf<'a, JobNumber>>,
        /// Time after which the agent shall ask again, in hours.
        "PROLOG_FREQ" prolog_freq: Option<Leaf<'a, u64>>,
        /// `SEND`: the agent shall also send an inventory of its own computer.
        "RESPONSE" response: Option<Leaf<'a>>,
    }

    /// A job, or an order for another task of the agent: `OPTION`.
    JobOption "OPTION" {
        /// The task: `SNMPQUERY`, `NETDISCOVERY`, `WAKEONLAN`, `REGISTRY`, …
        "NAME" name: Option<Leaf<'a>>,
        /// The dictionary of models for a discovery of agents before 2.3.5, in answer to
        /// [`Content::dictionary`](crate::Content::dictionary). Where it is made of elements,
        /// they are in `extra`.
        "DICO" dictionary: Option<Leaf<'a>>,
        /// The hash by which such an agent knows whether its dictionary is the current one.
        "DICOHASH" dictionary_hash: Option<Leaf<'a>>,
        /// Parameters. Agents look at the first alone, except for
        /// `WAKEONLAN`.
        "PARAM" params: Vec<Param<'a>>,
        /// The devices of an inventory.
        "DEVICE" devices: Vec<Target<'a>>,
        /// The addresses of a discovery.
        "RANGEIP" ranges: Vec<IpRange<'a>>,
        /// The credentials that the others refer to by number. Some servers list
        /// all they have.
        "AUTHENTICATION" authentications: Vec<Authentication<'a>>,
        /// Objects to ask for, by model, for agents before 2.3.5. Later ones know them.
        "MODEL" models: Vec<Model<'a>>,
    }

    /// Parameters of a job: `PARAM`.
    ///
    /// The text of `REGISTRY`, which is the name of the value (`*` for all), is in `extra`,
    /// and so are the members that OCS servers write for `DOWNLOAD`, not a task of these agents.
    Param "PARAM" attributes {
        /// Number of devices to ask at once.
        "THREADS_QUERY" threads_query: Option<Leaf<'a, u64>>,
        /// Number of addresses to try at once.
        "THREADS_DISCOVERY" threads_discovery: Option<Leaf<'a, u64>>,
        /// Time after which to give a device up, in seconds; 0 for the agent's 60.
        "TIMEOUT" timeout: Option<Leaf<'a, u64>>,
        /// The job's number. Absent in version 3 of the protocol, which has it
        /// in each device.
        "PID" pid: Option<Leaf<'a, JobNumber>>,
        /// True to leave out the messages for start and end.
        "NO_START_STOP" no_start_stop: Option<Leaf<'a, bool>>,
        /// A member of old servers; agents ignore it.
        "CORE_QUERY" core_query: Option<Leaf<'a, u64>>,
        /// A member of old servers; agents ignore it.
        "CORE_DISCOVERY" core_discovery: Option<Leaf<'a, u64>>,
        /// `WAKEONLAN`: whom to wake.
        "MAC" mac: Option<Leaf<'a, MacAddr>>,
        /// `WAKEONLAN`: the address of whom to wake, of older servers.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// `REGISTRY`: the server's name for the value.
        "NAME" name: Option<Leaf<'a>>,
        /// `REGISTRY`: the key to read.
        "REGKEY" registry_key: Option<Leaf<'a>>,
        /// `REGISTRY`: the number of the tree that the key is in.
        "REGTREE" registry_tree: Option<Leaf<'a, u64>>,
    }

    /// A device to ask: `DEVICE` of a job.
    Target "DEVICE" attributes {
        /// Type of the device; the result repeats it.
        "TYPE" device_type: Option<Leaf<'a, DeviceType>>,
        /// Number on the server; the result carries it back.
        "ID" id: Option<Leaf<'a, u64>>,
        /// IP address. Agents skip a device without one.
        "IP" ip: Option<Leaf<'a, IpAddr>>,
        /// The number of its credentials.
        "AUTHSNMP_ID" auth_snmp_id: Option<Leaf<'a, u64>>,
        /// The number of its credentials for IEC 61850.
        "AUTHIEC_ID" auth_iec_id: Option<Leaf<'a, u64>>,
        /// The job's number, in version 3 of the protocol.
        "PID" pid: Option<Leaf<'a, JobNumber>>,
        /// The ports to try.
        "PORT" ports: Option<Leaf<'a, Ports>>,
        /// The transport to ask over: `udp/ipv4`, …
        "PROTOCOL" protocol: Option<Leaf<'a>>,
        /// A file to read instead of asking, for tests.
        "FILE" file: Option<Leaf<'a>>,
        /// Number of its [`Model`], for agents before 2.3.5.
        "MODELSNMP_ID" model_snmp_id: Option<Leaf<'a, u64>>,
    }

    /// Addresses to look at: `RANGEIP`.
    IpRange "RANGEIP" attributes {
        /// Number on the server.
        "ID" id: Option<Leaf<'a, u64>>,
        /// The first address.
        "IPSTART" first: Option<Leaf<'a, IpAddr>>,
        /// The last address.
        "IPEND" last: Option<Leaf<'a, IpAddr>>,
        /// The entity that devices found belong to; results carry it back.
        "ENTITY" entity: Option<Leaf<'a, u64>>,
        /// The ports to try.
        "PORT" ports: Option<Leaf<'a, Ports>>,
        /// The transports to try, separated by commas.
        "PROTOCOL" protocols: Option<Leaf<'a>>,
        /// The server's name for the range.
        "NAME" name: Option<Leaf<'a>>,
    }

    /// Credentials: `AUTHENTICATION` (NIX-032). Secrets are never shown.
    Authentication "AUTHENTICATION" attributes {
        /// The number by which devices and ranges refer to it.
        "ID" id: Option<Leaf<'a, u64>>,
        /// The version of SNMP.
        "VERSION" version: Option<Leaf<'a, SnmpVersion>>,
        /// Versions 1 and 2c: the community.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::secret::presence"))]
        "COMMUNITY" community: Option<Secret>,
        /// Version 3: the user. Empty for none, as everything below.
        "USERNAME" username: Option<Leaf<'a>>,
        /// Version 3: the algorithm of the authentication: `MD5`, `SHA`, `SHA256`, …
        "AUTHPROTOCOL" auth_protocol: Option<Leaf<'a>>,
        /// Version 3: the passphrase of the user.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::secret::presence"))]
        "AUTHPASSPHRASE" auth_passphrase: Option<Secret>,
        /// A newer name of the same; the older one wins.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::secret::presence"))]
        "AUTHPASSWORD" auth_password: Option<Secret>,
        /// Version 3: the algorithm of the encryption: `DES`, `AES`, `3DES`, …
        "PRIVPROTOCOL" priv_protocol: Option<Leaf<'a>>,
        /// Version 3: the passphrase of the encryption.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::secret::presence"))]
        "PRIVPASSPHRASE" priv_passphrase: Option<Secret>,
        /// A newer name of the same; the older one wins.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::secret::presence"))]
        "PRIVPASSWORD" priv_password: Option<Secret>,
        /// Version 3: the context.
        "CONTEXTNAME" context_name: Option<Leaf<'a>>,
        /// The protocol they are for, SNMP where it is absent; see
        /// [`credentials_type`](Self::credentials_type).
        "TYPE" credentials_type: Option<Leaf<'a, CredentialsType>>,
        /// The ports to try.
        "PORT" ports: Option<Leaf<'a, Ports>>,
        /// The transport they are for.
        "PROTOCOL" protocol: Option<Leaf<'a>>,
        /// The password, where not for SNMP.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::secret::presence"))]
        "PASSWORD" password: Option<Secret>,
        /// Operation on the device, for other protocols than SNMP.
        "MODE" mode: Option<Leaf<'a>>,
    }

    /// Objects to ask for on devices of a model, for agents before 2.3.5: `MODEL`.
    Model "MODEL" attributes {
        /// The number by which devices refer to it.
        "ID" id: Option<Leaf<'a, u64>>,
        /// Name.
        "NAME" name: Option<Leaf<'a>>,
        /// Single values.
        "GET" gets: Vec<ModelObject<'a>>,
        /// Tables.
        "WALK" walks: Vec<ModelObject<'a>>,
    }

    /// An object to ask for: `GET` or `WALK`.
    ModelObject "" attributes {
        /// Name of the object.
        "OBJECT" object: Option<Leaf<'a>>,
        /// Object identifier.
        "OID" oid: Option<Leaf<'a>>,
        /// True if there is one for each VLAN.
        "VLAN" vlan: Option<Leaf<'a, bool>>,
        /// Use of the object.
        "LINK" link: Option<Leaf<'a>>,
    }
}

words! {
    /// `VERSION`: a version of SNMP.
    SnmpVersion {
        /// Version 1.
        V1 "1",
        /// Version 2c.
        V2c "2c",
        /// Version 3.
        V3 "3",
    }
}

words! {
    /// `TYPE`: the protocol that credentials are for.
    CredentialsType {
        /// SNMP.
        Snmp "snmp",
        /// The management interface of `VMware` ESX.
        Esx "esx",
        /// Secure shell.
        Ssh "ssh",
        /// Windows Remote Management.
        WinRm "winrm",
    }
}
