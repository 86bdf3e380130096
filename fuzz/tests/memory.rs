//! Test that hostile input takes no more heap than documented, in any size.
//!
//! Small sizes by default; all with `HOSTILE=full` in the environment (`just hostile`).

use fuzz::hostile;
use testkit::alloc::Meter;

#[global_allocator]
static METER: Meter = Meter::new();

const SMALL: [usize; 2] = [1 << 10, 16 << 10];
const LARGE: [usize; 2] = [256 << 10, 1 << 20];

#[test]
fn hostile_input_takes_no_more_heap_than_promised() {
    let mut wrong = Vec::new();
    let large = hostile::is_full().then_some(LARGE);
    for case in hostile::cases() {
        for size in SMALL.into_iter().chain(large.into_iter().flatten()) {
            let input = (case.make)(size);
            let ((), used) = METER.measure(|| case.run(&input));
            let bound = case.heap.of(input.len());
            println!("{:40} {:>9} bytes: {:>10} of {bound:>10}", case.name, input.len(), used.peak);
            if used.peak > bound {
                wrong.push(format!("{}: {} of {bound} for {} bytes", case.name, used.peak, input.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
