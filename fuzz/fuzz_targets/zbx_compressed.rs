//! See [`fuzz::zbx::compressed`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::zbx::compressed);
