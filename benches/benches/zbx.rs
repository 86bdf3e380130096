//! Benchmarks of `zbx-proxy-proto`: decoding, encoding, rejecting, and streams in pieces.

use std::hint::black_box;

use benches::payload;
use benches::work::zbx;
use bytes::BytesMut;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use testkit::chunking;
use zbx_proxy_proto::FrameDecoder;

const SIZES: [usize; 3] = [10, 1000, 10_000];

fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("zbx");
    for rows in SIZES {
        let payload = payload::zbx::proxy_data(rows);
        group.throughput(Throughput::Bytes(payload.len() as u64));
        group.bench_with_input(BenchmarkId::new("decode", rows), &payload, |bencher, payload| {
            bencher.iter(|| drop(black_box(zbx::list(payload).expect("it is a message"))));
        });
        group.bench_with_input(BenchmarkId::new("visit", rows), &payload, |bencher, payload| {
            bencher.iter(|| zbx::visit(payload));
        });
        let request = zbx::list(&payload).expect("it is a message");
        let mut dst = Vec::new();
        group.bench_function(BenchmarkId::new("encode", rows), |bencher| {
            bencher.iter(|| {
                dst.clear();
                request.encode(&mut dst);
            });
        });
        let cut = &payload[..payload.len() - 1];
        assert!(zbx::list(cut).is_err());
        group.bench_function(BenchmarkId::new("reject", rows), |bencher| {
            bencher.iter(|| zbx::list(cut).is_err());
        });
    }
}

fn stream(criterion: &mut Criterion) {
    let payload = payload::zbx::proxy_data(1000);
    let wire = payload::zbx::compressed_frame(&payload).repeat(4);
    let mut group = criterion.benchmark_group("zbx/stream");
    group.throughput(Throughput::Bytes(4 * payload.len() as u64));
    for size in [1, 1460, 65_536] {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| {
                let (mut frames, mut src) = (FrameDecoder::new(), BytesMut::new());
                let mut bytes = 0;
                for piece in chunking::sized(&wire, size) {
                    src.extend_from_slice(piece);
                    while let Some(frame) = frames.decode(&mut src).expect("our frames are whole") {
                        bytes += frame.payload().len();
                    }
                }
                assert_eq!(bytes, 4 * payload.len());
            });
        });
    }
}

criterion_group!(benches, messages, stream);
criterion_main!(benches);
