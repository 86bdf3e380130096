//! Typed views of the tables that a proxy reads first.
//!
//! A view borrows from its table. It has the columns that all versions share;
//! whatever else a table has can be looked up by name.

use super::table::{Cell, Table, TableRow, Tables};
use crate::secret::Secret;

/// A row of a table lacks a column, or has something else in it than it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: column \"{column}\" is missing or not {expected}")]
pub struct RowError {
    /// The row's place in its table.
    pub row: usize,
    /// The column.
    pub column: &'static str,
    /// What should stand there.
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

/// Defines a view: its fields, their columns and how to read them.
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
            #[doc = concat!("The rows of the table `", $table, "`; none if it is not there. A row that lacks a column is an error of its own.")]
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
        /// Id.
        hostid: u64 = id("hostid"),
        /// Technical name.
        host: &'t str = text("host"),
        /// 0 monitored, 3 template.
        status: i64 = number("status"),
        /// Visible name.
        name: &'t str = text("name"),
        /// How to connect to it: 1 not protected, 2 shared key, 4 certificate.
        tls_connect: i64 = number("tls_connect"),
        /// From it: the same, added up.
        tls_accept: i64 = number("tls_accept"),
        /// Identity of the shared key.
        tls_psk_identity: &'t str = text("tls_psk_identity"),
        /// The shared key, in hexadecimal digits.
        tls_psk: Secret = secret("tls_psk"),
    }
}

view! {
    /// How a host is reached.
    pub struct Interface of "interface" as interfaces {
        /// Id.
        interfaceid: u64 = id("interfaceid"),
        /// Its host.
        hostid: u64 = id("hostid"),
        /// 1 if it is the default one of its kind.
        main: i64 = number("main"),
        /// 1 agent, 2 SNMP, 3 IPMI, 4 JMX.
        kind: i64 = number("type"),
        /// 1 to use the address, 0 the name.
        useip: i64 = number("useip"),
        /// Address.
        ip: &'t str = text("ip"),
        /// Name.
        dns: &'t str = text("dns"),
        /// Port, or a macro.
        port: &'t str = text("port"),
    }
}

view! {
    /// Something to measure.
    pub struct Item of "items" as items {
        /// Id.
        itemid: u64 = id("itemid"),
        /// 0 agent, 2 trapper, 3 simple, 5 internal, 7 active agent, 20 SNMP, and so on.
        kind: i64 = number("type"),
        /// Its host.
        hostid: u64 = id("hostid"),
        /// What to measure.
        key: &'t str = text("key_"),
        /// How often.
        delay: &'t str = text("delay"),
        /// 0 number with fraction, 1 short text, 2 log, 3 whole number, 4 text.
        value_type: i64 = number("value_type"),
        /// 0 enabled, 1 disabled.
        status: i64 = number("status"),
        /// The interface to use, if it uses one.
        interfaceid: Option<u64> = optional_id("interfaceid"),
        /// The item that it depends on, if it does.
        master_itemid: Option<u64> = optional_id("master_itemid"),
    }
}

view! {
    /// A macro of a host or template.
    pub struct HostMacro of "hostmacro" as host_macros {
        /// Id.
        hostmacroid: u64 = id("hostmacroid"),
        /// The host or template.
        hostid: u64 = id("hostid"),
        /// Name, such as `{$PORT}`.
        name: &'t str = text("macro"),
        /// Value; secret ones travel in clear.
        value: Secret = secret("value"),
        /// 0 text, 1 secret, 2 path and key in a vault (see [`MacroSecrets`](crate::MacroSecrets)).
        kind: i64 = number("type"),
    }
}

view! {
    /// A macro of all hosts.
    pub struct GlobalMacro of "globalmacro" as global_macros {
        /// Id.
        globalmacroid: u64 = id("globalmacroid"),
        /// Name, such as `{$PORT}`.
        name: &'t str = text("macro"),
        /// Value; secret ones travel in clear.
        value: Secret = secret("value"),
        /// 0 text, 1 secret, 2 path and key in a vault (see [`MacroSecrets`](crate::MacroSecrets)).
        kind: i64 = number("type"),
    }
}
