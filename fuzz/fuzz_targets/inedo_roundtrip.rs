//! See [`fuzz::inedo::roundtrip`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::roundtrip);
