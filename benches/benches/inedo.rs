//! `inedo-wire`: decode, encode, reject, and streams in pieces.

use benches::payload::inedo::{AES_DATA, LAYOUT, aes, frames, plain};
use benches::work::inedo;
use bytes::BytesMut;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use inedo_wire::{FrameDecoder, FrameEncoder, NextIv};
use testkit::chunking;

/// Numbers of frames and the lengths of their data.
const SIZES: [(usize, usize); 3] = [(4096, 64), (64, 16 << 10), (1, 1 << 20)];

fn plain_frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("inedo");
    for (count, len) in SIZES {
        let wire = plain(count, len);
        group.throughput(Throughput::Bytes(wire.len() as u64));
        group.bench_function(BenchmarkId::new("walk", len), |bencher| bencher.iter(|| inedo::walk(&wire)));
        group.bench_function(BenchmarkId::new("decode", len), |bencher| {
            let mut decoder = FrameDecoder::plain(LAYOUT);
            bencher.iter_batched_ref(
                || BytesMut::from(&wire[..]),
                |src| inedo::keep(&mut decoder, src),
                BatchSize::LargeInput,
            );
        });
        let all = frames(count, len);
        let (mut encoder, mut dst) = (FrameEncoder::plain(LAYOUT), BytesMut::new());
        group.bench_function(BenchmarkId::new("encode", len), |bencher| {
            bencher.iter(|| {
                dst.clear();
                all.iter().try_for_each(|frame| encoder.encode(frame, NextIv::not_needed(), &mut dst))
            });
        });
        // The last frame has a negative length.
        let mut bad = wire.clone();
        let last = wire.len() - len - LAYOUT.header_len();
        bad[last..last + 4].fill(0xff);
        assert!(inedo::walk(&bad).is_err());
        group.bench_function(BenchmarkId::new("reject", len), |bencher| {
            bencher.iter(|| inedo::walk(&bad).is_err());
        });
    }
}

fn encrypted_frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("inedo/aes");
    for (count, len) in [(1024, 43), (16, AES_DATA), (1, 1 << 20)] {
        let wire = aes(count, len);
        group.throughput(Throughput::Bytes(wire.len() as u64));
        group.bench_function(BenchmarkId::new("decode", len), |bencher| {
            bencher.iter_batched_ref(
                || (inedo::aes_decoder(), BytesMut::from(&wire[..])),
                |(decoder, src)| inedo::lend(decoder, src),
                BatchSize::LargeInput,
            );
        });
    }
}

fn stream(criterion: &mut Criterion) {
    let wire = plain(4096, 64);
    let mut group = criterion.benchmark_group("inedo/stream");
    group.throughput(Throughput::Bytes(wire.len() as u64));
    for size in [1, 1460, 65_536] {
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| {
                let (mut decoder, mut src) = (FrameDecoder::plain(LAYOUT), BytesMut::new());
                let mut bytes = 0;
                for piece in chunking::sized(&wire, size) {
                    src.extend_from_slice(piece);
                    bytes += inedo::lend(&mut decoder, &mut src).expect("our frames are whole").1;
                }
                assert_eq!(bytes, 4096 * 64);
            });
        });
    }
}

criterion_group!(benches, plain_frames, encrypted_frames, stream);
criterion_main!(benches);
