//! model
use std::cell::Cell;
use subtle::Choice;

/// A check that can be switched off, here and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Reflection,
    SingleUse,
    Expiry,
    Final,
}

thread_local! {
    static OFF: Cell<Option<Check>> = const { Cell::new(None) };
}

pub(super) fn off(check: Check) -> bool {
    OFF.get() == Some(check)
}

pub(super) fn without(check: Check) -> Choice {
    Choice::from(u8::from(off(check)))
}
