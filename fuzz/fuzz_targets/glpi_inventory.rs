//! See [`fuzz::glpi::inventory`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::inventory);
