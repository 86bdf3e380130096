# Recipes for working on the workspace; `just ci` is what has to pass.

libraries := "-p glpi-inventory -p glpi-proto -p inedo-wire -p netinv-xml -p oco-proto -p zbx-proxy-proto"

default:
    @just --list

# What CI runs.
ci:
    bash .ci/run

# All tests; with a corpus, also on real captures.
test corpus="":
    CORPUS_DIR={{ corpus }} cargo test --workspace

# Formatting and lints.
lint:
    cargo fmt --all --check
    cargo clippy {{ libraries }} --lib --all-features -- -D warnings
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# Heap and counted work (Valgrind) of hostile input, in all sizes.
hostile:
    HOSTILE=full cargo test --release -p fuzz --test memory --test open_ports --test work

# Documentation, with warnings denied.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps

# Dialogues with real programs from Debian's packages, as root on Debian 12.
interop:
    bash interop/run

# Speed of the crates compared with the alternatives; `just scoreboard --only zbx`.
scoreboard *arguments:
    cargo run --release -p benches --bin scoreboard -- {{ arguments }}

# Decode, encode and compare all files below the paths.
check +paths:
    cargo run --release -p inspect -- --check {{ paths }}
