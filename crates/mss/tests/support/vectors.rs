//! Captured material outside the repository.

use std::path::PathBuf;

/// Defines tests on captured messages, which may not be in the repository: `SIGILL_VECTORS` names
/// their folder. Without it they are left out, as `cargo xtask test` says.
#[macro_export]
macro_rules! on_captures {
    ($(fn $name:ident() $body:block)*) => {
        $(#[test]
        fn $name() {
            if $crate::support::vectors::are_there() $body
        })*
    };
}

pub fn are_there() -> bool {
    let are_there = std::env::var_os("SIGILL_VECTORS").is_some();
    if !are_there {
        println!("left out: SIGILL_VECTORS is not set");
    }
    are_there
}

pub fn path(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os("SIGILL_VECTORS").expect("asked for before")).join(name)
}

pub fn read(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn text(name: &str) -> String {
    String::from_utf8(read(name)).unwrap()
}
