//! See [`fuzz::zbx::stream`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::stream);
