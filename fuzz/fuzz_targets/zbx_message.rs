//! See [`fuzz::zbx::message`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::message);
