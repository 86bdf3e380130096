//! `oco-proto`.
