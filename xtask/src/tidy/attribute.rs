//! Who switches a lint off says why.

use super::files::File;

const ATTRIBUTES: &[&str] = &["#[allow(", "#![allow(", "#[expect(", "#![expect("];

/// An attribute without `reason = ` that has no comment on the line before.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "rs") {
        let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
        for (place, line) in lines.iter().enumerate() {
            if !ATTRIBUTES.iter().any(|attribute| line.starts_with(attribute)) {
                continue;
            }
            let end =
                lines[place..].iter().position(|line| line.contains(")]")).map_or(lines.len(), |more| place + more + 1);
            let says_why = lines[place..end].iter().any(|line| line.contains("reason = "));
            let is_explained = place > 0 && lines[place - 1].starts_with("//");
            if !says_why && !is_explained {
                found.push(file.finding(place + 1, "a lint is switched off without a reason"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lint_is_not_switched_off_without_a_reason() {
        let cases = [
            ("#[allow(dead_code)]\nfn a() {}", 1),
            ("fn a() {}\n    #![allow(dead_code)]", 1),
            ("#[allow(\n    dead_code,\n)]\nfn a() { b(\"reason = \") }", 1),
            ("#[expect(dead_code)]", 1),
            ("#[allow(dead_code, reason = \"the next change uses it\")]", 0),
            ("#[allow(\n    dead_code,\n    reason = \"the next change uses it\"\n)]", 0),
            ("// The next change uses it.\n#[allow(dead_code)]", 0),
            ("#[must_use]", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(check(&[File::new("a.rs", text)]).len(), expected, "{text}");
        }
    }
}
