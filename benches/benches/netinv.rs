//! `netinv-xml`: decode, encode, convert, reject.

use std::hint::black_box;

use benches::payload;
use benches::work::netinv;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use netinv_xml::{Document, Limits};

const SIZES: [usize; 3] = [5, 50, 500];

fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("netinv");
    for ports in SIZES {
        let xml = payload::netinv::result(ports);
        group.throughput(Throughput::Bytes(xml.len() as u64));
        group.bench_with_input(BenchmarkId::new("decode", ports), &xml, |bencher, xml| {
            bencher.iter(|| drop(black_box(netinv::decode(xml).expect("it is a result"))));
        });
        let document = netinv::decode(&xml).expect("it is a result");
        let mut dst = Vec::new();
        group.bench_function(BenchmarkId::new("encode", ports), |bencher| {
            bencher.iter(|| {
                dst.clear();
                document.encode(&mut dst)
            });
        });
        group.bench_with_input(BenchmarkId::new("convert", ports), &xml, |bencher, xml| {
            bencher.iter(|| netinv::convert(xml));
        });
        // Tolerant reading would repair it.
        let cut = &xml[..xml.len() - 4];
        let reject = || Document::decode_strict(cut, &Limits::DEFAULT).is_err();
        assert!(reject());
        group.bench_function(BenchmarkId::new("reject", ports), |bencher| bencher.iter(reject));
        group.bench_function(BenchmarkId::new("mend", ports), |bencher| {
            bencher.iter(|| drop(black_box(netinv::decode(cut).expect("it can be mended"))));
        });
    }
}

criterion_group!(benches, messages);
criterion_main!(benches);
