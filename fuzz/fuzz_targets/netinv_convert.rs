//! See [`fuzz::netinv::convert`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::convert);
