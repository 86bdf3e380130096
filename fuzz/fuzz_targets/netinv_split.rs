//! See [`fuzz::netinv::split`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::split);
