//! See [`fuzz::glpi::grammar`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::grammar);
