//! Hostile input for `inedo-wire`.
