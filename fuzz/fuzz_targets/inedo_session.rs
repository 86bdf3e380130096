//! See [`fuzz::inedo::session`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::session);
