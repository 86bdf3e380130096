//! See [`fuzz::inventory::roundtrip`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inventory::roundtrip);
