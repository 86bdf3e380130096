//! See [`fuzz::glpi::roundtrip`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::roundtrip);
