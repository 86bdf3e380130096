//! See [`fuzz::inventory::verdict`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inventory::verdict);
