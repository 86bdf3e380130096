//! Hostile input takes no more heap than its decoder promises, in any size.

use fuzz::hostile;
use testkit::alloc::Meter;

#[global_allocator]
static METER: Meter = Meter::new();

const SIZES: [usize; 4] = [1 << 10, 16 << 10, 256 << 10, 1 << 20];

#[test]
fn hostile_input_takes_no_more_heap_than_promised() {
    let mut wrong = Vec::new();
    for case in hostile::cases() {
        for size in SIZES {
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
