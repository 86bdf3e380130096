//! See [`fuzz::netinv::glpi_json`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::glpi_json);
