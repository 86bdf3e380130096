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

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The system's allocator, with counters.
#[derive(Debug)]
pub struct Meter {
    live: AtomicUsize,
    peak: AtomicUsize,
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
        Self { live: AtomicUsize::new(0), peak: AtomicUsize::new(0), allocations: AtomicUsize::new(0) }
    }

    /// Runs `work` and says what it took.
    pub fn measure<T>(&self, work: impl FnOnce() -> T) -> (T, Used) {
        let before = self.live.load(Relaxed);
        self.peak.store(before, Relaxed);
        let allocations = self.allocations.load(Relaxed);
        let result = work();
        let used = Used {
            peak: self.peak.load(Relaxed).saturating_sub(before),
            allocations: self.allocations.load(Relaxed) - allocations,
        };
        (result, used)
    }

    fn grew(&self, bytes: usize) {
        let live = self.live.fetch_add(bytes, Relaxed) + bytes;
        self.peak.fetch_max(live, Relaxed);
        self.allocations.fetch_add(1, Relaxed);
    }

    fn shrank(&self, bytes: usize) {
        self.live.fetch_sub(bytes, Relaxed);
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
