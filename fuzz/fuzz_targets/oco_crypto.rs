//! See [`fuzz::oco::crypto`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::oco::crypto);
