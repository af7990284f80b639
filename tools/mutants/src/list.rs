//! What cargo-mutants would change: it defines what a mutant is.

use std::{collections::HashMap, fs, ops::Range, path::Path, process::Command};

use serde_json::Value;

use crate::Result;

/// What is changed.
pub(crate) const FILES: &[&str] = &[
    "crates/domain/src/caller.rs",
    "crates/domain/src/role/**",
    "crates/domain/src/user/**",
    "crates/domain/src/profile/**",
    "crates/domain/src/credential/**",
    "crates/app/src/token/**",
    "crates/server/src/authorise.rs",
    "crates/server/src/call.rs",
    "crates/store/src/permit.rs",
    "crates/store/src/permit/**",
    "crates/store/src/caller.rs",
];

/// What isn't changed: what is only shown to developers, and tests.
const LEFT_OUT: &[&str] = &["impl Debug", "impl std::fmt::Debug", "tests::"];

/// The kinds of changes that we know how to switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A function answers something fixed at once.
    Value,
    Binary,
    Unary,
    Guard,
    Arm,
    Field,
}

/// A place in a file, as cargo-mutants counts: lines and characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// Its name without line and column, so that it stays the same when something else changes; the second of the
    /// same name in a file has `(2)` behind it.
    pub(crate) key: String,
    /// As cargo-mutants names it, with line and column.
    pub(crate) name: String,
    /// Relative to the workspace.
    pub(crate) file: String,
    pub(crate) function: String,
    pub(crate) kind: Kind,
    pub(crate) span: Range<Place>,
    pub(crate) replacement: String,
}

/// All mutants. Their places in the answer are their numbers. `kept` is a file that gets the list, or has it already where
/// the one of before is wanted.
pub(crate) fn all(root: &Path, kept: &Path, as_before: bool) -> Result<Vec<Mutant>> {
    if as_before {
        return read(&serde_json::from_slice(&fs::read(kept)?)?);
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["mutants", "--list", "--json", "--workspace"]).current_dir(root);
    cargo.args(FILES.iter().flat_map(|file| ["--file", file]));
    cargo.args(LEFT_OUT.iter().flat_map(|name| ["--exclude-re", name]));
    let output = cargo.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`cargo mutants` didn't list ({said}); cargo install --locked cargo-mutants").into());
    }
    fs::write(kept, &output.stdout)?;
    read(&serde_json::from_slice(&output.stdout)?)
}

fn read(list: &Value) -> Result<Vec<Mutant>> {
    let mut seen = HashMap::<String, usize>::new();
    let list = list.as_array().ok_or("`cargo mutants` gave no list")?;
    list.iter()
        .map(|one| {
            let mut mutant = read_one(one).ok_or_else(|| format!("not understood: {one}"))?;
            let count = seen.entry(mutant.key.clone()).or_default();
            *count += 1;
            if *count > 1 {
                mutant.key = format!("{} ({count})", mutant.key);
            }
            Ok(mutant)
        })
        .collect()
}

fn read_one(one: &Value) -> Option<Mutant> {
    let file = one["file"].as_str()?;
    let place = |at: &Value| {
        let number = |name: &str| usize::try_from(at[name].as_u64()?).ok();
        Some(Place { line: number("line")?, column: number("column")? })
    };
    let name = one["name"].as_str()?;
    let (_, what) = name.split_once(": ")?;
    let kind = match one["genre"].as_str()? {
        "FnValue" => Kind::Value,
        "BinaryOperator" => Kind::Binary,
        "UnaryOperator" => Kind::Unary,
        "MatchArmGuard" => Kind::Guard,
        "MatchArm" => Kind::Arm,
        "StructField" => Kind::Field,
        _ => return None,
    };
    Some(Mutant {
        key: format!("{file}: {what}"),
        name: name.to_owned(),
        file: file.to_owned(),
        function: one["function"]["function_name"].as_str().unwrap_or_default().to_owned(),
        kind,
        span: place(&one["span"]["start"])?..place(&one["span"]["end"])?,
        replacement: one["replacement"].as_str()?.to_owned(),
    })
}
