//! See [`fuzz::oco::roundtrip`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::oco::roundtrip);
