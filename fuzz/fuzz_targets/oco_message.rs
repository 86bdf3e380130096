//! See [`fuzz::oco::message`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::oco::message);
