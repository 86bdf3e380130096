//! `glpi-proto`: decode, encode, reject.

use benches::payload;
use benches::work::glpi;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use glpi_proto::Message as _;
use glpi_proto::{Compression, Limits, Request};

fn messages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("glpi");
    let texts = [
        ("contact", payload::glpi::contact()),
        ("60 KB", payload::glpi::inventory(150)),
        ("600 KB", payload::glpi::inventory(payload::glpi::PROGRAMS)),
    ];
    for (name, text) in texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for compression in [Compression::Plain, Compression::Zlib] {
            let body = glpi::body(&text, compression);
            group.bench_function(BenchmarkId::new(format!("decode {compression}"), name), |bencher| {
                bencher.iter(|| glpi::decode(&body));
            });
        }
        let body = glpi::body(&text, Compression::Plain);
        let opened = body.open(&Limits::DEFAULT).expect("it is a body");
        let request = Request::decode(&opened, &Limits::DEFAULT).expect("it is a request");
        group.bench_function(BenchmarkId::new("encode", name), |bencher| {
            bencher.iter(|| request.to_body(Compression::Plain));
        });
        let end = text.trim_ascii_end().len() - 1;
        let cut = glpi::body(&text[..end], Compression::Plain);
        assert!(glpi::decode(&cut).is_err());
        group.bench_function(BenchmarkId::new("reject", name), |bencher| {
            bencher.iter(|| glpi::decode(&cut).is_err());
        });
    }
}

criterion_group!(benches, messages);
criterion_main!(benches);
