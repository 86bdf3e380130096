//! See [`fuzz::glpi::session`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::session);
