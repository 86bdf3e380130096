//! See [`fuzz::glpi::register`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::register);
