//! See [`fuzz::netinv::walk`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::walk);
