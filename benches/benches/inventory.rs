//! `glpi-inventory`: decode, judge, reject.

use benches::payload;
use benches::work::inventory;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn inventories(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("inventory");
    for programs in [150, payload::inventory::PROGRAMS] {
        let text = payload::inventory::inventory(programs, true, None);
        let faulty = payload::inventory::inventory(programs, true, Some(1));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("decode and judge", programs), |bencher| {
            bencher.iter(|| inventory::decode(&text));
        });
        group.bench_function(BenchmarkId::new("judge", programs), |bencher| {
            bencher.iter(|| inventory::accepts(&text));
        });
        group.bench_function(BenchmarkId::new("all faults", programs), |bencher| {
            bencher.iter(|| inventory::faults(&faulty));
        });
    }
}

criterion_group!(benches, inventories);
criterion_main!(benches);
