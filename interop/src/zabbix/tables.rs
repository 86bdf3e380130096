//! The configuration that our server sends to a real proxy: one host with a trapper item
//! and internal items, with every column of the proxy's schema.

use zbx_proxy_proto::{Cell, Table, Tables};

use super::Release;

/// Id of the host.
pub const HOST_ID: u64 = 71_001;
const INTERFACE: u64 = 71_101;
/// Name of the host.
pub const HOST_NAME: &str = "interop-host";
/// Key of the trapper item.
pub const TRAPPED_KEY: &str = "interop.trap";

/// Items of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A trapper item, for values from senders.
    Trapped,
    /// An internal item: the number of values that the proxy has processed.
    Watched,
    /// An internal item that proxies do not support.
    Unsupported,
    /// An item that is added by a change.
    Added,
}

impl Item {
    /// The item's id.
    #[must_use]
    pub const fn id(self) -> u64 {
        match self {
            Self::Trapped => 72_001,
            Self::Watched => 72_002,
            Self::Unsupported => 72_003,
            Self::Added => 72_004,
        }
    }

    fn row(self) -> Vec<Cell<'static>> {
        // Types: 2 trapper, 5 internal. Value types: 4 text, 3 unsigned, 0 floating
        // point.
        let (kind, key, value_type): (u64, _, u64) = match self {
            Self::Trapped => (2, TRAPPED_KEY, 4),
            Self::Watched => (5, "zabbix[wcache,values]", 3),
            Self::Unsupported => (5, "zabbix[no such key]", 3),
            Self::Added => (5, "zabbix[uptime]", 3),
        };
        let delay = if kind == 2 { "0" } else { "1s" };
        ITEM_FIELDS
            .iter()
            .map(|field| match *field {
                "itemid" => self.id().into(),
                "type" => Cell::from(kind),
                "hostid" => HOST_ID.into(),
                "key_" => key.into(),
                "delay" => delay.into(),
                "history" => "90d".into(),
                "value_type" => value_type.into(),
                "interfaceid" | "master_itemid" => Cell::Null,
                "timeout" => "3s".into(),
                "status_codes" => "200".into(),
                other => default(other),
            })
            .collect()
    }
}

/// Returns the full configuration for a proxy of this release.
#[must_use]
pub fn proxy_tables(release: Release, items: &[Item]) -> Tables<'static> {
    let mut tables = host_tables(release, items);
    for (name, table) in settings(release) {
        tables.push(name, table);
    }
    tables
}

/// Returns the tables of the host, which are always sent together.
///
/// # Panics
/// A row does not have a cell for each column.
#[must_use]
pub fn host_tables(release: Release, items: &[Item]) -> Tables<'static> {
    let mut tables = Tables::default();
    let names = HOST_FIELDS.iter().map(|field| match *field {
        "hostid" => HOST_ID.into(),
        "host" | "name" => HOST_NAME.into(),
        "ipmi_privilege" => 2_u64.into(),
        "ipmi_authtype" => (-1_i64).into(),
        "tls_connect" | "tls_accept" => 1_u64.into(),
        other => default(other),
    });
    tables.push("hosts", table(HOST_FIELDS, [names.collect()]));
    let interface = INTERFACE_FIELDS.iter().map(|field| match *field {
        "interfaceid" => INTERFACE.into(),
        "hostid" => HOST_ID.into(),
        "main" | "type" | "useip" => 1_u64.into(),
        "ip" => "127.0.0.1".into(),
        "port" => "10050".into(),
        other => default(other),
    });
    tables.push("interface", table(INTERFACE_FIELDS, [interface.collect()]));
    let mut snmp = INTERFACE_SNMP_FIELDS.to_vec();
    if release == Release::V7_0 {
        snmp.push("max_repetitions");
    }
    tables.push("interface_snmp", Table::new(snmp));
    if release == Release::V7_0 {
        // The proxy requires it, with every column.
        tables.push("host_inventory", Table::new(HOST_INVENTORY_FIELDS.iter().copied()));
    }
    tables.push("items", table(ITEM_FIELDS, items.iter().map(|item| item.row())));
    let rtdata = items.iter().map(|item| vec![item.id().into(), 0_u64.into(), 0_u64.into()]);
    tables.push("item_rtdata", table(&["itemid", "lastlogsize", "mtime"], rtdata));
    tables.push("item_preproc", Table::new(ITEM_PREPROC_FIELDS.iter().copied()));
    tables.push("item_parameter", Table::new(["item_parameterid", "itemid", "name", "value"]));
    tables
}

fn settings(release: Release) -> Vec<(&'static str, Table<'static>)> {
    let new = release == Release::V7_0;
    let mut hosts_templates = vec!["hosttemplateid", "hostid", "templateid"];
    let mut hostmacro = vec!["hostmacroid", "hostid", "macro", "value", "type"];
    let mut config = vec!["configid"];
    if new {
        hosts_templates.push("link_type");
        hostmacro.push("automatic");
        config.extend(["snmptrap_logging", "hk_history_global", "hk_history", "autoreg_tls_accept"]);
        config.extend(TIMEOUT_FIELDS);
    } else {
        config.extend([
            "discovery_groupid",
            "snmptrap_logging",
            "hk_history_global",
            "hk_history",
            "autoreg_tls_accept",
        ]);
    }
    let row = config.iter().map(|field| match *field {
        "configid" | "snmptrap_logging" | "autoreg_tls_accept" => 1_u64.into(),
        "discovery_groupid" => GROUP.into(),
        "hk_history" => "90d".into(),
        timeout if timeout.starts_with("timeout_") => "3s".into(),
        other => default(other),
    });
    let row = row.collect();
    let site = vec![1_u64.into(), "{$SITE}".into(), "paris".into(), 0_u64.into()];
    let mut settings = vec![
        ("globalmacro", table(&["globalmacroid", "macro", "value", "type"], [site])),
        ("hosts_templates", Table::new(hosts_templates)),
        ("hostmacro", Table::new(hostmacro)),
        ("config", table(&config, [row])),
        (
            "config_autoreg_tls",
            table(
                &["autoreg_tlsid", "tls_psk_identity", "tls_psk"],
                [vec![1_u64.into(), "".into(), "".into()]],
            ),
        ),
    ];
    if !new {
        settings.push(("hstgrp", table(&["groupid"], [vec![GROUP.into()]])));
    }
    settings
}

