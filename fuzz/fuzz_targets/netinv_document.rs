//! See [`fuzz::netinv::document`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::netinv::document);
