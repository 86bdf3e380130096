//! The sections, by subject.

pub(crate) mod device;
pub(crate) mod machine;
pub(crate) mod network;
pub(crate) mod peripheral;
pub(crate) mod software;
pub(crate) mod storage;
