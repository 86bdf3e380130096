//! See [`fuzz::inedo::message`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::message);
