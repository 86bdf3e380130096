//! See [`fuzz::inedo::encrypted`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::inedo::encrypted);
