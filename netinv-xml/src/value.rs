//! Grammars of single values: numbers, dates, addresses, words of the MIB.

pub(crate) mod date;
pub(crate) mod device_type;
pub(crate) mod interface;
pub(crate) mod mac;
pub(crate) mod number;
pub(crate) mod ports;
pub(crate) mod supply;
pub(crate) mod uptime;
pub(crate) mod words;
