//! See [`fuzz::inedo::stream`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::stream);
