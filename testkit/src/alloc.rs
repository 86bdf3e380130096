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
//! The meter counts the whole process, so such a test binary holds one `#[test]`
//! (or runs its measurements one after the other inside one).
//!
//! It counts only while it measures; the rest of the time it costs a load and a
//! branch, so that a program can measure both memory and time.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::Relaxed};

/// The system's allocator, with counters.
#[derive(Debug)]
pub struct Meter {
    counting: AtomicBool,
    /// Falls below 0 where memory is given back that was taken before.
    live: AtomicIsize,
    peak: AtomicIsize,
    allocations: AtomicUsize,
}

/// What one measured piece of work took from the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// The most bytes that were held at once, above what was held before.
    pub peak: usize,
    /// How often memory was asked for, growing a block included.
    pub allocations: usize,
}

impl Meter {
    /// A meter at zero, for a `#[global_allocator]` static.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            counting: AtomicBool::new(false),
            live: AtomicIsize::new(0),
            peak: AtomicIsize::new(0),
            allocations: AtomicUsize::new(0),
        }
    }

    /// Runs `work` and says what it took.
    pub fn measure<T>(&self, work: impl FnOnce() -> T) -> (T, Used) {
        self.live.store(0, Relaxed);
        self.peak.store(0, Relaxed);
        self.allocations.store(0, Relaxed);
        self.counting.store(true, Relaxed);
        let result = work();
        self.counting.store(false, Relaxed);
        let used = Used {
            peak: self.peak.load(Relaxed).unsigned_abs(),
            allocations: self.allocations.load(Relaxed),
        };
        (result, used)
    }

    fn grew(&self, bytes: usize) {
        if self.counting.load(Relaxed) {
            // A block is never larger than `isize::MAX`.
            let bytes = bytes.cast_signed();
            let live = self.live.fetch_add(bytes, Relaxed) + bytes;
            self.peak.fetch_max(live, Relaxed);
            self.allocations.fetch_add(1, Relaxed);
        }
    }

    fn shrank(&self, bytes: usize) {
        if self.counting.load(Relaxed) {
            self.live.fetch_sub(bytes.cast_signed(), Relaxed);
        }
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: every call is handed to the system's allocator unchanged; the counters
// touch no memory but their own.
unsafe impl GlobalAlloc for Meter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.grew(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.grew(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.shrank(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Counted as it is: for a moment both blocks may be held.
        self.grew(size);
        self.shrank(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
