//! See [`fuzz::netinv::grammar`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::grammar);