const GROUP: u64 = 71_201;

fn table(fields: &[&'static str], rows: impl IntoIterator<Item = Vec<Cell<'static>>>) -> Table<'static> {
    let mut table = Table::new(fields.iter().copied());
    for row in rows {
        table.push(row).expect("a cell for each column");
    }
    table
}

/// Returns the default value of a column.
fn default(field: &str) -> Cell<'static> {
    if NUMBERS.contains(&field) { 0_u64.into() } else { "".into() }
}

/// Numeric columns of all tables here.
const NUMBERS: &[&str] = &[
    "allow_traps",
    "authtype",
    "available",
    "flags",
    "follow_redirects",
    "hk_history_global",
    "inventory_link",
    "output_format",
    "post_type",
    "request_method",
    "retrieve_mode",
    "status",
    "verify_host",
    "verify_peer",
];

const HOST_FIELDS: &[&str] = &[
    "hostid",
    "host",
    "status",
    "ipmi_authtype",
    "ipmi_privilege",
    "ipmi_username",
    "ipmi_password",
    "name",
    "tls_connect",
    "tls_accept",
    "tls_issuer",
    "tls_subject",
    "tls_psk_identity",
    "tls_psk",
];

const INTERFACE_FIELDS: &[&str] =
    &["interfaceid", "hostid", "main", "type", "useip", "ip", "dns", "port", "available"];

const INTERFACE_SNMP_FIELDS: &[&str] = &[
    "interfaceid",
    "version",
    "bulk",
    "community",
    "securityname",
    "securitylevel",
    "authpassphrase",
    "privpassphrase",
    "authprotocol",
    "privprotocol",
    "contextname",
];

const HOST_INVENTORY_FIELDS: &[&str] = &[
    "hostid",
    "type",
    "type_full",
    "name",
    "alias",
    "os",
    "os_full",
    "os_short",
    "serialno_a",
    "serialno_b",
    "tag",
    "asset_tag",
    "macaddress_a",
    "macaddress_b",
    "hardware",
    "hardware_full",
    "software",
    "software_full",
    "software_app_a",
    "software_app_b",
    "software_app_c",
    "software_app_d",
    "software_app_e",
    "contact",
    "location",
    "location_lat",
    "location_lon",
    "notes",
    "chassis",
    "model",
    "hw_arch",
    "vendor",
    "contract_number",
    "installer_name",
    "deployment_status",
    "url_a",
    "url_b",
    "url_c",
    "host_networks",
    "host_netmask",
    "host_router",
    "oob_ip",
    "oob_netmask",
    "oob_router",
    "date_hw_purchase",
    "date_hw_install",
    "date_hw_expiry",
    "date_hw_decomm",
    "site_address_a",
    "site_address_b",
    "site_address_c",
    "site_city",
    "site_state",
    "site_country",
    "site_zip",
    "site_rack",
    "site_notes",
    "poc_1_name",
    "poc_1_email",
    "poc_1_phone_a",
    "poc_1_phone_b",
    "poc_1_cell",
    "poc_1_screen",
    "poc_1_notes",
    "poc_2_name",
    "poc_2_email",
    "poc_2_phone_a",
    "poc_2_phone_b",
    "poc_2_cell",
    "poc_2_screen",
    "poc_2_notes",
];

const ITEM_FIELDS: &[&str] = &[
    "itemid",
    "type",
    "snmp_oid",
    "hostid",
    "key_",
    "delay",
    "history",
    "status",
    "value_type",
    "trapper_hosts",
    "logtimefmt",
    "params",
    "ipmi_sensor",
    "authtype",
    "username",
    "password",
    "publickey",
    "privatekey",
    "flags",
    "interfaceid",
    "inventory_link",
    "jmx_endpoint",
    "master_itemid",
    "timeout",
    "url",
    "query_fields",
    "posts",
    "status_codes",
    "follow_redirects",
    "post_type",
    "http_proxy",
    "headers",
    "retrieve_mode",
    "request_method",
    "output_format",
    "ssl_cert_file",
    "ssl_key_file",
    "ssl_key_password",
    "verify_peer",
    "verify_host",
    "allow_traps",
];

const ITEM_PREPROC_FIELDS: &[&str] =
    &["item_preprocid", "itemid", "step", "type", "params", "error_handler", "error_handler_params"];

const TIMEOUT_FIELDS: [&str; 10] = [
    "timeout_zabbix_agent",
    "timeout_simple_check",
    "timeout_snmp_agent",
    "timeout_external_check",
    "timeout_db_monitor",
    "timeout_http_agent",
    "timeout_ssh_agent",
    "timeout_telnet_agent",
    "timeout_script",
    "timeout_browser",
];
