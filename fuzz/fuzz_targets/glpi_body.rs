//! See [`fuzz::glpi::body`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::glpi::body);
