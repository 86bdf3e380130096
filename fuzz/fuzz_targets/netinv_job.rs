//! See [`fuzz::netinv::job`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::job);
