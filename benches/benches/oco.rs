//! `oco-proto`: decode, encode, reject.

use std::hint::black_box;

use benches::payload;
use benches::work::oco;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use oco_proto::Dialect;

const SIZES: [usize; 3] = [5, 50, 500];

fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("oco");
    for programs in SIZES {
        let body = payload::oco::update(programs);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::new("decode", programs), &body, |bencher, body| {
            bencher.iter(|| drop(black_box(oco::decode(body).expect("it is a request"))));
        });
        let request = oco::decode(&body).expect("it is a request");
        let mut dst = Vec::new();
        group.bench_function(BenchmarkId::new("encode", programs), |bencher| {
            bencher.iter(|| {
                dst.clear();
                request.encode(Dialect::Hmac, &mut dst)
            });
        });
        let cut = &body[..body.len() - 1];
        assert!(oco::decode(cut).is_err());
        group.bench_function(BenchmarkId::new("reject", programs), |bencher| {
            bencher.iter(|| oco::decode(cut).is_err());
        });
    }
}

criterion_group!(benches, messages);
criterion_main!(benches);
