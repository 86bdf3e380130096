//! See [`fuzz::inventory::read`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inventory::read);
