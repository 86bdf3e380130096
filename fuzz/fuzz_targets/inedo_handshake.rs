//! See [`fuzz::inedo::handshake`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::handshake);
