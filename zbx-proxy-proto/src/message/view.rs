//! Typed views of the tables that a proxy reads first.
