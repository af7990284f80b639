//! Crates in which everything public is documented: the compiler sees to it where it is told to.

use super::files::File;

/// Whose public items others read before they use them.
const CRATES: &[&str] = &["app", "domain", "store"];

const LINT: &str = "#![warn(missing_docs)]";

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let is_root = |file: &&File| CRATES.iter().any(|name| file.path == format!("crates/{name}/src/lib.rs"));
    let silent = files.iter().filter(is_root).filter(|file| !file.text.lines().any(|line| line == LINT));
    silent.map(|file| file.finding(1, &format!("without {LINT}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_others_use_documents_what_is_public() {
        let root = "crates/store/src/lib.rs";
        assert_eq!(
            check(&[File::new(root, "//! A.\n")]),
            ["crates/store/src/lib.rs:1: without #![warn(missing_docs)]"]
        );
        for (path, text) in [(root, "#![warn(missing_docs)]\n"), ("crates/cli/src/lib.rs", ""), ("lib.rs", "")] {
            assert_eq!(check(&[File::new(path, text)]), Vec::<String>::new(), "{path}");
        }
    }
}
