//! See [`fuzz::zbx::grammar`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::grammar);
