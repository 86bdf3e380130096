//! See [`fuzz::oco::trust`].
#![cfg_attr(fuzzing, no_main)]
fuzz::target!(fuzz::oco::trust);
