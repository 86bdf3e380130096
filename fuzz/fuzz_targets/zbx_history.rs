//! See [`fuzz::zbx::history`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::history);
