//! See [`fuzz::inventory::repair`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inventory::repair);
