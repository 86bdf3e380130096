//! See [`fuzz::netinv::repair`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::repair);
