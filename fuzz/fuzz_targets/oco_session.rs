//! See [`fuzz::oco::session`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::oco::session);
