//! See [`fuzz::zbx::session`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::session);
