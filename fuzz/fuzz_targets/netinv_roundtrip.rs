//! See [`fuzz::netinv::roundtrip`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::roundtrip);
