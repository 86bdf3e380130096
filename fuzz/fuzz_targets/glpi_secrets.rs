//! See [`fuzz::glpi::secrets`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::secrets);
