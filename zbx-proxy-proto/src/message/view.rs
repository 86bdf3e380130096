//! Typed views of the most important tables.
//!
//! A view borrows from its table. It has the columns common to all versions; the others
//! are available by name.

use super::table::{Cell, Table, TableRow, Tables};
use crate::secret::Secret;

/// Error for a row of a table that lacks a column or has a value of another type in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: column \"{column}\" is missing or not {expected}")]
pub struct RowError {
    /// Index of the row in its table.
    pub row: usize,
    /// The column.
    pub column: &'static str,
    /// The values allowed.
    pub expected: &'static str,
}

/// Reads columns of one row.
struct Columns<'t, 'a> {
    row: usize,
    cells: TableRow<'t, 'a>,
}

impl<'t, 'a> Columns<'t, 'a> {
    fn cell<T>(
        &self,
        column: &'static str,
        expected: &'static str,
        read: impl FnOnce(&'t Cell<'a>) -> Option<T>,
    ) -> Result<T, RowError> {
        self.cells.cell(column).and_then(read).ok_or(RowError { row: self.row, column, expected })
    }

    fn id(&self, column: &'static str) -> Result<u64, RowError> {
        self.cell(column, "an id", Cell::as_u64)
    }

    fn optional_id(&self, column: &'static str) -> Result<Option<u64>, RowError> {
        self.cell(column, "an id or null", |cell| match cell {
            Cell::Null => Some(None),
            _ => cell.as_u64().map(Some),
        })
    }

    fn number(&self, column: &'static str) -> Result<i64, RowError> {
        self.cell(column, "a number", Cell::as_i64)
    }

    fn text(&self, column: &'static str) -> Result<&'t str, RowError> {
        self.cell(column, "a text", Cell::as_str)
    }

    fn secret(&self, column: &'static str) -> Result<Secret, RowError> {
        self.text(column).map(Secret::new)
    }
}

/// Defines a view: fields, their columns and the functions that read them.
macro_rules! view {
    (
        $(#[$meta:meta])*
        pub struct $name:ident of $table:literal as $method:ident {
            $( $(#[$field_meta:meta])* $field:ident: $type:ty = $read:ident($column:literal), )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name<'t> {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        impl<'t> $name<'t> {
            fn read(row: usize, cells: TableRow<'t, '_>) -> Result<Self, RowError> {
                let columns = Columns { row, cells };
                Ok(Self { $( $field: columns.$read($column)?, )* })
            }
        }

        impl<'a> Tables<'a> {
            #[doc = concat!("Returns the rows of the table `", $table, "`, none if there is no such table. A row that lacks a column is an error and does not affect the others.")]
            pub fn $method(&self) -> impl Iterator<Item = Result<$name<'_>, RowError>> {
                let rows = self.table($table).into_iter().flat_map(Table::rows);
                rows.enumerate().map(|(row, cells)| $name::read(row, cells))
            }
        }
    };
}

view! {
    /// A monitored host.
    pub struct Host of "hosts" as hosts {
        /// The id.
        hostid: u64 = id("hostid"),
        /// The technical name.
        host: &'t str = text("host"),
        /// The status: 0 monitored, 3 template.
        status: i64 = number("status"),
        /// The visible name.
        name: &'t str = text("name"),
        /// Encryption of connections to the host: 1 none, 2 shared key, 4 certificate.
        tls_connect: i64 = number("tls_connect"),
        /// Encryption of connections from the host: the sum of the numbers allowed.
        tls_accept: i64 = number("tls_accept"),
        /// Identity of the shared key.
        tls_psk_identity: &'t str = text("tls_psk_identity"),
        /// The shared key, in hexadecimal digits.
        tls_psk: Secret = secret("tls_psk"),
    }
}

view! {
    /// An interface of a host.
    pub struct Interface of "interface" as interfaces {
        /// The id.
        interfaceid: u64 = id("interfaceid"),
        /// The host.
        hostid: u64 = id("hostid"),
        /// 1 if it is the default interface of its kind.
        main: i64 = number("main"),
        /// The kind: 1 agent, 2 SNMP, 3 IPMI, 4 JMX.
        kind: i64 = number("type"),
        /// 1 to use the address, 0 to use the name.
        useip: i64 = number("useip"),
        /// The address.
        ip: &'t str = text("ip"),
        /// The DNS name.
        dns: &'t str = text("dns"),
        /// The port, or a macro.
        port: &'t str = text("port"),
    }
}

view! {
    /// An item of a host.
    pub struct Item of "items" as items {
        /// The id.
        itemid: u64 = id("itemid"),
        /// The kind: 0 agent, 2 trapper, 3 simple, 5 internal, 7 active agent, 20 SNMP,
        /// and others.
        kind: i64 = number("type"),
        /// The host.
        hostid: u64 = id("hostid"),
        /// The key.
        key: &'t str = text("key_"),
        /// The interval.
        delay: &'t str = text("delay"),
        /// The type of value: 0 floating point, 1 short text, 2 log, 3 unsigned integer,
        /// 4 text.
        value_type: i64 = number("value_type"),
        /// The status: 0 enabled, 1 disabled.
        status: i64 = number("status"),
        /// Id of the interface, if it uses one.
        interfaceid: Option<u64> = optional_id("interfaceid"),
        /// Id of the item that it depends on, if it does.
        master_itemid: Option<u64> = optional_id("master_itemid"),
    }
}

view! {
    /// A macro of a host or template.
    pub struct HostMacro of "hostmacro" as host_macros {
        /// The id.
        hostmacroid: u64 = id("hostmacroid"),
        /// Id of the host or template.
        hostid: u64 = id("hostid"),
        /// The name, such as `{$PORT}`.
        name: &'t str = text("macro"),
        /// The value; secret values are sent in clear.
        value: Secret = secret("value"),
        /// The kind: 0 text, 1 secret, 2 path and key in a vault (see
        /// [`MacroSecrets`](crate::MacroSecrets)).
        kind: i64 = number("type"),
    }
}

view! {
    /// A macro of all hosts.
    pub struct GlobalMacro of "globalmacro" as global_macros {
        /// The id.
        globalmacroid: u64 = id("globalmacroid"),
        /// The name, such as `{$PORT}`.
        name: &'t str = text("macro"),
        /// The value; secret values are sent in clear.
        value: Secret = secret("value"),
        /// The kind: 0 text, 1 secret, 2 path and key in a vault (see
        /// [`MacroSecrets`](crate::MacroSecrets)).
        kind: i64 = number("type"),
    }
}
