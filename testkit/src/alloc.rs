//! A counting allocator, for tests that bound memory.
//!
//! A test binary installs it once:
//!
//! ```
//! use testkit::alloc::Meter;
//! #[global_allocator]
//! static METER: Meter = Meter::new();
//!
//! let (length, used) = METER.measure(|| vec![0_u8; 1000].len());
//! assert_eq!(length, 1000);
//! assert!(used.peak >= 1000 && used.allocations >= 1);
//! ```
//!
//! The meter counts only the allocations of the measuring thread, so other tests and the
//! test harness may run at the same time.
//!
//! It counts only while it measures; otherwise it costs one load and one branch per call,
//! so a program can measure both memory and time.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system allocator with counters.
#[derive(Debug, Default)]
pub struct Meter(());

thread_local! {
    // Without a destructor and initialised at compile time, so that it allocates nothing itself.
    static COUNTS: Counts = const {
        Counts {
            counting: Cell::new(false),
            live: Cell::new(0),
            peak: Cell::new(0),
            allocations: Cell::new(0),
        }
    };
}

struct Counts {
    counting: Cell<bool>,
    /// Negative when memory is freed that was allocated before the measurement.
    live: Cell<isize>,
    peak: Cell<isize>,
    allocations: Cell<usize>,
}

/// Heap use of one measured piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// Maximum number of bytes held at once, in addition to those held before.
    pub peak: usize,
    /// Number of allocations, including reallocations.
    pub allocations: usize,
}

impl Meter {
    /// Creates a meter, for a `#[global_allocator]` static.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }

    /// Runs `work` and returns its result and its heap use.
    pub fn measure<T>(&self, work: impl FnOnce() -> T) -> (T, Used) {
        COUNTS.with(|counts| {
            counts.live.set(0);
            counts.peak.set(0);
            counts.allocations.set(0);
            counts.counting.set(true);
            let result = work();
            counts.counting.set(false);
            let used = Used { peak: counts.peak.get().unsigned_abs(), allocations: counts.allocations.get() };
            (result, used)
        })
    }
}

fn grew(bytes: usize) {
    COUNTS.with(|counts| {
        if counts.counting.get() {
            // A block is never larger than `isize::MAX`.
            let live = counts.live.get() + bytes.cast_signed();
            counts.live.set(live);
            counts.peak.set(counts.peak.get().max(live));
            counts.allocations.set(counts.allocations.get() + 1);
        }
    });
}

fn shrank(bytes: usize) {
    COUNTS.with(|counts| {
        if counts.counting.get() {
            counts.live.set(counts.live.get() - bytes.cast_signed());
        }
    });
}

// SAFETY: every call is passed to the system allocator unchanged; the counters
// touch no memory but their own.
unsafe impl GlobalAlloc for Meter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grew(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grew(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        shrank(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both blocks may be held for a moment, so the new one is counted first.
        grew(size);
        shrank(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
