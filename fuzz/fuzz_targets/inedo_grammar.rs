//! See [`fuzz::inedo::grammar`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::grammar);
