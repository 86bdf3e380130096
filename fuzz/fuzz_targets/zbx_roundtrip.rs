//! See [`fuzz::zbx::roundtrip`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::roundtrip);
