//! See [`fuzz::glpi::message`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::message);
