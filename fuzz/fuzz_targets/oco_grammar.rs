//! See [`fuzz::oco::grammar`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::oco::grammar);
