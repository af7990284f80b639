#!/bin/sh
# Makes target/debian/sigill_*.deb. Needs cargo-deb: cargo install cargo-deb
set -eu
cd "$(dirname "$0")/.."
cargo build --release --locked -p sigill-cli
made=target/packaging
rm -rf "$made"
mkdir -p "$made/man"
./target/release/sigill man --to "$made/man"
gzip -9n "$made"/man/*
for shell in bash zsh fish; do
    ./target/release/sigill completions "$shell" > "$made/sigill.$shell"
done
cargo deb -p sigill-cli --no-build
